//! Reading projects: a page by GraphQL, and of each what only REST tells.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use chrono::Utc;
use serde_json::{Value, json};

use super::client::Client;
use super::commits::{self, Page};
use super::facts::{self, ProjectAnswers};
use super::listing::is_scheduled_for_deletion;
use super::response::{PUBLIC, Project, Tag};
use super::{documents, field_errors, files, listing};
use crate::commits::{CommitActivity, Counting};
use crate::forge::page_size::PageSize;
use crate::forge::rate_limiter::Size;
use crate::forge::{Fetched, ForgeError, RepositoryRequest};
use crate::observation::{Release, Releases, Unread};
use crate::run::Problem;
use crate::sink::DepartureKind;

/// A project as GraphQL gave it, and what of it failed.
struct AnsweredProject {
    project: Value,
    failed: Vec<(Unread, String)>,
}

/// Reads a page of projects. `page` learns from how it goes.
pub(super) async fn fetch(
    client: &Client,
    page: &Mutex<PageSize>,
    counting: &Counting,
    wanted: &[RepositoryRequest],
) -> Result<Vec<Fetched>, ForgeError> {
    let page_size = || page.lock().unwrap_or_else(PoisonError::into_inner);
    let started = Instant::now();
    let mut projects = match ask(client, wanted, true).await {
        Ok(projects) => {
            page_size().answered(wanted.len(), started.elapsed());
            projects
        }
        Err(error) => {
            let is_too_large = matches!(error, ForgeError::TooLarge { .. });
            match wanted {
                // Its texts are asked for by REST then, one by one.
                [_] if error.may_be_of_one() => ask(client, wanted, false).await?,
                _ => {
                    if is_too_large {
                        page_size().shrink(wanted.len());
                    }
                    return Err(error);
                }
            }
        }
    };
    let reads = wanted.iter().map(|wanted| {
        let project = projects.remove(&listing::global_id(&wanted.handle));
        read(client, counting, wanted, project)
    });
    futures::future::join_all(reads).await.into_iter().collect()
}

/// Asks for projects by GraphQL; those that GitLab does not show are left out.
/// By global id.
async fn ask(
    client: &Client,
    wanted: &[RepositoryRequest],
    texts: bool,
) -> Result<HashMap<String, AnsweredProject>, ForgeError> {
    let ids: Vec<String> = wanted
        .iter()
        .map(|wanted| listing::global_id(&wanted.handle))
        .collect();
    let variables = json!({
        "ids": ids,
        "count": ids.len(),
        "paths": documents::PATHS,
        "texts": texts,
    });
    // A single project shrinks too: its texts are left out.
    let size = if texts { Size::CanShrink } else { Size::Fixed };
    let answer = client.ask(documents::PROJECTS, variables, size).await?;
    let nodes = answer
        .data
        .get("projects")
        .and_then(|projects| projects.get("nodes")?.as_array());
    let Some(nodes) = nodes else {
        let error = answer.errors.first();
        let what = error.map_or("the answer has no projects", |error| &error.message);
        return Err(client.rest.unreadable(what.to_owned()));
    };
    let projects = nodes.iter().enumerate().filter_map(|(index, project)| {
        let place = [json!("projects"), json!("nodes"), json!(index)];
        let answered = AnsweredProject {
            failed: field_errors::failed(&answer, &place, project),
            project: project.clone(),
        };
        Some((project.get("id")?.as_str()?.to_owned(), answered))
    });
    Ok(projects.collect())
}

/// Reads what only REST tells of a project, and puts all together. An error is
/// one that concerns the whole run.
async fn read(
    client: &Client,
    counting: &Counting,
    wanted: &RepositoryRequest,
    project: Option<AnsweredProject>,
) -> Result<Fetched, ForgeError> {
    match try_to_read(client, counting, wanted, project).await {
        Err(error) if error.may_be_of_one() => Ok(Fetched::Failed(problem(
            wanted,
            error.to_string(),
            error.advice(),
        ))),
        fetched => fetched,
    }
}

