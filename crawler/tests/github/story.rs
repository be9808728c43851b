//! The life of repositories as a crawl sees it.

use bronwijzer_crawler::crawl::{CrawlError, Scope};
use bronwijzer_crawler::observation::{FileKind, ForgeLicence, Source};
use bronwijzer_crawler::run::{Outcome, Tally};
use bronwijzer_crawler::sink::DepartureKind;
use bronwijzer_double::world::{Release, Repository, World, bot, person};
use chrono::Duration;
use std::sync::Arc;

use crate::support::{Setup, account, expect_problem, now};

/// Two accounts with three repositories.
fn world() -> World {
    World::with_organisations(&["minvws", "ICTU"])
        .with(Repository::new(1, "minvws", "rocky", now()))
        .with(Repository::new(2, "minvws", "puzi", now()))
        .with(Repository::new(3, "ICTU", "quality-time", now()))
}

const LOGINS: &[&str] = &["minvws", "ICTU"];

#[tokio::test]
async fn a_first_crawl_brings_every_fact() {
    let mut world = world();
    let made = now();
    let upstream = 3;
    {
        let repository = world.repository("minvws/rocky");
        repository.homepage = Some("https://example.org".to_owned());
        repository.archived_at = Some(made - Duration::days(3));
        repository.disabled = true;
        repository.template = true;
        repository.parent = Some(upstream);
        repository.mirror_url = Some("https://git.example.org/rocky.git".to_owned());
        repository.releases = vec![Release {
            name: "v2".to_owned(),
            at: made - Duration::days(9),
        }];
        repository.authors = Arc::new(vec![person("ada"), bot("dependabot")]);
        repository.write("publiccode.yml", "publiccodeYmlVersion: '0.4'\n");
        for path in [
            "CONTRIBUTING.md",
            "CODE_OF_CONDUCT.md",
            ".github/SECURITY.md",
            "GOVERNANCE.md",
            "SUPPORT.md",
            ".github/CODEOWNERS",
            "CHANGELOG.md",
            "CITATION.cff",
            "codemeta.json",
            "tests/one.rs",
            ".github/workflows/ci.yml",
        ] {
            repository.write(path, "");
        }
    }
    let setup = Setup::new(world, LOGINS).await;
    let run = setup.crawl().await;
    assert_eq!(
        run.total(),
        Tally {
            new: 3,
            ..Tally::default()
        }
    );
    assert_eq!(account(&run, "minvws").outcome, Outcome::Complete);
    assert!(run.problems.is_empty(), "{:#?}", run.problems);

    let held = setup.sink.at("minvws/rocky");
    let facts = &held.observation;
    assert_eq!(held.account.to_string(), "https://github.com/minvws");
    assert_eq!(facts.id.to_string(), "github.com:1");
    assert_eq!(facts.url.to_string(), "https://github.com/minvws/rocky");
    assert!(
        matches!(&facts.source, Source::Forge { api } if api.starts_with(setup.github.address()))
    );
    assert_eq!(facts.description.as_deref(), Some("What rocky is for"));
    assert_eq!(facts.homepage.as_deref(), Some("https://example.org"));
    assert_eq!(facts.topics, Some(vec!["overheid".to_owned()]));
    let languages: Vec<(&str, u64)> = facts
        .languages
        .iter()
        .flatten()
        .map(|language| (language.name.as_str(), language.bytes))
        .collect();
    assert_eq!(languages, [("Rust", 9000), ("Shell", 100)]);
    assert_eq!(
        facts.licence,
        Some(ForgeLicence::Spdx {
            id: "EUPL-1.2".to_owned()
        })
    );
    assert_eq!(facts.archived_at, Some(made - Duration::days(3)));
    assert_eq!(facts.created_at, Some(made - Duration::days(400)));
    assert_eq!(facts.pushed_at, Some(made - Duration::hours(1)));
    assert_eq!(facts.updated_at, Some(made - Duration::minutes(30)));
    let flags = &facts.flags;
    let all = [
        flags.archived,
        flags.disabled,
        flags.fork,
        flags.mirror,
        flags.template,
    ];
    assert_eq!(all, [Some(true); 5]);
    assert_eq!(flags.empty, Some(false));
    assert_eq!(
        facts.parent.as_ref().map(ToString::to_string).as_deref(),
        Some("https://github.com/ICTU/quality-time")
    );
    assert_eq!(
        facts.mirror_url.as_deref(),
        Some("https://git.example.org/rocky.git")
    );
    let counts = &facts.counts;
    assert_eq!(
        [
            counts.stars,
            counts.forks,
            counts.watchers,
            counts.open_issues,
            counts.closed_issues,
            counts.open_pull_requests,
            counts.closed_pull_requests
        ],
        [12, 3, 4, 5, 6, 1, 5].map(Some)
    );
    let releases = facts.releases.as_ref().unwrap();
    assert_eq!(
        (releases.total, releases.newest[0].name.as_str()),
        (1, "v2")
    );
    let tags = facts.tags.as_ref().unwrap();
    assert_eq!(tags.newest[0].at, Some(made - Duration::days(40)));
    assert_eq!(facts.default_branch.as_deref(), Some("main"));
    let commits = facts.commits.as_ref().unwrap();
    assert_eq!((commits.total, commits.missing()), (26, 0));
    // Every other week a person, every other week a bot.
    assert_eq!(commits.per_author, [13]);
    let by_bots: u32 = commits.weeks.iter().map(|week| week.bot).sum();
    assert_eq!(by_bots, 13);
    assert_eq!(commits.last_human_at, Some(made - Duration::hours(1)));
    let text = |file: &Option<bronwijzer_crawler::observation::TextFile>| {
        let file = file.as_ref().unwrap();
        (file.path.clone(), file.text.clone())
    };
    assert_eq!(text(&facts.readme).1, "# rocky\n\nRead me first.\n");
    assert_eq!(text(&facts.publiccode).0, "publiccode.yml");
    assert_eq!(text(&facts.licence_text).0, "LICENSE");
    let kinds: Vec<FileKind> = facts.files.iter().flatten().map(|file| file.kind).collect();
    assert_eq!(kinds, FileKind::ALL);
    assert!(facts.gaps.is_empty());
}

