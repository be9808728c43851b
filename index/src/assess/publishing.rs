//! Whether an organisation publishes code as far as is known, and what its repositories
//! have at all. The rules stand in `docs/judgements/publishing.md` under the letter P.

use async_graphql::Enum;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use super::open_by_default::{Figure, Outcome, Tally};
use super::reading::ReadingState;

/// Whether an organisation publishes code, as far as is known.
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
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Publishing {
    /// The catalogue has public repositories of it.
    Publishes,
    /// Nothing public is known of it, and it told which software it does not open, and on
    /// which ground.
    DeclaredClosed,
    /// All of its accounts that are known were read, and nothing public was there.
    NothingKnown,
    /// Accounts of it are known, nothing was found there, and not all of them were read.
    NotRead,
    /// No account of it is known. That says nothing of whether it publishes.
    NoAccount,
}
bronwijzer_crawler::named!(Publishing);

impl Publishing {
    /// Every state, in the order in which pages show them.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Of an organisation with so many accounts, which were read so far, and so many
    /// repositories in the catalogue, which told or not what it does not open.
    #[must_use]
    pub fn of(
        accounts: usize,
        reading: ReadingState,
        repositories: u64,
        declares_closed: bool,
    ) -> Self {
        match (repositories, accounts, reading) {
            (1.., ..) => Self::Publishes,
            _ if declares_closed => Self::DeclaredClosed,
            (0, 0, _) => Self::NoAccount,
            (0, _, ReadingState::Read) => Self::NothingKnown,
            (0, _, ReadingState::NotRead | ReadingState::Unreadable) => Self::NotRead,
        }
    }
}

/// What an organisation can have on at least one of its repositories.
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
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum BodyFigure {
    /// At least one repository has an open licence.
    OpenLicence,
    /// At least one repository is maintained or active.
    Upkeep,
    /// At least one repository has a publiccode.yml that keeps to the standard.
    ValidPubliccode,
}
bronwijzer_crawler::named!(BodyFigure);

impl BodyFigure {
    /// Every figure, in the order in which pages show them.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The figure of open by default that a repository has to pass.
    #[must_use]
    pub fn figure(self) -> Figure {
        match self {
            Self::OpenLicence => Figure::OpenLicence,
            Self::Upkeep => Figure::Upkeep,
            Self::ValidPubliccode => Figure::ValidPubliccode,
        }
    }

    /// Whether an organisation with these repositories has it. Of one without any that
    /// passes it is unknown while it is unknown of a repository that counts.
    #[must_use]
    pub fn of(self, repositories: &Tally) -> Outcome {
        let counts = repositories.figure(self.figure());
        match (counts.passed, counts.unknown) {
            (1.., _) => Outcome::Passed,
            (0, 1..) => Outcome::Unknown,
            (0, 0) => Outcome::Failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::open_by_default::Counts;

    #[test]
    fn nothing_found_says_something_only_where_all_was_read() {
        use ReadingState::{NotRead, Read, Unreadable};
        let cases = [
            (0, NotRead, 0, Publishing::NoAccount),
            (1, NotRead, 0, Publishing::NotRead),
            (2, Unreadable, 0, Publishing::NotRead),
            (2, Read, 0, Publishing::NothingKnown),
            (2, Read, 1, Publishing::Publishes),
            (2, Unreadable, 7, Publishing::Publishes),
            // A predecessor's repositories came to it.
            (0, NotRead, 3, Publishing::Publishes),
        ];
        for (accounts, reading, repositories, expected) in cases {
            let of = |closed| Publishing::of(accounts, reading, repositories, closed);
            assert_eq!(of(false), expected);
            // What is open is open, whatever else is not.
            let publishes = expected == Publishing::Publishes;
            let declared = if publishes {
                expected
            } else {
                Publishing::DeclaredClosed
            };
            assert_eq!(of(true), declared);
        }
    }

    #[test]
    fn one_repository_that_passes_is_enough() {
        let cases = [
            ((0, 0, 0), Outcome::Failed),
            ((0, 9, 0), Outcome::Failed),
            ((0, 9, 1), Outcome::Unknown),
            ((1, 9, 4), Outcome::Passed),
        ];
        for ((passed, failed, unknown), expected) in cases {
            let counts = Counts {
                passed,
                failed,
                unknown,
            };
            for figure in BodyFigure::ALL {
                let tally = Tally {
                    figures: [(figure.figure(), counts)].into(),
                    ..Tally::default()
                };
                assert_eq!(figure.of(&tally), expected, "{figure:?} {counts:?}");
            }
        }
    }
}
