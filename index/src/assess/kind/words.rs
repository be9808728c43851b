//! Words that tell what a repository publishes, in Dutch and English.

use super::RepositoryKind;
use RepositoryKind::{Data, Documentation, Standard};

/// A word, and what it is a sign of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sign {
    pub(super) kind: RepositoryKind,
    pub(super) word: String,
}

/// Topics and words in names. Two words are written with a space.
const SIGNS: &[(&str, RepositoryKind)] = &[
    ("design rules", Standard),
    ("informatiemodel", Standard),
    ("information model", Standard),
    ("normenkader", Standard),
    ("ontologie", Standard),
    ("ontology", Standard),
    ("open standaard", Standard),
    ("open standard", Standard),
    ("respec", Standard),
    ("spec", Standard),
    ("specs", Standard),
    ("specificatie", Standard),
    ("specificaties", Standard),
    ("specification", Standard),
    ("specifications", Standard),
    ("standaard", Standard),
    ("standaarden", Standard),
    ("standard", Standard),
    ("standards", Standard),
    ("codelijst", Data),
    ("codelijsten", Data),
    ("code list", Data),
    ("code lists", Data),
    ("data set", Data),
    ("data sets", Data),
    ("dataset", Data),
    ("datasets", Data),
    ("waardelijst", Data),
    ("waardelijsten", Data),
    ("agenda", Documentation),
    ("awesome", Documentation),
    ("docs", Documentation),
    ("documenten", Documentation),
    ("documentatie", Documentation),
    ("documentation", Documentation),
    ("guideline", Documentation),
    ("guidelines", Documentation),
    ("handbook", Documentation),
    ("handboek", Documentation),
    ("handleiding", Documentation),
    ("handreiking", Documentation),
    ("leidraad", Documentation),
    ("notulen", Documentation),
    ("overleg", Documentation),
    ("overleggen", Documentation),
    ("playbook", Documentation),
    ("presentaties", Documentation),
    ("richtlijn", Documentation),
    ("richtlijnen", Documentation),
    ("wiki", Documentation),
];

/// Words in a name by which it is software about the rest of the name: a
/// validator of standards, a client for data sets.
const SOFTWARE: &[&str] = &[
    "backend",
    "builder",
    "checker",
    "cli",
    "client",
    "converter",
    "crawler",
    "demo",
    "docker",
    "editor",
    "frontend",
    "generator",
    "importer",
    "lib",
    "library",
    "lint",
    "linter",
    "parser",
    "plugin",
    "poc",
    "publisher",
    "scripts",
    "sdk",
    "server",
    "service",
    "site",
    "template",
    "test",
    "tester",
    "tests",
    "tool",
    "tooling",
    "toolkit",
    "tools",
    "validator",
    "viewer",
    "website",
];

/// What stands in texts about a publication of a standard: the tool that
/// standards are written with, and where Dutch governments publish theirs.
const PUBLICATIONS: &[&str] = &[
    "respec",
    "gitdocumentatie.logius.nl/publicatie",
    "docs.geostandaarden.nl",
    "definities.geostandaarden.nl",
];

/// The sign that a topic is, whole.
pub(super) fn topic(topic: &str) -> Option<Sign> {
    let topic = words(topic).join(" ");
    let found = SIGNS.iter().find(|(sign, _)| *sign == topic);
    found.map(|(_, kind)| Sign {
        kind: *kind,
        word: topic,
    })
}

/// The first sign in a name or title, unless that is of software.
pub(super) fn title(title: &str) -> Option<Sign> {
    let words = words(title);
    let is_software = words.iter().any(|word| SOFTWARE.contains(&word.as_str()));
    if is_software { None } else { first(&words) }
}

/// The first sign in a text.
pub(super) fn sentence(text: &str) -> Option<Sign> {
    first(&words(text))
}

/// A sign that a text is about the publication of a standard.
pub(super) fn publication(text: &str) -> Option<Sign> {
    let text = text.to_lowercase();
    let found = PUBLICATIONS.iter().find(|sign| text.contains(**sign));
    found.map(|sign| Sign {
        kind: Standard,
        word: (*sign).to_owned(),
    })
}

fn first(words: &[String]) -> Option<Sign> {
    (0..words.len()).find_map(|at| {
        let one = words[at].clone();
        let two = words.get(at + 1).map(|next| format!("{one} {next}"));
        // The longer one says more.
        two.into_iter().chain([one]).find_map(|word| {
            let found = SIGNS.iter().find(|(sign, _)| *sign == word);
            found.map(|(_, kind)| Sign { kind: *kind, word })
        })
    })
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}
