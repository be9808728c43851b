//! The life of repositories as a crawl sees it, the same on every kind of forge.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use bronwijzer_crawler::bots::BotList;
use bronwijzer_crawler::crawl::{CrawlError, CrawlOptions, Event, Progress, Scope};
use bronwijzer_crawler::forge::ForgeConfig;
use bronwijzer_crawler::halt::{Halt, HaltReason};
use bronwijzer_crawler::run::{Outcome, Tally};
use bronwijzer_crawler::sink::DepartureKind;
use bronwijzer_double::world::{Repository, World, person};
use chrono::Duration;

use tokio_util::sync::CancellationToken;

use crate::support::{Kind, Setup, TOKEN, account, expect_problem, is_of_issues, now};

/// Two accounts with three repositories.
fn world() -> World {
    World::with_organisations(&["minvws", "ICTU"])
        .with(Repository::new(1, "minvws", "rocky", now()))
        .with(Repository::new(2, "minvws", "puzi", now()))
        .with(Repository::new(3, "ICTU", "quality-time", now()))
}

const LOGINS: &[&str] = &["minvws", "ICTU"];

#[tokio::test]
async fn author_names_and_addresses_are_not_stored() {
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        let run = setup.crawl().await;
        let stored = format!("{:?}", setup.sink.held()) + &serde_json::to_string(&run).unwrap();
        for trace in ["ada", "ADA", "grace", "@example.org"] {
            assert!(!stored.contains(trace), "{trace}");
        }
    }
}

#[tokio::test]
async fn bot_commits_and_merges_are_distinguished() {
    let mut rocky = Repository::new(1, "minvws", "rocky", now());
    // Every other week.
    rocky.authors = std::sync::Arc::new(vec![person("ada"), person("release-robot")]);
    rocky.merges = [rocky.commits[0].at, rocky.commits[4].at].into();
    let world = World::with_organisations(&["minvws"]).with(rocky);
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world.clone(), &["minvws"]).await;
        let config = ForgeConfig {
            bots: BotList::with(["release-*"]),
            ..setup.config(Some(TOKEN))
        };
        setup.crawl_with(config, &Scope::default()).await.unwrap();
        let facts = setup.sink.at("minvws/rocky").observation.commits.unwrap();
        assert_eq!(facts.per_author, [13]);
        assert_eq!(facts.author_weeks.map(|authors| authors[0].len()), Some(13));
        assert_eq!(facts.weeks.iter().map(|week| week.bot).sum::<u32>(), 13);
        let days = facts.days.unwrap();
        assert_eq!(days.iter().filter_map(|day| day.merges).sum::<u32>(), 2);
        assert_eq!(days.len(), 9, "{days:?}");
    }
}

#[tokio::test]
async fn second_crawl_reads_only_changes() {
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        setup.crawl().await;
        setup.forge.forget_seen();
        let run = setup.crawl().await;
        assert_eq!(
            run.total(),
            Tally {
                unchanged: 3,
                ..Tally::default()
            }
        );
        let mut seen = setup.forge.take_seen();
        assert_eq!(run.spending[0].requests, seen.len() as u64);
        // Beside issues at most a page for each account.
        seen.retain(|seen| !is_of_issues(&seen.operation));
        assert!(seen.len() <= LOGINS.len(), "{seen:#?}");
        assert_eq!(setup.sink.runs(), 2);
    }
}

