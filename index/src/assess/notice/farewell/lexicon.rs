//! The words of farewells, in Dutch and English: one table for each part of a sentence.

use super::FarewellKind::{
    self, Archived, Deprecated, Discontinued, Merged, Moved, Superseded, Unmaintained,
};

/// What has to follow a predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// Nothing, or what begins something else.
    Anything,
    /// By what: 'replaced by'.
    By,
    /// Where to, which may also stand in a later sentence: 'moved to'.
    To,
    /// The same, of a word that is said of techniques too: 'migrated to'.
    ToRepository,
    /// Into what: 'merged into'.
    Into,
    /// By which repository of the same owner.
    Sibling,
}

/// What is said of a project that ends, and what has to follow.
#[rustfmt::skip]
pub(super) const PREDICATES: &[(FarewellKind, After, &[&str])] = &[
    (Deprecated, After::Anything, &[
        "deprecated", "depreciated", "obsolete", "end of life", "at end of life",
        "at its end of life", "reached end of life", "reached its end of life", "verouderd",
        "vervallen", "einde levensduur",
    ]),
    (Discontinued, After::Anything, &[
        "discontinued", "abandoned", "retired", "decommissioned", "terminated", "sunset",
        "sunsetted", "dead", "ended", "ceased", "halted", "shut down", "stopped", "gestaakt", "stopgezet", "beëindigd", "gestopt",
        "uitgefaseerd", "opgeheven",
    ]),
    (Archived, After::Anything, &[
        "archived", "gearchiveerd", "read only", "readonly", "alleen lezen", "alleen nog lezen",
    ]),
    (Unmaintained, After::Anything, &["unmaintained", "orphaned"]),
    (Superseded, After::By, &[
        "superseded", "superceded", "replaced", "succeeded", "vervangen", "opgevolgd",
    ]),
    (Moved, After::To, &[
        "moved", "relocated", "verhuisd", "verplaatst", "overgeplaatst",
    ]),
    (Moved, After::ToRepository, &[
        "migrated", "transferred", "renamed", "gemigreerd", "overgezet", "overgedragen", "hernoemd",
    ]),
    (Merged, After::Into, &[
        "merged", "incorporated", "folded", "absorbed", "integrated", "consolidated",
        "samengevoegd", "opgegaan", "geïntegreerd",
    ]),
];

/// Participles that end a Dutch clause, behind where to or by what: 'is naar … verplaatst'.
#[rustfmt::skip]
pub(super) const CLOSING: &[(FarewellKind, After, &[&str], &[&str])] = &[
    (Moved, After::To, &["naar"], &["verhuisd", "verplaatst", "overgeplaatst"]),
    (Moved, After::ToRepository, &["naar"], &["gemigreerd", "overgezet"]),
    (Superseded, After::By, &["door"], &["vervangen", "opgevolgd"]),
    (Merged, After::Into, &["in", "met"], &["opgegaan", "samengevoegd", "geïntegreerd"]),
];

/// 'No longer' and 'not': behind the first any kind of upkeep may stand.
pub(super) const NO_LONGER: &[&str] = &[
    "no longer",
    "not longer",
    "niet meer",
    "niet langer",
    "niet verder",
    "not any longer",
];
pub(super) const NOT: &[&str] = &["not", "t", "niet"];
/// What makes 'not' no longer, at the end.
pub(super) const ANY_MORE: &[&str] = &["anymore", "any more", "any longer"];
#[rustfmt::skip]
pub(super) const UPKEEP: &[&str] = &[
    "maintained", "supported", "developed", "updated", "in use", "used", "active", "worked on",
    "in development", "in active development", "under development", "under active development",
    "under maintenance", "onderhouden", "ondersteund", "ontwikkeld", "doorontwikkeld",
    "bijgewerkt", "bijgehouden", "beheerd", "gebruikt", "in gebruik", "actief", "in ontwikkeling",
];
pub(super) const UPKEEP_ITSELF: &[&str] = &["maintained", "onderhouden"];
#[rustfmt::skip]
pub(super) const UPKEEP_ADVERBS: &[&str] = &[
    "actief", "actively", "being", "currently", "door", "ons", "officieel", "officially", "verder",
    "momenteel", "been",
];
/// What we no longer do.
#[rustfmt::skip]
pub(super) const KEEPING_UP: &[&str] = &[
    "maintain", "maintaining", "support", "supporting", "develop", "developing", "update",
    "updating", "work on", "working on", "onderhouden", "onderhoud", "beheren", "ontwikkelen",
];
/// Whole sentences without a subject.
#[rustfmt::skip]
pub(super) const NO_UPKEEP: &[&str] = &[
    "er vindt geen onderhoud meer plaats", "er wordt geen onderhoud meer gepleegd",
    "er wordt geen onderhoud meer gedaan", "er wordt niet meer aan dit project gewerkt",
    "aan dit project wordt niet meer gewerkt", "aan deze repository wordt niet meer gewerkt",
];

