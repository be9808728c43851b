//! Stand-ins for code forges, for tests and benchmarks: servers on this machine
//! that answer as the real ones do, as strict as they are, over a [`world`]
//! that a test makes and changes.

pub mod corpus;
pub mod fault;
pub mod generated;
pub mod gitea;
pub mod github;
pub mod gitlab;
mod partial;
pub mod stage;
pub mod world;
