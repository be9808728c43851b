//! Every fact that Gitea and Forgejo give reaches the sink.

use std::sync::Arc;

use bronwijzer_crawler::observation::{
    FileKind, ForgeLicence, MAX_TEXT_BYTES, Releases, Source, TextFile,
};
use bronwijzer_crawler::run::{Outcome, Tally};
use bronwijzer_double::gitea::Settings;
use bronwijzer_double::world::{Release, Repository, World, bot, person};
use chrono::Duration;

use crate::support::{Kind, Setup, account, expect_problem, now};

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
    {
        let repository = world.repository("minvws/rocky");
        repository.homepage = Some("https://example.org".to_owned());
        repository.archived_at = Some(made - Duration::days(3));
        repository.template = true;
        repository.parent = Some(3);
        repository.mirror_url = Some("https://git.example.org/rocky.git".to_owned());
        repository.releases = (1..=12)
            .map(|number| Release {
                name: format!("v{}", 13 - number),
                at: made - Duration::days(9 * number),
                ..Release::default()
            })
            .collect();
        repository.authors = Arc::new(vec![person("ada"), bot("renovate")]);
        repository.write("publiccode.yml", "publiccodeYmlVersion: '0.4'\n");
        for path in [
            "LICENSES/EUPL-1.2.txt",
            "CONTRIBUTING.md",
            "CODE_OF_CONDUCT.md",
            ".gitea/SECURITY.md",
            "GOVERNANCE.md",
            "SUPPORT.md",
            "docs/CODEOWNERS",
            "CHANGELOG.md",
            "CITATION.cff",
            "codemeta.json",
            "src/tests/one.rs",
            ".forgejo/workflows/ci.yml",
        ] {
            repository.write(path, "");
        }
    }
    let setup = Setup::on(Kind::Gitea, world, &["minvws", "ICTU"]).await;
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
    assert_eq!(held.account.to_string(), "https://codeberg.org/minvws");
    assert_eq!(facts.id.to_string(), "codeberg.org:1");
    assert_eq!(facts.handle.as_deref(), Some("1"));
    assert_eq!(facts.url.to_string(), "https://codeberg.org/minvws/rocky");
    let api = format!("{}/api/v1", setup.forge.address());
    assert_eq!(facts.source, Source::Forge { api });
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
    let eupl = ForgeLicence::Spdx {
        id: "EUPL-1.2".to_owned(),
    };
    assert_eq!(facts.licence, Some(eupl));
    assert_eq!(facts.archived_at, Some(made - Duration::days(3)));
    assert_eq!(facts.created_at, Some(made - Duration::days(400)));
    assert_eq!(facts.pushed_at, None);
    assert_eq!(facts.updated_at, Some(made - Duration::minutes(30)));
    let flags = &facts.flags;
    let all = [flags.archived, flags.fork, flags.mirror, flags.template];
    assert_eq!(all, [Some(true); 4]);
    assert_eq!((flags.empty, flags.disabled), (Some(false), None));
    assert_eq!(
        facts.parent.as_ref().map(ToString::to_string).as_deref(),
        Some("https://codeberg.org/ICTU/quality-time")
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
    // Not worth two requests.
    assert_eq!(
        (counts.closed_issues, counts.closed_pull_requests),
        (None, None)
    );
    let releases = facts.releases.as_ref().unwrap();
    assert_eq!((releases.total, releases.newest.len()), (12, 10));
    assert_eq!(releases.newest[0].name, "v12");
    assert_eq!(releases.newest[0].at, Some(made - Duration::days(9)));
    let tags = facts.tags.as_ref().unwrap();
    assert_eq!((tags.total, tags.newest[0].name.as_str()), (1, "v1.0.0"));
    assert_eq!(tags.newest[0].at, Some(made - Duration::days(40)));
    assert_eq!(facts.default_branch.as_deref(), Some("main"));
    let commits = facts.commits.as_ref().unwrap();
    assert_eq!((commits.total, commits.missing()), (26, 0));
    // Every other week a person, every other week a bot.
    assert_eq!(commits.per_author, [13]);
    let by_bots: u32 = commits.weeks.iter().map(|week| week.bot).sum();
    assert_eq!(by_bots, 13);
    assert_eq!(commits.last_human_at, Some(made - Duration::hours(1)));
    assert_eq!(commits.last_at, Some(made - Duration::hours(1)));
    let readme = TextFile {
        path: "README.md".to_owned(),
        text: "# rocky\n\nRead me first.\n".to_owned(),
        bytes: 24,
        truncated: false,
    };
    assert_eq!(facts.readme, Some(readme));
    let path = |file: &Option<TextFile>| file.as_ref().map(|file| file.path.clone());
    assert_eq!(path(&facts.publiccode).as_deref(), Some("publiccode.yml"));
    assert_eq!(path(&facts.licence_text).as_deref(), Some("LICENSE"));
    let kinds: Vec<FileKind> = facts.files.iter().flatten().map(|file| file.kind).collect();
    assert_eq!(kinds, FileKind::ALL);
    assert!(facts.gaps.is_empty());

    // What the row shows to be absent is told without a question.
    let plain = setup.sink.at("minvws/puzi").observation;
    assert_eq!(plain.releases, Some(Releases::default()));
    assert_eq!(
        (plain.parent, plain.mirror_url, plain.archived_at),
        (None, None, None)
    );
}

