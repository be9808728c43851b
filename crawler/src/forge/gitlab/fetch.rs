//! Reading projects: a page by GraphQL, and of each what only REST tells.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use chrono::Utc;
use serde_json::{Value, json};

use super::client::{Client, how_it_left};
use super::commits::{self, Page};
use super::facts::{self, Told};
use super::response::{PUBLIC, Project, RestProject, Tag};
use super::{documents, files, listing};
use crate::commits::{CommitActivity, Counting};
use crate::forge::pace::Size;
use crate::forge::page::PageSize;
use crate::forge::{Fetched, ForgeError, Wanted};
use crate::observation::{Gap, Release, Releases, Unread};
use crate::run::Problem;
use crate::sink::DepartureKind;

/// Reads a page of projects. `page` learns from how it goes.
pub(super) async fn fetch(
    client: &Client,
    page: &Mutex<PageSize>,
    counting: &Counting,
    wanted: &[Wanted],
) -> Result<Vec<Fetched>, ForgeError> {
    let page_size = || page.lock().unwrap_or_else(PoisonError::into_inner);
    let started = Instant::now();
    let (mut projects, without_texts) = match ask(client, wanted, true).await {
        Ok(projects) => {
            page_size().answered(wanted.len(), started.elapsed());
            (projects, None)
        }
        Err(ForgeError::TooLarge { message, .. }) if wanted.len() == 1 => {
            (ask(client, wanted, false).await?, Some(message))
        }
        Err(error) => {
            if matches!(error, ForgeError::TooLarge { .. }) {
                page_size().shrink(wanted.len());
            }
            return Err(error);
        }
    };
    let reads = wanted.iter().map(|wanted| {
        let project = projects.remove(&listing::global_id(&wanted.handle));
        read(client, counting, wanted, project, without_texts.is_none())
    });
    let mut fetched: Vec<Fetched> = Vec::with_capacity(wanted.len());
    for result in futures::future::join_all(reads).await {
        fetched.push(result?);
    }
    if let Some(why) = without_texts {
        for fetched in &mut fetched {
            mark_missing_texts(fetched, &why);
        }
    }
    Ok(fetched)
}

/// Asks for projects by GraphQL; those that GitLab does not show are left out.
/// By global id.
async fn ask(
    client: &Client,
    wanted: &[Wanted],
    texts: bool,
) -> Result<HashMap<String, Value>, ForgeError> {
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
    let mut data = client.ask(documents::PROJECTS, variables, size).await?;
    let projects = data.remove("projects").and_then(|mut projects| {
        let nodes = projects.get_mut("nodes")?.take();
        serde_json::from_value::<Vec<Option<Value>>>(nodes).ok()
    });
    let Some(projects) = projects else {
        let what = "the answer has no projects".to_owned();
        return Err(client.rest.unreadable(what));
    };
    Ok(projects
        .into_iter()
        .flatten()
        .filter_map(|project| Some((project.get("id")?.as_str()?.to_owned(), project)))
        .collect())
}

/// Reads what only REST tells of a project, and puts all together. An error is
/// one that concerns the whole run.
async fn read(
    client: &Client,
    counting: &Counting,
    wanted: &Wanted,
    project: Option<Value>,
    has_texts: bool,
) -> Result<Fetched, ForgeError> {
    match try_to_read(client, counting, wanted, project, has_texts).await {
        Err(
            error @ (ForgeError::Halted(_)
            | ForgeError::OutOfBudget { .. }
            | ForgeError::Refused { .. }),
        ) => Err(error),
        Err(error) => Ok(Fetched::Failed(problem(
            wanted,
            error.to_string(),
            error.advice(),
        ))),
        Ok(fetched) => Ok(fetched),
    }
}

