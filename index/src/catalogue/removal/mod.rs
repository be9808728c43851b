//! What must go goes: repositories, accounts and people who are removed on request leave the
//! store, the index and the backups beside them, and stay out of what comes in later.
//!
//! A list is kept of what was removed, when and why. Of people it has keyed hashes alone
//! ([`redaction`]). Crawls, imports and restores are held against it.

pub(in crate::catalogue) mod cleanse;
pub(crate) mod redaction;
mod rules;

use std::sync::{Arc, PoisonError};

use bronwijzer_crawler::address::{AccountUrl, RepositoryUrl};
use bronwijzer_crawler::sink::{Departure, DepartureKind};
use chrono::{DateTime, Utc};

use super::Catalogue;
use crate::community::member::Member;
use crate::community::secrets::new_secret;
use crate::error::IndexError;
use crate::model::Record;
use crate::store::documents::{Before, DocumentWrite, Table};
use crate::store::{Store, StoreError};

pub use cleanse::Cleansed;
pub(in crate::catalogue) use cleanse::KnownClean;
use redaction::Trace;
pub(in crate::catalogue) use rules::Removals;
pub(crate) use rules::{Removal, Removed};

/// Records that are stored at once, and documents that are read at once.
const BATCH: usize = 500;

/// A line of the list of what was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovalNote {
    /// What: its address, `a member` or `a person`.
    pub what: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why, in the words of who did it.
    pub reason: Option<String>,
}

/// What came of removing a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PersonRemoved {
    /// Members who were deleted.
    pub members: u64,
    /// Repositories that named them.
    pub repositories: u64,
    /// Statements that named them.
    pub statements: u64,
    /// Messages, reports and reasons for closing a discussion that named them.
    pub messages: u64,
}

/// What members and moderators wrote beside statements. What moderators did is never changed,
/// so a person stays in the reasons that are kept of that.
pub(in crate::catalogue) const WRITTEN: &[Table] =
    &[Table::Messages, Table::Reports, Table::Discussions];

