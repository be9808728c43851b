//! Crawls against stand-ins for forges.

mod github;
mod story;
mod support;
