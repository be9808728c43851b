//! What becomes of repositories, and of what is known of them, over time.

use bronwijzer_crawler::commits::{Commit, CommitActivity};
use bronwijzer_crawler::observation::{Counts, Gap, Unread};
use bronwijzer_crawler::run::{AccountOutcome, Cost, Outcome, Tally};
use bronwijzer_crawler::sink::{Batch, Departure, DepartureKind, ListedFacts, Sink, Update};
use bronwijzer_index::{
    Catalogue, Contents, EventKind, IndexError, MaintenanceStatus, SAMPLE, SearchRequest,
    StatusCause, StoreConfig, StoreError,
};
use chrono::Days;

use crate::damage::reopen;
use crate::sample::IN_SAMPLE;
use crate::support::{
    account, at, depart, described, empty, fill, looked_at, names, now, open, organisations,
    repository, run, search, with_readme,
};

#[tokio::test]
async fn accepted_batches_survive_a_restart() {
    let (dir, catalogue) = empty();
    fill(&catalogue, [repository("1", "minvws/rocky", 3)]).await;
    catalogue
        .sink()
        .finish(&run("20260901T020000.000Z", now()))
        .await
        .unwrap();
    let before = at(&catalogue, "minvws/rocky").unwrap();
    drop(catalogue);

    let catalogue = open(&dir);
    assert_eq!(at(&catalogue, "MinVWS/Rocky"), Some(before));
    assert_eq!(names(&search(&catalogue, "rocky")), ["rocky"]);
    assert_eq!(catalogue.crawl_run_count().unwrap(), 1);
    let summary = catalogue.summary().unwrap();
    assert_eq!(
        (summary.contents, summary.repositories),
        (Contents::Crawled, 1)
    );
}

#[tokio::test]
async fn compacted_store_is_intact_and_needs_no_more_compaction() {
    let (dir, catalogue) = empty();
    fill(&catalogue, [repository("1", "minvws/rocky", 3)]).await;
    let in_use = Catalogue::tidy_store(dir.path(), &StoreConfig::Sled);
    assert!(matches!(
        in_use,
        Err(IndexError::Store(StoreError::InUse(_)))
    ));
    let before = at(&catalogue, "minvws/rocky");
    drop(catalogue);

    let snapshots = || {
        let files = std::fs::read_dir(dir.path().join("store")).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name.starts_with("snap")).collect();
        names.sort();
        names
    };
    let untidied = snapshots();
    Catalogue::tidy_store(dir.path(), &StoreConfig::Sled).unwrap();
    let tidied = snapshots();
    assert_ne!(tidied, untidied);
    let catalogue = open(&dir);
    assert_eq!(snapshots(), tidied);
    assert_eq!(at(&catalogue, "minvws/rocky"), before);
}

#[tokio::test]
async fn former_address_works_until_taken_by_another() {
    let (_dir, catalogue) = empty();
    fill(&catalogue, [repository("1", "minvws/old-name", 3)]).await;
    fill(&catalogue, [repository("1", "minvws/new-name", 3)]).await;
    let entry = at(&catalogue, "minvws/old-name").unwrap();
    assert_eq!(entry.observation.url.name(), "new-name");
    assert_eq!(entry.former_urls[0].name(), "old-name");
    assert_eq!(names(&search(&catalogue, "")), ["new-name"]);

    fill(&catalogue, [repository("2", "minvws/old-name", 3)]).await;
    let other = at(&catalogue, "minvws/old-name").unwrap();
    assert_eq!(other.observation.id.to_string(), "github.com:2");
    // A new observation of the first does not win the address back.
    fill(&catalogue, [repository("1", "minvws/new-name", 2)]).await;
    let other = at(&catalogue, "minvws/old-name").unwrap();
    assert_eq!(other.observation.id.to_string(), "github.com:2");
}

