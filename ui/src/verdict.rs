//! Judgements as the schema gives them, put into words.

mod label;

use bronwijzer_graphql::JUDGEMENTS;
use chrono::NaiveDate;
use fluent_templates::fluent_bundle::FluentValue;

use crate::enums;
use crate::enums::{LicenceVerdictKind, MaintenanceStatus, PubliccodeVerdictKind, RepositoryKind};
use crate::finding::Finding;
use crate::schema;
use crate::texts::{Texts, capitalised, number, text};

pub(crate) use label::{Label, Tone, short};

/// Whether somebody keeps it up.
#[derive(Debug, cynic::QueryFragment)]
pub(crate) struct Maintenance {
    pub(crate) status: MaintenanceStatus,
    pub(crate) reasons: Vec<Reason>,
}

/// What it publishes.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "KindVerdict")]
pub(crate) struct Kind {
    pub(crate) kind: RepositoryKind,
    pub(crate) reasons: Vec<Reason>,
}

/// A judgement of the table of the index, as the schema lists them.
#[derive(Debug, cynic::QueryFragment)]
pub(crate) struct Judgement {
    name: String,
    verdict: String,
    reasons: Vec<Reason>,
}

/// Whether it may be reused.
#[derive(Debug, cynic::QueryFragment)]
pub(crate) struct LicenceVerdict {
    pub(crate) verdict: LicenceVerdictKind,
    pub(crate) spdx_id: Option<String>,
    pub(crate) reasons: Vec<Reason>,
}

/// Whether its publiccode.yml keeps to the standard.
#[derive(Debug, cynic::QueryFragment)]
pub(crate) struct PubliccodeVerdict {
    pub(crate) verdict: PubliccodeVerdictKind,
    pub(crate) reasons: Vec<Reason>,
    /// The version of the standard that it was checked by, if it was.
    pub(crate) checked_as: Option<String>,
    pub(crate) errors: u64,
    pub(crate) warnings: u64,
    pub(crate) findings: Vec<Finding>,
}

/// A rule that held.
#[derive(Debug, cynic::QueryFragment)]
pub(crate) struct Reason {
    pub(crate) rule: String,
    pub(crate) facts: Vec<Fact>,
}

/// A fact that a rule used.
#[derive(Debug, cynic::QueryFragment)]
#[cynic(graphql_type = "ReasonFact")]
pub(crate) struct Fact {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// Facts that count things. The others are names or [`DATES`], even where a
/// name is all digits, as that of version `2024`.
const COUNTS: &[&str] = &[
    "count", "weeks", "of", "days", "months", "percent", "commits", "before", "least", "people",
    "users", "merges", "tags", "waiting",
];

/// Facts that are days.
const DATES: &[&str] = &["date", "since"];

impl Reason {
    /// The reason as it stands by itself.
    pub(crate) fn sentence(&self, texts: Texts) -> String {
        capitalised(&self.words(texts))
    }

    /// The reason in words, as the rest of a sentence.
    pub(crate) fn words(&self, texts: Texts) -> String {
        let facts = self.facts.iter();
        let facts = facts.map(|fact| (fact.name.as_str(), fact.in_words(texts)));
        texts
            .find_with(&format!("reason-{}", self.rule), facts)
            .unwrap_or_else(|| texts.with("reason-without-text", [("rule", text(&self.rule))]))
    }
}

impl Fact {
    fn in_words(&self, texts: Texts) -> FluentValue<'static> {
        let count = COUNTS.contains(&self.name.as_str());
        if let Some(count) = count.then(|| self.value.parse().ok()).flatten() {
            return number(count);
        }
        match self.value.parse::<NaiveDate>() {
            Ok(date) if DATES.contains(&self.name.as_str()) => text(texts.date(date)),
            _ => text(&self.value),
        }
    }
}

/// A judgement on the page: its name, its kind for the stylesheet, and why.
pub(crate) struct VerdictView {
    pub(crate) label: String,
    /// The same as a short word with a shape.
    pub(crate) short: Label,
    /// Each as it stands by itself.
    pub(crate) reasons: Vec<String>,
    /// Where the rule is explained: the fragment on the explanation page.
    pub(crate) anchor: String,
}

impl VerdictView {
    pub(crate) fn of_maintenance(maintenance: &Maintenance, texts: Texts) -> Self {
        Self::new(
            "maintenance",
            &maintenance.status.0,
            &maintenance.reasons,
            texts,
        )
    }

    pub(crate) fn of_licence(licence: &LicenceVerdict, texts: Texts) -> Self {
        Self::new("licence", &licence.verdict.0, &licence.reasons, texts)
    }

