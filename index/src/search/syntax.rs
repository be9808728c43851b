//! Query parser, syntax: words, `"phrases"`, `-not` and `field:value`. There
//! are no syntax errors: what can't be read so is searched as words, with a
//! note that says what was taken so.

use super::facets::FacetName;
use super::field_names::facet_called;
use super::word_tokenizer::is_invisible;
use async_graphql::Enum;

/// The most words and phrases of a query that count.
const MOST_PARTS: usize = 32;

/// The most letters of a query that count: one word can have many parts.
const MOST_LETTERS: usize = 1_000;

/// The most notes on one query, and the most letters that a note repeats.
const MOST_NOTES: usize = 5;
const MOST_NOTED: usize = 60;

/// Something about a query that a user may not expect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryNote {
    /// What it is.
    pub code: NoteCode,
    /// The piece of the query that it is about, shortened where it is long.
    pub text: String,
}

/// How a piece of a query was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "QueryNoteCode")]
pub enum NoteCode {
    /// It looks like a field and there is none of that name: it is searched as
    /// words.
    UnknownField,
    /// A field without a value: its name is searched as a word.
    EmptyValue,
    /// A quote that is not closed: what follows is searched as words.
    UnclosedQuote,
    /// No repository has this value in this field: it finds nothing.
    UnknownValue,
    /// What comes from here on is passed over, as the query is too long.
    TooLong,
    /// Fewer than three repositories have all of the query. Those that have any
    /// of its words are found too; what has all of them comes first.
    MissingWords,
    /// These words, which mean the same or nearly so, are searched too; quotes leave them
    /// out.
    AlsoSearched,
}

/// A word or a phrase to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) text: String,
    pub(super) is_phrase: bool,
    /// Whether it must not be found.
    pub(super) not: bool,
}

/// A facet and what was typed for its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TypedField {
    pub(super) facet: FacetName,
    pub(super) value: String,
    pub(super) not: bool,
    /// The whole of it, as in `-licentie:MIT`.
    pub(super) whole: String,
}

/// A query, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) parts: Vec<Part>,
    pub(super) fields: Vec<TypedField>,
    pub(super) notes: Vec<QueryNote>,
}

impl Typed {
    /// Takes a query apart. Any text will do.
    pub(super) fn read(text: &str) -> Self {
        let mut typed = Self::default();
        // What nobody sees is in no word and before no name of a field.
        let text: String = text.chars().filter(|c| !is_invisible(*c)).collect();
        let end = text.char_indices().nth(MOST_LETTERS);
        let (seen, unseen) = text.split_at(end.map_or(text.len(), |(at, _)| at));
        let mut rest = seen.trim();
        while !rest.is_empty() {
            if typed.parts.len() + typed.fields.len() == MOST_PARTS {
                typed.note(NoteCode::TooLong, rest);
                return typed;
            }
            rest = typed.take(rest).trim_start();
        }
        if !unseen.trim().is_empty() {
            typed.note(NoteCode::TooLong, unseen.trim());
        }
        typed
    }

    /// Adds a note, once.
    pub(super) fn note(&mut self, code: NoteCode, text: &str) {
        let mut letters = text.chars();
        let mut text: String = letters.by_ref().take(MOST_NOTED).collect();
        if letters.next().is_some() {
            text.push('…');
        }
        let note = QueryNote { code, text };
        if self.notes.len() < MOST_NOTES && !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Takes one part off the front of a text that is not empty; gives back
    /// the rest.
    fn take<'a>(&mut self, text: &'a str) -> &'a str {
        let begins = |c: char| c.is_alphanumeric() || is_quote(c);
        let (not, body) = match text.strip_prefix('-') {
            Some(body) if body.starts_with(begins) => (true, body),
            _ => (false, text),
        };
        if let Some((name, value)) = field_and_value(body) {
            if let Some(facet) = facet_called(name) {
                let typed = Before { text, not, name };
                return self.take_field(&typed, facet, value);
            }
            if is_value(value) {
                self.note(NoteCode::UnknownField, &body[..word_end(body)]);
            }
        }
        if body.starts_with(is_quote) {
            if let Some((phrase, rest)) = quoted(body) {
                self.parts.push(Part {
                    text: phrase.to_owned(),
                    is_phrase: true,
                    not,
                });
                return rest;
            }
            self.note(NoteCode::UnclosedQuote, body);
            return self.take_word(not, body.trim_start_matches(is_quote));
        }
        self.take_word(not, body)
    }

    fn take_word<'a>(&mut self, not: bool, text: &'a str) -> &'a str {
        let (word, rest) = text.split_at(word_end(text));
        self.word(not, word);
        rest
    }

    fn word(&mut self, not: bool, text: &str) {
        if !text.is_empty() {
            self.parts.push(Part {
                text: text.to_owned(),
                is_phrase: false,
                not,
            });
        }
    }

    fn take_field<'a>(&mut self, before: &Before<'a>, facet: FacetName, text: &'a str) -> &'a str {
        let (value, rest) = if text.starts_with(is_quote) {
            let Some(taken) = quoted(text) else {
                self.note(NoteCode::UnclosedQuote, before.text);
                return text.trim_start_matches(is_quote);
            };
            taken
        } else {
            text.split_at(word_end(text))
        };
        let value = value.trim_matches(|c: char| c.is_whitespace() || ",;".contains(c));
        let whole = &before.text[..before.text.len() - rest.len()];
        if value.is_empty() {
            self.note(NoteCode::EmptyValue, whole);
            self.word(before.not, before.name);
        } else {
            self.fields.push(TypedField {
                facet,
                value: value.to_owned(),
                not: before.not,
                whole: whole.to_owned(),
            });
        }
        rest
    }
}

