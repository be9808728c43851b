//! Stand-ins for code forges, for tests and benchmarks: servers on this machine
//! that answer as the real ones do, as strict as they are, over a [`world`]
//! that a test makes and changes. Beside them stand-ins for sources that say something of
//! repositories and host none.

pub mod corpus;
pub mod fault;
pub mod generated;
pub mod gitea;
pub mod github;
pub mod gitlab;
mod partial;
pub mod scorecard;
pub mod software_heritage;
pub mod stage;
pub mod world;
