//! How far an organisation was read, in words: what nobody read is never told as none.

use chrono::{DateTime, Utc};

use crate::enums::ReadingState;
use crate::schema;
use crate::texts::{Texts, number, text};

/// As the schema says.
#[derive(Debug, Clone, cynic::QueryFragment)]
#[cynic(graphql_type = "OrganisationReading")]
pub(crate) struct Reading {
    pub(crate) state: ReadingState,
    pub(crate) complete_at: Option<DateTime<Utc>>,
    pub(crate) unreadable_since: Option<DateTime<Utc>>,
    /// `None` where none were found and that says nothing.
    pub(crate) repositories: Option<u64>,
}

/// What is known of what an organisation publishes, in the order in which pages show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Publishing {
    /// It has public code.
    Code,
    /// Everything was read, and there was none.
    Nothing,
    /// Nobody looked yet.
    NotRead,
    /// Somebody looked, and could not.
    Unreadable,
}

impl Publishing {
    /// Those that have no code that is known.
    pub(crate) const WITHOUT_CODE: [Self; 3] = [Self::Nothing, Self::NotRead, Self::Unreadable];

    /// The end of the keys of its texts, and the fragment of its group on a page.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Nothing => "nothing-found",
            Self::NotRead => "not-read",
            Self::Unreadable => "unreadable",
        }
    }
}

impl Reading {
    pub(crate) fn publishing(&self) -> Publishing {
        match (self.repositories, self.state.0.as_str()) {
            (Some(1..), _) => Publishing::Code,
            (Some(0), _) => Publishing::Nothing,
            (None, "UNREADABLE") => Publishing::Unreadable,
            (None, _) => Publishing::NotRead,
        }
    }

    /// What it has and how far that is known: `9 projecten`, `nog niet bekeken`.
    pub(crate) fn words(&self, texts: Texts) -> String {
        let found = self.repositories.unwrap_or_default();
        let projects = texts.count("reading-projects", found);
        let day = |at: Option<DateTime<Utc>>| text(at.map_or_else(String::new, |at| texts.day(at)));
        let key = match (self.publishing(), self.state.0.as_str()) {
            (Publishing::Code, "READ") => return projects,
            (Publishing::Code, "UNREADABLE") => "reading-code-unreadable".to_owned(),
            (Publishing::Code, _) => "reading-code-not-read".to_owned(),
            (without_code, _) => format!("reading-{}", without_code.key()),
        };
        let values = [
            ("projects", text(projects)),
            ("count", number(found)),
            ("day", day(self.complete_at)),
            ("since", day(self.unreadable_since)),
        ];
        texts.with(&key, values)
    }

    /// The day as of which all of it is known.
    pub(crate) fn read_on(&self, texts: Texts) -> Option<String> {
        let day = text(texts.day(self.complete_at?));
        Some(texts.with("reading-read-on", [("day", day)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn only_what_was_read_is_told_as_none() {
        let day = |day: u32| Some(format!("2026-08-{day:02}T02:00:00Z").parse().unwrap());
        let cases = [
            ("READ", day(2), None, Some(3), "3 projecten"),
            (
                "READ",
                day(2),
                None,
                Some(0),
                "geen openbare code gevonden op 2 augustus 2026",
            ),
            ("NOT_READ", None, None, None, "nog niet bekeken"),
            (
                "NOT_READ",
                None,
                None,
                Some(1),
                "1 project, nog niet alles bekeken",
            ),
            (
                "UNREADABLE",
                day(2),
                day(5),
                None,
                "niet te lezen sinds 5 augustus 2026",
            ),
            (
                "UNREADABLE",
                None,
                day(5),
                Some(9),
                "9 projecten, niet te lezen sinds 5 augustus 2026",
            ),
        ];
        for (state, complete_at, unreadable_since, repositories, expected) in cases {
            let reading = Reading {
                state: ReadingState(state.to_owned()),
                complete_at,
                unreadable_since,
                repositories,
            };
            assert_eq!(reading.words(Texts::new(Language::Dutch)), expected);
        }
    }
}
