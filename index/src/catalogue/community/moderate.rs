//! Looking after what people say: reports, decisions with reasons and their undoing, closed
//! discussions, grants, and the log of all of it.

use bronwijzer_crawler::organisation::Slug;
use chrono::{DateTime, Utc};

use super::Community;
use super::act::{Acting, Done};
use super::said::{Changes, Said, all, missing_account, put};
use crate::community::CommunityError;
use crate::community::action::{Decision, Rule};
use crate::community::inbox::{AuditEntry, ClosedDiscussion, Message, Report};
use crate::community::kinds::{ClosedBy, Field, StatementKind};
use crate::community::lifecycle::{Step, take};
use crate::community::member::{Member, MemberId, Representation, RepresentsBy, Viewer};
use crate::community::permission::{decided, is_enough, roles_of, standing_decision};
use crate::community::secrets::timed_id;
use crate::community::statement::{
    Behalf, Statement, StatementEvent, StatementEventKind, StatementId, StatementState, Subject,
    Visibility,
};
use crate::community::validate;
use crate::store::documents::{Before, DocumentWrite, Table};

/// Who acts on the command line, in the audit log.
const OPERATOR: &str = "operator";

/// The rule of an event by which a moderator did it.
const MODERATOR: &str = "moderator";

impl Acting<'_> {
    pub(super) fn report(&self, id: &StatementId, text: &str) -> Result<Done, CommunityError> {
        let statement = self.allowed(id, Rule::Report)?;
        let text = validate::text(text, true)?;
        let is_mine = |report: &Report| {
            report.statement == statement.id
                && report.decision.is_none()
                && report.by.as_ref() == Some(&self.member().id)
        };
        if all::<Report>(&*self.community.store, Table::Reports, "")?
            .iter()
            .any(is_mine)
        {
            return Err(CommunityError::Twice);
        }
        let report = Report {
            id: timed_id(self.now)?,
            statement: statement.id,
            by: Some(self.member().id.clone()),
            at: self.now,
            text,
            decision: None,
        };
        let changes = Changes {
            others: vec![put(Table::Reports, report.id.clone(), &report)?],
            ..Changes::default()
        };
        self.community.commit(&self.said, changes)?;
        Ok(Done::Nothing)
    }

    pub(super) fn decide(
        &self,
        id: &StatementId,
        decision: Decision,
        reason: &str,
    ) -> Result<Done, CommunityError> {
        let mut statement = self.allowed(id, Rule::Decide)?;
        let needs_reason = matches!(decision, Decision::Remove | Decision::Undo);
        let reason = self.reason(reason, needs_reason)?;
        let undone = standing_decision(&statement).map(|event| event.kind);
        let (visibility, event) = decided(&statement, decision)?;
        let mut changes = Changes {
            at: Some(self.now),
            ..Changes::default()
        };
        let applied = Some(ClosedBy::Applied.rule());
        let was_applied = statement.history.last().and_then(|one| one.rule.as_deref()) == applied;
        if event == Some(StatementEventKind::Restored) && was_applied {
            statement.state = StatementState::Open;
        }
        if let Some(kind) = event {
            statement.history.push(StatementEvent {
                at: self.now,
                kind,
                // The log tells who it was.
                by: None,
                rule: Some(MODERATOR.to_owned()),
                text: (!reason.is_empty()).then(|| reason.clone()),
                was: Some(statement.visibility),
                is_text_removed: false,
            });
            statement.visibility = visibility;
            changes
                .members
                .extend(self.counted(&statement, kind, undone));
            let author = statement.author.as_ref();
            let message = self.told(&statement, author, kind.into(), &reason)?;
            changes.others.extend(message);
        }
        if decision == Decision::Accept {
            self.apply_at_once(&mut statement);
        }
        if matches!(decision, Decision::Remove | Decision::Keep) {
            changes
                .others
                .extend(self.reports_done(&statement.id, decision)?);
        }
        changes.others.push(audited(&AuditEntry {
            statement: Some(statement.id.clone()),
            decision: Some(decision),
            ..self.entry(Rule::Decide, &reason)?
        })?);
        changes.statements.push(statement);
        let said = self.community.commit(&self.said, changes)?;
        Ok(Done::Statement(std::sync::Arc::clone(said.find(id)?)))
    }

    /// Accepts what a moderator says of a kind that otherwise waits for one. Gives back the
    /// entry of the log.
    pub(super) fn accepted_at_once(
        &self,
        statement: &mut Statement,
    ) -> Result<DocumentWrite, CommunityError> {
        statement.history.push(StatementEvent {
            at: self.now,
            kind: StatementEventKind::Accepted,
            by: None,
            rule: Some(MODERATOR.to_owned()),
            text: None,
            was: Some(Visibility::Held),
            is_text_removed: false,
        });
        self.apply_at_once(statement);
        audited(&AuditEntry {
            statement: Some(statement.id.clone()),
            decision: Some(Decision::Accept),
            ..self.entry(Rule::Decide, "")?
        })
    }

    /// Closes an accepted correction that the catalogue follows by itself.
    fn apply_at_once(&self, statement: &mut Statement) {
        if self.is_applied_at_once(statement) {
            take(statement, Step::Close(ClosedBy::Applied.rule()), self.now);
        }
    }

    /// Takes out what somebody wrote beside a statement. What they did stays, and so does who
    /// did it.
    pub(super) fn remove_text(
        &self,
        id: &StatementId,
        event: usize,
        reason: &str,
    ) -> Result<Done, CommunityError> {
        let mut statement = self.allowed(id, Rule::RemoveText)?;
        let reason = self.reason(reason, true)?;
        let gone = CommunityError::WrongState("there is no such text");
        let found = statement.history.get_mut(event);
        // What moderators decided stays as they said it.
        let found = found.filter(|event| event.rule.is_none() && event.text.is_some());
        let event = found.ok_or(gone)?;
        event.text = None;
        event.is_text_removed = true;
        let author = event.by.clone();
        let message = self.told(&statement, author.as_ref(), "text_removed", &reason)?;
        let audit = audited(&AuditEntry {
            statement: Some(statement.id.clone()),
            ..self.entry(Rule::RemoveText, &reason)?
        })?;
        self.write(statement, message.into_iter().chain([audit]))
    }

    /// The author, with one more or less statement that was let through.
    fn counted(
        &self,
        statement: &Statement,
        kind: StatementEventKind,
        undone: Option<StatementEventKind>,
    ) -> Option<Member> {
        let by: i32 = match (kind, undone) {
            (StatementEventKind::Accepted, _) => 1,
            (StatementEventKind::Restored, Some(StatementEventKind::Accepted)) => -1,
            _ => return None,
        };
        let author = self.said.members.get(statement.author.as_ref()?)?;
        let accepted = author.accepted.saturating_add_signed(by);
        Some(Member {
            accepted,
            ..Member::clone(author)
        })
    }

    /// Tells who wrote something what was decided, and not by whom.
    fn told(
        &self,
        statement: &Statement,
        author: Option<&MemberId>,
        what: &str,
        reason: &str,
    ) -> Result<Option<DocumentWrite>, CommunityError> {
        let Some(author) = author.filter(|author| self.said.members.contains_key(*author)) else {
            return Ok(None);
        };
        let message = Message {
            id: timed_id(self.now)?,
            at: self.now,
            what: what.to_owned(),
            from: None,
            statement: Some(statement.id.clone()),
            text: reason.to_owned(),
        };
        let key = format!("{author}/{}", message.id);
        Ok(Some(put(Table::Messages, key, &message)?))
    }

    /// Whether the catalogue does what an accepted correction asks for by itself.
    fn is_applied_at_once(&self, statement: &Statement) -> bool {
        let owner = statement.value(Field::ShouldBe);
        let is_owner = statement.kind == StatementKind::Correction
            && matches!(statement.subject, Subject::Repository(_))
            && statement.value(Field::Wrong) == Some("owner")
            && owner.is_some_and(|slug| self.find_organisation(slug).is_some());
        is_owner || missing_account(statement).is_some()
    }

    /// The reports of a statement that wait, each with what was decided.
    fn reports_done(
        &self,
        id: &StatementId,
        decision: Decision,
    ) -> Result<Vec<DocumentWrite>, CommunityError> {
        let reports = all::<Report>(&*self.community.store, Table::Reports, "")?;
        let waiting = reports.into_iter().filter(|one| one.statement == *id);
        let waiting = waiting.filter(|one| one.decision.is_none());
        let done = waiting.map(|mut report| {
            report.decision = Some(decision);
            Ok(put(Table::Reports, report.id.clone(), &report)?)
        });
        done.collect()
    }

    pub(super) fn close_discussion(
        &self,
        subject: Subject,
        closed: bool,
        reason: &str,
    ) -> Result<Done, CommunityError> {
        self.needs_moderator(Rule::CloseDiscussion)?;
        self.about(&subject)?;
        let reason = self.reason(reason, closed)?;
        let audit = audited(&AuditEntry {
            subject: Some(subject.clone()),
            is_on: Some(closed),
            ..self.entry(Rule::CloseDiscussion, &reason)?
        })?;
        let discussion = closed.then(|| ClosedDiscussion {
            subject: subject.clone(),
            at: self.now,
            reason,
        });
        let changes = Changes {
            discussions: vec![(subject, discussion)],
            others: vec![audit],
            ..Changes::default()
        };
        self.community.commit(&self.said, changes)?;
        Ok(Done::Nothing)
    }

    pub(super) fn grant(
        &self,
        member: &MemberId,
        organisation: &Slug,
        granted: bool,
        reason: &str,
    ) -> Result<Done, CommunityError> {
        self.needs_moderator(Rule::Grant)?;
        let reason = self.reason(reason, true)?;
        let entry = self.entry(Rule::Grant, &reason)?;
        let grant = (member, organisation, granted);
        self.community
            .write_grant(&self.said, grant, entry)
            .map(|member| Done::Member(Box::new(member)))
    }

    fn needs_moderator(&self, rule: Rule) -> Result<(), CommunityError> {
        let roles = roles_of(self.member(), None, None, &Behalf::Own);
        let may = is_enough(rule, None, &roles);
        may.then_some(()).ok_or(CommunityError::NotAllowed(rule))
    }

    fn reason(&self, reason: &str, needed: bool) -> Result<String, CommunityError> {
        validate::text(reason, false).and_then(|reason| {
            if needed && reason.is_empty() {
                let why = "tell why: it is kept, and the member reads it".to_owned();
                return Err(CommunityError::Invalid {
                    name: "reason",
                    why,
                });
            }
            Ok(reason)
        })
    }

    fn entry(&self, rule: Rule, reason: &str) -> Result<AuditEntry, CommunityError> {
        entry(&self.member().id, rule, reason, self.now)
    }
}

