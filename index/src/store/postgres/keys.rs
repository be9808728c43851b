//! Text as PostgreSQL takes it: anything but the character NUL.

/// What stands for what can't be written.
const ESCAPE: char = '\u{ffff}';

/// A text that is a key, as it is stored.
pub(super) fn stored(text: &str) -> String {
    if !text.contains(['\0', ESCAPE]) {
        return text.to_owned();
    }
    let mut key = String::with_capacity(text.len() + 4);
    for c in text.chars() {
        match c {
            '\0' => key.extend([ESCAPE, '0']),
            ESCAPE => key.extend([ESCAPE, '1']),
            c => key.push(c),
        }
    }
    key
}

/// The text of a key that is stored.
pub(super) fn read(key: String) -> String {
    if !key.contains(ESCAPE) {
        return key;
    }
    let mut text = String::with_capacity(key.len());
    let mut chars = key.chars();
    while let Some(c) = chars.next() {
        text.push(match c {
            ESCAPE if chars.next() == Some('0') => '\0',
            c => c,
        });
    }
    text
}

/// Whether `jsonb` takes a JSON: one with a NUL in a text it refuses. Where a text has a
/// backslash and `u0000` behind it, that is taken for a NUL, and kept as exactly as one.
pub(super) fn fits_jsonb(json: &str) -> bool {
    !json.contains("\\u0000")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn keys_round_trip_without_nul(text in "[a\0\u{ffff}01]{0,12}") {
            let key = stored(&text);
            prop_assert!(!key.contains('\0'));
            prop_assert_eq!(read(key), text);
        }
    }
}
