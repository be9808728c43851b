use bronwijzer_crawler::observation::{
    FileKind, ForgeLicence, KnownFile, LanguageSize, Observation, TextFile,
};
use bronwijzer_testing::{now, repository};
use proptest::prelude::*;

use super::*;
use crate::assess::assess;
use Outcome::{Failed, Passed, Unknown};

fn bare(path: &str) -> Observation {
    repository(path).build()
}

fn file(path: &str, text: &str) -> TextFile {
    bronwijzer_testing::whole(path, text)
}

fn files(kinds: &[FileKind]) -> Option<Vec<KnownFile>> {
    let known = |kind: &FileKind| KnownFile {
        kind: *kind,
        path: format!("{kind:?}"),
    };
    Some(kinds.iter().map(known).collect())
}

fn outcome(figure: Figure, observation: &Observation, registered: bool) -> (Outcome, &'static str) {
    let assessment = assess(observation, now());
    let judged = judge(observation, &assessment, registered, &LeaveOut::default());
    let (_, verdict) = judged
        .figures
        .into_iter()
        .find(|(of, _)| *of == figure)
        .unwrap();
    (verdict.value, verdict.reasons[0].rule)
}

#[test]
fn an_open_licence_is_one_for_code_or_for_texts() {
    let spdx = |id: &str| Some(ForgeLicence::Spdx { id: id.to_owned() });
    let cases = [
        (spdx("EUPL-1.2"), Passed, "open_licence"),
        (spdx("CC-BY-4.0"), Passed, "open_content_licence"),
        (spdx("CC-BY-NC-4.0"), Failed, "not_an_open_licence"),
        (Some(ForgeLicence::Missing), Failed, "no_licence_found"),
        (
            Some(ForgeLicence::Unrecognised),
            Unknown,
            "licence_not_recognised",
        ),
        (None, Unknown, "licence_not_looked_for"),
    ];
    for (licence, expected, rule) in cases {
        let mut observation = bare("minvws/app");
        observation.licence = licence;
        let found = outcome(Figure::OpenLicence, &observation, true);
        assert_eq!(found, (expected, rule));
    }
    let mut two = bare("minvws/app");
    two.licence = spdx("EUPL-1.2");
    two.publiccode = Some(file("publiccode.yml", "legal: {license: MIT}"));
    assert_eq!(outcome(Figure::OpenLicence, &two, true).0, Failed);
}

#[test]
fn a_publiccode_that_is_not_looked_for_is_unknown() {
    let cases = [
        (None, None, Unknown, "publiccode_is_unknown"),
        (files(&[]), None, Failed, "publiccode_is_missing"),
        (
            files(&[FileKind::Publiccode]),
            None,
            Unknown,
            "publiccode_is_unknown",
        ),
        (
            files(&[FileKind::Publiccode]),
            Some("a: [not closed"),
            Failed,
            "publiccode_is_invalid",
        ),
    ];
    for (listed, text, expected, rule) in cases {
        let mut observation = bare("minvws/app");
        observation.files = listed;
        observation.publiccode = text.map(|text| file("publiccode.yml", text));
        let found = outcome(Figure::ValidPubliccode, &observation, true);
        assert_eq!(found, (expected, rule));
    }
}

#[test]
fn security_contact_is_read_from_its_file() {
    let contacts = "maintenance: {contacts: [{email: a@example.nl}]}";
    let cases = [
        (None, None, Unknown, "files_not_listed"),
        (None, Some(true), Passed, "security_policy_on_forge"),
        (files(&[FileKind::Security]), None, Passed, "security_file"),
        (
            files(&[FileKind::Security]),
            Some(true),
            Passed,
            "security_file",
        ),
        (
            files(&[FileKind::Readme]),
            Some(true),
            Passed,
            "security_policy_of_owner",
        ),
        (
            files(&[FileKind::Readme]),
            Some(false),
            Failed,
            "no_security_file",
        ),
        (
            files(&[FileKind::Readme]),
            None,
            Unknown,
            "owners_security_policy_unknown",
        ),
    ];
    for (listed, shown, expected, rule) in cases {
        let mut observation = bare("minvws/app");
        observation.files = listed;
        observation.community_files.security = shown;
        // Whoever maintains it need not be who hears of vulnerabilities.
        observation.publiccode = Some(file("publiccode.yml", contacts));
        let found = outcome(Figure::SecurityContact, &observation, true);
        assert_eq!(found, (expected, rule));
    }
}

