//! Whose repositories are: accounts are known by the forge's own id, and names
//! change hands. The same on every kind of forge.

use bronwijzer_crawler::crawl::Scope;
use bronwijzer_crawler::run::{CrawlRun, Outcome, Tally};
use bronwijzer_crawler::sink::DepartureKind;
use bronwijzer_double::fault::Fault;
use bronwijzer_double::world::{Account, Release, Repository, World};
use chrono::Duration;

use crate::support::{Kind, Setup, account, expect_problem, now};

fn world() -> World {
    World::with_organisations(&["minvws", "ICTU"])
        .with(Repository::new(1, "minvws", "rocky", now()))
        .with(Repository::new(2, "minvws", "puzi", now()))
        .with(Repository::new(3, "ICTU", "quality-time", now()))
}

const LOGINS: &[&str] = &["minvws", "ICTU"];

/// Every kind of forge, and whether it is asked with a token.
const WAYS: &[(Kind, Option<&str>)] = &[
    (Kind::GitHub, Some(crate::support::TOKEN)),
    (Kind::GitHub, None),
    (Kind::GitLab, Some(crate::support::TOKEN)),
    (Kind::Gitea, Some(crate::support::TOKEN)),
    (Kind::Gitea, None),
];

async fn crawl(setup: &Setup, token: Option<&str>) -> CrawlRun {
    setup.crawl_as(token, &Scope::default()).await.unwrap()
}

/// Somebody takes a name that was given up, and has repositories under it, one
/// of them with a name that was there before.
fn take(world: &mut World, login: &str) {
    world.take_name(login);
    let fake = Repository::new(66, login, "gratis-munten", now());
    world.repositories.push(fake);
    world
        .repositories
        .push(Repository::new(67, login, "rocky", now()));
}

fn holds(setup: &Setup, id: u64) -> bool {
    let id = format!("{}:{id}", setup.kind.host());
    setup.sink.held().keys().any(|held| held.to_string() == id)
}

#[tokio::test]
async fn taken_over_account_name_lists_nothing() {
    for (kind, token) in WAYS {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        crawl(&setup, *token).await;
        setup
            .forge
            .change(|world| world.rename_account("minvws", "rijksoverheid"));
        crawl(&setup, *token).await;
        setup.forge.change(|world| take(world, "minvws"));
        for _ in 0..2 {
            let run = crawl(&setup, *token).await;
            expect_problem(
                &run,
                &[
                    &setup.url("minvws"),
                    "is now called rijksoverheid",
                    "Correct",
                ],
            );
            assert_eq!((run.total().new, run.total().gone), (0, 0), "{run:#?}");
            assert!(!holds(&setup, 66) && !holds(&setup, 67));
            let moved = setup.sink.at("rijksoverheid/rocky");
            assert_eq!(moved.account.to_string(), setup.url("minvws"));
            assert!(moved.departure.is_none());
        }
    }
}

#[tokio::test]
async fn account_takeover_between_crawls_is_noticed() {
    for (kind, token) in WAYS {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        crawl(&setup, *token).await;
        setup.forge.change(|world| {
            world.rename_account("minvws", "rijksoverheid");
            take(world, "minvws");
        });
        let run = crawl(&setup, *token).await;
        assert_eq!((run.total().new, run.total().gone), (0, 0), "{run:#?}");
        assert!(!holds(&setup, 66) && !holds(&setup, 67));
        let held = setup.sink.held();
        let rocky = held
            .values()
            .find(|held| held.observation.id.forge_id() == "1");
        assert!(rocky.unwrap().departure.is_none());
    }
}