/// What makes an adjective of an end: 'this is a deprecated repository'.
#[rustfmt::skip]
pub(super) const ENDED: &[(FarewellKind, &[&str])] = &[
    (Deprecated, &["deprecated", "obsolete", "verouderde", "vervallen"]),
    (Discontinued, &["discontinued", "abandoned", "retired", "stopgezette"]),
    (Archived, &["archived", "gearchiveerde"]),
    (Unmaintained, &["unmaintained"]),
];
/// Adjectives that say so of the place alone: 'this is the old repository'.
pub(super) const FORMER: &[&str] = &["old", "former", "previous", "oude", "vorige", "voormalige"];

/// Labels: 'DEPRECATED', '[archived]', 'Status: discontinued'.
#[rustfmt::skip]
pub(super) const LABELS: &[(FarewellKind, &[&str])] = &[
    (Deprecated, &["deprecated", "deprecation notice", "obsolete", "end of life", "verouderd", "vervallen"]),
    (Discontinued, &["discontinued", "abandoned", "retired", "decommissioned", "stopgezet", "beëindigd", "uitgefaseerd"]),
    (Archived, &["archived", "gearchiveerd"]),
    (Unmaintained, &[
        "unmaintained", "no longer maintained", "not maintained", "not actively maintained",
        "no longer supported", "no longer in use", "no longer updated", "niet meer onderhouden",
        "niet langer onderhouden", "niet meer in gebruik", "niet onderhouden",
    ]),
];

/// What a label may be of: 'deprecated repository'.
pub(super) const LABELLED: &[&str] = &["project", "repo", "repository", "package", "module"];

/// What a project is called in a farewell, beside [`PROJECT`](super::super::words::PROJECT).
#[rustfmt::skip]
pub(super) const NOUNS: &[&str] = &[
    "client", "codebase", "component", "fork", "mirror", "monorepo", "npm", "pilot", "plugin",
    "proof", "prototype", "repos", "service", "specificatie", "specification", "standaard",
    "standard", "template", "theme", "toepassing", "extension", "extensie", "viewer",
    "portal", "portaal", "implementation", "implementatie", "framework",
];
/// What may stand before such a noun.
#[rustfmt::skip]
pub(super) const ADJECTIVES: &[&str] = &[
    "code", "git", "github", "gitlab", "gitea", "old", "oude", "open", "source", "particular",
    "specific", "npm", "python", "php", "java", "javascript", "r", "django", "drupal",
    "wordpress", "public", "publieke", "actual", "main", "active", "actieve",
];
/// What 'the' may point at without saying which.
pub(super) const PLACES: &[&str] = &["project", "repo", "repository"];

/// Verbs before a predicate.
#[rustfmt::skip]
pub(super) const AUXILIARIES: &[&str] = &[
    "is", "isn", "are", "was", "has", "hasn", "have", "been", "wordt", "worden", "werd", "zijn",
    "had", "heeft",
];
/// What may stand between the verb and the predicate.
#[rustfmt::skip]
pub(super) const BETWEEN: &[&str] = &[
    "been", "now", "currently", "officially", "permanently", "completely", "fully", "formally",
    "recently", "hereby", "therefore", "effectively", "already", "since", "also", "de", "facto",
    "inmiddels", "nu", "daarom", "momenteel", "onlangs", "volledig", "formeel", "officieel",
    "reeds", "al", "ook", "helaas", "sadly", "unfortunately", "considered", "sinds", "per", "op",
    "met", "ingang", "van", "vanaf", "as", "of", "in", "on", "from", "january", "february",
    "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "januari", "februari", "maart", "mei", "juni", "juli", "augustus", "oktober",
    "eind", "begin", "medio", "end",
];

