//! Contributions to discussions: Markdown without HTML and without images, through the same
//! bounds and the same kind of sanitiser as a README.

use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use comrak::nodes::NodeValue;
use comrak::{Arena, Options, format_html, parse_document};

use super::{balance, bounds};

/// What links say of where they lead: nobody vouches for it, and a member wrote it.
const LINK_REL: &str = "nofollow ugc noopener noreferrer";

/// What a contribution may be made of. It has no headings: they would stand among the page's own.
pub(super) const TAGS: [&str; 12] = [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "ul",
];

static MARKDOWN: LazyLock<Options<'static>> = LazyLock::new(|| {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    // Line ends stay as they were written, and HTML is shown as the text that it is.
    options.render.hardbreaks = true;
    options.render.escape = true;
    options
});

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(TAGS.into())
        .tag_attributes([("a", ["href"].into())].into())
        .generic_attributes(HashSet::new())
        .url_schemes(["https", "http", "mailto"].into())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some(LINK_REL));
    builder
});

/// A contribution as HTML that is safe to put on the page. What would cost too much to render is
/// shown as it was written.
pub(crate) fn rendered(text: &str) -> String {
    if !bounds::are_kept_by(text) {
        let mut html = "<p>".to_owned();
        balance::escape(text, &mut html);
        html.push_str("</p>");
        return html;
    }
    let arena = Arena::new();
    let root = parse_document(&arena, text, &MARKDOWN);
    for node in root.descendants() {
        let value = &mut node.data_mut().value;
        match value {
            // A picture is a link to it, with the words that describe it.
            NodeValue::Image(image) => *value = NodeValue::Link(image.clone()),
            NodeValue::Heading(_) => *value = NodeValue::Paragraph,
            _ => {}
        }
    }
    let mut html = String::new();
    // Only a writer that fails makes this fail, and memory is none.
    if format_html(root, &MARKDOWN, &mut html).is_err() {
        html.clear();
    }
    SANITISER.clean(&html).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn post_has_markup_and_nothing_that_acts() {
        let rel = format!("rel=\"{LINK_REL}\"");
        let cases = [
            (
                "een *twee*\ndrie".to_owned(),
                "<p>een <em>twee</em><br>\ndrie</p>\n".to_owned(),
            ),
            ("# Kop".to_owned(), "<p>Kop</p>\n".to_owned()),
            (
                "[hier](https://example.nl)".to_owned(),
                format!("<p><a href=\"https://example.nl\" {rel}>hier</a></p>\n"),
            ),
            (
                "![kaart](https://example.nl/a.png)".to_owned(),
                format!("<p><a href=\"https://example.nl/a.png\" {rel}>kaart</a></p>\n"),
            ),
            (
                "[x](javascript:alert(1)) [y](/mijn)".to_owned(),
                format!("<p><a {rel}>x</a> <a {rel}>y</a></p>\n"),
            ),
            (
                "<script>alert(1)</script>".to_owned(),
                "&lt;script&gt;alert(1)&lt;/script&gt;\n".to_owned(),
            ),
            (
                "<img src=x onerror=alert(1)> <b>vet</b>".to_owned(),
                "<p>&lt;img src=x onerror=alert(1)&gt; &lt;b&gt;vet&lt;/b&gt;</p>\n".to_owned(),
            ),
        ];
        for (text, html) in cases {
            assert_eq!(rendered(&text), html, "{text}");
        }
    }

    #[test]
    fn deep_markdown_is_shown_as_it_was_written() {
        let deep = "> ".repeat(900) + "x";
        assert!(rendered(&deep).starts_with("<p>&gt; &gt;"));
    }
}
