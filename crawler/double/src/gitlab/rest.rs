//! REST v4: projects, their tags and commits, and the projects of a user.

use std::collections::{BTreeSet, HashMap};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};
use poem::http::{StatusCode, header};
use poem::{IntoResponse, Response};
use serde_json::{Value, json};

use super::graphql::WEB;
use crate::stage::Visitor;
use crate::world::{Account, Repository, World};

/// Items on a page when nothing is asked for, and at most.
const ITEMS: usize = 20;
const MOST_ITEMS: usize = 100;

/// REST writes milliseconds, which GraphQL does not.
fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// What is asked for.
pub(super) struct Question {
    segments: Vec<String>,
    parameters: HashMap<String, String>,
    address: url::Url,
}

impl Question {
    pub(super) fn of(request: &poem::Request) -> Option<Self> {
        let host = request.header(header::HOST).unwrap_or("localhost");
        let address = url::Url::parse(&format!("http://{host}{}", request.uri())).ok()?;
        let segments = address.path_segments()?.skip(2).map(|segment| {
            percent_encoding::percent_decode_str(segment)
                .decode_utf8_lossy()
                .into_owned()
        });
        Some(Self {
            segments: segments.collect(),
            parameters: address.query_pairs().into_owned().collect(),
            address,
        })
    }

    fn number(&self, name: &str, otherwise: usize) -> usize {
        let text = self.parameters.get(name);
        text.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    }

    /// A page of these items. Lists that GitLab does not count have no total.
    fn page(&self, items: Vec<Value>, counted: bool) -> Response {
        let size = self.number("per_page", ITEMS).clamp(1, MOST_ITEMS);
        let page = self.number("page", 1).max(1);
        let total = items.len();
        let shown: Vec<Value> = items
            .into_iter()
            .skip((page - 1) * size)
            .take(size)
            .collect();
        let mut response = json(&Value::from(shown));
        let headers = response.headers_mut();
        if counted {
            headers.insert("x-total", total.into());
        }
        if page * size < total {
            let link = format!(
                "<{}>; rel=\"next\"",
                self.with("page", &(page + 1).to_string())
            );
            if let Ok(link) = link.parse() {
                headers.insert(header::LINK, link);
            }
        }
        response
    }

    fn with(&self, name: &str, value: &str) -> url::Url {
        let mut url = self.address.clone();
        let others: Vec<(String, String)> = url
            .query_pairs()
            .into_owned()
            .filter(|(key, _)| key != name)
            .collect();
        url.query_pairs_mut()
            .clear()
            .extend_pairs(others)
            .append_pair(name, value);
        url
    }
}

pub(super) fn answer(question: &Question, world: &World, visitor: &Visitor) -> Response {
    let segments: Vec<&str> = question.segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["groups"] => groups(question, world, visitor),
        ["groups", path] => match world
            .account(path)
            .filter(|account| is_group(account, visitor))
        {
            Some(account) => json(&group(account)),
            None => message(StatusCode::NOT_FOUND, "404 Group Not Found"),
        },
        ["users", name, "projects"] => user_projects(question, world, name),
        ["projects", id, rest @ ..] => {
            let by_path = |follow: bool| {
                let asked = |at: &usize| world.repositories[*at].path().eq_ignore_ascii_case(id);
                (0..world.repositories.len())
                    .find(asked)
                    .or_else(|| world.by_path(id, follow))
            };
            let at = match id.parse() {
                Ok(number) => world.by_id(number),
                // A former path leads to the project.
                Err(_) => by_path(true),
            };
            match at {
                Some(at) if world.repositories[at].blocked => {
                    message(StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS, "451 Unavailable")
                }
                Some(at) if world.shows(at) => {
                    of_project(question, world, &world.repositories[at], rest)
                }
                _ => message(StatusCode::NOT_FOUND, "404 Project Not Found"),
            }
        }
        _ => message(StatusCode::NOT_FOUND, "404 Not Found"),
    }
}

