//! A member who came in by an invitation, and who acts by the forms of the site.

use super::invitations::{invite, secret};
use crate::browser::{Browser, Page};
use crate::place::{Place, Server};

/// A member with their browser.
pub(crate) struct Visitor {
    pub(crate) browser: Browser,
    /// Where the site is.
    pub(crate) address: String,
}

impl Visitor {
    /// Comes in by an invitation.
    pub(crate) async fn new(place: &Place, server: &Server, name: &str) -> Self {
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

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// Sends a form as a page of the site does, with the secret of the session, and gives the
    /// answer.
    pub(crate) async fn submits(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let csrf = self.csrf().await;
        self.submits_by(&csrf, path, fields).await
    }

    /// The secret of the session.
    pub(crate) async fn csrf(&self) -> String {
        let own = self.browser.get(&self.at("/mijn")).await;
        let (_, rest) = own.text.split_once("name=\"csrf\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }

    /// Sends a form of a page that was opened before, with the secret of the session in it.
    pub(crate) async fn submits_by(&self, csrf: &str, path: &str, fields: &[(&str, &str)]) -> Page {
        let fields = [fields, &[("csrf", csrf)]].concat();
        self.browser
            .post_from(&self.at(path), &self.at(path), &fields)
            .await
    }

    /// The same where the form is taken.
    pub(crate) async fn sends(&self, path: &str, fields: &[(&str, &str)]) {
        let sent = self.submits(path, fields).await;
        assert_eq!(sent.status, 303, "{path}: {}", sent.text);
    }

    pub(crate) async fn wants_mail_at(&self, name: &str, email: &str) {
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
    pub(crate) async fn posts(&self, repository: &str, text: &str) {
        let post = [("kind", "post"), ("repository", repository), ("text", text)];
        self.sends("/verklaring/nieuw", &post).await;
    }
}
