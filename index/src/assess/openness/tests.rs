//! Every check by a case that passes, and one line for each border.

use std::collections::{BTreeMap, BTreeSet};

use bronwijzer_crawler::commits::{Commit, CommitActivity};
use bronwijzer_crawler::observation::{
    CommunityFiles, FileKind, FileSearch, ForgeLicence, KnownFile, Release, Releases, Source,
    TextFile,
};
use bronwijzer_testing::{now, repository};
use chrono::Days;

use super::*;
use crate::assess::assess;

/// A repository of which a forge told nothing.
fn unknown() -> Observation {
    repository("o/r").build()
}

/// A repository that has nothing: a forge was asked for everything.
fn bare() -> Observation {
    Observation {
        source: Source::Forge {
            api: "https://api.github.com".to_owned(),
        },
        topics: Some(vec![]),
        licence: Some(ForgeLicence::Missing),
        files: Some(vec![]),
        file_search: FileSearch {
            tests: true,
            ..FileSearch::default()
        },
        community_files: CommunityFiles {
            security: Some(false),
            contributing: Some(false),
            code_of_conduct: Some(false),
        },
        releases: Some(Releases::default()),
        tags: Some(Releases::default()),
        commits: commits(&[(400, "a")]),
        counts: bronwijzer_crawler::observation::Counts {
            stars: Some(0),
            forks: Some(0),
            open_issues: Some(3),
            closed_issues: Some(2),
            open_pull_requests: Some(1),
            closed_pull_requests: Some(0),
            ..Default::default()
        },
        ..unknown()
    }
}

fn commits(days_and_authors: &[(u64, &str)]) -> Option<CommitActivity> {
    let since = now() - Days::new(730);
    let commits = days_and_authors.iter().map(|(days, author)| Commit {
        at: now() - Days::new(*days),
        author: (*author).to_owned(),
        bot: false,
        merge: None,
    });
    let total = days_and_authors.len() as u64;
    Some(CommitActivity::count(since, since, total, None, commits))
}

fn file(path: &str, text: &str) -> Option<TextFile> {
    let text = text.to_owned();
    let bytes = text.len() as u64;
    Some(TextFile::capped(path, text, bytes, false))
}

fn with(change: impl FnOnce(&mut Observation)) -> Observation {
    let mut observation = bare();
    change(&mut observation);
    observation
}

fn with_file(kind: FileKind, path: &str) -> Observation {
    with(|observation| {
        observation.files = Some(vec![KnownFile {
            kind,
            path: path.to_owned(),
        }]);
    })
}

fn with_readme(text: &str) -> Observation {
    with(|observation| observation.readme = file("README.md", text))
}

fn with_publiccode(text: &str) -> Observation {
    with(|observation| observation.publiccode = file("publiccode.yml", text))
}

fn outcomes(observation: &Observation) -> BTreeMap<&'static str, Outcome> {
    let openness = assess(observation, now()).openness;
    let ids = CHECKS.iter().map(|check| check.id);
    ids.zip(openness.outcomes).collect()
}

fn text(text: &str) -> Outcome {
    Outcome::Passed(Some(Fact::Text(text.to_owned())))
}

