//! First tasks and questions of all repositories.

use bronwijzer_crawler::observation::{HelpKind, IssueFacts, Observation};
use bronwijzer_crawler::sink::{Batch, Sink};
use bronwijzer_index::{FacetName, WorkFilter, WorkKind, WorkPlace};
use chrono::Days;

use crate::support::{at, empty, fill, now, repository};

fn with_work(
    id: &str,
    path: &str,
    days: u64,
    tasks: &[(&str, &str, u64)],
    questions: &[(&str, u64)],
) -> Observation {
    let made = bronwijzer_testing::repository(path)
        .tasks(tasks)
        .questions(questions);
    Observation {
        issues: made.build().issues,
        ..repository(id, path, days)
    }
}

/// The titles of all there is.
fn titles(
    catalogue: &bronwijzer_index::Catalogue,
    kind: WorkKind,
    filter: &WorkFilter,
) -> Vec<String> {
    let found = catalogue.open_work(kind, filter, None, 100).unwrap();
    assert_eq!(found.total, found.work.len());
    found.work.into_iter().map(|(task, _)| task.title).collect()
}

#[tokio::test]
async fn tasks_of_kept_up_repositories_are_offered_newest_first() {
    let (_dir, catalogue) = empty();
    let dormant = with_work(
        "3",
        "minvws/c",
        500,
        &[("Nobody answers", "", 1)],
        &[("Old", 9)],
    );
    let mut stale = with_work("4", "minvws/d", 3, &[("Long closed", "", 60)], &[]);
    if let Some(issues) = &mut stale.issues {
        issues.read_at = now() - Days::new(60);
    }
    fill(
        &catalogue,
        [
            with_work(
                "1",
                "minvws/a",
                3,
                &[("Fix the form", "bug", 5), ("Write a manual", "docs", 9)],
                &[("How do I start?", 40)],
            ),
            with_work("2", "ICTU/b", 3, &[("Help", "", 7)], &[("Why?", 50)]),
            dormant,
            stale,
        ],
    )
    .await;
    let all = WorkFilter::default();
    assert_eq!(
        titles(&catalogue, WorkKind::Tasks, &all),
        ["Fix the form", "Help", "Write a manual"]
    );
    assert_eq!(
        titles(&catalogue, WorkKind::Questions, &all),
        ["Why?", "How do I start?"]
    );
    let of_text = WorkFilter {
        help: vec![HelpKind::Text],
        ..WorkFilter::default()
    };
    assert_eq!(
        titles(&catalogue, WorkKind::Tasks, &of_text),
        ["Write a manual"]
    );
    let of_ictu = WorkFilter {
        organisations: vec!["stichting-ictu".to_owned()],
        ..WorkFilter::default()
    };
    assert_eq!(titles(&catalogue, WorkKind::Tasks, &of_ictu), ["Help"]);
    let in_cobol = WorkFilter {
        languages: vec!["COBOL".to_owned()],
        ..WorkFilter::default()
    };
    assert!(titles(&catalogue, WorkKind::Tasks, &in_cobol).is_empty());
    // The facet counts the same repositories.
    let page = crate::support::search(&catalogue, "");
    let help = page
        .facets
        .iter()
        .find(|facet| facet.name == FacetName::Help);
    let mut counts: Vec<(&str, u64)> = help
        .unwrap()
        .values
        .iter()
        .map(|value| (value.value.as_str(), value.count))
        .collect();
    counts.sort_unstable();
    assert_eq!(
        counts,
        [
            ("any", 1),
            ("code", 1),
            ("none", 2),
            ("questions", 2),
            ("text", 1)
        ]
    );
}

#[tokio::test]
async fn pages_of_tasks_go_on_after_a_task_that_is_gone() {
    let (_dir, catalogue) = empty();
    let tasks = [("One", "", 1), ("Two", "", 2), ("Three", "", 3)];
    fill(&catalogue, [with_work("1", "minvws/a", 3, &tasks, &[])]).await;
    let all = WorkFilter::default();
    let first = catalogue.open_work(WorkKind::Tasks, &all, None, 2).unwrap();
    assert!(first.has_next && first.total == 3);
    let place = WorkPlace::of(&first.work[1].0).to_string();
    let place: WorkPlace = place.parse().unwrap();
    fill(
        &catalogue,
        [with_work(
            "1",
            "minvws/a",
            3,
            &[("One", "", 1), ("Three", "", 3)],
            &[],
        )],
    )
    .await;
    let next = catalogue
        .open_work(WorkKind::Tasks, &all, Some(&place), 2)
        .unwrap();
    let titles: Vec<&str> = next
        .work
        .iter()
        .map(|(task, _)| task.title.as_str())
        .collect();
    assert_eq!(
        (titles.as_slice(), next.has_next),
        (["Three"].as_slice(), false)
    );
    for text in ["", "x", "12", ":", "x:https://github.com"] {
        assert!(text.parse::<WorkPlace>().is_err(), "{text}");
    }
}

#[tokio::test]
async fn issues_are_kept_when_all_else_is_read_again() {
    let (_dir, catalogue) = empty();
    fill(
        &catalogue,
        [with_work("1", "minvws/a", 3, &[("One", "", 1)], &[])],
    )
    .await;
    fill(&catalogue, [repository("1", "minvws/a", 2)]).await;
    let kept = at(&catalogue, "minvws/a")
        .unwrap()
        .observation
        .issues
        .unwrap();
    assert_eq!(kept.first_tasks.unwrap()[0].title, "One");
    // A later crawl reads them apart, and they are as they are then.
    let issues = IssueFacts {
        read_at: now(),
        first_tasks: Some(Vec::new()),
        waiting: None,
        asked: None,
    };
    let id = "github.com:1".parse().unwrap();
    let unknown = "github.com:99".parse().unwrap();
    let batch = Batch {
        issues: vec![(id, issues.clone()), (unknown, issues)],
        ..Batch::default()
    };
    let version = catalogue.version();
    catalogue.sink().accept(batch).await.unwrap();
    assert_ne!(catalogue.version(), version);
    let now_there = titles(&catalogue, WorkKind::Tasks, &WorkFilter::default());
    assert!(now_there.is_empty());
}
