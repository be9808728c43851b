//! What a member follows, was sent, and gave to programs, as their page shows it.

use super::answer::{AccessToken, Message, Viewer};
use crate::community::follow::Follow;
use crate::community::view::StatementView;
use crate::community::words;
use crate::form::{Control, FieldView, OptionView};
use crate::place::Place;
use crate::texts::{Texts, text};

/// Something that is followed.
pub(super) struct FollowView {
    pub(super) name: String,
    pub(super) href: String,
    /// What a form says to follow it no longer: a name and a value.
    pub(super) field: (&'static str, String),
}

/// A message.
pub(super) struct MessageView {
    /// Who wrote it and when.
    pub(super) from: String,
    /// What happened; nothing of a message that somebody wrote.
    pub(super) what: Option<String>,
    pub(super) text: String,
    /// What it is about, and where that is.
    pub(super) about: Option<(String, String)>,
}

/// An access token, without the token itself.
pub(super) struct TokenView {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) scopes: String,
    pub(super) since: String,
}

impl FollowView {
    /// `None` for what is gone.
    pub(super) fn of(followed: &Follow, texts: Texts) -> Option<Self> {
        let language = texts.language();
        if let Some(one) = &followed.repository {
            return Some(Self {
                name: one.title.clone(),
                href: Place::of_repository(&one.url).path(language),
                field: ("repository", one.url.clone()),
            });
        }
        if let Some(one) = &followed.organisation {
            return Some(Self {
                name: one.name.clone(),
                href: Place::Organisation(one.slug.clone()).path(language),
                field: ("organisation", one.slug.clone()),
            });
        }
        let search = Place::Search.path(language);
        if let Some(theme) = &followed.theme {
            let key = theme.to_lowercase().replace('_', "-");
            let name = texts.find(&format!("category-{key}"));
            let name = name.unwrap_or_else(|| theme.clone());
            return Some(Self {
                name: texts.with("own-follow-theme", [("name", text(name))]),
                href: format!("{search}?category={theme}"),
                field: ("theme", theme.clone()),
            });
        }
        let query = followed.search.as_ref()?;
        Some(Self {
            name: texts.with("own-follow-search", [("name", text(readable(query)))]),
            href: format!("{search}?{query}"),
            field: ("search", query.clone()),
        })
    }
}

/// How it stands with mail: that the site sends none, or that an address waits until its owner
/// confirms it. `None` where there is nothing to tell.
pub(super) fn mail_notice(viewer: &Viewer, sends_mail: bool, texts: Texts) -> Option<String> {
    if !sends_mail {
        return Some(texts.get("own-no-mail"));
    }
    let email = viewer.unconfirmed_email.as_ref()?;
    let key = match viewer.confirmation_sent {
        true => "own-email-unconfirmed",
        false => "own-email-unsent",
    };
    Some(texts.with(key, [("email", text(email))]))
}

/// The values of a search, as in `zaak, Go`.
fn readable(query: &str) -> String {
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    let values: Vec<String> = pairs.map(|(_, value)| value.into_owned()).collect();
    values.join(", ")
}

impl Message {
    pub(super) fn view(&self, texts: Texts) -> MessageView {
        let day = ("day", text(texts.day(self.at)));
        let statement = self.statement.as_ref();
        MessageView {
            from: match &self.from {
                Some(from) => {
                    let name = words::name(Some(from), texts);
                    texts.with("own-message-from", [("name", text(name)), day])
                }
                None => texts.with("own-message-system", [day]),
            },
            what: texts.find(&format!("message-{}", self.what.replace('_', "-"))),
            text: self.text.clone(),
            about: statement.map(|statement| {
                let view = StatementView::new(statement, texts);
                (view.title, view.href)
            }),
        }
    }
}

impl AccessToken {
    pub(super) fn view(&self, texts: Texts) -> TokenView {
        let scopes = self.scopes.iter();
        let scopes: Vec<String> = scopes
            .map(|scope| texts.get(&format!("scope-{}", scope.key())))
            .collect();
        TokenView {
            id: self.id.inner().to_owned(),
            name: self.name.clone(),
            scopes: scopes.join(", "),
            since: {
                let values = [
                    ("day", text(texts.day(self.made_at))),
                    ("until", text(texts.day(self.expires_at))),
                ];
                texts.with("own-token-until", values)
            },
        }
    }
}

/// The form for a new token.
pub(super) fn token_fields(
    is_moderator: bool,
    speaks_for_any: bool,
    texts: Texts,
) -> Vec<FieldView> {
    let scopes = [
        ("read", true),
        ("write", true),
        ("moderate", is_moderator),
        ("scans", speaks_for_any),
    ];
    let scopes = scopes.iter().filter(|(_, is_for_them)| *is_for_them);
    let option = |(scope, _): &(&str, bool)| OptionView {
        value: scope.to_uppercase(),
        label: texts.get(&format!("scope-{scope}")),
        help: None,
        chosen: *scope == "read",
    };
    vec![
        FieldView {
            mandatory: true,
            ..FieldView::new("token-name", texts.get("own-token-name"))
        },
        FieldView {
            control: Control::Checkboxes { folded: false },
            mandatory: true,
            options: scopes.map(option).collect(),
            ..FieldView::new("scope", texts.get("own-token-scopes"))
        },
    ]
}