impl Catalogue {
    /// Removes a repository: what is kept is that it was there and was removed. No crawl
    /// brings it back, nor what is new at its address, and an import only when it says so.
    /// Gives back whether there was one at this address, current or former, that was not
    /// removed already.
    ///
    /// # Errors
    /// When the store or the index fails.
    pub fn remove_repository(
        &self,
        url: &RepositoryUrl,
        reason: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<bool, IndexError> {
        let _writing = self.begin()?;
        let store = self.store();
        let record = match store.id_at(&url.key())? {
            Some(id) => store.record(&id)?,
            None => None,
        };
        let Some(record) = record.filter(|record| !record.is_removed()) else {
            return Ok(false);
        };
        let removed = Removed::Repository {
            id: record.observation.id.clone(),
            url: record.observation.url.clone(),
        };
        // First of all, so that a crawl does not bring it back after a stop.
        self.note_removals([removed], reason, now)?;
        self.remove_records(vec![record], now)?;
        Ok(true)
    }

    /// Removes every repository under an account, and keeps out what is new under it, whatever
    /// the registry says. Gives back how many there were.
    ///
    /// # Errors
    /// As [`Catalogue::remove_repository`].
    pub fn remove_account(
        &self,
        account: &AccountUrl,
        reason: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<u64, IndexError> {
        let _writing = self.begin()?;
        let only_this = Removals::of([Removal {
            removed: Removed::Account(account.clone()),
            at: now,
            reason: None,
        }]);
        let mut records = Vec::new();
        let known = self.store().known_under(account)?.into_iter();
        let ids: Vec<_> = known.map(|known| known.id).collect();
        records.extend(self.store().records_of(&ids)?);
        for record in self.store().records() {
            let record = record?;
            let is_known = ids.contains(&record.observation.id);
            if !is_known && only_this.keeps_out(&record.observation.url) {
                records.push(record);
            }
        }
        records.retain(|record| !record.is_removed());
        if records.is_empty() {
            return Ok(0);
        }
        // Each by its id too: one that moves to another account stays removed.
        let each = records.iter().map(|record| Removed::Repository {
            id: record.observation.id.clone(),
            url: record.observation.url.clone(),
        });
        let all = each.chain([Removed::Account(account.clone())]);
        self.note_removals(all.collect::<Vec<_>>(), reason, now)?;
        let removed = records.len() as u64;
        self.remove_records(records, now)?;
        Ok(removed)
    }

    /// Removes a person: the member that they are, by identifier, `provider:subject`, address
    /// for e-mail or whole name; and their name or address for e-mail from everything that
    /// repositories, statements, messages and reports say, now and when it comes in again.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a text that is neither a member nor names one person, and
    /// when the store or the index fails.
    pub fn remove_person(
        &self,
        person: &str,
        reason: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<PersonRemoved, IndexError> {
        let person = person.trim();
        let members = self.community().all_members()?;
        let members: Vec<&Member> = members
            .iter()
            .filter(|one| is_called(one, person))
            .collect();
        let key = match self.removals().person_key() {
            Some(key) => key.to_owned(),
            None => new_secret()?,
        };
        let own = Trace::of(person, &key);
        if let (Err(why), true) = (&own, members.is_empty()) {
            return Err(StoreError::Refused(format!(
                "there is no member `{person}`, and it can't be looked for in texts: {why}"
            ))
            .into());
        }
        // What a member is called is looked for too, as far as it is theirs alone.
        let called = members.iter().flat_map(|member| {
            std::iter::once(member.name.as_str()).chain(member.email.as_deref())
        });
        let mut traces: Vec<Trace> = called
            .filter_map(|name| Trace::of(name, &key).ok())
            .chain(own.ok())
            .collect();
        traces.sort_unstable();
        traces.dedup();
        let people = traces.into_iter().map(|trace| Removed::Person {
            trace,
            key: key.clone(),
        });
        self.note_removals(people.collect::<Vec<_>>(), reason, now)?;
        let mut removed = PersonRemoved::default();
        for member in members {
            removed.members += u64::from(self.community().erase(&member.id, reason, now)?);
        }
        let _writing = self.begin()?;
        removed.repositories = self.screen_all()?;
        (removed.statements, removed.messages) = self.community().redact(&self.removals())?;
        Ok(removed)
    }

    /// What was removed, and why.
    #[must_use]
    pub fn removal_notes(&self) -> Vec<RemovalNote> {
        let removals = self.removals();
        let notes = removals.iter().map(|removal| RemovalNote {
            what: match &removal.removed {
                Removed::Repository { url, .. } => url.to_string(),
                Removed::Account(account) => account.to_string(),
                Removed::Member(_) => "a member".to_owned(),
                Removed::Person { .. } => "a person".to_owned(),
            },
            at: removal.at,
            reason: removal.reason.clone(),
        });
        let mut notes: Vec<RemovalNote> = notes.collect();
        notes.sort_by_key(|note| note.at);
        notes
    }

    /// What was removed, as it is now.
    pub(in crate::catalogue) fn removals(&self) -> Arc<Removals> {
        // Whole whoever panicked: it is put in at once.
        let removals = self.0.removals.read();
        Arc::clone(&removals.unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the list again.
    pub(in crate::catalogue) fn read_removals(&self) -> Result<(), StoreError> {
        let removals = Arc::new(read(self.store())?);
        let mut held = self
            .0
            .removals
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *held = removals;
        Ok(())
    }

    fn note_removals(
        &self,
        removed: impl IntoIterator<Item = Removed>,
        reason: Option<&str>,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let writes = removed.into_iter().map(|removed| {
            write_of(&Removal {
                removed,
                at,
                reason: reason.map(str::to_owned),
            })
        });
        let writes: Vec<DocumentWrite> = writes.collect::<Result<_, _>>()?;
        if !writes.is_empty() {
            self.store().write_documents(&writes)?;
        }
        self.read_removals()
    }

    fn remove_records(
        &self,
        mut records: Vec<Record>,
        now: DateTime<Utc>,
    ) -> Result<(), IndexError> {
        for record in &mut records {
            record.leave(&Departure {
                id: record.observation.id.clone(),
                kind: DepartureKind::Removed,
                noticed_at: now,
                to: None,
            });
        }
        let contents = self.meta()?.contents;
        self.put(records, contents, false)
    }

    /// Holds all records against the list. Needs a write to have begun. Gives back how many
    /// became another.
    fn screen_all(&self) -> Result<u64, IndexError> {
        let removals = self.removals();
        let contents = self.meta()?.contents;
        let mut batch = Vec::new();
        let mut screened = 0;
        for record in self.store().records() {
            let mut record = record?;
            if removals.screen(&mut record, false) {
                screened += 1;
                batch.push(record);
            }
            if batch.len() >= BATCH {
                self.put(std::mem::take(&mut batch), contents, false)?;
            }
        }
        if !batch.is_empty() {
            self.put(batch, contents, false)?;
        }
        Ok(screened)
    }

    /// Takes up a list that came in with a file, and what it says of everything that is there.
    /// Needs a write to have begun.
    pub(in crate::catalogue) fn take_up_removals(
        &self,
        now: DateTime<Utc>,
    ) -> Result<(), IndexError> {
        let before = self.removals();
        self.read_removals()?;
        let removals = self.removals();
        if removals.iter().ne(before.iter()) {
            self.screen_all()?;
            self.community().redact(&removals)?;
        }
        self.erase_removed(now)
    }

    /// Deletes members again who were deleted before, and came back with a file.
    pub(in crate::catalogue) fn erase_removed(&self, now: DateTime<Utc>) -> Result<(), IndexError> {
        for id in self.removals().members() {
            self.community().erase(id, None, now)?;
        }
        Ok(())
    }

    /// Takes what is there again from the list: an import said so.
    pub(in crate::catalogue) fn let_come_back(&self) -> Result<(), IndexError> {
        let mut writes = Vec::new();
        for removal in self.removals().iter() {
            let is_back = match &removal.removed {
                Removed::Repository { id, .. } => {
                    let record = self.store().record(id)?;
                    record.is_some_and(|record| !record.is_removed())
                }
                Removed::Account(account) => {
                    let known = self.store().known_under(account)?;
                    known.iter().any(|known| !known.gone)
                }
                Removed::Member(_) | Removed::Person { .. } => false,
            };
            if is_back {
                writes.push(DocumentWrite {
                    table: Table::Removals,
                    key: removal.key(),
                    before: Before::Any,
                    value: None,
                });
            }
        }
        if !writes.is_empty() {
            self.store().write_documents(&writes)?;
            self.read_removals()?;
        }
        Ok(())
    }
}

/// The list in a store.
pub(in crate::catalogue) fn read(store: &dyn Store) -> Result<Removals, StoreError> {
    let mut all = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let rows = store.documents(Table::Removals, "", after.as_deref(), BATCH)?;
        let Some((last, _)) = rows.last() else {
            return Ok(Removals::of(all));
        };
        after = Some(last.clone());
        for (key, json) in rows {
            match serde_json::from_slice::<Removal>(&json) {
                Ok(removal) => all.push(removal),
                Err(error) => tracing::error!("the removal {key} can't be read: {error}"),
            }
        }
    }
}

/// The write that keeps a removal, in the place of an earlier one of the same thing.
pub(in crate::catalogue) fn write_of(removal: &Removal) -> Result<DocumentWrite, StoreError> {
    let json =
        serde_json::to_vec(removal).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    Ok(DocumentWrite {
        table: Table::Removals,
        key: removal.key(),
        before: Before::Any,
        value: Some(json),
    })
}

/// Whether a member is who somebody asks for.
fn is_called(member: &Member, person: &str) -> bool {
    let identity = &member.identity;
    let same = |one: &str| one.eq_ignore_ascii_case(person);
    member.id.0 == person
        || format!("{}:{}", identity.provider, identity.subject) == person
        || member.name.to_lowercase() == person.to_lowercase()
        || member.email.as_deref().is_some_and(same)
        || member
            .unconfirmed
            .as_ref()
            .is_some_and(|email| same(&email.address))
}
