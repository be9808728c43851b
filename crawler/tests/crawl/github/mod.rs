//! What is GitHub's alone.

mod corpus;
mod cost;
mod facts;
mod faults;
mod schema;
mod texts;
