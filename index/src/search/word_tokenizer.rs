//! Tokenizer: cuts texts into words, which are runs of letters and digits and abbreviations
//! without their dots, with the other spellings of a word as tokens at the same position.

use std::borrow::Cow;
use std::collections::VecDeque;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Token variants: what else a word is indexed as, at the same position, like the options
/// of a word delimiter filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenVariants {
    /// Nothing: for queries.
    None,
    /// The parts of `e-mail` and `covid-19`, which are one word.
    Parts,
    /// The same, and the parts of `qualityTime` and `covid19`.
    Identifiers,
    /// The same, and `openzaak` for `open-zaak`.
    JoinedIdentifiers,
}

/// The tokenizer.
#[derive(Clone)]
pub(super) struct WordTokenizer {
    variants: TokenVariants,
}

impl WordTokenizer {
    pub(super) fn new(variants: TokenVariants) -> Self {
        Self { variants }
    }
}

/// The words of one text.
pub(super) struct Words<'a> {
    text: &'a str,
    /// What was read ends here.
    at: usize,
    variants: TokenVariants,
    /// The words of a run that is being joined, and where it began.
    joined: Option<Token>,
    joined_words: usize,
    position: usize,
    waiting: VecDeque<Token>,
    token: Token,
    /// The text of a token that is done, as room for another.
    spare: String,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = Words<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Words<'a> {
        Words {
            text,
            at: 0,
            variants: self.variants,
            joined: None,
            joined_words: 0,
            position: 0,
            waiting: VecDeque::new(),
            token: Token::default(),
            spare: String::new(),
        }
    }
}

impl TokenStream for Words<'_> {
    fn advance(&mut self) -> bool {
        if self.waiting.is_empty() {
            self.read();
        }
        match self.waiting.pop_front() {
            Some(token) => {
                self.spare = std::mem::replace(&mut self.token, token).text;
                true
            }
            None => false,
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Marks that belong to the letter before them, where an accent is written
/// apart from its letter.
fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Characters that nobody sees: hyphens that are only there for the end of a
/// line, spaces without width, and what directs text. Texts that were copied from
/// a page or a word processor have them within words.
/// Source: Unicode TR29, rule WB4, <https://unicode.org/reports/tr29/>.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
    )
}

/// Hyphens, also those at which no line may end.
fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Apostrophes as people and word processors write them.
fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2019}' | '\u{2018}' | '\u{2bc}' | '\u{2032}' | '\u{b4}' | '`' | '\u{ff07}'
    )
}

/// Endings behind an apostrophe: Dutch plurals and diminutives (`foto's`,
/// `A4'tje`) and the English possessive. The word is the same without them.
const ENDINGS: &[&str] = &["s", "je", "jes", "tje", "tjes"];

/// Signs that belong to a letter before them: `C#` and `C++` are other words than
/// `C`.
const SIGNS: &[&str] = &["#", "++"];

/// Names of which the dot before them is a part, in lower case.
const WITH_DOT: &[&str] = &["net"];

/// Whether a word can begin here: some of the marks count as letters to Unicode,
/// and no word is made of marks alone.
fn begins_word(c: char) -> bool {
    c.is_alphanumeric() && !is_accent(c) && !is_apostrophe(c)
}

/// The letters and digits of a run.
fn letters(run: &str) -> Cow<'_, str> {
    if run.is_ascii() {
        return Cow::from(run);
    }
    let is_letter = |c: &char| !is_accent(*c) && !is_invisible(*c);
    run.chars().filter(is_letter).collect()
}

/// The letters and digits that a text begins with.
fn run(text: &str) -> &str {
    let end = text.find(|c: char| {
        !(c.is_alphanumeric() && !is_apostrophe(c) || is_accent(c) || is_invisible(c))
    });
    &text[..end.unwrap_or(text.len())]
}

