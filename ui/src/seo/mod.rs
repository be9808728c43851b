//! Search engine optimisation: sitemap, robots.txt, the description of the search for browsers,
//! and llms.txt.

pub(crate) mod llms;
pub(crate) mod opensearch;
pub(crate) mod robots;
pub(crate) mod sitemap;
