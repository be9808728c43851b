//! The two APIs over HTTP.

use std::ops::Deref;

use async_graphql::{Request, Variables};
use chrono::Duration;
use poem::http::{StatusCode, header};
use poem::web::Data;
use poem::{Body, EndpointExt, IntoResponse, Response, Route, get, handler, post};
use serde_json::{Value, json};

use super::graphql::{COMPLEXITY, COMPLEXITY_OF_ANYBODY, schema};
use super::rest::{self, Question, message};
use crate::fault::Fault;
use crate::partial;
use crate::stage::{Backstage, RecordedRequest, Stage, Visitor, instead, spoil};
use crate::world::World;

/// The words before a token.
const WORDS: &[&str] = &["bearer"];

/// Requests a minute with a token.
const ALLOWANCE: u64 = 2000;

/// The longest text of a query, in letters.
const MOST_LETTERS: usize = 10_000;

/// A running GitLab on this machine. It stops when it is dropped.
pub struct GitLab(Stage);

impl Deref for GitLab {
    type Target = Stage;

    fn deref(&self) -> &Stage {
        &self.0
    }
}

impl GitLab {
    /// Starts a server over `world`. What is public needs no token; a wrong
    /// token is refused. An owner with a slash is a subgroup.
    ///
    /// # Panics
    /// When no port can be had.
    pub async fn start(world: World, token: Option<&str>) -> Self {
        let tokens: Vec<&str> = token.into_iter().collect();
        let allowance = (ALLOWANCE, Duration::minutes(1));
        let stage = Stage::start(world, &tokens, allowance, |backstage| {
            Route::new()
                .at("/api/graphql", post(graphql))
                .at("/api/v4/*path", get(endpoint))
                .data(backstage)
        });
        Self(stage.await)
    }
}

/// What both have in common: who asks, what goes wrong, and a record of it.
async fn run(
    request: &poem::Request,
    backstage: &Backstage,
    operation: String,
    body: &[u8],
    answer: impl AsyncFnOnce(&Visitor, Option<&Fault>) -> Response,
) -> Response {
    let visitor = backstage.visitor(request, WORDS);
    let fault = backstage.arrive(&operation, 0, body);
    if let Some(Fault::Slow(time)) = &fault {
        tokio::time::sleep(*time).await;
    }
    let response = match fault.as_ref().and_then(instead_of) {
        Some(response) => response,
        None if visitor == Visitor::Refused => {
            message(StatusCode::UNAUTHORIZED, "401 Unauthorized")
        }
        None => match backstage.spend(&visitor, 1) {
            Ok(_) => answer(&visitor, fault.as_ref()).await,
            Err(allowance) => {
                let wait = allowance.reset_at - chrono::Utc::now();
                limited(u64::try_from(wait.num_seconds().max(1)).unwrap_or(1))
            }
        },
    };
    backstage.record(RecordedRequest {
        token: visitor.token(),
        operation,
        body: Value::Null,
        points: 0,
        status: response.status().as_u16(),
    });
    if matches!(fault, Some(Fault::Truncated)) {
        let mut text = response.into_body().into_string().await.unwrap_or_default();
        spoil(fault.as_ref(), &mut text);
        return text.with_content_type("application/json").into_response();
    }
    response
}

#[handler]
async fn endpoint(request: &poem::Request, backstage: Data<&Backstage>) -> Response {
    let operation = format!("{} {}", request.method(), request.uri().path());
    run(
        request,
        &backstage,
        operation,
        &[],
        async |visitor, _| match Question::of(request) {
            Some(question) => rest::answer(&question, &backstage.world_for(visitor), visitor),
            None => message(StatusCode::BAD_REQUEST, "400 Bad Request"),
        },
    )
    .await
}

#[handler]
async fn graphql(
    request: &poem::Request,
    body: Body,
    backstage: Data<&Backstage>,
) -> poem::Result<Response> {
    let bytes = body.into_bytes().await?;
    let Ok(asked) = serde_json::from_slice::<Value>(&bytes) else {
        return Ok(message(
            StatusCode::BAD_REQUEST,
            "Unexpected end of document",
        ));
    };
    let query = asked["query"].as_str().unwrap_or_default().to_owned();
    let name = query
        .lines()
        .find_map(|line| line.strip_prefix("query "))
        .and_then(|rest| rest.split('(').next())
        .unwrap_or_default()
        .to_owned();
    let response = run(request, &backstage, name, &bytes, async |visitor, fault| {
        if query.len() > MOST_LETTERS {
            return errors("Query too large");
        }
        let max_complexity = match visitor {
            Visitor::Known(_) => COMPLEXITY,
            Visitor::Refused | Visitor::Anybody => COMPLEXITY_OF_ANYBODY,
        };
        let question = Request::new(query.as_str())
            .variables(Variables::from_json(asked["variables"].clone()))
            .data(backstage.world_for(visitor));
        let answer = schema(max_complexity).execute(question).await;
        match answer.errors.first() {
            Some(error) if error.message == "Query is too complex." => errors(&format!(
                "Query has complexity of {}, which exceeds max complexity of {max_complexity}",
                max_complexity + 1
            )),
            _ => {
                let mut answer = serde_json::to_value(&answer).unwrap_or_default();
                partial::spoil(fault, &mut answer);
                rest::json(&answer)
            }
        }
    });
    Ok(response.await)
}

fn errors(text: &str) -> Response {
    rest::json(&json!({ "errors": [{ "message": text }] }))
}

fn limited(seconds: u64) -> Response {
    message(StatusCode::TOO_MANY_REQUESTS, "429 Too Many Requests")
        .with_header(header::RETRY_AFTER, seconds.to_string())
        .into_response()
}

/// What comes in place of an answer.
fn instead_of(fault: &Fault) -> Option<Response> {
    match fault {
        Fault::Secondary(seconds) | Fault::RateLimited(seconds) => Some(limited(*seconds)),
        Fault::SecondaryUntold => Some(message(
            StatusCode::TOO_MANY_REQUESTS,
            "429 Too Many Requests",
        )),
        Fault::ResourceLimits => Some(errors("Timeout on Repository.blobs")),
        fault => instead(fault),
    }
}
