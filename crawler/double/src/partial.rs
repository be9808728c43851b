//! Answers of which a part failed: GraphQL gives null in its place, and says so
//! beside the data. REST gives null for a row that it could not make.

use serde_json::{Value, json};

use crate::fault::Fault;

/// What GitHub and GitLab say of a field that took too long.
pub(crate) const WENT_WRONG: &str = "Something went wrong while executing your query.";

/// Takes the parts away that `fault` says have failed.
pub(crate) fn spoil(fault: Option<&Fault>, answer: &mut Value) {
    match fault {
        Some(Fault::Null(path, fields)) => {
            let mut errors = Vec::new();
            for field in fields {
                let names: Vec<&str> = field.split('.').filter(|name| !name.is_empty()).collect();
                if let Some(data) = answer.get_mut("data") {
                    spoil_field(data, path, &names, &mut Vec::new(), &mut errors);
                } else {
                    spoil_field(answer, path, &names, &mut Vec::new(), &mut errors);
                }
            }
            if !errors.is_empty() && answer.is_object() {
                answer["errors"] = Value::from(errors);
            }
        }
        Some(Fault::Lost(path)) => {
            spoil_field(answer, path, &[], &mut Vec::new(), &mut Vec::new());
        }
        Some(Fault::Omitted(path)) => omit(answer, path),
        Some(Fault::Beside(message)) => answer["errors"] = json!([{ "message": message }]),
        _ => {}
    }
}

/// Whether this is the repository at `path`, as any of the forges writes it.
fn is_at(value: &Value, path: &str) -> bool {
    ["url", "webUrl", "full_name"].iter().any(|key| {
        let text = value.get(key).and_then(Value::as_str);
        text.is_some_and(|text| text == path || text.ends_with(&format!("/{path}")))
    })
}

/// Takes the repository at `path` out of the lists that it is in.
fn omit(value: &mut Value, path: &str) {
    match value {
        Value::Array(items) => {
            items.retain(|item| !is_at(item, path));
            items.iter_mut().for_each(|item| omit(item, path));
        }
        Value::Object(fields) => fields.values_mut().for_each(|field| omit(field, path)),
        _ => {}
    }
}

fn spoil_field(
    value: &mut Value,
    path: &str,
    names: &[&str],
    place: &mut Vec<Value>,
    errors: &mut Vec<Value>,
) {
    if is_at(value, path) {
        if let Some(field) = field_of(value, names, place) {
            *field = Value::Null;
            errors.push(json!({ "message": WENT_WRONG, "path": place }));
        }
        return;
    }
    let below: Vec<(Value, &mut Value)> = match value {
        Value::Array(items) => items
            .iter_mut()
            .enumerate()
            .map(|(at, item)| (json!(at), item))
            .collect(),
        Value::Object(fields) => fields
            .iter_mut()
            .map(|(name, field)| (json!(name), field))
            .collect(),
        _ => Vec::new(),
    };
    for (name, value) in below {
        let depth = place.len();
        place.push(name);
        spoil_field(value, path, names, place, errors);
        place.truncate(depth);
    }
}

/// The field that these names lead to, if it is there.
fn field_of<'a>(
    value: &'a mut Value,
    names: &[&str],
    place: &mut Vec<Value>,
) -> Option<&'a mut Value> {
    let Some((name, rest)) = names.split_first() else {
        return Some(value);
    };
    place.push(json!(name));
    field_of(value.get_mut(name)?, rest, place)
}
