//! Sources beside the forges, against stand-ins that are as strict as they are.

use std::time::Duration;

use bronwijzer_crawler::address::{ForgeHost, RepositoryId, RepositoryUrl};
use bronwijzer_crawler::forge::{Budget, ForgeError};
use bronwijzer_crawler::halt::Halt;
use bronwijzer_crawler::outside::{
    ArchiveState, OutsideSource, Question, Round, SaveOutcome, SaveReason, Scorecards,
    SoftwareHeritage, SourceAnswer, SourceConfig, VisitStatus,
};
use bronwijzer_double::fault::Fault;
use bronwijzer_double::scorecard::{self, Results, Scorecard};
use bronwijzer_double::software_heritage::{Holdings, SoftwareHeritage as Archive};
use bronwijzer_double::stage::Stage;
use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

use crate::support::now;

const GITHUB: &str = "https://github.com/Gemeente-Delft/kademuren";
const GITLAB: &str = "https://gitlab.com/delft/geo/kaart";

fn url(text: &str) -> RepositoryUrl {
    text.parse().unwrap()
}

fn config(address: &str) -> SourceConfig {
    SourceConfig {
        budget: Budget {
            first_retry: Duration::from_millis(5),
            pause_when_down: Duration::from_millis(20),
            ..Budget::default()
        },
        timeout: Duration::from_millis(500),
        ..SourceConfig::at(address.parse().unwrap())
    }
}

fn heritage(archive: &Archive) -> SoftwareHeritage {
    SoftwareHeritage::connect(&config(&archive.api()), &Halt::default()).unwrap()
}

fn scorecards(service: &Scorecard) -> Scorecards {
    Scorecards::connect(&config(service.address()), &Halt::default()).unwrap()
}

fn holdings(origin: &str, at: DateTime<Utc>) -> Holdings {
    let mut holdings = Holdings::default();
    holdings.visit(origin, at);
    holdings
}

fn questions<T>(count: usize) -> Vec<Question<T>> {
    let question = |number: usize| Question {
        id: RepositoryId::new(ForgeHost::new("github.com"), number.to_string()),
        url: url(&format!("https://github.com/o/r{number}")),
        known: None,
    };
    (0..count).map(question).collect()
}

fn operations(stage: &Stage) -> Vec<String> {
    let seen = stage.take_seen().into_iter();
    seen.map(|seen| seen.operation).collect()
}

#[tokio::test]
async fn archived_repository_has_its_snapshot_and_head() {
    let at = now() - TimeDelta::days(3);
    let archive = Archive::start(holdings(GITHUB, at), None).await;
    let client = heritage(&archive);
    let found = client.look(&url(GITHUB), None).await.unwrap();
    assert_eq!(found.origin, GITHUB);
    let visit = found.last_visit.as_ref().unwrap();
    assert_eq!((visit.at, visit.status), (at, VisitStatus::Full));
    let snapshot = found.snapshot.as_ref().unwrap();
    assert!(snapshot.id.as_str().starts_with("swh:1:snp:"));
    let head = snapshot.head.as_ref().unwrap();
    assert!(head.as_str().starts_with("swh:1:rev:"));
    // One for the visit, two for the alias and its branch.
    assert_eq!(archive.take_seen().len(), 3);
    let again = client.look(&url(GITHUB), Some(&found)).await.unwrap();
    assert_eq!(again, found);
    assert_eq!(archive.take_seen().len(), 1, "the head is known");
}

#[tokio::test]
async fn repository_is_found_by_its_address_for_git() {
    let origin = format!("{GITLAB}.git");
    let archive = Archive::start(holdings(&origin, now()), None).await;
    let found = heritage(&archive).look(&url(GITLAB), None).await.unwrap();
    assert_eq!(found.origin, origin);
    assert!(found.snapshot.is_some());
    let archive = Archive::start(holdings(GITLAB, now()), None).await;
    let client = heritage(&archive);
    let found = client.look(&url(GITLAB), None).await.unwrap();
    assert_eq!(found.origin, GITLAB);
    archive.forget_seen();
    client.look(&url(GITLAB), Some(&found)).await.unwrap();
    assert_eq!(archive.take_seen().len(), 1, "the address is known");
}

#[tokio::test]
async fn repository_without_a_visit_is_not_archived() {
    let archive = Archive::start(Holdings::default(), None).await;
    let found = heritage(&archive).look(&url(GITHUB), None).await.unwrap();
    let expected = ArchiveState {
        origin: GITHUB.to_owned(),
        last_visit: None,
        snapshot: None,
    };
    assert_eq!(found, expected);
}

