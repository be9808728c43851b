//! What sources beside the forges say is kept with a repository, through all that happens to it.

use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::outside::{Looked, OutsideFacts, SaveOutcome, SaveReason, SaveRequest};
use bronwijzer_crawler::sink::DepartureKind;
use bronwijzer_index::{Catalogue, ChangeKind, Contents, SAMPLE};
use bronwijzer_testing::outside_facts;
use chrono::Days;

use crate::support::{at, depart_by, described, empty, fill, now, open, repository};

const PATH: &str = "minvws/a";

fn facts(observation: &Observation) -> OutsideFacts {
    OutsideFacts {
        save: Some(SaveRequest {
            reason: SaveReason::Archived,
            requested_at: now(),
            outcome: SaveOutcome::Accepted,
            note: None,
        }),
        ..outside_facts(&observation.url, now())
    }
}

fn keep(catalogue: &Catalogue, observation: &Observation, facts: &OutsideFacts) {
    let facts = [(observation.id.clone(), facts.clone())];
    catalogue.keep_outside(&facts).unwrap();
}

fn outside(catalogue: &Catalogue) -> OutsideFacts {
    at(catalogue, PATH).unwrap().outside
}

#[tokio::test]
async fn facts_stay_through_crawls_reassessment_and_restart() {
    let (dir, catalogue) = empty();
    let seen = repository("1", PATH, 3);
    fill(&catalogue, [seen.clone()]).await;
    assert!(outside(&catalogue).is_empty());
    let version = catalogue.version();
    let facts = facts(&seen);
    keep(&catalogue, &seen, &facts);
    assert_eq!(outside(&catalogue), facts);
    assert_ne!(catalogue.version(), version, "pages have another ETag");

    fill(&catalogue, [described(seen.clone(), "iets nieuws")]).await;
    catalogue.reassess(now() + Days::new(500)).unwrap();
    catalogue.reindex().unwrap();
    assert_eq!(outside(&catalogue), facts);
    drop(catalogue);
    assert_eq!(outside(&open(&dir)), facts);
}

#[tokio::test]
async fn export_carries_facts_and_an_older_file_keeps_them() {
    let (_dir, catalogue) = empty();
    let seen = repository("1", PATH, 3);
    fill(&catalogue, [seen.clone()]).await;
    let mut before = Vec::new();
    catalogue.export(&mut before).unwrap();
    let facts = facts(&seen);
    keep(&catalogue, &seen, &facts);
    let mut after = Vec::new();
    catalogue.export(&mut after).unwrap();

    let (_dir, other) = empty();
    other.import(after.as_slice(), Contents::Imported).unwrap();
    assert_eq!(outside(&other), facts);
    other.import(before.as_slice(), Contents::Imported).unwrap();
    assert_eq!(outside(&other), facts);
}

#[tokio::test]
async fn only_what_is_said_is_a_change() {
    let (_dir, catalogue) = empty();
    let seen = repository("1", PATH, 3);
    fill(&catalogue, [seen.clone()]).await;
    let last = || {
        catalogue
            .changes(None, None, 10)
            .unwrap()
            .changes
            .pop()
            .unwrap()
    };
    let start = last();
    keep(&catalogue, &seen, &facts(&seen));
    let kept = last();
    assert_ne!(start.cursor, kept.cursor);
    assert_eq!(kept.kind, ChangeKind::Changed);
    // Asked again on another day, with the same answer.
    let mut again = facts(&seen);
    let archive = again.archive.as_mut().and_then(|one| one.answer.as_mut());
    archive.unwrap().at = now() + Days::new(30);
    keep(&catalogue, &seen, &again);
    assert_eq!(last().cursor, kept.cursor);
    assert_eq!(outside(&catalogue), again);
}

#[tokio::test]
async fn archive_of_what_left_stays_unless_it_was_taken_away() {
    let cases = [
        (DepartureKind::NotFound, true),
        (DepartureKind::MadePrivate, false),
        (DepartureKind::Blocked, false),
        (DepartureKind::Removed, false),
    ];
    for (kind, stays) in cases {
        let (_dir, catalogue) = empty();
        let seen = repository("1", PATH, 3);
        fill(&catalogue, [seen.clone()]).await;
        keep(&catalogue, &seen, &facts(&seen));
        depart_by(&catalogue, &["1"], kind).await;
        let left = outside(&catalogue);
        assert_eq!(left.archive.is_some(), stays, "{kind:?}");
        assert!(left.save.is_none() && left.scorecard.is_none());
        assert_eq!(catalogue.outside_candidates().unwrap(), []);
        // Nothing is told of it any more.
        keep(&catalogue, &seen, &facts(&seen));
        assert_eq!(outside(&catalogue), left);
    }
}

#[tokio::test]
async fn candidates_say_why_they_should_be_archived() {
    let (_dir, catalogue) = empty();
    let mut archived = repository("1", "minvws/archived", 900);
    archived.flags.archived = Some(true);
    let mut copy = repository("2", "minvws/mirror", 900);
    copy.flags.archived = Some(true);
    copy.flags.mirror = Some(true);
    let leaving = described(
        repository("3", "minvws/leaving", 3),
        "This project is discontinued.",
    );
    let mut quiet = repository("4", "minvws/quiet", 900);
    quiet.counts.stars = Some(50);
    let lively = repository("5", "minvws/lively", 3);
    fill(&catalogue, [archived, copy, leaving, quiet, lively]).await;
    let candidates = catalogue.outside_candidates().unwrap();
    let why = |name: &str| {
        let candidate = candidates.iter().find(|one| one.url.name() == name);
        candidate.unwrap().why_save
    };
    assert_eq!(why("archived"), Some(SaveReason::Archived));
    assert_eq!(why("mirror"), None);
    assert_eq!(why("leaving"), Some(SaveReason::Leaving));
    assert_eq!(why("quiet"), Some(SaveReason::QuietInUse));
    assert_ne!(why("lively"), Some(SaveReason::Archived));
}

#[tokio::test]
async fn sample_is_asked_of_nobody() {
    let (_dir, catalogue) = empty();
    catalogue.import(SAMPLE, Contents::Sample).unwrap();
    assert_eq!(catalogue.outside_candidates().unwrap(), []);
}

#[tokio::test]
async fn failed_look_keeps_the_answer_before() {
    let (_dir, catalogue) = empty();
    let seen = repository("1", PATH, 3);
    fill(&catalogue, [seen.clone()]).await;
    let mut facts = facts(&seen);
    let later = now() + Days::new(40);
    let why = "archive.example could not be reached: HTTP 503".to_owned();
    facts.archive = Some(Looked::after(facts.archive, Err(why), "", later));
    keep(&catalogue, &seen, &facts);
    let kept = outside(&catalogue).archive.unwrap();
    assert_eq!(kept.at(), Some(now()));
    assert_eq!(kept.failed.unwrap().since, later);
}
