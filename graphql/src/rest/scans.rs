//! Scans of a repository: reading them, and handing one in. It is the one thing that is written
//! by plain addresses, in the form in which the ORT runner of developer.overheid.nl sends what it
//! found.

use std::sync::Arc;

use async_graphql::{Error, ID, Pos, Request as Query, Value, Variables};
use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::organisation::Slug;
use bronwijzer_index::community::action::Action;
use bronwijzer_index::community::member::Scope;
use bronwijzer_index::community::scan::{Scan, ScanReport};
use bronwijzer_index::{Catalogue, CommunityError, Done};
use chrono::Utc;
use poem::error::ReadBodyError;
use poem::http::{HeaderValue, StatusCode, header};
use poem::web::{Data, Path};
use poem::{Body, IntoResponse, Request, Response, handler};
use serde::Deserialize;
use serde_json::json;
use url::form_urlencoded;

use super::problem::Problem;
use super::{ROOT, Served, as_json, field, no_longer_public, parameters};
use crate::caching::Reply;
use crate::error::{self, ErrorCode};
use crate::http::MAX_BODY_BYTES;
use crate::node::GlobalId;
use crate::viewer;

/// What is given of one.
pub(super) const SELECTION: &str = include_str!("scan.graphql");

/// The parameter that says for which organisation a scan is handed in.
pub(super) const ON_BEHALF_OF: &str = "onBehalfOf";

/// The version of the form in which a scan is handed in.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// How an address takes scans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// It does nothing else.
    Alone,
    /// It gives those that there are, too.
    AndGives,
}

/// Whether an address takes scans, and how.
pub(super) fn takes(path: &str) -> Option<Takes> {
    let path = path.strip_prefix(ROOT)?;
    if path == "/scans" {
        return Some(Takes::Alone);
    }
    let of_one = path.starts_with("/repositories/") && path.ends_with("/scans");
    of_one.then_some(Takes::AndGives)
}

/// Those of one repository.
#[handler]
pub(super) async fn list(
    request: &Request,
    Path(id): Path<String>,
    Data(served): Data<&Arc<Served>>,
) -> Response {
    if let Err(problem) = parameters::variables(&[], request.uri().query().unwrap_or_default()) {
        return problem.into_response();
    }
    let own = format!("{ROOT}/repositories/{id}/scans");
    let answer = async |served: &Served| {
        let (name, ty) = match id.parse::<bronwijzer_index::Uuid>() {
            Ok(_) => ("uuid", "UUID!"),
            Err(_) => ("id", "ID!"),
        };
        let query = format!(
            "query($id: {ty}) {{ found: repository({name}: $id) {{ gone {{ kind noticedAt }} scans {SELECTION} }} }}"
        );
        let query = Query::new(query).variables(Variables::from_json(json!({ "id": id })));
        match served.ask(query).await? {
            Value::Null => Err(Problem::of(
                ErrorCode::NotFound,
                "there is no repository with this identifier",
            )),
            found if *field(&found, "gone") != Value::Null => {
                Err(no_longer_public(field(&found, "gone")))
            }
            found => {
                let scans = field(&found, "scans");
                let total = match scans {
                    Value::List(scans) => scans.len(),
                    _ => 0,
                };
                let links = json!({ "self": own });
                Ok(as_json(
                    &json!({ "total": total, "items": scans, "links": links }),
                ))
            }
        }
    };
    served.kept(request, answer).await
}

/// What is handed in.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Submission {
    schema_version: u32,
    repository_id: Option<String>,
    scan: ScanReport,
}

/// Hands in a scan of the repository of the address.
#[handler]
pub(super) async fn submit(
    request: &Request,
    Path(id): Path<String>,
    body: Body,
    Data(served): Data<&Arc<Served>>,
) -> Response {
    answer(request, Some(id), body, served).await
}

/// Hands in a scan of the repository that it names itself: for who sends all to one address.
#[handler]
pub(super) async fn submit_any(
    request: &Request,
    body: Body,
    Data(served): Data<&Arc<Served>>,
) -> Response {
    answer(request, None, body, served).await
}

async fn answer(request: &Request, id: Option<String>, body: Body, served: &Served) -> Response {
    match take(request, id, body, served).await {
        Ok(response) => Reply::Private(response).into_response(),
        Err(refused) => refused,
    }
}

async fn take(
    request: &Request,
    id: Option<String>,
    body: Body,
    served: &Served,
) -> Result<Response, Response> {
    // Who may not write is told so before anything is read.
    let viewer = viewer::of(request).ok_or_else(no_token)?;
    viewer::needs(&viewer, Scope::Scans).map_err(refusal)?;
    let organisation = on_behalf_of(request).map_err(Problem::into_response)?;
    let bytes = body.into_bytes_limit(MAX_BODY_BYTES).await;
    let bytes = bytes.map_err(|error| unread(&error).into_response())?;
    let submission = parse(&bytes).map_err(Problem::into_response)?;
    let now = Utc::now();
    let write = move |catalogue: &Catalogue| {
        let repository = named(
            catalogue,
            id.as_deref(),
            submission.repository_id.as_deref(),
        )?;
        let action = Action::Scan {
            repository,
            report: submission.scan,
            organisation,
        };
        let done = catalogue.community().act(&viewer, action, now);
        match done.map_err(error::from_community)? {
            Done::Scan(scan) => Ok(*scan),
            _ => Err(error::internal(&"a scan was kept, and none was given back")),
        }
    };
    let kept = served.schema.reader().write(write).await.map_err(refusal)?;
    let status = if kept.received_at == now {
        StatusCode::CREATED
    } else {
        // It was handed in before, and this is the same.
        StatusCode::OK
    };
    let (receipt, address) = receipt(&kept);
    let mut response = as_json(&receipt).with_status(status).into_response();
    if let Ok(address) = HeaderValue::from_str(&address) {
        let headers = response.headers_mut();
        headers.insert(header::LOCATION, address);
    }
    Ok(response)
}

