//! What the name, the account and the texts of a repository call it, weighed
//! against its code.

use bronwijzer_crawler::observation::Observation;

use super::RepositoryKind::Standard;
use super::code::Code;
use super::phrases;
use super::words::{self, Sign};
use crate::assess::readme::{self, Outline, Passage};

/// Up to so many bytes of programs a repository is what it says that it holds.
const SAID: u64 = 150_000;

/// Up to so many a clear sign tells what it is instead: scripts that publish a
/// standard fit in that.
pub(super) const LITTLE_CODE: u64 = 50_000;

/// Up to so many it is what its account publishes, and a word counts that says
/// what any repository may hold.
const SOME_CODE: u64 = 20_000;

/// Up to so many what a text calls it is enough, or a mention of a publication.
pub(super) const HARDLY_ANY_CODE: u64 = 10_000;

/// Up to so many bytes of code, or where markup is more than that, a word counts
/// that software is often named for.
const NEXT_TO_NO_CODE: u64 = 2_000;

/// How many bytes of a README count as its opening.
const OPENING_BYTES: usize = 600;

/// How many bytes of a README are read for what it says of the repository.
const READ_BYTES: usize = 3_000;

/// How many passages of a README say what it is about.
const FIRST_PASSAGES: usize = 3;

/// What names and texts call a repository, to be weighed against its code.
pub(super) struct Signs<'a> {
    pub(super) code: Code,
    pub(super) owner: &'a str,
    topics: &'a [String],
    name: Option<Sign>,
    title: Option<Sign>,
    homepage: &'a str,
    description: &'a str,
    readme: &'a str,
    /// The first passages of the README, with the headings among them.
    passages: Vec<Passage>,
    /// Whether its name or title is of software.
    pub(super) is_software: bool,
    /// Whether that is an API and nothing else.
    is_api: bool,
}

