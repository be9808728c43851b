//! One line for each rule and each border.

use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
use bronwijzer_crawler::observation::{Observation, Release, Releases, Source};
use chrono::{DateTime, Days, Utc};

use super::*;
use crate::assess::RepositoryKind;

fn now() -> DateTime<Utc> {
    "2026-09-01T12:00:00Z".parse().unwrap()
}

fn bare() -> Observation {
    let url: RepositoryUrl = "https://github.com/o/r".parse().unwrap();
    let id = RepositoryId::new(url.host().clone(), "1");
    Observation::bare(id, url, now(), Source::Sample)
}

/// Versions of so many days ago.
fn versions(days: &[u64]) -> Releases {
    let version = |(at, days): (usize, &u64)| Release {
        name: format!("v1.{at}"),
        at: Some(now() - Days::new(*days)),
        ..Release::default()
    };
    Releases {
        total: days.len() as u64,
        newest: days.iter().enumerate().map(version).collect(),
    }
}

fn verdict_of(
    observation: &Observation,
    status: MaintenanceStatus,
) -> (ReleaseRhythmVerdict, String) {
    let verdict = judge(&Facts {
        observation,
        publiccode: None,
        status,
        kind: RepositoryKind::Software,
        stated_users: 0,
        now: now(),
    });
    let reason = &verdict.reasons[0];
    let facts = reason.facts.iter();
    let facts: Vec<String> = facts
        .map(|(name, fact)| format!(" {name}={fact}"))
        .collect();
    (verdict.value, format!("{}{}", reason.rule, facts.concat()))
}

#[test]
fn the_rhythm_follows_from_the_days_of_versions() {
    let cases: &[(&[u64], ReleaseRhythmVerdict, &str)] = &[
        (&[], TooFew, "too_few_versions count=0 least=4"),
        (&[1, 20, 40], TooFew, "too_few_versions count=3 least=4"),
        // Several on one day are one.
        (
            &[1, 1, 20, 20, 40],
            TooFew,
            "too_few_versions count=3 least=4",
        ),
        (
            &[10, 40, 70, 100],
            Regular,
            "versions_come_regularly count=4 days=30",
        ),
        // The first three gaps of four are like the median.
        (
            &[10, 40, 70, 100, 400],
            Regular,
            "versions_come_regularly count=5 days=30",
        ),
        (
            &[10, 40, 140, 170, 400],
            Irregular,
            "versions_come_irregularly count=5 least=30 days=230",
        ),
        // Days apart is not a difference, however many times one is of the other.
        (
            &[1, 2, 9, 16, 17],
            Regular,
            "versions_come_regularly count=5 days=7",
        ),
        // Half and twice the median.
        (
            &[10, 50, 90, 110],
            Regular,
            "versions_come_regularly count=4 days=40",
        ),
        (
            &[10, 50, 90, 109],
            Irregular,
            "versions_come_irregularly count=4 least=19 days=40",
        ),
        (
            &[60, 90, 120, 150],
            Regular,
            "versions_come_regularly count=4 days=30",
        ),
        (
            &[61, 91, 121, 151],
            Slowing,
            "versions_slow_down days=61 date=2026-07-02 before=30",
        ),
        // It once took as long before.
        (
            &[100, 110, 120, 220, 230],
            Irregular,
            "versions_come_irregularly count=5 least=10 days=100",
        ),
        // A month is never slow.
        (
            &[30, 31, 32, 33],
            Regular,
            "versions_come_regularly count=4 days=1",
        ),
        (
            &[31, 32, 33, 34],
            Slowing,
            "versions_slow_down days=31 date=2026-08-01 before=1",
        ),
    ];
    for (days, verdict, reason) in cases {
        for (releases, tags) in [(true, false), (false, true)] {
            let mut observation = bare();
            observation.releases = releases.then(|| versions(days));
            observation.tags = tags.then(|| versions(days));
            let found = verdict_of(&observation, MaintenanceStatus::Active);
            assert_eq!((found.0, found.1.as_str()), (*verdict, *reason), "{days:?}");
        }
    }
}

#[test]
fn what_is_not_told_is_unknown() {
    let found = verdict_of(&bare(), MaintenanceStatus::Active);
    assert_eq!(found, (Unknown, "versions_not_told".to_owned()));
    let mut archived = bare();
    archived.releases = Some(versions(&[10, 40, 70, 100]));
    let found = verdict_of(&archived, MaintenanceStatus::Archived);
    assert_eq!(found, (Unknown, "rhythm_of_archived".to_owned()));
    let mut dateless = archived.clone();
    for version in &mut dateless.releases.as_mut().unwrap().newest {
        version.at = None;
    }
    let found = verdict_of(&dateless, MaintenanceStatus::Active);
    assert_eq!(found, (Unknown, "versions_without_dates".to_owned()));
    let mut packages = bare();
    let mut releases = versions(&[10, 10, 10, 40]);
    releases.total = 12;
    packages.releases = Some(releases);
    let found = verdict_of(&packages, MaintenanceStatus::Active);
    assert_eq!(
        found,
        (Unknown, "older_versions_not_known count=2".to_owned())
    );
}

#[test]
fn builds_and_versions_of_tomorrow_do_not_count() {
    let mut observation = bare();
    let mut releases = versions(&[10, 40, 70, 100]);
    releases.newest[0].name = "nightly".to_owned();
    observation.releases = Some(releases);
    let found = verdict_of(&observation, MaintenanceStatus::Active);
    assert_eq!(found.1, "too_few_versions count=3 least=4");
    let mut releases = versions(&[10, 40, 70, 100]);
    releases.newest[0].at = Some(now() + Days::new(1));
    observation.releases = Some(releases);
    let found = verdict_of(&observation, MaintenanceStatus::Active);
    assert_eq!(found.1, "too_few_versions count=3 least=4");
}