#[tokio::test]
async fn different_account_needs_confirmation() {
    for (kind, token) in WAYS {
        let mut setup = Setup::on(*kind, world(), LOGINS).await;
        crawl(&setup, *token).await;
        setup.forge.change(|world| {
            world.delete_account("minvws");
            take(world, "minvws");
        });
        let run = crawl(&setup, *token).await;
        assert_eq!(account(&run, "minvws").outcome, Outcome::Failed);
        let taken = World::with_organisations(LOGINS);
        let id = taken.account_id("minvws") + 2;
        let line = format!("account_ids = {{ \"{}\" = \"{id}\" }}", setup.url("minvws"));
        expect_problem(&run, &[&setup.url("minvws"), "another account", &line]);
        assert!(!holds(&setup, 66) && !holds(&setup, 67));

        let key = setup.url("minvws").replace("https://", "");
        setup.registry.account_ids.insert(key, id.to_string());
        let run = crawl(&setup, *token).await;
        assert_eq!(account(&run, "minvws").outcome, Outcome::Complete);
        assert!(holds(&setup, 66) && holds(&setup, 67));
        // What was confirmed holds from then on.
        setup.registry.account_ids.clear();
        let run = crawl(&setup, *token).await;
        assert_eq!(account(&run, "minvws").outcome, Outcome::Complete);
    }
}

/// A catalogue of before ids were kept.
#[tokio::test]
async fn unknown_account_id_is_learned_unless_repositories_contradict() {
    for (kind, token) in WAYS {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        crawl(&setup, *token).await;
        setup.sink.forget_ids();
        setup.forge.change(|world| {
            world.rename_account("minvws", "rijksoverheid");
            take(world, "minvws");
        });
        let run = crawl(&setup, *token).await;
        assert_eq!(account(&run, "minvws").outcome, Outcome::Failed);
        assert_eq!(account(&run, "ICTU").outcome, Outcome::Complete);
        expect_problem(&run, &[&setup.url("minvws"), "another account", "confirm"]);
        assert!(!holds(&setup, 66) && !holds(&setup, 67));
        assert_eq!(run.total().gone, 0);

        // Learned of the other one.
        setup.forge.change(|world| {
            world.rename_account("ICTU", "ictu-nl");
            world.take_name("ICTU");
            let fake = Repository::new(68, "ICTU", "nep", now());
            world.repositories.push(fake);
        });
        let run = crawl(&setup, *token).await;
        assert!(!holds(&setup, 68), "{run:#?}");
    }
}

#[tokio::test]
async fn deleted_account_is_not_confused_with_a_transfer_target() {
    for (kind, token) in WAYS {
        let mut world = world();
        world.accounts.push(Account::user("piet"));
        for id in 10..15 {
            world = world.with(Repository::new(id, "piet", &format!("hobby-{id}"), now()));
        }
        let setup = Setup::on(*kind, world, LOGINS).await;
        crawl(&setup, *token).await;
        setup.forge.change(|world| {
            world.rename("minvws/puzi", "piet", "puzi", now());
            world.delete_account("minvws");
        });
        let run = crawl(&setup, *token).await;
        assert_eq!(account(&run, "minvws").outcome, Outcome::Failed);
        expect_problem(&run, &[&setup.url("minvws"), "does not exist"]);
        assert_eq!(setup.sink.held().len(), 3);
        let gone = |path: &str| setup.sink.at(path).departure.unwrap().kind;
        assert_eq!(gone("minvws/rocky"), DepartureKind::NotFound);
        assert_eq!(gone("piet/puzi"), DepartureKind::Transferred);
        let again = crawl(&setup, *token).await;
        assert_eq!((again.total().gone, setup.sink.held().len()), (0, 3));
    }
}

#[tokio::test]
async fn user_accounts_are_identified_by_id_too() {
    for (kind, token) in WAYS {
        let mut world = World::default();
        world.accounts.push(Account::user("jansen"));
        let world = world.with(Repository::new(1, "jansen", "app", now()));
        let setup = Setup::on(*kind, world, &["jansen"]).await;
        crawl(&setup, *token).await;
        setup.forge.change(|world| {
            world.delete_account("jansen");
            let other = Account::user("jansen");
            let id = other.id + 1;
            world.accounts.push(Account { id, ..other });
            let app = Repository::new(9, "jansen", "app", now());
            world.repositories.push(app);
        });
        let run = crawl(&setup, *token).await;
        expect_problem(&run, &[&setup.url("jansen"), "another account"]);
        assert!(!holds(&setup, 9));
    }
}

