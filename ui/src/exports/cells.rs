//! Cells and lines of CSV that no spreadsheet takes for more than text.

use std::borrow::Cow;

/// What stands between the cells of RFC 4180.
pub(crate) const OF_CSV: char = ',';

/// What stands between them for Excel as it is set up in the Netherlands, which puts a file
/// with commas into one column.
pub(crate) const OF_EXCEL: char = ';';

/// By which Excel knows that a file is UTF-8.
pub(crate) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A line of CSV as RFC 4180 has it, in which no cell is a formula; [`text_of`] reads one
/// again.
pub fn line<T: AsRef<str>>(cells: &[T]) -> String {
    line_by(OF_CSV, cells)
}

/// A line of cells.
pub(crate) fn line_by<T: AsRef<str>>(separator: char, cells: &[T]) -> String {
    let mut line = String::new();
    for (at, text) in cells.iter().enumerate() {
        if at > 0 {
            line.push(separator);
        }
        push_cell(&mut line, text.as_ref());
    }
    line.push_str("\r\n");
    line
}

/// What a formula begins with, in any width in which a spreadsheet takes it.
fn begins_formula(c: char) -> bool {
    matches!(
        c,
        '=' | '+'
            | '-'
            | '@'
            | '\u{2212}'
            | '\u{fe62}'
            | '\u{fe63}'
            | '\u{fe66}'
            | '\u{fe6b}'
            | '\u{ff0b}'
            | '\u{ff0d}'
            | '\u{ff1d}'
            | '\u{ff20}'
    )
}

/// What a spreadsheet passes over at the beginning of a cell, or shows as nothing.
fn is_passed_over(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
        )
}

/// Whether a spreadsheet takes a cell for a formula, or did before apostrophes came to
/// stand in front of it.
fn is_formula(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    bare.trim_start_matches(is_passed_over)
        .starts_with(begins_formula)
        || bare.starts_with(['\t', '\r', '\n'])
}

/// The text of a cell that [`line`] wrote: without the apostrophe that makes a formula text.
#[must_use]
pub fn text_of(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => cell,
    }
}

/// Spreadsheets run what begins like a formula: an apostrophe makes it text. A NUL,
/// at which some end the text, is left out.
/// Source: OWASP, <https://owasp.org/www-community/attacks/CSV_Injection>.
fn push_cell(line: &mut String, text: &str) {
    let text = match text.contains('\0') {
        true => Cow::Owned(text.replace('\0', "")),
        false => Cow::Borrowed(text),
    };
    let guard = if is_formula(&text) { "'" } else { "" };
    // The semicolon too: it parts the cells where the comma parts decimals.
    if text.contains(['"', ',', ';', '\r', '\n']) {
        line.push('"');
        line.push_str(guard);
        for c in text.chars() {
            if c == '"' {
                line.push('"');
            }
            line.push(c);
        }
        line.push('"');
    } else {
        line.push_str(guard);
        line.push_str(&text);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{OF_CSV, line_by, push_cell};

    fn cell(text: &str) -> String {
        let mut line = String::new();
        push_cell(&mut line, text);
        line
    }

    #[test]
    fn no_cell_is_a_formula_and_none_breaks_the_line() {
        let cases = [
            ("Gemeente Utrecht", "Gemeente Utrecht"),
            ("'s-Hertogenbosch", "'s-Hertogenbosch"),
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2", "'-2"),
            ("\tx", "'\tx"),
            ("\u{ff1d}1+1", "'\u{ff1d}1+1"),
            ("\u{ff0b}1", "'\u{ff0b}1"),
            ("\u{ff0d}1", "'\u{ff0d}1"),
            ("\u{ff20}SUM(A1)", "'\u{ff20}SUM(A1)"),
            (" =1", "' =1"),
            ("\u{a0}=1", "'\u{a0}=1"),
            ("\u{feff}=1", "'\u{feff}=1"),
            ("\u{200b}\u{202e} @x", "'\u{200b}\u{202e} @x"),
            ("\u{1}\0=1", "'\u{1}=1"),
            ("a\0b = c", "ab = c"),
            (" a", " a"),
            ("a, \"b\"", "\"a, \"\"b\"\"\""),
            ("=a,b", "\"'=a,b\""),
            ("a\r\n=b", "\"a\r\n=b\""),
        ];
        for (text, expected) in cases {
            assert_eq!(cell(text), expected);
        }
    }

    fn texts() -> impl Strategy<Value = Vec<String>> {
        proptest::collection::vec("[=+@\t\r\n,;\"' a|-]{0,6}|\\PC{0,20}", 2..6)
    }

    proptest! {
        /// Another reader finds the cells again, and none begins like a formula.
        #[test]
        fn any_texts_are_cells_of_one_line(texts in texts()) {
            let line = line_by(OF_CSV, &texts);
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(line.as_bytes());
            let read: Vec<_> = reader.records().collect::<Result<_, _>>().unwrap();
            prop_assert_eq!(read.len(), 1);
            prop_assert_eq!(read[0].len(), texts.len());
            for (cell, text) in read[0].iter().zip(&texts) {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
                let guarded = cell.strip_prefix('\'').filter(|rest| rest == text);
                prop_assert!(cell == text || guarded.is_some(), "{:?} {:?}", cell, text);
            }
        }
    }
}
