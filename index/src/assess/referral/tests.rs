//! The recognisers by cases.

use super::*;
use bronwijzer_crawler::observation::TextFile;
use bronwijzer_testing::repository;

fn bare() -> Observation {
    repository("o/r").build()
}

fn in_readme(text: &str) -> Vec<(&'static str, String)> {
    let mut observation = bare();
    observation.readme = Some(TextFile::capped("README.md", text.to_owned(), 1, false));
    let referrals = find(&observation).into_iter();
    referrals
        .map(|referral| match referral.mention {
            Mention::Page(url) => (referral.register, url.to_string()),
            Mention::Topic(topic) => (referral.register, topic),
        })
        .collect()
}

#[test]
fn addresses_of_registers_are_recognised() {
    let cases = [
        (
            "[register](https://apis.developer.overheid.nl/apis/zaken)",
            "api_register",
            "https://apis.developer.overheid.nl/apis/zaken",
        ),
        (
            "zie https://developer.overheid.nl/apis.",
            "api_register",
            "https://developer.overheid.nl/apis",
        ),
        (
            "<http://schemas.developer.overheid.nl>",
            "schema_register",
            "http://schemas.developer.overheid.nl/",
        ),
        (
            "van oss.developer.overheid.nl, zegt men",
            "oss_register",
            "https://oss.developer.overheid.nl/",
        ),
        (
            "https://algoritmes.overheid.nl/nl/algoritme/x",
            "algorithm_register",
            "https://algoritmes.overheid.nl/nl/algoritme/x",
        ),
        (
            "https://algoritmes.overheid.nl/kader",
            "algorithm_framework",
            "https://algoritmes.overheid.nl/kader",
        ),
        (
            "https://algoritmeregister.amsterdam.nl/ai",
            "amsterdam_algorithm_register",
            "https://algoritmeregister.amsterdam.nl/ai",
        ),
        (
            "https://data.overheid.nl/dataset/bomen",
            "data_register",
            "https://data.overheid.nl/dataset/bomen",
        ),
        (
            "https://data.overheid.nl/dataset/contractenregister-rijk",
            "contract_register",
            "https://data.overheid.nl/dataset/contractenregister-rijk",
        ),
        (
            "https://zoek.openraadsinformatie.nl/x",
            "council_information",
            "https://zoek.openraadsinformatie.nl/x",
        ),
        (
            "https://WWW.TenderNed.nl/aankondigingen/1",
            "procurement",
            "https://www.tenderned.nl/aankondigingen/1",
        ),
        (
            "https://open.overheid.nl/documenten/1",
            "woo",
            "https://open.overheid.nl/documenten/1",
        ),
        (
            "https://www.forumstandaardisatie.nl/open-standaarden/stuf",
            "standards_forum",
            "https://www.forumstandaardisatie.nl/open-standaarden/stuf",
        ),
        (
            "https://gitdocumentatie.logius.nl/publicatie/api/adr/",
            "standards",
            "https://gitdocumentatie.logius.nl/publicatie/api/adr/",
        ),
        (
            "https://geonovum.github.io/KP-APIs/",
            "standards",
            "https://geonovum.github.io/KP-APIs/",
        ),
        (
            "https://redactie.gemmaonline.nl/index.php/X",
            "gemma",
            "https://redactie.gemmaonline.nl/index.php/X",
        ),
        (
            "https://www.softwarecatalogus.nl/pakket/1",
            "software_catalogue",
            "https://www.softwarecatalogus.nl/pakket/1",
        ),
        (
            "https://commonground.nl/",
            "common_ground",
            "https://commonground.nl/",
        ),
        (
            "https://wetten.overheid.nl/BWBR0002221",
            "legislation",
            "https://wetten.overheid.nl/BWBR0002221",
        ),
        (
            "https://identifier.overheid.nl/tooi/id/gemeente/gm0344",
            "organisation_register",
            "https://identifier.overheid.nl/tooi/id/gemeente/gm0344",
        ),
    ];
    for (text, register, page) in cases {
        assert_eq!(in_readme(text), [(register, page.to_owned())], "{text}");
    }
}

