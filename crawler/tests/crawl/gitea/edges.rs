//! What is odd, and what goes wrong.

use bronwijzer_crawler::crawl::Scope;
use bronwijzer_crawler::run::Outcome;
use bronwijzer_double::fault::{Asked, Fault};
use bronwijzer_double::world::{Commit, Repository, World};

use crate::support::{Kind, Setup, account, expect_problem, now};

async fn setup(repositories: u64) -> Setup {
    let mut world = World::with_organisations(&["minvws"]);
    for id in 1..=repositories {
        world = world.with(Repository::new(id, "minvws", &format!("app-{id}"), now()));
    }
    Setup::on(Kind::Gitea, world, &["minvws"]).await
}

#[tokio::test]
async fn what_is_public_needs_no_token_and_a_refused_one_is_told() {
    let setup = setup(2).await;
    let run = setup.crawl_as(None, &Scope::default()).await.unwrap();
    assert_eq!(run.total().new, 2, "{:#?}", run.problems);
    let run = setup
        .crawl_as(Some("wrong-and-secret"), &Scope::default())
        .await
        .unwrap();
    assert_eq!(account(&run, "minvws").outcome, Outcome::Failed);
    expect_problem(&run, &["refused the request", "token_env"]);
    assert!(!format!("{run:?}").contains("wrong-and-secret"));
}

#[tokio::test]
async fn a_large_organisation_is_listed_to_its_end_at_two_requests_per_hundred() {
    let setup = setup(230).await;
    let run = setup.crawl().await;
    assert_eq!(run.total().new, 230, "{:#?}", run.problems);
    let per_repository = run.spending[0].requests as f64 / 230.0;
    println!("first crawl: {per_repository:.1} requests per repository");
    assert!(per_repository < 10.0);
    let again = setup.crawl().await;
    assert_eq!(again.total().unchanged, 230);
    assert_eq!(again.spending[0].requests, 5);
}

#[tokio::test]
async fn an_empty_repository_and_features_that_are_off_are_facts() {
    let setup = setup(2).await;
    setup.forge.change(|world| {
        world.empty("minvws/app-1", now());
        let closed = world.repository("minvws/app-2");
        closed.has_issues = false;
        closed.has_pull_requests = false;
        closed.licence = None;
        closed.files.remove("LICENSE");
        closed.write("README.md", [0xff, 0xfe, 0x00]);
    });
    let run = setup.crawl().await;
    assert_eq!(run.total().new, 2);
    let empty = setup.sink.at("minvws/app-1").observation;
    assert_eq!(empty.flags.empty, Some(true));
    assert_eq!(
        (empty.commits, empty.files, empty.default_branch),
        (None, None, None)
    );
    expect_problem(&run, &["app-1", "has no commits"]);
    let closed = setup.sink.at("minvws/app-2").observation;
    assert_eq!(closed.counts.open_issues, None);
    assert_eq!(closed.counts.open_pull_requests, None);
    expect_problem(&run, &["app-2", "README.md is not text in UTF-8"]);
}

#[tokio::test]
async fn a_long_history_is_completed_page_by_page() {
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
    // Every other day of two years, and nothing of before.
    assert_eq!((commits.total, commits.missing()), (365, 0));
    assert_eq!(commits.per_author, [365]);
}

#[tokio::test]
async fn faults_pass_and_what_stays_faulty_is_told() {
    for fault in [
        Fault::Page(500),
        Fault::Page(502),
        Fault::Truncated,
        Fault::Html,
        Fault::Nothing,
        Fault::Reset,
        Fault::Secondary(1),
    ] {
        let setup = setup(2).await;
        let name = format!("{fault:?}");
        let seldom = fault.clone();
        setup.forge.fail(move |asked: &Asked| {
            let often = if matches!(seldom, Fault::Secondary(_)) {
                9
            } else {
                3
            };
            asked.index.is_multiple_of(often).then(|| seldom.clone())
        });
        let run = setup.crawl().await;
        assert_eq!(run.total().new, 2, "{name}: {:#?}", run.problems);
        if matches!(fault, Fault::Secondary(_)) {
            continue;
        }
        setup.forge.fail(move |_| Some(fault.clone()));
        let run = setup.crawl().await;
        assert_eq!(account(&run, "minvws").outcome, Outcome::Failed, "{name}");
        assert_eq!(setup.sink.held().len(), 2);
        assert_eq!(run.problems.len(), 1, "{name}: {:#?}", run.problems);
    }
}

#[tokio::test]
async fn a_repository_that_stays_faulty_fails_alone() {
    let setup = setup(12).await;
    setup.forge.fail(|asked: &Asked| {
        asked
            .operation
            .contains("/app-7/")
            .then_some(Fault::Page(500))
    });
    let run = setup.crawl().await;
    assert_eq!((run.total().new, run.total().failed), (11, 1));
    expect_problem(&run, &["https://codeberg.org/minvws/app-7", "HTTP 500"]);
}
