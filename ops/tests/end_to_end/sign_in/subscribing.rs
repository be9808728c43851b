//! News by mail in a real browser, from the invitation to the page that ends it: with scripts,
//! without, and on a narrow screen. The mail goes over a real mail server.

use std::time::Duration;

use serde_json::json;
use thirtyfour::prelude::*;

use super::invitations::invite;
use super::mail::{link, mail, table};
use super::visitor::Visitor;
use super::{Program, free_port, place};
use crate::chromium::{Setup, visit};

/// Somebody who sits at a browser.
struct Desk {
    browser: WebDriver,
    site: String,
}

impl Desk {
    async fn open(&self, address: &str) {
        self.browser.goto(address).await.unwrap();
    }

    async fn open_path(&self, path: &str) {
        self.open(&format!("{}{path}", self.site)).await;
    }

    async fn find(&self, css: &str) -> WebElement {
        let wait = (Duration::from_secs(10), Duration::from_millis(100));
        let found = self.browser.query(By::Css(css)).wait(wait.0, wait.1);
        let found = found.first().await;
        found.unwrap_or_else(|error| panic!("{css}: {error}"))
    }

    async fn press(&self, css: &str) {
        let element = self.find(css).await;
        element.scroll_into_view().await.unwrap();
        element.click().await.unwrap();
    }

    /// Waits until the page has these words.
    async fn reads(&self, words: &str) {
        let text = async || self.find("main").await.text().await.unwrap_or_default();
        for _ in 0..100 {
            if text().await.contains(words) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("`{words}` is not on the page: {}", text().await);
    }

    /// Asks for mail each day at this address.
    async fn wants_mail(&self, email: Option<&str>) {
        self.open_path("/mijn").await;
        if let Some(email) = email {
            self.find("#field-email")
                .await
                .send_keys(email)
                .await
                .unwrap();
        }
        self.press("#field-digest-1").await;
        self.press("[aria-labelledby=profile] form button").await;
        self.reads("Uw gegevens zijn bewaard.").await;
    }
}

/// The journey of one member; what another one says is the news.
async fn follow_read_and_stop(
    desk: Desk,
    link_of_anna: String,
    repository: String,
    (mo, post): (Visitor, Program),
) {
    let say = async |text: &str, wake: &str| {
        mo.posts(&repository, text).await;
        // Whoever waits for a mail in front of their screen has all mail looked after.
        mo.wants_mail_at("Mo", wake).await;
    };
    desk.open(&link_of_anna).await;
    desk.press("main form button").await;
    desk.find("form[action$=sign-out]").await;
    desk.wants_mail(Some("anna@delft.example")).await;
    let (to, text) = mail(&post);
    assert_eq!(to, "anna@delft.example");
    desk.open_path("/mijn").await;
    desk.reads("We stuurden een e-mail naar anna@delft.example")
        .await;
    desk.open(link(&text, "/confirm-email/")).await;
    desk.press("main form button").await;
    desk.reads("Uw e-mailadres is bevestigd").await;
    let page = repository.trim_start_matches("https://");
    desk.open_path(&format!("/repositories/{page}")).await;
    desk.press(".bw-follow button").await;
    desk.find(".bw-follow [name=follows][value=false]").await;

    say("Er is nieuws.", "mo1@delft.example").await;
    let (to, digest) = mail(&post);
    assert_eq!(to, "anna@delft.example");
    assert!(
        digest.contains("Iemand heeft hier iets over gezegd."),
        "{digest}"
    );
    assert_eq!(mail(&post).0, "mo1@delft.example");

    // Who got the mail need not be signed in.
    desk.open_path("/privacy").await;
    let session = desk.browser.get_all_cookies().await.unwrap();
    desk.browser.delete_all_cookies().await.unwrap();
    desk.open(link(&digest, "/unsubscribe/")).await;
    desk.reads("U krijgt dan geen e-mail meer over wat u volgt.")
        .await;
    desk.press("main form button").await;
    desk.reads("U krijgt geen e-mail meer").await;
    say("Dit leest Anna niet per e-mail.", "mo2@delft.example").await;
    assert_eq!(mail(&post).0, "mo2@delft.example");

    // Whoever wants mail again gets what happens from then on, and at once.
    desk.open_path("/privacy").await;
    for cookie in session {
        desk.browser.add_cookie(cookie).await.unwrap();
    }
    desk.wants_mail(None).await;
    say("Dit wel.", "mo3@delft.example").await;
    let (to, digest) = mail(&post);
    assert_eq!(to, "anna@delft.example");
    assert_eq!(
        digest
            .matches("Iemand heeft hier iets over gezegd.")
            .count(),
        2,
        "{digest}"
    );
    assert_eq!(mail(&post).0, "mo3@delft.example");
}

async fn journey(setup: Setup) -> bool {
    let Some(post) = Program::start("smtp", "server.js", ("PASSWORD", "")) else {
        return false;
    };
    let place = place(free_port(), "invite:Mo", &table(&post.line()));
    let server = place.serve(&[]);
    let found = server
        .ask("{ repositories(first: 1) { nodes { url } } }", json!({}))
        .await;
    let repository = found["repositories"]["nodes"][0]["url"].as_str().unwrap();
    let repository = repository.to_owned();
    let link_of_anna = invite(&place, "Anna");
    let mo = Visitor::new(&place, &server, "Mo").await;
    let site = server.address().to_owned();
    visit(setup, |browser| {
        let desk = Desk { browser, site };
        follow_read_and_stop(desk, link_of_anna, repository, (mo, post))
    })
    .await;
    true
}

#[tokio::test(flavor = "multi_thread")]
async fn digest_is_asked_for_read_and_ended_in_a_browser() {
    for setup in [Setup::Scripts, Setup::NoScripts, Setup::Narrow] {
        if !journey(setup).await {
            return;
        }
    }
}
