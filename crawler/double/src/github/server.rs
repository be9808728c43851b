//! The API over HTTP: who may ask, what it costs, and what goes wrong.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_graphql::{Request, Variables};
use chrono::{DateTime, Duration, Utc};
use poem::http::{StatusCode, header};
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::web::Data;
use poem::{Body, EndpointExt, IntoResponse, Response, Route, Server, handler, post};
use serde_json::{Value, json};

use super::cost::{self, Cost, Refusal};
use super::schema::{Allowance, GitHubSchema, schema};
use crate::fault::{Asked, Fault, FaultPlan};
use crate::world::World;

/// Points an hour.
const ALLOWANCE: u64 = 5000;

/// A request that was answered, one way or another.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The name of the query.
    pub operation: String,
    /// The whole body.
    pub body: Value,
    /// What it cost.
    pub points: u64,
    /// The status of the answer.
    pub status: u16,
}

/// A running GitHub on this machine. It stops when it is dropped.
pub struct GitHub {
    address: String,
    state: Arc<Mutex<State>>,
    task: tokio::task::JoinHandle<()>,
}

struct State {
    world: Arc<World>,
    token: Option<String>,
    seen: Vec<Seen>,
    asked: usize,
    faults: Option<FaultPlan>,
    remaining: u64,
    reset_at: DateTime<Utc>,
}

impl GitHub {
    /// Starts a server over `world`. Requests need `token`, unless it is `None`,
    /// which no real GitHub does.
    ///
    /// # Panics
    /// When no port can be had.
    pub async fn start(world: World, token: Option<&str>) -> Self {
        let state = Arc::new(Mutex::new(State {
            world: Arc::new(world),
            token: token.map(str::to_owned),
            seen: Vec::new(),
            asked: 0,
            faults: None,
            remaining: ALLOWANCE,
            reset_at: Utc::now() + Duration::hours(1),
        }));
        let app = Route::new()
            .at("/graphql", post(graphql))
            .data(Arc::clone(&state))
            .data(schema());
        let acceptor = TcpListener::bind("127.0.0.1:0")
            .into_acceptor()
            .await
            .expect("this machine gives out a free port");
        let address = acceptor
            .local_addr()
            .first()
            .and_then(|address| address.as_socket_addr().copied())
            .expect("a TCP listener has an address");
        let task = tokio::spawn(async move {
            // Ends with the task.
            let _ = Server::new_with_acceptor(acceptor).run(app).await;
        });
        Self {
            address: format!("http://{address}"),
            state,
            task,
        }
    }

    /// The base address of the API.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Changes the world between requests.
    pub fn change(&self, change: impl FnOnce(&mut World)) {
        change(Arc::make_mut(&mut self.state().world));
    }

    /// From now on each request asks `plan` whether it fails.
    pub fn fail(&self, plan: impl FnMut(&Asked) -> Option<Fault> + Send + 'static) {
        self.state().faults = Some(Box::new(plan));
    }

    /// From now on nothing fails.
    pub fn recover(&self) {
        self.state().faults = None;
    }

    /// How many points are left, and in how many seconds there are more.
    pub fn set_allowance(&self, remaining: u64, seconds: i64) {
        let mut state = self.state();
        state.remaining = remaining;
        state.reset_at = Utc::now() + Duration::seconds(seconds);
    }

    /// The requests since the start or the last call.
    #[must_use]
    pub fn take_seen(&self) -> Vec<Seen> {
        std::mem::take(&mut self.state().seen)
    }