async fn try_to_read(
    client: &Client,
    counting: &Counting,
    wanted: &Wanted,
    project: Option<Value>,
    has_texts: bool,
) -> Result<Fetched, ForgeError> {
    let handle = &wanted.handle;
    let rest_path = format!("projects/{handle}?license=true");
    let Some(project) = project else {
        // GraphQL leaves out what is not there, and says no more.
        let reply = client.get(&rest_path).await?;
        if !reply.is_success() {
            return Ok(Fetched::Gone(how_it_left(&reply)));
        }
        let project: RestProject = client.rest.read(&reply)?;
        if project.visibility.as_deref() != Some(PUBLIC) {
            return Ok(Fetched::Gone(DepartureKind::MadePrivate));
        }
        return Ok(Fetched::Failed(problem(
            wanted,
            "GraphQL does not show it, and REST does".to_owned(),
            "The next run tries again".to_owned(),
        )));
    };
    let mut project: Project = match serde_json::from_value(project) {
        Ok(project) => project,
        Err(error) => {
            let what = format!("its facts can't be read: {error}");
            return Err(client.rest.unreadable(what));
        }
    };
    // A token may see more than the public does; that is not ours to show.
    if project.visibility.as_deref() != Some(PUBLIC) {
        return Ok(Fetched::Gone(DepartureKind::MadePrivate));
    }
    let (rest, tags, commits) = futures::try_join!(
        client.get(&rest_path),
        tags(client, handle, &project),
        count_commits(client, handle, counting, &project),
    )?;
    if !rest.is_success() {
        return Ok(Fetched::Gone(how_it_left(&rest)));
    }
    let rest: RestProject = client.rest.read(&rest)?;
    if rest.visibility.as_deref() != Some(PUBLIC) {
        return Ok(Fetched::Gone(DepartureKind::MadePrivate));
    }
    let (texts, failed) = files::read(client, handle, &mut project, has_texts).await?;
    let told = Told {
        id: wanted.id.clone(),
        handle: handle.clone(),
        api: client.rest.address().to_owned(),
        observed_at: Utc::now(),
        project,
        rest,
        tags,
        commits,
        texts,
        has_texts: has_texts && failed.is_none(),
    };
    let (observation, problems) = facts::observe(told);
    let mut fetched = Fetched::Seen(Box::new(observation), problems);
    if let Some(why) = failed {
        mark_missing_texts(&mut fetched, &why);
    }
    Ok(fetched)
}

/// The newest tags; none without a repository.
async fn tags(
    client: &Client,
    handle: &str,
    project: &Project,
) -> Result<Option<Releases>, ForgeError> {
    let Some(repository) = &project.repository else {
        return Ok(None);
    };
    if repository.empty == Some(true) {
        return Ok(Some(Releases::default()));
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
) -> Result<Option<CommitActivity>, ForgeError> {
    let since = counting.since;
    let Some(repository) = &project.repository else {
        return Ok(None);
    };
    let root = repository.root.as_ref();
    let last_at = root
        .and_then(|root| root.last_commit.as_ref())
        .and_then(|commit| commit.committed_date);
    if repository.root_ref.is_none() || repository.empty == Some(true) {
        return Ok(None);
    }
    if last_at.is_some_and(|at| at < since) {
        return Ok(Some(CommitActivity::count(since, since, 0, last_at, [])));
    }
    let reply = client.get(&commits::first_page(handle, since)).await?;
    let page = Page::read(client, &reply, &counting.bots)?;
    Ok(page.map(|page| page.count(since, last_at)))
}

fn problem(wanted: &Wanted, what: String, advice: String) -> Problem {
    Problem {
        subject: wanted.url.to_string(),
        what,
        instead: "what was stored of it stays".to_owned(),
        advice,
    }
}

/// Marks that the texts of a project could not be had.
fn mark_missing_texts(fetched: &mut Fetched, why: &str) {
    let Fetched::Seen(observation, problems) = fetched else {
        return;
    };
    let what = format!("its texts could not be read: {why}");
    observation
        .gaps
        .push(Gap::unread(Unread::Texts, what.clone()));
    problems.push(Problem {
        subject: observation.url.to_string(),
        what,
        instead: "the rest was read".to_owned(),
        advice: "The next full refresh tries again".to_owned(),
    });
}
