//! Request ids: by which one request is found again in the log, in the answer and by whoever
//! reports that it failed.

use std::fmt;
use std::sync::Arc;

use poem::Request;

/// The id of a request. The server puts it into the extensions of each.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequestId(Arc<str>);

/// The longest id that is taken over from a proxy, in characters.
const LONGEST: usize = 64;

impl RequestId {
    /// What somebody else calls a request, where that can be taken over: at most 64 letters,
    /// digits, `-`, `_` and `.`, so that it says the same in a log, a header and a page.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let is_sound = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let fits = !text.is_empty() && text.len() <= LONGEST && text.bytes().all(is_sound);
        fits.then(|| Self(Arc::from(text)))
    }

    /// One made of 128 bits, which are to be random: as 32 hexadecimal digits.
    #[must_use]
    pub fn from_bits(bits: u128) -> Self {
        Self(Arc::from(format!("{bits:032x}")))
    }

    /// The id of a request, where the server gave it one.
    #[must_use]
    pub fn of(request: &Request) -> Option<Self> {
        request.extensions().get().cloned()
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_taken_over_only_when_they_are_plain() {
        for sound in ["a", "7f3c-2", "A_b.9", &"x".repeat(64)] {
            assert_eq!(RequestId::from_text(sound).unwrap().as_str(), sound);
        }
        for other in ["", "a b", "a\n", "<b>", "é", "{}", &"x".repeat(65)] {
            assert_eq!(RequestId::from_text(other), None, "{other:?}");
        }
        assert_eq!(RequestId::from_bits(7).as_str().len(), 32);
    }
}
