//! The API by which OpenSSF Scorecard publishes results, as its OpenAPI document and its
//! handlers describe it.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{Duration, NaiveDate};
use poem::http::{Method, StatusCode, header};
use poem::web::Data;
use poem::{Body, EndpointExt, IntoResponse, Response, Route, handler};
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::stage::{Backstage, RecordedRequest, Stage, instead, spoil};
use crate::world::World;

/// Results by `host/owner/name`, in the case in which they were published.
pub type Results = BTreeMap<String, Value>;

/// A result with two checks, one of which came to no conclusion.
#[must_use]
pub fn result(name: &str, score: f64, day: NaiveDate) -> Value {
    json!({
        "date": day.to_string(),
        "repo": { "name": name, "commit": "94a9ed024d3859793618152ea559a168bbcbb5e2" },
        "scorecard": { "version": "v5.3.0", "commit": "c22063e786c11f9dd714d777a687ff7c4599b600" },
        "score": score,
        "checks": [
            {
                "name": "Maintained",
                "score": 10,
                "reason": "30 commit(s) and 2 issue activity found in the last 90 days -- score normalized to 10",
                "details": null,
                "documentation": {
                    "short": "Determines if the project is \"actively maintained\".",
                    "url": "https://github.com/ossf/scorecard/blob/main/docs/checks.md#maintained",
                },
            },
            {
                "name": "Packaging",
                "score": -1,
                "reason": "packaging workflow not detected",
                "details": ["Warn: no GitHub/GitLab publishing workflow detected."],
                "documentation": {
                    "short": "Determines if the project is published as a package.",
                    "url": "https://github.com/ossf/scorecard/blob/main/docs/checks.md#packaging",
                },
            },
        ],
        "metadata": null,
    })
}

/// A running service on this machine. It stops when it is dropped.
pub struct Scorecard {
    stage: Stage,
    results: Arc<Mutex<Results>>,
}

impl Deref for Scorecard {
    type Target = Stage;

    fn deref(&self) -> &Stage {
        &self.stage
    }
}

impl Scorecard {
    /// Starts a service that publishes these.
    ///
    /// # Panics
    /// When no port can be had.
    pub async fn start(results: Results) -> Self {
        let results = Arc::new(Mutex::new(results));
        let shared = Arc::clone(&results);
        let allowance = (u64::MAX, Duration::hours(1));
        let stage = Stage::start(World::default(), &[], allowance, |backstage| {
            Route::new()
                .at("/*path", answer)
                .data(backstage)
                .data(shared)
        });
        Self {
            stage: stage.await,
            results,
        }
    }

    /// What it publishes, to change.
    pub fn results(&self) -> MutexGuard<'_, Results> {
        locked(&self.results)
    }
}

fn locked(results: &Mutex<Results>) -> MutexGuard<'_, Results> {
    results.lock().unwrap_or_else(PoisonError::into_inner)
}

#[handler]
async fn answer(
    request: &poem::Request,
    backstage: Data<&Backstage>,
    results: Data<&Arc<Mutex<Results>>>,
) -> Response {
    let path = request.original_uri().path().to_owned();
    let operation = format!("{} {path}", request.method());
    let fault = backstage.arrive(&operation, 0, &[]);
    if let Some(Fault::Slow(time)) = &fault {
        tokio::time::sleep(*time).await;
    }
    let response = match fault
        .as_ref()
        .and_then(|fault| own(fault).or_else(|| instead(fault)))
    {
        Some(response) => response,
        None => answer_to(request.method(), &path, &locked(&results)),
    };
    backstage.record(RecordedRequest {
        token: String::new(),
        operation,
        body: Value::Null,
        points: 0,
        status: response.status().as_u16(),
    });
    if matches!(fault, Some(Fault::Truncated)) {
        let (parts, body) = response.into_parts();
        let mut text = body.into_string().await.unwrap_or_default();
        spoil(fault.as_ref(), &mut text);
        return Response::from_parts(parts, Body::from(text));
    }
    response
}

fn answer_to(method: &Method, path: &str, results: &Results) -> Response {
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let cached = |response: Response| {
        response
            .with_header(header::CACHE_CONTROL, "max-age=600")
            .into_response()
    };
    match segments[..] {
        _ if method != Method::GET => StatusCode::METHOD_NOT_ALLOWED.into_response(),
        ["projects", host, owner, name] if !name.is_empty() => {
            match results.get(&format!("{host}/{owner}/{name}")) {
                Some(result) => cached(json_response(StatusCode::OK, result)),
                // Without a body: the document gives it no schema.
                None => cached(StatusCode::NOT_FOUND.into_response()),
            }
        }
        _ => json_response(
            StatusCode::NOT_FOUND,
            &json!({ "code": 404, "message": format!("path {path} was not found") }),
        ),
    }
}

fn json_response(status: StatusCode, value: &Value) -> Response {
    value
        .to_string()
        .with_status(status)
        .with_content_type("application/json")
        .into_response()
}

/// Faults that have a form of their own here.
fn own(fault: &Fault) -> Option<Response> {
    match fault {
        Fault::Secondary(seconds) => Some(
            StatusCode::TOO_MANY_REQUESTS
                .with_header(header::RETRY_AFTER, seconds.to_string())
                .into_response(),
        ),
        Fault::SecondaryUntold => Some(StatusCode::TOO_MANY_REQUESTS.into_response()),
        _ => None,
    }
}