#[tokio::test]
async fn push_edit_and_archive_are_changes() {
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        setup.crawl().await;
        let later = now() + Duration::minutes(5);
        setup.forge.change(|world| {
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
        // Gitea tells of no push by itself.
        assert_eq!(pushed.pushed_at.or(pushed.updated_at), Some(later));
    }
}

#[tokio::test]
async fn rename_and_transfer_keep_the_identity() {
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        setup.crawl().await;
        let later = now() + Duration::minutes(5);
        setup.forge.change(|world| {
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
            format!("{}:1", kind.host())
        );
        let moved = setup.sink.at("ICTU/puzi");
        assert_eq!(moved.account.to_string(), setup.url("ICTU"));
    }
}

#[tokio::test]
async fn deleted_or_private_repository_is_gone() {
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        setup.crawl().await;
        setup.forge.change(|world| {
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
        setup.forge.forget_seen();
        assert_eq!(setup.crawl().await.total().gone, 0);
        // On Gitea an account that shows no repository is asked for its id.
        let seen = setup.seen();
        assert!(seen.len() <= LOGINS.len() + 1, "{seen:#?}");

        setup
            .forge
            .change(|world| world.repository("ICTU/quality-time").public = true);
        let run = setup.crawl().await;
        assert_eq!(run.total().new, 1);
        let back = setup.sink.at("ICTU/quality-time");
        assert_eq!(
            back.observation.id.to_string(),
            format!("{}:3", kind.host())
        );
        assert!(back.departure.is_none());
    }
}

#[tokio::test]
async fn an_unknown_account_fails_alone() {
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world(), &["minvws", "nobody-here", "ICTU"]).await;
        let run = setup.crawl().await;
        assert_eq!(run.total().new, 3);
        let failed = account(&run, "nobody-here");
        assert_eq!(failed.outcome, Outcome::Failed);
        expect_problem(
            &run,
            &[
                &setup.url("nobody-here"),
                "does not exist",
                "registry of organisations",
            ],
        );
    }
}

#[tokio::test]
async fn vanished_account_takes_its_repositories_along() {
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        setup.crawl().await;
        setup.forge.change(|world| {
            world.accounts.retain(|account| account.login != "minvws");
            world.delete("minvws/rocky");
            world.delete("minvws/puzi");
        });
        let run = setup.crawl().await;
        assert_eq!(account(&run, "minvws").outcome, Outcome::Failed);
        assert_eq!(run.total().gone, 2);
        let gone = setup.sink.at("minvws/rocky");
        assert_eq!(gone.departure.unwrap().kind, DepartureKind::NotFound);
        assert!(gone.observation.readme.is_some());
        assert_eq!(setup.crawl().await.total().gone, 0);
    }
}

#[tokio::test]
async fn scope_limits_the_crawl() {
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        let scope = Scope {
            organisation: Some("ictu".to_owned()),
            ..Scope::default()
        };
        let run = setup
            .crawl_as(Some(crate::support::TOKEN), &scope)
            .await
            .unwrap();
        assert_eq!((run.accounts.len(), run.total().new), (1, 1));

        let scope = Scope {
            account: Some(setup.url("MinVWS").parse().unwrap()),
            ..Scope::default()
        };
        let run = setup
            .crawl_as(Some(crate::support::TOKEN), &scope)
            .await
            .unwrap();
        assert_eq!((run.accounts.len(), run.total().new), (1, 2));

        let nowhere = Scope {
            organisation: Some("nergens".to_owned()),
            ..Scope::default()
        };
        assert!(matches!(
            setup.crawl_as(None, &nowhere).await,
            Err(CrawlError::NoSuchOrganisation(slug)) if slug == "nergens"
        ));
        let nowhere = Scope {
            account: Some(setup.url("nergens").parse().unwrap()),
            ..Scope::default()
        };
        assert!(matches!(
            setup.crawl_as(None, &nowhere).await,
            Err(CrawlError::NoSuchAccount(_))
        ));
    }
}