    /// Forgets the requests so far.
    pub fn forget_seen(&self) {
        self.state().seen.clear();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for GitHub {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[handler]
async fn graphql(
    request: &poem::Request,
    body: Body,
    state: Data<&Arc<Mutex<State>>>,
    schema: Data<&GitHubSchema>,
) -> poem::Result<Response> {
    let state = state.0;
    let lock = || state.lock().unwrap_or_else(PoisonError::into_inner);
    if request.header(header::USER_AGENT).is_none() {
        return Ok(message(
            StatusCode::FORBIDDEN,
            "Request forbidden by administrative rules. Please make sure your request has a User-Agent header",
        ));
    }
    let bytes = body.into_bytes().await?;
    let token = request.header(header::AUTHORIZATION).and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        ["bearer", "token"]
            .contains(&scheme.to_lowercase().as_str())
            .then(|| token.to_owned())
    });
    let refused = match (&lock().token, token) {
        (Some(_), None) => Some("This endpoint requires you to be authenticated."),
        (Some(right), Some(given)) if *right != given => Some("Bad credentials"),
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
    let index = {
        let mut state = lock();
        state.asked += 1;
        state.asked - 1
    };
    let record = |points: u64, status: StatusCode| {
        lock().seen.push(Seen {
            operation: operation.clone(),
            body: body.clone(),
            points,
            status: status.as_u16(),
        });
    };
    if let Some(reason) = refused {
        record(0, StatusCode::UNAUTHORIZED);
        return Ok(message(StatusCode::UNAUTHORIZED, reason));
    }

    let asked = Asked {
        index,
        operation: operation.clone(),
        ids: body["variables"]["ids"].as_array().map_or(0, Vec::len),
        body: String::from_utf8_lossy(&bytes).into_owned(),
    };
    let fault = {
        let mut state = lock();
        state.faults.as_mut().and_then(|plan| plan(&asked))
    };
    if let Some(Fault::Slow(time)) = &fault {
        tokio::time::sleep(*time).await;
    }
    if let Some(response) = fault.as_ref().and_then(|fault| instead(fault, state)) {
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
            return Ok(errors(state, &[(refusal.kind, &refusal.message)]));
        }
    };
    let Some((world, allowance)) = spend(state, cost) else {
        record(0, StatusCode::OK);
        let text = "API rate limit exceeded for user ID 1.";
        return Ok(errors(state, &[("RATE_LIMITED", text)]));
    };
    let request = Request::new(query)
        .variables(variables)
        .data(world)
        .data(cost)
        .data(allowance);
    let answer = schema.execute(request).await;
    let mut answer = github_form(&answer);
    if matches!(fault, Some(Fault::ResourceLimits)) {
        answer["errors"] = json!([{
            "type": "RESOURCE_LIMITS_EXCEEDED",
            "message": "Resource limits for this query exceeded.",
        }]);
    }
    let mut text = answer.to_string();
    if matches!(fault, Some(Fault::Truncated)) {
        let middle = (0..=text.len() / 2)
            .rev()
            .find(|&at| text.is_char_boundary(at))
            .unwrap_or(0);
        text.truncate(middle);
    }
    record(cost.points, StatusCode::OK);
    Ok(with_limits(state, StatusCode::OK, text))
}

/// Takes points from the allowance; `None` when there are too few.
fn spend(state: &Arc<Mutex<State>>, cost: Cost) -> Option<(Arc<World>, Allowance)> {
    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    let now = Utc::now();
    if now >= state.reset_at {
        state.remaining = ALLOWANCE;
        state.reset_at = now + Duration::hours(1);
    }
    state.remaining = state.remaining.checked_sub(cost.points)?;
    Some((
        Arc::clone(&state.world),
        Allowance {
            limit: ALLOWANCE,
            remaining: state.remaining,
            reset_at: state.reset_at,
        },
    ))
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

/// What comes in place of an answer; `None` when the answer itself is changed.
fn instead(fault: &Fault, state: &Arc<Mutex<State>>) -> Option<Response> {
    const PAGE: &str = "<!DOCTYPE html><html><body>Unicorn!</body></html>";
    Some(match fault {
        Fault::Page(status) => PAGE
            .with_status(StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_GATEWAY))
            .with_content_type("text/html")
            .into_response(),
        Fault::Html => PAGE.with_content_type("text/html").into_response(),
        Fault::Nothing => StatusCode::OK.into_response(),
        Fault::Secondary(seconds) => message(
            StatusCode::FORBIDDEN,
            "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
        )
        .with_header(header::RETRY_AFTER, seconds.to_string())
        .into_response(),
        Fault::RateLimited(seconds) => {
            {
                let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
                state.remaining = 0;
                state.reset_at =
                    Utc::now() + Duration::seconds(i64::try_from(*seconds).unwrap_or_default());
            }
            errors(state, &[("RATE_LIMITED", "API rate limit exceeded for user ID 1.")])
        }
        Fault::Truncated | Fault::ResourceLimits | Fault::Slow(_) => return None,
    })
}

fn message(status: StatusCode, text: &str) -> Response {
    json!({ "message": text, "documentation_url": "https://docs.github.com/graphql" })
        .to_string()
        .with_status(status)
        .with_content_type("application/json; charset=utf-8")
        .into_response()
}

fn errors(state: &Arc<Mutex<State>>, errors: &[(&str, &str)]) -> Response {
    let errors: Vec<Value> = errors
        .iter()
        .map(|(kind, message)| json!({ "type": kind, "message": message }))
        .collect();
    with_limits(
        state,
        StatusCode::OK,
        json!({ "errors": errors }).to_string(),
    )
}

fn with_limits(state: &Arc<Mutex<State>>, status: StatusCode, text: String) -> Response {
    let (remaining, reset_at) = {
        let state = state.lock().unwrap_or_else(PoisonError::into_inner);
        (state.remaining, state.reset_at)
    };
    text.with_status(status)
        .with_content_type("application/json; charset=utf-8")
        .with_header("x-ratelimit-limit", ALLOWANCE)
        .with_header("x-ratelimit-remaining", remaining)
        .with_header("x-ratelimit-used", ALLOWANCE - remaining)
        .with_header("x-ratelimit-reset", reset_at.timestamp())
        .with_header("x-ratelimit-resource", "graphql")
        .into_response()
}
