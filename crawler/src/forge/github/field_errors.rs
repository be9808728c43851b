//! Partial responses: which parts of an observation the errors beside the data are about.

use serde_json::{Map, Value};

use crate::forge::graphql_response::GraphQlResponse;
use crate::observation::Unread;

/// The fields of the answer, and the part of an observation that each is of.
/// Below the default branch there are the commits; see [`failed`].
const FIELDS: &[(&str, Unread)] = &[
    ("description", Unread::Description),
    ("homepageUrl", Unread::Homepage),
    ("pushedAt", Unread::PushedAt),
    ("archivedAt", Unread::Archived),
    ("mirrorUrl", Unread::Origin),
    ("parent", Unread::Origin),
    ("watchers", Unread::Watchers),
    ("openIssues", Unread::Issues),
    ("closedIssues", Unread::Issues),
    ("openPullRequests", Unread::PullRequests),
    ("closedPullRequests", Unread::PullRequests),
    ("licenseInfo", Unread::Licence),
    ("isSecurityPolicyEnabled", Unread::SecurityPolicy),
    ("contributingGuidelines", Unread::ContributingGuidelines),
    ("codeOfConduct", Unread::CodeOfConduct),
    ("languages", Unread::Languages),
    ("repositoryTopics", Unread::Topics),
    ("releases", Unread::Releases),
    ("tags", Unread::Tags),
];

/// The folders that are listed.
const FOLDERS: &[&str] = &["root", "dotGithub", "docs", "src", "spec", "licenses"];

/// Lists of which a null entry is a lost one.
const LISTS: &[(&str, &str)] = &[
    ("languages", "/languages/edges"),
    ("repositoryTopics", "/repositoryTopics/nodes"),
    ("releases", "/releases/nodes"),
    ("tags", "/tags/nodes"),
    ("defaultBranchRef", "/defaultBranchRef/target/history/nodes"),
];

/// The parts of the repository at `place` that failed, each with what GitHub
/// said. A field that failed is null, which says nothing of its value.
pub(super) fn failed(
    answer: &GraphQlResponse,
    place: &[Value],
    repository: &Value,
) -> Vec<(Unread, String)> {
    let none = Map::new();
    let object = repository.as_object().unwrap_or(&none);
    let mut failed: Vec<(Unread, String)> = Vec::new();
    for (field, why) in answer.failed_fields(place, object) {
        let Some((name, below)) = field.split_first() else {
            continue;
        };
        match name.as_str() {
            "defaultBranchRef" => {
                if below.is_empty() || object.get(name).is_none_or(Value::is_null) {
                    failed.push((Unread::DefaultBranch, why.clone()));
                }
                failed.push((Unread::Commits, why));
            }
            name => failed.extend(parts_of(name).iter().map(|part| (*part, why.clone()))),
        }
    }
    for (name, list) in LISTS {
        let entries = repository.pointer(list).and_then(Value::as_array);
        if entries.is_some_and(|entries| entries.iter().any(Value::is_null)) {
            let part = parts_of(name).first().copied().unwrap_or(Unread::Commits);
            failed.push((part, "the forge left entries of a list out".to_owned()));
        }
    }
    failed
}

/// The parts that a field is of. Which texts there are is told by the folders; a
/// text that failed is asked for again by its path.
fn parts_of(name: &str) -> &'static [Unread] {
    if FOLDERS.contains(&name) {
        return &[Unread::Files, Unread::Texts];
    }
    let field = FIELDS.iter().find(|(field, _)| *field == name);
    field.map_or(&[], |(_, part)| std::slice::from_ref(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_failed_field_maps_to_a_part() {
        let cases: &[(&[&str], &[Unread])] = &[
            (
                &["defaultBranchRef"],
                &[Unread::DefaultBranch, Unread::Commits],
            ),
            (&["defaultBranchRef", "target"], &[Unread::Commits]),
            (
                &["defaultBranchRef", "target", "history"],
                &[Unread::Commits],
            ),
            (&["root"], &[Unread::Files, Unread::Texts]),
            (&["docs", "entries"], &[Unread::Files, Unread::Texts]),
            (&["languages"], &[Unread::Languages]),
            (&["releases", "nodes"], &[Unread::Releases]),
            (&["tags"], &[Unread::Tags]),
            (&["openIssues"], &[Unread::Issues]),
            (&["repositoryTopics"], &[Unread::Topics]),
            (&["licenseInfo"], &[Unread::Licence]),
            (&["isSecurityPolicyEnabled"], &[Unread::SecurityPolicy]),
            (
                &["contributingGuidelines"],
                &[Unread::ContributingGuidelines],
            ),
            (&["codeOfConduct", "key"], &[Unread::CodeOfConduct]),
            (&["text1"], &[]),
        ];
        for (path, expected) in cases {
            let place = [json!("nodes"), json!(4)];
            let path: Vec<Value> = place
                .iter()
                .cloned()
                .chain(path.iter().map(|name| json!(name)))
                .collect();
            let answer = GraphQlResponse {
                data: Map::new(),
                errors: serde_json::from_value(json!([{ "message": "m", "path": path }])).unwrap(),
            };
            let repository = json!({ "defaultBranchRef": if path.len() > 3 {
                json!({ "target": null })
            } else {
                Value::Null
            } });
            let parts: Vec<Unread> = failed(&answer, &place, &repository)
                .into_iter()
                .map(|(part, _)| part)
                .collect();
            assert_eq!(parts, *expected, "{path:?}");
            assert!(failed(&answer, &[json!("nodes"), json!(3)], &repository).is_empty());
        }
    }

    #[test]
    fn null_list_entry_marks_its_part_unread() {
        let answer = GraphQlResponse {
            data: Map::new(),
            errors: Vec::new(),
        };
        let repository = json!({
            "tags": { "totalCount": 2, "nodes": [null, { "name": "v1" }] },
            "languages": { "edges": [] },
            "releases": null,
        });
        let parts = failed(&answer, &[], &repository);
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].0, Unread::Tags);
    }
}
