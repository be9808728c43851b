//! What a README has: its prose, and its headings with what stands beneath them.

mod filler;
mod opening;

use std::ops::RangeInclusive;

use bronwijzer_crawler::observation::TextFile;
use comrak::arena_tree::NodeEdge;
use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};

use super::natural_language;
use crate::markup;

/// How much is read, in bytes: who has to read further was not told.
const READ_BYTES: usize = 16 * 1024;

/// A README without its code, badges and pictures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Outline {
    /// Words of prose, without those of templates.
    pub(crate) words: usize,
    /// The headings, in order.
    pub(crate) sections: Vec<Section>,
    /// The sentence that says what the software is.
    pub(crate) opening: Option<Opening>,
}

/// A sentence of a README, and its language where that can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opening {
    pub(crate) text: String,
    pub(crate) language: Option<&'static str>,
}

/// A heading and what stands beneath it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) heading: String,
    level: u8,
    /// Whether anything stands beneath it, up to the next heading, that is neither a
    /// template nor a mark of work to be done.
    pub(crate) has_content: bool,
}

impl Outline {
    /// Counts the words of prose: not those in headings, code, HTML and the
    /// addresses of links and images, nor a link around an image (a badge).
    pub(crate) fn of(readme: &TextFile) -> Self {
        let arena = Arena::new();
        let root = parse(&arena, readme);
        let mut outline = Self::default();
        let mut opening = None;
        let mut tally = natural_language::Tally::default();
        for block in root.descendants() {
            let has_content = match &block.data.borrow().value {
                NodeValue::Heading(heading) => {
                    outline.sections.push(Section {
                        heading: words_in(block).trim().to_owned(),
                        level: heading.level,
                        has_content: false,
                    });
                    false
                }
                value @ (NodeValue::Paragraph | NodeValue::TableCell) => {
                    let text = words_in(block);
                    tally.add(&text);
                    let is_own = matches!(value, NodeValue::Paragraph)
                        && block.parent().is_some_and(|parent| parent.same_node(root));
                    if opening.is_none() && is_own && outline.is_introduced() {
                        opening = opening::sentence(&text);
                    }
                    let is_filler = filler::is_filler(&text);
                    if !is_filler {
                        outline.words += text.split_whitespace().filter(is_word).count();
                    }
                    !is_filler || has_link(block) && text.trim().is_empty()
                }
                NodeValue::CodeBlock(code) => !code.literal.trim().is_empty(),
                NodeValue::HtmlBlock(html) => has_text(&html.literal),
                _ => false,
            };
            if let Some(section) = outline.sections.last_mut() {
                section.has_content |= has_content;
            }
        }
        outline.opening = opening.map(|text| Opening {
            language: natural_language::language_of_text(&text).or(tally.language()),
            text,
        });
        outline
    }

    /// Whether what comes next is about the whole: it stands before the second heading, or
    /// beneath one that introduces.
    fn is_introduced(&self) -> bool {
        let last = self.sections.last();
        self.sections.len() <= 1
            || last.is_some_and(|section| opening::is_introduction(&section.heading))
    }

    /// The heading of the whole.
    pub(crate) fn title(&self) -> Option<&str> {
        let first = self.sections.first()?;
        (first.level == 1).then_some(first.heading.as_str())
    }

    /// The first heading with content beneath it that has one of these words, in lower
    /// case. One with a `*` behind it is the beginning of a word.
    pub(crate) fn heading_about(&self, words: &[&str]) -> Option<&str> {
        let mut sections = self.sections.iter().enumerate();
        let (_, section) = sections
            .find(|(at, section)| is_about(&section.heading, words) && self.has_content(*at))?;
        Some(&section.heading)
    }

    /// Whether anything stands beneath a heading, or beneath those below it.
    fn has_content(&self, at: usize) -> bool {
        let level = self.sections[at].level;
        let below = self.sections[at + 1..].iter();
        let mut below = below.take_while(|section| section.level > level);
        self.sections[at].has_content || below.any(|section| section.has_content)
    }
}

/// Whether a link leads out of a block: an address alone is content too.
fn has_link<'a>(block: &'a AstNode<'a>) -> bool {
    let mut inner = block.descendants();
    inner.any(|node| matches!(node.data.borrow().value, NodeValue::Link(_)))
}

/// Whether HTML has any text between its tags.
fn has_text(html: &str) -> bool {
    let mut is_tag = false;
    html.chars().any(|c| {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            _ => return !is_tag && c.is_alphabetic(),
        }
        false
    })
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

