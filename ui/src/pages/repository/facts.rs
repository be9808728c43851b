//! The facts of a repository as rows: the few that most look for, all of them, and what the
//! source does not tell.

use chrono::{DateTime, Utc};
use url::Url;

use super::about;
use super::answer::{KnownFile, Language, Repository};
use crate::enums::FileKind;
use crate::place::Place;
use crate::texts::{Texts, number};

/// How many languages are listed.
const SHOWN_LANGUAGES: usize = 4;

/// Every kind of well-known file, in the order in which the page lists them.
const FILE_KINDS: &[&str] = &[
    "readme",
    "licence",
    "reuse-licence",
    "publiccode",
    "contributing",
    "code-of-conduct",
    "security",
    "governance",
    "support",
    "codeowners",
    "changelog",
    "citation",
    "codemeta",
    "tests",
    "ci",
];

/// A fact with its name.
pub(crate) struct FactView {
    pub(crate) label: String,
    pub(crate) text: String,
    /// Where the fact leads, if it leads somewhere.
    pub(crate) href: Option<String>,
}

/// Collects rows, and the names of what is not known.
struct Rows {
    texts: Texts,
    known: Vec<FactView>,
    unknown: Vec<String>,
}

impl Rows {
    fn link(&mut self, label: &str, fact: Option<(String, Option<String>)>) {
        let label = self.texts.get(label);
        match fact {
            Some((text, href)) => self.known.push(FactView { label, text, href }),
            None => self.unknown.push(label),
        }
    }

    fn text(&mut self, label: &str, fact: Option<String>) {
        self.link(label, fact.map(|text| (text, None)));
    }

    fn day(&mut self, label: &str, at: Option<DateTime<Utc>>) {
        self.text(label, at.map(|at| self.texts.day(at)));
    }

    fn count(&mut self, label: &str, count: Option<u64>) {
        self.text(label, count.map(|count| self.texts.number(count)));
    }

    fn open_closed(&mut self, label: &str, open: Option<u64>, closed: Option<u64>) {
        let words = match (open, closed) {
            (Some(open), Some(closed)) => Some(self.texts.with(
                "fact-open-closed",
                [("open", number(open)), ("closed", number(closed))],
            )),
            (Some(open), None) => Some(self.texts.with("fact-open", [("open", number(open))])),
            (None, Some(closed)) => {
                Some(self.texts.with("fact-closed", [("closed", number(closed))]))
            }
            (None, None) => None,
        };
        self.text(label, words);
    }
}

