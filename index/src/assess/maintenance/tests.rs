//! The rules by cases: one line for each rule and each border.

use super::*;
use MaintenanceStatus::{
    Active, Archived, Dormant, Maintained, SeekingMaintainer, Unknown, Unmaintained,
};
use bronwijzer_crawler::commits::{Commit, CommitActivity};
use bronwijzer_crawler::observation::{LanguageSize, Release, Releases, TextFile};
use bronwijzer_testing::{now, repository};

fn bare() -> Observation {
    repository("o/r").build()
}

/// Commits this many days ago, by a person or by a bot.
fn commits(days: &[(u64, bool)]) -> Option<CommitActivity> {
    let since = now() - Days::new(730);
    let last_at = days.iter().map(|(days, _)| now() - Days::new(*days)).max();
    let commits = days
        .iter()
        .filter(|(days, _)| *days <= 730)
        .map(|(days, bot)| Commit {
            at: now() - Days::new(*days),
            author: "a".to_owned(),
            bot: *bot,
            merge: None,
        });
    Some(CommitActivity::count(
        since,
        since,
        days.len() as u64,
        last_at,
        commits,
    ))
}

fn releases(days: u64) -> Option<Releases> {
    Some(Releases {
        total: 1,
        newest: vec![Release {
            name: "v1".to_owned(),
            at: Some(now() - Days::new(days)),
            ..Release::default()
        }],
    })
}

fn publiccode(text: &str) -> Option<TextFile> {
    Some(TextFile::capped(
        "publiccode.yml",
        text.to_owned(),
        1,
        false,
    ))
}

fn verdict(observation: &Observation) -> (MaintenanceStatus, Vec<String>) {
    let verdict = super::super::assess(observation, now()).maintenance;
    let reasons = verdict
        .reasons
        .iter()
        .map(|reason| {
            let facts: Vec<String> = reason
                .facts
                .iter()
                .map(|(name, fact)| format!(" {name}={fact}"))
                .collect();
            format!("{}{}", reason.rule, facts.concat())
        })
        .collect();
    (verdict.value, reasons)
}

#[test]
fn the_first_rule_that_holds_decides() {
    let human = |days: &[u64]| {
        let days: Vec<_> = days.iter().map(|days| (*days, false)).collect();
        Observation {
            commits: commits(&days),
            ..bare()
        }
    };
    let mut archived = human(&[1, 8, 15]);
    archived.flags.archived = Some(true);
    archived.archived_at = Some(now() - Days::new(31));
    let mut obsolete = human(&[1, 8, 15]);
    obsolete.publiccode = publiccode("developmentStatus: obsolete");
    let mut seeking = human(&[1, 8, 15]);
    seeking.topics = Some(vec!["Maintainer-Wanted".to_owned()]);
    let mut unpaid = human(&[1]);
    unpaid.publiccode = publiccode("maintenance:\n  type: none");
    let mut running = human(&[1]);
    running.publiccode =
        publiccode("maintenance:\n  type: contract\n  contractors:\n    - until: \"2026-09-01\"");
    let released = Observation {
        releases: releases(90),
        ..bare()
    };
    let tagged = Observation {
        tags: releases(91),
        ..bare()
    };
    let bots = Observation {
        commits: commits(&[(1, true), (8, true), (15, true)]),
        ..bare()
    };
    let mut uncounted = bots.clone();
    if let Some(commits) = &mut uncounted.commits {
        commits.total = 500;
    }
    let old = Observation {
        commits: commits(&[(800, false)]),
        ..bare()
    };
    let mut broken = human(&[1, 8, 15]);
    broken.publiccode = publiccode("developmentStatus: [obsolete");
    let cases = [
        (archived, Archived, "archived_by_owner date=2026-08-01"),
        (obsolete, Archived, "publiccode_obsolete"),
        (
            seeking,
            SeekingMaintainer,
            "topic_seeks_maintainer topic=Maintainer-Wanted",
        ),
        (unpaid, SeekingMaintainer, "publiccode_maintenance_none"),
        (
            running,
            Maintained,
            "last_human_commit date=2026-08-31 months=0",
        ),
        (
            human(&[1, 8, 15]),
            Active,
            "human_commits_recent_weeks weeks=3 of=12",
        ),
        (
            human(&[1, 1, 1]),
            Maintained,
            "last_human_commit date=2026-08-31 months=0",
        ),
        (
            human(&[77, 70, 1]),
            Active,
            "human_commits_recent_weeks weeks=3 of=12",
        ),
        (
            human(&[85, 8, 1]),
            Maintained,
            "last_human_commit date=2026-08-31 months=0",
        ),
        (
            released,
            Active,
            "release_recent date=2026-06-03 days=90 name=v1",
        ),
        (
            tagged,
            Maintained,
            "last_release date=2026-06-02 months=3 name=v1",
        ),
        (
            human(&[365; 6]),
            Maintained,
            "last_human_commit date=2025-09-01 months=12",
        ),
        (
            human(&[366]),
            Dormant,
            "last_human_commit date=2025-08-31 months=12",
        ),
        (
            human(&[730]),
            Dormant,
            "last_human_commit date=2024-09-01 months=24",
        ),
        (
            old,
            Unmaintained,
            "last_commit_of_any_kind date=2024-06-23 months=26",
        ),
        (
            bots,
            Unmaintained,
            "only_bots_commit date=2026-08-31 months=0",
        ),
        (
            uncounted,
            Unknown,
            "only_bots_in_what_was_counted date=2026-08-31 months=0",
        ),
        (broken, Active, "human_commits_recent_weeks weeks=3 of=12"),
        (bare(), Unknown, "no_facts"),
    ];
    for (observation, status, reason) in cases {
        assert_eq!(
            verdict(&observation),
            (status, vec![reason.to_owned()]),
            "{reason}"
        );
    }
}

