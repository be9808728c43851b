//! Reading what people said: whoever asks sees what is public, authors their own, moderators
//! all.

use std::collections::BTreeSet;
use std::sync::Arc;

use bronwijzer_crawler::organisation::Slug;
use chrono::{DateTime, Utc};

use super::Community;
use super::make::may_speak_for;
use super::said::all;
use crate::community::CommunityError;
use crate::community::action::Rule;
use crate::community::inbox::Message;
use crate::community::kinds::{Field, StatementKind};
use crate::community::member::{Member, MemberId, PublicMember, Role, Viewer};
use crate::community::permission::{fits, has_scope, is_enough, roles_of};
use crate::community::statement::{
    Behalf, Statement, StatementId, StatementState, Subject, Visibility,
};
use crate::search::words;
use crate::store::documents::Table;
use crate::store::{Reads, StoreError};

/// Which statements are asked for; empty for all that everybody may see.
#[derive(Debug, Clone, Default)]
pub struct StatementFilter {
    /// Any of these kinds.
    pub kinds: Vec<StatementKind>,
    /// Any of these states.
    pub states: Vec<StatementState>,
    /// About this.
    pub subject: Option<Subject>,
    /// Made on behalf of this organisation, asked of it, or about what is its.
    pub organisation: Option<Slug>,
    /// By this member.
    pub author: Option<MemberId>,
    /// Replies to this.
    pub reply_to: Option<StatementId>,
    /// Any of these kinds of help.
    pub help: Vec<String>,
    /// Seen by these, of those that the viewer may see; by everybody when it is empty.
    pub visibility: Vec<Visibility>,
    /// Words, each of which is in it, as a word or the beginning of one.
    pub query: Option<String>,
}

/// Whether somebody may see a statement.
pub(super) fn is_visible(statement: &Statement, member: Option<&Member>) -> bool {
    let is_theirs =
        |member: &Member| member.is_moderator || statement.author.as_ref() == Some(&member.id);
    !statement.is_tombstone() && (statement.is_public() || member.is_some_and(is_theirs))
}

impl Community {
    /// One statement; `None` when there is none that the viewer may see.
    #[must_use]
    pub fn statement(&self, id: &StatementId, viewer: Option<&Viewer>) -> Option<Arc<Statement>> {
        let said = self.said();
        let statement = said.statements.get(id)?;
        let member = viewer.map(|viewer| &viewer.member);
        is_visible(statement, member).then(|| Arc::clone(statement))
    }

    /// The statements that are asked for, the newest first.
    #[must_use]
    pub fn statements(
        &self,
        filter: &StatementFilter,
        viewer: Option<&Viewer>,
    ) -> Vec<Arc<Statement>> {
        let said = self.said();
        let member = viewer.map(|viewer| &viewer.member);
        let wanted = words(filter.query.as_deref().unwrap_or_default());
        let fits = |one: &&Arc<Statement>| {
            is_visible(one, member)
                && self.is_asked_for(filter, one)
                && (wanted.is_empty() || self.has_words(one, &wanted))
        };
        match &filter.subject {
            Some(subject) => said
                .about(subject)
                .iter()
                .rev()
                .filter(fits)
                .cloned()
                .collect(),
            None => said
                .statements
                .values()
                .rev()
                .filter(fits)
                .cloned()
                .collect(),
        }
    }

    fn is_asked_for(&self, filter: &StatementFilter, one: &Statement) -> bool {
        let is_seen = if filter.visibility.is_empty() {
            one.is_public()
        } else {
            filter.visibility.contains(&one.visibility)
        };
        let helps = || {
            one.values(Field::Help)
                .iter()
                .any(|help| filter.help.contains(help))
        };
        is_seen
            && (filter.kinds.is_empty() || filter.kinds.contains(&one.kind))
            && (filter.states.is_empty() || filter.states.contains(&one.state))
            && filter
                .author
                .as_ref()
                .is_none_or(|author| one.author.as_ref() == Some(author))
            && filter
                .reply_to
                .as_ref()
                .is_none_or(|to| one.reply_to.as_ref() == Some(to))
            && (filter.help.is_empty() || helps())
            && filter
                .organisation
                .as_ref()
                .is_none_or(|slug| self.concerns(one, slug))
    }

    fn concerns(&self, one: &Statement, slug: &Slug) -> bool {
        one.behalf == Behalf::Organisation(slug.clone())
            || one.value(Field::Organisation) == Some(slug.as_str())
            || self.owner_of(self.store.shown(), one).as_ref() == Some(slug)
    }