#[tokio::test]
async fn single_repository_is_read_without_its_neighbours() {
    for kind in Kind::ALL {
        let mut setup = Setup::on(*kind, world(), &["ICTU"]).await;
        setup.register("kat", &["MinVWS/Rocky.git"]);
        let run = setup.crawl().await;
        assert_eq!(run.total().new, 2, "{:#?}", run.problems);
        let held = setup.sink.at("minvws/rocky");
        assert_eq!(
            held.account.key(),
            setup.url("minvws/rocky").replace("https://", "")
        );
        assert_eq!(setup.crawl().await.total().unchanged, 2);

        let later = now() + Duration::minutes(5);
        setup
            .forge
            .change(|world| world.rename("minvws/rocky", "minvws", "nl-kat", later));
        let run = setup.crawl().await;
        assert_eq!(run.total().changed, 1);
        expect_problem(&run, &["is now at", &setup.url("minvws/nl-kat")]);
        assert_eq!(setup.sink.held().len(), 2);

        setup.forge.change(|world| world.delete("minvws/nl-kat"));
        assert_eq!(setup.crawl().await.total().gone, 1);
        assert_eq!(setup.crawl().await.total().gone, 0);
    }
}

#[tokio::test]
async fn one_repository_is_read_by_any_address_spelling() {
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        let run = setup
            .crawl_one(&setup.url("MINVWS/Rocky.git/"))
            .await
            .unwrap();
        assert_eq!((run.total().new, setup.sink.held().len()), (1, 1));
        // Read again although nothing changed.
        let run = setup.crawl_one(&setup.url("minvws/rocky")).await.unwrap();
        assert_eq!(run.total().changed, 1);

        let later = now() + Duration::minutes(5);
        setup
            .forge
            .change(|world| world.rename("minvws/rocky", "ICTU", "kat", later));
        let run = setup.crawl_one(&setup.url("minvws/rocky")).await.unwrap();
        expect_problem(&run, &["is now at", &setup.url("ICTU/kat")]);
        assert_eq!(setup.sink.held().len(), 1);
        let moved = setup.sink.at("ICTU/kat");
        assert_eq!(moved.account.to_string(), setup.url("ICTU"));

        setup.forge.change(|world| world.delete("ICTU/kat"));
        let run = setup.crawl_one(&setup.url("ICTU/kat")).await.unwrap();
        assert_eq!(run.total().gone, 1);
        assert!(setup.sink.at("ICTU/kat").departure.is_some());

        let stranger = setup.crawl_one(&setup.url("a-company/app")).await;
        assert!(matches!(stranger, Err(CrawlError::NotInRegistry(_))));
        let run = setup.crawl_one(&setup.url("ICTU/no-such")).await.unwrap();
        expect_problem(&run, &["no-such", "does not exist"]);
    }
}

#[tokio::test]
async fn due_refresh_reads_unchanged_repositories() {
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        setup.crawl().await;
        let options = CrawlOptions {
            full: true,
            ..CrawlOptions::default()
        };
        let run = setup.crawl_by(&options).await;
        assert_eq!((run.full, run.total().changed), (true, 3));
        // Drift that moves no date.
        setup.forge.change(|world| {
            world.repository("minvws/puzi").description = Some("Nieuw".to_owned());
        });
        assert_eq!(setup.crawl().await.total().unchanged, 3);
        let options = CrawlOptions {
            refresh_after: Duration::zero(),
            ..CrawlOptions::default()
        };
        assert_eq!(setup.crawl_by(&options).await.total().changed, 3);
        let held = setup.sink.at("minvws/puzi");
        assert_eq!(held.observation.description.as_deref(), Some("Nieuw"));
    }
}

#[tokio::test]
async fn renamed_account_is_followed() {
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        setup.crawl().await;
        setup
            .forge
            .change(|world| world.rename_account("minvws", "rijksoverheid"));
        let run = setup.crawl().await;
        expect_problem(
            &run,
            &[
                &setup.url("minvws"),
                "is now called rijksoverheid",
                "Correct the account",
            ],
        );
        assert_eq!((run.total().failed, run.total().gone), (0, 0));
        assert_eq!(setup.sink.held().len(), 3);
        let moved = setup.sink.at("rijksoverheid/rocky");
        assert_eq!(moved.account.to_string(), setup.url("minvws"));
    }
}

