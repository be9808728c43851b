//! Job book: how the jobs of the server went, for those who watch over it.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use bronwijzer_crawler::run::{CrawlRun, Outcome};
use chrono::{DateTime, Utc};
use metrics::{counter, gauge};
use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

/// What the server does by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr, EnumIter)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Job {
    /// A crawl of everything.
    Crawl,
    /// Assessing everything by today's date.
    Reassess,
    /// A backup after a crawl.
    Backup,
}

/// Keeps the last failure of each job until the job succeeds. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct JobBook(Arc<Mutex<BTreeMap<Job, Failed>>>);

#[derive(Debug, Clone)]
struct Failed {
    at: DateTime<Utc>,
    why: String,
}

impl JobBook {
    /// Does a job, and writes down how it went.
    pub(crate) async fn keep<T>(
        &self,
        job: Job,
        work: impl Future<Output = anyhow::Result<T>>,
    ) -> anyhow::Result<T> {
        let name: &str = job.into();
        let began = Instant::now();
        gauge!("bronwijzer_job_running", "job" => name).set(1);
        gauge!("bronwijzer_job_last_run_timestamp_seconds", "job" => name).set(now());
        let done = work.await;
        gauge!("bronwijzer_job_running", "job" => name).set(0);
        gauge!("bronwijzer_job_duration_seconds", "job" => name).set(began.elapsed());
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &done {
            Ok(_) => {
                failures.remove(&job);
                gauge!("bronwijzer_job_last_success_timestamp_seconds", "job" => name).set(now());
            }
            Err(error) => {
                counter!("bronwijzer_job_failures_total", "job" => name).increment(1);
                let (at, why) = (Utc::now(), format!("{error:#}"));
                failures.insert(job, Failed { at, why });
            }
        }
        done
    }

    /// The jobs that failed when they last ran, a line for each.
    pub(crate) fn failures(&self) -> Vec<String> {
        let failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let line = |(job, failed): (&Job, &Failed)| {
            let name: &str = job.into();
            let at = failed.at.format("%Y-%m-%dT%H:%M:%SZ");
            format!("{name} failed at {at}: {}", failed.why)
        };
        failures.iter().map(line).collect()
    }

    /// Shows every job as one that does not run.
    pub(crate) fn begin() -> Self {
        for job in Job::iter() {
            let name: &str = job.into();
            gauge!("bronwijzer_job_running", "job" => name).set(0);
        }
        Self::default()
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "seconds fit for longer than there are clocks"
)]
fn now() -> f64 {
    Utc::now().timestamp() as f64
}

/// Counts what a crawl found, as it has ended now.
pub(crate) fn count_crawl(run: &CrawlRun) {
    let found = run.total();
    let outcomes = [
        ("new", found.new),
        ("changed", found.changed),
        ("unchanged", found.unchanged),
        ("gone", found.gone),
        ("failed", found.failed),
    ];
    for (outcome, repositories) in outcomes {
        counter!("bronwijzer_crawl_repositories_total", "outcome" => outcome)
            .increment(repositories);
    }
    for account in &run.accounts {
        let outcome = outcome_name(account.outcome);
        counter!("bronwijzer_crawl_accounts_total", "outcome" => outcome).increment(1);
    }
    show_crawls(std::slice::from_ref(run));
}

/// Shows how crawls went, the newest first: also those of before the server started.
pub(crate) fn show_crawls(runs: &[CrawlRun]) {
    #[allow(clippy::cast_precision_loss, reason = "as of `now`")]
    let seconds = |moment: DateTime<Utc>| moment.timestamp() as f64;
    if let Some(last) = runs.first() {
        let took = (last.ended_at - last.started_at)
            .to_std()
            .unwrap_or_default();
        gauge!("bronwijzer_crawl_duration_seconds").set(took);
        gauge!("bronwijzer_crawl_last_end_timestamp_seconds").set(seconds(last.ended_at));
    }
    // The newest is written last.
    for run in runs.iter().rev() {
        for host in complete_forges(run) {
            gauge!("bronwijzer_crawl_last_success_timestamp_seconds", "forge" => host)
                .set(seconds(run.ended_at));
        }
    }
}

/// The forges of which every account that was tried is complete.
fn complete_forges(run: &CrawlRun) -> Vec<String> {
    let mut forges: BTreeMap<String, bool> = BTreeMap::new();
    for account in &run.accounts {
        if account.outcome == Outcome::Skipped {
            continue;
        }
        let host = account.account.host().as_str().to_owned();
        *forges.entry(host).or_insert(true) &= account.outcome == Outcome::Complete;
    }
    let complete = forges.into_iter().filter(|(_, complete)| *complete);
    complete.map(|(host, _)| host).collect()
}

fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Complete => "complete",
        Outcome::Partial => "partial",
        Outcome::Failed => "failed",
        Outcome::Skipped => "skipped",
        Outcome::Interrupted => "interrupted",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn forge_is_complete_when_each_account_is() {
        let account = |url: &str, outcome: &str| {
            json!({
                "account": url, "organisation": "x", "outcome": outcome,
                "tally": { "new": 0, "changed": 0, "unchanged": 0, "gone": 0, "failed": 0 },
            })
        };
        let run: CrawlRun = serde_json::from_value(json!({
            "id": "20260901T020000.000Z",
            "started_at": "2026-09-01T02:00:00Z", "ended_at": "2026-09-01T03:00:00Z",
            "accounts": [
                account("https://github.com/a", "complete"),
                account("https://github.com/b", "failed"),
                account("https://codeberg.org/c", "complete"),
                account("https://codeberg.org/d", "skipped"),
                account("https://gitlab.com/e", "skipped"),
            ],
            "spending": [], "problems": [],
        }))
        .unwrap();
        assert_eq!(complete_forges(&run), ["codeberg.org"]);
    }

    #[tokio::test]
    async fn failure_is_told_until_the_job_succeeds() {
        let book = JobBook::default();
        let failed: anyhow::Result<()> = Err(anyhow::anyhow!("the disk is full"));
        assert!(book.keep(Job::Backup, async { failed }).await.is_err());
        let failures = book.failures();
        assert_eq!(failures.len(), 1);
        assert!(
            failures[0].starts_with("backup failed at ")
                && failures[0].ends_with("the disk is full")
        );
        book.keep(Job::Crawl, async { Ok(()) }).await.unwrap();
        assert_eq!(book.failures().len(), 1);
        book.keep(Job::Backup, async { Ok(()) }).await.unwrap();
        assert!(book.failures().is_empty());
    }
}
