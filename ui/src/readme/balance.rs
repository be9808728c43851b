//! HTML normalisation: HTML of others in the form in which making it safe costs no more than in
//! proportion to its length.
//!
//! A parser of HTML builds a tree of whatever it gets, and for that it looks
//! through all elements that are open, opens anew those that were closed in
//! another order, and moves what stands between the cells of a table: each of
//! these makes 100 KB cost minutes, or grow without bound. So HTML is read twice.
//! Here it is cut into tags and text, which is always quick, and written down
//! with every element closed in its own place, few within each other, and
//! nothing between the cells of a table. What is safe is not decided here: that
//! is for the sanitiser, which reads the result.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::attributes::has_many_attributes;
use super::bounds::MOST_HTML_BYTES;
use super::elements::{Allowed, allowed};

/// The most elements within each other: each quote and list item of Markdown is
/// two of them at most.
const DEEPEST: usize = 120;

/// The most character references: what is written as one is a piece of text of its own to the
/// sanitiser, which joins each with all before it. A README of 100 KB of JSON has some 10,000.
const MOST_REFERENCES: usize = 20_000;

/// The HTML with every element closed in its place; `None` where elements stand
/// too deep within each other, or where it is too long.
pub(super) fn balanced(html: &str) -> Option<String> {
    let references = html.bytes().filter(|byte| *byte == b'&').count();
    let is_long = html.len() > MOST_HTML_BYTES || references > MOST_REFERENCES;
    if is_long || has_many_attributes(html) {
        return None;
    }
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    // Nothing here is a script that has to run first.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

/// Takes the tags and the text.
#[derive(Default)]
struct Sink(RefCell<Writer>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut writer = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => writer.text(&text),
            Token::TagToken(tag) => return writer.tag(&tag),
            Token::DoctypeToken(_)
            | Token::CommentToken(_)
            | Token::NullCharacterToken
            | Token::ParseError(_)
            | Token::EOFToken => {}
        }
        TokenSinkResult::Continue
    }
}

/// Writes HTML in which every element is closed.
#[derive(Default)]
struct Writer {
    out: String,
    open: Vec<&'static str>,
    /// The element whose text is left out, and how many of it are open.
    dropped: Option<(&'static str, usize)>,
    exceeded: bool,
}

/// Elements whose content nobody sees, and how it is read.
const DROPPED: &[(&str, Option<RawKind>)] = &[
    ("iframe", Some(RawKind::Rawtext)),
    ("noembed", Some(RawKind::Rawtext)),
    ("noframes", Some(RawKind::Rawtext)),
    ("script", Some(RawKind::ScriptData)),
    ("style", Some(RawKind::Rawtext)),
    ("template", None),
    ("title", Some(RawKind::Rcdata)),
];

/// Elements that a text of its own can't go on beyond.
const BLOCKS: &[&str] = &[
    "blockquote",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "summary",
    "table",
    "ul",
];

const HEADINGS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6"];
const CELLS: &[&str] = &["td", "th"];
const SECTIONS: &[&str] = &["tbody", "tfoot", "thead"];

/// Where a table is open and no cell or caption of it.
const BETWEEN_CELLS: &[&str] = &["table", "tbody", "tfoot", "thead", "tr"];

impl Writer {
    fn finish(mut self) -> Option<String> {
        self.close_down_to(0);
        (!self.exceeded).then_some(self.out)
    }

