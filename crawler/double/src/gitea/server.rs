//! The API over HTTP.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use poem::http::{StatusCode, header};
use poem::web::Data;
use poem::{EndpointExt, IntoResponse, Response, Route, get, handler};
use serde_json::{Value, json};

use super::answers;
use crate::fault::Fault;
use crate::stage::{Backstage, Seen, Stage, Visitor, instead, spoil};
use crate::world::{Repository, World};

/// The words before a token.
const WORDS: &[&str] = &["token", "bearer"];

/// Items on a page at most, and when nothing is asked for.
const MOST_ITEMS: usize = 50;
const ITEMS: usize = 30;

/// A proxy in front of it lets through so many requests an hour.
const ALLOWANCE: u64 = 100_000;

/// A running Gitea on this machine. It stops when it is dropped.
pub struct Gitea(Stage);

impl Deref for Gitea {
    type Target = Stage;

    fn deref(&self) -> &Stage {
        &self.0
    }
}

impl Gitea {
    /// Starts a server over `world`. What is public needs no token; a wrong
    /// token is refused.
    ///
    /// # Panics
    /// When no port can be had.
    pub async fn start(world: World, token: Option<&str>) -> Self {
        let tokens: Vec<&str> = token.into_iter().collect();
        let allowance = (ALLOWANCE, Duration::hours(1));
        let stage = Stage::start(world, &tokens, allowance, |backstage| {
            Route::new()
                .at("/api/v1/*path", get(endpoint))
                .data(backstage)
        });
        Self(stage.await)
    }
}

/// What is asked for.
struct Question {
    segments: Vec<String>,
    parameters: HashMap<String, String>,
    address: String,
}

impl Question {
    fn of(request: &poem::Request) -> Option<Self> {
        let host = request.header(header::HOST).unwrap_or("localhost");
        let address = format!("http://{host}{}", request.uri());
        let url = url::Url::parse(&address).ok()?;
        let segments = url.path_segments()?.skip(2).map(|segment| {
            percent_encoding::percent_decode_str(segment)
                .decode_utf8_lossy()
                .into_owned()
        });
        Some(Self {
            segments: segments.collect(),
            parameters: url.query_pairs().into_owned().collect(),
            address,
        })
    }

    fn number(&self, name: &str, otherwise: usize) -> usize {
        let text = self.parameters.get(name);
        text.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    }

    /// A page of these items, with the headers that lead on.
    fn page(&self, items: Vec<Value>) -> Response {
        let size = self.number("limit", ITEMS).clamp(1, MOST_ITEMS);
        let page = self.number("page", 1).max(1);
        let total = items.len();
        let shown: Vec<Value> = items
            .into_iter()
            .skip((page - 1) * size)
            .take(size)
            .collect();
        let last = total.div_ceil(size).max(1);
        let mut links = Vec::new();
        for (rel, to) in [("next", page + 1), ("last", last)] {
            if page < last
                && let Ok(mut url) = url::Url::parse(&self.address)
            {
                let others: Vec<(String, String)> = url
                    .query_pairs()
                    .into_owned()
                    .filter(|(name, _)| name != "page")
                    .collect();
                url.query_pairs_mut()
                    .clear()
                    .extend_pairs(others)
                    .append_pair("page", &to.to_string());
                links.push(format!("<{url}>; rel=\"{rel}\""));
            }
        }
        let mut response = json(&Value::from(shown));
        let headers = response.headers_mut();
        headers.insert("x-total-count", total.into());
        if !links.is_empty()
            && let Ok(links) = links.join(",").parse()
        {
            headers.insert(header::LINK, links);
        }
        response
    }
}

#[handler]
async fn endpoint(request: &poem::Request, backstage: Data<&Backstage>) -> Response {
    let operation = format!("{} {}", request.method(), request.uri().path());
    let visitor = backstage.visitor(request, WORDS);
    let fault = backstage.arrive(&operation, 0, &[]);
    if let Some(Fault::Slow(time)) = &fault {
        tokio::time::sleep(*time).await;
    }
    let response = match fault.as_ref().and_then(instead_of) {
        Some(response) => response,
        None if visitor == Visitor::Refused => message(
            StatusCode::UNAUTHORIZED,
            "invalid username, password or token",
        ),
        None => match Question::of(request) {
            Some(question) => answer(&question, &backstage.world_for(&visitor)),
            None => message(StatusCode::BAD_REQUEST, "bad request"),
        },
    };
    backstage.record(Seen {
        token: visitor.token(),
        operation,
        body: Value::Null,
        points: 0,
        status: response.status().as_u16(),
    });
    if matches!(fault, Some(Fault::Truncated)) {
        return truncated(response).await;
    }
    response
}

