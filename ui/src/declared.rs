//! What an owner declares of a project's stage in publiccode.yml, in words: how far it is, who
//! maintains it, and which languages its users can choose from.

use crate::schema;
use crate::search::facet::key_of;
use crate::texts::Texts;

/// How many languages of an interface are named.
const SHOWN_LANGUAGES: usize = 10;

/// The stage, as publiccode.yml has it.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Declaration")]
pub(crate) struct Stage {
    development_status: Option<String>,
    maintenance_type: Option<String>,
    languages: Vec<String>,
}

impl Stage {
    /// How far its development is.
    pub(crate) fn development_status(&self, texts: Texts) -> Option<String> {
        let status = self.development_status.as_deref()?;
        Some(named("development-status", status, texts))
    }

    /// Who maintains it.
    pub(crate) fn maintenance_type(&self, texts: Texts) -> Option<String> {
        let declared = self.maintenance_type.as_deref()?;
        // As the facet calls it: `none` stands there for what is not declared.
        let declared = if declared == "none" {
            "nobody"
        } else {
            declared
        };
        Some(named("maintenance-type", declared, texts))
    }

    /// The languages that its users can choose from.
    pub(crate) fn languages(&self, texts: Texts) -> Option<String> {
        let mut languages: Vec<String> = Vec::new();
        for tag in &self.languages {
            let primary = tag.split('-').next().unwrap_or_default();
            let language = named("interface-language", primary, texts);
            if languages.len() < SHOWN_LANGUAGES && !languages.contains(&language) {
                languages.push(language);
            }
        }
        (!languages.is_empty()).then(|| languages.join(", "))
    }
}

/// The name of a value, which is its own where there is none.
fn named(kind: &str, value: &str, texts: Texts) -> String {
    let name = key_of(value).and_then(|key| texts.find(&format!("{kind}-{key}")));
    name.unwrap_or_else(|| value.to_owned())
}
