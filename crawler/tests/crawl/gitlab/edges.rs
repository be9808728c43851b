//! What is odd, what it costs, and what goes wrong.

use bronwijzer_crawler::crawl::Scope;
use bronwijzer_crawler::run::Outcome;
use bronwijzer_double::fault::{Fault, IncomingRequest};
use bronwijzer_double::world::{Account, Commit, Repository, World};

use crate::support::{Kind, Setup, account, expect_problem, now};

async fn setup(repositories: u64) -> Setup {
    let mut world = World::with_organisations(&["minvws"]);
    for id in 1..=repositories {
        world = world.with(Repository::new(id, "minvws", &format!("app-{id}"), now()));
    }
    Setup::on(Kind::GitLab, world, &["minvws"]).await
}

#[tokio::test]
async fn gitlab_needs_no_token_and_reports_a_refused_one() {
    // Without a token a query may be less complex.
    let setup = setup(120).await;
    let run = setup.crawl_as(None, &Scope::default()).await.unwrap();
    assert_eq!(run.total().new, 120, "{:#?}", run.problems);
    let wrong = Some("wrong-and-secret");
    let run = setup.crawl_as(wrong, &Scope::default()).await.unwrap();
    assert_eq!(account(&run, "minvws").outcome, Outcome::Failed);
    expect_problem(&run, &["refused the request", "token_env"]);
    assert!(!format!("{run:?}").contains("wrong-and-secret"));
}

#[tokio::test]
async fn large_group_costs_three_requests_each_then_one_per_hundred() {
    let setup = setup(450).await;
    let run = setup.crawl().await;
    assert_eq!(run.total().new, 450, "{:#?}", run.problems);
    let requests = setup.seen().len();
    println!("450 projects of 1 group: {requests} requests");
    assert!(requests <= 3 * 450 + 5 + 25, "{requests}");
    let again = setup.crawl().await;
    assert_eq!(again.total().unchanged, 450);
    assert_eq!(setup.seen().len(), 5);
}

#[tokio::test]
async fn projects_of_a_user_are_paginated() {
    let mut world = World::default();
    world.accounts.push(Account::user("Jansen"));
    for id in 1..=130 {
        world = world.with(Repository::new(id, "Jansen", &format!("app-{id}"), now()));
    }
    let setup = Setup::on(Kind::GitLab, world, &["jansen"]).await;
    let run = setup.crawl().await;
    assert_eq!(run.total().new, 130, "{:#?}", run.problems);
    assert_eq!(setup.crawl().await.total().unchanged, 130);
}

#[tokio::test]
async fn disabled_or_empty_features_are_unknown_not_zero() {
    let setup = setup(3).await;
    setup.forge.change(|world| {
        world.empty("minvws/app-1", now());
        world.repository("minvws/app-2").has_repository = false;
        let closed = world.repository("minvws/app-3");
        closed.has_issues = false;
        closed.has_pull_requests = false;
        closed.licence = Some("NOASSERTION".to_owned());
    });
    let run = setup.crawl().await;
    assert_eq!(run.total().new, 3, "{:#?}", run.problems);
    let empty = setup.sink.at("minvws/app-1").observation;
    assert_eq!(
        (empty.commits, empty.files, empty.readme),
        (None, None, None)
    );
    let without_code = setup.sink.at("minvws/app-2").observation;
    assert_eq!(
        (without_code.commits, without_code.default_branch),
        (None, None)
    );
    expect_problem(&run, &["app-2", "disabled"]);
    let closed = setup.sink.at("minvws/app-3").observation;
    let counts = &closed.counts;
    assert_eq!(
        [
            counts.open_issues,
            counts.closed_issues,
            counts.open_pull_requests,
            counts.closed_pull_requests,
        ],
        [None; 4]
    );
}

#[tokio::test]
async fn long_history_is_paginated() {
    let setup = setup(1).await;
    let now = now();
    setup.forge.change(|world| {
        world.repository("minvws/app-1").commits = (0..430)
            .map(|n| Commit {
                at: (now - chrono::Duration::days(2 * n) - chrono::Duration::hours(1)).timestamp(),
                author: 0,
            })
            .collect();
    });
    setup.crawl().await;
    let commits = setup.sink.at("minvws/app-1").observation.commits.unwrap();
    assert_eq!((commits.total, commits.missing()), (365, 0));
    assert_eq!(commits.per_author, [365]);
}

#[tokio::test]
async fn transient_faults_pass_and_lasting_ones_are_reported() {
    for fault in [
        Fault::Page(500),
        Fault::Page(502),
        Fault::Truncated,
        Fault::Html,
        Fault::Nothing,
        Fault::Reset,
        Fault::Secondary(1),
        Fault::ResourceLimits,
    ] {
        let setup = setup(12).await;
        let name = format!("{fault:?}");
        let seldom = fault.clone();
        setup.forge.fail(move |asked: &IncomingRequest| {
            // GraphQL's word against a query is none of REST's.
            let fits = !matches!(seldom, Fault::ResourceLimits) || asked.operation == "Projects";
            let often = if matches!(seldom, Fault::Secondary(_)) {
                19
            } else {
                4
            };
            (fits && asked.index % often == 1).then(|| seldom.clone())
        });
        let run = setup.crawl().await;
        assert_eq!(run.total().new, 12, "{name}: {:#?}", run.problems);
        if matches!(fault, Fault::Secondary(_) | Fault::ResourceLimits) {
            continue;
        }
        setup.forge.fail(move |_| Some(fault.clone()));
        let run = setup.crawl().await;
        assert_eq!(account(&run, "minvws").outcome, Outcome::Failed, "{name}");
        assert_eq!(setup.sink.held().len(), 12);
    }
}