#[tokio::test]
async fn departed_repository_does_not_reclaim_its_address() {
    let (_dir, catalogue) = empty();
    let first = repository("2", "minvws/app", 30);
    let history = (first.id.clone(), first.commits.clone().unwrap());
    fill(&catalogue, [first]).await;
    // Deleted, and made anew under the same name.
    fill(&catalogue, [repository("1", "minvws/app", 3)]).await;
    let holder = |catalogue: &Catalogue| {
        at(catalogue, "minvws/app")
            .unwrap()
            .observation
            .id
            .to_string()
    };
    assert_eq!(holder(&catalogue), "github.com:1");
    let batch = Batch {
        histories: vec![history],
        ..Batch::default()
    };
    catalogue.sink().accept(batch).await.unwrap();
    assert_eq!(holder(&catalogue), "github.com:1");
    depart(&catalogue, &["2"]).await;
    assert_eq!(holder(&catalogue), "github.com:1");

    let mut file = Vec::new();
    catalogue.export(&mut file).unwrap();
    let (_other_dir, other) = empty();
    other.import(file.as_slice(), Contents::Imported).unwrap();
    assert_eq!(holder(&other), "github.com:1");
}

#[tokio::test]
async fn a_transfer_changes_the_owner() {
    let (_dir, catalogue) = empty();
    fill(&catalogue, [repository("1", "minvws/app", 3)]).await;
    fill(&catalogue, [repository("1", "ICTU/app", 3)]).await;
    let entry = at(&catalogue, "minvws/app").unwrap();
    assert_eq!(entry.organisation.unwrap().slug.as_str(), "stichting-ictu");
    let sink = catalogue.sink();
    assert!(sink.known(&account("minvws")).await.unwrap().is_empty());
    assert_eq!(sink.known(&account("ictu")).await.unwrap().len(), 1);
}

#[tokio::test]
async fn gone_repository_leaves_a_tombstone_and_can_return() {
    let (_dir, catalogue) = empty();
    let observations = [
        repository("1", "minvws/a", 3),
        repository("2", "minvws/b", 3),
    ];
    fill(&catalogue, observations).await;
    depart(&catalogue, &["1", "404"]).await;
    let entry = at(&catalogue, "minvws/a").unwrap();
    assert_eq!(entry.gone.unwrap().kind, DepartureKind::NotFound);
    assert_eq!(entry.observation.counts.stars, None);
    assert_eq!(entry.observation.description, None);
    assert_eq!(names(&search(&catalogue, "")), ["b"]);
    let known = catalogue.sink().known(&account("minvws")).await.unwrap();
    assert_eq!(known.iter().filter(|known| known.gone).count(), 1);

    let mut back = repository("1", "minvws/a", 1);
    back.observed_at = now() + Days::new(1);
    fill(&catalogue, [back]).await;
    let entry = at(&catalogue, "minvws/a").unwrap();
    assert_eq!((entry.gone, entry.first_seen_at), (None, now()));
    assert_eq!(search(&catalogue, "").total, 2);
}

#[tokio::test]
async fn complete_history_replaces_a_partial_one() {
    let (_dir, catalogue) = empty();
    let mut partial = repository("1", "minvws/a", 3);
    partial.commits.as_mut().unwrap().total = 999;
    let id = partial.id.clone();
    fill(&catalogue, [partial]).await;
    let sink = catalogue.sink();
    let known = sink.known(&account("minvws")).await.unwrap();
    assert_eq!(known[0].uncounted_of, Some(999));

    let since = now() - Days::new(730);
    let commit = Commit {
        at: now(),
        author: "a".to_owned(),
        bot: false,
        merge: None,
    };
    let whole = CommitActivity::count(since, since, 1, None, [commit]);
    let batch = Batch {
        histories: vec![(id, whole.clone())],
        ..Batch::default()
    };
    sink.accept(batch).await.unwrap();
    assert_eq!(
        at(&catalogue, "minvws/a").unwrap().observation.commits,
        Some(whole)
    );
    assert_eq!(
        sink.known(&account("minvws")).await.unwrap()[0].uncounted_of,
        None
    );
}

