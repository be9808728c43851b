//! The viewer: a member, as they see themselves. Nothing here is shown to anybody else.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use bronwijzer_crawler::organisation::Slug;
use bronwijzer_index::community::action::Followed;
use bronwijzer_index::community::inbox;
use bronwijzer_index::community::member::{DigestFrequency, MailLanguage, Scope, Viewer};
use bronwijzer_index::community::statement::{Subject, Visibility};
use bronwijzer_index::{Community, CommunityError, OwnData, StatementFilter};
use chrono::{DateTime, Utc};
use tokio::sync::OnceCell;

use super::list::{self, Replies, StatementConnection};
use super::member::Member;
use super::statement::{self, Statement};
use super::subject;
use crate::batch::Batched as _;
use crate::error;
use crate::organisation::{Organisation, RELATED, named};
use crate::reader::Reader;
use crate::repository::Repository;
use crate::repository_search::DEFAULT_PAGE;
use crate::viewer;

/// What a list of a member's own counts for: usual ones have fewer.
const OWN: usize = 20;

/// The member who asks, with what is theirs.
pub(crate) struct ViewerObject {
    viewer: Arc<Viewer>,
    /// Read once it is asked for.
    own: OnceCell<Arc<OwnData>>,
}

impl From<Arc<Viewer>> for ViewerObject {
    fn from(viewer: Arc<Viewer>) -> Self {
        Self {
            viewer,
            own: OnceCell::new(),
        }
    }
}

/// Who asks; `None` when nobody is signed in.
///
/// # Errors
/// `NOT_ALLOWED` for an access token that may not read.
pub(crate) fn asking(ctx: &Context<'_>) -> Result<Option<ViewerObject>> {
    let Some(viewer) = viewer::acting(ctx) else {
        return Ok(None);
    };
    viewer::needs(viewer, Scope::Read)?;
    Ok(Some(ViewerObject::from(Arc::clone(viewer))))
}

impl ViewerObject {
    /// Reads something of theirs.
    async fn read<T, F>(&self, ctx: &Context<'_>, read: F) -> Result<T>
    where
        F: FnOnce(&Community, &Viewer) -> Result<T, CommunityError> + Send + 'static,
        T: Send + 'static,
    {
        let viewer = Arc::clone(&self.viewer);
        Reader::of(ctx)?
            .consult(move |community| read(community, &viewer))
            .await
    }

    /// Everything that is theirs.
    async fn own(&self, ctx: &Context<'_>) -> Result<&OwnData> {
        let read = self.own.get_or_try_init(|| async {
            self.read(ctx, |community, viewer| community.own(viewer).map(Arc::new))
                .await
        });
        read.await.map(Arc::as_ref)
    }
}

/// The member who asks, with what is theirs: nobody else sees it.
#[Object(name = "Viewer")]
impl ViewerObject {
    /// The member, as others see them.
    async fn member(&self, ctx: &Context<'_>) -> Result<Member> {
        let found = self.viewer.member.id.clone().load(ctx).await?;
        found.ok_or_else(|| error::from_community(CommunityError::NotSignedIn))
    }

    /// The address for alerts; null for who has none.
    async fn email(&self) -> Option<&str> {
        self.viewer.member.email.as_deref()
    }

    /// An address for alerts that they gave and have yet to confirm; null where there is none.
    async fn unconfirmed_email(&self) -> Option<&str> {
        let unconfirmed = self.viewer.member.unconfirmed.as_ref();
        unconfirmed.map(|email| email.address.as_str())
    }

    /// Whether the mail that asks to confirm that address was handed to the mail server.
    async fn confirmation_sent(&self) -> bool {
        let unconfirmed = self.viewer.member.unconfirmed.as_ref();
        unconfirmed.is_some_and(|email| email.is_asked)
    }

    /// How often there is mail.
    async fn digest(&self) -> DigestFrequency {
        self.viewer.member.digest
    }

    /// The language of mail.
    async fn language(&self) -> MailLanguage {
        self.viewer.member.language
    }

    /// The organisations that they speak for.
    #[graphql(complexity = "RELATED * child_complexity")]
    async fn represents(&self, ctx: &Context<'_>) -> Result<Vec<Organisation>> {
        let represents = self.viewer.member.represents.iter();
        let slugs: Vec<Slug> = represents.map(|one| one.organisation.clone()).collect();
        named(ctx, &slugs)
    }

    /// Whether they look after what people say here.
    async fn is_moderator(&self) -> bool {
        self.viewer.member.is_moderator
    }

    /// When they signed in first.
    async fn joined_at(&self) -> DateTime<Utc> {
        self.viewer.member.joined_at
    }