#[tokio::test]
async fn transferred_repository_leaves_and_is_not_read_again() {
    for (kind, token) in WAYS {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        crawl(&setup, *token).await;
        let later = now() + Duration::minutes(5);
        setup
            .forge
            .change(|world| world.rename("minvws/puzi", "bedrijf-bv", "puzi", later));
        let run = crawl(&setup, *token).await;
        assert_eq!((run.total().changed, run.total().gone), (0, 1));
        let moved = setup.sink.at("bedrijf-bv/puzi");
        assert_eq!(moved.departure.unwrap().kind, DepartureKind::Transferred);
        assert_eq!(moved.account.to_string(), setup.url("bedrijf-bv"));

        setup.forge.forget_seen();
        let run = crawl(&setup, *token).await;
        assert_eq!(
            run.total(),
            Tally {
                unchanged: 2,
                ..Tally::default()
            }
        );
        assert!(setup.seen().len() <= LOGINS.len());

        setup
            .forge
            .change(|world| world.rename("bedrijf-bv/puzi", "minvws", "puzi", later));
        let run = crawl(&setup, *token).await;
        assert_eq!(run.total().new, 1);
        let back = setup.sink.at("minvws/puzi");
        assert!(back.departure.is_none());
        assert_eq!(back.account.to_string(), setup.url("minvws"));
    }
}

#[tokio::test]
async fn move_between_registered_accounts_is_read_once() {
    for (kind, token) in WAYS {
        for (from, to) in [("minvws", "ICTU"), ("ICTU", "minvws")] {
            let moving = Repository::new(4, from, "kat", now());
            let setup = Setup::on(*kind, world().with(moving), LOGINS).await;
            crawl(&setup, *token).await;
            let later = now() + Duration::minutes(5);
            setup
                .forge
                .change(|world| world.rename(&format!("{from}/kat"), to, "kat", later));
            let expected = Tally {
                changed: 1,
                unchanged: 3,
                ..Tally::default()
            };
            assert_eq!(crawl(&setup, *token).await.total(), expected);
            let moved = setup.sink.at(&format!("{to}/kat"));
            assert_eq!(moved.account.to_string(), setup.url(to));
            setup.forge.forget_seen();
            assert_eq!(crawl(&setup, *token).await.total().unchanged, 4);
            assert!(setup.seen().len() <= LOGINS.len());
        }
    }
}

#[tokio::test]
async fn listing_refreshes_counts_without_dates() {
    for (kind, token) in WAYS {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        crawl(&setup, *token).await;
        setup
            .forge
            .change(|world| world.repository("minvws/rocky").counts = (40, 30, 20));
        let run = crawl(&setup, *token).await;
        assert_eq!(run.total().unchanged, 3, "{run:#?}");
        let counts = setup.sink.at("minvws/rocky").observation.counts;
        assert_eq!((counts.stars, counts.forks), (Some(40), Some(30)));
    }
}

#[tokio::test]
async fn new_release_without_date_change_is_read() {
    for token in [Some(crate::support::TOKEN), None] {
        let setup = Setup::on(Kind::Gitea, world(), LOGINS).await;
        crawl(&setup, token).await;
        setup.forge.change(|world| {
            let rocky = world.repository("minvws/rocky");
            rocky.issues.0 += 4;
            rocky.releases.push(Release {
                name: "v1.0.0".to_owned(),
                at: now(),
                ..Release::default()
            });
            world.repository("minvws/puzi").issues.0 = 9;
        });
        let run = crawl(&setup, token).await;
        assert_eq!((run.total().changed, run.total().unchanged), (1, 2));
        let rocky = setup.sink.at("minvws/rocky").observation;
        assert_eq!(rocky.releases.unwrap().newest[0].name, "v1.0.0");
        assert_eq!(rocky.counts.open_issues, Some(9));
        let puzi = setup.sink.at("minvws/puzi").observation;
        assert_eq!(puzi.counts.open_issues, Some(9));
        assert_eq!(crawl(&setup, token).await.total().unchanged, 3);
    }
}

