//! Who may see what, and what a repository is called now.

use bronwijzer_crawler::crawl::Scope;
use bronwijzer_crawler::forge::{Fetched, Located};
use bronwijzer_crawler::run::Outcome;
use bronwijzer_crawler::sink::DepartureKind;
use bronwijzer_double::gitea::Settings;
use bronwijzer_double::world::{Repository, World};

use crate::support::{Kind, Setup, TOKEN, account, expect_problem, fetch, list, now};

fn world() -> World {
    World::with_organisations(&["minvws"])
        .with(Repository::new(1, "minvws", "rocky", now()))
        .with(Repository::new(2, "minvws", "puzi", now()))
}

const ACCOUNT: &str = "https://codeberg.org/minvws";

#[tokio::test]
async fn works_without_token_and_reports_a_refused_one() {
    let setup = Setup::on(Kind::Gitea, world(), &["minvws"]).await;
    let run = setup.crawl_as(None, &Default::default()).await.unwrap();
    assert_eq!(run.total().new, 2);
    let run = setup
        .crawl_as(Some("wrong-and-secret"), &Default::default())
        .await
        .unwrap();
    assert_eq!(account(&run, "minvws").outcome, Outcome::Failed);
    expect_problem(
        &run,
        &[ACCOUNT, "invalid username, password or token", "token_env"],
    );
    assert!(!format!("{run:?}").contains("wrong-and-secret"));
    assert_eq!(setup.sink.held().len(), 2);
}

/// Between the list and the reading somebody makes it private. An insider's
/// token still reads it.
#[tokio::test]
async fn repository_made_private_after_listing_is_not_stored() {
    let setup = Setup::on(Kind::Gitea, world(), &["minvws"]).await;
    let forge = setup.connect();
    let listed = list(&*forge, ACCOUNT).await;
    setup
        .forge
        .change(|world| world.repository("minvws/rocky").public = false);
    let gone = fetch(&*forge, &listed[0]).await;
    assert!(
        matches!(gone, Fetched::Gone(DepartureKind::NotFound)),
        "{gone:?}"
    );
    // Known by its id, and asked for with a token that may see it.
    setup.forge.accept_token(TOKEN, true);
    let gone = fetch(&*forge, &listed[0]).await;
    assert!(
        matches!(gone, Fetched::Gone(DepartureKind::MadePrivate)),
        "{gone:?}"
    );
}

#[tokio::test]
async fn rename_between_listing_and_reading_is_followed() {
    let setup = Setup::on(Kind::Gitea, world(), &["minvws"]).await;
    let forge = setup.connect();
    let listed = list(&*forge, ACCOUNT).await;
    setup
        .forge
        .change(|world| world.rename("minvws/rocky", "minvws", "nl-kat", now()));
    let Fetched::Seen(facts, _) = fetch(&*forge, &listed[0]).await else {
        panic!("it is there");
    };
    assert!(facts.readme.is_some() && facts.commits.is_some());
    // Asked for by its id it has its present name.
    let Fetched::Seen(facts, _) = fetch(&*forge, &listed[0]).await else {
        panic!("it is there");
    };
    assert_eq!(facts.url.path(), "minvws/nl-kat");
}

#[tokio::test]
async fn repository_is_found_by_former_names() {
    let setup = Setup::on(Kind::Gitea, world(), &["minvws"]).await;
    setup.forge.change(|world| {
        world.rename("minvws/rocky", "ICTU", "nl-kat", now());
        world.repository("minvws/puzi").blocked = true;
    });
    let forge = setup.connect();
    let urls = ["minvws/Rocky", "minvws/puzi", "minvws/no such?#%"]
        .map(|path| format!("https://codeberg.org/{path}").parse().unwrap());
    let found = forge.find(&urls).await;
    let Ok(Located::Here(listed)) = &found[0] else {
        panic!("{found:?}");
    };
    assert_eq!(listed.url.path(), "ICTU/nl-kat");
    assert_eq!((listed.handle.as_str(), listed.pushed_at), ("1", None));
    assert_eq!(found[1], Ok(Located::Gone(DepartureKind::Blocked)));
    assert_eq!(found[2], Ok(Located::Gone(DepartureKind::NotFound)));
}

#[tokio::test]
async fn departures_are_noticed_without_a_token() {
    let world = world()
        .with(Repository::new(3, "minvws", "kat", now()))
        .with(Repository::new(4, "minvws", "dicht", now()))
        .with(Repository::new(5, "minvws", "blijft", now()))
        .with(Repository::new(6, "minvws", "oud", now()));
    let setup = Setup::on(Kind::Gitea, world, &["minvws"]).await;
    setup.crawl_as(None, &Scope::default()).await.unwrap();
    setup.forge.change(|world| {
        world.delete("minvws/rocky");
        world.repository("minvws/puzi").public = false;
        world.rename("minvws/kat", "bedrijf-bv", "kat", now());
        world.repository("minvws/dicht").blocked = true;
        // Its name is given to another one.
        world.delete("minvws/oud");
        let new = Repository::new(7, "minvws", "oud", now());
        world.repositories.push(new);
    });
    let run = setup.crawl_as(None, &Scope::default()).await.unwrap();
    let total = run.total();
    assert_eq!((total.gone, total.failed, total.new), (5, 0, 1), "{run:#?}");
    assert_eq!(account(&run, "minvws").outcome, Outcome::Complete);
    let kinds = ["1", "2", "3", "4", "6"].map(|id| {
        let held = setup.sink.held();
        let held = held
            .values()
            .find(|held| held.observation.id.forge_id() == id);
        held.unwrap().departure.as_ref().unwrap().kind
    });
    let expected = [
        DepartureKind::NotFound,
        DepartureKind::NotFound,
        DepartureKind::Transferred,
        DepartureKind::Blocked,
        DepartureKind::NotFound,
    ];
    assert_eq!(kinds, expected);
}

#[tokio::test]
async fn token_without_organisation_scope_suffices() {
    let settings = Settings {
        tokens_read_organisations: false,
        ..Settings::default()
    };
    let setup = Setup::on_gitea(settings, world(), &["minvws"]).await;
    setup.crawl().await;
    setup.forge.change(|world| world.delete_account("minvws"));
    let run = setup.crawl().await;
    expect_problem(&run, &[ACCOUNT, "does not exist or is not public"]);
    assert_eq!(run.total().gone, 2);
}
