//! Issues: asked for at the end of every crawl, also of repositories in which nothing else
//! changed, as an issue is closed without a push.
//!
//! Only where somebody pushed in the last year and there is any issue or request. What had
//! tasks goes first, so that none is shown that was taken up; then what waits longest.

use chrono::{DateTime, TimeDelta, Utc};

use super::{HostCrawl, Task, store};
use crate::forge::{ForgeError, IssuesRequest};
use crate::observation::{Counts, Observation};
use crate::run::Problem;
use crate::sink::{Batch, SinkError};

/// How long ago the last push may be, in days.
const PUSHED_WITHIN: i64 = 365;

/// How many repositories are remembered for it, so that memory does not grow with the forge.
/// Those beyond wait for a later crawl.
const MOST_WANTED: usize = 50_000;

impl HostCrawl<'_> {
    /// Asks for the issues of a repository that was read just now.
    pub(super) fn ask_for_issues_of(&mut self, task: &Task, observation: &Observation) {
        let known = self.known.get(&observation.id);
        let request = IssuesRequest {
            id: observation.id.clone(),
            handle: task.wanted.handle.clone(),
            url: observation.url.clone(),
            counts: observation.counts.clone(),
            known: known.and_then(|under| under.known.issues.clone()),
        };
        let moved_at = observation.pushed_at.or(observation.updated_at);
        self.ask_for_issues(request, moved_at, observation.flags.archived == Some(true));
    }

    /// Asks for the issues of a repository that was last pushed to at `pushed_at`, if that is
    /// worth it.
    pub(super) fn ask_for_issues(
        &mut self,
        request: IssuesRequest,
        pushed_at: Option<DateTime<Utc>>,
        archived: bool,
    ) {
        let since = Utc::now() - TimeDelta::days(PUSHED_WITHIN);
        let is_alive = !archived && pushed_at.is_none_or(|at| at >= since);
        let is_told = self.forge.issue_requests(1) > 0;
        let may_have = has_any(&request.counts) || request.has_open();
        if is_told && is_alive && may_have && self.issues.len() < MOST_WANTED {
            self.issues.push(request);
        }
    }

    /// Reads issues, with the requests that are set apart for it.
    pub(super) async fn read_issues(&mut self) -> Result<(), SinkError> {
        if self.issues.is_empty() || self.must_end() {
            return Ok(());
        }
        let mut wanted = std::mem::take(&mut self.issues);
        // `None`, never asked, goes before every moment. Of equals not the one that was read
        // first, which faults of the forge would decide.
        wanted.sort_by_cached_key(|request| {
            let read_at = request.known.as_ref().map(|known| known.read_at);
            (!request.has_tasks(), read_at, request.id.to_string())
        });
        let max_requests = self.forge.issue_requests(self.listed);
        let read = self.forge.issues(wanted, max_requests).await;
        match read {
            Ok(issues) => {
                let batch = Batch {
                    issues,
                    ..Batch::default()
                };
                // It may have been cut short.
                self.must_end();
                store(self.common, batch).await
            }
            Err(ForgeError::Halted(reason)) => {
                self.halted = Some(reason);
                Ok(())
            }
            Err(error) => {
                self.problem(Problem {
                    subject: self.forge.host().to_string(),
                    what: format!("open issues could not be read: {error}"),
                    instead: "what is stored of them is kept".to_owned(),
                    advice: error.advice(),
                });
                Ok(())
            }
        }
    }
}

/// Whether there may be any issue or request: some are counted, or nothing is.
fn has_any(counts: &Counts) -> bool {
    let all = [
        counts.open_issues,
        counts.closed_issues,
        counts.open_pull_requests,
        counts.closed_pull_requests,
    ];
    all.iter().flatten().any(|count| *count > 0) || all.iter().all(Option::is_none)
}
