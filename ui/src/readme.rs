//! READMEs of others, made safe to show on our own pages.
//!
//! What comes out has no scripts, styles, forms or images, no landmarks and no
//! identifiers, its headings stand below the page's own, and its links lead to
//! the forge.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative, UrlRelativeEvaluate};
use comrak::Options;
use url::Url;

/// A README's title becomes a heading of this level more: the page has one
/// title, and a section for the README.
const DEMOTED_BY: u8 = 2;

/// Where a README stands, so that its links can be followed.
pub(crate) struct Location<'a> {
    /// The repository's web address.
    pub(crate) repository: &'a str,
    /// The branch that visitors see first, where it is known.
    pub(crate) branch: Option<&'a str>,
    /// The README's path from the repository's root.
    pub(crate) path: &'a str,
}

/// The README as HTML that is safe to put on the page.
pub(crate) fn to_html(text: &str, location: &Location<'_>) -> String {
    let html = if is_markdown(location.path) {
        comrak::markdown_to_html(text, &MARKDOWN)
    } else {
        format!("<pre>{}</pre>", ammonia::clean_text(text))
    };
    let clean = sanitiser(location).clean(&html).to_string();
    without_images(&demote_headings(&clean))
}

fn is_markdown(path: &str) -> bool {
    let extension = path
        .rsplit('/')
        .next()
        .and_then(|name| name.rsplit_once('.'));
    extension.is_some_and(|(_, extension)| {
        let known = ["md", "markdown", "mdown", "mkd", "mdx"];
        known.contains(&extension.to_lowercase().as_str())
    })
}

static MARKDOWN: LazyLock<Options<'static>> = LazyLock::new(|| {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.front_matter_delimiter = Some("---".to_owned());
    // HTML inside Markdown goes through the sanitiser with all the rest.
    options.render.r#unsafe = true;
    options
});

/// Every element that a README may have. An image is here for its alternative
/// text alone.
const TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "var",
];

fn sanitiser<'a>(location: &Location<'a>) -> Builder<'a> {
    let mut builder = Builder::empty();
    builder
        .tags(TAGS.iter().copied().collect())
        .clean_content_tags(["script", "style", "title", "template"].into())
        .tag_attributes(
            [
                ("a", HashSet::from(["href", "title"])),
                ("abbr", HashSet::from(["title"])),
                ("img", HashSet::from(["alt"])),
                ("ol", HashSet::from(["start"])),
                ("td", HashSet::from(["colspan", "rowspan"])),
                ("th", HashSet::from(["colspan", "rowspan", "scope"])),
            ]
            .into(),
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
    fn new(location: &Location<'_>) -> Self {
        let root = folder(location);
        Self {
            readme: root.as_ref().and_then(|root| root.join(location.path).ok()),
            root,
        }
    }
}

/// Where a forge shows the files of a branch. Forges differ in this one path;
/// without a branch, `HEAD` stands for the branch that visitors see first.
fn folder(location: &Location<'_>) -> Option<Url> {
    let repository = Url::parse(location.repository).ok()?;
    let branch = location.branch.unwrap_or("HEAD");
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
