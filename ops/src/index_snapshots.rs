//! Snapshots of the search index, which the server that leads puts where new ones find them.
//!
//! Each is a folder of its own: the files of one commit, and at last the manifest, without which
//! it is none. A new one is made when everything was judged anew, and now and then as repositories
//! change. What fails is tried again, told in the log and under `/health/ready`, and stops
//! nothing else.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use bronwijzer_index::{Catalogue, IndexManifest, IndexSnapshots};
use chrono::{TimeDelta, Utc};
use metrics::{counter, gauge};
use object_store::path::Path as Key;
use tokio_util::sync::CancellationToken;

use crate::config::IndexSnapshotSetting;
use crate::metrics::number;
use crate::parts::blocking;
use crate::storage::{Storage, wait};

/// The file that says what a snapshot consists of.
const MANIFEST: &str = "manifest.json";

/// More than any manifest has, in bytes.
const LONGEST_MANIFEST: u64 = 1024 * 1024;

/// What the folder of a snapshot begins with.
const NAME: &str = "index-";

/// How many stay.
const KEPT: usize = 2;

/// How soon it is looked whether one is due, how often then, and how long at most after failures.
const FIRST_LOOK: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_secs(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// How often it is looked which there are: a command may have dropped them.
const LIST_AGAIN: Duration = Duration::from_secs(300);

/// The folder in that of the data for the files that are being sent.
const SENDING: &str = "index-snapshot";

/// What readiness tells of it.
const ABOUT: &str = "index snapshots";

/// Where snapshots are.
pub(crate) struct Place {
    storage: Storage,
}

impl Place {
    /// The place that the configuration names.
    ///
    /// # Errors
    /// When its folder is not there, or the secret key is not set.
    pub(crate) fn new(setting: &IndexSnapshotSetting) -> anyhow::Result<Self> {
        Ok(Self {
            storage: Storage::new(&setting.storage)?,
        })
    }

    /// The files of each snapshot, by the name of its folder: the oldest first.
    async fn folders(&self) -> anyhow::Result<BTreeMap<String, Vec<Key>>> {
        let mut folders: BTreeMap<String, Vec<Key>> = BTreeMap::new();
        for (key, _) in self.storage.files().await? {
            let folder = key.parts().rev().nth(1);
            let folder = folder.map(|folder| folder.as_ref().to_owned());
            if let Some(folder) = folder.filter(|folder| folder.starts_with(NAME)) {
                folders.entry(folder).or_default().push(key);
            }
        }
        Ok(folders)
    }

    /// The snapshots that are whole, the newest first. One whose manifest can't be read is left
    /// out, with a word in the log.
    ///
    /// # Errors
    /// When the place can't be listed.
    pub(crate) async fn manifests(&self) -> anyhow::Result<Vec<IndexManifest>> {
        let mut manifests = Vec::new();
        for (folder, keys) in self.folders().await?.into_iter().rev() {
            let Some(key) = keys.iter().find(|key| is_manifest(key)) else {
                continue;
            };
            match self.manifest(key).await {
                Ok(manifest) if name(&manifest) == folder => manifests.push(manifest),
                Ok(_) => tracing::warn!("{key} is the manifest of another snapshot"),
                Err(error) => tracing::warn!("the manifest of an index snapshot: {error:#}"),
            }
        }
        Ok(manifests)
    }

    async fn manifest(&self, key: &Key) -> anyhow::Result<IndexManifest> {
        let mut file = tempfile::tempfile()?;
        self.storage.copy(key, &mut file).await?;
        file.rewind()?;
        let mut json = Vec::new();
        file.take(LONGEST_MANIFEST).read_to_end(&mut json)?;
        serde_json::from_slice(&json).with_context(|| format!("{key} is no manifest"))
    }

    /// Copies the files of a snapshot into a folder.
    async fn fetch(&self, manifest: &IndexManifest, folder: &Path) -> anyhow::Result<()> {
        let name = name(manifest);
        for file in &manifest.files {
            let key = self.storage.key(&format!("{name}/{}", file.name));
            let mut copy = File::create_new(folder.join(&file.name))
                .with_context(|| format!("no file can be made in {}", folder.display()))?;
            self.storage.copy(&key, &mut copy).await?;
            copy.sync_all()?;
        }
        Ok(())
    }

    /// Writes a snapshot whose files are in a folder, and drops older ones. Gives back how many.
    async fn put(&self, manifest: &IndexManifest, folder: &Path) -> anyhow::Result<usize> {
        let name = name(manifest);
        for file in &manifest.files {
            let path = folder.join(&file.name);
            let open = File::open(&path).with_context(|| format!("{}", path.display()))?;
            let key = self.storage.key(&format!("{name}/{}", file.name));
            let sent = self.storage.send(&key, open).await?;
            let digits = sent.as_ref().iter().map(|byte| format!("{byte:02x}"));
            ensure!(
                digits.collect::<String>() == file.sha256,
                "{} changed while it was sent",
                path.display()
            );
        }
        let mut json = tempfile::tempfile()?;
        json.write_all(&serde_json::to_vec_pretty(manifest)?)?;
        json.rewind()?;
        let key = self.storage.key(&format!("{name}/{MANIFEST}"));
        self.storage.send(&key, json).await?;
        self.drop_surplus(KEPT).await
    }

    /// Drops all but the newest that are whole, and what was not sent to its end before them.
    async fn drop_surplus(&self, kept: usize) -> anyhow::Result<usize> {
        let (mut whole, mut dropped) = (0, 0);
        for (_, mut keys) in self.folders().await?.into_iter().rev() {
            let is_whole = keys.iter().any(is_manifest);
            whole += usize::from(is_whole);
            // What is being sent is newer than any that is whole.
            if whole <= kept && (is_whole || whole == 0) {
                continue;
            }
            // Without its manifest it is none any more.
            keys.sort_by_key(|key| !is_manifest(key));
            for key in &keys {
                self.storage.remove(key).await?;
            }
            dropped += usize::from(is_whole);
        }
        Ok(dropped)
    }

    /// Drops all of them, as what was removed from the catalogue is in them still. The next is
    /// made soon.
    ///
    /// # Errors
    /// When one can't be removed.
    pub(crate) async fn drop_all(&self) -> anyhow::Result<usize> {
        self.drop_surplus(0).await
    }
}

fn is_manifest(key: &Key) -> bool {
    key.filename() == Some(MANIFEST)
}

/// The name of the folder of a snapshot: they sort by when they were made.
fn name(manifest: &IndexManifest) -> String {
    let made_at = manifest.made_at.format("%Y%m%dT%H%M%S%.3fZ");
    format!("{NAME}{made_at}-{}", manifest.number())
}

/// Snapshots for a server that starts.
pub(crate) struct Found<'a>(pub(crate) &'a IndexSnapshotSetting);

