//! What a repository publishes: software, a standard, data, or documentation.
//!
//! Software is the rule, and anything else needs two things: hardly any code,
//! and a sign of what it is instead. A sign that software is often named for
//! needs more markup than code beside it. Bytes of code are those of languages that
//! programs are written in; markup and style sheets are none.

mod code;
mod phrases;
mod signs;
mod words;

use async_graphql::Enum;
use bronwijzer_crawler::observation::Observation;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use super::publiccode::Publiccode;
use super::readme::Outline;
use super::{Fact, Reason, Verdict};
use code::Code;
use signs::Signs;

/// What a repository publishes.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Enum,
    IntoStaticStr,
    VariantNames,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum RepositoryKind {
    /// Programs, and what belongs to them.
    Software,
    /// A standard, specification or information model.
    Standard,
    /// Data sets or code lists.
    Data,
    /// Texts, designs and other files for people.
    Documentation,
    /// The source does not tell which languages there are.
    Unknown,
}
bronwijzer_crawler::named!(RepositoryKind);

impl RepositoryKind {
    /// Whether it changes little once it is done, so that quiet is no sign of
    /// neglect.
    pub(super) fn is_quiet_by_nature(self) -> bool {
        matches!(self, Self::Standard | Self::Data | Self::Documentation)
    }
}

/// Judges what a repository publishes.
pub(super) fn judge(
    observation: &Observation,
    publiccode: Option<&Publiccode>,
    readme: Option<&Outline>,
) -> Verdict<RepositoryKind> {
    let (value, reason) = decide(observation, publiccode, readme);
    Verdict {
        value,
        reasons: vec![reason],
    }
}

fn decide(
    observation: &Observation,
    publiccode: Option<&Publiccode>,
    readme: Option<&Outline>,
) -> (RepositoryKind, Reason) {
    let text = |text: &str| Fact::Text(text.to_owned());
    let declared = publiccode.and_then(|file| file.software_type.as_deref());
    let declared = declared.map(|software| {
        let reason = Reason::new("kind_declared_in_publiccode", [("type", text(software))]);
        (RepositoryKind::Software, reason)
    });
    let Some(languages) = observation.languages.as_deref() else {
        return declared
            .unwrap_or_else(|| (RepositoryKind::Unknown, Reason::new("kind_not_known", [])));
    };
    if observation.flags.empty == Some(true) && declared.is_none() {
        return (RepositoryKind::Unknown, Reason::new("kind_of_nothing", []));
    }
    let signs = Signs::of(observation, readme, Code::of(languages));
    let found = match declared {
        // A file about software may stand beside its documentation.
        Some(declared) => match signs.contents() {
            Some(found) if !found.1.is_software() && !signs.code.has_programs() => Some(found),
            _ => return declared,
        },
        None => signs.first(),
    };
    if let Some((rule, sign)) = found {
        return (sign.kind, Reason::new(rule, [("word", text(&sign.word))]));
    }
    if signs.is_of_standards_body() {
        let reason = Reason::new("kind_by_account", [("account", text(signs.owner))]);
        return (RepositoryKind::Standard, reason);
    }
    let largest = languages.iter().find(|language| language.is_code());
    let is_markup = signs.code.is_markup() && !signs.is_software;
    match (largest.filter(|_| !is_markup), languages.first()) {
        (Some(language), _) => (
            RepositoryKind::Software,
            Reason::new("kind_by_code", [("language", text(&language.name))]),
        ),
        (None, Some(markup)) => (
            RepositoryKind::Documentation,
            Reason::new("kind_by_markup", [("language", text(&markup.name))]),
        ),
        (None, None) => (
            RepositoryKind::Documentation,
            Reason::new("kind_without_code", []),
        ),
    }
}

#[cfg(test)]
mod tests;
