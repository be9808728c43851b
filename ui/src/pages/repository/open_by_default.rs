//! What open by default makes of one repository.

use crate::enums::{LeftOutReason, OpenByDefaultFigureName, OpenByDefaultOutcome};
use crate::place::Place;
use crate::schema;
use crate::texts::{Texts, text};
use crate::verdict::Reason;

/// As the schema says.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryOpenByDefault")]
pub(super) struct OpenByDefault {
    left_out: Option<LeftOutReason>,
    figures: Vec<Figure>,
}

#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "RepositoryFigure")]
struct Figure {
    figure: OpenByDefaultFigureName,
    outcome: OpenByDefaultOutcome,
    reasons: Vec<Reason>,
}

/// As the page shows it.
pub(super) struct OpenByDefaultView {
    /// That it does not count, and why.
    pub(super) left_out: Option<String>,
    pub(super) figures: Vec<FigureView>,
    pub(super) explanation: String,
}

/// One figure.
pub(super) struct FigureView {
    /// A sign that repeats the outcome.
    pub(super) mark: &'static str,
    pub(super) label: String,
    pub(super) outcome: String,
    pub(super) reasons: String,
}

impl OpenByDefaultView {
    pub(super) fn new(judged: &OpenByDefault, texts: Texts) -> Self {
        let left_out = judged.left_out.as_ref().map(|reason| {
            let what = texts.get(&format!("explanation-left-out-{}", reason.key()));
            texts.with("repository-left-out", [("what", text(what))])
        });
        let explanation = Place::Help.path(texts.language());
        Self {
            left_out,
            figures: judged
                .figures
                .iter()
                .map(|figure| FigureView::new(figure, texts))
                .collect(),
            explanation: format!("{explanation}#open-by-default"),
        }
    }
}

impl FigureView {
    fn new(figure: &Figure, texts: Texts) -> Self {
        let outcome = figure.outcome.key();
        let reasons = figure.reasons.iter().map(|reason| reason.words(texts));
        Self {
            mark: match outcome.as_str() {
                "passed" => "✓",
                "failed" => "–",
                _ => "?",
            },
            label: texts.get(&format!("figure-{}", figure.figure.key())),
            outcome: texts.get(&format!("outcome-of-figure-{outcome}")),
            reasons: reasons.collect::<Vec<_>>().join("; "),
        }
    }
}
