//! Scans: what programs of others found in a repository. Facts with their source, beside the
//! catalogue's own verdicts and never part of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject};
use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_index::community::scan::{
    self as index, MOST_FINDINGS, MOST_VULNERABILITIES, ScanFindingSeverity, ScanStatus,
    VulnerabilitySeverity,
};
use bronwijzer_index::{Catalogue, IndexError};
use chrono::{DateTime, Utc};

use crate::batch::Batched;
use crate::community::member::{self, Member};
use crate::organisation::Organisation;
use crate::reader::Reader;
use crate::relation::{bounded, cost};

/// Vulnerabilities or findings when the asker doesn't say.
const DEFAULT_LISTED: usize = 20;

/// How many sources a repository is taken to have, in a query's complexity.
const USUAL_SOURCES: usize = 2;

/// What reading the scans of a repository counts for beside their fields.
const READ_COST: usize = 50;

/// What the scans of a repository count for in a query's complexity.
pub(crate) fn cost_of_all(child_complexity: usize) -> usize {
    USUAL_SOURCES * child_complexity + READ_COST
}

/// What a program found when it checked a revision of the repository, as somebody handed it in
/// who speaks for an organisation: the newest of this source. It is their finding, and no verdict
/// of the catalogue.
#[derive(Clone)]
pub(crate) struct Scan(Arc<index::Scan>);

/// The scans of a repository.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct ScansOf(pub(crate) RepositoryId);

impl Batched for ScansOf {
    type Found = Vec<Scan>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        let scans = catalogue.community().scans(&self.0)?;
        Ok(scans.into_iter().map(|scan| Scan(Arc::new(scan))).collect())
    }
}

/// How many there are of a severity.
#[derive(SimpleObject)]
pub(crate) struct SeverityCount {
    /// The severity.
    severity: VulnerabilitySeverity,
    /// How many.
    count: u64,
}

/// A known vulnerability of a package that the repository depends on.
#[derive(SimpleObject)]
pub(crate) struct Vulnerability {
    /// The advisory, as in `CVE-2026-1234`.
    id: String,
    /// The package, as in `Maven:org.example:library:1.0.0`.
    package: String,
    /// What it is, in the words of the advisory.
    summary: Option<String>,
    /// How severe it is.
    severity: VulnerabilitySeverity,
    /// Its score in the scoring system.
    score: Option<f64>,
    /// What the score is of, as in `CVSS3`.
    scoring_system: Option<String>,
    /// The first versions in which it is mended.
    fixed_in: Vec<String>,
}

/// A rule that the repository breaks, by the rules of whoever scanned it.
#[derive(SimpleObject)]
pub(crate) struct ScanFinding {
    /// The name of the rule.
    rule: String,
    /// How severe that is.
    severity: ScanFindingSeverity,
    /// What is wrong, in their words.
    message: Option<String>,
}

/// What a program found when it checked a revision of the repository, as somebody handed it in
/// who speaks for an organisation: the newest of this source. It is their finding, and no verdict
/// of the catalogue.
#[Object]
impl Scan {
    /// Who handed it in.
    async fn by(&self, ctx: &Context<'_>) -> Result<Option<Member>> {
        member::of(ctx, Some(&self.0.by)).await
    }

    /// For which organisation; null when that left the registry.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        let catalogue = Reader::of(ctx)?.catalogue();
        let organisation = catalogue.organisation(self.0.organisation.as_str());
        Ok(organisation.cloned().map(Organisation::from))
    }

    /// The supplier that they were when they handed it in; null for none.
    async fn supplier(&self) -> Option<&str> {
        self.0.supplier.as_deref()
    }

    /// When it was handed in.
    async fn received_at(&self) -> DateTime<Utc> {
        self.0.received_at
    }

    /// When the check ended, as its source says.
    async fn finished_at(&self) -> Option<DateTime<Utc>> {
        self.0.found.finished_at
    }

    /// How far it came. That it was completed says nothing of what it found.
    async fn status(&self) -> ScanStatus {
        self.0.found.status
    }

    /// The commit that was checked; null when none was checked out.
    async fn revision(&self) -> Option<&str> {
        self.0.found.revision.as_deref()
    }

    /// The program, with its version.
    async fn tool(&self) -> Option<&str> {
        self.0.found.tool.as_deref()
    }

    /// How many packages the repository depends on.
    async fn packages(&self) -> Option<u64> {
        self.0.found.packages
    }

    /// How many revisions this source checked, this one included. What it found in the others
    /// is not kept.
    async fn revisions(&self) -> u64 {
        self.0.revisions
    }

    /// How many vulnerabilities of each severity there are, the most severe first; those of
    /// which there is none are left out. Null when that was not looked at.
    async fn vulnerability_counts(&self) -> Option<Vec<SeverityCount>> {
        let vulnerabilities = self.0.found.vulnerabilities.as_ref()?;
        let mut counts = BTreeMap::new();
        for vulnerability in vulnerabilities {
            *counts.entry(vulnerability.severity).or_insert(0) += 1;
        }
        let counts = counts.into_iter();
        let counts = counts.map(|(severity, count)| SeverityCount { severity, count });
        Some(counts.collect())
    }

    /// The vulnerabilities, the most severe first; null when they were not looked at.
    #[graphql(complexity = "cost(1, first, DEFAULT_LISTED, child_complexity)")]
    async fn vulnerabilities(
        &self,
        #[graphql(desc = "How many: 1 to 2,000, 20 when absent.")] first: Option<i32>,
    ) -> Result<Option<Vec<Vulnerability>>> {
        let first = bounded(first, DEFAULT_LISTED, MOST_VULNERABILITIES)?;
        let found = self.0.found.vulnerabilities.as_ref();
        let shown = |one: &index::Vulnerability| Vulnerability {
            id: one.id.clone(),
            package: one.package.clone(),
            summary: one.summary.clone(),
            severity: one.severity,
            score: one.score,
            scoring_system: one.scoring_system.clone(),
            fixed_in: one.fixed_in.clone(),
        };
        Ok(found.map(|all| all.iter().take(first).map(shown).collect()))
    }

    /// How many rules it breaks; null when that was not looked at.
    async fn finding_count(&self) -> Option<u64> {
        let findings = self.0.found.findings.as_ref();
        findings.map(|findings| findings.len() as u64)
    }

    /// The rules that it breaks, the most severe first; null when that was not looked at.
    #[graphql(complexity = "cost(1, first, DEFAULT_LISTED, child_complexity)")]
    async fn findings(
        &self,
        #[graphql(desc = "How many: 1 to 1,000, 20 when absent.")] first: Option<i32>,
    ) -> Result<Option<Vec<ScanFinding>>> {
        let first = bounded(first, DEFAULT_LISTED, MOST_FINDINGS)?;
        let found = self.0.found.findings.as_ref();
        let shown = |one: &index::ScanFinding| ScanFinding {
            rule: one.rule.clone(),
            severity: one.severity,
            message: one.message.clone(),
        };
        Ok(found.map(|all| all.iter().take(first).map(shown).collect()))
    }
}