#[test]
fn ended_contract_is_a_warning_beside_the_status() {
    let ended = "maintenance:\n  type: contract\n  contractors:\n    - until: \"2026-08-31\"\n    - until: \"2025-01-01\"";
    let warning = "publiccode_contract_ended date=2026-08-31";
    for (days, status, warns) in [
        (vec![(1, false), (8, false), (15, false)], Active, true),
        (vec![(20, false)], Maintained, true),
        (vec![(400, false)], Dormant, true),
    ] {
        let mut observation = Observation {
            commits: commits(&days),
            publiccode: publiccode(ended),
            ..bare()
        };
        let (found, reasons) = verdict(&observation);
        assert_eq!((found, reasons[1] == warning), (status, warns));
        observation.flags.archived = Some(true);
        assert_eq!(verdict(&observation).1, ["archived_by_owner_undated"]);
    }
}

#[test]
fn every_reason_that_holds_is_given() {
    let observation = Observation {
        commits: commits(&[(1, false), (8, false), (15, false)]),
        releases: releases(5),
        ..bare()
    };
    let (status, reasons) = verdict(&observation);
    assert_eq!((status, reasons.len()), (Active, 2));
}

#[test]
fn a_push_alone_is_no_upkeep() {
    let observation = Observation {
        pushed_at: Some(now()),
        ..bare()
    };
    assert_eq!(verdict(&observation).0, Unknown);
}

/// A fork that was made `created` days ago and last pushed to `pushed` days
/// ago, with its parent's commits of these days.
fn fork(created: u64, pushed: u64, days: &[u64]) -> Observation {
    let days: Vec<_> = days.iter().map(|days| (*days, false)).collect();
    let mut fork = Observation {
        commits: commits(&days),
        created_at: Some(now() - Days::new(created)),
        pushed_at: Some(now() - Days::new(pushed)),
        parent: "https://github.com/p/r".parse().ok(),
        ..bare()
    };
    fork.flags.fork = Some(true);
    fork
}

#[test]
fn untouched_fork_is_not_maintained_by_its_parent() {
    let why = "fork_without_own_push date=2026-08-31 address=https://github.com/p/r";
    let busy = fork(1, 3, &[3, 10, 20]);
    assert_eq!(verdict(&busy), (Unknown, vec![why.to_owned()]));
    let maintained = fork(1, 0, &[300]);
    assert_eq!(verdict(&maintained), (Unknown, vec![why.to_owned()]));
    // That nobody worked on the parent is true of the fork too.
    let dormant = verdict(&fork(1, 1, &[400]));
    assert_eq!((dormant.0, dormant.1.len()), (Dormant, 2));
    // Pushed to two days after it was made.
    assert_eq!(verdict(&fork(5, 3, &[3, 10, 20])).0, Active);
    // A release of its own.
    let released = Observation {
        releases: releases(1),
        ..fork(10, 12, &[12])
    };
    assert_eq!(verdict(&released).0, Active);
    // A repository that is no fork may be made with a history.
    let imported = Observation {
        flags: Default::default(),
        parent: None,
        ..busy
    };
    assert_eq!(verdict(&imported).0, Active);
}

