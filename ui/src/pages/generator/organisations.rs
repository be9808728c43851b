//! Organisations to choose from, by what was filled in as a name: with the one that is chosen its
//! address in the register TOOI comes along.

use super::values::Values;
use crate::schema;
use crate::site::{Problem, Site};
use crate::texts::Texts;
use crate::variables::{BySlug, BySlugFields};

/// The fields of the form that an organisation fills in.
const NAME: &str = "organisation.name";
const URI: &str = "organisation.uri";

/// What the addresses in TOOI begin with: only those are replaced.
const TOOI: &str = "https://identifier.overheid.nl/tooi/";

/// The longest name that is looked for, in characters.
const MAX_NAME: usize = 100;

/// The organisations with these words in their names.
#[derive(cynic::QueryVariables)]
struct Named {
    query: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Named")]
struct Answer {
    #[arguments(query: $query, first: 10)]
    organisations: Found,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "OrganisationConnection")]
struct Found {
    total: u64,
    nodes: Vec<Organisation>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "BySlug")]
struct Picked {
    #[arguments(slug: $slug)]
    organisation: Option<Organisation>,
}

#[derive(cynic::QueryFragment)]
struct Organisation {
    slug: String,
    name: String,
    tooi: Option<String>,
}

/// What there is to choose from.
#[derive(Default)]
pub(super) struct Choices {
    /// The slug and the name of each.
    pub(super) named: Vec<(String, String)>,
    /// What there is to say of them; `None` where one is chosen, or nothing was filled in.
    pub(super) message: Option<String>,
}

impl Choices {
    /// The organisations that fit what was filled in. The one that was `picked`, or that has
    /// just this name, is filled in.
    pub(super) async fn of(
        site: &Site,
        values: &mut Values,
        picked: Option<&str>,
    ) -> Result<Self, Problem> {
        if let Some(slug) = picked {
            let Picked { organisation } = site.api.query(BySlug::of(slug)).await?;
            if let Some(organisation) = organisation {
                organisation.fill_in(values);
            }
        }
        let name: String = values.one(NAME).unwrap_or_default().to_owned();
        if name.is_empty() || name.chars().count() > MAX_NAME {
            return Ok(Self::default());
        }
        let variables = Named {
            query: name.clone(),
        };
        let Answer { organisations } = site.api.query(variables).await?;
        let is_cut = (organisations.nodes.len() as u64) < organisations.total;
        let mut found = organisations.nodes.iter();
        let exact = found.find(|one| one.name.to_lowercase() == name.to_lowercase());
        if let Some(organisation) = exact {
            organisation.fill_in(values);
        }
        let message = exact
            .is_none()
            .then(|| message(organisations.nodes.len(), is_cut, site.texts));
        let named = organisations.nodes.into_iter();
        Ok(Self {
            named: named.map(|one| (one.slug, one.name)).collect(),
            message,
        })
    }
}

impl Organisation {
    /// Fills in its name, and its address where none but that of another stands there.
    fn fill_in(&self, values: &mut Values) {
        values.replace(NAME, &self.name);
        let is_own = values.one(URI).is_some_and(|uri| !uri.starts_with(TOOI));
        if let Some(uri) = self.tooi.as_deref().filter(|_| !is_own) {
            values.replace(URI, uri);
        }
    }
}

fn message(found: usize, is_cut: bool, texts: Texts) -> String {
    texts.get(match (found, is_cut) {
        (0, _) => "generator-organisation-none",
        (_, true) => "generator-organisation-many",
        (_, false) => "generator-organisation-which",
    })
}
