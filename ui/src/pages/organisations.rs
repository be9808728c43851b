//! The list of organisations, by type.

use std::collections::HashMap;

use askama::Template;
use poem::web::Data;
use poem::{Response, handler};

use super::frame::{Contents, Frame};
use super::show;
use crate::enums::OrganisationType;
use crate::place::Place;
use crate::schema;
use crate::search::answer::{Facet, PageInfo};
use crate::site::{Problem, Site};
use crate::texts::Texts;
use crate::variables::{After, AfterFields};

/// The types in the order in which the page shows them; any other comes last.
const TYPES: &[&str] = &[
    "ministry",
    "agency",
    "zbo",
    "municipality",
    "province",
    "water-board",
    "cooperation",
    "foundation",
    "other",
];

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "After")]
struct Answer {
    catalogue: Contents,
    #[arguments(first: 100, after: $after)]
    organisations: Connection,
    #[arguments(first: 1)]
    repositories: Counts,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "OrganisationConnection")]
struct Connection {
    nodes: Vec<Organisation>,
    page_info: PageInfo,
}

#[derive(cynic::QueryFragment)]
struct Organisation {
    slug: String,
    name: String,
    #[cynic(rename = "type")]
    kind: OrganisationType,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryConnection")]
struct Counts {
    #[arguments(names: [ORGANISATION])]
    facets: Vec<Facet>,
}

#[derive(Template)]
#[template(path = "organisations.html")]
struct Organisations {
    frame: Frame,
    count: String,
    groups: Vec<Group>,
}

/// The organisations of one type.
struct Group {
    anchor: String,
    title: String,
    organisations: Vec<Line>,
}

struct Line {
    name: String,
    href: String,
    repositories: String,
}

#[handler]
pub(crate) async fn serve(Data(site): Data<&Site>) -> poem::Result<Response> {
    show(page(site).await)
}

async fn page(site: &Site) -> Result<Organisations, Problem> {
    let texts = site.texts;
    let mut all = Vec::new();
    let mut after = None;
    let (contents, counts) = loop {
        let answer: Answer = site.api.query(After { after }).await?;
        all.extend(answer.organisations.nodes);
        after = answer.organisations.page_info.next();
        if after.is_none() {
            break (answer.catalogue, counts(answer.repositories));
        }
    };
    let title = texts.get("organisations-title");
    Ok(Organisations {
        frame: Frame::new(site, &Place::Organisations, None, title, Some(&contents)),
        count: texts.count("organisations-count", all.len() as u64),
        groups: groups(all, &counts, texts),
    })
}

/// How many repositories each organisation has.
fn counts(repositories: Counts) -> HashMap<String, u64> {
    repositories
        .facets
        .into_iter()
        .filter(|facet| facet.name.0 == "ORGANISATION")
        .flat_map(|facet| facet.values)
        .map(|value| (value.value, value.count))
        .collect()
}

fn groups(all: Vec<Organisation>, counts: &HashMap<String, u64>, texts: Texts) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for organisation in all {
        let anchor = organisation.kind.key();
        let line = Line {
            repositories: texts.count(
                "organisation-repositories",
                counts.get(&organisation.slug).copied().unwrap_or(0),
            ),
            href: Place::Organisation(organisation.slug).path(texts.language()),
            name: organisation.name,
        };
        match groups.iter_mut().find(|group| group.anchor == anchor) {
            Some(group) => group.organisations.push(line),
            None => groups.push(Group {
                title: texts
                    .find(&format!("type-heading-{anchor}"))
                    .unwrap_or_else(|| anchor.clone()),
                anchor,
                organisations: vec![line],
            }),
        }
    }
    groups.sort_by_key(|group| {
        TYPES
            .iter()
            .position(|kind| *kind == group.anchor)
            .unwrap_or(TYPES.len())
    });
    groups
}