#[tokio::test]
async fn private_repositories_are_never_stored() {
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        setup.forge.accept_token(TOKEN, true);
        setup
            .forge
            .change(|world| world.repository("minvws/puzi").public = false);
        setup.crawl().await;
        assert_eq!(setup.sink.held().len(), 2);
        setup
            .forge
            .change(|world| world.repository("minvws/rocky").public = false);
        let run = setup.crawl().await;
        assert_eq!(run.total().gone, 1);
        let private = setup.sink.at("minvws/rocky");
        assert_eq!(private.departure.unwrap().kind, DepartureKind::MadePrivate);
    }
}

#[tokio::test]
async fn blocked_is_distinguished_and_emptied_repositories_stay() {
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        setup.crawl().await;
        let later = now() + Duration::minutes(5);
        setup.forge.change(|world| {
            world.repository("minvws/rocky").blocked = true;
            world.empty("minvws/puzi", later);
        });
        let run = setup.crawl().await;
        assert_eq!((run.total().gone, run.total().changed), (1, 1));
        let blocked = setup.sink.at("minvws/rocky");
        assert_eq!(blocked.departure.unwrap().kind, DepartureKind::Blocked);
        let emptied = setup.sink.at("minvws/puzi");
        assert_eq!(emptied.observation.flags.empty, Some(true));
    }
}

/// Stops a crawl once so many repositories are stored.
struct StopAfter {
    repositories: usize,
    stored: AtomicUsize,
    token: CancellationToken,
}

impl Progress for StopAfter {
    fn event(&self, event: Event) {
        if let Event::Stored { repositories } = event {
            let stored = self.stored.fetch_add(repositories, Ordering::Relaxed) + repositories;
            if stored >= self.repositories {
                self.token.cancel();
            }
        }
    }
}

#[tokio::test]
async fn stopped_crawl_resumes_where_it_ended() {
    for kind in Kind::ALL {
        let logins = ["a", "b", "c", "d"];
        let mut world = World::with_organisations(&logins);
        for id in 0..400 {
            let login = logins[usize::try_from(id).unwrap() / 100];
            world = world.with(Repository::new(id, login, &format!("app-{id}"), now()));
        }
        let setup = Setup::on(*kind, world, &logins).await;
        let token = CancellationToken::new();
        let options = CrawlOptions {
            halt: Halt::new(token.clone(), None),
            ..CrawlOptions::default()
        };
        let stop = StopAfter {
            repositories: 130,
            stored: AtomicUsize::new(0),
            token,
        };
        let first = setup.crawl_watched(&options, &stop).await;
        assert_eq!(first.halted, Some(HaltReason::Stopped));
        assert_eq!(account(&first, "a").outcome, Outcome::Complete);
        assert_eq!(account(&first, "d").outcome, Outcome::Interrupted);
        let stored = setup.sink.held().len();
        assert!((130..400).contains(&stored), "{stored}");
        assert_eq!(first.total().new, stored as u64);

        // Those that waited go first, and nothing is read twice.
        let listed = Listed::default();
        let second = setup.crawl_watched(&CrawlOptions::default(), &listed).await;
        assert_eq!(second.halted, None);
        assert_eq!(second.total().new, 400 - stored as u64);
        assert_eq!(second.total().unchanged, stored as u64);
        assert_eq!(setup.sink.held().len(), 400);
        let order = listed.0.lock().unwrap().clone();
        let waited = |login: &String| account(&first, login).outcome == Outcome::Interrupted;
        assert!(order.is_sorted_by_key(|login| !waited(login)), "{order:?}");
    }
}

/// The accounts in the order in which they were listed.
#[derive(Default)]
struct Listed(Mutex<Vec<String>>);

impl Progress for Listed {
    fn event(&self, event: Event) {
        if let Event::Listed { account, .. } = event {
            self.0.lock().unwrap().push(account.path().to_owned());
        }
    }
}
