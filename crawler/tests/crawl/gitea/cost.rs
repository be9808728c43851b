//! What a crawl of a Gitea costs.

use bronwijzer_double::gitea::Settings;
use bronwijzer_double::world::{Commit, Repository, World};

use crate::support::{Kind, Setup, now};

#[tokio::test]
async fn first_crawl_costs_six_requests_each_then_two_overall() {
    let world = World::generated(1, 1, 100, now());
    let all = world.repositories.iter();
    let empty = all.filter(|repository| repository.commits.is_empty());
    let empty = empty.count() as u64;
    let setup = Setup::on(Kind::Gitea, world, &["organisatie-0"]).await;
    let run = setup.crawl().await;
    assert_eq!(run.total().new, 100, "{:#?}", run.problems);
    let first = setup.seen().len() as u64;
    let again = setup.crawl().await;
    assert_eq!(again.total().unchanged, 100);
    let second = setup.seen().len() as u64;
    println!("100 repositories, {empty} empty: {first} requests, then {second}");
    assert_eq!(first, 2 + 6 * (100 - empty));
    assert_eq!(second, 2);
}

#[tokio::test]
async fn proxy_validator_saves_the_list() {
    let world = World::generated(1, 1, 40, now());
    let settings = Settings {
        etags: true,
        ..Settings::default()
    };
    let setup = Setup::on_gitea(settings, world, &["organisatie-0"]).await;
    setup.crawl().await;
    setup.forge.forget_seen();
    let again = setup.crawl().await;
    assert_eq!(again.total().unchanged, 40);
    let seen = setup.seen();
    assert_eq!((seen.len(), seen[0].status), (1, 304), "{seen:#?}");
    setup.forge.change(|world| {
        world.repositories[7].push(now());
    });
    let again = setup.crawl().await;
    assert_eq!((again.total().changed, again.total().unchanged), (1, 39));
}

#[tokio::test]
async fn long_history_is_completed_within_the_request_share() {
    let now = now();
    let mut world = World::with_organisations(&["minvws"]);
    for id in 1..=3 {
        world = world.with(Repository::new(id, "minvws", &format!("app-{id}"), now));
    }
    world.repository("minvws/app-2").commits = (0..1555)
        .map(|n| Commit {
            at: (now - chrono::Duration::days(4 * (n / 10)) - chrono::Duration::minutes(n % 10))
                .timestamp(),
            author: u32::try_from(n % 2).unwrap(),
        })
        .collect();
    let more = Commit {
        at: (now - chrono::Duration::days(800)).timestamp(),
        author: 0,
    };
    let busy = world.repository("minvws/app-2");
    busy.commits.extend([more; 700]);
    let setup = Setup::on(Kind::Gitea, world, &["minvws"]).await;
    let forge = setup.connect();
    let listed = crate::support::list(&*forge, "https://codeberg.org/minvws").await;
    // When it is read: the newest fifty, of all that there ever were.
    let read = crate::support::fetch_one(&*forge, &listed[1])
        .await
        .unwrap();
    let commits = read.commits.unwrap();
    assert_eq!(
        (commits.counted(), commits.uncounted_of()),
        (50, Some(2255))
    );
    assert!(commits.counted_since > commits.since);

    let run = setup.crawl().await;
    let commits = setup.sink.at("minvws/app-2").observation.commits.unwrap();
    assert_eq!(commits.missing(), 0, "{:#?}", run.problems);
    assert_eq!(commits.counted_since, commits.since);
    assert_eq!(commits.total, 1555);
    assert_eq!(commits.per_author, [778, 777]);
    assert_eq!(commits.last_at, Some(now));
}

/// More long histories than one crawl may complete: the rest follows later,
/// although nothing changed, those with fewest commits first.
#[tokio::test]
async fn unfinished_history_is_completed_by_the_next_crawl() {
    let now = now();
    let mut world = World::with_organisations(&["minvws"]);
    for id in 1..=30 {
        let mut busy = Repository::new(id, "minvws", &format!("app-{id}"), now);
        busy.commits = (0..1700)
            .map(|n| Commit {
                at: (now - chrono::Duration::hours(10 * n)).timestamp(),
                author: 0,
            })
            .collect();
        world = world.with(busy);
    }
    let setup = Setup::on(Kind::Gitea, world, &["minvws"]).await;
    let incomplete = |setup: &Setup| {
        let held = setup.sink.held();
        let commits = held.values().map(|held| held.observation.commits.as_ref());
        commits
            .filter(|commits| commits.unwrap().missing() > 0)
            .count()
    };
    let run = setup.crawl().await;
    let after_one = incomplete(&setup);
    assert!((1..30).contains(&after_one), "{after_one}");
    assert!(setup.seen().len() <= 1000, "{:?}", run.spending);
    let run = setup.crawl().await;
    assert_eq!(run.total().unchanged, 30);
    assert!(setup.seen().len() <= 200, "{:?}", run.spending);
    assert!(incomplete(&setup) < after_one);
    for _ in 0..3 {
        setup.crawl().await;
    }
    assert_eq!(incomplete(&setup), 0);
}
