//! The whole catalogue as a file: newline-delimited JSON, compressed, and CSV.
//! Both are written while they are sent, a page at a time, so that no size of
//! catalogue and no slow reader fills memory.

pub(crate) mod cells;
mod fields;
mod form;
mod pages;

use std::io::Error;

use poem::http::{StatusCode, header};
use poem::web::Data;
use poem::{Body, IntoResponse, Request, Response, handler};

use crate::cached;
use crate::site::{Problem, Site};
pub(crate) use fields::headers;
use form::Form;
pub(crate) use pages::ExportLimiter;
use pages::{Pages, Written};

/// Seconds after which somebody who had to wait may ask again.
const RETRY_AFTER_SECONDS: u64 = 60;

/// The path of the file with a JSON object a line.
pub(crate) const NDJSON: &str = "/data/repositories.ndjson.zst";

/// The path of the file for spreadsheets.
pub(crate) const CSV: &str = "/data/repositories.csv";

/// A file that can be had.
struct File {
    /// What its name ends with.
    ending: &'static str,
    content_type: &'static str,
    form: fn() -> Result<Form, Error>,
}

#[handler]
pub(crate) async fn ndjson(
    request: &Request,
    Data(site): Data<&Site>,
    Data(limiter): Data<&ExportLimiter>,
) -> poem::Result<Response> {
    let file = File {
        ending: "ndjson.zst",
        content_type: "application/zstd",
        form: Form::ndjson,
    };
    Ok(send(request, site, limiter, &file).await?)
}

#[handler]
pub(crate) async fn csv(
    request: &Request,
    Data(site): Data<&Site>,
    Data(limiter): Data<&ExportLimiter>,
) -> poem::Result<Response> {
    let file = File {
        ending: "csv",
        content_type: "text/csv; charset=utf-8",
        form: || Ok(Form::csv()),
    };
    Ok(send(request, site, limiter, &file).await?)
}

async fn send(
    request: &Request,
    site: &Site,
    limiter: &ExportLimiter,
    file: &File,
) -> Result<Response, Problem> {
    let state = pages::state(&site.api).await?;
    let tag = cached::tag(&[state.as_bytes(), file.ending.as_bytes()]);
    if let Some(response) = cached::not_modified(request, &tag) {
        return Ok(response);
    }
    let Some(pages) = Pages::new(site.api.clone(), limiter) else {
        return Ok(busy());
    };
    let form = (file.form)().map_err(|error| Problem::Unavailable(error.to_string()))?;
    let name = format!("attachment; filename=\"repositories.{}\"", file.ending);
    let response = Body::from_bytes_stream(Written::new(pages, form).stream())
        .with_content_type(file.content_type)
        .with_header(header::CONTENT_DISPOSITION, name)
        .into_response();
    Ok(cached::tagged(response, &tag))
}

/// Too many read the whole catalogue at this moment.
fn busy() -> Response {
    "Too many read the whole catalogue at this moment; try again later.\n"
        .with_status(StatusCode::SERVICE_UNAVAILABLE)
        .with_header(header::RETRY_AFTER, RETRY_AFTER_SECONDS)
        .into_response()
}