#[tokio::test]
async fn failed_visit_leaves_the_snapshot_before() {
    let (before, last) = (now() - TimeDelta::days(90), now());
    let mut holdings = holdings(GITHUB, before);
    holdings.came(GITHUB, last, "failed", None);
    let archive = Archive::start(holdings, None).await;
    let found = heritage(&archive).look(&url(GITHUB), None).await.unwrap();
    let visit = found.last_visit.unwrap();
    assert_eq!((visit.at, visit.status), (last, VisitStatus::Failed));
    assert_eq!(found.snapshot.unwrap().visited_at, before);
}

#[tokio::test]
async fn save_is_accepted_pending_or_rejected() {
    let mut holdings = Holdings::default();
    holdings
        .blocked
        .insert("https://github.com/o/blocked".to_owned());
    let archive = Archive::start(holdings, None).await;
    let client = heritage(&archive);
    let cases = [
        (GITHUB, SaveOutcome::Accepted),
        ("https://code.overheid.nl/o/r.git", SaveOutcome::Pending),
        ("https://github.com/o/blocked", SaveOutcome::Rejected),
    ];
    for (origin, expected) in cases {
        let asked = client.save(origin, SaveReason::AtRisk, now()).await;
        let asked = asked.unwrap().unwrap();
        assert_eq!(
            (asked.reason, asked.outcome),
            (SaveReason::AtRisk, expected)
        );
        let is_told = asked.note.is_some_and(|note| note.contains("not allowed"));
        assert_eq!(is_told, expected == SaveOutcome::Rejected, "{origin}");
    }
    assert_eq!(archive.holdings().saves, [GITHUB]);
}

#[tokio::test]
async fn saves_end_when_the_quota_is_used_up() {
    let archive = Archive::start(Holdings::default(), None).await;
    let client = heritage(&archive);
    let mut taken = 0;
    while client
        .save(GITHUB, SaveReason::Archived, now())
        .await
        .unwrap()
        .is_some()
    {
        taken += 1;
    }
    assert_eq!(taken, 10);
    assert!(archive.take_seen().iter().all(|seen| seen.status == 200));
    // What is looked up takes from another quota.
    client.look(&url(GITHUB), None).await.unwrap();
}

#[tokio::test]
async fn token_is_sent_and_a_refused_one_ends_the_round() {
    let archive = Archive::start(Holdings::default(), Some("right")).await;
    let with = |token: &str| {
        let config = SourceConfig {
            tokens: vec![token.into()],
            ..config(&archive.api())
        };
        SoftwareHeritage::connect(&config, &Halt::default()).unwrap()
    };
    with("right").look(&url(GITHUB), None).await.unwrap();
    assert_eq!(archive.take_seen()[0].token, "right");
    let client = with("wrong");
    let mut round = Round::new(&client, 100);
    let answers = round.ask(&questions(5)).await;
    assert_eq!(answers.len(), 5);
    assert!(answers.iter().all(|(_, asked)| asked.is_err()));
    assert_eq!(archive.take_seen().len(), 1);
    assert!(round.ended_by().unwrap().contains("refused"));
}

#[tokio::test]
async fn limits_on_pace_are_waited_for() {
    let archive = Archive::start(holdings(GITHUB, now()), None).await;
    archive.fail(|asked| (asked.index == 0).then_some(Fault::Secondary(1)));
    let found = heritage(&archive).look(&url(GITHUB), None).await.unwrap();
    assert!(found.snapshot.is_some());
    // A wait beyond the time that there is ends the round, and says nothing of the source.
    archive.fail(|_| Some(Fault::Secondary(3600)));
    let halt = Halt::new(CancellationToken::new(), Some(Duration::from_secs(5)));
    let client = SoftwareHeritage::connect(&config(&archive.api()), &halt).unwrap();
    let mut round = Round::new(&client, 100);
    assert_eq!(round.ask(&questions(3)).await, []);
    assert!(round.ended_by().is_some());
}

#[tokio::test]
async fn round_is_bounded_in_requests() {
    let archive = Archive::start(Holdings::default(), None).await;
    let client = heritage(&archive);
    let mut round = Round::new(&client, 4);
    assert_eq!(round.ask(&questions(10)).await.len(), 4);
    assert_eq!(archive.take_seen().len(), 4);
    assert_eq!(round.ended_by(), None);
}

/// What a broken or hostile service may answer.
fn faults() -> Vec<Fault> {
    vec![
        Fault::Page(500),
        Fault::Page(404),
        Fault::Page(418),
        Fault::Html,
        Fault::Nothing,
        Fault::Truncated,
        Fault::Reset,
        Fault::Huge(8 * 1024 * 1024),
        Fault::OtherForm,
        Fault::Slow(Duration::from_secs(5)),
    ]
}

