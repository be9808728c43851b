//! Scans: what a program found when it checked a revision of a repository, as a member handed it
//! in for an organisation. It is a fact with its source, and no judgement is made of it.

use async_graphql::Enum;
use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::organisation::Slug;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::CommunityError;
use super::member::{Member, MemberId};
use super::text::{Lines, clean};

/// The most vulnerabilities of one scan.
pub const MOST_VULNERABILITIES: usize = 2_000;
/// The most findings of one scan.
pub const MOST_FINDINGS: usize = 1_000;

/// Characters of names: of packages, advisories, rules, versions and programs.
const LONGEST_NAME: usize = 300;
/// Characters of what is said of a vulnerability or a finding; what is longer is cut.
const LONGEST_SAYING: usize = 500;
/// The most versions of one vulnerability.
const MOST_VERSIONS: usize = 20;
/// How far the clock of who handed it in may be ahead.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::hours(1);

/// How far a scan came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Enum, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ScanStatus {
    /// To the end. That says nothing of what it found.
    Completed,
    /// A part could not be looked at: there may be more than was found.
    Incomplete,
    /// Nowhere: what it did not find is unknown.
    Failed,
}

/// How severe a vulnerability is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Enum,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum VulnerabilitySeverity {
    /// Critical: a CVSS score from 9.0.
    Critical,
    /// High: from 7.0.
    High,
    /// Medium: from 4.0.
    Medium,
    /// Low: above 0.
    Low,
    /// None: a score of 0.
    None,
    /// The source does not say.
    Unknown,
}

/// How severe it is that a rule is broken.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Enum,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ScanFindingSeverity {
    /// It has to be mended.
    Error,
    /// It should be.
    Warning,
    /// It may be.
    Hint,
    /// The source does not say.
    Unknown,
}

/// What is handed in: the report of the ORT runner of developer.overheid.nl. What it has beside
/// this is passed over.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ScanReport {
    /// How far the scan came.
    pub status: ScanStatus,
    /// The repository that was checked, by its web address.
    pub repository: String,
    /// The commit that was checked out; empty when none was.
    #[serde(default)]
    pub revision: String,
    /// When it ended, by the clock of who did it.
    #[serde(default)]
    pub finished_at: Option<DateTime<Utc>>,
    /// The program: the name of its image, with its version.
    #[serde(default)]
    pub ort_image: Option<String>,
    /// How many packages the repository depends on.
    #[serde(default)]
    pub package_count: Option<u64>,
    /// What is known to be vulnerable; `None` when that was not looked at.
    #[serde(default)]
    pub vulnerabilities: Option<Vec<ReportedVulnerability>>,
    /// Which rules are broken; `None` when that was not looked at.
    #[serde(default)]
    pub findings: Option<Vec<ReportedFinding>>,
}

/// A vulnerability as it is handed in.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[allow(missing_docs, reason = "as of `Vulnerability`")]
pub struct ReportedVulnerability {
    pub package_id: String,
    pub id: String,
    #[serde(default)]
    pub summary: Option<String>,
    #[serde(default)]
    pub severity: Option<String>,
    #[serde(default)]
    pub score: Option<f64>,
    #[serde(default)]
    pub scoring_system: Option<String>,
    #[serde(default)]
    pub first_fixed_versions: Option<Vec<String>>,
}

/// A finding as it is handed in.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[allow(missing_docs, reason = "as of `ScanFinding`")]
pub struct ReportedFinding {
    pub rule: String,
    #[serde(default)]
    pub severity: Option<String>,
    #[serde(default)]
    pub message: Option<String>,
}

/// A known vulnerability of a package that the repository depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Vulnerability {
    /// The advisory, as in `CVE-2026-1234`.
    pub id: String,
    /// The package, as in `Maven:org.example:library:1.0.0`.
    pub package: String,
    /// What it is, in the words of the advisory.
    pub summary: Option<String>,
    /// How severe it is.
    pub severity: VulnerabilitySeverity,
    /// Its score in the scoring system.
    pub score: Option<f64>,
    /// What the score is of, as in `CVSS3`.
    pub scoring_system: Option<String>,
    /// The first versions in which it is mended.
    pub fixed_in: Vec<String>,
}

/// A rule that the repository breaks, by the rules of whoever scanned it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanFinding {
    /// The name of the rule.
    pub rule: String,
    /// How severe that is.
    pub severity: ScanFindingSeverity,
    /// What is wrong, in their words.
    pub message: Option<String>,
}

