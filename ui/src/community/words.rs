//! Names of fields, values and states, in the language of the page.

use super::answer::{Member, Statement};
use crate::texts::Texts;

/// The key of the text that names a value of a field, both by their keys.
pub(crate) fn option_key(field: &str, value: &str) -> String {
    let value = value.to_lowercase().replace('_', "-");
    format!("option-{field}-{value}")
}

/// The name of a value of a field; the value itself where it has none.
pub(crate) fn option(field: &str, value: &str, texts: Texts) -> String {
    let found = texts.find(&option_key(field, value));
    found.unwrap_or_else(|| value.to_owned())
}

/// Names of values, as in `Nieuwe code, Vertalen`.
pub(crate) fn options(statement: &Statement, field: &str, texts: Texts) -> String {
    let values = statement.values(field).iter();
    let values: Vec<String> = values.map(|value| option(field, value, texts)).collect();
    values.join(", ")
}

/// Who it is, also after they left.
pub(crate) fn name(member: Option<&Member>, texts: Texts) -> String {
    member.map_or_else(|| texts.get("former-member"), |one| one.name.clone())
}
