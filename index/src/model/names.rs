//! What a repository is called: its title, and the other names that people know it by.

use super::Entry;
use crate::search::words;

/// The longest name, in characters, and how many names count beside the title.
const MAX_NAME: usize = 80;
const MAX_NAMES: usize = 10;

/// The longest heading of a README that reads like a name, in words.
const MAX_HEADING_WORDS: usize = 5;

/// Headings of READMEs that are made of these words alone name nothing, in lower case.
#[rustfmt::skip]
const GENERIC: &[&str] = &[
    "about", "algemeen", "an", "and", "api", "app", "application", "applicatie", "artikelen",
    "backend", "bijdragen", "build", "code", "contents", "contributing", "de", "demo",
    "description", "development", "docs", "documentatie", "documentation", "doel", "een", "en",
    "english", "example", "examples", "for", "frontend", "gebruik", "getting", "het", "home",
    "how", "in", "info", "informatie", "information", "inhoud", "inhoudsopgave", "inleiding",
    "install", "installatie", "installation", "instructions", "intro", "introductie",
    "introduction", "licence", "license", "my", "nederlands", "new", "of", "open", "opensource",
    "over", "overview", "overzicht", "package", "plugin", "poc", "project", "prototype",
    "purpose", "quick", "quickstart", "repo", "repository", "requirements", "run", "running",
    "setup", "server", "service", "site", "software", "source", "start", "started", "status",
    "table", "template", "test", "tests", "the", "theme", "this", "title", "to", "tool", "tools",
    "usage", "use", "van", "voor", "web", "website", "what", "wiki",
];

/// A heading with one of these words is no name, in lower case.
#[rustfmt::skip]
const NO_NAME: &[&str] = &[
    "archived", "changelog", "deprecated", "disclaimer", "how", "moved", "readme", "thanks",
    "todo", "verhuisd", "warning", "waarschuwing", "welcome", "welkom", "what", "wat",
];

/// What parts a name in a heading from what follows it.
const BEHIND_NAMES: &[&str] = &[": ", " - ", " – ", " — ", " | ", " (", " ["];

/// The names of a repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Names {
    /// The title, where it is another than the repository's name.
    pub(crate) title: Option<String>,
    /// Other names that it is known by, each once, whatever its case and punctuation.
    pub(crate) also_known_as: Vec<String>,
}

impl Names {
    /// The title is the name in publiccode.yml, else the repository's name as the catalogue or
    /// the heading of the README writes it: `Mijn Nijmegen` for `mijn-nijmegen`. A name with
    /// other letters is no title: many repositories belong to `CoronaMelder`.
    pub(crate) fn of(entry: &Entry) -> Self {
        let name = entry.observation.url.name();
        let declared = entry.assessment.declared.as_deref();
        let catalogued = entry.observation.catalogued.iter();
        let catalogued = catalogued.flat_map(|words| &words.also_known_as);
        let readme = entry.assessment.readme.as_ref();
        let heading = readme.and_then(|readme| name_in(readme.title()?));
        let declared_name = declared.and_then(|file| file.name.as_deref());
        let localised = declared.into_iter().flat_map(|file| &file.descriptions);
        let localised = localised.filter_map(|text| text.name.as_deref());
        let suite = declared.and_then(|file| file.application_suite.as_deref());

        let own = key(name);
        let declared_name = declared_name.filter(|name| is_name(name));
        let others: Vec<&str> = localised
            .chain(catalogued.map(String::as_str))
            .chain(heading)
            .chain(suite)
            .filter(|name| is_name(name))
            .collect();
        let as_written = || others.iter().copied().find(|other| key(other) == own);
        let title = declared_name.or_else(as_written);
        let mut keys = vec![own];
        keys.extend(title.map(key));
        let mut also_known_as = Vec::new();
        for other in others {
            let key = key(other);
            if also_known_as.len() < MAX_NAMES && !keys.contains(&key) {
                keys.push(key);
                also_known_as.push(other.to_owned());
            }
        }
        Self {
            title: title.filter(|title| *title != name).map(str::to_owned),
            also_known_as,
        }
    }

    /// Every name but that of the repository.
    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        let all = self.title.iter().chain(&self.also_known_as);
        all.map(String::as_str)
    }
}

/// The same for every spelling of a name: its letters and digits.
fn key(name: &str) -> String {
    words(name).concat()
}

fn is_name(name: &str) -> bool {
    name.chars().count() <= MAX_NAME && !key(name).is_empty()
}

/// The name that a README's heading begins with, if it reads like one: a few words, not all of
/// them generic, and no sentence or address.
fn name_in(heading: &str) -> Option<&str> {
    let ends = BEHIND_NAMES.iter().filter_map(|mark| heading.find(mark));
    let end = ends.min().unwrap_or(heading.len());
    let name = heading[..end].trim_matches(|c: char| !c.is_alphanumeric() && !"+#.".contains(c));
    let name = name.trim_end_matches('.');
    let plain = words(name);
    let is_generic = plain.iter().all(|word| {
        let word = word.as_str();
        GENERIC.contains(&word) || is_number(word)
    });
    let is_sentence = name.contains(['?', '!', ',', '/', '@', '`', '\u{fffc}'])
        || name.contains(". ")
        || plain.iter().any(|word| NO_NAME.contains(&word.as_str()));
    let reads_like_a_name = (1..=MAX_HEADING_WORDS).contains(&name.split_whitespace().count())
        && name.chars().count() > 1
        && !is_generic
        && !is_sentence;
    reads_like_a_name.then_some(name)
}

/// Whether a word is a number or that of a version.
fn is_number(word: &str) -> bool {
    let number = word.strip_prefix('v').unwrap_or(word);
    number.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_headings_that_read_like_names_are_names() {
        let names = [
            ("Open Zaak", Some("Open Zaak")),
            ("📦 Signalen 🚀", Some("Signalen")),
            (
                "OpenKAT: find vulnerabilities in your systems",
                Some("OpenKAT"),
            ),
            (
                "Abacus - software voor verkiezingsuitslagen",
                Some("Abacus"),
            ),
            (
                "Haal Centraal BRP bevragen",
                Some("Haal Centraal BRP bevragen"),
            ),
            ("TurboWin+", Some("TurboWin+")),
        ];
        let others = [
            "",
            "README",
            "Introduction",
            "Getting started",
            "Installatie",
            "Project title",
            "Over de API",
            "What is this?",
            "Welkom bij de repository",
            "Software om te bepalen wat je aan je dak hebt",
            "MinBZK/Algoritmekader",
            "v2",
        ];
        let others = others.map(|heading| (heading, None));
        for (heading, expected) in names.into_iter().chain(others) {
            assert_eq!(name_in(heading), expected, "{heading}");
        }
    }
}