#[tokio::test]
async fn the_first_crawl_replaces_the_sample() {
    let (_dir, catalogue) = empty();
    catalogue.import(SAMPLE, Contents::Sample).unwrap();
    let summary = catalogue.summary().unwrap();
    assert_eq!(
        (summary.contents, summary.repositories),
        (Contents::Sample, IN_SAMPLE)
    );
    assert_eq!(
        summary.as_of.unwrap().date_naive().to_string(),
        "2026-08-22"
    );
    assert!(
        catalogue
            .sink()
            .known(&account("minvws"))
            .await
            .unwrap()
            .is_empty()
    );

    // A crawl that finds nothing takes nothing away.
    catalogue.sink().accept(Batch::default()).await.unwrap();
    assert_eq!(catalogue.summary().unwrap().repositories, IN_SAMPLE);

    fill(&catalogue, [repository("1", "minvws/rocky", 3)]).await;
    let summary = catalogue.summary().unwrap();
    assert_eq!(
        (summary.contents, summary.repositories),
        (Contents::Crawled, 1)
    );
    assert_eq!(at(&catalogue, "open-zaak/open-zaak"), None);
}

#[tokio::test]
async fn status_changes_with_time_on_reassessment() {
    let (dir, catalogue) = empty();
    let observations = [
        repository("1", "minvws/a", 3),
        repository("2", "minvws/b", 500),
    ];
    fill(&catalogue, observations).await;
    let status = |catalogue: &Catalogue| {
        at(catalogue, "minvws/a")
            .unwrap()
            .assessment
            .maintenance
            .value
    };
    assert_eq!(status(&catalogue), MaintenanceStatus::Active);
    let later = now() + Days::new(200);
    // A clock that is ahead changes nothing: nobody has looked since.
    let reassessed = catalogue.reassess(later).unwrap();
    assert_eq!((reassessed.by_time, reassessed.by_rules), (0, 0));
    assert_eq!(at(&catalogue, "minvws/a").unwrap().history.len(), 1);
    looked_at(&catalogue, &["minvws"], later).await;
    let reassessed = catalogue.reassess(later).unwrap();
    assert_eq!((reassessed.by_time, reassessed.by_rules), (1, 0));
    assert!(reassessed.updated >= 1);
    let history = at(&catalogue, "minvws/a").unwrap().history;
    assert!(matches!(
        history.last().unwrap().what,
        EventKind::StatusChanged {
            from: MaintenanceStatus::Active,
            to: MaintenanceStatus::Maintained,
            cause: StatusCause::Time,
        }
    ));
    assert_eq!(status(&catalogue), MaintenanceStatus::Maintained);
    assert_eq!(catalogue.reassess(later).unwrap().updated, 0);
    assert_eq!(catalogue.summary().unwrap().assessed_at, later);
    drop(catalogue);
    // The judgement of later is not undone by opening with an earlier moment.
    let catalogue = open(&dir);
    assert_eq!(status(&catalogue), MaintenanceStatus::Maintained);
}

#[tokio::test]
async fn search_index_is_rebuilt_from_the_store_alone() {
    let (dir, catalogue) = empty();
    let observations = [
        described(repository("1", "minvws/a", 3), "zorg"),
        repository("2", "minvws/b", 3),
    ];
    fill(&catalogue, observations).await;
    depart(&catalogue, &["2"]).await;
    assert_eq!(catalogue.reindex().unwrap(), 1);
    assert_eq!(names(&search(&catalogue, "zorg")), ["a"]);
    drop(catalogue);

    for damage in ["remove", "version", "garbage"] {
        let index = dir.path().join("index");
        match damage {
            "remove" => std::fs::remove_dir_all(&index).unwrap(),
            "version" => std::fs::write(index.join("version"), "0").unwrap(),
            _ => std::fs::write(index.join("meta.json"), "{ broken").unwrap(),
        }
        let opened = reopen(dir.path());
        // Another version is no damage.
        assert_eq!(opened.notices.is_empty(), damage == "version", "{damage}");
        assert_eq!(names(&search(&opened.catalogue, "zorg")), ["a"], "{damage}");
    }
}