/// What was kept, and where it is.
fn receipt(kept: &Scan) -> (serde_json::Value, String) {
    let id = GlobalId::Repository(kept.repository.clone()).encode();
    let address = format!("{ROOT}/repositories/{}/scans", *id);
    let found = &kept.found;
    let receipt = json!({
        "repositoryId": *id,
        "organisation": kept.organisation,
        "receivedAt": kept.received_at,
        "revision": found.revision,
        "revisions": kept.revisions,
        "vulnerabilities": found.vulnerabilities.as_ref().map(Vec::len),
        "findings": found.findings.as_ref().map(Vec::len),
        "links": { "self": address },
    });
    (receipt, address)
}

/// The organisation for which it is handed in, if the address says so.
fn on_behalf_of(request: &Request) -> Result<Option<Slug>, Problem> {
    let query = request.uri().query().unwrap_or_default();
    let mut organisation = None;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if name != ON_BEHALF_OF {
            let shown: String = name.chars().take(60).collect();
            return Err(Problem::bad_request(format!(
                "unknown parameter `{shown}`; use {ON_BEHALF_OF}"
            )));
        }
        let slug = value.parse().map_err(|_| {
            Problem::bad_request(format!(
                "`{ON_BEHALF_OF}` has to be the slug of an organisation, as in gemeente-delft"
            ))
        })?;
        organisation = Some(slug);
    }
    Ok(organisation)
}

fn unread(error: &ReadBodyError) -> Problem {
    match error {
        ReadBodyError::PayloadTooLarge => Problem::of(
            ErrorCode::QueryTooLarge,
            &format!(
                "the scan is larger than {MAX_BODY_BYTES} bytes; leave out what is beside status, \
                 repository, revision, vulnerabilities and findings"
            ),
        ),
        error => Problem::bad_request(error.to_string()),
    }
}

fn parse(bytes: &[u8]) -> Result<Submission, Problem> {
    let submission: Submission = serde_json::from_slice(bytes).map_err(|error| {
        if error.is_data() {
            Problem::of(
                ErrorCode::InvalidField,
                &format!("this is no scan as the OpenAPI document has it: {error}"),
            )
        } else {
            Problem::bad_request(format!("the body is not JSON: {error}"))
        }
    })?;
    if submission.schema_version != SCHEMA_VERSION {
        return Err(Problem::of(
            ErrorCode::InvalidField,
            &format!("`schemaVersion` has to be {SCHEMA_VERSION}"),
        ));
    }
    Ok(submission)
}

/// The repository that the address and the scan name: one of both at least, and the same.
fn named(
    catalogue: &Catalogue,
    in_address: Option<&str>,
    in_scan: Option<&str>,
) -> Result<RepositoryId, Error> {
    let find = |id: &str| repository(catalogue, id);
    let in_scan = in_scan.filter(|id| !id.is_empty());
    match (in_address, in_scan) {
        (Some(id), None) | (None, Some(id)) => find(id),
        (Some(id), Some(other)) => {
            let id = find(id)?;
            if find(other).is_ok_and(|other| other == id) {
                return Ok(id);
            }
            Err(ErrorCode::InvalidField
                .error("`repositoryId` names another repository than the address does"))
        }
        (None, None) => {
            Err(ErrorCode::InvalidField.error("`repositoryId` has to name a repository"))
        }
    }
}

/// The repository that an identifier names: one of this API, or the UUID that other contracts
/// give.
fn repository(catalogue: &Catalogue, id: &str) -> Result<RepositoryId, Error> {
    if let Some(GlobalId::Repository(id)) = GlobalId::decode(&ID(id.to_owned())) {
        return Ok(id);
    }
    let found = match id.parse() {
        Ok(uuid) => catalogue.entry_by_uuid(uuid).map_err(error::from_index)?,
        Err(_) => None,
    };
    let found = found.map(|entry| entry.observation.id.clone());
    found.ok_or_else(|| error::from_community(CommunityError::NoSubject))
}

/// 401 for who sent no token.
fn no_token() -> Response {
    let problem = Problem::of(
        ErrorCode::SignInRequired,
        "send an access token with the scope `scans` as `Authorization: Bearer bw_…`; make one on \
         your own page",
    );
    let mut response = problem.into_response();
    let bearer = HeaderValue::from_static("Bearer");
    response
        .headers_mut()
        .insert(header::WWW_AUTHENTICATE, bearer);
    response
}

/// Why it was not kept.
fn refusal(error: Error) -> Response {
    let error = error.into_server_error(Pos::default());
    let code = ErrorCode::of(&error).unwrap_or(ErrorCode::Internal);
    let mut response = Problem::of(code, &error.message).into_response();
    if let Some(wait) = error::retry_after(&error) {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, wait.into());
    }
    response
}
