//! The API over HTTP: who may ask, what it costs, and what goes wrong.

use std::ops::Deref;

use async_graphql::{Request, Variables};
use chrono::Duration;
use poem::http::{StatusCode, header};
use poem::web::Data;
use poem::{Body, EndpointExt, IntoResponse, Response, Route, get, handler, post};
use serde_json::{Value, json};

use super::accounts::{organisation, search_users};
use super::cost::{self, Refusal};
use super::rest::{
    contents, installation_token, rate_limit, repository_by_id, repository_by_path, search_code,
    user_repositories,
};
use super::schema::{GitHubSchema, schema};
use crate::fault::Fault;
use crate::partial;
use crate::stage::{Allowance, Backstage, RecordedRequest, Stage, Visitor, instead, spoil};
use crate::world::World;

/// Points an hour.
const ALLOWANCE: u64 = 5000;

/// The words before a token.
pub(super) const WORDS: &[&str] = &["bearer", "token"];

/// A running GitHub on this machine. It stops when it is dropped.
pub struct GitHub(Stage);

impl Deref for GitHub {
    type Target = Stage;

    fn deref(&self) -> &Stage {
        &self.0
    }
}

impl GitHub {
    /// Starts a server over `world`. Requests need `token`, unless it is `None`,
    /// which no real GitHub does.
    ///
    /// # Panics
    /// When no port can be had.
    pub async fn start(world: World, token: Option<&str>) -> Self {
        let tokens: Vec<&str> = token.into_iter().collect();
        let allowance = (ALLOWANCE, Duration::hours(1));
        let stage = Stage::start(world, &tokens, allowance, |backstage| {
            Route::new()
                .at("/graphql", post(graphql))
                .at("/repositories/:id", get(repository_by_id))
                .at("/repos/:owner/:name", get(repository_by_path))
                .at("/repos/:owner/:name/contents/*path", get(contents))
                .at("/users/:login/repos", get(user_repositories))
                .at("/rate_limit", get(rate_limit))
                .at("/search/code", get(search_code))
                .at("/search/users", get(search_users))
                .at("/orgs/:login", get(organisation))
                .at(
                    "/app/installations/:id/access_tokens",
                    post(installation_token),
                )
                .data(backstage)
                .data(schema())
        });
        Self(stage.await)
    }
}

#[handler]
async fn graphql(
    request: &poem::Request,
    body: Body,
    backstage: Data<&Backstage>,
    schema: Data<&GitHubSchema>,
) -> poem::Result<Response> {
    let backstage = backstage.0;
    if request.header(header::USER_AGENT).is_none() {
        return Ok(message(
            StatusCode::FORBIDDEN,
            "Request forbidden by administrative rules. Please make sure your request has a User-Agent header",
        ));
    }
    let bytes = body.into_bytes().await?;
    let visitor = backstage.visitor(request, WORDS);
    let refused = match visitor {
        Visitor::Refused => Some("Bad credentials"),
        Visitor::Anybody if backstage.wants_token() => {
            Some("This endpoint requires you to be authenticated.")
        }
        _ => None,
    };
    let Ok(body) = serde_json::from_slice::<Value>(&bytes) else {
        return Ok(message(StatusCode::BAD_REQUEST, "Problems parsing JSON"));
    };
    let query = body["query"].as_str().unwrap_or_default().to_owned();
    let parsed = async_graphql_parser::parse_query(&query);
    let operation = parsed
        .as_ref()
        .ok()
        .and_then(|document| document.operations.iter().next())
        .and_then(|(name, _)| name)
        .map_or_else(String::new, ToString::to_string);
    let ids = body["variables"]["ids"].as_array().map_or(0, Vec::len);
    let fault = backstage.arrive(&operation, ids, &bytes);
    let record = |points: u64, status: StatusCode| {
        backstage.record(RecordedRequest {
            token: visitor.token(),
            operation: operation.clone(),
            body: json!({ "variables": body["variables"] }),
            points,
            status: status.as_u16(),
        });
    };
    if let Some(reason) = refused {
        record(0, StatusCode::UNAUTHORIZED);
        return Ok(message(StatusCode::UNAUTHORIZED, reason));
    }
    if let Some(Fault::Slow(time)) = &fault {
        tokio::time::sleep(*time).await;
    }
    let faulty = fault
        .as_ref()
        .and_then(|fault| instead_of(fault, backstage, &visitor).or_else(|| instead(fault)));
    if let Some(response) = faulty {
        record(0, response.status());
        return Ok(response);
    }

    let variables = Variables::from_json(body["variables"].clone());
    let cost = match parsed {
        Err(error) => Err(Refusal {
            kind: "PARSE_ERROR",
            message: error.to_string(),
        }),
        Ok(document) => cost::of(&document, &variables),
    };
    let cost = match cost {
        Ok(cost) => cost,
        Err(refusal) => {
            record(1, StatusCode::OK);
            let left = left(backstage, &visitor);
            return Ok(errors(left, &[(refusal.kind, &refusal.message)]));
        }
    };
    let allowance = match backstage.spend(&visitor, cost.points) {
        Ok(allowance) => allowance,
        Err(mut allowance) => {
            record(0, StatusCode::OK);
            // What is left is too little for this, and told as nothing.
            allowance.remaining = 0;
            let text = "API rate limit exceeded for user ID 1.";
            return Ok(errors(allowance, &[("RATE_LIMITED", text)]));
        }
    };
    let request = Request::new(query)
        .variables(variables)
        .data(backstage.world_for(&visitor))
        .data(cost)
        .data(allowance);
    let mut answer = github_form(&schema.execute(request).await);
    if matches!(fault, Some(Fault::ResourceLimits)) {
        drop_last_node(&mut answer);
        answer["errors"] = json!([{
            "type": "RESOURCE_LIMITS_EXCEEDED",
            "message": "Resource limits for this query exceeded.",
        }]);
    }
    partial::spoil(fault.as_ref(), &mut answer);
    let mut text = answer.to_string();
    spoil(fault.as_ref(), &mut text);
    record(cost.points, StatusCode::OK);
    Ok(with_limits(allowance, StatusCode::OK, text))
}

