//! Logs: what the last check of each publiccode.yml found, in the form in which the crawler
//! of this contract writes it and the tools behind it read it.

use bronwijzer_index::{Sort, Uuid};
use chrono::{DateTime, Utc};
use poem::Response;
use serde::{Deserialize, Serialize};

use super::list::{Dated, Listed, Order, Page, Period, in_seconds};
use super::parameters::QueryParameters;
use super::problem::Problem;
use super::software::{Gone, WITH_FILE, no_software};
use super::{Served, as_json};

const SELECTION: &str = include_str!("log.graphql");

/// The longest message, in characters.
const LONGEST: usize = 2048;

/// The version of the UUIDs of logs: one of our own making.
const VERSION: u8 = 8;

/// The version of the UUIDs of software.
const SOFTWARE_VERSION: u8 = 5;

/// A log as the contract has it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Log {
    id: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    message: String,
    entity: String,
}

/// A repository as the schema gives it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Repository {
    uuid: Uuid,
    path: String,
    /// Nothing of it but that it is there.
    publiccode: Option<File>,
    publiccode_verdict: Verdict,
    gone: Option<Gone>,
    observed_at: DateTime<Utc>,
}

#[derive(Debug, Deserialize)]
struct File {}

#[derive(Debug, Deserialize)]
struct Verdict {
    verdict: String,
    findings: Vec<Finding>,
}

#[derive(Debug, Deserialize)]
struct Finding {
    rule: String,
    severity: String,
    key: String,
    line: u32,
    column: u32,
    facts: Vec<Fact>,
}

#[derive(Debug, Deserialize)]
struct Fact {
    name: String,
    value: String,
}

impl Dated for Repository {
    fn at(&self) -> DateTime<Utc> {
        self.observed_at
    }
}

/// The same UUID with another version. A log has that of the software whose file it is
/// about: there is one for each, and it leads back.
fn with_version(uuid: Uuid, version: u8) -> Uuid {
    let mut bytes = *uuid.as_bytes();
    bytes[6] = (bytes[6] & 0x0f) | (version << 4);
    Uuid::from_bytes(bytes)
}

impl Served {
    /// The log of a repository; `None` where it has no file whose text is known.
    fn log_of(&self, repository: &Repository) -> Option<Log> {
        repository.publiccode.as_ref()?;
        let at = in_seconds(repository.observed_at);
        let path = &repository.path;
        let verdict = &repository.publiccode_verdict;
        let message = if verdict.verdict == "INVALID" {
            let start = format!("[{path}] BAD publiccode.yml: ");
            bounded(
                start,
                verdict.findings.iter().map(|finding| self.line_of(finding)),
            )
        } else {
            format!("[{path}] GOOD publiccode.yml")
        };
        Some(Log {
            id: with_version(repository.uuid, VERSION).to_string(),
            created_at: at,
            updated_at: at,
            message,
            entity: format!("/software/{}", repository.uuid),
        })
    }

    /// A finding in the form of compilers.
    fn line_of(&self, finding: &Finding) -> String {
        let facts = finding.facts.iter();
        let facts: Vec<(&str, &str)> = facts
            .map(|fact| (fact.name.as_str(), fact.value.as_str()))
            .collect();
        let words = (self.words)(&finding.rule, &facts).replace(['\n', '\r'], " ");
        let (line, column) = (finding.line, finding.column);
        let severity = finding.severity.to_lowercase();
        let key = match finding.key.as_str() {
            "" => String::new(),
            key => format!("{key}: "),
        };
        format!("publiccode.yml:{line}:{column}: {severity}: {key}{words}")
    }

    /// All logs, the newest first.
    pub(super) async fn log_list(&self, parameters: &QueryParameters) -> Result<Response, Problem> {
        let listed = Listed {
            order: Order {
                sort: Sort::Observed,
                reverse: Sort::EarliestObserved,
                oldest_first: false,
            },
            publiccode: Some(WITH_FILE),
            selection: SELECTION,
        };
        let search = parameters.text("search").map(str::to_lowercase);
        let keep = |repository: Repository| {
            let log = self.log_of(&repository)?;
            let has = |search: &String| log.message.to_lowercase().contains(search);
            search.as_ref().is_none_or(has).then_some(log)
        };
        Ok(as_json(&self.page(&listed, parameters, keep).await?))
    }

    /// The logs of one software: one, or none.
    pub(super) async fn software_logs(
        &self,
        id: &str,
        parameters: &QueryParameters,
    ) -> Result<Response, Problem> {
        let (_, period) = (parameters.size()?, Period::of(parameters)?);
        let found = self.repository::<Repository>(id, SELECTION).await?;
        let there = found.filter(|repository| repository.gone.is_none());
        let log = self.log_of(&there.ok_or_else(no_software)?);
        let log = log.filter(|log| period.has(log.created_at));
        Ok(as_json(&Page {
            data: Vec::from_iter(log),
            ..Page::empty()
        }))
    }

    pub(super) async fn log(&self, id: &str) -> Result<Response, Problem> {
        let uuid: Option<Uuid> = id.parse().ok();
        let of_log = uuid.filter(|uuid| uuid.get_version_num() == usize::from(VERSION));
        let mut found = None;
        if let Some(uuid) = of_log {
            let software = with_version(uuid, SOFTWARE_VERSION).to_string();
            found = self.repository::<Repository>(&software, SELECTION).await?;
        }
        let there = found.filter(|repository| repository.gone.is_none());
        let log = there.and_then(|repository| self.log_of(&repository));
        let log = log.ok_or_else(|| Problem::not_found("there is no log with this id"))?;
        Ok(as_json(&log))
    }
}

/// As many whole lines as there is room for behind `start`.
fn bounded(start: String, lines: impl ExactSizeIterator<Item = String>) -> String {
    let all = lines.len();
    let mut message = start;
    let mut length = message.chars().count();
    for (at, line) in lines.enumerate() {
        let more = format!("and {} more", all - at);
        let chars = line.chars().count() + 1;
        // With room for what tells how many more there are.
        if length + chars + more.len() + 1 > LONGEST {
            message.push('\n');
            message.push_str(&more);
            break;
        }
        length += chars;
        if at > 0 {
            message.push('\n');
        }
        message.push_str(&line);
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_has_the_uuid_of_its_software_in_another_version() {
        let software: Uuid = "2ed6657d-e927-568b-95e1-2665a8aea6a2".parse().unwrap();
        let log = with_version(software, VERSION);
        assert_eq!(log.to_string(), "2ed6657d-e927-868b-95e1-2665a8aea6a2");
        assert_eq!(with_version(log, SOFTWARE_VERSION), software);
    }

    #[test]
    fn message_ends_with_a_whole_line() {
        let lines = |count: usize| (0..count).map(|at| format!("{at:0>99}"));
        let message = bounded("[o/r] BAD: ".to_owned(), lines(2));
        assert_eq!(message.lines().count(), 2);
        let message = bounded("[o/r] BAD: ".to_owned(), lines(500));
        assert!(message.chars().count() <= LONGEST, "{}", message.len());
        assert!(message.ends_with("\nand 480 more"), "{message}");
        assert_eq!(bounded("é".to_owned(), lines(0)), "é");
    }
}
