//! Backups off this machine on schedule.

use std::path::Path;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use bronwijzer_index::Catalogue;
use chrono::Utc;
use metrics::{counter, gauge};
use tokio_util::sync::CancellationToken;

use super::{Kept, OffSite};
use crate::config::BackupSetting;
use crate::metrics::number;
use crate::parts::blocking;
use crate::serving::jobs::sleep_until;

/// How long before what failed is tried again: the first time, and at most.
const FIRST_PAUSE: Duration = Duration::from_secs(60);
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// How often a backup is tried again before it waits for the next one on schedule.
const TRIES: usize = 6;

/// What readiness tells of backups off this machine.
const ABOUT: &str = "off-site backups";

/// Makes backups on schedule until `stop` is cancelled. What fails is tried again, and told.
pub(crate) async fn run(
    setting: &BackupSetting,
    catalogue: &Catalogue,
    data_dir: &Path,
    stop: &CancellationToken,
) {
    while let Some(next) = setting.schedule.next_after(Utc::now()) {
        tracing::info!(
            "the next backup to {} starts at {next}",
            setting.storage.to_text
        );
        tokio::select! {
            () = stop.cancelled() => return,
            () = sleep_until(next) => {}
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tried(setting, catalogue, data_dir) => {}
        }
    }
    tracing::info!("no backups are made off this machine: their schedule is off");
    stop.cancelled().await;
}

/// Makes one, and tries again for a while.
async fn tried(setting: &BackupSetting, catalogue: &Catalogue, data_dir: &Path) {
    let pauses = ExponentialBuilder::default()
        .with_min_delay(FIRST_PAUSE)
        .with_max_delay(LONGEST_PAUSE)
        .with_max_times(TRIES);
    let made = (|| keep(setting, catalogue, data_dir))
        .retry(pauses)
        .notify(|error: &anyhow::Error, pause| {
            tracing::warn!(
                "the backup to {} failed: {error:#}; it is tried again in {} s",
                setting.storage.to_text,
                pause.as_secs()
            );
        });
    if let Err(error) = made.await {
        tracing::error!(
            "the backup to {} failed: {error:#}; the next one is tried on schedule",
            setting.storage.to_text
        );
    }
}

/// Makes one now, and notes how it went for those who ask whether all is well.
///
/// # Errors
/// When it can't be made, written or read back.
pub(crate) async fn keep(
    setting: &BackupSetting,
    catalogue: &Catalogue,
    data_dir: &Path,
) -> anyhow::Result<Kept> {
    let kept = async {
        let backup = blocking(catalogue, Catalogue::backup_of_now).await?;
        OffSite::new(setting, data_dir)?.keep(&backup).await
    };
    let kept = kept.await;
    match &kept {
        Ok(kept) => {
            tracing::info!(
                repositories = kept.repositories,
                dropped = kept.dropped,
                "the backup {} was written and read back",
                kept.address
            );
            let now = Utc::now().timestamp().unsigned_abs();
            gauge!("bronwijzer_off_site_backup_last_success_timestamp_seconds").set(number(now));
            catalogue.tell(ABOUT, None);
        }
        Err(error) => {
            counter!("bronwijzer_off_site_backup_failures_total").increment(1);
            catalogue.tell(
                ABOUT,
                Some(format!(
                    "DEGRADED: the last backup to {} failed at {}: {error:#}",
                    setting.storage.to_text,
                    Utc::now().format("%F %T UTC")
                )),
            );
        }
    }
    kept
}
