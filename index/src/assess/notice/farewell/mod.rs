//! Farewells: sentences in which the owner of a repository says that it has come to an end
//! here, in the first part of its README or in its description, in Dutch and English.
//!
//! A sentence counts by what it is from its beginning on, as with requests: of whom, what,
//! and what follows. 'This replaces the deprecated X' and 'the old API is discontinued' are
//! of something else. Better one missed than one too many.

mod grammar;
mod lexicon;
mod parts;
mod successor;

use async_graphql::Enum;
use bronwijzer_crawler::observation::{Observation, TextFile};

use self::grammar::{Found, Position};
use self::lexicon::{After, BADGES, POINTERS, POINTING, REVIVED};
pub use self::successor::Successor;
use self::successor::Targets;
use super::reader::Reader;
use super::sentences::{Word, sentences, texts, without_quotations, words};
use super::words::PROJECT;
use super::{is_about_others, shortened};
use crate::assess::readme::{MARKERS, Passage, passages};

/// How much of a README is searched, in bytes: a farewell that is meant to be seen stands at
/// the start.
const FAREWELL_BYTES: usize = 4 * 1024;

/// The first paragraphs and headings of a text, in which a label is a farewell.
const TOP: usize = 4;

/// How many sentences behind a farewell may name the successor.
const NEARBY: usize = 3;

/// Names that are those of things too, so that a sentence about them is not of the project.
#[rustfmt::skip]
const GENERAL_NAMES: &[&str] = &[
    "api", "backend", "client", "common", "core", "data", "demo", "design", "docs",
    "documentation", "documentatie", "frontend", "model", "portal", "search", "server", "site",
    "standaard", "standard", "support", "system", "test", "tests", "tools", "version", "viewer",
    "website", "wiki",
];

/// What a farewell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Enum, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum FarewellKind {
    /// It should not be used any more.
    Deprecated,
    /// Work on it was stopped.
    Discontinued,
    /// Nobody maintains it any more.
    Unmaintained,
    /// It is kept for reading only.
    Archived,
    /// Something else took its place.
    Superseded,
    /// It went to another address.
    Moved,
    /// It became a part of something else.
    Merged,
    /// It is a copy of what is kept up elsewhere.
    Mirror,
}
bronwijzer_crawler::named!(FarewellKind);

/// Where an owner says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Enum)]
pub enum FarewellPlace {
    /// In the first part of the README.
    Readme,
    /// In the description on the forge.
    Description,
}

/// What an owner says of the end of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Farewell {
    /// What it says.
    pub kind: FarewellKind,
    /// Where.
    pub place: FarewellPlace,
    /// The words, as they stand there.
    pub words: String,
    /// What comes after, where that is named.
    pub successor: Option<Successor>,
}

/// Whether a word stands for a link or for code.
fn is_marker(word: &str) -> bool {
    word.chars().next().is_some_and(|c| MARKERS.contains(&c))
}

/// The farewell of a repository; of one in its README and one in its description the one
/// that names what comes after.
pub(in crate::assess) fn find(observation: &Observation) -> Option<Farewell> {
    let description = observation.description.as_ref().map(|text| {
        let bytes = text.len() as u64;
        TextFile::capped("description.md", text.clone(), bytes, false)
    });
    let in_text = |file: Option<&TextFile>, place| {
        let file = file?;
        Search::new(observation, file, place).farewell()
    };
    let readme = in_text(observation.readme.as_ref(), FarewellPlace::Readme);
    let description = in_text(description.as_ref(), FarewellPlace::Description);
    match (readme, description) {
        (Some(one), Some(other)) if one.successor.is_none() && other.successor.is_some() => {
            Some(other)
        }
        (one, other) => one.or(other),
    }
}

/// A text that is searched.
struct Search<'a> {
    observation: &'a Observation,
    passages: Vec<Passage>,
    names: Vec<Vec<String>>,
    place: FarewellPlace,
    /// The name of a badge that says so.
    badge: Option<(FarewellKind, &'static str)>,
}

impl<'a> Search<'a> {
    fn new(observation: &'a Observation, file: &TextFile, place: FarewellPlace) -> Self {
        let passages = passages(file, FAREWELL_BYTES);
        let start: String = file.text.chars().take(FAREWELL_BYTES).collect();
        let start = start.to_lowercase();
        let badge = BADGES.iter().find(|(_, address)| start.contains(address));
        Self {
            observation,
            names: names(observation, &passages),
            passages,
            place,
            badge: badge.copied(),
        }
    }

