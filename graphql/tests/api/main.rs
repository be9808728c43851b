//! The API, as clients meet it.

mod live;
mod queries;
mod relations;
mod schema;
mod support;
