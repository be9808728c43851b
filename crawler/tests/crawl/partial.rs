//! Answers that lack something, told against every kind of forge: what was stored
//! stays, the report says so, the next crawl asks again, and nobody else pays.

use std::time::Duration as StdDuration;

use bronwijzer_crawler::crawl::Scope;
use bronwijzer_crawler::forge::{Budget, ForgeConfig};
use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::run::Outcome;
use bronwijzer_double::fault::{Fault, IncomingRequest};
use bronwijzer_double::world::{Release, Repository, World};
use chrono::Duration;

use crate::support::{Kind, Setup, TOKEN, account, expect_problem, now};

const ROCKY: &str = "minvws/rocky";

fn world() -> World {
    let mut rocky = Repository::new(1, "minvws", "rocky", now());
    rocky.homepage = Some("https://rocky.example".to_owned());
    rocky.releases = vec![Release {
        name: "v1.0.0".to_owned(),
        at: now() - Duration::days(40),
        tagged_at: None,
        prerelease: false,
        author: None,
    }];
    rocky.write("docs/CONTRIBUTING.md", "# Help");
    World::with_organisations(&["minvws"])
        .with(rocky)
        .with(Repository::new(2, "minvws", "puzi", now()))
        .with(Repository::new(3, "minvws", "nl-kat", now()))
}

/// Makes some parts of one repository fail.
#[derive(Debug, Clone)]
enum Failing {
    /// These fields of GraphQL.
    Fields(&'static [&'static str]),
    /// What is asked for at addresses with this in it.
    Address(&'static str),
}

impl Failing {
    /// What fails on a forge of this kind.
    fn on(kind: Kind) -> Vec<Self> {
        match kind {
            Kind::GitHub => vec![
                Self::Fields(&["defaultBranchRef.target.history"]),
                Self::Fields(&["defaultBranchRef"]),
                Self::Fields(&["root"]),
                Self::Fields(&["languages"]),
                Self::Fields(&["releases", "tags"]),
                Self::Fields(&["licenseInfo", "repositoryTopics"]),
                Self::Fields(&["description", "homepageUrl", "watchers"]),
                Self::Fields(&[
                    "defaultBranchRef",
                    "root",
                    "languages",
                    "releases",
                    "tags",
                    "licenseInfo",
                    "repositoryTopics",
                ]),
            ],
            Kind::GitLab => vec![
                Self::Fields(&["repository"]),
                Self::Fields(&["repository.rootRef"]),
                Self::Fields(&["repository.root"]),
                Self::Fields(&["languages", "releases", "topics"]),
                Self::Fields(&["openIssuesCount", "mergeRequests", "description"]),
                Self::Address("projects/1/repository/tags"),
                Self::Address("projects/1/repository/commits"),
            ],
            Kind::Gitea => vec![
                Self::Address("rocky/commits"),
                Self::Address("rocky/git/trees"),
                Self::Address("rocky/languages"),
                Self::Address("rocky/releases"),
                Self::Address("rocky/tags"),
                Self::Address("rocky/contents/README.md"),
                Self::Address("rocky/contents"),
            ],
        }
    }

    fn plan(self) -> impl FnMut(&IncomingRequest) -> Option<Fault> + Send + 'static {
        move |asked| match &self {
            Self::Fields(fields) => Some(Fault::Null(ROCKY.to_owned(), fields.to_vec())),
            Self::Address(part) => asked.operation.contains(part).then_some(Fault::Page(500)),
        }
    }
}

/// The facts, without what belongs to the moment of reading.
fn facts(setup: &Setup) -> (Observation, Option<(u64, Vec<u64>)>) {
    let mut facts = setup.sink.at(ROCKY).observation;
    facts.gaps.clear();
    facts.observed_at = chrono::DateTime::UNIX_EPOCH;
    facts.updated_at = None;
    facts.issues = None;
    let commits = facts.commits.take();
    (
        facts,
        commits.map(|commits| (commits.total, commits.per_author)),
    )
}

