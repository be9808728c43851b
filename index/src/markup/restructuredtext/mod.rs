//! reStructuredText as Markdown, block by block, as docutils reads it: "Sections"
//! and what follows in its specification of the markup.

mod definitions;
mod directives;
mod inline;
mod tables;

use std::borrow::Cow;

use super::lines::{fence, guarded, indent};
use definitions::Definitions;

/// How deep lists, quotes and directives may nest; what lies deeper is read as
/// paragraphs.
const MAX_DEPTH: usize = 8;

pub(super) fn to_markdown(text: &str) -> String {
    let text = if text.contains('\t') {
        Cow::Owned(text.replace('\t', "    "))
    } else {
        Cow::Borrowed(text)
    };
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut reader = Reader {
        definitions: Definitions::of(&lines),
        styles: Vec::new(),
        marker: None,
        out: String::with_capacity(text.len()),
    };
    reader.blocks(&lines, "", 0);
    reader.out
}

struct Reader<'a> {
    definitions: Definitions<'a>,
    /// How titles of each level are adorned: the character, and whether there is
    /// a line above.
    styles: Vec<(u8, bool)>,
    /// What the next line begins with in the place of its prefix: the marker of
    /// a list's item.
    marker: Option<String>,
    out: String,
}

/// The character of a line that adorns a title: one of ASCII's 32 punctuation
/// marks, repeated.
fn adornment(line: &str) -> Option<u8> {
    let first = *line.as_bytes().first()?;
    (first.is_ascii_punctuation() && line.bytes().all(|byte| byte == first)).then_some(first)
}

/// Whether a line is long enough to adorn a title; docutils takes a shorter one
/// from four characters on, with a warning.
fn spans(adornment: &str, title: &str) -> bool {
    adornment.len() >= 4 || adornment.len() >= title.trim().chars().count()
}

/// Where the block of indented and blank lines that begins at `from` ends,
/// without the blank lines at its end.
fn indented_until(lines: &[&str], from: usize, least: usize) -> usize {
    let mut end = from;
    for (at, line) in lines.iter().enumerate().skip(from) {
        if line.is_empty() {
            continue;
        }
        if indent(line) < least {
            break;
        }
        end = at + 1;
    }
    end
}

/// The lines without the indentation that all of them have.
fn dedented<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let filled = lines.iter().filter(|line| !line.is_empty());
    let common = filled.map(|line| indent(line)).min().unwrap_or(0);
    lines
        .iter()
        .map(|line| line.get(common..).unwrap_or_default())
        .collect()
}

impl<'a> Reader<'a> {
    fn line(&mut self, prefix: &str, text: &str) {
        let marker = self.marker.take();
        let prefix = marker.as_deref().unwrap_or(prefix);
        if text.is_empty() {
            self.out.push_str(prefix.trim_end());
        } else {
            self.out.push_str(prefix);
            self.out.push_str(text);
        }
        self.out.push('\n');
    }

