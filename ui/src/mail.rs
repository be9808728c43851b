//! Mail to members, in words: what happened to what they follow, that somebody wrote to them, and
//! whether an address is theirs. Plain text, with the same as HTML beside it; neither loads anything.

use askama::Template;
use chrono::{DateTime, Utc};

use crate::language::Language;
use crate::place::Place;
use crate::texts::{Texts, text};

/// A mail in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// What it is about, on one line.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// What a piece of news is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A repository.
    Repository {
        /// Its web address on its forge.
        url: String,
        /// What it is called.
        name: String,
    },
    /// An organisation.
    Organisation {
        /// Its slug.
        slug: String,
        /// Its name.
        name: String,
    },
}

/// A piece of news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewsItem {
    /// When it was noticed.
    pub at: DateTime<Utc>,
    /// What happened, as the texts `mail-news-…` call it.
    pub what: &'static str,
    /// To what.
    pub about: About,
    /// Why they read of it, as the texts `mail-because-…` call it.
    pub because: &'static str,
}

/// What of a mail is the same whatever it tells.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// `en` for English; anything else gives Dutch.
    pub language: &'a str,
    /// Scheme, host and port of the site.
    pub origin: &'a str,
    /// The secret by which its reader ends such mail.
    pub secret: &'a str,
}

#[derive(Template)]
#[template(path = "mail.txt")]
struct Plain<'a>(&'a View);

#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'a>(&'a View);

/// What both forms show.
struct View {
    language: Language,
    subject: String,
    lead: String,
    items: Vec<ItemView>,
    /// Whole addresses, each with what it is for.
    links: Vec<(String, String)>,
}

struct ItemView {
    name: String,
    what: String,
    day: String,
    because: String,
    href: String,
}

impl Envelope<'_> {
    /// The whole address at which such mail is ended: for people, and for a POST of their
    /// mail program.
    #[must_use]
    pub fn unsubscribe(&self) -> String {
        self.whole(&Place::Unsubscribe(self.secret.to_owned()))
    }

    fn language(&self) -> Language {
        if self.language == Language::English.tag() {
            Language::English
        } else {
            Language::Dutch
        }
    }

    fn whole(&self, place: &Place) -> String {
        format!("{}{}", self.origin, place.path(self.language()))
    }

    fn written(&self, subject: String, lead: String, items: Vec<ItemView>) -> Mail {
        let texts = Texts::new(self.language());
        let links = vec![
            (texts.get("mail-own"), self.whole(&Place::Own)),
            (texts.get("mail-unsubscribe"), self.unsubscribe()),
        ];
        self.with_links(subject, lead, items, links)
    }

    fn with_links(
        &self,
        subject: String,
        lead: String,
        items: Vec<ItemView>,
        links: Vec<(String, String)>,
    ) -> Mail {
        let view = View {
            language: self.language(),
            subject,
            lead,
            items,
            links,
        };
        // Only a writer that fails makes a template fail, and memory is none.
        Mail {
            text: Plain(&view).render().unwrap_or_default(),
            html: Html(&view).render().unwrap_or_default(),
            subject: view.subject,
        }
    }
}

/// The news of a day or a week.
#[must_use]
pub fn digest_mail(envelope: Envelope<'_>, news: &[NewsItem]) -> Mail {
    let texts = Texts::new(envelope.language());
    let view = |item: &NewsItem| {
        let (name, place) = match &item.about {
            About::Repository { url, name } => (name, Place::of_repository(url)),
            About::Organisation { slug, name } => (name, Place::Organisation(slug.clone())),
        };
        ItemView {
            name: one_line(name),
            what: texts.get(&format!("mail-news-{}", item.what)),
            day: texts.day(item.at),
            because: texts.get(&format!("mail-because-{}", item.because)),
            href: envelope.whole(&place),
        }
    };
    let subject = texts.count("mail-digest-subject", news.len() as u64);
    let lead = texts.get("mail-digest-lead");
    envelope.written(subject, lead, news.iter().map(view).collect())
}

/// That somebody wrote a message through the site. Who wrote it is a name; what they wrote is
/// read there.
#[must_use]
pub fn message_mail(envelope: Envelope<'_>, from: Option<&str>) -> Mail {
    let texts = Texts::new(envelope.language());
    let subject = texts.get("mail-message-subject");
    let lead = match from.map(one_line) {
        Some(name) => texts.with("mail-message-from", [("name", text(name))]),
        None => texts.get("mail-message"),
    };
    envelope.written(subject, lead, Vec::new())
}

/// Whether an address is of the member who calls themselves so: the link in it, with this secret,
/// confirms it.
#[must_use]
pub fn confirmation_mail(envelope: Envelope<'_>, secret: &str, name: &str) -> Mail {
    let texts = Texts::new(envelope.language());
    let subject = texts.get("mail-confirm-subject");
    let lead = texts.with("mail-confirm-lead", [("name", text(one_line(name)))]);
    let link = envelope.whole(&Place::ConfirmEmail(secret.to_owned()));
    let links = vec![(texts.get("mail-confirm"), link)];
    envelope.with_links(subject, lead, Vec::new(), links)
}

/// A name of others as it stands in a line of a mail.
fn one_line(name: &str) -> String {
    let words = name.split(|c: char| c.is_control() || c.is_whitespace());
    let words = words.filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