#[test]
fn an_owner_is_named_in_the_repository_itself() {
    let cases = [
        (true, None, None, Unknown, "owner_not_looked_for"),
        (true, files(&[]), None, Failed, "no_owner_named"),
        (
            true,
            files(&[FileKind::Codeowners]),
            None,
            Passed,
            "codeowners_file",
        ),
        (
            true,
            files(&[FileKind::Publiccode]),
            None,
            Unknown,
            "owner_not_looked_for",
        ),
        (
            true,
            None,
            Some("organisation: {name: VWS}"),
            Passed,
            "owner_in_publiccode",
        ),
        (
            true,
            None,
            Some("legal: {repoOwner: VWS}"),
            Passed,
            "owner_in_publiccode",
        ),
        (
            true,
            None,
            Some("maintenance: {contacts: [{name: Iemand}]}"),
            Passed,
            "contacts_in_publiccode",
        ),
        (
            true,
            files(&[]),
            Some("maintenance: {contacts: [{phone: '1'}]}"),
            Failed,
            "no_owner_named",
        ),
        (true, files(&[]), Some("name: x"), Failed, "no_owner_named"),
        (
            false,
            files(&[FileKind::Codeowners]),
            Some("legal: {repoOwner: VWS}"),
            Failed,
            "account_not_in_registry",
        ),
    ];
    for (registered, listed, text, expected, rule) in cases {
        let what = format!("{registered} {listed:?} {text:?}");
        let mut observation = bare("minvws/app");
        observation.files = listed;
        observation.publiccode = text.map(|text| file("publiccode.yml", text));
        let found = outcome(Figure::NamedOwner, &observation, registered);
        assert_eq!(found, (expected, rule), "{what}");
    }
}

#[test]
fn upkeep_follows_the_maintenance_status() {
    let days = |days| now() - chrono::Days::new(days);
    let mut observation = bare("minvws/app");
    assert_eq!(
        outcome(Figure::Upkeep, &observation, true),
        (Unknown, "no_facts")
    );
    for (age, expected) in [(100, Passed), (365, Passed), (400, Failed), (900, Failed)] {
        observation.commits = Some(bronwijzer_crawler::commits::CommitActivity::count(
            days(730),
            days(730),
            1,
            Some(days(age)),
            [bronwijzer_crawler::commits::Commit {
                at: days(age),
                author: "a".to_owned(),
                bot: false,
                merge: None,
            }]
            .into_iter()
            .filter(|commit| commit.at >= days(730)),
        ));
        assert_eq!(
            outcome(Figure::Upkeep, &observation, true).0,
            expected,
            "{age}"
        );
    }
    observation.topics = Some(vec!["maintainer-wanted".to_owned()]);
    let found = outcome(Figure::Upkeep, &observation, true);
    assert_eq!(found, (Failed, "topic_seeks_maintainer"));
}

