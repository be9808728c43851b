//! Branches, tags and commits.

use std::sync::Arc;

use async_graphql::{ID, Object, SimpleObject};
use chrono::Utc;

use super::files::GitObject;
use super::scalars::{DateTime, GitObjectId, GitTimestamp, cursor, span};
use super::schema::User;
use crate::world::World;

/// A page's place among its neighbours.
#[derive(SimpleObject)]
pub(crate) struct PageInfo {
    pub(crate) has_next_page: bool,
    pub(crate) end_cursor: Option<String>,
    pub(crate) has_previous_page: bool,
    pub(crate) start_cursor: Option<String>,
}

impl PageInfo {
    pub(crate) fn new(start: usize, end: usize, total: usize) -> Self {
        Self {
            has_next_page: end < total,
            end_cursor: (end > start).then(|| cursor(end - 1)),
            has_previous_page: start > 0,
            start_cursor: (end > start).then(|| cursor(start)),
        }
    }
}

/// A branch or tag.
pub(crate) struct Ref {
    pub(crate) name: String,
    pub(crate) world: Arc<World>,
    pub(crate) repository: usize,
    /// For a tag: when its commit was made, and of an annotated one when it was
    /// written; a branch points to the newest commit.
    pub(crate) tag: Option<(chrono::DateTime<Utc>, Option<chrono::DateTime<Utc>>)>,
}

#[Object]
impl Ref {
    async fn name(&self) -> &str {
        &self.name
    }

    async fn target(&self) -> Option<GitObject> {
        let commit = |at: chrono::DateTime<Utc>| Commit {
            world: Arc::clone(&self.world),
            repository: self.repository,
            number: 0,
            at: at.timestamp(),
            author: None,
        };
        match self.tag {
            Some((at, Some(written_at))) => Some(GitObject::Tag(Tag {
                name: self.name.clone(),
                at: written_at,
                commit: Box::new(commit(at)),
            })),
            Some((at, None)) => Some(GitObject::Commit(commit(at))),
            None => {
                let commit = self.world.repositories[self.repository].commits.first()?;
                Some(GitObject::Commit(Commit {
                    world: Arc::clone(&self.world),
                    repository: self.repository,
                    number: 0,
                    at: commit.at,
                    author: Some(commit.author),
                }))
            }
        }
    }
}

/// An annotated tag.
pub(crate) struct Tag {
    name: String,
    at: chrono::DateTime<Utc>,
    commit: Box<Commit>,
}

#[Object]
impl Tag {
    pub(crate) async fn id(&self) -> ID {
        ID(format!("TA_{}", self.name))
    }

    pub(crate) async fn oid(&self) -> GitObjectId {
        GitObjectId(format!("{:040x}", self.name.len()))
    }

    async fn target(&self) -> GitObject {
        GitObject::Commit(self.commit.as_ref().clone())
    }

    async fn tagger(&self) -> Option<GitActor> {
        Some(GitActor {
            name: None,
            email: None,
            date: Some(GitTimestamp(self.at)),
            user: None,
        })
    }
}

/// A commit; its history is what came before.
#[derive(Clone)]
pub(crate) struct Commit {
    world: Arc<World>,
    repository: usize,
    /// How many commits are newer.
    number: usize,
    at: i64,
    author: Option<u32>,
}

fn moment(seconds: i64) -> chrono::DateTime<Utc> {
    chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}

#[Object]
impl Commit {
    pub(crate) async fn id(&self) -> ID {
        ID(format!("C_{}_{}", self.repository, self.number))
    }

    pub(crate) async fn oid(&self) -> GitObjectId {
        // The number counts from the oldest, so that a push keeps the others.
        let commits = self.world.repositories[self.repository].commits.len();
        GitObjectId(format!(
            "{:020x}{:020x}",
            self.world.repositories[self.repository].id,
            commits - self.number
        ))
    }

    async fn committed_date(&self) -> DateTime {
        DateTime(moment(self.at))
    }

    async fn author(&self) -> Option<GitActor> {
        let authors = &self.world.repositories[self.repository].authors;
        let author = authors.get(usize::try_from(self.author?).ok()?)?;
        Some(GitActor {
            name: Some(author.name.clone()),
            email: Some(author.email.clone()),
            date: Some(GitTimestamp(moment(self.at))),
            user: author
                .login
                .clone()
                .map(|login| User::new(Arc::clone(&self.world), login)),
        })
    }

    /// A merge has two parents.
    async fn parents(&self) -> CommitConnection {
        let merges = &self.world.repositories[self.repository].merges;
        CommitConnection {
            total_count: if merges.contains(&self.at) { 2 } else { 1 },
        }
    }

    /// Commits from `since` to `until`, both included, newest first.
    async fn history(
        &self,
        first: Option<i32>,
        after: Option<String>,
        since: Option<GitTimestamp>,
        until: Option<GitTimestamp>,
    ) -> async_graphql::Result<CommitHistoryConnection> {
        let commits = &self.world.repositories[self.repository].commits;
        let within = |at: i64| {
            since.is_none_or(|since| at >= since.0.timestamp())
                && until.is_none_or(|until| at <= until.0.timestamp())
        };
        let found: Vec<usize> = (0..commits.len())
            .filter(|number| within(commits[*number].at))
            .collect();
        let (start, end) = span(found.len(), (first, after.as_deref()), (None, None))?;
        Ok(CommitHistoryConnection {
            total_count: found.len(),
            page_info: PageInfo::new(start, end, found.len()),
            nodes: Some(
                found[start..end]
                    .iter()
                    .map(|number| {
                        Some(Commit {
                            world: Arc::clone(&self.world),
                            repository: self.repository,
                            number: *number,
                            at: commits[*number].at,
                            author: Some(commits[*number].author),
                        })
                    })
                    .collect(),
            ),
        })
    }
}

/// Commits of which only the number is asked for.
#[derive(SimpleObject)]
pub(crate) struct CommitConnection {
    total_count: usize,
}

#[derive(SimpleObject)]
pub(crate) struct CommitHistoryConnection {
    total_count: usize,
    page_info: PageInfo,
    nodes: Option<Vec<Option<Commit>>>,
}

#[derive(SimpleObject)]
pub(crate) struct GitActor {
    name: Option<String>,
    email: Option<String>,
    date: Option<GitTimestamp>,
    user: Option<User>,
}
