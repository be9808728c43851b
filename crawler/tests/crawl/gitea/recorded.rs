//! What a real Forgejo was recorded to say, where it is on this machine.

use std::collections::BTreeSet;
use std::path::Path;

use bronwijzer_double::gitea::{Gitea, Settings};
use bronwijzer_double::world::{Release, Repository, World};
use serde_json::Value;

use crate::support::{TOKEN, now, shared};

/// The body of a recorded answer: what follows the headers.
fn body(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    let (_, body) = text.split_once("\n\n").unwrap();
    serde_json::from_str(body).unwrap()
}

async fn ask(gitea: &Gitea, path: &str) -> Value {
    let url = format!("{}/api/v1/{path}", gitea.address());
    let request = reqwest::Client::new().get(url);
    // What is asked by id wants a token.
    let request = request.header("authorization", format!("token {TOKEN}"));
    let text = request.send().await.unwrap().text().await.unwrap();
    serde_json::from_str(&text).unwrap()
}

fn world() -> World {
    let mut repository = Repository::new(1, "minvws", "rocky", now());
    repository.releases = vec![Release {
        name: "v1".to_owned(),
        at: now(),
        ..Release::default()
    }];
    World::with_organisations(&["minvws"]).with(repository)
}

#[tokio::test]
async fn stand_in_reports_limits_like_the_real_forge() {
    let path = "forge-recorded/recorded-gitea-mock-2026/forgejo_GET_api_v1_settings_api.txt";
    let Some(path) = shared(path) else { return };
    let settings = Settings {
        max_response_items: 3,
        ..Settings::default()
    };
    let gitea = Gitea::start_as(settings, world(), Some(TOKEN)).await;
    let mut expected = body(&path);
    // The stand-in keeps its own default, which is not asked of it.
    let said = ask(&gitea, "settings/api").await;
    expected["default_paging_num"] = said["default_paging_num"].clone();
    assert_eq!(said, expected);
}

/// Every field of the stand-in's answers is one that the descriptions of the
/// real ones have, of the same type.
#[tokio::test]
async fn stand_in_fields_match_recorded_responses() {
    let descriptions = [
        ("forgejo-crawler-cut.swagger.json", false),
        ("gitea-1.26dev-fork-crawler-cut.swagger.json", true),
    ];
    for (file, tells_licences) in descriptions {
        let Some(path) = shared(&format!("forge-recorded/descriptions/{file}")) else {
            return;
        };
        let text = std::fs::read_to_string(path).unwrap();
        let description: Value = serde_json::from_str(&text).unwrap();
        let settings = Settings {
            tells_licences,
            ..Settings::default()
        };
        let gitea = Gitea::start_as(settings, world(), Some(TOKEN)).await;
        let cases = [
            ("repositories/1", "Repository"),
            ("users/minvws/repos", "Repository"),
            ("repos/minvws/rocky/commits", "Commit"),
            ("repos/minvws/rocky/releases", "Release"),
            ("repos/minvws/rocky/tags", "Tag"),
            ("repos/minvws/rocky/git/trees/HEAD", "GitTreeResponse"),
            ("repos/minvws/rocky/contents", "ContentsResponse"),
            ("repos/minvws/rocky/contents/README.md", "ContentsResponse"),
        ];
        for (path, definition) in cases {
            let mut said = ask(&gitea, path).await;
            if let Some(first) = said.as_array().and_then(|all| all.first()) {
                said = first.clone();
            }
            check(&description, definition, &said, &format!("{file} {path}"));
        }
    }
}

/// Checks an object against a definition, and what is in it.
fn check(description: &Value, definition: &str, said: &Value, place: &str) {
    let properties = &description["definitions"][definition]["properties"];
    let known: BTreeSet<&String> = properties.as_object().unwrap().keys().collect();
    for (field, value) in said.as_object().unwrap() {
        assert!(
            known.contains(field),
            "{place}: {definition} has no {field}"
        );
        let property = &properties[field];
        let place = format!("{place}.{field}");
        if let Some(name) = property["$ref"].as_str() {
            let name = name.rsplit('/').next().unwrap();
            if value.is_object() {
                check(description, name, value, &place);
            }
            continue;
        }
        let fits = match property["type"].as_str().unwrap_or_default() {
            "string" => value.is_string() || value.is_null(),
            "integer" => value.is_i64() || value.is_u64(),
            "boolean" => value.is_boolean(),
            "array" => value.is_array() || value.is_null(),
            _ => true,
        };
        assert!(fits, "{place}: {value}");
    }
}
