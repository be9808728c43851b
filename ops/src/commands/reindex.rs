//! `bronwijzer reindex`: the search index anew, from the store alone.

use bronwijzer_index::Catalogue;

use super::session::{Session, line};
use crate::Ending;

pub(super) fn perform(catalogue: &Catalogue, session: &mut dyn Session) -> anyhow::Result<Ending> {
    let repositories = catalogue.reindex()?;
    line(session, &format!("indexed {repositories} repositories"))?;
    Ok(Ending::Complete)
}
