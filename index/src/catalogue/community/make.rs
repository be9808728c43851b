//! Making statements, changing and answering them.

use std::collections::BTreeSet;

use crate::community::CommunityError;
use crate::community::action::{NewStatement, Rule};
use crate::community::kinds::{ClosedBy, Field, KindRow, StatementKind};
use crate::community::lifecycle;
use crate::community::limits::is_new;
use crate::community::member::{MemberId, Role};
use crate::community::permission::{is_enough, roles_of};
use crate::community::secrets::timed_id;
use crate::community::statement::{
    Behalf, Statement, StatementEventKind, StatementId, StatementState, Subject, Visibility,
};
use crate::community::text::links;
use crate::community::validate::{self, Fields};
use crate::search::words;

use super::About;
use super::act::{Acting, Done};

/// From so many links on a text waits for a moderator, whoever wrote it.
const MANY_LINKS: usize = 5;
/// Until so many statements were let through, a text with a link waits.
const LINKS_WAIT_UNTIL: u32 = 10;

impl Acting<'_> {
    pub(super) fn make(&self, new: NewStatement) -> Result<Done, CommunityError> {
        let row = new.kind.row();
        if !row.subjects.contains(&new.subject.kind()) {
            return Err(CommunityError::WrongSubject);
        }
        let about = self.about(&new.subject)?;
        let behalf = self.behalf(row, new.behalf, &about)?;
        let roles = roles_of(self.member(), None, about.owner.as_ref(), &behalf);
        if !is_enough(Rule::Make, Some(new.kind), &roles) {
            return Err(CommunityError::NotAllowed(Rule::Make));
        }
        let is_gone = about
            .entry
            .as_ref()
            .is_some_and(|entry| entry.gone.is_some());
        if is_gone && row.closed_by.contains(&ClosedBy::Gone) {
            return Err(CommunityError::WrongState("the repository is gone"));
        }
        let text = validate::text(&new.text, row.needs_text)?;
        let find = |slug: &str| self.find_organisation(slug);
        let fields = validate::fields(new.kind, false, &new.fields, &find)?;
        let reply_to = self.reply_to(new.kind, &new.subject, new.reply_to)?;
        let visibility = self.visibility_of(row, &text, &fields);
        let made = self.event(StatementEventKind::Made, "");
        let mut statement = Statement {
            id: StatementId(timed_id(self.now)?),
            kind: new.kind,
            subject: new.subject,
            reply_to,
            author: Some(self.member().id.clone()),
            behalf,
            text,
            fields,
            since: self.now,
            until: None,
            visibility,
            state: StatementState::Open,
            claim: None,
            supporters: Vec::new(),
            is_example: false,
            history: vec![made],
            number: 0,
            written_at: None,
            shown_number: None,
        };
        statement.until = lifecycle::until(&statement, self.now);
        if self.said_before(row, &statement) {
            return Err(CommunityError::Twice);
        }
        let mut decision = None;
        if row.moderated && statement.is_public() {
            // Their own word is their decision, and stands in the log as any other.
            decision = Some(self.accepted_at_once(&mut statement)?);
        }
        self.write(statement, decision)
    }

    /// On whose behalf it is made, as the member may speak.
    fn behalf(
        &self,
        row: &KindRow,
        behalf: Behalf,
        about: &About,
    ) -> Result<Behalf, CommunityError> {
        let refused = || CommunityError::NotAllowed(Rule::Make);
        let behalf = match behalf {
            Behalf::Own => Behalf::Own,
            Behalf::Organisation(slug) => {
                let slug = self.find_organisation(slug.as_str());
                let slug = slug.ok_or(CommunityError::NoSubject)?;
                if !self.viewer.represents(&slug) {
                    return Err(refused());
                }
                Behalf::Organisation(slug)
            }
            Behalf::Supplier { .. } => {
                let supplier = self.member().supplier.clone().ok_or_else(refused)?;
                Behalf::Supplier {
                    name: supplier.name,
                    website: supplier.website,
                }
            }
        };
        let fits = may_speak_for(row, &behalf, about);
        if fits { Ok(behalf) } else { Err(refused()) }
    }

    /// The post that a reply answers: replies to a reply answer what that answered, so that a
    /// discussion has two levels.
    fn reply_to(
        &self,
        kind: StatementKind,
        subject: &Subject,
        reply_to: Option<StatementId>,
    ) -> Result<Option<StatementId>, CommunityError> {
        if kind == StatementKind::Post
            && self.said.closed.contains_key(subject)
            && !self.member().is_moderator
        {
            return Err(CommunityError::WrongState("the discussion is closed"));
        }
        let Some(id) = reply_to else { return Ok(None) };
        let answered = self.said.find(&id)?;
        if !answered.is_public() {
            return Err(CommunityError::NoStatement);
        }
        let is_discussion = kind == StatementKind::Post && answered.kind == StatementKind::Post;
        if !is_discussion || answered.subject != *subject {
            return Err(CommunityError::WrongSubject);
        }
        Ok(Some(answered.reply_to.clone().unwrap_or(id)))
    }

    /// Who sees a text: the first ones of a member wait, and those with links a while longer.
    fn visibility_of(&self, row: &KindRow, text: &str, fields: &Fields) -> Visibility {
        let member = self.member();
        if member.is_moderator {
            return Visibility::Public;
        }
        let values = fields.values().flatten().map(String::as_str);
        let links: usize = values.chain([text]).map(links).sum();
        let has_too_many = links >= MANY_LINKS || links > 0 && member.accepted < LINKS_WAIT_UNTIL;
        if row.moderated || is_new(member) || has_too_many {
            Visibility::Held
        } else {
            Visibility::Public
        }
    }

    /// Whether a statement that says the same still stands.
    fn said_before(&self, row: &KindRow, new: &Statement) -> bool {
        let stands = |one: &&std::sync::Arc<Statement>| {
            one.kind == new.kind
                && one.state != StatementState::Closed
                && one.visibility != Visibility::Removed
        };
        let name = |one: &Statement| words(one.value(Field::Name).unwrap_or_default());
        let mut standing = self.said.about(&new.subject).iter().filter(stands);
        if new.kind == StatementKind::ReleaseRequest {
            // Everybody supports the one that is there.
            let organisation = new.value(Field::Organisation);
            return standing.any(|one| {
                one.is_public()
                    && one.value(Field::Organisation) == organisation
                    && name(one) == name(new)
            });
        }
        row.once
            && standing.any(|one| match &new.behalf {
                Behalf::Organisation(_) => one.behalf == new.behalf,
                _ => one.author == new.author && one.behalf == new.behalf,
            })
    }

    pub(super) fn change(
        &self,
        id: &StatementId,
        text: &str,
        fields: &Fields,
    ) -> Result<Done, CommunityError> {
        let mut statement = self.allowed(id, Rule::Change)?;
        let row = statement.kind.row();
        statement.text = validate::text(text, row.needs_text)?;
        let find = |slug: &str| self.find_organisation(slug);
        let changed = validate::fields(statement.kind, false, fields, &find)?;
        let mut answer = statement.fields;
        let of_answer = |field: &Field| {
            row.fields
                .iter()
                .any(|one| one.field == *field && one.of_answer)
        };
        answer.retain(|field, _| of_answer(field));
        statement.fields = changed;
        statement.fields.append(&mut answer);
        let visibility = self.visibility_of(row, &statement.text, &statement.fields);
        if visibility == Visibility::Held {
            // Nobody has seen the new text yet.
            statement.visibility = Visibility::Held;
        }
        statement
            .history
            .push(self.event(StatementEventKind::Changed, ""));
        self.write(statement, None)
    }

    pub(super) fn answer(
        &self,
        id: &StatementId,
        text: &str,
        fields: &Fields,
    ) -> Result<Done, CommunityError> {
        let mut statement = self.allowed(id, Rule::Answer)?;
        let row = statement.kind.row();
        let text = validate::text(text, true)?;
        let find = |slug: &str| self.find_organisation(slug);
        let mut answer = validate::fields(statement.kind, true, fields, &find)?;
        for one in row.fields.iter().filter(|one| one.of_answer) {
            statement.fields.remove(&one.field);
        }
        statement.fields.append(&mut answer);
        statement.state = StatementState::Answered;
        let mut event = self.event(StatementEventKind::Answered, &text);
        // Somebody vouches for who speaks for an organisation.
        event.text = Some(text.clone());
        statement.history.push(event);
        let waiting = statement.author.iter().chain(&statement.supporters);
        let waiting: BTreeSet<&MemberId> = waiting.collect();
        let messages = waiting
            .into_iter()
            .map(|to| self.message(Some(to), "answer", &statement, &text));
        let messages: Vec<_> = messages.collect::<Result<_, _>>()?;
        self.write(statement, messages.into_iter().flatten())
    }
}

/// Whether a kind of statement about this can be made on somebody's behalf at all.
pub(super) fn may_speak_for(row: &KindRow, behalf: &Behalf, about: &About) -> bool {
    let is_owners = row.made_by.contains(&Role::OwnersRepresentative);
    match behalf {
        Behalf::Organisation(slug) => !is_owners || about.owner.as_ref() == Some(slug),
        _ => !row.on_behalf,
    }
}
