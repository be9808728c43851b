//! `bronwijzer schema`: the GraphQL schema, written down.

use std::io::Write;

use crate::Ending;

pub(super) fn run() -> anyhow::Result<Ending> {
    write!(std::io::stdout(), "{}", bronwijzer_graphql::sdl())?;
    Ok(Ending::Complete)
}
