//! Parameters of lists: the arguments of the schema's field, with the fields of
//! its filter beside them.

use async_graphql::Variables;
use async_graphql::parser::types::{BaseType, Type};
use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::problem::Problem;
use super::types::{Argument, Kind, Types, name_of};

/// The argument by which the next page is asked for, and the one in whose place it comes.
const CURSOR: &str = "after";
const OFFSET: &str = "offset";

/// A parameter.
#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) ty: Type,
    /// The argument of the schema that it is a field of.
    within: Option<String>,
    /// The values that it takes, where those are a fixed list.
    values: Vec<String>,
}

impl Parameter {
    /// The parameters that arguments become. A field of a filter that has the
    /// name of an argument is left to that.
    pub(super) fn of<'a>(
        arguments: &(impl Iterator<Item = &'a Argument> + Clone),
        types: &Types,
    ) -> Vec<Self> {
        let mut parameters = Vec::new();
        for argument in arguments.clone() {
            match types.get(name_of(&argument.ty)).map(|known| &known.kind) {
                Some(Kind::Input(fields)) => {
                    let is_argument =
                        |name: &str| arguments.clone().any(|argument| argument.name == name);
                    parameters.extend(
                        fields
                            .iter()
                            .filter(|field| !is_argument(&field.name))
                            .map(|field| Self::new(field, Some(argument.name.clone()), types)),
                    );
                }
                _ => parameters.push(Self::new(argument, None, types)),
            }
        }
        parameters
    }

    fn new(argument: &Argument, within: Option<String>, types: &Types) -> Self {
        let values = match types.get(name_of(&argument.ty)).map(|known| &known.kind) {
            Some(Kind::Enum(values)) => values.iter().map(|(value, _)| value.clone()).collect(),
            _ => Vec::new(),
        };
        Self {
            name: argument.name.clone(),
            description: argument.description.clone(),
            ty: argument.ty.clone(),
            within,
            values,
        }
    }

    /// Whether it may be given several times.
    pub(super) fn is_list(&self) -> bool {
        matches!(self.ty.base, BaseType::List(_))
    }

    /// Reads one value.
    fn read(&self, text: &str) -> Result<Value, Problem> {
        let wrong =
            |expected: &str| Problem::bad_request(format!("`{}` has to be {expected}", self.name));
        match name_of(&self.ty) {
            "Int" => text
                .parse::<i32>()
                .map(Value::from)
                .map_err(|_| wrong("a whole number")),
            "Boolean" => text
                .parse::<bool>()
                .map(Value::from)
                .map_err(|_| wrong("`true` or `false`")),
            "NaiveDate" => text
                .parse::<NaiveDate>()
                .map(|day| day.to_string().into())
                .map_err(|_| wrong("a day, as 2026-11-28")),
            _ if self.values.is_empty() => Ok(text.into()),
            _ if self.values.iter().any(|value| value == text) => Ok(text.into()),
            _ => Err(wrong(&format!("one of: {}", self.values.join(", ")))),
        }
    }
}

/// The variables that the query of an address gives.
///
/// # Errors
/// For a parameter that there is not, a value that it does not take, and one
/// value too many: a filter that is misspelled must not find everything.
pub(super) fn variables(parameters: &[Parameter], query: &str) -> Result<Variables, Problem> {
    let mut variables = Map::new();
    for (name, text) in form_urlencoded::parse(query.as_bytes()) {
        let Some(parameter) = parameters.iter().find(|known| known.name == name) else {
            let known: Vec<&str> = parameters.iter().map(|known| known.name.as_str()).collect();
            let shown: String = name.chars().take(60).collect();
            return Err(Problem::bad_request(if known.is_empty() {
                format!("unknown parameter `{shown}`: this address takes none")
            } else {
                format!("unknown parameter `{shown}`; use {}", known.join(", "))
            }));
        };
        let value = parameter.read(&text)?;
        let target = match &parameter.within {
            None => &mut variables,
            Some(argument) => {
                let inner = variables
                    .entry(argument.clone())
                    .or_insert_with(|| json!({}));
                match inner {
                    Value::Object(fields) => fields,
                    // What is put in above is an object.
                    _ => continue,
                }
            }
        };
        if parameter.is_list() {
            let values = target
                .entry(parameter.name.clone())
                .or_insert_with(|| json!([]));
            if let Value::Array(values) = values {
                values.push(value);
            }
        } else if target.insert(parameter.name.clone(), value).is_some() {
            return Err(Problem::bad_request(format!(
                "`{}` may be given only once",
                parameter.name
            )));
        }
    }
    Ok(Variables::from_json(variables.into()))
}

/// The address of the page after `cursor`.
pub(super) fn with_cursor(address: &str, query: &str, cursor: &str) -> String {
    let others = form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name != CURSOR && name != OFFSET);
    let mut next = form_urlencoded::Serializer::new(String::new());
    let next = next.extend_pairs(others).append_pair(CURSOR, cursor);
    format!("{address}?{}", next.finish())
}
