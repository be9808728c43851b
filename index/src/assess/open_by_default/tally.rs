//! The figures of many repositories.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Exclusion, Figure, Outcome};

/// How many repositories have each outcome of a figure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// The numerator.
    pub passed: u64,
    /// With [`Counts::passed`] the denominator.
    pub failed: u64,
    /// Those that the source did not tell enough of; in neither.
    pub unknown: u64,
}

impl Counts {
    /// The denominator: what is known.
    #[must_use]
    pub fn known(&self) -> u64 {
        self.passed.saturating_add(self.failed)
    }

    /// All that count: the known and the unknown.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.known().saturating_add(self.unknown)
    }

    /// Whether it is known of at least half of those that count. Of less, those that
    /// happen to be known say nothing of the rest.
    #[must_use]
    pub fn is_enough_known(&self) -> bool {
        self.known() > 0 && self.known() >= self.unknown
    }

    /// Those that pass among the known, from 0 to 1; `None` unless
    /// [enough is known](Counts::is_enough_known). Whoever shows a share takes it from
    /// here.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        self.is_enough_known()
            .then(|| part(self.passed, self.known()))
    }

    /// What the share is at least and at most, whatever the unknown ones are; `None`
    /// where there is no share.
    #[must_use]
    pub fn range(&self) -> Option<(f64, f64)> {
        let highest = self.passed.saturating_add(self.unknown);
        self.is_enough_known()
            .then(|| (part(self.passed, self.all()), part(highest, self.all())))
    }

    /// Adds up two.
    pub(crate) fn add(&mut self, other: Self) {
        self.passed = self.passed.saturating_add(other.passed);
        self.failed = self.failed.saturating_add(other.failed);
        self.unknown = self.unknown.saturating_add(other.unknown);
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn part(count: u64, of: u64) -> f64 {
    count as f64 / of as f64
}

/// The figures of the repositories of one organisation, or of several. For every
/// figure passed, failed and unknown add up to [`Tally::counted`], and with
/// what is left out to all repositories.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many repositories there are.
    pub repositories: u64,
    /// How many of them are left out, by why.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub left_out: BTreeMap<Exclusion, u64>,
    /// The outcomes of those that count.
    #[serde(default)]
    pub figures: BTreeMap<Figure, Counts>,
}

impl Tally {
    /// How many repositories count.
    #[must_use]
    pub fn counted(&self) -> u64 {
        let left_out = self.left_out.values();
        left_out.fold(self.repositories, |rest, count| rest.saturating_sub(*count))
    }

    /// The outcomes of a figure.
    #[must_use]
    pub fn figure(&self, figure: Figure) -> Counts {
        self.figures.get(&figure).copied().unwrap_or_default()
    }

    /// Adds up two.
    pub fn add(&mut self, other: &Self) {
        self.repositories = self.repositories.saturating_add(other.repositories);
        for (exclusion, count) in &other.left_out {
            let sum = self.left_out.entry(*exclusion).or_default();
            *sum = sum.saturating_add(*count);
        }
        for (figure, counts) in &other.figures {
            self.figures.entry(*figure).or_default().add(*counts);
        }
    }

    /// Makes one of how many repositories have which value of the facet.
    pub(crate) fn of_facet(repositories: u64, values: &[(String, u64)]) -> Self {
        let values: BTreeMap<&str, u64> = values
            .iter()
            .map(|(value, count)| (value.as_str(), *count))
            .collect();
        let count = |value: String| values.get(value.as_str()).copied().unwrap_or(0);
        let left_out = Exclusion::ALL
            .iter()
            .map(|exclusion| (*exclusion, count(exclusion.value())))
            .filter(|(_, count)| *count > 0);
        let outcomes = |figure: Figure| Counts {
            passed: count(figure.value(Outcome::Passed)),
            failed: count(figure.value(Outcome::Failed)),
            unknown: count(figure.value(Outcome::Unknown)),
        };
        Self {
            repositories,
            left_out: left_out.collect(),
            figures: Figure::ALL
                .iter()
                .map(|figure| (*figure, outcomes(*figure)))
                .collect(),
        }
    }
}
