//! What people say: the forms, the pages of statements, and where else they are shown.

use bronwijzer_index::community::kinds::KINDS;
use poem::http::StatusCode;

use crate::member::{As, Member};
use crate::site::{Site, part};

pub(crate) const PORTAL: &str = "https://github.com/GemeenteNijmegen/portaal";
const PORTAL_PAGE: &str = "/repositories/github.com/GemeenteNijmegen/portaal";
pub(crate) const OWNER: As = As {
    represents: &["gemeente-nijmegen"],
    moderator: false,
};
const NEW: &str = "/verklaring/nieuw";

const SEEKING: &[(&str, &str)] = &[
    ("kind", "seeking"),
    ("repository", PORTAL),
    ("sought", "adoption"),
    ("help", "code"),
    ("text", "Wie neemt dit over?"),
    ("behalf", "gemeente-nijmegen"),
];

const REQUEST: &[(&str, &str)] = &[
    ("kind", "release-request"),
    ("name", "Afsprakenplanner"),
    ("organisation", "Gemeente Nijmegen"),
    ("purpose", "Plant afspraken aan de balie."),
    ("text", "Wij willen dit ook gebruiken."),
];

#[tokio::test]
async fn nothing_of_signing_in_where_nobody_can() {
    let site = Site::crawled().await;
    for address in [
        "/",
        PORTAL_PAGE,
        "/organisaties/gemeente-nijmegen",
        "/vrijgeven",
    ] {
        let page = site.page(address).await;
        for words in ["Aanmelden", "aanmelden?", "/verklaring/nieuw", "discussion"] {
            assert!(!page.contains(words), "{address}: {words}");
        }
    }
    let page = site.page("/aanmelden").await;
    assert!(page.contains("Op deze site kunt u zich niet aanmelden."));
}

#[tokio::test]
async fn answer_for_a_member_is_private_and_others_are_not() {
    let site = Site::with_members().await;
    let member = site.sign_in("Sam", &As::default());
    for address in ["/", PORTAL_PAGE, "/zoeken?q=portaal", "/nergens"] {
        let before = site.get(address).await;
        assert_ne!(
            before.headers["cache-control"], "private, no-store",
            "{address}"
        );
        let own = site.get_as(&member, address).await;
        assert_eq!(
            own.headers["cache-control"], "private, no-store",
            "{address}"
        );
        assert!(own.body.contains("<bdi>Sam</bdi>"), "{address}");
        assert!(!before.body.contains("Sam"), "{address}");
        // Nobody sees on a page that somebody else was there.
        assert_eq!(site.get(address).await.body, before.body, "{address}");
    }
}

#[tokio::test]
async fn header_leads_to_sign_in_and_back() {
    let site = Site::with_members().await;
    let page = site.page("/zoeken?q=portaal").await;
    assert!(page.contains("href=\"/aanmelden?next=%2Fzoeken%3Fq%3Dportaal\""));
    let page = site
        .page("/aanmelden?next=%2Fzoeken%3Fq%3Dportaal&problem=expired")
        .await;
    assert!(page.contains("href=\"/sign-in/werk?next=%2Fzoeken%3Fq%3Dportaal\""));
    assert!(page.contains("Begin opnieuw."));
    let page = site
        .page("/en/sign-in?next=https%3A%2F%2Fexample.org")
        .await;
    assert!(page.contains("href=\"/sign-in/werk?next=%2Fen\""), "{page}");
    let member = site.sign_in("Sam", &As::default());
    let answer = site.get_as(&member, "/aanmelden?next=%2Fmijn").await;
    assert_eq!(answer.headers["location"], "/mijn");
}

#[tokio::test]
async fn form_leads_to_sign_in_and_back() {
    let site = Site::with_members().await;
    let answer = site
        .get(&format!("{NEW}?kind=offer&repository={PORTAL}"))
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let to = answer.headers["location"].to_str().unwrap();
    assert!(
        to.starts_with("/aanmelden?next=%2Fverklaring%2Fnieuw%3Fkind%3Doffer"),
        "{to}"
    );
}

