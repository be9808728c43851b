//! One line for each rule and each border.

use super::*;
use RiskVerdict::{AlreadyLeft, AtRisk, NotAtRisk, Unknown};
use bronwijzer_testing::now;

/// How many commits by this author, so many days ago.
fn repository(commits: &[(usize, &str, u64)]) -> Observation {
    let repository = bronwijzer_testing::repository("o/r").commits(commits);
    repository.stars(0).forks(0).build()
}

fn verdict_of(
    observation: &Observation,
    publiccode: Option<&Publiccode>,
    kind: RepositoryKind,
) -> (RiskVerdict, Vec<String>) {
    of_status(MaintenanceStatus::Active, observation, publiccode, kind)
}

fn of_status(
    status: MaintenanceStatus,
    observation: &Observation,
    publiccode: Option<&Publiccode>,
    kind: RepositoryKind,
) -> (RiskVerdict, Vec<String>) {
    let verdict = judge(&Facts {
        observation,
        publiccode,
        status,
        kind,
        stated_users: 0,
        now: now(),
    });
    let in_words = |reason: &Reason| {
        let facts = reason.facts.iter();
        let facts: Vec<String> = facts
            .map(|(name, fact)| format!(" {name}={fact}"))
            .collect();
        format!("{}{}", reason.rule, facts.concat())
    };
    (
        verdict.value,
        verdict.reasons.iter().map(in_words).collect(),
    )
}

fn verdict(observation: &Observation) -> (RiskVerdict, Vec<String>) {
    verdict_of(observation, None, RepositoryKind::Software)
}

#[test]
fn each_rule_holds_up_to_its_border() {
    let starred = |commits: &[(usize, &str, u64)], stars: u64| {
        let mut observation = repository(commits);
        observation.counts.stars = Some(stars);
        observation
    };
    let mut forked = repository(&[(2, "a", 1), (40, "b", 400)]);
    forked.counts.forks = Some(3);
    let mut untold = repository(&[(2, "a", 1), (40, "b", 400)]);
    untold.counts = Default::default();
    let cases = [
        (
            repository(&[(8, "a", 1), (2, "b", 8), (2, "a", 9), (9, "bot", 3)]),
            AtRisk,
            vec!["one_person_makes_most_commits percent=83 commits=12"],
        ),
        (
            repository(&[(16, "a", 1), (4, "b", 8)]),
            AtRisk,
            vec!["one_person_makes_most_commits percent=80 commits=20"],
        ),
        (
            repository(&[(15, "a", 1), (4, "b", 8)]),
            NotAtRisk,
            vec![
                "several_people_commit percent=78 commits=19 people=2",
                "few_commits_year_before commits=19 before=0 least=12",
            ],
        ),
        (
            repository(&[(11, "a", 1)]),
            Unknown,
            vec![
                "few_commits_last_year commits=11 least=12",
                "few_commits_year_before commits=11 before=0 least=12",
            ],
        ),
        // What one person did in the year before counts no more.
        (
            repository(&[(100, "a", 400), (15, "b", 1), (15, "c", 1)]),
            NotAtRisk,
            vec![
                "several_people_commit percent=50 commits=30 people=2",
                "commits_held_up commits=30 before=100",
            ],
        ),
        (
            starred(&[(10, "a", 1), (40, "b", 400)], 10),
            AtRisk,
            vec!["commits_fell_while_starred commits=10 before=40 users=10"],
        ),
        (
            starred(&[(11, "a", 1), (40, "b", 400)], 10),
            NotAtRisk,
            vec![
                "few_commits_last_year commits=11 least=12",
                "commits_held_up commits=11 before=40",
            ],
        ),
        (
            starred(&[(10, "a", 1), (40, "b", 400)], 9),
            NotAtRisk,
            vec![
                "few_commits_last_year commits=10 least=12",
                "commits_fell_unused commits=10 before=40",
            ],
        ),
        (
            forked,
            AtRisk,
            vec!["commits_fell_while_forked commits=2 before=40 users=3"],
        ),
        (
            untold,
            Unknown,
            vec!["commits_fell_use_not_known commits=2 before=40"],
        ),
        (
            starred(&[(12, "a", 1), (48, "b", 400)], 99),
            AtRisk,
            vec![
                "one_person_makes_most_commits percent=100 commits=12",
                "commits_fell_while_starred commits=12 before=48 users=99",
            ],
        ),
    ];
    for (observation, value, reasons) in cases {
        let reasons = reasons.into_iter().map(str::to_owned).collect();
        assert_eq!(verdict(&observation), (value, reasons));
    }
}