/// The work on a project: 'development has moved'.
#[rustfmt::skip]
pub(super) const WORK: &[&str] = &[
    "development", "maintenance", "support", "work", "code", "sources", "broncode", "ontwikkeling",
    "doorontwikkeling", "onderhoud", "ondersteuning", "beheer",
];

/// Places without an address that code may go to.
#[rustfmt::skip]
pub(super) const NEW_PLACES: &[&str] = &[
    "location", "repository", "repo", "repositories", "home", "place", "organisation",
    "organization", "monorepo", "account", "locatie", "plek", "omgeving", "organisatie",
];
pub(super) const NEW: &[&str] = &["new", "other", "another", "different", "nieuwe", "andere"];
pub(super) const ELSEWHERE: &[&str] = &["elsewhere", "elders"];
/// Forges by the words of their names, with how the names of their hosts begin.
#[rustfmt::skip]
pub(super) const FORGES: &[(&[&str], &str)] = &[
    (&["github"], "github.com"), (&["gitlab"], "gitlab.com"), (&["codeberg"], "codeberg.org"),
    (&["bitbucket"], "bitbucket.org"), (&["code", "overheid", "nl"], "code.overheid.nl"),
];

/// What may follow a predicate that needs nothing: a word that begins something else.
#[rustfmt::skip]
pub(super) const FOLLOWS: &[&str] = &[
    ",", "and", "en", "but", "maar", "any", "anymore", "because", "omdat", "due", "wegens",
    "please", "so", "dus", "instead", "since", "sinds", "per", "from", "vanaf", "now", "meer",
    "with", "met", "which", "after", "na", "use", "see", "zie", "gebruik", "vanwege",
];

/// What an archive is kept for.
#[rustfmt::skip]
pub(super) const ARCHIVE_PURPOSES: &[&str] = &[
    "reference", "historical", "history", "archival", "archive", "archief", "posterity",
    "transparency", "naslag",
];

/// Sentences that point to what comes after, by their beginnings.
#[rustfmt::skip]
pub(super) const POINTERS: &[&str] = &[
    "please use", "use", "see", "please see", "please refer to", "refer to", "visit", "please visit",
    "go to", "please go to", "find", "you can find", "check", "please check", "new users should use",
    "have a look at", "look at", "switch to", "please switch to", "continue", "instead",
    "gebruik", "zie", "kijk op", "kijk in", "kijk bij", "ga naar", "bekijk", "bezoek", "stap over op",
    "de nieuwe", "the new", "the current", "new repository", "new location", "nieuwe locatie",
    "nieuwe repository", "its successor", "de opvolger", "the successor", "moved to", "verplaatst naar",
    "it has been replaced by", "it is replaced by", "it has been superseded by", "it has moved to",
    "it has been moved to", "it was moved to", "it was merged into", "it has been merged into",
    "het is vervangen door", "hij is vervangen door", "development continues", "development has moved",
    "the code has moved", "the code is now", "superseded by", "replaced by", "vervangen door",
    "opvolger", "successor",
];

/// Words of such sentences wherever they stand.
pub(super) const POINTING: &[&str] = &["instead", "opvolger", "successor", "voortaan"];

/// What says that an end is over.
pub(super) const REVIVED: &[&str] = &["revived", "resumed", "hervat", "unarchived", "undeprecated"];

/// Images by which a project says that it ended, in lower case: a part of their addresses.
#[rustfmt::skip]
pub(super) const BADGES: &[(FarewellKind, &str)] = &[
    (Discontinued, "repostatus.org/badges/latest/abandoned"),
    (Unmaintained, "repostatus.org/badges/latest/unsupported"),
    (Moved, "repostatus.org/badges/latest/moved"),
    (Unmaintained, "unmaintained.tech/badge"),
    (Unmaintained, "img.shields.io/badge/maintained%3f-no-"),
    (Archived, "img.shields.io/badge/status-archived"),
    (Deprecated, "img.shields.io/badge/status-deprecated"),
    (Discontinued, "img.shields.io/badge/status-discontinued"),
    (Unmaintained, "img.shields.io/badge/status-unmaintained"),
    (Deprecated, "badge/lifecycle-deprecated"),
    (Superseded, "badge/lifecycle-superseded"),
    (Archived, "badge/lifecycle-archived"),
    (Discontinued, "badge/lifecycle-retired"),
];
