//! The pages, as visitors and their browsers meet them.

mod browser;
mod contrast;
mod crawls;
mod journey;
mod organisations;
mod overview;
mod problems;
mod relations;
mod repository;
mod site;
mod texts;
