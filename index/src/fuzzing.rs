//! What a fuzzer calls: each reader of foreign bytes as a function that takes any. It is there in
//! tests, which run what is kept in `fuzz/corpus`, and for `cargo fuzz` (`docs/fuzzing.md`).

use std::str::FromStr;

use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::observation::{Observation, Source, TextFile};
use chrono::{DateTime, Days, Utc};

use crate::assess::{self, publiccode};
use crate::catalogue::WorkPlace;
use crate::community::fuzzing::{community_text, scan, statement};
use crate::markup;
use crate::model::{ChangeCursor, Scope};
use crate::search::{Cursor, Highlighter};
use crate::store::fuzzing::catalogue_file;

/// A reader with its name, which is that of its folder in `fuzz/corpus` too.
pub type Target = (&'static str, fn(&[u8]));

/// Each reader.
pub const TARGETS: &[Target] = &[
    ("catalogue_file", catalogue_file),
    ("community_text", community_text),
    ("cursor", cursor),
    ("licence", licence),
    ("markup", markup),
    ("publiccode", publiccode),
    ("query", query),
    ("readme", readme),
    ("scan", scan),
    ("statement", statement),
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

/// The moment at which all is judged.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Days::new(20_000)
}

/// A repository of which nothing is known.
fn bare() -> Observation {
    let url = "https://github.com/minvws/example".parse();
    let url: bronwijzer_crawler::address::RepositoryUrl = url.expect("an address");
    let id = RepositoryId::new(url.host().clone(), "1");
    Observation::bare(id, url, now(), Source::Sample)
}

/// The names of a README of each markup, chosen by the first byte of an input.
const READMES: &[&str] = &[
    "README.md",
    "README.rst",
    "README.adoc",
    "README.org",
    "README.mediawiki",
    "README.textile",
    "README",
];

/// What an input says of a README: its path and its text.
fn readme_of(bytes: &[u8]) -> (&'static str, String) {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let path = READMES[usize::from(first.wrapping_sub(b'0')) % READMES.len()];
    (path, String::from_utf8_lossy(rest).into_owned())
}

/// A text in each markup as Markdown, which is no longer than in proportion to it.
fn markup(bytes: &[u8]) {
    let (path, text) = readme_of(bytes);
    let markdown = markup::to_markdown(path, &text);
    let bound = 16 * text.len() + 512 * 1024;
    assert!(
        markdown.len() <= bound,
        "{} of {}",
        markdown.len(),
        text.len()
    );
}

/// All that is judged by a README: what it has, says of its end, seeks, refers to and is about.
fn readme(bytes: &[u8]) {
    let (path, text) = readme_of(bytes);
    let length = text.len() as u64;
    let mut observation = bare();
    observation.description = text.lines().next().map(str::to_owned);
    observation.readme = Some(TextFile::capped(path, text, length, false));
    observation.bound();
    let _ = assess::assess(&observation, now());
}

/// A licence by its text, and by the REUSE file that names one.
fn licence(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let length = bytes.len() as u64;
    let file = |path: &str| Some(TextFile::capped(path, text.clone(), length, false));
    let mut observation = bare();
    observation.licence_text = file("LICENSE");
    observation.reuse = file("REUSE.toml");
    observation.bound();
    let _ = assess::assess(&observation, now());
    observation.reuse = file(".reuse/dep5");
    observation.licence_text = None;
    let _ = assess::assess(&observation, now());
}

/// A publiccode.yml: what it says, and what a check finds, which is not endless.
fn publiccode(bytes: &[u8]) {
    let check = publiccode::check(bytes, now().date_naive());
    assert!(check.findings.len() <= publiccode::MAX_FINDINGS + 1);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let mut observation = bare();
        let length = text.len() as u64;
        observation.publiccode = Some(TextFile::capped(
            "publiccode.yml",
            text.to_owned(),
            length,
            false,
        ));
        observation.bound();
        let _ = assess::assess(&observation, now());
    }
}

/// A query in its first line, and a text to look for it in. A mark leaves the text as it was.
fn query(bytes: &[u8]) {
    let input = String::from_utf8_lossy(bytes);
    let (query, text) = input.split_once('\n').unwrap_or((&input, &input));
    let highlighter = Highlighter::new(query);
    if let Some(pieces) = highlighter.mark(text) {
        let marked: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(marked, text);
    }
    let _ = highlighter.mark_name(text);
    let length = text.len() as u64;
    let readme = TextFile::capped("README.md", text.to_owned(), length, false);
    let _ = highlighter.excerpt(&readme);
}

/// What pages and lists go on behind. What is read is written in the same way again.
fn cursor(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(cursor) = text.parse::<Cursor>() {
        assert!(Cursor::from_str(&cursor.to_string()).is_ok());
    }
    if let Ok(scope) = text.parse::<Scope>() {
        assert_eq!(scope.to_string().parse().as_ref(), Ok(&scope));
    }
    let _ = (text.parse::<ChangeCursor>(), text.parse::<WorkPlace>());
}

#[cfg(test)]
#[path = "../../fuzz/kept.rs"]
mod kept;

#[cfg(test)]
#[test]
fn kept_inputs_and_what_is_near_them_are_read() {
    kept::run(TARGETS);
}