#[tokio::test]
async fn forgejo_licence_is_judged_from_its_text() {
    let settings = Settings {
        tells_licences: false,
        ..Settings::default()
    };
    let setup = Setup::on_gitea(settings, world(), &["minvws"]).await;
    setup.crawl().await;
    let facts = setup.sink.at("minvws/rocky").observation;
    assert_eq!(facts.licence, None);
    assert!(facts.licence_text.unwrap().text.contains("European Union"));
}

#[tokio::test]
async fn unrecognised_gitea_licence_is_not_missing() {
    let mut world = world();
    world.repository("minvws/rocky").licence = Some("NOASSERTION".to_owned());
    let bare = world.repository("minvws/puzi");
    bare.licence = None;
    bare.files.remove("LICENSE");
    let setup = Setup::on(Kind::Gitea, world, &["minvws"]).await;
    setup.crawl().await;
    let licence = |path| setup.sink.at(path).observation.licence;
    assert_eq!(licence("minvws/rocky"), Some(ForgeLicence::Unrecognised));
    assert_eq!(licence("minvws/puzi"), Some(ForgeLicence::Missing));
}

#[tokio::test]
async fn empty_repository_costs_no_requests() {
    let mut world = world();
    world.empty("minvws/puzi", now());
    world.delete("minvws/rocky");
    let setup = Setup::on(Kind::Gitea, world, &["minvws"]).await;
    let run = setup.crawl().await;
    assert_eq!(setup.seen().len(), 1);
    let facts = setup.sink.at("minvws/puzi").observation;
    assert_eq!(facts.flags.empty, Some(true));
    assert_eq!((facts.default_branch, facts.commits), (None, None));
    assert_eq!((facts.readme, facts.files), (None, None));
    assert_eq!(facts.tags, Some(Releases::default()));
    expect_problem(&run, &["minvws/puzi", "no default branch", "first commit"]);
}

/// The list says that there are commits, and the repository that there are
/// none: it was emptied in between.
#[tokio::test]
async fn repository_emptied_after_listing_is_empty() {
    let setup = Setup::on(Kind::Gitea, world(), &["ICTU"]).await;
    let forge = setup.connect();
    let listed = crate::support::list(&*forge, "https://codeberg.org/ICTU").await;
    setup
        .forge
        .change(|world| world.empty("ICTU/quality-time", now()));
    let facts = crate::support::fetch_one(&*forge, &listed[0])
        .await
        .unwrap();
    assert_eq!(facts.flags.empty, Some(true));
    assert_eq!((facts.default_branch, facts.commits), (None, None));
}