#[tokio::test]
async fn unreadable_texts_do_not_affect_the_rest() {
    let setup = setup(3).await;
    setup.forge.fail(|asked: &IncomingRequest| {
        let one = asked.body.contains("Project/2\"");
        let texts = asked.body.contains("\"texts\":true");
        // By REST neither.
        let is_file = asked.operation.contains("projects/2/repository/files");
        let by_rest = is_file.then_some(Fault::Page(500));
        by_rest.or((one && texts).then_some(Fault::ResourceLimits))
    });
    let run = setup.crawl().await;
    assert_eq!(run.total().new, 3, "{:#?}", run.problems);
    let held = setup.sink.at("minvws/app-2").observation;
    assert_eq!(held.readme, None);
    assert!(held.commits.is_some());
    expect_problem(&run, &["app-2", "its texts could not be read"]);
    assert!(setup.sink.at("minvws/app-3").observation.readme.is_some());
}

#[tokio::test]
async fn large_texts_are_read_separately() {
    let setup = setup(30).await;
    setup.forge.change(|world| {
        let large = world.repository("minvws/app-7");
        large.write("README.md", "# Groot\n".repeat(1_500_000));
        large.write("LICENSE", "Licentie\n".repeat(1_500_000));
    });
    let run = setup.crawl().await;
    assert_eq!(
        (run.total().new, run.total().failed),
        (30, 0),
        "{:#?}",
        run.problems
    );
    let held = setup.sink.at("minvws/app-7").observation;
    assert!(held.readme.unwrap().truncated && held.licence_text.unwrap().truncated);
    assert_eq!(setup.crawl().await.total().unchanged, 30);
}

#[tokio::test]
async fn failing_project_fails_alone() {
    let faults = [
        Fault::Errors(vec!["Internal server error".to_owned()]),
        Fault::Page(500),
        Fault::Page(502),
    ];
    for fault in faults {
        let setup = setup(12).await;
        setup.forge.fail(move |asked: &IncomingRequest| {
            asked.body.contains("Project/5\"").then(|| fault.clone())
        });
        let run = setup.crawl().await;
        assert_eq!(
            (run.total().new, run.total().failed),
            (11, 1),
            "{:#?}",
            run.problems
        );
        assert_eq!(account(&run, "minvws").outcome, Outcome::Partial);
    }
}

/// GitLab 18.4.2 to 18.4.4 took about fourteen points for each path.
#[tokio::test]
async fn complex_paths_are_read_over_rest() {
    let setup = setup(3).await;
    setup.forge.fail(|asked: &IncomingRequest| {
        let texts = asked.body.contains("\"texts\":true");
        let what = "Query has complexity of 350, which exceeds max complexity of 250";
        texts.then(|| Fault::Errors(vec![what.to_owned()]))
    });
    let run = setup.crawl().await;
    assert_eq!(run.total().new, 3, "{:#?}", run.problems);
    for path in ["minvws/app-1", "minvws/app-3"] {
        let held = setup.sink.at(path).observation;
        assert!(held.readme.is_some() && held.licence_text.is_some());
        assert!(!held.has_unread(), "{:?}", held.gaps);
    }
}

#[tokio::test]
async fn older_gitlab_gets_fewer_fields() {
    const LACKS: &[&str] = &["updatedAt", "openMergeRequestsCount", "committedDate"];
    let setup = setup(3).await;
    let old = |asked: &IncomingRequest| {
        let lacking = LACKS.iter().filter(|field| asked.body.contains(**field));
        let messages: Vec<String> = lacking
            .map(|field| format!("Field '{field}' doesn't exist on type 'Project'"))
            .collect();
        (!messages.is_empty()).then_some(Fault::Errors(messages))
    };
    setup.forge.fail(old);
    let run = setup.crawl().await;
    assert_eq!(run.total().new, 3, "{:#?}", run.problems);
    let facts = setup.sink.at("minvws/app-1").observation;
    assert_eq!(facts.counts.open_pull_requests, None);
    assert_eq!(facts.commits.unwrap().total, 26);
    assert_eq!(setup.crawl().await.total().unchanged, 3);

    // One that lacks what can't be left out is told to be upgraded.
    setup.forge.fail(|_| {
        let message = "Field 'projects' doesn't exist on type 'Group'".to_owned();
        Some(Fault::Errors(vec![message]))
    });
    let run = setup.crawl().await;
    expect_problem(
        &run,
        &["does not support this request", "Upgrade gitlab.com"],
    );
}

#[tokio::test]
async fn project_marked_for_deletion_is_gone() {
    let setup = setup(3).await;
    setup.crawl().await;
    let later = now() + chrono::Duration::minutes(5);
    setup.forge.change(|world| {
        world.rename(
            "minvws/app-2",
            "minvws",
            "app-2-deletion_scheduled-2",
            later,
        );
    });
    let run = setup.crawl().await;
    assert_eq!((run.total().gone, run.total().unchanged), (1, 2));
    // Under the address that it had.
    assert!(setup.sink.at("minvws/app-2").departure.is_some());
    assert_eq!(setup.crawl().await.total().gone, 0);
}