#[test]
fn a_mirror_says_where_it_is_kept_up() {
    let human = commits(&[(1, false), (8, false), (15, false)]);
    let mut mirror = Observation {
        commits: human,
        mirror_url: Some("https://bot:secret@gitlab.com/a/b.git".to_owned()),
        ..bare()
    };
    let reasons = |observation: &Observation| verdict(observation).1.split_off(1);
    assert_eq!(
        reasons(&mirror),
        ["kept_up_elsewhere address=https://gitlab.com/a/b.git"]
    );
    mirror.mirror_url = Some("git@gitlab.com:a/b.git".to_owned());
    assert_eq!(reasons(&mirror), ["kept_up_elsewhere_unnamed"]);
    mirror.mirror_url = None;
    mirror.flags.mirror = Some(true);
    assert_eq!(reasons(&mirror), ["kept_up_elsewhere_unnamed"]);
    mirror.flags.mirror = Some(false);
    mirror.publiccode = publiccode("url: https://gitlab.com/a/b");
    assert_eq!(
        reasons(&mirror),
        ["publiccode_names_other_home address=https://gitlab.com/a/b"]
    );
    mirror.publiccode = publiccode("url: https://GitHub.com/O/R.git");
    assert!(reasons(&mirror).is_empty());
}

#[test]
fn monorepo_release_names_its_package() {
    let named = |names: &[(&str, u64)]| {
        let newest = names.iter().map(|(name, days)| Release {
            name: (*name).to_owned(),
            at: Some(now() - Days::new(*days)),
            ..Release::default()
        });
        Observation {
            tags: Some(Releases {
                total: names.len() as u64,
                newest: newest.collect(),
            }),
            ..bare()
        }
    };
    let cases = [
        (
            named(&[("css@2.0.0", 3), ("react@1.0.0", 9)]),
            "package_release_recent date=2026-08-29 days=3 name=css@2.0.0 package=css version=2.0.0",
        ),
        // The newest by its date, whatever its version.
        (
            named(&[("react@9.0.0", 130), ("css@2.0.0", 100)]),
            "last_package_release date=2026-05-24 months=3 name=css@2.0.0 package=css version=2.0.0",
        ),
        (
            named(&[("app-v2.0", 3), ("app-v1.0", 9)]),
            "release_recent date=2026-08-29 days=3 name=app-v2.0",
        ),
        (
            named(&[("v2.0", 3), ("css@1.0.0", 9), ("react@1.0.0", 9)]),
            "release_recent date=2026-08-29 days=3 name=v2.0",
        ),
    ];
    for (observation, reason) in cases {
        assert_eq!(verdict(&observation).1, [reason]);
    }
}

#[test]
fn quiet_is_normal_for_non_software() {
    let quiet = |days: u64, name: &str, languages: &[&str]| Observation {
        url: format!("https://github.com/o/{name}").parse().unwrap(),
        languages: Some(
            languages
                .iter()
                .map(|name| LanguageSize {
                    name: (*name).to_owned(),
                    bytes: 60_000,
                })
                .collect(),
        ),
        commits: commits(&[(days, false)]),
        ..bare()
    };
    let cases = [
        (
            quiet(500, "standaard", &["HTML"]),
            Dormant,
            Some("finished_standard"),
        ),
        (
            quiet(800, "standaard", &["HTML"]),
            Unmaintained,
            Some("finished_standard"),
        ),
        (
            quiet(800, "dataset", &[]),
            Unmaintained,
            Some("data_rather_than_software"),
        ),
        (
            quiet(800, "design", &[]),
            Unmaintained,
            Some("documentation_rather_than_software"),
        ),
        (quiet(800, "standaard", &["Java"]), Unmaintained, None),
        (quiet(300, "standaard", &["HTML"]), Maintained, None),
    ];
    for (observation, status, reason) in cases {
        let (found, reasons) = verdict(&observation);
        assert_eq!(
            (found, reasons.get(1).map(String::as_str)),
            (status, reason)
        );
    }
}

