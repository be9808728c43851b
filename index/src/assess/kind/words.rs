//! Words that tell what a repository publishes, in Dutch and English.

use super::RepositoryKind;
use RepositoryKind::{Data, Documentation, Standard};

/// A word, and what it is a sign of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sign {
    pub(super) kind: RepositoryKind,
    pub(super) word: String,
}

impl Sign {
    /// Whether software is often named for it: an agenda, a data set.
    pub(super) fn is_weak(&self) -> bool {
        WEAK.contains(&self.word.as_str())
    }

    /// Whether it is an adjective as often as a noun.
    fn may_be_adjective(&self) -> bool {
        matches!(self.word.as_str(), "standaard" | "standard")
    }
}

/// What a name or a title tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// Software, about the rest of the name.
    Software,
    /// Something else.
    Other(Sign),
    /// Nothing.
    Nothing,
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

/// Signs of what software is often about: they say little beside code.
#[rustfmt::skip]
const WEAK: &[&str] = &[
    "agenda", "awesome", "code list", "code lists", "codelijst", "codelijsten", "data set",
    "data sets", "dataset", "datasets", "documenten", "notulen", "ontologie", "ontology",
    "overleg", "overleggen", "presentaties", "richtlijn", "richtlijnen", "spec", "specs",
    "standaard", "standard", "waardelijst", "waardelijsten", "wiki",
];

/// Words that may stand between a noun and what says more about it.
#[rustfmt::skip]
const AFTER_NOUN: &[&str] = &[
    "and", "die", "en", "for", "in", "is", "of", "om", "or", "that", "to", "van", "voor",
    "waarin", "which", "with",
];

/// Words by which a name is of software when they stand behind the sign: the last
/// word of a name says what it is. Before it they say what it is about, as in
/// `api-specs`.
#[rustfmt::skip]
const SOFTWARE_HEADS: &[&str] = &[
    "action", "adapter", "addon", "aggregator", "analyser", "analyzer", "api", "apis", "app",
    "applicatie", "applicaties", "application", "applications", "apps", "assistant",
    "bibliotheek", "boilerplate", "bot", "bots", "bridge", "browser", "calculator", "chatbot",
    "clients", "collector", "compiler", "component", "components", "configurator", "connector",
    "container", "controller", "cronjob", "daemon", "dashboard", "dashboards", "dienst", "diff",
    "downloader", "driver", "engine", "etl", "explorer", "exporter", "extension", "extractor",
    "fetcher", "formatter", "framework", "functions", "gateway", "gui", "handler", "harvester",
    "helm", "helper", "indexer", "infra", "infrastructure", "ingest", "integration",
    "koppeling", "loader", "manager", "mapper", "mcp", "merger", "microservice", "migrator",
    "mock", "module", "modules", "monitor", "monitoring", "notifier", "operator", "package",
    "pakket", "pipeline", "pipelines", "planner", "platform", "plugins", "portaal", "portal",
    "processor", "program", "programma", "proxy", "reader", "renderer", "robot", "runner",
    "scheduler", "scraper", "script", "search", "searcher", "service", "services", "simulator",
    "software", "splitter", "sync", "syncer", "synchroniser", "synchronizer", "system",
    "systeem", "theme", "tracker", "transformer", "translator", "ui", "updater", "uploader",
    "visualiser", "visualizer", "watcher", "webapp", "webapplicatie", "webservice", "widget",
    "wizard", "worker", "wrapper", "writer", "zoeker", "zoekmachine",
];

/// Words in a name by which it is software about the rest of the name, wherever
/// they stand: a validator of standards, a client for data sets.
#[rustfmt::skip]
const SOFTWARE: &[&str] = &[
    "backend", "builder", "checker", "cli", "client", "converter", "crawler", "demo", "docker",
    "editor", "frontend", "generator", "importer", "lib", "library", "lint", "linter", "parser",
    "plugin", "poc", "publisher", "scripts", "sdk", "server", "service", "site", "template",
    "test", "tester", "tests", "tool", "tooling", "toolkit", "tools", "validator", "viewer",
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

/// What a name or title tells. `with_code` says that there is some code, so that
/// an adjective is no sign: a standard form is no standard.
pub(super) fn title(title: &str, with_code: bool) -> Named {
    let words = words(title);
    if words.iter().any(|word| SOFTWARE.contains(&word.as_str())) {
        return Named::Software;
    }
    let is_head = |word: &String| SOFTWARE_HEADS.contains(&word.as_str());
    let is_noun = |at: usize, sign: &Sign| {
        let next = words.get(at).map(String::as_str);
        !with_code
            || !sign.may_be_adjective()
            || next.is_none_or(|next| {
                AFTER_NOUN.contains(&next) || next.contains(|c: char| c.is_ascii_digit())
            })
    };
    // What follows `of` or `for` says no more what it is.
    let is_part = |word: &&String| !AFTER_NOUN.contains(&word.as_str());
    let mut signs = signs(&words).filter(|(after, sign)| is_noun(*after, sign));
    match signs.next() {
        Some((after, _)) if words[after..].iter().take_while(is_part).any(is_head) => {
            Named::Software
        }
        Some((_, sign)) => Named::Other(sign),
        None if words.iter().take_while(is_part).last().is_some_and(is_head) => Named::Software,
        None => Named::Nothing,
    }
}

/// The first sign in a text.
pub(super) fn sentence(text: &str) -> Option<Sign> {
    first(&words(text))
}

/// A sign that a text is about the publication of a standard.
pub(super) fn publication(text: &str) -> Option<Sign> {
    let text = text.to_lowercase();
    let is_whole = |at: usize, sign: &str| {
        let joins = |c: char| c.is_alphanumeric();
        !text[..at].ends_with(joins) && !text[at + sign.len()..].starts_with(joins)
    };
    let found = PUBLICATIONS
        .iter()
        .find(|sign| text.match_indices(**sign).any(|(at, _)| is_whole(at, sign)));
    found.map(|sign| Sign {
        kind: Standard,
        word: (*sign).to_owned(),
    })
}

fn first(words: &[String]) -> Option<Sign> {
    signs(words).map(|(_, sign)| sign).next()
}

/// The signs among words, each with the position behind it.
fn signs(words: &[String]) -> impl Iterator<Item = (usize, Sign)> {
    (0..words.len()).filter_map(|at| {
        let one = words[at].clone();
        let two = words.get(at + 1).map(|next| format!("{one} {next}"));
        // The longer one says more.
        let candidates = two
            .map(|two| (at + 2, two))
            .into_iter()
            .chain([(at + 1, one)]);
        candidates.into_iter().find_map(|(after, word)| {
            let found = SIGNS.iter().find(|(sign, _)| *sign == word);
            found.map(|(_, kind)| (after, Sign { kind: *kind, word }))
        })
    })
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}
