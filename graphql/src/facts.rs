//! Facts about a repository, in the form in which the API gives them.

use async_graphql::{Enum, SimpleObject};
use bronwijzer_crawler::address::ForgeHost;
use bronwijzer_crawler::commits;
use bronwijzer_crawler::observation::{self, FileKind, Source as FactSource};
use bronwijzer_crawler::sink::DepartureKind;
use bronwijzer_index::{Gone as GoneFact, LatestRelease};
use chrono::{DateTime, NaiveDate, Utc};

use crate::crawl_run::as_float;

/// A code host.
#[derive(SimpleObject)]
pub(crate) struct Forge {
    /// Host name, as in `github.com`.
    host: String,
}

impl Forge {
    /// The forge at this host.
    pub(crate) fn of(host: &ForgeHost) -> Self {
        Self {
            host: host.to_string(),
        }
    }
}

/// A language and its size.
#[derive(SimpleObject)]
pub(crate) struct Language {
    /// Its name.
    name: String,
    /// Bytes of it in the repository.
    bytes: f64,
}

impl From<&observation::LanguageSize> for Language {
    fn from(language: &observation::LanguageSize) -> Self {
        Self {
            name: language.name.clone(),
            bytes: as_float(language.bytes),
        }
    }
}

/// Releases or tags.
#[derive(SimpleObject)]
pub(crate) struct Releases {
    /// How many there are in all.
    total: u64,
    /// The newest, newest first; at most ten.
    newest: Vec<Release>,
}

/// One release or tag.
#[derive(SimpleObject)]
pub(crate) struct Release {
    /// The tag's name.
    name: String,
    /// When it was published, or the tag's commit was made.
    at: Option<DateTime<Utc>>,
}

impl From<&LatestRelease> for Release {
    fn from(release: &LatestRelease) -> Self {
        Self {
            name: release.name.clone(),
            at: Some(release.at),
        }
    }
}

impl From<&observation::Releases> for Releases {
    fn from(releases: &observation::Releases) -> Self {
        Self {
            total: releases.total,
            newest: releases
                .newest
                .iter()
                .map(|release| Release {
                    name: release.name.clone(),
                    at: release.at,
                })
                .collect(),
        }
    }
}

/// Commits on the default branch, as counts.
#[derive(SimpleObject)]
pub(crate) struct Commits {
    /// From when on commits were asked for.
    since: DateTime<Utc>,
    /// From when on every commit is counted.
    counted_since: DateTime<Utc>,
    /// How many the forge has since `since`.
    total: u64,
    /// Commits per week, oldest first; weeks without any are left out.
    weeks: Vec<Week>,
    /// How many different people committed since `countedSince`.
    distinct_authors: usize,
    /// The newest commit by a person since `countedSince`.
    last_human_at: Option<DateTime<Utc>>,
    /// Whether every commit since `since` is counted.
    complete: bool,
}

/// The commits of one week.
#[derive(SimpleObject)]
pub(crate) struct Week {
    /// The Monday that it begins with.
    monday: NaiveDate,
    /// Commits by people.
    human: u32,
    /// Commits by bots.
    bot: u32,
}

impl From<&commits::CommitActivity> for Commits {
    fn from(activity: &commits::CommitActivity) -> Self {
        Self {
            since: activity.since,
            counted_since: activity.counted_since,
            total: activity.total,
            weeks: activity
                .weeks
                .iter()
                .map(|week| Week {
                    monday: week.monday,
                    human: week.human,
                    bot: week.bot,
                })
                .collect(),
            distinct_authors: activity.per_author.len(),
            last_human_at: activity.last_human_at,
            complete: activity.missing() == 0,
        }
    }
}

/// A text file in the repository.
#[derive(SimpleObject)]
pub(crate) struct TextFile {
    /// Path from the repository's root.
    path: String,
    /// The text, or its start.
    text: String,
    /// Size of the whole file in bytes.
    bytes: f64,
    /// Whether `text` is only the start.
    truncated: bool,
}

impl From<&observation::TextFile> for TextFile {
    fn from(file: &observation::TextFile) -> Self {
        Self {
            path: file.path.clone(),
            text: file.text.clone(),
            bytes: as_float(file.bytes),
            truncated: file.truncated,
        }
    }
}

/// A well-known file or folder.
#[derive(SimpleObject)]
pub(crate) struct KnownFile {
    /// What it is for.
    kind: FileKind,
    /// Path from the repository's root.
    path: String,
}

impl From<&observation::KnownFile> for KnownFile {
    fn from(file: &observation::KnownFile) -> Self {
        Self {
            kind: file.kind,
            path: file.path.clone(),
        }
    }
}

/// Something that could not be read whole.
#[derive(SimpleObject)]
pub(crate) struct Gap {
    /// What it is.
    field: String,
    /// Why.
    reason: String,
}

impl From<&observation::Gap> for Gap {
    fn from(gap: &observation::Gap) -> Self {
        Self {
            field: gap.field.clone(),
            reason: gap.reason.clone(),
        }
    }
}

/// A repository that is no longer there.
#[derive(SimpleObject)]
pub(crate) struct Gone {
    /// How it left.
    kind: DepartureKind,
    /// When that was noticed.
    noticed_at: DateTime<Utc>,
}

impl From<&GoneFact> for Gone {
    fn from(gone: &GoneFact) -> Self {
        Self {
            kind: gone.kind,
            noticed_at: gone.noticed_at,
        }
    }
}

/// Where facts come from.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The forge's API.
    Forge,
    /// The repository's public git history.
    GitHistory,
    /// The sample that ships with the program.
    Sample,
}

impl From<&FactSource> for Source {
    fn from(source: &FactSource) -> Self {
        match source {
            FactSource::Forge { .. } => Self::Forge,
            FactSource::GitHistory => Self::GitHistory,
            FactSource::Sample => Self::Sample,
        }
    }
}
