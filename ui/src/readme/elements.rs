//! Which elements of HTML a README may have, and with which attributes.

/// Every element that a README may have. An image is here for the link that is made of it.
pub(super) const TAGS: &[&str] = &[
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

/// The attributes that each element may have; the others may have none.
pub(super) const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href", "title"]),
    ("abbr", &["title"]),
    ("img", &["alt", "src"]),
    ("ol", &["start"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope"]),
];

/// Elements that have no end.
const VOID: &[&str] = &["br", "hr", "img"];

/// An element that a README may have.
pub(super) struct Allowed {
    pub(super) name: &'static str,
    pub(super) attributes: &'static [&'static str],
    pub(super) is_void: bool,
}

/// The element of this name, in lower case.
pub(super) fn allowed(name: &str) -> Option<Allowed> {
    let name = TAGS.iter().find(|tag| **tag == name)?;
    let attributes = ATTRIBUTES.iter().find(|(tag, _)| tag == name);
    Some(Allowed {
        name,
        attributes: attributes.map_or(&[], |(_, attributes)| attributes),
        is_void: VOID.contains(name),
    })
}
