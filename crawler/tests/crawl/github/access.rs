//! Tokens that take turns, an app that asks, and an allowance that ends.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use base64::Engine;
use bronwijzer_crawler::crawl::{CrawlOptions, Scope};
use bronwijzer_crawler::forge::{AppInstallation, Credential};
use bronwijzer_crawler::halt::{Halt, HaltReason};
use bronwijzer_crawler::run::Outcome;
use bronwijzer_double::github::APP;
use bronwijzer_double::world::World;

use crate::support::{Setup, TOKEN, account, expect_problem, now};

/// A new private key of RSA, as PEM.
fn key() -> String {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der = pair.as_der().unwrap();
    let text = base64::engine::general_purpose::STANDARD.encode(der.as_ref());
    format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n")
}

async fn setup(repositories: usize) -> Setup {
    Setup::new(
        World::generated(1, 1, repositories, now()),
        &["organisatie-0"],
    )
    .await
}

#[tokio::test]
async fn rotation_skips_a_refused_token() {
    let setup = setup(200).await;
    setup.forge.accept_token("second", false);
    let mut forge = setup.config(None);
    forge.credentials = [TOKEN, "revoked", "second"]
        .map(|token| Credential::Token(token.into()))
        .to_vec();
    let run = setup.crawl_with(forge, &Scope::default()).await.unwrap();
    assert_eq!(run.total().new, 200, "{:#?}", run.problems);
    let seen = setup.forge.take_seen();
    let by = |token: &str| seen.iter().filter(|seen| seen.token == token).count();
    assert!(
        by(TOKEN) > 0 && by("second") > 0,
        "{} and {}",
        by(TOKEN),
        by("second")
    );
    let refused = seen.iter().filter(|seen| seen.status == 401).count();
    assert_eq!(refused, 1);
}

#[tokio::test]
async fn app_installation_uses_its_own_tokens() {
    let setup = setup(30).await;
    let app = |app: u64| {
        let mut forge = setup.config(None);
        forge.credentials = vec![Credential::App(AppInstallation {
            app,
            installation: 7,
            key: key().into(),
        })];
        forge
    };
    let run = setup.crawl_with(app(APP), &Scope::default()).await.unwrap();
    assert_eq!(run.total().new, 30, "{:#?}", run.problems);
    let seen = setup.forge.take_seen();
    let asked = |operation: &str| {
        seen.iter()
            .filter(|seen| seen.operation == operation)
            .count()
    };
    assert_eq!(asked("POST /app/installations/7/access_tokens"), 1);

    let run = setup.crawl_with(app(1), &Scope::default()).await.unwrap();
    let failed = account(&run, "organisatie-0");
    assert_eq!(failed.outcome, Outcome::Failed);
    let problems = format!("{:?}", run.problems);
    assert!(problems.contains("refused"), "{problems}");
    assert!(!problems.contains("PRIVATE KEY"));
}

#[tokio::test]
async fn invalid_app_key_is_reported_without_showing_it() {
    let setup = setup(1).await;
    let mut forge = setup.config(None);
    forge.credentials = vec![Credential::App(AppInstallation {
        app: APP,
        installation: 7,
        key: "a secret that is no key".into(),
    })];
    let run = setup.crawl_with(forge, &Scope::default()).await.unwrap();
    let reason = account(&run, "organisatie-0").reason.clone().unwrap();
    assert!(reason.contains("not an RSA key"), "{reason}");
    assert!(!format!("{run:?}").contains("a secret that is no key"));
}

#[tokio::test]
async fn anonymous_crawl_reads_lists_with_free_304s() {
    let setup = setup(230).await;
    let anybody = async || setup.crawl_as(None, &Scope::default()).await.unwrap();
    let run = anybody().await;
    assert_eq!(run.total().new, 230, "{:#?}", run.problems);
    assert_eq!(run.spending[0].requests, 3);
    expect_problem(
        &run,
        &["without a token", "Give github.com a token", "token_env"],
    );
    let path = {
        let all = setup.sink.held();
        all.values().next().unwrap().observation.url.path()
    };
    let held = setup.sink.at(&path);
    let facts = &held.observation;
    assert!(facts.description.is_some() && facts.licence.is_some() && facts.pushed_at.is_some());
    assert_eq!(
        (facts.commits.as_ref(), facts.readme.as_ref()),
        (None, None)
    );
    assert_eq!(facts.counts.watchers, None, "REST tells the stars again");
    assert!(facts.gaps.iter().any(|gap| gap.field == "commits"));

    let run = anybody().await;
    assert_eq!(run.total().unchanged, 230);
    let seen = setup.forge.take_seen();
    let unchanged = seen.iter().filter(|seen| seen.status == 304).count();
    assert_eq!((run.spending[0].requests, unchanged), (3, 3));
    assert_eq!(run.spending[0].remaining, Some(57));

    setup
        .forge
        .change(|world| world.repository(&path).push(now()));
    let run = anybody().await;
    assert_eq!((run.total().changed, run.total().unchanged), (1, 229));
    // A token that comes later reads the same repositories, and the rest of them.
    let options = CrawlOptions {
        full: true,
        ..CrawlOptions::default()
    };
    assert_eq!(setup.crawl_by(&options).await.total().changed, 230);
    assert_eq!(setup.sink.held().len(), 230);
    assert!(setup.sink.at(&path).observation.readme.is_some());
}

/// A hundred points are within the reserve of five hundred.
#[tokio::test]
async fn low_quota_makes_a_crawl_wait_or_end_in_time() {
    let setup = setup(100).await;
    setup.forge.set_allowance(100, 2);
    let run = setup.crawl().await;
    assert_eq!(run.total().new, 100);
    assert_eq!(run.halted, None);

    setup.forge.change(|world| {
        for repository in &mut world.repositories {
            repository.updated_at = now();
        }
    });
    setup.forge.set_allowance(100, 3000);
    // The allowance is learnt from the first answer.
    let options = CrawlOptions {
        halt: Halt::new(Default::default(), Some(std::time::Duration::from_secs(20))),
        ..CrawlOptions::default()
    };
    let run = setup.crawl_by(&options).await;
    assert_eq!(run.halted, Some(HaltReason::Deadline));
    let waits = account(&run, "organisatie-0");
    assert_eq!(waits.outcome, Outcome::Interrupted);

    setup.forge.set_allowance(5000, 3000);
    let run = setup.crawl().await;
    assert_eq!(run.total().changed, 100);
}