#[tokio::test]
async fn a_registry_that_changed_shows_in_search() {
    let (dir, catalogue) = empty();
    fill(&catalogue, [repository("1", "minvws/a", 3)]).await;
    drop(catalogue);
    let others = organisations().split_off(1);
    let catalogue = Catalogue::open(dir.path(), others, now())
        .unwrap()
        .catalogue;
    assert_eq!(at(&catalogue, "minvws/a").unwrap().organisation, None);
    let page = search(&catalogue, "");
    let organisation = &page.facets[0].values[0];
    assert_eq!(
        (organisation.value.as_str(), organisation.count),
        ("none", 1)
    );
}

#[tokio::test]
async fn two_processes_do_not_share_a_catalogue() {
    let (dir, catalogue) = empty();
    let second = Catalogue::open(dir.path(), organisations(), now());
    assert!(matches!(
        second.map(|_| ()),
        Err(IndexError::Store(StoreError::InUse(_)))
    ));
    assert_eq!(
        catalogue.search(&SearchRequest::default()).unwrap().total,
        0
    );
}

#[tokio::test]
async fn repository_events_are_recorded_and_distinguished() {
    let (dir, catalogue) = empty();
    let seen = |path: &str, archived: bool, empty: bool| {
        let mut observation = repository("1", path, 3);
        observation.flags.archived = Some(archived);
        observation.flags.empty = Some(empty);
        observation
    };
    fill(&catalogue, [seen("minvws/rocky", false, false)]).await;
    fill(&catalogue, [seen("minvws/nl-kat", false, false)]).await;
    fill(&catalogue, [seen("ICTU/nl-kat", true, false)]).await;
    fill(&catalogue, [seen("ICTU/nl-kat", false, true)]).await;
    // Told twice, it happened once.
    depart(&catalogue, &["1"]).await;
    depart(&catalogue, &["1"]).await;
    fill(&catalogue, [seen("ICTU/nl-kat", false, true)]).await;
    drop(catalogue);
    let entry = at(&open(&dir), "minvws/rocky").unwrap();
    let from = |path: &str| format!("https://github.com/{path}").parse().unwrap();
    // A tombstone keeps the addresses that it had, and forgets the rest.
    let happened: Vec<EventKind> = entry.history.into_iter().map(|event| event.what).collect();
    assert_eq!(
        happened,
        [
            EventKind::FirstSeen,
            EventKind::Renamed {
                from: from("minvws/rocky")
            },
            EventKind::Transferred {
                from: from("minvws/nl-kat")
            },
            EventKind::Left {
                how: DepartureKind::NotFound
            },
            EventKind::Returned,
        ]
    );
}

#[tokio::test]
async fn transferred_repository_has_no_organisation() {
    let (_dir, catalogue) = empty();
    let observations = [
        repository("1", "minvws/a", 3),
        repository("2", "minvws/b", 3),
    ];
    fill(&catalogue, observations).await;
    let departure = Departure {
        id: "github.com:1".parse().unwrap(),
        kind: DepartureKind::Transferred,
        noticed_at: now(),
        to: Some("https://github.com/bedrijf-bv/a".parse().unwrap()),
    };
    for _ in 0..2 {
        let batch = Batch {
            departures: vec![departure.clone()],
            ..Batch::default()
        };
        catalogue.sink().accept(batch).await.unwrap();
    }
    let entry = at(&catalogue, "minvws/a").unwrap();
    assert_eq!(entry.observation.url.path(), "bedrijf-bv/a");
    assert_eq!(entry.organisation, None);
    assert_eq!(entry.gone.unwrap().kind, DepartureKind::Transferred);
    let transfers = entry.history.iter().filter(
        |event| matches!(&event.what, EventKind::Transferred { from } if from.path() == "minvws/a"),
    );
    assert_eq!((transfers.count(), entry.history.len()), (1, 2));
    assert_eq!(names(&search(&catalogue, "")), ["b"]);
    let known = catalogue.sink().known(&account("minvws")).await.unwrap();
    assert_eq!(known.len(), 1);

    let mut back = repository("1", "minvws/a", 1);
    back.observed_at = now() + Days::new(1);
    fill(&catalogue, [back]).await;
    let entry = at(&catalogue, "minvws/a").unwrap();
    assert_eq!(entry.gone, None);
    assert!(entry.organisation.is_some());
}

