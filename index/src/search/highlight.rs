//! Highlighting and snippets: marks the words of a query in a text, and cuts out the part of a
//! README that has most of them.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use bronwijzer_crawler::observation::TextFile;
use tantivy::tokenizer::{TokenStream, Tokenizer};

use super::analysis::{LONGEST_WORD, folded, plain_words, stems_of_query};
use super::engine::impacts::MIN_NGRAM;
use super::meanings::synonym_stems;
use super::stems::Stems;
use super::syntax::Typed;
use super::word_tokenizer::{TokenVariants, WordTokenizer, parts};
use crate::assess;

/// How much is cut out of a README, in bytes, and how much of that stands before
/// the first word that was found, at most.
const EXCERPT: usize = 180;
const BEFORE: usize = 80;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The piece.
    pub text: String,
    /// Whether it is what was looked for.
    pub hit: bool,
}

/// Knows the words of a query in all their forms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Highlighter {
    stems: HashSet<String>,
    /// The words as they were typed: for names that begin so, and where all of
    /// them are words that texts are full of.
    words: HashSet<String>,
}

/// A word of the query in a text.
struct Match {
    place: Range<usize>,
    form: String,
}

impl Highlighter {
    /// For the words and phrases of a query that must be found.
    #[must_use]
    pub fn new(query: &str) -> Self {
        let typed = Typed::read(query);
        let mut highlighter = Self::default();
        for part in typed.parts.iter().filter(|part| !part.not) {
            let text = &part.text;
            let cut = parts(text).join(" ");
            for text in [text, &cut] {
                let stems = stems_of_query(text).into_iter();
                highlighter.stems.extend(stems.flat_map(|(_, stems)| stems));
            }
            highlighter.words.extend(plain_words(text));
        }
        highlighter.stems.extend(synonym_stems(&typed.parts));
        highlighter
    }

    /// Whether there is no word to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// A text with the words of the query marked; `None` where there are none.
    #[must_use]
    pub fn mark(&self, text: &str) -> Option<Vec<Piece>> {
        let found = self.find(text, |_| None);
        (!found.is_empty()).then(|| cut(text, 0..text.len(), &found))
    }

    /// The name of a repository, which is found by the beginnings of its words
    /// too.
    #[must_use]
    pub fn mark_name(&self, name: &str) -> Option<Vec<Piece>> {
        let begins = |word: &str| {
            let mut typed = self.words.iter();
            let typed = typed.find(|typed| {
                typed.chars().count() >= MIN_NGRAM && word.starts_with(typed.as_str())
            });
            typed.cloned()
        };
        let found = self.find(name, begins);
        (!found.is_empty()).then(|| cut(name, 0..name.len(), &found))
    }

    /// The part of a README's prose that has the most of the query's words,
    /// marked, from the beginning of a sentence on where that is near; without
    /// addresses and what is left of markup. `None` where there are none.
    #[must_use]
    pub fn excerpt(&self, readme: &TextFile) -> Option<Vec<Piece>> {
        let prose = readable(&assess::prose(readme));
        let found = self.find(&prose, |_| None);
        let forms_from = |first: usize| {
            let end = found[first].place.start + EXCERPT - BEFORE;
            let near = found[first..]
                .iter()
                .take_while(|word| word.place.end <= end);
            let forms: BTreeSet<&str> = near.map(|word| word.form.as_str()).collect();
            forms.len()
        };
        // Of equals the first.
        let best = (0..found.len())
            .rev()
            .max_by_key(|first| forms_from(*first))?;
        let first = found[best].place.start;
        let from = first.saturating_sub(BEFORE);
        let start =
            sentence_start(&prose, from, first).unwrap_or_else(|| word_start(&prose, from, first));
        // Where nothing parts words for long, the last whole one may end before the hit.
        let end = word_end(&prose, start + EXCERPT).max(found[best].place.end);
        Some(cut(&prose, start..end, &found))
    }

