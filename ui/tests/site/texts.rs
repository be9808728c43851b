//! Every text exists in both languages, and every rule has one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bronwijzer_index::community::kinds::{FieldType, KINDS};
use bronwijzer_index::{FacetName, FacetRow, JUDGEMENTS};

use crate::site::Site;

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file in a folder and those below it.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
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
fn both_languages_have_the_same_messages_and_placeables() {
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

/// Without comments and attributes.
fn without_comments(code: &str) -> String {
    let is_code = |line: &&str| {
        let line = line.trim_start();
        !line.starts_with("//") && !line.starts_with("#[")
    };
    code.lines().filter(is_code).collect()
}

/// The rules of the index are written where they hold, as literals with
/// underscores; so are the names of verdicts, which have texts of their own.
#[test]
fn every_rule_of_the_judgements_has_a_text() {
    let texts = texts("nl");
    let verdicts = ["technical_fork"];
    let mut rules = 0;
    let of_table = JUDGEMENTS.iter().map(|row| format!("{}/mod.rs", row.name));
    let others = [
        "maintenance.rs",
        "elsewhere.rs",
        "kind.rs",
        "vitality.rs",
        "licence/mod.rs",
        "licence/sources.rs",
        "publiccode/verdict.rs",
        "theme/mod.rs",
        "seeking/mod.rs",
        "open_by_default/figures.rs",
        "open_by_default/readme.rs",
        "../relations/links.rs",
        "../relations/pointers.rs",
        "../catalogue/relations/query.rs",
    ];
    for judgement in of_table.chain(others.map(str::to_owned)) {
        let path = here().join("../index/src/assess").join(judgement);
        let source = std::fs::read_to_string(&path).unwrap();
        let code = source.split("#[cfg(test)]").next().unwrap();
        let code = without_comments(code);
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
fn every_finding_has_a_text_and_advice() {
    let texts = texts("nl");
    let mut rules = 0;
    for file in files(&here().join("../index/src/assess/publiccode/check")) {
        if file.ends_with("tests.rs") || file.extension().is_none_or(|end| end != "rs") {
            continue;
        }
        let source = std::fs::read_to_string(&file).unwrap();
        let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let code = without_comments(code);
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
        ("RepositoryKind", "publishes"),
        ("RepositoryKind", "explanation-publishes"),
        ("LicenceVerdictKind", "licence"),
        ("LicenceVerdictKind", "explanation-licence"),
        ("OpenByDefaultFigureName", "figure"),
        ("OpenByDefaultFigureName", "explanation-figure"),
        ("OpenByDefaultOutcome", "outcome-of-figure"),
        ("LeftOutReason", "left-out"),
        ("LeftOutReason", "explanation-left-out"),
        ("LeftOutReason", "counts-as-left-out"),
        ("PubliccodeVerdictKind", "publiccode"),
        ("PubliccodeVerdictKind", "explanation-publiccode"),
        ("FindingSeverity", "severity"),
        ("OrganisationType", "type"),
        ("OrganisationType", "type-heading"),
        ("RelationKind", "relation"),
        ("OpennessStepName", "openness-step"),
        ("OpennessOutcome", "check"),
        ("Seeking", "seeking"),
        ("FileKind", "file"),
        ("ReferralPlace", "referral"),
        ("GoneKind", "repository-gone"),
        ("Source", "source"),
        ("EventKind", "event"),
        ("StatusCause", "event-status"),
        ("Outcome", "outcome"),
        ("HaltReason", "halted"),
        ("StatementEventKind", "event-of-statement"),
        ("StatementState", "statement-state"),
        ("StatementRule", "act"),
        ("Decision", "decision"),
        ("Decision", "audit"),
        ("Scope", "scope"),
        ("ScanFindingSeverity", "scan-finding"),
        ("VulnerabilitySeverity", "scan-severity"),
        ("DigestFrequency", "digest"),
        ("MailLanguage", "mail-language"),
    ];
    for (name, start) in enums {
        for value in site.names(name, "enumValues").await {
            let key = format!("{start}-{}", value.to_lowercase().replace('_', "-"));
            assert!(texts.contains_key(&key), "{key}");
        }
    }
}

#[test]
fn every_judgement_of_the_table_has_its_texts() {
    let texts = texts("nl");
    for row in JUDGEMENTS {
        let name = row.name.replace('_', "-");
        let named = [
            "section-{}",
            "explain-{}",
            "explanation-{}-title",
            "explanation-{}-intro",
        ];
        let mut keys: Vec<String> = named.map(|key| key.replace("{}", &name)).into();
        for verdict in row.verdicts {
            let key = format!("{}-{}", row.texts, verdict.replace('_', "-"));
            keys.extend([format!("explanation-{key}"), key]);
        }
        for key in keys {
            assert!(texts.contains_key(&key), "{key}");
        }
    }
}

/// Kinds of statements, their fields and the values to choose from are a table of the index.
#[test]
fn every_row_of_the_table_of_kinds_has_its_texts() {
    let texts = texts("nl");
    let key = |word: &str| word.to_lowercase().replace('_', "-");
    for row in KINDS {
        let kind = key(row.kind.into());
        let named = ["title", "lead", "text", "button", "then", "who"];
        let mut keys: Vec<String> = named.map(|part| format!("say-{kind}-{part}")).into();
        keys.push(format!("kind-{kind}"));
        keys.push(format!("statement-title-{kind}"));
        for field in row.fields {
            let name = key(field.field.into());
            keys.push(format!("field-{name}"));
            let values = match field.field_type {
                FieldType::OneOf(values) | FieldType::ManyOf(values) => values,
                _ => &[],
            };
            keys.extend(
                values
                    .iter()
                    .map(|value| format!("option-{name}-{}", key(value))),
            );
        }
        for key in keys {
            assert!(texts.contains_key(&key), "{key}");
        }
    }
}

#[tokio::test]
async fn every_facet_of_the_schema_can_be_chosen() {
    let site = Site::sample();
    let for_programs = FacetName::ALL.iter().map(|facet| facet.row());
    let for_programs = for_programs.filter(|row| !row.is_on_pages());
    let for_programs: Vec<String> = for_programs.map(FacetRow::parameter).collect();
    for field in site.names("RepositoryFilter", "inputFields").await {
        if for_programs.contains(&field) {
            continue;
        }
        // One that tells nothing apart is shown when it is chosen.
        let page = site.page(&format!("/zoeken?{field}=none")).await;
        let checked = format!("name=\"{field}\" value=\"none\" checked");
        assert!(page.contains(&checked), "{field}");
    }
}

/// Registers and themes are tables of the index; the pages have a name for each.
#[test]
fn every_register_and_theme_has_a_text() {
    let texts = texts("nl");
    let assess = here().join("../index/src/assess");
    let source = |file: &str| std::fs::read_to_string(assess.join(file)).unwrap();
    let named = |start: &str, value: &str| {
        let key = value.to_lowercase().replace(['_', '/'], "-");
        texts.contains_key(&format!("{start}-{key}"))
    };
    let rows = source("referral/registers.rs");
    let registers: Vec<&str> = rows
        .split(" register(")
        .skip(1)
        .filter_map(|row| row.trim_start().strip_prefix('"')?.split('"').next())
        .collect();
    assert!(registers.len() >= 15, "{registers:?}");
    for register in registers {
        assert!(named("register", register), "{register} has no text");
    }
    let lists = source("publiccode/check/lists.rs");
    let kinds = [
        ("CATEGORIES,", "category"),
        ("SCOPES,", "audience"),
        ("SOFTWARE_TYPE,", "software-type"),
        ("const PLATFORMS", "platform"),
    ];
    // What says nothing, and what should not be used any more, is no theme.
    let left_out = ["other", "standalone"];
    for (start, kind) in kinds {
        let (_, list) = lists.split_once(start).unwrap();
        let list = list.split(";\n").next().unwrap();
        // The first literal of a list tells what it is.
        let values = literals(list, |literal| !literal.contains(['`', ' ']));
        assert!(values.len() >= 6, "{kind}: {values:?}");
        let themes = values
            .iter()
            .filter(|value| !left_out.contains(&value.as_str()));
        for value in themes {
            assert!(named(kind, value), "{kind} {value} has no text");
        }
    }
}

/// Who wonders about a rule finds it in the documentation, by the identifier that
/// the API gives.
#[test]
fn every_rule_with_a_text_is_documented() {
    let docs: String = files(&here().join("../docs/judgements"))
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    let mut rules = 0;
    for key in texts("nl").keys() {
        let rule = key
            .strip_prefix("reason-")
            .or_else(|| key.strip_prefix("finding-"))
            .filter(|rule| !rule.ends_with("-help") && !rule.starts_with("type-"))
            .filter(|rule| *rule != "without-text");
        if let Some(rule) = rule {
            assert!(docs.contains(&format!("`{rule}`")), "{rule}");
            rules += 1;
        }
    }
    assert!(rules > 200, "{rules}");
}
