//! What members are and said, in memory: the store has it, readers take it without waiting.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use bronwijzer_crawler::address::{AccountUrl, RepositoryId};
use bronwijzer_crawler::organisation::Slug;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::community::inbox::ClosedDiscussion;
use crate::community::kinds::{Field, StatementKind};
use crate::community::member::{Identity, Member, MemberId};
use crate::community::scan::Scan;
use crate::community::statement::{Statement, StatementId, Subject};
use crate::store::documents::{Before, DocumentWrite, Table};
use crate::store::{Reads, Store, StoreError};

/// Documents that are read at once.
const BATCH: usize = 1_000;

/// All of it at one moment.
#[derive(Debug, Clone, Default)]
pub(in crate::catalogue) struct Said {
    pub(super) statements: BTreeMap<StatementId, Arc<Statement>>,
    pub(super) members: BTreeMap<MemberId, Arc<Member>>,
    pub(super) closed: BTreeMap<Subject, ClosedDiscussion>,
    by_identity: HashMap<Identity, MemberId>,
    /// Accounts that are an organisation's by a correction that a moderator accepted, by their
    /// keys.
    accounts: BTreeMap<String, (Slug, AccountUrl)>,
    /// The oldest first.
    about: HashMap<Subject, Vec<Arc<Statement>>>,
    /// The number of the last write of a statement.
    pub(in crate::catalogue) number: u64,
    /// The sum of the digests of all scans, which stay in the store.
    scans: u128,
    /// The same for the same content that everybody may see.
    pub(in crate::catalogue) content: u128,
}

/// What a write changes.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// When it happens; nothing of what comes from a file.
    pub(super) at: Option<DateTime<Utc>>,
    /// Statements as they become.
    pub(super) statements: Vec<Statement>,
    /// Statements that nobody ever saw and that go.
    pub(super) dropped: Vec<StatementId>,
    /// Members as they become.
    pub(super) members: Vec<Member>,
    /// Members who go.
    pub(super) left: Vec<MemberId>,
    /// Discussions that are closed, or open again.
    pub(super) discussions: Vec<(Subject, Option<ClosedDiscussion>)>,
    /// Scans by their keys, as they were and as they become.
    pub(super) scans: Vec<(String, Option<Scan>, Scan)>,
    /// Scans that go.
    pub(super) dropped_scans: Vec<(String, Scan)>,
    /// Whatever else is written.
    pub(super) others: Vec<DocumentWrite>,
}

impl Said {
    /// Reads all of it.
    pub(super) fn read(store: &dyn Store) -> Result<Self, StoreError> {
        let mut said = Self::default();
        // Asked for first: what others write to a store that is shared while it is read may be
        // seen in part, and is later than this number.
        let number = store.document(Table::Sequences, STATEMENTS)?;
        for statement in all::<Statement>(store, Table::Statements, "")? {
            said.number = said.number.max(statement.number);
            said.statements
                .insert(statement.id.clone(), Arc::new(statement));
        }
        for member in all::<Member>(store, Table::Members, "")? {
            said.members.insert(member.id.clone(), Arc::new(member));
        }
        for closed in all::<ClosedDiscussion>(store, Table::Discussions, "")? {
            said.closed.insert(closed.subject.clone(), closed);
        }
        if let Some(number) = number {
            let number = read_json(&number)?;
            said.number = match store.sharing() {
                Some(_) => number,
                // One that was put together from what could be read may have lost the last ones.
                None => said.number.max(number),
            };
        }
        super::scans::each(store, "", |_, scan| {
            said.scans = said.scans.wrapping_add(digest(&scan));
        })?;
        said.arrange();
        Ok(said)
    }

    /// Makes the ways in.
    fn arrange(&mut self) {
        self.by_identity.clear();
        self.about.clear();
        self.accounts.clear();
        for member in self.members.values() {
            self.by_identity
                .insert(member.identity.clone(), member.id.clone());
        }
        for statement in self.statements.values().filter(|one| !one.is_tombstone()) {
            let about = self.about.entry(statement.subject.clone()).or_default();
            about.push(Arc::clone(statement));
        }
        let accepted = self.statements.values().filter(|one| one.is_public());
        for (slug, account) in accepted.filter_map(|one| missing_account(one)) {
            self.accounts
                .entry(account.key())
                .or_insert((slug, account));
        }
        self.content = self.count_content();
    }

