//! Holds answers to an OpenAPI document.

use chrono::DateTime;
use serde_json::Value;

/// Panics where the answer to GET of `path` with this status is not as described. `document`
/// knows the path without the address of its server.
pub(crate) fn check(document: &Value, path: &str, status: u16, body: &Value) {
    let paths = document["paths"].as_object().unwrap();
    let fits = |template: &str| {
        let (template, path) = (template.split('/'), path.split('/'));
        template.clone().count() == path.clone().count()
            && template
                .zip(path)
                .all(|(part, given)| part == given || part.starts_with('{'))
    };
    let (_, described) = paths
        .iter()
        .find(|(template, _)| fits(template))
        .unwrap_or_else(|| panic!("{path} is not described"));
    let response = &described["get"]["responses"][status.to_string()];
    assert!(response.is_object(), "{path}: {status} is not described");
    let content = response["content"].as_object().unwrap();
    let schema = &content.values().next().unwrap()["schema"];
    value(document, schema, body, path);
}

fn value(document: &Value, schema: &Value, given: &Value, at: &str) {
    if let Some(reference) = schema["$ref"].as_str() {
        let pointer = reference.trim_start_matches('#');
        let schema = document.pointer(pointer);
        return value(document, schema.unwrap(), given, at);
    }
    let kind = match given {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let is_kind = |name: &Value| name == kind || (name == "number" && kind == "integer");
    match &schema["type"] {
        Value::Array(kinds) => assert!(kinds.iter().any(is_kind), "{at}: {given}"),
        Value::Null => {}
        name => assert!(is_kind(name), "{at}: {given} is no {name}"),
    }
    match given {
        Value::Object(fields) => {
            for name in schema["required"].as_array().into_iter().flatten() {
                assert!(fields.contains_key(name.as_str().unwrap()), "{at}: {name}");
            }
            for (name, field) in fields {
                let at = format!("{at} {name}");
                match (&schema["properties"][name], &schema["additionalProperties"]) {
                    (Value::Null, Value::Null | Value::Bool(true)) => {}
                    (Value::Null, Value::Bool(false)) => panic!("{at} is not described"),
                    (Value::Null, others) => value(document, others, field, &at),
                    (described, _) => value(document, described, field, &at),
                }
            }
        }
        Value::Array(items) => {
            let least = schema["minItems"].as_u64().unwrap_or(0);
            let limit = schema["maxItems"].as_u64().unwrap_or(u64::MAX);
            assert!((least..=limit).contains(&(items.len() as u64)), "{at}");
            for item in items {
                value(document, &schema["items"], item, at);
            }
        }
        Value::String(text) => {
            let fits = match schema["format"].as_str() {
                Some("date-time") => DateTime::parse_from_rfc3339(text).is_ok(),
                Some("uuid") => text.parse::<bronwijzer_index::Uuid>().is_ok(),
                Some("uri") => text.parse::<url::Url>().is_ok(),
                Some("email") => text.contains('@'),
                _ => true,
            };
            assert!(fits, "{at}: {text}");
            let limit = schema["maxLength"].as_u64().unwrap_or(u64::MAX);
            assert!(text.chars().count() as u64 <= limit, "{at}");
        }
        _ => {}
    }
}
