//! How statuses and verdicts come about, in plain words.

use askama::Template;
use bronwijzer_graphql::{
    Exclusion, Figure, JUDGEMENTS, JudgementRow, LicenceVerdict, MaintenanceStatus,
    PubliccodeVerdict, RepositoryKind,
};
use poem::web::Data;
use poem::{Response, handler};
use strum::VariantNames;

use super::frame::Frame;
use super::show;
use crate::enums::OpennessStepName;
use crate::place::Place;
use crate::schema;
use crate::site::{Problem, Site};
use crate::texts::Texts;

/// How repositories relate.
const RELATIONS: &[&str] = &[
    "mirror",
    "variant",
    "technical-fork",
    "fork",
    "successor",
    "same-software",
    "used-by",
    "depends-on",
    "similar",
];

#[derive(Template)]
#[template(path = "explanation.html")]
struct Explanation {
    frame: Frame,
    statuses: Vec<Rule>,
    licences: Vec<Rule>,
    kinds: Vec<Rule>,
    judgements: Vec<JudgementRules>,
    figures: Vec<Rule>,
    left_out: Vec<Rule>,
    relations: Vec<Rule>,
    checks: Vec<CheckRow>,
    publiccodes: Vec<Rule>,
}

/// A judgement of the table, and when each verdict is given.
struct JudgementRules {
    name: String,
    title: String,
    intro: String,
    rules: Vec<Rule>,
}

/// A verdict and when it is given.
struct Rule {
    anchor: String,
    label: String,
    explanation: String,
}

/// The checks of openness, as the schema declares them.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Checks {
    openness_checks: Vec<Check>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "OpennessCheck")]
struct Check {
    id: String,
    step: OpennessStepName,
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
    let checks: Checks = site.api.query(()).await?;
    // The keys of a verdict's label and of its explanation, by its name in the index.
    let rules = |names: &[&str], label: &str, explanation: &str| {
        let rule = |name: &&str| {
            let key = name.replace('_', "-");
            let anchor = format!("{label}-{key}");
            Rule {
                label: texts.get(&anchor),
                explanation: texts.get(&format!("{explanation}-{key}")),
                anchor,
            }
        };
        names.iter().map(rule).collect::<Vec<_>>()
    };
    let judgement = |row: &JudgementRow| {
        let name = row.name.replace('_', "-");
        JudgementRules {
            title: texts.get(&format!("explanation-{name}-title")),
            intro: texts.get(&format!("explanation-{name}-intro")),
            rules: rules(
                row.verdicts,
                row.texts,
                &format!("explanation-{}", row.texts),
            ),
            name,
        }
    };
    Ok(Explanation {
        frame: Frame::new(
            site,
            &Place::Explanation,
            None,
            texts.get("explanation-title"),
            None,
        ),
        statuses: rules(MaintenanceStatus::VARIANTS, "maintenance", "explanation"),
        kinds: rules(
            RepositoryKind::VARIANTS,
            "publishes",
            "explanation-publishes",
        ),
        judgements: JUDGEMENTS.iter().map(judgement).collect(),
        licences: rules(LicenceVerdict::VARIANTS, "licence", "explanation-licence"),
        figures: rules(Figure::VARIANTS, "figure", "explanation-figure"),
        left_out: rules(Exclusion::VARIANTS, "left-out", "explanation-left-out"),
        publiccodes: rules(
            PubliccodeVerdict::VARIANTS,
            "publiccode",
            "explanation-publiccode",
        ),
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
    })
}