    /// Whether each word is in what a statement says, as a word or the beginning of one.
    fn has_words(&self, one: &Statement, wanted: &[String]) -> bool {
        const READ: [Field; 5] = [
            Field::Name,
            Field::Purpose,
            Field::Skills,
            Field::Organisation,
            Field::Learned,
        ];
        let mut texts = vec![one.text.clone()];
        texts.extend(
            READ.iter()
                .filter_map(|field| one.value(*field))
                .map(str::to_owned),
        );
        if let Some(slug) = one.value(Field::Organisation)
            && let Ok(catalogue) = self.catalogue()
            && let Some(organisation) = catalogue.organisation(slug)
        {
            texts.push(organisation.name.clone());
            texts.extend(organisation.short_names.iter().cloned());
        }
        let own: Vec<String> = texts.iter().flat_map(|text| words(text)).collect();
        wanted
            .iter()
            .all(|word| own.iter().any(|own| own.starts_with(word.as_str())))
    }

    /// At most `first` statements that were written after a number, in order: public ones
    /// whole, others as tombstones. With `since` only those that were written at that moment or
    /// later, or nobody knows when.
    #[must_use]
    pub fn statement_changes(
        &self,
        after: u64,
        since: Option<DateTime<Utc>>,
        first: usize,
    ) -> Vec<Arc<Statement>> {
        let said = self.said();
        let is_late = |one: &Arc<Statement>| match (one.written_at, since) {
            (Some(at), Some(since)) => at >= since,
            _ => true,
        };
        let later = said.statements.values();
        let later = later.filter(|one| one.number > after && is_late(one));
        let mut later: Vec<&Arc<Statement>> = later.collect();
        later.sort_unstable_by_key(|one| one.number);
        let later = later.into_iter().take(first);
        let shown = later.map(|one| {
            if one.is_public() {
                Arc::clone(one)
            } else {
                Arc::new(one.tombstone())
            }
        });
        shown.collect()
    }

    /// The number of the last write of a statement.
    #[must_use]
    pub fn last_number(&self) -> u64 {
        self.said().number
    }

    /// What a member is to a statement, or to what one would be about.
    #[must_use]
    pub fn roles(
        &self,
        viewer: &Viewer,
        statement: Option<&Statement>,
        subject: &Subject,
        behalf: &Behalf,
    ) -> BTreeSet<Role> {
        let owner = match statement {
            Some(statement) => self.owner_of(self.store.shown(), statement),
            None => self.about(subject).ok().and_then(|about| about.owner),
        };
        roles_of(&viewer.member, statement, owner.as_ref(), behalf)
    }

    /// Whether the viewer may follow a rule with a statement as it is now: which buttons to
    /// show.
    #[must_use]
    pub fn may(&self, viewer: Option<&Viewer>, rule: Rule, statement: &Statement) -> bool {
        let Some(viewer) = viewer.filter(|viewer| has_scope(viewer, rule)) else {
            return false;
        };
        if fits(rule, statement, &viewer.member).is_err() {
            return false;
        }
        let owner = self.owner_of(self.store.shown(), statement);
        let behalf = &statement.behalf;
        let roles = roles_of(&viewer.member, Some(statement), owner.as_ref(), behalf);
        is_enough(rule, Some(statement.kind), &roles)
    }

    /// Whether the viewer may make a statement of a kind about a subject: for themselves, for an
    /// organisation that they speak for, or as the supplier that they are.
    #[must_use]
    pub fn may_make(&self, viewer: &Viewer, kind: StatementKind, subject: &Subject) -> bool {
        let row = kind.row();
        if !row.subjects.contains(&subject.kind()) || !has_scope(viewer, Rule::Make) {
            return false;
        }
        let Ok(about) = self.about(subject) else {
            return false;
        };
        let member = &viewer.member;
        let for_organisations = member.represents.iter();
        let for_organisations =
            for_organisations.map(|one| Behalf::Organisation(one.organisation.clone()));
        let as_supplier = member.supplier.clone().map(|supplier| Behalf::Supplier {
            name: supplier.name,
            website: supplier.website,
        });
        let behalves = for_organisations.chain(as_supplier).chain([Behalf::Own]);
        behalves.into_iter().any(|behalf| {
            let roles = roles_of(member, None, about.owner.as_ref(), &behalf);
            may_speak_for(row, &behalf, &about) && is_enough(Rule::Make, Some(kind), &roles)
        })
    }

    /// What everybody may see of a member.
    #[must_use]
    pub fn public_member(&self, id: &MemberId) -> Option<PublicMember> {
        self.said().members.get(id).map(|member| member.public())
    }

    /// Whether moderators closed the discussion about a subject.
    #[must_use]
    pub fn discussion_is_closed(&self, subject: &Subject) -> bool {
        self.said().closed.contains_key(subject)
    }

    /// The messages to the viewer, the last first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn messages(&self, viewer: &Viewer) -> Result<Vec<Message>, CommunityError> {
        let mut messages = messages_in(self.store.shown(), &viewer.member.id)?;
        messages.reverse();
        Ok(messages)
    }

    /// The messages to a member, the oldest first.
    pub(super) fn messages_of(&self, member: &MemberId) -> Result<Vec<Message>, CommunityError> {
        Ok(messages_in(&*self.store, member)?)
    }
}

fn messages_in(reads: &dyn Reads, member: &MemberId) -> Result<Vec<Message>, StoreError> {
    all(reads, Table::Messages, &format!("{member}/"))
}
