//! `bronwijzer reassess`: every verdict anew, from stored facts alone.

use bronwijzer_index::Reassessed;
use chrono::{DateTime, Utc};

use super::request::Host;
use super::session::{Session, line};
use crate::Ending;

pub(super) fn perform(host: &Host, session: &mut dyn Session) -> anyhow::Result<Ending> {
    let now = Utc::now();
    let reassessed = reassess(host, now)?;
    let catalogue = &host.catalogue;
    catalogue.take_snapshot(now)?;
    let repositories = catalogue.summary()?.repositories;
    line(
        session,
        &format!(
            "reassessed {repositories} repositories: {} have new verdicts; {} statuses changed because of new rules and {} because of time",
            reassessed.updated, reassessed.by_rules, reassessed.by_time
        ),
    )?;
    Ok(Ending::Complete)
}

/// Judges everything again, in a server without taking all its cores.
pub(super) fn reassess(host: &Host, now: DateTime<Utc>) -> anyhow::Result<Reassessed> {
    let catalogue = &host.catalogue;
    Ok(if host.is_serving {
        catalogue.reassess_beside(now)?
    } else {
        catalogue.reassess(now)?
    })
}
