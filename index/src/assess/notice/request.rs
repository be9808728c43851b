//! Requests: sentences in which the writer of a README asks for a maintainer of the project,
//! or says that it has none.

use super::reader::Reader;
use super::sentences::{sentences, texts, without_quotations, words};
use super::words::{
    ADVERBS, AFTER, FILLERS, IS_OVER, LEAD_IN, MAINTAINERS, OURS, PERSONS, TAKES_BACK, TASKS, THIS,
};
use super::{is_about_others, shortened};
use crate::assess::readme::Passage;

/// How many words the task of a maintainer may be away.
const NEAR: usize = 6;

/// The request in a passage of a project with this name, as it stands there.
pub(in crate::assess) fn find(passage: &Passage, name: &str) -> Option<String> {
    if is_about_others(&passage.section) || !names_maintainer(&passage.text) {
        return None;
    }
    let text = without_quotations(&passage.text);
    let name = words(name)
        .into_iter()
        .map(|word| word.text.into_owned())
        .collect();
    let names = [name];
    let sentences = sentences(&text);
    let mut sentences = sentences.iter().peekable();
    while let Some(sentence) = sentences.next() {
        let next = sentences.peek().map(|next| words(next));
        let is_over = next.is_some_and(|next| {
            next.iter()
                .any(|word| IS_OVER.contains(&word.text.as_ref()))
        });
        if !is_over && let Some(notice) = in_sentence(sentence, &names) {
            return Some(notice);
        }
    }
    None
}

/// Whether a text has a word that each request has.
fn names_maintainer(text: &str) -> bool {
    let text = text.to_lowercase();
    MAINTAINERS.iter().any(|word| text.contains(word))
}

fn in_sentence(sentence: &str, names: &[Vec<String>]) -> Option<String> {
    if sentence.trim_end().ends_with('?') {
        return None;
    }
    let words = words(sentence);
    let texts = texts(&words);
    let reader = Reader {
        words: &texts,
        names,
    };
    let mut start = 0;
    while start < texts.len() {
        if let Some(end) = reader.notice(start)
            && reader.may_follow(end)
        {
            let text = &sentence[words[start].start..words[end - 1].end];
            return Some(shortened(text));
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

impl Reader<'_> {
    fn notice(&self, at: usize) -> Option<usize> {
        self.asks(at)
            .or_else(|| self.inverted(at))
            .or_else(|| self.wanted(at))
            .or_else(|| self.without_maintainer(at))
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
        let found = match self.word(at) {
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

    /// 'This project has no maintainer', 'dit project heeft geen beheerder'.
    fn without_maintainer(&self, at: usize) -> Option<usize> {
        let moments = &["currently", "momenteel", "now", "nu"];
        let verb = self.any(self.project(at, THIS)?, moments);
        let from = self.any(self.one(verb, &["has", "heeft"])?, moments);
        self.maintainer(self.one(from, &["no", "geen"])?)
    }

    fn maintainer(&self, at: usize) -> Option<usize> {
        self.one(self.any(at, FILLERS), MAINTAINERS)
    }

    fn person(&self, at: usize) -> Option<usize> {
        self.one(at, PERSONS)
    }

    /// Whether what follows a notice that ends at `at` leaves it one.
    fn may_follow(&self, at: usize) -> bool {
        let rest = self.rest(at);
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
}

#[cfg(test)]
mod tests;