#[test]
fn readme_explains_with_enough_prose_and_a_telling_heading() {
    let prose = |words: usize| "woord ".repeat(words);
    let cases = [
        (prose(150), "README.md", Passed, "readme_long"),
        (prose(149), "README.md", Failed, "readme_without_heading"),
        (prose(49), "README.md", Failed, "readme_short"),
        (
            format!("# App\n\n## Installatie\n\n{}", prose(50)),
            "README.md",
            Passed,
            "readme_with_heading",
        ),
        (
            format!("# App\n\n## Wat is dit?\n\n{}", prose(50)),
            "README.md",
            Passed,
            "readme_with_heading",
        ),
        (
            format!("# App\n\n## Watervallen\n\n{}", prose(50)),
            "README.md",
            Failed,
            "readme_without_heading",
        ),
        (
            format!("Usage\n=====\n\n{}", prose(50)),
            "README.rst",
            Passed,
            "readme_with_heading",
        ),
        (
            format!("== Gebruik\n\n{}", prose(50)),
            "README.adoc",
            Passed,
            "readme_with_heading",
        ),
        (
            format!("== Gebruik\n\n{}", prose(50)),
            "README.md",
            Failed,
            "readme_without_heading",
        ),
        // What is no prose does not count.
        (
            format!("# Usage\n\n```\n{}\n```\n", prose(300)),
            "README.md",
            Failed,
            "readme_short",
        ),
        (
            format!("# Usage\n\n<p>{}</p>\n", prose(300)),
            "README.md",
            Failed,
            "readme_short",
        ),
        (
            format!(
                "# Usage\n\n{}",
                "[![de staat](https://a.nl/b.svg)](https://a.nl/b) ".repeat(60)
            ),
            "README.md",
            Failed,
            "readme_short",
        ),
        (
            format!("# Usage\n\n{}", "https://example.nl/a ".repeat(60)),
            "README.md",
            Failed,
            "readme_short",
        ),
        (
            format!("# Usage\n\n{}", "1.0 - | ".repeat(60)),
            "README.md",
            Failed,
            "readme_short",
        ),
        // What is in lists and tables does.
        (
            format!("# Usage\n\n* {}\n* {}", prose(30), prose(20)),
            "README.md",
            Passed,
            "readme_with_heading",
        ),
        (String::new(), "README.md", Failed, "readme_short"),
    ];
    for (text, path, expected, rule) in cases {
        let mut observation = bare("minvws/app");
        observation.readme = Some(file(path, &text));
        let found = outcome(Figure::ExplainingReadme, &observation, true);
        let start: String = text.chars().take(40).collect();
        assert_eq!(found, (expected, rule), "{start}");
    }
}

#[test]
fn a_readme_that_nobody_read_is_unknown() {
    let cases = [
        (None, Unknown, "readme_not_read"),
        (files(&[FileKind::Readme]), Unknown, "readme_not_read"),
        (files(&[]), Failed, "no_readme"),
    ];
    for (listed, expected, rule) in cases {
        let mut observation = bare("minvws/app");
        observation.files = listed;
        assert_eq!(
            outcome(Figure::ExplainingReadme, &observation, true),
            (expected, rule)
        );
    }
}

fn left_out(observation: &Observation, leave_out: &str) -> Option<Exclusion> {
    let assessment = assess(observation, now());
    judge(observation, &assessment, true, &leave_out.parse().unwrap()).left_out
}

#[test]
fn repositories_without_own_new_code_are_excluded() {
    type Change = fn(&mut Observation);
    let cases: [(&str, Change, Option<Exclusion>); 19] = [
        ("minvws/app", |_| {}, None),
        (
            "minvws/app",
            |o| o.flags.fork = Some(true),
            Some(Exclusion::Fork),
        ),
        ("minvws/app", |o| o.flags.fork = Some(false), None),
        (
            "minvws/app",
            |o| o.flags.mirror = Some(true),
            Some(Exclusion::Mirror),
        ),
        (
            "minvws/app",
            |o| o.mirror_url = Some("git://a".into()),
            Some(Exclusion::Mirror),
        ),
        (
            "minvws/app",
            |o| o.flags.archived = Some(true),
            Some(Exclusion::Archived),
        ),
        (
            "minvws/app",
            |o| o.flags.disabled = Some(true),
            Some(Exclusion::Archived),
        ),
        (
            "minvws/app",
            |o| o.publiccode = Some(file("publiccode.yml", "developmentStatus: obsolete")),
            Some(Exclusion::Archived),
        ),
        (
            "minvws/app",
            |o| o.flags.template = Some(true),
            Some(Exclusion::Template),
        ),
        (
            "minvws/app",
            |o| o.flags.empty = Some(true),
            Some(Exclusion::Empty),
        ),
        ("minvws/.github", |_| {}, Some(Exclusion::Profile)),
        ("minvws/.github-private", |_| {}, Some(Exclusion::Profile)),
        ("groep/gitlab-profile", |_| {}, Some(Exclusion::Profile)),
        ("minvws/.profile", |_| {}, Some(Exclusion::Profile)),
        (
            "MinVWS/minvws",
            |o| o.languages = Some(vec![]),
            Some(Exclusion::Profile),
        ),
        (
            "groep/team/team",
            |o| o.languages = Some(vec![]),
            Some(Exclusion::Profile),
        ),
        // Software under the organisation's own name, and a site, count.
        ("minvws/minvws", |_| {}, None),
        (
            "minvws/minvws",
            |o| {
                o.languages = Some(vec![LanguageSize {
                    name: "Go".into(),
                    bytes: 1,
                }]);
            },
            None,
        ),
        (
            "minvws/minvws.github.io",
            |o| o.languages = Some(vec![]),
            None,
        ),
    ];
    for (path, change, expected) in cases {
        let mut observation = bare(path);
        change(&mut observation);
        assert_eq!(
            left_out(&observation, &LeaveOut::default().to_string()),
            expected,
            "{path}"
        );
        assert_eq!(left_out(&observation, "none"), None);
    }
}

