//! The fields of a kind of statement: what was filled in, and how the form shows it.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use url::form_urlencoded;

use crate::community::kinds::{StatementFieldInfo, StatementKindInfo};
use crate::community::words;
use crate::form::{Control, FieldView, OptionView};
use crate::session::Submitted;
use crate::texts::{Texts, number};

/// The name of the field of the text.
pub(super) const TEXT: &str = "text";

/// What was filled in, by the name of the field.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filled(BTreeMap<String, Vec<String>>);

impl Filled {
    /// What a form begins with: what its address says of fields to choose from.
    pub(super) fn begun(kind: &StatementKindInfo, query: &str) -> Self {
        let mut filled = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let mut fields = kind.fields.iter();
            let is_known = fields.any(|field| {
                field.form_name() == name && field.values.iter().any(|one| *one == value)
            });
            let is_name = name == "name" && value.chars().count() <= 100;
            if is_known || is_name {
                filled.add(&name, &value);
            }
        }
        filled
    }

    /// What was sent.
    pub(super) fn sent(form: &Submitted) -> Self {
        let mut filled = Self::default();
        for (name, value) in form.fields() {
            filled.add(name, value);
        }
        filled
    }

    pub(crate) fn add(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            let values = self.0.entry(name.to_owned()).or_default();
            values.push(value.to_owned());
        }
    }

    pub(crate) fn replace(&mut self, name: &str, value: String) {
        self.0.insert(name.to_owned(), vec![value]);
    }

    pub(super) fn of(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// The value of a field; the last, as a button that chooses one comes after it.
    pub(super) fn one(&self, name: &str) -> &str {
        self.of(name).last().map_or("", String::as_str)
    }
}

impl StatementFieldInfo {
    /// Its name in forms.
    pub(super) fn form_name(&self) -> String {
        self.name.0.to_lowercase()
    }

    /// As the schema takes it; `None` where nothing is filled in.
    pub(super) fn input(&self, filled: &Filled) -> Option<Value> {
        let name = self.form_name();
        let values = match self.form.key().as_str() {
            "many-of" => filled.of(&name).to_vec(),
            _ => vec![filled.one(&name).to_owned()],
        };
        let has_any = values.iter().any(|value| !value.is_empty());
        has_any.then(|| json!({ "name": self.name.0, "values": values }))
    }

    /// What is told when it can't be taken as it is.
    pub(super) fn fault(&self, filled: &Filled, texts: Texts) -> String {
        let form = self.form.key();
        let is_empty = filled.one(&self.form_name()).is_empty();
        let key = match form.as_str() {
            "one-of" | "many-of" if is_empty => "form-missing-choice".to_owned(),
            _ if is_empty => "form-missing".to_owned(),
            "one-of" | "many-of" => "form-wrong-choice".to_owned(),
            form => format!("form-wrong-{form}"),
        };
        let longest = self.longest.or(self.greatest).unwrap_or_default();
        texts.with(&key, [("longest", number(longest))])
    }

    /// As the form of this kind shows it.
    pub(super) fn view(&self, kind: &str, filled: &Filled, texts: Texts) -> FieldView {
        let (name, key) = (self.form_name(), self.name.key());
        let find = |end: &str| {
            let own = texts.find(&format!("field-{kind}-{key}{end}"));
            own.or_else(|| texts.find(&format!("field-{key}{end}")))
        };
        let option = |value: &String| OptionView {
            label: words::option(&key, value, texts),
            help: texts.find(&format!("{}-help", words::option_key(&key, value))),
            chosen: filled.of(&name).contains(value),
            value: value.clone(),
        };
        let view = FieldView {
            hint: find("-hint"),
            mandatory: self.required,
            control: match self.form.key().as_str() {
                "one-of" => Control::Radios,
                "many-of" => Control::Checkboxes { folded: false },
                "text" => Control::Area(4),
                "number" => Control::Input("number"),
                "day" => Control::Input("date"),
                "url" | "repository" => Control::Input("url"),
                "organisation" => Control::Organisation(Default::default()),
                _ => Control::Input("text"),
            },
            value: filled.one(&name).to_owned(),
            options: self.values.iter().map(option).collect(),
            ..FieldView::new(&name, find("").unwrap_or_else(|| key.clone()))
        };
        match self.longest {
            Some(longest) => view.at_most(longest, texts),
            None => view,
        }
    }
}
