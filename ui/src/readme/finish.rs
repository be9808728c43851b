//! Finishing: sanitised HTML as the page shows it. Its headings stand below the page's own,
//! each one step below the one above it at most; images are links to the forge; badges, and
//! what is empty without them, are left out; and there is a place to fold it at.
//!
//! In sanitised HTML every element is closed in its place, `<` opens a tag or stands in an
//! attribute, and every attribute is written ` name="value"` with the quotes in its value
//! escaped: one pass over the tags is enough.

/// The page has one title, and a section for the text.
const LEVELS_ABOVE: usize = 2;

/// About how many bytes of text are shown before the fold.
const START: usize = 450;

/// How much of the text its language is told by, in bytes.
const SAMPLE: usize = 2_000;

/// What only holds something, and is left out when it holds nothing.
const HOLDERS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "i",
    "li",
    "ol",
    "p",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "ul",
];

/// Parts of addresses of badges: what they say is about the moment at which they are drawn.
const BADGES: &[&str] = &[
    "/badge/",
    "/badges/",
    "badge.svg",
    "badge.png",
    "?badge=",
    "app.codacy.com/project/badge",
    "api.codeclimate.com",
    "api.netlify.com",
    "bestpractices.dev",
    "circleci.com",
    "codecov.io",
    "coveralls.io",
    "img.shields.io",
    "shields.io",
    "snyk.io/test",
    "sonarcloud.io/api",
    "travis-ci.",
    "zenodo.org/badge",
];

/// What [`finish`] gives.
pub(super) struct Finished {
    pub(super) html: String,
    /// Where it may be folded, between two blocks; its length where it is short.
    pub(super) fold: usize,
    /// The start of its text, without code.
    pub(super) sample: String,
}

/// Finishes the HTML of a text about what is called `name`. A title that says no more than the
/// name is left out.
pub(super) fn finish(html: &str, name: &str) -> Finished {
    let mut writer = Writer {
        name: plain(name),
        out: String::with_capacity(html.len()),
        open: Vec::new(),
        levels: Vec::new(),
        text: 0,
        fold: None,
        sample: String::new(),
    };
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        writer.text(text);
        let end = end_of_tag(tag);
        writer.tag(&tag[..end]);
        rest = &tag[end..];
    }
    writer.text(rest);
    writer.finish()
}

/// How long the tag is that a text begins with.
fn end_of_tag(tag: &str) -> usize {
    let mut quoted = false;
    let end = tag.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    });
    end.map_or(tag.len(), |at| at + 1)
}

/// Letters and digits alone, to compare names by.
fn plain(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

struct Element<'a> {
    name: &'a str,
    /// Where it begins in what is written, and how much text there was before.
    start: usize,
    text: usize,
    has_content: bool,
    /// The level of a heading as it is shown.
    level: usize,
}

struct Writer<'a> {
    name: String,
    out: String,
    open: Vec<Element<'a>>,
    /// The levels of the headings that stand above, as they are written.
    levels: Vec<u8>,
    /// Bytes of text so far.
    text: usize,
    fold: Option<usize>,
    sample: String,
}

impl<'a> Writer<'a> {
    fn text(&mut self, text: &str) {
        self.out.push_str(text);
        if text.trim_ascii().is_empty() {
            return;
        }
        self.text += text.len();
        self.has_content();
        let is_code = |element: &Element<'_>| matches!(element.name, "code" | "pre");
        if self.sample.len() < SAMPLE && !self.open.iter().any(is_code) {
            self.sample.push_str(text);
            self.sample.push(' ');
        }
    }

    fn has_content(&mut self) {
        if let Some(element) = self.open.last_mut() {
            element.has_content = true;
        }
    }

    fn tag(&mut self, tag: &'a str) {
        let inner = tag.trim_start_matches(['<', '/']).trim_end_matches('>');
        let (name, attributes) = inner.find(' ').map_or((inner, ""), |at| inner.split_at(at));
        match name {
            _ if tag.starts_with("</") => self.close(name),
            "br" => self.out.push_str(tag),
            "hr" => {
                self.out.push_str(tag);
                self.has_content();
            }
            "img" => self.image(attributes),
            _ => self.open(name, attributes),
        }
    }

