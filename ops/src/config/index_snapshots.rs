//! Where snapshots of the search index are put for new servers, and how often.

use bronwijzer_index::StoreConfig;
use chrono::TimeDelta;
use secrecy::SecretString;
use strum::{IntoStaticStr, VariantArray};

use super::entry::{Entry, Key, Secret};
use super::settings::Settings;
use super::sign_in::one_line;
use super::storage::{self, StorageKeys, StorageSetting};
use super::{ConfigProblem, Environment};

/// The keys of the table `[index_snapshots]`, in the order to write them in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum IndexSnapshotKey {
    To,
    Every,
    Endpoint,
    Region,
    AccessKey,
    SecretKeyEnv,
    SecretKeyFile,
}

impl Key for IndexSnapshotKey {
    const OF: &'static str = "index snapshots";
}

const STORAGE: StorageKeys<IndexSnapshotKey> = StorageKeys {
    to: IndexSnapshotKey::To,
    endpoint: IndexSnapshotKey::Endpoint,
    region: IndexSnapshotKey::Region,
    access_key: IndexSnapshotKey::AccessKey,
    secret_key: Secret::<_, SecretString> {
        env: IndexSnapshotKey::SecretKeyEnv,
        file: IndexSnapshotKey::SecretKeyFile,
        noun: "secret key",
        parse: one_line,
    },
};

/// How often at most when nothing else is said.
const EVERY: &str = "6h";

/// Snapshots of the search index.
#[derive(Debug, Clone)]
pub(crate) struct IndexSnapshotSetting {
    /// Where they are put.
    pub(crate) storage: StorageSetting,
    /// How long at least between two, while nothing is judged anew.
    pub(crate) every: TimeDelta,
    /// The same as it was written.
    pub(crate) every_text: String,
    /// Where the table stands.
    pub(crate) origin: super::Origin,
}

/// Takes the table from the file. `None` when there is none, or after a problem.
pub(super) fn resolve(
    entry: Option<&Entry<IndexSnapshotKey>>,
    environment: &Environment<'_>,
    problems: &mut Vec<ConfigProblem>,
) -> Option<IndexSnapshotSetting> {
    let entry = entry?;
    let storage = storage::resolve(entry, &STORAGE, environment, problems);
    let time = |text: &str| {
        let time = humantime::parse_duration(text).ok()?;
        Some((TimeDelta::from_std(time).ok()?, text.to_owned()))
    };
    let every = entry.optional(
        IndexSnapshotKey::Every,
        problems,
        time,
        "a time such as 6h or 90m",
    )?;
    let (every, every_text) = every.or_else(|| time(EVERY))?;
    Some(IndexSnapshotSetting {
        storage: storage?,
        every,
        every_text,
        origin: entry.origin.clone(),
    })
}

/// A search index that nobody else begins with needs no snapshots.
pub(super) fn check(
    settings: &Settings,
    snapshots: Option<&IndexSnapshotSetting>,
    problems: &mut Vec<ConfigProblem>,
) {
    if let Some(snapshots) = snapshots.filter(|_| settings.store.value == StoreConfig::Sled) {
        problems.push(ConfigProblem {
            at: snapshots.origin.clone(),
            what: "index snapshots of a catalogue that is not in PostgreSQL".to_owned(),
            advice: "Set `store` to the address of the database that servers share, or leave the \
                     table out"
                .to_owned(),
        });
    }
}
