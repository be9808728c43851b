//! Gaps: parts that could not be read whole, and how the stored value is kept for them.

use serde::{Deserialize, Serialize};

use super::Observation;

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

/// Declares [`Unread`] with the fields of an observation that each part holds.
macro_rules! parts {
    ($($(#[$doc:meta])* $part:ident $name:literal => [$($($field:ident).+),+];)+) => {
        /// A part of an observation that a forge may fail to give by itself.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum Unread {
            $($(#[$doc])* $part,)+
        }

        impl Unread {
            /// Every part. Some hold others, as `texts` holds `readme`.
            pub const ALL: &'static [Self] = &[$(Self::$part),+];

            /// The name in a gap.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$part => $name,)+
                }
            }
        }

        impl Observation {
            fn keep(&mut self, part: Unread, before: &Self) {
                match part {
                    $(Unread::$part => {
                        $(self.$($field).+.clone_from(&before.$($field).+);)+
                    })+
                }
            }
        }
    };
}

parts! {
    /// README, publiccode.yml and the text of the licence.
    Texts "texts" => [readme, publiccode, licence_text, further_licence_texts, reuse];
    /// The README.
    Readme "readme" => [readme];
    /// publiccode.yml.
    Publiccode "publiccode" => [publiccode];
    /// The text of the licence.
    LicenceText "licence_text" => [licence_text, further_licence_texts, reuse];
    /// Which well-known files there are.
    Files "files" => [files, file_search];
    /// Whether the forge shows a security policy.
    SecurityPolicy "security_policy" => [community_files.security];
    /// Whether the forge shows guidelines for contributing.
    ContributingGuidelines "contributing_guidelines" => [community_files.contributing];
    /// Whether the forge shows a code of conduct.
    CodeOfConduct "code_of_conduct" => [community_files.code_of_conduct];
    /// The branch that a visitor sees first.
    DefaultBranch "default_branch" => [default_branch];
    /// Whether there are commits at all.
    Empty "empty" => [flags.empty];
    /// Commits.
    Commits "commits" => [commits];
    /// Languages.
    Languages "languages" => [languages];
    /// Releases on the forge.
    Releases "releases" => [releases];
    /// Git tags.
    Tags "tags" => [tags];
    /// The licence that the forge recognised.
    Licence "licence" => [licence];
    /// The owner's words.
    Description "description" => [description];
    /// The project's own page.
    Homepage "homepage" => [homepage];
    /// Topics.
    Topics "topics" => [topics];
    /// What it was forked from, or mirrors.
    Origin "origin" => [parent, mirror_url, flags.fork, flags.mirror];
    /// Whether and since when it is read-only.
    Archived "archived" => [flags.archived, archived_at];
    /// When it was made.
    CreatedAt "created_at" => [created_at];
    /// When somebody last pushed.
    PushedAt "pushed_at" => [pushed_at];
    /// When anything last changed.
    UpdatedAt "updated_at" => [updated_at];
    /// How often it was starred.
    Stars "stars" => [counts.stars];
    /// How often it was forked.
    Forks "forks" => [counts.forks];
    /// How many people follow it.
    Watchers "watchers" => [counts.watchers];
    /// How many issues it has.
    Issues "issues" => [counts.open_issues, counts.closed_issues];
    /// How many pull or merge requests it has.
    PullRequests "pull_requests" => [counts.open_pull_requests, counts.closed_pull_requests];
}

impl Observation {
    /// Takes over from an earlier observation what was not read this time, so
    /// that nothing known is lost.
    pub fn keep_unread(&mut self, before: &Self) {
        // Issues are read apart.
        if self.issues.is_none() {
            self.issues.clone_from(&before.issues);
        }
        let unread: Vec<Unread> = self.gaps.iter().filter_map(|gap| gap.unread).collect();
        for part in unread {
            self.keep(part, before);
        }
    }

    /// Whether this part was not read when the forge was last asked.
    #[must_use]
    pub fn is_unread(&self, part: Unread) -> bool {
        self.gaps.iter().any(|gap| gap.unread == Some(part))
    }

    /// Whether any part was not read when the forge was last asked.
    #[must_use]
    pub fn has_unread(&self) -> bool {
        self.gaps.iter().any(|gap| gap.unread.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::{ForgeHost, RepositoryId};
    use crate::observation::{Counts, ForgeLicence, Source};

    #[test]
    fn unread_part_keeps_only_its_own_fields() {
        let id = RepositoryId::new(ForgeHost::new("example.org"), "1");
        let url = "https://example.org/a/b".parse().unwrap();
        let now = chrono::DateTime::UNIX_EPOCH;
        let bare = Observation::bare(id, url, now, Source::Sample);
        let before = Observation {
            description: Some("What it is for".to_owned()),
            licence: Some(ForgeLicence::Missing),
            counts: Counts {
                stars: Some(3),
                open_issues: Some(5),
                ..Counts::default()
            },
            ..bare.clone()
        };
        let mut after = bare;
        let parts = [Unread::Issues, Unread::Description];
        after.gaps = parts.map(|part| Gap::unread(part, String::new())).into();
        after.keep_unread(&before);
        assert_eq!(after.description, before.description);
        assert_eq!(after.counts.open_issues, Some(5));
        assert_eq!((after.licence, after.counts.stars), (None, None));
    }

    #[test]
    fn part_names_match_their_stored_form() {
        for part in Unread::ALL {
            let stored = serde_json::to_string(part).unwrap();
            assert_eq!(stored, format!("\"{}\"", part.as_str()));
        }
    }
}
