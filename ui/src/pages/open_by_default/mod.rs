//! Open by default ("open, tenzij"): the figures of everything on a day, over time, and
//! beside each other those of all types and organisations.

pub(crate) mod answer;
mod chosen;
pub(crate) mod csv;
pub(crate) mod figures;
mod history;
mod league;

use askama::Template;
use chrono::NaiveDate;
use poem::web::Data;
use poem::{Request, Response, handler};
use url::form_urlencoded;

use super::frame::{Contents, Frame};
use super::organisations::TYPES;
use super::show;
use super::without_code::{self, Group};
use crate::freshness::Freshness;
use crate::place::Place;
use crate::schema;
use crate::site::{Problem, Site};
use crate::texts::{Texts, number, text};
use answer::{AfterOfDay, BodiesAnswer, Body, Daily, Figures, Row};
use chosen::{Chosen, address_of_day};
use figures::{FiguresView, Narrowed, citation};
use league::{RowView, Table};

/// Of which days there are figures.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct DaysAnswer {
    open_by_default_days: Vec<NaiveDate>,
    catalogue: Freshness,
}

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
    /// The page's own address, to which its forms go.
    action: String,
    day: Days,
    /// How many organisations have code, and how many of the others are in which group.
    coverage: String,
    others: Option<String>,
    figures: FiguresView,
    citations: Vec<String>,
    choices: Vec<Choice>,
    types: Vec<RowView>,
    bodies: Table,
    without_code: Vec<Group>,
    can_show_without_code: bool,
    shows_without_code: bool,
    /// What of the choice the form of the day, and that of the table, does not ask.
    kept_by_day: Vec<(&'static str, String)>,
    kept_by_table: Vec<(&'static str, String)>,
    excel: String,
    csv: String,
    api: String,
}

/// The day that the page is of, and the others that there are.
struct Days {
    /// That the figures are of a day.
    as_of: String,
    /// That the facts are old, or that the visitor looks at the past.
    old: Option<String>,
    is_past: bool,
    now: String,
    /// The days to choose from: the first, the last and the one shown; `None` without any.
    kept: Option<(NaiveDate, NaiveDate, NaiveDate)>,
}

/// A list to choose one from.
struct Choice {
    parameter: &'static str,
    label: String,
    options: Vec<(String, String, bool)>,
}

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    show(page(site, request.uri().query()).await)
}

async fn page(site: &Site, query: Option<&str>) -> Result<OpenByDefaultPage, Problem> {
    let texts = site.texts;
    let days: DaysAnswer = site.api.query(()).await?;
    let types: Vec<&str> = TYPES.to_vec();
    // Which figures there are is known only with the answer; the day is read before.
    let asked = Chosen::read(query.unwrap_or_default(), &[], &types).day;
    let day = kept_on(&days.open_by_default_days, asked);
    let few = days.open_by_default_days.len() <= FEW_DAYS;
    let answer: Answer = site.api.query(OfDay { day, few }).await?;
    let Some(mut figures) = answer.open_by_default else {
        return Err(Problem::Unavailable("it has no figures".to_owned()));
    };
    if let Some(daily) = answer.daily {
        figures.history = daily.history;
    }
    let keys: Vec<String> = figures
        .figures
        .iter()
        .map(|figure| figure.counts.figure.key())
        .collect();
    let mut chosen = Chosen::read(query.unwrap_or_default(), &keys, &types);
    chosen.day = day;
    let all = bodies(site, day).await?;
    let is_past = day.is_some();
    let place = Place::OpenByDefault;
    let path = place.path(texts.language());
    let narrowed = match day {
        Some(_) => Narrowed::Past,
        None => Narrowed::Everything,
    };
    let shown = shown_day(&days, day);
    let of_day = days.open_by_default_days.contains(&shown).then_some(shown);
    let cited = address_of_day(&format!("{}{path}", site.origin), of_day);
    let without_code = match is_past {
        true => Vec::new(),
        false => without_code::groups(
            &all.iter()
                .map(|(body, _)| (body.slug.as_str(), body.name.as_str(), &body.reading)),
            texts,
        ),
    };
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
    let file = Place::OpenByDefaultCsv.path(texts.language());
    let csv = address_of_day(&file, day);
    let excel = format!("{csv}{}format=excel", if is_past { '&' } else { '?' });
    Ok(OpenByDefaultPage {
        day: days_view(&days, day, asked, shown, texts),
        coverage: coverage(&all, is_past, texts),
        others: others(&without_code, texts),
        citations: figures
            .figures
            .iter()
            .filter_map(|figure| citation(figure, shown, &cited, texts))
            .collect(),
        figures: FiguresView::new(&figures, narrowed, texts),
        choices: choices(&chosen, &keys, &all, texts),
        types: league::types(by_type.into_iter().flatten().collect(), &chosen, texts),
        kept_by_day: kept(&chosen, &keys, &["dag"]),
        kept_by_table: kept(&chosen, &keys, &["type", "figure", "all"]),
        can_show_without_code: !without_code.is_empty(),
        shows_without_code: chosen.without_code,
        bodies: Table::of_bodies(all, &chosen, &keys, texts),
        without_code,
        excel,
        csv,
        api: api(day),
        frame: Frame::new(
            site,
            &place,
            query,
            texts.get("open-by-default-title"),
            Some(&answer.catalogue),
        )
        .described(texts.get("open-by-default-what")),
        action: path,
    })
}

