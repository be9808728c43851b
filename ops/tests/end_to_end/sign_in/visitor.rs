//! A member who came in by an invitation, and who acts by the forms of the site.

use super::invitations::{invite, secret};
use crate::browser::{Browser, Page};
use crate::place::{Place, Server};

/// A member with their browser.
pub(super) struct Visitor {
    pub(super) browser: Browser,
    /// Where the site is.
    pub(super) address: String,
}

impl Visitor {
    /// Comes in by an invitation.
    pub(super) async fn new(place: &Place, server: &Server, name: &str) -> Self {
        let browser = Browser::new();
        let link = invite(place, name);
        let accept = format!("{}/sign-in/invitation", server.address());
        let form = [("invitation", secret(&link)), ("next", "/mijn")];
        browser.submit(&accept, &form).await;
        Self {
            browser,
            address: server.address().to_owned(),
        }
    }

    pub(super) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// Sends a form as a page of the site does, with the secret of the session, and gives the
    /// answer.
    pub(super) async fn submits(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let own = self.browser.get(&self.at("/mijn")).await;
        let (_, rest) = own.text.split_once("name=\"csrf\" value=\"").unwrap();
        let csrf = rest.split('"').next().unwrap();
        let fields = [fields, &[("csrf", csrf)]].concat();
        self.browser
            .post_from(&self.at(path), &self.at(path), &fields)
            .await
    }

    /// The same where the form is taken.
    pub(super) async fn sends(&self, path: &str, fields: &[(&str, &str)]) {
        let sent = self.submits(path, fields).await;
        assert_eq!(sent.status, 303, "{path}: {}", sent.text);
    }

    pub(super) async fn wants_mail_at(&self, name: &str, email: &str) {
        let profile = [
            ("do", "profile"),
            ("name", name),
            ("email", email),
            ("digest", "daily"),
            ("language", "english"),
        ];
        self.sends("/mijn", &profile).await;
    }

    /// Says something about a repository.
    pub(super) async fn posts(&self, repository: &str, text: &str) {
        let post = [("kind", "post"), ("repository", repository), ("text", text)];
        self.sends("/verklaring/nieuw", &post).await;
    }
}
