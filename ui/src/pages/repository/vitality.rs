//! The vitality index on the page of a repository.

use crate::schema;
use crate::texts::{Texts, number, text};
use crate::verdict::Reason;

/// How alive it is, as the schema gives it.
#[derive(cynic::QueryFragment)]
pub(super) struct Vitality {
    score: Option<u64>,
    parts: Parts,
    reasons: Vec<Reason>,
    newest_release_days: Option<u64>,
    newest_release: Option<String>,
}

/// Points of each part, as a mean per day.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "VitalityParts")]
struct Parts {
    authors: Option<f64>,
    activity: Option<f64>,
    releases: Option<f64>,
    age: Option<f64>,
}

/// The index as the page shows it.
pub(crate) struct VitalityView {
    pub(crate) score: String,
    /// Each part, and its points.
    pub(crate) parts: Vec<(String, String)>,
    pub(crate) reasons: Vec<String>,
    pub(crate) release: Option<String>,
}

impl VitalityView {
    pub(super) fn new(vitality: &Vitality, texts: Texts) -> Self {
        let parts = &vitality.parts;
        let parts = [
            ("vitality-authors", parts.authors),
            ("vitality-activity", parts.activity),
            ("vitality-releases", parts.releases),
            ("vitality-age", parts.age),
        ];
        let points = |points: Option<f64>| match points {
            Some(points) => {
                let points = text(texts.decimal(points));
                texts.with("vitality-points", [("points", points)])
            }
            None => texts.get("not-known"),
        };
        let release = vitality.newest_release.as_deref();
        let release = release.zip(vitality.newest_release_days);
        Self {
            score: match vitality.score {
                Some(score) => texts.with("vitality-score", [("score", number(score))]),
                None => texts.get("vitality-unknown"),
            },
            parts: parts
                .into_iter()
                .map(|(label, given)| (texts.get(label), points(given)))
                .collect(),
            reasons: vitality
                .reasons
                .iter()
                .map(|reason| reason.sentence(texts))
                .collect(),
            release: release.map(|(name, days)| {
                let values = [("name", text(name)), ("days", number(days))];
                texts.with("vitality-newest-release", values)
            }),
        }
    }
}
