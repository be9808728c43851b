//! The check of a publiccode.yml that somebody is about to publish.

use askama::Template;
use bronwijzer_graphql::caching::Reply;
use poem::error::ReadBodyError;
use poem::http::StatusCode;
use poem::web::Data;
use poem::{Body, IntoResponse, Response, handler};
use url::form_urlencoded;

use super::frame::Frame;
use super::{render, show};
use crate::finding::FindingView;
use crate::place::Place;
use crate::schema;
use crate::site::{Problem, Site};
use crate::texts::{Texts, number, text};
use crate::verdict::{PubliccodeVerdict, VerdictView};

/// The longest text that the schema checks, in bytes.
const MAX_TEXT: usize = 256 * 1024;

/// The longest form: each byte may come as three.
const MAX_FORM: usize = 3 * MAX_TEXT + 16;

#[derive(Template)]
#[template(path = "check.html")]
struct CheckPage {
    frame: Frame,
    action: String,
    /// What was checked, or is to be.
    text: String,
    too_large: Option<String>,
    result: Option<ResultView>,
}

struct ResultView {
    verdict: VerdictView,
    version: Option<String>,
    counts: String,
    findings: Vec<FindingView>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Checked")]
struct Answer {
    #[arguments(text: $text)]
    check_publiccode: PubliccodeVerdict,
}

/// The text to check.
#[derive(cynic::QueryVariables)]
struct Checked {
    text: String,
}

/// The empty form.
#[handler]
pub(crate) fn serve(Data(site): Data<&Site>) -> poem::Result<Response> {
    show(Ok(CheckPage::new(site)))
}

/// The form with what the check found.
#[handler]
pub(crate) async fn check(body: Body, Data(site): Data<&Site>) -> poem::Result<Response> {
    let mut page = CheckPage::new(site);
    let form = match body.into_bytes_limit(MAX_FORM).await {
        Ok(form) => form,
        Err(ReadBodyError::PayloadTooLarge) => return Ok(page.too_large(site.texts)),
        Err(error) => return Err(Problem::Unavailable(error.to_string()).into()),
    };
    let mut fields = form_urlencoded::parse(&form);
    let text = fields.find(|(name, _)| name == "text");
    // Browsers send the line ends of Windows.
    page.text = text.map_or_else(String::new, |(_, text)| text.replace("\r\n", "\n"));
    if page.text.len() > MAX_TEXT {
        return Ok(page.too_large(site.texts));
    }
    let variables = Checked {
        text: page.text.clone(),
    };
    let answer: Answer = site.api.query(variables).await.map_err(Problem::from)?;
    page.result = Some(ResultView::new(&answer.check_publiccode, site.texts));
    // It shows what this visitor sent.
    Ok(Reply::Private(show(Ok(page))?).into_response())
}

impl CheckPage {
    fn new(site: &Site) -> Self {
        let texts = site.texts;
        let title = texts.get("checker-title");
        Self {
            frame: Frame::new(site, &Place::Check, None, title, None),
            action: Place::Check.path(texts.language()),
            text: String::new(),
            too_large: None,
            result: None,
        }
    }

    fn too_large(mut self, texts: Texts) -> Response {
        let max = number(MAX_TEXT as u64);
        self.too_large = Some(texts.with("checker-too-large", [("max", max)]));
        self.text.clear();
        render(StatusCode::PAYLOAD_TOO_LARGE, &self)
    }
}

impl ResultView {
    fn new(found: &PubliccodeVerdict, texts: Texts) -> Self {
        let version = found.checked_as.as_ref();
        Self {
            verdict: VerdictView::of_publiccode(found, texts),
            version: version
                .map(|version| texts.with("checker-version", [("version", text(version))])),
            counts: texts.with(
                "checker-counts",
                [
                    ("errors", number(found.errors)),
                    ("warnings", number(found.warnings)),
                ],
            ),
            findings: FindingView::all(&found.findings, texts),
        }
    }
}