    fn text(&mut self, text: &str) {
        if self.dropped.is_some() || self.exceeded {
            return;
        }
        if !text.trim_ascii().is_empty() {
            self.be_in_a_cell();
        }
        escape(text, &mut self.out);
        self.exceeded |= self.out.len() > MOST_HTML_BYTES;
    }

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        if self.exceeded {
            return TokenSinkResult::Continue;
        }
        match tag.kind {
            TagKind::StartTag => self.start(tag),
            TagKind::EndTag => {
                self.end(&tag.name);
                TokenSinkResult::Continue
            }
        }
    }

    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        if let Some((name, depth)) = &mut self.dropped {
            if *tag.name == **name {
                *depth += 1;
            }
            return TokenSinkResult::Continue;
        }
        if let Some((name, raw)) = DROPPED.iter().find(|(name, _)| *tag.name == **name) {
            self.dropped = Some((name, 1));
            return raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData);
        }
        let Some(element) = allowed(&tag.name) else {
            return match &*tag.name {
                "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                "xmp" => TokenSinkResult::RawData(RawKind::Rawtext),
                "plaintext" => TokenSinkResult::Plaintext,
                _ => TokenSinkResult::Continue,
            };
        };
        if self.make_room(element.name) {
            self.open(&element, tag);
        }
        TokenSinkResult::Continue
    }

    /// Closes what can't hold this element; gives back whether it may stand here.
    fn make_room(&mut self, name: &'static str) -> bool {
        match name {
            "td" | "th" => {
                self.close(CELLS, &["table"]);
                self.close(&["caption"], &["table"]);
            }
            "tr" => {
                self.close(&["tr"], &["table"]);
                self.close(&["caption"], &["table"]);
            }
            "tbody" | "tfoot" | "thead" | "caption" => {
                self.close(SECTIONS, &["table"]);
                self.close(&["tr"], &["table"]);
                self.close(&["caption"], &["table"]);
            }
            _ => {
                self.be_in_a_cell();
                if BLOCKS.contains(&name) {
                    self.close(&["p"], &["table", "td", "th", "caption"]);
                }
                match name {
                    "a" => self.close(&["a"], &["td", "th", "caption"]),
                    "li" => self.close(&["li"], &["ul", "ol", "blockquote", "td", "th"]),
                    "dd" | "dt" => self.close(&["dd", "dt"], &["dl", "blockquote", "td", "th"]),
                    _ => {}
                }
                let is_heading = |name| HEADINGS.contains(name);
                if is_heading(&name) && self.open.last().is_some_and(is_heading) {
                    self.close_down_to(self.open.len() - 1);
                }
                return true;
            }
        }
        // Parts of a table outside of one are no elements.
        let last = self.open.last();
        last.is_some_and(|last| BETWEEN_CELLS.contains(last))
    }

    /// Between the cells of a table nothing may stand: it gets a cell of its own.
    fn be_in_a_cell(&mut self) {
        let Some(last) = self.open.last() else {
            return;
        };
        let implied: &[&'static str] = match *last {
            "tr" => &["td"],
            between if BETWEEN_CELLS.contains(&between) => &["tr", "td"],
            _ => return,
        };
        for name in implied {
            self.push(name);
            self.out.push('>');
        }
    }

    fn open(&mut self, element: &Allowed, tag: &Tag) {
        if element.is_void {
            self.out.push('<');
            self.out.push_str(element.name);
        } else {
            self.push(element.name);
        }
        for attribute in &tag.attrs {
            let name = &*attribute.name.local;
            if element.attributes.contains(&name) {
                self.out.push(' ');
                self.out.push_str(name);
                self.out.push_str("=\"");
                escape(&attribute.value, &mut self.out);
                self.out.push('"');
            }
        }
        self.out.push('>');
        self.exceeded |= self.out.len() > MOST_HTML_BYTES;
    }

    /// Begins the tag of an element that is to be closed.
    fn push(&mut self, name: &'static str) {
        self.open.push(name);
        self.exceeded |= self.open.len() > DEEPEST;
        self.out.push('<');
        self.out.push_str(name);
    }

    fn end(&mut self, name: &str) {
        if let Some((dropped, depth)) = &mut self.dropped {
            if *dropped == name {
                *depth -= 1;
                if *depth == 0 {
                    self.dropped = None;
                }
            }
            return;
        }
        // What is open outside of a table is not closed within its cells.
        let stops: &[&str] = match name {
            "table" => &[],
            "caption" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr" => &["table"],
            _ => &["caption", "table", "td", "th"],
        };
        self.close(&[name], stops);
    }

    /// Closes the innermost of these elements with all in it, unless one of
    /// `stops` stands in between.
    fn close(&mut self, names: &[&str], stops: &[&str]) {
        let found = self
            .open
            .iter()
            .rposition(|open| names.contains(open) || stops.contains(open));
        if let Some(at) = found.filter(|at| names.contains(&self.open[*at])) {
            self.close_down_to(at);
        }
    }

    fn close_down_to(&mut self, depth: usize) {
        for name in self.open.drain(depth..).rev() {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }
}

/// Writes text so that it is text, in an attribute too.
pub(super) fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\u{a0}']) {
        let (before, special) = rest.split_at(at);
        out.push_str(before);
        let length = match special.as_bytes()[0] {
            b'&' => {
                out.push_str("&amp;");
                1
            }
            b'<' => {
                out.push_str("&lt;");
                1
            }
            b'>' => {
                out.push_str("&gt;");
                1
            }
            b'"' => {
                out.push_str("&quot;");
                1
            }
            _ => {
                out.push_str("&nbsp;");
                2
            }
        };
        rest = &special[length..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests;
