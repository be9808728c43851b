//! The list of organisations: those with code by type or from A to Z, the others in groups
//! by why.

use askama::Template;
use poem::web::Data;
use poem::{Request, Response, handler};
use url::form_urlencoded;

use super::frame::{Contents, Frame};
use super::show;
use super::without_code::{self, Group};
use crate::enums::{self, OrganisationType};
use crate::freshness::Freshness;
use crate::place::Place;
use crate::reading::{Publishing, Reading};
use crate::schema;
use crate::search::answer::PageInfo;
use crate::search::parameters::MAX_QUERY;
use crate::site::{Problem, Site};
use crate::texts::{Texts, number};

/// The types in the order in which pages show them; any other comes last.
pub(crate) const TYPES: &[&str] = &[
    "ministry",
    "agency",
    "zbo",
    "municipality",
    "province",
    "water-board",
    "cooperation",
    "public-body",
    "foundation",
    "other",
];

/// What narrows the list, and where to go on in it.
#[derive(cynic::QueryVariables)]
struct Wanted {
    query: String,
    types: Option<Vec<OrganisationType>>,
    after: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Wanted")]
struct Answer {
    catalogue: Contents,
    #[cynic(rename = "catalogue", alias)]
    freshness: Freshness,
    #[arguments(query: $query, type: $types, first: 100, after: $after)]
    organisations: Connection,
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
    short_names: Vec<String>,
    #[cynic(rename = "type")]
    kind: OrganisationType,
    reading: Reading,
}

/// What the address asks for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Chosen {
    query: String,
    kind: Option<&'static str>,
    /// From A to Z, in place of by type.
    alphabetical: bool,
}

#[derive(Template)]
#[template(path = "organisations.html")]
struct Organisations {
    frame: Frame,
    action: String,
    query: String,
    types: Vec<(&'static str, String, bool)>,
    alphabetical: bool,
    as_of: String,
    old: Option<String>,
    count: String,
    /// How many of which group, as links to it.
    parts: Vec<(String, String)>,
    sections: Vec<Section>,
    without_code: Vec<Group>,
    everything: String,
}

/// Organisations with code: of one type, or that begin with one letter.
struct Section {
    anchor: String,
    title: String,
    organisations: Vec<Line>,
}

struct Line {
    name: String,
    short_names: String,
    href: String,
    state: String,
}

impl Chosen {
    fn read(query: &str) -> Self {
        let mut chosen = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "q" => chosen.query = value.trim().chars().take(MAX_QUERY).collect(),
                "type" => chosen.kind = TYPES.iter().find(|kind| **kind == value).copied(),
                "by" => chosen.alphabetical = value == "name",
                _ => {}
            }
        }
        chosen
    }
}

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    show(page(site, request.uri().query()).await)
}

async fn page(site: &Site, query: Option<&str>) -> Result<Organisations, Problem> {
    let texts = site.texts;
    let chosen = Chosen::read(query.unwrap_or_default());
    let mut all = Vec::new();
    let mut after = None;
    let (contents, freshness) = loop {
        let of_type = |kind| vec![OrganisationType(enums::name(kind))];
        let wanted = Wanted {
            query: chosen.query.clone(),
            types: chosen.kind.map(of_type),
            after,
        };
        let answer: Answer = site.api.query(wanted).await?;
        all.extend(answer.organisations.nodes);
        after = answer.organisations.page_info.next();
        if after.is_none() {
            break (answer.catalogue, answer.freshness);
        }
    };
    let place = Place::Organisations;
    let action = place.path(texts.language());
    let without_code = without_code::groups(
        &all.iter().map(|organisation| {
            let Organisation {
                slug,
                name,
                reading,
                ..
            } = organisation;
            (slug.as_str(), name.as_str(), reading)
        }),
        texts,
    );
    let with_code = all
        .iter()
        .filter(|organisation| organisation.reading.publishing() == Publishing::Code);
    let with_code: Vec<&Organisation> = with_code.collect();
    let first = (!with_code.is_empty()).then(|| {
        let count = texts.count("organisations-with-code", with_code.len() as u64);
        (count, "#with-code".to_owned())
    });
    let others = without_code.iter();
    let others = others.map(|group| (group.count.clone(), format!("#{}", group.anchor)));
    let title = texts.get("organisations-title");
    Ok(Organisations {
        count: texts.with(
            if chosen == Chosen::default() {
                "organisations-count"
            } else {
                "organisations-found"
            },
            [("count", number(all.len() as u64))],
        ),
        parts: first.into_iter().chain(others).collect(),
        sections: sections(&with_code, chosen.alphabetical, texts),
        without_code,
        types: TYPES
            .iter()
            .map(|kind| {
                let label = texts.get(&format!("type-heading-{kind}"));
                (*kind, label, chosen.kind == Some(*kind))
            })
            .collect(),
        alphabetical: chosen.alphabetical,
        query: chosen.query,
        as_of: freshness.words(texts),
        old: freshness.old(freshness.facts(), texts),
        frame: Frame::new(site, &place, query, title, Some(&contents))
            .described(texts.get("organisations-what")),
        everything: action.clone(),
        action,
    })
}

/// Organisations come by name, so each section has them by name too.
fn sections(organisations: &[&Organisation], alphabetical: bool, texts: Texts) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for organisation in organisations {
        let (anchor, title) = if alphabetical {
            let letter = first_letter(&organisation.name);
            (format!("letter-{}", letter.to_lowercase()), letter)
        } else {
            let kind = organisation.kind.key();
            let title = texts.find(&format!("type-heading-{kind}"));
            (kind.clone(), title.unwrap_or(kind))
        };
        let line = Line {
            name: organisation.name.clone(),
            short_names: organisation.short_names.join(", "),
            href: Place::Organisation(organisation.slug.clone()).path(texts.language()),
            state: organisation.reading.words(texts),
        };
        match sections.iter_mut().find(|section| section.anchor == anchor) {
            Some(section) => section.organisations.push(line),
            None => sections.push(Section {
                anchor,
                title,
                organisations: vec![line],
            }),
        }
    }
    if !alphabetical {
        sections.sort_by_key(|section| {
            let mut types = TYPES.iter();
            let place = types.position(|kind| *kind == section.anchor);
            place.unwrap_or(TYPES.len())
        });
    }
    sections
}

fn first_letter(name: &str) -> String {
    let letter = name.chars().find(|c| c.is_alphanumeric());
    letter.map_or_else(
        || "#".to_owned(),
        |letter| letter.to_uppercase().to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_list_does_not_know_is_let_be() {
        let chosen = Chosen::read("q=+delft+&type=municipality&by=name&x=1");
        let expected = Chosen {
            query: "delft".to_owned(),
            kind: Some("municipality"),
            alphabetical: true,
        };
        assert_eq!(chosen, expected);
        assert_eq!(Chosen::read("type=king&by=size"), Chosen::default());
        let long = format!("q={}", "a".repeat(MAX_QUERY + 9));
        assert_eq!(Chosen::read(&long).query.len(), MAX_QUERY);
    }
}
