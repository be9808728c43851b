//! How the entries relate: from what repositories point to, to what is at the other end.

mod mirror;
mod query;
mod resolve;