/// The length of the ending that a text begins with, with its apostrophe; 0 where
/// there is none.
fn ending(text: &str) -> usize {
    let Some(rest) = text.strip_prefix(is_apostrophe) else {
        return 0;
    };
    let after = run(rest);
    let is_ending = ENDINGS.contains(&letters(after).to_lowercase().as_str());
    if is_ending {
        text.len() - rest.len() + after.len()
    } else {
        0
    }
}

/// The sign that belongs to a letter, at the beginning of what follows it.
fn sign(text: &str) -> Option<&'static str> {
    let sign = SIGNS.iter().find(|sign| text.starts_with(**sign))?;
    let after = text[sign.len()..].chars().next();
    let ends = after.is_none_or(|c| !c.is_alphanumeric() && !SIGNS.concat().contains(c));
    ends.then_some(sign)
}

/// Whether a hyphen between these makes one word of them.
fn makes_one(before: &str, after: &str) -> bool {
    let letters = before.chars().all(char::is_alphabetic);
    let one_letter = letters && before.chars().count() == 1;
    letters && (one_letter || after.chars().all(|c| c.is_ascii_digit()))
}

impl<'a> Words<'a> {
    /// Reads the next word, with what stands beside it.
    fn read(&mut self) {
        let Some((from, word)) = self.word() else {
            self.at = self.text.len();
            self.end_run();
            return;
        };
        let (to, text) = self.abbreviation(from, word);
        if let Some(sign) = sign(&self.text[to..]).filter(|_| is_one_letter(&text)) {
            let to = to + sign.len();
            self.at = to;
            self.push(from, to, &format!("{text}{sign}"), 1);
            return;
        }
        let length = ending(&self.text[to..]);
        if length > 0 {
            self.at = to + length;
            self.push(from, to + length, &text, 1);
            return;
        }
        if self.is_with_dot(from, &text) {
            self.push_with_dot(from, to, &text);
            return;
        }
        let tied = self
            .tied_by_hyphen(to)
            .filter(|(_, after)| makes_one(&text, after));
        let Some((after_from, after)) = tied else {
            self.push(from, to, &text, 1);
            return;
        };
        let after_to = after_from + after.len();
        self.at = after_to;
        let whole = format!("{text}{}", letters(after));
        self.give(self.position, from, after_to, &whole);
        if self.variants == TokenVariants::None {
            self.position += 2;
        } else {
            self.push(from, to, &text, 1);
            self.push(after_from, after_to, after, 1);
        }
        self.end_run_unless_tied(after_to);
    }

    /// The next run of letters and digits, and where it begins.
    fn word(&mut self) -> Option<(usize, &'a str)> {
        let from = self.at + self.text[self.at..].find(begins_word)?;
        let word = run(&self.text[from..]);
        self.at = from + word.len();
        Some((from, word))
    }

    /// Takes the dots out of an abbreviation: single letters with dots between
    /// them. Gives back where it ends.
    fn abbreviation(&mut self, from: usize, word: &'a str) -> (usize, Cow<'a, str>) {
        let mut text = letters(word);
        let mut to = from + word.len();
        if !is_one_letter(&text) {
            return (to, text);
        }
        loop {
            let mut ahead = self.text[to..].chars();
            let (dot, letter) = (ahead.next(), ahead.next());
            let ends = ahead.next().is_none_or(|c| !c.is_alphanumeric());
            match (dot, letter) {
                (Some('.'), Some(letter))
                    if letter.is_alphabetic() && begins_word(letter) && ends =>
                {
                    text.to_mut().push(letter);
                    to += 1 + letter.len_utf8();
                    self.at = to;
                }
                _ => return (to, text),
            }
        }
    }

    /// The word after a hyphen that stands here.
    fn tied_by_hyphen(&self, at: usize) -> Option<(usize, &'a str)> {
        let rest = self.text[at..].strip_prefix(is_hyphen)?;
        let word = run(rest);
        let from = self.text.len() - rest.len();
        word.starts_with(begins_word).then_some((from, word))
    }

