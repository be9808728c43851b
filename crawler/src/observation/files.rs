//! Which well-known files a repository has, told by their names.

use async_graphql::Enum;
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
        /// What a well-known file is for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Enum)]
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
    /// A licence in the folder LICENSES, as REUSE wants it: its name is the SPDX
    /// identifier.
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
    Ci => [
        "workflows", ".gitlab-ci.yml", ".gitlab-ci.yaml", ".travis.yml", ".travis.yaml",
        "jenkinsfile", "azure-pipelines.yml", "azure-pipelines.yaml", ".azure-pipelines",
        ".azuredevops", ".azure", ".circleci", ".drone.yml", ".woodpecker.yml", ".woodpecker.yaml",
        ".woodpecker", "bitbucket-pipelines.yml", "appveyor.yml", ".appveyor.yml", ".cirrus.yml",
        ".build.yml", ".buildkite", ".teamcity", ".tekton", "bamboo-specs", "buildspec.yml",
        "cloudbuild.yaml", "cloudbuild.yml", "codefresh.yml", "earthfile", "wercker.yml",
        "tox.ini", "noxfile.py"
    ],
}

/// Where the REUSE specification wants the text of every licence that anything
/// in the repository is under, as in `LICENSES/EUPL-1.2.txt`.
/// Source: <https://reuse.software/spec-3.3/#license-files>.
pub const REUSE_FOLDER: &str = "LICENSES";

/// Extensions under which a well-known document counts: it is written for
/// people, so `history.js` is no changelog. Markup as GitHub renders it
/// (<https://github.com/github/markup#markups>), and `mdx`, which is Markdown.
const DOCUMENT_EXTENSIONS: &[&str] = &[
    "",
    "adoc",
    "asc",
    "asciidoc",
    "creole",
    "html",
    "markdown",
    "md",
    "mdown",
    "mdwn",
    "mdx",
    "mediawiki",
    "mkd",
    "mkdn",
    "org",
    "pod",
    "rdoc",
    "rst",
    "textile",
    "txt",
    "wiki",
];

/// Extensions of the text of a licence in [`REUSE_FOLDER`], beside `txt`, when
/// the name before it is an identifier: so a README there is none.
const REUSE_EXTENSIONS: &[&str] = &["adoc", "html", "md", "rst", "text"];

/// Folders below which a folder `workflows` holds those of a CI service.
const WORKFLOW_FOLDERS: &[&str] = &[".forgejo", ".gitea", ".github"];

/// What follows a licence file's name where it says which licence that is, and
/// is no SPDX identifier: `COPYING.LESSER`, `LICENSE.APACHE`.
const LICENCE_WORDS: &[&str] = &[
    "agpl", "apache", "bsd", "cc0", "eupl", "fdl", "gpl", "lesser", "lgpl", "lib", "mit", "mpl",
];

/// Languages whose tests stand in a folder `spec`.
const SPEC_LANGUAGES: &[&str] = &["Crystal", "Ruby"];

/// Languages of which some tests stand in a folder `spec`, so that it depends
/// on what is in it.
const MAYBE_SPEC_LANGUAGES: &[&str] = &[
    "CoffeeScript",
    "Groovy",
    "JavaScript",
    "Lua",
    "MoonScript",
    "PHP",
    "TypeScript",
];

/// Whether `text` is an identifier on SPDX's list of licences or of exceptions,
/// in whatever case: `eupl-1.2`, `Classpath-exception-2.0`.
#[must_use]
pub fn is_licence_name(text: &str) -> bool {
    let mut exceptions = spdx::identifiers::EXCEPTIONS.iter();
    spdx_licence(text).is_some()
        || exceptions.any(|exception| exception.name.eq_ignore_ascii_case(text))
}

/// The identifier on SPDX's list that `text` is in whatever case.
///
/// SPDX compares identifiers so: <https://spdx.github.io/spdx-spec/v3.0.1/annexes/spdx-license-expressions/#case-sensitivity>.
#[must_use]
pub fn spdx_licence(text: &str) -> Option<&'static str> {
    let mut licences = spdx::identifiers::LICENSES.iter();
    let licence = licences.find(|licence| licence.name.eq_ignore_ascii_case(text))?;
    Some(licence.name)
}

/// Whether a folder `spec` of a repository in these languages is one of tests,
/// and not a specification. `names` is what is in it, where that is known.
pub(crate) fn may_hold_specs<'a>(
    mut languages: impl Iterator<Item = &'a str>,
    names: Option<&[&str]>,
) -> bool {
    let looks_so = names.map(|names| {
        names.iter().any(|name| {
            let name = name.to_lowercase();
            let stem = name.split('.').next().unwrap_or_default();
            name.contains(".spec.")
                || stem.ends_with("_spec")
                || stem.ends_with("-spec") && !name.ends_with(".md")
                || ["spec_helper", "rails_helper", "phpspec"].contains(&stem)
        })
    });
    languages.any(|language| {
        SPEC_LANGUAGES.contains(&language)
            || MAYBE_SPEC_LANGUAGES.contains(&language) && looks_so != Some(false)
    }) || looks_so == Some(true)
}

impl FileKind {
    /// The kind that a file or folder is of by its name alone, if any. `name` is
    /// the last segment of its path.
    #[must_use]
    pub fn of(name: &str, is_folder: bool) -> Option<Self> {
        let name = name.to_lowercase();
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let stem = name.split_once('.').map_or(name.as_str(), |(stem, _)| stem);
        Self::ALL.iter().copied().find(|kind| {
            kind.names().iter().any(|known| {
                if is_folder {
                    return kind.may_be_folder() && *known == name;
                }
                if known.contains('.') || kind.may_be_folder() {
                    return *known == name;
                }
                let is_document = DOCUMENT_EXTENSIONS.contains(&extension);
                match kind {
                    Self::Licence => is_licence_file(&name, known, is_document),
                    _ => is_document && *known == stem,
                }
            })
        })
    }

