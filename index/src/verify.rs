//! What is proved of a catalogue, and what is found not to hold: the words of
//! `bronwijzer verify`. Each room looks at what is its own: `store/sled/verify.rs`,
//! `search/verify.rs`, and `catalogue/verify.rs`, where both meet.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// So many faults are listed one by one; of more the number is told.
const LISTED: usize = 1_000;

/// What a fault is found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Part {
    /// The system of record.
    Store,
    /// The search index.
    Index,
    /// The backups beside the store.
    Backups,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum FaultKind {
    /// It can't be read, or is not what its checksum says.
    Damaged,
    /// Something refers to it, and it is not there.
    Missing,
    /// It is there, and nothing that it belongs to is.
    Extra,
    /// Two places say different things of it.
    Differs,
    /// Writes that were acknowledged are not in it.
    Lost,
    /// It lacks the last writes; the next start takes them up.
    Behind,
    /// It was made by another version, registry or configuration; the next start makes it
    /// anew.
    Outdated,
}

/// One thing that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// What it is found in.
    pub part: Part,
    /// What is wrong.
    pub kind: FaultKind,
    /// What it is about: a file, a tree of the store, or a repository.
    pub place: String,
    /// What was found, in words.
    pub why: String,
}

/// A backup, as it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupState {
    /// The file.
    pub file: String,
    /// How many repositories it holds, read to its end; `None` when it is damaged.
    pub repositories: Option<u64>,
}

/// What was looked at, and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// How many rows were read of each tree of the store.
    pub rows: BTreeMap<String, u64>,
    /// How many repositories were compared with the search index.
    pub compared: u64,
    /// How many repositories the search index holds.
    pub indexed: u64,
    /// The number of the last write in the store.
    pub last_write: u64,
    /// The number of the last write that the index holds.
    pub indexed_write: u64,
    /// Repositories whose verdicts in the index wait for the reassessment that ends a crawl.
    pub awaiting_reassessment: u64,
    /// The backups, the newest state first.
    pub backups: Vec<BackupState>,
    /// What does not hold.
    pub faults: Vec<Fault>,
    /// How many faults there are beside those that are listed.
    pub more_faults: u64,
    /// What a person may want to know and is no fault.
    pub remarks: Vec<String>,
}

impl Verification {
    /// Whether everything holds.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }

    /// How many faults there are.
    #[must_use]
    pub fn fault_count(&self) -> u64 {
        self.faults.len() as u64 + self.more_faults
    }

    pub(crate) fn fault(
        &mut self,
        part: Part,
        kind: FaultKind,
        place: impl Into<String>,
        why: impl Into<String>,
    ) {
        if self.faults.len() >= LISTED {
            self.more_faults += 1;
            return;
        }
        self.faults.push(Fault {
            part,
            kind,
            place: place.into(),
            why: why.into(),
        });
    }

    /// Whether there is a fault in this part.
    pub(crate) fn has_fault_in(&self, part: Part) -> bool {
        self.faults.iter().any(|fault| fault.part == part)
    }
}

/// What is being looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Step {
    /// A copy of the store is made, which sled may write to; counted in bytes.
    Copy,
    /// Rows of the store are read.
    Store,
    /// Backups are read to their ends.
    Backups,
    /// Repositories are compared with the search index.
    Index,
}

/// Hears how far it is: the step, how much of it is done, and of how much when that is
/// known. Called often; it should return at once.
pub type Watch<'a> = &'a (dyn Fn(Step, u64, Option<u64>) + Sync);

/// What a repair found, did and left.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// What was found before.
    pub before: Verification,
    /// What was done, in order; nothing where all held.
    pub done: Vec<String>,
    /// What is found after.
    pub after: Verification,
}
