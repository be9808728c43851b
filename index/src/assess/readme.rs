//! What a README has: its prose, and its headings.

use bronwijzer_crawler::observation::TextFile;
use comrak::arena_tree::NodeEdge;
use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};

use crate::markup;

/// How much is read, in bytes: who has to read further was not told.
const READ_BYTES: usize = 16 * 1024;

/// A README without its code, badges and pictures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Outline {
    /// Words of prose.
    pub(crate) words: usize,
    /// The headings, in order.
    pub(crate) headings: Vec<String>,
}

impl Outline {
    /// Counts the words of prose: not those in headings, code, HTML and the
    /// addresses of links and images, nor a link around an image (a badge).
    pub(crate) fn of(readme: &TextFile) -> Self {
        let arena = Arena::new();
        let root = parse(&arena, readme);
        let mut outline = Self::default();
        for block in root.descendants() {
            match &block.data.borrow().value {
                NodeValue::Heading(_) => {
                    outline.headings.push(words_in(block).trim().to_owned());
                }
                NodeValue::Paragraph | NodeValue::TableCell => {
                    outline.words += words_in(block).split_whitespace().filter(is_word).count();
                }
                _ => {}
            }
        }
        outline
    }

    /// The first heading in which a word begins as one of these, in lower case;
    /// a space at the end lets `wat ` stand for the word alone.
    pub(crate) fn heading_about(&self, starts: &[&str]) -> Option<&str> {
        let mut headings = self.headings.iter();
        headings
            .find(|heading| is_about(heading, starts))
            .map(String::as_str)
    }
}

/// The words of prose, a space between one block and the next.
pub(crate) fn prose(readme: &TextFile) -> String {
    let arena = Arena::new();
    let root = parse(&arena, readme);
    let mut prose = String::new();
    for block in root.descendants() {
        let value = &block.data.borrow().value;
        if matches!(value, NodeValue::Paragraph | NodeValue::TableCell) {
            for word in words_in(block).split_whitespace() {
                prose.push_str(word);
                prose.push(' ');
            }
        }
    }
    prose.truncate(prose.trim_end().len());
    prose
}

/// A heading, a paragraph or a cell, as its writer's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Passage {
    /// The heading that it stands under; empty before the first. Of a heading
    /// itself, the one before it.
    pub(crate) section: String,
    /// The words. What stands in code is one [`NOT_SAID`].
    pub(crate) text: String,
}

/// Stands for what a text shows and does not say itself.
pub(crate) const NOT_SAID: char = '\u{fffc}';

/// What a block quote begins with when it is a notice, in lower case.
const NOTICE_STARTS: &[&str] = &[
    "[!",
    "attention",
    "belangrijk",
    "caution",
    "deprecat",
    "important",
    "let op",
    "note",
    "notice",
    "waarschuwing",
    "warning",
];

/// The passages in the first `bytes` of a README: neither code nor HTML, nothing
/// that is struck through, and of block quotes the notices alone.
pub(crate) fn passages(readme: &TextFile, bytes: usize) -> Vec<Passage> {
    let arena = Arena::new();
    let root = parse_start(&arena, readme, bytes);
    let mut passages = Vec::new();
    let mut section = String::new();
    for block in root.descendants() {
        let value = &block.data.borrow().value;
        let is_heading = matches!(value, NodeValue::Heading(_));
        if !is_heading && !matches!(value, NodeValue::Paragraph | NodeValue::TableCell) {
            continue;
        }
        let mut quotes = block
            .ancestors()
            .filter(|ancestor| matches!(ancestor.data.borrow().value, NodeValue::BlockQuote));
        if quotes.next().is_some_and(|quote| !is_notice(quote)) {
            continue;
        }
        let text = said_in(block);
        passages.push(Passage {
            section: section.clone(),
            text: text.clone(),
        });
        if is_heading {
            section = text;
        }
    }
    passages
}

fn is_notice<'a>(quote: &'a AstNode<'a>) -> bool {
    let first = quote.first_child().map(said_in).unwrap_or_default();
    let first = first.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '[');
    let first = first.to_lowercase();
    NOTICE_STARTS.iter().any(|start| first.starts_with(start))
}

