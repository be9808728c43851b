//! The state of each organisation on one day, as a snapshot keeps it, and how many are in
//! which state.

use std::collections::BTreeMap;

use bronwijzer_crawler::organisation::{OrganisationType, Province, Slug};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::assess::open_by_default::{Counts, Outcome};
use crate::assess::publishing::{BodyFigure, Publishing};

/// The state of one organisation on a day, with what it was counted under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationState {
    /// Its slug on that day.
    pub slug: Slug,
    /// Its type on that day.
    pub organisation_type: OrganisationType,
    /// The province that it lay in.
    pub province: Option<Province>,
    /// Whether it publishes.
    pub publishing: Publishing,
    /// From which day on the snapshots show it so, one after another; `None` when none
    /// does.
    pub since: Option<NaiveDate>,
    /// How many accounts of it, and repositories registered by themselves, are known.
    pub accounts: usize,
    /// How many repositories it is known to have.
    pub repositories: Option<u64>,
    /// What its repositories have at all; what none has is left out.
    pub figures: BTreeMap<BodyFigure, Outcome>,
}

impl OrganisationState {
    /// Whether it has this on at least one repository.
    #[must_use]
    pub fn figure(&self, figure: BodyFigure) -> Outcome {
        self.figures
            .get(&figure)
            .copied()
            .unwrap_or(Outcome::Failed)
    }
}

/// How many organisations are in which state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateCounts {
    /// How many, by state.
    #[serde(default)]
    pub states: BTreeMap<Publishing, u64>,
    /// Of those that publish, how many have what.
    #[serde(default)]
    pub figures: BTreeMap<BodyFigure, Counts>,
}

impl StateCounts {
    /// How many organisations there are.
    #[must_use]
    pub fn total(&self) -> u64 {
        // A file may say anything.
        let counts = self.states.values();
        counts.fold(0, |total: u64, count| total.saturating_add(*count))
    }

    /// How many are in a state.
    #[must_use]
    pub fn in_state(&self, publishing: Publishing) -> u64 {
        self.states.get(&publishing).copied().unwrap_or_default()
    }

    /// How many of those that publish have this.
    #[must_use]
    pub fn figure(&self, figure: BodyFigure) -> Counts {
        self.figures.get(&figure).copied().unwrap_or_default()
    }

    /// Counts one more.
    pub(crate) fn count(&mut self, state: &OrganisationState) {
        *self.states.entry(state.publishing).or_default() += 1;
        if state.publishing != Publishing::Publishes {
            return;
        }
        for figure in BodyFigure::ALL {
            let counts = self.figures.entry(*figure).or_default();
            match state.figure(*figure) {
                Outcome::Passed => counts.passed += 1,
                Outcome::Failed => counts.failed += 1,
                Outcome::Unknown => counts.unknown += 1,
            }
        }
    }

    /// Those that are not among `others`, which are a part of these.
    #[must_use]
    pub fn without(&self, others: &Self) -> Self {
        let states = self.states.iter().map(|(state, count)| {
            let rest = count.saturating_sub(others.in_state(*state));
            (*state, rest)
        });
        let figures = self.figures.iter().map(|(figure, counts)| {
            let other = others.figure(*figure);
            let rest = Counts {
                passed: counts.passed.saturating_sub(other.passed),
                failed: counts.failed.saturating_sub(other.failed),
                unknown: counts.unknown.saturating_sub(other.unknown),
            };
            (*figure, rest)
        });
        Self {
            states: states.collect(),
            figures: figures.collect(),
        }
    }

    /// Adds up two that have none in common.
    pub fn add(&mut self, other: &Self) {
        for (state, count) in &other.states {
            let sum = self.states.entry(*state).or_default();
            *sum = sum.saturating_add(*count);
        }
        for (figure, counts) in &other.figures {
            self.figures.entry(*figure).or_default().add(*counts);
        }
    }
}

