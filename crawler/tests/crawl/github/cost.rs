//! What a crawl costs: at most four requests for a hundred repositories, and a few
//! more where it has not found the size of its pages yet; six for a thousand more for issues.

use bronwijzer_double::world::{Commit, Issue, Repository, World};

use crate::support::{Setup, now};

async fn first_crawl(accounts: usize, repositories: usize) -> Setup {
    let world = World::generated(1, accounts, repositories, now());
    let logins: Vec<String> = (0..accounts).map(|n| format!("organisatie-{n}")).collect();
    let logins: Vec<&str> = logins.iter().map(String::as_str).collect();
    let setup = Setup::new(world, &logins).await;
    let run = setup.crawl().await;
    let expected = (accounts * repositories) as u64;
    assert_eq!(run.total().new, expected, "{:#?}", run.problems);
    setup
}

#[tokio::test]
async fn a_first_crawl_of_one_large_account() {
    let setup = first_crawl(1, 1000).await;
    let seen = setup.forge.take_seen();
    let points: u64 = seen.iter().map(|seen| seen.points).sum();
    println!(
        "1,000 repositories of 1 account: {} requests, {points} points",
        seen.len()
    );
    assert!(seen.len() <= 49, "{} requests", seen.len());
    assert!(points <= 51, "{points} points");

    let again = setup.crawl().await;
    assert_eq!(again.total().unchanged, 1000);
    assert!(again.spending[0].requests <= 16, "{:?}", again.spending);
}

#[tokio::test]
async fn a_first_crawl_of_many_small_accounts() {
    let setup = first_crawl(40, 25).await;
    let seen = setup.forge.take_seen();
    let points: u64 = seen.iter().map(|seen| seen.points).sum();
    println!(
        "1,000 repositories of 40 accounts: {} requests, {points} points",
        seen.len()
    );
    assert!(seen.len() <= 49, "{} requests", seen.len());
    assert!(points <= 51, "{points} points");
}

/// One busy repository among quiet ones: its whole history is counted, at the
/// price of one more request.
#[tokio::test]
async fn long_history_is_completed_within_the_request_share() {
    let now = now();
    let mut world = World::with_organisations(&["minvws"]);
    for id in 1..=20 {
        world = world.with(Repository::new(id, "minvws", &format!("app-{id}"), now));
    }
    let busy = world.repository("minvws/app-7");
    busy.commits = (0..1555)
        .map(|n| Commit {
            // Bursts of ten commits within ten minutes, every four days.
            at: (now - chrono::Duration::days(4 * (n / 10)) - chrono::Duration::minutes(n % 10))
                .timestamp(),
            author: u32::try_from(n % 2).unwrap(),
        })
        .collect();
    let setup = Setup::new(world, &["minvws"]).await;
    let run = setup.crawl().await;
    assert!(run.spending[0].requests <= 5, "{:?}", run.spending);
    let commits = setup.sink.at("minvws/app-7").observation.commits.unwrap();
    assert_eq!(commits.missing(), 0);
    assert_eq!(commits.counted_since, commits.since);
    assert_eq!(commits.per_author.iter().sum::<u64>(), commits.total);
    assert_eq!(commits.total, 1555);
}

/// More long histories than one crawl may complete: the rest follows later,
/// although nothing changed.
#[tokio::test]
async fn unfinished_history_is_completed_by_the_next_crawl() {
    let now = now();
    let mut world = World::with_organisations(&["minvws"]);
    for id in 1..=40 {
        let mut busy = Repository::new(id, "minvws", &format!("app-{id}"), now);
        busy.commits = (0..1200)
            .map(|n| Commit {
                at: (now - chrono::Duration::hours(10 * n)).timestamp(),
                author: 0,
            })
            .collect();
        world = world.with(busy);
    }
    let setup = Setup::new(world, &["minvws"]).await;
    let incomplete = |setup: &Setup| {
        setup
            .sink
            .held()
            .values()
            .filter(|held| held.observation.commits.as_ref().unwrap().missing() > 0)
            .count()
    };
    setup.crawl().await;
    let after_one = incomplete(&setup);
    assert!((1..40).contains(&after_one), "{after_one}");
    let run = setup.crawl().await;
    assert_eq!(run.total().unchanged, 40);
    assert!(run.spending[0].requests <= 7, "{:?}", run.spending);
    assert!(incomplete(&setup) < after_one);
    for _ in 0..3 {
        setup.crawl().await;
    }
    assert_eq!(incomplete(&setup), 0);
}

/// A list is read from both ends; they meet wherever its middle is.
#[tokio::test]
async fn list_is_read_from_both_ends_to_the_middle() {
    for (repositories, lists) in [
        (0, 1),
        (1, 1),
        (100, 1),
        (101, 2),
        (200, 2),
        (201, 2),
        (300, 2),
        (301, 3),
        (499, 3),
        (500, 3),
        (501, 4),
    ] {
        let setup = first_crawl(1, repositories).await;
        let seen = setup.forge.take_seen();
        let listed = seen
            .iter()
            .filter(|seen| seen.operation == "ListRepositories")
            .count();
        assert_eq!(listed, lists, "{repositories} repositories");
        assert_eq!(setup.sink.held().len(), repositories);
    }
}

/// Issues cost 0.6 points for a hundred repositories at most, in the first crawl and in each
/// later one, however many there are to read.
#[tokio::test]
async fn issues_cost_at_most_six_points_for_a_thousand_repositories() {
    let now = now();
    let mut world = World::generated(1, 1, 1000, now);
    for repository in &mut world.repositories {
        repository.pushed_at = Some(now);
        for number in 0..6 {
            let at = now - chrono::Duration::days(20 * number);
            let issue = Issue::new(&format!("Vraag {number}"), at);
            let task = issue
                .clone()
                .labelled(&["good first issue", "documentation"]);
            repository.report(task);
            repository.report(issue.answered(at + chrono::Duration::days(2)));
        }
    }
    let setup = Setup::new(world, &["organisatie-0"]).await;
    for crawl in 1..=2 {
        setup.forge.forget_seen();
        setup.crawl().await;
        let seen = setup.forge.take_seen();
        let of_issues = seen
            .iter()
            .filter(|seen| seen.operation.starts_with("Issue"));
        let points: Vec<u64> = of_issues.map(|seen| seen.points).collect();
        println!("crawl {crawl}: {points:?} points for issues");
        assert_eq!(points, [1; 6]);
    }
    let held = setup.sink.held();
    let known = held
        .values()
        .filter_map(|held| held.observation.issues.as_ref());
    let (read, told) = known.fold((0, 0), |(read, told), issues| {
        let tasks = issues
            .first_tasks
            .as_ref()
            .is_some_and(|tasks| tasks.len() == 3);
        (read + 1, told + usize::from(tasks))
    });
    println!("{read} repositories read, tasks of {told}");
    assert!(read > 200 && told > 60, "{read} {told}");
}
