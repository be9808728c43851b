//! The list of organisations: those that publish first or from A to Z, a page at a time,
//! with how many are in which state.

mod chosen;
mod view;

use askama::Template;
use poem::web::Data;
use poem::{Request, Response, handler};

use super::frame::{Contents, Frame};
use super::show;
use crate::enums::{self, BodyFigure, OrganisationSort, OrganisationType, Province, Publishing};
use crate::freshness::Freshness;
use crate::pages::bodies::answer::{Counts, CountsOfType};
use crate::place::Place;
use crate::publishing::Known;
use crate::schema;
use crate::search::paging::Paging;
use crate::site::{Problem, Site};
use crate::texts::number;
pub(crate) use chosen::{Chosen, FIGURES, PROVINCES, TYPES};
use view::{Chip, Choice, Group, KindLink, LetterLink, StateLink};

/// How many organisations are on a page.
const PAGE: u64 = 100;

/// How many pages there are at most: the schema gives the first 10,000 by number.
const PAGES: u64 = 10_000 / PAGE;

/// What narrows the list, and where to go on in it.
#[derive(cynic::QueryVariables)]
struct Wanted {
    query: String,
    types: Option<Vec<OrganisationType>>,
    kind: Option<OrganisationType>,
    provinces: Option<Vec<Province>>,
    province: Option<Province>,
    publishing: Option<Vec<Publishing>>,
    has: Option<Vec<BodyFigure>>,
    sort: OrganisationSort,
    offset: i32,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Wanted")]
struct Answer {
    catalogue: Contents,
    #[cynic(rename = "catalogue", alias)]
    freshness: Freshness,
    #[arguments(type: $kind, province: $province)]
    bodies: Option<Counts>,
    bodies_by_type: Option<Vec<CountsOfType>>,
    #[arguments(query: $query, type: $types, province: $provinces, publishing: $publishing, has: $has, sort: $sort, first: 100, offset: $offset)]
    organisations: Connection,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "OrganisationConnection")]
struct Connection {
    nodes: Vec<Organisation>,
    total: u64,
    initials: Vec<Initial>,
}

/// How many have a name that begins with a letter.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "OrganisationInitial")]
struct Initial {
    letter: String,
    organisations: u64,
}

#[derive(cynic::QueryFragment)]
struct Organisation {
    slug: String,
    name: String,
    sort_name: String,
    short_names: Vec<String>,
    #[cynic(rename = "type")]
    kind: OrganisationType,
    province: Option<Province>,
    #[cynic(spread)]
    known: Known,
}

#[derive(Template)]
#[template(path = "organisations.html")]
struct Organisations {
    frame: Frame,
    action: String,
    query: String,
    choices: Vec<Choice>,
    has: Vec<(&'static str, String, bool)>,
    as_of: String,
    old: Option<String>,
    states: Vec<StateLink>,
    kinds: Vec<KindLink>,
    chips: Vec<Chip>,
    count: String,
    /// The other order, and the letters in this one.
    turned: String,
    alphabetical: bool,
    letters: Vec<LetterLink>,
    groups: Vec<Group>,
    paging: Option<Paging>,
    everything: String,
}

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    show(page(site, request.uri().query()).await)
}

async fn page(site: &Site, query: Option<&str>) -> Result<Organisations, Problem> {
    let texts = site.texts;
    let chosen = Chosen::read(query.unwrap_or_default());
    let no_such_page = || Problem::NoListPage(chosen.at_start().address(texts.language()));
    if chosen.page >= PAGES {
        return Err(no_such_page());
    }
    let offset = i32::try_from(chosen.page * PAGE).map_err(|_| no_such_page())?;
    let kind = chosen.kind.map(|kind| OrganisationType(enums::name(kind)));
    let has = chosen.has.iter().map(|one| BodyFigure(enums::name(one)));
    let province = chosen.province.map(|one| Province(enums::name(one)));
    let order = if chosen.alphabetical {
        "NAME"
    } else {
        "PUBLISHING"
    };
    let wanted = Wanted {
        query: chosen.query.clone(),
        types: kind.clone().map(|kind| vec![kind]),
        kind,
        provinces: province.clone().map(|province| vec![province]),
        province,
        publishing: chosen.state.map(|one| vec![Publishing(enums::name(one))]),
        has: Some(has.collect()),
        sort: OrganisationSort(order.to_owned()),
        offset,
    };
    let answer: Answer = site.api.query(wanted).await?;
    let found = answer.organisations;
    if chosen.page > 0 && found.nodes.is_empty() {
        return Err(no_such_page());
    }
    let place = Place::Organisations;
    let language = texts.language();
    let href = |page| chosen.at_page(page).address(language);
    let narrows = chosen.narrows();
    let title = texts.get("organisations-title");
    let turned = Chosen {
        alphabetical: !chosen.alphabetical,
        ..chosen.at_start()
    };
    let freshness = answer.freshness;
    Ok(Organisations {
        frame: Frame::new(site, &place, query, title, Some(&answer.catalogue))
            .described(texts.get("organisations-what")),
        action: place.path(language),
        choices: view::choices(&chosen, texts),
        has: view::has(&chosen, texts),
        as_of: freshness.words(texts),
        old: freshness.old(freshness.facts(), texts),
        states: view::states(answer.bodies.as_ref(), &chosen, texts),
        kinds: match narrows {
            true => Vec::new(),
            false => view::kinds(answer.bodies_by_type.as_deref().unwrap_or_default(), texts),
        },
        chips: view::chips(&chosen, texts),
        count: texts.with(
            match narrows {
                true => "organisations-found",
                false => "organisations-count",
            },
            [("count", number(found.total))],
        ),
        turned: turned.address(language),
        alphabetical: chosen.alphabetical,
        letters: match chosen.alphabetical {
            true => view::letters(&found.initials, &chosen, PAGE, texts),
            false => Vec::new(),
        },
        groups: view::groups(&found.nodes, chosen.alphabetical, texts),
        paging: Paging::of(chosen.page, found.total, PAGE, href, texts),
        everything: place.path(language),
        query: chosen.query,
    })
}
