//! A statement as its reader sees it. Who may see it was decided where it was read.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use bronwijzer_index::community::action::Rule;
use bronwijzer_index::community::kinds::{Field, StatementKind, SubjectKind};
use bronwijzer_index::community::member::Viewer;
use bronwijzer_index::community::statement::{
    self as index, StatementEventKind, StatementId, StatementState, Visibility,
};
use bronwijzer_index::{Catalogue, IndexError, StatementFilter};
use chrono::{DateTime, Utc};

use super::list::StatementQuery;
use super::member::{self, Member};
use super::subject::{self, Behalf, StatementSubject};
use crate::batch::{Batched, Unique};
use crate::node::GlobalId;
use crate::reader::Reader;
use crate::relation;
use crate::viewer;

/// Replies when the asker doesn't say, and the most.
const DEFAULT_REPLIES: usize = 20;
const MOST_REPLIES: usize = 100;

/// What somebody says.
#[derive(Clone)]
pub(crate) struct Statement(pub(crate) Arc<index::Statement>);

impl From<Arc<index::Statement>> for Statement {
    fn from(statement: Arc<index::Statement>) -> Self {
        Self(statement)
    }
}

/// What somebody says about a repository, an organisation or software that is not open.
/// `statementKinds` tells what each kind has.
#[Object]
impl Statement {
    /// Global identifier: a UUID.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::Statement(self.0.id.clone()).encode()
    }

    /// What kind it is.
    async fn kind(&self) -> StatementKind {
        self.0.kind
    }

    /// What it is about.
    async fn subject(&self, ctx: &Context<'_>) -> Result<StatementSubject> {
        subject::of(ctx, &self.0).await
    }

    /// What kind of subject that is.
    async fn subject_kind(&self) -> SubjectKind {
        subject::kind(&self.0.subject)
    }

    /// The statement that it answers, of a reply in a discussion.
    async fn reply_to(&self) -> Option<ID> {
        let answered = self.0.reply_to.clone();
        answered.map(|id| GlobalId::Statement(id).encode())
    }

    /// Who made it; null for a former member.
    async fn author(&self, ctx: &Context<'_>) -> Result<Option<Member>> {
        member::of(ctx, self.0.author.as_ref()).await
    }

    /// On whose behalf; null for who speaks for nobody else.
    async fn behalf(&self) -> Option<Behalf> {
        Behalf::of(&self.0.behalf)
    }

    /// What it says: plain text, without markup.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// Its fields that are filled in.
    async fn fields(&self) -> Vec<StatementField> {
        let filled = self.0.fields.iter();
        let field = |(name, values): (&Field, &Vec<String>)| StatementField {
            name: *name,
            values: values.clone(),
        };
        filled.map(field).collect()
    }

    /// When it was made.
    async fn since(&self) -> DateTime<Utc> {
        self.0.since
    }

    /// When it ends by itself unless it is renewed; null for what has no end.
    async fn until(&self) -> Option<DateTime<Utc>> {
        self.0.until
    }

    /// Whether others see it.
    async fn visibility(&self) -> Visibility {
        self.0.visibility
    }

    /// How far it is.
    async fn state(&self) -> StatementState {
        self.0.state
    }

    /// Who took it up; null while nobody did.
    async fn claim(&self) -> Option<StatementClaim> {
        self.0.claim.clone().map(StatementClaim)
    }

    /// How many members support it.
    async fn supporters(&self) -> usize {
        self.0.supporters.len()
    }

    /// Whether the viewer supports it.
    async fn supported(&self, ctx: &Context<'_>) -> bool {
        viewer::reading(ctx).is_some_and(|viewer| self.0.supporters.contains(&viewer.member.id))
    }

    /// Whether the viewer made it.
    async fn own(&self, ctx: &Context<'_>) -> bool {
        viewer::reading(ctx).is_some_and(|viewer| self.0.author.as_ref() == Some(&viewer.member.id))
    }

    /// Whether it ships with the program to show what one looks like.
    async fn is_example(&self) -> bool {
        self.0.is_example
    }

    /// What happened to it, the oldest first.
    async fn history(&self) -> Vec<StatementEvent> {
        self.0.history.iter().cloned().map(StatementEvent).collect()
    }

    /// What answers it in the discussion, the oldest first.
    #[graphql(complexity = "relation::cost(1, first, DEFAULT_REPLIES, child_complexity)")]
    async fn replies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 100, 20 when absent.")] first: Option<i32>,
    ) -> Result<Vec<Self>> {
        let first = relation::bounded(first, DEFAULT_REPLIES, MOST_REPLIES)?;
        let asked = StatementQuery {
            filter: StatementFilter {
                reply_to: Some(self.0.id.clone()),
                ..StatementFilter::default()
            },
            viewer: viewer::reading(ctx),
        };
        let found = Unique::new(asked).load(ctx).await?;
        Ok(found.into_iter().rev().take(first).map(Self).collect())
    }

    /// What the viewer may do with it now; nothing when nobody is signed in.
    async fn may_do(&self, ctx: &Context<'_>) -> Result<Vec<StatementRule>> {
        let Some(viewer) = viewer::acting(ctx) else {
            return Ok(Vec::new());
        };
        let asked = (Arc::clone(viewer), Arc::clone(&self.0));
        Unique::new(asked).load(ctx).await
    }
}

