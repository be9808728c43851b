//! The search engine below tantivy's query API: impacts instead of term frequencies, bulk
//! evaluation of posting lists, top-k collection with a static rank, facet counts, card
//! stores and warm segment readers. `README.md` beside this file explains how it works
//! and why; [`query`](super::query) and [`request`](super::request) are what it serves.

pub(super) mod card_store;
pub(super) mod commit_cache;
pub(super) mod facet_counts;
pub(super) mod impact_query;
pub(super) mod impacts;
pub(super) mod match_all;
mod postings;
pub(super) mod segment_readers;
pub(super) mod stem_cache;
pub(super) mod top_hits;
