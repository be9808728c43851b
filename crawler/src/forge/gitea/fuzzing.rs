//! For the fuzzer: any bytes as a row of a repository that Gitea or Forgejo gives.

use chrono::DateTime;

use super::facts::take_row;
use super::response::Row;
use crate::address::ForgeHost;
use crate::observation::{Observation, Source};

pub(crate) fn read(bytes: &[u8]) {
    let Ok(row) = serde_json::from_slice::<Row>(bytes) else {
        return;
    };
    let host = ForgeHost::new("codeberg.org");
    let _ = (row.is_hidden(), row.listed(&host));
    if let Some(url) = row.url(&host) {
        let id = row.repository_id(&host);
        let mut observation = Observation::bare(id, url, DateTime::UNIX_EPOCH, Source::Sample);
        take_row(&mut observation, row, false);
    }
}
