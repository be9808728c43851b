//! What a repository publishes: software, a standard, data, or documentation.
//!
//! Software is the rule, and anything else needs two things: hardly any code,
//! and a sign of what it is instead. Bytes of code are those of languages that
//! programs are written in; markup and style sheets are none.

mod words;

use bronwijzer_crawler::observation::{LanguageSize, Observation};
use serde::{Deserialize, Serialize};

use super::publiccode::Publiccode;
use super::readme::Outline;
use super::{Fact, Reason, Verdict};
use words::Sign;

/// What a repository publishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

impl RepositoryKind {
    /// The name in the index and in filters.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Software => "software",
            Self::Standard => "standard",
            Self::Data => "data",
            Self::Documentation => "documentation",
            Self::Unknown => "unknown",
        }
    }

    /// Whether it changes little once it is done, so that quiet is no sign of
    /// neglect.
    pub(super) fn is_quiet_by_nature(self) -> bool {
        matches!(self, Self::Standard | Self::Data | Self::Documentation)
    }
}

/// Up to so many bytes of code a clear sign tells what it is instead: scripts
/// that publish a standard fit in that.
const LITTLE_CODE: u64 = 50_000;

/// Up to so many bytes of code a weaker sign is enough.
const HARDLY_ANY_CODE: u64 = 10_000;

/// Languages, as linguist spells them, that are no code.
const NO_CODE: &[&str] = &[
    "BibTeX Style",
    "CSS",
    "HTML",
    "Less",
    "Markdown",
    "MDX",
    "Rich Text Format",
    "Sass",
    "SCSS",
    "Stylus",
    "SVG",
    "TeX",
];

/// How many bytes of a README count as its opening.
const OPENING_BYTES: usize = 600;

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
    if let Some(software) = publiccode.and_then(|file| file.software_type.as_deref()) {
        let reason = Reason::new("kind_declared_in_publiccode", [("type", text(software))]);
        return (RepositoryKind::Software, reason);
    }
    let Some(languages) = observation.languages.as_deref() else {
        return (RepositoryKind::Unknown, Reason::new("kind_not_known", []));
    };
    if observation.flags.empty == Some(true) {
        return (RepositoryKind::Unknown, Reason::new("kind_of_nothing", []));
    }
    if let Some((rule, sign)) = sign(observation, readme, code_bytes(languages)) {
        return (
            sign.kind,
            Reason::new(rule, [("word", Fact::Text(sign.word))]),
        );
    }
    let largest = languages.iter().find(|language| is_code(language));
    match (largest, languages.first()) {
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

fn is_code(language: &LanguageSize) -> bool {
    !NO_CODE.contains(&language.name.as_str())
}

/// Bytes of code. GitLab tells shares of ten thousand; where the sizes add up
/// so, any code counts as much.
fn code_bytes(languages: &[LanguageSize]) -> u64 {
    let whole: u64 = languages.iter().map(|language| language.bytes).sum();
    let code = languages.iter().filter(|language| is_code(language));
    let code: u64 = code.map(|language| language.bytes).sum();
    let are_shares = (9_990..=10_010).contains(&whole);
    if are_shares && code > 0 {
        u64::MAX
    } else {
        code
    }
}

/// The first sign of another kind than software, the clearest first.
fn sign(
    observation: &Observation,
    outline: Option<&Outline>,
    code: u64,
) -> Option<(&'static str, Sign)> {
    let description = observation.description.as_deref().unwrap_or_default();
    let homepage = observation.homepage.as_deref().unwrap_or_default();
    let readme = observation.readme.as_ref().map(|file| file.text.as_str());
    let readme = readme.unwrap_or_default();
    let topics = || observation.topics.iter().flatten();
    let with_code = |most: u64| (code <= most).then_some(());
    with_code(LITTLE_CODE)
        .and_then(|()| {
            topics()
                .find_map(|topic| words::topic(topic))
                .map(|sign| ("kind_by_topic", sign))
                .or_else(|| Some(("kind_by_name", words::title(observation.url.name())?)))
                .or_else(|| {
                    Some((
                        "kind_by_readme_title",
                        words::title(outline?.headings.first()?)?,
                    ))
                })
        })
        .or_else(|| {
            with_code(HARDLY_ANY_CODE)?;
            let published = [homepage, description, readme].into_iter();
            Some((
                "kind_by_publication",
                published.flat_map(words::publication).next()?,
            ))
        })
        .or_else(|| {
            with_code(0)?;
            let said = words::sentence(description).map(|sign| ("kind_by_description", sign));
            said.or_else(|| Some(("kind_by_readme", words::sentence(opening(readme))?)))
        })
}

fn opening(readme: &str) -> &str {
    let most = OPENING_BYTES.min(readme.len());
    let end = (0..=most).rev().find(|&at| readme.is_char_boundary(at));
    &readme[..end.unwrap_or(0)]
}

#[cfg(test)]
mod tests;
