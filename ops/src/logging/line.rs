//! One event is one line that shows what it holds: what others wrote begins no line of its own,
//! moves no cursor, turns no direction of writing, and goes on without end in none.

use std::borrow::Cow;
use std::io::{self, Write};

use serde_json::Value;

use crate::config::LogFormat;

/// The longest line, in bytes, and in JSON the longest text in one that is longer.
const LONGEST_LINE: usize = 16 * 1024;
const LONGEST_TEXT: usize = 1024;

/// Whether a character is shown as its number: it controls a terminal, ends a line, or turns the
/// direction of what follows.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}'
                | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
}

/// A text for a terminal: lines stay, and what else a terminal would obey is shown as Rust writes
/// it, as in `\u{1b}`.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    shown(text, |c| c == '\n' || c == '\t' || !is_hidden(c))
}

fn shown(text: &str, is_plain: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.chars().all(&is_plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_plain(c) {
            out.push(c);
        } else {
            out.extend(c.escape_default());
        }
    }
    Cow::Owned(out)
}

/// The start of a text, of so many bytes at most.
fn start(text: &str, longest: usize) -> &str {
    let mut ends = (0..=longest.min(text.len())).rev();
    let end = ends.find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or_default()]
}

/// Writes events, each of which comes in one piece and ends in a line feed.
pub(super) struct Lines<W> {
    pub(super) to: W,
    pub(super) format: LogFormat,
    /// Whether colours are written, which begin with an escape. Those of others were taken out
    /// where their text was put in.
    pub(super) is_coloured: bool,
}

impl<W> Lines<W> {
    fn line(&self, event: &str) -> String {
        let event = event.strip_suffix('\n').unwrap_or(event);
        match self.format {
            LogFormat::Json => json(event),
            LogFormat::Text => self.text(event),
        }
    }

    fn text(&self, event: &str) -> String {
        let kept = start(event, LONGEST_LINE);
        let is_plain = |c| !is_hidden(c) || self.is_coloured && c == '\u{1b}';
        let mut line = shown(kept, is_plain).into_owned();
        if kept.len() < event.len() {
            line.push_str(&format!("… ({} bytes more)", event.len() - kept.len()));
        }
        line
    }
}

/// A line of JSON is cut within its texts, so that it stays JSON, and has the escapes of JSON.
fn json(event: &str) -> String {
    let mut line = event.to_owned();
    if event.len() > LONGEST_LINE {
        let mut value =
            serde_json::from_str(event).unwrap_or_else(|_| Value::from(start(event, LONGEST_TEXT)));
        cut(&mut value);
        line = value.to_string();
    }
    if line.contains(is_hidden) {
        // They stand in texts alone, and JSON writes those below U+0020 as escapes already.
        line = line.chars().fold(String::new(), |mut line, c| {
            match is_hidden(c) {
                true => line.push_str(&format!("\\u{:04x}", u32::from(c))),
                false => line.push(c),
            }
            line
        });
    }
    line
}

fn cut(value: &mut Value) {
    match value {
        Value::String(text) if text.len() > LONGEST_TEXT => {
            let kept = start(text, LONGEST_TEXT);
            *text = format!("{kept}… ({} bytes more)", text.len() - kept.len());
        }
        Value::Array(values) => values.iter_mut().for_each(cut),
        Value::Object(values) => values.values_mut().for_each(cut),
        _ => {}
    }
}

impl<W: Write> Write for Lines<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let mut line = self.line(&String::from_utf8_lossy(event));
        line.push('\n');
        self.to.write_all(line.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use tracing_subscriber::fmt;
    use tracing_subscriber::prelude::*;

    use super::super::tests::Buffer;
    use super::*;

    /// What is logged of a text, as one event.
    fn logged(text: &str, format: LogFormat, is_coloured: bool) -> String {
        let buffer = Buffer::default();
        let to = buffer.clone();
        let layer = fmt::layer()
            .with_ansi(is_coloured)
            .with_writer(move || Lines {
                to: to.clone(),
                format,
                is_coloured,
            });
        let layer = match format {
            LogFormat::Text => layer.boxed(),
            LogFormat::Json => layer.json().boxed(),
        };
        let subscriber = tracing_subscriber::registry().with(layer);
        tracing::subscriber::with_default(subscriber, || {
            tracing::warn!(named = text, "{text}");
        });
        buffer.text()
    }

    const HOSTILE: &str = "a\n2026-01-01 ERROR forged\r\u{1b}[2J\u{9b}2J\u{7}\0\u{202e}b\u{2028}c";

    #[test]
    fn hostile_text_stays_within_its_line() {
        for (format, is_coloured) in [
            (LogFormat::Text, false),
            (LogFormat::Text, true),
            (LogFormat::Json, false),
        ] {
            let written = logged(HOSTILE, format, is_coloured);
            assert_eq!(written.matches('\n').count(), 1, "{written:?}");
            for obeyed in ["\r", "\u{1b}[2J", "\u{9b}", "\u{7}", "\0"] {
                assert!(!written.contains(obeyed), "{obeyed:?} in {written:?}");
            }
        }
        let text = logged(HOSTILE, LogFormat::Text, false);
        assert!(
            !text.contains(['\u{202e}', '\u{2028}', '\u{1b}']),
            "{text:?}"
        );
        assert!(text.contains("forged"), "{text:?}");
        let json = logged(HOSTILE, LogFormat::Json, false);
        let json: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["fields"]["named"], HOSTILE);
    }

    #[test]
    fn endless_text_is_cut_and_json_stays_json() {
        let endless = "é".repeat(1_000_000);
        let text = logged(&endless, LogFormat::Text, false);
        assert!(text.len() < LONGEST_LINE + 100, "{}", text.len());
        assert!(text.trim_end().ends_with("bytes more)"));
        let json = logged(&endless, LogFormat::Json, false);
        assert!(json.len() < LONGEST_LINE, "{}", json.len());
        let json: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["level"], "WARN");
    }

    #[test]
    fn terminal_shows_what_it_would_obey() {
        assert_eq!(visible("a\n\tb é"), "a\n\tb é");
        assert_eq!(visible("\u{1b}[31m\r\u{202e}"), "\\u{1b}[31m\\r\\u{202e}");
    }
}
