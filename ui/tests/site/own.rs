//! What is a member's own: profile, follows, tokens, sessions, and leaving.

use bronwijzer_graphql::Operator;
use poem::http::StatusCode;

use crate::community::PORTAL;
use crate::member::{As, with_sign_in};
use crate::site::{Site, part};

const PROFILE: [(&str, &str); 5] = [
    ("do", "profile"),
    ("name", "Samira"),
    ("digest", "weekly"),
    ("language", "english"),
    ("email", "samira@example.org"),
];

#[tokio::test]
async fn profile_is_changed_and_a_wrong_one_refused() {
    let site = Site::with_members().await;
    let member = site.sign_in("Sam", &As::default());
    site.sent_as(&member, "/mijn", &PROFILE).await;
    let page = site.page_as(&member, "/mijn").await;
    assert!(page.contains("value=\"Samira\"") && page.contains("<bdi>Samira</bdi>"));
    assert!(page.contains("value=\"weekly\" checked"), "{page}");
    let wrong = [&PROFILE[..4], &[("email", "geen adres")]].concat();
    let answer = site.send_as(&member, "/mijn", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("value=\"geen adres\""));
    let error = part(&answer.body, "id=\"field-email-error\">", "</strong>");
    assert!(error.contains("Vul een e-mailadres in"), "{error}");
}

#[tokio::test]
async fn mail_is_promised_only_where_it_is_sent() {
    let with_mail = Site::with_members().await;
    let member = with_mail.sign_in("Sam", &As::default());
    with_mail.sent_as(&member, "/mijn", &PROFILE).await;
    let page = with_mail.page_as(&member, "/mijn").await;
    // It waits for the mail server yet.
    let notice = part(&page, "class=\"bw-notice-line\"", "</p>");
    assert!(notice.contains("sturen we straks een e-mail"), "{notice}");
    assert!(
        with_mail
            .page("/aanmelden")
            .await
            .contains("per e-mail als u daarvoor kiest")
    );

    let without = Site::run_by(Operator {
        sends_mail: false,
        ..with_sign_in()
    });
    without.accept(crate::site::portal()).await;
    let member = without.sign_in("Sam", &As::default());
    let page = without.page_as(&member, "/mijn").await;
    assert!(page.contains("Deze site verstuurt geen e-mail."), "{page}");
    assert!(
        !page.contains("field-email") && !page.contains("field-digest"),
        "{page}"
    );
    assert!(!without.page("/aanmelden").await.contains("e-mail als"));
    // The form keeps what it does not ask for, and an address that is there can go.
    without.sent_as(&member, "/mijn", &PROFILE).await;
    let page = without.page_as(&member, "/mijn").await;
    assert!(page.contains("name=\"digest\" value=\"weekly\""), "{page}");
    assert!(page.contains("we gebruiken dit adres niet"), "{page}");
    assert!(!page.contains("straks een e-mail"), "{page}");
    let emptied = [
        ("do", "profile"),
        ("name", "Samira"),
        ("email", ""),
        ("mail-kept", "1"),
        ("digest", "weekly"),
        ("language", "english"),
    ];
    without.sent_as(&member, "/mijn", &emptied).await;
    let page = without.page_as(&member, "/mijn").await;
    assert!(!page.contains("field-email"), "{page}");
    assert!(page.contains("name=\"digest\" value=\"never\""), "{page}");
}

#[tokio::test]
async fn follows_are_made_where_something_is_and_undone_on_the_own_page() {
    let site = Site::with_members().await;
    let member = site.sign_in("Sam", &As::default());
    let pages = [
        (
            "/repositories/github.com/GemeenteNijmegen/portaal",
            "repository",
        ),
        ("/organisaties/gemeente-nijmegen", "organisation"),
        ("/zoeken?q=portaal", "search"),
    ];
    for (address, name) in pages {
        assert!(
            !site.page(address).await.contains("class=\"bw-follow\""),
            "{address}"
        );
        let page = site.page_as(&member, address).await;
        let form = part(&page, "class=\"bw-follow\"", "</form>");
        let value = part(form, &format!("name=\"{name}\" value=\""), "\">");
        let value = value
            .rsplit("value=\"")
            .next()
            .unwrap()
            .trim_end_matches("\">");
        let follow = [
            ("do", "follow"),
            (name, value),
            ("follows", "true"),
            ("back", address),
        ];
        assert_eq!(site.sent_as(&member, "/mijn", &follow).await, address);
        let page = site.page_as(&member, address).await;
        assert!(page.contains("Volg niet meer"), "{address}");
    }
    let page = site.page_as(&member, "/mijn").await;
    assert!(page.contains("Zoekvraag: portaal"), "{page}");
    let undo = [
        ("do", "follow"),
        ("repository", PORTAL),
        ("follows", "false"),
    ];
    let to = site.sent_as(&member, "/mijn", &undo).await;
    let page = site.page_as(&member, &to).await;
    assert!(page.contains("U volgt dit niet meer."));
    let out = [
        ("do", "follow"),
        ("repository", PORTAL),
        ("back", "//example.org"),
    ];
    let to = site.sent_as(&member, "/mijn", &out).await;
    assert!(to.starts_with("/mijn"), "{to}");
}

