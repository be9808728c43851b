//! Searching: what a visitor asks by the address, and how the answer is shown.

pub(crate) mod answer;
pub(crate) mod card;
pub(crate) mod facet;
pub(crate) mod few_hits;
pub(crate) mod marked;
pub(crate) mod paging;
pub(crate) mod panel;
pub(crate) mod parameters;
pub(crate) mod view;

/// What the help about searching explains: keys of its texts, and of their
/// examples.
pub(crate) const HELP: &[&str] = &["words", "phrase", "not", "field", "quoted"];
