//! What a forge said about one repository at one moment: facts, no judgement.
//!
//! A field that the forge did not give is `None`, never zero or empty: "no
//! stars" and "stars unknown" are different facts.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::address::{RepositoryId, RepositoryUrl};
use crate::commits::CommitActivity;

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
    /// The licence file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence_text: Option<TextFile>,
    /// Which well-known files the repository has. `None` where the source did
    /// not list the files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<Vec<KnownFile>>,
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
            licence_text: None,
            files: None,
            gaps: Vec::new(),
        }
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

/// Releases or tags: how many there are, and the newest of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Releases {
    /// How many there are in all.
    pub total: u64,
    /// The newest, newest first; at most ten.
    pub newest: Vec<Release>,
}

/// One release or tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// The tag's name.
    pub name: String,
    /// When it was published (a release) or committed (a tag).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
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

/// How much of a text file is kept, in bytes. Of 73 READMEs of Dutch
/// government repositories the largest had 41 KB.
pub const MAX_TEXT_BYTES: usize = 256 * 1024;

impl TextFile {
    /// Keeps at most [`MAX_TEXT_BYTES`] of `text`, cut at a character.
    #[must_use]
    pub fn capped(path: impl Into<String>, mut text: String, bytes: u64, truncated: bool) -> Self {
        let mut truncated = truncated;
        if text.len() > MAX_TEXT_BYTES {
            let end = (0..=MAX_TEXT_BYTES)
                .rev()
                .find(|&at| text.is_char_boundary(at))
                .unwrap_or(0);
            text.truncate(end);
            truncated = true;
        }
        Self {
            path: path.into(),
            text,
            bytes,
            truncated,
        }
    }
}

/// A well-known file (or folder) that the repository has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownFile {
    /// What it is for.
    pub kind: FileKind,
    /// Path from the repository's root.
    pub path: String,
}

/// Declares [`FileKind`] and its table of names in one place.
macro_rules! file_kinds {
    ($($(#[$doc:meta])* $kind:ident => [$($stem:literal),+]),+ $(,)?) => {
        /// What a well-known file is for. Each kind lists the names that count,
        /// without extension and in lower case.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum FileKind {
            $($(#[$doc])* $kind,)+
        }

        impl FileKind {
            /// Every kind, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// The names that count for this kind: lower case, and without
            /// extension unless the name itself has one.
            #[must_use]
            pub fn names(self) -> &'static [&'static str] {
                match self {
                    $(Self::$kind => &[$($stem),+],)+
                }
            }
        }
    };
}

file_kinds! {
    /// What it is and how to start.
    Readme => ["readme", "leesmij"],
    /// The terms of use.
    Licence => ["license", "licence", "licentie", "copying", "unlicense"],
    /// publiccode.yml, the metadata standard for public code.
    Publiccode => ["publiccode.yml", "publiccode.yaml"],
    /// How to contribute.
    Contributing => ["contributing", "bijdragen"],
    /// How people treat each other.
    CodeOfConduct => ["code_of_conduct", "code-of-conduct", "gedragscode"],
    /// How to report a vulnerability.
    Security => ["security"],
    /// Who decides, and how.
    Governance => ["governance"],
    /// Where to ask for help.
    Support => ["support"],
    /// Who reviews what.
    Codeowners => ["codeowners"],
    /// What changed for users.
    Changelog => ["changelog", "changes", "history", "releases", "releasenotes", "release_notes", "release-notes", "news"],
    /// How to cite it.
    Citation => ["citation.cff"],
    /// CodeMeta, the metadata standard of research software.
    Codemeta => ["codemeta.json"],
    /// Automated tests.
    Tests => ["tests", "test", "spec", "specs", "__tests__", "testing", "e2e", "cypress"],
    /// Continuous integration.
    Ci => ["workflows", ".gitlab-ci.yml", ".gitlab-ci.yaml", ".travis.yml", "jenkinsfile", "azure-pipelines.yml", ".circleci", ".drone.yml", ".woodpecker.yml", ".woodpecker.yaml", ".woodpecker", "bitbucket-pipelines.yml", "tox.ini", "noxfile.py"],
}

/// Extensions under which a well-known document counts: it is written for
/// people, so `history.js` is no changelog.
const DOCUMENT_EXTENSIONS: &[&str] = &[
    "", "adoc", "asciidoc", "html", "markdown", "md", "org", "rdoc", "rst", "textile", "txt",
];

impl FileKind {
    /// The kind that a file or folder is of, if any. `name` is the last segment
    /// of its path.
    #[must_use]
    pub fn of(name: &str, is_folder: bool) -> Option<Self> {
        let name = name.to_lowercase();
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let stem = name.split_once('.').map_or(name.as_str(), |(stem, _)| stem);
        // LICENSE-MIT and LICENSE_EUPL are licences too.
        let is_licence_variant = |known: &str| {
            stem.strip_prefix(known)
                .is_some_and(|rest| rest.starts_with(['-', '_']))
        };
        Self::ALL.iter().copied().find(|kind| {
            kind.names().iter().any(|known| {
                if is_folder {
                    return kind.may_be_folder() && *known == name;
                }
                if known.contains('.') || kind.may_be_folder() {
                    return *known == name;
                }
                DOCUMENT_EXTENSIONS.contains(&extension)
                    && (*known == stem || (*kind == Self::Licence && is_licence_variant(known)))
            })
        })
    }

    /// Whether a folder of that name counts.
    fn may_be_folder(self) -> bool {
        matches!(self, Self::Tests | Self::Ci)
    }
}

/// Something that could not be read whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The field of the observation, as in `readme`.
    pub field: String,
    /// Why it has less than the forge holds.
    pub reason: String,
    /// The part that was not read at all this time: what was known of it before
    /// still holds. `None` where the forge was read and has no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<Unread>,
}

impl Gap {
    /// A part that was not read this time.
    #[must_use]
    pub fn unread(part: Unread, reason: String) -> Self {
        Self {
            field: part.as_str().to_owned(),
            reason,
            unread: Some(part),
        }
    }
}

/// A part of an observation that a forge may fail to give by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unread {
    /// README, publiccode.yml and the text of the licence.
    Texts,
    /// Which well-known files there are.
    Files,
    /// Commits.
    Commits,
    /// Languages.
    Languages,
    /// Releases and tags.
    Releases,
}

