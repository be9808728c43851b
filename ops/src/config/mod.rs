//! Configuration, resolved once at start into one typed value: defaults, then
//! the file, then the environment, then flags; the last one that speaks holds.
//! Nothing reads the environment after this.

mod backups;
mod entry;
mod file;
mod flags;
mod forges;
mod host_names;
mod index_snapshots;
mod mail;
mod moderators;
mod operator;
mod origin;
mod outside;
mod settings;
mod show;
mod sign_in;
mod storage;
mod store;
mod text;
mod theme;
mod traces;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use bronwijzer_crawler::address::ForgeHost;
use bronwijzer_crawler::crawl::CrawlOptions;
use bronwijzer_crawler::forge::ForgeConfig;
use bronwijzer_crawler::halt::Halt;
use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;

pub(crate) use backups::{BackupSetting, Keep};
#[cfg(test)]
pub(crate) use entry::SecretSource;
use file::ConfigFile;
pub(crate) use flags::Flags;
pub(crate) use forges::ForgeSetting;
pub(crate) use index_snapshots::IndexSnapshotSetting;
pub(crate) use mail::{MailSetting, Security};
pub(crate) use moderators::Moderators;
use origin::Layers;
pub(crate) use origin::Origin;
pub(crate) use outside::{ArchiveSetting, OutsideSettings, SourceSetting};
pub(crate) use settings::{AccessLog, LogFormat, Organisations, OrganisationsList, Settings};
pub(crate) use sign_in::{ProviderKind, ProviderSetting, is_safe};
pub(crate) use storage::{Destination, StorageSetting, in_bucket};
pub(crate) use traces::TraceSetting;

/// The file that is read when no flag names another one.
const DEFAULT_FILE: &str = "bronwijzer.toml";

/// Looks a variable up in the environment.
pub(crate) type Environment<'a> = dyn Fn(&str) -> Option<OsString> + 'a;

/// What holds for this run, and where each value came from.
#[derive(Debug)]
pub(crate) struct Config {
    /// The file that was read, if any.
    pub(crate) file: Option<PathBuf>,
    /// The plain settings.
    pub(crate) settings: Settings,
    /// The forges, those of the file first.
    pub(crate) forges: Vec<ForgeSetting>,
    /// The providers by which people sign in.
    pub(crate) sign_in: Vec<ProviderSetting>,
    /// How mail is sent, if it is.
    pub(crate) mail: Option<MailSetting>,
    /// Backups off this machine, if they are made.
    pub(crate) backups: Option<BackupSetting>,
    /// Snapshots of the search index, if they are made.
    pub(crate) index_snapshots: Option<IndexSnapshotSetting>,
    /// The sources beside the forges that are asked.
    pub(crate) outside: OutsideSettings,
    /// Where traces go, if anywhere.
    pub(crate) traces: Option<TraceSetting>,
}

/// Everything that is wrong with the configuration.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub(crate) struct ConfigError(Vec<ConfigProblem>);

/// One thing that is wrong, where, and what to do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {what}. {advice}")]
pub(crate) struct ConfigProblem {
    at: Origin,
    what: String,
    advice: String,
}

impl Config {
    /// Puts the configuration together.
    ///
    /// # Errors
    /// When a source can't be read, has a key that is not known, or a value
    /// that is not allowed. All mistakes are told together.
    pub(crate) fn resolve(
        flags: &Flags,
        environment: &Environment<'_>,
    ) -> Result<Self, ConfigError> {
        let mut problems = Vec::new();
        let path = match &flags.config {
            Some(path) => Some(path.clone()),
            None => Some(PathBuf::from(DEFAULT_FILE)).filter(|path| path.exists()),
        };
        let file = match &path {
            Some(path) => read(path, &mut problems),
            None => ConfigFile::default(),
        };
        let layers = Layers {
            flags: &flags.values,
            environment,
            file: &file.settings,
        };
        let mut settings = Settings::resolve(&layers, &mut problems);
        if let Some(settings) = &mut settings {
            store::resolve(settings, &mut problems);
        }
        let forges = forges::resolve(&file.forges, environment, &mut problems);
        let sign_in = sign_in::resolve(&file.sign_in, environment, &mut problems);
        let mail = mail::resolve(file.mail.as_ref(), environment, &mut problems);
        let backups = backups::resolve(file.backups.as_ref(), environment, &mut problems);
        let index_snapshots =
            index_snapshots::resolve(file.index_snapshots.as_ref(), environment, &mut problems);
        let outside = outside::resolve(
            file.software_heritage.as_ref(),
            file.scorecard.as_ref(),
            environment,
            &mut problems,
        );
        let traces = traces::resolve(file.traces.as_ref(), environment, &mut problems);
        if let Some(settings) = &settings {
            sign_in::check(settings, &sign_in, &mut problems);
            index_snapshots::check(settings, index_snapshots.as_ref(), &mut problems);
        }
        match settings {
            Some(settings) if problems.is_empty() => Ok(Self {
                file: path,
                settings,
                forges,
                sign_in,
                mail,
                backups,
                index_snapshots,
                outside,
                traces,
            }),
            _ => Err(ConfigError(problems)),
        }
    }

    /// The hosts on which the registry may name accounts.
    pub(crate) fn hosts(&self) -> Vec<ForgeHost> {
        let forges = self.forges.iter();
        forges.map(|forge| forge.config.host.clone()).collect()
    }

    /// The forges as the crawler takes them.
    pub(crate) fn forge_configs(&self) -> Vec<ForgeConfig> {
        let forges = self.forges.iter();
        forges
            .map(|forge| ForgeConfig {
                bots: self.settings.bots.value.clone(),
                ..forge.config.clone()
            })
            .collect()
    }

    /// How to crawl, until `stop` is cancelled or the time is up.
    pub(crate) fn crawl_options(&self, stop: CancellationToken) -> CrawlOptions {
        let refresh_after = self.settings.refresh_after.value;
        CrawlOptions {
            refresh_after: TimeDelta::from_std(refresh_after).unwrap_or(TimeDelta::MAX),
            halt: Halt::new(stop, self.settings.crawl_deadline.value),
            ..CrawlOptions::default()
        }
    }

    /// Whether any forge has a token.
    pub(crate) fn has_token(&self) -> bool {
        let mut forges = self.forges.iter();
        forges.any(|forge| !forge.config.credentials.is_empty())
    }
}

fn read(path: &Path, problems: &mut Vec<ConfigProblem>) -> ConfigFile {
    match text::read(path) {
        Ok(text) => ConfigFile::parse(path, &text, problems),
        Err(error) => {
            problems.push(ConfigProblem {
                at: Origin::File {
                    path: path.to_owned(),
                    line: None,
                },
                what: format!("the configuration file can't be read: {error}"),
                advice: "Name an existing file with --config, or leave the flag out".to_owned(),
            });
            ConfigFile::default()
        }
    }
}

#[cfg(test)]
mod tests;
