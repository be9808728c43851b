//! A catalogue whose store is in PostgreSQL, as those who use it meet it.

use std::path::Path;

use bronwijzer_crawler::sink::{DepartureKind, Sink};
use bronwijzer_index::community::kinds::StatementKind;
use bronwijzer_index::{
    Catalogue, Contents, IndexError, Options, SAMPLE, Scope, StoreConfig, StoreError,
};
use bronwijzer_testing::postgres::{self, database_in};
use chrono::Days;

use crate::community::{Place, new, on_behalf};
use crate::support::{
    account, at, depart, depart_by, described, fill, names, now, organisations, repository, run,
    search,
};

/// The options for the store at a URL.
fn at_url(url: &str) -> Options {
    Options {
        store: StoreConfig::Postgres(url.parse().unwrap()),
        ..Options::default()
    }
}

fn open(dir: &Path, url: &str) -> Catalogue {
    let opened = Catalogue::open_with(dir, organisations(), now(), at_url(url)).unwrap();
    assert!(opened.notices.is_empty(), "{:?}", opened.notices);
    opened.catalogue
}

fn verified(dir: &Path, url: &str) {
    let report =
        Catalogue::verify_in(dir, &organisations(), now(), &at_url(url), &|_, _, _| {}).unwrap();
    assert_eq!(report.faults, []);
    assert!(report.compared > 0);
}

#[tokio::test]
async fn catalogue_in_postgresql_lives_as_any_other() {
    let Some(server) = postgres::server() else {
        return;
    };
    let (dir, url) = (tempfile::tempdir().unwrap(), server.database());
    let catalogue = open(dir.path(), &url);
    assert!(catalogue.is_empty().unwrap());
    catalogue.import(SAMPLE, Contents::Sample).unwrap();
    drop(catalogue);
    // What forges really say is stored and read as it was.
    verified(dir.path(), &url);
    let catalogue = open(dir.path(), &url);
    let first = [
        described(repository("1", "minvws/rocky", 3), "kwetsbaarheden"),
        repository("2", "ICTU/quality-time", 9),
    ];
    fill(&catalogue, first).await;
    assert_eq!(names(&search(&catalogue, "kwetsbaarheden")), ["rocky"]);
    let sink = catalogue.sink();
    sink.finish(&run("20260901T020000.000Z", now()))
        .await
        .unwrap();
    catalogue.take_snapshot(now()).unwrap();
    let version = catalogue.version();
    let before = at(&catalogue, "minvws/rocky").unwrap();
    drop((sink, catalogue));
    verified(dir.path(), &url);

    let catalogue = open(dir.path(), &url);
    assert_eq!(at(&catalogue, "MinVWS/Rocky"), Some(before));
    assert_eq!(catalogue.version(), version);
    assert_eq!(names(&search(&catalogue, "kwetsbaarheden")), ["rocky"]);
    assert_eq!(catalogue.crawl_run_count().unwrap(), 1);
    let days = catalogue.snapshots(&Scope::All, now().date_naive(), now().date_naive());
    assert_eq!(days.unwrap().len(), 1);
    fill(&catalogue, [repository("1", "minvws/renamed", 3)]).await;
    depart(&catalogue, &["2"]).await;
    assert_eq!(names(&search(&catalogue, "")), ["renamed"]);
    assert!(at(&catalogue, "minvws/rocky").is_some());
    assert_eq!(
        catalogue
            .sink()
            .known(&account("minvws"))
            .await
            .unwrap()
            .len(),
        1
    );
    drop(catalogue);
    verified(dir.path(), &url);
}

#[tokio::test]
async fn statements_and_members_are_there_after_a_restart() {
    let Some(server) = postgres::server() else {
        return;
    };
    let (dir, url) = (tempfile::tempdir().unwrap(), server.database());
    let catalogue = open(dir.path(), &url);
    fill(&catalogue, [repository("1", "minvws/app", 3)]).await;
    let place = Place { dir, catalogue };
    let user = place.speaking_for("kees", "stichting-ictu");
    let made = place.make_public(&user, new(StatementKind::Use, on_behalf("stichting-ictu")));
    let version = place.catalogue.version();
    let Place { dir, catalogue } = place;
    drop(catalogue);

    let catalogue = open(dir.path(), &url);
    assert_eq!(catalogue.version(), version);
    let entry = at(&catalogue, "minvws/app").unwrap();
    assert_eq!(entry.statements.len(), 1);
    assert_eq!(entry.statements[0].id, made.id);
    drop(catalogue);
    verified(dir.path(), &url);
}