/// The text that a reader sees, code too, of the first `bytes` of a README: not what its
/// source alone has, such as addresses, tags and comments.
pub(crate) fn visible_text(readme: &TextFile, bytes: usize) -> String {
    let arena = Arena::new();
    let root = parse_start(&arena, readme, bytes);
    let mut visible = String::new();
    for block in root.descendants() {
        match &block.data.borrow().value {
            NodeValue::Heading(_) | NodeValue::Paragraph | NodeValue::TableCell => {
                visible.push_str(&words_in(block));
            }
            NodeValue::CodeBlock(code) => visible.push_str(&code.literal),
            NodeValue::HtmlBlock(html) => push_text(&mut visible, &html.literal),
            _ => continue,
        }
        visible.push('\n');
    }
    visible
}

/// Adds the text of HTML without its tags and comments.
fn push_text(text: &mut String, html: &str) {
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        let end = if tag.starts_with("!--") { "-->" } else { ">" };
        rest = tag.split_once(end).map_or("", |(_, after)| after);
        // Words on two sides of a tag are two.
        text.push(' ');
    }
    text.push_str(rest);
}

/// A heading, a paragraph or a cell, as its writer's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Passage {
    /// The heading that it stands under; empty before the first. Of a heading
    /// itself, the one before it.
    pub(crate) section: String,
    /// The words alone. What stands in code is one [`NOT_SAID`].
    pub(crate) text: String,
    /// The words with one of [`MARKERS`] behind each link, and in the place of code and of an
    /// address that stands there as such.
    pub(crate) marked: String,
    /// What the markers stand for, in their order.
    pub(crate) shown: Vec<Shown>,
    /// Whether it is a heading.
    pub(crate) is_heading: bool,
}

/// What a text shows beside its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shown {
    /// A link, by its address.
    Link(String),
    /// Code, as it stands there.
    Code(String),
}

/// Characters that stand for what a text shows, the first one for the first. They have no
/// meaning of their own in Unicode.
pub(crate) const MARKERS: RangeInclusive<char> = '\u{e000}'..='\u{efff}';

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
        let (marked, shown) = marked_in(block);
        let text = said(&marked, &shown);
        let next = is_heading.then(|| text.clone());
        passages.push(Passage {
            section: section.clone(),
            text,
            marked,
            shown,
            is_heading,
        });
        section = next.unwrap_or(section);
    }
    passages
}

fn is_notice<'a>(quote: &'a AstNode<'a>) -> bool {
    let first = quote.first_child().map(|first| {
        let (marked, shown) = marked_in(first);
        said(&marked, &shown)
    });
    let first = first.unwrap_or_default();
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
    options.extension.autolink = true;
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
///
/// Goes by the edges of nodes and not by recursion: emphasis nests as deep as a
/// text likes.
fn words_in<'a>(block: &'a AstNode<'a>) -> String {
    let mut text = String::new();
    // How many images are around.
    let mut within = 0_usize;
    for inline in block.children() {
        for edge in inline.traverse() {
            let (node, starts) = match edge {
                NodeEdge::Start(node) => (node, true),
                NodeEdge::End(node) => (node, false),
            };
            match &node.data.borrow().value {
                NodeValue::Image(_) if starts => within += 1,
                NodeValue::Image(_) => within = within.saturating_sub(1),
                _ if within > 0 || !starts => {}
                NodeValue::Text(words) => text.push_str(words),
                NodeValue::Code(code) => text.push_str(&code.literal),
                NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
                _ => {}
            }
        }
    }
    text
}

/// What a block says itself, without what is struck through, with a marker for each link and
/// each piece of code.
fn marked_in<'a>(block: &'a AstNode<'a>) -> (String, Vec<Shown>) {
    let mut text = String::new();
    let mut shown = Vec::new();
    let mark = |text: &mut String, shown: &mut Vec<Shown>, what: Shown| {
        let number = u32::try_from(shown.len()).unwrap_or(u32::MAX);
        let marker = u32::from(*MARKERS.start()).checked_add(number);
        let marker = marker.and_then(char::from_u32);
        text.push(marker.filter(|c| MARKERS.contains(c)).unwrap_or(NOT_SAID));
        shown.push(what);
    };
    // How many nodes around are left out, and where links begin.
    let mut without = 0_usize;
    let mut links = Vec::new();
    for inline in block.children() {
        for edge in inline.traverse() {
            let (node, starts) = match edge {
                NodeEdge::Start(node) => (node, true),
                NodeEdge::End(node) => (node, false),
            };
            match &node.data.borrow().value {
                NodeValue::Image(_) | NodeValue::Strikethrough if starts => without += 1,
                NodeValue::Image(_) | NodeValue::Strikethrough => {
                    without = without.saturating_sub(1);
                }
                _ if without > 0 => {}
                NodeValue::Link(_) if starts => links.push(text.len()),
                NodeValue::Link(link) => {
                    let start = links.pop().unwrap_or(text.len());
                    let words = text.get(start..).unwrap_or_default().trim();
                    let address = link.url.split_once("://").map(|(_, rest)| rest);
                    if words == link.url || address == Some(words) {
                        text.truncate(start);
                    }
                    mark(&mut text, &mut shown, Shown::Link(link.url.clone()));
                }
                _ if !starts => {}
                NodeValue::Text(words) => {
                    text.extend(words.chars().filter(|c| !MARKERS.contains(c)));
                }
                NodeValue::Code(code) => {
                    mark(&mut text, &mut shown, Shown::Code(code.literal.clone()));
                }
                NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
                _ => {}
            }
        }
    }
    (text, shown)
}

