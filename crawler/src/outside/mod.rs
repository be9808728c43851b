//! Outside sources: services that host no repository and say something of one.
//!
//! What a source said is kept with its address and the moment, beside the facts of the
//! forge and never among them. A source that fails takes nothing away: the answer before
//! stays with its day, and [`Looked::failed`] says since when there is no newer one.

mod scorecard;
mod software_heritage;

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::address::{ForgeHost, RepositoryId, RepositoryUrl};
use crate::forge::rest::{Endpoint, Rest, TokenStyle};
use crate::forge::{Budget, ForgeError};
use crate::halt::Halt;
use crate::run::Spending;

pub use scorecard::{Scorecard, ScorecardCheck, Scorecards};
pub use software_heritage::{
    ArchiveState, SaveOutcome, SaveReason, SaveRequest, Snapshot, SoftwareHeritage, Swhid, Visit,
    VisitStatus,
};

/// The largest answer of a source that is read, in bytes.
const MAX_ANSWER_BYTES: usize = 4 * 1024 * 1024;

/// The longest text of a source that is kept, in characters.
const MAX_TEXT: usize = 300;

/// Answers in a row that a source may fail to give before it is left alone.
const MOST_FAILURES: usize = 3;

/// What outside sources say of one repository. What was never asked is unknown.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OutsideFacts {
    /// Whether Software Heritage archived it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive: Option<Looked<ArchiveState>>,
    /// The last time that Software Heritage was asked to archive it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub save: Option<SaveRequest>,
    /// The result that OpenSSF Scorecard publishes; none when it publishes none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scorecard: Option<Looked<Option<Scorecard>>>,
}

impl OutsideFacts {
    /// Whether no source was ever asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether both say the same of the repository, whenever it was said.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        fn found<T>(looked: &Option<Looked<T>>) -> Option<&T> {
            looked.as_ref().and_then(Looked::found)
        }
        found(&self.archive) == found(&other.archive)
            && found(&self.scorecard) == found(&other.scorecard)
            && self.save == other.save
    }

    /// Keeps foreign texts within their bounds.
    pub fn bound(&mut self) {
        if let Some(save) = &mut self.save {
            save.note = save.note.as_deref().map(bounded);
        }
        let scorecard = self.scorecard.as_mut().and_then(|one| one.answer.as_mut());
        if let Some(scorecard) = scorecard.and_then(|answer| answer.found.as_mut()) {
            scorecard.bound();
        }
        let looks = [
            self.archive.as_mut().and_then(|one| one.failed.as_mut()),
            self.scorecard.as_mut().and_then(|one| one.failed.as_mut()),
        ];
        for failed in looks.into_iter().flatten() {
            failed.why = bounded(&failed.why);
        }
    }

    /// Takes what `other` knows better: of each source the newest answer.
    pub fn keep_newest(&mut self, other: Self) {
        fn newest<T>(own: &mut Option<Looked<T>>, other: Option<Looked<T>>) {
            let at = |looked: &Option<Looked<T>>| looked.as_ref().and_then(Looked::at);
            if own.is_none() || at(&other) > at(own) {
                *own = other.or(own.take());
            }
        }
        newest(&mut self.archive, other.archive);
        newest(&mut self.scorecard, other.scorecard);
        let at = |save: &Option<SaveRequest>| save.as_ref().map(|save| save.requested_at);
        if at(&other.save) > at(&self.save) {
            self.save = other.save;
        }
    }
}

/// How it went when a source was asked about a repository.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Looked<T> {
    /// The last answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer<T>>,
    /// Why there is none since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<Failed>,
}

/// An answer of a source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer<T> {
    /// The base address of the source's pages, without a slash at the end.
    pub source: String,
    /// When it was asked.
    pub at: DateTime<Utc>,
    /// What it said.
    pub found: T,
}

/// That a source could not be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// The first time since the last answer.
    pub since: DateTime<Utc>,
    /// What happened then.
    pub why: String,
}

impl<T> Looked<T> {
    /// When it was last answered.
    #[must_use]
    pub fn at(&self) -> Option<DateTime<Utc>> {
        self.answer.as_ref().map(|answer| answer.at)
    }

    /// What was found, if anything was ever answered.
    #[must_use]
    pub fn found(&self) -> Option<&T> {
        self.answer.as_ref().map(|answer| &answer.found)
    }

