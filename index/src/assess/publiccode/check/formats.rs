//! The forms of single values: dates, languages, countries and licences. Each function tells what is wrong with a text, if anything is.

use chrono::{Months, NaiveDate};
use spdx::{Expression, ParseMode};
use unicode_segmentation::UnicodeSegmentation;

use super::finding::Refuser::{self, Both, Nobody, Parser, Standard};
use super::lists::{self, Allowed};
use super::reference;
use super::subtags;
use super::table::{Limits, Tense};
use super::version::Version;
use crate::assess::Fact;
use crate::assess::licence::expression::{first_closed, parse, spelled};

/// A rule that a value breaks, and who refuses the file for it.
pub(super) type Problem = (&'static str, Refuser, Vec<(&'static str, Fact)>);

/// How much of a value is repeated in a finding, in characters.
const SHOWN: usize = 120;

/// A text as a fact; long ones are cut.
pub(super) fn shown(text: &str) -> Fact {
    let mut cut: String = text.chars().take(SHOWN).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    Fact::Text(cut)
}

pub(super) fn problem(rule: &'static str, refused: Refuser, text: &str) -> Problem {
    (rule, refused, vec![("value", shown(text))])
}

fn number(n: usize) -> Fact {
    Fact::Number(i64::try_from(n).unwrap_or(i64::MAX))
}

/// The word of `words` that somebody may have meant: one that is written almost
/// the same, and no other that is nearly as close. A word that begins otherwise
/// may mean the opposite, as `external` does of `internal`.
pub(super) fn nearest<'a>(text: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |word: &str| -> String {
        let letters = word.chars().filter(|c| c.is_alphanumeric());
        letters.take(SHOWN).collect::<String>().to_lowercase()
    };
    let wanted = fold(text);
    let first = wanted.chars().next()?;
    let mut near: Vec<(usize, &str)> = words
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(&wanted, &fold(word)), word))
        .filter(|(distance, word)| {
            let starts_alike = word.to_lowercase().starts_with(first);
            *distance == 0 || (starts_alike && *distance <= 2 && distance * 3 < word.len())
        })
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    match near.as_slice() {
        [(0, word), ..] | [(_, word)] => Some(word),
        _ => None,
    }
}

pub(super) fn length(text: &str, limits: &Limits, version: Version) -> Vec<Problem> {
    // What a reader counts as one character.
    let length = text.graphemes(true).count();
    let sizes = |size: usize, name| vec![("length", number(length)), (name, number(size))];
    let mut problems = Vec::new();
    if length > limits.max {
        let refused = limits.max_until.map_or(Both, |_| Standard);
        if limits.max_until.is_none_or(|until| version < until) {
            problems.push(("text_too_long", refused, sizes(limits.max, "max")));
        }
    }
    match limits.min_before {
        _ if length < limits.min => {
            problems.push(("text_too_short", Both, sizes(limits.min, "min")));
        }
        Some((before, min)) if version < before && length < min => {
            problems.push(("text_too_short", Standard, sizes(min, "min")));
        }
        _ => {}
    }
    if limits.one_line && text.trim().contains('\n') {
        problems.push(("text_not_one_line", Nobody, Vec::new()));
    }
    problems
}

pub(super) fn one_of(text: &str, allowed: &[Allowed], version: Version) -> Option<Problem> {
    let Some(value) = allowed.iter().find(|allowed| allowed.value == text) else {
        let usable = allowed.iter().filter(|value| value.deprecated.is_none());
        return Some(
            match nearest(text, usable.clone().map(|allowed| allowed.value)) {
                Some(near) => (
                    "value_not_in_list_near",
                    Both,
                    vec![("value", shown(text)), ("near", shown(near))],
                ),
                // Short lists are told whole.
                None if allowed.len() <= 10 => {
                    let all: Vec<&str> = usable.map(|allowed| allowed.value).collect();
                    (
                        "value_not_in_short_list",
                        Both,
                        vec![("value", shown(text)), ("list", Fact::Text(all.join(", ")))],
                    )
                }
                None => problem("value_not_in_list", Both, text),
            },
        );
    };
    if value.deprecated.is_some() {
        return Some(problem("value_deprecated", Parser, text));
    }
    (version < value.since).then(|| {
        let facts = vec![
            ("value", shown(text)),
            ("since", Fact::Text(value.since.to_string())),
            ("version", Fact::Text(version.to_string())),
        ];
        ("value_newer", Standard, facts)
    })
}

pub(super) fn platform(text: &str) -> Option<Problem> {
    let known = lists::PLATFORMS.iter().find(|known| **known == text);
    if known.is_some() {
        return None;
    }
    let folded = text.to_lowercase();
    let meant = match folded.as_str() {
        "macos" | "mac os" | "osx" | "os x" => Some("mac"),
        "html" | "browser" | "website" => Some("web"),
        folded => lists::PLATFORMS.iter().copied().find(|p| *p == folded),
    }?;
    let facts = vec![("value", shown(text)), ("near", shown(meant))];
    Some(("platform_spelling", Nobody, facts))
}

