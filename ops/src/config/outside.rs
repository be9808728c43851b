//! Sources beside the forges that are asked after a crawl. None is asked that has no table.

use std::time::Duration;

use bronwijzer_crawler::outside::SourceConfig;
use chrono::TimeDelta;
use secrecy::SecretString;
use strum::{IntoStaticStr, VariantArray};

use super::entry::{Entry, Form, Key, Secret, SecretSource};
use super::forges::{api, secrets};
use super::{ConfigProblem, Environment, Origin};

/// Requests to a source after one crawl, where the table gives no number.
const REQUESTS: u64 = 500;

/// Requests to archive something after one crawl: less than the ten in an hour that
/// Software Heritage takes from anybody.
const SAVES: u64 = 8;

/// After how long a source is asked about the same repository again. Scorecard checks every
/// week.
const ARCHIVE_AGAIN: &str = "30days";
const SCORECARD_AGAIN: &str = "7days";

/// The keys of the table `[software_heritage]`, in the order to write them in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum ArchiveKey {
    Url,
    TokenEnv,
    TokenFile,
    Requests,
    AgainAfter,
    Saves,
}

impl Key for ArchiveKey {
    const OF: &'static str = "Software Heritage";

    fn form(self) -> Form {
        match self {
            Self::Requests | Self::Saves => Form::Number,
            _ => Form::Text,
        }
    }
}

/// The keys of the table `[scorecard]`, in the order to write them in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum ScorecardKey {
    Url,
    Requests,
    AgainAfter,
}

impl Key for ScorecardKey {
    const OF: &'static str = "OpenSSF Scorecard";

    fn form(self) -> Form {
        match self {
            Self::Requests => Form::Number,
            _ => Form::Text,
        }
    }
}

const TOKENS: Secret<ArchiveKey, Vec<SecretString>> = Secret {
    env: ArchiveKey::TokenEnv,
    file: ArchiveKey::TokenFile,
    noun: "token",
    parse: secrets,
};

/// A source that is asked, and how much.
#[derive(Debug, Clone)]
pub(crate) struct SourceSetting {
    /// How to reach it, with the token.
    pub(crate) config: SourceConfig,
    /// Requests after one crawl at most.
    pub(crate) requests: u64,
    /// After how long it is asked about the same repository again.
    pub(crate) again_after: TimeDelta,
    /// The same as it was written.
    pub(crate) again_after_text: String,
    /// Where the table stands.
    pub(crate) origin: Origin,
}

/// Software Heritage.
#[derive(Debug, Clone)]
pub(crate) struct ArchiveSetting {
    pub(crate) source: SourceSetting,
    /// How often it is asked after one crawl to archive something.
    pub(crate) saves: u64,
    /// Where the token comes from.
    pub(crate) token_source: SecretSource,
}

/// The sources that are asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct OutsideSettings {
    pub(crate) software_heritage: Option<ArchiveSetting>,
    pub(crate) scorecard: Option<SourceSetting>,
}

/// Takes the tables from the file. A source is `None` when it has none, or after a problem.
pub(super) fn resolve(
    archive: Option<&Entry<ArchiveKey>>,
    scorecard: Option<&Entry<ScorecardKey>>,
    environment: &Environment<'_>,
    problems: &mut Vec<ConfigProblem>,
) -> OutsideSettings {
    OutsideSettings {
        software_heritage: archive.and_then(|entry| entry.archive(environment, problems)),
        scorecard: scorecard.and_then(|entry| {
            let keys = (
                ScorecardKey::Url,
                ScorecardKey::Requests,
                ScorecardKey::AgainAfter,
            );
            entry.source(keys, "https://api.scorecard.dev", SCORECARD_AGAIN, problems)
        }),
    }
}

impl Entry<ArchiveKey> {
    fn archive(
        &self,
        environment: &Environment<'_>,
        problems: &mut Vec<ConfigProblem>,
    ) -> Option<ArchiveSetting> {
        let keys = (
            ArchiveKey::Url,
            ArchiveKey::Requests,
            ArchiveKey::AgainAfter,
        );
        let example = "https://archive.softwareheritage.org/api/1";
        let source = self.source(keys, example, ARCHIVE_AGAIN, problems);
        let allowed = "a whole number from 0 to 1000: how often to ask, after one crawl, that \
                       something be archived";
        let saves = self.optional(ArchiveKey::Saves, problems, number(0..=1000), allowed);
        let (token_source, tokens) = self.secret(&TOKENS, environment, problems)?;
        let mut source = source?;
        source.config.tokens = tokens.unwrap_or_default();
        Some(ArchiveSetting {
            source,
            saves: saves?.unwrap_or(SAVES),
            token_source,
        })
    }
}

impl<K: Key> Entry<K> {
    /// What all sources have, by their keys for it.
    fn source(
        &self,
        (url, requests, again_after): (K, K, K),
        example: &str,
        again: &str,
        problems: &mut Vec<ConfigProblem>,
    ) -> Option<SourceSetting> {
        let allowed = format!("the address of its API without user or password, as in {example}");
        let url = self.value(url, problems, api, &allowed);
        let allowed = "a whole number from 1 to 1000000: requests after one crawl at most";
        let requests = self.optional(requests, problems, number(1..=1_000_000), allowed);
        let written = self.values.get(&again_after);
        let again_after_text = written
            .map_or(again, |written| written.text.as_str())
            .to_owned();
        let allowed = "a time such as 30days or 12h";
        let given = self.optional(again_after, problems, time, allowed);
        Some(SourceSetting {
            config: SourceConfig::at(url?),
            requests: requests?.unwrap_or(REQUESTS),
            again_after: given?.or_else(|| time(again))?,
            again_after_text,
            origin: self.origin.clone(),
        })
    }
}

fn number(allowed: std::ops::RangeInclusive<u64>) -> impl Fn(&str) -> Option<u64> {
    move |text| text.parse().ok().filter(|number| allowed.contains(number))
}

fn time(text: &str) -> Option<TimeDelta> {
    let time: Duration = humantime::parse_duration(text).ok()?;
    TimeDelta::from_std(time).ok()
}
