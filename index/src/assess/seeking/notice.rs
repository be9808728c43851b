//! Sentences in which the writer of a README asks for a maintainer of the
//! project, or says that it has none; in Dutch and in English.
//!
//! A sentence counts by what it is from its beginning to what follows the
//! notice: what may stand before it, within it and after it is listed, and any
//! other word makes it something else. So negations, conditions, questions,
//! quotations, stories of the past and sentences about other software are none,
//! for what they have and a notice has not. Better one missed than one too many.

mod sentences;
mod words;

use self::sentences::{sentences, without_quotations, words};
use self::words::{
    ADVERBS, AFTER, FILLERS, IS_OVER, LEAD_IN, MAINTAINERS, OTHER_SECTIONS, OURS, PERSONS, PROJECT,
    TAKES_BACK, TASKS, THIS,
};
use super::super::readme::Passage;

/// How many words the task of a maintainer may be away.
const NEAR: usize = 6;

/// The longest notice that is given, in characters.
const LONGEST: usize = 160;

/// The notice in a passage of a project with this name, as it stands there.
pub(super) fn find(passage: &Passage, name: &str) -> Option<String> {
    if is_about_others(&passage.section) {
        return None;
    }
    let text = without_quotations(&passage.text);
    let name = words(name)
        .into_iter()
        .map(|word| word.text)
        .collect::<Vec<_>>();
    let sentences = sentences(&text);
    let mut sentences = sentences.iter().peekable();
    while let Some(sentence) = sentences.next() {
        let next = sentences.peek().map(|next| words(next));
        let is_over = next.is_some_and(|next| {
            next.iter()
                .any(|word| IS_OVER.contains(&word.text.as_str()))
        });
        if !is_over && let Some(notice) = in_sentence(sentence, &name) {
            return Some(notice);
        }
    }
    None
}

fn is_about_others(section: &str) -> bool {
    let section = section.to_lowercase();
    let words = section.split(|c: char| !c.is_alphanumeric() && c != ' ');
    words
        .flat_map(|part| {
            part.split(' ').scan(0, |at, word| {
                let start = *at;
                *at += word.len() + 1;
                Some(&part[start..])
            })
        })
        .any(|rest| OTHER_SECTIONS.iter().any(|start| rest.starts_with(start)))
}

fn in_sentence(sentence: &str, name: &[String]) -> Option<String> {
    if sentence.trim_end().ends_with('?') {
        return None;
    }
    let words = words(sentence);
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let reader = Reader {
        words: &texts,
        name,
    };
    let mut start = 0;
    while start < texts.len() {
        if let Some(end) = reader.notice(start)
            && reader.may_follow(end)
        {
            let text = &sentence[words[start].start..words[end - 1].end];
            return Some(text.chars().take(LONGEST).collect());
        }
        let may_lead_in = LEAD_IN.contains(&texts[start])
            || texts[start] == ","
            || texts[start].bytes().all(|byte| byte.is_ascii_digit());
        if !may_lead_in {
            return None;
        }
        // 'For this project we are looking for …', and for no other.
        start = match texts[start] {
            "for" | "voor" => reader.project(start + 1, OURS)?,
            _ => start + 1,
        };
    }
    None
}

/// Reads notices from a position in a sentence; each part gives back where it
/// ends.
struct Reader<'a> {
    words: &'a [&'a str],
    name: &'a [String],
}

