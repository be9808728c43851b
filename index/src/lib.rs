//! The catalogue: keeps what a crawl found, judges it and makes it findable.
//!
//! [`Catalogue`] is the way in. Facts live in a [`store`](mod@store) that is
//! the system of record, judgements are computed from them by pure functions in
//! [`assess`], and the search index is derived from both and can be rebuilt.

pub mod assess;
pub mod catalogue;
pub mod community;
mod error;
mod files;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
mod live;
pub mod markup;
mod model;
pub mod priority;
mod relations;
mod search;
mod store;
mod verify;

pub use assess::open_by_default::{
    Counts, Exclusion, Figure, LeaveOut, LeaveOutError, OpenByDefault, Outcome, Tally,
};
pub use assess::preservation;
pub use assess::publishing::{BodyFigure, Publishing};
pub use assess::reading::{Reading, ReadingState};
pub use assess::{
    Assessment, CheckOutcome, Contact, Contractor, Dependency, DependencyKind, Description, Fact,
    Farewell, FarewellKind, FarewellPlace, FoundIn, JUDGEMENTS, JudgementRow, Judgements,
    LicenceAssessment, LicenceVerdict, MaintenanceStatus, Mention, OPENNESS_CHECKS, Openness,
    OpennessCheck, OpennessStep, Points, Publiccode, PubliccodeVerdict, RULES_VERSION, Reason,
    Referral, RegisterKind, RepositoryKind, ResponsivenessVerdict, RiskVerdict, Seeking, Successor,
    Themed, Themes, VITALITY_DAYS, Verdict, Verdicts, Vitality, VitalityParts, is_register, skills,
    web_address,
};
pub use bronwijzer_crawler::yaml;
pub use catalogue::discover;
pub use catalogue::{
    Candidate, Catalogue, CatalogueSink, Cleansed, Community, Correction, CountsOnDay, Done, Due,
    ENOUGH_TO_COMPARE, FoundOrganisations, FoundWork, Health, ImportReport, IndexFile,
    IndexManifest, IndexSnapshots, Leading, MemberDigest, Members, NewSession, News, NewsKind,
    Opened, Options, OrganisationFilter, OrganisationOrder, OwnData, Peers, PersonRemoved,
    PreparedRestore, RemovalNote, Removed, RestorePlan, Size, Standings, StatePeriod,
    StatementFilter, States, Summary, WorkFilter, WorkKind, WorkPlace, check_file,
};
pub use community::CommunityError;
pub use error::IndexError;
pub use live::{LiveProgress, LiveRun};
pub use model::{
    Card, Change, ChangeCursor, ChangeKind, ChangePage, Contents, CursorError, Entry, Event,
    EventKind, ForkKind, Gone, LatestRelease, LocalisedText, OpenTask, OpenWork, OrganisationState,
    OrganisationStates, Reassessed, RepositorySummary, SAMPLE, Scope, ScopeError, Snapshot,
    StateCounts, StatusCause, SummarySource, uuid_of_account, uuid_of_uri,
};
pub use relations::{Relation, RelationGroup, RelationKind};
pub use search::{
    Cursor, Facet, FacetCount, FacetName, FacetRow, FacetValues, Filter, FirstWritten, Highlighter,
    Hit, NoteCode, PageKey, Piece, QueryNote, SearchPage, SearchRequest, Sort, Spelling,
    Suggestion, WayOut,
};
pub use store::{
    Address, MoveWatch, Moved, MovedPart, ReplicaSeen, SchemaSeen, StoreConfig, StoreError,
    StorePlace, look_at_replica, look_at_store, move_store,
};
pub use uuid::Uuid;
pub use verify::{BackupState, Fault, FaultKind, Part, Repair, Step, Verification, Watch};
