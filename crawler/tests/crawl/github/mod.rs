//! What is GitHub's alone.

mod access;
mod corpus;
mod cost;
mod facts;
mod faults;
mod schema;
mod texts;
