//! Highlighting: texts with the words of a search marked.

use crate::described::Described;
use crate::enums::HighlightedText;
use crate::schema;

/// A text of a repository in which words of the search stand.
#[derive(Debug, cynic::QueryFragment)]
pub(crate) struct Highlight {
    text: HighlightedText,
    language: Option<String>,
    pieces: Vec<Piece>,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq, cynic::QueryFragment)]
#[cynic(graphql_type = "HighlightPiece")]
pub(crate) struct Piece {
    pub(crate) text: String,
    /// Whether it is a word of the search.
    pub(crate) hit: bool,
}

/// The pieces of the text that the schema calls `name`, if it is among these.
pub(crate) fn marked(highlights: &[Highlight], name: &str) -> Option<Vec<Piece>> {
    let highlight = highlights
        .iter()
        .find(|highlight| highlight.text.0 == name)?;
    Some(highlight.pieces.clone())
}

/// A description as it is marked, if words of the search stand in it.
pub(crate) fn marked_description(
    highlights: &[Highlight],
    described: &Described,
) -> Option<Vec<Piece>> {
    let name = match described.lang {
        Some(_) => "SHORT_DESCRIPTION",
        None => "DESCRIPTION",
    };
    let highlight = highlights
        .iter()
        .find(|highlight| highlight.text.0 == name && highlight.language == described.lang)?;
    Some(highlight.pieces.clone())
}

/// A text in which nothing is marked.
pub(crate) fn unmarked(text: &str) -> Vec<Piece> {
    let text = text.to_owned();
    vec![Piece { text, hit: false }]
}
