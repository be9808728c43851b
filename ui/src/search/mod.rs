//! Searching: what a visitor asks by the address, and how the answer is shown.

pub(crate) mod answer;
pub(crate) mod asked;
pub(crate) mod facet;
pub(crate) mod view;
