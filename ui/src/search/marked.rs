//! Highlighting: texts with the words of a search marked.

use crate::enums::HighlightedText;
use crate::schema;

/// A text of a repository in which words of the search stand.
#[derive(Debug, cynic::QueryFragment)]
pub(crate) struct Highlight {
    pub(crate) text: HighlightedText,
    /// The language that it is in, where that is known.
    pub(crate) language: Option<String>,
    pub(crate) pieces: Vec<Piece>,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq, cynic::QueryFragment)]
#[cynic(graphql_type = "HighlightPiece")]
pub(crate) struct Piece {
    pub(crate) text: String,
    /// Whether it is a word of the search.
    pub(crate) hit: bool,
}

/// A text with words of the search marked, if it is among these.
pub(crate) fn marked(highlights: &[Highlight], text: &str) -> Option<Vec<Piece>> {
    let is_of_text = |highlight: &&Highlight| {
        let mut rest = Some(text);
        for piece in &highlight.pieces {
            rest = rest.and_then(|rest| rest.strip_prefix(piece.text.as_str()));
        }
        rest == Some("")
    };
    let highlight = highlights.iter().find(is_of_text)?;
    Some(highlight.pieces.clone())
}

/// A text in which nothing is marked.
pub(crate) fn unmarked(text: &str) -> Vec<Piece> {
    let text = text.to_owned();
    vec![Piece { text, hit: false }]
}