/// Every fact that is known, and the names of those that are not.
pub(super) fn facts(repository: &Repository, texts: Texts) -> (Vec<FactView>, Vec<String>) {
    let mut rows = Rows {
        texts,
        known: Vec::new(),
        unknown: Vec::new(),
    };
    rows.link(
        "fact-organisation",
        repository.organisation.as_ref().map(|organisation| {
            let place = Place::Organisation(organisation.slug.clone());
            (
                organisation.name.clone(),
                Some(place.path(texts.language())),
            )
        }),
    );
    let descriptions = &repository.descriptions;
    if !repository.also_known_as.is_empty() {
        rows.text(
            "fact-other-names",
            Some(repository.also_known_as.join(", ")),
        );
    }
    let sort = about::part(descriptions, texts.language(), |part| {
        part.generic_name.clone()
    });
    if let Some((_, sort)) = sort {
        rows.text("fact-generic-name", Some(sort));
    }
    rows.link("fact-address", Some(linked(&repository.url)));
    // No website, no fork, not archived: nothing to say, and nothing unknown.
    if let Some(homepage) = repository.homepage.as_deref().filter(|url| !url.is_empty()) {
        let page = repository.homepage_url.as_deref();
        let shown = page.map_or_else(|| (homepage.to_owned(), None), linked);
        rows.link("fact-homepage", Some(shown));
    }
    if let Some(parent) = &repository.parent_url {
        rows.link("fact-fork-of", Some(linked(parent)));
    }
    if let Some(mirror) = &repository.mirror_url {
        rows.link("fact-mirror-of", Some(linked(mirror)));
    }
    if let Some(kinds) = kinds(repository, texts) {
        rows.text("fact-kind", Some(kinds));
    }
    if repository.archived_at.is_some() {
        rows.day("fact-archived", repository.archived_at);
    }
    let topics = repository.topics.as_deref();
    if topics.is_none_or(|topics| !topics.is_empty()) {
        rows.text("fact-topics", topics.map(|topics| topics.join(", ")));
    }
    rows.day("fact-last-activity", repository.last_activity_at);
    rows.day("fact-created", repository.created_at);
    rows.day("fact-pushed", repository.pushed_at);
    rows.day("fact-updated", repository.updated_at);
    rows.day("fact-first-seen", Some(repository.first_seen_at));
    rows.text("fact-branch", repository.default_branch.clone());
    rows.count("fact-stars", repository.stars);
    rows.count("fact-forks", repository.forks);
    rows.count("fact-watchers", repository.watchers);
    rows.open_closed(
        "fact-issues",
        repository.open_issues,
        repository.closed_issues,
    );
    rows.open_closed(
        "fact-pull-requests",
        repository.open_pull_requests,
        repository.closed_pull_requests,
    );
    let unknown = rows
        .unknown
        .iter()
        .map(|label| label.to_lowercase())
        .collect();
    (rows.known, unknown)
}

fn kinds(repository: &Repository, texts: Texts) -> Option<String> {
    let kinds: Vec<String> = [
        (repository.fork, "kind-fork"),
        (repository.mirror, "kind-mirror"),
        (repository.template, "kind-template"),
        (repository.empty, "kind-empty"),
        (repository.disabled, "kind-disabled"),
    ]
    .into_iter()
    .filter(|(holds, _)| *holds == Some(true))
    .map(|(_, key)| texts.get(key))
    .collect();
    (!kinds.is_empty()).then(|| kinds.join(", "))
}

/// A link to an address that somebody else wrote: only the web is linked to. A
/// name and a password in it are left out, and a host with letters that may
/// look like others is shown as browsers look it up (`xn--…`).
pub(crate) fn linked(address: &str) -> (String, Option<String>) {
    let Ok(mut url) = Url::parse(address) else {
        return (address.to_owned(), None);
    };
    let has_login = !url.username().is_empty() || url.password().is_some();
    // Only an address without a host has no place for them, and then none of them.
    let _ = (url.set_username(""), url.set_password(None));
    let host = url.host_str().unwrap_or_default();
    let is_as_written = !has_login && address.to_ascii_lowercase().contains(host);
    let text = if is_as_written {
        address.to_owned()
    } else {
        url.to_string()
    };
    let is_web = matches!(url.scheme(), "https" | "http");
    (text, is_web.then(|| url.into()))
}

/// The few facts that most visitors look for; what is not known is left out.
pub(super) fn brief(repository: &Repository, texts: Texts) -> Vec<FactView> {
    let mut rows = Rows {
        texts,
        known: Vec::new(),
        unknown: Vec::new(),
    };
    rows.text(
        "fact-version",
        repository
            .latest_release
            .as_ref()
            .and_then(|version| Some(format!("{}, {}", version.name, texts.day(version.at?)))),
    );
    rows.day("fact-exists-since", repository.created_at);
    let languages = repository.languages.as_deref().unwrap_or_default();
    let languages = languages_in_words(languages, texts);
    rows.text(
        "fact-languages",
        (!languages.is_empty()).then(|| languages.join(", ")),
    );
    let stage = &repository.declaration.stage;
    rows.text("facet-development-status", stage.development_status(texts));
    rows.text("facet-maintenance-type", stage.maintenance_type(texts));
    rows.text("facet-interface-language", stage.languages(texts));
    rows.count("fact-stars", repository.stars);
    rows.count("fact-forks", repository.forks);
    rows.open_closed(
        "fact-issues",
        repository.open_issues,
        repository.closed_issues,
    );
    let kept = repository.archive.kept_on();
    rows.link(
        "fact-kept",
        kept.map(|at| (texts.day(at), repository.archive.page())),
    );
    rows.known
}

