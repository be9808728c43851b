//! Every action of a member: who may, whether it can be done now, and what it changes.

use std::collections::BTreeSet;

use bronwijzer_crawler::organisation::Slug;
use chrono::{DateTime, Utc};

use std::sync::{Arc, PoisonError};

use super::said::{Changes, Said, put};
use super::{About, Community};
use crate::community::CommunityError;
use crate::community::action::{Action, Rule};
use crate::community::inbox::Message;
use crate::community::lifecycle;
use crate::community::limits::{self, is_new};
use crate::community::member::{Member, MemberId, Role, Viewer};
use crate::community::permission::{fits, has_scope, is_enough, roles_of};
use crate::community::scan::Scan;
use crate::community::secrets::{Secret, timed_id};
use crate::community::statement::{
    Claim, Statement, StatementEvent, StatementEventKind, StatementId, StatementState,
};
use crate::community::validate;
use crate::store::documents::{DocumentWrite, Table};

/// What came of an action.
#[derive(Debug, Clone)]
pub enum Done {
    /// The statement as it is now.
    Statement(Arc<Statement>),
    /// The member as they are now.
    Member(Box<Member>),
    /// A new access token.
    Token {
        /// Its identifier.
        id: String,
        /// Its secret, which is shown once.
        secret: Secret,
    },
    /// The scan as it is kept.
    Scan(Box<Scan>),
    /// Nothing to show.
    Nothing,
}

/// Somebody who acts, and what everything was when they did.
pub(super) struct Acting<'a> {
    pub(super) community: &'a Community,
    pub(super) said: Arc<Said>,
    /// As of now.
    pub(super) viewer: Viewer,
    pub(super) now: DateTime<Utc>,
}

impl Community {
    /// Does what a member wants to do, if they may.
    ///
    /// # Errors
    /// Why not; nothing was changed then.
    pub fn act(
        &self,
        viewer: &Viewer,
        action: Action,
        now: DateTime<Utc>,
    ) -> Result<Done, CommunityError> {
        let rule = action.rule();
        let _writing = self.begin()?;
        let said = self.said();
        // They may have lost a role, or be gone, since the request came.
        let member = said.members.get(&viewer.member.id);
        let member = member.ok_or(CommunityError::NotSignedIn)?;
        let viewer = Viewer {
            member: Member::clone(member),
            ..viewer.clone()
        };
        if !has_scope(&viewer, rule) {
            return Err(CommunityError::NotAllowed(rule));
        }
        let limits = || self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        let (id, limited) = (viewer.member.id.clone(), limits::name_of(rule));
        if let Some(sharing) = self.store.sharing() {
            // Nobody does anything through another server meanwhile.
            let done = sharing.acts(&id.0, limited, now)?;
            limits().learn(&id, rule, done, now);
        }
        limits().count(&viewer.member, rule, now)?;
        let acting = Acting {
            community: self,
            said,
            viewer,
            now,
        };
        let done = acting.act(action);
        if done.is_err() {
            limits().take_back(&acting.viewer.member, rule);
        } else if let Some(sharing) = self.store.sharing()
            && let Err(error) = sharing.note_act(&id.0, limited, now)
        {
            // It is done, and counted by this server alone.
            tracing::warn!("other servers do not count what a member did: {error}");
        }
        done
    }
}

