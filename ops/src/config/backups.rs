//! Where backups go that are kept elsewhere than on this machine, and how many of them.

use std::path::PathBuf;

use secrecy::SecretString;
use strum::{IntoStaticStr, VariantArray};
use url::Url;

use super::entry::{Entry, Form, Key, Secret, SecretSource};
use super::sign_in::one_line;
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

const SECRET_KEY: Secret<BackupKey, SecretString> = Secret {
    env: BackupKey::SecretKeyEnv,
    file: BackupKey::SecretKeyFile,
    noun: "secret key",
    parse: one_line,
};

/// When nothing else is said: each night, after the crawl that is usual.
const SCHEDULE: &str = "45 4 * * *";

/// How many are kept when nothing else is said.
const DAILY: usize = 7;
const WEEKLY: usize = 5;
const MONTHLY: usize = 12;

/// A place for backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Destination {
    /// A folder, which should be on another machine.
    Folder(PathBuf),
    /// A bucket of a store that speaks S3, and a folder in it.
    Bucket {
        /// Its name.
        bucket: String,
        /// The folder; empty for none.
        prefix: String,
    },
}

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
    pub(crate) to: Destination,
    /// The same as it was written.
    pub(crate) to_text: String,
    /// When.
    pub(crate) schedule: Schedule,
    /// The same as it was written.
    pub(crate) schedule_text: String,
    /// How many.
    pub(crate) keep: Keep,
    /// Where the bucket is asked for; `None` for that of Amazon.
    pub(crate) endpoint: Option<Url>,
    /// The region of the bucket.
    pub(crate) region: String,
    /// Who we are there.
    pub(crate) access_key: Option<String>,
    /// `None` where there is no access key, or the variable is not set.
    pub(crate) secret_key: Option<SecretString>,
    /// Where that comes from.
    pub(crate) secret_source: SecretSource,
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
    let to = entry.value(
        BackupKey::To,
        problems,
        |text| Some((destination(text)?, text.to_owned())),
        "the path of a folder that is there, or s3://BUCKET/FOLDER",
    );
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
    let endpoint = entry.optional(
        BackupKey::Endpoint,
        problems,
        endpoint,
        "the address of the object storage, as in https://storage.example.nl",
    )?;
    let name = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let region = entry.optional(
        BackupKey::Region,
        problems,
        name,
        "the region of the bucket, as in eu-west-1",
    )?;
    let access_key = entry.optional(
        BackupKey::AccessKey,
        problems,
        name,
        "the id of the access key",
    )?;
    let (secret_source, secret_key) = entry.secret(&SECRET_KEY, environment, problems)?;
    let (to, to_text) = to?;
    let is_bucket = matches!(to, Destination::Bucket { .. });
    let has_secret = secret_source != SecretSource::None;
    if is_bucket != (access_key.is_some() && has_secret)
        || access_key.is_some() != has_secret
        || (!is_bucket && (endpoint.is_some() || region.is_some()))
    {
        let (what, advice) = if is_bucket {
            (
                "backups to a bucket without an access key",
                "Give `access_key`, and `secret_key_env` or `secret_key_file`",
            )
        } else {
            (
                "backups to a folder with a key that is only for a bucket",
                "Leave out `endpoint`, `region`, `access_key` and `secret_key_…`, or write to = \
                 \"s3://BUCKET/FOLDER\"",
            )
        };
        problems.push(ConfigProblem {
            at: entry.origin.clone(),
            what: what.to_owned(),
            advice: advice.to_owned(),
        });
        return None;
    }
    let (schedule, schedule_text) = match schedule {
        Some(schedule) => schedule,
        None => (SCHEDULE.parse().ok()?, SCHEDULE.to_owned()),
    };
    Some(BackupSetting {
        to,
        to_text,
        schedule,
        schedule_text,
        keep,
        endpoint,
        region: region.unwrap_or_else(|| "us-east-1".to_owned()),
        access_key,
        secret_key,
        secret_source,
        origin: entry.origin.clone(),
    })
}

/// What an address of a bucket names: the bucket, and what is in it.
pub(crate) fn in_bucket(text: &str) -> Option<(String, String)> {
    let rest = text.strip_prefix("s3://")?;
    let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    let fits = !bucket.is_empty() && bucket.bytes().all(is_name);
    fits.then(|| (bucket.to_owned(), key.trim_matches('/').to_owned()))
}

fn destination(text: &str) -> Option<Destination> {
    if let Some((bucket, prefix)) = in_bucket(text) {
        return Some(Destination::Bucket { bucket, prefix });
    }
    let is_path = !text.is_empty() && !text.contains("://");
    is_path.then(|| Destination::Folder(PathBuf::from(text)))
}

/// The address of an object storage: over TLS, but on this machine.
fn endpoint(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_here = match url.host()? {
        url::Host::Domain(name) => name == "localhost",
        url::Host::Ipv4(address) => address.is_loopback(),
        url::Host::Ipv6(address) => address.is_loopback(),
    };
    let is_safe = url.scheme() == "https" || url.scheme() == "http" && is_here;
    let is_bare = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    (is_safe && is_bare).then_some(url)
}
