//! What a README has: its prose, and its headings.

use std::borrow::Cow;

use bronwijzer_crawler::observation::TextFile;
use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};

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

fn parse<'a>(arena: &'a Arena<'a>, readme: &TextFile) -> &'a AstNode<'a> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.front_matter_delimiter = Some("---".to_owned());
    parse_document(arena, &as_markdown(readme), &options)
}

/// What a reader sees first, cut at a character, in the form of Markdown.
/// Titles of `AsciiDoc` become those of Markdown; `reStructuredText` underlines
/// its own as Markdown may.
fn as_markdown(readme: &TextFile) -> Cow<'_, str> {
    let text = &readme.text;
    let end = (0..=READ_BYTES.min(text.len()))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0);
    let text = &text[..end];
    let path = readme.path.to_lowercase();
    if !(path.ends_with(".adoc") || path.ends_with(".asciidoc")) {
        return Cow::Borrowed(text);
    }
    let line = |line: &str| {
        let title = line.trim_start_matches('=');
        let level = line.len() - title.len();
        if (1..=6).contains(&level) && title.starts_with(' ') {
            format!("{}{title}\n", "#".repeat(level))
        } else {
            format!("{line}\n")
        }
    };
    Cow::Owned(text.lines().map(line).collect())
}

/// The text of a block without the blocks and the images in it.
fn words_in<'a>(block: &'a AstNode<'a>) -> String {
    let mut text = String::new();
    for inline in block.children() {
        collect(inline, &mut text);
    }
    text
}

fn collect<'a>(inline: &'a AstNode<'a>, text: &mut String) {
    match &inline.data.borrow().value {
        NodeValue::Text(words) => text.push_str(words),
        NodeValue::Code(code) => text.push_str(&code.literal),
        NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
        NodeValue::Image(_) => {}
        _ => {
            for inner in inline.children() {
                collect(inner, text);
            }
        }
    }
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
    fn a_heading_is_found_by_the_beginning_of_a_word() {
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