/// A scan that was handed in: the newest of its source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scan {
    /// Of which repository.
    pub repository: RepositoryId,
    /// Who handed it in.
    pub by: MemberId,
    /// For which organisation.
    pub organisation: Slug,
    /// The supplier that they were then.
    #[serde(default)]
    pub supplier: Option<String>,
    /// When it was handed in.
    pub received_at: DateTime<Utc>,
    /// How many revisions this source checked, this one included.
    pub revisions: u64,
    /// What it found.
    pub found: ScanFound,
}

/// What a scan found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScanFound {
    /// How far it came.
    pub status: ScanStatus,
    /// The commit that was checked.
    pub revision: Option<String>,
    /// When it ended, as whoever did it says.
    pub finished_at: Option<DateTime<Utc>>,
    /// The program.
    pub tool: Option<String>,
    /// How many packages the repository depends on.
    pub packages: Option<u64>,
    /// The most severe first; `None` when that was not looked at.
    pub vulnerabilities: Option<Vec<Vulnerability>>,
    /// The most severe first; `None` when that was not looked at.
    pub findings: Option<Vec<ScanFinding>>,
}

impl Scan {
    /// Whether a member is its source, and still speaks for the organisation.
    #[must_use]
    pub fn is_backed_by(&self, member: &Member) -> bool {
        let mut represents = member.represents.iter();
        member.id == self.by && represents.any(|one| one.organisation == self.organisation)
    }
}

impl ScanReport {
    /// What it found, cleaned and within bounds.
    ///
    /// # Errors
    /// [`CommunityError::Invalid`] with what can't be used, by its name in the report.
    pub(crate) fn into_found(self, now: DateTime<Utc>) -> Result<ScanFound, CommunityError> {
        let revision = revision(&self.revision)?;
        if revision.is_none() && self.status != ScanStatus::Failed {
            return Err(invalid("revision", "the commit that was checked, in full"));
        }
        let is_failed = self.status == ScanStatus::Failed;
        let vulnerabilities = listed(
            "vulnerabilities",
            self.vulnerabilities,
            MOST_VULNERABILITIES,
        )?;
        let vulnerabilities = vulnerabilities.map(|all| {
            let all = all.into_iter().map(ReportedVulnerability::cleaned);
            all.collect::<Result<Vec<_>, _>>()
        });
        let mut vulnerabilities = vulnerabilities.transpose()?;
        let findings = listed("findings", self.findings, MOST_FINDINGS)?;
        let findings = findings.map(|all| {
            let all = all.into_iter().map(ReportedFinding::cleaned);
            all.collect::<Result<Vec<_>, _>>()
        });
        let mut findings = findings.transpose()?;
        if let Some(all) = &mut vulnerabilities {
            all.sort_by_key(|one| one.severity);
        }
        if let Some(all) = &mut findings {
            all.sort_by_key(|one| one.severity);
        }
        // A scan that failed writes empty lists of what it never came to.
        Ok(ScanFound {
            status: self.status,
            revision,
            finished_at: self.finished_at.filter(|at| *at <= now + CLOCKS_DIFFER),
            tool: self.ort_image.and_then(|tool| said(&tool, LONGEST_NAME)),
            packages: self.package_count,
            vulnerabilities: vulnerabilities.filter(|all| !is_failed || !all.is_empty()),
            findings: findings.filter(|all| !is_failed || !all.is_empty()),
        })
    }
}

impl ReportedVulnerability {
    fn cleaned(self) -> Result<Vulnerability, CommunityError> {
        let score = self.score.filter(|score| (0.0..=100.0).contains(score));
        let scoring_system = self
            .scoring_system
            .and_then(|name| said(&name, LONGEST_NAME));
        let versions = self.first_fixed_versions.unwrap_or_default();
        let versions = versions.iter().take(MOST_VERSIONS);
        Ok(Vulnerability {
            id: name("vulnerabilities.id", &self.id)?,
            package: name("vulnerabilities.package_id", &self.package_id)?,
            summary: self.summary.and_then(|text| said(&text, LONGEST_SAYING)),
            severity: severity(self.severity.as_deref(), score, scoring_system.as_deref()),
            score,
            scoring_system,
            fixed_in: versions
                .filter_map(|version| said(version, LONGEST_NAME))
                .collect(),
        })
    }
}