/// The last day with figures that is no later than the one asked for; `None` for now.
fn kept_on(days: &[NaiveDate], asked: Option<NaiveDate>) -> Option<NaiveDate> {
    let asked = asked?;
    days.iter().copied().find(|day| *day <= asked)
}

/// The day that the figures are told to be of. Those of now are kept at the end of each
/// crawl, and can be found again under the day on which they were judged.
fn shown_day(days: &DaysAnswer, day: Option<NaiveDate>) -> NaiveDate {
    let judged = days.catalogue.judged();
    match day {
        Some(day) => day,
        None if days.open_by_default_days.first() == Some(&judged) => judged,
        None => days.catalogue.facts(),
    }
}

fn days_view(
    days: &DaysAnswer,
    day: Option<NaiveDate>,
    asked: Option<NaiveDate>,
    shown: NaiveDate,
    texts: Texts,
) -> Days {
    let kept = &days.open_by_default_days;
    let missed = asked.filter(|asked| Some(*asked) != day);
    let old = match missed {
        Some(missed) => Some(texts.with("day-not-kept", [("day", text(texts.date(missed)))])),
        None if day.is_some() => Some(texts.get("day-is-past")),
        None => days.catalogue.old(shown, texts),
    };
    let (first, last) = (kept.last().copied(), kept.first().copied());
    Days {
        as_of: texts.with("fresh-as-of", [("day", text(texts.date(shown)))]),
        old,
        is_past: day.is_some(),
        now: Place::OpenByDefault.path(texts.language()),
        kept: first
            .zip(last)
            .map(|(first, last)| (first, last, shown.clamp(first, last))),
    }
}

/// Of how many organisations code is known.
fn coverage(all: &[(Body, Row)], is_past: bool, texts: Texts) -> String {
    let with_code = all.iter().filter(|(_, row)| row.repositories > 0).count();
    let values = [
        ("count", number(with_code as u64)),
        ("all", number(all.len() as u64)),
        ("when", text(if is_past { "then" } else { "now" })),
    ];
    texts.with("open-by-default-coverage", values)
}

/// How many organisations are not in the table, and why.
fn others(groups: &[Group], texts: Texts) -> Option<String> {
    let count: usize = groups.iter().map(|group| group.organisations.len()).sum();
    let parts: Vec<&str> = groups.iter().map(|group| group.count.as_str()).collect();
    (count > 0).then(|| {
        let values = [
            ("count", number(count as u64)),
            ("parts", text(parts.join(", "))),
        ];
        texts.with("league-without", values)
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

/// What of the choice a form keeps that asks for `own` itself: the order of the table
/// when another type is chosen, and all of it when another day is.
fn kept(chosen: &Chosen, keys: &[String], own: &[&str]) -> Vec<(&'static str, String)> {
    let first = keys.first().map_or("", String::as_str);
    let address = chosen.address("", first);
    form_urlencoded::parse(address.trim_start_matches('?').as_bytes())
        .filter_map(|(name, value)| {
            let known = ["dag", "type", "figure", "sort", "order", "all"];
            let mut others = known.into_iter().filter(|known| !own.contains(known));
            let name = others.find(|known| *known == name)?;
            Some((name, value.into_owned()))
        })
        .collect()
}

/// Every organisation of the registry with its figures, of now or of a day.
async fn bodies(site: &Site, day: Option<NaiveDate>) -> Result<Vec<(Body, Row)>, Problem> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let answer: BodiesAnswer = site.api.query(AfterOfDay { after, day }).await?;
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
fn api(day: Option<NaiveDate>) -> String {
    let of = day.map_or_else(String::new, |day| format!("(day: \"{day}\")"));
    let query = format!(
        "{{ openByDefault{of} {{ asOf repositories counted leftOut {{ reason count }} figures {{ figure passed failed unknown enoughKnown share leastShare mostShare }} }} organisations(first: 100) {{ nodes {{ slug name type reading {{ state completeAt unreadableSince repositories }} openByDefault{of} {{ counted figures {{ figure passed failed unknown share }} }} }} pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    let path = String::from("/graphql?");
    let start = path.len();
    let mut address = form_urlencoded::Serializer::for_suffix(path, start);
    address.append_pair("query", &query);
    address.finish()
}
