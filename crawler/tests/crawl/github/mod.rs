//! What is GitHub's alone.

mod access;
mod community;
mod corpus;
mod cost;
mod facts;
mod faults;
mod schema;
mod texts;
