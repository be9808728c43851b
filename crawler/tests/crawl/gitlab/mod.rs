//! What is GitLab's alone.

mod edges;
mod facts;