/// A field of a statement that is filled in.
#[derive(SimpleObject)]
pub(crate) struct StatementField {
    /// Which.
    name: Field,
    /// Its values: one, but where several can be chosen.
    values: Vec<String>,
}

pub(crate) struct StatementClaim(index::Claim);

/// Who took up what is asked.
#[Object]
impl StatementClaim {
    /// Who; null for a former member.
    async fn by(&self, ctx: &Context<'_>) -> Result<Option<Member>> {
        member::of(ctx, Some(&self.0.by)).await
    }

    /// Since when.
    async fn since(&self) -> DateTime<Utc> {
        self.0.since
    }

    /// When they last told how it goes.
    async fn news_at(&self) -> DateTime<Utc> {
        self.0.news_at
    }
}

pub(crate) struct StatementEvent(index::StatementEvent);

/// Something that happened to a statement.
#[Object]
impl StatementEvent {
    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// What.
    async fn kind(&self) -> StatementEventKind {
        self.0.kind
    }

    /// Who did it; null for what followed from time or facts, and for a former member.
    async fn by(&self, ctx: &Context<'_>) -> Result<Option<Member>> {
        member::of(ctx, self.0.by.as_ref()).await
    }

    /// The rule by which it happened by itself, as in `expired`; the wording is the reader's.
    async fn rule(&self) -> Option<&str> {
        self.0.rule.as_deref()
    }

    /// What they said of it.
    async fn text(&self) -> Option<&str> {
        self.0.text.as_deref()
    }

    /// Whether a moderator took out what they said of it.
    async fn is_text_removed(&self) -> bool {
        self.0.is_text_removed
    }
}

/// What can be done with a statement: each is the mutation of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum StatementRule {
    /// Change the text and the fields.
    Change,
    /// Say that it still holds.
    Renew,
    /// End it.
    Close,
    /// Take it up.
    Claim,
    /// Tell how it goes with what one took up.
    GiveNews,
    /// Give up what one took up, or end the claim of another.
    Release,
    /// Support it.
    Support,
    /// Answer it.
    Answer,
    /// Send its author, or who took it up, a message.
    Contact,
    /// Report it to the moderators.
    Report,
    /// Decide on it as a moderator.
    Decide,
    /// Take out what somebody wrote beside it, as a moderator.
    RemoveText,
}

const RULES: [(StatementRule, Rule); 12] = [
    (StatementRule::Change, Rule::Change),
    (StatementRule::Renew, Rule::Renew),
    (StatementRule::Close, Rule::Close),
    (StatementRule::Claim, Rule::Claim),
    (StatementRule::GiveNews, Rule::GiveNews),
    (StatementRule::Release, Rule::Release),
    (StatementRule::Support, Rule::Support),
    (StatementRule::Answer, Rule::Answer),
    (StatementRule::Contact, Rule::Contact),
    (StatementRule::Report, Rule::Report),
    (StatementRule::Decide, Rule::Decide),
    (StatementRule::RemoveText, Rule::RemoveText),
];

/// What a viewer may do with a statement.
impl Batched for Unique<(Arc<Viewer>, Arc<index::Statement>)> {
    type Found = Vec<StatementRule>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        let (viewer, statement) = &*self.0;
        let community = catalogue.community();
        let may = |(_, rule): &(StatementRule, Rule)| community.may(Some(viewer), *rule, statement);
        Ok(RULES
            .into_iter()
            .filter(may)
            .map(|(name, _)| name)
            .collect())
    }
}

/// One statement, if the viewer may see it.
pub(crate) async fn by_id(ctx: &Context<'_>, id: StatementId) -> Result<Option<Statement>> {
    let viewer = viewer::reading(ctx);
    let found = Reader::of(ctx)?
        .read(move |catalogue| Ok(catalogue.community().statement(&id, viewer.as_deref())));
    Ok(found.await?.map(Statement))
}

/// A statement that something else is about, if the viewer may see it.
pub(crate) async fn linked(
    ctx: &Context<'_>,
    id: Option<&StatementId>,
) -> Result<Option<Statement>> {
    match id {
        Some(id) => by_id(ctx, id.clone()).await,
        None => Ok(None),
    }
}