/// Whether an account is a group that a visitor may see.
fn is_group(account: &Account, visitor: &Visitor) -> bool {
    let shows = !account.profile.is_limited || *visitor != Visitor::Anybody;
    account.is_organisation && shows
}

/// Groups by name: those whose name has each word of the search, or whose path has. Words
/// of less than three letters count only where there is no other, and then the whole has
/// to be the name. Who has a token is shown their own groups alone, of which there are none
/// here, unless they ask for all.
fn groups(question: &Question, world: &World, visitor: &Visitor) -> Response {
    let asks_for = |name: &str| {
        let value = question.parameters.get(name);
        value.is_some_and(|value| value == "true")
    };
    let search = question.parameters.get("search");
    let search = search
        .map(|search| search.trim().to_lowercase())
        .unwrap_or_default();
    let words: Vec<&str> = search
        .split_whitespace()
        .filter(|word| word.chars().count() > 2)
        .collect();
    let fits = |account: &&Account| {
        let path = account
            .login
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_lowercase();
        let name = account
            .profile
            .name
            .as_deref()
            .unwrap_or(&path)
            .to_lowercase();
        let has = |text: &str| {
            if words.is_empty() {
                search.is_empty() || text == search
            } else {
                words.iter().all(|word| text.contains(word))
            }
        };
        let is_top = !account.login.contains('/') || !asks_for("top_level_only");
        is_group(account, visitor) && is_top && (has(&name) || has(&path))
    };
    let all = asks_for("all_available") || *visitor == Visitor::Anybody;
    let shown = world
        .organisations()
        .into_iter()
        .filter(|_| all)
        .filter(fits);
    question.page(shown.map(group).collect(), true)
}

fn group(account: &Account) -> Value {
    let path = account.login.rsplit('/').next().unwrap_or_default();
    let profile = &account.profile;
    json!({
        "id": account.id,
        "web_url": format!("{WEB}/groups/{}", account.login),
        "name": profile.name.as_deref().unwrap_or(path),
        "path": path,
        "full_path": account.login,
        "description": profile.description.as_deref().unwrap_or_default(),
        "visibility": if profile.is_limited { "internal" } else { "public" },
        "parent_id": null,
        "marked_for_deletion_on": null,
    })
}

/// Paged by key: no total, and the next page by the last id.
fn user_projects(question: &Question, world: &World, name: &str) -> Response {
    let Some(account) = world
        .account(name)
        .filter(|account| !account.is_organisation)
    else {
        return message(StatusCode::NOT_FOUND, "404 User Not Found");
    };
    if question.parameters.get("pagination").map(String::as_str) != Some("keyset")
        || question.parameters.get("order_by").map(String::as_str) != Some("id")
    {
        return json!({ "error": "Keyset pagination is not yet available for this type of request" })
            .to_string()
            .with_status(StatusCode::METHOD_NOT_ALLOWED)
            .into_response();
    }
    let after = question.number("id_after", 0) as u64;
    let size = question.number("per_page", ITEMS).clamp(1, MOST_ITEMS);
    let listed = world.listed(&account.login);
    let mut rows: Vec<&Repository> = listed
        .iter()
        .map(|at| &world.repositories[*at])
        .filter(|repository| repository.id > after || after == 0)
        .collect();
    rows.sort_by_key(|repository| repository.id);
    let more = rows.len() > size;
    rows.truncate(size);
    let shown: Vec<Value> = rows.iter().map(|row| project(world, row, false)).collect();
    let mut response = json(&Value::from(shown));
    if let (true, Some(last)) = (more, rows.last()) {
        let link = format!(
            "<{}>; rel=\"next\"",
            question.with("id_after", &last.id.to_string())
        );
        if let Ok(link) = link.parse() {
            response.headers_mut().insert(header::LINK, link);
        }
    }
    response
}

