//! The catalogue as files: the whole as newline-delimited JSON, compressed, and as CSV, and its
//! addresses alone; a search as JSON and as CSV. They are written while they are sent, a page at a time, so
//! that no size of catalogue and no slow reader fills memory.

pub(crate) mod cells;
pub(crate) mod european;
pub(crate) mod fields;
mod file_cache;
mod form;
mod pages;
pub(crate) mod publishers;
mod row_cache;

use std::io::Error;

use bronwijzer_graphql::client::Client;
use poem::http::{StatusCode, header};
use poem::web::Data;
use poem::{IntoResponse, Request, Response, handler};

use url::form_urlencoded;

use crate::cached;
use crate::place::Place;
use crate::search::parameters::SearchParameters;
use crate::search::view::FileLink;
use crate::site::{Problem, Site};
use crate::texts::Texts;
use form::Form;
pub(crate) use pages::ExportLimiter;
use pages::{Source, State};

/// Seconds after which somebody who had to wait may ask again.
const RETRY_AFTER_SECONDS: u64 = 60;

/// The path of the file with a JSON object a line.
pub(crate) const NDJSON: &str = "/data/repositories.ndjson.zst";

/// The path of the file for spreadsheets.
pub(crate) const CSV: &str = "/data/repositories.csv";

/// The path of the file with the address of a repository a line.
pub(crate) const ADDRESSES: &str = "/repositories.txt";

/// The path of the same as JSON: `$.data[*].url` is all addresses.
pub(crate) const ADDRESSES_JSON: &str = "/repositories.json";

/// A form of file.
struct File {
    /// What its name ends with.
    ending: &'static str,
    /// What tells it from any other form.
    name: &'static str,
    content_type: &'static str,
    form: fn() -> Result<Form, Error>,
}

const NDJSON_FILE: File = File {
    ending: "ndjson.zst",
    name: "ndjson",
    content_type: "application/zstd",
    form: Form::ndjson,
};

const JSON_FILE: File = File {
    ending: "json",
    name: "json",
    content_type: "application/json",
    form: || Ok(Form::json()),
};

const CSV_FILE: File = File {
    ending: "csv",
    name: "csv",
    content_type: "text/csv; charset=utf-8",
    form: || Ok(Form::csv(cells::OF_CSV)),
};

const EXCEL_FILE: File = File {
    form: || Ok(Form::csv(cells::OF_EXCEL)),
    name: "excel",
    ..CSV_FILE
};

const ADDRESSES_FILE: File = File {
    ending: "txt",
    name: "addresses",
    content_type: "text/plain; charset=utf-8",
    form: || Ok(Form::Addresses),
};

const ADDRESSES_JSON_FILE: File = File {
    ending: "json",
    name: "addresses json",
    content_type: "application/json",
    form: || Ok(Form::addresses_json()),
};

/// The parameter that asks for the file in the form of Excel.
const FORMAT: (&str, &str) = ("format", "excel");

/// The file for spreadsheets that an address asks for.
fn spreadsheet(request: &Request) -> &'static File {
    let query = request.uri().query().unwrap_or_default();
    let mut parameters = form_urlencoded::parse(query.as_bytes());
    match parameters.any(|(name, value)| (name.as_ref(), value.as_ref()) == FORMAT) {
        true => &EXCEL_FILE,
        false => &CSV_FILE,
    }
}

/// This search as files, as a page of results leads to them.
pub(crate) fn links_of_search(parameters: &SearchParameters, texts: Texts) -> Vec<FileLink> {
    let parameters = parameters.as_list();
    let link = |place: Place, label: String| FileLink {
        href: parameters.address(&place.path(texts.language())),
        label,
    };
    let mut excel = link(Place::SearchCsv, texts.get("results-excel"));
    excel.href = with_format(&excel.href);
    vec![
        excel,
        link(Place::SearchCsv, "CSV".to_owned()),
        link(Place::SearchJson, "JSON".to_owned()),
    ]
}

/// The address of a file for spreadsheets in the form of Excel.
pub(crate) fn with_format(address: &str) -> String {
    let mark = if address.contains('?') { '&' } else { '?' };
    format!("{address}{mark}{}={}", FORMAT.0, FORMAT.1)
}

#[handler]
pub(crate) async fn ndjson(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    Ok(send(request, site, Source::Changes, &NDJSON_FILE).await?)
}

#[handler]
pub(crate) async fn csv(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    Ok(send(request, site, Source::Changes, spreadsheet(request)).await?)
}

#[handler]
pub(crate) async fn addresses(
    request: &Request,
    Data(site): Data<&Site>,
) -> poem::Result<Response> {
    Ok(send(request, site, Source::Shown, &ADDRESSES_FILE).await?)
}

#[handler]
pub(crate) async fn addresses_json(
    request: &Request,
    Data(site): Data<&Site>,
) -> poem::Result<Response> {
    Ok(send(request, site, Source::Shown, &ADDRESSES_JSON_FILE).await?)
}

/// A search as JSON.
#[handler]
pub(crate) async fn search_json(
    request: &Request,
    Data(site): Data<&Site>,
) -> poem::Result<Response> {
    let source = searched(request, site)?;
    Ok(send(request, site, source, &JSON_FILE).await?)
}

/// A search for spreadsheets.
#[handler]
pub(crate) async fn search_csv(
    request: &Request,
    Data(site): Data<&Site>,
) -> poem::Result<Response> {
    let source = searched(request, site)?;
    Ok(send(request, site, source, spreadsheet(request)).await?)
}

/// What the address searches, by the parameters of a page.
fn searched(request: &Request, site: &Site) -> Result<Source, Problem> {
    let query = request.uri().query().unwrap_or_default();
    let (parameters, mistakes) = SearchParameters::read(query, site.texts);
    if !mistakes.is_empty() {
        return Err(Problem::mistaken(Place::Search, &parameters, mistakes));
    }
    Ok(Source::Search(Box::new(parameters.as_list())))
}

async fn send(
    request: &Request,
    site: &Site,
    source: Source,
    file: &File,
) -> Result<Response, Problem> {
    let state = State::of(&site.api).await?;
    let (name, searched) = (state.name(), source.name());
    let parts = [name.as_bytes(), searched.as_bytes(), file.name.as_bytes()];
    let tag = cached::tag(&parts);
    if let Some(response) = cached::not_modified(request, &tag) {
        return Ok(response);
    }
    let form = (file.form)().map_err(|error| Problem::Unavailable(error.to_string()))?;
    let (form, state) = ((form, file.name), (&state, &tag));
    let (api, client) = (site.api.clone(), Client::of(request));
    let Some(body) = site.exports.file(api, source, form, state, client) else {
        return Ok(busy());
    };
    let name = format!("attachment; filename=\"repositories.{}\"", file.ending);
    let response = body
        .with_content_type(file.content_type)
        .with_header(header::CONTENT_DISPOSITION, name)
        .into_response();
    Ok(cached::tagged(response, &tag))
}

/// Too many read files at this moment.
fn busy() -> Response {
    "Too many files are being read at this moment; try again later.\n"
        .with_status(StatusCode::SERVICE_UNAVAILABLE)
        .with_header(header::RETRY_AFTER, RETRY_AFTER_SECONDS)
        .into_response()
}
