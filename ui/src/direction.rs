//! The direction of writing. Names and texts of others may hold characters that turn the direction
//! of all that follows, so that a page, a title or a feed reads as what it does not say. On a page
//! `<bdi>` keeps a text to itself; where there are no elements, those characters are left out.

use std::borrow::Cow;

/// Whether it turns the direction of what follows: the embeddings, overrides and isolates of
/// the [bidirectional algorithm](https://www.unicode.org/reports/tr9/). Hebrew and Arabic are
/// written without them.
fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text without what turns the direction of what follows it.
pub(crate) fn kept(text: &str) -> Cow<'_, str> {
    if text.contains(turns) {
        text.replace(turns, "").into()
    } else {
        text.into()
    }
}

/// The same of a text that is one's own.
pub(crate) fn kept_of(text: String) -> String {
    match kept(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(kept) => kept,
    }
}

#[cfg(test)]
mod tests {
    use super::kept;

    #[test]
    fn what_turns_the_direction_is_left_out() {
        assert_eq!(kept("a\u{202e}b\u{2066}c\u{2069}"), "abc");
        assert_eq!(kept("שלום\u{200f} é"), "שלום\u{200f} é");
    }
}
