//! Crawls against stand-ins for forges.

mod accounts;
mod discover;
mod files;
mod gitea;
mod github;
mod gitlab;
mod issues;
mod outbound;
mod outside;
mod partial;
mod people;
mod story;
mod support;
