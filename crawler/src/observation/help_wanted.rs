//! Labels by which owners say that others may take an issue up, and what kind of help a
//! label asks for. One table for all forges.

use async_graphql::Enum;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// A kind of help: not only that of programmers.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Enum,
    IntoStaticStr,
    EnumString,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum HelpKind {
    /// Writing code.
    Code,
    /// Designing how it looks and works.
    Design,
    /// Writing for people: documentation, explanations, texts of pages.
    Text,
    /// Translating.
    Translation,
    /// Trying it out, and writing tests.
    Testing,
    /// Finding out what people need.
    Research,
    /// Looking after the people around it.
    Community,
    /// Making it safer.
    Security,
}
crate::named!(HelpKind);

use HelpKind::{Code, Community, Design, Research, Security, Testing, Text, Translation};

/// What asks for help, as owners spell it. GitHub matches labels whatever their case; the other
/// forges give all labels, which [`asks_for_help`] reads.
pub(crate) const LABELS: &[&str] = &[
    "good first issue",
    "good-first-issue",
    "good_first_issue",
    "goodfirstissue",
    "good first bug",
    "good-first-bug",
    "good first task",
    "good first contribution",
    "good for newcomers",
    "good for beginners",
    "first-timers-only",
    "first timers only",
    "first-timer",
    "first issue",
    "first contribution",
    "beginner",
    "beginners",
    "beginner friendly",
    "beginner-friendly",
    "newbie",
    "newcomer",
    "newcomers",
    "starter",
    "starter bug",
    "starter issue",
    "starter task",
    "easy",
    "easy fix",
    "easyfix",
    "difficulty: easy",
    "difficulty/easy",
    "difficulty:easy",
    "difficulty::easy",
    "level: starter",
    "low hanging fruit",
    "low-hanging-fruit",
    "up for grabs",
    "up-for-grabs",
    "help wanted",
    "help-wanted",
    "help_wanted",
    "helpwanted",
    "help needed",
    "status: help wanted",
    "status: help-wanted",
    "contributions welcome",
    "contribution welcome",
    "contributors wanted",
    "pr welcome",
    "prs welcome",
    "community help wanted",
    "hacktoberfest",
    "documentation: help wanted",
    "translation wanted",
    "hulp gevraagd",
    "hulp gewenst",
    "hulp gezocht",
    "goede eerste taak",
    "goede eerste issue",
    "goed eerste issue",
    "eerste taak",
    "beginners welkom",
    "makkelijk",
    "bijdragen welkom",
];

/// What kind of help a word in a label stands for, in lower case.
const KINDS: &[(&str, HelpKind)] = &[
    ("code", Code),
    ("bug", Code),
    ("bugfix", Code),
    ("feature", Code),
    ("enhancement", Code),
    ("refactor", Code),
    ("refactoring", Code),
    ("backend", Code),
    ("frontend", Code),
    ("api", Code),
    ("performance", Code),
    ("design", Design),
    ("ontwerp", Design),
    ("ux", Design),
    ("ui", Design),
    ("figma", Design),
    ("accessibility", Design),
    ("a11y", Design),
    ("toegankelijkheid", Design),
    ("documentation", Text),
    ("documentatie", Text),
    ("docs", Text),
    ("doc", Text),
    ("text", Text),
    ("tekst", Text),
    ("content", Text),
    ("writing", Text),
    ("translation", Translation),
    ("translations", Translation),
    ("vertaling", Translation),
    ("vertalen", Translation),
    ("i18n", Translation),
    ("l10n", Translation),
    ("localization", Translation),
    ("test", Testing),
    ("tests", Testing),
    ("testing", Testing),
    ("testen", Testing),
    ("qa", Testing),
    ("research", Research),
    ("onderzoek", Research),
    ("discovery", Research),
    ("community", Community),
    ("outreach", Community),
    ("events", Community),
    ("security", Security),
    ("beveiliging", Security),
];

/// A label in lower case with one space between its words, whatever stands there.
fn plain(label: &str) -> String {
    let lower = label.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Whether one of these labels asks for help.
pub(crate) fn asks_for_help<'a>(labels: impl IntoIterator<Item = &'a str>) -> bool {
    labels.into_iter().any(|label| {
        let label = plain(label);
        LABELS.iter().any(|known| plain(known) == label)
    })
}

/// The kinds of help that labels ask for, each once; none where they don't say.
#[must_use]
pub fn help_of(labels: &[String]) -> Vec<HelpKind> {
    let mut kinds: Vec<HelpKind> = labels
        .iter()
        .flat_map(|label| {
            let label = plain(label);
            let words: Vec<String> = label.split(' ').map(str::to_owned).collect();
            words.into_iter().filter_map(|word| {
                let known = KINDS.iter().find(|(known, _)| *known == word)?;
                Some(known.1)
            })
        })
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_and_case_of_labels_do_not_matter() {
        for label in [
            "Good First Issue",
            "good-first-issue",
            "HELP WANTED",
            "difficulty::easy",
            "Hulp gevraagd",
            "up for grabs 🙌",
        ] {
            assert!(asks_for_help([label]), "{label}");
        }
        for label in ["bug", "wontfix", "help", "first", "easy to break", ""] {
            assert!(!asks_for_help([label]), "{label}");
        }
    }

    #[test]
    fn labels_tell_the_kind_of_help() {
        let of = |labels: &[&str]| {
            let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
            help_of(&labels)
        };
        assert_eq!(of(&["good first issue", "Documentatie"]), [Text]);
        assert_eq!(of(&["area/ui", "type: bug", "bug"]), [Code, Design]);
        assert_eq!(of(&["help wanted"]), []);
    }

    #[test]
    fn every_label_of_the_table_is_written_once() {
        let lower: Vec<String> = LABELS.iter().map(|label| label.to_lowercase()).collect();
        for (at, label) in lower.iter().enumerate() {
            assert_eq!(
                lower.iter().position(|other| other == label),
                Some(at),
                "{label}"
            );
        }
    }
}
