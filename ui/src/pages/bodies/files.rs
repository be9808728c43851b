//! Every organisation as a file, CSV or JSON, of now or of a day: its state, its figures and
//! what is registered of it. Each row has the day that it holds for.

use std::sync::LazyLock;

use bronwijzer_graphql::OwnQuery;
use chrono::NaiveDate;
use poem::http::{HeaderValue, header};
use poem::web::Data;
use poem::{Request, Response, handler};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use crate::cached;
use crate::exports::cells::{OF_CSV, line_by};
use crate::exports::fields::Fields;
use crate::pages::open_by_default::days::{self, Days, DaysAnswer};
use crate::schema;
use crate::site::{Problem, Site};

/// The paths of the files: the same in every language.
pub(crate) const CSV: &str = "/bodies.csv";
pub(crate) const JSON: &str = "/bodies.json";

/// The parameter that names a day.
const DAY: &str = "day";

/// Fields of the schema's `Organisation`. A new one goes to the end, so that columns keep
/// their place; the columns of figures stand behind them.
const NAMED: &[&str] = &[
    "slug",
    "name",
    "type",
    "province",
    "state.state",
    "state.since",
    "state.asOf",
    "state.accounts",
    "state.repositories",
    "state.has",
    "state.unknown",
    "openByDefault.counted",
    "tooi",
    "shortNames",
    "parent.slug",
    "members.slug",
    "ended.on",
    "ended.successors.slug",
    "websites",
    "accounts.url",
    "contacts.kind",
    "contacts.name",
    "contacts.email",
    "contacts.url",
    "contacts.source",
    "contacts.seenOn",
];

/// The columns of the CSV but for those of figures.
static COLUMNS: LazyLock<Fields> = LazyLock::new(|| fields(&[]));

/// What is asked for, and given as JSON.
static ASKED: LazyLock<Fields> = LazyLock::new(|| {
    fields(&[
        "openByDefault.figures.figure",
        "openByDefault.figures.passed",
        "openByDefault.figures.failed",
        "openByDefault.figures.unknown",
        "openByDefault.figures.share",
    ])
});

fn fields(more: &[&str]) -> Fields {
    let all = NAMED.iter().chain(more);
    Fields::new(all.map(|path| (*path).to_owned()).collect())
}

/// The address of a file of now, or of a day.
pub(crate) fn address(path: &str, day: Option<NaiveDate>) -> String {
    match day {
        Some(day) => format!("{path}?{DAY}={day}"),
        None => path.to_owned(),
    }
}

/// The names of the columns but for those of figures.
pub(crate) fn headers() -> Vec<String> {
    let columns = COLUMNS.headers().into_iter();
    std::iter::once(DAY.to_owned()).chain(columns).collect()
}

#[handler]
pub(crate) async fn csv(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    let (day, organisations) = read(request, site).await?;
    let mut response = cached::answer(
        request,
        "text/csv; charset=utf-8",
        table(day, &organisations),
    );
    let name = format!("attachment; filename=\"bodies-{day}.csv\"");
    if let Ok(name) = HeaderValue::try_from(name) {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

#[handler]
pub(crate) async fn json(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    let (day, organisations) = read(request, site).await?;
    let rows = organisations.iter().map(|organisation| {
        let mut row = Map::new();
        row.insert(DAY.to_owned(), json!(day));
        if let Ok(Value::Object(fields)) = serde_json::to_value(ASKED.in_order(organisation)) {
            row.extend(fields);
        }
        Value::Object(row)
    });
    let document = json!({ DAY: day, "organisations": rows.collect::<Vec<_>>() });
    let body = format!("{document}\n");
    Ok(cached::answer(request, "application/json", body))
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct BodyDays {
    body_days: Vec<NaiveDate>,
}

/// A page of the list.
#[derive(Deserialize)]
struct Listed {
    organisations: Nodes,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Nodes {
    nodes: Vec<async_graphql::Value>,
    page_info: PageInfo,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

/// A page of organisations.
static QUERY: LazyLock<OwnQuery> = LazyLock::new(|| {
    let of_day = "openByDefault(day: $day) {";
    let selection = ASKED.selection().replace("openByDefault {", of_day);
    OwnQuery::new(format!(
        "query Bodies($day: NaiveDate, $after: String) {{ organisations(day: $day, first: 100, \
         after: $after) {{ nodes {{ {selection} }} pageInfo {{ hasNextPage endCursor }} }} }}"
    ))
});

/// The day that the file is of, and every organisation as it is or as it was kept.
async fn read(
    request: &Request,
    site: &Site,
) -> Result<(NaiveDate, Vec<async_graphql::Value>), Problem> {
    let query = request.uri().query().unwrap_or_default();
    let asked = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == DAY);
    let day = match asked {
        None => None,
        Some((_, day)) => Some(days::written(day.trim()).ok_or(Problem::NoPage)?),
    };
    let shown = match day {
        None => {
            let days: DaysAnswer = site.api.query(()).await?;
            Days::from(days).shown(None)
        }
        Some(day) => {
            let kept: BodyDays = site.api.query(()).await?;
            let is_kept = kept.body_days.contains(&day);
            is_kept.then_some(day).ok_or(Problem::NoFigures(day))?
        }
    };
    let mut organisations = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let variables = json!({ "day": day, "after": after });
        let answer: Listed = site.api.ask(&QUERY, variables).await?;
        let page = answer.organisations;
        organisations.extend(page.nodes);
        after = page
            .page_info
            .end_cursor
            .filter(|_| page.page_info.has_next_page);
        if after.is_none() {
            return Ok((shown, organisations));
        }
    }
}

/// A line for each. What is not known is an empty cell, never 0.
fn table(day: NaiveDate, organisations: &[async_graphql::Value]) -> String {
    let figures = |organisation: &Value| -> Vec<Value> {
        let figures = organisation["openByDefault"]["figures"].as_array();
        figures.cloned().unwrap_or_default()
    };
    let as_json = |one: &async_graphql::Value| one.clone().into_json().unwrap_or_default();
    let named: Vec<String> = organisations
        .iter()
        .map(as_json)
        .map(|organisation| figures(&organisation))
        .find(|figures| !figures.is_empty())
        .unwrap_or_default()
        .iter()
        .filter_map(|figure| Some(figure["figure"].as_str()?.to_lowercase()))
        .collect();
    let mut head = headers();
    for figure in &named {
        head.extend(NUMBERS.map(|number| format!("{figure}_{number}")));
    }
    let mut file = line_by(OF_CSV, &head);
    for organisation in organisations {
        let mut cells = vec![day.to_string()];
        cells.extend(COLUMNS.cells(organisation));
        let organisation = as_json(organisation);
        let is_known = !organisation["state"]["repositories"].is_null();
        let own = figures(&organisation);
        for at in 0..named.len() {
            let figure = own.get(at).filter(|_| is_known);
            cells.extend(
                NUMBERS.map(|number| match figure.map(|figure| &figure[number]) {
                    None | Some(Value::Null) => String::new(),
                    Some(value) => value.to_string(),
                }),
            );
        }
        file.push_str(&line_by(OF_CSV, &cells));
    }
    file
}

/// What is told of each figure.
const NUMBERS: [&str; 4] = ["passed", "failed", "unknown", "share"];
