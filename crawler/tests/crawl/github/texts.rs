//! Texts that are missing, too long or not what they should be.

use bronwijzer_crawler::observation::MAX_TEXT_BYTES;
use bronwijzer_crawler::run::CrawlRun;
use bronwijzer_double::world::{Repository, World};

use crate::support::{Held, Setup, expect_problem, now};

/// Crawls one odd repository beside an ordinary one, which must come through.
async fn crawl(change: impl FnOnce(&mut Repository)) -> (CrawlRun, Held) {
    let mut odd = Repository::new(1, "minvws", "odd", now());
    change(&mut odd);
    let world = World::with_organisations(&["minvws"])
        .with(odd)
        .with(Repository::new(2, "minvws", "ordinary", now()));
    let setup = Setup::new(world, &["minvws"]).await;
    let run = setup.crawl().await;
    assert_eq!(run.total().new, 2, "{:#?}", run.problems);
    assert!(setup.sink.at("minvws/ordinary").observation.gaps.is_empty());
    let held = setup.sink.at("minvws/odd");
    (run, held)
}

const ODD: &str = "https://github.com/minvws/odd";

#[tokio::test]
async fn repository_without_default_branch_is_kept() {
    let (run, held) = crawl(|repository| {
        repository.default_branch = None;
        repository.commits.clear();
        repository.files.clear();
        repository.pushed_at = None;
    })
    .await;
    expect_problem(&run, &[ODD, "no default branch", "Push a first commit"]);
    assert_eq!(held.observation.flags.empty, Some(true));
    assert_eq!(held.observation.commits, None);
    assert_eq!(held.observation.files, None);
    assert_eq!(held.observation.gaps[0].field, "default_branch");
}

#[tokio::test]
async fn missing_readme_is_reported_with_advice() {
    let (run, held) = crawl(|repository| {
        repository.files.remove("README.md");
    })
    .await;
    expect_problem(&run, &[ODD, "has no README", "Add a README.md"]);
    assert_eq!(held.observation.readme, None);
}

#[tokio::test]
async fn two_megabyte_readme_is_truncated() {
    let (run, held) = crawl(|repository| {
        repository.write("README.md", "é".repeat(1_000_000));
    })
    .await;
    expect_problem(
        &run,
        &[ODD, "README.md has 2000000 bytes", "bytes are kept"],
    );
    let readme = held.observation.readme.unwrap();
    assert!(readme.truncated);
    assert_eq!(readme.bytes, 2_000_000);
    assert!(readme.text.len() <= MAX_TEXT_BYTES);
}

#[tokio::test]
async fn binary_readme_is_skipped() {
    let (run, held) = crawl(|repository| {
        repository.write("README.md", b"PK\x03\x04\x00\x00\xff");
    })
    .await;
    expect_problem(
        &run,
        &[ODD, "is not text", "skipped", "Save README.md as UTF-8"],
    );
    assert_eq!(held.observation.readme, None);
    assert_eq!(held.observation.gaps[0].field, "readme");
}

#[tokio::test]
async fn invalid_publiccode_yaml_is_kept_and_reported() {
    let (run, held) = crawl(|repository| {
        repository.write("publiccode.yml", "name: [unclosed\nurl: https://x\n");
    })
    .await;
    expect_problem(
        &run,
        &[
            ODD,
            "publiccode.yml is not valid YAML",
            "treats it as missing",
        ],
    );
    assert!(held.observation.publiccode.is_some());
}
