//! Where moderators work.

use poem::http::StatusCode;

use crate::community::PORTAL;
use crate::member::As;
use crate::site::{Site, part};

const POST: [(&str, &str); 3] = [
    ("kind", "post"),
    ("repository", PORTAL),
    ("text", "Koop hier goedkope vitamines."),
];
const PORTAL_PAGE: &str = "/repositories/github.com/GemeenteNijmegen/portaal";
const MODERATOR: As = As {
    represents: &[],
    moderator: true,
};

#[tokio::test]
async fn page_is_for_moderators_alone() {
    let site = Site::with_members().await;
    let answer = site.get("/moderatie").await;
    assert_eq!(answer.headers["location"], "/aanmelden?next=%2Fmoderatie");
    let member = site.sign_in("Sam", &As::default());
    assert_eq!(
        site.get_as(&member, "/moderatie").await.status,
        StatusCode::FORBIDDEN
    );
    assert!(!site.page_as(&member, "/").await.contains("/moderatie"));
    let moderator = site.sign_in("Mo", &MODERATOR);
    assert!(
        site.page_as(&moderator, "/moderatie")
            .await
            .contains("Niets wacht")
    );
    assert!(
        site.page_as(&moderator, "/")
            .await
            .contains("href=\"/moderatie\"")
    );
}

#[tokio::test]
async fn first_text_waits_and_is_accepted() {
    let site = Site::with_members().await;
    let (author, moderator) = (
        site.sign_in("Sam", &As::default()),
        site.sign_in("Mo", &MODERATOR),
    );
    let to = site.sent_as(&author, "/verklaring/nieuw", &POST).await;
    let (said, done) = to.split_once('?').unwrap();
    assert_eq!(done, "done=held");
    let page = site.page_as(&author, &to).await;
    assert!(
        page.contains("Iemand van deze site kijkt er eerst naar."),
        "{page}"
    );
    assert_eq!(site.get(said).await.status, StatusCode::NOT_FOUND);
    assert!(!site.page(PORTAL_PAGE).await.contains("vitamines"));
    let page = site.page_as(&moderator, "/moderatie").await;
    assert!(
        page.contains("1 bericht wacht") && page.contains("vitamines"),
        "{page}"
    );
    let id = said.rsplit('/').next().unwrap();
    let accept = [
        ("do", "decide"),
        ("id", id),
        ("decision", "ACCEPT"),
        ("reason", "In orde."),
    ];
    site.sent_as(&moderator, "/moderatie", &accept).await;
    assert!(site.page(PORTAL_PAGE).await.contains("vitamines"));
}

#[tokio::test]
async fn reported_text_is_removed_and_its_author_told() {
    let site = Site::with_members().await;
    let author = site.sign_in("Sam", &As::default());
    let said = site.said_by(&author, &POST).await;
    let reader = site.sign_in("Lia", &As::default());
    let report = [("do", "report"), ("text", "Dit is reclame.")];
    let to = site.sent_as(&reader, &said, &report).await;
    assert!(site.page_as(&reader, &to).await.contains("Dank u."));
    let moderator = site.sign_in("Mo", &MODERATOR);
    let page = site.page_as(&moderator, "/moderatie").await;
    let reports = part(&page, "id=\"reports\"", "</section>");
    assert!(
        reports.contains("Dit is reclame.") && reports.contains("Lia"),
        "{reports}"
    );
    let id = said.rsplit('/').next().unwrap();
    let remove = [
        ("do", "decide"),
        ("id", id),
        ("decision", "REMOVE"),
        ("reason", "Reclame mag hier niet."),
    ];
    site.sent_as(&moderator, "/moderatie", &remove).await;
    assert_eq!(site.get(&said).await.status, StatusCode::NOT_FOUND);
    assert!(!site.page(PORTAL_PAGE).await.contains("vitamines"));
    let page = site.page_as(&author, &said).await;
    assert!(page.contains("Reclame mag hier niet."), "{page}");
    let page = site.page_as(&author, "/mijn").await;
    assert!(
        page.contains("Een beheerder haalde weg wat u zei."),
        "{page}"
    );
    let page = site.page_as(&moderator, "/moderatie").await;
    let log = part(&page, "id=\"log\"", "</section>");
    assert!(
        log.contains("haalde weg") && log.contains("Reclame mag hier niet."),
        "{log}"
    );
    let undo = [
        remove[0],
        remove[1],
        ("decision", "UNDO"),
        ("reason", "Toch niet."),
    ];
    site.sent_as(&moderator, "/moderatie", &undo).await;
    assert_eq!(site.get(&said).await.status, StatusCode::OK);
}

