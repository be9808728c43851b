//! For the fuzzer: any bytes as what GitLab answers about one project.

use chrono::DateTime;

use super::facts::{ProjectAnswers, observe};
use super::files::PLACES;
use super::response::{Project, RestProject};
use crate::address::{ForgeHost, RepositoryId};
use crate::forge::texts::Texts;

pub(crate) fn read(bytes: &[u8]) {
    let Ok(project) = serde_json::from_slice::<Project>(bytes) else {
        return;
    };
    let rest = serde_json::from_slice::<RestProject>(bytes).ok();
    let _ = observe(ProjectAnswers {
        id: RepositoryId::new(ForgeHost::new("gitlab.com"), "1"),
        handle: "1".to_owned(),
        api: "https://gitlab.com/api/v4".to_owned(),
        observed_at: DateTime::UNIX_EPOCH,
        project,
        rest,
        tags: None,
        commits: None,
        texts: Texts::new(&PLACES),
        failed: Vec::new(),
    });
}
