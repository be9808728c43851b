//! What a Gitea does wrong, and what the crawl makes of it.

use bronwijzer_crawler::observation::Unread;
use bronwijzer_crawler::run::Outcome;
use bronwijzer_double::fault::{Fault, IncomingRequest};
use bronwijzer_double::world::{Repository, World};

use crate::support::{Kind, Setup, account, expect_problem, now};

async fn setup(repositories: u64) -> Setup {
    let mut world = World::with_organisations(&["minvws"]);
    for id in 1..=repositories {
        world = world.with(Repository::new(id, "minvws", &format!("app-{id}"), now()));
    }
    Setup::on(Kind::Gitea, world, &["minvws"]).await
}

#[tokio::test]
async fn transient_faults_are_retried() {
    let faults = [
        Fault::Page(500),
        Fault::Page(502),
        Fault::Page(503),
        Fault::Truncated,
        Fault::Nothing,
        Fault::Html,
        Fault::Reset,
    ];
    for fault in faults {
        let setup = setup(3).await;
        let name = format!("{fault:?}");
        setup.forge.fail(move |asked: &IncomingRequest| {
            asked.index.is_multiple_of(2).then(|| fault.clone())
        });
        let run = setup.crawl().await;
        assert_eq!(run.total().new, 3, "{name}: {:#?}", run.problems);
        assert!(run.problems.is_empty(), "{name}: {:#?}", run.problems);
        assert_eq!(account(&run, "minvws").outcome, Outcome::Complete, "{name}");
    }
}

#[tokio::test]
async fn retry_after_is_honoured() {
    let setup = setup(2).await;
    setup
        .forge
        .fail(|asked: &IncomingRequest| (asked.index == 3).then_some(Fault::Secondary(1)));
    let started = std::time::Instant::now();
    let run = setup.crawl().await;
    assert_eq!(run.total().new, 2, "{:#?}", run.problems);
    assert!(started.elapsed().as_millis() >= 1000);
    let seen = setup.forge.take_seen();
    let refused = seen.iter().filter(|seen| seen.status == 429).count();
    assert_eq!(refused, 1, "{seen:#?}");
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
        let url = setup.url("minvws");
        expect_problem(&run, &[&url, said, "the stored data is kept"]);
        assert_eq!(setup.sink.held().len(), 2);
        assert!(setup.sink.at("minvws/app-1").departure.is_none());
    }
}

#[tokio::test]
async fn truncated_listing_is_discarded() {
    let setup = setup(120).await;
    setup.forge.fail(|asked: &IncomingRequest| {
        asked
            .operation
            .contains("page=3")
            .then_some(Fault::Page(502))
    });
    let run = setup.crawl().await;
    assert_eq!(account(&run, "minvws").outcome, Outcome::Failed);
    assert_eq!(setup.sink.held().len(), 0);
}

#[tokio::test]
async fn unreadable_part_leaves_a_gap() {
    let cases = [
        ("/languages", Unread::Languages),
        ("/tags", Unread::Tags),
        ("/trees/", Unread::Files),
        ("/commits", Unread::Commits),
        ("/contents/README.md", Unread::Texts),
    ];
    for (part, unread) in cases {
        let setup = setup(2).await;
        setup.forge.fail(move |asked: &IncomingRequest| {
            let fails = asked.operation.contains("app-1/") && asked.operation.contains(part);
            fails.then_some(Fault::Page(500))
        });
        let run = setup.crawl().await;
        assert_eq!(run.total().new, 2, "{part}: {:#?}", run.problems);
        let facts = setup.sink.at("minvws/app-1").observation;
        let gaps: Vec<Unread> = facts.gaps.iter().filter_map(|gap| gap.unread).collect();
        let without_files: &[Unread] = match unread {
            Unread::Files => &[Unread::Texts],
            _ => &[],
        };
        let expected = [&[unread], without_files].concat();
        assert_eq!(gaps, expected, "{part}");
        let what = format!("its {}", unread.as_str());
        expect_problem(
            &run,
            &["minvws/app-1", &what, "HTTP 500", "the rest was read"],
        );
        assert_eq!(run.problems.len(), 1, "{:#?}", run.problems);
        assert!(facts.description.is_some());
        assert!(setup.sink.at("minvws/app-2").observation.gaps.is_empty());
    }
}

/// A forge in trouble must not make good facts poorer.
#[tokio::test]
async fn repository_with_two_failed_parts_fails_alone() {
    let setup = setup(12).await;
    setup.crawl().await;
    let later = now() + chrono::Duration::minutes(5);
    setup.forge.change(|world| {
        for repository in &mut world.repositories {
            repository.updated_at = later;
        }
    });
    setup.forge.fail(|asked: &IncomingRequest| {
        let fails = asked.operation.contains("app-7/");
        fails.then_some(Fault::Page(502))
    });
    let run = setup.crawl().await;
    assert_eq!((run.total().changed, run.total().failed), (11, 1));
    assert_eq!(account(&run, "minvws").outcome, Outcome::Partial);
    let url = setup.url("minvws/app-7");
    expect_problem(&run, &[&url, "HTTP 502", "stored"]);
    let kept = setup.sink.at("minvws/app-7").observation;
    assert!(kept.readme.is_some() && kept.updated_at != Some(later));
}
