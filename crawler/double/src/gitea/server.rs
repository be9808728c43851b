//! The API over HTTP: addresses, pages, tokens, and what goes wrong.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use chrono::Duration;
use poem::http::{Method, StatusCode, header};
use poem::web::Data;
use poem::{EndpointExt, IntoResponse, Response, Route, handler};
use serde_json::{Value, json};

use super::{git, issues, repository};
use crate::fault::Fault;
use crate::partial;
use crate::stage::{Backstage, RecordedRequest, Stage, Visitor, instead, spoil};
use crate::world::{Account, World};

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
    "state",
    "type",
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
    /// Whether tokens may read organisations (`read:organization`).
    pub tokens_read_organisations: bool,
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
            tokens_read_organisations: true,
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
    visitor: Visitor,
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

    /// The repositories of an account. A former name redirects.
    fn account(&self, name: &str, kind: &str) -> Response {
        if kind == "orgs"
            && let Some(forbidden) = self.forbidden()
        {
            return forbidden;
        }
        let is_wanted = |account: &&Account| kind == "users" || account.is_organisation;
        let Some(account) = self.world.account(name).filter(is_wanted) else {
            let is_former = |former: &String| former.eq_ignore_ascii_case(name);
            let mut accounts = self.world.accounts.iter();
            let renamed = accounts.find(|account| account.former.iter().any(is_former));
            return match renamed.filter(is_wanted) {
                Some(account) => self.redirect(
                    &format!("{kind}/{name}"),
                    &format!("{kind}/{}", account.login),
                ),
                None => not_found(),
            };
        };
        let places = self.world.listed(&account.login);
        self.list(&places, |_, at| repository::row(self, *at))
    }

    /// What keeps a token without the right scope from reading organisations.
    fn forbidden(&self) -> Option<Response> {
        let has_right = self.settings.tokens_read_organisations;
        (self.visitor != Visitor::Anybody && !has_right).then(|| {
            let text = "token does not have at least one of required scope(s): \
                [read:organization]";
            message(StatusCode::FORBIDDEN, text)
        })
    }

    /// Every organisation that a visitor may see, by name.
    fn organisations(&self) -> Response {
        if let Some(forbidden) = self.forbidden() {
            return forbidden;
        }
        let all = self.world.organisations().into_iter();
        let shown: Vec<&Account> = all.filter(|account| self.shows(account)).collect();
        self.list(&shown, |_, account| organisation(account))
    }

    /// One organisation; who is not signed in sees no e-mail address.
    fn organisation(&self, name: &str) -> Response {
        if let Some(forbidden) = self.forbidden() {
            return forbidden;
        }
        let account = self
            .world
            .account(name)
            .filter(|account| account.is_organisation);
        let row = account
            .filter(|account| self.shows(account))
            .map(|account| {
                let mut row = organisation(account);
                if self.visitor == Visitor::Anybody {
                    row["email"] = json!("");
                }
                row
            });
        self.found(row)
    }

    fn shows(&self, account: &Account) -> bool {
        !account.profile.is_limited || self.visitor != Visitor::Anybody
    }

    fn repository(&self, path: &str, rest: &[&str]) -> Response {
        let Some(at) = self.at(path) else {
            return match self.world.by_path(path, true) {
                Some(at) => {
                    let now = self.world.repositories[at].path();
                    self.redirect(&format!("repos/{path}"), &format!("repos/{now}"))
                }
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
            .get("/api/v1/".len() + from.len()..)
            .unwrap_or_default();
        StatusCode::TEMPORARY_REDIRECT
            .with_header(header::LOCATION, format!("/api/v1/{to}{tail}{query}"))
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
            ["issues", ..] if !repository.has_issues => not_found(),
            ["issues"] => {
                let rows = issues::asked(self, repository);
                self.list(&rows, |_, issue| issues::row(self, repository, issue))
            }
            ["issues", "comments"] => {
                let rows = issues::comments(self, repository);
                self.list(&rows, |_, comment| issues::comment(repository, comment))
            }
            ["releases"] => self.list(&repository.releases, |at, release| {
                repository::release(repository, at, release)
            }),
            ["tags"] => self.list(&repository.tags, |_, tag| repository::tag(tag)),
            ["branches", name @ ..] => match repository.branch() {
                Some(branch) if branch == name.join("/") => {
                    json_response(StatusCode::OK, &json!({ "name": branch }))
                }
                _ => not_found(),
            },
            // go-gitea/gitea#15764
            ["commits"] if repository.lost_branch => {
                message(StatusCode::INTERNAL_SERVER_ERROR, "object does not exist")
            }
            ["git", "trees", "HEAD"] if repository.lost_branch => {
                message(StatusCode::BAD_REQUEST, "sha not found")
            }
            ["commits"] if is_empty => message(StatusCode::CONFLICT, "Git Repository is empty."),
            ["commits"] => self.list(git::since(self, repository), |at, commit| {
                git::commit(repository, at, *commit)
            }),
            ["git", "commits", sha] => {
                let mut tags = repository.tags.iter();
                let tag = tags.find(|tag| git::id_of(&tag.name) == *sha);
                self.found(tag.map(repository::tagged_commit))
            }
            ["git", "trees", tree] if !is_empty => self.found(git::tree(self, repository, tree)),
            ["contents", path @ ..] if !is_empty => {
                self.found(git::contents(self, repository, &path.join("/")))
            }
            ["raw", path @ ..] if !is_empty => match git::raw(repository, &path.join("/")) {
                Some(bytes) => bytes
                    .with_content_type("application/octet-stream")
                    .into_response(),
                None => not_found(),
            },
            _ => not_found(),
        }
    }

    fn found(&self, value: Option<Value>) -> Response {
        value.map_or_else(not_found, |value| json_response(StatusCode::OK, &value))
    }

    /// The route by id is for those with a token (`reqToken()`).
    fn by_id(&self, id: &str) -> Response {
        if self.visitor == Visitor::Anybody {
            return message(StatusCode::UNAUTHORIZED, "token is required");
        }
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
    if matches!(fault, Some(Fault::Null(..))) {
        response = with_nulls(response, fault.as_ref()).await;
    }
    if settings.etags && response.status() == StatusCode::OK {
        response = with_etag(request, response).await;
    }
    backstage.record(RecordedRequest {
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
        visitor: visitor.clone(),
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
        ["api", "v1", kind @ ("users" | "orgs"), name, "repos"] => question.account(name, kind),
        ["api", "v1", "orgs"] => question.organisations(),
        ["api", "v1", "orgs", name] => question.organisation(name),
        // Organisations are users here.
        ["api", "v1", "users", name] => match question.world.account(name) {
            Some(account) => json_response(StatusCode::OK, &owner(&question.world, &account.login)),
            None => not_found(),
        },
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

/// The same answer, with null for a row that the forge could not make.
async fn with_nulls(mut response: Response, fault: Option<&Fault>) -> Response {
    let text = response.take_body().into_string().await.unwrap_or_default();
    let mut value = serde_json::from_str(&text).unwrap_or_default();
    partial::spoil(fault, &mut value);
    response.set_body(value.to_string());
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
pub(super) fn owner(world: &World, login: &str) -> Value {
    json!({
        "id": world.account_id(login),
        "login": login,
        "html_url": format!("{ROOT}/{login}"),
        "visibility": "public",
    })
}

/// An organisation by itself or in a list.
fn organisation(account: &Account) -> Value {
    let profile = &account.profile;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    json!({
        "id": account.id,
        "name": account.login,
        "username": account.login,
        "full_name": text(&profile.name),
        "email": text(&profile.email),
        "description": text(&profile.description),
        "website": text(&profile.website),
        "location": text(&profile.location),
        "visibility": if profile.is_limited { "limited" } else { "public" },
    })
}
