//! The Web API of Software Heritage, version 1, as its documentation and its own source
//! describe it: origins, visits, snapshots and "save code now", with its three quotas.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use poem::http::{Method, StatusCode, header};
use poem::web::Data;
use poem::{Body, EndpointExt, IntoResponse, Response, Route, handler};
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::stage::{Allowance, Backstage, RecordedRequest, Stage, Visitor, instead, spoil};
use crate::world::World;

/// The addresses below which the API is.
const ROOT: &str = "/api/1/";

/// Hosts of which a request to save needs nobody's consent.
const KNOWN_HOSTS: [&str; 3] = ["github.com", "gitlab.com", "codeberg.org"];

/// How much more a visitor with a token may ask.
const WITH_TOKEN: u64 = 10;

/// A quota of the API: its scope, and how many requests in how many seconds.
#[derive(Debug, Clone, Copy)]
struct Scope(&'static str, u64, i64);

const ANYTHING: Scope = Scope("swh_api", 120, 3600);
const LATEST_VISIT: Scope = Scope("swh_api_origin_visit_latest", 700, 60);
const SAVING: Scope = Scope("swh_save_origin_post", 10, 3600);
const SAVES: Scope = Scope("swh_save_origin", 120, 3600);

/// A visit that the archive made.
#[derive(Debug, Clone)]
pub struct ArchiveVisit {
    /// When.
    pub at: DateTime<Utc>,
    /// `full`, `partial`, `ongoing`, `not_found` or `failed`.
    pub status: String,
    /// The hash of its snapshot.
    pub snapshot: Option<String>,
}

/// What the archive holds and takes.
#[derive(Debug, Default)]
pub struct Holdings {
    /// Visits by origin, the oldest first.
    pub origins: BTreeMap<String, Vec<ArchiveVisit>>,
    /// By the hash of a snapshot: its branches, each with type and target.
    pub snapshots: HashMap<String, BTreeMap<String, (String, String)>>,
    /// Origins that are never archived.
    pub blocked: BTreeSet<String>,
    /// Origins whose owner had them masked.
    pub masked: BTreeSet<String>,
    /// Origins that were asked to be saved.
    pub saves: Vec<String>,
}

impl Holdings {
    /// A full visit, with a snapshot whose HEAD leads to a commit over a branch.
    pub fn visit(&mut self, origin: &str, at: DateTime<Utc>) {
        let count = self.snapshots.len();
        let snapshot = hash(&format!("snapshot {count} of {origin}"));
        let head = hash(&format!("commit {count} of {origin}"));
        let branches = BTreeMap::from([
            branch("HEAD", "alias", "refs/heads/main"),
            branch("refs/heads/archive", "revision", &hash("another")),
            branch("refs/heads/main", "revision", &head),
        ]);
        self.snapshots.insert(snapshot.clone(), branches);
        self.came(origin, at, "full", Some(snapshot));
    }

    /// A visit that went some way.
    pub fn came(
        &mut self,
        origin: &str,
        at: DateTime<Utc>,
        status: &str,
        snapshot: Option<String>,
    ) {
        let visits = self.origins.entry(origin.to_owned()).or_default();
        visits.push(ArchiveVisit {
            at,
            status: status.to_owned(),
            snapshot,
        });
    }

    /// Does what was asked: visits what should be saved.
    pub fn visit_saved(&mut self, at: DateTime<Utc>) {
        for origin in std::mem::take(&mut self.saves) {
            self.visit(&origin, at);
        }
    }
}

fn branch(name: &str, kind: &str, target: &str) -> (String, (String, String)) {
    (name.to_owned(), (kind.to_owned(), target.to_owned()))
}

/// Forty hexadecimal digits that differ for each text.
fn hash(text: &str) -> String {
    let sum = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{sum:016x}{:016x}{:08x}", sum.rotate_left(17), sum >> 32)
}

/// A running archive on this machine. It stops when it is dropped.
pub struct SoftwareHeritage {
    stage: Stage,
    holdings: Arc<Mutex<Holdings>>,
}

impl Deref for SoftwareHeritage {
    type Target = Stage;

    fn deref(&self) -> &Stage {
        &self.stage
    }
}

impl SoftwareHeritage {
    /// Starts an archive that holds this; `token` is accepted, and anybody may ask.
    ///
    /// # Panics
    /// When no port can be had.
    pub async fn start(holdings: Holdings, token: Option<&str>) -> Self {
        let holdings = Arc::new(Mutex::new(holdings));
        let tokens: Vec<&str> = token.into_iter().collect();
        let allowance = (u64::MAX, Duration::hours(1));
        let shared = Arc::clone(&holdings);
        let stage = Stage::start(World::default(), &tokens, allowance, |backstage| {
            Route::new()
                .at("/*path", answer)
                .data(backstage)
                .data(shared)
        });
        Self {
            stage: stage.await,
            holdings,
        }
    }

    /// The base address of its API.
    #[must_use]
    pub fn api(&self) -> String {
        format!("{}/api/1", self.address())
    }

    /// What it holds, to look at and to change.
    pub fn holdings(&self) -> MutexGuard<'_, Holdings> {
        locked(&self.holdings)
    }
}

