//! Open by default ("open, tenzij"): the figures of everything, over time, and
//! beside each other those of all types and organisations.

pub(crate) mod answer;
pub(crate) mod csv;
pub(crate) mod figures;
mod history;
mod league;

use askama::Template;
use poem::web::Data;
use poem::{Request, Response, handler};
use url::form_urlencoded;

use super::frame::{Contents, Frame};
use super::show;
use crate::place::Place;
use crate::schema;
use crate::site::{Problem, Site};
use crate::variables::After;
use answer::{BodiesAnswer, Body, Figures, Row};
use figures::{FiguresView, Narrowed};
use league::{Order, RowView, Table};

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Answer {
    catalogue: Contents,
    open_by_default: Option<Figures>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(type: MINISTRY)]
    ministry: Option<Row>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(type: AGENCY)]
    agency: Option<Row>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(type: ZBO)]
    zbo: Option<Row>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(type: MUNICIPALITY)]
    municipality: Option<Row>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(type: PROVINCE)]
    province: Option<Row>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(type: WATER_BOARD)]
    water_board: Option<Row>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(type: COOPERATION)]
    cooperation: Option<Row>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(type: FOUNDATION)]
    foundation: Option<Row>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(type: OTHER)]
    other: Option<Row>,
}

#[derive(Template)]
#[template(path = "open_by_default.html")]
struct OpenByDefaultPage {
    frame: Frame,
    figures: FiguresView,
    types: Vec<RowView>,
    bodies: Table,
    /// How many organisations have no repository.
    without: Option<String>,
    csv: String,
    api: String,
}

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    show(page(site, request.uri().query()).await)
}

async fn page(site: &Site, query: Option<&str>) -> Result<OpenByDefaultPage, Problem> {
    let texts = site.texts;
    let answer: Answer = site.api.query(()).await?;
    let Some(figures) = answer.open_by_default else {
        return Err(Problem::Unavailable("it has no figures".to_owned()));
    };
    let all = bodies(site).await?;
    let known = all.len();
    let all: Vec<_> = all
        .into_iter()
        .filter(|(_, row)| row.repositories > 0)
        .collect();
    let without = (known - all.len()) as u64;
    let keys: Vec<String> = figures
        .figures
        .iter()
        .map(|figure| figure.counts.figure.key())
        .collect();
    let sort = form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find(|(name, _)| name == "sort")
        .map(|(_, value)| value.into_owned());
    let order = Order::read(sort.as_deref(), &keys);
    let types = [
        answer.ministry,
        answer.agency,
        answer.zbo,
        answer.municipality,
        answer.province,
        answer.water_board,
        answer.cooperation,
        answer.foundation,
        answer.other,
    ];
    let types = types.into_iter().flatten().collect();
    let title = texts.get("open-by-default-title");
    let place = Place::OpenByDefault;
    Ok(OpenByDefaultPage {
        figures: FiguresView::new(&figures, Narrowed::Everything, texts),
        types: league::types(types, texts),
        bodies: Table::of_bodies(all, &order, &keys, texts),
        without: (without > 0).then(|| texts.count("league-without", without)),
        csv: Place::OpenByDefaultCsv.path(texts.language()),
        api: api(),
        frame: Frame::new(site, &place, query, title, Some(&answer.catalogue))
            .described(texts.get("open-by-default-what")),
    })
}

/// Every organisation of the registry with its figures.
async fn bodies(site: &Site) -> Result<Vec<(Body, Row)>, Problem> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let answer: BodiesAnswer = site.api.query(After { after }).await?;
        let page = answer.organisations;
        all.extend(page.nodes.into_iter().filter_map(|mut body| {
            let row = body.open_by_default.take()?;
            Some((body, row))
        }));
        after = page.page_info.next();
        if after.is_none() {
            return Ok(all);
        }
    }
}

/// The same figures as JSON, by the API.
fn api() -> String {
    let query = "{ openByDefault { repositories counted leftOut { reason count } figures { figure passed failed unknown share } } organisations(first: 100) { nodes { slug name type openByDefault { counted figures { figure passed failed unknown share } } } pageInfo { hasNextPage endCursor } } }";
    let path = String::from("/graphql?");
    let start = path.len();
    let mut address = form_urlencoded::Serializer::for_suffix(path, start);
    address.append_pair("query", query);
    address.finish()
}