impl Acting<'_> {
    fn act(&self, action: Action) -> Result<Done, CommunityError> {
        match action {
            Action::Make(new) => self.make(new),
            Action::Change { id, text, fields } => self.change(&id, &text, &fields),
            Action::Renew(id) => self.renew(&id),
            Action::Close { id, text } => self.close(&id, &text),
            Action::Claim { id, text } => self.claim(&id, &text),
            Action::GiveNews { id, text } => self.give_news(&id, &text),
            Action::Release { id, text } => self.release(&id, &text),
            Action::Support { id, supports } => self.support(&id, supports),
            Action::Answer { id, text, fields } => self.answer(&id, &text, &fields),
            Action::Contact { id, text } => self.contact(&id, &text),
            Action::Report { id, text } => self.report(&id, &text),
            Action::Decide {
                id,
                decision,
                reason,
            } => self.decide(&id, decision, &reason),
            Action::RemoveText { id, event, reason } => self.remove_text(&id, event, &reason),
            Action::CloseDiscussion {
                subject,
                closed,
                reason,
            } => self.close_discussion(subject, closed, &reason),
            Action::Grant {
                member,
                organisation,
                granted,
                reason,
            } => self.grant(&member, &organisation, granted, &reason),
            Action::Follow { what, follows } => self.follow(what, follows),
            Action::ChangeProfile {
                name,
                email,
                digest,
                language,
                supplier,
            } => self.change_profile(&name, email, (digest, language), supplier),
            Action::SignOutEverywhere => {
                self.community
                    .sign_out_everywhere(&self.said, self.member(), self.now)
            }
            Action::RenewFeed => self.renew_feed(),
            Action::MakeToken { name, scopes } => {
                let wanted = (name.as_str(), scopes.as_slice());
                self.community
                    .make_token(&self.said, self.member(), wanted, self.now)
            }
            Action::RevokeToken(id) => self.community.revoke_token(&self.said, self.member(), &id),
            Action::Scan {
                repository,
                report,
                organisation,
            } => self.scan(&repository, report, organisation),
            Action::DeleteMe => self.delete_me(),
        }
    }

    pub(super) fn member(&self) -> &Member {
        &self.viewer.member
    }

    /// What the viewer is to a statement.
    pub(super) fn roles(&self, statement: &Statement) -> BTreeSet<Role> {
        let owner = self.community.owner_of(&*self.community.store, statement);
        roles_of(
            self.member(),
            Some(statement),
            owner.as_ref(),
            &statement.behalf,
        )
    }

    /// A statement with which the viewer may follow a rule, as it is now.
    pub(super) fn allowed(
        &self,
        id: &StatementId,
        rule: Rule,
    ) -> Result<Statement, CommunityError> {
        let statement = self.said.find(id)?;
        if !super::read::is_visible(statement, Some(self.member())) {
            return Err(CommunityError::NoStatement);
        }
        if !is_enough(rule, Some(statement.kind), &self.roles(statement)) {
            return Err(CommunityError::NotAllowed(rule));
        }
        fits(rule, statement, self.member())?;
        Ok(Statement::clone(statement))
    }

    /// Something that the viewer did. What a new member writes beside their statements reaches
    /// those whom it concerns as a message: nobody read it before.
    pub(super) fn event(&self, kind: StatementEventKind, text: &str) -> StatementEvent {
        let is_shown = !text.is_empty() && !is_new(self.member());
        StatementEvent {
            at: self.now,
            kind,
            by: Some(self.member().id.clone()),
            rule: None,
            text: is_shown.then(|| text.to_owned()),
            was: None,
            is_text_removed: false,
        }
    }

    /// A message to somebody about a statement, unless it is the viewer's own doing.
    pub(super) fn message(
        &self,
        to: Option<&MemberId>,
        what: &str,
        statement: &Statement,
        text: &str,
    ) -> Result<Option<DocumentWrite>, CommunityError> {
        let is_known = |to: &&MemberId| self.said.members.contains_key(*to);
        let Some(to) = to.filter(|to| **to != self.member().id).filter(is_known) else {
            return Ok(None);
        };
        let message = Message {
            id: timed_id(self.now)?,
            at: self.now,
            what: what.to_owned(),
            from: Some(self.member().id.clone()),
            statement: Some(statement.id.clone()),
            text: text.to_owned(),
        };
        let key = format!("{to}/{}", message.id);
        Ok(Some(put(Table::Messages, key, &message)?))
    }

    /// Writes a statement and what comes with it.
    pub(super) fn write(
        &self,
        statement: Statement,
        others: impl IntoIterator<Item = DocumentWrite>,
    ) -> Result<Done, CommunityError> {
        let id = statement.id.clone();
        let changes = Changes {
            at: Some(self.now),
            statements: vec![statement],
            others: others.into_iter().collect(),
            ..Changes::default()
        };
        let said = self.community.commit(&self.said, changes)?;
        Ok(Done::Statement(Arc::clone(said.find(&id)?)))
    }

    fn renew(&self, id: &StatementId) -> Result<Done, CommunityError> {
        let mut statement = self.allowed(id, Rule::Renew)?;
        statement.until = lifecycle::until(&statement, self.now);
        if statement.state == StatementState::Closed {
            statement.state = StatementState::Open;
        }
        statement
            .history
            .push(self.event(StatementEventKind::Renewed, ""));
        self.write(statement, None)
    }

    fn close(&self, id: &StatementId, text: &str) -> Result<Done, CommunityError> {
        let mut statement = self.allowed(id, Rule::Close)?;
        let text = validate::text(text, false)?;
        let claim = statement.claim.take();
        statement.state = StatementState::Closed;
        statement
            .history
            .push(self.event(StatementEventKind::Closed, &text));
        let to = claim.as_ref().map(|claim| &claim.by);
        let message = self.message(to, "close", &statement, &text)?;
        self.write(statement, message)
    }

    fn claim(&self, id: &StatementId, text: &str) -> Result<Done, CommunityError> {
        let mut statement = self.allowed(id, Rule::Claim)?;
        let text = validate::text(text, false)?;
        statement.state = StatementState::Claimed;
        statement.claim = Some(Claim {
            by: self.member().id.clone(),
            since: self.now,
            news_at: self.now,
        });
        statement
            .history
            .push(self.event(StatementEventKind::Claimed, &text));
        let message = self.message(statement.author.as_ref(), "claim", &statement, &text)?;
        self.write(statement, message)
    }

    fn give_news(&self, id: &StatementId, text: &str) -> Result<Done, CommunityError> {
        let mut statement = self.allowed(id, Rule::GiveNews)?;
        let text = validate::text(text, true)?;
        if let Some(claim) = &mut statement.claim {
            claim.news_at = self.now;
        }
        statement
            .history
            .push(self.event(StatementEventKind::News, &text));
        let message = self.message(statement.author.as_ref(), "news", &statement, &text)?;
        self.write(statement, message)
    }

    fn release(&self, id: &StatementId, text: &str) -> Result<Done, CommunityError> {
        let mut statement = self.allowed(id, Rule::Release)?;
        let text = validate::text(text, false)?;
        let claim = statement.claim.take();
        statement.state = StatementState::Open;
        statement
            .history
            .push(self.event(StatementEventKind::Reopened, &text));
        let claimant = claim.as_ref().map(|claim| &claim.by);
        let to_claimant = self.message(claimant, "release", &statement, &text)?;
        let to_author = self.message(statement.author.as_ref(), "release", &statement, &text)?;
        self.write(statement, to_claimant.into_iter().chain(to_author))
    }

    fn support(&self, id: &StatementId, supports: bool) -> Result<Done, CommunityError> {
        let mut statement = self.allowed(id, Rule::Support)?;
        let member = &self.member().id;
        let did = statement.supporters.contains(member);
        if did == supports {
            return Ok(Done::Statement(Arc::clone(self.said.find(id)?)));
        }
        statement.supporters.retain(|one| one != member);
        if supports {
            statement.supporters.push(member.clone());
        }
        self.write(statement, None)
    }

    /// Whom a statement was written to about last, of those who wrote to its author.
    fn last_correspondent(&self, id: &StatementId) -> Result<Option<MemberId>, CommunityError> {
        let mut messages = self.community.messages_of(&self.member().id)?;
        messages.retain(|one| one.statement.as_ref() == Some(id) && one.what == "contact");
        Ok(messages.pop().and_then(|message| message.from))
    }

    fn contact(&self, id: &StatementId, text: &str) -> Result<Done, CommunityError> {
        let statement = self.allowed(id, Rule::Contact)?;
        let text = validate::text(text, true)?;
        let author = statement.author.as_ref();
        let to = if author == Some(&self.member().id) {
            // They answer whoever wrote to them, or turn to who took it up.
            let claimant = statement.claim.as_ref().map(|claim| claim.by.clone());
            match self.last_correspondent(id)? {
                Some(correspondent) => Some(correspondent),
                None => claimant,
            }
        } else {
            author.cloned()
        };
        let message = self.message(to.as_ref(), "contact", &statement, &text)?;
        let message = message.ok_or(CommunityError::WrongState("nobody has written to you"))?;
        let changes = Changes {
            others: vec![message],
            ..Changes::default()
        };
        self.community.commit(&self.said, changes)?;
        Ok(Done::Nothing)
    }

    /// What a new statement would be about, and whose that is.
    pub(super) fn about(
        &self,
        subject: &crate::community::statement::Subject,
    ) -> Result<About, CommunityError> {
        self.community.about_for_write(subject)
    }

    /// The organisation that has or had a slug.
    pub(super) fn find_organisation(&self, slug: &str) -> Option<Slug> {
        let catalogue = self.community.catalogue().ok()?;
        let organisation = catalogue.organisation(slug)?;
        Some(organisation.slug.clone())
    }
}
