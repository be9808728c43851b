//! A statement as pages show it: what it says, who says so, and how far it is.

use super::answer::{Statement, StatementSubject};
use super::words;
use crate::place::{Place, without_scheme};
use crate::readme::post;
use crate::texts::{Texts, text};

/// The fields of an answer to a request.
const OF_ANSWER: &[&str] = &["answer", "by-day", "repository", "ground"];

/// The field that says most of each kind: it heads the statement.
const HEADING: &[(&str, &str)] = &[
    ("seeking", "sought"),
    ("offer", "help"),
    ("use", "stage"),
    ("support", "service"),
    ("release-request", "name"),
    ("declared-closed", "name"),
    ("correction", "wrong"),
];

/// A statement in a list.
pub(crate) struct StatementView {
    pub(crate) id: String,
    pub(crate) href: String,
    pub(crate) kind: String,
    /// What kind it is, in words.
    pub(crate) kind_name: String,
    /// What it says in a few words.
    pub(crate) title: String,
    /// What it is about: its name and its page.
    pub(crate) subject: Option<(String, String)>,
    /// Who says so, on whose behalf and since when.
    pub(crate) by: String,
    /// On whose behalf, where that has a page.
    pub(crate) behalf: Option<(String, String)>,
    /// Its text, in paragraphs.
    pub(crate) text: Vec<String>,
    /// The same as HTML, of a contribution to a discussion.
    pub(crate) rendered: Option<String>,
    pub(crate) fields: Vec<FieldShown>,
    /// The fields of the answer.
    pub(crate) answer: Vec<FieldShown>,
    pub(crate) state: StateView,
    pub(crate) claim: Option<String>,
    pub(crate) supporters: Option<String>,
    /// When it ends by itself.
    pub(crate) until: Option<String>,
    pub(crate) is_example: bool,
    /// That others don't see it.
    pub(crate) hidden: Option<String>,
}

/// How far it is.
pub(crate) struct StateView {
    pub(crate) key: String,
    pub(crate) label: String,
}

/// A field with its values.
pub(crate) struct FieldShown {
    pub(crate) label: String,
    /// Words, and where they lead.
    pub(crate) values: Vec<(String, Option<String>)>,
}

impl StatementView {
    pub(crate) fn new(statement: &Statement, texts: Texts) -> Self {
        let language = texts.language();
        let kind = statement.kind.key();
        let id = statement.id.inner().to_owned();
        let state = state(statement, &kind, texts);
        let (answer, fields): (Vec<_>, Vec<_>) = fields(statement, &kind, texts)
            .into_iter()
            .partition(|(name, _)| is_of_answer(&kind, name));
        let shown = |fields: Vec<(String, FieldShown)>| fields.into_iter().map(|(_, field)| field);
        Self {
            href: Place::Statement(id.clone()).path(language),
            id,
            kind_name: texts.get(&format!("kind-{kind}")),
            title: title(statement, &kind, texts),
            subject: subject(statement, texts),
            by: by(statement, texts),
            behalf: statement.behalf.as_ref().and_then(|behalf| {
                let organisation = behalf.organisation.as_ref()?;
                let place = Place::Organisation(organisation.slug.clone());
                Some((organisation.name.clone(), place.path(language)))
            }),
            text: paragraphs(&statement.text),
            rendered: (kind == "post").then(|| post::rendered(&statement.text)),
            fields: shown(fields).collect(),
            answer: shown(answer).collect(),
            claim: statement.claim.as_ref().map(|claim| {
                let values = [
                    ("name", text(words::name(claim.by.as_ref(), texts))),
                    ("day", text(texts.day(claim.since))),
                    ("news", text(texts.day(claim.news_at))),
                ];
                texts.with("statement-claim", values)
            }),
            supporters: (statement.supporters > 0)
                .then(|| texts.count("statement-supporters", statement.supporters)),
            until: statement
                .until
                .filter(|_| state.key != "closed")
                .map(|until| texts.with("statement-until", [("day", text(texts.day(until)))])),
            is_example: statement.is_example,
            hidden: (statement.visibility.key() != "public")
                .then(|| texts.get(&format!("statement-{}", statement.visibility.key()))),
            state,
            kind,
        }
    }
}

impl StatementView {
    /// The name of what it is about, or what it says.
    pub(crate) fn heading(&self) -> &str {
        let subject = self.subject.as_ref();
        subject.map_or(&self.title, |(name, _)| name)
    }
}

fn is_of_answer(kind: &str, field: &str) -> bool {
    kind == "release-request" && OF_ANSWER.contains(&field)
}

