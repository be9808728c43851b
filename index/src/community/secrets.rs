//! Secrets: made from random bits, kept as hashes alone, and compared in constant time.

use std::sync::atomic::{AtomicU16, Ordering};

use aws_lc_rs::{constant_time, hmac, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::Builder;

use super::CommunityError;

/// The bytes of a secret: 256 bits.
const SECRET_BYTES: usize = 32;

/// The longest secret that is looked at.
const LONGEST_SECRET: usize = 200;

/// What access tokens begin with, so that people and scanners know one.
pub const TOKEN_PREFIX: &str = "bw_";

/// Counts identifiers; the lower 12 bits of it go into each.
static NEXT: AtomicU16 = AtomicU16::new(0);

/// A secret as it is handed on: to be shown once, or kept in a browser. It is read where it has to
/// be, and no message, log line or file gets it: it can't be displayed or serialised, and its
/// `Debug` is blacked out.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[REDACTED]")
    }
}

impl std::ops::Deref for Secret {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<Secret> for String {
    fn from(secret: Secret) -> Self {
        secret.0
    }
}

fn random<const N: usize>() -> Result<[u8; N], CommunityError> {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).map_err(|_| CommunityError::NoRandomness)?;
    Ok(bytes)
}

/// A new secret of 256 random bits, as text for addresses and cookies.
///
/// # Errors
/// When the system gives no random bits.
pub(crate) fn new_secret() -> Result<String, CommunityError> {
    Ok(URL_SAFE_NO_PAD.encode(random::<SECRET_BYTES>()?))
}

/// A random identifier: UUID version 4.
///
/// # Errors
/// When the system gives no random bits.
pub(crate) fn random_id() -> Result<String, CommunityError> {
    let uuid = Builder::from_random_bytes(random()?).into_uuid();
    Ok(uuid.to_string())
}

/// An identifier that sorts by when it was made: UUID version 7.
///
/// # Errors
/// When the system gives no random bits.
pub(crate) fn timed_id(now: DateTime<Utc>) -> Result<String, CommunityError> {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    // Those of one millisecond sort by the order in which they were made.
    let mut bytes: [u8; 10] = random()?;
    let [first, second] = NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    bytes[0] = first;
    bytes[1] = second;
    let uuid = Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid();
    Ok(uuid.to_string())
}

/// What is kept of a secret. By it the secret is found, and nobody who reads it can make the
/// secret from it. `None` of what is too long to be one.
pub(crate) fn hash(secret: &str) -> Option<String> {
    (secret.len() <= LONGEST_SECRET).then(|| hex(&Sha256::digest(secret.as_bytes())))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether two texts are the same, in a time that tells nothing of where they differ.
#[must_use]
pub fn is_same(one: &str, other: &str) -> bool {
    constant_time::verify_slices_are_equal(one.as_bytes(), other.as_bytes()).is_ok()
}

/// A secret that follows from another one and what it is for: who knows the one can make the
/// other, and not the other way round.
pub(crate) fn derived(secret: &str, purpose: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    URL_SAFE_NO_PAD.encode(hmac::sign(&key, purpose.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_have_256_bits_and_differ() {
        let (one, other) = (new_secret().unwrap(), new_secret().unwrap());
        assert_eq!(URL_SAFE_NO_PAD.decode(&one).unwrap().len(), 32);
        assert_ne!(one, other);
        assert_ne!(hash(&one), hash(&other));
        assert!(!hash(&one).unwrap().contains(&one));
        assert_eq!(hash(&"a".repeat(201)), None);
        assert!(is_same(&one, &one.clone()) && !is_same(&one, &other) && !is_same(&one, ""));
        assert_ne!(derived(&one, "csrf"), derived(&one, "feed"));
    }

    #[test]
    fn debug_output_shows_no_secret() {
        let secret = Secret::from(new_secret().unwrap());
        let shown = format!("{secret:?} {:?} {:#?}", Some(&secret), (1, &secret));
        assert!(!shown.contains(&*secret), "{shown}");
        assert_eq!(String::from(secret.clone()), *secret);
    }

    #[test]
    fn timed_identifiers_sort_by_time() {
        let at = |text: &str| timed_id(text.parse().unwrap()).unwrap();
        let earlier = at("2026-11-28T12:00:00Z");
        assert!(earlier < at("2026-11-28T12:00:01Z"));
        assert_eq!(earlier.as_bytes()[14], b'7');
        assert_eq!(random_id().unwrap().as_bytes()[14], b'4');
    }
}
