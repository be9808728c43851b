//! The catalogue as linked data (JSON-LD): each repository by CodeMeta, and within its page by
//! schema.org, and the catalogue itself by DCAT.

pub(crate) mod codemeta;
pub(crate) mod dcat;
pub(crate) mod organisation;
pub(crate) mod schema_org;

/// The media type of linked data in JSON.
pub(crate) const JSON_LD: &str = "application/ld+json";