fn number(number: i64) -> Outcome {
    Outcome::Passed(Some(Fact::Number(number)))
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn each_check_passes_by_its_own_fact() {
    let yes = || Outcome::Passed(None);
    let words = "woord ".repeat(100);
    let released = |days| {
        with(|observation| {
            observation.releases = Some(Releases {
                total: 1,
                newest: vec![Release {
                    name: "v1".to_owned(),
                    at: Some(now() - Days::new(days)),
                    ..Release::default()
                }],
            });
        })
    };
    let cases = [
        (
            "described",
            with(|o| o.description = Some("Een app voor alle burgers".into())),
            yes(),
        ),
        (
            "described",
            with(|o| o.description = Some("Een app".into())),
            Outcome::Failed,
        ),
        (
            "described",
            with_publiccode("description: {nl: {shortDescription: Een app}}"),
            text("Een app"),
        ),
        (
            "audience",
            with_readme("## Voor wie?\n\nHier staat het.\n"),
            text("Voor wie?"),
        ),
        (
            "audience",
            with_publiccode("intendedAudience: {scope: [local-authorities]}"),
            text("local-authorities"),
        ),
        (
            "two_languages",
            with_publiccode(
                "description:\n  nl: {shortDescription: A}\n  en-GB: {shortDescription: B}",
            ),
            text("nl, en-GB"),
        ),
        (
            "two_languages",
            with_publiccode("description: {nl: {shortDescription: A}}"),
            Outcome::Failed,
        ),
        (
            "users_named",
            with_publiccode("usedBy: [Delft, Gouda]"),
            text("Delft, Gouda"),
        ),
        (
            "users_named",
            with_readme("# Gebruikt door\n\nHier staat het.\n"),
            text("Gebruikt door"),
        ),
        (
            "topics",
            with(|o| o.topics = Some(vec!["zgw".into()])),
            number(1),
        ),
        (
            "homepage",
            with(|o| o.homepage = Some("https://example.org".into())),
            text("https://example.org"),
        ),
        (
            "homepage",
            with(|o| o.homepage = Some(" example.org/bomen ".into())),
            text("example.org/bomen"),
        ),
        (
            "homepage",
            with(|o| o.homepage = Some("javascript:alert(1)".into())),
            Outcome::Failed,
        ),
        (
            "homepage",
            with_publiccode("landingURL: 'javascript://example.org/%0aalert(1)'"),
            Outcome::Failed,
        ),
        (
            "homepage",
            with_publiccode("landingURL: https://example.org"),
            text("https://example.org"),
        ),
        (
            "publiccode_present",
            with_file(FileKind::Publiccode, "publiccode.yml"),
            text("publiccode.yml"),
        ),
        (
            "publiccode_valid",
            with_publiccode("- no mapping"),
            Outcome::Failed,
        ),
        (
            "open_licence",
            with(|o| {
                o.licence = Some(ForgeLicence::Spdx {
                    id: "EUPL-1.2".into(),
                });
            }),
            yes(),
        ),
        (
            "open_licence",
            with(|o| o.licence = Some(ForgeLicence::Unrecognised)),
            Outcome::Unknown,
        ),
        ("explained", with_readme(&words), number(100)),
        ("explained", with_readme(&words[6..]), Outcome::Failed),
        (
            "owner_named",
            with_publiccode("organisation: {name: Delft}"),
            text("Delft"),
        ),
        (
            "owner_named",
            with_publiccode("legal: {mainCopyrightOwner: Gouda}"),
            text("Gouda"),
        ),
        (
            "state_told",
            with_publiccode("developmentStatus: stable"),
            text("stable"),
        ),
        (
            "state_told",
            with_readme("# Roadmap\n\nHier staat het.\n"),
            text("Roadmap"),
        ),
        (
            "readme",
            with_file(FileKind::Readme, "README.md"),
            text("README.md"),
        ),
        (
            "installation",
            with_readme("# Installatie\n\nHier staat het.\n"),
            text("Installatie"),
        ),
        (
            "documentation",
            with_readme("# Documentatie\n\nHier staat het.\n"),
            text("Documentatie"),
        ),
        (
            "documentation",
            with_publiccode("description: {nl: {documentation: 'https://d'}}"),
            text("https://d"),
        ),
        (
            "changelog",
            with_file(FileKind::Changelog, "CHANGELOG.md"),
            text("CHANGELOG.md"),
        ),
        ("changelog", released(500), number(1)),
        ("versions", released(500), number(1)),
        (
            "versions",
            with(|o| {
                o.tags = Some(Releases {
                    total: 7,
                    newest: vec![],
                });
            }),
            number(7),
        ),
        ("tests", with_file(FileKind::Tests, "tests"), text("tests")),
        (
            "ci",
            with_file(FileKind::Ci, ".github/workflows"),
            text(".github/workflows"),
        ),
        (
            "contributing",
            with_file(FileKind::Contributing, "CONTRIBUTING.md"),
            text("CONTRIBUTING.md"),
        ),
        (
            "contributing",
            with_readme("# Bijdragen\n\nHier staat het.\n"),
            text("Bijdragen"),
        ),
        (
            "code_of_conduct",
            with_file(FileKind::CodeOfConduct, "CODE_OF_CONDUCT.md"),
            text("CODE_OF_CONDUCT.md"),
        ),
        (
            "help",
            with_readme("# Vragen?\n\nHier staat het.\n"),
            text("Vragen?"),
        ),
        (
            "issues_dealt_with",
            with(|o| o.counts.open_issues = Some(2)),
            yes(),
        ),
        ("issues_dealt_with", bare(), Outcome::Failed),
        (
            "issues_dealt_with",
            with(|o| {
                o.counts.open_issues = Some(0);
                o.counts.closed_issues = Some(0);
            }),
            Outcome::Unknown,
        ),
        (
            "pull_requests_dealt_with",
            with(|o| o.counts.closed_pull_requests = Some(1)),
            yes(),
        ),
        (
            "security",
            with_file(FileKind::Security, "SECURITY.md"),
            text("SECURITY.md"),
        ),
        (
            "contact",
            with_publiccode("maintenance: {contacts: [{name: Het team}]}"),
            text("Het team"),
        ),
        (
            "contact",
            with_publiccode("maintenance: {contractors: [{name: Het bedrijf}]}"),
            text("Het bedrijf"),
        ),
        (
            "governance",
            with_file(FileKind::Governance, "GOVERNANCE.md"),
            text("GOVERNANCE.md"),
        ),
        (
            "codeowners",
            with_file(FileKind::Codeowners, "CODEOWNERS"),
            text("CODEOWNERS"),
        ),
        (
            "kept_up",
            with(|o| o.commits = commits(&[(365, "a")])),
            yes(),
        ),
        ("kept_up", bare(), Outcome::Failed),
        (
            "several_people",
            with(|o| o.commits = commits(&[(400, "a"), (500, "b")])),
            number(2),
        ),
        ("interest", with(|o| o.counts.stars = Some(4)), number(4)),
        ("interest", with(|o| o.counts.forks = Some(2)), number(2)),
        (
            "contributions",
            with(|o| o.counts.closed_pull_requests = Some(6)),
            number(6),
        ),
        (
            "thanks",
            with_readme("# Dankwoord\n\nHier staat het.\n"),
            text("Dankwoord"),
        ),
        ("lively", with(|o| o.commits = commits(&[(90, "a")])), yes()),
        (
            "lively",
            with(|o| o.commits = commits(&[(91, "a")])),
            Outcome::Failed,
        ),
        ("lively", released(90), yes()),
    ];
    let tested: BTreeSet<&str> = cases.iter().map(|(id, ..)| *id).collect();
    assert_eq!(tested, CHECKS.iter().map(|check| check.id).collect());
    for (id, observation, expected) in cases {
        assert_eq!(outcomes(&observation)[id], expected, "{id}");
    }
}

#[test]
fn the_table_has_a_few_checks_for_each_step() {
    let ids: BTreeSet<&str> = CHECKS.iter().map(|check| check.id).collect();
    assert_eq!(ids.len(), CHECKS.len(), "an id stands there twice");
    assert!(CHECKS.len() >= 20);
    assert!(CHECKS.is_sorted_by_key(|check| check.step));
    assert!(CHECKS.iter().all(|check| (1..=4).contains(&check.weight)));
    for step in OpennessStep::ALL {
        let checks = CHECKS.iter().filter(|check| check.step == *step).count();
        assert!(checks >= 4, "{}", step.as_str());
    }
}

#[test]
fn unknown_facts_count_neither_way() {
    let openness = assess(&unknown(), now()).openness;
    assert!(
        openness
            .outcomes
            .iter()
            .all(|outcome| *outcome == Outcome::Unknown)
    );
    assert_eq!((openness.score, openness.band()), (None, None));
    assert_eq!(openness.step_score(OpennessStep::Fun), None);
    assert!(openness.what_to_do_first().is_empty());
}

#[test]
fn step_of_which_little_is_known_has_no_score() {
    let observation = Observation {
        licence: Some(ForgeLicence::Spdx {
            id: "EUPL-1.2".to_owned(),
        }),
        ..unknown()
    };
    let openness = assess(&observation, now()).openness;
    let passed = openness.outcomes.iter().filter(|outcome| outcome.passes());
    assert_eq!(passed.count(), 1);
    // The licence has 4 of the 9 points of its step.
    assert_eq!(openness.step_score(OpennessStep::Context), None);
}

#[test]
fn bare_repository_scores_zero_and_gets_first_advice() {
    let openness = assess(&bare(), now()).openness;
    assert_eq!((openness.score, openness.band()), (Some(0), Some("0-24")));
    let first = openness.what_to_do_first();
    let first: Vec<_> = first.iter().map(|check| check.id).collect();
    assert_eq!(first, ["open_licence", "described", "explained"]);
}

#[test]
fn a_score_is_the_share_of_the_weight_that_passed() {
    let observation = with(|observation| {
        observation.licence = Some(ForgeLicence::Spdx {
            id: "EUPL-1.2".to_owned(),
        });
    });
    let openness = assess(&observation, now()).openness;
    // Of the context's 9 points, the licence has 4.
    assert_eq!(openness.step_score(OpennessStep::Context), Some(44));
    let weight = |known: bool| -> u32 {
        let checks = CHECKS.iter().zip(&openness.outcomes);
        checks
            .filter(|(_, outcome)| !known || **outcome != Outcome::Unknown)
            .map(|(check, _)| check.weight)
            .sum()
    };
    assert_eq!(
        openness.score,
        Some((400 + weight(true) / 2) / weight(true))
    );
    assert!(weight(true) > weight(false) / 2);
}

#[test]
fn a_file_that_the_owner_gives_for_all_passes() {
    let kinds = ["security", "contributing", "code_of_conduct"];
    let shown = |shown| CommunityFiles {
        security: shown,
        contributing: shown,
        code_of_conduct: shown,
    };
    let cases = [
        (Some(true), Outcome::GivenByOwner),
        (Some(false), Outcome::Failed),
        (None, Outcome::Unknown),
    ];
    for (answer, expected) in cases {
        let found = outcomes(&with(|facts| facts.community_files = shown(answer)));
        for kind in kinds {
            assert_eq!(found[kind], expected, "{kind} {answer:?}");
        }
        // GitHub does not tell of these, and an owner may give them.
        assert_eq!(found["governance"], Outcome::Unknown);
        assert_eq!(found["help"], Outcome::Unknown);
        assert_eq!(found["codeowners"], Outcome::Failed);
    }
    let elsewhere = with(|facts| {
        facts.url = "https://gitlab.com/o/r".parse().unwrap();
        facts.community_files = CommunityFiles::default();
    });
    let found = outcomes(&elsewhere);
    for kind in ["security", "contributing", "code_of_conduct", "help"] {
        assert_eq!(found[kind], Outcome::Failed, "{kind}");
    }
    let own = with(|facts| {
        let path = "SECURITY.md".to_owned();
        let kind = FileKind::Security;
        facts.files = Some(vec![KnownFile { kind, path }]);
        facts.community_files = shown(Some(true));
    });
    assert_eq!(outcomes(&own)["security"], text("SECURITY.md"));
}

#[test]
fn owner_community_files_count_like_own_files() {
    let given = with(|facts| facts.community_files.security = Some(true));
    let openness = |facts: &Observation| assess(facts, now()).openness;
    let own = openness(&with_file(FileKind::Security, "SECURITY.md"));
    assert_eq!(openness(&given).score, own.score);
    assert!(openness(&given).score > openness(&bare()).score);
}

#[test]
fn what_nobody_looked_for_is_unknown_and_gives_no_advice() {
    let found = |tests, docs_in_part| {
        let search = FileSearch {
            tests,
            docs_in_part,
        };
        outcomes(&with(|facts| {
            facts.url = "https://gitlab.com/o/r".parse().unwrap();
            facts.file_search = search;
        }))
    };
    assert_eq!(found(true, false)["tests"], Outcome::Failed);
    assert_eq!(found(false, false)["tests"], Outcome::Unknown);
    for id in ["contributing", "code_of_conduct", "governance"] {
        assert_eq!(found(true, false)[id], Outcome::Failed, "{id}");
        assert_eq!(found(true, true)[id], Outcome::Unknown, "{id}");
    }
    // It counts in the usual places alone.
    assert_eq!(found(true, true)["security"], Outcome::Failed);
    let elsewhere = with(|facts| facts.file_search = FileSearch::default());
    let openness = assess(&elsewhere, now()).openness;
    let first = openness.what_to_do_first();
    assert!(first.iter().all(|check| check.id != "tests"));
}

#[test]
fn headings_pass_by_what_stands_beneath_them() {
    let cases = [
        ("thanks", "## Auteursrecht\n\nVan de gemeente."),
        ("thanks", "## Dank\n\nTODO"),
        ("help", "## Supported versions\n\nAll of them."),
        ("help", "## Vragenlijst\n\nEen onderdeel."),
        ("help", "## Contact\n"),
        ("installation", "## Gebruikers\n\nGemeenten."),
        ("installation", "## Users\n\nEverybody."),
        ("installation", "## Installation\n\nTo be written"),
        ("audience", "## Gebruikershandleiding\n\nZie de map."),
        ("contributing", "## Contributors\n\nAda."),
        ("state_told", "## Roadmap\n\n- TBD"),
    ];
    for (id, readme) in cases {
        let found = outcomes(&with_readme(readme));
        assert!(!found[id].passes(), "{id}: {readme}");
    }
}

#[test]
fn homepage_is_unknown_where_the_forge_has_no_field_for_it() {
    let gitlab = with(|facts| {
        let api = "https://gitlab.com/api/v4".to_owned();
        facts.source = Source::Forge { api };
    });
    assert_eq!(outcomes(&gitlab)["homepage"], Outcome::Unknown);
    let own = with(|facts| facts.homepage = Some("https://www.github.com/o/r/".to_owned()));
    assert_eq!(outcomes(&own)["homepage"], Outcome::Failed);
}