impl IndexSnapshots for Found<'_> {
    fn manifests(&self) -> Result<Vec<IndexManifest>, String> {
        let found = Place::new(self.0).and_then(|place| wait(place.manifests()));
        found.map_err(|error| format!("{error:#}"))
    }

    fn fetch(&self, manifest: &IndexManifest, folder: &Path) -> Result<(), String> {
        let fetched = Place::new(self.0).and_then(|place| wait(place.fetch(manifest, folder)));
        fetched.map_err(|error| format!("{error:#}"))
    }
}

/// Makes snapshots until `stop` is cancelled.
pub(crate) async fn run(
    setting: &IndexSnapshotSetting,
    catalogue: &Catalogue,
    data_dir: &Path,
    stop: &CancellationToken,
) {
    let mut pause = FIRST_LOOK;
    let mut known = None;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        let made = tokio::select! {
            () = stop.cancelled() => return,
            made = make_if_due(setting, catalogue, data_dir, &mut known) => made,
        };
        match made {
            Ok(made) => {
                pause = LOOK;
                if made {
                    let now = Utc::now().timestamp().unsigned_abs();
                    gauge!("bronwijzer_index_snapshot_last_success_timestamp_seconds")
                        .set(number(now));
                }
                catalogue.tell(ABOUT, None);
            }
            Err(error) => {
                counter!("bronwijzer_index_snapshot_failures_total").increment(1);
                pause = (pause.max(LOOK) * 2).min(LONGEST_PAUSE);
                tracing::warn!(
                    "no snapshot of the search index can be put in {}: {error:#}; it is tried again \
                     in {} s",
                    setting.storage.to_text,
                    pause.as_secs()
                );
                let at = Utc::now().format("%F %T UTC");
                let to = &setting.storage.to_text;
                let what = format!(
                    "DEGRADED: the last snapshot of the search index for {to} failed at {at}: \
                     {error:#}"
                );
                catalogue.tell(ABOUT, Some(what));
            }
        }
    }
}

/// The newest snapshot there is, as it was seen last.
struct Known {
    newest: Option<IndexManifest>,
    seen_at: Instant,
}

/// Makes a snapshot if one is due. Gives back whether it did.
async fn make_if_due(
    setting: &IndexSnapshotSetting,
    catalogue: &Catalogue,
    data_dir: &Path,
    known: &mut Option<Known>,
) -> anyhow::Result<bool> {
    let now = Utc::now();
    let current = blocking(catalogue, move |catalogue| catalogue.index_to_snapshot(now)).await?;
    let Some(current) = current else {
        return Ok(false);
    };
    let is_due = |newest: Option<&IndexManifest>| is_due(newest, &current, setting.every);
    let lately = known
        .as_ref()
        .filter(|known| known.seen_at.elapsed() < LIST_AGAIN);
    if lately.is_some_and(|known| !is_due(known.newest.as_ref())) {
        return Ok(false);
    }
    let place = Place::new(setting)?;
    // Another server may have led before, and made one.
    let newest = place.manifests().await?.into_iter().next();
    let is_wanted = is_due(newest.as_ref());
    let seen_at = Instant::now();
    *known = Some(Known { newest, seen_at });
    if !is_wanted {
        return Ok(false);
    }
    let folder = Sending(data_dir.join(SENDING));
    let path = folder.0.clone();
    let manifest = blocking(catalogue, move |catalogue| {
        catalogue.snapshot_index(&path, now)
    });
    let manifest = manifest.await?;
    let dropped = place.put(&manifest, &folder.0).await?;
    tracing::info!(
        number = manifest.number(),
        bytes = manifest.bytes(),
        dropped,
        "a snapshot of the search index was put in {}",
        setting.storage.to_text
    );
    let newest = Some(manifest);
    *known = Some(Known { newest, seen_at });
    Ok(true)
}

/// Whether a new snapshot is to be made: when there is none, when everything was judged anew, and
/// after a while when anything changed.
fn is_due(newest: Option<&IndexManifest>, current: &IndexManifest, every: TimeDelta) -> bool {
    let Some(newest) = newest else {
        return true;
    };
    let is_old = current.made_at - newest.made_at >= every;
    !newest.is_judged_as(current) || is_old && !newest.is_of_the_content_of(current)
}

/// The folder with the files that are being sent; removed when it is dropped.
struct Sending(PathBuf);

impl Drop for Sending {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::debug!("{} stays: {error}", self.0.display());
        }
    }
}
