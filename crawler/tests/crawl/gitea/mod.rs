//! What is Gitea's and Forgejo's alone.

mod edges;
mod facts;
