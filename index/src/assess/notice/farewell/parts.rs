//! The parts of a farewell: of what it is, what it says and what may follow.

use super::super::reader::Reader;
use super::super::words::{PROJECT, THIS};
use super::grammar::{Found, Position};
use super::lexicon::{
    ADJECTIVES, ANY_MORE, ARCHIVE_PURPOSES, After, BETWEEN, CLOSING, FOLLOWS, LABELLED, LABELS,
    NO_LONGER, NOT, NOUNS, PLACES, PREDICATES, UPKEEP, UPKEEP_ADVERBS, UPKEEP_ITSELF,
};
use super::{FarewellKind, is_marker};

/// How far a closing participle may be from its verb.
const CLAUSE: usize = 14;

impl Reader<'_> {
    /// What is said behind the verb.
    pub(super) fn predicate(&self, start: usize, at: usize) -> Option<Found> {
        if let Some(found) = self.without_upkeep(start, at) {
            return Some(found);
        }
        for (kind, after, phrases) in PREDICATES {
            if let Some(end) = self.phrase(at, phrases) {
                return self.complete(*kind, *after, start, end);
            }
        }
        for (kind, after, prepositions, participles) in CLOSING {
            let Some(target) = self.one(at, prepositions) else {
                continue;
            };
            let clause = self.rest(target).iter().take(CLAUSE);
            let mut clause = clause.take_while(|word| **word != ",");
            if let Some(length) = clause.position(|word| participles.contains(word)) {
                return Some(Found {
                    kind: *kind,
                    start,
                    end: target + length + 1,
                    after: *after,
                    target,
                });
            }
        }
        // 'Is now maintained at'.
        let is_now = self.words[..at].iter().rev().take(3);
        let mut is_now = is_now.filter(|word| ["now", "nu", "inmiddels"].contains(word));
        is_now.next()?;
        let verbs = &[
            "maintained",
            "developed",
            "managed",
            "located",
            "hosted",
            "onderhouden",
            "ontwikkeld",
            "beheerd",
            "doorontwikkeld",
        ];
        let verb = self.one(at, verbs)?;
        let target = self.one(verb, &["at", "in", "on", "under", "op", "onder", "bij"])?;
        Some(Found {
            kind: FarewellKind::Moved,
            start,
            end: target,
            after: After::ToRepository,
            target,
        })
    }

    /// 'No longer maintained', 'niet meer onderhouden'. That somebody else does not
    /// maintain it says nothing of the project.
    pub(super) fn without_upkeep(&self, start: usize, at: usize) -> Option<Found> {
        let (negation, is_over) = match self.phrase(at, NO_LONGER) {
            Some(end) => (end, true),
            None => (self.one(at, NOT)?, false),
        };
        let upkeep = self.any(negation, UPKEEP_ADVERBS);
        let any_more = self
            .phrase(upkeep, UPKEEP)
            .filter(|end| is_over || self.phrase(*end, ANY_MORE).is_some());
        let end = any_more.or_else(|| self.phrase(upkeep, UPKEEP_ITSELF))?;
        let rest = self.rest(end);
        let by = rest.iter().position(|word| matches!(*word, "by" | "door"));
        let us = ["us", "anyone", "anybody", "me", "ons", "iemand", "mij"];
        let end = match by.map(|by| (by, rest.get(by + 1).copied().unwrap_or_default())) {
            None => end,
            Some((0, who)) if us.contains(&who) => end + 2,
            Some(_) => return None,
        };
        let rest = self.rest(end);
        let but = rest
            .iter()
            .any(|word| matches!(*word, "but" | "maar" | "yet"));
        let here = self.phrase(
            end,
            &[
                "here",
                "hier",
                "on github",
                "on gitlab",
                "op github",
                "op gitlab",
            ],
        );
        let end = here.unwrap_or(end);
        (!but && self.leaves_a_farewell(FarewellKind::Unmaintained, end)).then_some(Found {
            kind: FarewellKind::Unmaintained,
            start,
            end,
            after: After::Anything,
            target: end,
        })
    }

    /// A predicate with what has to follow it.
    pub(super) fn complete(
        &self,
        kind: FarewellKind,
        after: After,
        start: usize,
        end: usize,
    ) -> Option<Found> {
        let found = |target| Found {
            kind,
            start,
            end,
            after,
            target,
        };
        match after {
            After::Anything => self
                .favours(end)
                .or_else(|| self.leaves_a_farewell(kind, end).then_some(end))
                .map(found),
            After::By | After::Sibling => {
                let by = self.one(end, &["by", "with", "door"]);
                let ends = matches!(self.rest(end), [] | [",", ..]);
                by.or_else(|| ends.then_some(end)).map(found)
            }
            After::To | After::ToRepository => {
                let to = self.phrase(
                    end,
                    &[
                        "to",
                        "over to",
                        "into",
                        "from here to",
                        "naar",
                        "permanently to",
                    ],
                );
                let ends = matches!(self.rest(end), [] | [",", ..]);
                to.or_else(|| ends.then_some(end)).map(found)
            }
            After::Into => self
                .one(end, &["into", "in", "with", "met", "to"])
                .map(found),
        }
    }

    /// 'In favour of'.
    pub(super) fn favours(&self, at: usize) -> Option<usize> {
        let favours = &[
            "in favour of",
            "in favor of",
            "ten gunste van",
            "and replaced by",
            "and superseded by",
            "en vervangen door",
            "and moved to",
            "and has moved to",
            "and has been replaced by",
            "and has been superseded by",
            "replaced by",
            "use",
        ];
        self.phrase(at, favours)
    }

    /// Whether what follows leaves it a farewell: nothing, or what begins something else.
    pub(super) fn leaves_a_farewell(&self, kind: FarewellKind, at: usize) -> bool {
        let rest = self.rest(at);
        let is_date = |word: &str| {
            word.bytes().all(|byte| byte.is_ascii_digit())
                || BETWEEN.contains(&word) && word.len() > 2
        };
        match rest {
            [first, ..] if FOLLOWS.contains(first) || is_marker(first) => true,
            [] | ["as", "of", ..] | ["until", "further", ..] => true,
            ["in" | "on" | "op" | "at", next, ..] => is_date(next),
            ["for" | "voor", rest @ ..] => {
                let purpose = rest
                    .iter()
                    .take(3)
                    .any(|word| ARCHIVE_PURPOSES.contains(word));
                kind == FarewellKind::Archived && purpose
            }
            ["by" | "door", ..] => kind != FarewellKind::Unmaintained,
            _ => false,
        }
    }

    /// The project: 'this repository', its own name; as the first words of a paragraph also
    /// 'the repository'.
    pub(super) fn subject(&self, at: usize, position: Position) -> Option<usize> {
        let ours = self.one(at, &["our", "ons", "onze"]);
        if let Some(ours) = ours {
            return self.one(self.any(ours, ADJECTIVES), PLACES);
        }
        if let Some(this) = self.one(at, THIS) {
            let noun = self.any(this, ADJECTIVES);
            return self
                .one(noun, PROJECT)
                .or_else(|| self.one(noun, NOUNS))
                .or_else(|| self.name(this))
                // 'This code': both an adjective and a noun.
                .or_else(|| self.one(this, PROJECT));
        }
        let the = self.one(at, &["the", "de", "het"]);
        let name = self.name(the.unwrap_or(at));
        let name = name.map(|end| self.one(end, PROJECT).unwrap_or(end));
        name.or_else(|| {
            let noun = self.any(the.unwrap_or(at), ADJECTIVES);
            position.is_first.then(|| self.one(noun, PLACES)).flatten()
        })
    }

    /// What may stand between a verb and a predicate: adverbs and dates.
    pub(super) fn between(&self, at: usize) -> usize {
        let rest = self.rest(at);
        let may_stand = |word: &&&str| {
            BETWEEN.contains(*word) || word.bytes().all(|byte| byte.is_ascii_digit())
        };
        let end = at + rest.iter().take_while(may_stand).count();
        // 'In' and 'op' begin a date, or what closes a Dutch clause.
        let closes = |at: &usize| {
            CLOSING
                .iter()
                .any(|(_, _, prepositions, _)| prepositions.contains(&self.word(*at)))
        };
        end.checked_sub(1)
            .filter(|last| *last >= at && closes(last))
            .unwrap_or(end)
    }

    /// The label that a heading or the beginning of a paragraph is, and where it ends.
    pub(super) fn label(&self, at: usize) -> Option<(FarewellKind, usize)> {
        let at = self.any(at, PLACES);
        LABELS.iter().find_map(|(kind, phrases)| {
            let end = self.phrase(at, phrases)?;
            Some((*kind, self.one(end, LABELLED).unwrap_or(end)))
        })
    }
}
