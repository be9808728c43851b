//! What a forge does wrong, and what the crawl makes of it: a clear line, the
//! rest goes on, nothing stored is lost.

use bronwijzer_crawler::run::Outcome;
use bronwijzer_double::fault::{Fault, IncomingRequest};
use bronwijzer_double::world::{Repository, World};

use crate::support::{Setup, TOKEN, account, expect_problem, now};

async fn setup(repositories: u64) -> Setup {
    let mut world = World::with_organisations(&["minvws"]);
    for id in 1..=repositories {
        world = world.with(Repository::new(id, "minvws", &format!("app-{id}"), now()));
    }
    Setup::new(world, &["minvws"]).await
}

#[tokio::test]
async fn refused_token_is_reported_with_advice() {
    let setup = setup(1).await;
    setup.crawl().await;
    let run = setup
        .crawl_as(Some("wrong-and-secret"), &Default::default())
        .await
        .unwrap();
    assert_eq!(account(&run, "minvws").outcome, Outcome::Failed);
    expect_problem(
        &run,
        &[
            "https://github.com/minvws",
            "Bad credentials",
            "the stored data is kept",
            "token_env",
        ],
    );
    assert!(!format!("{run:?}").contains("wrong-and-secret"));
    assert_eq!(setup.sink.held().len(), 1);
    let seen = setup.forge.take_seen();
    let refused = seen.iter().filter(|seen| seen.status == 401).count();
    assert_eq!(refused, 1, "a refused token is not tried again and again");
    assert!(!format!("{setup_sink:?}", setup_sink = setup.sink.held()).contains(TOKEN));
}

#[tokio::test]
async fn transient_faults_are_retried() {
    let faults = [
        Fault::Page(500),
        Fault::Page(503),
        Fault::Page(502),
        Fault::Truncated,
        Fault::Nothing,
        Fault::Html,
        Fault::Secondary(1),
        Fault::SecondaryIn200(1),
        Fault::SecondaryUntyped(1),
        Fault::RateLimited(1),
    ];
    for fault in faults {
        let setup = setup(3).await;
        let name = format!("{fault:?}");
        setup.forge.fail(move |asked: &IncomingRequest| {
            asked.index.is_multiple_of(2).then(|| fault.clone())
        });
        let run = setup.crawl().await;
        assert_eq!(run.total().new, 3, "{name}: {:#?}", run.problems);
        assert_eq!(account(&run, "minvws").outcome, Outcome::Complete, "{name}");
    }
}

#[tokio::test]
async fn failing_forge_keeps_stored_data() {
    let cases = [
        (Fault::Page(500), "HTTP 500"),
        (Fault::Html, "a web page, not JSON"),
        (Fault::Nothing, "the response is empty"),
        (Fault::Truncated, "breaks off after"),
    ];
    for (fault, said) in cases {
        let setup = setup(2).await;
        setup.crawl().await;
        setup.forge.fail(move |_| Some(fault.clone()));
        let run = setup.crawl().await;
        assert_eq!(account(&run, "minvws").outcome, Outcome::Failed);
        expect_problem(
            &run,
            &["https://github.com/minvws", said, "the stored data is kept"],
        );
        assert_eq!(setup.sink.held().len(), 2);
        assert!(setup.sink.at("minvws/app-1").departure.is_none());
    }
}

#[tokio::test]
async fn unreachable_forge_is_reported() {
    let setup = setup(1).await;
    setup.forge.fail(|_| Some(Fault::Reset));
    let run = setup.crawl().await;
    expect_problem(
        &run,
        &[
            "https://github.com/minvws",
            "could not be reached",
            "Check that github.com is up",
        ],
    );
}

#[tokio::test]
async fn too_large_page_is_halved_without_loss() {
    for fault in [Fault::Page(502), Fault::ResourceLimits] {
        let setup = setup(60).await;
        setup
            .forge
            .fail(move |asked: &IncomingRequest| (asked.ids > 7).then(|| fault.clone()));
        let run = setup.crawl().await;
        assert_eq!(run.total().new, 60, "{:#?}", run.problems);
        assert_eq!(run.total().failed, 0);
    }
}

#[tokio::test]
async fn too_large_listing_is_split_by_account() {
    let logins = ["a", "b", "c", "d", "e"];
    let mut world = World::with_organisations(&logins);
    for (id, login) in (1..).zip(logins) {
        world = world.with(Repository::new(id, login, "app", now()));
    }
    let setup = Setup::new(world, &logins).await;
    setup.forge.fail(|asked: &IncomingRequest| {
        let many = asked.operation == "ListRepositories" && asked.body.contains("login1");
        many.then_some(Fault::Page(504))
    });
    let run = setup.crawl().await;
    assert_eq!(run.total().new, 5, "{:#?}", run.problems);
}

