//! How the findings of a check are printed: for people, for programs, and for
//! code scanning on forges.

use std::collections::BTreeMap;
use std::fmt::Write;

use bronwijzer_index::assess::publiccode::{Check, Finding, Severity};
use bronwijzer_ui::{FindingWords, finding_in_words};
use serde::Serialize;
use serde_sarif::sarif::{
    ArtifactLocation, Invocation, Location, Message, MultiformatMessageString, Notification,
    PhysicalLocation, Region, ReportingDescriptor, Result as SarifResult, ResultKind, ResultLevel,
    Run, Sarif, Tool, ToolComponent,
};

use super::Checked;

/// Where the rules are explained.
const RULES: &str = "https://yml.publiccode.tools/";

fn words(finding: &Finding, language: &str) -> FindingWords {
    let facts: Vec<(&str, String)> = finding
        .facts
        .iter()
        .map(|(name, fact)| (*name, fact.to_string()))
        .collect();
    let facts = facts.iter().map(|(name, value)| (*name, value.as_str()));
    finding_in_words(language, finding.rule, facts)
}

/// A line for each finding in the form of compilers, with how to mend it below,
/// and a line for each file.
pub(super) fn text(files: &[Checked], language: &str) -> String {
    let mut out = String::new();
    for file in files {
        let Ok(check) = &file.result else { continue };
        for finding in &check.findings {
            let words = words(finding, language);
            let at = format!("{}:{}:{}", file.name, finding.line, finding.column);
            let key = if finding.key.is_empty() {
                String::new()
            } else {
                format!("{}: ", finding.key)
            };
            let severity = finding.severity.as_str();
            let _ = writeln!(
                out,
                "{at}: {severity}: {key}{} [{}]\n    {}",
                words.message, finding.rule, words.help
            );
        }
        let verdict = if check.is_valid() {
            "valid"
        } else {
            "not valid"
        };
        let _ = writeln!(
            out,
            "{}: {verdict} by version {} of the standard; {}, {}",
            file.name,
            check.checked_as,
            counted(check.errors(), "error"),
            counted(check.warnings(), "warning")
        );
    }
    out
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// What [`json`] prints for a file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FileReport<'a> {
    file: &'a str,
    /// Whether it keeps to the standard; null when it can't be read.
    valid: Option<bool>,
    /// Why it can't be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    unreadable: Option<String>,
    /// `publiccodeYmlVersion`, as the file writes it.
    version: Option<&'a str>,
    /// The version of the standard whose rules were used.
    checked_as: Option<String>,
    errors: usize,
    warnings: usize,
    findings: Vec<FindingReport<'a>>,
}

#[derive(Serialize)]
struct FindingReport<'a> {
    rule: &'a str,
    severity: &'a str,
    key: &'a str,
    line: u32,
    column: u32,
    facts: BTreeMap<&'a str, String>,
    message: String,
    help: String,
}

/// One document with a list of files.
pub(super) fn json(files: &[Checked], language: &str) -> serde_json::Result<String> {
    let files: Vec<FileReport<'_>> = files.iter().map(|file| report(file, language)).collect();
    let document = serde_json::json!({ "files": files });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

fn report<'a>(file: &'a Checked, language: &str) -> FileReport<'a> {
    let check = file.result.as_ref().ok();
    let findings = check.map_or(&[][..], |check| &check.findings);
    FileReport {
        file: &file.name,
        valid: check.map(Check::is_valid),
        unreadable: file.result.as_ref().err().map(ToString::to_string),
        version: check.and_then(|check| check.version.as_deref()),
        checked_as: check.map(|check| check.checked_as.to_string()),
        errors: check.map_or(0, Check::errors),
        warnings: check.map_or(0, Check::warnings),
        findings: findings
            .iter()
            .map(|finding| {
                let words = words(finding, language);
                FindingReport {
                    rule: finding.rule,
                    severity: finding.severity.as_str(),
                    key: &finding.key,
                    line: finding.line,
                    column: finding.column,
                    facts: finding
                        .facts
                        .iter()
                        .map(|(name, fact)| (*name, fact.to_string()))
                        .collect(),
                    message: words.message,
                    help: words.help,
                }
            })
            .collect(),
    }
}

/// SARIF 2.1.0, with the rules that were broken and where.
pub(super) fn sarif(files: &[Checked], language: &str) -> serde_json::Result<String> {
    let mut rules: BTreeMap<&str, String> = BTreeMap::new();
    let mut results = Vec::new();
    let mut unreadable = Vec::new();
    for file in files {
        let check = match &file.result {
            Ok(check) => check,
            Err(error) => {
                let text = format!("{}: {error}", file.name);
                unreadable.push(Notification::builder().message(message(&text)).build());
                continue;
            }
        };
        for finding in &check.findings {
            let words = words(finding, language);
            results.push(result(file, finding, &words));
            rules.entry(finding.rule).or_insert(words.help);
        }
    }
    let rules: Vec<ReportingDescriptor> = rules
        .into_iter()
        .map(|(rule, help)| {
            let help = MultiformatMessageString::builder().text(help).build();
            ReportingDescriptor::builder()
                .id(rule)
                .help_uri(RULES)
                .help(help)
                .build()
        })
        .collect();
    let driver = ToolComponent::builder()
        .name("bronwijzer")
        .version(env!("CARGO_PKG_VERSION"))
        .rules(rules)
        .build();
    let invocation = Invocation::builder()
        .execution_successful(unreadable.is_empty())
        .tool_execution_notifications(unreadable)
        .build();
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .language(language)
        .invocations(vec![invocation])
        .results(results)
        .build();
    let sarif = Sarif::builder()
        .schema("https://json.schemastore.org/sarif-2.1.0.json")
        .version(serde_json::json!("2.1.0"))
        .runs(vec![run])
        .build();
    Ok(serde_json::to_string_pretty(&sarif)? + "\n")
}

fn result(file: &Checked, finding: &Finding, words: &FindingWords) -> SarifResult {
    let region = Region::builder()
        .start_line(i64::from(finding.line))
        .start_column(i64::from(finding.column))
        .build();
    let place = PhysicalLocation::builder()
        .artifact_location(ArtifactLocation::builder().uri(file.name.clone()).build())
        .region(region)
        .build();
    let text = if finding.key.is_empty() {
        words.message.clone()
    } else {
        format!("{}: {}", finding.key, words.message)
    };
    SarifResult::builder()
        .rule_id(finding.rule)
        .kind(ResultKind::Fail)
        .level(match finding.severity {
            Severity::Error => ResultLevel::Error,
            Severity::Warning => ResultLevel::Warning,
        })
        .message(message(&text))
        .locations(vec![Location::builder().physical_location(place).build()])
        .build()
}

fn message(text: &str) -> Message {
    Message::builder().text(text).build()
}