#[tokio::test]
async fn authors_leave_no_name_or_address() {
    let setup = Setup::new(world(), LOGINS).await;
    let run = setup.crawl().await;
    let stored = format!("{:?}", setup.sink.held()) + &serde_json::to_string(&run).unwrap();
    for trace in ["ada", "ADA", "grace", "@example.org"] {
        assert!(!stored.contains(trace), "{trace}");
    }
}

#[tokio::test]
async fn a_second_crawl_reads_nothing_that_did_not_change() {
    let setup = Setup::new(world(), LOGINS).await;
    setup.crawl().await;
    setup.github.forget_seen();
    let run = setup.crawl().await;
    assert_eq!(
        run.total(),
        Tally {
            unchanged: 3,
            ..Tally::default()
        }
    );
    let seen = setup.github.take_seen();
    assert_eq!(seen.len(), 1, "{seen:#?}");
    assert_eq!(run.spending[0].requests, 1);
    assert_eq!(setup.sink.runs(), 2);
}

#[tokio::test]
async fn a_push_an_edit_and_an_archive_are_changes() {
    let setup = Setup::new(world(), LOGINS).await;
    setup.crawl().await;
    let later = now() + Duration::minutes(5);
    setup.github.change(|world| {
        world.repository("minvws/rocky").push(later);
        let edited = world.repository("minvws/puzi");
        edited.description = Some("Nieuw".to_owned());
        edited.updated_at = later;
        let archived = world.repository("ICTU/quality-time");
        archived.archived_at = Some(later);
        archived.updated_at = later;
    });
    let run = setup.crawl().await;
    assert_eq!(run.total().changed, 3);
    assert_eq!(
        setup
            .sink
            .at("minvws/puzi")
            .observation
            .description
            .as_deref(),
        Some("Nieuw")
    );
    assert_eq!(
        setup
            .sink
            .at("ICTU/quality-time")
            .observation
            .flags
            .archived,
        Some(true)
    );
    let pushed = setup.sink.at("minvws/rocky").observation;
    assert_eq!(pushed.pushed_at, Some(later));
}

#[tokio::test]
async fn a_rename_and_a_transfer_keep_the_identity() {
    let setup = Setup::new(world(), LOGINS).await;
    setup.crawl().await;
    let later = now() + Duration::minutes(5);
    setup.github.change(|world| {
        world.rename("minvws/rocky", "minvws", "nl-kat", later);
        world.rename("minvws/puzi", "ICTU", "puzi", later);
    });
    let run = setup.crawl().await;
    assert_eq!(
        run.total(),
        Tally {
            changed: 2,
            unchanged: 1,
            ..Tally::default()
        }
    );
    assert_eq!(setup.sink.held().len(), 3);
    assert_eq!(
        setup.sink.at("minvws/nl-kat").observation.id.to_string(),
        "github.com:1"
    );
    let moved = setup.sink.at("ICTU/puzi");
    assert_eq!(moved.account.to_string(), "https://github.com/ICTU");
}

