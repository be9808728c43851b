//! Openness: the score, each step with its checks, and what to do first.

use super::facts::linked;
use crate::enums::{OpennessOutcome, OpennessStepName};
use crate::schema;
use crate::texts::{Texts, number, text};

/// As the schema says.
#[derive(Debug, cynic::QueryFragment)]
pub(super) struct Openness {
    score: Option<u64>,
    steps: Vec<Step>,
    first: Vec<Check>,
}

impl Openness {
    /// From 0 to 100; `None` when too little is known.
    pub(super) fn score(&self) -> Option<u64> {
        self.score
    }

    /// Whether the owner gives the file of this kind for all repositories of the account.
    pub(super) fn is_given_by_owner(&self, kind: &str) -> bool {
        let mut checks = self.steps.iter().flat_map(|step| &step.checks);
        checks.any(|one| one.given_by_owner && one.check.id.replace('_', "-") == kind)
    }
}

#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "OpennessStepResult")]
struct Step {
    step: OpennessStepName,
    score: Option<u64>,
    checks: Vec<CheckResult>,
}

#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "OpennessCheckResult")]
struct CheckResult {
    check: Check,
    outcome: OpennessOutcome,
    evidence: Option<String>,
    given_by_owner: bool,
}

#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "OpennessCheck")]
struct Check {
    id: String,
}

/// As the page shows it.
pub(super) struct OpennessView {
    pub(super) score: String,
    /// Name and advice.
    pub(super) first: Vec<(String, String)>,
    pub(super) steps: Vec<StepView>,
}

pub(super) struct StepView {
    pub(super) name: String,
    pub(super) score: String,
    pub(super) checks: Vec<CheckView>,
}

pub(super) struct CheckView {
    /// A sign that repeats the outcome.
    pub(super) mark: &'static str,
    pub(super) name: String,
    pub(super) outcome: String,
    /// What it passed by: in the words of the repository, or that its owner
    /// gives it.
    pub(super) evidence: Option<String>,
    /// How to pass it, where it fails.
    pub(super) advice: Option<String>,
}

impl OpennessView {
    pub(super) fn new(openness: &Openness, texts: Texts) -> Self {
        Self {
            score: score(openness.score, "openness-score", texts),
            first: openness
                .first
                .iter()
                .map(|check| (check.name(texts), check.advice(texts)))
                .collect(),
            steps: openness
                .steps
                .iter()
                .map(|step| StepView {
                    name: texts.get(&format!("openness-step-{}", step.step.key())),
                    score: score(step.score, "openness-step-score", texts),
                    checks: step.checks.iter().map(|one| one.view(texts)).collect(),
                })
                .collect(),
        }
    }
}

fn score(score: Option<u64>, key: &str, texts: Texts) -> String {
    match score {
        Some(score) => texts.with(key, [("score", number(score))]),
        None => texts.get("openness-score-unknown"),
    }
}

impl Check {
    fn name(&self, texts: Texts) -> String {
        texts.get(&format!("check-{}", self.id.replace('_', "-")))
    }

    fn advice(&self, texts: Texts) -> String {
        texts.get(&format!("check-advice-{}", self.id.replace('_', "-")))
    }
}

impl CheckResult {
    fn view(&self, texts: Texts) -> CheckView {
        let outcome = self.outcome.key();
        CheckView {
            mark: match outcome.as_str() {
                "passed" => "✓",
                "failed" => "✗",
                _ => "?",
            },
            name: self.check.name(texts),
            outcome: texts.get(&format!("check-{outcome}")),
            evidence: match &self.evidence {
                Some(found) => {
                    Some(texts.with("check-evidence", [("found", text(linked(found).0))]))
                }
                None => self
                    .given_by_owner
                    .then(|| texts.get("check-given-by-owner")),
            },
            advice: (outcome == "failed").then(|| self.check.advice(texts)),
        }
    }
}
