//! Organisations to choose from, by what was filled in as a name.

use crate::schema;
use crate::site::{Problem, Site};
use crate::texts::Texts;
use crate::variables::{BySlug, BySlugFields};

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

/// An organisation as forms name it.
#[derive(Clone, cynic::QueryFragment)]
pub(crate) struct Organisation {
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) tooi: Option<String>,
}

/// What there is to choose from.
#[derive(Default)]
pub(crate) struct Choices {
    /// Where the buttons send the form.
    pub(crate) action: String,
    /// The slug and the name of each.
    pub(crate) named: Vec<(String, String)>,
    /// What there is to say of them; `None` where one is chosen, or nothing was filled in.
    pub(crate) message: Option<String>,
}

/// The organisation with this slug.
pub(crate) async fn by_slug(site: &Site, slug: &str) -> Result<Option<Organisation>, Problem> {
    let Picked { organisation } = site.api.query(BySlug::of(slug)).await?;
    Ok(organisation)
}

/// The organisation that has just this name, and those with its words in theirs.
pub(crate) async fn by_name(
    site: &Site,
    name: &str,
) -> Result<(Option<Organisation>, Choices), Problem> {
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Ok((None, Choices::default()));
    }
    let query = name.to_owned();
    let Answer { organisations } = site.api.query(Named { query }).await?;
    let Found { total, nodes } = organisations;
    let is_cut = (nodes.len() as u64) < total;
    let is_it = |one: &&Organisation| one.name.to_lowercase() == name.to_lowercase();
    let exact = nodes.iter().find(is_it).cloned();
    let message = exact
        .is_none()
        .then(|| message(nodes.len(), is_cut, site.texts));
    let choices = Choices {
        action: String::new(),
        named: nodes.into_iter().map(|one| (one.slug, one.name)).collect(),
        message,
    };
    Ok((exact, choices))
}

fn message(found: usize, is_cut: bool, texts: Texts) -> String {
    texts.get(match (found, is_cut) {
        (0, _) => "form-organisation-none",
        (_, true) => "form-organisation-many",
        (_, false) => "form-organisation-which",
    })
}