    fn open(&mut self, name: &'a str, attributes: &str) {
        let start = self.out.len();
        let mut level = 0;
        if let Some(written) = heading(name) {
            while self.levels.last().is_some_and(|above| *above >= written) {
                self.levels.pop();
            }
            self.levels.push(written);
            level = (LEVELS_ABOVE + self.levels.len()).min(6);
            self.out.push_str("<h");
            self.out.push(char::from(b'0' + level as u8));
        } else {
            self.out.push('<');
            self.out.push_str(name);
        }
        self.out.push_str(attributes);
        self.out.push('>');
        self.open.push(Element {
            name,
            start,
            text: self.text,
            has_content: false,
            level,
        });
    }

    fn close(&mut self, name: &str) {
        let Some(element) = self.open.pop() else {
            return;
        };
        let is_heading = element.level > 0;
        let is_empty = !element.has_content && HOLDERS.contains(&name);
        if is_empty || is_heading && self.is_title(&element) {
            self.out.truncate(element.start);
            if is_heading {
                self.levels.pop();
            }
            return;
        }
        if name == "th" && !element.has_content {
            // Who hears a table has to hear what a column is.
            self.out.push('–');
        }
        self.out.push_str("</");
        if is_heading {
            self.out.push('h');
            self.out.push(char::from(b'0' + element.level as u8));
        } else {
            self.out.push_str(name);
        }
        self.out.push('>');
        match self.open.last_mut() {
            // A row with an empty cell is a row.
            Some(parent) => parent.has_content |= element.has_content || !HOLDERS.contains(&name),
            None if !is_heading => self.may_fold(element.start, element.text),
            None => {}
        }
    }

    /// Whether this is the first thing in the text and repeats the name.
    fn is_title(&self, heading: &Element<'_>) -> bool {
        let is_first = self.out[..heading.start].trim_ascii().is_empty();
        is_first && {
            let mut text = String::new();
            let mut rest = &self.out[heading.start..];
            while let Some((before, tag)) = rest.split_once('<') {
                text.push_str(before);
                rest = tag.split_once('>').map_or("", |(_, after)| after);
            }
            text.push_str(rest);
            plain(&text) == self.name
        }
    }

    /// A block has ended that began at `start`, with so much text before it: behind it the
    /// text may be folded, or before it when it is long.
    fn may_fold(&mut self, start: usize, before: usize) {
        if self.fold.is_some() || self.text < START {
            return;
        }
        let is_long = self.text - before > 3 * START && before > START / 4;
        self.fold = Some(if is_long { start } else { self.out.len() });
    }

    /// An image as a link with its alternative text, else with the name of its file.
    fn image(&mut self, attributes: &str) {
        let (mut alternative, mut source) = ("", None);
        let mut rest = attributes;
        while let Some((name, value, after)) = attribute(rest) {
            match name {
                "alt" => alternative = value.trim(),
                "src" => source = Some(value),
                _ => {}
            }
            rest = after;
        }
        if source.is_some_and(is_badge) {
            return;
        }
        let file = source.and_then(|source| {
            let path = source.split(['?', '#']).next()?;
            path.rsplit('/').find(|part| !part.is_empty())
        });
        let words = if alternative.is_empty() {
            file.unwrap_or_default()
        } else {
            alternative
        };
        // Quotes are free outside an attribute, and angle brackets are not.
        let words = words.replace("&quot;", "\"");
        let words = words.replace('<', "&lt;").replace('>', "&gt;");
        if words.is_empty() {
            return;
        }
        let is_linked = self.open.iter().any(|element| element.name == "a");
        match source.filter(|_| !is_linked) {
            Some(source) => {
                let rel = super::LINK_REL;
                self.out.extend([
                    "<a href=\"",
                    source,
                    "\" rel=\"",
                    rel,
                    "\">",
                    &words,
                    "</a>",
                ]);
            }
            None => self.out.push_str(&words),
        }
        self.has_content();
    }

    fn finish(self) -> Finished {
        let end = self.out.len();
        // A little more is no reason to fold.
        let fold = self.fold.filter(|fold| end - fold > START / 2);
        Finished {
            fold: fold.unwrap_or(end),
            html: self.out,
            sample: self.sample,
        }
    }
}

fn heading(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

fn is_badge(source: &str) -> bool {
    let source = source.to_lowercase();
    BADGES.iter().any(|part| source.contains(part))
}

/// The attribute that the rest of a tag starts with: its name, its value, and what follows.
fn attribute(tag: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = tag.strip_prefix(' ')?.split_once("=\"")?;
    let (value, rest) = rest.split_once('"')?;
    Some((name, value, rest))
}