    /// Where words of the query stand, in order. `also` knows other forms of a
    /// word as it was written, without case and accents.
    fn find(&self, text: &str, also: impl Fn(&str) -> Option<String>) -> Vec<Match> {
        thread_local! {
            static STEMS: RefCell<Stems> = RefCell::new(Stems::new(true));
        }
        let mut found: Vec<Match> = Vec::new();
        let mut tokenizer = WordTokenizer::new(TokenVariants::Identifiers);
        let mut words = tokenizer.token_stream(text);
        STEMS.with_borrow_mut(|stems| {
            while words.advance() {
                let word = words.token();
                // No such word is searched for, and it may be as long as the text.
                if word.text.len() >= LONGEST_WORD {
                    continue;
                }
                let stem = stems
                    .of(&word.text)
                    .iter()
                    .find(|stem| self.stems.contains(*stem));
                let form = stem.cloned().or_else(|| {
                    let word = folded(&word.text);
                    let is_typed = self.stems.is_empty() && self.words.contains(&word);
                    if is_typed { Some(word) } else { also(&word) }
                });
                let place = word.offset_from..word.offset_to;
                let is_new = found
                    .last()
                    .is_none_or(|last| last.place.end <= place.start);
                if let Some(form) = form.filter(|_| is_new) {
                    found.push(Match { place, form });
                }
            }
        });
        found
    }
}

/// Prose without what only a program reads: addresses, and marks of a markup that was
/// not understood.
fn readable(prose: &str) -> String {
    let mut readable = String::with_capacity(prose.len());
    for word in prose.split_whitespace() {
        let is_address = word.contains("://") || word.starts_with("www.");
        let is_field = word.len() > 2 && word.starts_with(':') && word.ends_with(':');
        let is_directive = word.ends_with("::") || word.contains("](");
        // A dash between words is a mark of the writer's own.
        let is_mark = !word.contains(char::is_alphanumeric) && word.chars().count() > 1;
        if is_address || is_field || is_directive || is_mark {
            continue;
        }
        if !readable.is_empty() {
            readable.push(' ');
        }
        readable.push_str(word);
    }
    readable
}

/// The beginning of the last sentence that begins between `from` and `to`.
fn sentence_start(text: &str, from: usize, to: usize) -> Option<usize> {
    let ends = |(at, _): &(usize, &str)| *at >= from && *at + 2 <= to;
    let ends = [". ", "! ", "? "]
        .into_iter()
        .filter_map(|end| text[..to].rmatch_indices(end).find(ends));
    let start = ends.map(|(at, _)| at + 2).max();
    start.or((from == 0).then_some(0))
}

/// The beginning of the first whole word from `from` on, at most `to`.
fn word_start(text: &str, from: usize, to: usize) -> usize {
    if from == 0 {
        return 0;
    }
    let spaces = text.char_indices().skip_while(|(at, _)| *at < from);
    let mut spaces = spaces.filter(|(_, c)| c.is_whitespace());
    let after = spaces.next().map(|(at, c)| at + c.len_utf8());
    after.filter(|after| *after <= to).unwrap_or(to)
}

/// The end of the last whole word up to `to`.
fn word_end(text: &str, to: usize) -> usize {
    if to >= text.len() {
        return text.len();
    }
    let spaces = text.char_indices().take_while(|(at, _)| *at <= to);
    let spaces = spaces.filter(|(_, c)| c.is_whitespace());
    spaces.last().map_or(text.len(), |(at, _)| at)
}

