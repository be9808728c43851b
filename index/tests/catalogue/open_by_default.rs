//! The figures of open by default, and the snapshots that keep them.

use std::path::Path;

use bronwijzer_crawler::observation::{FileKind, KnownFile, Observation, TextFile};
use bronwijzer_index::{
    Catalogue, Contents, Exclusion, FacetName, Figure, Filter, Options, Outcome, SAMPLE, Scope,
    SearchRequest, Snapshot,
};
use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::support::{empty, fill, now, open, organisations, repository};

fn vws() -> Scope {
    Scope::Organisation("ministerie-vws".parse().unwrap())
}

fn with_files(mut observation: Observation, kinds: &[FileKind]) -> Observation {
    let known = |kind: &FileKind| KnownFile {
        kind: *kind,
        path: format!("{kind:?}"),
    };
    observation.files = Some(kinds.iter().map(known).collect());
    // The owner gives none for all of its repositories.
    observation.community_files.security = Some(false);
    observation
}

fn fork(mut observation: Observation) -> Observation {
    observation.flags.fork = Some(true);
    observation
}

/// Three that count and a fork of the ministry, and one of the foundation
/// whose files were not listed.
async fn filled(catalogue: &Catalogue) {
    let observations = [
        with_files(repository("1", "minvws/a", 3), &[FileKind::Security]),
        with_files(repository("2", "minvws/b", 500), &[FileKind::Codeowners]),
        with_files(repository("3", "minvws/c", 900), &[]),
        fork(with_files(
            repository("4", "minvws/d", 3),
            &[FileKind::Security],
        )),
        repository("5", "ICTU/e", 3),
    ];
    fill(catalogue, observations).await;
}

fn outcomes(catalogue: &Catalogue, scope: &Scope, figure: Figure) -> (u64, u64, u64) {
    let tally = catalogue.standings().unwrap().of(scope).unwrap();
    let counts = tally.figure(figure);
    (counts.passed, counts.failed, counts.unknown)
}

#[tokio::test]
async fn every_organisation_is_counted_with_entries_behind_each_figure() {
    let (_dir, catalogue) = empty();
    filled(&catalogue).await;
    assert_eq!(
        outcomes(&catalogue, &vws(), Figure::SecurityContact),
        (1, 2, 0)
    );
    assert_eq!(outcomes(&catalogue, &vws(), Figure::Upkeep), (1, 2, 0));
    assert_eq!(
        outcomes(&catalogue, &Scope::All, Figure::SecurityContact),
        (1, 2, 1)
    );
    assert_eq!(
        outcomes(&catalogue, &Scope::All, Figure::OpenLicence),
        (4, 0, 0)
    );
    let standings = catalogue.standings().unwrap();
    let tally = standings.of(&vws()).unwrap();
    assert_eq!((tally.repositories, tally.counted()), (4, 3));
    assert_eq!(tally.left_out[&Exclusion::Fork], 1);
    assert_eq!(
        standings.of(&Scope::Organisation("nobody".parse().unwrap())),
        None
    );

    // Every number is the length of a list that can be asked for.
    for figure in Figure::ALL {
        let counts = tally.figure(*figure);
        let numbers = [counts.passed, counts.failed, counts.unknown];
        for (outcome, number) in Outcome::ALL.iter().zip(numbers) {
            let filter = Filter(
                [
                    (FacetName::Organisation, vec!["ministerie-vws".to_owned()]),
                    (FacetName::OpenByDefault, vec![figure.value(*outcome)]),
                ]
                .into(),
            );
            let found = catalogue
                .search(&SearchRequest {
                    filter,
                    ..SearchRequest::default()
                })
                .unwrap();
            assert_eq!(found.total, number, "{figure:?} {outcome:?}");
        }
    }
}

#[tokio::test]
async fn exclusions_are_configurable() {
    let (dir, catalogue) = empty();
    filled(&catalogue).await;
    drop(catalogue);
    let options = Options {
        leave_out: "none".parse().unwrap(),
        ..Options::default()
    };
    let opened = Catalogue::open_with(dir.path(), organisations(), now(), options).unwrap();
    let tally = opened.catalogue.standings().unwrap().of(&vws()).unwrap();
    assert_eq!((tally.repositories, tally.counted()), (4, 4));
    assert_eq!(tally.figure(Figure::SecurityContact).passed, 2);
    assert_eq!(opened.catalogue.leave_out().to_string(), "none");
}

