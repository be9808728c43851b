//! The way in to what people do here. Rules and words stand in `crate::community`; here they
//! meet the store, the facts of the catalogue and the search index.
//!
//! | file | what |
//! |---|---|
//! | `said.rs` | all statements and members in memory |
//! | `sign_in.rs` | sessions, invitations, access tokens |
//! | `act.rs` | every action, with permissions and limits |
//! | `make.rs` | making, changing and answering statements |
//! | `moderate.rs` | reports, decisions, grants and the audit log |
//! | `due.rs` | what time and facts change |
//! | `address.rs` | secret addresses: of feeds, of ending mail, of confirming an address |
//! | `own.rs` | what is a member's own, and how they delete it |
//! | `scans.rs` | what programs found in repositories |
//! | `news.rs` | what happened to what a member follows |
//! | `exchange.rs` | import, and the overlay of the registry |

mod act;
mod address;
mod due;
mod exchange;
mod make;
mod moderate;
mod news;
mod own;
mod read;
mod said;
mod scans;
mod sign_in;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};

use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::organisation::Slug;
use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use super::{Catalogue, Inner};
use crate::community::CommunityError;
use crate::community::limits::Limits;
use crate::community::member::{Member, MemberId};
use crate::community::statement::{Statement, StatementId, Subject};
use crate::error::IndexError;
use crate::model::Entry;
use crate::store::sharing::{Part, WriteLock, Writer};
use crate::store::{Reads, Store, StoreError};

pub use act::Done;
pub use due::Due;
pub use exchange::Correction;
pub use news::{MemberDigest, News, NewsKind};
pub use own::OwnData;
pub use read::StatementFilter;
use said::Changes;
pub(super) use said::Said;
pub use sign_in::NewSession;

/// What people do here: sign in, say things, act on what others said. Calls block. Each write
/// is durable when the call returns, and made whole or not at all.
pub struct Community {
    store: Arc<dyn Store>,
    catalogue: Weak<Inner>,
    said: RwLock<Arc<Said>>,
    /// Held during a write.
    writing: Mutex<()>,
    limits: Mutex<Limits>,
    /// Told when there is mail that should not wait.
    wants_mail: Notify,
    /// How often documents had been written when they were last read; of a store that is shared.
    read_until: AtomicU64,
}

/// A write that is under way.
struct Writing<'a> {
    _shared: Option<WriteLock<'a>>,
    /// Let go of last.
    _lock: MutexGuard<'a, ()>,
}

impl Catalogue {
    /// What people do here.
    #[must_use]
    pub fn community(&self) -> &Community {
        &self.0.community
    }

    /// What they said, as it is now.
    pub(super) fn said(&self) -> Arc<Said> {
        self.0.community.said()
    }
}

impl Community {
    pub(super) fn open(
        store: &Arc<dyn Store>,
        catalogue: Weak<Inner>,
        said: Said,
        now: DateTime<Utc>,
    ) -> Self {
        let statements = said.statements.values().map(|one| &**one);
        Self {
            limits: Mutex::new(Limits::after(statements, now)),
            store: Arc::clone(store),
            catalogue,
            said: RwLock::new(Arc::new(said)),
            writing: Mutex::new(()),
            wants_mail: Notify::new(),
            read_until: AtomicU64::new(0),
        }
    }

    /// Reads what a store has of people.
    pub(super) fn read(store: &dyn Store) -> Result<Said, StoreError> {
        Said::read(store)
    }

    fn said(&self) -> Arc<Said> {
        // Whole whoever panicked: it is put in at once.
        Arc::clone(&self.said.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads all of it from the store again.
    fn read_anew(&self) -> Result<(), CommunityError> {
        let said = Arc::new(Said::read(&*self.store)?);
        *self.said.write().unwrap_or_else(PoisonError::into_inner) = said;
        self.catalogue()?.take_up_statements();
        Ok(())
    }

    fn catalogue(&self) -> Result<Catalogue, CommunityError> {
        let closed = || StoreError::Failed("the catalogue was closed".to_owned());
        let inner = self.catalogue.upgrade().ok_or_else(closed)?;
        Ok(Catalogue(inner))
    }

    /// Begins a write of somebody who does something here; it lasts as long as what is given
    /// back. What other processes that share the store wrote before was read.
    fn begin(&self) -> Result<Writing<'_>, CommunityError> {
        self.begin_for(Writer::Members)
    }

    /// The same on somebody's behalf.
    fn begin_for(&self, writer: Writer) -> Result<Writing<'_>, CommunityError> {
        // The lock guards no data of its own.
        let lock = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let shared = match self.store.sharing() {
            Some(sharing) => {
                let shared = sharing.lock(Part::Documents, writer)?;
                self.read_what_others_wrote()?;
                Some(shared)
            }
            None => None,
        };
        Ok(Writing {
            _shared: shared,
            _lock: lock,
        })
    }

