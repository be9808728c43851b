//! Licence history: changes of the licence, noted when they are seen.

use bronwijzer_crawler::observation::Observation;
use serde::{Deserialize, Serialize};

use super::{EventKind, Record};
use crate::assess::known_licence;

/// A licence that is certain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KnownLicence {
    /// As an SPDX expression; `None` where it is certain that there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) spdx_id: Option<String>,
}

impl KnownLicence {
    fn of(observation: &Observation) -> Option<Self> {
        known_licence(observation).map(|spdx_id| Self { spdx_id })
    }
}

impl Record {
    /// Notes that it has another licence than before. What is not certain is no change: an owner
    /// who changes one file after the other is between two licences for a while, and what was
    /// known before that counts then. `before` is what was seen last; both are read by the rules
    /// of today, so that other rules change no licence.
    pub(crate) fn settle_licence(&mut self, before: &Observation) {
        if self.gone.is_some() || names_licence_alike(before, &self.observation) {
            return;
        }
        let Some(now) = KnownLicence::of(&self.observation) else {
            self.licence = KnownLicence::of(before).or(self.licence.take());
            return;
        };
        let last = KnownLicence::of(before).or(self.licence.take());
        if let Some(last) = last.filter(|last| *last != now) {
            let what = EventKind::LicenceChanged {
                from: last.spdx_id,
                to: now.spdx_id.clone(),
            };
            self.note(self.observation.observed_at, what);
        }
        self.licence = Some(now);
    }
}

/// Whether all that a licence is read from is the same: the usual case, in which nothing is
/// judged.
fn names_licence_alike(one: &Observation, other: &Observation) -> bool {
    one.licence == other.licence
        && one.licence_text == other.licence_text
        && one.further_licence_texts == other.further_licence_texts
        && one.reuse == other.reuse
        && one.files == other.files
        && one.publiccode == other.publiccode
        && one.publiccode_values == other.publiccode_values
}