/// How far it is: that only some see it, the answer to a request that was answered, or its state.
fn state(statement: &Statement, kind: &str, texts: Texts) -> StateView {
    let key = statement.state.key();
    let visibility = statement.visibility.key();
    let answer = statement.value("answer");
    let label = match answer {
        _ if visibility != "public" => texts.get(&format!("statement-state-{visibility}")),
        Some(answer) => words::option("answer", answer, texts),
        None => texts
            .find(&format!("statement-state-{kind}-{key}"))
            .unwrap_or_else(|| texts.get(&format!("statement-state-{key}"))),
    };
    StateView { key, label }
}

/// What it says in a few words, as in `Gezocht: iemand die het overneemt`.
fn title(statement: &Statement, kind: &str, texts: Texts) -> String {
    let field = HEADING.iter().find(|(name, _)| *name == kind);
    let what = field.map(|(_, field)| words::options(statement, field, texts));
    let owner = match &statement.subject {
        StatementSubject::Software(software) => software.organisation.as_ref(),
        _ => None,
    };
    let values = [
        ("what", text(what.unwrap_or_default())),
        ("who", text(speaker(statement, texts))),
        (
            "owner",
            text(owner.map_or_else(String::new, |one| one.name.clone())),
        ),
    ];
    texts.with(&format!("statement-title-{kind}"), values)
}

/// On whose behalf it is, or who made it.
fn speaker(statement: &Statement, texts: Texts) -> String {
    let behalf = statement.behalf.as_ref();
    let organisation = behalf.and_then(|behalf| behalf.organisation.as_ref());
    let supplier = behalf.and_then(|behalf| behalf.supplier.as_ref());
    match (organisation, supplier) {
        (Some(organisation), _) => organisation.name.clone(),
        (None, Some(supplier)) => supplier.name.clone(),
        (None, None) => words::name(statement.author.as_ref(), texts),
    }
}

fn by(statement: &Statement, texts: Texts) -> String {
    let day = ("day", text(texts.day(statement.since)));
    if statement.is_example && statement.author.is_none() {
        return texts.with("statement-by-example", [day]);
    }
    let name = words::name(statement.author.as_ref(), texts);
    let speaker = speaker(statement, texts);
    if speaker == name {
        texts.with("statement-by", [("name", text(name)), day])
    } else {
        let values = [("name", text(name)), ("behalf", text(speaker)), day];
        texts.with("statement-by-behalf", values)
    }
}

fn subject(statement: &Statement, texts: Texts) -> Option<(String, String)> {
    let language = texts.language();
    let of = |slug: &str| Place::Organisation(slug.to_owned()).path(language);
    match &statement.subject {
        StatementSubject::Repository(repository) => {
            let place = Place::of_repository(&repository.url);
            Some((repository.title.clone(), place.path(language)))
        }
        StatementSubject::Organisation(one) => Some((one.name.clone(), of(&one.slug))),
        StatementSubject::Software(software) => {
            let one = software.organisation.as_ref()?;
            Some((one.name.clone(), of(&one.slug)))
        }
        StatementSubject::Other => None,
    }
}

/// The fields that are filled in, but for what heads it and what its subject says, by their keys.
fn fields(statement: &Statement, kind: &str, texts: Texts) -> Vec<(String, FieldShown)> {
    let is_heading = |name: &str| HEADING.contains(&(kind, name)) || name == "organisation";
    let shown = |name: String, values: &[String]| {
        let label = texts
            .find(&format!("said-{kind}-{name}"))
            .unwrap_or_else(|| texts.get(&format!("said-{name}")));
        let values = values.iter().map(|value| value_shown(&name, value, texts));
        let values = values.collect();
        (name, FieldShown { label, values })
    };
    let fields = statement.fields.iter();
    fields
        .map(|field| (field.name.key(), &field.values))
        .filter(|(name, values)| !is_heading(name) && !values.is_empty())
        .map(|(name, values)| shown(name, values))
        .collect()
}

/// A value in words, and where it leads.
fn value_shown(field: &str, value: &str, texts: Texts) -> (String, Option<String>) {
    let is_link = value.starts_with("https://");
    match field {
        "since-day" | "by-day" => {
            let day = value.parse().map(|day| texts.date(day));
            (day.unwrap_or_else(|_| value.to_owned()), None)
        }
        "repository" => {
            let path = Place::of_repository(value).path(texts.language());
            (without_scheme(value).to_owned(), Some(path))
        }
        "url" | "replaced-by" if is_link => {
            (without_scheme(value).to_owned(), Some(value.to_owned()))
        }
        "hours" => {
            let hours = value
                .parse()
                .map(|hours| texts.count("said-hours-count", hours));
            (hours.unwrap_or_else(|_| value.to_owned()), None)
        }
        _ => (words::option(field, value, texts), None),
    }
}

/// A text in its paragraphs. Line ends within one stay, by style.
fn paragraphs(text: &str) -> Vec<String> {
    let parts = text.split("\n\n").map(str::trim);
    let parts = parts.filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}
