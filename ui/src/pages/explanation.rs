//! How statuses and verdicts come about, in plain words.

use askama::Template;
use poem::web::Data;
use poem::{Response, handler};
use serde::Deserialize;
use serde_json::json;

use super::frame::Frame;
use super::show;
use crate::place::Place;
use crate::site::{Problem, Site};
use crate::texts::Texts;
use crate::verdict::EnumName;

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

/// What a repository publishes.
const KINDS: &[&str] = &["software", "standard", "data", "documentation", "unknown"];

/// The verdicts on risk.
const RISKS: &[&str] = &["at-risk", "not-at-risk", "unknown"];

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

/// How repositories relate.
const RELATIONS: &[&str] = &[
    "mirror",
    "variant",
    "technical-fork",
    "fork",
    "same-software",
    "used-by",
    "depends-on",
    "similar",
];

/// The verdicts on a publiccode.yml.
const PUBLICCODE_VERDICTS: &[&str] = &["valid", "invalid", "missing", "unknown"];

#[derive(Template)]
#[template(path = "explanation.html")]
struct Explanation {
    frame: Frame,
    statuses: Vec<Rule>,
    licences: Vec<Rule>,
    kinds: Vec<Rule>,
    risks: Vec<Rule>,
    figures: Vec<Rule>,
    left_out: Vec<Rule>,
    relations: Vec<Rule>,
    checks: Vec<CheckRow>,
    publiccodes: Vec<Rule>,
}

/// A verdict and when it is given.
struct Rule {
    anchor: String,
    label: String,
    explanation: String,
}

/// The checks of openness, as the schema declares them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Checks {
    openness_checks: Vec<Check>,
}

#[derive(Deserialize)]
struct Check {
    id: String,
    step: EnumName,
    weight: u64,
}

/// A row of the table of checks.
struct CheckRow {
    step: String,
    name: String,
    weight: String,
    advice: String,
}

impl Check {
    fn row(&self, texts: Texts) -> CheckRow {
        let id = self.id.replace('_', "-");
        CheckRow {
            step: texts.get(&format!("openness-step-{}", self.step.key())),
            name: texts.get(&format!("check-{id}")),
            weight: texts.number(self.weight),
            advice: texts.get(&format!("check-advice-{id}")),
        }
    }
}

#[handler]
pub(crate) async fn serve(Data(site): Data<&Site>) -> poem::Result<Response> {
    show(page(site).await)
}

async fn page(site: &Site) -> Result<Explanation, Problem> {
    let texts = site.texts;
    let checks: Checks = site
        .api
        .ask("{ opennessChecks { id step weight } }", json!({}))
        .await?;
    let rule = |label: String, explanation: String| Rule {
        explanation: texts.get(&explanation),
        label: texts.get(&label),
        anchor: label,
    };
    Ok(Explanation {
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
        kinds: KINDS
            .iter()
            .map(|key| {
                rule(
                    format!("publishes-{key}"),
                    format!("explanation-publishes-{key}"),
                )
            })
            .collect(),
        risks: RISKS
            .iter()
            .map(|key| rule(format!("risk-{key}"), format!("explanation-risk-{key}")))
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
        relations: RELATIONS
            .iter()
            .map(|key| Rule {
                anchor: format!("relation-{key}"),
                label: texts.get(&format!("explanation-relation-{key}-title")),
                explanation: texts.get(&format!("explanation-relation-{key}")),
            })
            .collect(),
        checks: checks
            .openness_checks
            .iter()
            .map(|check| check.row(texts))
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
    })
}
