//! Texts in other markups than Markdown, as Markdown: what reads or renders a
//! README then has one language to know.
//!
//! Each reader goes over the lines once, with a bounded nesting, so that a text
//! costs time and memory in proportion to its length, whatever stands in it.
//! They are readers of our own because the crates that there are (`rst_parser`,
//! `orgize`, `asciidoc-parser`) give trees of three kinds without such bounds.

mod front_matter;
mod lines;
mod restructuredtext;

use std::borrow::Cow;

pub use front_matter::without_front_matter;

/// What a text is written in, by the name of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// Markdown, in which front matter may stand before the text.
    Markdown,
    /// What docutils reads.
    ReStructuredText,
    /// Anything else.
    Plain,
}

impl Markup {
    /// The markup of a file with this path, by its extension.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or_default();
        let extension = name.rsplit_once('.').map(|(_, extension)| extension);
        match extension.unwrap_or_default().to_lowercase().as_str() {
            "md" | "markdown" | "mdown" | "mkd" | "mkdn" | "mkdown" | "mdwn" | "mdx" => {
                Self::Markdown
            }
            "rst" | "rest" => Self::ReStructuredText,
            _ => Self::Plain,
        }
    }
}

/// The text of the file as Markdown, without front matter. Plain text comes back
/// as it is: what looks like a heading in it is one in Markdown too.
#[must_use]
pub fn to_markdown<'a>(path: &str, text: &'a str) -> Cow<'a, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match Markup::of(path) {
        Markup::Markdown => Cow::Borrowed(without_front_matter(text)),
        Markup::ReStructuredText => Cow::Owned(restructuredtext::to_markdown(text)),
        Markup::Plain => Cow::Borrowed(text),
    }
}
