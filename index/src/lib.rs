//! The catalogue: keeps what a crawl found, judges it and makes it findable.
//!
//! [`Catalogue`] is the way in. Facts live in a [`store`](mod@store) that is
//! the system of record, judgements are computed from them by pure functions in
//! [`assess`], and the search index is derived from both and can be rebuilt.

pub mod assess;
pub mod catalogue;
mod changes;
pub mod discover;
mod error;
mod exchange;
mod files;
mod history;
mod live;
pub mod markup;
mod relations;
mod search;
mod sink;
mod snapshot;
mod status_history;
mod store;

pub use assess::open_by_default::{
    Counts, Exclusion, Figure, LeaveOut, LeaveOutError, OpenByDefault, Outcome, Tally,
};
pub use assess::{
    Assessment, CheckOutcome, Contact, Contractor, Fact, FoundIn, LicenceAssessment,
    LicenceVerdict, MaintenanceStatus, Mention, OPENNESS_CHECKS, Openness, OpennessCheck,
    OpennessStep, Points, Publiccode, PubliccodeVerdict, RULES_VERSION, Reason, Referral,
    RegisterKind, RepositoryKind, RiskVerdict, Seeking, Themed, Themes, VITALITY_DAYS, Verdict,
    Vitality, VitalityParts, is_register, skills, web_address,
};
pub use catalogue::{
    Card, Catalogue, Contents, ENOUGH_TO_COMPARE, Entry, Gone, Health, Opened, Options, Peers,
    SAMPLE, Standings, Summary,
};
pub use changes::{Change, ChangeCursor, ChangeKind, ChangePage};
pub use error::IndexError;
pub use exchange::{ImportReport, Removed};
pub use history::{Event, EventKind};
pub use live::{LiveProgress, LiveRun};
pub use relations::{Relation, RelationGroup, RelationKind};
pub use search::{
    Cursor, CursorError, Facet, FacetCount, FacetName, FacetRow, FacetValues, Filter, Highlighter,
    Hit, NoteCode, PageKey, Piece, QueryNote, SearchPage, SearchRequest, Sort, Spelling,
    Suggestion, WayOut,
};
pub use sink::CatalogueSink;
pub use snapshot::{Scope, ScopeError, Snapshot};
pub use status_history::{Reassessed, StatusCause};
