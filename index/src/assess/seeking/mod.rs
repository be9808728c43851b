//! Seeking a maintainer: who says so, and who is likely to need one.

use async_graphql::Enum;
use bronwijzer_crawler::observation::Observation;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::maintenance::{CONTRACT_ENDED, asks_for_maintainer};
use super::notice::request;
use super::readme::passages;
use super::{Assessment, Fact, MaintenanceStatus, Reason, RiskVerdict, Stated, Verdict, elsewhere};

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

/// What is published once, as a disclosure or about an incident: phrases of whole words.
/// Software for the Woo is none.
#[rustfmt::skip]
const ONCE: &[&str] = &[
    " woo besluit ", " wob besluit ", " woo verzoek ", " wob verzoek ", " woobesluit ",
    " wobbesluit ", " wooverzoek ", " wobverzoek ", " broncode openbaarmaking ",
    " openbaarmaking broncode ", " source code disclosure ", " log4shell ", " spring4shell ",
    " proxyshell ", " citrixbleed ", " iocs ", " indicators of compromise ", " cve 20",
    " incident report ", " incident reports ", " post mortem ", " post mortems ",
];

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
    /// Its owner says so: here, in publiccode.yml, by a topic or in the README.
    Explicit,
    /// Others use it, and it went quiet or hangs on one person.
    Likely,
    /// Nothing says so.
    No,
}
bronwijzer_crawler::named!(Seeking);

/// Judges it by the word of its owner, and else from the facts and the judgements on upkeep.
///
/// An owner who archived a repository closed it: that is likely nothing, unless
/// the owner asks.
pub(super) fn judge(
    observation: &Observation,
    assessment: &Assessment,
    stated: &Stated,
) -> Verdict<Seeking> {
    if let Some(verdict) = stated.seeking() {
        return verdict;
    }
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
    if needs_nobody(observation, assessment) {
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

/// Whether it is kept up elsewhere, has come to an end by its owner's words, or was
/// published once and for all: then nobody is needed here, however quiet it is.
fn needs_nobody(observation: &Observation, assessment: &Assessment) -> bool {
    let is_fork = observation.flags.fork == Some(true) || observation.parent.is_some();
    let mut reasons = assessment.maintenance.reasons.iter();
    is_fork
        || assessment.farewell.is_some()
        || reasons.any(elsewhere::is_elsewhere_reason)
        || published_once(observation, assessment)
}

/// What its name, topics or title say of a disclosure or of an incident.
fn published_once(observation: &Observation, assessment: &Assessment) -> bool {
    let readme = assessment.readme.as_ref();
    let title = readme.and_then(|readme| readme.sections.first());
    let texts = std::iter::once(observation.url.name())
        .chain(observation.topics.iter().flatten().map(String::as_str))
        .chain(title.map(|title| title.heading.as_str()))
        .chain(observation.description.as_deref());
    let words = |text: &str| {
        let text = text.to_lowercase();
        let words = text.split(|c: char| !c.is_alphanumeric());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        format!(" {} ", words.join(" "))
    };
    texts
        .map(words)
        .any(|text| ONCE.iter().any(|phrase| text.contains(phrase)))
}

/// Why people have stopped working on it; empty when they have not, or when quiet is in
/// its nature.
pub(super) fn stopped(assessment: &Assessment) -> Vec<Reason> {
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
    let named = declared.map_or(0, |file| file.used_by_others(observation).len() as u64);
    let stated = assessment.stated_users.len() as u64;
    let counts = [
        ("used_by_named", Some(named), USED_NAMED),
        ("used_by_stated", Some(stated), USED_NAMED),
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

    #[test]
    fn what_needs_nobody_here_is_not_likely_to_seek() {
        let used = |name: &str, change: fn(&mut Observation)| {
            let mut observation = publiccode(400, "usedBy: [Delft]");
            observation.url = format!("https://github.com/o/{name}").parse().unwrap();
            change(&mut observation);
            assess(&observation, now()).seeking.value
        };
        use Seeking::{Likely, No};
        for (name, change, value) in [
            ("portaal", (|_| {}) as fn(&mut Observation), Likely),
            ("nl-rdo-woo-web", |_| {}, Likely),
            ("fork", |o| o.flags.fork = Some(true), No),
            (
                "fork",
                |o| o.parent = "https://github.com/p/r".parse().ok(),
                No,
            ),
            (
                "mirror",
                |o| o.mirror_url = Some("https://gitlab.com/a/b".to_owned()),
                No,
            ),
            ("woo-besluit-broncode-app", |_| {}, No),
            ("log4shell", |_| {}, No),
            ("CVE-2021-44228", |_| {}, No),
            (
                "oud",
                |o| o.readme = Some(whole("README.md", "This project is deprecated.")),
                No,
            ),
            (
                "oud",
                |o| o.description = Some("[DEPRECATED] Loket".to_owned()),
                No,
            ),
        ] {
            assert_eq!(used(name, change), value, "{name}");
        }
    }

    #[test]
    fn owner_is_no_user_of_its_own() {
        let seeking = |file: &str| {
            let mut observation = publiccode(400, file);
            observation.url = "https://github.com/GemeenteDelft/r".parse().unwrap();
            assess(&observation, now()).seeking.value
        };
        for file in [
            "usedBy: [Gemeente Delft]",
            "usedBy: [delft]",
            "usedBy: [Municipality of Delft]",
            "{usedBy: [VNG-Realisatie], legal: {repoOwner: VNG Realisatie}}",
            "{usedBy: [ICTU], legal: {mainCopyrightOwner: Stichting ICTU}}",
        ] {
            assert_eq!(seeking(file), Seeking::No, "{file}");
        }
        assert_eq!(seeking("usedBy: [Gemeente Delft, Gouda]"), Seeking::Likely);
    }
}
