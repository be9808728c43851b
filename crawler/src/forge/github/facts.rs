//! From GitHub's answer about one repository to an observation.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::documents::TEXTS;
use super::response::{
    Blob, BranchTarget, Languages, License, Nodes, ReleaseNode, Repository, TagNode, Total,
};
use crate::address::{ForgeHost, RepositoryId};
use crate::bots::BotList;
use crate::commits::{CommitActivity, Counting};
use crate::forge::findings::Findings;
use crate::forge::texts::Texts;
use crate::forge::tree::{Listing, Places};
use crate::observation::{
    CommunityFiles, Counts, Flags, ForgeLicence, LanguageSize, Observation, REUSE_FOLDER, Release,
    Releases, Source, Unread,
};
use crate::people::{AuthoredCommit, tell_apart};
use crate::run::Problem;

/// GitHub shows the README in `.github` first, then that in the root, then that
/// in `docs`. Source:
/// <https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-readmes>.
const PLACES: Places = Places {
    folders: &["", ".github", "docs", "src", REUSE_FOLDER],
    readmes: &[".github", "", "docs"],
};

/// What GitHub said about one repository; its texts may lack something.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) observation: Observation,
    pub(super) found: Findings,
    pub(super) texts: Texts,
    /// Whether the answer has texts at all.
    pub(super) has_texts: bool,
}

impl Draft {
    /// The folders to look through for tests.
    pub(super) fn folders_to_search(&self) -> Vec<String> {
        let languages = self.observation.languages.as_deref();
        self.texts.folders_to_search(languages)
    }

    /// Whether there is more to ask.
    pub(super) fn is_open(&self) -> bool {
        self.has_texts && !self.texts.questions().is_empty() || !self.folders_to_search().is_empty()
    }

    /// What there is, with what could not be read whole.
    pub(super) fn finish(self) -> (Observation, Vec<Problem>) {
        let Self {
            mut observation,
            mut found,
            texts,
            has_texts,
        } = self;
        texts.finish(&mut found, &mut observation, has_texts);
        observation.gaps.append(&mut found.gaps);
        (observation, found.problems)
    }
}

/// Makes an observation of what GitHub said about one repository.
/// From the absence of what `failed` nothing is concluded.
///
/// # Errors
/// When the answer lacks what no repository lacks.
pub(super) fn observe(
    host: &ForgeHost,
    source: &str,
    counting: &Counting,
    observed_at: DateTime<Utc>,
    answer: Value,
    failed: Vec<(Unread, String)>,
) -> Result<Draft, serde_json::Error> {
    let repository: Repository = serde_json::from_value(answer)?;
    let url = repository.url;
    let mut found = Findings::about(url.to_string());
    found.unread(failed);

    let forge_id = repository
        .database_id
        .map_or_else(|| repository.id.clone(), |id| id.to_string());
    let mut observation = Observation::bare(
        RepositoryId::new(host.clone(), forge_id),
        url,
        observed_at,
        Source::Forge {
            api: source.to_owned(),
        },
    );
    observation.handle = Some(repository.id);
    observation.description = repository.description.filter(|text| !text.is_empty());
    observation.homepage = repository.homepage_url.filter(|text| !text.is_empty());
    observation.created_at = Some(repository.created_at);
    observation.pushed_at = repository.pushed_at;
    observation.updated_at = Some(repository.updated_at);
    observation.archived_at = repository.archived_at;
    observation.parent = repository.parent.map(|parent| parent.url);
    observation.mirror_url = repository.mirror_url;
    observation.flags = Flags {
        archived: Some(repository.is_archived),
        disabled: Some(repository.is_disabled),
        empty: Some(repository.is_empty),
        fork: Some(repository.is_fork),
        mirror: Some(repository.is_mirror),
        template: Some(repository.is_template),
        discussions: Some(repository.has_discussions_enabled),
    };
    let total = |total: Option<Total>| total.map(|total| total.total_count);
    observation.counts = Counts {
        stars: Some(repository.stargazer_count),
        forks: Some(repository.fork_count),
        watchers: total(repository.watchers),
        open_issues: total(repository.open_issues),
        closed_issues: total(repository.closed_issues),
        open_pull_requests: total(repository.open_pull_requests),
        closed_pull_requests: total(repository.closed_pull_requests),
    };
    observation.licence = match repository.license_info {
        None if found.is_unread(Unread::Licence) => None,
        None => Some(ForgeLicence::Missing),
        // GitHub's own word for a licence that it does not recognise.
        Some(License { spdx_id }) => Some(match spdx_id.filter(|id| id != "NOASSERTION") {
            Some(id) => ForgeLicence::Spdx { id },
            None => ForgeLicence::Unrecognised,
        }),
    };
    let shows = |part, shown: bool| (shown || !found.is_unread(part)).then_some(shown);
    observation.community_files = CommunityFiles {
        security: shows(
            Unread::SecurityPolicy,
            repository.is_security_policy_enabled == Some(true),
        ),
        contributing: shows(
            Unread::ContributingGuidelines,
            repository.contributing_guidelines.is_some(),
        ),
        code_of_conduct: shows(Unread::CodeOfConduct, repository.code_of_conduct.is_some()),
    };
    observation.languages = repository.languages.map(languages);
    observation.topics = repository
        .repository_topics
        .map(|topics| topics.into_parts().1.map(|node| node.topic.name).collect());
    observation.releases = repository
        .releases
        .map(|found| releases(found, &counting.bots));
    observation.tags = repository.tags.map(tags);
    match repository.default_branch_ref {
        Some(branch) => {
            observation.default_branch = branch.name;
            if let Some(target) = branch.target {
                observation.commits = count_commits(counting, target);
                if observation.commits.is_none() {
                    found.unread([(Unread::Commits, "GitHub gave none".to_owned())]);
                }
            }
        }
        None if found.is_unread(Unread::DefaultBranch) => {}
        None => found.no_default_branch(),
    }

    let mut texts = Texts::new(&PLACES);
    if let Some(root) = repository.root {
        texts.list("", root.listing());
        for (path, folder) in [
            (".github", repository.dot_github),
            ("docs", repository.docs),
            ("src", repository.src),
            ("spec", repository.spec),
            (REUSE_FOLDER, repository.licenses),
        ] {
            texts.list(path, Listing::default());
            for (path, listing) in folder.into_iter().flat_map(|folder| folder.listings(path)) {
                texts.list(path, listing);
            }
        }
    }
    // Which texts there are is not known without the folders.
    let has_texts = take_texts(&mut texts, &repository.rest) && !found.is_unread(Unread::Texts);
    Ok(Draft {
        observation,
        found,
        texts,
        has_texts,
    })
}

