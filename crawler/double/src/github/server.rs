//! The API over HTTP: who may ask, what it costs, and what goes wrong.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Deref;

use async_graphql::{Request, Variables};
use base64::Engine as _;
use chrono::{Duration, Utc};
use poem::http::{StatusCode, header};
use poem::web::{Data, Path};
use poem::{Body, EndpointExt, IntoResponse, Response, Route, get, handler, post};
use serde_json::{Value, json};

use super::cost::{self, Refusal};
use super::schema::{GitHubSchema, schema};
use crate::fault::Fault;
use crate::stage::{Allowance, Backstage, Seen, Stage, Visitor, instead, spoil};
use crate::world::World;

/// Points an hour.
const ALLOWANCE: u64 = 5000;

/// Requests an hour to REST without a token.
const ANONYMOUS: u64 = 60;

/// The words before a token.
const WORDS: &[&str] = &["bearer", "token"];

/// The app whose installations get tokens.
pub const APP: u64 = 4711;

/// What tokens of an installation begin with.
const INSTALLATION_TOKEN: &str = "ghs_double";

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
                .at("/users/:login/repos", get(user_repositories))
                .at("/search/code", get(search_code))
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

/// What REST says of a repository at this place: as much as tells where it is.
fn repository_reply(backstage: &Backstage, visitor: &Visitor, at: Option<usize>) -> Response {
    let world = backstage.world_for(visitor);
    match at {
        Some(at) if world.repositories[at].blocked => json!({
            "message": "Repository access blocked",
            "block": { "reason": "dmca", "created_at": "2026-01-01T00:00:00Z" },
        })
        .to_string()
        .with_status(StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS)
        .into_response(),
        Some(at) if world.shows(at) => full(&world, at)
            .to_string()
            .with_content_type("application/json; charset=utf-8")
            .into_response(),
        _ => message(StatusCode::NOT_FOUND, "Not Found"),
    }
}

/// A repository as REST tells it, with the traps of the real one: watchers are
/// stars, and open issues are pull requests too.
fn full(world: &World, at: usize) -> Value {
    let repository = &world.repositories[at];
    json!({
        "id": repository.id,
        "node_id": repository.node_id(),
        "name": repository.name,
        "full_name": repository.path(),
        "owner": { "login": repository.owner },
        "html_url": format!("https://github.com/{}", repository.path()),
        "private": !repository.public,
        "description": repository.description,
        "homepage": repository.homepage,
        "topics": repository.topics,
        "language": repository.languages.first().map(|(name, _)| name),
        "created_at": repository.created_at,
        "pushed_at": repository.pushed_at,
        "updated_at": repository.updated_at,
        "archived": repository.archived_at.is_some(),
        "disabled": repository.disabled,
        "fork": repository.parent.is_some(),
        "is_template": repository.template,
        "mirror_url": repository.mirror_url,
        "stargazers_count": repository.counts.0,
        "watchers_count": repository.counts.0,
        "forks_count": repository.counts.1,
        "open_issues_count": repository.issues.0 + repository.pull_requests.0,
        "default_branch": repository.default_branch,
        "license": repository.licence.as_ref().map(|id| json!({ "spdx_id": id })),
    })
}