    /// Software is what one expects; anything else is worth a word.
    pub(crate) fn of_other_kind(kind: &Kind, texts: Texts) -> Option<Self> {
        let is_other = !matches!(kind.kind.0.as_str(), "SOFTWARE" | "UNKNOWN");
        is_other.then(|| Self::new("publishes", &kind.kind.0, &kind.reasons, texts))
    }

    pub(crate) fn of_publiccode(publiccode: &PubliccodeVerdict, texts: Texts) -> Self {
        Self::new(
            "publiccode",
            &publiccode.verdict.0,
            &publiccode.reasons,
            texts,
        )
    }

    fn new(kind: &str, value: &str, reasons: &[Reason], texts: Texts) -> Self {
        let anchor = format!("{kind}-{}", enums::key(value));
        // Some verdicts are told by the rule that led to them.
        let by_rule = |reason: &Reason| texts.find(&format!("{anchor}-{}", reason.rule));
        let told_by_rule = reasons.iter().find_map(by_rule);
        let reasons: Vec<String> = reasons.iter().map(|reason| reason.words(texts)).collect();
        Self {
            short: match &told_by_rule {
                Some(text) => Label::told(&anchor, text.clone(), &reasons),
                None => Label::new(&anchor, &reasons, texts),
            },
            label: told_by_rule
                .or_else(|| texts.find(&anchor))
                .unwrap_or_else(|| value.to_owned()),
            reasons: reasons.iter().map(|one| capitalised(one)).collect(),
            anchor,
        }
    }
}

impl Judgement {
    /// What the keys of its verdicts' texts start with, and the verdict; `None` for a
    /// judgement that this program does not know.
    pub(crate) fn verdict(&self) -> Option<(&'static str, &str)> {
        let row = JUDGEMENTS.iter().find(|row| row.name == self.name)?;
        Some((row.texts, &self.verdict))
    }

    /// A fact that led to it by this rule.
    pub(crate) fn fact(&self, rule: &str, name: &str) -> Option<&str> {
        let reason = self.reasons.iter().find(|reason| reason.rule == rule)?;
        let fact = reason.facts.iter().find(|fact| fact.name == name)?;
        Some(&fact.value)
    }

    /// What it judges, in words.
    pub(crate) fn title(&self, texts: Texts) -> Option<String> {
        texts.find(&format!("section-{}", self.name.replace('_', "-")))
    }
}

/// A judgement of the table on the page of a repository.
pub(crate) struct JudgementView {
    /// Its name, as keys of texts and fragments have it.
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) verdict: VerdictView,
    /// The key of the text that leads to its rules.
    pub(crate) explain: String,
}

impl JudgementView {
    pub(crate) fn all(judgements: &[Judgement], texts: Texts) -> Vec<Self> {
        let view = |judgement: &Judgement| {
            let row = JUDGEMENTS.iter().find(|row| row.name == judgement.name)?;
            let name = row.name.replace('_', "-");
            let Judgement {
                verdict, reasons, ..
            } = judgement;
            Some(Self {
                title: texts.get(&format!("section-{name}")),
                verdict: VerdictView::new(row.texts, verdict, reasons, texts),
                explain: format!("explain-{name}"),
                name,
            })
        };
        judgements.iter().filter_map(view).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn reason(rule: &str, facts: &[(&str, &str)]) -> Reason {
        Reason {
            rule: rule.to_owned(),
            facts: facts
                .iter()
                .map(|(name, value)| Fact {
                    name: (*name).to_owned(),
                    value: (*value).to_owned(),
                })
                .collect(),
        }
    }

    #[test]
    fn reasons_are_sentences() {
        let dutch = Texts::new(Language::Dutch);
        let english = Texts::new(Language::English);
        let weeks = reason(
            "human_commits_recent_weeks",
            &[("weeks", "9"), ("of", "12")],
        );
        assert_eq!(
            weeks.words(dutch),
            "in 9 van de laatste 12 weken werkten mensen aan de code"
        );
        let facts = [
            ("date", "2026-01-05"),
            ("months", "6"),
            ("name", "2026-01-05"),
        ];
        // A version may be named like a day, and keeps its name. When that was before the
        // look is not when it was before the reader's day, so the date alone is told.
        assert_eq!(
            reason("last_release", &facts).words(english),
            "the last version (2026-01-05) came out on 5 January 2026"
        );
    }

    #[test]
    fn a_rule_without_a_text_is_named() {
        let words = reason("brand_new", &[]).words(Texts::new(Language::Dutch));
        assert_eq!(words, "regel ‘brand_new’");
    }
}
