//! The forms of single values: dates, addresses, languages, countries and
//! licences. Each function tells what is wrong with a text, if anything is.

use chrono::{Months, NaiveDate};
use email_address::EmailAddress;
use spdx::{Expression, ParseMode};
use url::Url;

use super::finding::Severity::{self, Error, Warning};
use super::lists::{self, Allowed};
use super::subtags;
use super::table::{Limits, Tense};
use super::version::Version;
use crate::assess::Fact;
use crate::assess::licence::expression::{first_closed, parse, spelled};

/// A rule that a value breaks.
pub(super) type Problem = (&'static str, Severity, Vec<(&'static str, Fact)>);

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

fn problem(rule: &'static str, severity: Severity, text: &str) -> Problem {
    (rule, severity, vec![("value", shown(text))])
}

fn number(n: usize) -> Fact {
    Fact::Number(i64::try_from(n).unwrap_or(i64::MAX))
}

/// How bad it is to use what is deprecated since `deprecated`; `None` when it
/// is not, in this version.
pub(super) fn deprecation(deprecated: Version, version: Version) -> Option<Severity> {
    if version >= Version::V1 {
        Some(Error)
    } else {
        (version >= deprecated).then_some(Warning)
    }
}

/// The word of `words` that somebody may have meant, if one is near.
pub(super) fn nearest<'a>(text: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |word: &str| -> String {
        let letters = word.chars().filter(|c| c.is_alphanumeric());
        letters.take(SHOWN).collect::<String>().to_lowercase()
    };
    let wanted = fold(text);
    if wanted.is_empty() {
        return None;
    }
    words
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(&wanted, &fold(word)), word))
        .filter(|(distance, word)| *distance == 0 || (*distance <= 2 && distance * 3 < word.len()))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

pub(super) fn length(text: &str, limits: &Limits, version: Version) -> Vec<Problem> {
    let text = text.trim();
    let length = text.chars().count();
    let min = match limits.min_before {
        Some((before, min)) if version < before => min,
        _ => limits.min,
    };
    let unlimited = limits.max_until.is_some_and(|until| version >= until);
    let mut problems = Vec::new();
    if length > limits.max && !unlimited {
        let facts = vec![("length", number(length)), ("max", number(limits.max))];
        problems.push(("text_too_long", Error, facts));
    }
    if length < min {
        let facts = vec![("length", number(length)), ("min", number(min))];
        problems.push(("text_too_short", Error, facts));
    }
    if limits.one_line && text.contains('\n') {
        problems.push(("text_not_one_line", Warning, Vec::new()));
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
                    Error,
                    vec![("value", shown(text)), ("near", shown(near))],
                ),
                // Short lists are told whole.
                None if allowed.len() <= 10 => {
                    let all: Vec<&str> = usable.map(|allowed| allowed.value).collect();
                    (
                        "value_not_in_short_list",
                        Error,
                        vec![("value", shown(text)), ("list", Fact::Text(all.join(", ")))],
                    )
                }
                None => problem("value_not_in_list", Error, text),
            },
        );
    };
    if version < value.since {
        let facts = vec![
            ("value", shown(text)),
            ("since", Fact::Text(value.since.to_string())),
            ("version", Fact::Text(version.to_string())),
        ];
        return Some(("value_newer", Warning, facts));
    }
    let severity = deprecation(value.deprecated?, version)?;
    Some(problem("value_deprecated", severity, text))
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
    Some(("platform_spelling", Warning, facts))
}

/// YYYY-MM-DD and nothing else. `community` is whether volunteers maintain it.
pub(super) fn date(text: &str, tense: Tense, today: NaiveDate, community: bool) -> Option<Problem> {
    let form: Vec<bool> = text.bytes().map(|b| b.is_ascii_digit()).collect();
    let digits = [true, true, true, true, false, true, true, false, true, true];
    let dashes = text.bytes().filter(|b| *b == b'-').count();
    if form != digits || dashes != 2 {
        return Some(problem("date_wrong_form", Error, text));
    }
    let Ok(day) = text.parse::<NaiveDate>() else {
        return Some(problem("date_not_real", Error, text));
    };
    let dated = |rule| Some((rule, Warning, vec![("date", Fact::Date(day))]));
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

/// Reads a web address: absolute, with a host, without spaces.
pub(super) fn address(text: &str) -> Result<Url, Problem> {
    let wrong = || problem("url_wrong", Error, text);
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(wrong());
    }
    // The parser mends what a file should not have.
    if !text.contains("://") {
        return Err(wrong());
    }
    let url: Url = text.parse().map_err(|_| wrong())?;
    if url.host_str().is_none_or(str::is_empty) {
        return Err(wrong());
    }
    Ok(url)
}

/// What could be better about an address that is one. A page is for people to
/// read in a browser, so its scheme can only be http or https; a repository may
/// be had in other ways.
pub(super) fn address_advice(url: &Url, is_page: bool) -> Option<Problem> {
    if !matches!(url.scheme(), "http" | "https") {
        let facts = vec![("scheme", shown(url.scheme()))];
        let severity = if is_page { Error } else { Warning };
        return Some(("url_not_http", severity, facts));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Some(("url_with_user", Warning, Vec::new()));
    }
    None
}

pub(super) fn uri(text: &str) -> Option<Problem> {
    let fits = fluent_uri::Uri::parse(text).is_ok();
    (!fits).then(|| problem("uri_wrong", Error, text))
}

