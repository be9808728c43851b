//! The pages, as visitors and their browsers meet them.

mod browser;
mod check;
mod contrast;
mod crawls;
mod journey;
mod organisations;
mod overview;
mod problems;
mod repository;
mod site;
mod texts;
