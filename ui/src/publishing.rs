//! What is known of what an organisation publishes: its state as a label, with the reason
//! and the day in words. What nobody looked at is never told as none.

use chrono::{DateTime, NaiveDate, Utc};
use fluent_templates::fluent_bundle::FluentValue;

use crate::enums::{Publishing, ReadingState};
use crate::schema;
use crate::texts::{Texts, number, text};
use crate::verdict::Label;

/// The states in the order in which pages show them, by the keys of their texts.
pub(crate) const STATES: &[&str] = &[
    "publishes",
    "declared-closed",
    "nothing-known",
    "not-read",
    "no-account",
];

/// The state of those that publish.
pub(crate) const PUBLISHES: &str = "publishes";

/// As the schema says.
#[derive(Debug, Clone, cynic::QueryFragment)]
#[cynic(graphql_type = "OrganisationState")]
pub(crate) struct State {
    pub(crate) state: Publishing,
    /// The first day of which it is known to be so.
    pub(crate) since: Option<NaiveDate>,
    /// When the accounts were read.
    pub(crate) as_of: Option<DateTime<Utc>>,
    /// `None` where none were found and that says nothing.
    pub(crate) repositories: Option<u64>,
    pub(crate) accounts: u64,
}

/// How far the accounts were read.
#[derive(Debug, Clone, cynic::QueryFragment)]
#[cynic(graphql_type = "OrganisationReading")]
pub(crate) struct Reading {
    pub(crate) state: ReadingState,
    pub(crate) complete_at: Option<DateTime<Utc>>,
    pub(crate) unreadable_since: Option<DateTime<Utc>>,
}

/// The state of an organisation, and how far its accounts were read.
#[derive(Debug, Clone, cynic::QueryFragment)]
#[cynic(graphql_type = "Organisation")]
pub(crate) struct Known {
    pub(crate) state: State,
    pub(crate) reading: Reading,
}

impl State {
    /// Its name as texts and addresses have it.
    pub(crate) fn key(&self) -> String {
        self.state.key()
    }

    /// The label of the state, without why.
    pub(crate) fn label(key: &str, texts: Texts) -> Label {
        Label::of("state", key, texts)
    }
}

impl Known {
    pub(crate) fn publishes(&self) -> bool {
        self.state.key() == PUBLISHES
    }

    /// How many repositories are known.
    pub(crate) fn found(&self) -> u64 {
        self.state.repositories.unwrap_or_default()
    }

    pub(crate) fn label(&self, texts: Texts) -> Label {
        State::label(&self.state.key(), texts)
    }

    /// Why it has this state: `9 projecten`, `niet te lezen sinds 5 augustus 2026`.
    pub(crate) fn words(&self, texts: Texts) -> String {
        let projects = texts.count("reading-projects", self.found());
        let reading = self.reading.state.0.as_str();
        let key = match (self.state.key().as_str(), reading) {
            (PUBLISHES, "READ") => return projects,
            (PUBLISHES, "UNREADABLE") => "reading-code-unreadable".to_owned(),
            (PUBLISHES, _) => "reading-code-not-read".to_owned(),
            ("not-read", "UNREADABLE") => "reading-unreadable".to_owned(),
            (state, _) => format!("reading-{state}"),
        };
        let values = [
            ("projects", text(projects)),
            ("count", number(self.found())),
            ("day", self.day(texts)),
            ("since", day(self.reading.unreadable_since, texts)),
        ];
        texts.with(&key, values)
    }

    /// The same as a sentence that names the accounts.
    pub(crate) fn sentence(&self, accounts: &[String], read_in_part: bool, texts: Texts) -> String {
        let state = self.state.key();
        let reading = self.reading.state.0.as_str();
        let key = match (state.as_str(), reading) {
            ("not-read", "UNREADABLE") => "organisation-unreadable".to_owned(),
            ("not-read", _) if read_in_part => "organisation-read-in-part".to_owned(),
            (state, _) => format!("organisation-{state}"),
        };
        let values = [
            ("count", number(self.found())),
            ("accounts", text(accounts.join(", "))),
            ("day", self.day(texts)),
            ("since", day(self.reading.unreadable_since, texts)),
        ];
        texts.with(&key, values)
    }

    /// The day as of which all of it is known.
    pub(crate) fn read_on(&self, texts: Texts) -> Option<String> {
        let day = text(texts.day(self.reading.complete_at?));
        Some(texts.with("reading-read-on", [("day", day)]))
    }

    /// Since when it is so, where days are kept.
    pub(crate) fn since(&self, texts: Texts) -> Option<String> {
        let since = text(texts.date(self.state.since?));
        Some(texts.with("state-since", [("day", since)]))
    }

    /// The day on which the accounts were read, for a gap in a text.
    fn day(&self, texts: Texts) -> FluentValue<'static> {
        day(self.state.as_of.or(self.reading.complete_at), texts)
    }
}

fn day(at: Option<DateTime<Utc>>, texts: Texts) -> FluentValue<'static> {
    text(at.map_or_else(|| texts.get("not-known"), |at| texts.day(at)))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::language::Language;

    /// What is known of an organisation in this state.
    pub(crate) fn known(state: &str, reading: &str, repositories: Option<u64>) -> Known {
        let day = |day: u32| Some(format!("2026-08-{day:02}T02:00:00Z").parse().unwrap());
        Known {
            state: State {
                state: Publishing(state.to_owned()),
                since: None,
                as_of: day(2),
                repositories,
                accounts: 1,
            },
            reading: Reading {
                state: ReadingState(reading.to_owned()),
                complete_at: day(2),
                unreadable_since: day(5),
            },
        }
    }

    #[test]
    fn only_what_was_read_is_told_as_none() {
        let cases = [
            ("PUBLISHES", "READ", Some(3), "3 projecten"),
            (
                "NOTHING_KNOWN",
                "READ",
                Some(0),
                "geen openbare code gevonden op 2 augustus 2026",
            ),
            ("NOT_READ", "NOT_READ", None, "nog niet bekeken"),
            (
                "PUBLISHES",
                "NOT_READ",
                Some(1),
                "1 project, nog niet alles bekeken",
            ),
            (
                "NOT_READ",
                "UNREADABLE",
                None,
                "niet te lezen sinds 5 augustus 2026",
            ),
            (
                "PUBLISHES",
                "UNREADABLE",
                Some(9),
                "9 projecten, niet te lezen sinds 5 augustus 2026",
            ),
            ("NO_ACCOUNT", "NOT_READ", None, "we kennen geen account"),
            (
                "DECLARED_CLOSED",
                "NOT_READ",
                None,
                "de organisatie vertelt zelf wat dicht blijft, en waarom",
            ),
        ];
        for (state, reading, repositories, expected) in cases {
            let words = known(state, reading, repositories).words(Texts::new(Language::Dutch));
            assert_eq!(words, expected);
        }
    }

    #[test]
    fn every_state_has_its_texts() {
        for texts in Language::ALL.map(Texts::new) {
            for state in STATES {
                for key in [format!("state-{state}"), format!("state-{state}-what")] {
                    assert!(texts.find(&key).is_some(), "{key}");
                }
            }
        }
    }
}