/// `alias:` with a name of the list, or a URI.
pub(super) fn id(text: &str) -> Option<Problem> {
    let Some(alias) = text.strip_prefix("alias:") else {
        return uri(text);
    };
    if lists::ALIASES.contains(&alias) {
        return None;
    }
    let facts = vec![
        ("value", shown(alias)),
        ("list", Fact::Text(lists::ALIASES.join(", "))),
    ];
    Some(("alias_unknown", Error, facts))
}

/// A path from the repository's root, or an address.
pub(super) fn file(text: &str, extensions: &[&str]) -> Vec<Problem> {
    let path = if text.contains("://") {
        match address(text) {
            Ok(url) => url.path().to_owned(),
            Err(problem) => return vec![problem],
        }
    } else {
        let outside = text.split('/').any(|part| part == "..");
        if outside || text.starts_with('/') || text.contains('\\') || text.contains(':') {
            return vec![problem("path_not_in_repository", Error, text)];
        }
        text.to_owned()
    };
    let extension = path
        .rsplit_once('.')
        .map_or_else(String::new, |(_, extension)| extension.to_lowercase());
    if extensions.is_empty() {
        return Vec::new();
    }
    if !extensions.contains(&extension.as_str()) {
        let list = Fact::Text(extensions.join(", "));
        let facts = vec![("value", shown(text)), ("list", list)];
        return vec![("file_wrong_format", Error, facts)];
    }
    // Logos alone may be vectors, and should be.
    if extension == "png" && extensions.contains(&"svg") {
        return vec![("logo_not_vector", Warning, Vec::new())];
    }
    Vec::new()
}

pub(super) fn email(text: &str) -> Option<Problem> {
    let options = email_address::Options::default()
        .with_required_tld()
        .without_display_text();
    let Ok(email) = EmailAddress::parse_with_options(text, options) else {
        return Some(problem("email_wrong", Error, text));
    };
    let mailbox = email.local_part().to_lowercase();
    lists::SHARED_MAILBOXES
        .contains(&mailbox.as_str())
        .then(|| problem("email_shared", Warning, text))
}

/// Any text: the standard asks for an international prefix and a string, and for
/// no form, so an extension or a word may stand behind the number.
pub(super) fn phone(text: &str) -> Option<Problem> {
    let number = text.trim();
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    if digits < 5 {
        return Some(problem("phone_wrong", Warning, text));
    }
    let international = number.trim_start_matches(['(', ' ']);
    let prefixed = international.starts_with('+') || international.starts_with("tel:+");
    (!prefixed).then(|| problem("phone_without_prefix", Warning, text))
}

pub(super) fn language(tag: &str) -> Option<Problem> {
    if subtags::is_valid(tag) {
        return None;
    }
    // The registry has one name for a language, and not the longer ones of ISO.
    let (primary, rest) = tag.split_at(tag.find('-').unwrap_or(tag.len()));
    let longer = primary.to_lowercase();
    let shorter = lists::SHORTER_LANGUAGES
        .iter()
        .find(|(long, short)| *long == longer && subtags::is_valid(&format!("{short}{rest}")));
    let Some((_, shorter)) = shorter else {
        return Some(problem("language_wrong", Error, tag));
    };
    let facts = vec![("value", shown(tag)), ("near", shown(shorter))];
    Some(("language_not_shortest", Warning, facts))
}

/// Whether these two letters are a country, in capitals.
pub(super) fn is_country(code: &str) -> bool {
    code.len() == 2 && rust_iso3166::from_alpha2(code).is_some()
}

pub(super) fn country(text: &str, version: Version) -> Option<Problem> {
    if is_country(text) {
        return None;
    }
    let upper = text.to_uppercase();
    if text.len() == 2 && text == text.to_lowercase() && is_country(&upper) {
        let severity = deprecation(Version::V0_5, version)?;
        let facts = vec![("value", shown(text)), ("near", shown(&upper))];
        return Some(("country_lower_case", severity, facts));
    }
    Some(problem("country_wrong", Error, text))
}

/// An SPDX expression of open licences, in any case: SPDX matches identifiers
/// without regard to it. Deprecated identifiers are identifiers still, so they
/// are no error.
pub(super) fn licence(text: &str) -> Option<Problem> {
    let text = text.trim();
    let mode = ParseMode {
        allow_deprecated: true,
        ..ParseMode::STRICT
    };
    let Ok(expression) = Expression::parse_mode(&spelled(text), mode) else {
        let near = Expression::canonicalize(text).ok().flatten();
        return Some(match near {
            Some(near) if near != text => {
                let facts = vec![("value", shown(text)), ("near", shown(&near))];
                ("licence_wrong_near", Error, facts)
            }
            _ => problem("licence_wrong", Error, text),
        });
    };
    if let Some(closed) = parse(text).as_ref().and_then(first_closed) {
        return Some(problem("licence_not_open", Error, closed));
    }
    let mut ids = expression
        .requirements()
        .filter_map(|requirement| requirement.req.license.id());
    let deprecated = ids.find(|id| id.is_deprecated())?;
    Some(problem("licence_deprecated", Warning, deprecated.name))
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
    let fits = text
        .split_once('/')
        .is_some_and(|(kind, subtype)| name(kind) && name(subtype));
    (!fits).then(|| problem("media_type_wrong", Error, text))
}