#[test]
fn farewell_closes_a_repository_unless_people_are_at_work() {
    let said = |days: &[(u64, bool)], text: &str| {
        let readme = Some(TextFile::capped("README.md", text.to_owned(), 1, false));
        let observation = Observation {
            commits: commits(days),
            readme,
            ..bare()
        };
        let (status, reasons) = verdict(&observation);
        let rules = reasons.iter().filter_map(|reason| reason.split(' ').next());
        (
            status,
            rules.map(str::to_owned).collect::<Vec<_>>().join(" "),
        )
    };
    let farewell = "readme_says_farewell";
    let moved = "This repository has moved to https://gitlab.com/o/r.";
    let cases = [
        (
            &[(20, false)][..],
            "This project is deprecated.",
            Archived,
            farewell.to_owned(),
        ),
        (
            &[(20, false)],
            moved,
            Archived,
            format!("{farewell} successor_address"),
        ),
        (
            &[(20, false)],
            "This project is no longer maintained.",
            Unmaintained,
            format!("{farewell} last_human_commit"),
        ),
        (
            &[(1, false), (8, false), (15, false)],
            moved,
            Active,
            format!("human_commits_recent_weeks {farewell} successor_address"),
        ),
        (
            &[(20, false)],
            "This is a read-only mirror of https://gitlab.com/o/r.",
            Maintained,
            format!("last_human_commit {farewell} successor_address"),
        ),
    ];
    for (days, text, status, rules) in cases {
        assert_eq!(said(days, text), (status, rules), "{text}");
    }
}

#[test]
fn hardly_any_upkeep_is_told_beside_the_status() {
    let barely = |observation: &Observation| {
        let (status, reasons) = verdict(observation);
        assert_eq!(status, Maintained);
        reasons
            .into_iter()
            .find(|reason| reason.starts_with("barely"))
    };
    let of = |days: &[u64]| {
        let days: Vec<_> = days.iter().map(|days| (*days, false)).collect();
        Observation {
            commits: commits(&days),
            created_at: Some(now() - Days::new(1000)),
            ..bare()
        }
    };
    let one = "barely_kept_up commits=1 before=3";
    assert_eq!(barely(&of(&[360, 400, 500, 600])).as_deref(), Some(one));
    // A week's work, and a year without any.
    assert!(barely(&of(&[200, 201, 202])).is_some());
    assert_eq!(barely(&of(&[150, 200, 300])), None);
    assert_eq!(barely(&of(&[200; 6])), None);
    let mut released = of(&[200]);
    released.releases = releases(170);
    assert_eq!(barely(&released), None);
    let mut new = of(&[20]);
    new.created_at = Some(now() - Days::new(20));
    assert_eq!(barely(&new), None);
    new.created_at = Some(now() - Days::new(200));
    new.commits = commits(&[(200, false)]);
    assert_eq!(
        barely(&new).as_deref(),
        Some("barely_kept_up_since_made commits=1")
    );
    let mut uncounted = of(&[200]);
    if let Some(commits) = &mut uncounted.commits {
        commits.total = 500;
    }
    assert_eq!(barely(&uncounted), None);
}

#[test]
fn data_that_a_program_renews_are_maintained() {
    let of = |name: &str, language: &str, weeks: u64, first: u64| {
        let mut days: Vec<_> = (0..weeks).map(|week| (first + 7 * week, true)).collect();
        days.push((600, false));
        Observation {
            url: format!("https://github.com/o/{name}").parse().unwrap(),
            languages: Some(vec![LanguageSize {
                name: language.to_owned(),
                bytes: 60_000,
            }]),
            commits: commits(&days),
            ..bare()
        }
    };
    let renewed = "kept_up_by_program commits=20";
    let (status, reasons) = verdict(&of("dataset", "HTML", 20, 1));
    assert_eq!(
        (status, reasons[0].as_str(), reasons.len()),
        (Maintained, renewed, 2)
    );
    // Dependencies are renewed of software that nobody works on.
    assert_eq!(verdict(&of("portaal", "Java", 20, 1)).0, Dormant);
    assert_eq!(verdict(&of("dataset", "HTML", 5, 1)).0, Dormant);
    assert_eq!(verdict(&of("dataset", "HTML", 20, 120)).0, Dormant);
}