    fn blocks(&mut self, lines: &[&'a str], prefix: &str, depth: usize) {
        // Every simple table ends before this line, so that looking for an end
        // that is not there costs nothing.
        let last_border = tables::last_border(lines);
        let mut at = 0;
        while at < lines.len() {
            let line = lines[at];
            at = if line.is_empty() {
                at + 1
            } else if indent(line) > 0 {
                let end = indented_until(lines, at, 1);
                self.nested(&lines[at..end], prefix, "> ", depth);
                end
            } else if let Some(end) = self.title(lines, at, prefix, depth) {
                end
            } else if line == ".." || line.starts_with(".. ") {
                let end = indented_until(lines, at + 1, 1);
                self.explicit(&lines[at..end], prefix, depth);
                end
            } else if line.starts_with("__ ") {
                at + 1
            } else if line.starts_with(">>> ") {
                let end = block_until(lines, at, |line| !line.is_empty());
                self.code(&lines[at..end], "python", prefix);
                end
            } else if line == "|" || line.starts_with("| ") {
                let end = block_until(lines, at, |line| line.starts_with('|'));
                for line in &lines[at..end] {
                    let text = self.inline(line[1..].trim());
                    self.line(prefix, &format!("{}  ", guarded(&text)));
                }
                self.line(prefix, "");
                end
            } else if tables::is_grid_border(line) {
                let end = block_until(lines, at, |line| line.starts_with(['+', '|']));
                self.grid_table(&lines[at..end], prefix);
                end
            } else if tables::is_border(line) && last_border.is_some_and(|last| at < last) {
                let end = tables::simple_until(lines, at);
                self.simple_table(&lines[at..end], prefix);
                end
            } else if let Some((marker, width)) = list_marker(line) {
                let end = indented_until(lines, at + 1, width.min(2));
                self.item(&lines[at..end], &marker, width, prefix, depth);
                end
            } else if let Some((name, value)) = field(line) {
                let end = indented_until(lines, at + 1, 1);
                let value = [value]
                    .into_iter()
                    .chain(lines[at + 1..end].iter().copied());
                let value: Vec<&str> = value.map(str::trim).collect();
                let text = self.inline(&format!("{name}: {}", value.join(" ")));
                self.line(prefix, guarded(text.trim_end()).as_str());
                self.line(prefix, "");
                end
            } else {
                self.paragraph(lines, at, prefix, depth)
            };
        }
    }

    /// A title or a transition at `at`; gives back where it ends.
    fn title(&mut self, lines: &[&'a str], at: usize, prefix: &str, depth: usize) -> Option<usize> {
        let line = lines[at];
        let next = lines.get(at + 1).copied().unwrap_or_default();
        let (title, style, end) = if let Some(mark) = adornment(line) {
            let below = lines.get(at + 2).copied().unwrap_or_default();
            let is_title = !next.is_empty()
                && adornment(next).is_none()
                && adornment(below) == Some(mark)
                && spans(line, next);
            if is_title {
                (next, (mark, true), at + 3)
            } else if line.len() >= 4 && next.is_empty() {
                self.line(prefix, "***");
                self.line(prefix, "");
                return Some(at + 1);
            } else {
                return None;
            }
        } else {
            let mark = adornment(next)?;
            if !spans(next, line) || line.starts_with(".. ") {
                return None;
            }
            (line, (mark, false), at + 2)
        };
        // Titles stand in no list, quote or directive.
        if depth > 0 {
            return None;
        }
        let known = self.styles.iter().position(|known| *known == style);
        let level = known.unwrap_or_else(|| {
            self.styles.push(style);
            self.styles.len() - 1
        });
        let title = self.inline(title.trim());
        let marks = "#".repeat((level + 1).min(6));
        self.line(prefix, &format!("{marks} {}", title.replace('\n', " ")));
        self.line(prefix, "");
        Some(end)
    }

    /// A block within another, with something more before each line.
    fn nested(&mut self, lines: &[&'a str], prefix: &str, more: &str, depth: usize) {
        let lines = dedented(lines);
        if depth < MAX_DEPTH {
            self.blocks(&lines, &format!("{prefix}{more}"), depth + 1);
        } else {
            let words: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
            let text = self.inline(&words.join("\n"));
            self.text(&text, prefix);
        }
    }

    fn item(&mut self, lines: &[&'a str], marker: &str, width: usize, prefix: &str, depth: usize) {
        let mut content = vec![lines[0].get(width..).unwrap_or_default().trim_start()];
        content.extend(dedented(&lines[1..]));
        self.marker = Some(format!("{prefix}{marker}"));
        if depth < MAX_DEPTH {
            let more = " ".repeat(marker.len());
            self.blocks(&content, &format!("{prefix}{more}"), depth + 1);
        } else {
            let text = self.inline(&content.join("\n"));
            self.text(&text, prefix);
        }
        if self.marker.take().is_some() {
            // An item without anything in it.
            self.line(prefix, "");
        }
    }

    /// A paragraph, with the literal block or the definition that follows it;
    /// gives back where they end.
    fn paragraph(&mut self, lines: &[&'a str], at: usize, prefix: &str, depth: usize) -> usize {
        let end = block_until(lines, at, |line| !line.is_empty() && indent(line) == 0);
        let mut text = lines[at..end].join("\n");
        let is_literal = text.ends_with("::");
        let next_is_indented = lines.get(end).is_some_and(|line| !line.is_empty());
        if end == at + 1 && next_is_indented && !is_literal {
            // A term and its definition.
            let term = self.inline(&text);
            self.text(&format!("**{}**", term.trim()), prefix);
            let until = indented_until(lines, end, 1);
            self.nested(&lines[end..until], prefix, "", depth);
            return until;
        }
        if is_literal {
            text.truncate(text.len() - 2);
            let before = text.trim_end().len();
            if before == text.len() && before > 0 {
                text.push(':');
            }
            text.truncate(text.trim_end().len());
        }
        if !text.is_empty() {
            let text = self.inline(&text);
            self.text(&text, prefix);
        }
        if !is_literal {
            return end;
        }
        let from = block_until(lines, end, str::is_empty);
        let first = lines.get(from).copied().unwrap_or_default();
        let until = if indent(first) > 0 {
            indented_until(lines, from, 1)
        } else if first.starts_with(|c: char| c.is_ascii_punctuation()) {
            // A quoted literal block: each line begins with the same mark.
            let mark = &first[..1];
            block_until(lines, from, |line| line.starts_with(mark))
        } else {
            return from;
        };
        self.code(&lines[from..until], "", prefix);
        until
    }

    /// What is Markdown already, as a paragraph.
    fn text(&mut self, markdown: &str, prefix: &str) {
        for line in markdown.lines() {
            if !line.trim().is_empty() {
                self.line(prefix, &guarded(line));
            }
        }
        self.line(prefix, "");
    }

    fn code(&mut self, lines: &[&str], language: &str, prefix: &str) {
        if self.marker.is_some() {
            self.line(prefix, "");
        }
        let lines = dedented(lines);
        fence(&mut self.out, prefix, language, lines.iter().copied());
    }

    fn inline(&self, text: &str) -> String {
        inline::to_markdown(text, &self.definitions)
    }
}

/// Where the lines from `from` on stop being of one kind.
fn block_until(lines: &[&str], from: usize, is_within: impl Fn(&str) -> bool) -> usize {
    let rest = lines.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|line| is_within(line)).count()
}

/// The marker that a list's item begins with, as Markdown has it, and how wide
/// it is here.
fn list_marker(line: &str) -> Option<(String, usize)> {
    for bullet in ["-", "*", "+", "•", "‣", "⁃"] {
        if let Some(rest) = line.strip_prefix(bullet)
            && (rest.is_empty() || rest.starts_with(' '))
        {
            let spaces = if rest.is_empty() { 0 } else { indent(rest) };
            return Some(("- ".to_owned(), bullet.len() + spaces));
        }
    }
    let bare = line.strip_prefix('(').unwrap_or(line);
    let digits = match bare.strip_prefix('#') {
        Some(_) => 1,
        None => bare.bytes().take_while(u8::is_ascii_digit).count(),
    };
    let rest = bare.get(digits..)?;
    let is_closed = rest.starts_with(". ") || rest.starts_with(") ");
    if digits == 0 || digits > 9 || !is_closed {
        return None;
    }
    let number = if bare.starts_with('#') {
        "1"
    } else {
        &bare[..digits]
    };
    let width = line.len() - rest.len() + 1 + indent(&rest[1..]);
    Some((format!("{number}. "), width))
}

/// The name and value of a field, as in `:Author: somebody`.
fn field(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix(':')?.split_once(':')?;
    let is_field = !name.is_empty() && !name.starts_with(' ') && !name.contains('`');
    (is_field && (value.is_empty() || value.starts_with(' '))).then_some((name, value))
}