/// A rule, and the sign that it found.
type Found = (&'static str, Sign);

impl<'a> Signs<'a> {
    pub(super) fn of(observation: &'a Observation, outline: Option<&Outline>, code: Code) -> Self {
        let name = phrases::name(observation.url.name(), code.is_any());
        let heading = outline.and_then(|outline| outline.sections.first());
        let title = heading.and_then(|heading| phrases::title(&heading.heading, code.is_any()));
        let readme = observation.readme.as_ref();
        let named = || [&name, &title].into_iter().flatten();
        let is_software = named().any(Sign::is_software);
        let is_api = named().all(Sign::is_api);
        Self {
            code,
            owner: observation.url.owner(),
            topics: observation.topics.as_deref().unwrap_or_default(),
            is_software,
            is_api,
            name,
            title,
            homepage: observation.homepage.as_deref().unwrap_or_default(),
            description: observation.description.as_deref().unwrap_or_default(),
            readme: readme.map_or("", |file| file.text.as_str()),
            passages: readme
                // Nothing that it says outweighs more.
                .filter(|_| code.is_within(SAID) || !code.has_bytes())
                .map(|file| readme::passages(file, READ_BYTES))
                .unwrap_or_default(),
        }
    }

    /// The first sign, the clearest first. What says that it is software ends the
    /// search, and its code tells which.
    pub(super) fn first(&self) -> Option<Found> {
        if let Some(found) = self.contents() {
            let counts = !found.1.is_software() || !self.code.is_any();
            return counts.then_some(found);
        }
        if let Some(found) = self.packed().or_else(|| self.named()) {
            return Some(found);
        }
        let published = self.published();
        if self.is_software && self.code.is_any() {
            // Standards are about such software too.
            return published.filter(|(_, sign)| self.is_api && sign.kind == Standard);
        }
        if self.is_defined_as_software() {
            return None;
        }
        published
            .or_else(|| self.defined())
            .or_else(|| self.mentioned())
    }

    fn sentences(&self) -> impl Iterator<Item = &str> {
        let passages = self.passages.iter().map(|passage| passage.text.as_str());
        std::iter::once(self.description)
            .chain(passages)
            .flat_map(sentences)
    }

    /// What it says that it holds.
    pub(super) fn contents(&self) -> Option<Found> {
        let sign = self.sentences().find_map(phrases::contents)?;
        let is_said = if sign.is_faint() {
            self.code.is_below(SOME_CODE)
        } else {
            self.code.is_within(SAID) || !self.code.has_bytes()
        };
        (is_said || sign.is_software()).then_some(("kind_by_contents", sign))
    }

    /// Software that no language shows.
    fn packed(&self) -> Option<Found> {
        let mut signs = [&self.name, &self.title].into_iter().flatten();
        let sign = signs.find(|sign| sign.is_software() && sign.needs_no_code())?;
        (!self.code.is_any()).then(|| ("kind_by_software_name", sign.clone()))
    }

    /// What topics, name and title call it.
    fn named(&self) -> Option<Found> {
        if self.is_software && self.code.is_any() {
            return None;
        }
        let topics = self.topics.iter().filter_map(|topic| phrases::topic(topic));
        let mut signs = topics
            .map(|sign| ("kind_by_topic", sign))
            .chain(self.name.clone().map(|sign| ("kind_by_name", sign)))
            .chain(
                self.title
                    .clone()
                    .map(|sign| ("kind_by_readme_title", sign)),
            );
        signs.find(|(_, sign)| !sign.is_software() && self.leaves(sign))
    }

    /// Whether a sign is not outweighed by code.
    fn leaves(&self, sign: &Sign) -> bool {
        if sign.is_weak() {
            self.code.is_within(LITTLE_CODE) && self.code.is_minor(NEXT_TO_NO_CODE)
        } else {
            self.code.is_within(LITTLE_CODE) || !self.code.has_bytes()
        }
    }

    /// What it is published with or at.
    fn published(&self) -> Option<Found> {
        let is_little = self.code.is_within(NEXT_TO_NO_CODE)
            || self.code.is_within(HARDLY_ANY_CODE) && self.code.is_minor(NEXT_TO_NO_CODE);
        let texts = [self.homepage, self.description, self.readme].into_iter();
        let sign = texts.filter_map(phrases::publication).next()?;
        is_little.then_some(("kind_by_publication", sign))
    }

    /// What its description or the start of its README calls it.
    fn definition(&self) -> Option<Sign> {
        let texts = self.passages.iter().take(FIRST_PASSAGES);
        let texts = texts.map(|passage| passage.text.as_str());
        let mut firsts = std::iter::once(self.description)
            .chain(texts)
            .filter_map(|text| sentences(text).next());
        firsts.find_map(phrases::definition)
    }

    fn is_defined_as_software(&self) -> bool {
        self.definition().is_some_and(|sign| sign.is_software())
    }

    /// What is called something else than software.
    fn defined(&self) -> Option<Found> {
        let sign = self.definition()?;
        let counts = self.code.is_within(HARDLY_ANY_CODE) && self.leaves(&sign);
        counts.then_some(("kind_by_definition", sign))
    }

    /// Any sign where there is no code.
    fn mentioned(&self) -> Option<Found> {
        if self.code.is_any() {
            return None;
        }
        let said = phrases::mention(self.description).map(|sign| ("kind_by_description", sign));
        said.or_else(|| Some(("kind_by_readme", phrases::mention(opening(self.readme))?)))
    }

    /// Whether it is of a body that publishes standards, and nothing calls it
    /// software.
    pub(super) fn is_of_standards_body(&self) -> bool {
        let is_software = |sign: &Sign| sign.is_software() && !sign.is_api();
        let said = self.sentences().find_map(phrases::contents);
        words::is_standards_body(self.owner)
            && self.code.is_below(SOME_CODE)
            && ![&self.name, &self.title, &said, &self.definition()]
                .into_iter()
                .flatten()
                .any(is_software)
    }
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let ends = [". ", "! ", "? "];
    ends.into_iter()
        .fold(vec![text], |parts, end| {
            parts.into_iter().flat_map(|part| part.split(end)).collect()
        })
        .into_iter()
}

fn opening(readme: &str) -> &str {
    let max = OPENING_BYTES.min(readme.len());
    let end = (0..=max).rev().find(|&at| readme.is_char_boundary(at));
    &readme[..end.unwrap_or(0)]
}