async fn truncated(response: Response) -> Response {
    let mut text = response.into_body().into_string().await.unwrap_or_default();
    spoil(Some(&Fault::Truncated), &mut text);
    text.with_content_type("application/json;charset=utf-8")
        .into_response()
}

fn answer(question: &Question, world: &Arc<World>) -> Response {
    let segments: Vec<&str> = question.segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["users" | "orgs", name, "repos"] => match world.account(name) {
            None => not_found("user redirect does not exist"),
            Some(account) => {
                let rows = world.listed(&account.login);
                let rows = rows
                    .iter()
                    .map(|at| answers::repository(world, &world.repositories[*at]));
                question.page(rows.collect())
            }
        },
        ["repositories", id] => {
            let at = id.parse().ok().and_then(|id| world.by_id(id));
            match at {
                Some(at) if world.repositories[at].blocked => blocked(),
                Some(at) if world.shows(at) => {
                    json(&answers::repository(world, &world.repositories[at]))
                }
                _ => not_found("The target couldn't be found."),
            }
        }
        ["repos", owner, name, rest @ ..] => {
            let path = format!("{owner}/{name}");
            let asked = |repository: &&Repository| repository.path().eq_ignore_ascii_case(&path);
            if let Some(repository) = world.repositories.iter().find(asked)
                && repository.blocked
            {
                return blocked();
            }
            match world.by_path(&path, true) {
                None => not_found("The target couldn't be found."),
                Some(at) => {
                    let repository = &world.repositories[at];
                    if repository.path().eq_ignore_ascii_case(&path) {
                        of_repository(question, world, repository, rest)
                    } else {
                        let to = question.address.replacen(&path, &repository.path(), 1);
                        StatusCode::TEMPORARY_REDIRECT
                            .with_header(header::LOCATION, to)
                            .into_response()
                    }
                }
            }
        }
        _ => not_found("404 page not found"),
    }
}

fn of_repository(
    question: &Question,
    world: &Arc<World>,
    repository: &Repository,
    rest: &[&str],
) -> Response {
    let is_empty = repository.default_branch.is_none();
    match rest {
        [] => json(&answers::repository(world, repository)),
        ["languages"] => json(&answers::languages(repository)),
        ["releases"] => question.page(answers::releases(repository)),
        ["tags"] => question.page(answers::tags(repository)),
        ["commits"] if is_empty => message(StatusCode::CONFLICT, "Git Repository is empty."),
        ["commits"] => {
            let since = question.parameters.get("since");
            let since = since.and_then(|since| since.parse::<DateTime<Utc>>().ok());
            question.page(answers::commits(repository, since))
        }
        ["contents", path @ ..] if !is_empty => {
            match answers::contents(repository, &path.join("/")) {
                Some(contents) => json(&contents),
                None => not_found("object does not exist"),
            }
        }
        _ => not_found("The target couldn't be found."),
    }
}

/// What comes in place of an answer.
fn instead_of(fault: &Fault) -> Option<Response> {
    let limited = || message(StatusCode::TOO_MANY_REQUESTS, "Too Many Requests");
    match fault {
        Fault::Secondary(seconds) | Fault::RateLimited(seconds) => Some(
            limited()
                .with_header(header::RETRY_AFTER, seconds.to_string())
                .into_response(),
        ),
        Fault::SecondaryUntold => Some(limited()),
        Fault::ResourceLimits => Some(message(StatusCode::INTERNAL_SERVER_ERROR, "")),
        fault => instead(fault),
    }
}

fn json(value: &Value) -> Response {
    value
        .to_string()
        .with_content_type("application/json;charset=utf-8")
        .into_response()
}

fn message(status: StatusCode, text: &str) -> Response {
    json!({ "message": text, "url": "https://codeberg.org/api/swagger" })
        .to_string()
        .with_status(status)
        .with_content_type("application/json;charset=utf-8")
        .into_response()
}

fn not_found(text: &str) -> Response {
    message(StatusCode::NOT_FOUND, text)
}

fn blocked() -> Response {
    message(
        StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS,
        "Unavailable for legal reasons",
    )
}