#[tokio::test]
async fn an_update_of_a_list_changes_what_it_tells() {
    let (_dir, catalogue) = empty();
    fill(&catalogue, [repository("1", "minvws/a", 3)]).await;
    let before = at(&catalogue, "minvws/a").unwrap();
    let facts = ListedFacts {
        counts: Counts {
            stars: Some(40),
            ..Counts::default()
        },
        releases: None,
    };
    let update = Update {
        id: "github.com:1".parse().unwrap(),
        account: account("ICTU"),
        url: "https://github.com/ICTU/a".parse().unwrap(),
        facts,
        noticed_at: now() + Days::new(1),
    };
    let batch = Batch {
        updates: vec![update],
        ..Batch::default()
    };
    catalogue.sink().accept(batch).await.unwrap();
    let entry = at(&catalogue, "minvws/a").unwrap();
    assert_eq!(entry.observation.url.path(), "ICTU/a");
    assert_eq!(entry.observation.counts.stars, Some(40));
    assert_eq!(entry.observation.readme, before.observation.readme);
    assert_eq!(
        entry.observation.observed_at,
        before.observation.observed_at
    );
    assert_eq!(entry.organisation.unwrap().slug.as_str(), "stichting-ictu");
    let known = catalogue.sink().known(&account("ictu")).await.unwrap();
    assert_eq!(known[0].account, Some(account("ICTU")));
    let stars = known[0].facts.as_ref().unwrap().counts.stars;
    assert_eq!(stars, Some(40));
}

/// The newest report is the first in a file.
#[tokio::test]
async fn ids_of_accounts_outlive_a_restore() {
    let (_dir, catalogue) = empty();
    let minvws = account("minvws");
    let runs = [
        ("20260901T020000.000Z", 0, "11"),
        ("20260902T020000.000Z", 1, "22"),
    ];
    for (id, days, forge_id) in runs {
        let mut run = run(id, now() + Days::new(days));
        run.accounts = vec![AccountOutcome {
            forge_id: Some(forge_id.to_owned()),
            account: minvws.clone(),
            organisation: "ministerie-vws".parse().unwrap(),
            outcome: Outcome::Complete,
            reason: None,
            tally: Tally::default(),
            cost: Cost::default(),
            ended_at: None,
            validator: None,
        }];
        catalogue.sink().finish(&run).await.unwrap();
    }
    let mut file = Vec::new();
    catalogue.export(&mut file).unwrap();
    let (_other_dir, other) = empty();
    other.import(file.as_slice(), Contents::Imported).unwrap();
    for catalogue in [catalogue, other] {
        let memory = catalogue.account(&minvws).unwrap().unwrap();
        assert_eq!(memory.forge_id.as_deref(), Some("22"));
    }
}

#[tokio::test]
async fn a_year_of_reports_is_kept() {
    let (_dir, catalogue) = empty();
    let sink = catalogue.sink();
    let old = now() - Days::new(400);
    sink.finish(&run("20250728T120000.000Z", old))
        .await
        .unwrap();
    sink.finish(&run("20260831T020000.000Z", now() - Days::new(1)))
        .await
        .unwrap();
    sink.finish(&run("20260901T020000.000Z", now()))
        .await
        .unwrap();
    let runs = catalogue.crawl_runs(10, None).unwrap();
    let ids: Vec<&str> = runs.iter().map(|run| run.id.as_str()).collect();
    assert_eq!(ids, ["20260901T020000.000Z", "20260831T020000.000Z"]);
    let after = catalogue.crawl_runs(10, Some(ids[0])).unwrap();
    assert_eq!(after.len(), 1);
}