    /// What is known after it was asked again at `now`. An answer takes the place of the one
    /// before; a failure leaves it.
    #[must_use]
    pub fn after(
        before: Option<Self>,
        asked: SourceAnswer<T>,
        source: &str,
        now: DateTime<Utc>,
    ) -> Self {
        match asked {
            Ok(found) => Self {
                answer: Some(Answer {
                    source: source.to_owned(),
                    at: now,
                    found,
                }),
                failed: None,
            },
            Err(why) => {
                let (answer, failed) = before.map_or((None, None), |one| (one.answer, one.failed));
                Self {
                    answer,
                    failed: failed.or(Some(Failed { since: now, why })),
                }
            }
        }
    }
}

/// What a source said of one repository, or why it could not be asked.
pub type SourceAnswer<T> = Result<T, String>;

/// How to reach a source.
#[derive(Debug, Clone)]
pub struct SourceConfig {
    /// The base address of its API.
    pub url: Url,
    /// What to ask with; without any it is asked as anybody. Never shown.
    pub tokens: Vec<SecretString>,
    /// How much of its quota to take, and how fast.
    pub budget: Budget,
    /// How long one request may take as a whole.
    pub timeout: Duration,
}

impl SourceConfig {
    /// The source at this address, asked as anybody.
    #[must_use]
    pub fn at(url: Url) -> Self {
        Self {
            url,
            tokens: Vec::new(),
            budget: Budget::default(),
            timeout: Duration::from_secs(60),
        }
    }

    /// The host of the source, with the port where it is not the usual one.
    #[must_use]
    pub fn host(&self) -> ForgeHost {
        let host = self.url.host_str().unwrap_or_default();
        match self.url.port() {
            Some(port) => ForgeHost::new(&format!("{host}:{port}")),
            None => ForgeHost::new(host),
        }
    }

    fn connect(&self, probe: &str, halt: &Halt) -> Result<Rest, ForgeError> {
        let host = self.host();
        let endpoint = Endpoint {
            host: &host,
            api: &self.url,
            tokens: self.tokens.iter().collect(),
            budget: &self.budget,
            max_answer_bytes: MAX_ANSWER_BYTES,
            timeout: Some(self.timeout),
        };
        Rest::to(&endpoint, TokenStyle::Bearer, probe, halt)
    }

    /// The scheme, host and port of the address, without a slash at the end.
    fn root(&self) -> String {
        self.url.origin().ascii_serialization()
    }
}

/// A service that says something of repositories.
///
/// Contract: it waits for its own quota and retries what may succeed later, so an error is
/// final for this run.
#[async_trait]
pub trait OutsideSource: Send + Sync {
    /// What it says of one repository.
    type Found: Clone + Send + Sync;

    /// The base address of its pages, see [`Answer::source`].
    fn source(&self) -> &str;

    /// Whether it may know a repository at this address.
    fn covers(&self, url: &RepositoryUrl) -> bool;

    /// Asks about one repository. `known` is what it said last, of which a part may still
    /// hold and needs not be asked again.
    async fn look(
        &self,
        url: &RepositoryUrl,
        known: Option<&Self::Found>,
    ) -> Result<Self::Found, ForgeError>;

    /// What was spent so far.
    fn spending(&self) -> Spending;
}

/// A repository that a source is asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Question<T> {
    /// Which.
    pub id: RepositoryId,
    /// Its address now.
    pub url: RepositoryUrl,
    /// What the source said last.
    pub known: Option<T>,
}

/// One run of questions to a source, within a number of requests.
pub struct Round<'a, S> {
    source: &'a S,
    requests: u64,
    failures: usize,
    over: Option<Over>,
}

/// Why a round ended.
enum Over {
    /// The source can't be asked: that holds of all that is left.
    Failed(String),
    /// There was no time or quota left, which says nothing of the source.
    Spent(String),
}

impl<'a, S: OutsideSource> Round<'a, S> {
    /// A round of at most so many requests; retries count too.
    pub fn new(source: &'a S, requests: u64) -> Self {
        Self {
            source,
            requests,
            failures: 0,
            over: None,
        }
    }

