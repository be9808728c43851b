//! The verdict on a publiccode.yml, of a repository or of a text that somebody
//! is about to publish.

use async_graphql::{Context, Object, Result, SimpleObject};
use bronwijzer_index::assess::publiccode::{self, Check, Finding as Found, MAX_BYTES, Severity};
use bronwijzer_index::{PubliccodeVerdict as VerdictValue, Verdict};
use chrono::Utc;

use crate::error;
use crate::repository::Repository;
use crate::verdict::{Reason, ReasonFact, reason_facts, reasons};

pub(crate) enum PubliccodeVerdict {
    /// On that of a repository.
    Of(Repository),
    /// On a text.
    OnText(Verdict<VerdictValue>, Check),
}

/// Whether a publiccode.yml keeps to the standard, and what the check found.
#[Object(serial)]
impl PubliccodeVerdict {
    /// The verdict.
    async fn verdict(&self) -> VerdictValue {
        match self {
            Self::Of(repository) => repository.card().publiccode,
            Self::OnText(verdict, _) => verdict.value,
        }
    }

    /// The rules that held.
    async fn reasons(&self, ctx: &Context<'_>) -> Result<Vec<Reason>> {
        Ok(reasons(match self {
            Self::Of(repository) => &repository.entry(ctx).await?.assessment.publiccode.reasons,
            Self::OnText(verdict, _) => &verdict.reasons,
        }))
    }

    /// `publiccodeYmlVersion`, as the file writes it.
    async fn version(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        let check = self.check(ctx).await?;
        Ok(check.and_then(|check| check.version.as_deref()))
    }

    /// The version of the standard whose rules were used; null when there was
    /// no file to check.
    async fn checked_as(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let check = self.check(ctx).await?;
        Ok(check.map(|check| check.checked_as.to_string()))
    }

    /// How many findings make the file invalid; where the source gives no text, how many it
    /// had when the source read it.
    async fn errors(&self, ctx: &Context<'_>) -> Result<u64> {
        if let Some(check) = self.check(ctx).await? {
            return Ok(u64::try_from(check.errors()).unwrap_or(u64::MAX));
        }
        Ok(match self {
            Self::Of(repository) => {
                let values = &repository.entry(ctx).await?.observation.publiccode_values;
                values
                    .as_ref()
                    .and_then(|values| values.errors)
                    .unwrap_or(0)
            }
            Self::OnText(..) => 0,
        })
    }

    /// How many findings are advice.
    async fn warnings(&self, ctx: &Context<'_>) -> Result<usize> {
        Ok(self.check(ctx).await?.map_or(0, Check::warnings))
    }

    /// What is wrong or can be better, in the order of the file; 501 at most.
    async fn findings(&self, ctx: &Context<'_>) -> Result<Vec<PubliccodeFinding>> {
        let check = self.check(ctx).await?.into_iter();
        let findings = check.flat_map(|check| &check.findings);
        Ok(findings.map(PubliccodeFinding::from).collect())
    }
}

/// A place where a publiccode.yml breaks a rule, or can be better.
#[derive(SimpleObject)]
pub(crate) struct PubliccodeFinding {
    /// The rule's identifier.
    rule: String,
    /// Whether it makes the file invalid.
    severity: Severity,
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

impl From<&Found> for PubliccodeFinding {
    fn from(finding: &Found) -> Self {
        Self {
            rule: finding.rule.to_owned(),
            severity: finding.severity,
            key: finding.key.clone(),
            line: finding.line,
            column: finding.column,
            facts: reason_facts(&finding.facts),
        }
    }
}

impl PubliccodeVerdict {
    /// What the check found; `None` when there was no file to check.
    async fn check(&self, ctx: &Context<'_>) -> Result<Option<&Check>> {
        Ok(match self {
            Self::Of(repository) => {
                let entry = repository.entry(ctx).await?;
                entry.assessment.publiccode_check.as_ref()
            }
            Self::OnText(_, check) => Some(check),
        })
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
        Ok(Self::OnText(publiccode::verdict(&check), check))
    }
}
