//! A licence text as words, by the matching guidelines of SPDX: what they say
//! may differ between two copies of a licence is left out or made the same.
//! Source: SPDX 2.3, annex B, <https://spdx.github.io/spdx-spec/v2.3/license-matching-guidelines-and-templates/>.

/// Words that mean the same, written as SPDX's own texts write them: the list of
/// annex B, as far as its words stand in licences.
const SAME: &[(&str, &str)] = &[
    ("acknowledgement", "acknowledgment"),
    ("authorisation", "authorization"),
    ("authorisations", "authorizations"),
    ("authorise", "authorize"),
    ("authorised", "authorized"),
    ("favour", "favor"),
    ("fulfil", "fulfill"),
    ("judgement", "judgment"),
    ("labour", "labor"),
    ("licence", "license"),
    ("licenced", "licensed"),
    ("licences", "licenses"),
    ("noncommercial", "non commercial"),
    ("offence", "offense"),
    ("organisation", "organization"),
    ("organisations", "organizations"),
    ("owner", "holder"),
    ("owners", "holders"),
    ("programme", "program"),
    ("recognised", "recognized"),
    ("sublicence", "sublicense"),
    ("sublicencing", "sublicensing"),
    ("whilst", "while"),
];

/// Numbers of articles and items.
const ROMAN: &[&str] = &[
    "ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii", "xiii", "xiv", "xv",
];

/// Where a name may be filled in: the words before it and the words behind it.
/// SPDX's templates mark these places as replaceable.
const NAMES: &[(&[&str], &[&str])] = &[
    (&["provided", "by"], &["as", "is"]),
    (&["as", "is", "and"], &["disclaims"]),
    (&["as", "is", "and"], &["disclaim"]),
    (&["in", "no", "event", "shall"], &["be", "liable"]),
    (&["in", "no", "event", "will"], &["be", "liable"]),
    (&["neither", "the"], &["nor", "the", "names"]),
    (&["neither", "the"], &["nor", "the"]),
    (&["nor", "the", "names", "of"], &["may", "be", "used"]),
    (&["the", "name", "of"], &["shall", "not", "be", "used"]),
    (&["the", "name", "of"], &["may", "not", "be", "used"]),
    (
        &["free", "software", "foundation", "inc"],
        &["everyone", "is", "permitted"],
    ),
];

/// The longest name that is filled in, in words.
const LONGEST_NAME: usize = 16;

/// What may stand in a licence or be left out of it, by SPDX's templates, where
/// these words follow.
const OPTIONAL: &[(&[&str], &[&str])] = &[
    (&["all", "rights", "reserved"], &[]),
    (&["including", "the", "next", "paragraph"], &[]),
    (
        &["gnu", "general", "public", "license"],
        &["terms", "and", "conditions"],
    ),
    (
        &["gnu", "lesser", "general", "public", "license"],
        &["terms", "and", "conditions"],
    ),
    (
        &["gnu", "library", "general", "public", "license"],
        &["terms", "and", "conditions"],
    ),
];

/// A text as words.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// In lower case.
    pub(super) words: Vec<String>,
    /// The line that each word stands in, from 0. Lines that say whose copyright
    /// it is are not counted.
    pub(super) lines: Vec<usize>,
    /// What does not count in a comparison, in the order of the text.
    pub(super) set_aside: Vec<Aside>,
    /// The text as it is.
    pub(super) raw: String,
}

/// A line that says whose copyright it is, a name that is filled in, or words
/// that are optional.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Aside {
    /// How many words that count stand before it.
    pub(super) at: usize,
    /// Its line, from 0, with all lines counted.
    pub(super) line: usize,
    pub(super) words: Vec<String>,
}

impl Words {
    /// Reads a text.
    pub(super) fn of(text: &str) -> Self {
        let mut read = Self {
            raw: text.to_owned(),
            ..Self::default()
        };
        let mut counted = 0;
        let mut all_lines = Vec::new();
        for (number, line) in text.lines().enumerate() {
            if is_copyright(line) {
                read.set_aside.push(Aside {
                    at: read.words.len(),
                    line: number,
                    words: in_line(line).collect(),
                });
                continue;
            }
            for word in in_line(line) {
                read.words.push(word);
                read.lines.push(counted);
                all_lines.push(number);
            }
            counted += 1;
        }
        read.without_optional(&all_lines)
    }

    /// Sets aside what is optional or filled in. `all_lines` has the line of
    /// each word, with all lines counted.
    fn without_optional(self, all_lines: &[usize]) -> Self {
        let mut kept = Self {
            raw: self.raw,
            ..Self::default()
        };
        let mut copyright = self.set_aside.into_iter().peekable();
        let mut at = 0;
        while at < self.words.len() {
            while let Some(aside) = copyright.next_if(|aside| aside.at <= at) {
                let at = kept.words.len();
                kept.set_aside.push(Aside { at, ..aside });
            }
            let rest = &self.words[at..];
            let (counts, left_out) =
                optional(rest).map_or_else(|| name(rest).unwrap_or((1, 0)), |length| (0, length));
            for at in at..at + counts {
                kept.words.push(self.words[at].clone());
                kept.lines.push(self.lines[at]);
            }
            at += counts;
            if left_out > 0 {
                kept.set_aside.push(Aside {
                    at: kept.words.len(),
                    line: all_lines[at],
                    words: self.words[at..at + left_out].to_vec(),
                });
                at += left_out;
            }
        }
        let end = kept.words.len();
        kept.set_aside
            .extend(copyright.map(|aside| Aside { at: end, ..aside }));
        kept
    }
}