    /// Asks about each of these, in this order. What was not asked, as time, quota or
    /// requests ran out, is left out; what could not be asked comes with the reason, also
    /// when the source failed too often to be asked again.
    pub async fn ask(
        &mut self,
        questions: &[Question<S::Found>],
    ) -> Vec<(RepositoryId, SourceAnswer<S::Found>)> {
        let mut answers = Vec::new();
        for question in questions {
            match &self.over {
                Some(Over::Spent(_)) => break,
                Some(Over::Failed(why)) => {
                    answers.push((question.id.clone(), Err(why.clone())));
                    continue;
                }
                None => {}
            }
            if self.source.spending().requests >= self.requests {
                break;
            }
            match self
                .source
                .look(&question.url, question.known.as_ref())
                .await
            {
                Ok(found) => {
                    self.failures = 0;
                    answers.push((question.id.clone(), Ok(found)));
                }
                Err(error @ (ForgeError::Halted(_) | ForgeError::OutOfBudget { .. })) => {
                    self.over = Some(Over::Spent(error.to_string()));
                }
                Err(error) => {
                    self.failures += 1;
                    let why = bounded(&error.to_string());
                    if !error.may_be_of_one() || self.failures >= MOST_FAILURES {
                        self.over = Some(Over::Failed(why.clone()));
                    }
                    answers.push((question.id.clone(), Err(why)));
                }
            }
        }
        answers
    }

    /// Why it ended before all was asked, if it did.
    #[must_use]
    pub fn ended_by(&self) -> Option<&str> {
        match self.over.as_ref()? {
            Over::Failed(why) | Over::Spent(why) => Some(why),
        }
    }
}

/// A foreign text on one line and of bounded length.
fn bounded(text: &str) -> String {
    // Four times what fits: space may take most of it, and a long text costs no more.
    let start: String = text.chars().take(4 * MAX_TEXT).collect();
    let words = start.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    match line.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// A moment that a source gave, if it is one that can be: none from the future.
fn past(text: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let at = DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc);
    let latest = now + chrono::TimeDelta::days(1);
    (at <= latest && at.timestamp() >= 0).then_some(at)
}

/// For the fuzzer: any bytes as what sources answered, in a file and by their services. Bounding
/// it twice is bounding it once.
#[cfg(any(test, fuzzing))]
pub(crate) fn read_any(bytes: &[u8]) {
    scorecard::read_any(bytes);
    if let Ok(mut facts) = serde_json::from_slice::<OutsideFacts>(bytes) {
        facts.bound();
        let once = facts.clone();
        facts.bound();
        assert_eq!(facts, once);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_one_line_of_bounded_length() {
        assert_eq!(bounded(" a\n b\u{0}\tc "), "a b c");
        assert_eq!(bounded(""), "");
        let long = bounded(&"é".repeat(1_000_000));
        assert_eq!(long.chars().count(), MAX_TEXT + 1);
        assert_eq!(bounded(&"\n".repeat(1_000_000)), "");
    }

    #[test]
    fn failure_keeps_the_answer_before_with_its_day() {
        let at = |day: &str| -> DateTime<Utc> { format!("{day}T12:00:00Z").parse().unwrap() };
        let source = "https://archive.example";
        let answered = Looked::after(None, Ok(1), source, at("2026-01-01"));
        let failed = Looked::after(
            Some(answered.clone()),
            Err("it is down".to_owned()),
            source,
            at("2026-02-01"),
        );
        assert_eq!(failed.answer, answered.answer);
        let again = Looked::after(
            Some(failed.clone()),
            Err("it is still down".to_owned()),
            source,
            at("2026-03-01"),
        );
        assert_eq!(again, failed);
        let answered = Looked::after(Some(again), Ok(2), source, at("2026-04-01"));
        assert_eq!(answered.failed, None);
        assert_eq!(answered.found(), Some(&2));
    }

    #[test]
    fn newest_answer_of_each_source_is_kept() {
        let at = |day: &str| -> DateTime<Utc> { format!("{day}T12:00:00Z").parse().unwrap() };
        let of = |day: &str| OutsideFacts {
            scorecard: Some(Looked::after(None, Ok(None), "s", at(day))),
            ..OutsideFacts::default()
        };
        let mut facts = OutsideFacts::default();
        facts.keep_newest(of("2026-01-01"));
        assert_eq!(facts, of("2026-01-01"));
        facts.keep_newest(OutsideFacts::default());
        assert_eq!(facts, of("2026-01-01"));
        facts.keep_newest(of("2026-02-01"));
        facts.keep_newest(of("2026-01-15"));
        assert_eq!(facts, of("2026-02-01"));
    }
}
