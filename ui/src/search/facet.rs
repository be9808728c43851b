//! The facets that a visitor can choose from, as the table of the index has them.

use std::sync::LazyLock;

use bronwijzer_graphql::FacetName;

use crate::language::Language;
use crate::texts::Texts;

/// A facet, as the schema and the pages call it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FacetKind {
    /// The name in the schema's `FacetName`.
    pub(crate) name: String,
    /// The field of the schema's `RepositoryFilter`, which is also the
    /// parameter in addresses.
    pub(crate) parameter: String,
    /// The text with its title.
    pub(crate) title: String,
    facet: FacetName,
}

/// Every facet, in the order in which pages show them.
pub(crate) static FACETS: LazyLock<Vec<FacetKind>> = LazyLock::new(|| {
    let facets = FacetName::ALL.iter().copied();
    let facets = facets.filter(|facet| facet.row().is_on_pages());
    let mut facets: Vec<FacetName> = facets.collect();
    facets.sort_by_key(|facet| facet.row().place);
    let kind = |facet: FacetName| FacetKind {
        name: facet.as_str().to_uppercase(),
        parameter: facet.row().parameter(),
        title: format!("facet-{}", facet.as_str().replace('_', "-")),
        facet,
    };
    facets.into_iter().map(kind).collect()
});

/// The facets by the names that people type in a query.
pub(crate) fn typed_names(language: Language) -> String {
    let name = |kind: &FacetKind| {
        let row = kind.facet.row();
        match language {
            Language::Dutch => row.dutch[0],
            Language::English => row.english[0],
        }
    };
    let names: Vec<&str> = FACETS.iter().map(name).collect();
    names.join(", ")
}

/// The value by which the schema says that a repository has none.
pub(crate) const NONE: &str = "none";

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

    /// What `value` means, in a line.
    pub(crate) fn what(&self, texts: Texts, value: &str) -> Option<String> {
        let values = self.facet.row().values.texts()?;
        texts.find(&format!("{values}-{}-what", key_of(value)?))
    }

    /// A chosen value with the name of its facet, as in `Licentie: MIT`; a facet that asks
    /// is answered.
    pub(crate) fn named(&self, texts: Texts, label: &str) -> String {
        let title = texts.get(&self.title);
        let colon = if title.ends_with('?') { "" } else { ":" };
        format!("{title}{colon} {label}")
    }

    /// Whether a visitor can choose `value`.
    pub(crate) fn allows(&self, texts: Texts, value: &str) -> bool {
        if self.facet.row().values.are_open() {
            return !value.is_empty();
        }
        value == NONE || self.text_of(texts, value).is_some()
    }

    fn text_of(&self, texts: Texts, value: &str) -> Option<String> {
        texts.find(&format!(
            "{}-{}",
            self.facet.row().values.texts()?,
            key_of(value)?
        ))
    }
}

/// The end of the key of a value's text: in lower case, with `-` for the marks
/// between words. `None` for what no value of the schema looks like.
pub(crate) fn key_of(value: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-/".contains(c);
    (!value.is_empty() && value.chars().all(plain))
        .then(|| value.to_ascii_lowercase().replace(['_', '/'], "-"))
}