/// The state of every organisation that was there on a day. Stored in groups that have
/// all but the slug and the repositories in common: a day is a few kilobytes then.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Group>", into = "Vec<Group>")]
pub struct OrganisationStates(pub Vec<OrganisationState>);

/// What organisations of one group have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Common {
    #[serde(rename = "type")]
    organisation_type: OrganisationType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    province: Option<Province>,
    publishing: Publishing,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<NaiveDate>,
    #[serde(default)]
    accounts: usize,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    figures: BTreeMap<BodyFigure, Outcome>,
}

#[derive(Serialize, Deserialize)]
struct Group {
    #[serde(flatten)]
    common: Common,
    /// Each with its repositories.
    organisations: BTreeMap<Slug, Option<u64>>,
}

impl From<OrganisationStates> for Vec<Group> {
    fn from(states: OrganisationStates) -> Self {
        let mut groups: BTreeMap<Common, BTreeMap<Slug, Option<u64>>> = BTreeMap::new();
        for state in states.0 {
            let common = Common {
                organisation_type: state.organisation_type,
                province: state.province,
                publishing: state.publishing,
                since: state.since,
                accounts: state.accounts,
                figures: state.figures,
            };
            let group = groups.entry(common).or_default();
            group.insert(state.slug, state.repositories);
        }
        let groups = groups.into_iter();
        groups
            .map(|(common, organisations)| Group {
                common,
                organisations,
            })
            .collect()
    }
}

impl From<Vec<Group>> for OrganisationStates {
    fn from(groups: Vec<Group>) -> Self {
        let mut states = Vec::new();
        for Group {
            common,
            organisations,
        } in groups
        {
            for (slug, repositories) in organisations {
                states.push(OrganisationState {
                    slug,
                    organisation_type: common.organisation_type,
                    province: common.province,
                    publishing: common.publishing,
                    since: common.since,
                    accounts: common.accounts,
                    repositories,
                    figures: common.figures.clone(),
                });
            }
        }
        Self(states)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(slug: &str, publishing: Publishing, repositories: Option<u64>) -> OrganisationState {
        OrganisationState {
            slug: slug.parse().unwrap(),
            organisation_type: OrganisationType::Municipality,
            province: Some(Province::Utrecht),
            publishing,
            since: Some("2026-11-01".parse().unwrap()),
            accounts: 1,
            repositories,
            figures: [(BodyFigure::Upkeep, Outcome::Unknown)].into(),
        }
    }

    #[test]
    fn states_are_stored_in_groups_and_read_back() {
        let states = OrganisationStates(vec![
            state("gemeente-a", Publishing::Publishes, Some(3)),
            state("gemeente-b", Publishing::Publishes, Some(9)),
            state("gemeente-c", Publishing::NotRead, None),
        ]);
        let text = serde_json::to_string(&states).unwrap();
        assert_eq!(text.matches("municipality").count(), 2, "{text}");
        assert_eq!(
            serde_json::from_str::<OrganisationStates>(&text).unwrap(),
            states
        );
    }

    #[test]
    fn parts_add_up_to_the_whole() {
        let mut all = StateCounts::default();
        let mut part = StateCounts::default();
        for slug in ["a", "b", "c"] {
            all.count(&state(slug, Publishing::Publishes, Some(1)));
        }
        part.count(&state("a", Publishing::Publishes, Some(1)));
        let mut rest = all.without(&part);
        assert_eq!(rest.total(), 2);
        assert_eq!(rest.figure(BodyFigure::Upkeep).unknown, 2);
        rest.add(&part);
        assert_eq!(rest, all);
    }

    #[test]
    fn counts_of_a_file_can_not_overflow() {
        let full = |state| (state, u64::MAX);
        let mut counts = StateCounts {
            states: Publishing::ALL.iter().copied().map(full).collect(),
            figures: BTreeMap::new(),
        };
        assert_eq!(counts.total(), u64::MAX);
        counts.add(&counts.clone());
        assert_eq!(counts.in_state(Publishing::NotRead), u64::MAX);
    }
}
