//! Reading repositories: the row that a list gave, or a new one, and what the
//! row does not tell.

use std::time::Instant;

use chrono::{DateTime, Utc};
use futures::{StreamExt, stream};

use super::client::Absence;
use super::commits::NoCommits;
use super::facts::{self, Observed};

use super::response::{CommitRow, ReleaseRow, Row, TagRow};
use super::{Gitea, commits, files, listing};
use crate::forge::{Fetched, ForgeError, RepositoryRequest};
use crate::observation::{LanguageSize, Release, Releases, Unread};
use crate::run::Problem;

/// Releases and tags that are kept.
const NEWEST: (&str, &str) = ("limit", "10");

/// Of how many annotated tags, the newest first, the commit's date is asked for:
/// a row tells when the tag was written, and each date costs a request. The
/// other annotated tags have no date.
const MOST_ANNOTATED: usize = 2;

/// Reads repositories, each by itself. One that can't be read fails alone.
pub(super) async fn fetch(
    gitea: &Gitea,
    wanted: &[RepositoryRequest],
) -> Result<Vec<Fetched>, ForgeError> {
    let questions: Vec<_> = wanted
        .iter()
        .map(|wanted| fetch_one(gitea, wanted))
        .collect();
    let results: Vec<Result<Fetched, ForgeError>> = stream::iter(questions)
        .buffered(gitea.concurrency)
        .collect()
        .await;
    let is_of_all = |error: &ForgeError| {
        matches!(
            error,
            ForgeError::Halted(_) | ForgeError::OutOfBudget { .. }
        )
    };
    let answered = results.iter().any(Result::is_ok);
    let mut fetched = Vec::with_capacity(results.len());
    for (wanted, result) in wanted.iter().zip(results) {
        fetched.push(match result {
            Ok(fetched) => fetched,
            Err(error) if is_of_all(&error) || !answered => return Err(error),
            Err(error) => Fetched::Failed(Problem {
                subject: wanted.url.to_string(),
                what: error.to_string(),
                instead: "the stored data is kept".to_owned(),
                advice: error.advice(),
            }),
        });
    }
    Ok(fetched)
}

async fn fetch_one(gitea: &Gitea, wanted: &RepositoryRequest) -> Result<Fetched, ForgeError> {
    if let Some(row) = gitea.rows.take(&wanted.id, Instant::now())
        && let Some(fetched) = read(gitea, row, Age::Listed).await?
    {
        return Ok(fetched);
    }
    let row = match listing::ask_known(gitea, wanted).await? {
        Ok(row) => row,
        Err(kind) => return Ok(Fetched::Gone(kind)),
    };
    let name = row.full_name.clone();
    let fetched = read(gitea, row, Age::New).await?;
    fetched.ok_or_else(|| {
        gitea
            .client
            .unreadable(format!("`{name}` is not an owner and a name"))
    })
}

/// Where a row came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Age {
    /// From a list, a while ago.
    Listed,
    /// Asked for just now.
    New,
}

/// Asks for what a row does not tell. `None` when it is not there as the row
/// says, and has to be asked for anew.
async fn read(gitea: &Gitea, row: Row, age: Age) -> Result<Option<Fetched>, ForgeError> {
    let client = &gitea.client;
    let Some(url) = row.url(client.host()) else {
        return Ok(None);
    };
    let path = row.full_name.as_str();
    let mut parts = Parts::default();
    let mut observed = Observed::default();

    let mut has_code = row.empty != Some(true) && row.has_code != Some(false);
    if has_code {
        let branch = row.default_branch.as_deref();
        let newest = commits::newest(client, path, branch, &gitea.counting).await;
        match parts.settle(Unread::Commits, newest.map(Some))? {
            Some(Ok(newest)) => {
                observed.head = newest.head;
                observed.commits = Some(newest.activity);
            }
            Some(Err(NoCommits::Absent(Absence::Empty))) => {
                observed.is_empty = true;
                has_code = false;
            }
            Some(Err(NoCommits::NoBranch)) => observed.has_no_branch = true,
            // Gone or made private since it was listed, or its code is switched
            // off: a new row tells.
            Some(Err(_)) if age == Age::Listed => return Ok(None),
            Some(Err(_)) => has_code = false,
            None => {}
        }
    }
    observed.is_empty |= row.empty == Some(true);

    if has_code {
        let mut texts = None;
        if !observed.has_no_branch {
            let commit = observed.head.as_deref().unwrap_or("HEAD");
            texts = parts.settle(Unread::Files, files::list(client, path, commit).await)?;
        }
        observed.languages = match row.language.as_deref() {
            // The forge found none, and would say so again.
            Some("") => Some(Vec::new()),
            _ => parts.settle(Unread::Languages, languages(gitea, path).await)?,
        };
        observed.tags = parts.settle(Unread::Tags, tags(gitea, path).await)?;
        if let Some(texts) = &mut texts {
            let read = files::read(client, path, texts).await;
            parts.settle(Unread::Texts, read.map(Some))?;
        }
        observed.texts = texts;
    } else if observed.is_empty {
        observed.languages = Some(Vec::new());
        observed.tags = Some(Releases::default());
    }
    observed.releases = match row.release_counter {
        _ if row.has_releases == Some(false) => None,
        Some(0) => Some(Releases::default()),
        total => parts.settle(Unread::Releases, releases(gitea, path, total).await)?,
    };
    let (observation, problems) =
        facts::observe(client, row, url, Utc::now(), observed, parts.failed);
    Ok(Some(Fetched::Seen(Box::new(observation), problems)))
}

