//! How statuses and verdicts come about, in plain words.

use askama::Template;
use poem::web::Data;
use poem::{Response, handler};

use super::Site;
use super::frame::Frame;
use crate::place::Place;

/// The statuses, in the order in which their rules are tried.
const STATUSES: &[&str] = &[
    "archived",
    "seeking-maintainer",
    "active",
    "maintained",
    "dormant",
    "unmaintained",
    "unknown",
];

/// The verdicts on a licence.
const LICENCE_VERDICTS: &[&str] = &[
    "open",
    "open-content",
    "not-open",
    "missing",
    "contradictory",
    "unknown",
];

/// The figures of open by default.
const FIGURES: &[&str] = &[
    "open-licence",
    "valid-publiccode",
    "explaining-readme",
    "security-contact",
    "named-owner",
    "upkeep",
];

/// What the figures leave out, in the order of the rules.
const LEFT_OUT: &[&str] = &["fork", "mirror", "archived", "template", "empty", "profile"];

#[derive(Template)]
#[template(path = "explanation.html")]
struct Explanation {
    frame: Frame,
    statuses: Vec<Rule>,
    licences: Vec<Rule>,
    figures: Vec<Rule>,
    left_out: Vec<Rule>,
}

/// A verdict and when it is given.
struct Rule {
    anchor: String,
    label: String,
    explanation: String,
}

#[handler]
pub(crate) fn serve(Data(site): Data<&Site>) -> Response {
    let texts = site.texts;
    let rule = |label: String, explanation: String| Rule {
        explanation: texts.get(&explanation),
        label: texts.get(&label),
        anchor: label,
    };
    site.answer(Ok(Explanation {
        frame: Frame::new(
            texts,
            &Place::Explanation,
            None,
            texts.get("explanation-title"),
            None,
        ),
        statuses: STATUSES
            .iter()
            .map(|key| rule(format!("maintenance-{key}"), format!("explanation-{key}")))
            .collect(),
        licences: LICENCE_VERDICTS
            .iter()
            .map(|key| {
                rule(
                    format!("licence-{key}"),
                    format!("explanation-licence-{key}"),
                )
            })
            .collect(),
        figures: FIGURES
            .iter()
            .map(|key| rule(format!("figure-{key}"), format!("explanation-figure-{key}")))
            .collect(),
        left_out: LEFT_OUT
            .iter()
            .map(|key| {
                rule(
                    format!("left-out-{key}"),
                    format!("explanation-left-out-{key}"),
                )
            })
            .collect(),
    }))
}