    /// The sum of the digests of all that everybody may see.
    fn count_content(&self) -> u128 {
        let public = self.statements.values().filter(|one| one.is_public());
        let statements = public.map(|one| {
            let mut one = Statement::clone(one);
            // How often and when it was written is no content.
            one.number = 0;
            one.written_at = None;
            one.shown_number = None;
            digest(&one)
        });
        let members = self.members.values().map(|member| digest(&member.public()));
        let closed = self.closed.values().map(digest);
        let all = statements.chain(members).chain(closed);
        all.fold(self.scans, u128::wrapping_add)
    }

    /// What it becomes by a write, and the writes of documents that make it so.
    pub(super) fn with(&self, changes: Changes) -> Result<(Self, Vec<DocumentWrite>), StoreError> {
        let mut next = self.clone();
        let mut writes = changes.others;
        let writes_statements = !changes.statements.is_empty() || !changes.dropped.is_empty();
        for mut statement in changes.statements {
            next.number += 1;
            statement.number = next.number;
            statement.written_at = changes.at;
            let before = next.statements.get(&statement.id);
            if changes.at.is_none() {
                // Of a file: the numbers of this catalogue are its own.
                statement.shown_number = None;
            } else if statement.is_public() && !before.is_some_and(|before| before.is_public()) {
                statement.shown_number = Some(next.number);
            }
            let key = statement.id.0.clone();
            writes.push(put(Table::Statements, key, &statement)?);
            next.statements
                .insert(statement.id.clone(), Arc::new(statement));
        }
        for id in changes.dropped {
            next.number += 1;
            next.statements.remove(&id);
            writes.push(remove(Table::Statements, id.0));
        }
        for member in changes.members {
            writes.push(put(Table::Members, member.id.0.clone(), &member)?);
            next.members.insert(member.id.clone(), Arc::new(member));
        }
        for id in changes.left {
            next.members.remove(&id);
            writes.push(remove(Table::Members, id.0));
        }
        for (subject, closed) in changes.discussions {
            let key = subject_key(&subject);
            if let Some(closed) = closed {
                writes.push(put(Table::Discussions, key, &closed)?);
                next.closed.insert(subject, closed);
            } else {
                next.closed.remove(&subject);
                writes.push(remove(Table::Discussions, key));
            }
        }
        for (key, before, scan) in changes.scans {
            if let Some(before) = before {
                next.scans = next.scans.wrapping_sub(digest(&before));
            }
            next.scans = next.scans.wrapping_add(digest(&scan));
            writes.push(put(Table::Scans, key, &scan)?);
        }
        for (key, scan) in changes.dropped_scans {
            next.scans = next.scans.wrapping_sub(digest(&scan));
            writes.push(remove(Table::Scans, key));
        }
        if writes_statements {
            writes.push(put(Table::Sequences, STATEMENTS.to_owned(), &next.number)?);
        }
        next.arrange();
        Ok((next, writes))
    }

    /// The statements about a subject, the oldest first.
    pub(in crate::catalogue) fn about(&self, subject: &Subject) -> &[Arc<Statement>] {
        self.about.get(subject).map_or(&[], Vec::as_slice)
    }

    /// Those of them that everybody may see.
    pub(in crate::catalogue) fn public_about(&self, subject: &Subject) -> Vec<Arc<Statement>> {
        let public = self.about(subject).iter().filter(|one| one.is_public());
        public.cloned().collect()
    }

    /// Whether an organisation told what it does not open, and that still holds.
    pub(in crate::catalogue) fn declares_closed(&self, slug: &Slug) -> bool {
        let about = self.about(&Subject::Organisation(slug.clone())).iter();
        let mut declared = about.filter(|one| one.kind == StatementKind::DeclaredClosed);
        declared.any(|one| one.holds())
    }

    pub(super) fn member_with(&self, identity: &Identity) -> Option<&Arc<Member>> {
        self.members.get(self.by_identity.get(identity)?)
    }

