//! A repository among the results: what it is, whether it may be used and whether it is
//! kept up, and no fact twice.

use chrono::{DateTime, TimeDelta, Utc};

use super::answer::{Edge, Found};
use super::marked::{Highlight, Piece, marked, unmarked};
use crate::place::Place;
use crate::texts::{Texts, text};
use crate::verdict::Label;

/// What was read so much longer ago than the newest facts is out of date.
const STALE: TimeDelta = TimeDelta::days(14);

/// A repository among the results.
pub(crate) struct Card {
    pub(crate) href: String,
    /// What it is called, with words of the query marked.
    pub(crate) name: Vec<Piece>,
    /// The same without marks.
    pub(crate) title: String,
    /// What it is, in a sentence; `None` where nobody says.
    pub(crate) summary: Option<Vec<Piece>>,
    /// The language of that, where it is known.
    pub(crate) lang: Option<String>,
    /// Whose it is, in which language, and how many others use it.
    pub(crate) organisation: String,
    pub(crate) language: Option<String>,
    pub(crate) users: Option<String>,
    pub(crate) labels: Vec<Label>,
    /// The day of the last change.
    pub(crate) changed: Option<String>,
    pub(crate) warning: Option<String>,
    /// Where words of the query stand, where neither name nor summary has any.
    pub(crate) hit: Option<Hit>,
    /// Its address without scheme, by which it is picked to be compared.
    pub(crate) address: String,
    pub(crate) is_compared: bool,
    /// Whether what follows lacks words of the query.
    pub(crate) begins_partial: bool,
}

/// A text beside name and summary in which words of the query stand.
pub(crate) struct Hit {
    /// Which text, in words.
    pub(crate) place: String,
    /// The language of the text, where it is known.
    pub(crate) lang: Option<String>,
    pub(crate) pieces: Vec<Piece>,
}

impl Card {
    /// Shows what was found. `newest` is when the newest facts of the catalogue were
    /// gathered.
    pub(crate) fn new(
        Edge { highlights, node }: &Edge,
        compared: &[String],
        newest: Option<DateTime<Utc>>,
        texts: Texts,
    ) -> Self {
        let identity = &node.identity;
        let summary = identity.summary(texts.language());
        let name = marked(highlights, identity.title());
        let sentence = summary.and_then(|summary| marked(highlights, &summary.text));
        let is_hit = name.is_some() || sentence.is_some();
        Self {
            href: Place::of_repository(&identity.url).path(texts.language()),
            hit: highlights
                .iter()
                .find(|_| !is_hit)
                .map(|highlight| Hit::new(highlight, texts)),
            name: name.unwrap_or_else(|| unmarked(identity.title())),
            title: identity.title().to_owned(),
            summary: sentence.or_else(|| Some(unmarked(&summary?.text))),
            lang: summary.and_then(|summary| summary.language.clone()),
            organisation: match &node.organisation {
                Some(organisation) => organisation.name.clone(),
                None => texts.get("card-owner-unknown"),
            },
            language: node.primary_language.clone(),
            users: node
                .used_by_others
                .filter(|users| *users > 0)
                .map(|users| texts.count("card-users", users)),
            labels: labels(node, texts),
            changed: node.last_activity_at.map(|at| texts.day(at)),
            warning: warning(node, newest, texts),
            is_compared: compared.iter().any(|picked| picked == identity.address()),
            address: identity.address().to_owned(),
            begins_partial: false,
        }
    }
}

impl Hit {
    fn new(highlight: &Highlight, texts: Texts) -> Self {
        Self {
            place: texts.get(&format!("card-hit-{}", highlight.text.key())),
            lang: highlight.language.clone(),
            pieces: highlight.pieces.clone(),
        }
    }
}

/// Status, licence, and risk where that matters.
fn labels(node: &Found, texts: Texts) -> Vec<Label> {
    let mut labels = vec![
        Label::of("maintenance", &node.maintenance.status.0, texts),
        Label::of("licence", &node.licence.verdict.0, texts)
            .naming(node.licence.spdx_id.as_deref()),
    ];
    if node.risk.verdict.0 == "AT_RISK" {
        labels.push(Label::of("risk", &node.risk.verdict.0, texts));
    }
    labels
}

/// What a visitor has to know before anything else: at most one thing.
fn warning(node: &Found, newest: Option<DateTime<Utc>>, texts: Texts) -> Option<String> {
    let is_stale = newest.is_some_and(|newest| newest - node.observed_at > STALE);
    if is_stale {
        let day = texts.day(node.observed_at);
        return Some(texts.with("card-stale", [("day", text(day))]));
    }
    (node.publiccode_verdict.verdict.0 == "INVALID").then(|| texts.get("card-publiccode-invalid"))
}