fn parse<'a>(arena: &'a Arena<'a>, readme: &TextFile) -> &'a AstNode<'a> {
    parse_start(arena, readme, READ_BYTES)
}

fn parse_start<'a>(arena: &'a Arena<'a>, readme: &TextFile, bytes: usize) -> &'a AstNode<'a> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    let text = &readme.text;
    let end = (0..=bytes.min(text.len()))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0);
    // What a reader sees first, whatever it is written in.
    let markdown = markup::to_markdown(&readme.path, &text[..end]);
    parse_document(arena, &markdown, &options)
}

/// The text of a block without the blocks and the images in it.
fn words_in<'a>(block: &'a AstNode<'a>) -> String {
    text_of(block, true)
}

/// The same, without what is code or struck through.
fn said_in<'a>(block: &'a AstNode<'a>) -> String {
    text_of(block, false)
}

/// Goes by the edges of nodes and not by recursion: emphasis nests as deep as a
/// text likes.
fn text_of<'a>(block: &'a AstNode<'a>, with_code: bool) -> String {
    let mut text = String::new();
    // How many nodes around are left out.
    let mut without = 0_usize;
    for inline in block.children() {
        for edge in inline.traverse() {
            let (node, starts) = match edge {
                NodeEdge::Start(node) => (node, true),
                NodeEdge::End(node) => (node, false),
            };
            match &node.data.borrow().value {
                NodeValue::Strikethrough if with_code => {}
                NodeValue::Image(_) | NodeValue::Strikethrough if starts => without += 1,
                NodeValue::Image(_) | NodeValue::Strikethrough => {
                    without = without.saturating_sub(1);
                }
                _ if without > 0 || !starts => {}
                NodeValue::Text(words) => text.push_str(words),
                NodeValue::Code(code) if with_code => text.push_str(&code.literal),
                NodeValue::Code(_) => text.push(NOT_SAID),
                NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
                _ => {}
            }
        }
    }
    text
}

/// A word has two letters in a row, and is no address.
fn is_word(word: &&str) -> bool {
    let letters: Vec<bool> = word.chars().map(char::is_alphabetic).collect();
    let has_letters = letters.windows(2).any(|pair| pair[0] && pair[1]);
    has_letters && !word.contains("://")
}

fn is_about(heading: &str, starts: &[&str]) -> bool {
    let words: Vec<String> = heading
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    (0..words.len()).any(|from| {
        let rest = format!("{} ", words[from..].join(" "));
        starts.iter().any(|start| rest.starts_with(start))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(path: &str, text: &str) -> (usize, Vec<String>) {
        let file = TextFile::capped(path, text.to_owned(), text.len() as u64, false);
        let outline = Outline::of(&file);
        (outline.words, outline.headings)
    }

    #[test]
    fn prose_is_told_from_code_badges_and_headings() {
        let markdown = "# De app\n[![build](b.svg)](c)\nEen app voor *iedereen*.\n\n\
            ```\n# geen kop\nmake all\n```\nInstalleren\n-----------\n- stap een\n";
        assert_eq!(
            outline("README.md", markdown),
            (6, vec!["De app".into(), "Installeren".into()])
        );
        let asciidoc = "= The App\nFor all.\n\n== Usage\n";
        assert_eq!(
            outline("README.adoc", asciidoc),
            (2, vec!["The App".into(), "Usage".into()])
        );
        assert_eq!(outline("README", ""), (0, vec![]));
    }

    #[test]
    fn heading_matches_by_word_prefix() {
        let outline = Outline {
            words: 0,
            headings: vec!["📦 Installatie en gebruik".into(), "Reinstall".into()],
        };
        assert!(outline.heading_about(&["install"]).is_some());
        assert!(outline.heading_about(&["gebruik"]).is_some());
        assert!(outline.heading_about(&["stall"]).is_none());
        assert!(outline.heading_about(&["install "]).is_none());
    }
}
