//! Texts as sentences, and sentences as words.

use std::borrow::Cow;

use crate::assess::readme::{MARKERS, NOT_SAID};

/// A word in lower case, a comma for punctuation or the marker of a link or of code, and where
/// it stands.
pub(super) struct Word<'a> {
    pub(super) text: Cow<'a, str>,
    /// Where it begins and ends, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The words and the punctuation of a text.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let is_of_word = |c: char| c.is_alphanumeric() || c == NOT_SAID;
    let mut found = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let mut end = start + c.len_utf8();
        let text = if MARKERS.contains(&c) {
            Cow::Borrowed(&text[start..end])
        } else if is_of_word(c) {
            while let Some((at, c)) = rest.next_if(|(_, c)| is_of_word(*c)) {
                end = at + c.len_utf8();
            }
            in_lower_case(&text[start..end])
        } else if ",:;()[]–—/|".contains(c) {
            Cow::Borrowed(",")
        } else {
            continue;
        };
        found.push(Word { text, start, end });
    }
    found
}

/// What the words are, without where they stand.
pub(super) fn texts<'a>(words: &'a [Word<'_>]) -> Vec<&'a str> {
    words.iter().map(|word| word.text.as_ref()).collect()
}

/// Most words are in lower case as they stand.
fn in_lower_case(word: &str) -> Cow<'_, str> {
    let is_lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if word.chars().all(is_lower) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(word.chars().flat_map(char::to_lowercase).collect())
    }
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
