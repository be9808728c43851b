//! Texts in other markups than Markdown, as Markdown: what reads or renders a
//! README then has one language to know.
//!
//! Each reader goes over the lines once, with a bounded nesting, so that a text
//! costs time and memory in proportion to its length, whatever stands in it.
//! They are readers of our own because the crates that there are (`rst_parser`,
//! `orgize`, `asciidoc-parser`) give trees of three kinds without such bounds.

mod asciidoc;
mod front_matter;
mod lines;
mod org;
mod restructuredtext;
mod wiki;

use std::borrow::Cow;

pub use front_matter::without_front_matter;

/// What a text is written in, by the name of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// Markdown, in which front matter may stand before the text.
    Markdown,
    /// What docutils reads.
    ReStructuredText,
    /// What Asciidoctor reads.
    AsciiDoc,
    /// What Emacs reads in its mode of this name.
    Org,
    /// What Wikipedia is written in, and Creole, which looks like it.
    MediaWiki,
    /// What Redmine reads.
    Textile,
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
            "adoc" | "asciidoc" | "asc" => Self::AsciiDoc,
            "org" => Self::Org,
            "mediawiki" | "wiki" | "creole" => Self::MediaWiki,
            "textile" => Self::Textile,
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
        Markup::AsciiDoc => Cow::Owned(asciidoc::to_markdown(without_front_matter(text))),
        Markup::Org => Cow::Owned(org::to_markdown(text)),
        Markup::MediaWiki => Cow::Owned(wiki::mediawiki(text)),
        Markup::Textile => Cow::Owned(wiki::textile(text)),
        Markup::Plain => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests;