#[tokio::test]
async fn runs_are_remembered_by_account() {
    let (dir, catalogue) = empty();
    let minvws = account("minvws");
    assert_eq!(catalogue.account(&minvws).unwrap(), None);
    let sink = catalogue.sink();
    let run_with = |id: &str, days: u64, outcome: Outcome| {
        let mut run = run(id, now() + Days::new(days));
        run.accounts = vec![AccountOutcome {
            forge_id: None,
            account: minvws.clone(),
            organisation: "ministerie-vws".parse().unwrap(),
            outcome,
            reason: (outcome == Outcome::Failed).then(|| "it does not exist".to_owned()),
            tally: Tally::default(),
            cost: Cost::default(),
            ended_at: None,
            validator: Some("etag".to_owned()),
        }];
        run
    };
    sink.finish(&run_with("1", 0, Outcome::Complete))
        .await
        .unwrap();
    sink.finish(&run_with("2", 1, Outcome::Failed))
        .await
        .unwrap();
    sink.finish(&run_with("3", 2, Outcome::Failed))
        .await
        .unwrap();
    sink.finish(&run_with("4", 3, Outcome::Interrupted))
        .await
        .unwrap();
    drop((sink, catalogue));
    let catalogue = open(&dir);
    let memory = catalogue.account(&account("MinVWS")).unwrap().unwrap();
    assert_eq!(memory.completed_at, Some(now()));
    assert_eq!(memory.failed_since, Some(now() + Days::new(1)));
    assert_eq!(memory.failure.as_deref(), Some("it does not exist"));
    assert_eq!(memory.validator.as_deref(), Some("etag"));
    let sink = catalogue.sink();
    sink.finish(&run_with("5", 4, Outcome::Complete))
        .await
        .unwrap();
    let memories = sink.accounts().await.unwrap();
    assert_eq!(memories.len(), 1);
    assert_eq!(memories[0].failed_since, None);
}

#[tokio::test]
async fn sink_knows_repositories_by_account_and_address() {
    let (_dir, catalogue) = empty();
    fill(&catalogue, [repository("1", "minvws/old-name", 3)]).await;
    fill(&catalogue, [repository("1", "minvws/new-name", 3)]).await;
    depart(&catalogue, &["1"]).await;
    let sink = catalogue.sink();
    let known = sink.known(&account("MinVWS")).await.unwrap();
    assert_eq!(known.len(), 1);
    assert!(known[0].gone);
    assert_eq!(known[0].url.name(), "new-name");
    let former = "https://github.com/MINVWS/Old-Name.git".parse().unwrap();
    let (under, found) = sink.known_at(&former).await.unwrap().unwrap();
    assert_eq!((under, &found), (account("minvws"), &known[0]));
    let nowhere = "https://github.com/minvws/nowhere".parse().unwrap();
    assert_eq!(sink.known_at(&nowhere).await.unwrap(), None);
    // A sample is no knowledge.
    let (_other, sample) = empty();
    sample.import(SAMPLE, Contents::Sample).unwrap();
    assert!(
        sample
            .sink()
            .known(&account("minvws"))
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn unread_part_keeps_its_stored_value() {
    let (_dir, catalogue) = empty();
    fill(
        &catalogue,
        [with_readme(repository("1", "minvws/app", 3), "# App")],
    )
    .await;
    let mut bare = repository("1", "minvws/app", 3);
    bare.description = Some("Nieuw".to_owned());
    bare.commits = None;
    bare.gaps = vec![
        Gap::unread(Unread::Texts, "a time-out".to_owned()),
        Gap::unread(Unread::Commits, "a time-out".to_owned()),
    ];
    fill(&catalogue, [bare]).await;
    let kept = at(&catalogue, "minvws/app").unwrap().observation;
    assert_eq!(kept.description.as_deref(), Some("Nieuw"));
    assert_eq!(kept.readme.unwrap().text, "# App");
    assert!(kept.commits.is_some());
    // A README that is not there any more is another thing.
    fill(&catalogue, [repository("1", "minvws/app", 3)]).await;
    assert!(
        at(&catalogue, "minvws/app")
            .unwrap()
            .observation
            .readme
            .is_none()
    );
}