/// Each language with its share, the largest first.
fn languages_in_words(languages: &[Language], texts: Texts) -> Vec<String> {
    let total: f64 = languages.iter().map(|language| language.bytes).sum();
    if total <= 0.0 {
        return Vec::new();
    }
    let in_words = |language: &Language| {
        let percent = (100.0 * language.bytes / total).clamp(0.0, 100.0);
        let share = if percent < 1.0 {
            texts.get("languages-less")
        } else {
            texts.with(
                "languages-share",
                [("share", number(percent.round() as u64))],
            )
        };
        format!("{} {share}", language.name)
    };
    languages
        .iter()
        .take(SHOWN_LANGUAGES)
        .map(in_words)
        .collect()
}

/// Which well-known files there are, and which there are not.
pub(crate) struct FilesView {
    /// What it is for, and whether there is such a file.
    pub(crate) files: Vec<FileView>,
}

/// A kind of file.
pub(crate) struct FileView {
    pub(crate) what: String,
    pub(crate) is_there: bool,
    pub(crate) mark: &'static str,
    pub(crate) state: String,
}

impl FilesView {
    pub(super) fn new(files: &[KnownFile], unknown: &[FileKind], texts: Texts) -> Self {
        let view = |kind: &&str| {
            let is_there = files.iter().any(|file| file.kind.key() == **kind);
            let is_unknown = unknown.iter().any(|other| other.key() == **kind);
            let (mark, state) = match (is_there, is_unknown) {
                (true, _) => ("✓", "file-present"),
                (false, true) => ("?", "file-unknown"),
                (false, false) => ("–", "file-absent"),
            };
            FileView {
                what: texts.get(&format!("file-{kind}")),
                is_there,
                mark,
                state: texts.get(state),
            }
        };
        Self {
            files: FILE_KINDS.iter().map(view).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language as PageLanguage;

    #[test]
    fn only_the_web_is_linked_to() {
        assert!(linked("https://example.org/a").1.is_some());
        for address in ["javascript:alert(1)", "data:text/html,x", "example.org", ""] {
            assert_eq!(linked(address), (address.to_owned(), None));
        }
    }

    #[test]
    fn links_show_where_they_lead_and_no_login() {
        let cases = [
            ("https://example.org/a b", "https://example.org/a b"),
            ("https://user:word@example.org/a", "https://example.org/a"),
            ("https://user@example.org", "https://example.org/"),
            ("ftp://user:word@example.org/a", "ftp://example.org/a"),
            ("https://\u{430}pple.com/x", "https://xn--pple-43d.com/x"),
            ("https://github.com@example.org/", "https://example.org/"),
            ("HTTPS://Example.ORG", "HTTPS://Example.ORG"),
        ];
        for (address, text) in cases {
            let (shown, href) = linked(address);
            assert_eq!(shown, text);
            assert!(href.is_none_or(|href| !href.contains('@')), "{address}");
        }
    }

    #[test]
    fn shares_are_of_the_whole() {
        let sizes = [("Rust", 2.0e6), ("HTML", 9.9e5), ("Shell", 1.0e4)];
        let sizes: Vec<Language> = sizes
            .iter()
            .map(|(name, bytes)| Language {
                name: (*name).to_owned(),
                bytes: *bytes,
            })
            .collect();
        let shares = languages_in_words(&sizes, Texts::new(PageLanguage::Dutch));
        assert_eq!(shares, ["Rust 67%", "HTML 33%", "Shell minder dan 1%"]);
    }
}