/// How the parts of one repository went. Those that can't be read leave a gap
/// each. Where two fail and none was read, the repository fails and is tried
/// again, since then rather the forge is in trouble.
#[derive(Default)]
struct Parts {
    /// What could not be read, and why.
    failed: Vec<(Unread, ForgeError)>,
    /// Whether any part was read.
    is_answered: bool,
}

impl Parts {
    fn settle<T>(
        &mut self,
        what: Unread,
        part: Result<Option<T>, ForgeError>,
    ) -> Result<Option<T>, ForgeError> {
        match part {
            Err(error @ (ForgeError::Unreachable { .. } | ForgeError::Unreadable { .. }))
                if self.is_answered || self.failed.is_empty() =>
            {
                self.failed.push((what, error));
                Ok(None)
            }
            part => {
                self.is_answered |= part.is_ok();
                part
            }
        }
    }
}

async fn languages(gitea: &Gitea, path: &str) -> Result<Option<Vec<LanguageSize>>, ForgeError> {
    let url = gitea.client.below(path, &["languages"], &[])?;
    let Some(reply) = gitea.client.part(&url).await? else {
        return Ok(None);
    };
    let sizes: std::collections::BTreeMap<String, u64> = gitea.client.read(&reply)?;
    let mut languages: Vec<LanguageSize> = sizes
        .into_iter()
        .map(|(name, bytes)| LanguageSize { name, bytes })
        .collect();
    languages.sort_by_key(|language| std::cmp::Reverse(language.bytes));
    Ok(Some(languages))
}

async fn releases(
    gitea: &Gitea,
    path: &str,
    total: Option<u64>,
) -> Result<Option<Releases>, ForgeError> {
    let url = gitea.client.below(path, &["releases"], &[NEWEST])?;
    let Some(reply) = gitea.client.part(&url).await? else {
        return Ok(None);
    };
    let rows: Vec<ReleaseRow> = gitea.client.read(&reply)?;
    let newest: Vec<Release> = rows
        .into_iter()
        .filter(|release| !release.draft)
        .map(|release| Release {
            name: release.tag_name,
            at: release.published_at.filter(facts::is_told),
            prerelease: release.prerelease,
            by_bot: release
                .author
                .and_then(|author| author.login)
                .map(|login| gitea.counting.bots.is_bot(Some(&login), None, None)),
        })
        .collect();
    let total = total.or_else(|| reply.number("x-total-count"));
    Ok(of(total, newest, reply.next_page().is_none()))
}

async fn tags(gitea: &Gitea, path: &str) -> Result<Option<Releases>, ForgeError> {
    let url = gitea.client.below(path, &["tags"], &[NEWEST])?;
    let Some(reply) = gitea.client.part(&url).await? else {
        return Ok(None);
    };
    let rows: Vec<TagRow> = gitea.client.read(&reply)?;
    let mut newest = Vec::with_capacity(rows.len());
    let mut questions_left = MOST_ANNOTATED;
    for row in rows {
        let commit = row.commit.as_ref();
        let sha = commit.and_then(|commit| commit.sha.clone());
        let is_annotated = row.id.is_some() && row.id != sha;
        let at = match sha {
            // The date in the row is when the tag was written.
            Some(sha) if is_annotated && questions_left > 0 => {
                questions_left -= 1;
                committed_at(gitea, path, &sha).await?
            }
            _ if is_annotated => None,
            _ => commit.and_then(|commit| commit.created),
        };
        newest.push(Release {
            name: row.name,
            at: at.filter(facts::is_told),
            ..Release::default()
        });
    }
    let total = reply.number("x-total-count");
    Ok(of(total, newest, reply.next_page().is_none()))
}

/// When a commit was committed.
async fn committed_at(
    gitea: &Gitea,
    path: &str,
    sha: &str,
) -> Result<Option<DateTime<Utc>>, ForgeError> {
    let query = [
        ("stat", "false"),
        ("verification", "false"),
        ("files", "false"),
    ];
    let url = gitea.client.below(path, &["git", "commits", sha], &query)?;
    let Some(reply) = gitea.client.part(&url).await? else {
        return Ok(None);
    };
    let row: CommitRow = gitea.client.read(&reply)?;
    Ok(Some(row.commit.committer.date))
}

/// How many there are, and the newest; `None` when the forge does not say how
/// many.
fn of(total: Option<u64>, newest: Vec<Release>, is_all: bool) -> Option<Releases> {
    let counted = is_all.then_some(newest.len() as u64);
    Some(Releases {
        total: total.or(counted)?,
        newest: newest.into_iter().take(10).collect(),
    })
}
