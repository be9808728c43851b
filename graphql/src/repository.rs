//! A repository as the catalogue shows it.

use async_graphql::{Enum, ID, Object, SimpleObject};
use bronwijzer_crawler::address::ForgeHost;
use bronwijzer_crawler::commits;
use bronwijzer_crawler::observation::{self, FileKind as ObservedFileKind, Source as FactSource};
use bronwijzer_crawler::sink::DepartureKind;
use bronwijzer_index::{Entry, LicenceVerdict as LicenceValue, MaintenanceStatus as StatusValue};
use chrono::{DateTime, NaiveDate, Utc};

use crate::crawl_run::as_float;
use crate::node::GlobalId;
use crate::organisation::Organisation;

pub(crate) struct Repository(Box<Entry>);

impl From<Entry> for Repository {
    fn from(entry: Entry) -> Self {
        Self(Box::new(entry))
    }
}

/// A repository: the newest facts, the verdicts and whose it is. A fact that
/// the source did not give is null.
#[Object]
impl Repository {
    /// Global identifier.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::Repository(self.0.observation.id.clone()).encode()
    }

    /// Current web address.
    async fn url(&self) -> String {
        self.0.observation.url.to_string()
    }

    /// Addresses that it had before; they still resolve here.
    async fn former_urls(&self) -> Vec<String> {
        self.0.former_urls.iter().map(ToString::to_string).collect()
    }

    /// The forge it is on.
    async fn forge(&self) -> Forge {
        Forge::of(self.0.observation.url.host())
    }

    /// Its owner's name on the forge.
    async fn owner(&self) -> &str {
        self.0.observation.url.owner()
    }

    /// Its own name.
    async fn name(&self) -> &str {
        self.0.observation.url.name()
    }

    /// Owner and name.
    async fn path(&self) -> String {
        self.0.observation.url.path()
    }

    /// The government body that owns it; null when the account has left the
    /// registry.
    async fn organisation(&self) -> Option<Organisation> {
        self.0.organisation.clone().map(Organisation::from)
    }

    /// One or two sentences by the owner.
    async fn description(&self) -> Option<&str> {
        self.0.observation.description.as_deref()
    }

    /// The project's own page, as the owner wrote it.
    async fn homepage(&self) -> Option<&str> {
        self.0.observation.homepage.as_deref()
    }

    /// Topics on the forge.
    async fn topics(&self) -> Option<&[String]> {
        self.0.observation.topics.as_deref()
    }

    /// The language that most of the code is in.
    async fn primary_language(&self) -> Option<&str> {
        let languages = self.0.observation.languages.as_deref()?;
        languages.first().map(|language| language.name.as_str())
    }

    /// Languages by size, largest first.
    async fn languages(&self) -> Option<Vec<Language>> {
        let languages = self.0.observation.languages.as_deref()?;
        Some(
            languages
                .iter()
                .map(|language| Language {
                    name: language.name.clone(),
                    bytes: as_float(language.bytes),
                })
                .collect(),
        )
    }

    /// Whether the licence allows reuse.
    async fn licence(&self) -> LicenceVerdict {
        let licence = &self.0.assessment.licence;
        LicenceVerdict {
            verdict: licence.verdict.value.into(),
            spdx_id: licence.spdx_id.clone(),
            reasons: reasons(&licence.verdict.reasons),
        }
    }

    /// Whether it is kept up.
    async fn maintenance(&self) -> Maintenance {
        let maintenance = &self.0.assessment.maintenance;
        Maintenance {
            status: maintenance.value.into(),
            reasons: reasons(&maintenance.reasons),
        }
    }

    /// The last commit by a person, or the newest release or tag when that is
    /// later; where no commit by a person was counted, the last of any kind;
    /// without commits, the last push.
    async fn last_activity_at(&self) -> Option<DateTime<Utc>> {
        self.0.assessment.last_activity_at
    }

    /// When it was made on the forge.
    async fn created_at(&self) -> Option<DateTime<Utc>> {
        self.0.observation.created_at
    }

    /// When somebody last pushed to any branch.
    async fn pushed_at(&self) -> Option<DateTime<Utc>> {
        self.0.observation.pushed_at
    }

    /// When anything about it last changed on the forge.
    async fn updated_at(&self) -> Option<DateTime<Utc>> {
        self.0.observation.updated_at
    }

    /// When its owner archived it.
    async fn archived_at(&self) -> Option<DateTime<Utc>> {
        self.0.observation.archived_at
    }

    /// Whether its owner made it read-only.
    async fn archived(&self) -> Option<bool> {
        self.0.observation.flags.archived
    }

    /// Whether the forge switched it off.
    async fn disabled(&self) -> Option<bool> {
        self.0.observation.flags.disabled
    }

    /// Whether it has no commits.
    async fn empty(&self) -> Option<bool> {
        self.0.observation.flags.empty
    }

    /// Whether it was made from another repository on the same forge.
    async fn fork(&self) -> Option<bool> {
        self.0.observation.flags.fork
    }

    /// Whether it copies another repository and is kept in step with it.
    async fn mirror(&self) -> Option<bool> {
        self.0.observation.flags.mirror
    }

    /// Whether it is meant to start new repositories from.
    async fn template(&self) -> Option<bool> {
        self.0.observation.flags.template
    }

    /// What it was forked from.
    async fn parent_url(&self) -> Option<String> {
        self.0.observation.parent.as_ref().map(ToString::to_string)
    }

    /// What it mirrors, as the forge writes it.
    async fn mirror_url(&self) -> Option<&str> {
        self.0.observation.mirror_url.as_deref()
    }

    /// The branch that visitors see first.
    async fn default_branch(&self) -> Option<&str> {
        self.0.observation.default_branch.as_deref()
    }

    /// People who starred it.
    async fn stars(&self) -> Option<u64> {
        self.0.observation.counts.stars
    }

    /// Forks on the same forge.
    async fn forks(&self) -> Option<u64> {
        self.0.observation.counts.forks
    }

    /// People who follow it.
    async fn watchers(&self) -> Option<u64> {
        self.0.observation.counts.watchers
    }

    /// Open issues.
    async fn open_issues(&self) -> Option<u64> {
        self.0.observation.counts.open_issues
    }

    /// Closed issues.
    async fn closed_issues(&self) -> Option<u64> {
        self.0.observation.counts.closed_issues
    }

    /// Open pull or merge requests.
    async fn open_pull_requests(&self) -> Option<u64> {
        self.0.observation.counts.open_pull_requests
    }

    /// Merged or closed pull or merge requests.
    async fn closed_pull_requests(&self) -> Option<u64> {
        self.0.observation.counts.closed_pull_requests
    }

    /// Releases on the forge.
    async fn releases(&self) -> Option<Releases> {
        self.0.observation.releases.as_ref().map(Releases::from)
    }

    /// Git tags.
    async fn tags(&self) -> Option<Releases> {
        self.0.observation.tags.as_ref().map(Releases::from)
    }

    /// Commits on the default branch in the last two years, as counts.
    async fn commits(&self) -> Option<Commits> {
        self.0.observation.commits.as_ref().map(Commits::from)
    }

    /// The README.
    async fn readme(&self) -> Option<TextFile> {
        self.0.observation.readme.as_ref().map(TextFile::from)
    }

    /// publiccode.yml, the metadata standard for public code.
    async fn publiccode(&self) -> Option<TextFile> {
        self.0.observation.publiccode.as_ref().map(TextFile::from)
    }

    /// Well-known files that it has; a kind that is not here, it does not have.
    /// Null when the source did not list the files.
    async fn files(&self) -> Option<Vec<KnownFile>> {
        let files = self.0.observation.files.as_deref()?;
        Some(
            files
                .iter()
                .map(|file| KnownFile {
                    kind: file.kind.into(),
                    path: file.path.clone(),
                })
                .collect(),
        )
    }

    /// What could not be read whole.
    async fn gaps(&self) -> Vec<Gap> {
        self.0
            .observation
            .gaps
            .iter()
            .map(|gap| Gap {
                field: gap.field.clone(),
                reason: gap.reason.clone(),
            })
            .collect()
    }

    /// How and when it left, if it is no longer there.
    async fn gone(&self) -> Option<Gone> {
        self.0.gone.as_ref().map(|gone| Gone {
            kind: gone.kind.into(),
            noticed_at: gone.noticed_at,
        })
    }

    /// When the facts were gathered.
    async fn observed_at(&self) -> DateTime<Utc> {
        self.0.observation.observed_at
    }

    /// When the catalogue first saw it.
    async fn first_seen_at(&self) -> DateTime<Utc> {
        self.0.first_seen_at
    }

    /// Where the facts come from.
    async fn source(&self) -> Source {
        match self.0.observation.source {
            FactSource::Forge { .. } => Source::Forge,
            FactSource::GitHistory => Source::GitHistory,
            FactSource::Sample => Source::Sample,
        }
    }
}

