//! What a visitor can do with a statement, in one table. Only what the schema says that they
//! may is shown.

use crate::community::answer::Whole;
use crate::community::deed::{self, Deed, Refusal};
use crate::form::{Control, FieldView};
use crate::texts::Texts;

/// A row of the table.
pub(super) struct Act {
    /// The key of its rule, and its name in forms and texts.
    pub(super) rule: &'static str,
    pub(super) deed: &'static Deed,
    needs: Needs,
}

/// What it asks for.
#[derive(PartialEq, Eq)]
enum Needs {
    /// A button is enough.
    Nothing,
    Text,
    /// A form on a page of its own.
    Form,
    /// A decision with a reason.
    Decision,
    /// Stands beside what it is about, in the history.
    Event,
}

const fn act(rule: &'static str, deed: &'static Deed, needs: Needs) -> Act {
    Act { rule, deed, needs }
}

/// In the order of the page.
const ACTS: &[Act] = &[
    act("support", &deed::SUPPORT, Needs::Nothing),
    act("answer", &deed::ANSWER, Needs::Form),
    act("claim", &deed::CLAIM, Needs::Text),
    act("give-news", &deed::NEWS, Needs::Text),
    act("contact", &deed::CONTACT, Needs::Text),
    act("renew", &deed::RENEW, Needs::Nothing),
    act("change", &deed::CHANGE, Needs::Form),
    act("release", &deed::RELEASE, Needs::Text),
    act("close", &deed::CLOSE, Needs::Text),
    act("decide", &deed::DECIDE, Needs::Decision),
    act("remove-text", &deed::REMOVE_TEXT, Needs::Event),
    act("report", &deed::REPORT, Needs::Text),
];

/// The most characters of what is said with it.
const LONGEST: u64 = 2_000;

/// What was refused, to show it again.
pub(super) struct Offered {
    pub(super) act: String,
    pub(super) text: String,
    pub(super) refusal: Refusal,
}

/// Something that can be done, as the page shows it.
pub(super) struct ActView {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) what: String,
    /// The page with its form.
    pub(super) href: Option<String>,
    /// What is said with it.
    pub(super) field: Option<FieldView>,
    /// Whether it is supported then.
    pub(super) supports: bool,
    pub(super) is_decision: bool,
    pub(super) open: bool,
}

pub(super) fn find(name: &str) -> Option<&'static Act> {
    ACTS.iter()
        .find(|act| act.rule == name && act.needs != Needs::Form)
}

/// What the visitor may do.
pub(super) fn offered(
    statement: &Whole,
    action: &str,
    refused: Option<&Offered>,
    texts: Texts,
) -> Vec<ActView> {
    let view = |act: &Act| {
        let rule = act.rule;
        let again = refused.filter(|refused| refused.act == rule);
        let label = match (rule, statement.supported) {
            ("support", true) => "act-support-not".to_owned(),
            _ => format!("act-{rule}"),
        };
        let has_text = matches!(act.needs, Needs::Text | Needs::Decision);
        let field = has_text.then(|| {
            let label = texts.get(&format!("act-{rule}-text"));
            let field = FieldView {
                id: format!("text-{rule}"),
                control: Control::Area(4),
                mandatory: true,
                value: again.map_or_else(String::new, |again| again.text.clone()),
                errors: again
                    .map(|again| again.refusal.words(texts))
                    .into_iter()
                    .collect(),
                ..FieldView::new("text", label)
            };
            field.at_most(LONGEST, texts)
        });
        ActView {
            name: rule,
            label: texts.get(&label),
            what: texts.get(&format!("act-{rule}-what")),
            href: (act.needs == Needs::Form).then(|| format!("{action}?do={rule}")),
            field,
            supports: !statement.supported,
            is_decision: act.needs == Needs::Decision,
            open: again.is_some(),
        }
    };
    let may = |act: &&Act| act.needs != Needs::Event && statement.may(act.rule);
    ACTS.iter().filter(may).map(view).collect()
}

/// What a moderator can decide, as the schema spells it and in words.
pub(super) fn decisions(statement: &Whole, texts: Texts) -> Vec<(String, String)> {
    let decisions: &[&str] = match statement.statement.visibility.key().as_str() {
        "held" => &["accept", "remove"],
        "removed" => &["undo", "accept"],
        _ => &["remove", "keep", "undo"],
    };
    decisions
        .iter()
        .map(|name| (name.to_uppercase(), texts.get(&format!("decision-{name}"))))
        .collect()
}
