//! Rendering and sanitising READMEs of others, to show them on our own pages.
//!
//! What comes out has no scripts, styles, forms or images, no landmarks and no
//! identifiers, its headings stand below the page's own, and its links lead to
//! the forge.
//!
//! Who can push to a repository writes what is rendered here, so it costs no
//! more than in proportion to its length: `bounds` refuses Markdown, and
//! `balance` HTML, that would. What is refused is shown as plain text.
//! `renderer` does it beside the threads that answer requests, and once.

mod attributes;
mod balance;
mod bounds;
mod elements;
mod renderer;

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative, UrlRelativeEvaluate};
use bronwijzer_graphql::markup::{self, Markup};
use comrak::Options;
use url::Url;

use elements::{ATTRIBUTES, TAGS};
pub(crate) use renderer::Renderer;

/// A README's title becomes a heading of this level more: the page has one
/// title, and a section for the README.
const DEMOTED_BY: u8 = 2;

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
            Some(html) => Self {
                html,
                is_refused: false,
                is_cut: text.is_cut,
            },
            None => text.plain(true),
        }
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
            html,
            is_refused,
            is_cut: self.is_cut,
        }
    }
}

/// Markdown as HTML that is safe to put on the page; `None` where that would cost
/// more than in proportion to its length.
fn to_html(markdown: &str, location: &Location) -> Option<String> {
    if !bounds::are_kept_by(markdown) {
        return None;
    }
    let html = comrak::markdown_to_html(markdown, &MARKDOWN);
    let html = balance::balanced(&html)?;
    let clean = sanitiser(location).clean(&html).to_string();
    Some(without_images(&demote_headings(&clean)))
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
        .link_rel(Some("nofollow noopener noreferrer"))
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
        let root = folder(location);
        Self {
            readme: root
                .as_ref()
                .and_then(|root| root.join(&location.path).ok()),
            root,
        }
    }
}

/// Where a forge shows the files of a branch. Forges differ in this one path;
/// without a branch, `HEAD` stands for the branch that visitors see first.
fn folder(location: &Location) -> Option<Url> {
    let repository = Url::parse(&location.repository).ok()?;
    let branch = location.branch.as_deref().unwrap_or("HEAD");
    let files = match repository.host_str()? {
        "github.com" => "blob",
        host if host.starts_with("gitlab.") => "-/blob",
        _ => "src/branch",
    };
    Url::parse(&format!("{repository}/{files}/{branch}/")).ok()
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

/// Lowers every heading of sanitised HTML. There `<` opens a tag or stands in
/// an attribute, and only a digit changes: no tag comes or goes by this.
fn demote_headings(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let name = tag.strip_prefix("</h").or_else(|| tag.strip_prefix("<h"));
        let level = name.and_then(|name| match name.as_bytes() {
            [level @ b'1'..=b'6', b'>' | b' ', ..] => Some(level - b'0'),
            _ => None,
        });
        if let (Some(name), Some(level)) = (name, level) {
            out.push_str(&tag[..tag.len() - name.len()]);
            out.push(char::from(b'0' + (level + DEMOTED_BY).min(6)));
            rest = &name[1..];
        } else {
            out.push('<');
            rest = &tag[1..];
        }
    }
    out.push_str(rest);
    out
}

/// Puts alternative texts in the place of images in sanitised HTML. There every
/// attribute is written ` name="value"`, with the quotes in its value escaped.
fn without_images(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, mut tag)) = rest.split_once("<img") {
        out.push_str(before);
        while let Some((name, value, after)) = attribute(tag) {
            if name == "alt" {
                // The same text outside an attribute: quotes are free there,
                // and angle brackets are not.
                let text = value.replace("&quot;", "\"");
                out.push_str(&text.replace('<', "&lt;").replace('>', "&gt;"));
            }
            tag = after;
        }
        rest = tag.strip_prefix('>').unwrap_or(tag);
    }
    out.push_str(rest);
    out
}

/// The attribute that the rest of a tag starts with: its name, its value, and
/// what follows.
fn attribute(tag: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = tag.strip_prefix(' ')?.split_once("=\"")?;
    let (value, rest) = rest.split_once('"')?;
    Some((name, value, rest))
}

#[cfg(test)]
mod tests;