/// The issues of a project as they are asked for; another value than these is refused.
fn issues(question: &Question, repository: &Repository) -> Result<Vec<Value>, String> {
    let parameter = |name: &str| question.parameters.get(name).map(String::as_str);
    let mut issues = repository.every_issue(false);
    match parameter("state") {
        None | Some("all") => {}
        Some("opened") => issues.retain(|issue| issue.closed.is_none()),
        Some("closed") => issues.retain(|issue| issue.closed.is_some()),
        Some(_) => return Err("state does not have a valid value".to_owned()),
    }
    match parameter("confidential") {
        None => {}
        Some("false") => issues.retain(|issue| !issue.confidential),
        Some("true") => issues.retain(|issue| issue.confidential),
        Some(_) => return Err("confidential is invalid".to_owned()),
    }
    if !matches!(parameter("order_by"), None | Some("created_at")) {
        return Err("order_by does not have a valid value".to_owned());
    }
    issues.sort_by_key(|issue| (issue.at, issue.number));
    match parameter("sort") {
        Some("asc") => {}
        None | Some("desc") => issues.reverse(),
        Some(_) => return Err("sort does not have a valid value".to_owned()),
    }
    let path = repository.path();
    let user = |login: &str| json!({ "username": login, "name": login });
    let rows = issues.into_iter().map(|issue| {
        let assignee = issue.assigned.then(|| user("grace"));
        json!({
            "iid": issue.number,
            "title": issue.title,
            "state": if issue.closed.is_some() { "closed" } else { "opened" },
            "created_at": moment(issue.at),
            "labels": issue.labels,
            "author": user(&issue.author),
            "assignees": assignee.iter().collect::<Vec<_>>(),
            "assignee": assignee,
            "user_notes_count": issue.comments.len(),
            "confidential": issue.confidential,
            "issue_type": "issue",
            "web_url": format!("{WEB}/{path}/-/issues/{}", issue.number),
        })
    });
    Ok(rows.collect())
}

fn of_project(
    question: &Question,
    world: &World,
    repository: &Repository,
    rest: &[&str],
) -> Response {
    let has_code = repository.has_repository && repository.branch().is_some();
    match rest {
        [] => {
            let licence = question.parameters.get("license").map(String::as_str) == Some("true");
            json(&project(world, repository, licence))
        }
        ["issues"] if !repository.has_issues => message(StatusCode::NOT_FOUND, "404 Not Found"),
        ["issues"] => match issues(question, repository) {
            Ok(issues) => question.page(issues, true),
            Err(text) => message(StatusCode::BAD_REQUEST, &text),
        },
        ["repository", ..] if !has_code => {
            message(StatusCode::NOT_FOUND, "404 Repository Not Found")
        }
        ["repository", "tags"] => {
            let tags = repository.tags.iter().map(|tag| {
                json!({
                    "name": tag.name,
                    "commit": { "committed_date": moment(tag.at) },
                    "created_at": null,
                })
            });
            question.page(tags.collect(), true)
        }
        ["repository", "tree"]
            if question
                .parameters
                .get("recursive")
                .is_some_and(|it| it == "true") =>
        {
            question.page(whole_tree(repository), true)
        }
        ["repository", "tree"] => {
            let folder = question.parameters.get("path");
            match tree(repository, folder.map_or("", String::as_str)) {
                Some(entries) => question.page(entries, true),
                None => message(
                    StatusCode::NOT_FOUND,
                    "404 invalid revision or path Not Found",
                ),
            }
        }
        ["repository", "files", path] => match repository.files.get(*path) {
            Some(content) if question.parameters.contains_key("ref") => json(&json!({
                "file_name": path.rsplit('/').next(),
                "file_path": path,
                "size": content.len(),
                "encoding": "base64",
                "content": STANDARD.encode(content),
                "ref": "HEAD",
            })),
            Some(_) => message(StatusCode::BAD_REQUEST, "ref is missing"),
            None => message(StatusCode::NOT_FOUND, "404 File Not Found"),
        },
        ["repository", "commits"] => {
            let since = question.parameters.get("since");
            let since = since.and_then(|since| since.parse::<DateTime<Utc>>().ok());
            let since = since.map_or(i64::MIN, |since| since.timestamp());
            let commits = repository.commits.iter().enumerate();
            let commits =
                commits
                    .filter(|(_, commit)| commit.at >= since)
                    .map(|(number, commit)| {
                        let author = &repository.authors[commit.author as usize];
                        let at = DateTime::from_timestamp(commit.at, 0).unwrap_or_default();
                        let is_merge = repository.merges.contains(&commit.at);
                        json!({
                            "id": format!("{number:040x}"),
                            "author_name": author.name,
                            "author_email": author.email,
                            "authored_date": moment(at),
                            "committed_date": moment(at),
                            "parent_ids": vec![""; if is_merge { 2 } else { 1 }],
                        })
                    });
            question.page(commits.collect(), false)
        }
        _ => message(StatusCode::NOT_FOUND, "404 Not Found"),
    }
}

