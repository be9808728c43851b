//! Lists that are longer than a page, and trees that are larger.

use bronwijzer_crawler::observation::FileKind;
use bronwijzer_double::gitea::Settings;
use bronwijzer_double::world::{Account, Repository, World};

use crate::support::{Kind, Setup, now};

fn large(repositories: u64) -> World {
    let mut world = World::with_organisations(&["minvws"]);
    for id in 1..=repositories {
        world = world.with(Repository::new(id, "minvws", &format!("app-{id}"), now()));
    }
    world
}

#[tokio::test]
async fn large_organisation_is_listed_completely() {
    let setup = Setup::on(Kind::Gitea, large(1234), &["minvws"]).await;
    let forge = setup.connect();
    let listed = crate::support::list(&*forge, "https://codeberg.org/minvws").await;
    assert_eq!(listed.len(), 1234);
    assert_eq!(setup.forge.take_seen().len(), 25);
}

/// A forge that gives three on a page whatever is asked for, as the recorded
/// one does.
#[tokio::test]
async fn small_page_limit_is_followed_to_the_end() {
    let settings = Settings {
        max_response_items: 3,
        ..Settings::default()
    };
    let setup = Setup::on_gitea(settings, large(8), &["minvws"]).await;
    let run = setup.crawl().await;
    assert_eq!(run.total().new, 8);
    // 26 commits are nine pages.
    let commits = setup.sink.at("minvws/app-1").observation.commits.unwrap();
    assert_eq!((commits.missing(), commits.counted()), (0, 26));
}

#[tokio::test]
async fn user_account_is_listed_like_an_organisation() {
    let mut world = large(2);
    world.accounts = vec![Account::user("minvws")];
    let setup = Setup::on(Kind::Gitea, world, &["minvws"]).await;
    assert_eq!(setup.crawl().await.total().new, 2);
}

#[tokio::test]
async fn large_tree_is_read_only_where_it_matters() {
    let mut world = large(1);
    let repository = world.repository("minvws/app-1");
    for number in 0..30 {
        repository.write(&format!("a/{number}.rs"), "");
        repository.write(&format!("docs/{number}.md"), "");
    }
    for path in [
        ".forgejo/workflows/ci.yml",
        "docs/CONTRIBUTING.md",
        "docs/zz/README.md",
        "publiccode.yml",
        "tests/one.rs",
    ] {
        repository.write(path, "");
    }
    let settings = Settings {
        trees_per_page: 40,
        ..Settings::default()
    };
    let setup = Setup::on_gitea(settings, world, &["minvws"]).await;
    setup.crawl().await;
    let facts = setup.sink.at("minvws/app-1").observation;
    let kinds: Vec<FileKind> = facts.files.iter().flatten().map(|file| file.kind).collect();
    assert_eq!(
        kinds,
        [
            FileKind::Readme,
            FileKind::Licence,
            FileKind::Publiccode,
            FileKind::Contributing,
            FileKind::Tests,
            FileKind::Ci,
        ]
    );
    let seen = setup.forge.take_seen();
    let trees = seen
        .iter()
        .filter(|seen| seen.operation.contains("/trees/"));
    assert_eq!(trees.count(), 3, "everything, the root, and docs");
    assert!(facts.publiccode.is_some());
}