/// YYYY-MM-DD and nothing else. `community` is whether volunteers maintain it.
pub(super) fn date(text: &str, tense: Tense, today: NaiveDate, community: bool) -> Option<Problem> {
    let form: Vec<bool> = text.bytes().map(|b| b.is_ascii_digit()).collect();
    let digits = [true, true, true, true, false, true, true, false, true, true];
    let dashes = text.bytes().filter(|b| *b == b'-').count();
    if form != digits || dashes != 2 {
        return Some(problem("date_wrong_form", Both, text));
    }
    let Ok(day) = text.parse::<NaiveDate>() else {
        return Some(problem("date_not_real", Both, text));
    };
    let dated = |rule| Some((rule, Nobody, vec![("date", Fact::Date(day))]));
    let in_two_years = today.checked_add_months(Months::new(24));
    match tense {
        Tense::Past if day > today => dated("date_in_future"),
        Tense::ContractEnd if day < today => dated("contract_ended"),
        Tense::ContractEnd if community && in_two_years.is_some_and(|last| day > last) => {
            dated("community_contract_too_long")
        }
        _ => None,
    }
}

pub(super) fn email(text: &str) -> Option<Problem> {
    if !reference::email(text) {
        return Some(problem("email_wrong", Both, text));
    }
    let mailbox = text.split('@').next()?.to_lowercase();
    lists::SHARED_MAILBOXES
        .contains(&mailbox.as_str())
        .then(|| problem("email_shared", Nobody, text))
}

/// Any text: the standard asks for an international prefix and a string, and for
/// no form, so an extension or a word may stand behind the number.
pub(super) fn phone(text: &str) -> Option<Problem> {
    let number = text.trim();
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    if digits < 5 {
        return Some(problem("phone_wrong", Nobody, text));
    }
    let international = number.trim_start_matches(['(', ' ']);
    let prefixed = international.starts_with('+') || international.starts_with("tel:+");
    (!prefixed).then(|| problem("phone_without_prefix", Nobody, text))
}

pub(super) fn language(tag: &str) -> Option<Problem> {
    let refused = Refuser::unless(reference::language(tag), subtags::is_valid(tag))?;
    // The registry has one name for a language, and not the longer ones of ISO.
    let (primary, rest) = tag.split_at(tag.find('-').unwrap_or(tag.len()));
    let longer = primary.to_lowercase();
    let shorter = lists::SHORTER_LANGUAGES
        .iter()
        .find(|(long, short)| *long == longer && subtags::is_valid(&format!("{short}{rest}")));
    let Some((_, shorter)) = shorter else {
        return Some(problem("language_wrong", refused, tag));
    };
    let facts = vec![("value", shown(tag)), ("near", shown(shorter))];
    Some(("language_not_shortest", refused, facts))
}

/// The tag of the language that a key under `description` names: the shortest one;
/// `None` when it names none.
pub(crate) fn language_of(key: &str) -> Option<String> {
    if subtags::is_valid(key) {
        return Some(key.to_owned());
    }
    let (_, _, facts) = language(key)?;
    let near = facts.into_iter().find(|(name, _)| *name == "near")?;
    Some(near.1.to_string())
}

/// Whether these two letters are a country, in capitals.
pub(super) fn is_country(code: &str) -> bool {
    code.len() == 2 && rust_iso3166::from_alpha2(code).is_some()
}

pub(super) fn country(text: &str, version: Version) -> Option<Problem> {
    let upper = text.to_uppercase();
    let lower_case = text == text.to_lowercase();
    let by_standard = is_country(&upper) && (text == upper || lower_case);
    if let Some(refused) = Refuser::unless(reference::country(text), by_standard) {
        return Some(problem("country_wrong", refused, text));
    }
    (lower_case && version >= Version::V0_5).then(|| {
        let facts = vec![("value", shown(text)), ("near", shown(&upper))];
        ("country_lower_case", Nobody, facts)
    })
}

/// An SPDX expression of open licences, in any case: SPDX matches identifiers
/// without regard to it. Deprecated identifiers are identifiers still, so they
/// are no error.
pub(super) fn licence(text: &str) -> Option<Problem> {
    let trimmed = text.trim();
    let mode = ParseMode {
        allow_deprecated: true,
        allow_postfix_plus_on_gpl: true,
        ..ParseMode::STRICT
    };
    let expression = Expression::parse_mode(&spelled(trimmed), mode).ok();
    if let Some(refused) = Refuser::unless(reference::licence(text), expression.is_some()) {
        let near = Expression::canonicalize(trimmed).ok().flatten();
        let near = near.or_else(|| expression.map(|_| spelled(trimmed)));
        return Some(match near {
            Some(near) if near != trimmed => {
                let facts = vec![("value", shown(trimmed)), ("near", shown(&near))];
                ("licence_wrong_near", refused, facts)
            }
            _ => problem("licence_wrong", refused, trimmed),
        });
    }
    if let Some(closed) = parse(trimmed).as_ref().and_then(first_closed) {
        return Some(problem("licence_not_open", Standard, closed));
    }
    let expression = expression?;
    let mut ids = expression
        .requirements()
        .filter_map(|requirement| requirement.req.license.id());
    let deprecated = ids.find(|id| id.is_deprecated())?;
    Some(problem("licence_deprecated", Nobody, deprecated.name))
}

/// `type/subtype`, by RFC 6838.
pub(super) fn media_type(text: &str) -> Option<Problem> {
    let name = |part: &str| {
        part.len() <= 127
            && part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    let parts = text.split_once('/');
    let fits = parts.is_some_and(|(kind, subtype)| name(kind) && name(subtype));
    let refused = Refuser::unless(reference::media_type(text), fits)?;
    Some(problem("media_type_wrong", refused, text))
}
