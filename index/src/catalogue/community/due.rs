//! What time and facts change by themselves: after each crawl, and daily.

use chrono::{DateTime, TimeDelta, Utc};

use super::Community;
use super::said::{Changes, Said, missing_account, put, remove, rows};
use crate::community::CommunityError;
use crate::community::inbox::{Message, Report};
use crate::community::kinds::{Field, StatementKind};
use crate::community::lifecycle::{Facts, Step, due, has_new_maintainers, take};
use crate::community::secrets::timed_id;
use crate::community::statement::{Behalf, Statement, StatementState, Subject};
use crate::model::{Entry, EventKind};
use crate::store::documents::{DocumentWrite, Table};
use crate::store::sharing::Writer;

/// How long before the end its author is asked whether a statement still holds.
const REMINDED_DAYS: i64 = 30;

/// How long messages, and reports that were decided on, are kept.
const KEPT_DAYS: i64 = 365;

/// What a reminder is called.
const EXPIRES_SOON: &str = "expires_soon";

/// What was due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Due {
    /// Statements that are over, by time or by facts.
    pub closed: usize,
    /// Claims that ended for want of news.
    pub reopened: usize,
    /// Authors who were asked whether a statement still holds.
    pub reminded: usize,
    /// Sessions, invitations and tokens that ended, and messages and reports that were old.
    pub removed: usize,
}

impl Community {
    /// Does what is due: statements expire, claims without news end, facts close what they
    /// answer, and what is kept no longer goes. Called again it finds nothing.
    ///
    /// # Errors
    /// When the store or the catalogue can't be read or written; nothing was changed then.
    pub fn run_due(&self, now: DateTime<Utc>) -> Result<Due, CommunityError> {
        let _writing = self.begin_for(Writer::Jobs)?;
        let said = self.said();
        let mut changes = Changes {
            at: Some(now),
            ..Changes::default()
        };
        let mut done = Due::default();
        for statement in said.statements.values() {
            if statement.state == StatementState::Closed {
                continue;
            }
            let facts = self.facts(statement)?;
            if let Some(step) = due(statement, facts, now) {
                let mut statement = Statement::clone(statement);
                changes
                    .others
                    .extend(self.tell(&said, &statement, step, now)?);
                match step {
                    Step::Close(_) => done.closed += 1,
                    Step::Reopen(_) => done.reopened += 1,
                }
                take(&mut statement, step, now);
                changes.statements.push(statement);
            } else if let Some(reminder) = self.reminder(&said, statement, now)? {
                done.reminded += 1;
                changes.others.push(reminder);
            }
        }
        let removed = self.too_old(now)?;
        done.removed = removed.len();
        changes.others.extend(removed);
        if done != Due::default() {
            self.commit(&said, changes)?;
        }
        Ok(done)
    }

    /// What the catalogue knows of what a statement is about.
    fn facts(&self, statement: &Statement) -> Result<Facts, CommunityError> {
        let catalogue = self.catalogue()?;
        let mut facts = Facts::default();
        if let Behalf::Organisation(slug) = &statement.behalf {
            facts.organisation_left = catalogue.organisation(slug.as_str()).is_none();
        }
        if let Subject::Repository(id) = &statement.subject
            && let Some(entry) = catalogue.entry_for_write(id)?
        {
            facts.gone = entry.gone.is_some();
            facts.archived = was_archived_since(&entry, statement.since);
            let commits = entry.observation.commits.as_ref();
            let is_new = |commits| has_new_maintainers(commits, statement.since);
            facts.new_maintainers = commits.is_some_and(is_new);
        }
        if statement.kind == StatementKind::ReleaseRequest
            && let Some(address) = statement.value(Field::Repository)
        {
            let entry = catalogue.entry_at_for_write(address)?;
            facts.released = entry.is_some_and(|entry| entry.gone.is_none());
        }
        facts.applied = statement.kind == StatementKind::Correction
            && statement.is_public()
            && self.is_applied(statement)?;
        Ok(facts)
    }

    /// Whether the catalogue has what an accepted correction says.
    fn is_applied(&self, correction: &Statement) -> Result<bool, CommunityError> {
        let Some(should_be) = correction.value(Field::ShouldBe) else {
            return Ok(false);
        };
        let catalogue = self.catalogue()?;
        Ok(
            match (correction.value(Field::Wrong), &correction.subject) {
                (Some("owner"), Subject::Repository(id)) => {
                    let owner = catalogue.owner_of(catalogue.store(), id)?;
                    owner.is_some_and(|owner| owner.as_str() == should_be)
                }
                _ => missing_account(correction).is_some_and(|(slug, account)| {
                    catalogue.owner_of_account(&account) == Some(slug)
                }),
            },
        )
    }

    /// Tells the author, and who took it up.
    fn tell(
        &self,
        said: &Said,
        statement: &Statement,
        step: Step,
        now: DateTime<Utc>,
    ) -> Result<Vec<DocumentWrite>, CommunityError> {
        let (Step::Close(rule) | Step::Reopen(rule)) = step;
        let claimant = statement.claim.iter().map(|claim| &claim.by);
        let people = statement.author.iter().chain(claimant);
        let known = people.filter(|member| said.members.contains_key(*member));
        known
            .map(|member| message(&member.0, rule, statement, now))
            .collect()
    }

    /// Asks the author once whether a statement that ends soon still holds.
    fn reminder(
        &self,
        said: &Said,
        statement: &Statement,
        now: DateTime<Utc>,
    ) -> Result<Option<DocumentWrite>, CommunityError> {
        let (Some(until), Some(author)) = (statement.until, &statement.author) else {
            return Ok(None);
        };
        let from = until - TimeDelta::days(REMINDED_DAYS);
        if now < from || !said.members.contains_key(author) {
            return Ok(None);
        }
        let asked = self.messages_of(author)?.into_iter().any(|message| {
            message.what == EXPIRES_SOON
                && message.statement.as_ref() == Some(&statement.id)
                && message.at >= from
        });
        if asked {
            return Ok(None);
        }
        message(&author.0, EXPIRES_SOON, statement, now).map(Some)
    }

    fn too_old(&self, now: DateTime<Utc>) -> Result<Vec<DocumentWrite>, CommunityError> {
        let mut removed = self.ended(now)?;
        let oldest = now - TimeDelta::days(KEPT_DAYS);
        for (key, message) in rows::<Message>(&*self.store, Table::Messages, "")? {
            if message.at < oldest {
                removed.push(remove(Table::Messages, key));
            }
        }
        for (key, report) in rows::<Report>(&*self.store, Table::Reports, "")? {
            if report.at < oldest && report.decision.is_some() {
                removed.push(remove(Table::Reports, key));
            }
        }
        Ok(removed)
    }
}

/// Whether its owner archived a repository since a moment. One that was archived before is
/// what the statement was made about.
fn was_archived_since(entry: &Entry, since: DateTime<Utc>) -> bool {
    let archived = |event: &crate::model::Event| {
        event.what == EventKind::Archived && event.noticed_at >= since
    };
    entry.observation.flags.archived == Some(true) && entry.history.iter().any(archived)
}

fn message(
    to: &str,
    what: &str,
    statement: &Statement,
    now: DateTime<Utc>,
) -> Result<DocumentWrite, CommunityError> {
    let message = Message {
        id: timed_id(now)?,
        at: now,
        what: what.to_owned(),
        from: None,
        statement: Some(statement.id.clone()),
        text: String::new(),
    };
    Ok(put(
        Table::Messages,
        format!("{to}/{}", message.id),
        &message,
    )?)
}
