//! Sitemap index: where the parts of the sitemap begin.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::{AT_ONCE, REPOSITORIES};
use crate::api::{Api, AskError};
use crate::schema;
use crate::search::answer::PageInfo;
use crate::variables::{After, AfterFields};

/// How long the parts stay as they are: what comes in after the last is in it.
const KEEP: Duration = Duration::from_secs(3600);

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "After")]
struct Ends {
    #[arguments(first: 100, after: $after)]
    changes: PageEnd,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "ChangeConnection")]
struct PageEnd {
    page_info: PageInfo,
}

/// Where the parts begin: the cursors after which they do. To find them, the
/// list of changes is read once an hour at most, by its cursors alone.
#[derive(Clone)]
pub(crate) struct Parts {
    /// Repositories in a part, a multiple of those that are read at once.
    pub(super) size: usize,
    known: Arc<Mutex<Option<Known>>>,
}

impl Default for Parts {
    fn default() -> Self {
        Self::of(REPOSITORIES)
    }
}

/// Where the parts begin, as it was once.
struct Known {
    at: Instant,
    begins: Vec<Option<String>>,
}

impl Parts {
    pub(super) fn of(size: usize) -> Self {
        Self {
            size,
            known: Arc::default(),
        }
    }

    /// The cursors after which the parts begin; of the first there is none.
    pub(super) async fn begins(&self, api: &Api) -> Result<Vec<Option<String>>, AskError> {
        // Who comes meanwhile waits, and does not read it all too.
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref()
            && known.at.elapsed() < KEEP
            && is_of_this_list(&known.begins, api).await?
        {
            return Ok(known.begins.clone());
        }
        let mut begins = vec![None];
        let (mut after, mut read) = (None, 0);
        loop {
            let answer: Ends = api.query(After { after }).await?;
            after = answer.changes.page_info.next();
            if after.is_none() {
                break;
            }
            read += AT_ONCE;
            if read.is_multiple_of(self.size) {
                begins.push(after.clone());
            }
        }
        *known = Some(Known {
            at: Instant::now(),
            begins: begins.clone(),
        });
        Ok(begins)
    }
}

/// Whether the list of changes is still the one that the parts are of: when the
/// catalogue is filled anew, another list begins.
async fn is_of_this_list(begins: &[Option<String>], api: &Api) -> Result<bool, AskError> {
    let Some(after) = begins.last() else {
        return Ok(false);
    };
    let after = after.clone();
    match api.query::<Ends, _>(After { after }).await {
        Ok(_) => Ok(true),
        Err(AskError::Refused(_)) => Ok(false),
        Err(error) => Err(error),
    }
}
