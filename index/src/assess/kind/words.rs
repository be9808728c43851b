//! Words that tell what a repository publishes, in Dutch and English. Every word
//! counts whole; a Dutch compound counts by the noun that it ends in.

use super::RepositoryKind;
use RepositoryKind::{Data, Documentation, Software, Standard};

/// A word, and what it is a sign of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sign {
    pub(super) kind: RepositoryKind,
    pub(super) word: String,
}

impl Sign {
    fn new(kind: RepositoryKind, word: impl Into<String>) -> Self {
        let word = word.into();
        Self { kind, word }
    }

    pub(super) fn is_software(&self) -> bool {
        self.kind == Software
    }

    /// Whether software is often named for it: an agenda, a data set.
    pub(super) fn is_weak(&self) -> bool {
        WEAK.contains(&self.word.as_str())
    }

    /// Whether it tells what a repository is only where it says what it holds.
    pub(super) fn is_faint(&self) -> bool {
        FAINT.iter().any(|(word, _)| *word == self.word)
    }

    /// Whether it is software that standards are about too.
    pub(super) fn is_api(&self) -> bool {
        matches!(self.word.as_str(), "api" | "apis")
    }

    /// Whether it is an adjective as often as a noun.
    pub(super) fn may_be_adjective(&self) -> bool {
        matches!(self.word.as_str(), "standaard" | "standard")
    }

    /// Whether it is of software where there is no code to be seen.
    pub(super) fn needs_no_code(&self) -> bool {
        NEEDS_NO_CODE.contains(&self.word.as_str())
    }
}

/// Topics and words in names and texts. Two words are written with a space.
#[rustfmt::skip]
const SIGNS: &[(RepositoryKind, &[&str])] = &[
    (Standard, &[
        "afsprakenstelsel", "application profile", "beheermodel", "data model", "data models",
        "datamodel", "datamodellen", "design rules", "gegevensmodel", "haal centraal", "ig",
        "information model", "information models", "informatiemodel", "informatiemodellen",
        "koppelvlak", "koppelvlakken", "metamodel", "normenkader", "object type library",
        "objecttypenbibliotheek", "ontologie", "ontologieen", "ontologieën", "ontologies",
        "ontologiën", "ontology", "open standaard", "open standard", "otl", "profiel",
        "profielen", "profile", "profiles", "respec", "rfc", "rfcs", "schema", "schemas", "spec",
        "specificatie", "specificaties", "specification", "specifications", "specs", "standaard",
        "standaarden", "standard", "standards", "vocabulaire", "vocabularies", "vocabulary",
        "xsd", "xsds",
    ]),
    (Data, &[
        "begrippenlijst", "begrippenlijsten", "code list", "code lists", "codelijst",
        "codelijsten", "corpus", "data set", "data sets", "dataset", "datasets", "laws",
        "referentielijst", "referentielijsten", "regelgeving", "statistics", "statistieken",
        "taxonomie", "taxonomy", "test data", "testdata", "thesauri", "thesaurus", "waardelijst",
        "waardelijsten", "wetten",
    ]),
    (Documentation, &[
        "advisories", "advisory", "agenda", "agenda s", "awesome",
        "best practices", "consultatie", "consultaties", "course", "cursus", "designs",
        "docs", "documentatie", "documentation", "documenten", "exercises", "faq", "gids",
        "guide", "guides", "guideline", "guidelines", "handboek", "handboeken", "handbook",
        "handbooks", "handleiding", "handleidingen", "handreiking", "handreikingen",
        "implementation guide", "implementation guides", "incident", "incidents", "kader",
        "kennisbank", "knowledge base", "kwetsbaarheden", "kwetsbaarheid", "leidraad",
        "leerlijn", "leerlijnen", "lesmateriaal", "manual", "manuals", "notulen", "ontwerpen",
        "overleg", "overleggen", "playbook", "presentatie", "presentaties", "presentations",
        "rapport", "rapporten", "resources", "richtlijn", "richtlijnen", "slides", "toetsingskader",
        "tutorial", "tutorials", "veelgestelde vragen", "vulnerabilities", "vulnerability",
        "whitepaper", "wiki", "workshop", "workshops",
    ]),
];

