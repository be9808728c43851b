//! What programs of others found in a repository: whose, when, and how much, apart from every
//! verdict of the catalogue.

use chrono::{DateTime, Utc};

use crate::community::answer::Member;
use crate::enums::{ScanFindingSeverity, ScanStatus, VulnerabilitySeverity};
use crate::schema;
use crate::search::answer::OrganisationName;
use crate::texts::{Texts, number, text};

/// How much of a commit's hash is shown.
const SHOWN_REVISION: usize = 10;

/// The newest scan of a source.
#[derive(cynic::QueryFragment)]
pub(super) struct Scan {
    by: Option<Member>,
    organisation: Option<OrganisationName>,
    supplier: Option<String>,
    received_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
    status: ScanStatus,
    revision: Option<String>,
    tool: Option<String>,
    revisions: u64,
    vulnerability_counts: Option<Vec<SeverityCount>>,
    finding_count: Option<u64>,
    #[arguments(first: 20)]
    findings: Option<Vec<ScanFinding>>,
}

#[derive(cynic::QueryFragment)]
struct SeverityCount {
    severity: VulnerabilitySeverity,
    count: u64,
}

#[derive(cynic::QueryFragment)]
struct ScanFinding {
    rule: String,
    severity: ScanFindingSeverity,
    message: Option<String>,
}

/// As the page shows it.
pub(crate) struct ScanView {
    pub(crate) title: String,
    /// How far it came, where that is not to the end.
    pub(crate) warning: Option<String>,
    pub(crate) vulnerabilities: String,
    /// Each severity of which there are any, and how many.
    pub(crate) counts: Vec<(String, String)>,
    pub(crate) broken_rules: String,
    /// Of the most severe findings how severe, the rule, and what is wrong.
    pub(crate) findings: Vec<(String, String, Option<String>)>,
    /// Who handed it in, what was checked and with what.
    pub(crate) facts: Vec<String>,
}

impl ScanView {
    pub(super) fn all(scans: &[Scan], texts: Texts) -> Vec<Self> {
        scans.iter().map(|scan| Self::new(scan, texts)).collect()
    }

    fn new(scan: &Scan, texts: Texts) -> Self {
        let who = match &scan.organisation {
            Some(organisation) => organisation.name.clone(),
            None => texts.get("scan-former-organisation"),
        };
        let day = texts.day(scan.finished_at.unwrap_or(scan.received_at));
        let status = scan.status.key();
        let found = scan.vulnerability_counts.as_deref();
        let total = found.map(|counts| counts.iter().map(|one| one.count).sum());
        let counted = |key: &str, total: Option<u64>| match total {
            Some(total) => texts.count(key, total),
            None => texts.get(&format!("{key}-unknown")),
        };
        let findings = scan.findings.iter().flatten();
        Self {
            title: texts.with("scan-by", [("who", text(who)), ("day", text(day))]),
            warning: (status != "completed").then(|| texts.get(&format!("scan-{status}"))),
            vulnerabilities: counted("scan-vulnerabilities", total),
            counts: found
                .unwrap_or_default()
                .iter()
                .map(|one| {
                    let severity = texts.get(&format!("scan-severity-{}", one.severity.key()));
                    (severity, texts.number(one.count))
                })
                .collect(),
            broken_rules: counted("scan-findings", scan.finding_count),
            findings: findings
                .map(|one| {
                    let severity = texts.get(&format!("scan-finding-{}", one.severity.key()));
                    (severity, one.rule.clone(), one.message.clone())
                })
                .collect(),
            facts: scan.facts(texts),
        }
    }
}

impl Scan {
    fn facts(&self, texts: Texts) -> Vec<String> {
        let revision = self.revision.as_ref().map(|revision| {
            let shown: String = revision.chars().take(SHOWN_REVISION).collect();
            texts.with("scan-revision", [("revision", text(shown))])
        });
        let tool = self.tool.as_ref();
        let tool = tool.map(|tool| texts.with("scan-tool", [("tool", text(tool))]));
        let by = self.by.as_ref().map(|member| match &self.supplier {
            Some(supplier) => {
                let values = [("who", text(&member.name)), ("supplier", text(supplier))];
                texts.with("scan-sent-by-supplier", values)
            }
            None => texts.with("scan-sent-by", [("who", text(&member.name))]),
        });
        let revisions = (self.revisions > 1)
            .then(|| texts.with("scan-revisions", [("count", number(self.revisions))]));
        [revision, tool, by, revisions]
            .into_iter()
            .flatten()
            .collect()
    }
}