/// A file keeps rows of the one before it, and none of these is older than what was said.
#[tokio::test]
async fn files_hold_what_was_said_since_the_last() {
    let site = Site::with_members().await;
    let owner = site.sign_in("Sam", &OWNER);
    let mut files = Vec::new();
    for said in [None, None, Some(SEEKING)] {
        if let Some(fields) = said {
            site.said_by(&owner, fields).await;
        }
        let file = site.get("/data/repositories.csv").await;
        let mut rows = csv::Reader::from_reader(file.body.as_bytes());
        let column = |name: &&str| *name == "maintainer_search_seeking";
        let column = rows
            .headers()
            .unwrap()
            .iter()
            .position(|name| column(&name));
        let row = rows.records().next().unwrap().unwrap();
        files.push((
            file.headers["etag"].clone(),
            row[column.unwrap()].to_owned(),
        ));
    }
    assert_eq!(files[0], files[1]);
    assert_ne!(files[1].0, files[2].0);
    assert_eq!(files[2].1, "EXPLICIT");
    assert_ne!(files[1].1, files[2].1);
}

#[tokio::test]
async fn form_without_the_secret_of_the_session_changes_nothing() {
    let site = Site::with_members().await;
    let member = site.sign_in("Sam", &As::default());
    let said = site.said_by(&member, REQUEST).await;
    let addresses = [
        NEW,
        &said,
        "/mijn",
        "/moderatie",
        "/en/my",
        "/en/statement/new",
    ];
    for address in addresses {
        let fields = [("do", "delete"), ("kind", "offer"), ("help", "code")];
        let nobody = site.post(address, &fields, None).await;
        assert_eq!(nobody.status, StatusCode::FORBIDDEN, "{address}");
        for secret in ["", "0", &member.csrf[1..]] {
            let fields = [&fields[..], &[("csrf", secret)]].concat();
            let forged = site.post(address, &fields, Some(&member)).await;
            assert_eq!(forged.status, StatusCode::FORBIDDEN, "{address}");
        }
    }
    assert!(
        site.page_as(&member, "/mijn")
            .await
            .contains("Afsprakenplanner")
    );
}

#[tokio::test]
async fn every_kind_has_a_form_in_both_languages() {
    let site = Site::with_members().await;
    let member = site.sign_in("Sam", &OWNER);
    let profile = [
        ("do", "profile"),
        ("name", "Sam"),
        ("digest", "never"),
        ("language", "dutch"),
        ("supplier-name", "Bedrijf"),
        ("supplier-website", "https://example.org"),
    ];
    site.sent_as(&member, "/mijn", &profile).await;
    for row in KINDS {
        let kind: &str = row.kind.into();
        let about = match kind {
            "release_request" => String::new(),
            "declared_closed" => "&organisation=gemeente-nijmegen".to_owned(),
            _ => format!("&repository={PORTAL}"),
        };
        for path in [NEW, "/en/statement/new"] {
            let page = site
                .page_as(&member, &format!("{path}?kind={kind}{about}"))
                .await;
            for field in row.fields {
                let name: &str = field.field.into();
                let is_there = page.contains(&format!("name=\"{name}\""));
                assert_eq!(is_there, !field.of_answer, "{kind}: {name}");
            }
            assert!(page.contains("name=\"text\""), "{kind}");
            let spelled = page.contains(">will_release<") || page.contains(">since_day<");
            assert!(!spelled, "{kind}: a value has no name");
        }
    }
}

#[tokio::test]
async fn what_is_wrong_stands_next_to_its_field() {
    let site = Site::with_members().await;
    let member = site.sign_in("Sam", &As::default());
    let long = "x".repeat(2_001);
    let sent = [
        ("kind", "release-request"),
        ("name", "Planner <b>"),
        ("organisation", "Bestaat niet"),
        ("text", long.as_str()),
    ];
    let answer = site.send_as(&member, NEW, &sent).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.body;
    assert!(page.contains("Er kloppen 3 dingen niet"), "{page}");
    for (field, words) in [
        ("organisation", "We kennen deze organisatie niet."),
        ("purpose", "Vul dit in."),
        ("text", "Dit zijn 2.001 tekens."),
    ] {
        let error = part(&page, &format!("id=\"field-{field}-error\">"), "</strong>");
        assert!(error.contains(words), "{error}");
        assert!(
            page.contains(&format!("href=\"#field-{field}\"")),
            "{field}"
        );
    }
    // What was filled in stays.
    assert!(page.contains("value=\"Planner &#60;b&#62;\""), "{page}");
    assert!(page.contains(&long));
}

