//! How far a repository is along the seven steps of working openly.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use bronwijzer_index::{CheckOutcome, OPENNESS_CHECKS, OpennessCheck as Declared, OpennessStep};

use crate::repository::Repository;

pub(crate) struct Openness(pub(crate) Repository);

/// How far a repository is along the seven steps of working openly.
#[Object(serial)]
impl Openness {
    /// From 0 to 100: the weight of the checks that passed as a share of those
    /// that could be judged. Null when less than half of the weight could be.
    async fn score(&self) -> Option<u32> {
        self.0.card().openness
    }

    /// The steps, in order, each with its checks.
    async fn steps(&self, ctx: &Context<'_>) -> Result<Vec<OpennessStepResult>> {
        let openness = &self.0.entry(ctx).await?.assessment.openness;
        let checks_of = |step| {
            let results = OPENNESS_CHECKS.iter().zip(&openness.outcomes);
            let results = results.filter(|(check, _)| check.step == step);
            results
                .map(|(check, outcome)| result(check, outcome))
                .collect()
        };
        let steps = OpennessStep::ALL.iter().map(|&step| OpennessStepResult {
            step,
            score: openness.step_score(step),
            checks: checks_of(step),
        });
        Ok(steps.collect())
    }

    /// What to do first: the failed checks that count most, at most three.
    async fn first(&self, ctx: &Context<'_>) -> Result<Vec<OpennessCheck>> {
        let openness = &self.0.entry(ctx).await?.assessment.openness;
        let first = openness.what_to_do_first().into_iter();
        Ok(first.map(OpennessCheck::from).collect())
    }
}

/// One step and its checks.
#[derive(SimpleObject)]
pub(crate) struct OpennessStepResult {
    /// Which step.
    step: OpennessStep,
    /// Its own score, from 0 to 100; null when too little of it could be judged.
    score: Option<u32>,
    /// What each of its checks came to.
    checks: Vec<OpennessCheckResult>,
}

/// What a check came to.
#[derive(SimpleObject)]
pub(crate) struct OpennessCheckResult {
    /// The check.
    check: OpennessCheck,
    /// What it came to.
    outcome: OpennessOutcome,
    /// What it passed by, where there is something to show: a path, a heading,
    /// a number.
    evidence: Option<String>,
    /// Whether it passed by a file that the owner gives for all repositories of
    /// the account.
    given_by_owner: bool,
}

/// A check, as the table of the catalogue declares it.
#[derive(SimpleObject)]
pub(crate) struct OpennessCheck {
    /// Its identifier, as in the documentation of the judgements.
    id: String,
    /// The step that it belongs to.
    step: OpennessStep,
    /// The field of a repository whose facts it uses.
    fact: String,
    /// How much it counts, from 1 to 4.
    weight: u32,
}

/// What a check came to.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OpennessOutcome {
    /// It passes.
    Passed,
    /// It fails.
    Failed,
    /// The source did not tell; it counts neither way.
    Unknown,
}

/// Every check, in the order of the steps.
pub(crate) fn checks() -> Vec<OpennessCheck> {
    OPENNESS_CHECKS.iter().map(OpennessCheck::from).collect()
}

impl From<&Declared> for OpennessCheck {
    fn from(check: &Declared) -> Self {
        Self {
            id: check.id.to_owned(),
            step: check.step,
            fact: check.fact.to_owned(),
            weight: check.weight,
        }
    }
}

fn result(check: &Declared, outcome: &CheckOutcome) -> OpennessCheckResult {
    let given_by_owner = *outcome == CheckOutcome::GivenByOwner;
    let (outcome, evidence) = match outcome {
        CheckOutcome::Passed(evidence) => (OpennessOutcome::Passed, evidence.as_ref()),
        CheckOutcome::GivenByOwner => (OpennessOutcome::Passed, None),
        CheckOutcome::Failed => (OpennessOutcome::Failed, None),
        CheckOutcome::Unknown => (OpennessOutcome::Unknown, None),
    };
    OpennessCheckResult {
        check: check.into(),
        outcome,
        evidence: evidence.map(ToString::to_string),
        given_by_owner,
    }
}
