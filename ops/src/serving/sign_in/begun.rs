//! What was begun when somebody went to a provider, sealed in a cookie until they come back:
//! nothing is kept here for those who never do.

use std::fmt;

use anyhow::anyhow;
use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bronwijzer_index::community::secrets::is_same;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How long signing in may take, in seconds.
pub(super) const SECONDS: i64 = 600;

/// The bytes of a nonce of AES-GCM, which stand before what is sealed.
const NONCE_BYTES: usize = 12;

/// What was begun.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Begun {
    /// With which provider.
    pub(super) provider: String,
    /// What comes back with the answer to this question, and to no other.
    pub(super) state: String,
    /// What stands in the ID token for this question.
    pub(super) nonce: String,
    /// What proves that the answer is for who asked (PKCE).
    pub(super) verifier: String,
    /// Where to go to.
    pub(super) next: String,
    /// Until when it holds, in seconds since 1970.
    pub(super) until: i64,
}

/// Without what proves who asked.
impl fmt::Debug for Begun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Begun");
        shown.field("provider", &self.provider);
        shown.field("next", &self.next).field("until", &self.until);
        shown.finish_non_exhaustive()
    }
}

impl Begun {
    /// Whether an answer that came now is one to this question.
    pub(super) fn is_answered_by(&self, provider: &str, state: &str, now: DateTime<Utc>) -> bool {
        self.provider == provider && is_same(&self.state, state) && now.timestamp() < self.until
    }
}

/// Seals with a key that follows from a secret of the catalogue, so that who was sent to a provider by
/// one server may come back to another that shares the store.
#[derive(Debug)]
pub(super) struct Seal(RandomizedNonceKey);

impl Seal {
    pub(super) fn of(secret: &str) -> anyhow::Result<Self> {
        let key = digest::digest(&digest::SHA256, secret.as_bytes());
        RandomizedNonceKey::new(&AES_256_GCM, key.as_ref())
            .map(Self)
            .map_err(|_| anyhow!("a key of AES-256 could not be made"))
    }

    /// As the value of a cookie. `None` when the system gives no random bytes.
    pub(super) fn close(&self, begun: &Begun) -> Option<String> {
        let mut sealed = serde_json::to_vec(begun).ok()?;
        let nonce = self.0.seal_in_place_append_tag(Aad::empty(), &mut sealed);
        let nonce = *nonce.ok()?.as_ref();
        Some(URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    /// What was sealed here. `None` for anything else.
    pub(super) fn open(&self, value: &str) -> Option<Begun> {
        let mut bytes = URL_SAFE_NO_PAD.decode(value).ok()?;
        let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_BYTES)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let opened = self.0.open_in_place(nonce, Aad::empty(), sealed).ok()?;
        serde_json::from_slice(opened).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(now: DateTime<Utc>) -> Begun {
        Begun {
            provider: "sso".to_owned(),
            state: "state".to_owned(),
            nonce: "nonce".to_owned(),
            verifier: "verifier".to_owned(),
            next: "/mijn".to_owned(),
            until: now.timestamp() + SECONDS,
        }
    }

    #[test]
    fn only_what_was_sealed_here_is_opened() {
        let seal = Seal::of("secret").unwrap();
        let begun = begun(Utc::now());
        let value = seal.close(&begun).unwrap();
        assert_eq!(seal.open(&value), Some(begun.clone()));
        assert!(!value.contains("verifier"));
        assert_ne!(seal.close(&begun).unwrap(), value);

        // By another server of the same catalogue too, and by nobody else.
        assert_eq!(Seal::of("secret").unwrap().open(&value), Some(begun));
        assert_eq!(Seal::of("another").unwrap().open(&value), None);
        for forged in [
            "",
            "AAAA",
            &value[1..],
            &value[..value.len() - 4],
            &value.replace(&value[20..24], "AAAA"),
            "not base64 at all",
        ] {
            assert_eq!(seal.open(forged), None, "{forged}");
        }
    }

    #[test]
    fn answer_is_to_the_question_that_was_asked() {
        let now = Utc::now();
        let begun = begun(now);
        assert!(begun.is_answered_by("sso", "state", now));
        assert!(!begun.is_answered_by("other", "state", now));
        assert!(!begun.is_answered_by("sso", "State", now));
        assert!(!begun.is_answered_by("sso", "", now));
        let late = now + chrono::TimeDelta::seconds(SECONDS);
        assert!(!begun.is_answered_by("sso", "state", late));
    }
}
