//! Every fact that Gitea gives reaches the sink.

use std::sync::Arc;

use bronwijzer_crawler::observation::{FileKind, ForgeLicence};
use bronwijzer_crawler::run::Outcome;
use bronwijzer_double::world::{Release, Repository, World, bot, person};
use chrono::Duration;

use crate::support::{Kind, Setup, account, now};

#[tokio::test]
async fn a_first_crawl_brings_every_fact() {
    let made = now();
    let mut world = World::with_organisations(&["Rijk Zelf"])
        .with(Repository::new(1, "Rijk Zelf", "rocky", made))
        .with(Repository::new(2, "Rijk Zelf", "upstream", made));
    world.accounts[0].login = "Rijk-Zelf".to_owned();
    for repository in &mut world.repositories {
        repository.owner = "Rijk-Zelf".to_owned();
    }
    let repository = world.repository("Rijk-Zelf/rocky");
    repository.homepage = Some("https://example.org".to_owned());
    repository.archived_at = Some(made - Duration::days(3));
    repository.template = true;
    repository.parent = Some(2);
    repository.mirror_url = Some("https://git.example.org/rocky.git".to_owned());
    repository.releases = vec![Release {
        name: "v2".to_owned(),
        at: made - Duration::days(9),
    }];
    repository.authors = Arc::new(vec![person("ada"), bot("renovate")]);
    repository.write("publiccode.yml", "publiccodeYmlVersion: '0.4'\n");
    for path in [
        "CONTRIBUTING.md",
        ".gitea/SECURITY.md",
        "docs/CHANGELOG.md",
        ".forgejo/workflows/ci.yml",
    ] {
        repository.write(path, "");
    }
    let setup = Setup::on(Kind::Gitea, world, &["rijk-zelf"]).await;
    let run = setup.crawl().await;
    assert_eq!(account(&run, "rijk-zelf").outcome, Outcome::Complete);
    assert!(run.problems.is_empty(), "{:#?}", run.problems);

    let facts = setup.sink.at("Rijk-Zelf/rocky").observation;
    assert_eq!(facts.id.to_string(), "codeberg.org:1");
    assert_eq!(
        facts.url.to_string(),
        "https://codeberg.org/Rijk-Zelf/rocky"
    );
    assert_eq!(facts.description.as_deref(), Some("What rocky is for"));
    assert_eq!(facts.homepage.as_deref(), Some("https://example.org"));
    assert_eq!(facts.topics, Some(vec!["overheid".to_owned()]));
    let sizes = facts.languages.iter().flatten();
    let sizes: Vec<(&str, u64)> = sizes.map(|l| (l.name.as_str(), l.bytes)).collect();
    assert_eq!(sizes, [("Rust", 9000), ("Shell", 100)]);
    let eupl = "EUPL-1.2".to_owned();
    assert_eq!(facts.licence, Some(ForgeLicence::Spdx { id: eupl }));
    assert_eq!(facts.created_at, Some(made - Duration::days(400)));
    assert_eq!(facts.updated_at, Some(made - Duration::minutes(30)));
    assert_eq!(facts.archived_at, Some(made - Duration::days(3)));
    let flags = &facts.flags;
    assert_eq!(
        [flags.archived, flags.fork, flags.mirror, flags.template],
        [Some(true); 4]
    );
    assert_eq!((flags.empty, flags.disabled), (Some(false), None));
    let parent = facts.parent.map(|parent| parent.to_string());
    assert_eq!(
        parent.as_deref(),
        Some("https://codeberg.org/Rijk-Zelf/upstream")
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
            counts.open_pull_requests
        ],
        [12, 3, 4, 5, 1].map(Some)
    );
    // A count costs a request, so these stay unknown, which is not zero.
    assert_eq!(
        (counts.closed_issues, counts.closed_pull_requests),
        (None, None)
    );
    let releases = facts.releases.unwrap();
    assert_eq!(
        (releases.total, releases.newest[0].name.as_str()),
        (1, "v2")
    );
    let tags = facts.tags.unwrap();
    assert_eq!(tags.newest[0].at, Some(made - Duration::days(40)));
    assert_eq!(facts.default_branch.as_deref(), Some("main"));
    let commits = facts.commits.unwrap();
    assert_eq!((commits.total, commits.missing()), (26, 0));
    assert_eq!(commits.per_author, [13]);
    assert_eq!(facts.readme.unwrap().text, "# rocky\n\nRead me first.\n");
    assert_eq!(facts.publiccode.unwrap().path, "publiccode.yml");
    assert_eq!(facts.licence_text.unwrap().path, "LICENSE");
    let files: Vec<(FileKind, &str)> = facts
        .files
        .iter()
        .flatten()
        .map(|file| (file.kind, file.path.as_str()))
        .collect();
    for expected in [
        (FileKind::Contributing, "CONTRIBUTING.md"),
        (FileKind::Security, ".gitea/SECURITY.md"),
        (FileKind::Changelog, "docs/CHANGELOG.md"),
        (FileKind::Ci, ".forgejo/workflows"),
    ] {
        assert!(files.contains(&expected), "{expected:?} in {files:?}");
    }
    assert!(facts.gaps.is_empty());
}