    /// The repositories whose statements were written after a number.
    pub(in crate::catalogue) fn repositories_after(&self, number: u64) -> Vec<RepositoryId> {
        let after = self.statements.values().filter(|one| one.number > number);
        let mut ids: Vec<RepositoryId> = after
            .filter_map(|one| match &one.subject {
                Subject::Repository(id) => Some(id.clone()),
                _ => None,
            })
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Whose an account is by a correction that a moderator accepted.
    pub(in crate::catalogue) fn account_owner(&self, account: &AccountUrl) -> Option<&Slug> {
        self.accounts.get(&account.key()).map(|(slug, _)| slug)
    }

    /// The accounts that are somebody's by such a correction.
    pub(in crate::catalogue) fn accepted_accounts(
        &self,
    ) -> impl Iterator<Item = &(Slug, AccountUrl)> {
        self.accounts.values()
    }

    /// The accounts that corrections name which were written after a number.
    pub(in crate::catalogue) fn accounts_after(&self, number: u64) -> Vec<AccountUrl> {
        let after = self.statements.values().filter(|one| one.number > number);
        let named = after.filter_map(|one| missing_account(one));
        named.map(|(_, account)| account).collect()
    }

    /// Whose a repository is by a correction that a moderator accepted.
    pub(in crate::catalogue) fn corrected_owner(&self, id: &RepositoryId) -> Option<Slug> {
        if self.statements.is_empty() {
            return None;
        }
        let corrections = self.about(&Subject::Repository(id.clone())).iter().rev();
        let mut owners = corrections
            .filter(|one| one.kind == StatementKind::Correction && one.is_public())
            .filter(|one| one.value(Field::Wrong) == Some("owner"));
        owners.find_map(|one| one.value(Field::ShouldBe)?.parse().ok())
    }
}

/// The account that a correction says is missing, and whose it is.
pub(super) fn missing_account(statement: &Statement) -> Option<(Slug, AccountUrl)> {
    let Subject::Organisation(slug) = &statement.subject else {
        return None;
    };
    let is_it = statement.kind == StatementKind::Correction
        && statement.value(Field::Wrong) == Some("missing_account");
    let account = statement.value(Field::ShouldBe).filter(|_| is_it)?;
    Some((slug.clone(), account.parse().ok()?))
}

/// The name of the sequence of statements.
const STATEMENTS: &str = "statements";

fn digest<T: Serialize>(value: &T) -> u128 {
    let json = serde_json::to_vec(value).unwrap_or_default();
    let hash = Sha256::digest(&json);
    let (first, _) = hash.split_first_chunk::<16>().unwrap_or((&[0; 16], &[]));
    u128::from_be_bytes(*first)
}

/// A subject as the key of a document.
fn subject_key(subject: &Subject) -> String {
    match subject {
        Subject::Repository(id) => format!("repository/{id}"),
        Subject::Organisation(slug) => format!("organisation/{slug}"),
        Subject::Software => "software".to_owned(),
        Subject::General => "general".to_owned(),
    }
}

/// The write of a document in the place of what is there.
pub(super) fn put<T: Serialize>(
    table: Table,
    key: String,
    value: &T,
) -> Result<DocumentWrite, StoreError> {
    let json = serde_json::to_vec(value).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    Ok(DocumentWrite {
        table,
        key,
        before: Before::Any,
        value: Some(json),
    })
}

/// The write that removes a document.
pub(super) fn remove(table: Table, key: String) -> DocumentWrite {
    DocumentWrite {
        table,
        key,
        before: Before::Any,
        value: None,
    }
}

pub(super) fn read_json<T: DeserializeOwned>(json: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(json).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// The documents of a table whose keys begin with a prefix, with their keys.
pub(super) fn rows<T: DeserializeOwned>(
    store: &dyn Reads,
    table: Table,
    prefix: &str,
) -> Result<Vec<(String, T)>, StoreError> {
    let mut found = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let rows = store.documents(table, prefix, after.as_deref(), BATCH)?;
        let Some((last, _)) = rows.last() else {
            return Ok(found);
        };
        after = Some(last.clone());
        for (key, json) in rows {
            match read_json(&json) {
                Ok(value) => found.push((key, value)),
                // Whatever can't be read must not keep the catalogue from opening.
                Err(error) => tracing::warn!("the document {key} can't be read: {error}"),
            }
        }
    }
}

/// The same without their keys.
pub(super) fn all<T: DeserializeOwned>(
    store: &dyn Reads,
    table: Table,
    prefix: &str,
) -> Result<Vec<T>, StoreError> {
    let rows = rows(store, table, prefix)?.into_iter();
    Ok(rows.map(|(_, value)| value).collect())
}
