//! Crawls against stand-ins for forges.

mod accounts;
mod gitea;
mod github;
mod gitlab;
mod story;
mod support;