/// Everything, a folder before what is in it, as git walks through it.
fn whole_tree(repository: &Repository) -> Vec<Value> {
    let mut rows: Vec<Value> = Vec::new();
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    let row = |path: &str, kind: &str, mode: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        json!({ "id": "", "name": name, "type": kind, "path": path, "mode": mode })
    };
    for path in repository.files.keys() {
        for (end, _) in path.match_indices('/') {
            if folders.insert(&path[..end]) {
                rows.push(row(&path[..end], "tree", "040000"));
            }
        }
        let mode = if repository.links.contains(path) {
            "120000"
        } else {
            "100644"
        };
        rows.push(row(path, "blob", mode));
    }
    rows
}

/// What is in a folder, folders first; `None` where there is none.
fn tree(repository: &Repository, folder: &str) -> Option<Vec<Value>> {
    let prefix = match folder {
        "" => String::new(),
        folder => format!("{folder}/"),
    };
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    for path in repository.files.keys() {
        let Some(rest) = path.strip_prefix(&prefix) else {
            continue;
        };
        let (name, kind, mode) = match rest.split_once('/') {
            Some((name, _)) => (name, "tree", "040000"),
            None if repository.links.contains(path) => (rest, "blob", "120000"),
            None => (rest, "blob", "100644"),
        };
        let row = json!({
            "id": "",
            "name": name,
            "type": kind,
            "path": format!("{prefix}{name}"),
            "mode": mode,
        });
        let rows = if kind == "tree" {
            &mut folders
        } else {
            &mut files
        };
        if rows.last() != Some(&row) {
            rows.push(row);
        }
    }
    folders.append(&mut files);
    (!folders.is_empty()).then_some(folders)
}

fn project(world: &World, repository: &Repository, with_licence: bool) -> Value {
    let parent = repository
        .parent
        .and_then(|id| world.by_id(id))
        .map(|at| &world.repositories[at]);
    let mut project = json!({
        "id": repository.id,
        "path_with_namespace": repository.path(),
        "web_url": format!("{WEB}/{}", repository.path()),
        "namespace": {
            "id": world.account_id(&repository.owner),
            "full_path": repository.owner,
        },
        "star_count": repository.counts.0,
        "forks_count": repository.counts.1,
        "open_issues_count": repository.has_issues.then_some(repository.issues.0),
        "visibility": if repository.public { "public" } else { "private" },
        "description": repository.description,
        "updated_at": moment(repository.updated_at),
        "last_activity_at": repository.pushed_at.map(moment),
        "mirror": repository.mirror_url.is_some(),
    });
    if let Some(parent) = parent {
        project["forked_from_project"] = json!({
            "id": parent.id,
            "web_url": format!("{WEB}/{}", parent.path()),
        });
    }
    if with_licence {
        project["license"] = match repository.licence.as_deref() {
            None => Value::Null,
            Some("NOASSERTION") => json!({ "key": "other", "name": "Other" }),
            Some(id) => json!({ "key": id.to_lowercase(), "name": id }),
        };
    }
    project
}

pub(super) fn json(value: &Value) -> Response {
    value
        .to_string()
        .with_content_type("application/json")
        .into_response()
}

pub(super) fn message(status: StatusCode, text: &str) -> Response {
    json!({ "message": text })
        .to_string()
        .with_status(status)
        .with_content_type("application/json")
        .into_response()
}