#[tokio::test]
async fn a_transfer_out_of_the_registry_is_no_departure() {
    let setup = Setup::new(world(), LOGINS).await;
    setup.crawl().await;
    let later = now() + Duration::minutes(5);
    setup
        .github
        .change(|world| world.rename("minvws/puzi", "a-company", "puzi", later));
    let run = setup.crawl().await;
    assert_eq!((run.total().changed, run.total().gone), (1, 0));
    let moved = setup.sink.at("a-company/puzi");
    assert_eq!(moved.account.to_string(), "https://github.com/minvws");
    assert!(moved.departure.is_none());
}

#[tokio::test]
async fn what_is_deleted_or_made_private_is_gone_and_keeps_its_facts() {
    let setup = Setup::new(world(), LOGINS).await;
    setup.crawl().await;
    setup.github.change(|world| {
        world.delete("minvws/rocky");
        world.repository("ICTU/quality-time").public = false;
    });
    let run = setup.crawl().await;
    assert_eq!(
        run.total(),
        Tally {
            unchanged: 1,
            gone: 2,
            ..Tally::default()
        }
    );
    let gone = setup.sink.at("minvws/rocky");
    assert_eq!(gone.departure.unwrap().kind, DepartureKind::NotFound);
    assert!(gone.observation.readme.is_some());

    // What is gone is not asked for again.
    setup.github.forget_seen();
    assert_eq!(setup.crawl().await.total().gone, 0);
    assert_eq!(setup.github.take_seen().len(), 1);

    setup
        .github
        .change(|world| world.repository("ICTU/quality-time").public = true);
    let run = setup.crawl().await;
    assert_eq!(run.total().new, 1);
    let back = setup.sink.at("ICTU/quality-time");
    assert_eq!(back.observation.id.to_string(), "github.com:3");
    assert!(back.departure.is_none());
}

#[tokio::test]
async fn an_unknown_account_fails_alone() {
    let setup = Setup::new(world(), &["minvws", "nobody-here", "ICTU"]).await;
    let run = setup.crawl().await;
    assert_eq!(run.total().new, 3);
    let failed = account(&run, "nobody-here");
    assert_eq!(failed.outcome, Outcome::Failed);
    expect_problem(
        &run,
        &[
            "https://github.com/nobody-here",
            "does not exist",
            "registry of organisations",
        ],
    );
}

#[tokio::test]
async fn an_account_that_vanishes_takes_nothing_with_it() {
    let setup = Setup::new(world(), LOGINS).await;
    setup.crawl().await;
    setup.github.change(|world| {
        world.accounts.retain(|account| account.login != "minvws");
        world.delete("minvws/rocky");
        world.delete("minvws/puzi");
    });
    let run = setup.crawl().await;
    assert_eq!(account(&run, "minvws").outcome, Outcome::Failed);
    assert_eq!(run.total().gone, 0);
    assert!(setup.sink.at("minvws/rocky").departure.is_none());
}

#[tokio::test]
async fn a_scope_narrows_the_crawl() {
    let setup = Setup::new(world(), LOGINS).await;
    let scope = Scope {
        organisation: Some("ictu".to_owned()),
        account: None,
    };
    let run = setup
        .crawl_as(Some(crate::support::TOKEN), &scope)
        .await
        .unwrap();
    assert_eq!((run.accounts.len(), run.total().new), (1, 1));

    let scope = Scope {
        organisation: None,
        account: Some("https://github.com/MinVWS".parse().unwrap()),
    };
    let run = setup
        .crawl_as(Some(crate::support::TOKEN), &scope)
        .await
        .unwrap();
    assert_eq!((run.accounts.len(), run.total().new), (1, 2));

    let nowhere = Scope {
        organisation: Some("nergens".to_owned()),
        account: None,
    };
    assert!(matches!(
        setup.crawl_as(None, &nowhere).await,
        Err(CrawlError::NoSuchOrganisation(slug)) if slug == "nergens"
    ));
    let nowhere = Scope {
        organisation: None,
        account: Some("https://github.com/nergens".parse().unwrap()),
    };
    assert!(matches!(
        setup.crawl_as(None, &nowhere).await,
        Err(CrawlError::NoSuchAccount(_))
    ));
}
