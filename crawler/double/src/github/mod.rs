//! GitHub's GraphQL API as far as a catalogue uses it: types as in GitHub's
//! published schema, with its rules for pages, points, nodes and errors.
//!
//! Sources: <https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api>
//! and <https://docs.github.com/en/graphql/overview/public-schema>.

mod accounts;
mod community;
mod cost;
mod files;
mod history;
mod issues;
mod repository;
mod rest;
mod scalars;
mod schema;
mod search;
mod server;

pub use rest::APP;
pub use schema::sdl;
pub use server::GitHub;
