//! One line for each rule and each border.

use super::signs::{HARDLY_ANY_CODE, LITTLE_CODE};
use super::*;
use RepositoryKind::{Data, Documentation, Software, Standard, Unknown};
use bronwijzer_crawler::observation::TextFile;
use bronwijzer_testing::repository;

fn named(name: &str, languages: &[(&str, u64)]) -> Observation {
    let repository = repository(&format!("o/{name}")).languages(languages);
    repository.build()
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
fn kind_follows_from_code_and_signs() {
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
                named("fsc-api", &[("CSS", 90_000), ("Shell", HARDLY_ANY_CODE)]),
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
            "kind_by_definition word=standaard",
        ),
        (
            described("Alles over de standaard", 0),
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
                "# ODS\nAlles over de specificatie.",
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
            Standard,
            "kind_by_name word=specs",
        ),
        (
            named("specs", &[("HTML", 4_000), ("Java", 6_000)]),
            Software,
            "kind_by_code language=Java",
        ),
        (
            named("documentatie", &[("Python", 10_000)]),
            Documentation,
            "kind_by_name word=documentatie",
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
fn small_programs_are_software_whatever_they_are_about() {
    let programs = [
        ("dataset-api", 4_000),
        ("dp-dataset-api", 40_000),
        ("frankly-agenda-app", 30_000),
        ("agenda-approve-service", 20_000),
        ("agenda", 30_000),
        ("gemeente-agenda", 6_000),
        ("dataset-downloader", 1_500),
        ("datasets-loader", 3_000),
        ("wiki-bot", 900),
        ("standaard-formulieren", 12_000),
        ("standaard-module", 1_000),
        ("standard-notes", 8_000),
        ("standard-app", 1_000),
        ("overleg-planner", 4_000),
        ("notulen-dashboard", 4_000),
        ("documentatie-portaal", 4_000),
        ("docs-monitor", 4_000),
        ("specs-viewer", 4_000),
        ("richtlijnen-software", 4_000),
        ("codelijsten-webservice", 4_000),
    ];
    for (name, bytes) in programs {
        let found = verdict(&named(name, &[("Python", bytes)]), None);
        assert_eq!(
            found,
            (Software, "kind_by_code language=Python".to_owned()),
            "{name}"
        );
    }
    let titled = |title: &str| with_readme(named("x", &[("Python", 9_000)]), title);
    for title in [
        "# Agenda app",
        "# Dataset portaal",
        "# De standaard applicatie",
        "# Standaarden - een plugin",
        "# Overleg",
    ] {
        assert_eq!(verdict(&titled(title), None).0, Software, "{title}");
    }
    // Its title tells what a name does not, and the other way round.
    let mut plugin = with_readme(
        named("skills-standaarden", &[("Python", 9_000)]),
        "# A plugin",
    );
    assert_eq!(verdict(&plugin, None).0, Software);
    plugin.topics = Some(vec!["dataset".to_owned()]);
    assert_eq!(verdict(&plugin, None).0, Software);
    let client = with_readme(
        named("x", &[("Go", 9_000)]),
        "# X\n\nReads docs.geostandaarden.nl",
    );
    assert_eq!(verdict(&client, None).0, Software);
    // Words are whole ones.
    let respectively = with_readme(named("x", &[("Go", 900)]), "# X\n\nA and B, respectively.");
    assert_eq!(verdict(&respectively, None).0, Software);
}

#[test]
fn non_software_keeps_its_kind() {
    let others = [
        ("api-specs", Standard, 1_900),
        ("api-design-rules", Standard, 29_602),
        ("api-standaard", Standard, 1_000),
        ("open-standaard-x", Standard, 40_000),
        ("standaard-voor-x", Standard, 1_000),
        ("app-documentatie", Documentation, 40_000),
        ("portal-docs", Documentation, 34_636),
        ("dataset-gemeenten", Data, 1_000),
    ];
    for (name, kind, bytes) in others {
        assert_eq!(
            verdict(&named(name, &[("Python", bytes)]), None).0,
            kind,
            "{name}"
        );
    }
    let markup = named("overleg", &[("HTML", 90_000), ("Python", 20_000)]);
    assert_eq!(verdict(&markup, None).0, Documentation);
    let title = "# Documentatie van de app";
    let titled = with_readme(named("x", &[("Python", 9_000)]), title);
    assert_eq!(verdict(&titled, None).0, Documentation);
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

#[test]
fn share_of_code_counts_beside_markup_and_pages() {
    type Languages = &'static [(&'static str, u64)];
    let cases: &[(&str, Languages, RepositoryKind)] = &[
        // A bundle of ReSpec or a theme of documentation is no program.
        (
            "mdto-specificatie",
            &[("JavaScript", 390_000), ("HTML", 3_000)],
            Standard,
        ),
        (
            "algoritmekader",
            &[("JavaScript", 3_500_000), ("Python", 117_000)],
            Documentation,
        ),
        (
            "praktijkrichtlijn-x",
            &[("HTML", 190_000), ("JavaScript", 5_000)],
            Documentation,
        ),
        ("thesauri", &[("Python", 8_000)], Data),
        ("app-testdata", &[("Shell", 900)], Data),
        ("WoogleDocumentatie", &[("Python", 4_600)], Documentation),
        (
            "site-van-x",
            &[("HTML", 263_000), ("CSS", 53_000)],
            Documentation,
        ),
        (
            "leerwerk",
            &[("HTML", 263_000), ("JavaScript", 5_000)],
            Documentation,
        ),
        (
            "kaart",
            &[("HTML", 26_000), ("JavaScript", 25_000)],
            Software,
        ),
        (
            "specificaties-viewer",
            &[("JavaScript", 390_000), ("HTML", 3_000)],
            Software,
        ),
        (
            "documentatie",
            &[("Java", 390_000), ("HTML", 3_000)],
            Software,
        ),
        ("respectievelijk", &[("JavaScript", 3_000)], Software),
        ("scripts", &[("Shell", 3_000)], Software),
        ("helm-charts", &[], Software),
        ("prozin-tools", &[], Software),
    ];
    for (name, languages, kind) in cases {
        assert_eq!(verdict(&named(name, languages), None).0, *kind, "{name}");
    }
}

#[test]
fn account_of_a_standards_body_is_a_sign() {
    let of = |owner: &str, name: &str, language: &str, bytes: u64| {
        let repository = repository(&format!("{owner}/{name}"));
        repository
            .languages(&[(language, bytes), ("HTML", 1_000)])
            .build()
    };
    let cases = [
        (
            of("Logius-standaarden", "fsc-core", "JavaScript", 2_000),
            Standard,
        ),
        (of("iStandaarden", "iwlz", "XSLT", 700_000), Standard),
        (of("Geonovum", "KP-APIs", "JavaScript", 170_000), Standard),
        (
            of("Geonovum", "technisch-register", "Python", 37_000),
            Software,
        ),
        (of("Geonovum", "ogc-checker", "JavaScript", 9_000), Software),
        (of("MinBZK", "fsc-core", "JavaScript", 2_000), Software),
    ];
    for (observation, kind) in cases {
        assert_eq!(verdict(&observation, None).0, kind, "{}", observation.url);
    }
    let app = with_readme(
        of("Geonovum", "kaart", "JavaScript", 4_000_000),
        "# Kaart\n\nKaart is een app waarmee je kaarten maakt.",
    );
    assert_eq!(verdict(&app, None).0, Software);
}