#[tokio::test]
async fn failed_part_keeps_stored_value_and_is_retried() {
    for kind in Kind::ALL {
        for failing in Failing::on(*kind) {
            println!("{failing:?}");
            let setup = Setup::on(*kind, world(), &["minvws"]).await;
            setup.crawl().await;
            let before = facts(&setup);
            let later = now() + Duration::minutes(5);
            setup
                .forge
                .change(|world| world.repository(ROCKY).updated_at = later);
            setup.forge.fail(failing.clone().plan());
            let run = setup.crawl().await;
            assert_eq!((run.total().changed, run.total().failed), (1, 0));
            assert!(facts(&setup) == before, "{:#?}", facts(&setup));
            let held = setup.sink.at(ROCKY).observation;
            assert!(held.has_unread(), "{:#?}", held.gaps);
            let claims = ["default branch", "has no README"];
            let gaps = held.gaps.iter().map(|gap| gap.reason.as_str());
            for claim in claims {
                let says = gaps
                    .clone()
                    .any(|gap| gap.contains("the repository") && gap.contains(claim));
                assert!(!says, "{:#?}", held.gaps);
            }
            expect_problem(&run, &[ROCKY, "could not be read", "stored"]);

            // Healthy again: the very next crawl asks, though nothing moved.
            setup.forge.recover();
            let run = setup.crawl().await;
            assert_eq!((run.total().changed, run.total().unchanged), (1, 2));
            assert!(!setup.sink.at(ROCKY).observation.has_unread());
            assert!(facts(&setup) == before);
            assert_eq!(setup.crawl().await.total().unchanged, 3);
        }
    }
}

/// Texts of unusual names are asked for after the facts, by requests of their own.
#[tokio::test]
async fn failed_text_keeps_stored_value_and_is_retried() {
    const README: &str = "Readme.mediawiki";
    for kind in Kind::ALL {
        let mut world = world();
        let rocky = world.repository(ROCKY);
        rocky.remove("README.md");
        rocky.write(README, "= Rocky =");
        let setup = Setup::on(*kind, world, &["minvws"]).await;
        setup.crawl().await;
        let before = facts(&setup);
        let readme = before.0.readme.as_ref().expect("it is read");
        assert_eq!(readme.text, "= Rocky =");

        let later = now() + Duration::minutes(5);
        setup
            .forge
            .change(|world| world.repository(ROCKY).updated_at = later);
        setup.forge.fail(|asked: &IncomingRequest| {
            let is_of_text = asked.body.contains(README) || asked.operation.contains(README);
            is_of_text.then_some(Fault::Page(500))
        });
        let run = setup.crawl().await;
        assert_eq!((run.total().changed, run.total().failed), (1, 0));
        assert!(facts(&setup) == before, "{:#?}", facts(&setup));
        assert!(setup.sink.at(ROCKY).observation.has_unread());
        expect_problem(&run, &[ROCKY, "could not be read", "stored"]);

        setup.forge.recover();
        let run = setup.crawl().await;
        assert_eq!((run.total().changed, run.total().unchanged), (1, 2));
        assert!(!setup.sink.at(ROCKY).observation.has_unread());
        assert!(facts(&setup) == before);
    }
}

#[tokio::test]
async fn incomplete_listing_is_reported_and_used() {
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world(), &["minvws"]).await;
        let lost = |asked: &IncomingRequest| {
            let is_list =
                asked.operation.starts_with("List") || asked.operation.contains("/users/");
            is_list.then(|| Fault::Null("minvws/puzi".to_owned(), vec![""]))
        };
        setup.forge.fail(lost);
        let run = setup.crawl().await;
        assert_eq!(run.total().new, 2, "{:#?}", run.problems);
        assert_eq!(account(&run, "minvws").outcome, Outcome::Partial);
        expect_problem(
            &run,
            &["minvws", "1 of its repositories are missing", "next crawl"],
        );

        // What is known is asked for by itself, and has not left.
        setup.forge.recover();
        assert_eq!(setup.crawl().await.total().new, 1);
        setup.forge.fail(lost);
        let run = setup.crawl().await;
        assert_eq!((run.total().gone, run.total().unchanged), (0, 3));
        assert!(setup.sink.at("minvws/puzi").departure.is_none());
        setup.forge.recover();
        let run = setup.crawl().await;
        assert_eq!(account(&run, "minvws").outcome, Outcome::Complete);
    }
}

