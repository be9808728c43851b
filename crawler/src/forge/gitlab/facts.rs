//! From GitLab's answers about one project to an observation.

use chrono::{DateTime, Utc};

use super::licence;
use super::response::{LanguageShare, Nodes, Project, ReleaseNode, RestProject};
use crate::address::RepositoryId;
use crate::commits::CommitActivity;
use crate::forge::findings::Findings;
use crate::forge::texts::Texts;
use crate::observation::{Counts, LanguageSize, Observation, Release, Releases, Source, Unread};
use crate::run::Problem;

/// All that was told of one project.
pub(super) struct ProjectAnswers {
    pub(super) id: RepositoryId,
    pub(super) handle: String,
    /// Base address of the API.
    pub(super) api: String,
    pub(super) observed_at: DateTime<Utc>,
    pub(super) project: Project,
    /// `None` when REST failed to tell.
    pub(super) rest: Option<RestProject>,
    pub(super) tags: Option<Releases>,
    pub(super) commits: Option<CommitActivity>,
    pub(super) texts: Texts,
    /// What could not be read, with what the forge said: from its absence
    /// nothing is concluded.
    pub(super) failed: Vec<(Unread, String)>,
}

/// Makes an observation of what GitLab said about one project, and names what
/// could not be read whole.
pub(super) fn observe(answers: ProjectAnswers) -> (Observation, Vec<Problem>) {
    let ProjectAnswers { project, rest, .. } = answers;
    let mut found = Findings::about(project.web_url.to_string());
    found.unread(answers.failed);
    let mut observation = Observation::bare(
        answers.id,
        project.web_url,
        answers.observed_at,
        Source::Forge { api: answers.api },
    );
    observation.handle = Some(answers.handle);
    observation.description = project.description.filter(|text| !text.is_empty());
    observation.topics = project.topics;
    observation.created_at = project.created_at;
    observation.pushed_at = project.last_activity_at;
    observation.updated_at = project.updated_at;
    observation.tags = answers.tags;
    observation.commits = answers.commits;
    observation.releases = project.releases.map(releases);
    observation.flags.archived = project.archived;
    let mut licence = None;
    if let Some(rest) = rest {
        observation.flags.fork = Some(rest.forked_from_project.is_some());
        observation.flags.mirror = rest.mirror;
        observation.parent = rest.forked_from_project.map(|parent| parent.web_url);
        licence = rest.license.map(licence::recognised);
    }
    let closed = |all: u64, open: u64| all.saturating_sub(open);
    let open_requests = project.open_merge_requests_count;
    observation.counts = Counts {
        stars: project.star_count,
        forks: project.forks_count,
        watchers: None,
        open_issues: project.open_issues_count,
        // A count of none is no fact where issues are switched off.
        closed_issues: project
            .open_issues_count
            .and(project.issue_status_counts)
            .and_then(|counts| counts.closed),
        open_pull_requests: open_requests,
        closed_pull_requests: open_requests
            .zip(project.merge_requests.and_then(|all| all.count))
            .map(|(open, all)| closed(all, open)),
    };

    let Some(repository) = project.repository else {
        if found.is_unread(Unread::DefaultBranch) {
            observation.languages = project.languages.as_deref().map(languages);
            observation.licence = licence;
            return (finish(observation, &mut found), found.problems);
        }
        found.note(
            "default_branch",
            "the repository is disabled or not public",
            "it is listed without commits and files",
            "Make the repository visible to everyone in the settings of the project",
        );
        return (finish(observation, &mut found), found.problems);
    };
    observation.languages = project.languages.as_deref().map(languages);
    observation.licence = licence;
    observation.flags.empty = repository.empty;
    let is_empty = repository.empty == Some(true);
    observation.default_branch = repository.root_ref.filter(|_| !is_empty);
    if observation.default_branch.is_none() && !found.is_unread(Unread::DefaultBranch) {
        found.no_default_branch();
    }
    if !is_empty {
        let has_texts = !found.is_unread(Unread::Texts);
        answers
            .texts
            .finish(&mut found, &mut observation, has_texts);
    }
    (finish(observation, &mut found), found.problems)
}

fn finish(mut observation: Observation, found: &mut Findings) -> Observation {
    observation.gaps = std::mem::take(&mut found.gaps);
    observation
}

/// Largest first, in ten-thousandths of the whole.
pub(super) fn languages(shares: &[LanguageShare]) -> Vec<LanguageSize> {
    let mut languages: Vec<LanguageSize> = shares
        .iter()
        .filter_map(|language| {
            let share = language.share?.clamp(0.0, 100.0);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 0 and 10,000"
            )]
            let bytes = (share * 100.0).round() as u64;
            Some(LanguageSize {
                name: language.name.clone(),
                bytes,
            })
        })
        .collect();
    languages.sort_by_key(|language| std::cmp::Reverse(language.bytes));
    languages
}

fn releases(releases: Nodes<ReleaseNode>) -> Releases {
    let count = releases.count;
    let newest: Vec<Release> = releases
        .into_vec()
        .into_iter()
        .filter_map(|release| {
            Some(Release {
                name: release.tag_name?,
                at: release.released_at,
                ..Release::default()
            })
        })
        .collect();
    Releases {
        total: count.unwrap_or(newest.len() as u64),
        newest,
    }
}