async fn asked<S: OutsideSource>(
    source: &S,
    question: &Question<S::Found>,
) -> SourceAnswer<S::Found> {
    let mut round = Round::new(source, 1_000);
    let mut answers = round.ask(std::slice::from_ref(question)).await;
    answers.pop().unwrap().1
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_answers_are_failures_and_never_not_archived() {
    let checked = faults().into_iter().map(|fault| async move {
        let archive = Archive::start(holdings(GITHUB, now()), None).await;
        let answer = fault.clone();
        archive.fail(move |_| Some(answer.clone()));
        let question = Question {
            url: url(GITHUB),
            ..questions(1).remove(0)
        };
        let asked = asked(&heritage(&archive), &question).await;
        let why = asked.expect_err(&format!("{fault:?}"));
        assert!(why.chars().count() < 400, "{fault:?}: {why}");

        let name = "github.com/Gemeente-Delft/kademuren";
        let result = scorecard::result(name, 6.3, now().date_naive());
        let service = Scorecard::start(Results::from([(name.to_owned(), result)])).await;
        let answer = fault.clone();
        service.fail(move |_| Some(answer.clone()));
        let question = Question {
            url: url(GITHUB),
            ..questions(1).remove(0)
        };
        let asked = self::asked(&scorecards(&service), &question).await;
        assert!(asked.is_err(), "{fault:?}");
    });
    futures::future::join_all(checked).await;
}

#[tokio::test]
async fn masked_repository_is_a_failure_of_its_own() {
    let mut holdings = holdings(GITHUB, now());
    holdings.masked.insert("https://github.com/o/r0".to_owned());
    let archive = Archive::start(holdings, None).await;
    let client = heritage(&archive);
    let mut round = Round::new(&client, 100);
    let answers = round.ask(&questions(3)).await;
    let failed: Vec<bool> = answers.iter().map(|(_, asked)| asked.is_err()).collect();
    assert_eq!(failed, [true, false, false]);
    assert!(answers[0].1.as_ref().unwrap_err().contains("masked"));
}

#[tokio::test]
async fn source_that_keeps_failing_is_left_alone() {
    let archive = Archive::start(Holdings::default(), None).await;
    archive.fail(|_| Some(Fault::OtherForm));
    let client = heritage(&archive);
    let mut round = Round::new(&client, 100);
    let answers = round.ask(&questions(20)).await;
    assert_eq!(answers.len(), 20);
    assert!(answers.iter().all(|(_, asked)| asked.is_err()));
    assert_eq!(archive.take_seen().len(), 3);
}

#[tokio::test]
async fn service_that_is_gone_is_given_up_soon() {
    let address = {
        let archive = Archive::start(Holdings::default(), None).await;
        archive.api()
    };
    let client = SoftwareHeritage::connect(&config(&address), &Halt::default()).unwrap();
    let mut round = Round::new(&client, 1_000);
    let answers = round.ask(&questions(5)).await;
    assert!(answers.iter().all(|(_, asked)| asked.is_err()));
}

#[tokio::test]
async fn published_scorecard_is_read_with_its_checks() {
    let name = "github.com/Gemeente-Delft/kademuren";
    let day = "2026-11-16".parse().unwrap();
    let results = Results::from([(name.to_owned(), scorecard::result(name, 6.3, day))]);
    let service = Scorecard::start(results).await;
    let client = scorecards(&service);
    let result = client.look(&url(GITHUB), None).await.unwrap().unwrap();
    assert_eq!((result.score, result.day), (Some(6.3), day));
    let checks: Vec<_> = result.checks.iter().map(|check| check.score).collect();
    assert_eq!(checks, [Some(10), None]);
    let other = url("https://github.com/o/r");
    assert_eq!(client.look(&other, None).await.unwrap(), None);
    assert_eq!(
        operations(&service),
        [
            "GET /projects/github.com/Gemeente-Delft/kademuren",
            "GET /projects/github.com/o/r"
        ]
    );
}

#[tokio::test]
async fn scorecard_covers_github_and_gitlab_alone() {
    let service = Scorecard::start(Results::new()).await;
    let client = scorecards(&service);
    let covered = [
        ("https://github.com/o/r", true),
        ("https://gitlab.com/o/r", true),
        ("https://gitlab.com/o/group/r", false),
        ("https://code.overheid.nl/o/r", false),
    ];
    for (address, expected) in covered {
        assert_eq!(client.covers(&url(address)), expected, "{address}");
    }
}

#[tokio::test]
async fn wrong_address_is_no_word_of_the_service() {
    let service = Scorecard::start(Results::new()).await;
    let wrong = format!("{}/api/v9", service.address());
    let client = Scorecards::connect(&config(&wrong), &Halt::default()).unwrap();
    let error = client.look(&url(GITHUB), None).await.unwrap_err();
    assert!(matches!(error, ForgeError::Unreadable { .. }), "{error}");
    let archive = Archive::start(holdings(GITHUB, now()), None).await;
    let client = SoftwareHeritage::connect(&config(archive.address()), &Halt::default()).unwrap();
    let error = client.look(&url(GITHUB), None).await.unwrap_err();
    assert!(matches!(error, ForgeError::Unreadable { .. }), "{error}");
}
