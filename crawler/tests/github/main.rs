//! A crawl of GitHub, against a double of GitHub over HTTP.

mod corpus;
mod cost;
mod faults;
mod schema;
mod story;
mod support;
mod texts;
