//! The catalogue's public GraphQL schema: the only way in which pages, feeds
//! and other programs read the catalogue.
//!
//! [`schema`] makes it, [`routes`] serves it over HTTP, [`sdl`] writes it down.

mod account;
mod batch;
mod caching;
mod catalogue;
mod change;
mod compression;
mod crawl_run;
mod error;
mod facet;
mod facts;
mod few_hits;
mod guard;
mod highlight;
mod history;
mod http;
mod limits;
mod live;
mod node;
mod open_by_default;
mod openness;
mod organisation;
mod persisted;
mod publiccode;
mod query;
mod reader;
mod referral;
mod relation;
mod repository;
mod repository_search;
pub mod rest;
mod risk;
mod seeking;
mod socket;
mod suggestion;
mod theme;
mod verdict;
mod vitality;

use async_graphql::{EmptyMutation, SDLExportOptions, Schema};
use bronwijzer_index::Catalogue;

pub use compression::{Compressed, Compression};
pub use error::ErrorCode;
pub use http::routes;
pub use limits::Limits;

/// The schema with the catalogue in it; cheap to clone.
pub type CatalogueSchema = Schema<query::Query, EmptyMutation, live::Live>;

/// The schema over `catalogue`, with the usual limits.
#[must_use]
pub fn schema(catalogue: Catalogue) -> CatalogueSchema {
    schema_with(catalogue, Limits::default())
}

/// The schema over `catalogue`, which answers requests within `limits`.
#[must_use]
pub fn schema_with(catalogue: Catalogue, limits: Limits) -> CatalogueSchema {
    let reader = reader::Reader::new(catalogue);
    builder()
        .data(batch::loader(reader.clone()))
        .data(reader)
        .extension(persisted::PersistedQueries::new())
        .extension(guard::Guard::new(limits))
        .finish()
}

/// How often a schema has read the catalogue since it was made.
#[must_use]
pub fn reads(schema: &CatalogueSchema) -> u64 {
    schema
        .data::<reader::Reader>()
        .map_or(0, reader::Reader::reads)
}

/// The schema in the schema definition language.
#[must_use]
pub fn sdl() -> String {
    let options = SDLExportOptions::new().include_specified_by();
    builder().finish().sdl_with_options(options)
}

fn builder() -> async_graphql::SchemaBuilder<query::Query, EmptyMutation, live::Live> {
    Schema::build(query::Query, EmptyMutation, live::Live)
}
