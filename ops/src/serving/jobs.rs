//! What happens by itself while the server runs: crawls on schedule, and a new
//! judgement every day.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bronwijzer_crawler::crawl::crawl;
use bronwijzer_crawler::registry::Registry;
use bronwijzer_index::{Catalogue, Contents};
use chrono::{Days, NaiveTime, Utc};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::index_snapshots;
use crate::off_site;
use crate::outside;
use crate::parts::{self, blocking};
use crate::progress::LogLines;
use crate::report::Report;
use crate::schedule::Schedule;
use crate::serving::job_book::{Job, JobBook, count_crawl};

/// How long a wait lasts at most before the clock is read again, so that a
/// machine that slept or whose clock was set is not late by much.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// How long a judgement of everything that failed waits before it is tried again.
const JUDGE_AGAIN: Duration = Duration::from_secs(300);

/// The jobs, and what they work with.
pub(crate) struct Jobs {
    pub(crate) registry: Registry,
    pub(crate) config: Config,
    pub(crate) catalogue: Catalogue,
    pub(crate) book: JobBook,
    /// Whether a crawl was cut short, as another server leads or the store can't be reached.
    pub(crate) unfinished: AtomicBool,
}

impl Jobs {
    /// Runs the jobs until `stop` is cancelled. A crawl that is under way ends
    /// in good order then: what it has in hand is stored.
    pub(crate) async fn run(
        self: Arc<Self>,
        schedule: Schedule,
        has_token: bool,
        stop: CancellationToken,
    ) {
        tokio::select! {
            () = self.crawl_on_schedule(&schedule, has_token, &stop) => {}
            () = self.judge_daily() => {}
            () = self.back_up_elsewhere(&stop) => {}
            () = self.snapshot_index(&stop) => {}
        }
    }

    /// Never comes back: a crawl that is under way has to end in good order.
    async fn back_up_elsewhere(&self, stop: &CancellationToken) {
        if let Some(setting) = &self.config.backups {
            let data_dir = &self.config.settings.data_dir.value;
            off_site::run(setting, &self.catalogue, data_dir, stop).await;
        }
        std::future::pending::<()>().await;
    }

    /// Never comes back, as above.
    async fn snapshot_index(&self, stop: &CancellationToken) {
        if let Some(setting) = &self.config.index_snapshots {
            let data_dir = &self.config.settings.data_dir.value;
            index_snapshots::run(setting, &self.catalogue, data_dir, stop).await;
        }
        std::future::pending::<()>().await;
    }

    /// Comes back when `stop` is cancelled and no crawl is under way.
    async fn crawl_on_schedule(
        &self,
        schedule: &Schedule,
        has_token: bool,
        stop: &CancellationToken,
    ) {
        let of_others = blocking(&self.catalogue, Catalogue::end_crawl_of_others).await;
        let of_others = of_others.unwrap_or_else(|error| {
            tracing::warn!("whether another server left a crawl can't be told: {error:#}");
            false
        });
        let is_unfinished = self.unfinished.swap(false, Ordering::AcqRel) || of_others;
        if !has_token {
            tracing::info!(
                "scheduled crawls are off: no forge has a token. Set BRONWIJZER_GITHUB_TOKEN to a GitHub token to crawl"
            );
            return stop.cancelled().await;
        }
        if matches!(schedule, Schedule::Off) {
            tracing::info!("scheduled crawls are off: `schedule` is off");
            return stop.cancelled().await;
        }
        // Nobody wants to look at the sample until the night, and a crawl goes on that another
        // server did not end.
        if !self.holds_crawled().await || is_unfinished {
            self.crawl_and_tell(stop).await;
        }
        while let Some(next) = schedule.next_after(Utc::now()) {
            if stop.is_cancelled() {
                return;
            }
            tracing::info!("the next crawl starts at {next}");
            tokio::select! {
                () = stop.cancelled() => return,
                () = sleep_until(next) => {}
            }
            self.crawl_and_tell(stop).await;
        }
        tracing::warn!("schedule never fires again; scheduled crawls are off");
        stop.cancelled().await;
    }