#[tokio::test]
async fn token_is_shown_once_and_revoked() {
    let site = Site::with_members().await;
    let member = site.sign_in("Sam", &As::default());
    let make = [
        ("do", "token"),
        ("token-name", "Mijn script"),
        ("scope", "READ"),
    ];
    let made = site.send_as(&member, "/mijn", &make).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    let secret = part(&made.body, "<code>bw_", "</code>").to_owned();
    let page = site.page_as(&member, "/mijn").await;
    assert!(page.contains("Mijn script") && !page.contains(&secret));
    let id = part(&page, "name=\"id\" value=\"", "\">");
    let id = id
        .trim_start_matches("name=\"id\" value=\"")
        .trim_end_matches("\">");
    site.sent_as(&member, "/mijn", &[("do", "revoke"), ("id", id)])
        .await;
    assert!(!site.page_as(&member, "/mijn").await.contains("Mijn script"));
}

#[tokio::test]
async fn own_page_and_file_are_for_who_is_signed_in() {
    let site = Site::with_members().await;
    let answer = site.get("/mijn").await;
    assert_eq!(answer.headers["location"], "/aanmelden?next=%2Fmijn");
    assert_eq!(site.get("/mijn.json").await.status, StatusCode::FORBIDDEN);
    let member = site.sign_in("Sam", &As::default());
    let file = site.get_as(&member, "/mijn.json").await;
    assert_eq!(file.headers["cache-control"], "private, no-store");
    let own: serde_json::Value = serde_json::from_str(&file.body).unwrap();
    assert_eq!(own["member"]["name"], "Sam");
}

#[tokio::test]
async fn who_leaves_is_asked_first_and_is_gone() {
    let site = Site::with_members().await;
    let member = site.sign_in("Sam", &As::default());
    let page = site.page_as(&member, "/mijn?do=delete").await;
    assert!(page.contains("Wilt u uw account verwijderen?"));
    assert!(page.contains("U kunt dit niet ongedaan maken."));
    assert_eq!(
        site.sent_as(&member, "/mijn", &[("do", "delete")]).await,
        "/"
    );
    let answer = site.get_as(&member, "/mijn").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_out_everywhere_ends_each_session() {
    let site = Site::with_members().await;
    let (one, other) = (
        site.sign_in("Sam", &As::default()),
        site.sign_in("Sam", &As::default()),
    );
    let page = site.page_as(&one, "/mijn").await;
    assert!(page.contains("U bent op 2 plekken aangemeld."), "{page}");
    site.sent_as(&one, "/mijn", &[("do", "everywhere")]).await;
    for member in [one, other] {
        let answer = site.get_as(&member, "/mijn").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn feed_is_read_by_its_address_until_that_is_renewed() {
    let site = Site::with_members().await;
    let member = site.sign_in("Sam", &As::default());
    let owner = site.sign_in("Olga", &crate::community::OWNER);
    let follow = [("do", "follow"), ("repository", PORTAL)];
    site.sent_as(&member, "/mijn", &follow).await;
    let seeking = [
        ("kind", "seeking"),
        ("repository", PORTAL),
        ("sought", "help"),
        ("behalf", "gemeente-nijmegen"),
    ];
    let said = site.said_by(&owner, &seeking).await;
    let feed = async |page: &str| {
        let page = site.page_as(&member, page).await;
        let link = part(&page, "/feeds/own/", "\"");
        format!(
            "/feeds/own/{}",
            link.trim_start_matches("/feeds/own/").trim_end_matches('"')
        )
    };
    let address = feed("/mijn").await;
    for (prefix, words) in [
        ("", "De eigenaar zoekt een beheerder, hulp of partners."),
        (
            "/en",
            "Its owner is looking for a maintainer, help or partners.",
        ),
    ] {
        let answer = site.get(&format!("{prefix}{address}")).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.headers["cache-control"], "private, no-store");
        let kind = answer.headers["content-type"].to_str().unwrap();
        assert!(kind.starts_with("application/atom+xml"), "{kind}");
        assert!(answer.headers.get("access-control-allow-origin").is_none());
        assert!(answer.body.contains(words), "{}", answer.body);
        let id = said.rsplit('/').next().unwrap();
        assert!(answer.body.contains(id), "{}", answer.body);
    }
    site.sent_as(&member, "/mijn", &[("do", "feed")]).await;
    assert_eq!(site.get(&address).await.status, StatusCode::NOT_FOUND);
    let renewed = feed("/mijn").await;
    assert_eq!(site.get(&renewed).await.status, StatusCode::OK);
    site.sent_as(&member, "/mijn", &[("do", "delete")]).await;
    assert_eq!(site.get(&renewed).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn typed_address_waits_for_its_owner() {
    let site = Site::with_members().await;
    let member = site.sign_in("Sam", &As::default());
    site.sent_as(&member, "/mijn", &PROFILE).await;
    let page = site.page_as(&member, "/mijn").await;
    assert!(
        page.contains("We willen samira@example.org controleren."),
        "{page}"
    );
    for (address, words) in [
        ("/confirm-email/x", "Ja, dit is mijn e-mailadres"),
        ("/en/confirm-email/x", "Yes, this is my e-mail address"),
        ("/confirm-email/x?done", "Uw e-mailadres is bevestigd"),
        ("/confirm-email/x?expired", "Deze link werkt niet meer"),
    ] {
        let answer = site.get(address).await;
        assert!(answer.body.contains(words), "{address}: {}", answer.body);
        assert_eq!(answer.headers["cache-control"], "private, no-store");
    }
}
