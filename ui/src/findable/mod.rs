//! How search engines and browsers find the pages: sitemap, robots.txt and the
//! description of the search.

pub(crate) mod opensearch;
pub(crate) mod robots;
pub(crate) mod sitemap;