/// Gitea counts more rows than it shows, so its count tells nothing.
#[tokio::test]
async fn list_shorter_than_its_count_is_partial() {
    for kind in [Kind::GitHub, Kind::GitLab] {
        let setup = Setup::on(kind, world(), &["minvws"]).await;
        setup.forge.fail(|asked: &IncomingRequest| {
            let is_list = asked.operation.starts_with("List");
            is_list.then(|| Fault::Omitted("minvws/puzi".to_owned()))
        });
        let run = setup.crawl().await;
        assert_eq!(run.total().new, 2, "{:#?}", run.problems);
        assert_eq!(account(&run, "minvws").outcome, Outcome::Partial);
        expect_problem(&run, &["minvws", "1 of its repositories are missing"]);
        setup.forge.recover();
        let run = setup.crawl().await;
        assert_eq!((run.total().new, run.total().gone), (1, 0));
        assert_eq!(account(&run, "minvws").outcome, Outcome::Complete);
    }
}

#[tokio::test]
async fn missing_default_branch_does_not_affect_the_rest() {
    for kind in Kind::ALL {
        let setup = Setup::on(*kind, world(), &["minvws"]).await;
        setup.forge.change(|world| {
            world.repository(ROCKY).lost_branch = true;
            world.repository("minvws/puzi").lost_branch = true;
        });
        let run = setup.crawl().await;
        assert_eq!(
            (run.total().new, run.total().failed),
            (3, 0),
            "{:#?}",
            run.problems
        );
        let facts = setup.sink.at(ROCKY).observation;
        assert_eq!((facts.default_branch, facts.files), (None, None));
        assert!(facts.commits.is_none() && facts.description.is_some());
        assert!(facts.gaps.iter().all(|gap| gap.unread.is_none()));
        expect_problem(&run, &[ROCKY, "no default branch"]);
        assert_eq!(setup.crawl().await.total().unchanged, 3);
    }
}

/// A forge that fails for some repositories, all of them under way at once.
#[tokio::test]
async fn always_failing_repositories_never_end_the_crawl() {
    for kind in Kind::ALL {
        let mut world = World::with_organisations(&["minvws"]);
        for id in 1..=12 {
            world = world.with(Repository::new(id, "minvws", &format!("kapot-{id}"), now()));
        }
        for id in 13..=18 {
            world = world.with(Repository::new(id, "minvws", &format!("heel-{id}"), now()));
        }
        let setup = Setup::on(*kind, world, &["minvws"]).await;
        setup.forge.fail(|asked: &IncomingRequest| {
            let is_broken = |id: u32| {
                asked.body.contains(&format!("R_double{id:08}"))
                    || asked.body.contains(&format!("Project/{id}\""))
                    || asked.operation.contains(&format!("/kapot-{id}/"))
            };
            (1..=12).any(is_broken).then_some(Fault::Page(500))
        });
        let config = ForgeConfig {
            budget: Budget {
                concurrency: 4,
                first_retry: StdDuration::from_millis(1),
                pause_when_down: StdDuration::from_millis(20),
                ..Budget::default()
            },
            ..setup.config(Some(TOKEN))
        };
        let run = setup.crawl_with(config, &Scope::default()).await.unwrap();
        assert_eq!(
            (run.total().new, run.total().failed),
            (6, 12),
            "{:#?}",
            run.problems
        );
    }
}

#[tokio::test]
async fn failing_account_affects_no_other_list() {
    for kind in Kind::ALL {
        let logins = ["a", "b", "c", "d"];
        let mut world = World::with_organisations(&logins);
        for (id, login) in (1..).zip(logins) {
            world = world.with(Repository::new(id, login, "app", now()));
        }
        let setup = Setup::on(*kind, world, &logins).await;
        setup.forge.fail(|asked: &IncomingRequest| {
            let is_c = asked.body.contains("\"c\"") || asked.operation.contains("/c/repos");
            is_c.then_some(Fault::Page(500))
        });
        let run = setup.crawl().await;
        assert_eq!(run.total().new, 3, "{:#?}", run.problems);
        assert_eq!(account(&run, "c").outcome, Outcome::Failed);
        expect_problem(&run, &[&setup.url("c"), "HTTP 500"]);
    }
}
