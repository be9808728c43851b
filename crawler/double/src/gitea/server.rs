//! The API over HTTP: addresses, pages, tokens, and what goes wrong.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use chrono::Duration;
use poem::http::{Method, StatusCode, header};
use poem::web::Data;
use poem::{EndpointExt, IntoResponse, Response, Route, handler};
use serde_json::{Value, json};

use super::{git, repository};
use crate::fault::Fault;
use crate::stage::{Backstage, Seen, Stage, Visitor, instead, spoil};
use crate::world::{Repository, World};

/// Where the forge believes to be (`ROOT_URL`).
pub(super) const ROOT: &str = "https://codeberg.org";

/// The words before a token.
const WORDS: &[&str] = &["token", "bearer"];

/// Items on a page that asks for no number (`DEFAULT_PAGING_NUM`).
const DEFAULT_ITEMS: usize = 30;

/// Query parameters that any of the addresses knows.
const PARAMETERS: &[&str] = &[
    "page",
    "limit",
    "per_page",
    "recursive",
    "ref",
    "sha",
    "stat",
    "verification",
    "since",
    "files",
    "draft",
    "pre-release",
];

/// How the forge is set up.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Items on a page at most (`MAX_RESPONSE_ITEMS`).
    pub max_response_items: usize,
    /// Entries on a page of a tree at most (`DEFAULT_GIT_TREES_PER_PAGE`).
    pub trees_per_page: usize,
    /// Bytes of the largest file that comes with its content
    /// (`DEFAULT_MAX_BLOB_SIZE`).
    pub max_blob_size: usize,
    /// Whether it tells licences: Gitea since 1.23 does, Forgejo does not.
    pub tells_licences: bool,
    /// Whether it lists commits `since` a moment: newer Gitea does, Forgejo
    /// leaves that unread.
    pub knows_since: bool,
    /// Whether a proxy in front of it puts an `ETag` on answers.
    pub etags: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_response_items: 50,
            trees_per_page: 1000,
            max_blob_size: 10 * 1024 * 1024,
            tells_licences: true,
            knows_since: true,
            etags: false,
        }
    }
}

/// A running Gitea on this machine. It stops when it is dropped.
pub struct Gitea(Stage);

impl Deref for Gitea {
    type Target = Stage;

    fn deref(&self) -> &Stage {
        &self.0
    }
}

impl Gitea {
    /// Starts a server over `world`, as shipped. `token` is accepted, and
    /// anybody may ask without one, as at any public Gitea. The API is below
    /// `/api/v1`.
    ///
    /// # Panics
    /// When no port can be had.
    pub async fn start(world: World, token: Option<&str>) -> Self {
        Self::start_as(Settings::default(), world, token).await
    }

    /// Starts a server that is set up otherwise.
    ///
    /// # Panics
    /// When no port can be had.
    pub async fn start_as(settings: Settings, world: World, token: Option<&str>) -> Self {
        let tokens: Vec<&str> = token.into_iter().collect();
        // Gitea itself has no allowance; proxies have.
        let allowance = (u64::MAX, Duration::hours(1));
        let stage = Stage::start(world, &tokens, allowance, |backstage| {
            Route::new()
                .at("/*path", answer)
                .data(backstage)
                .data(settings)
        });
        Self(stage.await)
    }
}

/// One request as the handlers see it.
pub(super) struct Question {
    pub(super) world: Arc<World>,
    pub(super) settings: Settings,
    /// The path and query as they came.
    uri: String,
    parameters: HashMap<String, String>,
}

