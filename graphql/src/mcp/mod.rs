//! The catalogue for assistants: a server of the
//! [Model Context Protocol](https://modelcontextprotocol.io/) that only reads.
//!
//! Each tool is a row of a table with a selection of the schema beside it, so that what it takes
//! and answers is described by the schema itself. Over HTTP nothing is kept of a client between
//! two requests; over standard input and output the same server answers one client.

mod answer;
mod argument;
mod forms;
mod http;
mod server;
mod source;
mod tool;

pub use http::{Reachable, routes};
pub use server::serve_lines;
pub use source::Source;

/// Where it is.
pub const PATH: &str = "/mcp";

/// Entries on a page, at most: an assistant reads all of what it is given.
const MOST_ENTRIES: i64 = 20;
