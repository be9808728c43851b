//! The API, as clients meet it.

mod live;
mod queries;
mod schema;
mod support;
