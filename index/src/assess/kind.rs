//! What a repository publishes: software, a standard, data, or documentation.
//!
//! Software is the rule, and anything else needs two things: hardly any code,
//! and a sign of what it is instead. A sign that software is often named for
//! needs more markup than code beside it. Bytes of code are those of languages that
//! programs are written in; markup and style sheets are none.

mod words;

use async_graphql::Enum;
use bronwijzer_crawler::observation::{LanguageSize, Observation};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use super::publiccode::Publiccode;
use super::readme::Outline;
use super::{Fact, Reason, Verdict};
use words::{Named, Sign};

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

/// Up to so many bytes of code a clear sign tells what it is instead: scripts
/// that publish a standard fit in that.
const LITTLE_CODE: u64 = 50_000;

/// Up to so many bytes of code, or where markup is more than that, a word counts
/// that software is often named for.
const NEXT_TO_NO_CODE: u64 = 2_000;

/// Up to so many bytes of code a mention of a publication is enough.
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
    if let Some((rule, sign)) = sign(observation, readme, Code::of(languages)) {
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

/// How much code there is.
#[derive(Clone, Copy)]
struct Code {
    /// In bytes. GitLab tells shares of ten thousand; where the sizes add up so,
    /// any code counts as much.
    bytes: u64,
    /// Whether there is less of it than of markup.
    is_minor: bool,
}

impl Code {
    fn of(languages: &[LanguageSize]) -> Self {
        let sum = |total: u64, language: &LanguageSize| total.saturating_add(language.bytes);
        let whole: u64 = languages.iter().fold(0, sum);
        let code = languages.iter().filter(|language| is_code(language));
        let code = code.fold(0, sum);
        let are_shares = (9_990..=10_010).contains(&whole);
        Self {
            bytes: if are_shares && code > 0 {
                u64::MAX
            } else {
                code
            },
            is_minor: code < whole - code,
        }
    }

    /// Whether it outweighs what says little.
    fn is_much(self) -> bool {
        !self.is_minor && self.bytes > NEXT_TO_NO_CODE
    }

    /// Whether a sign is not outweighed by code.
    fn leaves(self, sign: &Sign) -> bool {
        !sign.is_weak() || !self.is_much()
    }
}

/// The first sign of another kind than software, the clearest first. A name or a
/// title that is of software outweighs words in topics, names and titles.
fn sign(
    observation: &Observation,
    outline: Option<&Outline>,
    code: Code,
) -> Option<(&'static str, Sign)> {
    let description = observation.description.as_deref().unwrap_or_default();
    let homepage = observation.homepage.as_deref().unwrap_or_default();
    let readme = observation.readme.as_ref().map(|file| file.text.as_str());
    let readme = readme.unwrap_or_default();
    let with_code = code.bytes > 0;
    let name = words::title(observation.url.name(), with_code);
    let heading = outline.and_then(|outline| outline.headings.first());
    let title = heading.map_or(Named::Nothing, |heading| words::title(heading, with_code));
    let is_software = with_code && (name == Named::Software || title == Named::Software);
    let sign_of = |named: Named| match named {
        Named::Other(sign) => Some(sign).filter(|sign| code.leaves(sign)),
        Named::Software | Named::Nothing => None,
    };
    let up_to = |bytes: u64| (code.bytes <= bytes).then_some(());
    up_to(LITTLE_CODE)
        .filter(|()| !is_software)
        .and_then(|()| {
            let topics = observation.topics.iter().flatten();
            topics
                .filter_map(|topic| words::topic(topic))
                .find(|sign| code.leaves(sign))
                .map(|sign| ("kind_by_topic", sign))
                .or_else(|| Some(("kind_by_name", sign_of(name)?)))
                .or_else(|| Some(("kind_by_readme_title", sign_of(title)?)))
        })
        .or_else(|| {
            up_to(HARDLY_ANY_CODE).filter(|()| !code.is_much())?;
            let published = [homepage, description, readme].into_iter();
            Some((
                "kind_by_publication",
                published.flat_map(words::publication).next()?,
            ))
        })
        .or_else(|| {
            up_to(0)?;
            let said = words::sentence(description).map(|sign| ("kind_by_description", sign));
            said.or_else(|| Some(("kind_by_readme", words::sentence(opening(readme))?)))
        })
}

fn opening(readme: &str) -> &str {
    let max = OPENING_BYTES.min(readme.len());
    let end = (0..=max).rev().find(|&at| readme.is_char_boundary(at));
    &readme[..end.unwrap_or(0)]
}

#[cfg(test)]
mod tests;
