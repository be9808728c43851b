//! OpenSSF Scorecard: the result that it publishes of a repository's security practices. It
//! is its own verdict, by its own checks, and no part of ours.

use async_trait::async_trait;
use chrono::{NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{OutsideSource, SourceConfig, bounded};
use crate::address::RepositoryUrl;
use crate::forge::ForgeError;
use crate::forge::rate_limiter::Pool;
use crate::forge::rest::{Rest, segment};
use crate::halt::Halt;
use crate::run::Spending;

/// The hosts of which the service publishes results.
const HOSTS: [&str; 2] = ["github.com", "gitlab.com"];

/// A result that the service always has: that of Scorecard itself.
const PROBE: &str = "projects/github.com/ossf/scorecard";

/// How many checks are kept: twice as many as there are.
const MOST_CHECKS: usize = 40;

/// The longest address that is kept, in bytes.
const MAX_ADDRESS: usize = 500;

/// A published result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scorecard {
    /// From 0 to 10; `None` when no check came to a score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// The day that it is of.
    pub day: NaiveDate,
    /// The commit that was checked, 40 hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// The version of Scorecard that checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What was checked, in the order of the result.
    pub checks: Vec<ScorecardCheck>,
}

/// One check of a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScorecardCheck {
    /// Its name, as in `Branch-Protection`.
    pub name: String,
    /// From 0 to 10; `None` when it came to no conclusion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<u8>,
    /// Why, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The page that explains it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Scorecard {
    /// Keeps foreign texts and numbers within their bounds.
    pub(super) fn bound(&mut self) {
        self.score = self.score.filter(|score| (0.0..=10.0).contains(score));
        self.commit = self.commit.take().filter(|commit| is_commit(commit));
        self.version = self.version.as_deref().map(bounded);
        self.checks.truncate(MOST_CHECKS);
        for check in &mut self.checks {
            check.name = bounded(&check.name);
            check.score = check.score.filter(|score| *score <= 10);
            check.reason = check.reason.as_deref().map(bounded);
            check.url = check.url.take().filter(|url| is_page(url));
        }
    }
}

fn is_commit(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_page(text: &str) -> bool {
    let url = Url::parse(text).ok();
    text.len() <= MAX_ADDRESS && url.is_some_and(|url| url.scheme() == "https")
}

/// A client of the service that publishes results.
#[derive(Debug)]
pub struct Scorecards {
    rest: Rest,
    source: String,
}

#[derive(Deserialize)]
struct ResultAnswer {
    date: String,
    repo: Checked,
    #[serde(default)]
    scorecard: Option<CheckedBy>,
    score: f64,
    #[serde(default)]
    checks: Option<Vec<CheckAnswer>>,
}

#[derive(Deserialize)]
struct Checked {
    name: String,
    #[serde(default)]
    commit: Option<String>,
}

#[derive(Deserialize)]
struct CheckedBy {
    #[serde(default)]
    version: Option<String>,
}

#[derive(Deserialize)]
struct CheckAnswer {
    name: String,
    #[serde(default)]
    score: Option<i64>,
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    documentation: Option<Documentation>,
}

#[derive(Deserialize)]
struct Documentation {
    #[serde(default)]
    url: Option<String>,
}

impl Scorecards {
    /// Makes the client; nothing is sent yet.
    ///
    /// # Errors
    /// When TLS can't be set up.
    pub fn connect(config: &SourceConfig, halt: &Halt) -> Result<Self, ForgeError> {
        Ok(Self {
            rest: config.connect(PROBE, halt)?,
            source: config.root(),
        })
    }
}

impl ResultAnswer {
    /// The result, or what is wrong with it.
    fn read(self, name: &str, today: NaiveDate) -> Result<Scorecard, &'static str> {
        if !self.repo.name.eq_ignore_ascii_case(name) {
            return Err("the result is of another repository");
        }
        // Older results have a moment, newer ones a day.
        let day = self.date.get(..10).and_then(|day| day.parse().ok());
        let day = day.filter(|day: &NaiveDate| *day <= today.succ_opt().unwrap_or(today));
        let checks = self.checks.into_iter().flatten().take(MOST_CHECKS);
        let checks = checks.map(|check| ScorecardCheck {
            name: check.name,
            score: check.score.and_then(|score| u8::try_from(score).ok()),
            reason: check.reason,
            url: check.documentation.and_then(|page| page.url),
        });
        let mut result = Scorecard {
            score: Some(self.score),
            day: day.ok_or("the result has no day that can be")?,
            commit: self.repo.commit,
            version: self.scorecard.and_then(|by| by.version),
            checks: checks.collect(),
        };
        result.bound();
        Ok(result)
    }
}

