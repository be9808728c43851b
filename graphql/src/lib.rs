//! The catalogue's public GraphQL schema: the only way in which pages, feeds
//! and other programs read the catalogue.
//!
//! [`schema`] makes it, [`routes`] serves it over HTTP, [`sdl`] writes it down.

mod account;
mod catalogue;
mod crawl_run;
mod error;
mod facts;
mod history;
mod http;
mod live;
mod node;
mod open_by_default;
mod openness;
mod organisation;
mod publiccode;
mod query;
mod reader;
mod referral;
mod relation;
mod repository;
mod repository_search;
mod risk;
mod seeking;
mod theme;
mod verdict;
mod vitality;

use async_graphql::{EmptyMutation, Schema};
use bronwijzer_index::Catalogue;

pub use http::routes;

/// The schema with the catalogue in it; cheap to clone.
pub type CatalogueSchema = Schema<query::Query, EmptyMutation, live::Live>;

/// How deep a query may nest. The introspection query of usual clients has 13
/// levels.
const MAX_DEPTH: usize = 16;

/// How many fields a query may ask for, each counted as often as the page sizes
/// above it allow. A hundred repositories with every fact and verdict stay below
/// it.
const MAX_COMPLEXITY: usize = 25_000;

/// How many directives one field may have.
const MAX_DIRECTIVES: usize = 8;

/// The schema over `catalogue`.
#[must_use]
pub fn schema(catalogue: Catalogue) -> CatalogueSchema {
    builder()
        .data(reader::Reader::new(catalogue))
        .limit_depth(MAX_DEPTH)
        .limit_complexity(MAX_COMPLEXITY)
        .limit_directives(MAX_DIRECTIVES)
        .finish()
}

/// The schema in the schema definition language.
#[must_use]
pub fn sdl() -> String {
    builder().finish().sdl()
}

fn builder() -> async_graphql::SchemaBuilder<query::Query, EmptyMutation, live::Live> {
    Schema::build(query::Query, EmptyMutation, live::Live)
}