/// What stands before the value of a field.
struct Before<'a> {
    /// All from the beginning of the field on.
    text: &'a str,
    not: bool,
    name: &'a str,
}

/// The name before a colon, and what follows it.
fn field_and_value(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !(c.is_alphabetic() || "-_".contains(c)))?;
    let value = text[end..].strip_prefix(':')?;
    (end > 0).then_some((&text[..end], value))
}

/// Whether it looks like a value, and not like the rest of an address or of a
/// sentence.
fn is_value(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphanumeric() || is_quote(c))
}

/// Where a word ends: at white space, or at a quote.
fn word_end(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || is_quote(c))
        .unwrap_or(text.len())
}

/// Quotes, also as word processors write them.
pub(super) fn is_quote(c: char) -> bool {
    "\"“”„«»".contains(c)
}

/// What stands in quotes at the beginning, and what follows; `None` when they
/// are not closed.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let opened = text.strip_prefix(is_quote)?;
    let (inside, closed) = opened.split_at(opened.find(is_quote)?);
    Some((inside, closed.strip_prefix(is_quote)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A query taken apart, in one line: `+` for what must be found.
    fn line(query: &str) -> String {
        let typed = Typed::read(query);
        let sign = |not| if not { '-' } else { '+' };
        let parts = typed.parts.iter().map(|part| {
            let quote = if part.is_phrase { "\"" } else { "" };
            format!("{}{quote}{}{quote}", sign(part.not), part.text)
        });
        let fields = typed
            .fields
            .iter()
            .map(|field| format!("{}{:?}={}", sign(field.not), field.facet, field.value));
        let notes = typed
            .notes
            .iter()
            .map(|note| format!("({:?} {})", note.code, note.text));
        parts
            .chain(fields)
            .chain(notes)
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn a_query_is_taken_apart() {
        let cases = [
            ("open zaak", "+open +zaak"),
            ("\"open zaak\" api", "+\"open zaak\" +api"),
            ("zaak -oud", "+zaak -oud"),
            ("zaak -\"heel oud\"", "+zaak -\"heel oud\""),
            ("open-zaak - x --y", "+open-zaak +- +x +--y"),
            ("licentie:EUPL-1.2", "+Licence=EUPL-1.2"),
            ("Org:MinVWS kaart", "+kaart +Organisation=MinVWS"),
            (
                "org:\"Gemeente Utrecht\"kaart",
                "+kaart +Organisation=Gemeente Utrecht",
            ),
            ("org:“gemeente utrecht”", "+Organisation=gemeente utrecht"),
            ("-taal:C++ -taal:C#", "-Language=C++ -Language=C#"),
            ("licentie:MIT, taal:go", "+Licence=MIT +Language=go"),
            ("\u{feff}taal:go kap\u{ad}ver", "+kapver +Language=go"),
            ("software-type:library", "+SoftwareType=library"),
            // What can't be read so is words.
            ("kleur:rood", "+kleur:rood (UnknownField kleur:rood)"),
            ("kleur:\"a b\"", "+kleur: +\"a b\" (UnknownField kleur:)"),
            ("licentie: MIT", "+licentie +MIT (EmptyValue licentie:)"),
            ("licentie:\"\" x", "+licentie +x (EmptyValue licentie:\"\")"),
            (
                "een \"halve zin",
                "+een +halve +zin (UnclosedQuote \"halve zin)",
            ),
            ("-\"halve", "-halve (UnclosedQuote \"halve)"),
            (
                "org:\"gemeente utrecht",
                "+gemeente +utrecht (UnclosedQuote org:\"gemeente utrecht)",
            ),
            // What only has a colon in it is no field.
            ("https://github.com/ICTU", "+https://github.com/ICTU"),
            (
                "10:30 std::vec let op: dit",
                "+10:30 +std::vec +let +op: +dit",
            ),
            ("", ""),
            ("  \"\" ", "+\"\""),
        ];
        for (query, expected) in cases {
            assert_eq!(line(query), expected, "{query}");
        }
    }

    #[test]
    fn overlong_query_is_reported() {
        let many = "woord ".repeat(40);
        let typed = Typed::read(&many);
        assert_eq!(typed.parts.len(), MOST_PARTS);
        assert_eq!(typed.notes[0].code, NoteCode::TooLong);
        let long = format!("a{}bestaatniet", " ".repeat(MOST_LETTERS));
        assert_eq!(line(&long), "+a (TooLong bestaatniet)");
        let unknown: String = ('a'..='z').map(|c| format!("{c}q:1 ")).collect();
        assert_eq!(Typed::read(&unknown).notes.len(), MOST_NOTES);
    }

    proptest! {
        /// Every letter and digit of a query is somewhere in what is made of
        /// it, unless it is too long.
        #[test]
        fn nothing_gets_lost(query in "[-a-c\" :“”,é]{0,40}|(-?(org|taal|x):\"?[a-z ]{0,5}\"? ?){0,6}|\\PC{0,60}") {
            let typed = Typed::read(&query);
            let mut made: String = typed.parts.iter().map(|part| part.text.as_str()).collect();
            made.extend(typed.fields.iter().map(|field| field.whole.as_str()));
            made.extend(typed.notes.iter().map(|note| note.text.as_str()));
            let counted = |text: &str, c: char| text.chars().filter(|other| *other == c).count();
            for c in query.chars().filter(|c| c.is_alphanumeric()) {
                prop_assert!(counted(&made, c) >= counted(&query, c), "{query} -> {made}");
            }
        }
    }
}
