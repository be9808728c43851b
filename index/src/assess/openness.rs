//! Openness: how far a repository is along the seven steps of working openly.
//!
//! Each step has a few checks, declared in [`CHECKS`]. A check passes, fails,
//! or can't be judged because the source did not tell the fact; the last counts
//! neither for nor against. A score is the weight of what passed as a share of
//! the weight of what could be judged, from 0 to 100.

mod checks;

use async_graphql::Enum;
use bronwijzer_crawler::observation::Observation;
use chrono::{DateTime, Utc};

use super::{Assessment, Fact};

pub use checks::CHECKS;

/// Below this share of the weight, in per cent, too little is known for a
/// score, of all steps or of one.
const ENOUGH_KNOWN: u32 = 50;

/// How many checks are told to be done first.
const FIRST: usize = 3;

/// Declares the steps once: their order, name and meaning.
macro_rules! steps {
    ($($(#[doc = $doc:literal])+ $step:ident => $name:literal),+ $(,)?) => {
        /// The seven steps of working openly.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Enum)]
        #[graphql(name = "OpennessStepName")]
        pub enum OpennessStep {
            $($(#[doc = $doc])+ $step,)+
        }

        impl OpennessStep {
            /// Every step, in order.
            pub const ALL: &'static [Self] = &[$(Self::$step),+];

            /// The name in texts and in the documentation.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$step => $name,)+
                }
            }
        }
    };
}

steps! {
    /// For whom is it?
    ForWhom => "for_whom",
    /// Where can it be found?
    Where => "where",
    /// In what context may it be used, and why is it there?
    Context => "context",
    /// Is the documentation in order?
    Documentation => "documentation",
    /// Is the conversation organised?
    Conversation => "conversation",
    /// Are those responsible involved?
    Responsible => "responsible",
    /// Do people enjoy it together?
    Fun => "fun",
}

/// One line of the table of checks.
pub struct OpennessCheck {
    /// The identifier, in texts and in the documentation.
    pub id: &'static str,
    /// The step that it belongs to.
    pub step: OpennessStep,
    /// The field of the schema whose facts it uses.
    pub fact: &'static str,
    /// How much it counts, from 1 to 4.
    pub weight: u32,
    /// Looks at the facts.
    judge: fn(&Facts<'_>) -> Outcome,
}

/// What a check comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It passes, by this evidence where there is something to show.
    Passed(Option<Fact>),
    /// It passes by what the owner gives for all repositories of the account.
    GivenByOwner,
    /// It fails.
    Failed,
    /// The source did not tell what it takes.
    Unknown,
}

impl Outcome {
    /// Whether it passes, by whatever.
    #[must_use]
    pub fn passes(&self) -> bool {
        matches!(self, Self::Passed(_) | Self::GivenByOwner)
    }

    fn holds(fact: Option<bool>) -> Self {
        match fact {
            Some(true) => Self::Passed(None),
            Some(false) => Self::Failed,
            None => Self::Unknown,
        }
    }

    fn text(evidence: Option<impl Into<String>>) -> Self {
        match evidence {
            Some(text) => Self::Passed(Some(Fact::Text(text.into()))),
            None => Self::Failed,
        }
    }

    /// Passes when the number is at least `least`.
    fn number(number: Option<u64>, least: u64) -> Self {
        match number {
            Some(number) if number >= least => Self::Passed(Some(Fact::Number(
                i64::try_from(number).unwrap_or(i64::MAX),
            ))),
            Some(_) => Self::Failed,
            None => Self::Unknown,
        }
    }

    /// The better of two ways to pass: one that passes wins, and only what both
    /// deny fails.
    fn or(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Passed(_) | Self::GivenByOwner => self,
            Self::Failed => match other() {
                Self::Failed => Self::Failed,
                better => better,
            },
            Self::Unknown => match other() {
                Self::Failed => Self::Unknown,
                better => better,
            },
        }
    }
}

/// What checks look at: facts, and the judgements that came before.
struct Facts<'a> {
    observation: &'a Observation,
    assessment: &'a Assessment,
    now: DateTime<Utc>,
}

/// How open a repository is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Openness {
    /// From 0 to 100; `None` when too little is known.
    pub score: Option<u32>,
    /// What each check came to, in the order of [`CHECKS`].
    pub outcomes: Vec<Outcome>,
}

impl Openness {
    /// A step's own score, from 0 to 100; `None` when too little is known.
    #[must_use]
    pub fn step_score(&self, step: OpennessStep) -> Option<u32> {
        self.tally(|check| check.step == step).score()
    }

    /// The failed checks that are worth most, heaviest first and then in the
    /// order of the steps.
    #[must_use]
    pub fn what_to_do_first(&self) -> Vec<&'static OpennessCheck> {
        let mut failed: Vec<_> = CHECKS
            .iter()
            .zip(&self.outcomes)
            .filter(|(_, outcome)| **outcome == Outcome::Failed)
            .map(|(check, _)| check)
            .collect();
        failed.sort_by_key(|check| std::cmp::Reverse(check.weight));
        failed.truncate(FIRST);
        failed
    }

    /// The quarter that the score falls in, as a facet has it; `None` without
    /// a score.
    #[must_use]
    pub fn band(&self) -> Option<&'static str> {
        self.score.map(|score| match score {
            0..25 => "0-24",
            25..50 => "25-49",
            50..75 => "50-74",
            _ => "75-100",
        })
    }

    fn tally(&self, counts: impl Fn(&OpennessCheck) -> bool) -> Tally {
        let mut tally = Tally::default();
        for (check, outcome) in CHECKS.iter().zip(&self.outcomes) {
            if counts(check) {
                tally.all += check.weight;
                tally.known += check.weight * u32::from(*outcome != Outcome::Unknown);
                tally.passed += check.weight * u32::from(outcome.passes());
            }
        }
        tally
    }
}

/// Weights added up.
#[derive(Default)]
struct Tally {
    all: u32,
    known: u32,
    passed: u32,
}

impl Tally {
    /// Rounded; `None` when too little is known.
    fn score(&self) -> Option<u32> {
        let enough = 100 * self.known >= ENOUGH_KNOWN * self.all;
        let share = (100 * self.passed + self.known / 2).checked_div(self.known);
        share.filter(|_| enough)
    }
}

/// Runs every check as of `now`, on the facts and on the earlier judgements.
pub(super) fn judge(
    observation: &Observation,
    assessment: &Assessment,
    now: DateTime<Utc>,
) -> Openness {
    let facts = Facts {
        observation,
        assessment,
        now,
    };
    let mut openness = Openness {
        score: None,
        outcomes: CHECKS.iter().map(|check| (check.judge)(&facts)).collect(),
    };
    openness.score = openness.tally(|_| true).score();
    openness
}

#[cfg(test)]
mod tests;
