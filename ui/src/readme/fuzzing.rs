//! For the fuzzer: any bytes as a README and as a contribution to a discussion.

use super::elements::TAGS;
use super::{Location, Rendered, bounds, post, sanitiser};

/// The names of a README of each markup, chosen by the first byte of an input.
const READMES: &[&str] = &[
    "README.md",
    "README.rst",
    "README.adoc",
    "README.org",
    "README.mediawiki",
    "README.textile",
    "README",
];

/// A README in any markup: what comes out is harmless, and no longer than its bounds.
pub(crate) fn render(bytes: &[u8]) {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let path = READMES[usize::from(first.wrapping_sub(b'0')) % READMES.len()];
    let location = Location {
        repository: "https://github.com/minvws/example".to_owned(),
        branch: None,
        path: path.to_owned(),
    };
    assert_harmless(&String::from_utf8_lossy(rest), &location);
}

/// A contribution to a discussion.
pub(crate) fn render_post(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let html = post::rendered(&text);
    assert!(html.len() <= 8 * bounds::MOST_HTML_BYTES);
    for (name, attributes) in tags(&html) {
        assert!(post::TAGS.contains(&name.as_str()), "{name}: {html}");
        assert!(!attributes.contains("href=\"javascript"), "{html}");
    }
}

/// Opening tags in the HTML, as the name and the rest of the tag.
fn tags(html: &str) -> Vec<(String, String)> {
    html.split('<')
        .skip(1)
        .filter(|tag| !tag.starts_with('/'))
        .map(|tag| {
            let tag = tag.split('>').next().unwrap_or_default();
            let (name, rest) = tag.split_once(' ').unwrap_or((tag, ""));
            (name.to_lowercase(), rest.to_lowercase())
        })
        .collect()
}

/// Renders a README, which has to come out without anything that acts.
pub(super) fn assert_harmless(source: &str, location: &Location) {
    let html = Rendered::new(source, location).html;
    assert!(html.len() <= 8 * bounds::MOST_HTML_BYTES);
    if let Some(plain) = html.strip_prefix("<pre>")
        && plain
            .strip_suffix("</pre>")
            .is_some_and(|plain| !plain.contains('<'))
    {
        // Text alone, as it was written.
        return;
    }
    for (name, attributes) in tags(&html) {
        assert!(
            TAGS.contains(&name.as_str()) && name != "img",
            "{name}: {html}"
        );
        for forbidden in ["src=", "style=", "class=", " id=", "srcset="] {
            let attributes = format!(" {attributes}");
            // Quoted words are text, not attributes.
            let bare: String = attributes.split('"').step_by(2).collect();
            assert!(!bare.contains(forbidden), "{forbidden} in {html}");
            assert!(!bare.contains(" on"), "{html}");
        }
        assert!(!attributes.contains("href=\"javascript"), "{html}");
        assert!(!attributes.contains("href=\"data"), "{html}");
    }
    // A second look by the sanitiser finds nothing left to take away.
    let again = sanitiser(location).clean(&html).to_string();
    assert_eq!(again, html, "from {source}");
}
