//! What an owner's farewell makes of the status.

use super::{MaintenanceStatus, RECENT_WORK};
use crate::assess::{Fact, Farewell, FarewellKind, FarewellPlace, Reason, Successor, Verdict};

/// Lets a farewell change the status, or adds it to the reasons.
///
/// People who are at work tell more than a sentence, which may be read wrongly and may be of
/// the future: where they committed in recent weeks the status stands.
pub(super) fn apply(farewell: &Farewell, verdict: &mut Verdict<MaintenanceStatus>) {
    let is_worked_on = verdict
        .reasons
        .iter()
        .any(|reason| reason.rule == RECENT_WORK);
    let ended = ended(farewell.kind).filter(|_| !is_worked_on);
    let stands = match verdict.value {
        MaintenanceStatus::Archived => true,
        // Who asks for a maintainer says more than that there is none.
        MaintenanceStatus::SeekingMaintainer => ended == Some(MaintenanceStatus::Unmaintained),
        _ => false,
    };
    match ended.filter(|_| !stands) {
        None => verdict.reasons.extend(reasons(farewell)),
        Some(MaintenanceStatus::Unmaintained) => {
            verdict.value = MaintenanceStatus::Unmaintained;
            verdict.reasons.splice(0..0, reasons(farewell));
        }
        Some(status) => {
            *verdict = Verdict {
                value: status,
                reasons: reasons(farewell),
            };
        }
    }
}

/// The status of what has come to an end so; `None` where it goes on elsewhere.
fn ended(kind: FarewellKind) -> Option<MaintenanceStatus> {
    match kind {
        FarewellKind::Unmaintained => Some(MaintenanceStatus::Unmaintained),
        FarewellKind::Mirror => None,
        _ => Some(MaintenanceStatus::Archived),
    }
}

/// The owner's words, and what comes after.
fn reasons(farewell: &Farewell) -> Vec<Reason> {
    let rule = match farewell.place {
        FarewellPlace::Readme => "readme_says_farewell",
        FarewellPlace::Description => "description_says_farewell",
    };
    let kind = Fact::Text(farewell.kind.as_str().to_owned());
    let words = Fact::Text(farewell.words.clone());
    let mut reasons = vec![Reason::new(rule, [("kind", kind), ("words", words)])];
    reasons.extend(farewell.successor.as_ref().and_then(successor));
    reasons
}

fn successor(successor: &Successor) -> Option<Reason> {
    let name = successor.name.clone().map(Fact::Text);
    let url = successor.url.clone().map(Fact::Text);
    match (name, url) {
        (Some(name), Some(url)) => Some(Reason::new(
            "successor_named_with_address",
            [("name", name), ("address", url)],
        )),
        (Some(name), None) => Some(Reason::new("successor_named", [("name", name)])),
        (None, Some(url)) => Some(Reason::new("successor_address", [("address", url)])),
        (None, None) => None,
    }
}
