//! `bronwijzer snapshot`: the figures of open by default as they are today.

use chrono::Utc;

use super::reassess::reassess;
use super::request::Host;
use super::session::{Session, line};
use crate::Ending;

pub(super) fn perform(host: &Host, session: &mut dyn Session) -> anyhow::Result<Ending> {
    let now = Utc::now();
    reassess(host, now)?;
    match host.catalogue.take_snapshot(now)? {
        0 => {
            line(
                session,
                "no snapshot taken: the catalogue holds only the sample, or a later day already has one",
            )?;
            Ok(Ending::Incomplete)
        }
        scopes => {
            let day = now.date_naive();
            line(
                session,
                &format!("took the snapshot for {day}: {scopes} scopes"),
            )?;
            Ok(Ending::Complete)
        }
    }
}