#[tokio::test]
async fn texts_are_found_under_any_name_or_symlink() {
    let mut world = world();
    let rocky = world.repository("minvws/rocky");
    rocky.files.remove("README.md");
    rocky.write("docs/README.rst", "Read me\n");
    rocky.files.remove("LICENSE");
    rocky.write("LICENSES/EUPL-1.2.txt", "European Union Public Licence\n");
    rocky.link("LICENSE.txt", "LICENSES/EUPL-1.2.txt");
    rocky.write("publiccode.yml", "name: [unclosed\n");
    let puzi = world.repository("minvws/puzi");
    puzi.write("README.md", [0x50, 0x00, 0xff, 0xfe]);
    puzi.files.remove("LICENSE");
    let setup = Setup::on(Kind::Gitea, world, &["minvws"]).await;
    let run = setup.crawl().await;
    let rocky = setup.sink.at("minvws/rocky").observation;
    assert_eq!(rocky.readme.unwrap().path, "docs/README.rst");
    let licence = rocky.licence_text.unwrap();
    assert_eq!(licence.path, "LICENSE.txt");
    assert!(licence.text.starts_with("European Union"));
    assert!(rocky.publiccode.is_some());
    expect_problem(&run, &["minvws/rocky", "publiccode.yml is not valid YAML"]);
    let puzi = setup.sink.at("minvws/puzi").observation;
    assert_eq!(puzi.readme, None);
    expect_problem(
        &run,
        &["minvws/puzi", "README.md is not text", "Save README.md"],
    );
}

#[tokio::test]
async fn large_text_is_read_from_its_raw_address() {
    let mut world = world();
    let rocky = world.repository("minvws/rocky");
    rocky.write("README.md", "x".repeat(3000));
    let puzi = world.repository("minvws/puzi");
    puzi.write("README.md", "x".repeat(MAX_TEXT_BYTES + 3000));
    let settings = Settings {
        max_blob_size: 2000,
        ..Settings::default()
    };
    let setup = Setup::on_gitea(settings, world, &["minvws"]).await;
    let run = setup.crawl().await;
    let readme = setup.sink.at("minvws/rocky").observation.readme.unwrap();
    assert_eq!((readme.text.len(), readme.truncated), (3000, false));
    let readme = setup.sink.at("minvws/puzi").observation.readme.unwrap();
    assert_eq!(
        (readme.text.len(), readme.truncated),
        (MAX_TEXT_BYTES, true)
    );
    expect_problem(&run, &["minvws/puzi", "README.md has", "bytes are kept"]);
}

#[tokio::test]
async fn last_commit_is_known_without_recent_commits() {
    let mut world = world();
    let rocky = world.repository("minvws/rocky");
    let long_ago = now() - Duration::days(1500);
    rocky.commits.clear();
    rocky.push(long_ago);
    rocky.releases.clear();
    let setup = Setup::on(Kind::Gitea, world, &["minvws"]).await;
    setup.crawl().await;
    let commits = setup.sink.at("minvws/rocky").observation.commits.unwrap();
    assert_eq!((commits.total, commits.missing()), (0, 0));
    assert_eq!(commits.last_at, Some(long_ago));
    assert_eq!(commits.last_human_at, None);
}

#[tokio::test]
async fn disabled_features_have_no_count() {
    let mut world = world();
    let closed = world.repository("minvws/rocky");
    closed.has_issues = false;
    closed.has_pull_requests = false;
    let setup = Setup::on(Kind::Gitea, world, &["minvws"]).await;
    setup.crawl().await;
    let counts = setup.sink.at("minvws/rocky").observation.counts;
    assert_eq!(
        (counts.open_issues, counts.open_pull_requests),
        (None, None)
    );
    assert_eq!(counts.stars, Some(12));
}
