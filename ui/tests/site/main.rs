//! The pages, as visitors and their browsers meet them.

mod badges;
mod browser;
mod check;
mod contrast;
mod crawls;
mod data;
mod descriptions;
mod design;
mod feeds;
mod home;
mod journey;
mod linked;
mod open_by_default;
mod organisations;
mod problems;
mod query_syntax;
mod readability;
mod relations;
mod repository;
mod risk;
mod search;
mod seeking;
mod seo;
mod site;
mod suggestions;
mod texts;
