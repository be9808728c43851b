//! The grammar of farewells: what a sentence has to be from its beginning on.

use super::super::reader::Reader;
use super::super::words::{LEAD_IN, PROJECT, THIS};
use super::lexicon::{
    ADJECTIVES, AUXILIARIES, After, ENDED, FORMER, KEEPING_UP, LABELS, NO_LONGER, NO_UPKEEP, NOUNS,
    PREDICATES, UPKEEP_ADVERBS, WORK,
};
use super::{FarewellKind, is_marker};

/// A name is shorter than so many words.
const SHORT_NAME: usize = 4;

/// A predicate that was found in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) kind: FarewellKind,
    /// The words that say it, from the subject to the predicate.
    pub(super) start: usize,
    pub(super) end: usize,
    /// What has to be named as well.
    pub(super) after: After,
    /// Where what is named may begin.
    pub(super) target: usize,
}

/// Where a sentence stands: at the first place of a text more is a farewell than deep in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    /// It begins its paragraph or heading.
    pub(super) is_first: bool,
    /// The paragraph is among the first of the text.
    pub(super) is_at_top: bool,
}

impl Reader<'_> {
    /// The farewell that a sentence is, after what may lead in.
    pub(super) fn farewell(&self, position: Position) -> Option<Found> {
        let mut start = 0;
        while start < self.words.len() {
            let found = self
                .stated(start, position)
                .or_else(|| self.verb_first(start, position))
                .or_else(|| self.introduced(start))
                .or_else(|| self.work(start, position))
                .or_else(|| self.by_us(start))
                .or_else(|| self.by_sibling(start, position))
                .or_else(|| self.whole(start));
            if found.is_some() {
                return found;
            }
            if position.is_at_top
                && position.is_first
                && let Some(found) = self.unsaid(start)
            {
                return Some(found);
            }
            let word = self.word(start);
            let may_lead_in = LEAD_IN.contains(&word)
                || word == ","
                || is_marker(word)
                || ["announcement", "mededeling", "deprecation"].contains(&word)
                || word.bytes().all(|byte| byte.is_ascii_digit());
            if !may_lead_in {
                return None;
            }
            start += 1;
        }
        None
    }

    /// 'This project is deprecated', 'deze repository wordt niet meer onderhouden'.
    fn stated(&self, at: usize, position: Position) -> Option<Found> {
        let subject = self.subject(at, position)?;
        let verb = self.one(subject, AUXILIARIES)?;
        self.introduction(at, verb)
            .or_else(|| self.predicate(at, self.between(verb)))
    }

    /// 'Er vindt geen onderhoud meer plaats'.
    fn whole(&self, start: usize) -> Option<Found> {
        let end = self.phrase(start, NO_UPKEEP)?;
        Some(Found {
            kind: FarewellKind::Unmaintained,
            start,
            end,
            after: After::Anything,
            target: end,
        })
    }

    /// 'HQ has been replaced by', by whatever name a text begins: by a repository of the same
    /// owner.
    fn by_sibling(&self, start: usize, position: Position) -> Option<Found> {
        if !position.is_at_top || !position.is_first {
            return None;
        }
        let subject = self.any(start, &["the", "de", "het"]);
        let verb =
            (subject + 1..subject + SHORT_NAME).find(|at| AUXILIARIES.contains(&self.word(*at)))?;
        let is_name = self.words[subject..verb]
            .iter()
            .all(|word| *word != "," && !is_marker(word));
        let found = self
            .predicate(start, self.between(verb + 1))
            .filter(|_| is_name)?;
        (found.kind == FarewellKind::Superseded).then_some(Found {
            after: After::Sibling,
            ..found
        })
    }

    /// 'Sinds 2024 wordt dit project niet meer onderhouden'.
    fn verb_first(&self, at: usize, position: Position) -> Option<Found> {
        let verb = self.one(at, &["is", "wordt", "werd", "are"])?;
        let subject = self.subject(verb, position)?;
        self.predicate(verb, self.between(subject))
    }

    /// 'This is a deprecated repository', 'dit is een alleen-lezen mirror van'.
    fn introduced(&self, at: usize) -> Option<Found> {
        let this = self.one(at, THIS)?;
        let verb = self.one(this, &["is", "was"])?;
        self.introduction(at, verb)
    }

    /// What follows 'this is': an article, adjectives and a noun.
    fn introduction(&self, start: usize, verb: usize) -> Option<Found> {
        let article = &["a", "an", "the", "een", "de", "het", "only", "just", "now"];
        let mut at = self.any(verb, article);
        if at == verb {
            return None;
        }
        let found = |kind, end| Found {
            kind,
            start,
            end,
            after: After::Anything,
            target: end,
        };
        let (mut kind, mut is_former, mut is_read_only) = (None, false, false);
        loop {
            let ended = ENDED
                .iter()
                .find_map(|(kind, words)| Some((*kind, self.one(at, words)?)));
            if let Some((ended, end)) = ended {
                kind = Some(ended);
                at = end;
            } else if let Some(end) = self.one(at, FORMER) {
                is_former = true;
                at = end;
            } else if let Some(end) = self.phrase(at, &["read only", "readonly", "alleen lezen"]) {
                is_read_only = true;
                at = end;
            } else if let Some(end) = self.one(at, ADJECTIVES).or_else(|| self.one(at, &[","])) {
                at = end;
            } else {
                break;
            }
        }
        let mirror = self.one(at, &["mirror", "spiegel"]);
        let copy = self.one(at, &["copy", "clone", "kopie", "version", "versie"]);
        if let Some(end) = mirror.or_else(|| copy.filter(|_| is_read_only)) {
            let of = self.one(end, &["of", "van", "from"])?;
            return Some(Found {
                after: After::By,
                target: of,
                ..found(FarewellKind::Mirror, end)
            });
        }
        let noun = self.one(at, PROJECT).or_else(|| self.one(at, NOUNS));
        if let (Some(kind), Some(end)) = (kind, noun.or(copy)) {
            return Some(found(kind, end));
        }
        let place = self.one(at, &["repository", "repo", "repos", "codebase"]);
        place
            .filter(|_| is_former)
            .map(|end| found(FarewellKind::Deprecated, end))
    }

    /// 'Development of this project has moved to', 'the maintenance of this page is
    /// discontinued'.
    fn work(&self, at: usize, position: Position) -> Option<Found> {
        let from = self.any(at, &["the", "all", "any", "de", "het", "alle"]);
        let rest = self.rest(from).iter();
        let adjectives = rest.take_while(|word| ADJECTIVES.contains(word) && !WORK.contains(word));
        let mut end = self.one(from + adjectives.count(), WORK)?;
        let development = ["development", "ontwikkeling", "doorontwikkeling"];
        let is_development = position.is_at_top && development.contains(&self.word(end - 1));
        let is_of_all = self.one(end, &["of", "for", "on", "van", "aan", "voor"]);
        let subject = is_of_all.and_then(|of| {
            let page = self.phrase(of, &["this page", "deze pagina"]);
            self.subject(of, position).or(page)
        });
        match (is_of_all, subject) {
            (Some(_), None) => return None,
            (_, Some(subject)) => end = subject,
            _ => {}
        }
        let place = &["at", "in", "on", "op", "bij", "onder"];
        let verbs = &[
            "continues",
            "continued",
            "now takes place",
            "gaat verder",
            "gaat door",
            "vindt nu plaats",
        ];
        let goes_on = self
            .phrase(end, verbs)
            .and_then(|verb| self.one(verb, place));
        if let Some(target) = goes_on {
            return Some(Found {
                kind: FarewellKind::Moved,
                start: at,
                end: target,
                after: After::ToRepository,
                target,
            });
        }
        let verb = self.one(end, AUXILIARIES)?;
        let found = self.predicate(at, self.between(verb))?;
        let is_told = match found.kind {
            FarewellKind::Moved => true,
            // That support ended is said of other things too.
            FarewellKind::Discontinued => subject.is_some() || is_development,
            _ => false,
        };
        is_told.then_some(found)
    }

    /// 'We have moved to', 'we have archived this repository', 'we hebben dit project
    /// stopgezet'.
    fn by_us(&self, at: usize) -> Option<Found> {
        let us = self.one(at, &["we", "wij", "i", "ik"])?;
        let verb = self.any(us, &["have", "ve", "hebben", "heb", "zijn", "ben", "are"]);
        let from = self.between(verb);
        let nowhere = Position {
            is_first: false,
            is_at_top: false,
        };
        let unmaintained = |end| Found {
            kind: FarewellKind::Unmaintained,
            start: at,
            end,
            after: After::Anything,
            target: end,
        };
        // 'We no longer maintain this project', 'wij onderhouden dit project niet meer'.
        if let Some(upkeep) = self.phrase(from, NO_LONGER)
            && let Some(subject) = self.phrase(self.any(upkeep, UPKEEP_ADVERBS), KEEPING_UP)
        {
            return self.subject(subject, nowhere).map(unmaintained);
        }
        if let Some(upkeep) = self.phrase(us, KEEPING_UP)
            && let Some(subject) = self.subject(upkeep, nowhere)
        {
            return self.phrase(subject, NO_LONGER).map(unmaintained);
        }
        let named = self.subject(from, nowhere);
        if let Some(subject) = named {
            return self.predicate(at, self.between(subject));
        }
        for (kind, after, phrases) in PREDICATES {
            let Some(end) = self.phrase(from, phrases) else {
                continue;
            };
            let target = match self.subject(end, nowhere) {
                Some(subject) => subject,
                None if *kind == FarewellKind::Moved => end,
                None => return None,
            };
            let after = if *kind == FarewellKind::Moved {
                After::ToRepository
            } else {
                *after
            };
            return self.complete(*kind, after, at, target);
        }
        None
    }

    /// At the top of a text also without a subject: 'Deprecated in favour of X', 'moved to'.
    fn unsaid(&self, at: usize) -> Option<Found> {
        let of = self.any(
            at,
            &["read", "only", "readonly", "official", "github", "a", "the"],
        );
        if let Some(of) = self.phrase(of, &["mirror of", "mirror van"]) {
            return Some(Found {
                kind: FarewellKind::Mirror,
                start: at,
                end: of,
                after: After::By,
                target: of,
            });
        }
        let at = self.any(at, &["has", "been", "is"]);
        for (kind, phrases) in LABELS {
            if let Some(end) = self.phrase(at, phrases)
                && self.favours(end).is_some()
            {
                return self.complete(*kind, After::Anything, at, end);
            }
        }
        let moves = PREDICATES
            .iter()
            .filter(|(_, after, _)| *after != After::Anything);
        for (kind, after, phrases) in moves {
            if let Some(end) = self.phrase(at, phrases) {
                return self.complete(*kind, *after, at, end);
            }
        }
        None
    }
}
