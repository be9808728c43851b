//! Whether a README explains: enough prose, and a heading that says what is
//! explained. Measured, so that anybody can count it after us; it is no verdict
//! on how good the text is.

use std::borrow::Cow;

use bronwijzer_crawler::observation::{FileKind, TextFile};
use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};

use super::figures::{Looked, file};
use super::{Facts, Outcome};
use crate::assess::{Fact, Reason, Verdict};

/// How much is read, in bytes: who has to read further was not told.
const READ_BYTES: usize = 16 * 1024;

/// With so many words of prose a README explains when a heading says so too.
const WORDS: usize = 50;

/// With so many words it explains without any heading.
const WORDS_WITHOUT_HEADING: usize = 150;

/// Beginnings of words in headings under which it is said what this is, what
/// it is for or how to use it, in Dutch and in English.
const EXPLAINING: &[&str] = &[
    "aan de slag",
    "about",
    "achtergrond",
    "background",
    "bedoel",
    "beschrijving",
    "bouw",
    "build",
    "context",
    "deploy",
    "description",
    "develop",
    "docker",
    "documentati",
    "doel",
    "draaien",
    "features",
    "functionaliteit",
    "gebruik",
    "getting started",
    "goal",
    "hoe",
    "how",
    "inleiding",
    "install",
    "introduc",
    "lokaal",
    "ontwikkel",
    "over ",
    "overview",
    "overzicht",
    "purpose",
    "quick start",
    "quickstart",
    "requirements",
    "run",
    "setup",
    "set up",
    "start",
    "toelichting",
    "usage",
    "use",
    "using",
    "vereisten",
    "waarom",
    "waarvoor",
    "wat ",
    "what",
    "why",
];

/// What is counted in a README.
#[derive(Debug, Default)]
struct Counted {
    words: usize,
    explaining: Option<String>,
}

/// Judges the README.
pub(super) fn explains(facts: &Facts<'_>) -> Verdict<Outcome> {
    let (value, reason) = match &facts.observation.readme {
        Some(readme) => of_text(readme),
        None => match file(facts.observation, FileKind::Readme) {
            Looked::Absent => (Outcome::Failed, Reason::new("no_readme", [])),
            Looked::Found(_) | Looked::Unlisted => {
                (Outcome::Unknown, Reason::new("readme_not_read", []))
            }
        },
    };
    Verdict {
        value,
        reasons: vec![reason],
    }
}

fn of_text(readme: &TextFile) -> (Outcome, Reason) {
    let counted = count(readme);
    let words = (
        "count",
        Fact::Number(i64::try_from(counted.words).unwrap_or(i64::MAX)),
    );
    match counted.explaining {
        Some(heading) if counted.words >= WORDS => (
            Outcome::Passed,
            Reason::new(
                "readme_with_heading",
                [words, ("heading", Fact::Text(heading))],
            ),
        ),
        _ if counted.words >= WORDS_WITHOUT_HEADING => {
            (Outcome::Passed, Reason::new("readme_long", [words]))
        }
        _ if counted.words >= WORDS => (
            Outcome::Failed,
            Reason::new("readme_without_heading", [words]),
        ),
        _ => (Outcome::Failed, Reason::new("readme_short", [words])),
    }
}

/// Counts the words of prose: not those in headings, code, HTML and the
/// addresses of links and images, nor a link around an image (a badge).
fn count(readme: &TextFile) -> Counted {
    let text = as_markdown(readme);
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.front_matter_delimiter = Some("---".to_owned());
    let arena = Arena::new();
    let root = parse_document(&arena, &text, &options);
    let mut counted = Counted::default();
    for block in root.descendants() {
        match &block.data.borrow().value {
            NodeValue::Heading(_) => {
                let heading = words_in(block);
                if counted.explaining.is_none() && is_explaining(&heading) {
                    counted.explaining = Some(heading.trim().chars().take(80).collect());
                }
            }
            NodeValue::Paragraph | NodeValue::TableCell => {
                counted.words += words_in(block).split_whitespace().filter(is_word).count();
            }
            _ => {}
        }
    }
    counted
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

fn is_explaining(heading: &str) -> bool {
    // A space at the end lets `wat ` stand for the word alone.
    let words: Vec<String> = heading
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    (0..words.len()).any(|from| {
        let rest = format!("{} ", words[from..].join(" "));
        EXPLAINING.iter().any(|start| rest.starts_with(start))
    })
}
