//! What a tool takes: a variable of its query, with the bounds that it has here.

use std::ops::RangeInclusive;

use async_graphql::parser::types::{BaseType, Type, VariableDefinition};
use serde_json::{Value, json};

use super::MOST_ENTRIES;
use crate::rest::types::{Kind, Types, name_of};

/// The most values of a list: what is more is no question.
const MOST_VALUES: usize = 20;

/// An argument.
pub(super) struct Argument {
    name: String,
    /// What it is.
    means: &'static str,
    ty: Type,
    /// The values that it takes, where those are a fixed list.
    values: Vec<String>,
    default: Option<Value>,
    /// How many values it takes, of one that is a list.
    listed: Option<RangeInclusive<usize>>,
}

impl Argument {
    /// The argument that becomes a variable; `listed` where it is a list of what the variable is.
    pub(super) fn new(
        variable: &VariableDefinition,
        means: &'static str,
        listed: Option<RangeInclusive<usize>>,
        types: &Types,
    ) -> Self {
        let ty = variable.var_type.node.clone();
        let values = match types.get(name_of(&ty)).map(|known| &known.kind) {
            Some(Kind::Enum(values)) => values.iter().map(|(value, _)| value.clone()).collect(),
            _ => Vec::new(),
        };
        let default = variable.default_value.as_ref();
        let listed = listed.or(match ty.base {
            BaseType::List(_) => Some(0..=MOST_VALUES),
            BaseType::Named(_) => None,
        });
        Self {
            name: variable.name.node.to_string(),
            means,
            values,
            default: default.and_then(|default| default.node.clone().into_json().ok()),
            listed,
            ty,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn is_required(&self) -> bool {
        !self.ty.nullable && self.default.is_none()
    }

    /// Its form, as JSON Schema has it.
    pub(super) fn form(&self) -> Value {
        let mut one = match name_of(&self.ty) {
            "Int" => json!({ "type": "integer", "minimum": 1, "maximum": MOST_ENTRIES }),
            "Boolean" => json!({ "type": "boolean" }),
            "NaiveDate" => json!({ "type": "string", "format": "date" }),
            _ if self.values.is_empty() => json!({ "type": "string" }),
            _ => json!({ "type": "string", "enum": self.values }),
        };
        if let Some(listed) = &self.listed {
            one = json!({
                "type": "array",
                "items": one,
                "minItems": listed.start(),
                "maxItems": listed.end(),
            });
        }
        one["description"] = self.means.into();
        if let Some(default) = &self.default {
            one["default"] = default.clone();
        }
        one
    }

    /// Whether what is given can be asked with.
    ///
    /// # Errors
    /// What it has to be.
    pub(super) fn check(&self, given: Option<&Value>) -> Result<(), String> {
        let wrong = |what: &str| Err(format!("`{}` has to be {what}: {}", self.name, self.means));
        let given = match given {
            None | Some(Value::Null) if self.is_required() => return wrong("given"),
            None | Some(Value::Null) => return Ok(()),
            Some(given) => given,
        };
        let Some(listed) = &self.listed else {
            return self.check_one(given);
        };
        match given {
            Value::Array(values) if listed.contains(&values.len()) => {
                values.iter().try_for_each(|value| self.check_one(value))
            }
            _ => wrong(&format!("a list of {} to {}", listed.start(), listed.end())),
        }
    }

    fn check_one(&self, given: &Value) -> Result<(), String> {
        let (fits, what) = match name_of(&self.ty) {
            "Int" => (
                given
                    .as_i64()
                    .is_some_and(|number| (1..=MOST_ENTRIES).contains(&number)),
                format!("a whole number from 1 to {MOST_ENTRIES}"),
            ),
            "Boolean" => (given.is_boolean(), "true or false".to_owned()),
            "NaiveDate" => (
                given
                    .as_str()
                    .is_some_and(|day| day.parse::<chrono::NaiveDate>().is_ok()),
                "a day, as in 2026-11-28".to_owned(),
            ),
            _ if self.values.is_empty() => (given.is_string(), "a text".to_owned()),
            _ => (
                given
                    .as_str()
                    .is_some_and(|given| self.values.iter().any(|value| value == given)),
                format!("one of {}", self.values.join(", ")),
            ),
        };
        if fits {
            return Ok(());
        }
        Err(format!("`{}` has to be {what}: {}", self.name, self.means))
    }
}