    /// What they said, whoever sees it, with their replies.
    #[graphql(complexity = "first.map_or(DEFAULT_PAGE, |n| n.max(0) as usize) * child_complexity")]
    async fn statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Entries on the page: 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "`endCursor` of the page before.")] after: Option<String>,
    ) -> Result<StatementConnection> {
        let filter = StatementFilter {
            author: Some(self.viewer.member.id.clone()),
            visibility: vec![Visibility::Held, Visibility::Public, Visibility::Removed],
            ..StatementFilter::default()
        };
        list::page(ctx, filter, Replies::With, first, after).await
    }

    /// What they follow.
    #[graphql(complexity = "OWN * child_complexity")]
    async fn follows(&self, ctx: &Context<'_>) -> Result<Vec<Follow>> {
        let follows = self.read(ctx, Community::follows);
        Ok(follows.await?.into_iter().map(Follow).collect())
    }

    /// What others wrote to them through the site.
    #[graphql(complexity = "OWN * child_complexity")]
    async fn messages(&self, ctx: &Context<'_>) -> Result<Vec<Message>> {
        let messages = self.read(ctx, Community::messages);
        Ok(messages.await?.into_iter().map(Message).collect())
    }

    /// Their access tokens; the tokens themselves are not kept.
    #[graphql(complexity = "OWN * child_complexity")]
    async fn tokens(&self, ctx: &Context<'_>) -> Result<Vec<AccessToken>> {
        let own = self.own(ctx).await?;
        Ok(own.tokens.iter().map(Into::into).collect())
    }

    /// Their sessions.
    #[graphql(complexity = "OWN * child_complexity")]
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<Session>> {
        let own = self.own(ctx).await?;
        Ok(own.sessions.iter().map(Into::into).collect())
    }

    /// The last part of the address of their Atom feed: who has it reads what they follow.
    async fn feed(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(self.own(ctx).await?.feed_secret.clone())
    }

    /// Everything that is theirs, as JSON, to keep or to take elsewhere.
    async fn export(&self, ctx: &Context<'_>) -> Result<String> {
        let own = self.own(ctx).await?;
        serde_json::to_string_pretty(own).map_err(|error| error::internal(&error))
    }
}

pub(crate) struct Follow(Followed);

/// Something that a member follows: one of these.
#[Object]
impl Follow {
    /// The repository.
    async fn repository(&self, ctx: &Context<'_>) -> Result<Option<Repository>> {
        match &self.0 {
            Followed::Subject(Subject::Repository(id)) => id.clone().load(ctx).await,
            _ => Ok(None),
        }
    }

    /// The organisation.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        match &self.0 {
            Followed::Subject(Subject::Organisation(slug)) => {
                subject::organisation(ctx, slug.as_str())
            }
            _ => Ok(None),
        }
    }

    /// The theme, by its name.
    async fn theme(&self) -> Option<&str> {
        match &self.0 {
            Followed::Theme(theme) => Some(theme),
            _ => None,
        }
    }

    /// The search: the query string of its page.
    async fn search(&self) -> Option<&str> {
        match &self.0 {
            Followed::Search(search) => Some(search),
            _ => None,
        }
    }
}

pub(crate) struct Message(inbox::Message);

/// What reached a member through the site.
#[Object]
impl Message {
    /// Identifier.
    async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// What happened: `contact` when somebody wrote, else what was done with the statement,
    /// as in `claim` or `removed`; the wording is the reader's.
    async fn what(&self) -> &str {
        &self.0.what
    }

    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// Who did it; null for what followed from time or facts, for moderators and for former
    /// members.
    async fn from(&self, ctx: &Context<'_>) -> Result<Option<Member>> {
        super::member::of(ctx, self.0.from.as_ref()).await
    }

    /// About which statement; null when that is gone.
    async fn statement(&self, ctx: &Context<'_>) -> Result<Option<Statement>> {
        statement::linked(ctx, self.0.statement.as_ref()).await
    }

    /// What they wrote: plain text.
    async fn text(&self) -> &str {
        &self.0.text
    }
}

/// An access token for a program, without the token itself.
#[derive(SimpleObject)]
pub(crate) struct AccessToken {
    /// Identifier, to revoke it with.
    id: ID,
    /// What it is for.
    name: String,
    /// What it may do.
    scopes: Vec<Scope>,
    /// When it was made.
    made_at: DateTime<Utc>,
    /// When it ends by itself.
    expires_at: DateTime<Utc>,
}

impl From<&inbox::AccessToken> for AccessToken {
    fn from(token: &inbox::AccessToken) -> Self {
        Self {
            id: ID(token.id.clone()),
            name: token.name.clone(),
            scopes: token.scopes.clone(),
            made_at: token.made_at,
            expires_at: token.expires_at,
        }
    }
}

/// A session of a member.
#[derive(SimpleObject)]
pub(crate) struct Session {
    /// When it began.
    began_at: DateTime<Utc>,
    /// When it ends by itself.
    expires_at: DateTime<Utc>,
}

impl From<&inbox::Session> for Session {
    fn from(session: &inbox::Session) -> Self {
        Self {
            began_at: session.began_at,
            expires_at: session.expires_at,
        }
    }
}
