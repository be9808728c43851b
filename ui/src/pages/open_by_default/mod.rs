//! Open by default ("open, tenzij"): the figures of everything on a day, over time, and
//! beside each other those of all types and organisations. Each day that is kept has an
//! address of its own, which stays what it was.

pub(crate) mod answer;
mod chosen;
pub(crate) mod csv;
pub(crate) mod days;
pub(crate) mod figures;
mod history;
mod league;

use askama::Template;
use chrono::NaiveDate;
use cynic::QueryBuilder;
use poem::http::StatusCode;
use poem::web::{Data, Path, Redirect};
use poem::{IntoResponse, Request, Response, handler};
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use super::bodies::BodiesView;
use super::bodies::answer::{Bodies, OfDay as BodiesOfDay};
use super::frame::{Contents, Frame};
use super::organisations::TYPES;
use super::{render, show};
use crate::enums::{self, Publishing};
use crate::publishing::PUBLISHES;
use crate::schema;
use crate::search::paging::Paging;
use crate::site::{Problem, Site};
use crate::texts::Texts;
use answer::{AfterOfDay, BodiesAnswer, Body, Daily, Figures, ListOfBodies, Row};
use chosen::Chosen;
use days::{DayWithoutFigures, Days, DaysAnswer, DaysView};
use figures::{FiguresView, Narrowed, citation};
use league::{RowView, Table};

#[derive(cynic::QueryVariables)]
struct OfDay {
    day: Option<NaiveDate>,
    /// Whether so few days are kept that each of them is shown.
    few: bool,
}

/// Of more kept days than this the last of each week is shown.
const FEW_DAYS: usize = 56;

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "OfDay")]
struct Answer {
    catalogue: Contents,
    #[arguments(day: $day)]
    open_by_default: Option<Figures>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(day: $day)]
    #[directives(include(if: $few))]
    daily: Option<Daily>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(type: MINISTRY, day: $day)]
    ministry: Option<Row>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(type: AGENCY, day: $day)]
    agency: Option<Row>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(type: ZBO, day: $day)]
    zbo: Option<Row>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(type: MUNICIPALITY, day: $day)]
    municipality: Option<Row>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(type: PROVINCE, day: $day)]
    province: Option<Row>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(type: WATER_BOARD, day: $day)]
    water_board: Option<Row>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(type: COOPERATION, day: $day)]
    cooperation: Option<Row>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(type: PUBLIC_BODY, day: $day)]
    public_body: Option<Row>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(type: FOUNDATION, day: $day)]
    foundation: Option<Row>,
    #[cynic(rename = "openByDefault", alias)]
    #[arguments(type: OTHER, day: $day)]
    other: Option<Row>,
}

#[derive(Template)]
#[template(path = "open_by_default.html")]
struct OpenByDefaultPage {
    frame: Frame,
    /// The page's own address, to which the form of its table goes.
    action: String,
    day: DaysView,
    /// How many organisations publish; `None` for a day on which nobody counted them.
    over_bodies: Option<BodiesView>,
    figures: FiguresView,
    citations: Vec<String>,
    choices: Vec<Choice>,
    types: Vec<RowView>,
    bodies: Table,
    paging: Option<Paging>,
    /// What of the choice the form of the table does not ask.
    kept_by_table: Vec<(&'static str, String)>,
    excel: String,
    csv: String,
    bodies_csv: String,
    bodies_json: String,
    api: String,
}

/// A list to choose one from.
struct Choice {
    parameter: &'static str,
    label: String,
    options: Vec<(String, String, bool)>,
}

/// The figures of now. Days had their address here once, as a parameter; the form that
/// asks for one still sends it so.
#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    let query = request.uri().query().unwrap_or_default();
    if let Some(address) = days::of_parameter(query, site.texts.language()) {
        return Ok(Redirect::permanent(address).into_response());
    }
    show(page(site, query, None).await)
}

