//! SPDX expressions as the reference parser reads them: identifiers in any case,
//! `AND` and `OR` in capitals only, and `-only` and `-or-later` behind any
//! identifier.

use std::iter::Peekable;

use crate::assess::licence::expression::spelled;

/// How deep parentheses may stand in each other.
const MAX_DEPTH: usize = 32;

/// Whether the parser takes a text for a licence.
pub(in super::super) fn licence(text: &str) -> bool {
    let text = text.trim();
    if text.contains(|c: char| c.is_whitespace() && c != ' ') {
        return false;
    }
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split(' ').filter(|word| !word.is_empty()).peekable();
    expression(&mut words, 0) && words.next().is_none()
}

/// Licences with operators between them.
fn expression<'a, I: Iterator<Item = &'a str>>(words: &mut Peekable<I>, depth: usize) -> bool {
    loop {
        if !operand(words, depth) {
            return false;
        }
        if words
            .next_if(|word| matches!(*word, "AND" | "OR"))
            .is_none()
        {
            return true;
        }
    }
}

/// A licence, perhaps with an exception, or an expression in parentheses.
fn operand<'a, I: Iterator<Item = &'a str>>(words: &mut Peekable<I>, depth: usize) -> bool {
    let Some(word) = words.next() else {
        return false;
    };
    if word == "(" {
        return depth < MAX_DEPTH && expression(words, depth + 1) && words.next() == Some(")");
    }
    if is_reference(word) {
        return true;
    }
    let with = words.next_if(|word| word.eq_ignore_ascii_case("WITH"));
    is_listed(word) && (with.is_none() || words.next().is_some_and(is_exception))
}

/// A licence that is not on the list, by a name of its own.
fn is_reference(word: &str) -> bool {
    let name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
    };
    let word = match word
        .strip_prefix("DocumentRef-")
        .map(|rest| rest.split_once(':'))
    {
        Some(Some((document, licence))) if name(document) => licence,
        Some(_) => return false,
        None => word,
    };
    word.strip_prefix("LicenseRef-").is_some_and(name)
}

fn is_listed(word: &str) -> bool {
    let is_known = |name: &str| {
        let licence = spdx::license_id(&spelled(name));
        licence.is_some_and(|licence| licence.name != "NOASSERTION")
    };
    let bare = word.strip_suffix('+').unwrap_or(word);
    let lower = bare.to_lowercase();
    let suffixes = ["-or-later", "-only"];
    let family = suffixes
        .iter()
        .find_map(|suffix| lower.strip_suffix(suffix));
    is_known(bare) || family.is_some_and(is_known)
}

fn is_exception(word: &str) -> bool {
    spdx::exception_id(&spelled(word)).is_some()
}
