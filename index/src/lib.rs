//! The catalogue: keeps what a crawl found, judges it and makes it findable.
//!
//! [`Catalogue`] is the way in. Facts live in a [`store`](mod@store) that is
//! the system of record, judgements are computed from them by pure functions in
//! [`assess`], and the search index is derived from both and can be rebuilt.

pub mod assess;
pub mod catalogue;
pub mod discover;
mod error;
mod exchange;
mod history;
mod live;
mod relations;
mod search;
mod sink;
mod store;

pub use assess::{
    Assessment, Contact, Contractor, Fact, LicenceAssessment, LicenceVerdict, MaintenanceStatus,
    Publiccode, PubliccodeVerdict, Reason, Verdict,
};
pub use catalogue::{Catalogue, Contents, Entry, Gone, Opened, SAMPLE, Summary};
pub use error::IndexError;
pub use exchange::ImportReport;
pub use history::{Event, EventKind};
pub use live::{LiveProgress, LiveRun};
pub use relations::{Relation, RelationGroup, RelationKind};
pub use search::{
    Cursor, CursorError, Facet, FacetCount, FacetName, Filter, SearchPage, SearchRequest, Sort,
};
pub use sink::CatalogueSink;
