//! `bronwijzer export FILE`: the whole catalogue into a file.

use bronwijzer_index::Catalogue;

use super::session::Session;
use crate::Ending;

pub(super) fn perform(catalogue: &Catalogue, session: &mut dyn Session) -> anyhow::Result<Ending> {
    let repositories = session.large_output(&mut |out| Ok(catalogue.export(out)?))?;
    session.notice(&format!("exported {repositories} repositories"));
    Ok(Ending::Complete)
}
