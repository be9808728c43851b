//! One line for each rule and each border.

use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
use bronwijzer_crawler::observation::{Observation, Source};

use super::*;
use crate::assess::RepositoryKind;

fn now() -> DateTime<Utc> {
    "2026-09-01T12:00:00Z".parse().unwrap()
}

/// Each asked so many days ago, and answered after so many.
fn judged(asked: &[(i64, Option<i64>)], read_days_ago: i64) -> (&'static str, &'static str) {
    let url: RepositoryUrl = "https://github.com/o/r".parse().unwrap();
    let id = RepositoryId::new(url.host().clone(), "1");
    let mut observation = Observation::bare(id, url, now(), Source::Sample);
    let asked = asked.iter().zip(1..).map(|((ago, answer), number)| {
        let at = now() - TimeDelta::days(*ago);
        FirstResponse {
            number,
            request: number % 2 == 0,
            at,
            answered_at: answer.map(|days| at + TimeDelta::days(days)),
        }
    });
    observation.issues = Some(IssueFacts {
        read_at: now() - TimeDelta::days(read_days_ago),
        first_tasks: None,
        waiting: None,
        asked: Some(asked.collect()),
    });
    verdict_of(&observation, MaintenanceStatus::Active)
}

fn verdict_of(
    observation: &Observation,
    status: MaintenanceStatus,
) -> (&'static str, &'static str) {
    let verdict = judge(&Facts {
        observation,
        publiccode: None,
        status,
        kind: RepositoryKind::Software,
        stated_users: 0,
        now: now(),
    });
    (verdict.value.as_str(), verdict.reasons[0].rule)
}

#[test]
fn median_of_first_answers_decides() {
    let all = |days: i64| vec![(60, Some(days)); 5];
    type Waits = Vec<(i64, Option<i64>)>;
    let cases: &[(Waits, (&str, &str))] = &[
        (all(0), ("quick", "first_answer_within")),
        (all(7), ("quick", "first_answer_within")),
        (all(8), ("weeks", "first_answer_within")),
        (all(30), ("weeks", "first_answer_within")),
        (all(31), ("slow", "first_answer_within")),
        (vec![(60, Some(1)); 4], ("too_few", "too_few_asked")),
        (Vec::new(), ("too_few", "too_few_asked")),
        // Three of six wait: the middle one is the first of them.
        (
            [vec![(60, Some(1)); 3], vec![(60, None); 3]].concat(),
            ("slow", "most_wait"),
        ),
        (
            [vec![(60, Some(1)); 4], vec![(60, None); 3]].concat(),
            ("quick", "first_answer_within"),
        ),
        // What was asked this week may still be answered in time.
        (
            [vec![(60, Some(1)); 4], vec![(7, None); 9]].concat(),
            ("too_few", "too_few_asked"),
        ),
        // More than half a year ago.
        (vec![(190, Some(1)); 9], ("too_few", "too_few_asked")),
    ];
    for (asked, expected) in cases {
        assert_eq!(judged(asked, 0), *expected, "{asked:?}");
    }
}

#[test]
fn what_no_forge_told_is_unknown() {
    assert_eq!(judged(&[(300, Some(1)); 5], 183).0, "unknown");
    let url: RepositoryUrl = "https://github.com/o/r".parse().unwrap();
    let id = RepositoryId::new(url.host().clone(), "1");
    let bare = Observation::bare(id, url, now(), Source::Sample);
    let active = verdict_of(&bare, MaintenanceStatus::Active);
    assert_eq!(active, ("unknown", "answers_not_told"));
    let archived = verdict_of(&bare, MaintenanceStatus::Archived);
    assert_eq!(archived, ("unknown", "answers_of_archived"));
}