async fn try_to_read(
    client: &Client,
    counting: &Counting,
    wanted: &RepositoryRequest,
    project: Option<AnsweredProject>,
) -> Result<Fetched, ForgeError> {
    let handle = &wanted.handle;
    let rest_path = format!("projects/{handle}?license=true");
    let Some(AnsweredProject {
        project,
        mut failed,
    }) = project
    else {
        // GraphQL leaves out what is not there, and says no more.
        let reply = client.get(&rest_path).await?;
        return Ok(match client.project(&reply)? {
            Err(kind) => Fetched::Gone(kind),
            Ok(_) => Fetched::Failed(problem(
                wanted,
                "GraphQL does not show it, and REST does".to_owned(),
                "The next crawl tries again".to_owned(),
            )),
        });
    };
    let mut project: Project = match serde_json::from_value(project) {
        Ok(project) => project,
        Err(error) => {
            let what = format!("its facts can't be read: {error}");
            return Err(client.rest.unreadable(what));
        }
    };
    // A token may see more than the public does; that is not ours to show.
    match project.visibility.as_deref() {
        Some(PUBLIC) => {}
        Some(_) => return Ok(Fetched::Gone(DepartureKind::MadePrivate)),
        None => {
            let what = "GitLab does not say whether it is public".to_owned();
            return Err(client.rest.unreadable(what));
        }
    }
    if is_scheduled_for_deletion(&project.web_url) {
        return Ok(Fetched::Gone(DepartureKind::NotFound));
    }
    let repository = RepositoryPart::of(&project, &failed);
    let (rest, tags, commits) = futures::join!(
        client.get(&rest_path),
        tags(client, handle, repository),
        count_commits(client, handle, counting, &project, repository),
    );
    let rest = rest.and_then(|reply| client.project(&reply));
    let rest = match settle(&mut failed, &[Unread::Licence, Unread::Origin], rest)? {
        Some(Err(kind)) => return Ok(Fetched::Gone(kind)),
        Some(Ok(rest)) => Some(rest),
        None => None,
    };
    let tags = settle(&mut failed, &[Unread::Tags], tags)?.flatten();
    let commits = settle(&mut failed, &[Unread::Commits], commits)?.flatten();
    let wants_texts = !failed.iter().any(|(part, _)| *part == Unread::Texts);
    let texts = files::read(client, handle, &mut project, wants_texts, &mut failed).await?;
    let answers = ProjectAnswers {
        id: wanted.id.clone(),
        handle: handle.clone(),
        api: client.rest.address().to_owned(),
        observed_at: Utc::now(),
        project,
        rest,
        tags,
        commits,
        texts,
        failed,
    };
    let (observation, problems) = facts::observe(answers);
    Ok(Fetched::Seen(Box::new(observation), problems))
}

/// What came of one part. One that the forge failed to give is noted as failed;
/// an error that concerns the whole run stays one.
fn settle<T>(
    failed: &mut Vec<(Unread, String)>,
    parts: &[Unread],
    read: Result<T, ForgeError>,
) -> Result<Option<T>, ForgeError> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(error) if error.may_be_of_one() => {
            let why = error.to_string();
            failed.extend(parts.iter().map(|part| (*part, why.clone())));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// What GraphQL told of a project's repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RepositoryPart {
    /// It has commits.
    Filled,
    /// It has none.
    Empty,
    /// There is none, or not for everybody.
    Off,
    /// GraphQL failed to tell.
    Unknown,
}

impl RepositoryPart {
    fn of(project: &Project, failed: &[(Unread, String)]) -> Self {
        let has_failed = |part: Unread| failed.iter().any(|(failed, _)| *failed == part);
        match &project.repository {
            Some(repository) if repository.empty == Some(true) => Self::Empty,
            Some(repository) if repository.root_ref.is_some() => Self::Filled,
            _ if has_failed(Unread::DefaultBranch) => Self::Unknown,
            Some(_) => Self::Empty,
            None => Self::Off,
        }
    }
}

/// The newest tags; none without a repository.
async fn tags(
    client: &Client,
    handle: &str,
    repository: RepositoryPart,
) -> Result<Option<Releases>, ForgeError> {
    match repository {
        RepositoryPart::Off => return Ok(None),
        RepositoryPart::Empty => return Ok(Some(Releases::default())),
        RepositoryPart::Filled | RepositoryPart::Unknown => {}
    }
    let path = format!("projects/{handle}/repository/tags?order_by=updated&sort=desc&per_page=10");
    let reply = client.get(&path).await?;
    if !reply.is_success() {
        return Ok(None);
    }
    let tags: Vec<Tag> = client.rest.read(&reply)?;
    let read = tags.len() as u64;
    Ok(Some(Releases {
        total: reply.number("x-total").unwrap_or(read).max(read),
        newest: tags
            .into_iter()
            .map(|tag| Release {
                name: tag.name,
                at: tag
                    .commit
                    .and_then(|commit| commit.committed_date)
                    .or(tag.created_at),
                ..Release::default()
            })
            .collect(),
    }))
}

/// The commits of the last two years, as far as a page holds them. Where the
/// newest commit is older, there are none, and nothing is asked.
async fn count_commits(
    client: &Client,
    handle: &str,
    counting: &Counting,
    project: &Project,
    repository: RepositoryPart,
) -> Result<Option<CommitActivity>, ForgeError> {
    if matches!(repository, RepositoryPart::Off | RepositoryPart::Empty) {
        return Ok(None);
    }
    let since = counting.since;
    let root = project
        .repository
        .as_ref()
        .and_then(|repository| repository.root.as_ref());
    let last_at = root
        .and_then(|root| root.last_commit.as_ref())
        .and_then(|commit| commit.committed_date);
    if last_at.is_some_and(|at| at < since) {
        return Ok(Some(CommitActivity::count(since, since, 0, last_at, [])));
    }
    let reply = client.get(&commits::first_page(handle, since)).await?;
    let page = Page::read(client, &reply, &counting.bots)?;
    Ok(page.map(|page| page.count(since, last_at)))
}

fn problem(wanted: &RepositoryRequest, what: String, advice: String) -> Problem {
    Problem {
        subject: wanted.url.to_string(),
        what,
        instead: "the stored data is kept".to_owned(),
        advice,
    }
}