impl Reader<'_> {
    fn notice(&self, at: usize) -> Option<usize> {
        self.asks(at)
            .or_else(|| self.inverted(at))
            .or_else(|| self.wanted(at))
            .or_else(|| self.without_upkeep(at))
    }

    /// 'We are looking for a maintainer', 'dit project zoekt een beheerder'; at
    /// the beginning also without a subject.
    fn asks(&self, at: usize) -> Option<usize> {
        let subject = self.person(at).or_else(|| self.project(at, OURS));
        let from = self.any(subject.unwrap_or(at), ADVERBS);
        let verbs: &[&[&str]] = if subject.is_some() {
            &[
                &["looking", "for"],
                &["searching", "for"],
                &["in", "search", "of"],
                &["in", "need", "of"],
                &["seeking"],
                &["seek"],
                &["seeks"],
                &["need"],
                &["needs"],
                &["op", "zoek", "naar"],
                &["zoeken"],
                &["zoekt"],
                &["zoek"],
            ]
        } else {
            &[
                &["looking", "for"],
                &["searching", "for"],
                &["seeking"],
                &["op", "zoek", "naar"],
            ]
        };
        let after = verbs.iter().find_map(|verb| self.all(from, verb))?;
        self.maintainer(self.any(after, ADVERBS))
    }

    /// 'Daarom zoeken wij een beheerder', 'momenteel zijn we op zoek naar'.
    fn inverted(&self, at: usize) -> Option<usize> {
        let verb = self.one(at, &["zoeken", "zoek", "zijn", "ben", "are", "am"])?;
        let after = self.any(self.person(verb)?, ADVERBS);
        let found = match self.words[at] {
            "zoeken" | "zoek" => Some(after),
            "zijn" | "ben" => self.all(after, &["op", "zoek", "naar"]),
            _ => self.all(after, &["looking", "for"]),
        };
        self.maintainer(found?)
    }

    /// 'Maintainer wanted', 'gezocht: beheerder', 'er wordt een beheerder
    /// gezocht', 'a new maintainer is needed'.
    fn wanted(&self, at: usize) -> Option<usize> {
        let is_wanted = &["wanted", "needed", "sought", "gezocht", "gevraagd"];
        if let Some(first) = self.one(at, &["wanted", "gezocht", "gevraagd"]) {
            let first = self.any(first, &[","]);
            return self.maintainer(first);
        }
        let there = self
            .all(at, &["er", "wordt"])
            .or_else(|| self.all(at, &["er", "worden"]));
        let from = self.any(there.unwrap_or(at), ADVERBS);
        let maintainer = self.maintainer(from)?;
        let end = self.one(self.any(maintainer, ADVERBS), is_wanted)?;
        // 'The maintainer wanted to': a verb, and no notice.
        (self.words.get(end) != Some(&"to")).then_some(end)
    }

    /// 'This project is no longer maintained', 'dit project heeft geen
    /// beheerder'.
    fn without_upkeep(&self, at: usize) -> Option<usize> {
        let subject = self.project(at, THIS)?;
        let moments = &["currently", "momenteel", "now", "nu"];
        let verb = self.any(subject, moments);
        let from = self.one(verb, &["is", "wordt", "has", "heeft"])?;
        let from = self.any(from, moments);
        if matches!(self.words[verb], "has" | "heeft") {
            let none = self.any(self.one(from, &["no", "geen"])?, FILLERS);
            return self.one(none, MAINTAINERS);
        }
        if let Some(end) = self.one(from, &["unmaintained"]) {
            return Some(end);
        }
        let negation = self
            .all(from, &["no", "longer"])
            .or_else(|| self.one(from, &["not", "niet"]))?;
        let between = &[
            "actief",
            "actively",
            "being",
            "currently",
            "langer",
            "meer",
            "door",
            "ons",
        ];
        let end = self.one(
            self.any(negation, between),
            &["maintained", "onderhouden", "beheerd"],
        )?;
        // That somebody else does not maintain it says nothing of the project.
        let rest = self.words.get(end..).unwrap_or_default();
        let by = rest.iter().position(|word| matches!(*word, "by" | "door"));
        match by.map(|by| (by, rest.get(by + 1).copied().unwrap_or_default())) {
            None => Some(end),
            Some((0, "us" | "anyone" | "anybody" | "me" | "ons" | "iemand" | "mij")) => {
                Some(end + 2)
            }
            Some(_) => None,
        }
    }

    fn maintainer(&self, at: usize) -> Option<usize> {
        self.one(self.any(at, FILLERS), MAINTAINERS)
    }

    fn person(&self, at: usize) -> Option<usize> {
        self.one(at, PERSONS)
    }

    /// The project itself: 'this repository', its own name, or 'project' alone.
    fn project(&self, at: usize, determiners: &[&str]) -> Option<usize> {
        let determined = self.one(at, determiners);
        if let Some(end) = self.one(determined.unwrap_or(at), PROJECT) {
            return (determined.is_some() || determiners.len() > THIS.len()).then_some(end);
        }
        let name: Vec<&str> = self.name.iter().map(String::as_str).collect();
        (!name.is_empty()).then(|| self.all(at, &name)).flatten()
    }

    /// Whether what follows a notice that ends at `at` leaves it one.
    fn may_follow(&self, at: usize) -> bool {
        let rest = self.words.get(at..).unwrap_or_default();
        if rest.iter().any(|word| TAKES_BACK.contains(word)) {
            return false;
        }
        match rest {
            [] => true,
            // For other software, unless it is the project.
            ["for" | "voor" | "of" | "van", ..] => {
                self.project(at + 1, OURS).is_some()
                    || matches!(rest, [_, "it" | "him" | "hem", ..])
            }
            // 'Maintainers are needed to approve a change' asks for none.
            ["to" | "om", rest @ ..] => rest.iter().take(NEAR).any(|word| TASKS.contains(word)),
            [first, ..] => AFTER.contains(first),
        }
    }

    fn one(&self, at: usize, known: &[&str]) -> Option<usize> {
        let word = self.words.get(at)?;
        known.contains(word).then_some(at + 1)
    }

    fn all(&self, at: usize, words: &[&str]) -> Option<usize> {
        let here = self.words.get(at..at + words.len())?;
        (here == words).then_some(at + words.len())
    }

    /// As many of the words as there are.
    fn any(&self, at: usize, known: &[&str]) -> usize {
        let rest = self.words.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|word| known.contains(*word)).count()
    }
}

#[cfg(test)]
mod tests;