/// A part of a text in pieces; `…` stands for what is left out.
fn cut(text: &str, part: Range<usize>, found: &[Match]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut push = |text: String, hit| {
        if !text.is_empty() {
            pieces.push(Piece { text, hit });
        }
    };
    let mut plain = String::from(if part.start > 0 { "…" } else { "" });
    let mut at = part.start;
    let inside = |found: &&Match| part.start <= found.place.start && found.place.end <= part.end;
    for Match { place, .. } in found.iter().filter(inside) {
        plain.push_str(&text[at..place.start]);
        push(std::mem::take(&mut plain), false);
        push(text[place.clone()].to_owned(), true);
        at = place.end;
    }
    plain.push_str(&text[at..part.end]);
    if part.end < text.len() {
        plain.push('…');
    }
    push(plain, false);
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Pieces in one line, with brackets around hits.
    fn line(pieces: Option<Vec<Piece>>) -> String {
        let pieces = pieces.unwrap_or_default().into_iter();
        let marked = pieces.map(|piece| match piece.hit {
            true => format!("[{}]", piece.text),
            false => piece.text,
        });
        marked.collect()
    }

    fn readme(text: &str) -> TextFile {
        TextFile::capped("README.md", text.to_owned(), text.len() as u64, false)
    }

    #[test]
    fn words_are_marked_in_any_form() {
        let cases = [
            ("zaak", "Een zaak en zaken.", "Een [zaak] en [zaken]."),
            ("zaak", "Zaaksystemen koppelen", "[Zaaksystemen] koppelen"),
            ("cafe", "Café's: CAFÉ", "[Café's]: [CAFÉ]"),
            ("API's", "De APIs en de API", "De [APIs] en de [API]"),
            (
                "\"open zaak\" -api",
                "De open zaak-api",
                "De [open] [zaak]-api",
            ),
            ("de zaak", "De zaak", "De [zaak]"),
            ("de", "De zaak", "[De] zaak"),
            ("taal:go zaak", "go zaak", "go [zaak]"),
            ("e-mail", "Een e-mail sturen", "Een [e-mail] sturen"),
            (
                "NotificationApp",
                "notification app",
                "[notification] [app]",
            ),
            ("kaart", "Een zaak", ""),
            ("", "Een zaak", ""),
        ];
        for (query, text, expected) in cases {
            assert_eq!(
                line(Highlighter::new(query).mark(text)),
                expected,
                "{query}: {text}"
            );
        }
    }

    #[test]
    fn names_are_highlighted_by_word_prefix() {
        let cases = [
            (
                "notif",
                "nl-covid19-notification-app",
                "nl-covid19-[notification]-app",
            ),
            ("covid", "nl-covid19-app", "nl-[covid19]-app"),
            ("ap", "nl-covid19-app", ""),
        ];
        for (query, name, expected) in cases {
            assert_eq!(
                line(Highlighter::new(query).mark_name(name)),
                expected,
                "{query}: {name}"
            );
        }
    }

    #[test]
    fn snippet_is_the_part_with_most_matches() {
        let filler = "Tekst over iets heel anders. ".repeat(20);
        let text = format!(
            "# Kop\n\nEen zaak. {filler}\n\nDe [zaak](https://x.nl/kaart) op de **kaart** staat hier.\n\n{filler}"
        );
        let found = line(Highlighter::new("zaak kaart").excerpt(&readme(&text)));
        assert!(
            found.starts_with("…De [zaak] op de [kaart] staat hier."),
            "{found}"
        );
        assert!(found.ends_with('…'), "{found}");
        assert!(found.len() < EXCERPT + 20, "{found}");
        assert_eq!(Highlighter::new("vliegtuig").excerpt(&readme(&text)), None);
    }

    #[test]
    fn snippets_have_no_addresses_and_no_markup() {
        let cases = [
            (
                "Zie https://example.org/zaak.png en :alt: de *zaak* .. hier.",
                "Zie en de [zaak] hier.",
            ),
            ("Zie https://example.org/zaak of www.zaak.nl", ""),
        ];
        for (text, expected) in cases {
            let found = line(Highlighter::new("zaak").excerpt(&readme(text)));
            assert_eq!(found, expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_pieces_of_a_text_are_all_of_it(
            query in "\\PC{0,20}|[a-c \"-]{0,10}",
            text in "\\PC{0,80}|[a-cé -]{0,60}",
        ) {
            let highlighter = Highlighter::new(&query);
            if let Some(pieces) = highlighter.mark(&text) {
                let all: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
                prop_assert_eq!(&all, &text);
            }
            let found = highlighter.excerpt(&readme(&text.repeat(20)));
            prop_assert!(found.is_none_or(|pieces| pieces.iter().any(|piece| piece.hit)));
        }
    }
}