/// Nouns that Dutch compounds end in: `praktijkrichtlijn`, `berichtschema`.
#[rustfmt::skip]
const HEADS: &[(&str, RepositoryKind)] = &[
    ("afsprakenstelsel", Standard), ("codelijst", Data),
    ("codelijsten", Data), ("datamodel", Standard), ("documentatie", Documentation),
    ("handboek", Documentation), ("handleiding", Documentation), ("handreiking", Documentation),
    ("informatiemodel", Standard), ("kader", Documentation), ("koppelvlak", Standard),
    ("leidraad", Documentation), ("ontologie", Standard),
    ("richtlijn", Documentation), ("richtlijnen", Documentation),
    ("specificatie", Standard), ("specificaties", Standard), ("standaard", Standard),
    ("standaarden", Standard), ("thesaurus", Data), ("waardelijst", Data),
    ("waardelijsten", Data),
];

/// Nouns that say what a repository holds, and nothing in a name.
#[rustfmt::skip]
const FAINT: &[(&str, RepositoryKind)] = &[
    ("agenda", Documentation), ("data", Data), ("designs", Documentation),
    ("documents", Documentation), ("format", Standard), ("formaat", Standard),
    ("gegevens", Data), ("informatie", Documentation), ("information", Documentation),
    ("ontwerpen", Documentation), ("texts", Documentation), ("teksten", Documentation),
];

/// Signs of what software is often about: they say little beside code.
#[rustfmt::skip]
const WEAK: &[&str] = &[
    "advisories", "advisory", "agenda", "agenda s", "awesome",
    "begrippenlijst", "begrippenlijsten", "code list", "code lists", "codelijst",
    "codelijsten", "consultatie", "consultaties", "corpus", "course", "cursus", "data model",
    "data models", "data set", "data sets", "dataset", "datasets", "designs", "documenten",
    "exercises", "faq", "gids", "guide", "guides", "ig", "incident", "incidents", "kader",
    "kennisbank", "koppelvlak", "koppelvlakken", "kwetsbaarheden", "kwetsbaarheid", "laws", "leerlijn",
    "leerlijnen", "manual", "metamodel", "notulen", "ontologies", "ontology",
    "ontwerpen", "otl", "overleg", "overleggen", "presentatie", "presentaties",
    "presentations", "profiel", "profielen", "profile", "profiles", "rapport", "rapporten",
    "referentielijst", "referentielijsten", "regelgeving", "resources", "respec", "rfc", "rfcs",
    "richtlijn", "richtlijnen", "schema", "schemas", "slides", "spec", "specs", "standaard",
    "standard", "statistics", "statistieken", "taxonomie", "taxonomy", "thesaurus", "tutorial",
    "tutorials", "vocabulaire", "vocabularies", "vocabulary", "vulnerabilities",
    "vulnerability", "waardelijst", "waardelijsten", "wetten", "wiki", "workshop", "workshops",
];

/// Words that may stand between a noun and what says more about it.
#[rustfmt::skip]
const AFTER_NOUN: &[&str] = &[
    "about", "and", "die", "en", "for", "from", "in", "is", "met", "of", "om", "on", "or", "over",
    "regarding", "rond", "te", "that", "to", "uit", "van", "voor", "waarin", "which", "with",
];