#[tokio::test]
async fn organisation_is_chosen_by_a_part_of_its_name() {
    let site = Site::with_members().await;
    let member = site.sign_in("Sam", &As::default());
    let sent = [
        ("kind", "release-request"),
        ("name", "Planner"),
        ("organisation", "nijmegen"),
        ("do", "organisation"),
    ];
    let page = site.send_as(&member, NEW, &sent).await.body;
    assert!(
        page.contains("name=\"organisation\" value=\"gemeente-nijmegen\""),
        "{page}"
    );
    assert!(!page.contains("id=\"errors\""));
    let sent = [&sent[..3], &[("organisation", "gemeente-nijmegen")]].concat();
    let page = site.send_as(&member, NEW, &sent).await.body;
    assert!(page.contains("value=\"Gemeente Nijmegen\""), "{page}");
}

#[tokio::test]
async fn who_may_not_say_it_reads_who_may() {
    let site = Site::with_members().await;
    let member = site.sign_in("Sam", &As::default());
    let page = site
        .page_as(&member, &format!("{NEW}?kind=seeking&repository={PORTAL}"))
        .await;
    assert!(page.contains("Alleen wie voor de eigenaar van deze software spreekt"));
    assert!(!page.contains("name=\"sought\""));
    // Nor does one who speaks for another organisation get the form, or say it without.
    let other = site.sign_in(
        "Toni",
        &As {
            represents: &["gemeente-amsterdam"],
            ..As::default()
        },
    );
    let page = site
        .page_as(&other, &format!("{NEW}?kind=seeking&repository={PORTAL}"))
        .await;
    assert!(!page.contains("name=\"sought\""), "{page}");
    let sent = [&SEEKING[..5], &[("behalf", "gemeente-amsterdam")]].concat();
    let answer = site.send_as(&other, NEW, &sent).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn asked_for_a_maintainer_claimed_and_closed() {
    let site = Site::with_members().await;
    let owner = site.sign_in("Olga", &OWNER);
    let helper = site.sign_in("Hans", &As::default());
    let said = site.said_by(&owner, SEEKING).await;
    let offer = [("kind", "offer"), ("help", "code"), ("text", "Ik kan Go.")];
    let offer = site.said_by(&helper, &offer).await;

    let page = site.page("/doe-mee").await;
    let group = part(&page, "id=\"said\"", "</section>");
    assert!(group.contains("De eigenaar vraagt het hier (1)"), "{group}");
    assert!(group.contains("1 aanbod van hulp past hierbij"), "{group}");
    assert!(group.contains(&offer), "{group}");
    assert!(
        site.page(PORTAL_PAGE)
            .await
            .contains("Gezocht: Een nieuwe beheerder")
    );

    // Only what each may do is shown.
    let page = site.page_as(&helper, &said).await;
    assert!(page.contains("id=\"act-claim\"") && !page.contains("id=\"act-close\""));
    let page = site.page_as(&owner, &said).await;
    assert!(page.contains("id=\"act-close\""));
    assert!(
        site.page(&said)
            .await
            .contains("Meld u aan om iets te doen")
    );

    let claim = [("do", "claim"), ("text", "Ik begin met de tests.")];
    let to = site.sent_as(&helper, &said, &claim).await;
    assert!(
        site.page_as(&helper, &to)
            .await
            .contains("U hebt dit opgepakt.")
    );
    let page = site.page(&said).await;
    assert!(page.contains("Hans pakte dit op"), "{page}");
    assert!(page.contains(">Opgepakt<"));
    let news = [("do", "give-news"), ("text", "De tests draaien.")];
    site.sent_as(&helper, &said, &news).await;
    let page = site.page_as(&owner, "/mijn").await;
    assert!(page.contains("Iemand pakte uw vraag op."), "{page}");
    let close = [("do", "close"), ("text", "Gelukt!")];
    site.sent_as(&owner, &said, &close).await;
    let page = site.page(&said).await;
    assert!(page.contains(">Gesloten<"), "{page}");
    assert!(!site.page("/doe-mee").await.contains("id=\"said\""));
}

#[tokio::test]
async fn request_is_found_supported_and_answered_with_a_ground() {
    let site = Site::with_members().await;
    let asker = site.sign_in("Anna", &As::default());
    let said = site.said_by(&asker, REQUEST).await;
    let page = site.page("/zoeken?q=afsprakenplanner").await;
    let found = part(&page, "class=\"bw-found\"", "</section>");
    assert!(
        found.contains(&said) && found.contains("Wacht op antwoord"),
        "{found}"
    );
    assert!(
        site.page("/vrijgeven")
            .await
            .contains("Afsprakenplanner van Gemeente Nijmegen")
    );
    assert!(
        site.page("/vrijgeven?q=niets")
            .await
            .contains("We vonden geen verzoek")
    );
    let page = site.page("/organisaties/gemeente-nijmegen").await;
    assert!(page.contains("id=\"requests\""), "{page}");

    let friend = site.sign_in("Fen", &As::default());
    site.sent_as(&friend, &said, &[("do", "support"), ("supports", "true")])
        .await;
    assert!(site.page(&said).await.contains("1 persoon steunt dit"));
    let page = site.page_as(&friend, &said).await;
    assert!(page.contains("Ik steun dit niet meer"), "{page}");

    let owner = site.sign_in("Olga", &OWNER);
    assert!(site.page_as(&owner, &said).await.contains("?do=answer"));
    let form = site.page_as(&owner, &format!("{said}?do=answer")).await;
    assert!(form.contains("name=\"ground\"") && !form.contains("name=\"purpose\""));
    let missing = site
        .send_as(&owner, &said, &[("do", "answer"), ("text", "Nee.")])
        .await;
    assert!(missing.body.contains("Maak een keuze."), "{}", missing.body);
    let answer = [
        ("do", "answer"),
        ("answer", "no"),
        ("ground", "woo_5_1_2_h"),
        ("text", "Er staan sleutels in."),
    ];
    site.sent_as(&owner, &said, &answer).await;
    let page = site.page(&said).await;
    assert!(page.contains(">Komt niet vrij<"), "{page}");
    assert!(page.contains("De beveiliging van mensen en bedrijven (Woo 5.1 lid 2 h)"));
    assert!(page.contains("Er staan sleutels in."));
}

#[tokio::test]
async fn what_was_said_is_changed_by_its_author_alone() {
    let site = Site::with_members().await;
    let author = site.sign_in("Anna", &As::default());
    let said = site.said_by(&author, REQUEST).await;
    let form = site.page_as(&author, &format!("{said}?do=change")).await;
    assert!(form.contains("value=\"Afsprakenplanner\""), "{form}");
    assert!(form.contains("value=\"Gemeente Nijmegen\""));
    let changed = REQUEST[1..4].iter().copied();
    let changed: Vec<_> = changed
        .chain([("do", "change"), ("text", "Nieuwe tekst.")])
        .collect();
    let other = site.sign_in("Toni", &As::default());
    let refused = site.send_as(&other, &said, &changed).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    site.sent_as(&author, &said, &changed).await;
    assert!(site.page_as(&author, &said).await.contains("Nieuwe tekst."));
}

#[tokio::test]
async fn discussion_has_posts_with_replies() {
    let site = Site::with_members().await;
    let (one, other) = (
        site.sign_in("Anna", &As::default()),
        site.sign_in("Ben", &As::default()),
    );
    let post = [
        ("kind", "post"),
        ("repository", PORTAL),
        ("text", "Werkt dit op <Windows>?"),
    ];
    let said = accepted(&site, &one, &post).await;
    let id = said.rsplit('/').next().unwrap().to_owned();
    let reply = [post[0], post[1], ("reply", id.as_str()), ("text", "Ja.")];
    accepted(&site, &other, &reply).await;
    let page = site.page(PORTAL_PAGE).await;
    let talk = part(&page, "id=\"discussion\"", "</section>");
    assert!(talk.contains("Werkt dit op &lt;Windows&gt;?"), "{talk}");
    assert!(
        part(talk, "bw-posts--replies", "</ul>").contains("Ja."),
        "{talk}"
    );
}

/// Says something that waits, has it accepted, and gives its page.
async fn accepted(site: &Site, member: &Member, fields: &[(&str, &str)]) -> String {
    site.said_by(member, fields).await
}

#[tokio::test]
async fn farewell_stands_with_the_repository_and_in_the_list() {
    let site = Site::with_members().await;
    let owner = site.sign_in("Olga", &OWNER);
    let farewell = [
        ("kind", "farewell"),
        ("repository", PORTAL),
        ("behalf", "gemeente-nijmegen"),
        ("text", "Te weinig mensen gebruikten het."),
        ("learned", "Vraag het eerst."),
        ("replaced_by", "javascript:alert(1)"),
    ];
    site.said_by(&owner, &farewell).await;
    for address in ["/gestopt", PORTAL_PAGE] {
        let page = site.page(address).await;
        assert!(
            page.contains("Te weinig mensen gebruikten het."),
            "{address}"
        );
        assert!(page.contains("Vraag het eerst."), "{address}");
        assert!(!page.contains("href=\"javascript"), "{address}");
    }
}

#[tokio::test]
async fn example_of_a_request_comes_with_the_sample() {
    let site = Site::sample();
    let page = site.page("/zoeken?q=KopieID").await;
    assert!(part(&page, "class=\"bw-found\"", "</section>").contains("KopieID"));
    let page = site.page("/vrijgeven").await;
    assert!(
        page.contains("KopieID") && page.contains(">Voorbeeld<"),
        "{page}"
    );
}

#[tokio::test]
async fn statement_that_is_not_there_is_not_found() {
    let site = Site::with_members().await;
    let member = site.sign_in("Sam", &As::default());
    for id in ["x", "00000000-0000-7000-8000-000000000000", "..%2F"] {
        let answer = site.get(&format!("/verklaring/{id}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}");
        let answer = site
            .send_as(
                &member,
                &format!("/verklaring/{id}"),
                &[("do", "report"), ("text", "x")],
            )
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}");
    }
}

#[tokio::test]
async fn only_what_a_visitor_may_say_is_offered() {
    let site = Site::with_members().await;
    let owner = site.sign_in("Olga", &OWNER);
    let member = site.sign_in("Sam", &As::default());
    let user = site.sign_in(
        "Toni",
        &As {
            represents: &["gemeente-amsterdam"],
            ..As::default()
        },
    );
    let pages = [
        (site.page(PORTAL_PAGE).await, &["offer"][..]),
        (site.page_as(&member, PORTAL_PAGE).await, &["offer"]),
        (site.page_as(&user, PORTAL_PAGE).await, &["use", "offer"]),
        (
            site.page_as(&owner, PORTAL_PAGE).await,
            &["use", "offer", "seeking", "farewell"],
        ),
    ];
    for (page, kinds) in pages {
        let offered = part(&page, "id=\"asking-title\"", "</section>");
        for kind in ["use", "offer", "seeking", "support", "farewell"] {
            let link = format!("kind={kind}&#38;repository=");
            assert_eq!(
                offered.contains(&link),
                kinds.contains(&kind),
                "{kind}: {offered}"
            );
        }
        let needs = "(kan alleen wie spreekt namens de eigenaar)";
        assert_eq!(
            offered.contains(needs),
            !kinds.contains(&"seeking"),
            "{offered}"
        );
    }
}

#[tokio::test]
async fn users_stand_once_with_who_says_so() {
    let site = Site::with_members().await;
    let user = site.sign_in(
        "Toni",
        &As {
            represents: &["gemeente-amsterdam"],
            ..As::default()
        },
    );
    let none = site.page(PORTAL_PAGE).await;
    assert!(none.contains("We kennen geen gebruikers."), "{none}");
    let uses = [
        ("kind", "use"),
        ("repository", PORTAL),
        ("stage", "production"),
        ("text", "Bij ons staat de balie erop."),
        ("behalf", "gemeente-amsterdam"),
    ];
    let said = site.said_by(&user, &uses).await;
    let page = site.page(PORTAL_PAGE).await;
    let users = part(&page, "id=\"users-title\"", "</section>");
    for words in [
        "<bdi>Gemeente Amsterdam</bdi>",
        "werkt ermee",
        "zegt het zelf",
        "Bij ons staat de balie erop.",
        &said,
    ] {
        assert!(users.contains(words), "{words}: {users}");
    }
    assert!(!users.contains("We weten niet wie dit gebruikt"), "{users}");
    assert!(page.contains("Voor zover we weten gebruikt 1 organisatie het."));
    let found = site.page("/zoeken?q=portaal").await;
    assert!(found.contains("gebruikt door 1 ander"), "{found}");
}

#[tokio::test]
async fn post_is_markdown_and_all_else_is_plain() {
    let site = Site::with_members().await;
    let anna = site.sign_in("Anna", &As::default());
    let text =
        "Kijk [hier](https://example.nl), of *niet*.\n\n![plaatje](https://example.nl/x.png)";
    let post = [("kind", "post"), ("repository", PORTAL), ("text", text)];
    let said = accepted(&site, &anna, &post).await;
    for page in [site.page(PORTAL_PAGE).await, site.page(&said).await] {
        let link =
            "<a href=\"https://example.nl\" rel=\"nofollow ugc noopener noreferrer\">hier</a>";
        assert!(page.contains(link), "{page}");
        assert!(page.contains("<em>niet</em>") && page.contains(">plaatje</a>"));
        assert!(!page.contains("x.png\" alt"), "{page}");
    }
    let offer = [
        ("kind", "offer"),
        ("help", "code"),
        ("text", "Ik kan *Go*."),
    ];
    let offer = accepted(&site, &anna, &offer).await;
    assert!(site.page(&offer).await.contains("Ik kan *Go*."));
}
