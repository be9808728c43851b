//! GraphQL response: data and errors side by side, as a forge gives them.

use serde::Deserialize;
use serde_json::{Map, Value};

/// A response: the data that could be resolved, and the errors.
#[derive(Debug)]
pub(super) struct GraphQlResponse {
    pub(super) data: Map<String, Value>,
    pub(super) errors: Vec<GraphQlError>,
}

impl GraphQlResponse {
    /// The first error about the field at `path` of the answer or below it.
    pub(super) fn error_at(&self, path: &[Value]) -> Option<&GraphQlError> {
        self.errors.iter().find(|error| error.is_below(path))
    }

    /// The first error that names no field: it may be of any.
    pub(super) fn error_anywhere(&self) -> Option<&GraphQlError> {
        self.errors.iter().find(|error| error.path.is_empty())
    }

    /// The fields that failed of the object at `path`, each with what the forge
    /// said: from the field on, the names in the error's path. An error that
    /// names no field may be of any that is null.
    pub(super) fn failed_fields(
        &self,
        path: &[Value],
        object: &Map<String, Value>,
    ) -> Vec<(Vec<String>, String)> {
        let mut failed = Vec::new();
        for error in &self.errors {
            if error.path.is_empty() {
                let nulls = object.iter().filter(|(_, value)| value.is_null());
                failed.extend(nulls.map(|(key, _)| (vec![key.clone()], error.message.clone())));
            } else if error.is_below(path) {
                let rest = error.path[path.len()..].iter();
                let field: Vec<String> = rest
                    .filter_map(|name| name.as_str().map(str::to_owned))
                    .collect();
                if !field.is_empty() {
                    failed.push((field, error.message.clone()));
                }
            }
        }
        failed
    }
}

/// How much is repeated of what a forge says of a refusal, in characters.
const LONGEST_WORDS: usize = 500;

/// A forge's own words, of bounded length and on one line: they go into reports and logs.
pub(super) fn words(said: &str) -> String {
    let start = said.chars().take(LONGEST_WORDS);
    let plain = start.map(|c| if c.is_control() { ' ' } else { c });
    plain.collect()
}

/// One entry of `errors`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct GraphQlError {
    #[serde(default, rename = "type")]
    pub(super) kind: Option<String>,
    #[serde(default)]
    pub(super) path: Vec<Value>,
    #[serde(default, deserialize_with = "bounded")]
    pub(super) message: String,
    #[serde(default)]
    pub(super) extensions: Option<Map<String, Value>>,
}

fn bounded<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    String::deserialize(deserializer).map(|said| words(&said))
}

impl GraphQlError {
    pub(super) fn is_not_found(&self) -> bool {
        self.kind.as_deref() == Some("NOT_FOUND")
    }

    /// Whether it is of the question itself, which no other time answers: it has
    /// a type, or the code of a check of the document.
    pub(super) fn is_about_the_question(&self) -> bool {
        let extensions = self.extensions.as_ref();
        self.kind.is_some() || extensions.is_some_and(|given| given.contains_key("code"))
    }

    fn is_below(&self, path: &[Value]) -> bool {
        self.path.len() >= path.len() && self.path[..path.len()] == *path
    }
}

/// The forge's own words about a refusal, or its status where it sent a page.
pub(super) fn message_of(status: u16, body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Message {
        message: String,
    }
    match serde_json::from_slice::<Message>(body) {
        Ok(Message { message }) => format!("HTTP {status}: {}", words(&message)),
        Err(_) => format!("HTTP {status}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_of_a_forge_are_short_and_on_one_line() {
        let said = format!("no\n{}", "é".repeat(1_000_000));
        let error: GraphQlError = serde_json::from_value(json!({ "message": said })).unwrap();
        let body = json!({ "message": said }).to_string();
        for words in [error.message, message_of(403, body.as_bytes())] {
            assert!(words.chars().count() < LONGEST_WORDS + 20, "{words}");
            assert!(!words.contains('\n') && words.contains("no é"), "{words}");
        }
    }

    #[test]
    fn error_without_path_may_concern_any_null() {
        let errors = json!([
            { "message": "a time-out", "path": ["nodes", 1, "tags", "nodes", 0] },
            { "message": "of another", "path": ["nodes", 0, "tags"] },
            { "message": "anywhere" },
        ]);
        let answer = GraphQlResponse {
            data: Map::new(),
            errors: serde_json::from_value(errors).unwrap(),
        };
        let object = json!({ "tags": { "nodes": [null] }, "languages": null, "id": "1" });
        let failed = answer.failed_fields(&[json!("nodes"), json!(1)], object.as_object().unwrap());
        let names: Vec<String> = failed.iter().map(|(field, _)| field.join(".")).collect();
        assert_eq!(names, ["tags.nodes", "languages"]);
        assert_eq!(failed[0].1, "a time-out");
    }
}
