//! The API, as clients meet it.

mod queries;
mod schema;
mod support;