#[tokio::test]
async fn index_follows_what_another_process_wrote() {
    let Some(server) = postgres::server() else {
        return;
    };
    let url = server.database();
    let [one_dir, other_dir] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let one = open(one_dir.path(), &url);
    fill(&one, [repository("1", "minvws/a", 3)]).await;
    let other = open(other_dir.path(), &url);
    assert_eq!(names(&search(&other, "")), ["a"]);
    fill(&other, [repository("2", "minvws/b", 9)]).await;
    // It takes up what was written meanwhile with its own next write.
    fill(&one, [repository("3", "minvws/c", 20)]).await;
    for name in ["a", "b", "c"] {
        assert_eq!(names(&search(&one, name)), [name]);
    }
    drop(other);
    let other = open(other_dir.path(), &url);
    assert_eq!(names(&search(&other, "c")), ["c"]);
    assert_eq!(other.version(), one.version());
    drop(one);
    verified(one_dir.path(), &url);
}

#[tokio::test]
async fn index_of_another_store_is_made_anew() {
    let Some(server) = postgres::server() else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let [first, second] = [(); 2].map(|()| server.database());
    for (url, name) in [(&first, "one"), (&second, "other")] {
        let catalogue = open(dir.path(), url);
        fill(&catalogue, [repository("1", &format!("minvws/{name}"), 3)]).await;
        assert_eq!(names(&search(&catalogue, "")), [name]);
    }
    let catalogue = open(dir.path(), &first);
    assert_eq!(names(&search(&catalogue, "")), ["one"]);
    drop(catalogue);
    // The store in the folder itself is yet another one.
    let catalogue = Catalogue::open(dir.path(), organisations(), now()).unwrap();
    assert_eq!(
        catalogue
            .catalogue
            .search(&Default::default())
            .unwrap()
            .total,
        0
    );
}

#[tokio::test]
async fn restore_takes_the_place_of_the_store() {
    let Some(server) = postgres::server() else {
        return;
    };
    let (dir, url) = (tempfile::tempdir().unwrap(), server.database());
    let catalogue = open(dir.path(), &url);
    fill(&catalogue, [repository("1", "minvws/old", 3)]).await;
    let backup = catalogue.backup().unwrap();
    assert_eq!(catalogue.backup_of_now().unwrap(), backup);
    let file = std::fs::read(backup).unwrap();
    let mut later = described(repository("1", "minvws/old", 3), "later");
    later.observed_at = now() + Days::new(1);
    fill(&catalogue, [later, repository("2", "minvws/private", 3)]).await;
    depart_by(&catalogue, &["2"], DepartureKind::MadePrivate).await;
    let plan = catalogue.plan_restore(&file[..], None).unwrap();
    assert_eq!((plan.older, plan.kept), (1, 1));
    let broken = &file[..file.len() / 2];
    let prepared = catalogue.prepare_restore(dir.path(), broken, &plan, now());
    assert!(prepared.is_err());
    let prepared = catalogue.prepare_restore(dir.path(), &file[..], &plan, now());
    let prepared = prepared.unwrap();
    drop(catalogue);
    prepared.put_in_place().unwrap();
    let catalogue = open(dir.path(), &url);
    assert_eq!(
        at(&catalogue, "minvws/old")
            .unwrap()
            .observation
            .description,
        None
    );
    assert!(at(&catalogue, "minvws/private").unwrap().gone.is_some());
    drop(catalogue);
    verified(dir.path(), &url);
    let schemas = "SELECT string_agg(nspname, ' ') FROM pg_namespace WHERE nspname ~ '^bron'";
    assert_eq!(server.sql(database_in(&url), schemas), "bronwijzer");
}

#[test]
fn second_process_on_the_data_folder_is_refused() {
    let Some(server) = postgres::server() else {
        return;
    };
    let (dir, url) = (tempfile::tempdir().unwrap(), server.database());
    let _first = open(dir.path(), &url);
    let second = Catalogue::open_with(dir.path(), organisations(), now(), at_url(&url));
    let second = second.err();
    assert!(
        matches!(second, Some(IndexError::Store(StoreError::InUse(_)))),
        "{second:?}"
    );
}
