//! News: what happened to what a member follows, for who has the secret address of their feed.

use async_graphql::{Context, Result, SimpleObject};
use bronwijzer_index::NewsKind;
use bronwijzer_index::community::action::Followed;
use bronwijzer_index::community::statement::Subject;
use chrono::{DateTime, TimeDelta, Utc};

use super::statement::{self, Statement};
use super::subject;
use crate::batch::Batched as _;
use crate::organisation::Organisation;
use crate::reader::Reader;
use crate::repository::Repository;

/// How far back a feed tells.
const TOLD_DAYS: i64 = 90;

/// What a list of news counts for: a feed has at most 100 pieces.
pub(crate) const NEWS: usize = 50;

/// Why a member is told of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, async_graphql::Enum)]
pub(crate) enum NewsReason {
    /// They follow the repository.
    Repository,
    /// They follow the organisation.
    Organisation,
    /// They follow the theme.
    Theme,
    /// They follow the search.
    Search,
    /// An organisation that they speak for uses it.
    Used,
}

/// What happened to something that a member follows.
#[derive(SimpleObject)]
pub(crate) struct News {
    /// When it was noticed.
    at: DateTime<Utc>,
    /// What happened.
    kind: NewsKind,
    /// To which repository.
    repository: Option<Repository>,
    /// To which organisation.
    organisation: Option<Organisation>,
    /// By which statement.
    statement: Option<Statement>,
    /// Why they are told.
    because: NewsReason,
}

/// The news of the last 90 days for the member with this feed; `None` where nobody has it.
pub(crate) async fn of_feed(ctx: &Context<'_>, feed: String) -> Result<Option<Vec<News>>> {
    let found = Reader::of(ctx)?.consult(move |community| {
        let Some(member) = community.member_of_feed(&feed)? else {
            return Ok(None);
        };
        let now = Utc::now();
        let since = now - TimeDelta::days(TOLD_DAYS);
        community.news_for(&member, since, now).map(Some)
    });
    let Some(found) = found.await? else {
        return Ok(None);
    };
    let all = found.iter().map(|one| shown(ctx, one));
    let all = futures::future::try_join_all(all).await?;
    Ok(Some(all.into_iter().flatten().collect()))
}

/// A piece of news with what it is about; `None` where that is gone.
async fn shown(ctx: &Context<'_>, news: &bronwijzer_index::News) -> Result<Option<News>> {
    let repository = match &news.repository {
        Some(id) => id.clone().load(ctx).await?,
        None => None,
    };
    let organisation = match &news.organisation {
        Some(slug) => subject::organisation(ctx, slug.as_str())?,
        None => None,
    };
    if repository.is_none() && organisation.is_none() {
        return Ok(None);
    }
    Ok(Some(News {
        at: news.at,
        kind: news.kind,
        repository,
        organisation,
        statement: statement::linked(ctx, news.statement.as_ref()).await?,
        because: match &news.because {
            None => NewsReason::Used,
            Some(Followed::Subject(Subject::Organisation(_))) => NewsReason::Organisation,
            Some(Followed::Subject(_)) => NewsReason::Repository,
            Some(Followed::Theme(_)) => NewsReason::Theme,
            Some(Followed::Search(_)) => NewsReason::Search,
        },
    }))
}
