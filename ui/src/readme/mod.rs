//! Rendering and sanitising READMEs of others, to show them on our own pages.
//!
//! What comes out has no scripts, styles, forms or images, no landmarks and no
//! identifiers, its headings stand below the page's own, and its links lead to
//! the forge. An image is a link.
//!
//! Who can push to a repository writes what is rendered here, so it costs no
//! more than in proportion to its length: `bounds` refuses Markdown, and
//! `balance` HTML, that would. What is refused is shown as plain text.
//! `renderer` does it beside the threads that answer requests, and once; `ahead` when a text
//! changes, so that hardly any page waits for it.

mod ahead;
mod attributes;
mod balance;
mod bounds;
mod disk_cache;
mod elements;
mod finish;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzing;
pub(crate) mod post;
mod renderer;

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative, UrlRelativeEvaluate};
use bronwijzer_graphql::markup::{self, Markup};
use comrak::Options;
use url::Url;
use whatlang::{Detector, Lang};

use crate::forge_pages::ForgePages;
pub(crate) use ahead::AS_MARKDOWN;
use elements::{ATTRIBUTES, TAGS};
use finish::{Finished, finish};
pub use renderer::Renderer;

/// What links say of where they lead: nobody vouches for it.
const LINK_REL: &str = "nofollow noopener noreferrer";

/// The longest plain text that is not folded, in bytes.
const PLAIN_SHOWN: usize = 2_000;

/// Where a README stands, so that its links can be followed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Location {
    /// The repository's web address.
    pub(crate) repository: String,
    /// The branch that visitors see first, where it is known.
    pub(crate) branch: Option<String>,
    /// The README's path from the repository's root.
    pub(crate) path: String,
}

/// A README as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rendered {
    /// HTML that is safe to put on the page.
    pub(crate) html: String,
    /// Where it may be folded, between two of its blocks.
    fold: usize,
    /// The language that it is in, a tag of BCP 47, where its words tell.
    pub(crate) language: Option<&'static str>,
    /// Whether it is shown as plain text because rendering it would cost too
    /// much. What has no markup that is known is plain anyway.
    pub(crate) is_refused: bool,
    /// Whether the end of the text is left out.
    pub(crate) is_cut: bool,
}

impl Rendered {
    /// Renders a README. Takes time in proportion to its length, some 0.1 seconds
    /// for the longest; what would take more is shown as plain text.
    pub(crate) fn new(text: &str, location: &Location) -> Self {
        let text = Shown::of(text);
        if Markup::of(&location.path) == Markup::Plain {
            return text.plain(false);
        }
        let markdown = markup::to_markdown(&location.path, text.text);
        match to_html(&markdown, location) {
            Some(finished) => Self {
                language: language_of(&finished.sample),
                html: finished.html,
                fold: finished.fold,
                is_refused: false,
                is_cut: text.is_cut,
            },
            None => text.plain(true),
        }
    }

    /// What is shown at once.
    pub(crate) fn start(&self) -> &str {
        &self.html[..self.fold]
    }

    /// What is folded; empty where it is short.
    pub(crate) fn rest(&self) -> &str {
        &self.html[self.fold..]
    }

    /// The README as plain text, in place of what would cost too much.
    pub(crate) fn refused(text: &str) -> Self {
        Shown::of(text).plain(true)
    }
}

/// What is shown of a text.
struct Shown<'a> {
    text: &'a str,
    is_cut: bool,
}

impl<'a> Shown<'a> {
    /// A crawl keeps no more than this, but an import may bring it.
    fn of(text: &'a str) -> Self {
        let longest = bounds::MOST_BYTES.min(text.len());
        let mut ends = (0..=longest).rev();
        let end = ends.find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        Self {
            text: &text[..end],
            is_cut: end < text.len(),
        }
    }