    /// Reads what other processes that share the store wrote since it was last read.
    pub(super) fn read_others(&self) -> Result<(), StoreError> {
        // Else what is being written here could be replaced by what was there before.
        let _lock = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        self.read_what_others_wrote()
    }

    /// The same. Needs a write to have begun.
    fn read_what_others_wrote(&self) -> Result<(), StoreError> {
        let written = self.store.document_number()?;
        if self.read_until.swap(written, Ordering::AcqRel) == written {
            return Ok(());
        }
        let said = Said::read(&*self.store).inspect_err(|_| {
            // The next one reads it.
            self.read_until.store(0, Ordering::Release);
        })?;
        let statements = said.statements.values().map(|one| &**one);
        let mut limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Utc::now();
        limits.join(Limits::after(statements, now), now);
        drop(limits);
        *self.said.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(said);
        self.wants_mail.notify_one();
        Ok(())
    }

    /// The member of this id, also one who came in by another process a moment ago.
    fn member_of_session(&self, id: &MemberId) -> Result<Option<Arc<Member>>, StoreError> {
        let known = self.said().members.get(id).cloned();
        if known.is_some() || self.store.sharing().is_none() {
            return Ok(known);
        }
        self.read_others()?;
        Ok(self.said().members.get(id).cloned())
    }

    /// Makes a write durable, and then shows it. Needs a write to have begun. A change of
    /// statements reaches the search index at once, or with the write that is under way.
    fn commit(&self, before: &Said, changes: Changes) -> Result<Arc<Said>, CommunityError> {
        let (next, writes) = before.with(changes)?;
        if !writes.is_empty() {
            self.store.write_documents(&writes)?;
            if self.store.sharing().is_some() {
                // Nobody else wrote meanwhile what is read again for it.
                // Where that can't be told all is read again; it is written all the same.
                let written = self.store.document_number().unwrap_or(0);
                self.read_until.store(written, Ordering::Release);
            }
        }
        let is_seen = next.content != before.content || next.number != before.number;
        let next = Arc::new(next);
        *self.said.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&next);
        if is_seen {
            self.catalogue()?.take_up_statements();
        }
        Ok(next)
    }

    /// What a statement is about, as the catalogue shows it.
    fn about(&self, subject: &Subject) -> Result<About, CommunityError> {
        self.about_by(subject, Catalogue::entry)
    }

    /// What a statement is about, for who writes what follows from it.
    fn about_for_write(&self, subject: &Subject) -> Result<About, CommunityError> {
        self.about_by(subject, Catalogue::entry_for_write)
    }

    fn about_by(&self, subject: &Subject, find: Finding) -> Result<About, CommunityError> {
        let catalogue = self.catalogue()?;
        match subject {
            Subject::Repository(id) => {
                let entry = find(&catalogue, id)?.ok_or(CommunityError::NoSubject)?;
                let owner = entry.organisation.as_ref().map(|one| one.slug.clone());
                Ok(About {
                    owner,
                    entry: Some(entry),
                })
            }
            Subject::Organisation(slug) => {
                let organisation = catalogue.organisation(slug.as_str());
                let organisation = organisation.ok_or(CommunityError::NoSubject)?;
                Ok(About {
                    owner: Some(organisation.slug.clone()),
                    entry: None,
                })
            }
            Subject::Software | Subject::General => Ok(About::default()),
        }
    }

    /// The organisation that a statement's subject belongs to; for software that is not open
    /// that is asked. `None` where the catalogue knows none. What is written by it has to
    /// come from reads of the store itself.
    fn owner_of(&self, reads: &dyn Reads, statement: &Statement) -> Option<Slug> {
        if statement.subject == Subject::Software {
            let slug = statement.value(crate::community::kinds::Field::Organisation)?;
            let catalogue = self.catalogue().ok()?;
            let organisation = catalogue.organisation(slug);
            return organisation.map(|organisation| organisation.slug.clone());
        }
        match &statement.subject {
            Subject::Repository(id) => self.catalogue().ok()?.owner_of(reads, id).ok()?,
            subject => self.about(subject).ok()?.owner,
        }
    }
}

/// How the repository of an identifier is found.
type Finding = fn(&Catalogue, &RepositoryId) -> Result<Option<Arc<Entry>>, IndexError>;

/// What the catalogue has of a subject.
#[derive(Debug, Default)]
struct About {
    owner: Option<Slug>,
    entry: Option<Arc<Entry>>,
}

impl Said {
    fn find(&self, id: &StatementId) -> Result<&Arc<Statement>, CommunityError> {
        self.statements.get(id).ok_or(CommunityError::NoStatement)
    }
}