    /// Whether a word is a name that begins with a dot, which stands before it.
    fn is_with_dot(&self, from: usize, text: &str) -> bool {
        let Some(before) = self.text[..from].strip_suffix('.') else {
            return false;
        };
        !before.ends_with(|c: char| c.is_alphanumeric() || c == '.')
            && WITH_DOT.contains(&text.to_lowercase().as_str())
    }

    /// Gives out a name with its dot; in a text also without it, as many write
    /// it so.
    fn push_with_dot(&mut self, from: usize, to: usize, text: &str) {
        self.give(self.position, from - 1, to, &format!(".{text}"));
        if self.variants == TokenVariants::None {
            self.position += 1;
        } else {
            self.push(from, to, text, 1);
        }
    }

    /// Gives out a word with what stands beside it, and goes on.
    fn push(&mut self, from: usize, to: usize, text: &str, positions: usize) {
        let text = letters(text);
        let position = self.position;
        self.give(position, from, to, &text);
        let with_parts = matches!(
            self.variants,
            TokenVariants::Identifiers | TokenVariants::JoinedIdentifiers
        );
        if with_parts && !is_one_part(&text) {
            let parts = parts(&text);
            if parts.len() > 1 {
                for part in parts {
                    self.give(position, from, to, part);
                }
            }
        }
        if self.variants == TokenVariants::JoinedIdentifiers {
            self.join(position, from, to, &text);
        }
        self.position += positions;
        self.end_run_unless_tied(to);
    }

    fn give(&mut self, position: usize, from: usize, to: usize, text: &str) {
        let mut room = std::mem::take(&mut self.spare);
        room.clear();
        room.push_str(text);
        self.waiting.push_back(Token {
            offset_from: from,
            offset_to: to,
            position,
            text: room,
            position_length: 1,
        });
    }

    /// Adds a word to the run of words with hyphens between them.
    fn join(&mut self, position: usize, from: usize, to: usize, text: &str) {
        let run = self.joined.get_or_insert_with(|| Token {
            offset_from: from,
            position,
            position_length: 1,
            ..Token::default()
        });
        run.text.push_str(text);
        run.offset_to = to;
        self.joined_words += 1;
    }

    fn end_run_unless_tied(&mut self, to: usize) {
        let rest = &self.text[to..];
        let between = |c: char| is_hyphen(c) || matches!(c, '_' | '.');
        let after = rest.strip_prefix(between);
        let tied = after.is_some_and(|after| after.starts_with(begins_word));
        if !tied {
            self.end_run();
        }
    }

    fn end_run(&mut self) {
        let words = std::mem::take(&mut self.joined_words);
        self.waiting
            .extend(self.joined.take().filter(|_| words > 1));
    }
}

/// Whether a word is a letter and nothing else.
fn is_one_letter(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}

