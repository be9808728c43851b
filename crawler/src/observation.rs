//! What a forge said about one repository at one moment: facts, no judgement.
//!
//! A field that the forge did not give is `None`, never zero or empty: "no
//! stars" and "stars unknown" are different facts.

mod bounds;
mod catalogued;
mod community;
mod files;
mod gap;
mod help_wanted;
mod issues;
mod search;
mod test_files;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::address::{RepositoryId, RepositoryUrl};
use crate::commits::CommitActivity;

use bounds::cut;
pub use bounds::{MAX_LINE_BYTES, MAX_LISTED, MAX_NEWEST, MAX_TEXT_BYTES, MOST_LICENCE_TEXTS};
pub use catalogued::{Catalogued, PubliccodeValues, Sentence};
pub use community::{CommunityFiles, FilePresence};
pub(crate) use files::may_hold_specs;
pub use files::{FileKind, KnownFile, REUSE_FOLDER, is_licence_name, spdx_licence};
pub use gap::{Gap, Unread};
pub use help_wanted::{HelpKind, help_of};
pub(crate) use help_wanted::{LABELS as HELP_LABELS, asks_for_help};
pub use issues::{ANSWER_DAYS, FirstResponse, IssueFacts, MOST_ASKED, MOST_TASKS, OpenIssue};
pub use search::FileSearch;
pub(crate) use test_files::{is_test_file, is_test_folder, may_hold_tests};

/// Everything that one source said about one repository at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// Identity: forge and the forge's own immutable id.
    pub id: RepositoryId,
    /// The forge's handle for asking about this repository again, where that
    /// is not the id itself (GitHub: the GraphQL node id).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    /// The current address. Former addresses are kept by the store.
    pub url: RepositoryUrl,
    /// When the source was asked.
    pub observed_at: DateTime<Utc>,
    /// Where the facts came from.
    pub source: Source,
    /// One or two sentences by the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The project's own page, as written by the owner; not checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub homepage: Option<String>,
    /// Topics, as the forge spells them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topics: Option<Vec<String>>,
    /// Languages by size, largest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub languages: Option<Vec<LanguageSize>>,
    /// The licence that the forge recognised. `None` where the forge does not
    /// say; [`ForgeLicence::Missing`] where it says that there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<ForgeLicence>,
    /// When the repository was made on the forge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    /// When somebody last pushed to any branch. GitLab does not tell: there it
    /// is when anybody last did anything in the project, a push included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pushed_at: Option<DateTime<Utc>>,
    /// When anything about the repository last changed on the forge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
    /// When it was archived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<DateTime<Utc>>,
    /// What kind of repository it is.
    #[serde(default)]
    pub flags: Flags,
    /// What it was forked from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<RepositoryUrl>,
    /// What it mirrors, as the forge writes it (not always a web address).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mirror_url: Option<String>,
    /// How often it is starred, forked, watched, and so on.
    #[serde(default)]
    pub counts: Counts,
    /// Releases on the forge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub releases: Option<Releases>,
    /// Git tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Releases>,
    /// The branch that a visitor sees first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_branch: Option<String>,
    /// Commits on the default branch in the last two years, as counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commits: Option<CommitActivity>,
    /// The README.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub readme: Option<TextFile>,
    /// `publiccode.yml` or `publiccode.yaml`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publiccode: Option<TextFile>,
    /// Values of its publiccode.yml, of a source that does not give the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publiccode_values: Option<PubliccodeValues>,
    /// The licence file; the one with the usual name where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence_text: Option<TextFile>,
    /// The texts of the other licence files, at most
    /// [`MOST_LICENCE_TEXTS`] with `licence_text`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further_licence_texts: Vec<TextFile>,
    /// What says by the REUSE specification which files are under which licence:
    /// `REUSE.toml`, or `.reuse/dep5`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reuse: Option<TextFile>,
    /// Which well-known files the repository has. `None` where the source did
    /// not list the files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<Vec<KnownFile>>,
    /// How far files were looked for elsewhere than in the usual places. What was not
    /// looked for is not known.
    #[serde(default, skip_serializing_if = "FileSearch::is_default")]
    pub file_search: FileSearch,
    /// Which community health files the forge shows, with those that the owner
    /// gives for all repositories of the account.
    #[serde(default, skip_serializing_if = "CommunityFiles::is_unknown")]
    pub community_files: CommunityFiles,
    /// The catalogue's own words for it, where no forge was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalogued: Option<Catalogued>,
    /// Its issues, which are read apart from everything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issues: Option<IssueFacts>,
    /// What could not be read whole, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<Gap>,
}

impl Observation {
    /// An observation in which the source said nothing but the identity.
    #[must_use]
    pub fn bare(
        id: RepositoryId,
        url: RepositoryUrl,
        observed_at: DateTime<Utc>,
        source: Source,
    ) -> Self {
        Self {
            id,
            handle: None,
            url,
            observed_at,
            source,
            description: None,
            homepage: None,
            topics: None,
            languages: None,
            licence: None,
            created_at: None,
            pushed_at: None,
            updated_at: None,
            archived_at: None,
            flags: Flags::default(),
            parent: None,
            mirror_url: None,
            counts: Counts::default(),
            releases: None,
            tags: None,
            default_branch: None,
            commits: None,
            readme: None,
            publiccode: None,
            publiccode_values: None,
            licence_text: None,
            further_licence_texts: Vec::new(),
            reuse: None,
            files: None,
            file_search: FileSearch::default(),
            community_files: CommunityFiles::default(),
            catalogued: None,
            issues: None,
            gaps: Vec::new(),
        }
    }