/// The figures as they were kept on a day.
#[handler]
pub(crate) async fn serve_day(
    request: &Request,
    Path(day): Path<String>,
    Data(site): Data<&Site>,
) -> poem::Result<Response> {
    let day = days::written(&day).ok_or(Problem::NoPage)?;
    let query = request.uri().query().unwrap_or_default();
    let kept: DaysAnswer = site.api.query(()).await.map_err(Problem::from)?;
    let days = Days::from(kept);
    match days.is_kept(day) {
        true => show(page(site, query, Some(day)).await),
        false => Ok(render(
            StatusCode::NOT_FOUND,
            &DayWithoutFigures::new(site, day, &days),
        )),
    }
}

async fn page(
    site: &Site,
    query: &str,
    day: Option<NaiveDate>,
) -> Result<OpenByDefaultPage, Problem> {
    let texts = site.texts;
    let days: DaysAnswer = site.api.query(()).await?;
    let days = Days::from(days);
    let few = days.kept.len() <= FEW_DAYS;
    let answer: Answer = site.api.query(OfDay { day, few }).await?;
    let Some(mut figures) = answer.open_by_default else {
        return Err(Problem::Unavailable("it has no figures".to_owned()));
    };
    if let Some(daily) = answer.daily {
        figures.history = daily.history;
    }
    let figure_keys = figures.figures.iter();
    let keys: Vec<String> = figure_keys
        .map(|figure| figure.counts.figure.key())
        .collect();
    let chosen = Chosen::read(query, &keys, TYPES);
    let is_past = day.is_some();
    let over_bodies: Bodies = site.api.query(BodiesOfDay { day }).await?;
    let all = match is_past {
        true => every_body::<BodiesAnswer>(site, day, over_bodies.all.is_some()).await?,
        false => publishing_bodies(site).await?,
    };
    let place = days::place(day);
    let path = place.path(texts.language());
    let narrowed = match is_past {
        true => Narrowed::Past,
        false => Narrowed::Everything,
    };
    let shown = days.shown(day);
    let of_day = days.is_kept(shown).then_some(shown);
    let cited = days::place(of_day).path(texts.language());
    let cited = format!("{}{cited}", site.origin);
    let by_type = [
        answer.ministry,
        answer.agency,
        answer.zbo,
        answer.municipality,
        answer.province,
        answer.water_board,
        answer.cooperation,
        answer.public_body,
        answer.foundation,
        answer.other,
    ];
    let csv = csv::address(day, texts.language());
    let excel = format!("{csv}{}format=excel", if is_past { '&' } else { '?' });
    let (title, description) = days::title(day, texts);
    let choices = choices(&chosen, &keys, &all, texts);
    let types = league::types(
        by_type.into_iter().flatten().collect(),
        &chosen,
        is_past,
        texts,
    );
    let (bodies, paging) = Table::of_bodies(all, &chosen, &keys, (&path, is_past), texts);
    if chosen.page > 0 && bodies.is_empty() {
        return Err(Problem::NoPage);
    }
    Ok(OpenByDefaultPage {
        over_bodies: BodiesView::new(&over_bodies, shown, is_past, &cited, texts),
        citations: figures
            .figures
            .iter()
            .filter_map(|figure| citation(figure, shown, &cited, texts))
            .collect(),
        figures: FiguresView::new(&figures, narrowed, texts),
        choices,
        types,
        kept_by_table: kept(&chosen, &keys),
        bodies,
        paging,
        excel,
        csv,
        bodies_csv: super::bodies::files::address(super::bodies::files::CSV, day),
        bodies_json: super::bodies::files::address(super::bodies::files::JSON, day),
        api: api(day),
        frame: Frame::new(site, &place, Some(query), title, Some(&answer.catalogue))
            .described(description),
        day: DaysView::new(&days, day, texts),
        action: path,
    })
}

