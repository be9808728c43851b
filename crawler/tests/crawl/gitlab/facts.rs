//! Every fact that GitLab gives reaches the sink.

use std::sync::Arc;

use bronwijzer_crawler::observation::{FileKind, ForgeLicence};
use bronwijzer_crawler::run::Outcome;
use bronwijzer_double::world::{Release, Repository, World, bot, person};
use chrono::Duration;

use crate::support::{Kind, Setup, account, now};

#[tokio::test]
async fn first_crawl_reads_every_fact() {
    let made = now();
    let mut world = World::with_organisations(&["Rijk"])
        .with(Repository::new(1, "Rijk/team/kern", "rocky", made))
        .with(Repository::new(2, "Rijk", "upstream", made));
    let repository = world.repository("Rijk/team/kern/rocky");
    repository.archived_at = Some(made - Duration::days(3));
    repository.parent = Some(2);
    repository.mirror_url = Some("https://git.example.org/rocky.git".to_owned());
    repository.releases = vec![Release {
        name: "v2".to_owned(),
        at: made - Duration::days(9),
        ..Release::default()
    }];
    repository.authors = Arc::new(vec![person("ada"), bot("renovate")]);
    repository.write("publiccode.yml", "publiccodeYmlVersion: '0.4'\n");
    for path in [
        "LICENSES/EUPL-1.2.txt",
        "CONTRIBUTING.md",
        ".gitlab-ci.yml",
        ".gitlab/SECURITY.md",
        "docs/CHANGELOG.md",
        "src/tests/one.py",
    ] {
        repository.write(path, "");
    }
    let setup = Setup::on(Kind::GitLab, world, &["rijk"]).await;
    let run = setup.crawl().await;
    assert_eq!(account(&run, "rijk").outcome, Outcome::Complete);
    assert_eq!(run.total().new, 2);
    assert!(run.problems.is_empty(), "{:#?}", run.problems);

    // A subgroup belongs to the group.
    let held = setup.sink.at("Rijk/team/kern/rocky");
    assert_eq!(held.account.to_string(), "https://gitlab.com/rijk");
    let facts = held.observation;
    assert_eq!(facts.id.to_string(), "gitlab.com:1");
    assert_eq!(facts.description.as_deref(), Some("What rocky is for"));
    assert_eq!(facts.topics, Some(vec!["overheid".to_owned()]));
    let shares = facts.languages.iter().flatten();
    let shares: Vec<(&str, u64)> = shares.map(|l| (l.name.as_str(), l.bytes)).collect();
    assert_eq!(shares, [("Rust", 9890), ("Shell", 110)]);
    let eupl = "EUPL-1.2".to_owned();
    assert_eq!(facts.licence, Some(ForgeLicence::Spdx { id: eupl }));
    assert_eq!(facts.created_at, Some(made - Duration::days(400)));
    assert_eq!(facts.pushed_at, Some(made - Duration::hours(1)));
    assert_eq!(facts.updated_at, Some(made - Duration::minutes(30)));
    let flags = &facts.flags;
    assert_eq!(
        [flags.archived, flags.fork, flags.mirror, flags.empty],
        [Some(true), Some(true), Some(true), Some(false)]
    );
    let parent = facts.parent.map(|parent| parent.to_string());
    assert_eq!(parent.as_deref(), Some("https://gitlab.com/Rijk/upstream"));
    let counts = &facts.counts;
    assert_eq!(
        [
            counts.stars,
            counts.forks,
            counts.open_issues,
            counts.closed_issues,
            counts.open_pull_requests,
            counts.closed_pull_requests,
        ],
        [12, 3, 5, 6, 1, 5].map(Some)
    );
    assert_eq!(counts.watchers, None);
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
    let files = facts.files.unwrap();
    for expected in [
        (FileKind::ReuseLicence, "LICENSES/EUPL-1.2.txt"),
        (FileKind::Contributing, "CONTRIBUTING.md"),
        (FileKind::Security, ".gitlab/SECURITY.md"),
        (FileKind::Changelog, "docs/CHANGELOG.md"),
        (FileKind::Ci, ".gitlab-ci.yml"),
        (FileKind::Tests, "src/tests"),
    ] {
        let found = files
            .iter()
            .any(|file| (file.kind, file.path.as_str()) == expected);
        assert!(found, "{expected:?} in {files:?}");
    }
    assert!(facts.gaps.is_empty());
}
