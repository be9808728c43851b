//! Everything that can be done: each mutation is one
//! [`Action`](bronwijzer_index::community::action::Action), and the community decides whether
//! the viewer may.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use bronwijzer_index::community::action::{Action, Decision, Followed};
use bronwijzer_index::community::member::{DigestFrequency, MailLanguage, MemberId, Scope, Viewer};
use bronwijzer_index::community::statement::StatementId;
use bronwijzer_index::{Catalogue, Done};
use chrono::Utc;

use super::input::{self, StatementFieldInput, StatementInput, SupplierInput};
use super::member::Member;
use super::payload::{
    DiscussionPayload, DonePayload, MemberPayload, StatementPayload, TokenPayload, ViewerPayload,
};
use super::statement::{self, Statement};
use super::subject;
use crate::error;
use crate::reader::Reader;
use crate::viewer;

/// What a mutation counts for in a query's complexity: a request may have some twenty.
const WEIGHT: usize = 1_000;

/// Does what `action` makes, as the viewer.
async fn act<F>(ctx: &Context<'_>, action: F) -> Result<Done>
where
    F: FnOnce(&Catalogue, &Viewer) -> Result<Action> + Send + 'static,
{
    let viewer = Arc::clone(viewer::signed_in(ctx)?);
    Reader::of(ctx)?
        .write(move |catalogue| {
            let action = action(catalogue, &viewer)?;
            let done = catalogue.community().act(&viewer, action, Utc::now());
            done.map_err(error::from_community)
        })
        .await
}

/// Does something with a statement.
async fn act_on<F>(ctx: &Context<'_>, id: ID, action: F) -> Result<StatementPayload>
where
    F: FnOnce(StatementId) -> Action + Send + 'static,
{
    viewer::signed_in(ctx)?;
    let id = input::statement_id(&id)?;
    let acted_on = id.clone();
    let statement = match act(ctx, |_, _| Ok(action(acted_on))).await? {
        Done::Statement(statement) => Some(Statement(statement)),
        _ => statement::by_id(ctx, id).await?,
    };
    Ok(StatementPayload { statement })
}

/// Does something that changes what the viewer has.
async fn act_on_oneself<F>(ctx: &Context<'_>, action: F) -> Result<ViewerPayload>
where
    F: FnOnce(&Catalogue) -> Result<Action> + Send + 'static,
{
    let viewer = Arc::clone(viewer::signed_in(ctx)?);
    let viewer = match act(ctx, |catalogue, _| action(catalogue)).await? {
        Done::Member(member) => Arc::new(Viewer {
            member: *member,
            ..Viewer::clone(&viewer)
        }),
        _ => viewer,
    };
    Ok(ViewerPayload::of(viewer))
}

/// The root of all mutations.
pub(crate) struct Mutation;

/// Everything that a member can do. Mutations come by POST alone, with an access token.
#[Object]
impl Mutation {
    /// Makes a statement. It may wait for a moderator: see its `visibility`.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn make_statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is made of.")] input: StatementInput,
    ) -> Result<StatementPayload> {
        let make = |catalogue: &Catalogue, viewer: &Viewer| {
            input.into_statement(catalogue, viewer).map(Action::Make)
        };
        let statement = match act(ctx, make).await? {
            Done::Statement(statement) => Some(Statement(statement)),
            _ => None,
        };
        Ok(StatementPayload { statement })
    }

    /// Changes the text and the fields of one's own statement.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn change_statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which statement.")] id: ID,
        #[graphql(desc = "The whole new text.")] text: String,
        #[graphql(desc = "All fields anew.")] fields: Vec<StatementFieldInput>,
    ) -> Result<StatementPayload> {
        let fields = input::fields(fields);
        act_on(ctx, id, |id| Action::Change { id, text, fields }).await
    }

    /// Says that one's statement still holds.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn renew_statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which statement.")] id: ID,
    ) -> Result<StatementPayload> {
        act_on(ctx, id, Action::Renew).await
    }

    /// Ends one's statement.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn close_statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which statement.")] id: ID,
        #[graphql(desc = "Why.")] text: String,
    ) -> Result<StatementPayload> {
        act_on(ctx, id, |id| Action::Close { id, text }).await
    }

    /// Takes up what is asked.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn claim_statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which statement.")] id: ID,
        #[graphql(desc = "What one is going to do.")] text: String,
    ) -> Result<StatementPayload> {
        act_on(ctx, id, |id| Action::Claim { id, text }).await
    }

    /// Tells how it goes with what one took up.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn give_news(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which statement.")] id: ID,
        #[graphql(desc = "How it goes.")] text: String,
    ) -> Result<StatementPayload> {
        act_on(ctx, id, |id| Action::GiveNews { id, text }).await
    }

    /// Gives up what one took up, or ends the claim of another on what is one's own.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn release_claim(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which statement.")] id: ID,
        #[graphql(desc = "Why.")] text: String,
    ) -> Result<StatementPayload> {
        act_on(ctx, id, |id| Action::Release { id, text }).await
    }

    /// Supports a request, or supports it no longer.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn support_statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which statement.")] id: ID,
        #[graphql(desc = "Whether one does.")] supports: bool,
    ) -> Result<StatementPayload> {
        act_on(ctx, id, move |id| Action::Support { id, supports }).await
    }

    /// Answers a request, for whom it asks.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn answer_statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which statement.")] id: ID,
        #[graphql(desc = "The explanation.")] text: String,
        #[graphql(desc = "The fields of the answer.")] fields: Vec<StatementFieldInput>,
    ) -> Result<StatementPayload> {
        let fields = input::fields(fields);
        act_on(ctx, id, |id| Action::Answer { id, text, fields }).await
    }

    /// Sends the author of a statement, or who took it up, a message through the site. No
    /// address is shown to either.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn contact_author(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which statement.")] id: ID,
        #[graphql(desc = "The message.")] text: String,
    ) -> Result<StatementPayload> {
        act_on(ctx, id, |id| Action::Contact { id, text }).await
    }

    /// Reports a statement to the moderators.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn report_statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which statement.")] id: ID,
        #[graphql(desc = "What is wrong with it.")] text: String,
    ) -> Result<StatementPayload> {
        act_on(ctx, id, |id| Action::Report { id, text }).await
    }

    /// Decides on a statement, as a moderator.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which statement.")] id: ID,
        #[graphql(desc = "What is decided.")] decision: Decision,
        #[graphql(desc = "Why: the author reads it.")] reason: String,
    ) -> Result<StatementPayload> {
        let decide = move |id| Action::Decide {
            id,
            decision,
            reason,
        };
        act_on(ctx, id, decide).await
    }

    /// Takes out what somebody wrote beside a statement: with a claim, as news, in an answer. As
    /// a moderator.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn remove_text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which statement.")] id: ID,
        #[graphql(desc = "Which event of its `history`, the first being 0.")] event: u32,
        #[graphql(desc = "Why: who wrote it reads it.")] reason: String,
    ) -> Result<StatementPayload> {
        let remove = move |id| Action::RemoveText {
            id,
            event: event as usize,
            reason,
        };
        act_on(ctx, id, remove).await
    }

    /// Closes the discussion about a repository or an organisation, or opens it again, as a
    /// moderator.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn close_discussion(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The repository, by its web address.")] repository: Option<String>,
        #[graphql(desc = "The organisation, by its short name.")] organisation: Option<String>,
        #[graphql(desc = "Whether it is closed.")] closed: bool,
        #[graphql(desc = "Why.")] reason: String,
    ) -> Result<DiscussionPayload> {
        let close = move |catalogue: &Catalogue, _: &Viewer| {
            let subject =
                subject::named(catalogue, repository.as_deref(), organisation.as_deref())?;
            Ok(Action::CloseDiscussion {
                subject: subject
                    .ok_or_else(|| error::bad_request("give `repository` or `organisation`"))?,
                closed,
                reason,
            })
        };
        act(ctx, close).await?;
        Ok(DiscussionPayload { closed })
    }

    /// Lets a member speak for an organisation, or no longer, as a moderator.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn grant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, by their identifier.")] member: ID,
        #[graphql(desc = "For which organisation, by its short name.")] organisation: String,
        #[graphql(desc = "Whether they do.")] granted: bool,
        #[graphql(desc = "Why.")] reason: String,
    ) -> Result<MemberPayload> {
        let member = MemberId(member.0);
        let granted_to = member.clone();
        let grant = move |catalogue: &Catalogue, _: &Viewer| {
            Ok(Action::Grant {
                member: granted_to,
                organisation: subject::slug_of(catalogue, &organisation)?,
                granted,
                reason,
            })
        };
        act(ctx, grant).await?;
        let read = move |catalogue: &Catalogue| Ok(catalogue.community().public_member(&member));
        let member = Reader::of(ctx)?.read(read).await?;
        Ok(MemberPayload {
            member: member.map(Member::from),
        })
    }

    /// Follows something, or no longer. Give exactly one thing to follow.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn follow(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A repository, by its web address.")] repository: Option<String>,
        #[graphql(desc = "An organisation, by its short name.")] organisation: Option<String>,
        #[graphql(desc = "A theme, by its name.")] theme: Option<String>,
        #[graphql(desc = "A search: the query string of its page.")] search: Option<String>,
        #[graphql(desc = "Whether one follows it.")] follows: bool,
    ) -> Result<ViewerPayload> {
        let follow = move |catalogue: &Catalogue| {
            let subject =
                subject::named(catalogue, repository.as_deref(), organisation.as_deref())?;
            let what = match (subject, theme, search) {
                (Some(subject), None, None) => Followed::Subject(subject),
                (None, Some(theme), None) => Followed::Theme(theme),
                (None, None, Some(search)) => Followed::Search(search),
                _ => {
                    return Err(error::bad_request(
                        "give one of `repository`, `organisation`, `theme` and `search`",
                    ));
                }
            };
            Ok(Action::Follow { what, follows })
        };
        act_on_oneself(ctx, follow).await
    }

    /// Changes one's own name, mail and supplier. It needs a session.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn change_profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The name that others see.")] name: String,
        #[graphql(
            desc = "The address for alerts; null to have none. One that is new gets a mail that asks to confirm it."
        )]
        email: Option<String>,
        #[graphql(desc = "How often there is mail.")] digest: DigestFrequency,
        #[graphql(desc = "The language of mail.")] language: MailLanguage,
        #[graphql(desc = "The supplier that one is; null for none.")] supplier: Option<
            SupplierInput,
        >,
    ) -> Result<ViewerPayload> {
        let supplier = supplier.map(Into::into);
        let change = Action::ChangeProfile {
            name,
            email,
            digest,
            language,
            supplier,
        };
        act_on_oneself(ctx, |_| Ok(change)).await
    }

    /// Ends all of one's sessions. It needs a session.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn sign_out_everywhere(&self, ctx: &Context<'_>) -> Result<DonePayload> {
        act(ctx, |_, _| Ok(Action::SignOutEverywhere)).await?;
        Ok(DonePayload { done: true })
    }

    /// Gives one's feed another address; nobody reads the old one any more. It needs a session.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn renew_feed(&self, ctx: &Context<'_>) -> Result<ViewerPayload> {
        act_on_oneself(ctx, |_| Ok(Action::RenewFeed)).await
    }

    /// Makes an access token for a program. It needs a session, and the token is shown once.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn make_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is for.")] name: String,
        #[graphql(desc = "What it may do.")] scopes: Vec<Scope>,
    ) -> Result<TokenPayload> {
        match act(ctx, |_, _| Ok(Action::MakeToken { name, scopes })).await? {
            Done::Token { id, secret } => Ok(TokenPayload {
                id: ID(id),
                secret: secret.into(),
            }),
            _ => Err(error::internal(&"a token was made, and none was given")),
        }
    }

    /// Voids an access token of one's own. It needs a session.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn revoke_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which token.")] id: ID,
    ) -> Result<ViewerPayload> {
        act_on_oneself(ctx, |_| Ok(Action::RevokeToken(id.0))).await
    }

    /// Deletes oneself and everything that is one's own. What was said on behalf of an
    /// organisation stays, as of a former member. It needs a session.
    #[graphql(complexity = "WEIGHT + child_complexity")]
    async fn delete_me(&self, ctx: &Context<'_>) -> Result<DonePayload> {
        act(ctx, |_, _| Ok(Action::DeleteMe)).await?;
        Ok(DonePayload { done: true })
    }
}