fn day(days_ago: u64) -> DateTime<Utc> {
    now() - Days::new(days_ago)
}

fn all(catalogue: &Catalogue) -> Vec<Snapshot> {
    let span = (NaiveDate::MIN, NaiveDate::MAX);
    catalogue.snapshots(&vws(), span.0, span.1).unwrap()
}

fn passed(snapshots: &[Snapshot]) -> Vec<u64> {
    let figure = |snapshot: &Snapshot| snapshot.tally.figure(Figure::SecurityContact).passed;
    snapshots.iter().map(figure).collect()
}

#[tokio::test]
async fn a_day_keeps_its_last_snapshot_and_the_past_stays() {
    let (dir, catalogue) = empty();
    filled(&catalogue).await;
    // Everything, each organisation, two types and two organisations.
    assert_eq!(catalogue.take_snapshot(day(40)).unwrap(), 6);
    catalogue.take_snapshot(day(0)).unwrap();
    let more = with_files(repository("2", "minvws/b", 500), &[FileKind::Security]);
    fill(&catalogue, [more]).await;
    catalogue
        .take_snapshot(day(0) + chrono::TimeDelta::hours(3))
        .unwrap();
    assert_eq!(passed(&all(&catalogue)), [1, 2]);

    // The clock is set back: the day keeps what it has.
    fill(
        &catalogue,
        [with_files(repository("1", "minvws/a", 3), &[])],
    )
    .await;
    assert_eq!(catalogue.take_snapshot(day(40)).unwrap(), 0);
    assert_eq!(passed(&all(&catalogue)), [1, 2]);
    drop(catalogue);

    let catalogue = open(&dir);
    assert_eq!(passed(&all(&catalogue)), [1, 2]);
    let until = |days_ago| {
        let found = catalogue
            .snapshot_until(&vws(), day(days_ago).date_naive())
            .unwrap();
        found.map(|snapshot| snapshot.day)
    };
    assert_eq!(until(0), Some(day(0).date_naive()));
    assert_eq!(until(30), Some(day(40).date_naive()));
    assert_eq!(until(41), None);
    let span = (day(39).date_naive(), day(1).date_naive());
    assert!(
        catalogue
            .snapshots(&vws(), span.0, span.1)
            .unwrap()
            .is_empty()
    );
    assert!(
        catalogue
            .snapshots(&vws(), span.1, span.0)
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn export_includes_snapshots_and_import_rewrites_none() {
    let (_dir, catalogue) = empty();
    filled(&catalogue).await;
    catalogue.take_snapshot(day(2)).unwrap();
    catalogue.take_snapshot(day(1)).unwrap();
    let mut file = Vec::new();
    catalogue.export(&mut file).unwrap();

    let (_other_dir, other) = empty();
    fill(&other, [with_files(repository("1", "minvws/a", 3), &[])]).await;
    other.take_snapshot(day(1)).unwrap();
    let report = other.import(file.as_slice(), Contents::Imported).unwrap();
    assert_eq!((report.snapshots, report.bad_lines.len()), (6, 0));
    let kept: Vec<_> = all(&other);
    assert_eq!(passed(&kept), [1, 0]);
    // What is there already is not taken up twice.
    let again = other.import(file.as_slice(), Contents::Imported).unwrap();
    assert_eq!(again.snapshots, 0);
    assert_eq!(all(&other), kept);
}

#[tokio::test]
async fn a_backup_brings_snapshots_back() {
    let (dir, catalogue) = empty();
    filled(&catalogue).await;
    catalogue.take_snapshot(day(400)).unwrap();
    catalogue.take_snapshot(day(0)).unwrap();
    catalogue.backup().unwrap();
    drop(catalogue);
    drop(open(&dir));
    std::fs::remove_dir_all(dir.path().join("store")).unwrap();
    let opened = Catalogue::open(dir.path(), organisations(), now()).unwrap();
    assert_eq!(opened.notices.len(), 2, "{:?}", opened.notices);
    assert_eq!(passed(&all(&opened.catalogue)), [1, 1]);
}

#[tokio::test]
async fn a_sample_leaves_no_history_behind() {
    let (_dir, catalogue) = empty();
    assert_eq!(catalogue.take_snapshot(day(3)).unwrap(), 0);
    catalogue.import(SAMPLE, Contents::Sample).unwrap();
    assert_eq!(catalogue.take_snapshot(day(2)).unwrap(), 0);
    assert!(all(&catalogue).is_empty());
    filled(&catalogue).await;
    catalogue.take_snapshot(day(1)).unwrap();
    assert_eq!(passed(&all(&catalogue)), [1]);

    // Nor does a sample that came with one.
    let mut file = Vec::new();
    catalogue.export(&mut file).unwrap();
    let (_other_dir, other) = empty();
    let report = other.import(file.as_slice(), Contents::Sample).unwrap();
    assert_eq!(report.snapshots, 0);
    assert!(all(&other).is_empty());
}

#[tokio::test]
async fn a_snapshot_that_cannot_be_read_is_a_bad_line() {
    let (_dir, catalogue) = empty();
    let header = r#"{"format":"bronwijzer-catalogue","version":1,"contents":"crawled"}"#;
    let line = |scope: &str, day: &str| {
        format!(
            r#"{{"snapshot":{{"day":"{day}","scope":"{scope}","taken_at":"2026-01-01T00:00:00Z","rules":1,"leave_out":["fork"],"tally":{{"repositories":1}}}}}}"#
        )
    };
    let lines = [
        line("all", "2026-01-01"),
        line("type:king", "2026-01-01"),
        line("all", "yesterday"),
        line("all", "+262142-12-31"),
    ];
    let largest = format!(
        r#"{{"snapshot":{{"day":"2026-01-02","scope":"all","taken_at":"2026-01-01T00:00:00Z","rules":1,"leave_out":[],"tally":{{"repositories":1,"left_out":{{"fork":{0},"empty":{0}}},"figures":{{"upkeep":{{"passed":{0},"failed":{0},"unknown":{0}}}}}}}}}}}"#,
        u64::MAX
    );
    let file = format!("{header}\n{}\n{largest}\n", lines.join("\n"));
    let report = catalogue
        .import(file.as_bytes(), Contents::Imported)
        .unwrap();
    assert_eq!((report.snapshots, report.bad_lines.len()), (3, 2));
    let day = "2026-01-02".parse().unwrap();
    let snapshot = catalogue.snapshot_until(&Scope::All, day).unwrap().unwrap();
    assert_eq!(snapshot.tally.counted(), 0);
    assert_eq!(snapshot.tally.figure(Figure::Upkeep).known(), u64::MAX);
    // A day that is far ahead does not stop those that come.
    filled(&catalogue).await;
    assert!(catalogue.take_snapshot(now()).unwrap() > 0);
}

/// READMEs of Dutch government repositories. They are no part of this project,
/// so the test says when they are not there.
#[tokio::test]
async fn most_readmes_of_the_corpus_explain() {
    let texts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/texts");
    let Ok(files) = std::fs::read_dir(&texts) else {
        eprintln!("skipped: {} is not there", texts.display());
        return;
    };
    let (_dir, catalogue) = empty();
    let mut observations = Vec::new();
    for (at, file) in files.map(Result::unwrap).enumerate() {
        let text = std::fs::read_to_string(file.path()).unwrap();
        let texts: serde_json::Value = serde_json::from_str(&text).unwrap();
        let name = texts["name"].as_str().unwrap();
        let mut observation = repository(&at.to_string(), &format!("minvws/{name}-{at}"), 3);
        let readme = texts["readme"].as_str().map(str::to_owned);
        observation.readme = readme.map(|text| TextFile::capped("README.md", text, 1, false));
        observations.push(observation);
    }
    let total = observations.len() as u64;
    fill(&catalogue, observations).await;
    let (passed, failed, _) = outcomes(&catalogue, &Scope::All, Figure::ExplainingReadme);
    assert!(passed * 2 > total, "{passed} of {total}");
    assert!(failed > 0);
    eprintln!("{passed} of {total} READMEs explain, {failed} don't");
}
