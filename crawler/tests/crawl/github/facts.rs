//! Every fact that GitHub gives reaches the sink.

use std::sync::Arc;

use bronwijzer_crawler::observation::{FileKind, ForgeLicence, Source};
use bronwijzer_crawler::run::{Outcome, Tally};
use bronwijzer_double::world::{Release, Repository, World, bot, person};
use chrono::Duration;

use crate::support::{Setup, account, now};

/// Two accounts with three repositories.
fn world() -> World {
    World::with_organisations(&["minvws", "ICTU"])
        .with(Repository::new(1, "minvws", "rocky", now()))
        .with(Repository::new(2, "minvws", "puzi", now()))
        .with(Repository::new(3, "ICTU", "quality-time", now()))
}

#[tokio::test]
async fn first_crawl_reads_every_fact() {
    let mut world = world();
    let made = now();
    let upstream = 3;
    {
        let repository = world.repository("minvws/rocky");
        repository.homepage = Some("https://example.org".to_owned());
        repository.archived_at = Some(made - Duration::days(3));
        repository.disabled = true;
        repository.template = true;
        repository.discussions = true;
        repository.parent = Some(upstream);
        repository.mirror_url = Some("https://git.example.org/rocky.git".to_owned());
        repository.releases = vec![Release {
            name: "v2".to_owned(),
            at: made - Duration::days(9),
            ..Release::default()
        }];
        repository.authors = Arc::new(vec![person("ada"), bot("dependabot")]);
        repository.write("publiccode.yml", "publiccodeYmlVersion: '0.4'\n");
        for path in [
            "LICENSES/CC0-1.0.txt",
            "LICENSES/EUPL-1.2.txt",
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
    let setup = Setup::new(world, &["minvws", "ICTU"]).await;
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
        matches!(&facts.source, Source::Forge { api } if api.starts_with(setup.forge.address()))
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
        flags.discussions,
    ];
    assert_eq!(all, [Some(true); 6]);
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
    let mut kinds: Vec<FileKind> = facts.files.iter().flatten().map(|file| file.kind).collect();
    let licences = kinds.iter().filter(|kind| **kind == FileKind::ReuseLicence);
    assert_eq!(licences.count(), 2);
    kinds.dedup();
    assert_eq!(kinds, FileKind::ALL);
    assert!(facts.gaps.is_empty());
}
