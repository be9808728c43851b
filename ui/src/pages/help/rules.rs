//! The exact rules of each judgement, in plain words.

use bronwijzer_graphql::{
    Exclusion, Figure, JUDGEMENTS, JudgementRow, LicenceVerdict, MaintenanceStatus,
    PubliccodeVerdict, RepositoryKind,
};
use strum::VariantNames;

use crate::enums::OpennessStepName;
use crate::schema;
use crate::texts::Texts;
use crate::verdict::Label;

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

/// The rules, for the parts of the page.
pub(super) struct Rules {
    pub(super) statuses: Vec<Rule>,
    pub(super) licences: Vec<Rule>,
    pub(super) kinds: Vec<Rule>,
    pub(super) judgements: Vec<JudgementRules>,
    pub(super) figures: Vec<Rule>,
    pub(super) left_out: Vec<Rule>,
    pub(super) relations: Vec<Rule>,
    pub(super) checks: Vec<CheckRow>,
    pub(super) publiccodes: Vec<Rule>,
}

/// A judgement of the table, and when each verdict is given.
pub(super) struct JudgementRules {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) intro: String,
    pub(super) rules: Vec<Rule>,
}

/// A verdict and when it is given.
pub(super) struct Rule {
    pub(super) anchor: String,
    pub(super) label: String,
    /// The same as it stands on cards, with its shape; none of what is no verdict.
    pub(super) mark: Option<Label>,
    pub(super) explanation: String,
}

/// The checks of openness, as the schema declares them.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
pub(super) struct Checks {
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
pub(super) struct CheckRow {
    pub(super) step: String,
    pub(super) name: String,
    pub(super) weight: String,
    pub(super) advice: String,
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

impl Rules {
    pub(super) fn new(checks: &Checks, texts: Texts) -> Self {
        // The keys of a verdict's label and of its explanation, by its name in the index.
        let rules = |names: &[&str], label: &str, explanation: &str| {
            let rule = |name: &&str| {
                let key = name.replace('_', "-");
                let anchor = format!("{label}-{key}");
                Rule {
                    label: texts.get(&anchor),
                    mark: Some(Label::new(&anchor, &[], texts)),
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
        Self {
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
                    mark: None,
                    explanation: texts.get(&format!("explanation-relation-{key}")),
                })
                .collect(),
            checks: checks
                .openness_checks
                .iter()
                .map(|check| check.row(texts))
                .collect(),
        }
    }
}
