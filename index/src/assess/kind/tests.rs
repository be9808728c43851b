//! One line for each rule and each border.

use super::*;
use RepositoryKind::{Data, Documentation, Software, Standard, Unknown};
use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
use bronwijzer_crawler::observation::{Source, TextFile};
use chrono::DateTime;

fn named(name: &str, languages: &[(&str, u64)]) -> Observation {
    let url: RepositoryUrl = format!("https://github.com/o/{name}").parse().unwrap();
    let id = RepositoryId::new(url.host().clone(), "1");
    let languages = languages.iter().map(|(name, bytes)| LanguageSize {
        name: (*name).to_owned(),
        bytes: *bytes,
    });
    Observation {
        languages: Some(languages.collect()),
        ..Observation::bare(id, url, DateTime::UNIX_EPOCH, Source::Sample)
    }
}

fn with_readme(observation: Observation, text: &str) -> Observation {
    Observation {
        readme: Some(TextFile::capped("README.md", text.to_owned(), 1, false)),
        ..observation
    }
}

fn verdict(observation: &Observation, publiccode: Option<&Publiccode>) -> (RepositoryKind, String) {
    let verdict = judge(
        observation,
        publiccode,
        observation.readme.as_ref().map(Outline::of).as_ref(),
    );
    let facts: Vec<String> = verdict.reasons[0]
        .facts
        .iter()
        .map(|(name, fact)| format!(" {name}={fact}"))
        .collect();
    let reason = format!("{}{}", verdict.reasons[0].rule, facts.concat());
    (verdict.value, reason)
}

#[test]
fn what_is_published_shows_by_code_and_signs() {
    let topic = |topic: &str, code: u64| Observation {
        topics: Some(vec!["overheid".to_owned(), topic.to_owned()]),
        ..named("r", &[("Python", code)])
    };
    let described = |text: &str, code: u64| Observation {
        description: Some(text.to_owned()),
        ..named("r", &[("HTML", 9), ("Python", code)])
    };
    let mut empty = named("standaard", &[]);
    empty.flags.empty = Some(true);
    let bare = Observation {
        languages: None,
        ..named("standaard", &[])
    };
    let cases = [
        (
            topic("open-standard", LITTLE_CODE),
            Standard,
            "kind_by_topic word=open standard",
        ),
        (topic("Dataset", 9), Data, "kind_by_topic word=dataset"),
        (
            topic("dataset", LITTLE_CODE + 1),
            Software,
            "kind_by_code language=Python",
        ),
        (
            topic("standardise", 9),
            Software,
            "kind_by_code language=Python",
        ),
        (
            named(
                "API-Design-Rules",
                &[("JavaScript", 9_000), ("HTML", 900_000)],
            ),
            Standard,
            "kind_by_name word=design rules",
        ),
        (
            named("standards-validator", &[("Go", 9_000)]),
            Software,
            "kind_by_code language=Go",
        ),
        (
            with_readme(
                named("bio", &[("CSS", 9), ("Perl", 2_000)]),
                "[![x](y)]\n\n# Docs of BIO\n",
            ),
            Documentation,
            "kind_by_readme_title word=docs",
        ),
        (
            with_readme(named("bio", &[]), "Codelijsten van X\n=====\n"),
            Data,
            "kind_by_readme_title word=codelijsten",
        ),
        (
            with_readme(
                named("fsc", &[("Shell", HARDLY_ANY_CODE), ("CSS", 900)]),
                "# FSC\n\nMade with ReSpec",
            ),
            Standard,
            "kind_by_publication word=respec",
        ),
        (
            with_readme(
                named("fsc", &[("Go", HARDLY_ANY_CODE + 1)]),
                "# FSC\n\nMade with ReSpec",
            ),
            Software,
            "kind_by_code language=Go",
        ),
        (
            described("De standaard voor X", 0),
            Standard,
            "kind_by_description word=standaard",
        ),
        (
            described("Leest de standaard X", 1),
            Software,
            "kind_by_code language=Python",
        ),
        (
            with_readme(
                named("ods", &[("HTML", 9)]),
                "# ODS\nDe specificatie van X.",
            ),
            Standard,
            "kind_by_readme word=specificatie",
        ),
        (
            named("site", &[("HTML", 9)]),
            Documentation,
            "kind_by_markup language=HTML",
        ),
        (named("design", &[]), Documentation, "kind_without_code"),
        (
            named("kernel", &[("C", 9_000_000), ("HTML", 1)]),
            Software,
            "kind_by_code language=C",
        ),
        // Shares, as GitLab gives them: how much code there is, is not known.
        (
            named("specs", &[("HTML", 9_000), ("Java", 1_000)]),
            Software,
            "kind_by_code language=Java",
        ),
        (
            named("specs", &[("HTML", 10_000)]),
            Standard,
            "kind_by_name word=specs",
        ),
        (empty, Unknown, "kind_of_nothing"),
        (bare, Unknown, "kind_not_known"),
    ];
    for (observation, kind, reason) in cases {
        assert_eq!(verdict(&observation, None), (kind, reason.to_owned()));
    }
}

#[test]
fn a_type_of_software_in_publiccode_decides() {
    let file = Publiccode {
        software_type: Some("library".to_owned()),
        ..Publiccode::default()
    };
    assert_eq!(
        verdict(&named("standaard", &[]), Some(&file)),
        (
            Software,
            "kind_declared_in_publiccode type=library".to_owned()
        )
    );
}