#[tokio::test]
async fn single_repository_stays_with_its_owner() {
    for (kind, token) in WAYS {
        let mut setup = Setup::on(*kind, world(), &["ICTU"]).await;
        setup.register("kat", &["minvws/rocky"]);
        crawl(&setup, *token).await;
        setup.forge.change(|world| {
            world.rename("minvws/rocky", "bedrijf-bv", "rocky", now());
        });
        let run = crawl(&setup, *token).await;
        expect_problem(&run, &["minvws/rocky", "another owner", "bedrijf-bv/rocky"]);
        let moved = setup.sink.at("bedrijf-bv/rocky");
        assert_eq!(moved.departure.unwrap().kind, DepartureKind::Transferred);

        let mut setup = Setup::on(*kind, world(), &["ICTU"]).await;
        setup.register("kat", &["minvws/rocky"]);
        crawl(&setup, *token).await;
        setup.forge.change(|world| {
            world.delete_account("minvws");
            take(world, "minvws");
        });
        let run = crawl(&setup, *token).await;
        expect_problem(&run, &["minvws/rocky", "another account", "confirm"]);
        assert!(!holds(&setup, 67));
    }
}

#[tokio::test]
async fn unregistered_repository_is_not_read_on_request() {
    for (kind, token) in WAYS {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        crawl(&setup, *token).await;
        setup.forge.change(|world| {
            world.delete_account("minvws");
            take(world, "minvws");
        });
        let scope = Scope {
            repository: Some(setup.url("minvws/gratis-munten").parse().unwrap()),
            ..Scope::default()
        };
        let run = setup.crawl_as(*token, &scope).await.unwrap();
        expect_problem(&run, &["minvws", "another account"]);
        assert!(!holds(&setup, 66));
    }
}

/// A proxy, or an address that is none of the API, says 404 to everything.
#[tokio::test]
async fn proxy_pages_make_nothing_gone() {
    for (kind, token) in WAYS {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        crawl(&setup, *token).await;
        setup.forge.fail(|_| Some(Fault::Page(404)));
        let run = crawl(&setup, *token).await;
        assert_eq!(run.total().gone, 0, "{run:#?}");
        assert_eq!(account(&run, "minvws").outcome, Outcome::Failed);
    }
}

/// A name that was taken, with nothing under it yet.
#[tokio::test]
async fn empty_account_under_a_former_name_is_different() {
    for (kind, token) in WAYS {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        crawl(&setup, *token).await;
        setup.forge.change(|world| {
            world.rename_account("minvws", "rijksoverheid");
            world.take_name("minvws");
        });
        let run = crawl(&setup, *token).await;
        assert_eq!((run.total().new, run.total().gone), (0, 0), "{run:#?}");
    }
}

/// An earlier version left what was handed over with its former account.
#[tokio::test]
async fn repository_transferred_long_ago_leaves_too() {
    for (kind, token) in WAYS {
        let setup = Setup::on(*kind, world(), LOGINS).await;
        crawl(&setup, *token).await;
        setup.sink.forget_ids();
        setup
            .forge
            .change(|world| world.rename("minvws/puzi", "bedrijf-bv", "puzi", now()));
        for held in setup.sink.held().values_mut() {
            if held.observation.id.forge_id() == "2" {
                held.observation.url = setup.url("bedrijf-bv/puzi").parse().unwrap();
            }
        }
        let run = crawl(&setup, *token).await;
        assert_eq!(run.total().gone, 1, "{run:#?}");
        let moved = setup.sink.at("bedrijf-bv/puzi");
        assert_eq!(moved.departure.unwrap().kind, DepartureKind::Transferred);
    }
}