#[tokio::test]
async fn unreadable_repository_fails_alone() {
    let setup = setup(30).await;
    setup.crawl().await;
    let later = now() + chrono::Duration::minutes(5);
    setup.forge.change(|world| {
        for repository in &mut world.repositories {
            repository.updated_at = later;
        }
    });
    setup.forge.fail(|asked: &IncomingRequest| {
        asked
            .body
            .contains("R_double00000017")
            .then_some(Fault::Page(502))
    });
    let run = setup.crawl().await;
    assert_eq!((run.total().changed, run.total().failed), (29, 1));
    assert_eq!(account(&run, "minvws").outcome, Outcome::Partial);
    expect_problem(
        &run,
        &[
            "https://github.com/minvws/app-17",
            "HTTP 502",
            "the stored data is kept",
        ],
    );
    assert_eq!(setup.sink.held().len(), 30);
}

#[tokio::test]
async fn nearly_spent_quota_is_waited_for() {
    let setup = setup(3).await;
    setup.forge.set_allowance(2, 2);
    let run = setup.crawl().await;
    assert_eq!(run.total().new, 3, "{:#?}", run.problems);
    assert_eq!(account(&run, "minvws").outcome, Outcome::Complete);
}

#[tokio::test]
async fn oversized_repository_is_read_in_parts_and_marked() {
    let setup = setup(3).await;
    setup.forge.fail(|asked: &IncomingRequest| {
        let large = asked.body.contains("R_double00000002");
        // Its texts can't be had at all, its history by itself.
        let texts = asked.body.contains("\"texts\":true");
        (large && texts).then_some(Fault::Page(502))
    });
    let run = setup.crawl().await;
    assert_eq!(run.total().new, 3, "{:#?}", run.problems);
    let held = setup.sink.at("minvws/app-2").observation;
    assert_eq!(held.commits.as_ref().unwrap().total, 26);
    assert!(held.readme.is_none());
    assert_eq!(held.gaps.last().unwrap().field, "texts");
    expect_problem(
        &run,
        &[
            "https://github.com/minvws/app-2",
            "its texts could not be read",
        ],
    );
    assert!(setup.sink.at("minvws/app-1").observation.readme.is_some());
}

/// Without what belongs to the moment of the crawl.
fn facts(setup: &Setup) -> Vec<serde_json::Value> {
    fn strip(value: &mut serde_json::Value) {
        if let Some(fields) = value.as_object_mut() {
            for key in ["observed_at", "since", "counted_since", "source", "issues"] {
                fields.remove(key);
            }
            fields.values_mut().for_each(strip);
        }
    }
    let held = setup.sink.held();
    held.values()
        .map(|held| {
            let mut value = serde_json::to_value(&held.observation).unwrap();
            strip(&mut value);
            value
        })
        .collect()
}

#[tokio::test]
async fn crawl_with_faults_finds_the_same() {
    let moment = now() - chrono::Duration::minutes(5);
    let world = || World::generated(3, 4, 75, moment);
    let logins = [
        "organisatie-0",
        "organisatie-1",
        "organisatie-2",
        "organisatie-3",
    ];
    let sound = Setup::new(world(), &logins).await;
    sound.crawl().await;
    for seed in 1..=3_u64 {
        let faulty = Setup::new(world(), &logins).await;
        let mut state = seed * 0x9e37_79b9;
        faulty.forge.fail(move |asked: &IncomingRequest| {
            if [3, 20].contains(&asked.index) {
                return Some(Fault::RateLimited(1));
            }
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            match state % 100 {
                0..7 => Some(Fault::Page(500)),
                7..14 => Some(Fault::Page(502)),
                14..20 => Some(Fault::Page(503)),
                20..25 => Some(Fault::Truncated),
                25..30 => Some(Fault::Slow(std::time::Duration::from_millis(20))),
                30 => Some(Fault::Reset),
                31 => Some(Fault::Html),
                _ => None,
            }
        });
        let run = faulty.crawl().await;
        assert_eq!(run.total().new, 300, "seed {seed}: {:#?}", run.problems);
        assert!(run.spending[0].waited_seconds >= 1, "{:?}", run.spending);
        assert!(facts(&faulty) == facts(&sound), "seed {seed}");
    }
}

#[tokio::test]
async fn rate_limit_in_a_200_response_is_honoured() {
    for fault in [Fault::SecondaryIn200(2), Fault::SecondaryUntyped(2)] {
        let setup = setup(2).await;
        setup
            .forge
            .fail(move |asked: &IncomingRequest| (asked.index == 1).then(|| fault.clone()));
        let run = setup.crawl().await;
        assert_eq!(run.total().new, 2, "{:#?}", run.problems);
        assert!(run.spending[0].waited_seconds >= 1, "{:?}", run.spending);
        // Asked once more, and no oftener; the last request is for issues.
        assert_eq!(run.spending[0].requests, 4);
    }
}

#[tokio::test]
async fn repository_that_rest_still_serves_has_not_left() {
    let setup = setup(3).await;
    setup.crawl().await;
    // GraphQL leaves it out of everything, without a word.
    setup
        .forge
        .fail(|_| Some(Fault::Lost("minvws/app-2".to_owned())));
    let run = setup.crawl().await;
    assert_eq!((run.total().gone, run.total().unchanged), (0, 2));
    assert!(setup.sink.at("minvws/app-2").departure.is_none());
    expect_problem(&run, &["minvws/app-2", "REST answers HTTP 200"]);
}