#[async_trait]
impl OutsideSource for Scorecards {
    type Found = Option<Scorecard>;

    fn source(&self) -> &str {
        &self.source
    }

    /// The service has an owner and a name alone, so nothing within a group of GitLab.
    fn covers(&self, url: &RepositoryUrl) -> bool {
        HOSTS.contains(&url.host().as_str()) && !url.owner().contains('/')
    }

    async fn look(
        &self,
        url: &RepositoryUrl,
        _known: Option<&Self::Found>,
    ) -> Result<Self::Found, ForgeError> {
        let [host, owner, name] = [url.host().as_str(), url.owner(), url.name()].map(segment);
        let asked = self.rest.url(&format!("projects/{host}/{owner}/{name}"))?;
        let reply = self.rest.get_in(Pool::Main, &asked, None).await?;
        match reply.status {
            200..300 => {}
            // It comes without a body. With one, the address is none of the service.
            404 if reply.body.trim_ascii().is_empty() => return Ok(None),
            _ => return Err(self.rest.unreadable(reply.message())),
        }
        let answer: ResultAnswer = self.rest.read(&reply)?;
        let name = format!("{}/{}", url.host(), url.path());
        let result = answer.read(&name, Utc::now().date_naive());
        result
            .map(Some)
            .map_err(|what| self.rest.unreadable(what.to_owned()))
    }

    fn spending(&self) -> Spending {
        self.rest.spending()
    }
}

/// For the fuzzer: any bytes as what the service answers.
#[cfg(any(test, fuzzing))]
pub(super) fn read_any(bytes: &[u8]) {
    if let Ok(answer) = serde_json::from_slice::<ResultAnswer>(bytes) {
        let _ = answer.read("github.com/o/r", NaiveDate::default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(change: impl FnOnce(&mut Value)) -> Result<Scorecard, &'static str> {
        let mut answer = json!({
            "date": "2026-11-16",
            "repo": { "name": "github.com/o/r", "commit": "94a9ed024d3859793618152ea559a168bbcbb5e2" },
            "scorecard": { "version": "v5.3.0", "commit": "c22063e786c11f9dd714d777a687ff7c4599b600" },
            "score": 6.3,
            "checks": [
                { "name": "Maintained", "score": 10, "reason": "30 commits",
                  "documentation": { "url": "https://github.com/ossf/scorecard#maintained", "short": "…" } },
                { "name": "Packaging", "score": -1, "reason": "no data", "details": null },
            ],
        });
        change(&mut answer);
        let answer: ResultAnswer = serde_json::from_value(answer).unwrap();
        answer.read("GitHub.com/o/R", "2026-11-29".parse().unwrap())
    }

    #[test]
    fn result_has_score_day_commit_and_checks() {
        let result = read(|_| {}).unwrap();
        assert_eq!(result.score, Some(6.3));
        assert_eq!(result.day.to_string(), "2026-11-16");
        assert_eq!(result.version.as_deref(), Some("v5.3.0"));
        let scores: Vec<_> = result.checks.iter().map(|check| check.score).collect();
        assert_eq!(scores, [Some(10), None]);
        let moment = read(|answer| answer["date"] = json!("2026-11-16T01:02:03Z"));
        assert_eq!(moment.unwrap().day, result.day);
    }

    #[test]
    fn inconclusive_result_has_no_score() {
        assert_eq!(
            read(|answer| answer["score"] = json!(-1)).unwrap().score,
            None
        );
        assert_eq!(
            read(|answer| answer["score"] = json!(1e9)).unwrap().score,
            None
        );
        let checks = read(|answer| answer["checks"] = Value::Null)
            .unwrap()
            .checks;
        assert_eq!(checks, []);
    }

    #[test]
    fn hostile_result_is_bounded_or_refused() {
        assert!(read(|answer| answer["repo"]["name"] = json!("github.com/o/other")).is_err());
        assert!(read(|answer| answer["date"] = json!("9999-01-01")).is_err());
        assert!(read(|answer| answer["date"] = json!("éééééééééé")).is_err());
        let result = read(|answer| {
            let check = json!({
                "name": "x".repeat(10_000), "score": 11, "reason": "\n".repeat(10_000),
                "documentation": { "url": "javascript:alert(1)" },
            });
            answer["checks"] = Value::Array(vec![check; 1_000]);
            answer["repo"]["commit"] = json!("not a commit");
        });
        let result = result.unwrap();
        assert_eq!(result.checks.len(), MOST_CHECKS);
        assert_eq!(result.commit, None);
        let check = &result.checks[0];
        assert!(check.name.len() < 400 && check.score.is_none() && check.url.is_none());
    }
}
