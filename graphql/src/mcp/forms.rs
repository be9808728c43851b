//! The JSON Schemas of what a tool takes and answers.

use async_graphql::parser::types::SelectionSet;
use serde_json::{Map, Value, json};

use super::argument::Argument;
use crate::rest::openapi;
use crate::rest::types::Types;

/// What a tool takes.
pub(super) fn input(arguments: &[Argument]) -> Value {
    let required = arguments.iter().filter(|argument| argument.is_required());
    let required: Vec<&str> = required.map(Argument::name).collect();
    let properties = arguments
        .iter()
        .map(|argument| (argument.name().to_owned(), argument.form()));
    let properties: Map<String, Value> = properties.collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// What a tool answers: what its query selects, once or in a list, and what is told beside it.
pub(super) fn output(selection: &SelectionSet, is_list: bool, types: &Types) -> Value {
    let mut enums = Map::new();
    let mut form = openapi::object(selection, "Query", types, &mut enums);
    if is_list {
        form = json!({
            "type": "object",
            "required": ["compared"],
            "properties": { "compared": { "type": "array", "items": form } },
        });
    }
    form["$defs"] = Value::Object(enums);
    adapt(&mut form);
    form["properties"]["shortened"] = json!({
        "type": "boolean",
        "description": "Whether long texts or lists were shortened; the page has the whole.",
    });
    form["properties"]["page"] = page();
    form
}

/// Has references lead within the form itself, and says what a `page` is. What else there is
/// speaks for itself: an assistant reads all of this before it begins.
fn adapt(form: &mut Value) {
    match form {
        Value::Object(fields) => {
            if fields.get("description").is_some_and(Value::is_string) {
                fields.remove("description");
            }
            if let Some(Value::String(reference)) = fields.get_mut("$ref") {
                *reference = reference.replace("#/components/schemas/", "#/$defs/");
            }
            fields.values_mut().for_each(adapt);
            if let Some(Value::Object(properties)) = fields.get_mut("properties")
                && let Some(form) = properties.get_mut("page")
            {
                *form = page();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(adapt),
        _ => {}
    }
}

fn page() -> Value {
    json!({
        "type": ["string", "null"],
        "description": "Its page in the catalogue, to cite; null where the site's address is not known.",
    })
}