impl Question {
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.parameter(name)?.parse().ok()
    }

    pub(super) fn page(&self) -> usize {
        self.number("page").unwrap_or(1).max(1)
    }

    /// The part of a list that is asked for, with its headers.
    fn list<T>(&self, all: &[T], row: impl Fn(usize, &T) -> Value) -> Response {
        let limit = match self.number("limit") {
            None | Some(0) => DEFAULT_ITEMS.min(self.settings.max_response_items),
            Some(limit) => limit.min(self.settings.max_response_items),
        };
        let page = self.page();
        let last = all.len().div_ceil(limit).max(1);
        let start = (page - 1).saturating_mul(limit).min(all.len());
        let end = start.saturating_add(limit).min(all.len());
        let rows: Vec<Value> = (start..end).map(|at| row(at, &all[at])).collect();
        let mut links = Vec::new();
        let mut link = |page: usize, relation: &str| {
            links.push(format!(
                "<{ROOT}{}>; rel=\"{relation}\"",
                self.with_page(page)
            ));
        };
        if page < last {
            link(page + 1, "next");
            link(last, "last");
        }
        if page > 1 {
            link(1, "first");
            link(page - 1, "prev");
        }
        let mut response = json_response(StatusCode::OK, &Value::Array(rows));
        let headers = response.headers_mut();
        headers.insert("X-Total-Count", all.len().into());
        if let Ok(links) = links.join(",").parse()
            && last > 1
        {
            headers.insert(header::LINK, links);
        }
        response
    }

    fn with_page(&self, page: usize) -> String {
        let path = self.uri.split('?').next().unwrap_or_default();
        let mut parameters: Vec<(&str, String)> = self
            .parameters
            .iter()
            .filter(|(key, _)| *key != "page")
            .map(|(key, value)| (key.as_str(), value.clone()))
            .collect();
        parameters.push(("page", page.to_string()));
        parameters.sort();
        let query: Vec<String> = parameters
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        format!("{path}?{}", query.join("&"))
    }

    /// Where a repository is, by its present name.
    fn at(&self, path: &str) -> Option<usize> {
        let all = &self.world.repositories;
        (0..all.len()).find(|at| all[*at].path().eq_ignore_ascii_case(path))
    }

    fn account(&self, name: &str, is_any: bool) -> Response {
        let account = self.world.account(name);
        if account.is_none_or(|account| !is_any && !account.is_organisation) {
            return not_found();
        }
        let places = self.world.listed(name);
        self.list(&places, |_, at| repository::row(self, *at))
    }

    fn repository(&self, path: &str, rest: &[&str]) -> Response {
        let Some(at) = self.at(path) else {
            return match self.world.by_path(path, true) {
                Some(at) => self.redirect(path, &self.world.repositories[at].path()),
                None => not_found(),
            };
        };
        self.of(at, rest)
    }

    fn redirect(&self, from: &str, to: &str) -> Response {
        let (path, query) = match self.uri.split_once('?') {
            Some((path, query)) => (path, format!("?{query}")),
            None => (self.uri.as_str(), String::new()),
        };
        let tail = path
            .get("/api/v1/repos/".len() + from.len()..)
            .unwrap_or_default();
        StatusCode::TEMPORARY_REDIRECT
            .with_header(header::LOCATION, format!("/api/v1/repos/{to}{tail}{query}"))
            .into_response()
    }

    /// Answers about the repository at this place.
    fn of(&self, at: usize, rest: &[&str]) -> Response {
        let repository = &self.world.repositories[at];
        if repository.blocked {
            let status = StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS;
            return message(status, "Repository access blocked");
        }
        if !self.world.shows(at) {
            return not_found();
        }
        let is_empty = repository.commits.is_empty();
        match rest {
            [] => json_response(StatusCode::OK, &repository::row(self, at)),
            ["languages"] => {
                let sizes: serde_json::Map<String, Value> = repository
                    .languages
                    .iter()
                    .map(|(name, size)| (name.clone(), json!(size)))
                    .collect();
                json_response(StatusCode::OK, &Value::Object(sizes))
            }
            ["releases"] => self.list(&repository.releases, |at, release| {
                repository::release(repository, at, release)
            }),
            ["tags"] => self.list(&repository.tags, |_, tag| repository::tag(tag)),
            ["commits"] if is_empty => message(StatusCode::CONFLICT, "Git Repository is empty."),
            ["commits"] => self.list(git::since(self, repository), |at, commit| {
                git::commit(repository, at, *commit)
            }),
            ["git", "trees", tree] if !is_empty => self.found(git::tree(self, repository, tree)),
            ["contents", path @ ..] if !is_empty => {
                self.found(git::contents(self, repository, &path.join("/")))
            }
            _ => not_found(),
        }
    }

    fn found(&self, value: Option<Value>) -> Response {
        value.map_or_else(not_found, |value| json_response(StatusCode::OK, &value))
    }

    fn by_id(&self, id: &str) -> Response {
        let at = id.parse().ok().and_then(|id| self.world.by_id(id));
        at.map_or_else(not_found, |at| self.of(at, &[]))
    }
}

#[handler]
async fn answer(
    request: &poem::Request,
    backstage: Data<&Backstage>,
    settings: Data<&Settings>,
) -> Response {
    let uri = request
        .uri()
        .path_and_query()
        .map_or_else(String::new, ToString::to_string);
    let operation = format!("{} {uri}", request.method());
    let visitor = backstage.visitor(request, WORDS);
    let fault = backstage.arrive(&operation, 0, &[]);
    if let Some(Fault::Slow(time)) = &fault {
        tokio::time::sleep(*time).await;
    }
    let mut response = match fault
        .as_ref()
        .and_then(|fault| own(fault).or_else(|| instead(fault)))
    {
        Some(response) => response,
        None => answer_to(request, &backstage, **settings, &visitor, uri),
    };
    if matches!(fault, Some(Fault::Truncated)) {
        response = cut(response).await;
    }
    if settings.etags && response.status() == StatusCode::OK {
        response = with_etag(request, response).await;
    }
    backstage.record(Seen {
        token: visitor.token(),
        operation,
        body: Value::Null,
        points: 0,
        status: response.status().as_u16(),
    });
    response
}