fn locked(holdings: &Mutex<Holdings>) -> MutexGuard<'_, Holdings> {
    holdings.lock().unwrap_or_else(PoisonError::into_inner)
}

#[handler]
async fn answer(
    request: &poem::Request,
    body: Body,
    backstage: Data<&Backstage>,
    holdings: Data<&Arc<Mutex<Holdings>>>,
) -> Response {
    let uri = request.original_uri();
    let path = uri.path().to_owned();
    let query: HashMap<String, String> =
        url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
    let method = request.method().clone();
    let operation = format!("{method} {path}");
    let visitor = backstage.visitor(request, &["bearer"]);
    let body = body.into_bytes().await.unwrap_or_default();
    let fault = backstage.arrive(&operation, 0, &body);
    if let Some(Fault::Slow(time)) = &fault {
        tokio::time::sleep(*time).await;
    }
    let instead = fault
        .as_ref()
        .and_then(|fault| own(fault).or_else(|| instead(fault)));
    let response = instead.unwrap_or_else(|| {
        let scope = scope_of(&method, &path);
        let quota = spend(&backstage, &visitor, scope);
        let mut response = match quota {
            _ if visitor == Visitor::Refused => error(
                StatusCode::UNAUTHORIZED,
                "AuthenticationFailed",
                "Invalid token",
            ),
            Err(_) => error(
                StatusCode::TOO_MANY_REQUESTS,
                "Throttled",
                "Request was throttled. Expected available in 60 seconds.",
            ),
            Ok(_) => match path.strip_prefix(ROOT) {
                Some(rest) => answer_to(&mut locked(&holdings), &method, rest, &query),
                None => page(StatusCode::NOT_FOUND),
            },
        };
        with_quota(&mut response, scope, &visitor, quota);
        response
    });
    let status = response.status().as_u16();
    backstage.record(RecordedRequest {
        token: visitor.token(),
        operation,
        body: serde_json::from_slice(&body).unwrap_or(Value::Null),
        points: 0,
        status,
    });
    if matches!(fault, Some(Fault::Truncated)) {
        let (parts, body) = response.into_parts();
        let mut text = body.into_string().await.unwrap_or_default();
        spoil(fault.as_ref(), &mut text);
        return Response::from_parts(parts, Body::from(text));
    }
    response
}

fn scope_of(method: &Method, path: &str) -> Scope {
    if path.contains("/origin/save/") {
        if *method == Method::POST {
            SAVING
        } else {
            SAVES
        }
    } else if path.ends_with("/visit/latest/") {
        LATEST_VISIT
    } else {
        ANYTHING
    }
}

fn limit_of(Scope(_, limit, _): Scope, visitor: &Visitor) -> u64 {
    match visitor {
        Visitor::Known(_) => limit * WITH_TOKEN,
        Visitor::Refused | Visitor::Anybody => limit,
    }
}

fn spend(backstage: &Backstage, visitor: &Visitor, scope: Scope) -> Result<Allowance, Allowance> {
    let Scope(name, _, seconds) = scope;
    let limit = limit_of(scope, visitor);
    backstage.spend_apart(visitor, name, limit, Duration::seconds(seconds))
}

fn with_quota(
    response: &mut Response,
    scope: Scope,
    visitor: &Visitor,
    (Ok(allowance) | Err(allowance)): Result<Allowance, Allowance>,
) {
    let headers = response.headers_mut();
    headers.insert("X-RateLimit-Limit", limit_of(scope, visitor).into());
    headers.insert("X-RateLimit-Remaining", allowance.remaining.into());
    headers.insert("X-RateLimit-Reset", allowance.reset_at.timestamp().into());
}

fn answer_to(
    holdings: &mut Holdings,
    method: &Method,
    path: &str,
    query: &HashMap<String, String>,
) -> Response {
    if path == "ping/" {
        return found(&json!("pong"));
    }
    if let Some(rest) = path.strip_prefix("origin/save/") {
        return match rest
            .strip_prefix("git/url/")
            .and_then(|rest| rest.strip_suffix('/'))
        {
            Some(origin) if *method == Method::POST => save(holdings, origin),
            _ => bad_input("Visit of this type cannot be saved!"),
        };
    }
    if *method != Method::GET {
        return error(
            StatusCode::METHOD_NOT_ALLOWED,
            "MethodNotAllowed",
            &format!("Method \"{method}\" not allowed."),
        );
    }
    if let Some(rest) = path.strip_prefix("origin/") {
        if let Some(origin) = rest.strip_suffix("/visit/latest/") {
            return latest_visit(holdings, origin, query);
        }
        if let Some(origin) = rest.strip_suffix("/get/") {
            return if holdings.origins.contains_key(origin) {
                found(&json!({ "url": origin, "visit_types": ["git"] }))
            } else {
                not_found(&format!("Origin with url {origin} not found."))
            };
        }
    }
    match path
        .strip_prefix("snapshot/")
        .and_then(|rest| rest.strip_suffix('/'))
    {
        Some(id) => snapshot(holdings, id, query),
        None => page(StatusCode::NOT_FOUND),
    }
}

