//! The API, as clients meet it.

mod live;
mod publiccode;
mod queries;
mod schema;
mod support;