/// How many optional words stand here.
fn optional(words: &[String]) -> Option<usize> {
    let here = OPTIONAL
        .iter()
        .find(|(phrase, behind)| starts(words, phrase) && starts(&words[phrase.len()..], behind))?;
    Some(here.0.len())
}

/// How many words stand before a name that is filled in here, and how many the
/// name has.
fn name(words: &[String]) -> Option<(usize, usize)> {
    NAMES.iter().find_map(|(before, behind)| {
        let rest = words
            .get(before.len()..)
            .filter(|_| starts(words, before))?;
        let length = (1..=LONGEST_NAME).find(|at| {
            let rest = rest.get(*at..);
            rest.is_some_and(|rest| starts(rest, behind))
        })?;
        Some((before.len(), length))
    })
}

/// Whether `words` begin with these.
pub(super) fn starts(words: &[String], phrase: &[&str]) -> bool {
    words.len() >= phrase.len() && words.iter().zip(phrase).all(|(word, other)| word == other)
}

/// Where these words first stand in `words`.
pub(super) fn position(words: &[String], phrase: &[&str]) -> Option<usize> {
    (0..words.len()).find(|at| starts(&words[*at..], phrase))
}

/// The words of a line that count: no addresses, no numbers, no single letters.
pub(super) fn in_line(line: &str) -> impl Iterator<Item = String> {
    line.split_whitespace()
        .filter(|token| !is_address(token))
        .flat_map(in_token)
}

fn in_token(token: &str) -> Vec<String> {
    let token: String = token
        .chars()
        .filter(|c| {
            !matches!(
                c,
                '\'' | '’' | '‘' | '´' | '`' | '\u{ad}' | '\u{200b}' | '\u{feff}'
            )
        })
        .flat_map(char::to_lowercase)
        .collect();
    // A letter that was lost in another encoding is a letter still.
    let parts = token.split(|c: char| !c.is_alphanumeric() && c != '\u{fffd}');
    let counts = |word: &&str| {
        word.chars().nth(1).is_some()
            && !word.chars().all(char::is_numeric)
            && !ROMAN.contains(word)
            && !matches!(*word, "quot" | "nbsp" | "amp")
    };
    parts
        .map(|word| word.trim_matches('\u{fffd}'))
        .filter(counts)
        .flat_map(|word| {
            let same = SAME.iter().find(|(other, _)| *other == word);
            same.map_or(word, |(_, usual)| usual).split(' ')
        })
        .map(str::to_owned)
        .collect()
}

/// A web address or one for e-mail.
fn is_address(token: &str) -> bool {
    let host = token.split('/').next().unwrap_or_default();
    token.contains("://")
        || token.contains('@')
        || token.contains("www.")
        || (host.len() < token.len() && host.trim_end_matches('.').contains('.'))
}

/// Whether a line says whose copyright it is: it begins with that word or sign,
/// and names a year or leaves room for it.
pub(super) fn is_copyright(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '(' && c != '©');
    let starts = |start: &str| {
        let head = line.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start))
    };
    let is_year = |four: &[u8]| matches!(four, [b'1', b'9', a, b] | [b'2', b'0', a, b] if a.is_ascii_digit() && b.is_ascii_digit());
    let dated = line.as_bytes().windows(4).any(is_year) || line.contains(['[', '<', '{']);
    let signed = ["copyright (c)", "copyright ©", "©"];
    signed.into_iter().any(starts) || (dated && (starts("copyright") || starts("(c)")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        Words::of(text).words.join(" ")
    }

    #[test]
    fn varying_parts_of_a_licence_are_ignored() {
        let cases = [
            ("1. The “Licence”", "the license"),
            ("  (a) the\n\tlicense", "the license"),
            ("see <https://fsf.org/> or www.gnu.org, a@b.nl", "see or"),
            ("wiki.creativecommons.org/X and/or", "and or"),
            ("Copyright (c) 2020 A\nand others", "and others"),
            (
                "the Software (including the next paragraph) and",
                "the software and",
            ),
            (
                "provided by the regents of X \"as is\"",
                "provided by as is",
            ),
            (
                "non-commercial noncommercial",
                "non commercial non commercial",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn ignored_words_keep_their_position() {
        let read = Words::of("Copyright (c) 2020 Gemeente A\n\nprovided by us \"as is\"");
        let found: Vec<(usize, usize, String)> = read
            .set_aside
            .iter()
            .map(|aside| (aside.at, aside.line, aside.words.join(" ")))
            .collect();
        let expected = [
            (0, 0, "copyright gemeente".to_owned()),
            (2, 2, "us".to_owned()),
        ];
        assert_eq!(found, expected);
        assert_eq!(read.lines, [1, 1, 1, 1]);
    }

    #[test]
    fn only_lines_that_name_an_owner_are_of_copyright() {
        for (line, expected) in [
            (
                "Copyright (c) 2019 Publieke Dienstverlening op de Kaart",
                true,
            ),
            ("  (C) 1999 iemand", true),
            ("© 2024 Gemeente", true),
            ("Copyright (c) Gemeente Voorbeeld", true),
            ("Copyright [yyyy] [name of copyright owner]", true),
            ("(c) You must retain all notices", false),
            (
                "copyright notice and this permission notice shall be included",
                false,
            ),
            ("The above copyright notice of 2019", false),
        ] {
            assert_eq!(is_copyright(line), expected, "{line}");
        }
    }
}
