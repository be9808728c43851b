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

/// The verdicts on a publiccode.yml.
const PUBLICCODE_VERDICTS: &[&str] = &["valid", "invalid", "missing", "unknown"];

#[derive(Template)]
#[template(path = "explanation.html")]
struct Explanation {
    frame: Frame,
    statuses: Vec<Rule>,
    licences: Vec<Rule>,
    publiccodes: Vec<Rule>,
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
        publiccodes: PUBLICCODE_VERDICTS
            .iter()
            .map(|key| {
                rule(
                    format!("publiccode-{key}"),
                    format!("explanation-publiccode-{key}"),
                )
            })
            .collect(),
    }))
}
