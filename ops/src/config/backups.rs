//! Where backups go that are kept elsewhere than on this machine, and how many of them.

use secrecy::SecretString;
use strum::{IntoStaticStr, VariantArray};

use super::entry::{Entry, Form, Key, Secret};
use super::sign_in::one_line;
use super::storage::{self, StorageKeys, StorageSetting};
use super::{ConfigProblem, Environment};
use crate::schedule::Schedule;

/// The keys of the table `[backups]`, in the order to write them in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum BackupKey {
    To,
    Schedule,
    Daily,
    Weekly,
    Monthly,
    Endpoint,
    Region,
    AccessKey,
    SecretKeyEnv,
    SecretKeyFile,
}

impl Key for BackupKey {
    const OF: &'static str = "backups";

    fn form(self) -> Form {
        match self {
            Self::Daily | Self::Weekly | Self::Monthly => Form::Number,
            _ => Form::Text,
        }
    }
}

const STORAGE: StorageKeys<BackupKey> = StorageKeys {
    to: BackupKey::To,
    endpoint: BackupKey::Endpoint,
    region: BackupKey::Region,
    access_key: BackupKey::AccessKey,
    secret_key: Secret::<_, SecretString> {
        env: BackupKey::SecretKeyEnv,
        file: BackupKey::SecretKeyFile,
        noun: "secret key",
        parse: one_line,
    },
};

/// When nothing else is said: each night, after the crawl that is usual.
const SCHEDULE: &str = "45 4 * * *";

/// How many are kept when nothing else is said.
const DAILY: usize = 7;
const WEEKLY: usize = 5;
const MONTHLY: usize = 12;

/// How many backups stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Keep {
    /// The last of each of so many days.
    pub(crate) daily: usize,
    /// The last of each of so many weeks.
    pub(crate) weekly: usize,
    /// The last of each of so many months.
    pub(crate) monthly: usize,
}

/// Backups elsewhere.
#[derive(Debug, Clone)]
pub(crate) struct BackupSetting {
    /// Where.
    pub(crate) storage: StorageSetting,
    /// When.
    pub(crate) schedule: Schedule,
    /// The same as it was written.
    pub(crate) schedule_text: String,
    /// How many.
    pub(crate) keep: Keep,
    /// Where the table stands.
    pub(crate) origin: super::Origin,
}

/// Takes the table from the file. `None` when there is none, or after a problem.
pub(super) fn resolve(
    entry: Option<&Entry<BackupKey>>,
    environment: &Environment<'_>,
    problems: &mut Vec<ConfigProblem>,
) -> Option<BackupSetting> {
    let entry = entry?;
    let number = |key, default, problems: &mut Vec<ConfigProblem>| {
        let allowed = "a number from 0";
        let given = entry.optional(key, problems, |text| text.parse().ok(), allowed)?;
        Some(given.unwrap_or(default))
    };
    let storage = storage::resolve(entry, &STORAGE, environment, problems);
    let schedule = entry.optional(
        BackupKey::Schedule,
        problems,
        |text| Some((text.parse().ok()?, text.to_owned())),
        "a cron expression in UTC of 5 fields (45 4 * * *) or 6, or off",
    )?;
    let keep = Keep {
        daily: number(BackupKey::Daily, DAILY, problems)?,
        weekly: number(BackupKey::Weekly, WEEKLY, problems)?,
        monthly: number(BackupKey::Monthly, MONTHLY, problems)?,
    };
    let (schedule, schedule_text) = match schedule {
        Some(schedule) => schedule,
        None => (SCHEDULE.parse().ok()?, SCHEDULE.to_owned()),
    };
    Some(BackupSetting {
        storage: storage?,
        schedule,
        schedule_text,
        keep,
        origin: entry.origin.clone(),
    })
}
