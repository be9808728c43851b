//! The figures of open by default: as they are now, out of the search index;
//! as they were, out of snapshots.

mod snapshots;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use bronwijzer_crawler::organisation::{OrganisationType, Slug};

use super::Catalogue;
use crate::assess::open_by_default::{Counts, Figure, LeaveOut, Tally};
use crate::error::IndexError;
use crate::model::Scope;
use crate::search::FiguresByOrganisation;

/// So many repositories must be known of an organisation before a figure of it is
/// compared with others: with fewer, one repository decides.
pub const ENOUGH_TO_COMPARE: u64 = 5;

/// So many organisations make a comparison.
const ENOUGH_BODIES: usize = 3;

/// The figures of every organisation as they are now.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standings {
    /// Everything in the catalogue, also what is of no organisation any more.
    pub all: Tally,
    /// By type of organisation.
    pub types: BTreeMap<OrganisationType, Tally>,
    /// By province and type in it, as far as there is anything; kept days have none here.
    pub(super) places: BTreeMap<Scope, Tally>,
    /// By organisation; every organisation of the registry is there.
    pub organisations: BTreeMap<Slug, (OrganisationType, Tally)>,
}

/// How the other organisations of one type do on a figure: shares from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Peers {
    /// How many others have repositories that count.
    pub others: usize,
    /// The repositories of all of those together.
    pub together: Counts,
    /// How many organisations are compared: those with [`ENOUGH_TO_COMPARE`] known
    /// repositories, of enough of which it is known.
    pub organisations: usize,
    /// A quarter of the organisations has at most this share; `None` when there are
    /// fewer than three.
    pub lower_quartile: Option<f64>,
    /// Half of the organisations has at most this share.
    pub median: Option<f64>,
    /// Three quarters of the organisations have at most this share.
    pub upper_quartile: Option<f64>,
}

impl Standings {
    /// The figures of a scope; `None` for an organisation that is not in the registry.
    #[must_use]
    pub fn of(&self, scope: &Scope) -> Option<Tally> {
        match scope {
            Scope::All | Scope::Each => Some(self.all.clone()),
            Scope::Type(kind) => Some(self.types.get(kind).cloned().unwrap_or_default()),
            Scope::Organisation(slug) => {
                self.organisations.get(slug).map(|(_, tally)| tally.clone())
            }
            Scope::Province(_) | Scope::TypeInProvince(..) => self.places.get(scope).cloned(),
        }
    }

    /// The figures of several organisations together.
    #[must_use]
    pub fn together(&self, slugs: &[Slug]) -> Tally {
        let mut together = Tally::default();
        for (_, tally) in slugs.iter().filter_map(|slug| self.organisations.get(slug)) {
            together.add(tally);
        }
        together
    }

    /// How the organisations of a type do on a figure, without this one of them: nobody
    /// is compared with themselves.
    #[must_use]
    pub fn peers(&self, kind: OrganisationType, figure: Figure, without: Option<&Slug>) -> Peers {
        let others = self
            .organisations
            .iter()
            .filter(|(slug, (of, tally))| {
                *of == kind && Some(*slug) != without && tally.counted() > 0
            })
            .map(|(_, (_, tally))| tally.figure(figure));
        Peers::of(&others.collect::<Vec<_>>())
    }
}

impl Peers {
    fn of(others: &[Counts]) -> Self {
        let compared = others
            .iter()
            .filter(|counts| counts.known() >= ENOUGH_TO_COMPARE);
        let mut shares: Vec<f64> = compared.filter_map(Counts::share).collect();
        shares.sort_by(f64::total_cmp);
        let mut together = Counts::default();
        others.iter().for_each(|counts| together.add(*counts));
        let at = |quarter| (shares.len() >= ENOUGH_BODIES).then(|| quartile(&shares, quarter));
        Self {
            others: others.len(),
            together,
            organisations: shares.len(),
            lower_quartile: at(1),
            median: at(2),
            upper_quartile: at(3),
        }
    }
}