    /// Never comes back. Judgements compare dates with today, so they are made
    /// anew at the start, which may be long after the last stop, and after
    /// every midnight. Each time the day's snapshot is taken.
    async fn judge_daily(&self) {
        loop {
            match self.book.keep(Job::Reassess, self.judge_and_keep()).await {
                Ok(changed) => tracing::info!(changed, "assessments are up to date"),
                Err(error) => {
                    tracing::error!("the daily reassessment failed: {error:#}; it is tried again");
                    sleep(JUDGE_AGAIN).await;
                    continue;
                }
            }
            let tomorrow = Utc::now().date_naive() + Days::new(1);
            sleep_until(tomorrow.and_time(NaiveTime::MIN).and_utc()).await;
        }
    }

    /// Judges everything as of now, unless that was done today, ends what time and facts end
    /// of what people said, and keeps the day's figures. Gives back how many repositories got another status.
    async fn judge_and_keep(&self) -> anyhow::Result<u64> {
        blocking(&self.catalogue, |catalogue| {
            let now = Utc::now();
            let changed = if catalogue.is_judged_on(now.date_naive())? {
                0
            } else {
                let reassessed = catalogue.reassess_beside(now)?;
                reassessed.by_time + reassessed.by_rules
            };
            let due = catalogue.community().run_due(now)?;
            tracing::info!(?due, "statements are up to date");
            catalogue.take_snapshot(now)?;
            Ok(changed)
        })
        .await
    }

    async fn holds_crawled(&self) -> bool {
        let summary = blocking(&self.catalogue, Catalogue::summary).await;
        summary
            .is_ok_and(|summary| matches!(summary.contents, Contents::Crawled | Contents::Imported))
    }

    async fn crawl_and_tell(&self, stop: &CancellationToken) {
        let crawled = self.book.keep(Job::Crawl, self.crawl(stop)).await;
        if let Err(error) = &crawled {
            tracing::error!("crawl failed: {error:#}; the next one will try again");
        }
        if stop.is_cancelled() || crawled.is_err() {
            self.unfinished.store(true, Ordering::Release);
            self.catalogue.leave_crawl_to_others();
        }
    }

    async fn crawl(&self, stop: &CancellationToken) -> anyhow::Result<()> {
        let sink = self.catalogue.sink();
        let registry = parts::with_corrections(&self.config, &self.registry, &self.catalogue);
        let run = crawl(
            &registry,
            &self.config.forge_configs(),
            &self.config.crawl_options(stop.clone()),
            &sink,
            &self.catalogue.show_live(&LogLines),
        )
        .await?;
        count_crawl(&run);
        tracing::info!("{}", Report(&run));
        for source in outside::ask(&self.config.outside, &self.catalogue, stop).await? {
            tracing::info!("{}", source.to_string().trim());
        }
        if stop.is_cancelled() {
            // A backup is made at the end of the process anyway.
            return Ok(());
        }
        self.book.keep(Job::Reassess, self.judge_and_keep()).await?;
        let backup = blocking(&self.catalogue, Catalogue::backup);
        let backup = self.book.keep(Job::Backup, backup).await?;
        tracing::info!("the catalogue was backed up to {}", backup.display());
        let cleansed = blocking(&self.catalogue, Catalogue::keep_backups_clean).await?;
        for path in cleansed.rewritten {
            tracing::info!("what was made private left the backup {}", path.display());
        }
        Ok(())
    }
}

pub(crate) async fn sleep_until(moment: chrono::DateTime<Utc>) {
    while let Ok(left) = (moment - Utc::now()).to_std() {
        if left.is_zero() {
            return;
        }
        sleep(left.min(LONGEST_SLEEP)).await;
    }
}
