//! Fields of forms as pages show them: each with its label, what it holds and what is wrong
//! with it. The template is `field.html`.

pub(crate) mod organisations;

use organisations::Choices;

use crate::texts::{Texts, number};

/// A field with its label.
#[derive(Default)]
pub(crate) struct FieldView {
    /// Its identifier on the page.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) hint: Option<String>,
    pub(crate) mandatory: bool,
    /// How it is filled in.
    pub(crate) control: Control,
    /// What it holds.
    pub(crate) value: String,
    pub(crate) options: Vec<OptionView>,
    /// The most characters that it may hold, and that in words.
    pub(crate) longest: Option<u64>,
    pub(crate) count: Option<String>,
    /// What browsers may fill in.
    pub(crate) autocomplete: Option<&'static str>,
    /// Why what it holds may be wrong.
    pub(crate) proposal: Option<String>,
    pub(crate) errors: Vec<String>,
    pub(crate) advice: Vec<String>,
}

/// The control of a field.
pub(crate) enum Control {
    /// An input of this type.
    Input(&'static str),
    /// An input for a name, with organisations to choose from.
    Organisation(Choices),
    /// A text area with as many rows.
    Area(u8),
    /// A list to choose one from.
    Select,
    /// A checkbox for each option; many of them are folded.
    Checkboxes { folded: bool },
    /// A radio button for each option.
    Radios,
}

impl Default for Control {
    fn default() -> Self {
        Self::Input("text")
    }
}

/// What can be chosen.
pub(crate) struct OptionView {
    pub(crate) value: String,
    pub(crate) label: String,
    /// What it means.
    pub(crate) help: Option<String>,
    pub(crate) chosen: bool,
}

impl FieldView {
    /// A field with this name, with nothing in it.
    pub(crate) fn new(name: &str, label: String) -> Self {
        Self {
            id: format!("field-{}", name.replace(['.', '[', ']', '_'], "-")),
            name: name.to_owned(),
            label,
            ..Self::default()
        }
    }

    /// The field with as many characters at most, which a script counts down.
    pub(crate) fn at_most(mut self, longest: u64, texts: Texts) -> Self {
        self.count = Some(texts.with("form-longest", [("count", number(longest))]));
        self.longest = Some(longest);
        self
    }

    /// Where an error leads: the control, or the first of several.
    pub(crate) fn target(&self) -> String {
        match self.control {
            Control::Checkboxes { .. } | Control::Radios => format!("{}-0", self.id),
            _ => self.id.clone(),
        }
    }

    /// What describes it, by identifiers.
    pub(crate) fn described_by(&self) -> String {
        let parts = [
            ("hint", self.hint.is_some()),
            ("count", self.count.is_some()),
            ("proposal", self.proposal.is_some()),
            ("error", !self.errors.is_empty()),
            ("advice", !self.advice.is_empty()),
        ];
        let ids = parts.iter().filter(|(_, there)| *there);
        let ids: Vec<String> = ids.map(|(part, _)| format!("{}-{part}", self.id)).collect();
        ids.join(" ")
    }
}