fn answer_to(
    request: &poem::Request,
    backstage: &Backstage,
    settings: Settings,
    visitor: &Visitor,
    uri: String,
) -> Response {
    if request.method() != Method::GET {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    if *visitor == Visitor::Refused {
        return message(
            StatusCode::UNAUTHORIZED,
            "invalid username, password or token",
        );
    }
    let Ok(url) = url::Url::parse(&format!("{ROOT}{uri}")) else {
        return not_found();
    };
    let parameters: HashMap<String, String> = url.query_pairs().into_owned().collect();
    if let Some(name) = parameters
        .keys()
        .find(|name| !PARAMETERS.contains(&name.as_str()))
    {
        let text = format!("no parameter is called {name}");
        return message(StatusCode::UNPROCESSABLE_ENTITY, &text);
    }
    let question = Question {
        world: backstage.world_for(visitor),
        settings,
        uri,
        parameters,
    };
    let segments: Vec<&str> = url.path().trim_start_matches('/').split('/').collect();
    match segments.as_slice() {
        ["api", "v1", "settings", "api"] => json_response(
            StatusCode::OK,
            &json!({
                "max_response_items": settings.max_response_items,
                "default_paging_num": DEFAULT_ITEMS,
                "default_git_trees_per_page": settings.trees_per_page,
                "default_max_blob_size": settings.max_blob_size,
            }),
        ),
        ["api", "v1", "users", name, "repos"] => question.account(name, true),
        ["api", "v1", "orgs", name, "repos"] => question.account(name, false),
        ["api", "v1", "repositories", id] => question.by_id(id),
        ["api", "v1", "repos", owner, name, rest @ ..] => {
            question.repository(&format!("{owner}/{name}"), rest)
        }
        _ => not_found(),
    }
}

/// What comes in place of an answer by faults that a proxy in front of a Gitea
/// has a form for.
fn own(fault: &Fault) -> Option<Response> {
    const TEXT: &str = "Too many requests";
    Some(match fault {
        Fault::Secondary(seconds) | Fault::RateLimited(seconds) => TEXT
            .with_status(StatusCode::TOO_MANY_REQUESTS)
            .with_header(header::RETRY_AFTER, seconds.to_string())
            .into_response(),
        Fault::SecondaryUntold => TEXT
            .with_status(StatusCode::TOO_MANY_REQUESTS)
            .into_response(),
        _ => return None,
    })
}

/// The same answer with half of its body.
async fn cut(mut response: Response) -> Response {
    let mut text = response.take_body().into_string().await.unwrap_or_default();
    spoil(Some(&Fault::Truncated), &mut text);
    response.set_body(text);
    response
}

/// The same answer with a validator, or 304 when the visitor has it.
async fn with_etag(request: &poem::Request, mut response: Response) -> Response {
    let text = response.take_body().into_string().await.unwrap_or_default();
    let etag = format!("\"{}\"", git::id_of(&text));
    if request.header(header::IF_NONE_MATCH) == Some(etag.as_str()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    if let Ok(value) = etag.parse() {
        response.headers_mut().insert(header::ETAG, value);
    }
    response.set_body(text);
    response
}

fn json_response(status: StatusCode, value: &Value) -> Response {
    value
        .to_string()
        .with_status(status)
        .with_content_type("application/json;charset=utf-8")
        .with_header(
            header::CACHE_CONTROL,
            "max-age=0, private, must-revalidate, no-transform",
        )
        .into_response()
}

fn message(status: StatusCode, text: &str) -> Response {
    let url = format!("{ROOT}/api/swagger");
    json_response(status, &json!({ "message": text, "url": url }))
}

fn not_found() -> Response {
    let url = format!("{ROOT}/api/swagger");
    json_response(
        StatusCode::NOT_FOUND,
        &json!({ "errors": [], "message": "The target couldn't be found.", "url": url }),
    )
}

/// The owner's part of a row.
pub(super) fn owner(repository: &Repository) -> Value {
    json!({
        "id": git::number_of(&repository.owner),
        "login": repository.owner,
        "html_url": format!("{ROOT}/{}", repository.owner),
        "visibility": "public",
    })
}
