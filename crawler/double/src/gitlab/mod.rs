//! GitLab's GraphQL and REST v4 as far as a catalogue uses them, with GitLab's
//! limits: complexity, page sizes, and lists that are paged by key.
//!
//! Sources: <https://docs.gitlab.com/api/graphql/reference/>,
//! <https://docs.gitlab.com/api/graphql/#limits>,
//! <https://docs.gitlab.com/api/rest/#pagination>.

mod graphql;
mod rest;
mod server;

pub use server::GitLab;
