//! What the REST API answers that a catalogue asks it for: where a repository
//! is, lists for who has no token, a search of code, and tokens of an app.

use std::hash::{DefaultHasher, Hash, Hasher};

use base64::Engine as _;
use chrono::{Duration, Utc};
use poem::http::{StatusCode, header};
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, handler};
use serde_json::{Value, json};

use super::server::{WORDS, message, with_limits};
use crate::stage::{Backstage, RecordedRequest, Visitor, instead};
use crate::world::World;

/// Requests an hour to REST without a token.
pub(super) const ANONYMOUS: u64 = 60;

/// The app whose installations get tokens.
pub const APP: u64 = 4711;

/// What tokens of an installation begin with.
const INSTALLATION_TOKEN: &str = "ghs_double";

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
        "owner": {
            "id": world.account_id(&repository.owner),
            "login": repository.owner,
        },
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
        "has_discussions": repository.discussions,
        "mirror_url": repository.mirror_url,
        "stargazers_count": repository.counts.0,
        "watchers_count": repository.counts.0,
        "forks_count": repository.counts.1,
        "open_issues_count": repository.issue_counts().0 + repository.request_counts().0,
        "default_branch": repository.default_branch,
        "license": repository.licence.as_ref().map(|id| json!({ "spdx_id": id })),
    })
}

/// What is left; to ask costs nothing.
#[handler]
pub(super) fn rate_limit(request: &poem::Request, Data(backstage): Data<&Backstage>) -> Response {
    rest(request, backstage, |_| {
        json!({ "resources": {} })
            .to_string()
            .with_content_type("application/json; charset=utf-8")
            .into_response()
    })
}

/// The repositories of an account, a page at a time, with an `ETag`; a 304
/// costs nothing.
#[handler]
pub(super) fn user_repositories(
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
pub(super) fn rest(
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
    backstage.record(RecordedRequest {
        token: visitor.token(),
        operation,
        body: Value::Null,
        points: 0,
        status: response.status().as_u16(),
    });
    response
}

#[handler]
pub(super) fn repository_by_id(
    request: &poem::Request,
    Path(id): Path<u64>,
    Data(backstage): Data<&Backstage>,
) -> Response {
    rest(request, backstage, |visitor| {
        repository_reply(backstage, visitor, backstage.world().by_id(id))
    })
}

#[handler]
pub(super) fn repository_by_path(
    request: &poem::Request,
    Path((owner, name)): Path<(String, String)>,
    Data(backstage): Data<&Backstage>,
) -> Response {
    rest(request, backstage, |visitor| {
        let path = format!("{owner}/{name}");
        let world = backstage.world();
        let at = (0..world.repositories.len())
            .find(|at| world.repositories[*at].path().eq_ignore_ascii_case(&path));
        // A former name leads to the address by id.
        if at.is_none()
            && let Some(now) = world.by_path(&path, true)
        {
            let id = world.repositories[now].id;
            return message(StatusCode::MOVED_PERMANENTLY, "Moved Permanently")
                .with_header(header::LOCATION, format!("/repositories/{id}"))
                .into_response();
        }
        repository_reply(backstage, visitor, at)
    })
}

/// A file with its bytes in base64. A link that leads to a file is followed, and
/// a file over a megabyte comes without content.
#[handler]
pub(super) fn contents(
    request: &poem::Request,
    Path((owner, name, path)): Path<(String, String, String)>,
    Data(backstage): Data<&Backstage>,
) -> Response {
    rest(request, backstage, |visitor| {
        let world = backstage.world_for(visitor);
        let at = world.by_path(&format!("{owner}/{name}"), true);
        let file = at.and_then(|at| world.repositories[at].files.get(&path));
        let Some(content) = file else {
            return message(StatusCode::NOT_FOUND, "Not Found");
        };
        let (encoding, text) = if content.len() > 1024 * 1024 {
            ("none", String::new())
        } else {
            let text = base64::engine::general_purpose::STANDARD.encode(content);
            ("base64", text)
        };
        json!({
            "type": "file",
            "encoding": encoding,
            "size": content.len(),
            "path": path,
            "content": text,
        })
        .to_string()
        .with_content_type("application/json; charset=utf-8")
        .into_response()
    })
}

/// Searches code by one word that its text has, and by `filename:`. Who asks for that form
/// gets the line around each hit.
#[handler]
pub(super) fn search_code(request: &poem::Request, Data(backstage): Data<&Backstage>) -> Response {
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
        let accepted = request.header(header::ACCEPT).unwrap_or_default();
        let with_text = accepted.contains("text-match");
        let world = backstage.world_for(visitor);
        let mut items = Vec::new();
        for (at, repository) in world.repositories.iter().enumerate() {
            for (path, content) in &repository.files {
                let text = String::from_utf8_lossy(content).to_lowercase();
                let fits = filename.is_none_or(|name| path.ends_with(name))
                    && words.iter().all(|word| text.contains(word));
                if fits && world.shows(at) {
                    let login = &repository.owner;
                    let is_user = world
                        .account(login)
                        .is_some_and(|owner| !owner.is_organisation);
                    let mut item = json!({
                        "name": path.rsplit('/').next(),
                        "path": path,
                        "repository": {
                            "id": repository.id,
                            "full_name": repository.path(),
                            "html_url": format!("https://github.com/{}", repository.path()),
                            "owner": {
                                "login": login,
                                "html_url": format!("https://github.com/{login}"),
                                "type": if is_user { "User" } else { "Organization" },
                            },
                        },
                    });
                    if with_text {
                        let text = String::from_utf8_lossy(content);
                        let line = words.first().and_then(|word| {
                            text.lines()
                                .find(|line| line.to_lowercase().contains(word.as_str()))
                        });
                        item["text_matches"] = json!([{ "property": "content", "fragment": line }]);
                    }
                    items.push(item);
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
pub(super) fn installation_token(
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
    backstage.record(RecordedRequest {
        token: String::new(),
        operation,
        body: Value::Null,
        points: 0,
        status: response.status().as_u16(),
    });
    response
}
