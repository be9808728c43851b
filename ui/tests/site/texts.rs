//! Every text exists in both languages, and every rule has one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::site::Site;

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// Keys and, for each, the gaps that its text has.
fn texts(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files(&here().join("locales").join(language)) {
        let mut key = None;
        for line in std::fs::read_to_string(&file).unwrap().lines() {
            let starts = line.starts_with(|first: char| first.is_ascii_lowercase());
            if let Some((name, _)) = line.split_once(" =").filter(|_| starts) {
                let twice = texts.insert(name.to_owned(), BTreeSet::new());
                assert!(twice.is_none(), "{name} stands twice in {language}");
                key = Some(name.to_owned());
            }
            let gaps = line.split('$').skip(1).map(|rest| {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric());
                rest[..end.unwrap_or(rest.len())].to_owned()
            });
            if let Some(key) = &key {
                texts.get_mut(key).unwrap().extend(gaps);
            }
        }
    }
    texts
}

#[test]
fn both_languages_have_the_same_texts_with_the_same_gaps() {
    let (dutch, english) = (texts("nl"), texts("en"));
    assert!(dutch.len() > 100);
    assert_eq!(dutch, english);
}

/// String literals in Rust or a template that look like `pattern`.
fn literals(source: &str, fits: impl Fn(&str) -> bool) -> BTreeSet<String> {
    source
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|literal| fits(literal))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_text_that_a_template_asks_for_exists() {
    let texts = texts("nl");
    let mut asked = 0;
    for file in files(&here().join("templates")) {
        let source = std::fs::read_to_string(&file).unwrap();
        for call in source.split("frame.text(\"").skip(1) {
            let key = call.split('"').next().unwrap();
            assert!(texts.contains_key(key), "{key} in {}", file.display());
            asked += 1;
        }
    }
    assert!(asked > 50);
}

/// The rules of the index are written where they hold, as literals with
/// underscores; so are the names of verdicts, which have texts of their own.
#[test]
fn every_rule_of_the_judgements_has_a_text() {
    let texts = texts("nl");
    let verdicts = [
        "seeking_maintainer",
        "not_open",
        "open_content",
        "snake_case",
    ];
    let mut rules = 0;
    for judgement in ["maintenance.rs", "licence.rs", "publiccode/verdict.rs"] {
        let path = here().join("../index/src/assess").join(judgement);
        let source = std::fs::read_to_string(&path).unwrap();
        let code = source.split("#[cfg(test)]").next().unwrap();
        let code: String = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        let named = literals(&code, |literal| {
            literal.contains('_') && literal.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        });
        for rule in named
            .iter()
            .filter(|rule| !verdicts.contains(&rule.as_str()))
        {
            assert!(
                texts.contains_key(&format!("reason-{rule}")),
                "{rule} has no text"
            );
            rules += 1;
        }
    }
    assert!(
        rules >= 20,
        "only {rules} rules were found; do they stand elsewhere now?"
    );
}

/// The rules of the check of publiccode.yml are literals with underscores too.
#[test]
fn every_finding_has_a_text_and_says_how_to_mend_it() {
    let texts = texts("nl");
    let mut rules = 0;
    for file in files(&here().join("../index/src/assess/publiccode/check")) {
        if file.ends_with("tests.rs") || file.extension().is_none_or(|end| end != "rs") {
            continue;
        }
        let source = std::fs::read_to_string(&file).unwrap();
        let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let code: String = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        let named = literals(&code, |literal| {
            literal.contains('_') && literal.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        });
        for rule in named {
            assert!(texts.contains_key(&format!("finding-{rule}")), "{rule}");
            assert!(
                texts.contains_key(&format!("finding-{rule}-help")),
                "{rule}"
            );
            rules += 1;
        }
    }
    assert!(rules >= 70, "only {rules} rules were found");
}

#[tokio::test]
async fn every_value_of_the_schema_has_a_text() {
    let texts = texts("nl");
    let site = Site::empty();
    let enums = [
        ("MaintenanceStatus", "maintenance"),
        ("MaintenanceStatus", "explanation"),
        ("LicenceVerdictKind", "licence"),
        ("LicenceVerdictKind", "explanation-licence"),
        ("PubliccodeVerdictKind", "publiccode"),
        ("PubliccodeVerdictKind", "explanation-publiccode"),
        ("FindingSeverity", "check"),
        ("OrganisationType", "type"),
        ("OrganisationType", "type-heading"),
        ("FileKind", "file"),
        ("GoneKind", "repository-gone"),
        ("Source", "source"),
        ("EventKind", "event"),
        ("Outcome", "outcome"),
        ("HaltReason", "halted"),
    ];
    for (name, start) in enums {
        for value in site.names(name, "enumValues").await {
            let key = format!("{start}-{}", value.to_lowercase().replace('_', "-"));
            assert!(texts.contains_key(&key), "{key}");
        }
    }
}

#[tokio::test]
async fn every_facet_of_the_schema_can_be_chosen() {
    let site = Site::sample();
    let page = site.page("/").await;
    for field in site.names("RepositoryFilter", "inputFields").await {
        assert!(
            page.contains(&format!("name=\"{field}\" value=")),
            "{field}"
        );
    }
}
