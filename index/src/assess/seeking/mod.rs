//! Seeking a maintainer: who says so, and who is likely to need one.

use async_graphql::Enum;
use bronwijzer_crawler::observation::Observation;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::maintenance::{CONTRACT_ENDED, asks_for_maintainer};
use super::notice::request;
use super::readme::passages;
use super::{Assessment, Fact, MaintenanceStatus, Reason, RiskVerdict, Verdict};

/// From so many stars on others are taken to use it.
pub(super) const USED_STARS: u64 = 10;
/// From so many forks on others are taken to use it.
pub(super) const USED_FORKS: u64 = 3;
/// From so many organisations in `usedBy` on others are taken to use it.
pub(super) const USED_NAMED: u64 = 1;
/// How much of a README is searched for a notice, in bytes: a notice that is
/// meant to be seen stands at the start.
const NOTICE_BYTES: usize = 4 * 1024;
/// The languages that say what somebody who helps has to know.
const SKILLS: usize = 3;

/// Whether a repository seeks a maintainer.
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
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Seeking {
    /// Its owner says so: in publiccode.yml, by a topic or in the README.
    Explicit,
    /// Others use it, and it went quiet or hangs on one person.
    Likely,
    /// Nothing says so.
    No,
}
bronwijzer_crawler::named!(Seeking);

/// Judges it from the facts and the judgements on upkeep.
///
/// An owner who archived a repository closed it: that is likely nothing, unless
/// the owner asks.
pub(super) fn judge(observation: &Observation, assessment: &Assessment) -> Verdict<Seeking> {
    let declared = assessment.declared.as_deref();
    let mut asked = asks_for_maintainer(observation, declared);
    asked.extend(notice(observation));
    if !asked.is_empty() {
        return Verdict {
            value: Seeking::Explicit,
            reasons: asked,
        };
    }
    let likely = likely(observation, assessment);
    if likely.is_empty() {
        return Verdict {
            value: Seeking::No,
            reasons: vec![Reason::new("seeks_no_maintainer", [])],
        };
    }
    Verdict {
        value: Seeking::Likely,
        reasons: likely,
    }
}

/// Why it is likely to need one; empty when it is not. People have stopped, or it hangs
/// on few of them; and others use it, or somebody was paid to keep it up.
fn likely(observation: &Observation, assessment: &Assessment) -> Vec<Reason> {
    // Who took leave of it asks for nobody.
    if assessment.farewell.is_some() {
        return Vec::new();
    }
    let mut reasons = stopped(assessment);
    let was_paid = reasons.iter().any(|reason| reason.rule == CONTRACT_ENDED);
    if assessment.judgements.risk.value == RiskVerdict::AtRisk {
        reasons.extend(assessment.judgements.risk.reasons.iter().cloned());
    }
    let used = used_by_others(observation, assessment);
    if reasons.is_empty() || used.is_empty() && !was_paid {
        return Vec::new();
    }
    reasons.extend(used);
    reasons
}

/// A notice at the start of the README: a sentence in which its writer asks for
/// a maintainer of this project, or says that it has none.
fn notice(observation: &Observation) -> Option<Reason> {
    let readme = observation.readme.as_ref()?;
    let name = observation.url.name();
    let words = passages(readme, NOTICE_BYTES)
        .iter()
        .find_map(|passage| request::find(passage, name))?;
    Some(Reason::new(
        "readme_seeks_maintainer",
        [("words", Fact::Text(words))],
    ))
}

/// Why people have stopped working on it; empty when they have not, or when quiet is in
/// its nature.
fn stopped(assessment: &Assessment) -> Vec<Reason> {
    match assessment.maintenance.value {
        MaintenanceStatus::Dormant | MaintenanceStatus::Unmaintained
            if !assessment.kind.value.is_quiet_by_nature() =>
        {
            assessment.maintenance.reasons.clone()
        }
        _ => Vec::new(),
    }
}