/// The repositories of an account, a page at a time, with an `ETag`; a 304
/// costs nothing.
#[handler]
fn user_repositories(
    request: &poem::Request,
    Path(login): Path<String>,
    Data(backstage): Data<&Backstage>,
) -> Response {
    rest(request, backstage, |visitor| {
        let world = backstage.world_for(visitor);
        let Some(account) = world.account(&login) else {
            return message(StatusCode::NOT_FOUND, "Not Found");
        };
        let host = request.header(header::HOST).unwrap_or("localhost");
        let Ok(url) = url::Url::parse(&format!("http://{host}{}", request.uri())) else {
            return message(StatusCode::BAD_REQUEST, "Bad Request");
        };
        let number = |name: &str, otherwise: usize| {
            let mut pairs = url.query_pairs();
            pairs
                .find(|(key, _)| key == name)
                .and_then(|(_, value)| value.parse().ok())
                .unwrap_or(otherwise)
        };
        let (size, page) = (number("per_page", 30).min(100), number("page", 1));
        let listed = world.listed(&account.login);
        let rows: Vec<Value> = listed
            .iter()
            .skip((page - 1) * size)
            .take(size)
            .map(|at| full(&world, *at))
            .collect();
        let text = Value::from(rows).to_string();
        let etag = {
            let mut hasher = DefaultHasher::new();
            text.hash(&mut hasher);
            format!("W/\"{:x}\"", hasher.finish())
        };
        if request.header(header::IF_NONE_MATCH) == Some(etag.as_str()) {
            let left = backstage.spend_of(visitor, 0, ANONYMOUS);
            let left = left.unwrap_or_else(|allowance| allowance);
            let response = with_limits(left, StatusCode::NOT_MODIFIED, String::new());
            return response.with_header(header::ETAG, etag).into_response();
        }
        let allowance = match backstage.spend_of(visitor, 1, ANONYMOUS) {
            Ok(allowance) => allowance,
            Err(allowance) => {
                let text = json!({ "message": "API rate limit exceeded for 127.0.0.1." });
                return with_limits(allowance, StatusCode::FORBIDDEN, text.to_string());
            }
        };
        let mut response = with_limits(allowance, StatusCode::OK, text);
        let headers = response.headers_mut();
        if let Ok(etag) = etag.parse() {
            headers.insert(header::ETAG, etag);
        }
        if page * size < listed.len() {
            let mut next = url.clone();
            let others: Vec<(String, String)> = url
                .query_pairs()
                .into_owned()
                .filter(|(key, _)| key != "page")
                .collect();
            next.query_pairs_mut()
                .clear()
                .extend_pairs(others)
                .append_pair("page", &(page + 1).to_string());
            if let Ok(link) = format!("<{next}>; rel=\"next\"").parse() {
                headers.insert(header::LINK, link);
            }
        }
        response
    })
}

/// Runs a request of the REST API: recorded, refused and failed as others.
fn rest(
    request: &poem::Request,
    backstage: &Backstage,
    answer: impl FnOnce(&Visitor) -> Response,
) -> Response {
    let operation = format!("{} {}", request.method(), request.uri().path());
    let visitor = backstage.visitor(request, WORDS);
    let fault = backstage.arrive(&operation, 0, &[]);
    let response = if visitor == Visitor::Refused {
        message(StatusCode::UNAUTHORIZED, "Bad credentials")
    } else if let Some(response) = fault.as_ref().and_then(instead) {
        response
    } else {
        answer(&visitor)
    };
    backstage.record(Seen {
        token: visitor.token(),
        operation,
        body: Value::Null,
        points: 0,
        status: response.status().as_u16(),
    });
    response
}

#[handler]
fn repository_by_id(
    request: &poem::Request,
    Path(id): Path<u64>,
    Data(backstage): Data<&Backstage>,
) -> Response {
    rest(request, backstage, |visitor| {
        repository_reply(backstage, visitor, backstage.world().by_id(id))
    })
}

#[handler]
fn repository_by_path(
    request: &poem::Request,
    Path((owner, name)): Path<(String, String)>,
    Data(backstage): Data<&Backstage>,
) -> Response {
    rest(request, backstage, |visitor| {
        let path = format!("{owner}/{name}");
        let world = backstage.world();
        let at = (0..world.repositories.len())
            .find(|at| world.repositories[*at].path().eq_ignore_ascii_case(&path));
        repository_reply(backstage, visitor, at)
    })
}

