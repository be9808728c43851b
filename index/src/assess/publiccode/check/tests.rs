//! A valid file, and what one change makes of it.

use std::collections::BTreeSet;

use chrono::{NaiveDate, Utc};
use proptest::prelude::*;

mod samples;

use super::{FileState, MAX_BYTES, MAX_FINDINGS, MINIMAL, Severity, check};

fn today() -> NaiveDate {
    "2026-09-01".parse().unwrap()
}

/// The findings as `E rule key line:column`.
fn found(text: &str) -> Vec<String> {
    let check = check(text.as_bytes(), today());
    check
        .findings
        .iter()
        .map(|finding| {
            let severity = match finding.severity {
                Severity::Error => "E",
                Severity::Warning => "W",
            };
            let (line, column) = (finding.line, finding.column);
            format!(
                "{severity} {} {} {line}:{column}",
                finding.rule, finding.key
            )
        })
        .collect()
}

/// The minimal file with one thing replaced by another.
fn with(old: &str, new: &str) -> String {
    assert!(MINIMAL.contains(old), "{old}");
    MINIMAL.replacen(old, new, 1)
}

/// The minimal file with more keys behind it.
fn and(more: &str) -> String {
    format!("{MINIMAL}{more}\n")
}

/// The minimal file as another version.
fn version(version: &str, text: &str) -> String {
    text.replacen("\"0.7\"", &format!("\"{version}\""), 1)
}

#[test]
fn licences_and_numbers_in_every_allowed_form_are_fine() {
    for licence in [
        "eupl-1.2",
        "EUPL-1.2 OR mit",
        "AGPL-1.0-or-later",
        "gpl-2.0-only WITH classpath-exception-2.0",
    ] {
        let text = with("license: EUPL-1.2", &format!("license: {licence}"));
        assert_eq!(found(&text), Vec::<String>::new(), "{licence}");
    }
    for phone in [
        "+31 30 123 45 67 ext. 12",
        "+31301234567",
        "(+31) 30-1234567",
        "+31 30 1234567 (receptie)",
    ] {
        let text = with(
            "    - name: Naam Achternaam",
            &format!("    - name: N\n      phone: '{phone}'"),
        );
        assert_eq!(found(&text), Vec::<String>::new(), "{phone}");
    }
}

#[test]
fn named_files_that_are_not_there_are_errors() {
    let text = and("logo: img/logo.svg\nmonochromeLogo: https://example.org/a.svg");
    let mut checked = check(text.as_bytes(), today());
    let paths: Vec<&str> = checked
        .files
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    assert_eq!(paths, ["img/logo.svg"]);
    let before = checked.findings.len();
    checked.look_for_files(|_| FileState::There);
    checked.look_for_files(|_| FileState::Unknown);
    assert_eq!(checked.findings.len(), before);
    checked.look_for_files(|_| FileState::Missing);
    let missing = checked.first_error().unwrap();
    assert_eq!(
        (missing.rule, missing.key.as_str(), missing.line),
        ("file_not_found", "logo", 27)
    );
}

#[test]
fn the_minimal_file_is_valid_without_a_word() {
    assert_eq!(found(MINIMAL), Vec::<String>::new());
    assert_eq!(found(&version("0", MINIMAL)), Vec::<String>::new());
    assert_eq!(
        found(&MINIMAL.replace('\n', "\r\n")),
        Vec::<String>::new(),
        "with the line ends of Windows"
    );
}

