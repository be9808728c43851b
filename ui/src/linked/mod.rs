//! The catalogue as linked data (JSON-LD): each repository by CodeMeta, and the
//! catalogue itself by DCAT.

pub(crate) mod codemeta;
pub(crate) mod dcat;

/// The media type of linked data in JSON.
pub(crate) const JSON_LD: &str = "application/ld+json";