    fn plain(&self, is_refused: bool) -> Rendered {
        let mut html = "<pre>".to_owned();
        balance::escape(self.text, &mut html);
        html.push_str("</pre>");
        Rendered {
            // It has no blocks to be folded between.
            fold: if self.text.len() > PLAIN_SHOWN {
                0
            } else {
                html.len()
            },
            language: language_of(self.text),
            html,
            is_refused,
            is_cut: self.is_cut,
        }
    }
}

/// Markdown as HTML that is safe to put on the page; `None` where that would cost
/// more than in proportion to its length.
fn to_html(markdown: &str, location: &Location) -> Option<Finished> {
    if !bounds::are_kept_by(markdown) {
        return None;
    }
    let html = comrak::markdown_to_html(markdown, &MARKDOWN);
    let html = balance::balanced(&html)?;
    let clean = sanitiser(location).clean(&html).to_string();
    let name = location.repository.rsplit('/').next().unwrap_or_default();
    Some(finish(&clean, name))
}

/// How much of a text its language is told by, in characters, and the languages that READMEs
/// of Dutch government are in.
const LANGUAGE_SAMPLE: usize = 2_000;
const LANGUAGES: [Lang; 4] = [Lang::Nld, Lang::Eng, Lang::Deu, Lang::Fra];
const LANGUAGE_TAGS: [&str; 4] = ["nl", "en", "de", "fr"];

/// The language of a text; `None` where it is too short to tell.
fn language_of(text: &str) -> Option<&'static str> {
    let sample: String = text.chars().take(LANGUAGE_SAMPLE).collect();
    let detector = Detector::with_allowlist(LANGUAGES.to_vec());
    let found = detector.detect(&sample)?;
    let at = LANGUAGES.iter().position(|known| *known == found.lang())?;
    found.is_reliable().then_some(LANGUAGE_TAGS[at])
}

static MARKDOWN: LazyLock<Options<'static>> = LazyLock::new(|| {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    // HTML inside Markdown goes through the sanitiser with all the rest.
    options.render.r#unsafe = true;
    options
});

fn sanitiser(location: &Location) -> Builder<'_> {
    let mut builder = Builder::empty();
    builder
        .tags(TAGS.iter().copied().collect())
        .clean_content_tags(["script", "style", "title", "template"].into())
        .tag_attributes(
            ATTRIBUTES
                .iter()
                .map(|(name, attributes)| (*name, attributes.iter().copied().collect()))
                .collect(),
        )
        .generic_attributes(HashSet::new())
        .url_schemes(["https", "http", "mailto"].into())
        .link_rel(Some(LINK_REL))
        .strip_comments(true)
        .url_relative(UrlRelative::Custom(Box::new(Links::new(location))));
    builder
}

/// Makes links within the repository lead to the forge.
struct Links {
    /// The README's own page on the forge.
    readme: Option<Url>,
    /// The folder of files at the repository's root, on the forge.
    root: Option<Url>,
}

impl Links {
    fn new(location: &Location) -> Self {
        let pages = ForgePages::of(&location.repository, location.branch.as_deref());
        let root = pages.and_then(|pages| pages.root());
        Self {
            readme: root
                .as_ref()
                .and_then(|root| root.join(&location.path).ok()),
            root,
        }
    }
}

impl UrlRelativeEvaluate<'_> for Links {
    fn evaluate<'url>(&self, url: &'url str) -> Option<Cow<'url, str>> {
        let target = match url.strip_prefix('/') {
            // `//host/path` names another host.
            Some(rest) if rest.starts_with(['/', '\\']) => {
                self.root.as_ref().and_then(|root| root.join(url).ok())
            }
            Some(rest) => self.root.as_ref().and_then(|root| root.join(rest).ok()),
            None => self
                .readme
                .as_ref()
                .and_then(|readme| readme.join(url).ok()),
        }?;
        let safe = matches!(target.scheme(), "https" | "http");
        safe.then(|| Cow::Owned(target.into()))
    }
}

#[cfg(test)]
mod tests;
