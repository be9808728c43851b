//! Repositories as linked data (JSON-LD).

pub(crate) mod codemeta;

/// The media type of linked data in JSON.
pub(crate) const JSON_LD: &str = "application/ld+json";