#[test]
fn nothing_reassures_where_people_have_left() {
    use MaintenanceStatus::{Dormant, Maintained, SeekingMaintainer, Unmaintained};
    use RepositoryKind::{Software, Standard};
    let quiet = repository(&[(50, "a", 400)]);
    let busy = repository(&[(15, "a", 1), (15, "b", 1)]);
    let left = (AlreadyLeft, "people_already_left");
    let cases = [
        (Dormant, &quiet, Software, left),
        (Unmaintained, &quiet, Software, left),
        (SeekingMaintainer, &quiet, Software, left),
        (
            SeekingMaintainer,
            &busy,
            Software,
            (
                NotAtRisk,
                "several_people_commit percent=50 commits=30 people=2",
            ),
        ),
        (
            Dormant,
            &quiet,
            Standard,
            (Unknown, "fall_in_nature_of_kind kind=standard"),
        ),
        (
            Maintained,
            &repository(&[(1, "a", 300)]),
            Software,
            (Unknown, "few_commits_last_year commits=1 least=12"),
        ),
    ];
    for (status, observation, kind, (value, rule)) in cases {
        let (found, reasons) = of_status(status, observation, None, kind);
        assert_eq!((found, reasons[0].as_str()), (value, rule));
    }
}

#[test]
fn users_in_publiccode_show_use() {
    let fallen = repository(&[(2, "a", 1), (40, "b", 400)]);
    let file = Publiccode {
        used_by: vec!["Gemeente".to_owned()],
        ..Publiccode::default()
    };
    let (value, reasons) = verdict_of(&fallen, Some(&file), RepositoryKind::Software);
    assert_eq!(value, AtRisk);
    assert_eq!(
        reasons,
        ["commits_fell_while_used commits=2 before=40 users=1"]
    );
}

#[test]
fn a_finished_standard_does_not_fall() {
    let mut fallen = repository(&[(2, "a", 1), (40, "b", 400)]);
    fallen.counts.stars = Some(50);
    let (value, reasons) = verdict_of(&fallen, None, RepositoryKind::Standard);
    assert_eq!(value, NotAtRisk);
    assert_eq!(reasons[1], "fall_in_nature_of_kind kind=standard");
}

#[test]
fn uncounted_commits_are_not_guessed() {
    let mut half = repository(&[(50, "a", 1), (50, "b", 2)]);
    if let Some(commits) = &mut half.commits {
        commits.total = 500;
        commits.counted_since = now() - Days::new(100);
    }
    assert_eq!(
        verdict(&half),
        (
            Unknown,
            vec!["risk_commits_not_counted date=2026-05-24".to_owned()]
        )
    );
    // The last year is counted, and the year before is not: what holds holds.
    let mut one = repository(&[(50, "a", 1)]);
    if let Some(commits) = &mut one.commits {
        commits.total = 500;
        commits.counted_since = now() - Days::new(400);
    }
    assert_eq!(verdict(&one).0, AtRisk);
    // Authors that fell out of the list could be the one person.
    let mut cut = repository(&[(10, "a", 1), (50, "b", 2)]);
    if let Some(commits) = &mut cut.commits {
        commits.author_weeks = Some(Vec::new());
    }
    assert_eq!(verdict(&cut).1, ["risk_authors_not_counted"]);
    // A record from before tells no years apart.
    let mut old = repository(&[(10, "a", 1), (50, "b", 2), (5, "a", 400)]);
    if let Some(commits) = &mut old.commits {
        commits.author_weeks = None;
    }
    assert_eq!(verdict(&old).1, ["risk_authors_not_counted"]);
    let mut none = repository(&[]);
    none.commits = None;
    assert_eq!(verdict(&none).1, ["risk_without_commits"]);
}

#[test]
fn archived_repositories_and_untouched_forks_are_not_judged() {
    let mut observation = repository(&[(50, "a", 1)]);
    let archived = judge(&Facts {
        observation: &observation,
        publiccode: None,
        status: MaintenanceStatus::Archived,
        kind: RepositoryKind::Software,
        stated_users: 0,
        now: now(),
    });
    assert_eq!(archived.value, Unknown);
    assert_eq!(archived.reasons[0].rule, "risk_of_archived");
    observation.flags.fork = Some(true);
    observation.created_at = Some(now());
    observation.pushed_at = Some(now() - Days::new(1));
    assert_eq!(
        verdict(&observation).1,
        ["fork_without_own_push_unnamed date=2026-09-01"]
    );
}
