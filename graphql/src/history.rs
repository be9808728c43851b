//! What happened to a repository.

use async_graphql::{Enum, SimpleObject};
use bronwijzer_crawler::sink::DepartureKind;
use bronwijzer_index::{
    Event as IndexEvent, EventKind as IndexEventKind, MaintenanceStatus, StatusCause,
};
use chrono::{DateTime, Utc};

/// Something that happened to a repository.
#[derive(SimpleObject)]
pub(crate) struct Event {
    /// When it was noticed: by a crawl, or by a judgement of everything.
    noticed_at: DateTime<Utc>,
    /// What happened.
    kind: EventKind,
    /// The address that it had before, after a rename or transfer.
    from: Option<String>,
    /// The change, when its maintenance status changed.
    status: Option<StatusChange>,
    /// The change, when its licence changed.
    licence: Option<LicenceChange>,
}

/// A change of licence.
#[derive(SimpleObject)]
pub(crate) struct LicenceChange {
    /// The licence it had, as an SPDX expression; null when it had none.
    from: Option<String>,
    /// The licence it has.
    to: Option<String>,
}

/// A change of maintenance status.
#[derive(SimpleObject)]
pub(crate) struct StatusChange {
    /// The status it had.
    from: MaintenanceStatus,
    /// The status it got.
    to: MaintenanceStatus,
    /// What changed it.
    cause: StatusCause,
}

/// What happened.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EventKind {
    /// Seen for the first time.
    FirstSeen,
    /// Another name under the same owner.
    Renamed,
    /// Another owner.
    Transferred,
    /// Made read-only by the owner.
    Archived,
    /// Opened again by the owner.
    Unarchived,
    /// Every commit was taken out.
    Emptied,
    /// Deleted or made private: the forge does not tell which.
    NotFound,
    /// Made private.
    MadePrivate,
    /// Blocked for legal reasons.
    Blocked,
    /// Removed from the catalogue by hand.
    Removed,
    /// There again, as itself.
    Returned,
    /// Another licence, or one where there was none.
    LicenceChanged,
    /// Another maintenance status.
    StatusChanged,
}

impl From<&IndexEvent> for Event {
    fn from(event: &IndexEvent) -> Self {
        let (kind, from) = match &event.what {
            IndexEventKind::FirstSeen => (EventKind::FirstSeen, None),
            IndexEventKind::Renamed { from } => (EventKind::Renamed, Some(from)),
            IndexEventKind::Transferred { from } => (EventKind::Transferred, Some(from)),
            IndexEventKind::Archived => (EventKind::Archived, None),
            IndexEventKind::Unarchived => (EventKind::Unarchived, None),
            IndexEventKind::Emptied => (EventKind::Emptied, None),
            IndexEventKind::Returned => (EventKind::Returned, None),
            IndexEventKind::LicenceChanged { .. } => (EventKind::LicenceChanged, None),
            IndexEventKind::StatusChanged { .. } => (EventKind::StatusChanged, None),
            IndexEventKind::Left { how } => (
                match how {
                    DepartureKind::NotFound => EventKind::NotFound,
                    DepartureKind::MadePrivate => EventKind::MadePrivate,
                    DepartureKind::Blocked => EventKind::Blocked,
                    DepartureKind::Transferred => EventKind::Transferred,
                    DepartureKind::Removed => EventKind::Removed,
                },
                None,
            ),
        };
        let status = match event.what {
            IndexEventKind::StatusChanged { from, to, cause } => {
                Some(StatusChange { from, to, cause })
            }
            _ => None,
        };
        let licence = match &event.what {
            IndexEventKind::LicenceChanged { from, to } => Some(LicenceChange {
                from: from.clone(),
                to: to.clone(),
            }),
            _ => None,
        };
        Self {
            status,
            licence,
            noticed_at: event.noticed_at,
            kind,
            from: from.map(ToString::to_string),
        }
    }
}
