//! The verdict on a publiccode.yml, of a repository or of a text that somebody
//! is about to publish.

use async_graphql::{Enum, Result, SimpleObject};
use bronwijzer_index::assess::publiccode::{
    self, Check, Finding as Found, MAX_BYTES, Severity as SeverityValue,
};
use bronwijzer_index::{PubliccodeVerdict as VerdictValue, Verdict};
use chrono::Utc;

use crate::error;
use crate::verdict::{Reason, ReasonFact, reason_facts, reasons};

/// Whether a publiccode.yml keeps to the standard, and what the check found.
#[derive(SimpleObject)]
pub(crate) struct PubliccodeVerdict {
    /// The verdict.
    verdict: PubliccodeVerdictKind,
    /// The rules that held.
    reasons: Vec<Reason>,
    /// `publiccodeYmlVersion`, as the file writes it.
    version: Option<String>,
    /// The version of the standard whose rules were used; null when there was
    /// no file to check.
    checked_as: Option<String>,
    /// How many findings make the file invalid.
    errors: usize,
    /// How many findings are advice.
    warnings: usize,
    /// What is wrong or can be better, in the order of the file; 501 at most.
    findings: Vec<PubliccodeFinding>,
}

/// What a publiccode.yml is worth.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "VerdictValue")]
pub(crate) enum PubliccodeVerdictKind {
    /// It keeps to the standard.
    Valid,
    /// It breaks the standard.
    Invalid,
    /// There is none.
    Missing,
    /// Nobody looked, or it could not be read whole.
    Unknown,
}

/// A place where a publiccode.yml breaks a rule, or can be better.
#[derive(SimpleObject)]
pub(crate) struct PubliccodeFinding {
    /// The rule's identifier.
    rule: String,
    /// Whether it makes the file invalid.
    severity: FindingSeverity,
    /// The key, as in `description.nl.shortDescription`; empty for the file as
    /// a whole.
    key: String,
    /// The line, from 1.
    line: u32,
    /// The character in the line, from 1.
    column: u32,
    /// What the rule saw.
    facts: Vec<ReasonFact>,
}

/// How bad a finding is.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "SeverityValue")]
pub(crate) enum FindingSeverity {
    /// The file breaks the standard.
    Error,
    /// The file keeps to the standard, and can be better or will have to
    /// change.
    Warning,
}

impl From<&Found> for PubliccodeFinding {
    fn from(finding: &Found) -> Self {
        Self {
            rule: finding.rule.to_owned(),
            severity: finding.severity.into(),
            key: finding.key.clone(),
            line: finding.line,
            column: finding.column,
            facts: reason_facts(&finding.facts),
        }
    }
}

impl PubliccodeVerdict {
    pub(crate) fn new(verdict: &Verdict<VerdictValue>, check: Option<&Check>) -> Self {
        Self {
            verdict: verdict.value.into(),
            reasons: reasons(&verdict.reasons),
            version: check.and_then(|check| check.version.clone()),
            checked_as: check.map(|check| check.checked_as.to_string()),
            errors: check.map_or(0, Check::errors),
            warnings: check.map_or(0, Check::warnings),
            findings: check
                .iter()
                .flat_map(|check| &check.findings)
                .map(PubliccodeFinding::from)
                .collect(),
        }
    }

    /// Checks a text as of today.
    pub(crate) fn of_text(text: &str) -> Result<Self> {
        if text.len() > MAX_BYTES {
            return Err(error::bad_request(format!(
                "`text` has {} bytes; at most {MAX_BYTES} can be checked",
                text.len()
            )));
        }
        let check = publiccode::check(text.as_bytes(), Utc::now().date_naive());
        Ok(Self::new(&publiccode::verdict(&check), Some(&check)))
    }
}
