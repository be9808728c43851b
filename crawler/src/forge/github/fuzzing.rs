//! For the fuzzer: any bytes as what GitHub answers about one repository.

use chrono::DateTime;

use super::facts::observe;
use crate::address::ForgeHost;
use crate::bots::BotList;
use crate::commits::Counting;

pub(crate) fn read(bytes: &[u8]) {
    let Ok(answer) = serde_json::from_slice(bytes) else {
        return;
    };
    let host = ForgeHost::new("github.com");
    let now = DateTime::UNIX_EPOCH + chrono::Days::new(20_000);
    let counting = Counting::until(now, BotList::default());
    let api = "https://api.github.com";
    if let Ok(draft) = observe(&host, api, &counting, now, answer, Vec::new()) {
        let _ = (draft.is_open(), draft.folders_to_search());
        let _ = draft.finish();
    }
}
