//! A place for files that is not on this machine, as a table of the file names it: a folder, or a
//! bucket of an object storage that speaks S3.

use std::path::PathBuf;

use secrecy::SecretString;
use url::Url;

use super::entry::{Entry, Key, Secret, SecretSource};
use super::{ConfigProblem, Environment};

/// A place for files.
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

/// A place for files, and how to get there.
#[derive(Debug, Clone)]
pub(crate) struct StorageSetting {
    /// Where.
    pub(crate) to: Destination,
    /// The same as it was written.
    pub(crate) to_text: String,
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
}

/// The keys of a table that name such a place.
pub(super) struct StorageKeys<K> {
    pub(super) to: K,
    pub(super) endpoint: K,
    pub(super) region: K,
    pub(super) access_key: K,
    pub(super) secret_key: Secret<K, SecretString>,
}

/// Takes the place from a table. `None` after a problem.
pub(super) fn resolve<K: Key>(
    entry: &Entry<K>,
    keys: &StorageKeys<K>,
    environment: &Environment<'_>,
    problems: &mut Vec<ConfigProblem>,
) -> Option<StorageSetting> {
    let to = entry.value(
        keys.to,
        problems,
        |text| Some((destination(text)?, text.to_owned())),
        "the path of a folder that is there, or s3://BUCKET/FOLDER",
    );
    let endpoint = entry.optional(
        keys.endpoint,
        problems,
        endpoint,
        "the address of the object storage, as in https://storage.example.nl",
    )?;
    let name = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let region = entry.optional(
        keys.region,
        problems,
        name,
        "the region of the bucket, as in eu-west-1",
    )?;
    let access_key = entry.optional(keys.access_key, problems, name, "the id of the access key")?;
    let (secret_source, secret_key) = entry.secret(&keys.secret_key, environment, problems)?;
    let (to, to_text) = to?;
    let is_bucket = matches!(to, Destination::Bucket { .. });
    let has_secret = secret_source != SecretSource::None;
    if is_bucket != (access_key.is_some() && has_secret)
        || access_key.is_some() != has_secret
        || (!is_bucket && (endpoint.is_some() || region.is_some()))
    {
        let (what, advice) = if is_bucket {
            (
                "to a bucket without an access key",
                "Give `access_key`, and `secret_key_env` or `secret_key_file`",
            )
        } else {
            (
                "to a folder with a key that is only for a bucket",
                "Leave out `endpoint`, `region`, `access_key` and `secret_key_…`, or write to = \
                 \"s3://BUCKET/FOLDER\"",
            )
        };
        problems.push(ConfigProblem {
            at: entry.origin.clone(),
            what: format!("{} {what}", K::OF),
            advice: advice.to_owned(),
        });
        return None;
    }
    Some(StorageSetting {
        to,
        to_text,
        endpoint,
        region: region.unwrap_or_else(|| "us-east-1".to_owned()),
        access_key,
        secret_key,
        secret_source,
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
