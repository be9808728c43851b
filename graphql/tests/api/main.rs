//! The API, as clients meet it.

mod live;
mod open_by_default;
mod queries;
mod schema;
mod support;
