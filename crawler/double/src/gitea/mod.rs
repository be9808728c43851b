//! Gitea's REST API as far as a catalogue uses it, with its page sizes, headers
//! and errors. Sources: `/swagger.v1.json` of Gitea and Forgejo, and their
//! shipped defaults (fifty items on a page at most).

mod answers;
mod server;

pub use server::Gitea;