/// A code host.
#[derive(SimpleObject)]
pub(crate) struct Forge {
    /// Host name, as in `github.com`.
    host: String,
}

impl Forge {
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

/// Whether the licence allows reuse, and why we say so.
#[derive(SimpleObject)]
pub(crate) struct LicenceVerdict {
    /// The verdict.
    verdict: LicenceVerdictKind,
    /// The licence's SPDX identifier, where it is recognised.
    spdx_id: Option<String>,
    /// The rules that held.
    reasons: Vec<Reason>,
}

/// What a licence allows.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "LicenceValue")]
pub(crate) enum LicenceVerdictKind {
    /// An open source licence: approved by the OSI, or a version of the EUPL.
    Open,
    /// An open licence for texts or data.
    OpenContent,
    /// A licence that is not open.
    NotOpen,
    /// No licence: nobody may reuse it.
    Missing,
    /// Two sources name different licences.
    Contradictory,
    /// There is a licence, and nobody recognised it; or nobody looked.
    Unknown,
}

/// Whether a repository is kept up, and why we say so.
#[derive(SimpleObject)]
pub(crate) struct Maintenance {
    /// The status.
    status: MaintenanceStatus,
    /// The rules that held.
    reasons: Vec<Reason>,
}

/// Maintenance status: the first that holds, in this order.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "StatusValue")]
pub(crate) enum MaintenanceStatus {
    /// Read-only, switched off, or declared obsolete by its owner.
    Archived,
    /// Its owner looks for somebody to maintain it.
    SeekingMaintainer,
    /// People worked on it in at least 3 of the last 12 weeks, or there was a
    /// release in the last 90 days.
    Active,
    /// A commit by a person or a release in the last 365 days.
    Maintained,
    /// The last one is one to two years ago.
    Dormant,
    /// The last one is longer ago.
    Unmaintained,
    /// No fact to judge by.
    Unknown,
}

/// A rule that held, with the facts it used; the wording is the reader's.
#[derive(SimpleObject)]
pub(crate) struct Reason {
    /// The rule's identifier.
    rule: String,
    /// The facts.
    facts: Vec<ReasonFact>,
}

/// A fact that a rule used.
#[derive(SimpleObject)]
pub(crate) struct ReasonFact {
    /// Its name within the rule.
    name: String,
    /// Its value: a date as YYYY-MM-DD, a number in digits, or text.
    value: String,
}

fn reasons(reasons: &[bronwijzer_index::Reason]) -> Vec<Reason> {
    reasons
        .iter()
        .map(|reason| Reason {
            rule: reason.rule.to_string(),
            facts: reason
                .facts
                .iter()
                .map(|(name, fact)| ReasonFact {
                    name: (*name).to_string(),
                    value: fact.to_string(),
                })
                .collect(),
        })
        .collect()
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

/// What a well-known file is for.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "ObservedFileKind")]
pub(crate) enum FileKind {
    /// What it is and how to start.
    Readme,
    /// The terms of use.
    Licence,
    /// publiccode.yml, the metadata standard for public code.
    Publiccode,
    /// How to contribute.
    Contributing,
    /// How people treat each other.
    CodeOfConduct,
    /// How to report a vulnerability.
    Security,
    /// Who decides, and how.
    Governance,
    /// Where to ask for help.
    Support,
    /// Who reviews what.
    Codeowners,
    /// What changed for users.
    Changelog,
    /// How to cite it.
    Citation,
    /// CodeMeta, the metadata standard of research software.
    Codemeta,
    /// Automated tests.
    Tests,
    /// Continuous integration.
    Ci,
}

/// Something that could not be read whole.
#[derive(SimpleObject)]
pub(crate) struct Gap {
    /// What it is.
    field: String,
    /// Why.
    reason: String,
}

/// A repository that is no longer there.
#[derive(SimpleObject)]
pub(crate) struct Gone {
    /// How it left.
    kind: GoneKind,
    /// When that was noticed.
    noticed_at: DateTime<Utc>,
}

/// How a repository left.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "DepartureKind")]
pub(crate) enum GoneKind {
    /// Deleted or made private: the forge does not tell which.
    NotFound,
    /// Blocked for legal reasons.
    Blocked,
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
