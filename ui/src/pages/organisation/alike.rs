//! Organisations of the same type that do publish: for one of which no code is known.

use super::answer::{Facts, Kin};
use super::kin::KinView;
use crate::api::Api;
use crate::enums::{self, OrganisationType, Province, Publishing};
use crate::pages::organisations::{Chosen, TYPES};
use crate::publishing::PUBLISHES;
use crate::schema;
use crate::site::Problem;
use crate::texts::Texts;

/// How many are shown.
const SHOWN: usize = 6;

/// Those of a type, and among them those of a province.
#[derive(cynic::QueryVariables)]
struct OfType {
    types: Option<Vec<OrganisationType>>,
    provinces: Option<Vec<Province>>,
    publishing: Option<Vec<Publishing>>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "OfType")]
struct Answer {
    #[cynic(rename = "organisations", alias)]
    #[arguments(type: $types, province: $provinces, publishing: $publishing, first: 6)]
    near: List,
    #[cynic(rename = "organisations", alias)]
    #[arguments(type: $types, publishing: $publishing, first: 6)]
    all: List,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "OrganisationConnection")]
struct List {
    nodes: Vec<Kin>,
}

/// Some of those, the nearest first, and where the others are.
pub(crate) struct Alike {
    pub(crate) kin: Vec<KinView>,
    pub(crate) more: String,
}

/// Those that publish and are of the same type: of the same province first.
pub(crate) async fn publishing(
    facts: &Facts,
    api: &Api,
    texts: Texts,
) -> Result<Option<Alike>, Problem> {
    let asked = OfType {
        types: Some(vec![facts.kind.clone()]),
        provinces: facts.province.clone().map(|province| vec![province]),
        publishing: Some(vec![Publishing(enums::name(PUBLISHES))]),
    };
    let answer: Answer = api.query(asked).await?;
    let mut found = answer.near.nodes;
    for other in answer.all.nodes {
        if found.iter().all(|one| one.slug != other.slug) {
            found.push(other);
        }
    }
    found.truncate(SHOWN);
    let kind = TYPES.iter().find(|kind| **kind == facts.kind.key());
    Ok((!found.is_empty()).then(|| Alike {
        kin: found.iter().map(|one| KinView::new(one, texts)).collect(),
        more: Chosen::publishing(kind.copied()).address(texts.language()),
    }))
}
