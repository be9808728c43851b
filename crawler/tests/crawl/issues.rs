//! First tasks, questions that wait, and answers, the same on every kind of forge.

use bronwijzer_crawler::observation::{IssueFacts, OpenIssue};
use bronwijzer_double::fault::Fault;
use bronwijzer_double::world::{Issue, Repository, World};
use chrono::{DateTime, Duration, Utc};

use crate::support::{Kind, Setup, TOKEN, now};

const LOGINS: &[&str] = &["minvws"];

/// An account with one repository, to which `change` is done.
fn world(change: impl FnOnce(&mut Repository)) -> World {
    let mut rocky = Repository::new(1, "minvws", "rocky", now());
    change(&mut rocky);
    World::with_organisations(LOGINS).with(rocky)
}

fn days_ago(days: i64) -> DateTime<Utc> {
    now() - Duration::days(days)
}

fn issues(setup: &Setup) -> IssueFacts {
    setup.sink.at("minvws/rocky").observation.issues.unwrap()
}

fn titles(issues: Option<Vec<OpenIssue>>) -> Vec<String> {
    let issues = issues.expect("the forge tells");
    issues.into_iter().map(|issue| issue.title).collect()
}

#[tokio::test]
async fn open_unassigned_labelled_issues_are_first_tasks() {
    let opened_at = days_ago(30);
    let world = world(|rocky| {
        let task = |title: &str, days: i64, labels: &[&str]| {
            Issue::new(title, days_ago(days)).labelled(labels)
        };
        rocky.report(task("Oldest", 90, &["Good First Issue"]));
        rocky.report(Issue::new("Kleurcontrast", opened_at).labelled(&["help-wanted", "design"]));
        rocky.report(task("Vertaling", 20, &["hulp gevraagd"]));
        rocky.report(task("Newest", 1, &["up for grabs"]));
        rocky.report(task("Not for others", 2, &["bug"]));
        rocky.report(Issue {
            assigned: true,
            ..task("Taken", 2, &["good first issue"])
        });
        rocky.report(Issue {
            closed: Some((days_ago(1), None)),
            ..task("Done", 2, &["good first issue"])
        });
    });
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world.clone(), LOGINS).await;
        let run = setup.crawl().await;
        assert!(run.problems.is_empty(), "{:#?}", run.problems);
        let facts = issues(&setup);
        let tasks = facts.first_tasks.clone().unwrap();
        assert_eq!(
            titles(facts.first_tasks),
            ["Newest", "Vertaling", "Kleurcontrast"]
        );
        assert_eq!(tasks[2].labels, ["help-wanted", "design"]);
        assert_eq!(tasks[2].created_at, opened_at);
        let start = setup.url("minvws/rocky/");
        assert!(tasks[2].url.starts_with(&start), "{}", tasks[2].url);
    }
}

#[tokio::test]
async fn closed_or_assigned_task_is_gone_without_a_push() {
    let labels = &["good first issue"];
    let world = world(|rocky| {
        rocky.report(Issue::new("First", days_ago(3)).labelled(labels));
        rocky.report(Issue::new("Second", days_ago(2)).labelled(labels));
    });
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world.clone(), LOGINS).await;
        setup.crawl().await;
        assert_eq!(titles(issues(&setup).first_tasks), ["Second", "First"]);
        setup.forge.change(|world| {
            let rocky = world.repository("minvws/rocky");
            rocky.change_issue("First", |issue| issue.closed = Some((now(), None)));
        });
        let run = setup.crawl().await;
        assert_eq!(run.total().unchanged, 1);
        assert_eq!(titles(issues(&setup).first_tasks), ["Second"]);
        setup.forge.change(|world| {
            let rocky = world.repository("minvws/rocky");
            rocky.change_issue("Second", |issue| issue.assigned = true);
        });
        setup.crawl().await;
        assert!(titles(issues(&setup).first_tasks).is_empty());
    }
}

