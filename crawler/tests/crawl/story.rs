//! The life of repositories as a crawl sees it, the same on every kind of forge.

use bronwijzer_crawler::crawl::{CrawlError, Scope};
use bronwijzer_crawler::run::{Outcome, Tally};
use bronwijzer_crawler::sink::DepartureKind;
use bronwijzer_double::world::{Repository, World};
use chrono::Duration;

use crate::support::{Kind, Setup, account, expect_problem, now};

/// Two accounts with three repositories.
fn world() -> World {
    World::with_organisations(&["minvws", "ICTU"])
        .with(Repository::new(1, "minvws", "rocky", now()))
        .with(Repository::new(2, "minvws", "puzi", now()))
        .with(Repository::new(3, "ICTU", "quality-time", now()))
}

const LOGINS: &[&str] = &["minvws", "ICTU"];

#[tokio::test]
async fn authors_leave_no_name_or_address() {
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
async fn a_second_crawl_reads_nothing_that_did_not_change() {
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
        let seen = setup.forge.take_seen();
        assert_eq!(seen.len(), 1, "{seen:#?}");
        assert_eq!(run.spending[0].requests, 1);
        assert_eq!(setup.sink.runs(), 2);
    }
}

#[tokio::test]
async fn a_push_an_edit_and_an_archive_are_changes() {
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
        assert_eq!(pushed.pushed_at, Some(later));
    }
}

#[tokio::test]
async fn a_rename_and_a_transfer_keep_the_identity() {
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
async fn a_transfer_out_of_the_registry_is_no_departure() {
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        setup.crawl().await;
        let later = now() + Duration::minutes(5);
        setup
            .forge
            .change(|world| world.rename("minvws/puzi", "a-company", "puzi", later));
        let run = setup.crawl().await;
        assert_eq!((run.total().changed, run.total().gone), (1, 0));
        let moved = setup.sink.at("a-company/puzi");
        assert_eq!(moved.account.to_string(), setup.url("minvws"));
        assert!(moved.departure.is_none());
    }
}

#[tokio::test]
async fn what_is_deleted_or_made_private_is_gone_and_keeps_its_facts() {
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
        assert_eq!(setup.forge.take_seen().len(), 1);

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
async fn an_account_that_vanishes_takes_nothing_with_it() {
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
        assert_eq!(run.total().gone, 0);
        assert!(setup.sink.at("minvws/rocky").departure.is_none());
    }
}

#[tokio::test]
async fn a_scope_narrows_the_crawl() {
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
