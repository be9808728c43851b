//! Texts as sentences, and sentences as words.

use crate::assess::readme::{MARKERS, NOT_SAID};

/// A word in lower case, a comma for punctuation or the marker of a link or of code, and where
/// it stands.
pub(super) struct Word {
    pub(super) text: String,
    /// Where it begins and ends, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The words and the punctuation of a text.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut starts_word = true;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if MARKERS.contains(&c) {
            found.push(Word {
                text: c.to_string(),
                start: at,
                end,
            });
            starts_word = true;
        } else if c.is_alphanumeric() || c == NOT_SAID {
            if starts_word {
                found.push(Word {
                    text: String::new(),
                    start: at,
                    end,
                });
            }
            if let Some(word) = found.last_mut() {
                word.text.extend(c.to_lowercase());
                word.end = end;
            }
            starts_word = false;
        } else {
            starts_word = true;
            if ",:;()[]–—/|".contains(c) {
                found.push(Word {
                    text: ",".to_owned(),
                    start: at,
                    end,
                });
            }
        }
    }
    found
}

/// The text with what stands between quotation marks taken out.
pub(super) fn without_quotations(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut closes: Option<char> = None;
    let mut quoted = String::new();
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let next = characters.peek().copied().unwrap_or(' ');
        match closes {
            Some(end) if c == end && !(c == '\'' && next.is_alphanumeric()) => {
                out.push(NOT_SAID);
                closes = None;
                quoted.clear();
            }
            Some(_) => quoted.push(c),
            None => {
                closes = match c {
                    '"' => Some('"'),
                    '“' | '„' => Some('”'),
                    '‘' => Some('’'),
                    '«' => Some('»'),
                    '\'' if !before.is_alphanumeric() && next.is_alphanumeric() => Some('\''),
                    _ => None,
                };
                if closes.is_none() {
                    out.push(c);
                }
            }
        }
        before = c;
    }
    if closes.is_some() {
        // Nothing closes it: who knows what is quoted.
        out.push(NOT_SAID);
        out.push_str(&quoted);
    }
    out
}

/// Sentences with the mark that ends them.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map_or(' ', |(_, next)| *next);
        let ends = ".!?…;".contains(c) && (next.is_whitespace() || ".!?".contains(next));
        if ends || characters.peek().is_none() {
            let end = at + c.len_utf8();
            sentences.push(&text[start..end]);
            start = end;
        }
    }
    sentences
}