    fn farewell(&self) -> Option<Farewell> {
        let mut found: Option<Farewell> = None;
        for at in 0..self.passages.len() {
            let Some(farewell) = self.in_passage(at) else {
                continue;
            };
            match &mut found {
                // What comes after may stand with a second one.
                Some(first) if first.successor.is_none() => {
                    if farewell.successor.is_some() {
                        first.successor = farewell.successor;
                        break;
                    }
                }
                Some(_) => break,
                None => found = Some(farewell),
            }
        }
        let badge = self.badge.map(|(kind, address)| Farewell {
            kind,
            place: self.place,
            words: address.to_owned(),
            successor: None,
        });
        found.or(badge)
    }

    fn in_passage(&self, at: usize) -> Option<Farewell> {
        let passage = &self.passages[at];
        if is_about_others(&passage.section) {
            return None;
        }
        let text = without_quotations(&passage.marked);
        let all = sentences(&text);
        for (number, sentence) in all.iter().enumerate() {
            let position = Position {
                is_first: number == 0,
                is_at_top: at < TOP || self.place == FarewellPlace::Description,
            };
            let read = words(sentence);
            let texts = texts(&read);
            let reader = Reader {
                words: &texts,
                names: &self.names,
            };
            let found = if sentence.trim_end().ends_with('?') {
                None
            } else {
                reader.farewell(position).map(|found| {
                    let end = found.end.max(found.start + 1);
                    let said = &sentence[read[found.start].start..read[end - 1].end];
                    (found, shortened(said))
                })
            };
            let label = || self.label(passage, sentence, &read, &reader, position);
            let Some((found, said)) = found.or_else(label) else {
                continue;
            };
            let later = &all[number + 1..];
            let is_over = later.iter().any(|sentence| {
                words(sentence)
                    .iter()
                    .any(|word| REVIVED.contains(&word.text.as_ref()))
            });
            if is_over {
                return None;
            }
            let own = self.targets(passage).of_sentence(sentence, &found);
            let successor = match own {
                Some(own) => Some(own),
                None => self.named_later(at, later),
            };
            if !self.is_complete(&found, successor.as_ref(), sentence) {
                continue;
            }
            return Some(Farewell {
                kind: found.kind,
                place: self.place,
                words: said,
                successor,
            });
        }
        None
    }

    fn targets<'b>(&'b self, passage: &'b Passage) -> Targets<'b> {
        Targets {
            here: &self.observation.url,
            shown: &passage.shown,
        }
    }