/// The value below which so many quarters of `sorted` lie, between two of them
/// by proportion (definition 7 of Hyndman and Fan).
fn quartile(sorted: &[f64], quarter: usize) -> f64 {
    let last = sorted.len().saturating_sub(1);
    let (below, rest) = (last * quarter / 4, last * quarter % 4);
    let value = |at: usize| sorted.get(at.min(last)).copied().unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "a remainder of 4")]
    let part = rest as f64 / 4.0;
    value(below) + (value(below + 1) - value(below)) * part
}

impl Catalogue {
    /// The figures of every organisation as they are now. Counted once for each state
    /// of the search index, never by reading the store.
    ///
    /// # Errors
    /// When the index fails.
    pub fn standings(&self) -> Result<Arc<Standings>, IndexError> {
        let counted = self.0.search.open_by_default()?;
        let lock = || {
            let kept = self.0.standings.lock();
            kept.unwrap_or_else(PoisonError::into_inner)
        };
        if let Some((of, standings)) = &*lock()
            && Arc::ptr_eq(of, &counted)
        {
            return Ok(Arc::clone(standings));
        }
        let standings = Arc::new(self.stand(&counted));
        let mut kept = lock();
        if let Some((of, standings)) = &*kept
            && Arc::ptr_eq(of, &counted)
        {
            // Another was first; the states are known by which it is.
            return Ok(Arc::clone(standings));
        }
        *kept = Some((counted, Arc::clone(&standings)));
        Ok(standings)
    }

    /// Every organisation of the registry, without figures.
    fn nothing_counted(&self) -> Standings {
        let mut standings = Standings::default();
        for organisation in self.organisations() {
            standings.organisations.insert(
                organisation.slug.clone(),
                (organisation.organisation_type, Tally::default()),
            );
        }
        standings
    }

    fn stand(&self, counted: &FiguresByOrganisation) -> Standings {
        let mut standings = self.nothing_counted();
        for (organisation, tally) in counted {
            standings.all.add(tally);
            let province = self.organisation(organisation).and_then(|one| one.province);
            let slug = organisation.parse().ok();
            let known = slug.and_then(|slug: Slug| standings.organisations.get_mut(&slug));
            if let Some((kind, type_tally)) = known {
                standings.types.entry(*kind).or_default().add(tally);
                type_tally.clone_from(tally);
                if let Some(province) = province {
                    for scope in [
                        Scope::Province(province),
                        Scope::TypeInProvince(*kind, province),
                    ] {
                        standings.places.entry(scope).or_default().add(tally);
                    }
                }
            }
        }
        standings
    }

    /// What the figures leave out.
    #[must_use]
    pub fn leave_out(&self) -> &LeaveOut {
        &self.0.options.leave_out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_lie_between_the_shares() {
        let cases: [(&[u64], Option<[f64; 3]>); 5] = [
            (&[], None),
            (&[10, 2], None),
            (&[8, 0, 4], Some([0.1, 0.2, 0.3])),
            (&[20, 0, 10, 5, 15], Some([0.25, 0.5, 0.75])),
            (&[0, 0, 20, 20], Some([0.0, 0.5, 1.0])),
        ];
        for (passed, expected) in cases {
            let of_twenty = |passed: &u64| Counts {
                passed: *passed,
                failed: 20 - passed,
                unknown: 0,
            };
            let mut others: Vec<Counts> = passed.iter().map(of_twenty).collect();
            // Too few, and too few that are known: neither is compared.
            let [few, unknown] = [(4, 0), (6, 7)].map(|(passed, unknown)| Counts {
                passed,
                unknown,
                ..Counts::default()
            });
            others.extend([few, unknown]);
            let peers = Peers::of(&others);
            assert_eq!(peers.organisations, passed.len());
            assert_eq!(peers.others, passed.len() + 2);
            assert_eq!(peers.together.passed, passed.iter().sum::<u64>() + 10);
            let found = [peers.lower_quartile, peers.median, peers.upper_quartile];
            let close = found.iter().enumerate().all(|(at, found)| {
                let expected = expected.map(|expected| expected[at]);
                match (found, expected) {
                    (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
                    (found, expected) => *found == expected,
                }
            });
            assert!(close, "{passed:?}: {found:?}");
        }
    }
}
