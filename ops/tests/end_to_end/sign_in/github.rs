//! With GitHub: who comes in, by which address and memberships.

use serde_json::json;

use super::github_double::{Double, World};
use super::{SECRET, SESSION, free_port, is_signed_in, member, place};
use crate::browser::{Browser, Page};
use crate::place::{Place, Server};

async fn setup() -> (Double, Place) {
    let port = free_port();
    let back_to = format!("http://127.0.0.1:{port}/sign-in/github/callback");
    let double = Double::start(World::new(back_to, SECRET)).await;
    let entry = format!(
        "[[sign_in]]\nid = \"github\"\nname = \"GitHub\"\nkind = \"github\"\nissuer = \"{}\"\n\
         client_id = \"Iv1.bronwijzer\"\nclient_secret_file = \"secret\"\nforge = \"github.com\"\n",
        double.address
    );
    let place = place(port, "github:583231", &entry);
    (double, place)
}

async fn sign_in(browser: &Browser, server: &Server) -> Page {
    let start = format!("{}/sign-in/github?next=/organisaties", server.address());
    browser.open(&start).await
}

#[tokio::test(flavor = "multi_thread")]
async fn github_tells_who_somebody_is_and_whose() {
    let (double, place) = setup().await;
    let server = place.serve(&[]);
    let browser = Browser::new();
    let page = sign_in(&browser, &server).await;
    assert_eq!((page.status, page.path()), (200, "/organisaties"));
    assert!(is_signed_in(&browser, &server).await);
    assert_eq!(
        member(&place, "octocat"),
        ["octocat", "github:583231", "moderator"]
    );

    // Far behind others in a list of several pages; a membership that was never accepted, and
    // an address that was never verified, show nothing.
    double.change(|world| {
        world.user = json!({ "id": 1, "login": "anna", "name": "Anna" });
        world.emails = json!([
            { "email": "anna@delft.nl", "primary": true, "verified": false },
            { "email": "anna@example.nl", "primary": false, "verified": true },
        ]);
        let many = (0..150).map(|number| (format!("organisatie-{number}"), "active"));
        world.memberships = many.chain([("pdok".to_owned(), "active")]).collect();
    });
    sign_in(&Browser::new(), &server).await;
    assert_eq!(member(&place, "Anna"), ["Anna", "github:1", "kadaster"]);
    double.change(|world| {
        world.emails[0]["verified"] = true.into();
        world.memberships = vec![("PDOK".to_owned(), "pending")];
    });
    sign_in(&Browser::new(), &server).await;
    assert_eq!(
        member(&place, "Anna"),
        ["Anna", "github:1", "gemeente-delft"]
    );

    // Who allows less comes in, and speaks for nobody.
    double.change(|world| {
        world.memberships = vec![("PDOK".to_owned(), "active")];
        world.withheld = ["read:org", "user:email"].into();
    });
    let page = sign_in(&Browser::new(), &server).await;
    assert_eq!(page.path(), "/organisaties");
    assert_eq!(member(&place, "Anna"), ["Anna", "github:1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_github_does_not_vouch_for_stays_out() {
    let (double, place) = setup().await;
    let server = place.serve(&[]);
    let browser = Browser::new();
    let problem = |page: &Page| {
        let mut pairs = page.url.query_pairs();
        let (_, code) = pairs.find(|(name, _)| name == "problem").unwrap();
        code.into_owned()
    };

    double.change(|world| world.allows = false);
    assert_eq!(problem(&sign_in(&browser, &server).await), "refused");
    double.change(|world| {
        world.allows = true;
        world.is_down = true;
    });
    assert_eq!(problem(&sign_in(&browser, &server).await), "unreachable");
    double.change(|world| {
        world.is_down = false;
        world.user = json!({ "login": "no id" });
    });
    assert_eq!(problem(&sign_in(&browser, &server).await), "invalid");
    double.change(|world| {
        world.user = json!({ "id": 1, "login": "anna", "name": "Anna" });
        world.secret = "another secret".to_owned();
    });
    assert_eq!(problem(&sign_in(&browser, &server).await), "invalid");
    double.change(|world| world.secret = SECRET.to_owned());

    // A code works once, and only for who holds what it was asked with.
    let start = format!("{}/sign-in/github", server.address());
    let asked = browser.get(&start).await.location.unwrap();
    let back = browser.get(asked.as_str()).await.location.unwrap();
    let other = Browser::new();
    let stolen = back.query_pairs().find(|(name, _)| name == "code").unwrap();
    let asked = other.get(&start).await.location.unwrap();
    let state = asked
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap();
    let injected = format!(
        "{}/sign-in/github/callback?code={}&state={}",
        server.address(),
        stolen.1,
        state.1
    );
    assert_eq!(problem(&other.open(&injected).await), "expired");
    assert_eq!(other.cookie(server.address(), SESSION), None);

    // What went wrong is in the log; no secret is.
    let log = std::fs::read_to_string(place.path("serve.log")).unwrap();
    assert!(log.contains("nobody was signed in"), "{log}");
    for secret in [SECRET, "gho_", &*stolen.1] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
    assert_eq!(place.run(&["members", "list"]).stdout, "");
}
