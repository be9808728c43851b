//! The check of a publiccode.yml: of a repository of the catalogue, or of a text that somebody is
//! about to publish.
//!
//! What is checked by its address is what the catalogue read there at its last crawl. The server
//! fetches no address that a visitor gives: it would read on their behalf what only it can
//! reach, and spend the tokens that crawls need.

mod shared;
#[cfg(any(test, fuzzing))]
pub(crate) use shared::read_any as read_shared;

use askama::Template;
use bronwijzer_graphql::caching::Reply;
use chrono::{DateTime, Utc};
use poem::error::ReadBodyError;
use poem::http::StatusCode;
use poem::web::Data;
use poem::{Body, IntoResponse, Request, Response, handler};
use url::form_urlencoded;

use super::frame::Frame;
use super::{render, show};
use crate::api::AskError;
use crate::finding::FindingView;
use crate::place::Place;
use crate::schema;
use crate::search::answer::Gone;
use crate::site::{Problem, Site};
use crate::texts::{Texts, number, text};
use crate::variables::{ByUrl, ByUrlFields};
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
    generator: String,
    /// The address that was checked, or is to be, and what is wrong with it.
    url: String,
    url_problem: Option<String>,
    /// The text that was checked, or is to be, and what is wrong with it.
    text: String,
    text_problem: Option<String>,
    result: Option<ResultView>,
}

struct ResultView {
    verdict: VerdictView,
    version: Option<String>,
    counts: String,
    findings: Vec<FindingView>,
    /// The repository that it is about: its page, its name and the day of its facts.
    repository: Option<(String, String, String)>,
    /// The form filled with what is known of it, where no file was checked.
    write: Option<String>,
    /// The address of this very result; none when the text is too long for one.
    share: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Checked")]
struct OfText {
    #[arguments(text: $text)]
    check_publiccode: PubliccodeVerdict,
}

/// The text to check.
#[derive(cynic::QueryVariables)]
struct Checked {
    text: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "ByUrl")]
struct OfRepository {
    #[arguments(url: $url)]
    repository: Option<Repository>,
}

#[derive(cynic::QueryFragment)]
struct Repository {
    url: String,
    path: String,
    observed_at: DateTime<Utc>,
    gone: Option<Gone>,
    publiccode_verdict: PubliccodeVerdict,
}

/// The forms, and the result of what the address asks for.
#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    let query = request.uri().query();
    let mut page = CheckPage::new(site, query);
    let parameters = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    for (name, value) in parameters {
        match name.as_ref() {
            "url" if !value.trim().is_empty() => page.check_url(value.trim(), site).await?,
            "content" => match shared::decoded(&value) {
                Some(text) => page.check_text(text, site).await?,
                None => page.text_problem = Some(site.texts.get("checker-broken-link")),
            },
            _ => {}
        }
    }
    // A text in the address is the visitor's.
    Ok(Reply::Private(show(Ok(page))?).into_response())
}

/// The forms with what the check of a text found.
#[handler]
pub(crate) async fn check(body: Body, Data(site): Data<&Site>) -> poem::Result<Response> {
    let mut page = CheckPage::new(site, None);
    let form = match body.into_bytes_limit(MAX_FORM).await {
        Ok(form) => form,
        Err(ReadBodyError::PayloadTooLarge) => return Ok(page.too_large(site.texts)),
        Err(error) => return Err(Problem::Unavailable(error.to_string()).into()),
    };
    let mut fields = form_urlencoded::parse(&form);
    let text = fields.find(|(name, _)| name == "text");
    // Browsers send the line ends of Windows.
    let text = text.map_or_else(String::new, |(_, text)| text.replace("\r\n", "\n"));
    if text.len() > MAX_TEXT {
        return Ok(page.too_large(site.texts));
    }
    page.check_text(text, site).await?;
    // It shows what this visitor sent.
    Ok(Reply::Private(show(Ok(page))?).into_response())
}

impl CheckPage {
    fn new(site: &Site, query: Option<&str>) -> Self {
        let texts = site.texts;
        let title = texts.get("checker-title");
        Self {
            frame: Frame::new(site, &Place::Check, query, title, None)
                .described(texts.get("checker-intro")),
            action: Place::Check.path(texts.language()),
            generator: Place::Generator.path(texts.language()),
            url: String::new(),
            url_problem: None,
            text: String::new(),
            text_problem: None,
            result: None,
        }
    }

    fn too_large(mut self, texts: Texts) -> Response {
        let max = number(MAX_TEXT as u64);
        self.text_problem = Some(texts.with("checker-too-large", [("max", max)]));
        render(StatusCode::PAYLOAD_TOO_LARGE, &self)
    }

    /// Checks a text, and keeps it so that it can be mended.
    async fn check_text(&mut self, text: String, site: &Site) -> Result<(), Problem> {
        let variables = Checked { text: text.clone() };
        let answer: OfText = site.api.query(variables).await?;
        let mut result = ResultView::new(&answer.check_publiccode, site.texts);
        let coded = shared::coded(&text);
        result.share = coded.map(|coded| format!("{}?content={coded}", self.action));
        self.text = text;
        self.result = Some(result);
        Ok(())
    }

    /// Shows what the catalogue found in the repository at an address.
    async fn check_url(&mut self, url: &str, site: &Site) -> Result<(), Problem> {
        let texts = site.texts;
        url.clone_into(&mut self.url);
        let answer = site.api.query(ByUrl::spelled(url)).await;
        let repository = match answer {
            Ok(OfRepository { repository }) => repository.filter(|found| found.gone.is_none()),
            Err(AskError::Refused(_)) => {
                self.url_problem = Some(texts.get("checker-no-address"));
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        let Some(repository) = repository else {
            self.url_problem = Some(texts.get("checker-no-repository"));
            return Ok(());
        };
        let verdict = &repository.publiccode_verdict;
        let language = texts.language();
        let mut result = ResultView::new(verdict, texts);
        let known = Place::of_repository(&repository.url).path(language);
        let day = texts.day(repository.observed_at);
        let share = [("url", &repository.url)];
        let share = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(share)
            .finish();
        result.share = Some(format!("{}?{share}", self.action));
        let may_lack_one = verdict.checked_as.is_none();
        result.write = may_lack_one.then(|| {
            let known = [("repository", crate::place::without_scheme(&repository.url))];
            let known = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(known)
                .finish();
            format!("{}?{known}", self.generator)
        });
        let as_of = texts.with("checker-as-of", [("date", text(day))]);
        result.repository = Some((known, repository.path, as_of));
        self.result = Some(result);
        Ok(())
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
            repository: None,
            write: None,
            share: None,
        }
    }
}
