//! What the reference parser of the standard accepts where a text has a form,
//! by its answers to texts of each form. Where it decides otherwise than the
//! standard's own text, a finding says so.

mod address;
mod licence;

pub(super) use address::{is_address, page, repository, uri};
pub(super) use licence::licence;

use super::{formats, subtags};

/// Letters and digits, and what else an atom of an e-mail address may have.
fn is_atext(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || is_letter_abroad(c)
}

/// The letters beyond ASCII that addresses for e-mail may have: those of RFC
/// 3987 on the first plane.
fn is_letter_abroad(c: char) -> bool {
    matches!(c, '\u{a0}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{ffef}')
}

/// An address of a mailbox whose host has two labels at least, of which the
/// last begins and ends with a letter.
pub(super) fn email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else {
        return false;
    };
    let quoted = local.strip_prefix('"').and_then(|l| l.strip_suffix('"'));
    let local = match quoted {
        Some(words) => !words.is_empty() && !words.replace("\\\"", "").contains('"'),
        None => local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.chars().all(is_atext)),
    };
    let outer = |c: char| c.is_ascii_alphanumeric() || is_letter_abroad(c);
    let is_label = |label: &str| {
        label.starts_with(outer)
            && label.ends_with(outer)
            && label.chars().all(|c| outer(c) || matches!(c, '-' | '~'))
    };
    let last = host.rsplit_once('.').map_or("", |(_, last)| last);
    let letter = |c: char| c.is_ascii_alphabetic() || is_letter_abroad(c);
    local && host.split('.').all(is_label) && last.starts_with(letter) && last.ends_with(letter)
}

/// The codes of ISO 639-2 for the use of libraries, which the parser takes for
/// the language that they are of.
const OF_LIBRARIES: &[&str] = &[
    "alb", "arm", "baq", "bur", "chi", "cze", "dut", "fre", "geo", "ger", "gre", "ice", "mac",
    "mao", "may", "per", "rum", "slo", "tib", "wel",
];

/// A tag of BCP 47. More than the registry has: codes of libraries, `UK` for the
/// United Kingdom, and a tag for private use alone.
pub(super) fn language(tag: &str) -> bool {
    let lower = tag.to_lowercase();
    let (primary, rest) = lower.split_at(lower.find('-').unwrap_or(lower.len()));
    let rest = rest.replacen("-uk", "-gb", usize::from(rest.len() == 3));
    let primary = match primary {
        // What stands behind it is told by another language.
        "x" => "nl-x",
        primary if OF_LIBRARIES.contains(&primary) => "nl",
        primary => primary,
    };
    subtags::is_valid(&format!("{primary}{rest}"))
}

/// A country by its two letters, all capital or all small; Kosovo too, whose
/// letters ISO 3166-1 leaves to its users.
pub(super) fn country(code: &str) -> bool {
    let upper = code.to_uppercase();
    let one_case = code == upper || code == code.to_lowercase();
    one_case && (formats::is_country(&upper) || upper == "XK")
}

/// `type/subtype` with spaces around it; no point or plus in the type.
pub(super) fn media_type(text: &str) -> bool {
    let is_name = |name: &str, more: &[u8]| {
        name.len() <= 127
            && name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$&^_-".contains(&b) || more.contains(&b))
    };
    let parts = text.trim_matches(' ').split_once('/');
    parts.is_some_and(|(kind, subtype)| is_name(kind, b"") && is_name(subtype, b".+"))
}

/// The form of a code in the register of Italian administrations. Whether there
/// is such a code only the register can tell.
pub(super) fn italian_code(code: &str) -> bool {
    let digits = code.bytes();
    (1..=16).contains(&code.len()) && { digits }.all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
