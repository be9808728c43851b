//! `bronwijzer backup`: a backup beside the catalogue.

use bronwijzer_index::Catalogue;

use super::session::{Session, line};
use crate::Ending;

pub(super) fn perform(catalogue: &Catalogue, session: &mut dyn Session) -> anyhow::Result<Ending> {
    let path = catalogue.backup()?;
    line(session, &path.display().to_string())?;
    Ok(Ending::Complete)
}