#[test]
fn balanced_parentheses_belong_to_an_address() {
    let page = "https://www.noraonline.nl/wiki/PSA_(Project_Startarchitectuur)";
    for text in [
        "[PSA](https://www.noraonline.nl/wiki/PSA_(Project_Startarchitectuur))",
        "[PSA](https://www.noraonline.nl/wiki/PSA_(Project_Startarchitectuur) \"titel\")",
        "(zie https://www.noraonline.nl/wiki/PSA_(Project_Startarchitectuur)).",
        "https://www.noraonline.nl/wiki/PSA_(Project_Startarchitectuur),",
        "<https://www.noraonline.nl/wiki/PSA_(Project_Startarchitectuur)>",
        r"[PSA](https://www.noraonline.nl/wiki/PSA_\(Project_Startarchitectuur\))",
    ] {
        assert_eq!(in_readme(text), [("nora", page.to_owned())], "{text}");
    }
    let two = "https://noraonline.nl/wiki/X_(a) https://noraonline.nl/wiki/X_(b)";
    assert_eq!(in_readme(two).len(), 2);
    let nested = "[x](https://noraonline.nl/wiki/A_(b_(c))_d)";
    assert_eq!(
        in_readme(nested)[0].1,
        "https://noraonline.nl/wiki/A_(b_(c))_d"
    );
    let unclosed = "https://noraonline.nl/wiki/A (zie https://noraonline.nl/wiki/B)";
    let pages: Vec<String> = in_readme(unclosed)
        .into_iter()
        .map(|(_, page)| page)
        .collect();
    assert_eq!(
        pages,
        [
            "https://noraonline.nl/wiki/A",
            "https://noraonline.nl/wiki/B"
        ]
    );
}

#[test]
fn a_homepage_without_a_scheme_refers() {
    let mut observation = bare();
    observation.homepage = Some("data.overheid.nl/dataset/bomen".to_owned());
    let found = find(&observation);
    assert_eq!(found[0].place, FoundIn::Homepage);
    let key = found[0].key();
    assert_eq!(key.as_deref(), Some("data.overheid.nl/dataset/bomen"));
    observation.homepage = Some("javascript://data.overheid.nl/x".to_owned());
    assert_eq!(find(&observation), []);
}

#[test]
fn lookalike_registers_are_ignored() {
    for text in [
        "mail info@tenderned.nl",
        "https://schemas.data.overheid.nl/",
        "https://data.overheid.nl.example.org/",
        "https://notdata.overheid.nl/",
        "https://developer.overheid.nl/kennisbank",
        "https://example.org/?to=data.overheid.nl",
        "het Algoritmeregister en TenderNed",
        "https://user@data.overheid.nl",
        "é://data.overheid.nlé",
    ] {
        assert_eq!(in_readme(text), [], "{text}");
    }
    let long = format!("https://data.overheid.nl/{}", "a".repeat(LONGEST));
    assert_eq!(in_readme(&long), []);
}

#[test]
fn a_page_counts_once_and_its_place_is_told() {
    let mut observation = bare();
    observation.homepage = Some("https://www.data.overheid.nl/dataset/a/".to_owned());
    let text = "name: X\nlandingURL: https://data.overheid.nl/dataset/a#top\nsupports:\n  - id: https://forumstandaardisatie.nl/open-standaarden/x\nusedBy:\n  - https://gemmaonline.nl/y\n";
    observation.publiccode = Some(TextFile::capped(
        "publiccode.yml",
        text.to_owned(),
        1,
        false,
    ));
    observation.topics = Some(vec!["Common-Ground".to_owned(), "rust".to_owned()]);
    let found = find(&observation);
    let places: Vec<_> = found
        .iter()
        .map(|one| (one.register, one.place.clone()))
        .collect();
    assert_eq!(
        places,
        [
            ("data_register", FoundIn::Homepage),
            ("standards_forum", FoundIn::Publiccode("id".to_owned())),
            ("gemma", FoundIn::Publiccode("usedBy".to_owned())),
            ("common_ground", FoundIn::Topics),
        ]
    );
    assert_eq!(
        found[0].key().as_deref(),
        Some("data.overheid.nl/dataset/a")
    );
    assert_eq!(
        normalise("HTTP://data.overheid.nl/dataset/a"),
        found[0].key()
    );
    assert_eq!(normalise("javascript:alert(1)"), None);
}

#[test]
fn names_of_registers_are_unlike_each_other() {
    let mut ids: Vec<&str> = REGISTERS.iter().map(|register| register.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), REGISTERS.len());
    let places = REGISTERS.iter().flat_map(|register| register.places);
    assert!(
        places
            .into_iter()
            .all(|place| place.path == place.path.to_lowercase())
    );
}

#[test]
fn a_text_full_of_mentions_is_read_once() {
    // Without an end in sight, and on as many lines without a key.
    let endless = "data.overheid.nl".repeat(16_000);
    let lines = "- data.overheid.nl\n".repeat(14_000);
    for text in [endless, lines] {
        let mut observation = bare();
        let file = TextFile::capped("publiccode.yml", text.clone(), text.len() as u64, false);
        observation.publiccode = Some(file.clone());
        observation.readme = Some(file);
        assert!(find(&observation).len() <= 1);
    }
}
