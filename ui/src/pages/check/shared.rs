//! A text in an address, so that what a check found can be passed on: compressed, and as the
//! characters that need no escape.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::MAX_TEXT;

/// The longest text in an address, in characters: programs and servers between here and there
/// pass on addresses of 8,000.
const MAX_CODED: usize = 6_000;

/// How hard zstd tries: the texts are short.
const LEVEL: i32 = 19;

/// What a decoder may hold, as a power of two: a text is no longer than that.
const WINDOW: u32 = MAX_TEXT.ilog2();

/// The text for an address; `None` when it is too long for one.
pub(super) fn coded(text: &str) -> Option<String> {
    let compressed = zstd::bulk::compress(text.as_bytes(), LEVEL).ok()?;
    let coded = URL_SAFE_NO_PAD.encode(compressed);
    (coded.len() <= MAX_CODED).then_some(coded)
}

/// The text in an address; `None` when there is none that we wrote.
pub(super) fn decoded(coded: &str) -> Option<String> {
    if coded.len() > MAX_CODED {
        return None;
    }
    let compressed = URL_SAFE_NO_PAD.decode(coded).ok()?;
    let mut decoder = zstd::Decoder::new(compressed.as_slice()).ok()?;
    decoder.window_log_max(WINDOW).ok()?;
    // A few bytes may stand for very many.
    let mut text = String::new();
    let mut bounded = decoder.take(MAX_TEXT as u64 + 1);
    bounded.read_to_string(&mut text).ok()?;
    (text.len() <= MAX_TEXT).then_some(text)
}

/// For the fuzzer: any bytes as a shared text, both as they are in an address and as what they
/// stand for there.
#[cfg(any(test, fuzzing))]
pub(crate) fn read_any(bytes: &[u8]) {
    let own = decoded(&String::from_utf8_lossy(bytes));
    let inner = decoded(&URL_SAFE_NO_PAD.encode(bytes));
    for text in [own, inner].into_iter().flatten() {
        assert!(text.len() <= MAX_TEXT);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn shared_text_comes_back(text in "\\PC{0,400}") {
            let coded = coded(&text).unwrap();
            prop_assert!(coded.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)));
            prop_assert_eq!(decoded(&coded), Some(text));
        }

        #[test]
        fn odd_codes_are_no_text(code in "[A-Za-z0-9_-]{0,200}") {
            let _ = decoded(&code);
        }
    }

    #[test]
    fn text_too_long_is_not_shared() {
        let bomb = "a".repeat(MAX_TEXT + 1);
        let coded_bomb = coded(&bomb).unwrap();
        assert_eq!(decoded(&coded_bomb), None);
        let varied: String = (0..40_000)
            .map(|n| format!("{:x}", n * 2_654_435_761_u64))
            .collect();
        assert_eq!(coded(&varied), None);
    }
}
