//! The words of the catalogue, below the store and the search index: what is kept of a
//! repository, what is shown of it, and what happened to it.

mod card;
mod change;
mod contents;
mod cursor;
mod entry;
mod fork_kind;
mod history;
mod identity;
mod licence_history;
mod names;
mod open_work;
mod organisation_state;
mod record;
mod snapshot;
mod status_history;
mod summary;

pub(crate) use card::in_parts;
pub use card::{Card, LatestRelease, LocalisedText};
pub use change::{Change, ChangeCursor, ChangeKind, ChangePage};
pub(crate) use change::{Log, Row, kind_of};
pub(crate) use contents::Meta;
pub use contents::{Contents, SAMPLE};
pub use cursor::CursorError;
pub use entry::{Entry, Gone};
pub use fork_kind::ForkKind;
pub use history::{Event, EventKind};
pub(crate) use identity::{tell_apart, uuid_key};
pub use identity::{uuid_of_account, uuid_of_uri};
pub(crate) use licence_history::KnownLicence;
pub(crate) use names::Names;
pub use open_work::{OpenTask, OpenWork};
pub(crate) use open_work::{question_values, task_values};
pub use organisation_state::{OrganisationState, OrganisationStates, StateCounts};
pub(crate) use record::Record;
pub use snapshot::{Scope, ScopeError, Snapshot};
pub(crate) use status_history::Judged;
pub use status_history::{Reassessed, StatusCause};
pub use summary::{RepositorySummary, SummarySource};
