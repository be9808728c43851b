//! The lists that the EU OSS Catalogue and its like read: the projects, what each one's
//! publiccode.yml says, and each by DCAT. In all of them stands what has a valid
//! publiccode.yml of its own. They are written while they are sent, as all files here.

use bronwijzer_graphql::client::Client;
use bronwijzer_graphql::yaml;
use poem::http::header;
use poem::web::Data;
use poem::{IntoResponse, Request, Response, handler};
use serde_json::{Map, Value, json};

use super::busy;
use super::form::Form;
use super::pages::{Source, State};
use crate::cached;
use crate::linked::{JSON_LD, dcat};
use crate::site::{Problem, Site};

/// A list of projects.
pub(crate) struct List {
    /// Where it is.
    pub(crate) path: &'static str,
    content_type: &'static str,
    /// What is asked of each repository, beside what tells whether it belongs.
    pub(super) selection: &'static str,
    /// What stands before the entries and behind them.
    pub(super) around: (&'static str, &'static str),
    /// A project's entry, on a site that stands at an address; `None` for what does not belong.
    pub(super) entry: fn(&Value, &str) -> Option<Value>,
}

/// Every project with its owner and the address of its code.
pub(crate) static PROJECTS: List = List {
    path: "/eu/projects.json",
    content_type: "application/json; charset=utf-8",
    selection: "url title owner organisation { name }",
    around: ("{\"projects\":[", "]}\n"),
    entry: |repository, _| {
        let organisation = &repository["organisation"]["name"];
        let owner = organisation.as_str().or(repository["owner"].as_str())?;
        Some(json!({
            "project": repository["title"],
            "owner": owner,
            "code_url": repository["url"],
        }))
    },
};

/// What each publiccode.yml says, with releases and the moment at which it was read, and with
/// the organisations that said here that they use it among its `usedBy`.
pub(crate) static PUBLICCODE: List = List {
    path: "/eu/publiccode.json",
    content_type: "application/json; charset=utf-8",
    selection: "observedAt publiccode { text truncated } releases { newest { name at } } \
                tags { newest { name at } } usedBy { users { label sources } }",
    around: ("[", "]\n"),
    entry: |repository, _| {
        let file = &repository["publiccode"];
        if file["truncated"] != false {
            return None;
        }
        let mut said: Map<String, Value> = yaml::read(file["text"].as_str()?).ok()?;
        let releases = ["releases", "tags"].map(|kind| &repository[kind]["newest"]);
        let newest = releases.into_iter().filter_map(Value::as_array);
        let newest = newest.into_iter().find(|all| !all.is_empty());
        let releases: Vec<Value> = newest
            .into_iter()
            .flatten()
            .map(|release| {
                json!({
                    "name": release["name"],
                    "tag_name": release["name"],
                    "published_at": release["at"],
                })
            })
            .collect();
        add_users(&mut said, &repository["usedBy"]["users"]);
        said.insert("releases".to_owned(), releases.into());
        said.insert("updated_at".to_owned(), repository["observedAt"].clone());
        Some(said.into())
    },
};

/// Adds who uses it to what a publiccode.yml says, where the file doesn't say so itself.
fn add_users(said: &mut Map<String, Value>, users: &Value) {
    let users = users.as_array().into_iter().flatten();
    let stated = users.filter(|user| user["sources"] == json!(["STATEMENT"]));
    let stated: Vec<Value> = stated.map(|user| user["label"].clone()).collect();
    if stated.is_empty() {
        return;
    }
    let all = said.entry("usedBy").or_insert_with(|| json!([]));
    if let Value::Array(all) = all {
        all.extend(stated);
    }
}

/// Each project by DCAT, as a resource of the catalogue.
pub(crate) static SOFTWARE: List = List {
    path: "/catalogue/software.jsonld",
    content_type: JSON_LD,
    selection: "url title observedAt createdAt licence { spdxId } organisation { slug name uri } \
                shortDescriptions { language text } latestRelease { name } topics",
    around: (dcat::BEFORE_SOFTWARE, "]}\n"),
    entry: dcat::software,
};

/// What tells whether a repository belongs in the lists.
pub(super) const MARK: &str = "forkKind";

/// Whether a repository with a valid publiccode.yml and this mark belongs: that of a fork which names other
/// software stands in the list of whose software it is.
pub(super) fn belongs(mark: Option<&async_graphql::Value>) -> bool {
    !matches!(mark, Some(async_graphql::Value::Enum(mark)) if mark == "TECHNICAL_FORK")
}

#[handler]
pub(crate) async fn projects(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    Ok(send(request, site, &PROJECTS).await?)
}

#[handler]
pub(crate) async fn publiccode(
    request: &Request,
    Data(site): Data<&Site>,
) -> poem::Result<Response> {
    Ok(send(request, site, &PUBLICCODE).await?)
}

#[handler]
pub(crate) async fn software(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    Ok(send(request, site, &SOFTWARE).await?)
}

async fn send(request: &Request, site: &Site, list: &'static List) -> Result<Response, Problem> {
    let state = State::of(&site.api).await?;
    let base_url = site.base_url.of(request);
    let parts = [state.name(), list.path.to_owned(), base_url.clone()];
    let tag = cached::tag(&parts.each_ref().map(String::as_bytes));
    if let Some(response) = cached::not_modified(request, &tag) {
        return Ok(response);
    }
    let form = Form::list(list, base_url);
    let source = Source::European(list);
    let (api, client) = (site.api.clone(), Client::of(request));
    let file = (form, list.path);
    let Some(body) = site.exports.file(api, source, file, (&state, &tag), client) else {
        return Ok(busy());
    };
    let mut response = body.with_content_type(list.content_type).into_response();
    if let Some(as_of) = state.as_of
        && let Ok(date) = as_of
            .format("%a, %d %b %Y %H:%M:%S GMT")
            .to_string()
            .parse()
    {
        response.headers_mut().insert(header::LAST_MODIFIED, date);
    }
    Ok(cached::tagged(response, &tag))
}