fn latest_visit(holdings: &Holdings, origin: &str, query: &HashMap<String, String>) -> Response {
    if let Some(name) = query
        .keys()
        .find(|name| !["require_snapshot", "visit_type"].contains(&name.as_str()))
    {
        return bad_input(&format!("{name} is no parameter"));
    }
    if holdings.masked.contains(origin) {
        return error(
            StatusCode::FORBIDDEN,
            "MaskedObjectException",
            "Some objects are masked",
        );
    }
    let with_snapshot = query
        .get("require_snapshot")
        .is_some_and(|value| value == "true");
    let visits = holdings
        .origins
        .get(origin)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let visit = visits
        .iter()
        .enumerate()
        .rev()
        .find(|(_, visit)| !with_snapshot || visit.snapshot.is_some());
    let Some((at, visit)) = visit else {
        return not_found(&format!("No visit for origin {origin} found"));
    };
    found(&json!({
        "origin": origin,
        "date": visit.at.to_rfc3339_opts(SecondsFormat::Micros, false),
        "type": "git",
        "visit": at + 1,
        "status": visit.status,
        "snapshot": visit.snapshot,
        "metadata": {},
        "origin_url": format!("https://archive.example/api/1/origin/{origin}/get/"),
        "snapshot_url": visit.snapshot.as_ref().map(|id| format!("https://archive.example/api/1/snapshot/{id}/")),
    }))
}

fn snapshot(holdings: &Holdings, id: &str, query: &HashMap<String, String>) -> Response {
    let Some(branches) = holdings.snapshots.get(id) else {
        return not_found(&format!("Snapshot with id {id} not found."));
    };
    let from = query.get("branches_from").map_or("", String::as_str);
    let count = query
        .get("branches_count")
        .map_or(Ok(1000), |count| count.parse());
    let Ok(count @ ..=1000) = count else {
        return bad_input("branches_count is no number from 0 to 1000");
    };
    let mut after = branches.range(from.to_owned()..);
    let shown: serde_json::Map<String, Value> = after
        .by_ref()
        .take(count)
        .map(|(name, (kind, target))| {
            let branch = json!({ "target": target, "target_type": kind, "target_url": "" });
            (name.clone(), branch)
        })
        .collect();
    let next = after.next().map(|(name, _)| name);
    found(&json!({ "id": id, "branches": shown, "next_branch": next }))
}

fn save(holdings: &mut Holdings, origin: &str) -> Response {
    let Some(host) = url::Url::parse(origin)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
    else {
        return bad_input(&format!("The provided origin URL '{origin}' is not valid!"));
    };
    if holdings.blocked.contains(origin) {
        return error(
            StatusCode::FORBIDDEN,
            "ForbiddenExc",
            "The \"save code now\" request has been rejected because the provided origin url \
             is not allowed to be archived.",
        );
    }
    let is_known = KNOWN_HOSTS.contains(&host.as_str());
    if is_known {
        holdings.saves.push(origin.to_owned());
    }
    found(&json!({
        "id": holdings.saves.len(),
        "request_url": "https://archive.example/api/1/origin/save/1/",
        "origin_url": origin,
        "visit_type": "git",
        "save_request_date": Utc::now().to_rfc3339(),
        "save_request_status": if is_known { "accepted" } else { "pending" },
        "save_task_status": if is_known { "pending" } else { "not created" },
        "visit_date": null,
        "visit_status": null,
        "note": null,
        "snapshot_swhid": null,
        "snapshot_url": null,
    }))
}

fn found(value: &Value) -> Response {
    reply(StatusCode::OK, value)
}

fn reply(status: StatusCode, value: &Value) -> Response {
    value
        .to_string()
        .with_status(status)
        .with_content_type("application/json")
        .into_response()
}

fn error(status: StatusCode, exception: &str, reason: &str) -> Response {
    reply(status, &json!({ "exception": exception, "reason": reason }))
}

fn bad_input(reason: &str) -> Response {
    error(StatusCode::BAD_REQUEST, "BadInputExc", reason)
}

fn not_found(reason: &str) -> Response {
    error(StatusCode::NOT_FOUND, "NotFoundExc", reason)
}

/// What is no address of the API.
fn page(status: StatusCode) -> Response {
    crate::stage::PAGE
        .with_status(status)
        .with_content_type("text/html")
        .into_response()
}

/// Faults that have a form of their own here.
fn own(fault: &Fault) -> Option<Response> {
    let throttled = || {
        error(
            StatusCode::TOO_MANY_REQUESTS,
            "Throttled",
            "Request was throttled.",
        )
    };
    match fault {
        Fault::Secondary(seconds) => Some(
            throttled()
                .with_header(header::RETRY_AFTER, seconds.to_string())
                .into_response(),
        ),
        Fault::SecondaryUntold => Some(throttled()),
        _ => None,
    }
}
