//! The vitality index of Developers Italia.

use async_graphql::SimpleObject;
use bronwijzer_index::{Points, VITALITY_DAYS, Vitality as Judged, VitalityParts as Parts};
use chrono::NaiveDate;

use crate::verdict::{Reason, reasons};

/// How alive a repository is, by the vitality index of Developers Italia: the
/// points of its parts on each of the last 60 days, at most 100 a day, as a mean
/// rounded down. A quiet repository of two years and older has 61 at least.
#[derive(SimpleObject)]
pub(crate) struct Vitality {
    /// The index, 0 to 100; null when a part is not known.
    score: Option<u32>,
    /// The points of each day, 0 to 100, from the last day back; null when a part is not known.
    daily: Option<Vec<u32>>,
    /// The parts.
    parts: VitalityParts,
    /// The first of the days that it is about.
    from: NaiveDate,
    /// The last of them.
    until: NaiveDate,
    /// How many days these are.
    days: u32,
    /// What it was reckoned from, or what is not known.
    reasons: Vec<Reason>,
    /// How many days old the newest release is; without releases, the newest
    /// tag.
    newest_release_days: Option<u32>,
    /// The name of that release or tag.
    newest_release: Option<String>,
}

/// The points that each part gives, as a mean over the days; null where what it
/// needs is not known.
#[derive(SimpleObject)]
pub(crate) struct VitalityParts {
    /// For people who committed in the last two years: 4 to 36.
    authors: Option<f64>,
    /// For commits a day, merges counted twice: 2 to 60.
    activity: Option<f64>,
    /// For tags a day: 20 to 50.
    releases: Option<f64>,
    /// For age: 20 to 35.
    age: Option<f64>,
}

impl From<&Parts> for VitalityParts {
    fn from(parts: &Parts) -> Self {
        Self {
            authors: parts.authors.map(Points::mean),
            activity: parts.activity.map(Points::mean),
            releases: parts.releases.map(Points::mean),
            age: parts.age.map(Points::mean),
        }
    }
}

impl From<&Judged> for Vitality {
    fn from(vitality: &Judged) -> Self {
        let (newest_release, newest_release_days) = vitality.newest_release.clone().unzip();
        Self {
            score: vitality.score.value,
            daily: vitality.daily.clone(),
            parts: (&vitality.parts).into(),
            from: vitality.from,
            until: vitality.until,
            days: VITALITY_DAYS,
            reasons: reasons(&vitality.score.reasons),
            newest_release_days,
            newest_release,
        }
    }
}