fn entry(
    by: &MemberId,
    rule: Rule,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<AuditEntry, CommunityError> {
    Ok(AuditEntry {
        id: timed_id(now)?,
        at: now,
        by: by.clone(),
        rule,
        statement: None,
        decision: None,
        subject: None,
        member: None,
        organisation: None,
        is_on: None,
        reason: reason.to_owned(),
    })
}

/// The write that adds to the log: it is made only where nothing is there yet.
fn audited(entry: &AuditEntry) -> Result<DocumentWrite, CommunityError> {
    Ok(DocumentWrite {
        before: Before::Absent,
        ..put(Table::Audit, entry.id.clone(), entry)?
    })
}

impl Community {
    /// Lets a member speak for an organisation, or no longer, as the operator wants it.
    ///
    /// # Errors
    /// When there is no such member or organisation, and when the store fails.
    pub fn grant_by_operator(
        &self,
        member: &MemberId,
        organisation: &Slug,
        granted: bool,
        now: DateTime<Utc>,
    ) -> Result<Member, CommunityError> {
        let _writing = self.begin()?;
        let entry = entry(&MemberId(OPERATOR.to_owned()), Rule::Grant, "", now)?;
        self.write_grant(&self.said(), (member, organisation, granted), entry)
    }

    fn write_grant(
        &self,
        said: &Said,
        (member, organisation, granted): (&MemberId, &Slug, bool),
        entry: AuditEntry,
    ) -> Result<Member, CommunityError> {
        let why = "there is no such member".to_owned();
        let known = said.members.get(member);
        let known = known.ok_or(CommunityError::Invalid {
            name: "member",
            why,
        })?;
        let catalogue = self.catalogue()?;
        let organisation = catalogue.organisation(organisation.as_str());
        let organisation = organisation.ok_or(CommunityError::NoSubject)?.slug.clone();
        let mut member = Member::clone(known);
        member
            .represents
            .retain(|one| one.organisation != organisation);
        if granted {
            member.represents.push(Representation {
                organisation: organisation.clone(),
                by: RepresentsBy::Moderator,
                since: entry.at,
            });
        }
        let message = Message {
            id: timed_id(entry.at)?,
            at: entry.at,
            what: if granted { "granted" } else { "revoked" }.to_owned(),
            from: None,
            statement: None,
            text: format!("{organisation}\n{}", entry.reason)
                .trim()
                .to_owned(),
        };
        let audit = audited(&AuditEntry {
            member: Some(member.id.clone()),
            organisation: Some(organisation),
            is_on: Some(granted),
            ..entry
        })?;
        let key = format!("{}/{}", member.id, message.id);
        let changes = Changes {
            others: vec![audit, put(Table::Messages, key, &message)?],
            members: vec![member.clone()],
            ..Changes::default()
        };
        self.commit(said, changes)?;
        Ok(member)
    }

    /// Every member, by name: for the operator.
    ///
    /// # Errors
    /// When the store fails.
    pub fn all_members(&self) -> Result<Vec<Member>, CommunityError> {
        let members = self.said();
        let mut members: Vec<Member> = members
            .members
            .values()
            .map(|one| (**one).clone())
            .collect();
        members.sort_by_cached_key(|member| (member.name.to_lowercase(), member.id.clone()));
        Ok(members)
    }

    /// Members with this in their name, by name: for moderators.
    ///
    /// # Errors
    /// [`CommunityError::NotAllowed`] for others.
    pub fn members(
        &self,
        viewer: &Viewer,
        query: &str,
        first: usize,
    ) -> Result<Vec<crate::community::member::PublicMember>, CommunityError> {
        moderators_only(viewer)?;
        let query = query.trim().to_lowercase();
        let members = self.all_members()?.into_iter();
        let named = members.filter(|member| member.name.to_lowercase().contains(&query));
        Ok(named.take(first).map(|member| member.public()).collect())
    }

    /// What was reported, what waits first, and of those the oldest first: for moderators.
    ///
    /// # Errors
    /// [`CommunityError::NotAllowed`] for others, and when the store fails.
    pub fn reports(&self, viewer: &Viewer) -> Result<Vec<Report>, CommunityError> {
        moderators_only(viewer)?;
        let mut reports = all::<Report>(&*self.store, Table::Reports, "")?;
        reports.sort_by_key(|report| report.decision.is_some());
        Ok(reports)
    }

    /// What moderators did, the last first, behind the entry with the id `after`: for
    /// moderators. Nobody can change it.
    ///
    /// # Errors
    /// [`CommunityError::NotAllowed`] for others, and when the store fails.
    pub fn audit_log(
        &self,
        viewer: &Viewer,
        after: Option<&str>,
        first: usize,
    ) -> Result<Vec<AuditEntry>, CommunityError> {
        moderators_only(viewer)?;
        let entries = all::<AuditEntry>(&*self.store, Table::Audit, "")?;
        let last_first = entries.into_iter().rev();
        let behind = last_first.filter(|entry| after.is_none_or(|after| *entry.id < *after));
        Ok(behind.take(first).collect())
    }
}

/// Nobody else sees what moderators see.
pub(super) fn moderators_only(viewer: &Viewer) -> Result<(), CommunityError> {
    let may = viewer.member.is_moderator
        && viewer
            .scopes
            .contains(&crate::community::member::Scope::Moderate);
    may.then_some(())
        .ok_or(CommunityError::NotAllowed(Rule::Decide))
}
