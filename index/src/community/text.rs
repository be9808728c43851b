//! What people write, made safe to keep and to show: one form of each character, and nothing
//! that a reader can't see.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::CommunityError;

/// How many marks may stand on one character. Languages need three at most.
const MOST_MARKS: usize = 4;

/// How much longer than it may be a text is cleaned at all, in bytes.
const LONGEST_RAW: usize = 64 * 1024;

/// Whether a text has lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lines {
    /// It is one line.
    One,
    /// It has any number of them.
    Many,
}

/// Characters that are not seen, that change the direction of those around them, or that
/// nobody may exchange. Those that join and part letters are here too: no Dutch or English
/// word has one, and names are imitated with them.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E000}'..='\u{F8FF}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}'
        | '\u{F0000}'..='\u{10FFFF}'
    ) || is_noncharacter(c)
}

fn is_noncharacter(c: char) -> bool {
    let code = c as u32;
    (0xFDD0..=0xFDEF).contains(&code) || code & 0xFFFE == 0xFFFE
}

/// A text without what is not seen, in Unicode's composed form, its ends and the ends of its
/// lines trimmed and never more than one empty line in a row.
pub(crate) fn clean(text: &str, lines: Lines) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut marks = 0;
    let text = text.replace("\r\n", "\n");
    // What is not seen goes first: a mark behind it belongs to the character before it.
    let seen = text
        .chars()
        .filter(|c| c.is_whitespace() || !(c.is_control() || is_unseen(*c)));
    for c in seen.nfc() {
        let c = match c {
            '\n' | '\r' | '\u{0085}' | '\u{2028}' | '\u{2029}' => '\n',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        if marks <= MOST_MARKS {
            kept.push(if c == '\n' && lines == Lines::One {
                ' '
            } else {
                c
            });
        }
    }
    if lines == Lines::One {
        return kept.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let mut cleaned = String::with_capacity(kept.len());
    let mut empty = 0;
    for line in kept.lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty <= 1 {
            cleaned.push_str(line);
            cleaned.push('\n');
        }
    }
    cleaned.trim().to_owned()
}

/// A cleaned text of at most `longest` characters.
///
/// # Errors
/// [`CommunityError::TooLong`].
pub(crate) fn bounded(text: &str, lines: Lines, longest: usize) -> Result<String, CommunityError> {
    // What is that long has as many characters when it is clean, or was made to take time.
    let length = if text.len() > LONGEST_RAW {
        text.len()
    } else {
        0
    };
    let text = if length == 0 {
        clean(text, lines)
    } else {
        String::new()
    };
    let length = length.max(text.chars().count());
    if length > longest {
        return Err(CommunityError::TooLong { length, longest });
    }
    Ok(text)
}

/// How many web addresses a text has, whether or not it is written as a link.
pub(crate) fn links(text: &str) -> usize {
    let text = text.to_lowercase();
    let with_scheme = text.matches("://").count();
    let without = text
        .match_indices("www.")
        .filter(|(at, _)| !text[..*at].ends_with("://"));
    with_scheme + without.count() + text.matches("mailto:").count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unseen_characters_are_taken_out() {
        let cases = [
            ("  Wij gebruiken dit.  ", "Wij gebruiken dit."),
            ("e\u{301}e\u{301}n", "één"),
            ("ad\u{200b}min\u{200d}", "admin"),
            ("e\u{200b}\u{301}\u{0}n", "én"),
            ("\u{202e}nimda\u{202c}", "nimda"),
            ("\u{2066}a\u{2069}\u{feff}\u{0}\u{7}b", "ab"),
            ("tag\u{e0041}\u{fe0f}", "tag"),
            ("a\u{2028}b", "a\nb"),
            ("a \r\n\r\n\n\n b", "a\n\n b"),
            (
                "Z\u{31b}\u{31b}\u{31b}\u{31b}\u{31b}\u{31b}",
                "Z\u{31b}\u{31b}\u{31b}\u{31b}",
            ),
        ];
        for (text, cleaned) in cases {
            assert_eq!(clean(text, Lines::Many), cleaned, "{text:?}");
        }
        assert_eq!(clean(" een\n twee\t drie ", Lines::One), "een twee drie");
    }

    #[test]
    fn characters_are_counted_after_cleaning() {
        let longest = |text: &str| bounded(text, Lines::Many, 2_000);
        assert_eq!(
            longest(&"e\u{301}".repeat(2_000)).unwrap().chars().count(),
            2_000
        );
        let padded = format!("{}\u{200b}\u{200b}", "a".repeat(2_000));
        assert_eq!(longest(&padded).unwrap().len(), 2_000);
        for length in [2_001, 100_000] {
            let too_long = longest(&"a".repeat(length));
            assert!(matches!(
                too_long,
                Err(CommunityError::TooLong { longest: 2_000, .. })
            ));
        }
    }

    #[test]
    fn links_are_counted_however_they_are_written() {
        let cases = [
            ("geen", 0),
            ("zie https://example.nl en HTTP://example.nl", 2),
            ("www.example.nl, https://www.example.nl", 2),
            ("[x](https://a.nl) mailto:a@b.nl", 2),
        ];
        for (text, count) in cases {
            assert_eq!(links(text), count, "{text}");
        }
    }
}