#[tokio::test]
async fn questions_that_wait_longest_come_first() {
    let world = world(|rocky| {
        rocky.report(Issue::new("Waits", days_ago(10)));
        rocky.report(Issue::new("Waits longest", days_ago(300)));
        rocky.report(Issue::new("Answered", days_ago(400)).answered(days_ago(399)));
        rocky.report(Issue {
            author: "renovate[bot]".to_owned(),
            ..Issue::new("Dependency dashboard", days_ago(500))
        });
    });
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world.clone(), LOGINS).await;
        setup.crawl().await;
        assert_eq!(
            titles(issues(&setup).waiting),
            ["Waits longest", "Waits"],
            "{kind:?}"
        );
    }
}

#[tokio::test]
async fn own_issues_are_no_questions_where_github_tells() {
    let world = world(|rocky| {
        rocky.report(Issue {
            by_owner: true,
            ..Issue::new("Our own list", days_ago(10))
        });
        // Its author wrote twice, and nobody else did.
        let mut alone = Issue::new("Nobody answers", days_ago(9));
        alone
            .comments
            .push((alone.author.clone(), days_ago(8), false));
        rocky.report(alone);
    });
    let setup = Setup::new(world, LOGINS).await;
    setup.crawl().await;
    assert_eq!(titles(issues(&setup).waiting), ["Nobody answers"]);
}

#[tokio::test]
async fn confidential_issue_on_gitlab_is_never_stored() {
    let world = world(|rocky| {
        rocky.report(Issue {
            confidential: true,
            ..Issue::new("Leak", days_ago(2)).labelled(&["help wanted"])
        });
    });
    let setup = Setup::on(Kind::GitLab, world, LOGINS).await;
    setup.crawl().await;
    let stored = format!("{:?}", setup.sink.held());
    assert!(!stored.contains("Leak"), "{stored}");
}

#[tokio::test]
async fn first_answers_of_the_last_half_year_are_found() {
    let world = world(|rocky| {
        for days in 1..=4 {
            let at = days_ago(10 * days);
            let issue = Issue::new(&format!("Question {days}"), at);
            rocky.report(issue.answered(at + Duration::days(days)));
        }
        rocky.report(Issue::new("Waits", days_ago(5)));
        let at = days_ago(60);
        rocky.report(
            Issue::new("Patch", at)
                .as_request()
                .answered(at + Duration::days(9)),
        );
        rocky.report(Issue {
            author: "dependabot[bot]".to_owned(),
            ..Issue::new("Bump", days_ago(3)).as_request()
        });
        rocky.report(Issue::new("Long ago", days_ago(300)).answered(days_ago(1)));
    });
    for kind in [Kind::GitHub, Kind::Gitea] {
        let setup = Setup::on(kind, world.clone(), LOGINS).await;
        setup.crawl().await;
        let asked = issues(&setup).asked.unwrap();
        let mut days: Vec<Option<i64>> = asked
            .iter()
            .map(|one| one.answered_at.map(|at| (at - one.at).num_days()))
            .collect();
        days.sort();
        assert_eq!(
            days,
            [None, Some(1), Some(2), Some(3), Some(4), Some(9)],
            "{kind:?}: {asked:#?}"
        );
        assert_eq!(asked.iter().filter(|one| one.request).count(), 1);

        // What is known is asked for no more, and the answer that came is.
        setup.forge.change(|world| {
            let rocky = world.repository("minvws/rocky");
            rocky.change_issue("Waits", |issue| {
                issue.comments.push(("ada".to_owned(), now(), false));
            });
        });
        setup.crawl().await;
        let asked = issues(&setup).asked.unwrap();
        assert!(
            asked.iter().all(|one| one.answered_at.is_some()),
            "{asked:#?}"
        );
    }
}