/// One change and the one finding that it gives.
#[test]
fn each_rule_is_found_where_it_is_broken() {
    let many = "x".repeat(151);
    let short = with("Houdt bij hoe het met de kademuren staat.", &many);
    let contact = |line: &str| {
        with(
            "    - name: Naam Achternaam",
            &format!("    - name: N\n      {line}"),
        )
    };
    let contract = |until: &str| {
        with(
            "type: internal\n  contacts:\n    - name: Naam Achternaam",
            &format!("type: contract\n  contractors:\n    - name: B.V.\n      until: {until}"),
        )
    };
    let cases: Vec<(String, &str)> = vec![
        // YAML.
        (String::new(), "E file_empty  1:1"),
        ("# nothing\n".to_owned(), "E file_empty  1:1"),
        ("- a\n".to_owned(), "E yaml_not_a_mapping  1:1"),
        ("just words\n".to_owned(), "E yaml_not_a_mapping  1:1"),
        ("name: [a\n".to_owned(), "E yaml_syntax  1:7"),
        ("name:\n\t- a\n".to_owned(), "E yaml_tab  2:2"),
        ("a: *nobody\n".to_owned(), "E yaml_unknown_anchor  1:4"),
        ("a: &a [*a]\n".to_owned(), "E yaml_unknown_anchor  1:8"),
        (and("---\na: b"), "E yaml_several_documents  27:1"),
        (and("name: Again"), "E yaml_duplicate_key name 27:1"),
        (and("? [a]\n: b"), "E yaml_key_not_text  27:3"),
        (
            format!("%YAML 1.1\n---\n{MINIMAL}"),
            "E yaml_directive  2:1",
        ),
        (
            with("localisationReady: true", "localisationReady: yes"),
            "E yaml_old_truth localisation.localisationReady 24:22",
        ),
        // The version.
        (
            with("\"0.7\"", "0.7"),
            "E needs_quotes publiccodeYmlVersion 1:23",
        ),
        (
            with("\"0.7\"", "latest"),
            "E version_wrong publiccodeYmlVersion 1:23",
        ),
        (
            with("\"0.7\"", "\"0.9\""),
            "E version_unknown publiccodeYmlVersion 1:23",
        ),
        // Presence.
        (with("name: Kademuren\n", ""), "E key_missing name 1:1"),
        (with("name: Kademuren", "name:"), "E key_empty name 2:1"),
        (
            with("  license: EUPL-1.2", "  mainCopyrightOwner: A"),
            "E key_missing legal.license 17:1",
        ),
        (
            with("legal:\n  license: EUPL-1.2\n", ""),
            "E key_missing legal.license 1:1",
        ),
        (
            with("  license: EUPL-1.2\n", ""),
            "E key_missing legal.license 17:1",
        ),
        (
            with(
                "    shortDescription: Houdt bij hoe het met de kademuren staat.\n",
                "",
            ),
            "E key_missing description.nl.shortDescription 9:3",
        ),
        (
            with("    features:\n      - Metingen op een kaart\n", ""),
            "E key_missing_in_each_language description.*.features 8:1",
        ),
        (
            with("\n  contacts:\n    - name: Naam Achternaam", ""),
            "E key_missing_for_type maintenance.contacts 19:1",
        ),
        (
            with(
                "internal\n  contacts:\n    - name: Naam Achternaam",
                "contract",
            ),
            "E key_missing_for_type maintenance.contractors 19:1",
        ),
        (
            with(
                "  contacts:",
                "  contractors:\n    - name: A\n      until: 2030-01-01\n  contacts:",
            ),
            "E key_not_for_type maintenance.contractors 21:3",
        ),
        (
            with(
                "    - name: Naam Achternaam",
                "    - email: n.achternaam@example.org",
            ),
            "E key_missing maintenance.contacts[0].name 22:7",
        ),
        (with("\n  - web", " []"), "E key_empty platforms 4:1"),
        (
            with("\n    - nl\n", " []\n"),
            "E key_empty localisation.availableLanguages 25:3",
        ),
        (and("roadmap:"), "W value_empty roadmap 27:1"),
        (and("usedBy: [A, '']"), "W value_empty usedBy[1] 27:13"),
        (and("landingURL: ''"), "E value_empty landingURL 27:1"),
        (with("name: Kademuren", "name: ' '"), "W key_empty name 2:1"),
        // Types.
        (
            with("name: Kademuren", "name: 1984"),
            "W needs_quotes name 2:7",
        ),
        (
            with("name: Kademuren", "name: {nl: K}"),
            "E wrong_type name 2:7",
        ),
        (
            with("legal:\n  license: EUPL-1.2", "legal: EUPL-1.2"),
            "E wrong_type legal 17:8",
        ),
        (
            with("localisationReady: true", "localisationReady: maybe"),
            "E wrong_type localisation.localisationReady 24:22",
        ),
        (and("usedBy: Gemeente Utrecht"), "E wrong_type usedBy 27:9"),
        (and("supports: [gdpr]"), "E wrong_type supports[0] 27:12"),
        (
            contact("phone: 31301234567"),
            "W needs_quotes maintenance.contacts[0].phone 23:14",
        ),
        (
            and("dependsOn: {open: [{name: A, version: 3.10}]}"),
            "W needs_quotes dependsOn.open[0].version 27:39",
        ),
        // Other keys.
        (and("colour: blue"), "E key_unknown colour 27:1"),
        (
            and("landingUrl: https://example.org"),
            "E key_unknown_near landingUrl 27:1",
        ),
        (
            contact("twitter: nobody"),
            "E key_unknown maintenance.contacts[0].twitter 23:7",
        ),
        (and("tags: [a]"), "E key_renamed tags 27:1"),
        (and("freeTags: [a]"), "E key_removed freeTags 27:1"),
        (
            and("monochromeLogo: a.svg"),
            "W key_deprecated monochromeLogo 27:1",
        ),
        (
            with("  license: EUPL-1.2", "  license: EUPL-1.2\n  repoOwner: A"),
            "W key_deprecated_instead legal.repoOwner 19:3",
        ),
        (
            and("IT: {countryExtensionVersion: '1.0'}"),
            "W key_deprecated_instead IT 27:1",
        ),
        (
            and("NL: {anything: true}"),
            "E country_section_undefined NL 27:1",
        ),
        (
            version("0.5", &and("supports: []")),
            "W key_newer supports 27:1",
        ),
        // Lists.
        (
            with("stable", "Stable"),
            "E value_not_in_list_near developmentStatus 6:20",
        ),
        (
            with("stable", "finished"),
            "E value_not_in_short_list developmentStatus 6:20",
        ),
        (
            with("standalone/web", "website"),
            "E value_not_in_short_list softwareType 7:15",
        ),
        (
            with("standalone/web", "standalone"),
            "E value_deprecated softwareType 7:15",
        ),
        (
            and("categories: [bridges]"),
            "E value_not_in_list categories[0] 27:14",
        ),
        (
            version("0.4", &and("releaseDate: 2020-01-01\ncategories: [other]")),
            "W value_newer categories[0] 28:14",
        ),
        (
            and("intendedAudience: {scope: [healthcar]}"),
            "E value_not_in_list_near intendedAudience.scope[0] 27:28",
        ),
        (
            with("- web", "- Linux"),
            "W platform_spelling platforms[0] 5:5",
        ),
        (
            and("supports: [{id: 'alias:avg'}]"),
            "E alias_unknown supports[0].id 27:17",
        ),
        // Texts.
        (
            short,
            "E text_too_long description.nl.shortDescription 10:23",
        ),
        (
            with(
                "shortDescription: Houdt bij hoe het",
                "shortDescription: |\n      Houdt bij\n      hoe het",
            ),
            "W text_not_one_line description.nl.shortDescription 11:7",
        ),
        (
            with(
                "longDescription: >-",
                "longDescription: Kort\n    awards: []\n    localisedName: >-",
            ),
            "E text_too_short description.nl.longDescription 11:22",
        ),
        // Forms.
        (
            and("releaseDate: 1-2-2020"),
            "E date_wrong_form releaseDate 27:14",
        ),
        (
            and("releaseDate: 2020-02-30"),
            "E date_not_real releaseDate 27:14",
        ),
        (
            and("releaseDate: 2027-01-01"),
            "W date_in_future releaseDate 27:14",
        ),
        (
            contract("2020-12-31"),
            "W contract_ended maintenance.contractors[0].until 23:14",
        ),
        (with("https://git", "git"), "E url_wrong url 3:6"),
        (with("https://git", "ssh://git"), "W url_not_http url 3:6"),
        (
            and("landingURL: 'javascript://example.org/%0aalert(1)'"),
            "E url_not_http landingURL 27:13",
        ),
        (
            and("roadmap: ftp://example.org/a"),
            "E url_not_http roadmap 27:10",
        ),
        (
            with("    - nl\n", "    - Dutch\n"),
            "E language_wrong localisation.availableLanguages[0] 26:7",
        ),
        (
            with("    - nl\n", "    - xx\n"),
            "E language_wrong localisation.availableLanguages[0] 26:7",
        ),
        (
            version("0.4", &and("releaseDate: 2020-01-01\ncategories: []")),
            "W key_empty categories 28:1",
        ),
        (
            with("license: EUPL-1.2", "license: CC-BY-NC-4.0"),
            "W licence_not_open legal.license 18:12",
        ),
        (
            with(
                "license: EUPL-1.2",
                "license: GPL-2.0-with-classpath-exception",
            ),
            "W licence_deprecated legal.license 18:12",
        ),
        (
            with("https://git", "https://me:secret@git"),
            "W url_with_user url 3:6",
        ),
        (
            and("landingURL: 'https://'"),
            "E url_wrong landingURL 27:13",
        ),
        (and("isBasedOn: [x]"), "E url_wrong isBasedOn[0] 27:13"),
        (
            and("organisation: {uri: my organisation}"),
            "E uri_wrong organisation.uri 27:21",
        ),
        (
            and("organisation: {name: A}"),
            "E key_missing organisation.uri 27:1",
        ),
        (
            with("type: internal", "type: external"),
            "E value_not_in_short_list maintenance.type 20:9",
        ),
        (
            with("stable", "unstable"),
            "E value_not_in_short_list developmentStatus 6:20",
        ),
        (
            and("intendedAudience: {supportedCountries: [NL]}"),
            "E key_unknown intendedAudience.supportedCountries 27:20",
        ),
        (
            with("type: internal", "type: Internal"),
            "E value_not_in_list_near maintenance.type 20:9",
        ),
        (
            and("logo: /img/logo.svg"),
            "E path_not_in_repository logo 27:7",
        ),
        (and("logo: img/logo.gif"), "E file_wrong_format logo 27:7"),
        (and("logo: img/logo.png"), "W logo_not_vector logo 27:7"),
        (
            contact("email: nobody"),
            "E email_wrong maintenance.contacts[0].email 23:14",
        ),
        (
            contact("email: info@example.org"),
            "W email_shared maintenance.contacts[0].email 23:14",
        ),
        (
            contact("phone: '030 123 45 67'"),
            "W phone_without_prefix maintenance.contacts[0].phone 23:14",
        ),
        (
            contact("phone: call me"),
            "W phone_wrong maintenance.contacts[0].phone 23:14",
        ),
        (
            with("    - nl", "    - nl_NL"),
            "E language_wrong localisation.availableLanguages[0] 26:7",
        ),
        (
            with("  nl:", "  nld:"),
            "E language_not_shortest description.nld 9:3",
        ),
        (
            and("intendedAudience: {countries: [nl]}"),
            "W country_lower_case intendedAudience.countries[0] 27:32",
        ),
        (
            and("intendedAudience: {countries: [XQ]}"),
            "E country_wrong intendedAudience.countries[0] 27:32",
        ),
        (
            with("EUPL-1.2", "the EUPL"),
            "E licence_wrong legal.license 18:12",
        ),
        (
            with("EUPL-1.2", "Apache 2.0"),
            "E licence_wrong_near legal.license 18:12",
        ),
        (
            with("EUPL-1.2", "AGPL-3.0"),
            "W licence_deprecated legal.license 18:12",
        ),
        (
            with("EUPL-1.2", "MIT OR CC-BY-NC-4.0"),
            "W licence_not_open legal.license 18:12",
        ),
    ];
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for (text, expected) in cases {
        let mut found = found(&text);
        found.retain(|line| !line.contains(" parser_stricter "));
        if found != [expected] {
            wrong.push(format!("{found:?} for {expected}"));
        }
        seen.insert(expected.split(' ').nth(1).unwrap().to_owned());
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(seen.len() >= 55, "{}", seen.len());
}

#[test]
fn optional_keys_give_no_finding() {
    let fine = [
        and("isBasedOn: https://example.org/a.git"),
        and("supports: [{id: alias:gdpr}, {id: 'urn:x-a:b'}]"),
        and("organisation: {uri: 'urn:x-italian-pa:c_h501', name: Roma Capitale}"),
        and("fundedBy: [{name: Een fonds, uri: 'https://example.org/fonds'}]"),
        and("logo: https://raw.example.org/a/logo.svg"),
        and("intendedAudience: {countries: [NL, DE], unsupportedCountries: [US]}"),
        and("landingURL: https://nl.example.org/reünie"),
        with("- web", "- PlayStation"),
        with("EUPL-1.2", "EUPL-1.2 OR AGPL-3.0-or-later"),
        with("    - nl\n", "    - sl-IT-nedis\n"),
        with(
            "    - name: Naam Achternaam",
            "    - name: A\n      phone: '+31 30 123 45 67'",
        ),
        with(
            "type: internal\n  contacts:\n    - name: Naam Achternaam",
            "type: none",
        ),
        version(
            "0.4",
            &and("releaseDate: 2020-01-01\ncategories: [crm]\nintendedAudience: {countries: [nl]}"),
        ),
    ];
    for text in fine {
        assert_eq!(found(&text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn older_versions_ask_for_more() {
    let rules = |text: &str| -> Vec<String> {
        let findings = found(text);
        let rule = |line: &String| {
            line.split(' ')
                .skip(1)
                .take(2)
                .collect::<Vec<_>>()
                .join(" ")
        };
        findings.iter().map(rule).collect()
    };
    let missing = |keys: &[&str]| -> Vec<String> {
        let keys = keys.iter();
        keys.map(|key| format!("key_missing_in_version {key}"))
            .collect()
    };
    assert_eq!(rules(&version("0.4", MINIMAL)), missing(&["categories"]));
    assert_eq!(
        rules(&version("0.3", MINIMAL)),
        missing(&["releaseDate", "categories"])
    );
    let two = rules(&version("0.2.2", MINIMAL));
    assert!(two.contains(&"text_too_short description.nl.longDescription".to_owned()));
    assert!(two.contains(&"key_missing_in_version description.nl.genericName".to_owned()));
    let first = rules(&version("0.1", MINIMAL));
    assert!(first.contains(&"version_not_read publiccodeYmlVersion".to_owned()));
    // A key is not deprecated before it was.
    let text = and(
        "releaseDate: 2020-01-01\ncategories: [crm]\nit: {countryExtensionVersion: '1.0', riuso: {codiceIPA: c_h501}}",
    );
    assert_eq!(rules(&version("0.4", &text)), Vec::<String>::new());
    assert_eq!(
        rules(&version("0.5", &text)),
        [
            "country_lower_case it",
            "key_deprecated_instead it.riuso.codiceIPA"
        ]
    );
    // Community contracts were for two years at most, when they were allowed.
    let text = with(
        "type: internal",
        "type: community\n  contractors:\n    - name: A\n      until: 2029-01-01",
    );
    let text = version(
        "0.4",
        &format!("{text}releaseDate: 2020-01-01\ncategories: [crm]\n"),
    );
    assert_eq!(
        rules(&text),
        [
            "key_not_for_type maintenance.contractors",
            "parser_stricter maintenance.contractors",
            "community_contract_too_long maintenance.contractors[0].until"
        ]
    );
}

#[test]
fn old_merges_and_aliases_are_read() {
    let text = with(
        "  contacts:\n    - name: Naam Achternaam",
        "  contacts:\n    - &one\n      name: A\n      phone: '+31301234567'\n    - <<: *one\n      name: B\n    - *one",
    );
    let refused = ["E yaml_old_merge  25:7", "W parser_stricter  25:7"];
    assert_eq!(found(&text), refused, "it brings in a name that is there");
    let text = text.replace(
        "    - <<: *one\n      name: B\n",
        "    - <<: *one\n      affiliation: B\n",
    );
    assert_eq!(found(&text), ["W yaml_old_merge  25:7"]);
}

#[test]
fn unreadable_text_reports_its_position() {
    let check = |bytes: &[u8]| {
        let check = check(bytes, today());
        let finding = check.findings[0].clone();
        (finding.rule, finding.line, finding.column)
    };
    assert_eq!(check(b"name: caf\xe9\n"), ("file_not_utf8", 1, 10));
    assert_eq!(check(b"a: b\nname: \xff"), ("file_not_utf8", 2, 7));
    assert_eq!(check(b"\xff\xfen\0a\0"), ("file_not_utf8", 1, 1));
    let large = vec![b'a'; MAX_BYTES + 1];
    assert_eq!(check(&large), ("file_too_large", 1, 1));
}

#[test]
fn hostile_files_cost_little() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..40 {
        let alias = format!("*a{}, ", level - 1).repeat(9);
        bomb += &format!("a{level}: &a{level} [{alias}]\n");
    }
    assert!(found(&bomb)[0].starts_with("E yaml_too_many_values"));
    let mut chain = "a0: &a0 [x]\n".to_owned();
    for level in 1..5000 {
        chain += &format!("a{level}: &a{level} [*a{}]\n", level - 1);
    }
    assert!(found(&chain)[0].starts_with("E yaml_too_deep"));
    for open in ["[", "{a: ", "- ", "? ", "!!x &y "] {
        let deep = found(&open.repeat(MAX_BYTES / open.len()));
        assert!(deep[0].starts_with('E'), "{open} {deep:?}");
    }
    let many: String = (0..9000).map(|n| format!("key{n}: x\n")).collect();
    let findings = found(&many);
    assert_eq!(findings.len(), MAX_FINDINGS + 1);
    assert!(findings[MAX_FINDINGS].starts_with("W more_findings"));
    assert!(!check(many.as_bytes(), today()).is_valid());
}

#[test]
fn our_own_file_is_valid() {
    let ours = include_str!("../../../../../publiccode.yml");
    // It tells the day of the last release, which is never to come.
    let check = check(ours.as_bytes(), Utc::now().date_naive());
    assert_eq!(check.findings, Vec::new());
}

/// The standard's own examples, where they are at hand.
#[test]
fn the_examples_of_the_standard_are_valid() {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/standards/publiccode"
    );
    for name in ["publiccode.yml", "publiccode.minimal.yml"] {
        let Ok(bytes) = std::fs::read(format!("{folder}/{name}")) else {
            eprintln!("skipped: the standard is not at {folder}");
            return;
        };
        let check = check(&bytes, today());
        let errors = check.errors();
        let findings = check.findings.iter();
        let parser_alone = findings.filter(|finding| finding.rule == "parser_stricter");
        assert_eq!(errors, parser_alone.count(), "{name}: {:?}", check.findings);
    }
}

/// Files of real repositories: no judgement of them, but none may break the
/// check.
#[test]
fn real_files_are_checked() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/texts");
    let Ok(files) = std::fs::read_dir(folder) else {
        eprintln!("skipped: there is no corpus at {folder}");
        return;
    };
    let (mut valid, mut invalid, mut rules) = (0, 0, std::collections::BTreeMap::new());
    for file in files {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let publiccode = &json["publiccode"];
        let publiccode = publiccode.as_str().or_else(|| publiccode["text"].as_str());
        let Some(publiccode) = publiccode else {
            continue;
        };
        let check = check(publiccode.as_bytes(), today());
        *(if check.is_valid() {
            &mut valid
        } else {
            &mut invalid
        }) += 1;
        for finding in &check.findings {
            *rules.entry((finding.severity, finding.rule)).or_insert(0) += 1;
        }
    }
    eprintln!("{valid} valid, {invalid} invalid: {rules:#?}");
}

/// A file made of the words of the standard in any order.
fn yaml_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => proptest::sample::select(super::table::KEYS).prop_map(|key| {
            let name = key.parts().1;
            format!("{name}: ")
        }),
        2 => proptest::sample::select(&["\n", "\n  ", "\n    ", "- ", "[", "]", "{", "}", ", "]).prop_map(str::to_owned),
        2 => proptest::sample::select(&["&a ", "*a", "<<: ", "!!str ", "|\n", ">-\n", "'", "\"", "#", "\t", "---\n", "%YAML 1.1\n"]).prop_map(str::to_owned),
        2 => proptest::sample::select(&["nl:", "true", "0.2", "\"1\"", "2020-01-01", "https://a.b", "alias:x", "é", "\u{85}", "\r"]).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn places_are_inside(bytes: &[u8]) {
    let check = check(bytes, today());
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().collect();
    let places = check.findings.iter().map(|f| (f.line, f.column));
    let links = check.links.iter().map(|link| (link.line, link.column));
    for (line, column) in places.chain(links) {
        assert!(line >= 1 && column >= 1);
        assert!(line as usize <= lines.len().max(1), "{line}");
        let length = lines
            .get(line as usize - 1)
            .map_or(0, |line| line.chars().count());
        assert!(column as usize <= length + 1, "{line}:{column} of {length}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_checked(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        places_are_inside(&bytes);
    }

    #[test]
    fn any_text_is_checked(text in "(?s).{0,200}") {
        places_are_inside(text.as_bytes());
    }

    #[test]
    fn anything_like_the_standard_is_checked(text in yaml_like()) {
        places_are_inside(text.as_bytes());
    }

    #[test]
    fn a_valid_file_with_any_damage_is_checked(
        at in 0..MINIMAL.len(),
        cut in 0..40_usize,
        bytes in proptest::collection::vec(any::<u8>(), 0..20),
        piece in yaml_like(),
    ) {
        let mut damaged = MINIMAL.as_bytes().to_vec();
        let end = (at + cut).min(damaged.len());
        damaged.splice(at..end, bytes);
        places_are_inside(&damaged);
        let mut damaged = MINIMAL.as_bytes().to_vec();
        damaged.splice(at..end, piece.into_bytes());
        places_are_inside(&damaged);
    }
}
