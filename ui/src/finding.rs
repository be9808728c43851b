//! Findings of the check of publiccode.yml, put into words.

use chrono::NaiveDate;
use fluent_templates::fluent_bundle::FluentValue;

use crate::enums::FindingSeverity;
use crate::language::Language;
use crate::schema;
use crate::texts::{Texts, number, text};
use crate::verdict::Fact;

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingWords {
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

/// Facts that are numbers.
const NUMBERS: &[&str] = &["bytes", "first", "length", "max", "min", "more"];

/// The fact of what the standard's text refuses and its reference parser does
/// not.
const REFUSER: &str = "refuser";

/// Facts that name a type of value.
const TYPES: &[&str] = &["expected", "found"];

/// Puts a finding into words by its rule and its facts, each a name and a
/// value. `language` is `en` for English; anything else gives Dutch.
pub fn finding_in_words<'a>(
    language: &str,
    rule: &str,
    facts: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> FindingWords {
    let language = if language == Language::English.tag() {
        Language::English
    } else {
        Language::Dutch
    };
    words(Texts::new(language), rule, facts)
}

pub(crate) fn words<'a>(
    texts: Texts,
    rule: &str,
    facts: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> FindingWords {
    let facts: Vec<(&str, FluentValue<'static>)> = facts
        .into_iter()
        .map(|(name, value)| (name, in_words(texts, name, value)))
        .collect();
    let find = |key: String| texts.find_with(&key, facts.clone());
    let mut message = find(format!("finding-{rule}"))
        .unwrap_or_else(|| texts.with("finding-without-text", [("rule", text(rule))]));
    if facts.iter().any(|(name, _)| *name == REFUSER) {
        message = format!("{message} {}", texts.get("checker-standard-alone"));
    }
    FindingWords {
        message,
        help: find(format!("finding-{rule}-help")).unwrap_or_default(),
    }
}

/// A finding as the schema gives it.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "PubliccodeFinding")]
pub(crate) struct Finding {
    pub(crate) rule: String,
    severity: FindingSeverity,
    pub(crate) key: String,
    line: u64,
    pub(crate) facts: Vec<Fact>,
}

impl Finding {
    /// Whether it makes the file invalid.
    pub(crate) fn is_error(&self) -> bool {
        self.severity.key() == "error"
    }
}

/// A finding on a page.
pub(crate) struct FindingView {
    pub(crate) line: u64,
    /// Empty for the file as a whole.
    pub(crate) key: String,
    pub(crate) severity: String,
    pub(crate) message: String,
    pub(crate) help: String,
}

impl FindingView {
    pub(crate) fn all(findings: &[Finding], texts: Texts) -> Vec<Self> {
        let view = |finding: &Finding| {
            let facts = finding.facts.iter();
            let facts = facts.map(|fact| (fact.name.as_str(), fact.value.as_str()));
            let words = words(texts, &finding.rule, facts);
            Self {
                line: finding.line,
                key: finding.key.clone(),
                severity: texts.get(&format!("severity-{}", finding.severity.key())),
                message: words.message,
                help: words.help,
            }
        };
        findings.iter().map(view).collect()
    }
}

fn in_words(texts: Texts, name: &str, value: &str) -> FluentValue<'static> {
    if NUMBERS.contains(&name)
        && let Ok(count) = value.parse()
    {
        return number(count);
    }
    if TYPES.contains(&name)
        && let Some(kind) = texts.find(&format!("finding-type-{value}"))
    {
        return text(kind);
    }
    match value.parse::<NaiveDate>() {
        Ok(date) if name == "date" => text(texts.date(date)),
        _ => text(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_told_with_their_facts() {
        let facts = [("length", "12345"), ("max", "10000")];
        let words = finding_in_words("nl", "text_too_long", facts);
        assert_eq!(
            words.message,
            "De tekst is te lang: 12.345 tekens. Het mogen er hoogstens 10.000 zijn."
        );
        let facts = [("expected", "list"), ("found", "text")];
        let words = finding_in_words("en", "wrong_type", facts);
        assert_eq!(words.message, "There should be a list here. We found text.");
        let words = finding_in_words("en", "contract_ended", [("date", "2026-01-05")]);
        assert_eq!(words.message, "The contract ended on 5 January 2026.");
        assert!(words.help.starts_with("Write the new last day."));
        let facts = [("value", "5"), ("found", "number"), ("refuser", "standard")];
        let words = finding_in_words("en", "needs_quotes", facts);
        assert!(words.message.ends_with("accepts it."), "{}", words.message);
        // What stands in a file is no template.
        let words = finding_in_words("en", "url_wrong", [("value", "{ $x } <b>")]);
        assert!(words.message.starts_with("‘{ $x } <b>’"));
        assert_eq!(finding_in_words("en", "new", []).message, "rule ‘new’");
    }
}
