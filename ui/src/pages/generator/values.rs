//! What somebody filled in, and the publiccode.yml that it makes.

use std::collections::BTreeMap;

use bronwijzer_graphql::yaml;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::fields::{Field, Input, fields};

/// The version of the standard that the file is written by.
const VERSION: &str = "0.7";

/// What was filled in, by the name of the field. A field with nothing in it is not here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Values(BTreeMap<&'static str, Vec<String>>);

impl Values {
    /// Reads a form as browsers send it.
    pub(super) fn read(form: &[u8]) -> Self {
        let mut values = Self::default();
        for (name, value) in form_urlencoded::parse(form) {
            if let Some(field) = fields().find(|field| field.path == name) {
                values.add(field, &value);
            }
        }
        values
    }

    /// Adds a value to a field, as it would be written in the form.
    fn add(&mut self, field: &'static Field, value: &str) {
        let lines: Vec<String> = match field.input {
            Input::Items => value.lines().map(one_line).collect(),
            Input::Text => vec![clean(value)],
            _ => vec![one_line(value)],
        };
        let entry = self.0.entry(field.path).or_default();
        for line in lines {
            let fits = !line.is_empty() && (field.is_list() || entry.is_empty());
            if fits && !entry.contains(&line) {
                entry.push(line);
            }
        }
        if entry.is_empty() {
            self.0.remove(field.path);
        }
    }

    /// Fills a field with a value, or a list with several; one that the form does not have is left out.
    pub(super) fn fill<T: AsRef<str>>(&mut self, path: &str, values: impl IntoIterator<Item = T>) {
        if let Some(field) = fields().find(|field| field.path == path) {
            for value in values {
                self.add(field, value.as_ref());
            }
        }
    }

    /// Puts a value in the place of what a field holds.
    pub(super) fn replace(&mut self, path: &'static str, value: &str) {
        self.0.remove(path);
        self.fill(path, [value]);
    }

    /// What a publiccode.yml says of the fields of the form, and the keys of it that the form does not
    /// have. Nothing of what is no YAML.
    pub(super) fn of_file(text: &str) -> (Self, Vec<String>) {
        let mut values = Self::default();
        let mut others = Vec::new();
        let file: Value = yaml::read(text).unwrap_or_default();
        let mut rest = vec![(String::new(), &file)];
        while let Some((path, value)) = rest.pop() {
            let under = |key: &str| match path.as_str() {
                "" => key.to_owned(),
                path => format!("{path}.{key}"),
            };
            let field = fields().find(|field| field.path == path);
            match (field, value) {
                (_, Value::Null) => {}
                (Some(_), Value::Array(items)) => {
                    values.fill(&path, items.iter().map(plain));
                }
                (Some(_), _) => values.fill(&path, [plain(value)]),
                (None, Value::Object(entries)) => {
                    let entries = entries.iter().rev();
                    rest.extend(entries.map(|(key, value)| (under(key), value)));
                }
                (None, Value::Array(items)) => {
                    let items = items.iter().enumerate().rev();
                    rest.extend(items.map(|(index, item)| (format!("{path}[{index}]"), item)));
                }
                (None, _) if path == "publiccodeYmlVersion" => {}
                (None, _) => others.push(path),
            }
        }
        (values, others)
    }

    /// What a field holds.
    pub(super) fn of(&self, path: &str) -> &[String] {
        self.0.get(path).map_or(&[], Vec::as_slice)
    }

    /// The only value of a field.
    pub(super) fn one(&self, path: &str) -> Option<&str> {
        self.of(path).first().map(String::as_str)
    }

    /// The file. Every text that looks like something else to YAML is quoted.
    pub(super) fn to_yaml(&self) -> Result<String, serde_saphyr::SerializeError> {
        let mut root = Map::new();
        root.insert("publiccodeYmlVersion".to_owned(), VERSION.into());
        let mut root = Value::Object(root);
        for field in fields() {
            let values = self.of(field.path);
            let Some(first) = values.first() else {
                continue;
            };
            let value = match field.input {
                _ if field.is_list() => values.to_vec().into(),
                // What is neither stays as it is written, for the check to find.
                Input::Truth => match first.parse::<bool>() {
                    Ok(truth) => truth.into(),
                    Err(_) => first.clone().into(),
                },
                _ => first.clone().into(),
            };
            insert(&mut root, field.path, value);
        }
        serde_saphyr::to_string(&root)
    }
}

/// For the fuzzer: any bytes as a file that the form begins with. What the form writes of it, it
/// reads as the same.
#[cfg(any(test, fuzzing))]
pub(crate) fn read_any(bytes: &[u8]) {
    let (values, _) = Values::of_file(&String::from_utf8_lossy(bytes));
    if let Ok(file) = values.to_yaml() {
        assert_eq!(Values::of_file(&file).0, values);
    }
}

/// A value of a file as people write it in the form.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Puts a value where a path of the table leads, as in `maintenance.contacts[0].name`.
fn insert(root: &mut Value, path: &str, value: Value) {
    let mut place = root;
    for segment in path.split('.') {
        let (key, is_item) = match segment.strip_suffix("[0]") {
            Some(key) => (key, true),
            None => (segment, false),
        };
        place = below(place, key);
        if is_item {
            if !place.is_array() {
                *place = Value::Array(vec![Value::Null]);
            }
            place = &mut place[0];
        }
    }
    *place = value;
}

/// What stands under a key, which is made where it is not there.
fn below<'a>(place: &'a mut Value, key: &str) -> &'a mut Value {
    if !place.is_object() {
        *place = Value::Object(Map::new());
    }
    &mut place[key]
}

/// Without what no text needs: control characters, and the line ends of Windows.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let kept = text.chars().filter(|c| !c.is_control() || *c == '\n');
    kept.collect::<String>().trim().to_owned()
}

/// The same on one line.
fn one_line(text: &str) -> String {
    clean(&text.replace(['\n', '\t'], " "))
}