/// Whether [`parts`] leaves a word whole: as it does most.
fn is_one_part(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Cuts a word where a capital follows a small letter, before the last capital
/// of `BROMonitor` (and not of `APIs`), and between letters and digits.
pub(super) fn parts(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in word.char_indices() {
        let begins_name = || {
            let mut after = word[at..].chars().skip(1);
            let two_small = (after.next(), after.next());
            matches!(two_small, (Some(a), Some(b)) if a.is_lowercase() && b.is_lowercase())
        };
        let cut = before.is_some_and(|before| {
            before.is_numeric() != c.is_numeric()
                || c.is_uppercase()
                    && (before.is_lowercase() || before.is_uppercase() && begins_name())
        });
        if cut {
            parts.push(&word[start..at]);
            start = at;
        }
        before = Some(c);
    }
    if start < word.len() {
        parts.push(&word[start..]);
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The words with their positions: `covid19@0 covid@0 19@1`.
    fn line(variants: TokenVariants, text: &str) -> String {
        let mut tokenizer = WordTokenizer::new(variants);
        let mut stream = tokenizer.token_stream(text);
        let mut words = Vec::new();
        while let Some(token) = stream.next() {
            words.push(format!("{}@{}", token.text, token.position));
        }
        words.join(" ")
    }

    #[test]
    fn words_are_cut_and_joined_as_people_write_them() {
        let cases = [
            (TokenVariants::Parts, "Open Zaak", "Open@0 Zaak@1"),
            (
                TokenVariants::Parts,
                "de W.O.O. en API's",
                "de@0 WOO@1 en@2 API@3",
            ),
            (
                TokenVariants::Identifiers,
                "foto’s, A4'tje 's avonds it'self ’s",
                "foto@0 A4@1 A@1 4@1 s@2 avonds@3 it@4 self@5 s@6",
            ),
            (
                TokenVariants::Identifiers,
                "C# en C++, F#-x g++ B#2 C",
                "C#@0 en@1 C++@2 F#@3 x@4 g++@5 B@6 2@7 C@8",
            ),
            (
                TokenVariants::Parts,
                ".NET punt.net en .NET-core",
                ".NET@0 NET@0 punt@1 net@2 en@3 .NET@4 NET@4 core@5",
            ),
            (TokenVariants::None, ".NET Core", ".NET@0 Core@1"),
            (
                TokenVariants::Parts,
                "kap\u{ad}ver\u{200b}gunning\u{feff} e\u{2011}mail",
                "kapvergunning@0 email@1 e@1 mail@2",
            ),
            (
                TokenVariants::JoinedIdentifiers,
                "open\u{2010}zaak",
                "open@0 zaak@1 openzaak@0",
            ),
            (TokenVariants::Parts, "n.v.t", "nvt@0"),
            (TokenVariants::Parts, "versie 1.2.3", "versie@0 1@1 2@2 3@3"),
            (
                TokenVariants::Parts,
                "een e-mail",
                "een@0 email@1 e@1 mail@2",
            ),
            (TokenVariants::None, "een e-mail nu", "een@0 email@1 nu@3"),
            (TokenVariants::Parts, "COVID-19", "COVID19@0 COVID@0 19@1"),
            (
                TokenVariants::Parts,
                "2020-02-26 open-zaak",
                "2020@0 02@1 26@2 open@3 zaak@4",
            ),
            (TokenVariants::Parts, "cafe\u{301} a.bc", "cafe@0 a@1 bc@2"),
            (TokenVariants::Parts, "- . -x", "x@0"),
            (
                TokenVariants::Parts,
                "\u{363} a.\u{363} b-\u{363}",
                "a@0 b@1",
            ),
            (
                TokenVariants::JoinedIdentifiers,
                "nl-covid19App x",
                "nl@0 covid19App@1 covid@1 19@1 App@1 nlcovid19App@0 x@2",
            ),
            (
                TokenVariants::JoinedIdentifiers,
                "open_zaak.api",
                "open@0 zaak@1 api@2 openzaakapi@0",
            ),
            (TokenVariants::None, "open-zaak", "open@0 zaak@1"),
            (
                TokenVariants::Identifiers,
                "BROMonitor APIs",
                "BROMonitor@0 BRO@0 Monitor@0 APIs@1",
            ),
            (
                TokenVariants::Identifiers,
                "open-zaakApi",
                "open@0 zaakApi@1 zaak@1 Api@1",
            ),
        ];
        for (variants, text, expected) in cases {
            assert_eq!(line(variants, text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_cut_at_its_letters(text in "\\PC{0,60}|[a-cA-C1-3é.\\-_ \u{301}]{0,40}") {
            for variants in [
                TokenVariants::None,
                TokenVariants::Parts,
                TokenVariants::Identifiers,
                TokenVariants::JoinedIdentifiers,
            ] {
                let mut tokenizer = WordTokenizer::new(variants);
                let mut stream = tokenizer.token_stream(&text);
                let mut last = 0;
                while let Some(token) = stream.next() {
                    prop_assert!(token.offset_from < token.offset_to);
                    prop_assert!(text.get(token.offset_from..token.offset_to).is_some());
                    prop_assert!(!token.text.is_empty());
                    last = last.max(token.position);
                }
                prop_assert!(last <= text.len());
            }
        }
    }
}