/// The words of a marked text alone.
fn said(marked: &str, shown: &[Shown]) -> String {
    let word = |c: char| {
        let at = u32::from(c).checked_sub(u32::from(*MARKERS.start()));
        match at.and_then(|at| shown.get(usize::try_from(at).ok()?)) {
            Some(Shown::Link(_)) => None,
            Some(Shown::Code(_)) => Some(NOT_SAID),
            None => Some(c),
        }
    };
    marked.chars().filter_map(word).collect()
}

/// A word has two letters in a row, and is no address.
fn is_word(word: &&str) -> bool {
    let letters: Vec<bool> = word.chars().map(char::is_alphabetic).collect();
    let has_letters = letters.windows(2).any(|pair| pair[0] && pair[1]);
    has_letters && !word.contains("://")
}

fn is_about(heading: &str, words: &[&str]) -> bool {
    let heading: Vec<String> = heading
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    (0..heading.len()).any(|from| {
        let rest = format!("{} ", heading[from..].join(" "));
        words.iter().any(|word| match word.strip_suffix('*') {
            Some(start) => rest.starts_with(start),
            None => rest
                .strip_prefix(word)
                .is_some_and(|rest| rest.starts_with(' ')),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(path: &str, text: &str) -> (usize, Vec<String>) {
        let file = TextFile::capped(path, text.to_owned(), text.len() as u64, false);
        let outline = Outline::of(&file);
        let headings = outline.sections.into_iter().map(|section| section.heading);
        (outline.words, headings.collect())
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
    fn visible_text_is_what_a_page_would_show() {
        let markdown = "<!-- intern: geheim -->\n<h1 align=\"center\">Open<b>Zaak</b></h1>\n\n\
            Zie de [gids](https://docs.example/verborgen \"titel\") en `cargo run`.\n\n\
            | kop |\n|---|\n| cel |\n\n```sh\nmake all\n```\n\n[verwijzing]: https://elders.example\n";
        let file = TextFile::capped("README.md", markdown.to_owned(), 1, false);
        let visible = visible_text(&file, 1 << 15);
        let words: Vec<&str> = visible.split_whitespace().collect();
        let expected = "Open Zaak Zie de gids en cargo run. kop cel make all";
        assert_eq!(words.join(" "), expected);
        // Wherever it is cut: in a character, a tag or a comment.
        for bytes in 0..markdown.len() {
            assert!(visible_text(&file, bytes).len() <= markdown.len() + 10);
        }
    }

    #[test]
    fn heading_matches_by_whole_words() {
        let section = |heading: &str| Section {
            heading: heading.into(),
            level: 2,
            has_content: true,
        };
        let outline = Outline {
            words: 0,
            sections: vec![
                section("📦 Installatie en gebruik"),
                section("Auteursrecht"),
            ],
            opening: None,
        };
        for words in ["install*", "gebruik", "installatie en"] {
            assert!(outline.heading_about(&[words]).is_some(), "{words}");
        }
        for words in ["install", "stall*", "auteurs", "gebruiken"] {
            assert!(outline.heading_about(&[words]).is_none(), "{words}");
        }
    }

    #[test]
    fn heading_counts_by_what_stands_beneath_it() {
        let has = |text: &str| {
            let file = TextFile::capped("README.md", text.to_owned(), 1, false);
            Outline::of(&file).heading_about(&["usage"]).is_some()
        };
        for text in [
            "## Usage\nOpen the page.",
            "## Usage\n\n```\nmake\n```",
            "## Usage\n### For all\n- open it",
            "## Usage\n<p>Open it</p>",
            "## Usage\n<https://example.org>",
            "## Usage\nTODO\n\nOpen the page.",
            "## Usage\n\n## Usage\nOpen it",
        ] {
            assert!(has(text), "{text}");
        }
        for text in [
            "## Usage",
            "## Usage\n## Licence\nEUPL",
            "## Usage\nTODO: write this",
            "## Usage\nComing soon\n\n### Example\nTBD",
            "## Usage\n<!-- how to use it -->",
            "## Usage\nUse examples liberally, and show the expected output if you can.",
            "# The app\nIt is nice.",
        ] {
            assert!(!has(text), "{text}");
        }
    }

    #[test]
    fn unfilled_template_explains_nothing() {
        let template = "# My project\n\n## Name\nChoose a self-explaining name for your project.\n\n\
            ## Installation\nWithin a particular ecosystem, there may be a common way of installing things.";
        assert_eq!(outline("README.md", template).0, 0);
    }
}