fn choices(chosen: &Chosen, keys: &[String], all: &[(Body, Row)], texts: Texts) -> Vec<Choice> {
    let occurs = |kind: &&&str| all.iter().any(|(body, _)| body.kind.key() == ***kind);
    let everything = (
        String::new(),
        texts.get("league-all-types"),
        chosen.kind.is_none(),
    );
    let types = TYPES.iter().filter(occurs).map(|kind| {
        let label = texts.find(&format!("type-heading-{kind}"));
        (
            (*kind).to_owned(),
            label.unwrap_or_else(|| (*kind).to_owned()),
            chosen.kind.as_deref() == Some(*kind),
        )
    });
    let figures = keys.iter().map(|key| {
        (
            key.clone(),
            texts.get(&format!("figure-{key}")),
            chosen.figure == *key,
        )
    });
    vec![
        Choice {
            parameter: "type",
            label: texts.get("league-type"),
            options: std::iter::once(everything).chain(types).collect(),
        },
        Choice {
            parameter: "figure",
            label: texts.get("league-figure"),
            options: figures.collect(),
        },
    ]
}

/// What of the choice the form of the table keeps: the order, when another type is chosen.
fn kept(chosen: &Chosen, keys: &[String]) -> Vec<(&'static str, String)> {
    let first = keys.first().map_or("", String::as_str);
    let address = chosen.address("", first);
    form_urlencoded::parse(address.trim_start_matches('?').as_bytes())
        .filter_map(|(name, value)| {
            let mut kept = ["sort", "order"].into_iter();
            let name = kept.find(|kept| *kept == name)?;
            Some((name, value.into_owned()))
        })
        .collect()
}

/// Every organisation that publishes, with its figures of now.
async fn publishing_bodies(site: &Site) -> Result<Vec<(Body, Row)>, Problem> {
    let publishing = vec![Publishing(enums::name(PUBLISHES))];
    bodies::<BodiesAnswer>(site, (None, false), Some(publishing)).await
}

/// Every organisation with its figures: those of now, or those of a day. Of a day on which
/// `is_listed` says that organisations were kept too, it is those that existed then.
async fn every_body<L>(
    site: &Site,
    day: Option<NaiveDate>,
    is_listed: bool,
) -> Result<Vec<(L::Body, Row)>, Problem>
where
    L: ListOfBodies + QueryBuilder<AfterOfDay> + DeserializeOwned + 'static,
{
    bodies::<L>(site, (day, is_listed), None).await
}

async fn bodies<L>(
    site: &Site,
    (day, is_listed): (Option<NaiveDate>, bool),
    publishing: Option<Vec<Publishing>>,
) -> Result<Vec<(L::Body, Row)>, Problem>
where
    L: ListOfBodies + QueryBuilder<AfterOfDay> + DeserializeOwned + 'static,
{
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let asked = AfterOfDay {
            after,
            day,
            publishing: publishing.clone(),
            list_of: day.filter(|_| is_listed),
            include_ended: day.is_some() && !is_listed,
        };
        let answer: L = site.api.query(asked).await?;
        let (bodies, page_info) = answer.page();
        all.extend(bodies);
        after = page_info.next();
        if after.is_none() {
            return Ok(all);
        }
    }
}

/// The same figures as JSON, by the API.
fn api(day: Option<NaiveDate>) -> String {
    let of = day.map_or_else(String::new, |day| format!("(day: \"{day}\")"));
    let query = format!(
        "{{ openByDefault{of} {{ asOf repositories counted leftOut {{ reason count }} figures {{ figure passed failed unknown enoughKnown share leastShare mostShare }} }} organisations(first: 100) {{ nodes {{ slug name type state {{ state since asOf repositories accounts }} openByDefault{of} {{ counted figures {{ figure passed failed unknown share }} }} }} pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    let path = String::from("/graphql?");
    let start = path.len();
    let mut address = form_urlencoded::Serializer::for_suffix(path, start);
    address.append_pair("query", &query);
    address.finish()
}