impl ReportedFinding {
    fn cleaned(self) -> Result<ScanFinding, CommunityError> {
        let severity = self.severity.unwrap_or_default().to_ascii_uppercase();
        Ok(ScanFinding {
            rule: name("findings.rule", &self.rule)?,
            severity: match severity.as_str() {
                "ERROR" => ScanFindingSeverity::Error,
                "WARNING" => ScanFindingSeverity::Warning,
                "HINT" => ScanFindingSeverity::Hint,
                _ => ScanFindingSeverity::Unknown,
            },
            message: self.message.and_then(|text| said(&text, LONGEST_SAYING)),
        })
    }
}

/// By the word of the source, else by its score, where that is one of CVSS.
fn severity(
    word: Option<&str>,
    score: Option<f64>,
    scoring_system: Option<&str>,
) -> VulnerabilitySeverity {
    use VulnerabilitySeverity::{Critical, High, Low, Medium, None, Unknown};
    match word.unwrap_or_default().to_ascii_uppercase().as_str() {
        "CRITICAL" => return Critical,
        "HIGH" => return High,
        "MEDIUM" | "MODERATE" => return Medium,
        "LOW" => return Low,
        "NONE" => return None,
        _ => {}
    }
    let is_cvss = scoring_system.is_some_and(|name| name.to_ascii_uppercase().starts_with("CVSS"));
    match score.filter(|_| is_cvss) {
        Some(9.0..) => Critical,
        Some(7.0..) => High,
        Some(4.0..) => Medium,
        Some(score) if score > 0.0 => Low,
        Some(_) => None,
        Option::None => Unknown,
    }
}

fn invalid(name: &'static str, why: impl Into<String>) -> CommunityError {
    let why = why.into();
    CommunityError::Invalid { name, why }
}

/// A list that is not too long.
fn listed<T>(
    name: &'static str,
    list: Option<Vec<T>>,
    limit: usize,
) -> Result<Option<Vec<T>>, CommunityError> {
    match &list {
        Some(items) if items.len() > limit => Err(invalid(name, format!("{limit} at most"))),
        _ => Ok(list),
    }
}

/// The hash of a commit, whole, in lower case.
fn revision(text: &str) -> Result<Option<String>, CommunityError> {
    let is_hash = [40, 64].contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit());
    match text {
        "" => Ok(None),
        text if is_hash => Ok(Some(text.to_ascii_lowercase())),
        _ => Err(invalid(
            "revision",
            "the hash of a commit: 40 or 64 hexadecimal digits",
        )),
    }
}

/// A name that has to be there.
fn name(name: &'static str, text: &str) -> Result<String, CommunityError> {
    let is_short = text.len() <= 4 * LONGEST_NAME;
    let cleaned = is_short.then(|| clean(text, Lines::One));
    let fits = |text: &String| (1..=LONGEST_NAME).contains(&text.chars().count());
    let why = || invalid(name, format!("1 to {LONGEST_NAME} characters"));
    cleaned.filter(fits).ok_or_else(why)
}