#[test]
fn the_first_that_is_to_be_left_out_counts() {
    let mut observation = bare("minvws/.github");
    observation.flags.fork = Some(true);
    observation.flags.archived = Some(true);
    assert_eq!(
        left_out(&observation, "profile,archived,fork"),
        Some(Exclusion::Fork)
    );
    assert_eq!(
        left_out(&observation, "profile, archived"),
        Some(Exclusion::Archived)
    );
    assert_eq!(left_out(&observation, "empty"), None);
    for text in ["", "forks", "fork,,mirror", "none,fork"] {
        let error = text.parse::<LeaveOut>().unwrap_err().to_string();
        assert!(
            error.contains("fork,mirror,archived,template,empty,profile"),
            "{error}"
        );
    }
}

#[test]
fn a_share_needs_half_of_all_to_be_known() {
    let cases = [
        (0, 0, 0, None),
        (0, 0, 4, None),
        (1, 2, 4, None),
        (1, 3, 4, Some((0.25, 0.125, 0.625))),
        (1, 3, 5, None),
        (2, 2, 0, Some((0.5, 0.5, 0.5))),
        (0, 3, 1, Some((0.0, 0.0, 0.25))),
        (u64::MAX, u64::MAX, u64::MAX, Some((1.0, 1.0, 1.0))),
    ];
    for (passed, failed, unknown, expected) in cases {
        let counts = Counts {
            passed,
            failed,
            unknown,
        };
        let share = counts.share().map(|share| {
            let (least, most) = counts.range().unwrap();
            (share, least, most)
        });
        assert_eq!(share, expected, "{counts:?}");
        assert_eq!(counts.is_enough_known(), expected.is_some(), "{counts:?}");
    }
}

proptest! {
    #[test]
    fn every_repository_counts_once(
        flags in proptest::collection::vec(
            (proptest::option::of(any::<bool>()), proptest::option::of(any::<bool>()), any::<bool>(), "(\\.github|app)"),
            0..30,
        ),
    ) {
        let mut values = std::collections::BTreeMap::<String, u64>::new();
        for (fork, archived, listed, name) in &flags {
            let mut observation = bare(&format!("minvws/{name}"));
            observation.flags.fork = *fork;
            observation.flags.archived = *archived;
            observation.files = listed.then(Vec::new);
            let assessment = assess(&observation, now());
            for value in judge(&observation, &assessment, true, &LeaveOut::default()).values() {
                *values.entry(value).or_default() += 1;
            }
        }
        let values: Vec<_> = values.into_iter().collect();
        let tally = Tally::of_facet(flags.len() as u64, &values);
        let left_out: u64 = tally.left_out.values().sum();
        for figure in Figure::ALL {
            let counts = tally.figure(*figure);
            prop_assert_eq!(
                counts.passed + counts.failed + counts.unknown + left_out,
                flags.len() as u64
            );
        }
    }

    #[test]
    fn any_readme_is_judged(text in "\\PC{0,400}", path in "README(\\.md|\\.adoc|\\.rst|)") {
        let mut observation = bare("minvws/app");
        observation.readme = Some(file(&path, &text));
        let _ = outcome(Figure::ExplainingReadme, &observation, true);
    }
}
