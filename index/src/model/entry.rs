//! A repository as the catalogue shows it.

use std::sync::Arc;

use bronwijzer_crawler::address::{AccountUrl, RepositoryId, RepositoryUrl};
use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::organisation::Organisation;
use bronwijzer_crawler::outside::OutsideFacts;
use bronwijzer_crawler::sink::DepartureKind;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Event, EventKind};
use crate::assess::Assessment;
use crate::assess::open_by_default::OpenByDefault;
use crate::community::statement::Statement;

/// The newest observation of a repository, with the verdicts and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The newest facts.
    pub observation: Observation,
    /// The registered account under which it was last seen.
    pub account: AccountUrl,
    /// Whose account that is; `None` once it has left the registry.
    pub organisation: Option<Organisation>,
    /// Addresses it had before; they still resolve.
    pub former_urls: Vec<RepositoryUrl>,
    /// By which other programs know it, whatever its address.
    pub uuid: Uuid,
    /// When the catalogue first saw it.
    pub first_seen_at: DateTime<Utc>,
    /// How and when it left, if it is no longer there.
    pub gone: Option<Gone>,
    /// The repository that lists show in its place, because it is a mirror of
    /// that.
    pub shown_as: Option<RepositoryId>,
    /// What happened to it, oldest first.
    pub history: Vec<Event>,
    /// What sources beside the forge say of it.
    pub outside: OutsideFacts,
    /// The verdicts, judged at [`Summary::assessed_at`](super::Summary).
    pub assessment: Assessment,
    /// What people said of it and everybody may see, the oldest first.
    pub statements: Vec<Arc<Statement>>,
    /// What open by default makes of it.
    pub open_by_default: OpenByDefault,
}

impl Entry {
    /// The number of the write that first had it; see [`Event::number`].
    pub(crate) fn first_written(&self) -> Option<u64> {
        let mut history = self.history.iter();
        let first = history.find(|event| event.what == EventKind::FirstSeen);
        first.and_then(|event| event.number)
    }
}

/// A repository's departure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    /// How it left, as far as the forge tells.
    pub kind: DepartureKind,
    /// When that was noticed.
    pub noticed_at: DateTime<Utc>,
}