/// What a visitor has left.
fn left(backstage: &Backstage, visitor: &Visitor) -> Allowance {
    backstage
        .spend(visitor, 0)
        .unwrap_or_else(|allowance| allowance)
}

/// A query that is cut short has not resolved what came last.
fn drop_last_node(answer: &mut Value) {
    let nodes = answer.pointer_mut("/data/nodes");
    if let Some(last) = nodes
        .and_then(Value::as_array_mut)
        .and_then(|nodes| nodes.last_mut())
    {
        *last = Value::Null;
    }
}

/// GitHub has an error's type beside its message, not under extensions.
fn github_form(answer: &async_graphql::Response) -> Value {
    let mut value = serde_json::to_value(answer).unwrap_or_default();
    for error in value
        .get_mut("errors")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
    {
        let extensions = error.remove("extensions");
        if let Some(kind) =
            extensions.and_then(|mut extensions| Some(extensions.get_mut("type")?.take()))
        {
            error.insert("type".to_owned(), kind);
        }
    }
    value
}

/// What comes in place of an answer by faults that have GitHub's own form.
fn instead_of(fault: &Fault, backstage: &Backstage, visitor: &Visitor) -> Option<Response> {
    const SECONDARY: &str =
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    Some(match fault {
        Fault::Secondary(seconds) => message(StatusCode::FORBIDDEN, SECONDARY)
            .with_header(header::RETRY_AFTER, seconds.to_string())
            .into_response(),
        Fault::SecondaryUntold => message(StatusCode::FORBIDDEN, SECONDARY),
        Fault::SecondaryIn200(seconds) => message(StatusCode::OK, SECONDARY)
            .with_header(header::RETRY_AFTER, seconds.to_string())
            .into_response(),
        Fault::SecondaryUntyped(seconds) => {
            json!({ "data": null, "errors": [{ "message": SECONDARY }] })
                .to_string()
                .with_content_type("application/json; charset=utf-8")
                .with_header(header::RETRY_AFTER, seconds.to_string())
                .into_response()
        }
        Fault::RateLimited(seconds) => {
            backstage.set_allowance(0, i64::try_from(*seconds).unwrap_or_default());
            let text = "API rate limit exceeded for user ID 1.";
            errors(left(backstage, visitor), &[("RATE_LIMITED", text)])
        }
        _ => return None,
    })
}

pub(super) fn message(status: StatusCode, text: &str) -> Response {
    json!({ "message": text, "documentation_url": "https://docs.github.com/graphql" })
        .to_string()
        .with_status(status)
        .with_content_type("application/json; charset=utf-8")
        .into_response()
}

fn errors(allowance: Allowance, errors: &[(&str, &str)]) -> Response {
    let errors: Vec<Value> = errors
        .iter()
        .map(|(kind, message)| json!({ "type": kind, "message": message }))
        .collect();
    let text = json!({ "errors": errors }).to_string();
    with_limits(allowance, StatusCode::OK, text)
}

pub(super) fn with_limits(allowance: Allowance, status: StatusCode, text: String) -> Response {
    text.with_status(status)
        .with_content_type("application/json; charset=utf-8")
        .with_header("x-ratelimit-limit", allowance.limit)
        .with_header("x-ratelimit-remaining", allowance.remaining)
        .with_header("x-ratelimit-used", allowance.limit - allowance.remaining)
        .with_header("x-ratelimit-reset", allowance.reset_at.timestamp())
        .with_header("x-ratelimit-resource", "graphql")
        .into_response()
}