impl Unread {
    /// Every part.
    pub const ALL: &'static [Self] = &[
        Self::Texts,
        Self::Files,
        Self::Commits,
        Self::Languages,
        Self::Releases,
    ];

    /// The name in a gap.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Texts => "texts",
            Self::Files => "files",
            Self::Commits => "commits",
            Self::Languages => "languages",
            Self::Releases => "releases",
        }
    }
}

impl Observation {
    /// Takes over from an earlier observation what was not read this time, so
    /// that nothing known is lost.
    pub fn keep_unread(&mut self, before: &Self) {
        for part in self.gaps.iter().filter_map(|gap| gap.unread) {
            match part {
                Unread::Texts => {
                    self.readme.clone_from(&before.readme);
                    self.publiccode.clone_from(&before.publiccode);
                    self.licence_text.clone_from(&before.licence_text);
                }
                Unread::Files => self.files.clone_from(&before.files),
                Unread::Commits => self.commits.clone_from(&before.commits),
                Unread::Languages => self.languages.clone_from(&before.languages),
                Unread::Releases => {
                    self.releases.clone_from(&before.releases);
                    self.tags.clone_from(&before.tags);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_files_are_recognised_by_name() {
        let file = |name| FileKind::of(name, false);
        let cases = [
            ("README.md", Some(FileKind::Readme)),
            ("Readme.rst", Some(FileKind::Readme)),
            ("README.en.md", Some(FileKind::Readme)),
            ("LICENSE", Some(FileKind::Licence)),
            ("LICENCE.EUPL-1.2.txt", Some(FileKind::Licence)),
            ("LICENSE-MIT", Some(FileKind::Licence)),
            ("license.go", None),
            ("publiccode.yml", Some(FileKind::Publiccode)),
            ("publiccode.md", None),
            ("CITATION.cff", Some(FileKind::Citation)),
            ("citation.txt", None),
            ("security.txt", Some(FileKind::Security)),
            ("history.js", None),
            (".gitlab-ci.yml", Some(FileKind::Ci)),
            (".woodpecker.yaml", Some(FileKind::Ci)),
            ("CODE_OF_CONDUCT.md", Some(FileKind::CodeOfConduct)),
            ("test.sh", None),
            ("src", None),
            (".env", None),
        ];
        for (name, expected) in cases {
            assert_eq!(file(name), expected, "{name}");
        }
        assert_eq!(FileKind::of("tests", true), Some(FileKind::Tests));
        assert_eq!(FileKind::of("workflows", true), Some(FileKind::Ci));
        assert_eq!(FileKind::of("readme", true), None);
    }

    #[test]
    fn a_long_text_is_cut_at_a_character() {
        let text = "é".repeat(MAX_TEXT_BYTES);
        let file = TextFile::capped("README.md", text, 2 * MAX_TEXT_BYTES as u64, false);
        assert!(file.truncated);
        assert_eq!(file.text.len(), MAX_TEXT_BYTES);
        assert!(file.text.chars().all(|c| c == 'é'));
    }
}
