//! A committer's clock against the forge's own dates: a case for each.

use super::*;
use crate::assess::{Assessment, MaintenanceStatus, assess};
use MaintenanceStatus::{Active, Dormant, Maintained, Unknown, Unmaintained};
use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
use bronwijzer_crawler::commits::Commit;
use bronwijzer_crawler::observation::{Release, Source};
use chrono::Days;

fn at(day: &str) -> DateTime<Utc> {
    format!("{day}T12:00:00Z").parse().unwrap()
}

fn now() -> DateTime<Utc> {
    at("2026-11-28")
}

/// Pushed to on one day, with commits by people of others.
fn pushed(pushed: Option<&str>, commits: &[&str]) -> Observation {
    let url: RepositoryUrl = "https://github.com/o/r".parse().unwrap();
    let id = RepositoryId::new(url.host().clone(), "1");
    let since = now() - Days::new(730);
    let made = commits.iter().map(|day| Commit {
        at: at(day),
        author: (*day).to_owned(),
        bot: false,
        merge: Some(false),
    });
    let last = commits.iter().map(|day| at(day)).max();
    Observation {
        commits: Some(CommitActivity::count(
            since,
            since,
            commits.len() as u64,
            last,
            made.filter(|commit| commit.at >= since),
        )),
        pushed_at: pushed.map(at),
        created_at: Some(at("2019-01-01")),
        ..Observation::bare(id, url, now(), Source::Sample)
    }
}

fn released(day: &str) -> Option<Releases> {
    Some(Releases {
        total: 1,
        newest: vec![Release {
            name: "v9".to_owned(),
            at: Some(at(day)),
            ..Release::default()
        }],
    })
}

fn status_and_reason(assessment: &Assessment) -> (MaintenanceStatus, String, Option<String>) {
    let reason = &assessment.maintenance.reasons[0];
    let facts: Vec<String> = reason
        .facts
        .iter()
        .map(|(name, fact)| format!(" {name}={fact}"))
        .collect();
    (
        assessment.maintenance.value,
        format!("{}{}", reason.rule, facts.concat()),
        assessment
            .last_activity_at
            .map(|at| at.date_naive().to_string()),
    )
}

#[test]
fn no_clock_keeps_a_dead_repository_alive() {
    let mut release = pushed(Some("2020-03-01"), &["2020-03-01"]);
    release.releases = released("2031-01-01");
    let mut tag = pushed(Some("2020-03-01"), &["2020-03-01"]);
    tag.tags = released("2026-11-01");
    let mut of_forgejo = pushed(None, &["2038-01-19"]);
    of_forgejo.updated_at = Some(at("2023-05-01"));
    let mut mirror = pushed(Some("2020-03-01"), &["2026-10-01"]);
    mirror.flags.mirror = Some(true);
    let mut upcoming = pushed(None, &["2025-10-01"]);
    upcoming.releases = released("2027-06-01");
    let mut without_push = pushed(Some("2025-01-01"), &["2025-01-01"]);
    without_push.releases = released("2026-11-20");
    let cases = [
        (
            pushed(Some("2020-03-01"), &["2037-05-05"]),
            Unmaintained,
            "last_human_commit date=2020-03-01 months=82",
            Some("2020-03-01"),
        ),
        (
            pushed(
                Some("2025-01-10"),
                &["2037-05-05", "2152-01-01", "2120-01-01"],
            ),
            Dormant,
            "last_human_commit date=2025-01-10 months=22",
            Some("2025-01-10"),
        ),
        // Later than the push and before the look: still not possible.
        (
            pushed(
                Some("2024-12-20"),
                &["2026-11-01", "2026-11-10", "2026-11-20"],
            ),
            Dormant,
            "last_human_commit date=2024-12-20 months=23",
            Some("2024-12-20"),
        ),
        (
            release,
            Unmaintained,
            "last_commit_of_any_kind date=2020-03-01 months=82",
            Some("2020-03-01"),
        ),
        (
            tag,
            Unmaintained,
            "last_commit_of_any_kind date=2020-03-01 months=82",
            Some("2020-03-01"),
        ),
        (
            of_forgejo,
            Unmaintained,
            "last_human_commit date=2023-05-01 months=43",
            Some("2023-05-01"),
        ),
        // A mirror's dates are not those of what it takes over.
        (
            mirror,
            Maintained,
            "last_human_commit date=2026-10-01 months=1",
            Some("2026-10-01"),
        ),
        // No date of the forge: what can't be true tells nothing.
        (pushed(None, &["2037-05-05"]), Unknown, "no_facts", None),
        (
            pushed(None, &["2025-09-30", "2037-05-05"]),
            Dormant,
            "last_human_commit date=2025-10-05 months=13",
            Some("2025-10-05"),
        ),
        (
            upcoming,
            Dormant,
            "last_human_commit date=2025-10-01 months=14",
            Some("2025-10-01"),
        ),
        // A forge whose own clock runs ahead is bounded by the look.
        (
            pushed(Some("2026-11-29"), &["2026-11-29"]),
            Maintained,
            "last_human_commit date=2026-11-28 months=0",
            Some("2026-11-28"),
        ),
        // A release needs no push.
        (
            without_push,
            Active,
            "release_recent date=2026-11-20 days=8 name=v9",
            Some("2026-11-20"),
        ),
        // A clock that was never set.
        (
            pushed(Some("2026-11-01"), &["1970-01-01"]),
            Unknown,
            "no_facts",
            Some("2026-11-01"),
        ),
        (pushed(Some("1970-01-01"), &[]), Unknown, "no_facts", None),
    ];
    for (observation, status, reason, last) in cases {
        let assessment = assess(&observation, now());
        let expected = (status, reason.to_owned(), last.map(str::to_owned));
        assert_eq!(status_and_reason(&assessment), expected);
    }
}

#[test]
fn bounded_commits_keep_their_number_and_authors() {
    let observation = pushed(
        Some("2026-11-25"),
        &["2026-11-24", "2037-05-05", "2038-01-01"],
    );
    let bounded = credible(&observation, now());
    let commits = bounded.commits.as_ref().unwrap();
    assert_eq!((commits.counted(), commits.missing()), (3, 0));
    assert_eq!(commits.weeks.len(), 1);
    assert_eq!(commits.author_weeks, Some(vec![vec![(0, 1)]; 3]));
    let days: Vec<_> = commits.days.iter().flatten().collect();
    let days: Vec<_> = days
        .iter()
        .map(|day| (day.date.to_string(), day.commits))
        .collect();
    assert_eq!(
        days,
        [("2026-11-24".to_owned(), 1), ("2026-11-25".to_owned(), 2)]
    );
    // The facts themselves stay.
    let last = observation
        .commits
        .as_ref()
        .and_then(|commits| commits.last_at);
    assert_eq!(last, Some(at("2038-01-01")));
}

#[test]
fn plausible_dates_are_kept() {
    let observation = pushed(Some("2026-11-25"), &["2024-12-24", "2026-11-25"]);
    assert!(matches!(credible(&observation, now()), Cow::Borrowed(_)));
}

#[test]
fn the_sixty_days_of_vitality_end_at_the_look() {
    let observation = pushed(Some("2020-03-01"), &["2037-05-05"]);
    let vitality = assess(&observation, now()).vitality;
    let commits = vitality
        .score
        .reasons
        .iter()
        .find(|reason| reason.rule == "vitality_commits");
    let facts = commits.map(|reason| reason.facts[0].1.to_string());
    assert_eq!(facts.as_deref(), Some("0"));
}