/// Takes up the texts that are asked for by their usual names. Whether they were
/// asked for at all.
fn take_texts(texts: &mut Texts, answer: &Map<String, Value>) -> bool {
    let mut has_texts = false;
    for (i, path) in TEXTS.iter().enumerate() {
        if let Some(value) = answer.get(&format!("text{i}")) {
            has_texts = true;
            if let Ok(blob) = Blob::deserialize(value) {
                texts.put(*path, blob.content());
            }
        }
    }
    has_texts
}

fn languages(languages: Languages) -> Vec<LanguageSize> {
    languages
        .edges
        .into_iter()
        .flatten()
        .flatten()
        .map(|edge| LanguageSize {
            name: edge.node.name,
            bytes: edge.size,
        })
        .collect()
}

fn releases(releases: Nodes<ReleaseNode>, bots: &BotList) -> Releases {
    let (total, nodes) = releases.into_parts();
    Releases {
        total,
        newest: nodes
            .filter(|release| !release.is_draft)
            .map(|release| Release {
                name: release.tag_name,
                at: release.published_at,
                prerelease: release.is_prerelease,
                by_bot: release
                    .author
                    .map(|author| bots.is_bot(Some(&author.login), None, None)),
            })
            .collect(),
    }
}

fn tags(tags: Nodes<TagNode>) -> Releases {
    let (total, nodes) = tags.into_parts();
    Releases {
        total,
        newest: nodes
            .map(|tag| Release {
                name: tag.name,
                at: tag.target.and_then(|target| {
                    let tagged = target.target.and_then(|tagged| tagged.committed_date);
                    target.committed_date.or(tagged)
                }),
                ..Release::default()
            })
            .collect(),
    }
}

/// Counts the newest commits. When there are more than the page holds, the
/// counts are whole from the oldest one on the page.
fn count_commits(counting: &Counting, target: BranchTarget) -> Option<CommitActivity> {
    let since = counting.since;
    let last_at = target.committed_date;
    let history = target.history?;
    let total = history.total_count;
    let whole = !history.page_info.has_next_page;
    let commits: Vec<AuthoredCommit> = history
        .commits(&counting.bots)
        .map(|(_, commit)| commit)
        .collect();
    let counted_since = if whole {
        since
    } else {
        commits
            .iter()
            .map(|commit| commit.at)
            .min()
            .unwrap_or(since)
    };
    Some(CommitActivity::count(
        since,
        counted_since,
        total,
        last_at,
        tell_apart(commits),
    ))
}
