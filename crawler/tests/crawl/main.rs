//! Crawls against stand-ins for forges.

mod gitea;
mod github;
mod story;
mod support;
