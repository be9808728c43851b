//! Partial responses: which parts of an observation the errors beside the data are about.

use serde_json::{Map, Value};

use crate::forge::graphql_response::GraphQlResponse;
use crate::observation::Unread;

/// The fields of a project, and the parts of an observation that each is of.
const FIELDS: &[(&str, &[Unread])] = &[
    ("description", &[Unread::Description]),
    ("topics", &[Unread::Topics]),
    ("createdAt", &[Unread::CreatedAt]),
    ("updatedAt", &[Unread::UpdatedAt]),
    ("lastActivityAt", &[Unread::PushedAt]),
    ("archived", &[Unread::Archived]),
    ("starCount", &[Unread::Stars]),
    ("forksCount", &[Unread::Forks]),
    ("openIssuesCount", &[Unread::Issues]),
    ("issueStatusCounts", &[Unread::Issues]),
    ("openMergeRequestsCount", &[Unread::PullRequests]),
    ("mergeRequests", &[Unread::PullRequests]),
    ("languages", &[Unread::Languages]),
    ("releases", &[Unread::Releases]),
    (
        "repository",
        &[
            Unread::DefaultBranch,
            Unread::Empty,
            Unread::Files,
            Unread::Texts,
        ],
    ),
];

/// The fields of its repository. A newest commit and texts that failed are read by
/// REST; which texts there are is told by the folders.
const REPOSITORY_FIELDS: &[(&str, &[Unread])] = &[
    ("rootRef", &[Unread::DefaultBranch]),
    ("empty", &[Unread::Empty]),
    ("root", &[Unread::Files, Unread::Texts]),
    ("dotGitlab", &[Unread::Files, Unread::Texts]),
    ("dotGithub", &[Unread::Files, Unread::Texts]),
    ("docs", &[Unread::Files, Unread::Texts]),
    ("src", &[Unread::Files, Unread::Texts]),
    ("licenses", &[Unread::Files, Unread::Texts]),
];

/// The parts of the project at `place` that failed, each with what GitLab said.
/// A field that failed is null, which says nothing of its value.
pub(super) fn failed(
    answer: &GraphQlResponse,
    place: &[Value],
    project: &Value,
) -> Vec<(Unread, String)> {
    let none = Map::new();
    let object = project.as_object().unwrap_or(&none);
    let repository = object.get("repository").and_then(Value::as_object);
    let mut failed: Vec<(Unread, String)> = Vec::new();
    for (field, why) in answer.failed_fields(place, object) {
        let parts = match (field.as_slice(), repository) {
            ([name, below, rest @ ..], Some(repository)) if name == "repository" => {
                // What failed below took the whole folder along.
                let is_newest = rest.first().is_some_and(|name| name == "lastCommit");
                let is_there = repository.get(below).is_some_and(|value| !value.is_null());
                if is_newest && is_there {
                    &[]
                } else {
                    parts_of(REPOSITORY_FIELDS, below)
                }
            }
            ([name, ..], _) => parts_of(FIELDS, name),
            ([], _) => &[],
        };
        failed.extend(parts.iter().map(|part| (*part, why.clone())));
    }
    // An error that names no field may be of any that is null there too.
    if let (Some(error), Some(repository)) = (answer.error_anywhere(), repository) {
        for (name, parts) in REPOSITORY_FIELDS {
            if repository.get(*name).is_some_and(Value::is_null) {
                failed.extend(parts.iter().map(|part| (*part, error.message.clone())));
            }
        }
    }
    failed
}

fn parts_of(fields: &[(&str, &'static [Unread])], name: &str) -> &'static [Unread] {
    let field = fields.iter().find(|(field, _)| *field == name);
    field.map_or(&[], |(_, parts)| parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_failed_field_maps_to_its_parts() {
        let cases: &[(&[&str], &[Unread])] = &[
            (&["languages"], &[Unread::Languages]),
            (&["releases", "nodes"], &[Unread::Releases]),
            (&["repository", "rootRef"], &[Unread::DefaultBranch]),
            (
                &["repository", "root", "blobs"],
                &[Unread::Files, Unread::Texts],
            ),
            (&["repository", "root", "lastCommit"], &[]),
            (&["repository", "texts"], &[]),
            (&["openIssuesCount"], &[Unread::Issues]),
        ];
        let project = json!({ "repository": { "root": { "lastCommit": null } } });
        let place = [json!("projects"), json!("nodes"), json!(0)];
        for (path, expected) in cases {
            let path: Vec<Value> = place
                .iter()
                .cloned()
                .chain(path.iter().map(|name| json!(name)))
                .collect();
            let answer = GraphQlResponse {
                data: Map::new(),
                errors: serde_json::from_value(json!([{ "message": "m", "path": path }])).unwrap(),
            };
            let parts: Vec<Unread> = failed(&answer, &place, &project)
                .into_iter()
                .map(|(part, _)| part)
                .collect();
            assert_eq!(parts, *expected, "{path:?}");
        }
    }
}