/// Searches code by one word that its text has, and by `filename:`.
#[handler]
fn search_code(request: &poem::Request, Data(backstage): Data<&Backstage>) -> Response {
    rest(request, backstage, |visitor| {
        if *visitor == Visitor::Anybody {
            return message(StatusCode::UNAUTHORIZED, "Requires authentication");
        }
        let url = format!("http://localhost{}", request.uri());
        let parameters: std::collections::HashMap<String, String> = url::Url::parse(&url)
            .map(|url| url.query_pairs().into_owned().collect())
            .unwrap_or_default();
        let query = parameters.get("q").cloned().unwrap_or_default();
        let number = |name: &str, otherwise: usize| {
            let text = parameters.get(name);
            text.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
        };
        let (per_page, page) = (number("per_page", 30).min(100), number("page", 1));
        let mut filename = None;
        let mut words = Vec::new();
        for part in query.split_whitespace() {
            match part.split_once(':') {
                Some(("filename", name)) => filename = Some(name),
                Some(_) => {}
                None => words.push(part.trim_matches('"').to_lowercase()),
            }
        }
        let world = backstage.world_for(visitor);
        let mut items = Vec::new();
        for (at, repository) in world.repositories.iter().enumerate() {
            for (path, content) in &repository.files {
                let text = String::from_utf8_lossy(content).to_lowercase();
                let fits = filename.is_none_or(|name| path.ends_with(name))
                    && words.iter().all(|word| text.contains(word));
                if fits && world.shows(at) {
                    let login = &repository.owner;
                    items.push(json!({
                        "name": path.rsplit('/').next(),
                        "path": path,
                        "repository": {
                            "id": repository.id,
                            "full_name": repository.path(),
                            "html_url": format!("https://github.com/{}", repository.path()),
                            "owner": { "login": login, "html_url": format!("https://github.com/{login}") },
                        },
                    }));
                }
            }
        }
        let total = items.len();
        let shown: Vec<Value> = items
            .into_iter()
            .skip(page.saturating_sub(1) * per_page)
            .take(per_page)
            .collect();
        json!({ "total_count": total, "incomplete_results": false, "items": shown })
            .to_string()
            .with_content_type("application/json; charset=utf-8")
            .into_response()
    })
}

/// Gives out a token for an installation, to who signs as the app.
#[handler]
fn installation_token(
    request: &poem::Request,
    Path(id): Path<u64>,
    Data(backstage): Data<&Backstage>,
) -> Response {
    let operation = format!("POST {}", request.uri().path());
    let claims = request
        .header(header::AUTHORIZATION)
        .and_then(|value| value.strip_prefix("Bearer "))
        .and_then(|token| token.split('.').nth(1))
        .and_then(|claims| {
            base64::engine::general_purpose::URL_SAFE_NO_PAD
                .decode(claims)
                .ok()
        })
        .and_then(|claims| serde_json::from_slice::<Value>(&claims).ok());
    let app = claims.as_ref().and_then(|claims| {
        let issuer = &claims["iss"];
        issuer
            .as_u64()
            .or_else(|| issuer.as_str().and_then(|text| text.parse().ok()))
    });
    let lasts = claims
        .as_ref()
        .and_then(|claims| Some(claims["exp"].as_i64()? - Utc::now().timestamp()));
    let response = if app != Some(APP) {
        message(
            StatusCode::UNAUTHORIZED,
            "A JSON web token could not be decoded",
        )
    } else if !lasts.is_some_and(|seconds| (1..=600).contains(&seconds)) {
        message(
            StatusCode::UNAUTHORIZED,
            "'Expiration time' claim ('exp') is too far in the future",
        )
    } else {
        let token = format!("{INSTALLATION_TOKEN}{id}");
        backstage.accept_token(&token);
        json!({
            "token": token,
            "expires_at": (Utc::now() + Duration::hours(1)).to_rfc3339(),
            "permissions": { "contents": "read", "metadata": "read" },
            "repository_selection": "all",
        })
        .to_string()
        .with_status(StatusCode::CREATED)
        .with_content_type("application/json; charset=utf-8")
        .into_response()
    };
    backstage.record(Seen {
        token: String::new(),
        operation,
        body: Value::Null,
        points: 0,
        status: response.status().as_u16(),
    });
    response
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
        backstage.record(Seen {
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
        Fault::RateLimited(seconds) => {
            backstage.set_allowance(0, i64::try_from(*seconds).unwrap_or_default());
            let text = "API rate limit exceeded for user ID 1.";
            errors(left(backstage, visitor), &[("RATE_LIMITED", text)])
        }
        _ => return None,
    })
}

fn message(status: StatusCode, text: &str) -> Response {
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

fn with_limits(allowance: Allowance, status: StatusCode, text: String) -> Response {
    text.with_status(status)
        .with_content_type("application/json; charset=utf-8")
        .with_header("x-ratelimit-limit", allowance.limit)
        .with_header("x-ratelimit-remaining", allowance.remaining)
        .with_header("x-ratelimit-used", allowance.limit - allowance.remaining)
        .with_header("x-ratelimit-reset", allowance.reset_at.timestamp())
        .with_header("x-ratelimit-resource", "graphql")
        .into_response()
}