    /// The texts of all licence files that were read, the usual one first.
    pub fn licence_texts(&self) -> impl Iterator<Item = &TextFile> {
        self.licence_text.iter().chain(&self.further_licence_texts)
    }

    /// Whether the source tells if the owner names a page of the project: without
    /// `homepage` there then is none. GitLab has no field for it.
    #[must_use]
    pub fn tells_homepage(&self) -> bool {
        let is_unread = |gap: &Gap| gap.unread == Some(Unread::Homepage);
        let has_field = matches!(&self.source, Source::Forge { api } if !api.contains("/api/v4"));
        has_field && !self.gaps.iter().any(is_unread)
    }

    /// Whether a well-known file that is not in `files` is not in the usual places:
    /// the source listed them, and read the lists to their ends.
    #[must_use]
    pub fn lists_all_files(&self) -> bool {
        // What was taken over from an earlier reading was whole then.
        let is_partial = |gap: &Gap| gap.field == Unread::Files.as_str() && gap.unread.is_none();
        self.files.is_some() && !self.gaps.iter().any(is_partial)
    }
}

/// Where an observation came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Source {
    /// A forge's API, asked at this address.
    Forge {
        /// Base address of the API, without credentials.
        api: String,
    },
    /// The repository's public git history, read outside this program.
    GitHistory,
    /// The sample that ships with the program.
    Sample,
}

/// A language and how much of it the repository holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LanguageSize {
    /// The name, as GitHub's linguist spells it.
    pub name: String,
    /// Size in bytes. GitLab tells shares only: there the sizes of one
    /// repository are ten-thousandths of the whole.
    pub bytes: u64,
}

/// Languages that are no code: markup, style sheets, and descriptions of how something
/// is to behave.
const MARKUP: &[&str] = &[
    "BibTeX Style",
    "CSS",
    "Gherkin",
    "HTML",
    "Less",
    "Markdown",
    "MDX",
    "Rich Text Format",
    "Sass",
    "SCSS",
    "Stylus",
    "SVG",
    "TeX",
];

/// Languages of which tests stand in the files of what they test, so that no name
/// tells of them.
const INLINE_TESTS: &[&str] = &["D", "Rust", "Zig"];

impl LanguageSize {
    /// Whether tests stand in the code of it.
    pub(crate) fn holds_tests(&self) -> bool {
        INLINE_TESTS.contains(&self.name.as_str())
    }

    /// Whether programs are written in it.
    #[must_use]
    pub fn is_code(&self) -> bool {
        !MARKUP.contains(&self.name.as_str())
    }
}

/// The licence, as far as the forge recognises it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum ForgeLicence {
    /// The forge recognised this SPDX identifier.
    Spdx {
        /// The identifier, as in `EUPL-1.2`.
        id: String,
    },
    /// There is a licence, and the forge does not recognise it.
    Unrecognised,
    /// The forge looked for a licence and found none.
    Missing,
}

/// What kind of repository it is, as the forge says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Flags {
    /// Read-only, set by the owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived: Option<bool>,
    /// Switched off by the forge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    /// Has no commits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty: Option<bool>,
    /// Made from another repository on the same forge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fork: Option<bool>,
    /// Copies another repository, and is kept in step with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror: Option<bool>,
    /// Meant to start new repositories from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<bool>,
    /// Has a place for discussions on the forge, beside its issues.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discussions: Option<bool>,
}

/// Numbers that the forge keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// People who starred it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stars: Option<u64>,
    /// Forks on the same forge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forks: Option<u64>,
    /// People who follow it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub watchers: Option<u64>,
    /// Open issues, without pull requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_issues: Option<u64>,
    /// Closed issues, without pull requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_issues: Option<u64>,
    /// Open pull or merge requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_pull_requests: Option<u64>,
    /// Merged or closed pull or merge requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_pull_requests: Option<u64>,
}

impl Counts {
    /// Takes over each number that `newer` has.
    pub fn take(&mut self, newer: &Self) {
        let pairs = [
            (&mut self.stars, newer.stars),
            (&mut self.forks, newer.forks),
            (&mut self.watchers, newer.watchers),
            (&mut self.open_issues, newer.open_issues),
            (&mut self.closed_issues, newer.closed_issues),
            (&mut self.open_pull_requests, newer.open_pull_requests),
            (&mut self.closed_pull_requests, newer.closed_pull_requests),
        ];
        for (count, newer) in pairs {
            *count = newer.or(*count);
        }
    }
}

/// Releases or tags: how many there are, and the newest of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Releases {
    /// How many there are in all.
    pub total: u64,
    /// The newest, newest first; at most ten.
    pub newest: Vec<Release>,
}

/// One release or tag.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// The tag's name.
    pub name: String,
    /// When it was published (a release), or when the commit that it names was
    /// committed (a tag, annotated or not).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// Whether the owner marked it as not ready for use. `None` for tags, and
    /// where the forge does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prerelease: Option<bool>,
    /// Whether a program published it. `None` for tags, and where the forge
    /// does not tell who did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_bot: Option<bool>,
}

/// A text file in the repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextFile {
    /// Path from the repository's root.
    pub path: String,
    /// The text, at most [`MAX_TEXT_BYTES`] of it.
    pub text: String,
    /// Size of the whole file in bytes.
    pub bytes: u64,
    /// Whether `text` is only the start of the file.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
}