    /// The kind that an entry of the folder at `folder` (empty: the root) is of.
    #[must_use]
    pub fn within(folder: &str, name: &str, is_folder: bool) -> Option<Self> {
        if folder == REUSE_FOLDER {
            let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
            let extension = extension.to_lowercase();
            let is_named = stem.starts_with("LicenseRef-") || is_licence_name(stem);
            let is_text = extension == "txt"
                || is_named && REUSE_EXTENSIONS.contains(&extension.as_str())
                // The part after a dot may be of the identifier itself.
                || is_licence_name(name);
            return (is_text && !is_folder).then_some(Self::ReuseLicence);
        }
        if is_folder && name == "workflows" && !WORKFLOW_FOLDERS.contains(&folder) {
            return None;
        }
        Self::of(name, is_folder)
    }

    /// Whether a repository may have several files of this kind, each of which
    /// says something of its own.
    #[must_use]
    pub fn may_be_several(self) -> bool {
        matches!(self, Self::Licence | Self::ReuseLicence)
    }

    /// Whether it counts in every folder below `docs`. A security policy does not: a
    /// `security.md` there is about the security of the software.
    pub(crate) fn may_be_deep_in_docs(self) -> bool {
        matches!(
            self,
            Self::CodeOfConduct | Self::Contributing | Self::Governance
        )
    }

    /// Whether a folder of that name counts.
    fn may_be_folder(self) -> bool {
        matches!(self, Self::Tests | Self::Ci)
    }
}

/// Whether `name` is `known`, or `known` with the name of a licence: `LICENSE`,
/// `LICENSE.md`, `LICENSE-MIT`, `LICENCE.EUPL-1.2.txt`, `COPYING.LESSER`; and not
/// `license.go`.
fn is_licence_file(name: &str, known: &str, is_document: bool) -> bool {
    let Some(rest) = name.strip_prefix(known) else {
        return false;
    };
    let Some(which) = rest.strip_prefix(['.', '-', '_']) else {
        return rest.is_empty();
    };
    let word = which.trim_end_matches(|c: char| c.is_ascii_digit() || ".-v".contains(c));
    is_document || LICENCE_WORDS.contains(&word) || is_licence_name(which)
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
            ("LICENSE.EUPL-1.2", Some(FileKind::Licence)),
            ("LICENSE.APACHE2", Some(FileKind::Licence)),
            ("COPYING.LESSER", Some(FileKind::Licence)),
            ("COPYING.LGPLv3", Some(FileKind::Licence)),
            ("UNLICENSE", Some(FileKind::Licence)),
            ("LICENSES.md", None),
            ("NOTICE", None),
            ("license.rs", None),
            ("license-checker.js", None),
            ("ReadMe.mdown", Some(FileKind::Readme)),
            ("readme.mediawiki", Some(FileKind::Readme)),
            ("README.asciidoc", Some(FileKind::Readme)),
            ("README.pod", Some(FileKind::Readme)),
            ("README.py", None),
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
        let workflows = |folder| FileKind::within(folder, "workflows", true);
        assert_eq!(workflows(".github"), Some(FileKind::Ci));
        assert_eq!(workflows(".forgejo"), Some(FileKind::Ci));
        assert_eq!((workflows(""), workflows("docs")), (None, None));
        assert_eq!(FileKind::of("readme", true), None);
        let reuse = |name| FileKind::within(REUSE_FOLDER, name, false);
        assert_eq!(reuse("EUPL-1.2.txt"), Some(FileKind::ReuseLicence));
        assert_eq!(reuse("EUPL-1.2.md"), Some(FileKind::ReuseLicence));
        assert_eq!(reuse("Apache-2.0"), Some(FileKind::ReuseLicence));
        assert_eq!(
            reuse("Classpath-exception-2.0.txt"),
            Some(FileKind::ReuseLicence)
        );
        assert_eq!(reuse("LicenseRef-own.md"), Some(FileKind::ReuseLicence));
        assert_eq!(reuse("README.md"), None);
        assert_eq!(reuse("eupl.py"), None);
        assert_eq!(FileKind::within("", "EUPL-1.2.txt", false), None);
    }

    #[test]
    fn spec_folder_holds_tests_or_a_specification() {
        type Case = (
            &'static [&'static str],
            Option<&'static [&'static str]>,
            bool,
        );
        let cases: &[Case] = &[
            (&["Ruby"], None, true),
            (&["Ruby"], Some(&["models"]), true),
            (&["JavaScript"], None, true),
            (&["JavaScript"], Some(&["index.html", "api-spec.md"]), false),
            (&["JavaScript"], Some(&["login.spec.js"]), true),
            (&["HTML", "CSS"], None, false),
            (&[], Some(&["spec_helper.rb"]), true),
            (&[], Some(&["standaard.md", "openapi.yaml"]), false),
            (&[], None, false),
        ];
        for (languages, names, expected) in cases {
            assert_eq!(
                may_hold_specs(languages.iter().copied(), *names),
                *expected,
                "{languages:?} {names:?}"
            );
        }
    }

    #[test]
    fn spdx_identifiers_match_in_any_case() {
        assert_eq!(spdx_licence("eupl-1.2"), Some("EUPL-1.2"));
        assert_eq!(spdx_licence("openssl"), Some("OpenSSL"));
        assert_eq!(spdx_licence("other"), None);
        assert!(is_licence_name("GCC-exception-3.1"));
        assert!(!is_licence_name("README"));
    }
}
