//! What is drawn: a title, a sentence, an owner and labels, as SVG.

use askama::Template;

use crate::badges::width;
use crate::direction;
use crate::verdict::{Label, Tone};

/// The size that networks ask for, in pixels.
pub(crate) const WIDTH: u32 = 1200;
pub(crate) const HEIGHT: u32 = 630;

/// The free space at each side.
const MARGIN: u32 = 72;
const TITLE_SIZE: u32 = 76;
const TITLE_LINES: usize = 2;
const SUMMARY_SIZE: u32 = 40;
const SUMMARY_LINES: usize = 3;
const OWNER_SIZE: u32 = 34;
const LABEL_SIZE: u32 = 32;
/// Room for the shape in a label, and at its ends.
const LABEL_ROOM: u32 = 84;

/// A picture of a page.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) owner: String,
    pub(crate) labels: Vec<Label>,
    pub(crate) language: &'static str,
}

#[derive(Template)]
#[template(path = "preview.svg")]
pub(super) struct Drawing {
    language: &'static str,
    title: Vec<Line>,
    summary: Vec<Line>,
    owner: String,
    labels: Vec<DrawnLabel>,
}

/// A line of text, and where it stands.
struct Line {
    y: u32,
    text: String,
}

/// A label, and where it stands.
struct DrawnLabel {
    x: u32,
    width: u32,
    line: &'static str,
    area: &'static str,
    field: &'static str,
    words: &'static str,
    text: String,
}

impl Picture {
    pub(super) fn drawing(&self) -> Drawing {
        let mut y = 190;
        let mut lines = |text: &str, size: u32, limit: usize, leading: u32| {
            let lines = wrapped(text, size, WIDTH - 2 * MARGIN, limit);
            let lines = lines.into_iter().map(|text| {
                y += leading;
                Line { y, text }
            });
            let lines: Vec<Line> = lines.collect();
            y += leading / 4;
            lines
        };
        let title = lines(&self.title, TITLE_SIZE, TITLE_LINES, 84);
        let summary = lines(&self.summary, SUMMARY_SIZE, SUMMARY_LINES, 52);
        let mut x = MARGIN;
        let labels = self.labels.iter().map(|label| {
            let text = clipped(&label.text, LABEL_SIZE, WIDTH / 3);
            let (field, words) = colours(label.tone);
            let drawn = DrawnLabel {
                x,
                width: width(&text, LABEL_SIZE) + LABEL_ROOM,
                line: label.shape.line(),
                area: label.shape.area(),
                field,
                words,
                text,
            };
            x += drawn.width + 24;
            drawn
        });
        Drawing {
            language: self.language,
            labels: labels.collect(),
            title,
            summary,
            owner: clipped(&self.owner, OWNER_SIZE, WIDTH / 2),
        }
    }

    /// All that it says, for who does not see it.
    pub(crate) fn says(&self) -> String {
        let labels = self.labels.iter().map(|label| label.text.as_str());
        let parts = [&self.title, &self.summary, &self.owner].map(String::as_str);
        let parts = parts
            .into_iter()
            .chain(labels)
            .filter(|part| !part.is_empty());
        parts.map(plain).collect::<Vec<_>>().join(" · ")
    }
}

/// The field of a label and the words on it: the tokens of the light scheme.
fn colours(tone: Tone) -> (&'static str, &'static str) {
    match tone {
        Tone::Positive => ("#e3f4e8", "#166b37"),
        Tone::Info => ("#e4effa", "#1f5f9e"),
        Tone::Warning => ("#fff0db", "#8a4b00"),
        Tone::Negative => ("#fce8e6", "#9c241d"),
        Tone::Neutral => ("#ecf0f1", "#55666e"),
    }
}

/// A text without characters that XML does not have or that turn the direction of writing.
fn plain(text: &str) -> String {
    let is_plain = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let text = direction::kept(text);
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.chars().filter(is_plain).collect()
}

/// The text in lines that fit, at most so many: what is too long ends in an ellipsis.
fn wrapped(text: &str, size: u32, room: u32, limit: usize) -> Vec<String> {
    let text = plain(text);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match longer.filter(|line| width(line, size) <= room) {
            Some(line) => {
                lines.pop();
                lines.push(line);
            }
            None if lines.len() < limit => lines.push(word.to_owned()),
            None => {
                // There is more than fits.
                if let Some(last) = lines.last_mut() {
                    last.push_str(" …");
                }
                break;
            }
        }
    }
    lines.iter().map(|line| clipped(line, size, room)).collect()
}

/// The start of a text that fits; what is too long ends in an ellipsis.
fn clipped(text: &str, size: u32, room: u32) -> String {
    let text = plain(text);
    if width(&text, size) <= room {
        return text;
    }
    let mut shown = String::new();
    for c in text.chars() {
        if width(&format!("{shown}{c}…"), size) > room {
            break;
        }
        shown.push(c);
    }
    format!("{}…", shown.trim_end_matches([' ', '…', '.', ',']))
}

/// For the fuzzer: any bytes as the title, the sentence, the owner and the label of a picture. It
/// is well-formed, and no longer than what fits.
#[cfg(any(test, fuzzing))]
pub(crate) fn draw_any(bytes: &[u8]) {
    let input = String::from_utf8_lossy(bytes);
    let mut parts = input.split('\n').map(str::to_owned);
    let mut next = || parts.next().unwrap_or_default();
    let picture = Picture {
        title: next(),
        summary: next(),
        owner: next(),
        labels: Vec::new(),
        language: "nl",
    };
    let svg = picture.drawing().render().expect("a drawing");
    assert!(svg.len() < 64 * 1024, "{}", svg.len());
    assert!(
        resvg::usvg::roxmltree::Document::parse(&svg).is_ok(),
        "{svg}"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_what_is_too_long_is_clipped() {
        let words = "woord ".repeat(200);
        let lines = wrapped(&words, SUMMARY_SIZE, 1000, 3);
        assert_eq!(lines.len(), 3);
        assert!(lines[2].ends_with('…'), "{lines:?}");
        assert!(lines.iter().all(|line| width(line, SUMMARY_SIZE) <= 1000));
        let long = wrapped(&"x".repeat(100_000), TITLE_SIZE, 1000, 2);
        assert_eq!(long.len(), 1);
        assert!(long[0].ends_with("x…") && width(&long[0], TITLE_SIZE) <= 1000);
        assert_eq!(wrapped(" \u{202e}a\u{0}\n b ", 40, 1000, 2), ["a b"]);
        assert!(wrapped("", 40, 1000, 2).is_empty());
    }

    #[test]
    fn markup_in_a_text_stays_text() {
        let picture = Picture {
            title: "<image href='file:///etc/passwd'/> & co".to_owned(),
            summary: "]]></text><script/>".to_owned(),
            owner: String::new(),
            labels: Vec::new(),
            language: "nl",
        };
        let svg = picture.drawing().render().unwrap();
        assert!(!svg.contains("<image") && !svg.contains("<script"), "{svg}");
    }
}
