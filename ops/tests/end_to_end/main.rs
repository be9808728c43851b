//! The program as its users meet it: the real binary, with a stand-in for
//! GitHub on this machine, from a crawl to the search, the API and the page.

mod abrupt_stop;
mod answers;
mod assistants;
mod backups;
mod bad_input;
mod browser;
mod check;
#[path = "../../../ui/tests/site/chromium.rs"]
mod chromium;
mod configuration;
mod connections;
mod corpus;
mod crawl_to_page;
mod crawls;
mod discover;
mod doctor;
mod failover;
mod files;
mod headers;
mod hostile;
mod index_snapshots;
mod lag;
mod metrics;
mod node;
mod nodes;
mod object_storage;
mod organisations;
mod outside;
mod place;
mod postgresql;
mod proxy;
mod removed;
mod replica;
mod sample;
mod sign_in;
mod threat_model;
mod traces;
mod verify;
