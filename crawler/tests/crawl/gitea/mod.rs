//! What is Gitea's and Forgejo's alone.

mod access;
mod cost;
mod facts;
mod faults;
mod pages;
mod recorded;
