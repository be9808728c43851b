//! Catalogs: there is one, the root, which all software and all publishers belong to.

use bronwijzer_index::uuid_of_uri;
use chrono::{DateTime, Utc};
use poem::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::analysis::namespace;
use super::list::{Page, in_seconds};
use super::parameters::QueryParameters;
use super::problem::Problem;
use super::publishers::Repositories;
use super::{Served, as_json};

const QUERY: &str = include_str!("catalog.graphql");

/// By which the contract knows the catalogue that everything is in unless it says otherwise.
const ROOT: &str = "\u{2205}";

/// The name of a catalogue that does not say who publishes it.
const NAME: &str = "Bronwijzer";

/// Where the catalogue's organisations are.
const SCOPE: &str = "iso3166:NL";

/// What stands for the catalogue where it does not know its own address.
const URI: &str = "urn:bronwijzer:catalogue";

/// A catalogue as the contract has it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Catalog {
    id: String,
    name: String,
    alternative_id: &'static str,
    active: bool,
    scopes: [&'static str; 1],
    /// The root has none, by the contract.
    sources: [(); 0],
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

#[derive(Deserialize)]
struct Answer {
    found: Known,
    oldest: Repositories,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Known {
    assessed_at: DateTime<Utc>,
    publisher: Option<Named>,
    #[serde(flatten)]
    facts: Map<String, Value>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

impl Served {
    fn catalog_id(&self) -> String {
        let uri = self.schema.operator().public_url.as_ref();
        uuid_of_uri(uri.map_or(URI, url::Url::as_str)).to_string()
    }

    /// Refuses every catalogue but the one that there is.
    pub(super) fn check_catalog(&self, id: &str) -> Result<(), Problem> {
        if id == ROOT || id.eq_ignore_ascii_case(&self.catalog_id()) {
            return Ok(());
        }
        Err(Problem::not_found(
            "there is no catalog with this id; \u{2205} is the one that there is",
        ))
    }

    async fn catalog(&self) -> Result<(Catalog, Known), Problem> {
        let answer: Answer = self.ask_all(QUERY.into()).await?;
        let known = answer.found;
        let catalog = Catalog {
            id: self.catalog_id(),
            name: match &known.publisher {
                Some(publisher) => format!("{NAME} ({})", publisher.name),
                None => NAME.to_owned(),
            },
            alternative_id: ROOT,
            active: true,
            scopes: [SCOPE],
            sources: [],
            created_at: answer.oldest.since(),
            updated_at: in_seconds(known.assessed_at),
        };
        Ok((catalog, known))
    }

    pub(super) async fn catalog_list(
        &self,
        parameters: &QueryParameters,
    ) -> Result<Response, Problem> {
        parameters.size()?;
        let (catalog, _) = self.catalog().await?;
        Ok(as_json(&Page {
            data: vec![catalog],
            ..Page::empty()
        }))
    }

    pub(super) async fn one_catalog(&self) -> Result<Response, Problem> {
        Ok(as_json(&self.catalog().await?.0))
    }

    pub(super) async fn catalog_analysis(&self) -> Result<Response, Problem> {
        let (_, known) = self.catalog().await?;
        let at = Value::String(in_seconds(known.assessed_at).to_rfc3339());
        Ok(as_json(&namespace(&at, known.facts)))
    }
}
