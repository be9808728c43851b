//! Search engine optimisation: sitemap, robots.txt and the description of the search for
//! browsers.

pub(crate) mod opensearch;
pub(crate) mod robots;
pub(crate) mod sitemap;