/// What shows that others use it.
pub(super) fn used_by_others(observation: &Observation, assessment: &Assessment) -> Vec<Reason> {
    let declared = assessment.declared.as_deref();
    let named = declared.map_or(0, |file| file.used_by.len() as u64);
    let counts = [
        ("used_by_named", Some(named), USED_NAMED),
        ("forked_by_others", observation.counts.forks, USED_FORKS),
        ("starred_by_others", observation.counts.stars, USED_STARS),
    ];
    counts
        .into_iter()
        .filter_map(|(rule, count, least)| {
            let count = count.filter(|count| *count >= least)?;
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            Some(Reason::new(rule, [("count", Fact::Number(count))]))
        })
        .collect()
}

/// What somebody who helps has to know: the largest languages.
#[must_use]
pub fn skills(observation: &Observation) -> Vec<&str> {
    let languages = observation.languages.iter().flatten();
    languages
        .take(SKILLS)
        .map(|language| language.name.as_str())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::assess;
    use bronwijzer_testing::{now, repository, whole};

    fn last_touched(days: u64) -> Observation {
        repository("o/r").commits(&[(1, "a", days)]).build()
    }

    fn with(days: u64, change: impl FnOnce(&mut Observation)) -> Observation {
        let mut observation = last_touched(days);
        change(&mut observation);
        observation
    }

    fn readme(text: &str) -> Observation {
        with(10, |observation| {
            observation.readme = Some(whole("README.md", text));
        })
    }

    fn publiccode(days: u64, text: &str) -> Observation {
        let file = whole("publiccode.yml", text);
        with(days, |observation| observation.publiccode = Some(file))
    }

    #[test]
    fn explicit_calls_and_quiet_used_software_seek_maintainers() {
        use Seeking::{Explicit, Likely, No};
        let far = format!("{}Maintainer wanted", "é".repeat(NOTICE_BYTES));
        let cases = [
            (
                publiccode(10, "maintenance: {type: none}"),
                Explicit,
                vec!["publiccode_maintenance_none"],
            ),
            (
                publiccode(
                    10,
                    "maintenance: {type: contract, contractors: [{until: 2026-08-31}]}",
                ),
                No,
                vec!["seeks_no_maintainer"],
            ),
            (
                publiccode(
                    400,
                    "maintenance: {type: contract, contractors: [{until: 2026-08-31}]}",
                ),
                Likely,
                vec!["last_human_commit", "publiccode_contract_ended"],
            ),
            (
                with(10, |o| o.topics = Some(vec!["maintainer-wanted".into()])),
                Explicit,
                vec!["topic_seeks_maintainer"],
            ),
            (
                readme("# App\nWe zijn op zoek naar een nieuwe beheerder."),
                Explicit,
                vec!["readme_seeks_maintainer"],
            ),
            (
                readme("**This Repository Is No Longer Maintained.**"),
                No,
                vec!["seeks_no_maintainer"],
            ),
            (
                readme("We use X since Y is no longer maintained."),
                No,
                vec!["seeks_no_maintainer"],
            ),
            (readme(&far), No, vec!["seeks_no_maintainer"]),
            (
                publiccode(400, "usedBy: [Delft]"),
                Likely,
                vec!["last_human_commit", "used_by_named"],
            ),
            (
                publiccode(365, "usedBy: [Delft]"),
                No,
                vec!["seeks_no_maintainer"],
            ),
            (
                with(400, |o| {
                    o.counts.stars = Some(10);
                    o.counts.forks = Some(3);
                }),
                Likely,
                vec!["last_human_commit", "forked_by_others", "starred_by_others"],
            ),
            (
                with(400, |o| {
                    o.counts.stars = Some(9);
                    o.counts.forks = Some(2);
                }),
                No,
                vec!["seeks_no_maintainer"],
            ),
            (
                with(400, |o| {
                    o.counts.stars = Some(99);
                    o.flags.archived = Some(true);
                }),
                No,
                vec!["seeks_no_maintainer"],
            ),
        ];
        for (observation, value, rules) in cases {
            let verdict = assess(&observation, now()).seeking;
            let found: Vec<_> = verdict.reasons.iter().map(|reason| reason.rule).collect();
            assert_eq!((verdict.value, found), (value, rules));
        }
    }
}