/// Words by which a name is of software when they stand behind the sign: the last
/// word of a name says what it is. Before it they say what it is about, as in
/// `api-specs`.
#[rustfmt::skip]
const SOFTWARE_HEADS: &[&str] = &[
    "action", "adapter", "addon", "aggregator", "analyser", "analyzer", "api", "apis", "app",
    "applicatie", "applicaties", "application", "applications", "apps", "assistant",
    "bibliotheek", "boilerplate", "bot", "bots", "bridge", "browser", "calculator", "chart",
    "charts", "chatbot", "clients", "codebase", "collector", "compiler", "component",
    "componenten", "components", "configurator", "connector", "container", "controller",
    "cronjob", "daemon", "dashboard", "dashboards", "dienst", "diff", "downloader", "driver",
    "engine", "etl", "explorer", "exporter", "extension", "extractor", "fetcher", "formatter",
    "framework", "functions", "gateway", "gui", "handler", "harvester", "helm", "helper",
    "image", "implementatie", "implementation", "indexer", "infra", "infrastructure", "ingest",
    "integration", "koppeling", "loader", "manager", "mapper", "mcp", "merger", "microservice",
    "migrator", "mock", "module", "modules", "monitor", "monitoring", "notifier", "operator",
    "package", "packages", "pakket", "pipeline", "pipelines", "planner", "platform", "plugins",
    "portaal", "portal", "processor", "program", "programma", "proxy", "reader", "renderer",
    "robot", "runner", "scheduler", "scraper", "script", "search", "searcher", "selector",
    "service", "services", "simulator", "skills", "software", "splitter", "sync", "syncer",
    "synchroniser", "synchronizer", "system", "systeem", "theme", "tracker", "transformer",
    "translator", "ui", "updater", "uploader", "visualiser", "visualizer", "watcher", "webapp",
    "webapplicatie", "webservice", "widget", "wizard", "worker", "wrapper", "writer", "zoeker",
    "zoekmachine",
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

/// Nouns of software in texts. `code` alone is what any text may hold.
#[rustfmt::skip]
const SOFTWARE_IN_TEXTS: &[&str] = &[
    "broncode", "code", "monorepo", "prototype", "source code", "sourcecode",
];

/// Software that is seen in no language: it is packed, or made of settings.
#[rustfmt::skip]
const NEEDS_NO_CODE: &[&str] = &[
    "chart", "charts", "docker", "helm", "image", "plugin", "script", "scripts", "tool", "tools",
];

/// What stands in texts about a publication: the tools that standards and
/// documentation are written with, and where Dutch governments publish theirs.
pub(super) const PUBLICATIONS: &[(&str, RepositoryKind)] = &[
    ("respec", Standard),
    ("gitdocumentatie.logius.nl/publicatie", Standard),
    ("docs.geostandaarden.nl", Standard),
    ("definities.geostandaarden.nl", Standard),
    ("bikeshed", Standard),
    ("build.fhir.org", Standard),
    ("mkdocs", Documentation),
];

/// Words in the name of an account that publishes standards.
#[rustfmt::skip]
const STANDARDS_BODY: &[&str] = &[
    "standaarden", "standaardisatie", "standardisation", "standardization", "standards",
];

/// Accounts of standards bodies of which the name does not say so.
const STANDARDS_BODIES: &[&str] = &["brp-api", "edustandaard", "geonovum", "nictiz"];

/// Whether an account is of a body that publishes standards: by its name, or one
/// of those that are known.
pub(super) fn is_standards_body(owner: &str) -> bool {
    let accounts = || owner.split('/');
    let words = accounts().flat_map(name_words).collect::<Vec<_>>();
    words.iter().any(|word| STANDARDS_BODY.contains(&&**word))
        || accounts().any(|name| STANDARDS_BODIES.contains(&&*name.to_lowercase()))
}

/// The sign that a word is, or a word and the one behind it.
pub(super) fn sign(word: &str) -> Option<Sign> {
    let listed = SIGNS.iter().find(|(_, words)| words.contains(&word));
    let head = || HEADS.iter().find(|(head, _)| is_compound(word, head));
    listed
        .map(|(kind, _)| Sign::new(*kind, word))
        .or_else(|| head().map(|(_, kind)| Sign::new(*kind, word)))
}

/// The sign that a word is in what a text says that a repository holds.
pub(super) fn held(word: &str) -> Option<Sign> {
    let faint = || FAINT.iter().find(|(faint, _)| *faint == word);
    sign(word).or_else(|| faint().map(|(_, kind)| Sign::new(*kind, word)))
}

/// Whether a word ends in a noun, with enough before it to be another word.
fn is_compound(word: &str, head: &str) -> bool {
    let first = word.strip_suffix(head);
    first.is_some_and(|first| first.chars().count() > 2 && !first.contains(' '))
}

pub(super) fn is_software(word: &str) -> bool {
    SOFTWARE.contains(&word)
}

pub(super) fn is_software_head(word: &str) -> bool {
    SOFTWARE_HEADS.contains(&word)
}

/// The noun of software that a word is in a text.
pub(super) fn software_in_text(word: &str) -> Option<Sign> {
    let is_any = is_software(word) || is_software_head(word) || SOFTWARE_IN_TEXTS.contains(&word);
    is_any.then(|| Sign::new(Software, word))
}

pub(super) fn is_after_noun(word: &str) -> bool {
    AFTER_NOUN.contains(&word)
}

/// The words of a sentence, in lower case. What has a point or a slash in it is an
/// address, and one word.
pub(super) fn sentence_words(text: &str) -> Vec<String> {
    let of = |token: &str| {
        let inner = token.trim_matches(|c: char| !c.is_alphanumeric());
        let is_address = inner.contains('.') || inner.contains("//") || inner.contains('@');
        if is_address {
            vec![inner.to_lowercase()]
        } else {
            words(token)
        }
    };
    text.split_whitespace().flat_map(of).collect()
}

/// The words of a text, in lower case.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The words of a name, in which a capital may begin one: `MDTODocumentatie`,
/// `WoogleDocumentatie`.
pub(super) fn name_words(name: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut before = ' ';
    for letter in name.chars() {
        if before.is_lowercase() && letter.is_uppercase() {
            spaced.push(' ');
        }
        spaced.push(letter);
        before = letter;
    }
    words(&spaced)
}
