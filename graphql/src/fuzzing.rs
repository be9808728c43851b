//! What a fuzzer calls: each reader of foreign bytes as a function that takes any. It is there in
//! tests, which run what is kept in `fuzz/corpus`, and for `cargo fuzz` (`docs/fuzzing.md`).

use async_graphql::parser::parse_query;
use poem::http::{HeaderMap, HeaderValue, header};

use crate::caching::EntityTag;
use crate::limits::Limits;

/// A reader with its name, which is that of its folder in `fuzz/corpus` too.
pub type Target = (&'static str, fn(&[u8]));

/// Each reader.
pub const TARGETS: &[Target] = &[("document", document), ("entity_tags", entity_tags)];

/// The target of this name.
///
/// # Panics
/// When there is none.
pub fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|(own, _)| *own == name);
    let (_, read) = target.expect("a name of the table");
    read(bytes);
}

/// A document of GraphQL, as far as it is read before it is validated.
fn document(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let limits = Limits::default();
    if limits.check_text(&text).is_err() {
        return;
    }
    if let Ok(document) = parse_query(&*text) {
        let _ = limits.check_document(&document);
    }
}

/// The header of a conditional request.
fn entity_tags(bytes: &[u8]) {
    let tag = EntityTag::of(&[b"state"]);
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_bytes(bytes) {
        headers.insert(header::IF_NONE_MATCH, value);
    }
    let _ = tag.is_in(&headers);
}

#[cfg(test)]
#[path = "../../fuzz/kept.rs"]
mod kept;

#[cfg(test)]
#[test]
fn kept_inputs_and_what_is_near_them_are_read() {
    kept::run(TARGETS);
}