    /// 'DEPRECATED', '[archived] name', 'name (deprecated)', 'Status: discontinued'.
    fn label(
        &self,
        passage: &Passage,
        sentence: &str,
        words: &[Word<'_>],
        reader: &Reader<'_>,
        position: Position,
    ) -> Option<(Found, String)> {
        let texts = reader.words;
        let found = |kind, start: usize, end: usize| {
            let found = Found {
                kind,
                start,
                end,
                after: After::Anything,
                target: end,
            };
            let said = &sentence[words[start].start..words[end - 1].end];
            Some((found, shortened(said)))
        };
        let first = texts
            .iter()
            .position(|word| *word != "," && !is_marker(word))?;
        let status = reader.any(first, PROJECT);
        let status = reader.one(status, &["status", "projectstatus"]);
        if let Some((kind, end)) = status.and_then(|at| reader.label(reader.any(at, &[",", "is"])))
            && matches!(reader.rest(end), [] | [",", ..])
        {
            return found(kind, first, end);
        }
        if !position.is_at_top || !position.is_first {
            return None;
        }
        let between = |end: usize| {
            let next = words.get(end).map_or(sentence.len(), |word| word.start);
            &sentence[words[end - 1].end..next]
        };
        if let Some((kind, end)) = reader.label(first) {
            let ends = matches!(reader.rest(end), [] | [",", ..]) || between(end).contains(PARTING);
            if ends {
                return found(kind, first, end);
            }
        }
        // A title that ends with it.
        let is_title = passage.is_heading || self.place == FarewellPlace::Description;
        let last = texts.iter().rposition(|word| *word != ",")? + 1;
        for start in (first + 1..last).rev().take(LONGEST_LABEL) {
            let before = texts[..start].iter().rposition(|word| *word != ",")? + 1;
            let parting = &sentence[words[before - 1].end..words[start].start];
            if let Some((kind, end)) = reader.label(start)
                && end == last
                && is_title
                && parting.contains(PARTING)
            {
                return found(kind, start, end);
            }
        }
        None
    }

    /// What the sentences behind a farewell point to, in its passage and the next.
    fn named_later(&self, at: usize, later: &[&str]) -> Option<Successor> {
        let targets = self.targets(&self.passages[at]);
        let named = later
            .iter()
            .take(NEARBY)
            .find_map(|sentence| self.pointed(sentence, &targets));
        named.or_else(|| {
            let next = self.passages.get(at + 1)?;
            let targets = self.targets(next);
            let text = without_quotations(&next.marked);
            let sentences = sentences(&text);
            let mut sentences = sentences.iter().take(NEARBY);
            sentences.find_map(|sentence| self.pointed(sentence, &targets))
        })
    }

    fn pointed(&self, sentence: &str, targets: &Targets<'_>) -> Option<Successor> {
        let words = words(sentence);
        let texts = texts(&words);
        let reader = Reader {
            words: &texts,
            names: &self.names,
        };
        let first = texts.iter().position(|word| *word != ",")?;
        let deep = Position {
            is_first: false,
            is_at_top: false,
        };
        let is_pointer = reader.phrase(first, POINTERS).is_some()
            || POINTING.iter().any(|word| texts.contains(word))
            || reader.farewell(deep).is_some();
        is_pointer.then(|| targets.first_link(sentence)).flatten()
    }

    /// Whether all is named that the farewell needs.
    fn is_complete(&self, found: &Found, successor: Option<&Successor>, sentence: &str) -> bool {
        match found.after {
            After::Anything => true,
            After::By => {
                let needs_address = found.kind == FarewellKind::Mirror;
                successor.is_some_and(|named| !needs_address || named.url.is_some())
            }
            After::To => {
                successor.is_some_and(|named| named.url.is_some())
                    || self.targets_elsewhere(found, sentence)
            }
            After::ToRepository => {
                successor.is_some_and(Successor::is_on_a_forge)
                    || self.targets_elsewhere(found, sentence)
            }
            After::Into => successor.is_some_and(Successor::is_on_a_forge),
            After::Sibling => successor.is_some_and(|named| named.is_under(&self.observation.url)),
        }
    }

    fn targets_elsewhere(&self, found: &Found, sentence: &str) -> bool {
        let words = words(sentence);
        let texts = texts(&words);
        let reader = Reader {
            words: &texts,
            names: &self.names,
        };
        found.target > 0 && reader.is_elsewhere(found.target, self.observation.url.host())
    }
}

/// The most words of a label.
const LONGEST_LABEL: usize = 4;

/// What parts a label from the rest of a title.
const PARTING: [char; 10] = [':', '(', ')', '[', ']', '-', '–', '—', '|', '!'];

/// What the project calls itself: its name on the forge, that with the owner's before it, and
/// the title of the README when that is short.
fn names(observation: &Observation, passages: &[Passage]) -> Vec<Vec<String>> {
    let title = passages.iter().find(|passage| passage.is_heading);
    let (owner, name) = (observation.url.owner(), observation.url.name());
    let mut names: Vec<Vec<String>> = [
        name.to_owned(),
        format!("{owner} {name}"),
        title.map(|title| title.text.clone()).unwrap_or_default(),
    ]
    .iter()
    .map(|name| {
        let words = words(name).into_iter();
        words.map(|word| word.text.into_owned()).collect()
    })
    .filter(|name: &Vec<String>| is_telling(name))
    .collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.dedup();
    names
}

fn is_telling(name: &[String]) -> bool {
    match name {
        [] => false,
        [word] => {
            let is_general =
                GENERAL_NAMES.contains(&word.as_str()) || PROJECT.contains(&word.as_str());
            word.chars().count() > 2 && !is_general
        }
        words => words.len() <= 5 && !words.iter().any(|word| word == ","),
    }
}

#[cfg(test)]
mod tests;