/// What is said, on one line and cut where it is too long; `None` when nothing is.
fn said(text: &str, longest: usize) -> Option<String> {
    // Cleaning takes time by the length, and makes a text hardly shorter.
    let start: String = text.chars().take(4 * longest).collect();
    let mut text = clean(&start, Lines::One);
    if let Some((end, _)) = text.char_indices().nth(longest) {
        text.truncate(end);
        text.push('…');
    }
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(json: &str) -> ScanReport {
        serde_json::from_str(json).unwrap()
    }

    fn found(json: &str) -> Result<ScanFound, CommunityError> {
        report(json).into_found("2026-11-28T12:00:00Z".parse().unwrap())
    }

    const REVISION: &str = "0123456789012345678901234567890123456789";

    #[test]
    fn severity_is_a_word_or_a_cvss_score() {
        use VulnerabilitySeverity::{Critical, High, Low, Medium, None as Nil, Unknown};
        let cases = [
            (Some("high"), None, None, High),
            (Some("MODERATE"), Some(9.9), Some("CVSS3"), Medium),
            (Some("CVSS:3.1/AV:N"), Some(9.0), Some("CVSS:3.1"), Critical),
            (None, Some(6.9), Some("CVSS2"), Medium),
            (None, Some(0.1), Some("cvss"), Low),
            (None, Some(0.0), Some("CVSS4"), Nil),
            (None, Some(9.0), Some("EPSS"), Unknown),
            (None, None, Some("CVSS3"), Unknown),
            (Some("UNKNOWN"), None, None, Unknown),
        ];
        for (word, score, system, expected) in cases {
            assert_eq!(
                severity(word, score, system),
                expected,
                "{word:?} {score:?}"
            );
        }
    }

    #[test]
    fn report_of_the_runner_is_read_whole() {
        let found = found(&format!(
            r#"{{ "schema_version": 1, "status": "completed",
            "repository": "https://github.com/minvws/app.git", "revision": "{REVISION}",
            "config_digest": "x", "runner_version": "1", "output_directory": "/output",
            "started_at": "2026-11-28T10:00:00Z", "finished_at": "2026-11-28T10:05:00Z",
            "stages": [{{ "name": "checkout", "status": "completed" }}], "package_count": 12,
            "vulnerabilities": [
                {{ "package_id": "NPM::a:1", "id": "GHSA-1", "summary": "", "severity": "LOW" }},
                {{ "package_id": "NPM::b:1", "id": "CVE-2026-1", "summary": "A\u0000 \u202eb",
                   "score": 9.8, "scoring_system": "CVSS3", "first_fixed_versions": ["1.1", ""] }}
            ],
            "findings": [{{ "rule": "NO_SECURITY", "severity": "ERROR", "message": "None" }}] }}"#
        ));
        let found = found.unwrap();
        let [worst, other] = &found.vulnerabilities.unwrap()[..] else {
            panic!("two vulnerabilities");
        };
        assert_eq!(
            (worst.id.as_str(), other.id.as_str()),
            ("CVE-2026-1", "GHSA-1")
        );
        assert_eq!(worst.summary.as_deref(), Some("A b"));
        assert_eq!(worst.fixed_in, ["1.1"]);
        assert_eq!(other.summary, None);
        assert_eq!(found.packages, Some(12));
        assert_eq!(
            found.findings.unwrap()[0].severity,
            ScanFindingSeverity::Error
        );
    }

    #[test]
    fn what_was_not_looked_at_is_unknown() {
        let failed = r#"{ "status": "failed", "repository": "x", "revision": "",
            "finished_at": "2027-01-01T00:00:00Z", "vulnerabilities": [], "findings": null }"#;
        let found = found(failed).unwrap();
        assert_eq!((found.vulnerabilities, found.findings), (None, None));
        assert_eq!((found.revision, found.finished_at), (None, None));
    }

    #[test]
    fn what_is_out_of_bounds_is_refused_or_cut() {
        let with = |rest: &str| {
            found(&format!(
                r#"{{ "status": "completed", "repository": "x", {rest} }}"#
            ))
        };
        let named = |result: Result<ScanFound, CommunityError>| match result {
            Err(CommunityError::Invalid { name, .. }) => name,
            other => panic!("{other:?}"),
        };
        let commit = format!(r#""revision": "{REVISION}""#);
        let vulnerability = |id: &str, summary: &str| {
            format!(r#"{{ "package_id": "p", "id": "{id}", "summary": "{summary}" }}"#)
        };
        let list = |one: &str, count: usize| vec![one; count].join(",");
        assert_eq!(named(with(r#""revision": "main""#)), "revision");
        assert_eq!(named(with(r#""revision": """#)), "revision");
        let many = list(&vulnerability("a", ""), MOST_VULNERABILITIES + 1);
        let many = format!(r#"{commit}, "vulnerabilities": [{many}]"#);
        assert_eq!(named(with(&many)), "vulnerabilities");
        let long = vulnerability(&"a".repeat(301), "");
        let long = format!(r#"{commit}, "vulnerabilities": [{long}]"#);
        assert_eq!(named(with(&long)), "vulnerabilities.id");
        let nameless = format!(r#"{commit}, "findings": [{{ "rule": "\u200b" }}]"#);
        assert_eq!(named(with(&nameless)), "findings.rule");
        let wordy = vulnerability("a", &"é".repeat(100_000));
        let wordy = with(&format!(r#"{commit}, "vulnerabilities": [{wordy}]"#)).unwrap();
        let summary = wordy.vulnerabilities.unwrap().remove(0).summary.unwrap();
        assert_eq!(summary.chars().count(), LONGEST_SAYING + 1);
    }
}
