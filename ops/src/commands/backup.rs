//! `bronwijzer backup`: a backup beside the catalogue, and off this machine where that is
//! configured.

use super::request::Host;
use super::session::{Session, line};
use crate::{Ending, off_site, storage};

pub(super) fn perform(host: &Host, session: &mut dyn Session) -> anyhow::Result<Ending> {
    let path = host.catalogue.backup()?;
    line(session, &path.display().to_string())?;
    if let Some(setting) = &host.backups {
        let kept = off_site::keep(setting, &host.catalogue, &host.data_dir);
        let kept = storage::wait(kept)?;
        line(session, &kept.address)?;
    }
    Ok(Ending::Complete)
}
