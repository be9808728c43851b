//! The facets that a visitor can choose from: one line each.

use crate::texts::Texts;

/// A facet, as the schema and the pages call it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FacetKind {
    /// The name in the schema's `FacetName`.
    pub(crate) name: &'static str,
    /// The field of the schema's `RepositoryFilter`, which is also the
    /// parameter in addresses.
    pub(crate) parameter: &'static str,
    /// The text with its title.
    pub(crate) title: &'static str,
    /// What the keys of the texts of its values start with; `None` where a
    /// value is its own label and any value may come.
    pub(crate) values: Option<&'static str>,
}

/// Every facet, in the order in which pages show them.
pub(crate) const FACETS: &[FacetKind] = &[
    facet(
        "MAINTENANCE",
        "maintenance",
        "facet-maintenance",
        Some("maintenance"),
    ),
    facet("ORGANISATION", "organisation", "facet-organisation", None),
    facet(
        "ORGANISATION_TYPE",
        "organisationType",
        "facet-organisation-type",
        Some("type"),
    ),
    facet("LANGUAGE", "language", "facet-language", None),
    facet("LICENCE", "licence", "facet-licence", None),
    facet(
        "PUBLICCODE",
        "publiccode",
        "facet-publiccode",
        Some("publiccode"),
    ),
    facet("FORGE", "forge", "facet-forge", None),
];

const fn facet(
    name: &'static str,
    parameter: &'static str,
    title: &'static str,
    values: Option<&'static str>,
) -> FacetKind {
    FacetKind {
        name,
        parameter,
        title,
        values,
    }
}

/// The value by which the schema says that a repository has none.
const NONE: &str = "none";

impl FacetKind {
    /// What to call `value`: its text, else what the schema calls it.
    pub(crate) fn label(&self, texts: Texts, value: &str, label: &str) -> String {
        if value == NONE
            && let Some(none) = texts.find(&format!("{}-none", self.title))
        {
            return none;
        }
        self.text_of(texts, value)
            .unwrap_or_else(|| label.to_owned())
    }

    /// Whether a visitor can choose `value`.
    pub(crate) fn allows(&self, texts: Texts, value: &str) -> bool {
        match self.values {
            Some(_) => value == NONE || self.text_of(texts, value).is_some(),
            None => !value.is_empty(),
        }
    }

    fn text_of(&self, texts: Texts, value: &str) -> Option<String> {
        let plain = !value.is_empty() && value.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        if !plain {
            return None;
        }
        texts.find(&format!("{}-{}", self.values?, value.replace('_', "-")))
    }
}
