//! Community health files, which an account may give for all its repositories.
//!
//! GitHub shows those of an account's public repository `.github` at each of its
//! repositories that has none of its own. Source:
//! <https://docs.github.com/en/communities/setting-up-your-project-for-healthy-contributions/creating-a-default-community-health-file>.
//! GitLab, Gitea and Forgejo have no such defaults.

use serde::{Deserialize, Serialize};

use super::{FileKind, KnownFile, LanguageSize, Observation, Source};

/// Which community health files the forge shows at the repository, whether its
/// own or its owner's. `None` where the forge did not say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CommunityFiles {
    /// How to report a vulnerability.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security: Option<bool>,
    /// How to contribute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contributing: Option<bool>,
    /// How to behave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_of_conduct: Option<bool>,
}

impl CommunityFiles {
    /// Whether the forge said nothing at all.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        *self == Self::default()
    }

    /// What the forge said of this kind of file.
    fn shows(&self, kind: FileKind) -> Option<bool> {
        match kind {
            FileKind::Security => self.security,
            FileKind::Contributing => self.contributing,
            FileKind::CodeOfConduct => self.code_of_conduct,
            _ => None,
        }
    }
}

/// Where a well-known file is, or why it is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilePresence<'a> {
    /// In the repository itself.
    Own(&'a KnownFile),
    /// The owner gives it for all repositories of the account.
    GivenByOwner,
    /// The forge shows one, and not all files of the repository were listed: it
    /// may be the repository's own or the owner's.
    Shown,
    /// Neither in the repository nor given by the owner.
    Absent,
    /// Not all places were listed where it may stand.
    Unlisted,
    /// The repository has none, and whether the owner gives one is not known.
    OwnerNotAsked,
}

impl Observation {
    /// Where the file of this kind is: the repository's own first.
    #[must_use]
    pub fn find_file(&self, kind: FileKind) -> FilePresence<'_> {
        let mut files = self.files.iter().flatten();
        if let Some(file) = files.find(|file| file.kind == kind) {
            return FilePresence::Own(file);
        }
        let mut languages = self.languages.iter().flatten();
        let may_be_inline = kind == FileKind::Tests && languages.any(LanguageSize::holds_tests);
        let is_listed = self.lists_all_files() && self.file_search.is_whole(kind) && !may_be_inline;
        match (self.community_files.shows(kind), is_listed) {
            (Some(true), true) => FilePresence::GivenByOwner,
            (Some(true), false) => FilePresence::Shown,
            (_, false) => FilePresence::Unlisted,
            (None, true) if self.owner_may_give(kind) => FilePresence::OwnerNotAsked,
            (_, true) => FilePresence::Absent,
        }
    }

    /// Whether the owner can give a file of this kind from another repository.
    fn owner_may_give(&self, kind: FileKind) -> bool {
        let has_default = matches!(
            kind,
            FileKind::Security
                | FileKind::Contributing
                | FileKind::CodeOfConduct
                | FileKind::Support
                | FileKind::Governance
        );
        has_default && self.is_on_github() && self.url.name() != ".github"
    }

    /// Whether the forge is GitHub: github.com, a company's own part of it, or a
    /// GitHub Enterprise Server, whose API has an address of its own.
    fn is_on_github(&self) -> bool {
        let host = self.url.host().as_str();
        host == "github.com"
            || host.ends_with(".ghe.com")
            || matches!(&self.source, Source::Forge { api } if api.contains("/api/v3"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::{RepositoryId, RepositoryUrl};
    use FilePresence::{Absent, GivenByOwner, OwnerNotAsked, Shown, Unlisted};

    fn at(url: &str, api: &str) -> Observation {
        let url: RepositoryUrl = url.parse().unwrap();
        let id = RepositoryId::new(url.host().clone(), "1");
        let api = api.to_owned();
        let now = chrono::DateTime::UNIX_EPOCH;
        Observation {
            files: Some(Vec::new()),
            ..Observation::bare(id, url, now, Source::Forge { api })
        }
    }

    #[test]
    fn only_github_shows_owner_community_files() {
        use FileKind::{Codeowners, Governance, Security, Support};
        let github = ("https://github.com/minvws/rocky", "https://api.github.com");
        let server = ("https://ghe.nl/minvws/rocky", "https://ghe.nl/api/v3");
        let residency = ("https://rws.ghe.com/a/b", "https://api.rws.ghe.com");
        let defaults = (
            "https://github.com/minvws/.github",
            "https://api.github.com",
        );
        let gitlab = ("https://gitlab.com/a/b", "https://gitlab.com/api/v4");
        let codeberg = ("https://codeberg.org/a/b", "https://codeberg.org/api/v1");
        let cases = [
            (github, Security, OwnerNotAsked),
            (github, Support, OwnerNotAsked),
            (github, Governance, OwnerNotAsked),
            (github, Codeowners, Absent),
            (server, Security, OwnerNotAsked),
            (residency, Security, OwnerNotAsked),
            (defaults, Support, Absent),
            (gitlab, Security, Absent),
            (codeberg, Security, Absent),
        ];
        for ((url, api), kind, expected) in cases {
            assert_eq!(at(url, api).find_file(kind), expected, "{url} {kind:?}");
        }
    }

    #[test]
    fn own_community_file_overrides_the_owners() {
        let cases = [
            (true, Some(true), GivenByOwner),
            (true, Some(false), Absent),
            (true, None, OwnerNotAsked),
            (false, Some(true), Shown),
            (false, Some(false), Unlisted),
            (false, None, Unlisted),
        ];
        for (lists_files, security, expected) in cases {
            let mut facts = at("https://github.com/minvws/rocky", "https://api.github.com");
            facts.files = facts.files.filter(|_| lists_files);
            facts.community_files.security = security;
            assert_eq!(facts.find_file(FileKind::Security), expected);
            let own = KnownFile {
                kind: FileKind::Security,
                path: "SECURITY.md".to_owned(),
            };
            facts.files = Some(vec![own.clone()]);
            let found = facts.find_file(FileKind::Security);
            assert_eq!(found, FilePresence::Own(&own));
        }
    }
}
