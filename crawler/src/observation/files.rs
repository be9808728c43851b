//! Which well-known files a repository has, told by their names.

use serde::{Deserialize, Serialize};

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
    ($($(#[$doc:meta])* $kind:ident => [$($stem:literal),*]),+ $(,)?) => {
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
                    $(Self::$kind => &[$($stem),*],)+
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
    /// A licence in the folder [`REUSE_FOLDER`], named for its SPDX identifier.
    /// Told by its folder, and so by no name.
    ReuseLicence => [],
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

/// Where the REUSE specification wants the text of every licence that anything
/// in the repository is under, as in `LICENSES/EUPL-1.2.txt`.
/// Source: <https://reuse.software/spec-3.3/#license-files>.
pub const REUSE_FOLDER: &str = "LICENSES";

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

    /// The kind that an entry of the folder at `folder` (empty: the root) is of.
    #[must_use]
    pub fn within(folder: &str, name: &str, is_folder: bool) -> Option<Self> {
        if folder == REUSE_FOLDER {
            let is_text = !is_folder && name.ends_with(".txt");
            return is_text.then_some(Self::ReuseLicence);
        }
        Self::of(name, is_folder)
    }

    /// Whether a repository may have several files of this kind, each of which
    /// says something of its own.
    #[must_use]
    pub fn may_be_several(self) -> bool {
        matches!(self, Self::Licence | Self::ReuseLicence)
    }

    /// Whether a folder of that name counts.
    fn may_be_folder(self) -> bool {
        matches!(self, Self::Tests | Self::Ci)
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
        let reuse = |name| FileKind::within(REUSE_FOLDER, name, false);
        assert_eq!(reuse("EUPL-1.2.txt"), Some(FileKind::ReuseLicence));
        assert_eq!(reuse("README.md"), None);
        assert_eq!(FileKind::within("", "EUPL-1.2.txt", false), None);
    }
}
