//! The form as the page shows it: each field with what it holds and what is wrong with it.

use std::collections::BTreeMap;

use super::fields::{Field, GROUPS, Group, Input, field_of};
use super::known::Beginning;
use super::values::Values;
use crate::finding::{self, Finding};
use crate::form::organisations::Choices;
use crate::form::{Control, FieldView, OptionView};
use crate::texts::{Texts, text};

/// A fieldset.
pub(super) struct GroupView {
    pub(super) name: &'static str,
    pub(super) folded: bool,
    /// Whether it is shown open.
    pub(super) open: bool,
    pub(super) fields: Vec<FieldView>,
}

/// What the check found: by the name of the field, errors and advice.
#[derive(Default)]
pub(super) struct Found {
    errors: BTreeMap<&'static str, Vec<String>>,
    advice: BTreeMap<&'static str, Vec<String>>,
    /// Errors in no field of the form.
    pub(super) elsewhere: Vec<String>,
}

/// How many options are shown unfolded.
const UNFOLDED: usize = 12;

impl Found {
    pub(super) fn new(findings: &[Finding], texts: Texts) -> Self {
        let mut found = Self::default();
        for finding in findings {
            let field = field_of(&finding.key);
            let words = in_words(finding, texts);
            match (field, finding.is_error()) {
                (Some(field), true) => found.errors.entry(field.path).or_default().push(words),
                (Some(field), false) => found.advice.entry(field.path).or_default().push(words),
                (None, true) => found.elsewhere.push(words),
                (None, false) => {}
            }
        }
        found
    }
}

/// A finding for somebody who sees a form and no file.
fn in_words(finding: &Finding, texts: Texts) -> String {
    let of_form = texts.find(&format!("generator-error-{}", finding.rule));
    of_form.unwrap_or_else(|| {
        let facts = finding.facts.iter();
        let facts = facts.map(|fact| (fact.name.as_str(), fact.value.as_str()));
        let words = finding::words(texts, &finding.rule, facts);
        format!("{} {}", words.message, words.help)
            .trim()
            .to_owned()
    })
}

/// The form, with what it begins with or was sent with.
pub(super) fn groups(beginning: &Beginning, found: &Found, texts: Texts) -> Vec<GroupView> {
    let group = |group: &Group| {
        let fields: Vec<FieldView> = group
            .fields
            .iter()
            .map(|field| field_view(field, beginning, found, texts))
            .collect();
        let is_used = |field: &FieldView| {
            !field.value.is_empty()
                || !field.errors.is_empty()
                || field.options.iter().any(|option| option.chosen)
        };
        GroupView {
            name: group.name,
            folded: group.folded,
            open: fields.iter().any(is_used),
            fields,
        }
    };
    GROUPS.iter().map(group).collect()
}

fn field_view(field: &Field, beginning: &Beginning, found: &Found, texts: Texts) -> FieldView {
    let key = field.key();
    let values = &beginning.values;
    let options = options(field, values, texts);
    let held = values.of(field.path);
    let of =
        |found: &BTreeMap<&str, Vec<String>>| found.get(field.path).cloned().unwrap_or_default();
    FieldView {
        hint: texts.find(&format!("generator-{key}-hint")),
        mandatory: field.mandatory,
        control: control(field, options.len()),
        value: match field.input {
            Input::Items => held.join("\n"),
            _ => held.first().cloned().unwrap_or_default(),
        },
        options,
        proposal: beginning.proposals.get(field.path).cloned(),
        errors: of(&found.errors),
        advice: of(&found.advice),
        ..FieldView::new(field.path, label(field, &key, texts))
    }
}

/// What a field is called, with its language where there is one for each.
fn label(field: &Field, key: &str, texts: Texts) -> String {
    let label = texts.get(&format!("generator-{key}"));
    match field.path.strip_prefix("description.") {
        Some(rest) => {
            let language = rest.split('.').next().unwrap_or_default();
            texts.with(
                &format!("generator-in-{language}"),
                [("label", text(label))],
            )
        }
        None => label,
    }
}

/// The options of a field; what it holds beside those of the list stays.
fn options(field: &Field, values: &Values, texts: Texts) -> Vec<OptionView> {
    let offered = field.options();
    if offered.is_empty() {
        return Vec::new();
    }
    let held = values.of(field.path);
    let others = held.iter().map(String::as_str);
    let others = others.filter(|value| !offered.contains(value));
    let option = |value: &str| OptionView {
        label: texts
            .find(&field.option_key(value))
            .unwrap_or_else(|| value.to_owned()),
        help: None,
        chosen: held.iter().any(|held| held == value),
        value: value.to_owned(),
    };
    offered.iter().copied().chain(others).map(option).collect()
}

fn control(field: &Field, options: usize) -> Control {
    match field.input {
        Input::Line => Control::Input("text"),
        Input::Organisation => Control::Organisation(Choices::default()),
        Input::Web => Control::Input("url"),
        Input::Email => Control::Input("email"),
        Input::Phone => Control::Input("tel"),
        Input::Date => Control::Input("date"),
        Input::Text => Control::Area(8),
        Input::Items => Control::Area(4),
        Input::One => Control::Select,
        Input::Truth => Control::Radios,
        Input::Several | Input::Languages => Control::Checkboxes {
            folded: options > UNFOLDED,
        },
    }
}
