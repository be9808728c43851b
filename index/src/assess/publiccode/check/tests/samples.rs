//! Samples of each class of mistakes: who refuses the file for them.

use std::path::Path;

use super::super::{Check, FileState, MINIMAL, REFUSER, Severity, check};
use super::today;

/// A line each: who refuses it, and a key with its value, which replaces that of
/// the minimal file. B is for both the standard's text and its reference parser,
/// P for the parser alone, S for the text alone, and a dash for neither.
const SAMPLES: &str = include_str!("samples.txt");

fn minimal_with(line: &str) -> String {
    let key = |line: &str| line.split(':').next().unwrap_or_default().to_owned();
    let replaced = key(line);
    let mut text = String::new();
    let mut kept = true;
    for old in MINIMAL.lines() {
        if !old.starts_with(' ') {
            kept = key(old) != replaced;
        }
        if kept {
            text += old;
            text.push('\n');
        }
    }
    text + &line.replace("LONG", &"x".repeat(200)) + "\n"
}

fn refuser(check: &Check) -> char {
    let findings = check.findings.iter();
    let named =
        |finding: &super::super::Finding| finding.facts.iter().any(|(name, _)| *name == REFUSER);
    let parser_alone = findings
        .clone()
        .filter(|finding| finding.rule.ends_with("stricter"));
    match check.errors() {
        0 if findings.clone().any(named) => 'S',
        0 => '-',
        errors if parser_alone.count() == errors => 'P',
        _ => 'B',
    }
}

#[test]
fn each_sample_is_refused_by_whom_it_says() {
    let mut wrong = Vec::new();
    let mut samples = 0;
    for line in SAMPLES.lines().filter(|line| !line.starts_with('#')) {
        let (expected, sample) = line.split_once(' ').unwrap();
        let check = check(minimal_with(sample).as_bytes(), today());
        let found = refuser(&check);
        if found.to_string() != expected {
            let findings = check.findings.iter();
            let rules: Vec<_> = findings.map(|f| (f.rule, f.key.as_str())).collect();
            wrong.push(format!("{found} {sample} {rules:?}"));
        }
        samples += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(samples >= 280, "{samples}");
}

#[test]
fn what_the_parser_alone_refuses_is_told_of_both() {
    let check = check(minimal_with("platforms: web").as_bytes(), today());
    let found: Vec<_> = check
        .findings
        .iter()
        .map(|finding| (finding.severity, finding.key.as_str(), finding.line))
        .collect();
    let line = u32::try_from(MINIMAL.lines().count() - 1).unwrap();
    assert_eq!(
        found,
        [
            (Severity::Error, "platforms", line),
            (Severity::Warning, "platforms", line)
        ]
    );
}

/// What only the network or the Italian register can tell.
const NOT_TOLD: &[&str] = &[
    "logo_missing_url.yml",
    "fundedBy_uri_wrong_italian_pa2.yml",
    "organisation_uri_wrong_italian_pa2.yml",
    "it_riuso_codiceIPA_invalid.yml",
];

/// The test data of the reference parser, where it is at hand: its folder
/// `testdata` as `PUBLICCODE_PARSER_TESTDATA`.
#[test]
fn reference_parsers_own_files_are_judged_as_it_does() {
    let Some(folder) = std::env::var_os("PUBLICCODE_PARSER_TESTDATA") else {
        eprintln!("skipped: PUBLICCODE_PARSER_TESTDATA is not set");
        return;
    };
    let mut wrong = Vec::new();
    let mut files = 0;
    let mut folders = vec![Path::new(&folder).to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|end| end != "yml") {
                continue;
            }
            let mut check = check(&std::fs::read(&path).unwrap(), today());
            check.look_for_files(|file| match folder.join(&file.path).exists() {
                true if file.path.contains("not-an-image") => FileState::NotPng,
                true => FileState::There,
                false => FileState::Missing,
            });
            let path = path.to_string_lossy();
            // It reads no version 1 yet.
            let expected = path.contains("/v0/valid");
            files += 1;
            if check.is_valid() != expected && !NOT_TOLD.iter().any(|name| path.contains(name)) {
                wrong.push(format!("{path}: {:?}", check.first_error()));
            }
        }
    }
    eprintln!("{} of {files} files are judged otherwise", wrong.len());
    assert!(files > 300);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
