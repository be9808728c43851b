//! What a fuzzer calls: each reader of foreign bytes as a function that takes any. It is there in
//! tests, which run what is kept in `fuzz/corpus`, and for `cargo fuzz` (`docs/fuzzing.md`).

use crate::exports::cells;
use crate::language::Language;
use crate::pages::check::read_shared;
use crate::pages::generator::read_file;
use crate::pages::repository::linked;
use crate::preview::draw_any;
use crate::readme::fuzzing::{render, render_post};
use crate::search::parameters::SearchParameters;
use crate::texts::Texts;
use crate::{direction, xml};

/// A reader with its name, which is that of its folder in `fuzz/corpus` too.
pub type Target = (&'static str, fn(&[u8]));

/// Each reader.
pub const TARGETS: &[Target] = &[
    ("csv_cell", csv_cell),
    ("generator_file", read_file),
    ("link", link),
    ("post", render_post),
    ("preview", draw_any),
    ("readme_html", render),
    ("search_address", search_address),
    ("shared_check", read_shared),
];

/// The target of this name.
///
/// # Panics
/// When there is none.
pub fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|(own, _)| *own == name);
    let (_, read) = target.expect("a name of the table");
    read(bytes);
}

/// A text as a cell of CSV: no spreadsheet runs it, and it comes back.
fn csv_cell(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let line = cells::line(&[text.as_ref(), "end"]);
    let cell = line
        .strip_suffix(",end\r\n")
        .expect("a cell before the last");
    let inner = cell
        .strip_prefix('"')
        .and_then(|cell| cell.strip_suffix('"'));
    let bare = inner.map_or_else(|| cell.to_owned(), |inner| inner.replace("\"\"", "\""));
    assert!(
        !bare.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']),
        "{cell:?}"
    );
    let unquoted = match cell.strip_prefix('"') {
        Some(rest) => rest.trim_end_matches('"').len() < cell.len(),
        None => !cell.contains(['"', ',', '\n', '\r']),
    };
    assert!(unquoted, "{cell:?}");
    assert!(!xml::plain(&text).contains(['\0', '\u{b}', '\u{202e}']));
    assert!(!direction::kept(&text).contains(['\u{202d}', '\u{2067}']));
}

/// An address that somebody wrote, as a link: to the web alone, and without a password.
fn link(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (_, href) = linked(&text);
    if let Some(href) = href {
        let url: url::Url = href.parse().expect("a link that was written");
        assert!(matches!(url.scheme(), "https" | "http"), "{href}");
        assert!(
            url.username().is_empty() && url.password().is_none(),
            "{href}"
        );
    }
}

/// The query of an address. What is read of it makes an address that is read as the same.
fn search_address(bytes: &[u8]) {
    let query = String::from_utf8_lossy(bytes);
    let texts = Texts::new(Language::Dutch);
    let (parameters, _) = SearchParameters::read(&query, texts);
    let address = parameters.address("/");
    let again = address.split_once('?').map_or("", |(_, query)| query);
    assert_eq!(SearchParameters::read(again, texts).0, parameters);
}

#[cfg(test)]
#[path = "../../fuzz/kept.rs"]
mod kept;

#[cfg(test)]
#[test]
fn kept_inputs_and_what_is_near_them_are_read() {
    kept::run(TARGETS);
}
