//! With a real provider: who comes in, and who does not.

use serde_json::json;

use super::{BEGUN, SESSION, Setup, is_signed_in, log_in, member, sign_in, told};
use crate::browser::Browser;

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_in_is_a_member_with_their_roles() {
    let Some(setup) = Setup::new() else { return };
    let place = &setup.place;
    let server = place.serve(&[]);
    let known = json!([{ "id": "sso", "name": "Rijks-SSO" }]);
    assert_eq!(told(&server).await, known);

    let anna = Browser::new();
    let page = sign_in(&anna, &server, "anna", "/organisaties%3Fq%3Ddelft").await;
    assert_eq!((page.status, page.path()), (200, "/organisaties?q=delft"));
    let (_, cookies) = page.way.last().unwrap();
    let session = anna.cookie(server.address(), SESSION).unwrap();
    assert_eq!(
        cookies[0],
        format!("{SESSION}={session}; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000")
    );
    assert!(session.len() >= 43, "256 random bits: {session}");
    assert_eq!(anna.cookie(server.address(), BEGUN), None);
    assert!(is_signed_in(&anna, &server).await);
    assert_eq!(
        member(place, "Anna"),
        ["Anna", "sso:anna", "gemeente-delft"]
    );

    // An address that the provider did not verify shows nothing.
    for (login, expected) in [
        ("bob", &["Bob", "sso:bob"][..]),
        ("carla", &["Carla", "sso:carla", "kadaster"]),
        ("mo", &["Mo", "sso:mo", "moderator"]),
    ] {
        let page = sign_in(&Browser::new(), &server, login, "/").await;
        assert_eq!((page.status, page.path()), (200, "/"), "{login}");
        assert_eq!(member(place, expected[0]), expected);
    }

    // The registry says something else now: that holds from when they sign in again.
    assert_eq!(server.stop(), Some(0));
    let registry = super::REGISTRY.replace("delft.nl", "gemeentedelft.nl");
    std::fs::write(place.path("organisations.toml"), registry).unwrap();
    let server = place.serve(&[]);
    assert!(
        is_signed_in(&anna, &server).await,
        "sessions outlive a restart"
    );
    sign_in(&anna, &server, "anna", "/").await;
    assert_eq!(member(place, "Anna"), ["Anna", "sso:anna"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn session_is_new_at_each_sign_in() {
    let Some(setup) = Setup::new() else { return };
    let server = setup.place.serve(&[]);
    let browser = Browser::new();
    // Somebody else may have put a session there, to know its secret afterwards.
    let attacker = Browser::new();
    sign_in(&attacker, &server, "bob", "/").await;
    let known = attacker.cookie(server.address(), SESSION).unwrap();
    browser.set_cookie(server.address(), SESSION, &known);
    sign_in(&browser, &server, "anna", "/").await;
    let own = browser.cookie(server.address(), SESSION).unwrap();
    assert_ne!(own, known);
    assert!(is_signed_in(&browser, &server).await);
    assert!(!is_signed_in(&attacker, &server).await, "it has ended");

    // A value that nobody gave out is no session, before and after.
    let guess = "A".repeat(own.len());
    browser.set_cookie(server.address(), SESSION, &guess);
    assert!(!is_signed_in(&browser, &server).await);
    sign_in(&browser, &server, "anna", "/").await;
    assert_ne!(browser.cookie(server.address(), SESSION).unwrap(), guess);
}

#[tokio::test(flavor = "multi_thread")]
async fn answer_to_another_question_signs_nobody_in() {
    let Some(setup) = Setup::new() else { return };
    let server = setup.place.serve(&[]);
    let here = server.address();
    let start = format!("{here}/sign-in/sso?next=%2Fen%2Forganisations");
    let expired = "/aanmelden?problem=expired&next=%2F";
    let leads_to = |location: Option<url::Url>| {
        location.map(|url| url[url::Position::BeforePath..].to_owned())
    };

    // The state is another one, or there is none.
    let browser = Browser::new();
    let asked = browser.open(&start).await;
    let back = log_in(&browser, asked, "anna").await.location.unwrap();
    let code = back.query_pairs().find(|(name, _)| name == "code");
    let code = code.unwrap().1.into_owned();
    let callback = format!("{here}/sign-in/sso/callback");
    for forged in [
        format!("{callback}?code={code}&state=forged"),
        format!("{callback}?code={code}"),
        callback.clone(),
    ] {
        let page = browser.get(&forged).await;
        assert_eq!(
            leads_to(page.location).as_deref(),
            Some(expired),
            "{forged}"
        );
    }
    // In the browser of somebody else, who was led there.
    let victim = Browser::new();
    let page = victim.get(back.as_str()).await;
    assert_eq!(leads_to(page.location).as_deref(), Some(expired));
    assert_eq!(victim.cookie(here, SESSION), None);
    // Sealed by another: the cookie is not read.
    victim.set_cookie(here, BEGUN, "bm90IHNlYWxlZCBoZXJl");
    let page = victim.get(back.as_str()).await;
    assert_eq!(leads_to(page.location).as_deref(), Some(expired));

    // What was begun here is still there; once it is answered it is not answered again.
    let begun = browser.cookie(here, BEGUN).unwrap();
    let page = browser.open(back.as_str()).await;
    assert_eq!((page.status, page.path()), (200, "/en/organisations"));
    let first = browser.cookie(here, SESSION).unwrap();
    let page = browser.get(back.as_str()).await;
    assert_eq!(leads_to(page.location).as_deref(), Some(expired));
    browser.set_cookie(here, BEGUN, &begun);
    let page = browser.get(back.as_str()).await;
    assert_eq!(
        leads_to(page.location).as_deref(),
        Some("/en/sign-in?problem=expired&next=%2Fen%2Forganisations")
    );
    assert_eq!(browser.cookie(here, SESSION), Some(first));

    // The nonce is that of another question.
    let browser = Browser::new();
    let page = browser.get(&start).await;
    let mut asked = page.location.unwrap();
    let pairs: Vec<(String, String)> = asked.query_pairs().into_owned().collect();
    asked.query_pairs_mut().clear();
    for (name, value) in pairs {
        let value = if name == "nonce" { "another" } else { &*value };
        asked.query_pairs_mut().append_pair(&name, value);
    }
    let asked = browser.open(asked.as_str()).await;
    let back = log_in(&browser, asked, "anna").await.location.unwrap();
    let page = browser.get(back.as_str()).await;
    assert_eq!(
        leads_to(page.location).as_deref(),
        Some("/en/sign-in?problem=invalid&next=%2Fen%2Forganisations")
    );
    assert_eq!(browser.cookie(here, SESSION), None);

    // The person said no.
    let browser = Browser::new();
    let asked = browser.open(&start).await;
    let abort = format!("{}/abort", asked.url);
    let page = browser.open(&abort).await;
    assert!(
        page.path().starts_with("/en/sign-in?problem=refused"),
        "{}",
        page.url
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signed_in_is_led_to_no_other_site() {
    let Some(setup) = Setup::new() else { return };
    let server = setup.place.serve(&[]);
    for next in [
        "https%3A%2F%2Fevil.example",
        "%2F%2Fevil.example",
        "%2F%5Cevil.example",
        "%2F%252Fevil.example",
        "%2F%09%2Fevil.example",
    ] {
        let page = sign_in(&Browser::new(), &server, "anna", next).await;
        assert_eq!(
            page.url.as_str(),
            format!("{}/", server.address()),
            "{next}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn session_of_a_browser_asks_no_api() {
    let Some(setup) = Setup::new() else { return };
    let server = setup.place.serve(&[]);
    let browser = Browser::new();
    sign_in(&browser, &server, "anna", "/").await;
    let ask = format!("{}/graphql?query=%7B__typename%7D", server.address());
    // The same shared answer as for anybody.
    let page = browser.get(&ask).await;
    assert_eq!(page.status, 200);
    let client = reqwest::Client::new();
    let anyone = client.get(&ask).send().await.unwrap();
    let cached = anyone.headers()["cache-control"].to_str().unwrap();
    assert!(cached.starts_with("public"), "{cached}");
    for path in ["/graphql?query=%7B__typename%7D", "/api/v1/repositories"] {
        let url = format!("{}{path}", server.address());
        let refused = client
            .get(&url)
            .bearer_auth("bw_nobody")
            .send()
            .await
            .unwrap();
        assert_eq!(refused.status().as_u16(), 401, "{path}");
        assert!(refused.headers().contains_key("www-authenticate"), "{path}");
        assert_eq!(refused.headers()["cache-control"], "private, no-store");
    }
}