#[tokio::test]
async fn review_and_merge_by_others_are_answers_on_github() {
    let world = world(|rocky| {
        for (place, days) in [(1, 20), (2, 30), (3, 40)] {
            let at = days_ago(days);
            let mut patch = Issue::new(&format!("Patch {place}"), at).as_request();
            patch
                .comments
                .push(("ada".to_owned(), at + Duration::days(place), true));
            rocky.report(patch);
        }
        for (place, by) in [(4, "ada"), (5, "grace"), (6, "barbara")] {
            let at = days_ago(10 * place);
            rocky.report(Issue {
                closed: Some((at + Duration::days(place), Some(by.to_owned()))),
                ..Issue::new(&format!("Merged {place}"), at).as_request()
            });
        }
    });
    let setup = Setup::new(world, LOGINS).await;
    setup.crawl().await;
    let asked = issues(&setup).asked.unwrap();
    let mut days: Vec<i64> = asked
        .iter()
        .filter_map(|one| Some((one.answered_at? - one.at).num_days()))
        .collect();
    days.sort_unstable();
    // The last was merged by its author: whether anybody answered is not known.
    assert_eq!(
        (days.as_slice(), asked.len()),
        ([1, 2, 3, 4, 5].as_slice(), 5)
    );
}

#[tokio::test]
async fn failing_issues_spoil_nothing_else() {
    let labels = &["good first issue"];
    let world = world(|rocky| {
        rocky.report(Issue::new("First", days_ago(3)).labelled(labels));
    });
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world.clone(), LOGINS).await;
        setup.crawl().await;
        let before = issues(&setup);
        setup.forge.change(|world| {
            let rocky = world.repository("minvws/rocky");
            rocky.description = Some("Nieuw".to_owned());
            rocky.updated_at = now() + Duration::minutes(5);
        });
        setup.forge.fail(|asked| {
            let operation = asked.operation.to_lowercase();
            operation.contains("issues").then_some(Fault::Page(502))
        });
        let run = setup.crawl().await;
        assert_eq!(run.total().changed, 1, "{kind:?}");
        assert_eq!(issues(&setup), before);
        let held = setup.sink.at("minvws/rocky").observation;
        assert_eq!(held.description.as_deref(), Some("Nieuw"));
    }
}

#[tokio::test]
async fn archived_and_long_quiet_repositories_are_not_asked() {
    let world = world(|rocky| {
        rocky.archived_at = Some(now());
        rocky.report(Issue::new("First", days_ago(3)).labelled(&["help wanted"]));
    });
    let mut quiet = Repository::new(2, "minvws", "quiet", days_ago(500));
    quiet.report(Issue::new("First", days_ago(3)).labelled(&["help wanted"]));
    let world = world.with(quiet);
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world.clone(), LOGINS).await;
        setup.crawl().await;
        let held = setup.sink.held();
        assert!(held.values().all(|held| held.observation.issues.is_none()));
    }
}

#[tokio::test]
async fn github_without_token_tells_nothing_of_issues() {
    let world = world(|rocky| {
        rocky.report(Issue::new("First", days_ago(3)).labelled(&["help wanted"]));
    });
    let setup = Setup::new(world, LOGINS).await;
    setup.crawl_as(None, &Default::default()).await.unwrap();
    assert_eq!(setup.sink.at("minvws/rocky").observation.issues, None);
    // Once there is one, the other facts of before stay.
    setup
        .crawl_as(Some(TOKEN), &Default::default())
        .await
        .unwrap();
    assert_eq!(titles(issues(&setup).first_tasks), ["First"]);
}

#[tokio::test]
async fn switched_off_issues_are_none() {
    let world = world(|rocky| {
        rocky.report(Issue::new("First", days_ago(3)).labelled(&["help wanted"]));
        rocky.has_issues = false;
    });
    for kind in [Kind::GitLab, Kind::Gitea] {
        let setup = Setup::on(kind, world.clone(), LOGINS).await;
        setup.crawl().await;
        let stored = setup.sink.at("minvws/rocky").observation.issues;
        let tasks = stored.and_then(|facts| facts.first_tasks);
        assert!(tasks.unwrap_or_default().is_empty(), "{kind:?}");
    }
}
