//! Notices: sentences in which the owner of a repository speaks of its upkeep, in Dutch and in
//! English. Requests ask for a maintainer; farewells say that it has come to an end here.
//!
//! A sentence counts by what it is from its beginning to what follows the notice: what may
//! stand before it, within it and after it is listed, and any other word makes it something
//! else. So negations, conditions, questions, quotations, stories of the past and sentences
//! about other software are none, for what they have and a notice has not. Better one missed
//! than one too many.

pub(super) mod farewell;
mod reader;
pub(super) mod request;
mod sentences;
mod words;

use self::words::OTHER_SECTIONS;

/// The longest notice that is given, in characters.
const LONGEST: usize = 160;

/// The words of a notice, at most [`LONGEST`] of their characters.
fn shortened(words: &str) -> String {
    let said = words
        .chars()
        .filter(|c| !super::readme::MARKERS.contains(c));
    let said: String = said.take(LONGEST).collect();
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a heading is one under which other times or other software are spoken of.
fn is_about_others(section: &str) -> bool {
    let section = section.to_lowercase();
    let words = section.split(|c: char| !c.is_alphanumeric() && c != ' ');
    words
        .flat_map(|part| {
            part.split(' ').scan(0, |at, word| {
                let start = *at;
                *at += word.len() + 1;
                Some(&part[start..])
            })
        })
        .any(|rest| OTHER_SECTIONS.iter().any(|start| rest.starts_with(start)))
}