#[tokio::test]
async fn member_is_let_to_speak_for_an_organisation() {
    let site = Site::with_members().await;
    let (member, moderator) = (
        site.sign_in("Sam", &As::default()),
        site.sign_in("Mo", &MODERATOR),
    );
    assert!(
        site.page_as(&moderator, "/moderatie?q=sam")
            .await
            .contains("<bdi>Sam</bdi>")
    );
    let mut grant = [
        ("do", "grant"),
        ("member", member.id.as_str()),
        ("organisation", "Gemeente Nijmegen"),
        ("granted", "true"),
        ("reason", "Werkt daar."),
    ];
    site.sent_as(&moderator, "/moderatie", &grant).await;
    let page = site.page_as(&member, "/mijn").await;
    assert!(
        page.contains("href=\"/organisaties/gemeente-nijmegen\""),
        "{page}"
    );
    grant[3].1 = "false";
    site.sent_as(&moderator, "/moderatie", &grant).await;
    let page = site.page_as(&member, "/mijn").await;
    assert!(
        page.contains("U spreekt nog voor geen organisatie."),
        "{page}"
    );
}

#[tokio::test]
async fn closed_discussion_takes_no_posts() {
    let site = Site::with_members().await;
    let moderator = site.sign_in("Mo", &MODERATOR);
    let close = [
        ("do", "discussion"),
        ("repository", PORTAL),
        ("closed", "true"),
        ("reason", "Het liep uit de hand."),
    ];
    site.sent_as(&moderator, "/moderatie", &close).await;
    let member = site.sign_in("Sam", &As::default());
    let answer = site.send_as(&member, "/verklaring/nieuw", &POST).await;
    assert_eq!(
        answer.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        answer.body
    );
    let page = site.page_as(&member, PORTAL_PAGE).await;
    assert!(!page.contains("id=\"post\""), "{page}");
}

#[tokio::test]
async fn text_of_a_claim_is_taken_out_alone() {
    let site = Site::with_members().await;
    let owner = site.sign_in("Olga", &crate::community::OWNER);
    let seeking = [
        ("kind", "seeking"),
        ("repository", crate::community::PORTAL),
        ("sought", "help"),
        ("behalf", "gemeente-nijmegen"),
    ];
    let said = site.said_by(&owner, &seeking).await;
    let moderator = site.sign_in(
        "Mo",
        &As {
            moderator: true,
            ..As::default()
        },
    );
    // Texts of a moderator are shown at once.
    let claim = [("do", "claim"), ("text", "Koop bij mij.")];
    site.sent_as(&moderator, &said, &claim).await;
    assert!(site.page(&said).await.contains("Koop bij mij."));
    let page = site.page_as(&moderator, &said).await;
    let form = part(&page, "value=\"remove-text\"", "</form>");
    let event = part(form, "name=\"event\" value=\"", "\">");
    let event = event.trim_start_matches("name=\"event\" value=\"");
    let remove = [
        ("do", "remove-text"),
        ("event", event.trim_end_matches("\">")),
        ("text", "Reclame."),
    ];
    site.sent_as(&moderator, &said, &remove).await;
    let page = site.page(&said).await;
    assert!(!page.contains("Koop bij mij."), "{page}");
    assert!(
        page.contains("Een beheerder haalde deze tekst weg."),
        "{page}"
    );
    let log = site.page_as(&moderator, "/moderatie").await;
    assert!(log.contains("haalde een tekst weg bij"), "{log}");
}

#[tokio::test]
async fn pages_tell_who_waits_for_a_moderator_and_who_does_not() {
    let site = Site::with_members().await;
    let (member, moderator) = (
        site.sign_in("Sam", &As::default()),
        site.sign_in("Mo", &MODERATOR),
    );
    let form = format!("/verklaring/nieuw?kind=correction&repository={PORTAL}");
    let correction = [
        ("kind", "correction"),
        ("repository", PORTAL),
        ("wrong", "kind"),
        ("text", "Dit is een bibliotheek."),
    ];
    let cases = [
        (
            &member,
            "Een beheerder van deze site kijkt ernaar.",
            "Wacht op een beheerder",
        ),
        (
            &moderator,
            "Daarom is uw correctie meteen aangenomen.",
            "Aangenomen",
        ),
    ];
    for (viewer, promise, state) in cases {
        let asked = site.page_as(viewer, &form).await;
        let to = site.sent_as(viewer, "/verklaring/nieuw", &correction).await;
        let page = site.page_as(viewer, &to).await;
        for (_, other_promise, other_state) in cases {
            assert_eq!(
                asked.contains(other_promise),
                promise == other_promise,
                "{asked}"
            );
            assert_eq!(page.contains(other_state), state == other_state, "{page}");
        }
    }
    // A kind that needs no moderator, said by who is new, and by a moderator.
    let form = format!("/verklaring/nieuw?kind=post&repository={PORTAL}");
    assert!(
        site.page_as(&member, &form)
            .await
            .contains("U bent hier nieuw.")
    );
    let asked = site.page_as(&moderator, &form).await;
    assert!(asked.contains("Iedereen kan het meteen lezen"), "{asked}");
    assert!(!asked.contains("van deze site"), "{asked}");
}
