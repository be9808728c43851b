//! XML escaping: what has no place there at all, however it is escaped.

use crate::direction;

/// The text without the characters that no XML 1.0 document may hold, and without those that turn
/// the direction of what follows, for which a feed has no elements.
/// Source: <https://www.w3.org/TR/xml/#charsets>.
pub(crate) fn plain(text: &str) -> String {
    let text = direction::kept(text);
    text.chars().filter(|c| is_allowed(*c)).collect()
}

fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn characters_invalid_in_xml_are_dropped() {
        assert_eq!(
            plain("a\u{202e}\u{0}b\u{1b}[1m\u{ffff}c\n<é🙂"),
            "ab[1mc\n<é🙂"
        );
    }
}
