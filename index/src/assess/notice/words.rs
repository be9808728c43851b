//! The words that notices are made of, and those around them.

/// Headings, by the beginnings of their words, under which other times or other
/// software are spoken of.
#[rustfmt::skip]
pub(in crate::assess::notice) const OTHER_SECTIONS: &[&str] = &[
    "alternati", "change", "dependenc", "afhankelijk", "example", "faq", "geschiedenis",
    "history", "news", "nieuws", "related", "release", "see also", "similar", "veelgestelde",
    "verwante", "voorbeeld", "wijziging", "zie ook",
];

/// What a notice may begin with.
#[rustfmt::skip]
pub(in crate::assess::notice) const LEAD_IN: &[&str] = &[
    "aandacht", "and", "archived", "as", "at", "attention", "aware", "be", "belangrijk",
    "caution", "currently", "daarom", "dat", "deprecated", "deprecation", "disclaimer", "dus",
    "for", "from", "graag", "hence", "helaas", "help", "here", "important", "ingang", "let",
    "met", "moment", "momenteel", "nb", "nieuws", "note", "notice", "now", "of", "on", "op",
    "opgelet", "per", "please", "sadly", "since", "sinds", "so", "status", "that", "the",
    "therefore", "this", "time", "unfortunately", "unmaintained", "update", "urgent", "van",
    "vanaf", "voor", "waarschuwing", "warning", "weet", "wanted", "gezocht", "gevraagd", "hulp",
    "oproep", "dit", "deze", "project", "repository", "january", "february", "march", "april",
    "may", "june", "july", "august", "september", "october", "november", "december", "januari",
    "februari", "maart", "mei", "juni", "juli", "augustus", "oktober",
];

/// What a project calls itself.
#[rustfmt::skip]
pub(in crate::assess::notice) const PROJECT: &[&str] = &[
    "app", "applicatie", "application", "bibliotheek", "code", "codebase", "library", "module",
    "package", "pakket", "plugin", "product", "programma", "project", "repo", "repository",
    "software", "tool",
];

/// What points at the project.
pub(in crate::assess::notice) const THIS: &[&str] = &["this", "dit", "deze"];
/// What may stand before the project in a request.
pub(in crate::assess::notice) const OURS: &[&str] = &[
    "this", "our", "the", "dit", "deze", "ons", "onze", "het", "de",
];
/// Who asks.
pub(in crate::assess::notice) const PERSONS: &[&str] = &["we", "i", "wij", "ik"];

/// What may stand between the parts of a notice.
#[rustfmt::skip]
pub(in crate::assess::notice) const ADVERBS: &[&str] = &[
    "actief", "actively", "again", "also", "altijd", "always", "are", "ben", "currently",
    "desperately", "dringend", "hierbij", "is", "momenteel", "nog", "now", "nu", "ook",
    "steeds", "still", "urgently", "weer", "zijn", "am", "m", "re", "s",
];

/// What may stand before the word maintainer.
#[rustfmt::skip]
pub(in crate::assess::notice) const FILLERS: &[&str] = &[
    "a", "actieve", "active", "additional", "an", "and", "another", "co", "contributors",
    "dedicated", "developers", "een", "en", "enkele", "enthousiaste", "enthusiastic", "extra",
    "meer", "more", "new", "nieuwe", "of", "one", "or", "second", "some", "tweede", "volunteer",
];

pub(in crate::assess::notice) const MAINTAINERS: &[&str] = &[
    "beheerder",
    "beheerders",
    "maintainer",
    "maintainers",
    "onderhouder",
    "onderhouders",
];

/// What may follow a notice: a word that begins something else.
#[rustfmt::skip]
pub(in crate::assess::notice) const AFTER: &[&str] = &[
    ",", "and", "any", "anymore", "as", "because", "but", "die", "due", "en", "for",
    "maar", "meer", "omdat", "om", "please", "since", "sinds", "so", "that", "to", "vanaf",
    "voor", "want", "who", "with",
];

/// What a maintainer is to do.
#[rustfmt::skip]
pub(in crate::assess::notice) const TASKS: &[&str] = &[
    "beheren", "carry", "continue", "helpen", "keep", "lead", "maintain", "onderhouden", "over",
    "support", "take",
];

/// What takes a notice back, or tells where the project went.
#[rustfmt::skip]
pub(in crate::assess::notice) const TAKES_BACK: &[&str] = &[
    "found", "gevonden", "filled", "vervuld", "never", "nooit", "not", "niet", "geen", "don",
    "isn", "aren", "moved", "verplaatst", "replaced", "vervangen", "superseded", "opgevolgd",
    "favour", "favor",
];

/// After which a notice is over, in the next sentence.
pub(in crate::assess::notice) const IS_OVER: &[&str] = &["found", "gevonden", "filled", "vervuld"];
