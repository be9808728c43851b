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
    facet("AT_RISK", "atRisk", "facet-at-risk", Some("risk")),
    facet("SEEKING", "seeking", "facet-seeking", Some("seeking")),
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
        "LICENCE_VERDICT",
        "licenceVerdict",
        "facet-licence-verdict",
        Some("licence"),
    ),
    facet("ACTIVITY", "activity", "facet-activity", Some("activity")),
    facet("KIND", "kind", "facet-kind", Some("publishes")),
    facet(
        "PUBLICCODE",
        "publiccode",
        "facet-publiccode",
        Some("publiccode"),
    ),
    facet("CATEGORY", "category", "facet-category", Some("category")),
    facet(
        "SOFTWARE_TYPE",
        "softwareType",
        "facet-software-type",
        Some("software-type"),
    ),
    facet("PLATFORM", "platform", "facet-platform", Some("platform")),
    facet("THEME", "theme", "facet-theme", Some("audience")),
    facet("REFERS_TO", "refersTo", "facet-refers-to", Some("register")),
    facet("FORGE", "forge", "facet-forge", None),
    facet("ARCHIVED", "archived", "facet-archived", Some("archived")),
    facet("FORK", "fork", "facet-fork", Some("fork")),
    facet(
        "HAS_RELEASES",
        "hasReleases",
        "facet-has-releases",
        Some("has-releases"),
    ),
    facet("OPENNESS", "openness", "facet-openness", Some("openness")),
    facet(
        "OPEN_BY_DEFAULT",
        "openByDefault",
        "facet-open-by-default",
        Some("counts-as"),
    ),
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
        texts.find(&format!("{}-{}", self.values?, key_of(value)?))
    }
}

/// The end of the key of a value's text: in lower case, with `-` for the marks
/// between words. `None` for what no value of the schema looks like.
pub(crate) fn key_of(value: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-/".contains(c);
    (!value.is_empty() && value.chars().all(plain))
        .then(|| value.to_ascii_lowercase().replace(['_', '/'], "-"))
}
