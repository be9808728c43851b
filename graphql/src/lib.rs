//! The catalogue's public GraphQL schema: the only way in which pages, feeds
//! and other programs read the catalogue.
//!
//! [`schema`] makes it, [`routes`] serves it over HTTP, [`sdl`] writes it down.

mod account;
mod batch;
mod bodies;
pub mod caching;
mod catalogue;
mod change;
pub mod client;
mod community;
mod crawl_run;
mod declaration;
mod description;
mod error;
mod facet;
mod facts;
mod few_hits;
mod follower;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
mod guard;
pub mod headers;
mod highlight;
mod history;
mod http;
mod judgement;
mod limits;
mod live;
pub mod mcp;
mod metering;
pub mod methods;
mod node;
mod open_by_default;
pub mod open_catalog;
mod open_work;
mod openness;
mod operator;
mod organisation;
mod organisation_list;
mod organisation_state;
pub mod oss_register;
mod outside;
mod publiccode;
mod query;
mod raw_file;
mod reader;
mod referral;
mod relation;
mod repository;
mod repository_search;
mod request_id;
pub mod rest;
mod scan;
mod schema;
mod seeking;
mod socket;
mod suggestion;
mod theme;
mod uuid;
mod verdict;
pub mod viewer;
mod vitality;

pub use bronwijzer_index::assess::publiccode::allowed_values;
pub use bronwijzer_index::{
    Exclusion, FacetName, FacetRow, Figure, JUDGEMENTS, JudgementRow, LicenceVerdict,
    MaintenanceStatus, PubliccodeVerdict, RepositoryKind, Sort, markup, yaml,
};
pub use error::ErrorCode;
pub use guard::RETRY_AFTER_SECONDS;
pub use http::routes;
pub use limits::Limits;
pub use operator::{Operator, SignInProvider};
pub use reader::where_it_may_block;
pub use request_id::RequestId;
pub use schema::{
    CatalogueSchema, NoTurn, OwnQuery, reads, schema, schema_run_by, schema_with, sdl, version,
};
pub use viewer::Viewer;
