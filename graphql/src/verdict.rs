//! Verdicts on a repository, each with the rules that held.

use async_graphql::{Context, Object, Result, SimpleObject};
use bronwijzer_index::{
    Fact, Farewell as IndexFarewell, FarewellKind, FarewellPlace, LicenceVerdict as LicenceValue,
    MaintenanceStatus, RepositoryKind,
};

use crate::repository::Repository;

pub(crate) struct LicenceVerdict(pub(crate) Repository);

/// Whether the licence allows reuse, and why we say so.
#[Object(serial)]
impl LicenceVerdict {
    /// The verdict.
    async fn verdict(&self) -> LicenceValue {
        self.0.card().licence
    }

    /// The licence's SPDX identifier, where it is recognised.
    async fn spdx_id(&self) -> Option<&str> {
        self.0.card().spdx_id.as_deref()
    }

    /// The rules that held.
    async fn reasons(&self, ctx: &Context<'_>) -> Result<Vec<Reason>> {
        let entry = self.0.entry(ctx).await?;
        Ok(reasons(&entry.assessment.licence.verdict.reasons))
    }
}

pub(crate) struct Maintenance(pub(crate) Repository);

/// Whether a repository is kept up, and why we say so.
#[Object(serial)]
impl Maintenance {
    /// The status.
    async fn status(&self) -> MaintenanceStatus {
        self.0.card().maintenance
    }

    /// The rules that held.
    async fn reasons(&self, ctx: &Context<'_>) -> Result<Vec<Reason>> {
        let entry = self.0.entry(ctx).await?;
        Ok(reasons(&entry.assessment.maintenance.reasons))
    }

    /// What the owner says of its end, in the first part of the README or in the
    /// description; null where nothing of the kind was recognised.
    async fn farewell(&self, ctx: &Context<'_>) -> Result<Option<Farewell>> {
        let entry = self.0.entry(ctx).await?;
        Ok(entry.assessment.farewell.as_deref().map(Farewell::from))
    }
}

/// What an owner says of the end of a repository.
#[derive(SimpleObject)]
pub(crate) struct Farewell {
    /// What it says.
    kind: FarewellKind,
    /// Where it stands.
    found_in: FarewellPlace,
    /// The words, as they stand there.
    words: String,
    /// What comes after; null where that is not named.
    successor: Option<Successor>,
}

/// What comes after a repository, as its owner names it.
#[derive(SimpleObject)]
pub(crate) struct Successor {
    /// What it is called.
    name: Option<String>,
    /// Its web address, as the owner gives it.
    url: Option<String>,
}

impl From<&IndexFarewell> for Farewell {
    fn from(farewell: &IndexFarewell) -> Self {
        Self {
            kind: farewell.kind,
            found_in: farewell.place,
            words: farewell.words.clone(),
            successor: farewell.successor.as_ref().map(|successor| Successor {
                name: successor.name.clone(),
                url: successor.url.clone(),
            }),
        }
    }
}

pub(crate) struct Kind(pub(crate) Repository);

/// What a repository publishes, and why we say so.
#[Object(serial, name = "KindVerdict")]
impl Kind {
    /// What it publishes.
    async fn kind(&self) -> RepositoryKind {
        self.0.card().kind
    }

    /// The rules that held.
    async fn reasons(&self, ctx: &Context<'_>) -> Result<Vec<Reason>> {
        let entry = self.0.entry(ctx).await?;
        Ok(reasons(&entry.assessment.kind.reasons))
    }
}

/// A rule that held, with the facts it used; the wording is the reader's.
#[derive(SimpleObject, Clone)]
pub(crate) struct Reason {
    /// The rule's identifier.
    rule: String,
    /// The facts.
    facts: Vec<ReasonFact>,
}

/// A fact that a rule used.
#[derive(SimpleObject, Clone)]
pub(crate) struct ReasonFact {
    /// Its name within the rule.
    name: String,
    /// Its value: a date as YYYY-MM-DD, a number in digits, or text.
    value: String,
}

pub(crate) fn reasons(reasons: &[bronwijzer_index::Reason]) -> Vec<Reason> {
    reasons
        .iter()
        .map(|reason| Reason {
            rule: reason.rule.to_string(),
            facts: reason_facts(&reason.facts),
        })
        .collect()
}

pub(crate) fn reason_facts(facts: &[(&'static str, Fact)]) -> Vec<ReasonFact> {
    facts
        .iter()
        .map(|(name, fact)| ReasonFact {
            name: (*name).to_string(),
            value: fact.to_string(),
        })
        .collect()
}
