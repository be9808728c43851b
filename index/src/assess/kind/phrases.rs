//! What names, titles and sentences call a repository.

use super::RepositoryKind::{Software, Standard};
use super::words::{
    PUBLICATIONS, Sign, held, is_after_noun, is_software, is_software_head, name_words,
    sentence_words, sign, software_in_text, words,
};

/// What a sentence may call the repository.
#[rustfmt::skip]
const REPOSITORIES: &[&str] = &[
    "opslagplaats", "repo", "repositorie", "repository", "werkruimte",
];

/// What a sentence may call it that is said of other things too.
#[rustfmt::skip]
const PLACES: &[&str] = &[
    "locatie", "omgeving", "pagina", "platform", "plek", "project",
];

const DEMONSTRATIVES: &[&str] = &["deze", "dit", "this"];

/// Words that say that a repository holds something.
#[rustfmt::skip]
const HOLDS: &[&str] = &[
    "bevat", "bevatten", "beschikbaar", "contain", "containing", "contains", "hold", "holds",
    "hosts", "houses", "publiceert", "publishes", "staan", "staat", "store", "stores", "vind",
    "vinden", "vindt", "zit", "zitten",
];

/// Words that say so of a repository, and of other things something else.
#[rustfmt::skip]
const LINKS: &[&str] = &[
    "are", "bedoeld", "for", "is", "of", "used", "van", "voor", "with", "worden", "wordt", "zijn",
];

/// What is said from here on is not what the repository is.
#[rustfmt::skip]
const ENDS: &[&str] = &[
    "archived", "bijgewerkt", "built", "gearchiveerd", "generated", "gegenereerd", "lees",
    "license", "licence", "licentie", "licensed", "maintained", "onderdeel", "part", "read",
    "see", "under", "updated", "uses", "using", "zie",
];

/// How many words behind a sign say what a name is.
const HEAD_WITHIN: usize = 3;

/// How many words after its subject tell what a sentence is about.
const REACH: usize = 16;

/// How many words from the start a noun stands that a text begins with.
const START: usize = 5;

/// How far from the start a sentence says `is`.
const DEFINED_WITHIN: usize = 8;

/// The title of a README that came with a template.
const BOILERPLATE: [&str; 2] = ["respec", "template"];

/// The sign that a topic is, whole.
pub(super) fn topic(topic: &str) -> Option<Sign> {
    sign(&words(topic).join(" "))
}

/// What the name of a repository tells.
pub(super) fn name(name: &str, with_code: bool) -> Option<Sign> {
    named(&name_words(name), with_code)
}

/// What a title tells. `with_code` says that there is some code, so that an
/// adjective is no sign: a standard form is no standard.
pub(super) fn title(title: &str, with_code: bool) -> Option<Sign> {
    named(&words(title), with_code)
}

fn named(words: &[String], with_code: bool) -> Option<Sign> {
    let software = |word: &String| Sign {
        kind: Software,
        word: word.clone(),
    };
    if words.starts_with(BOILERPLATE.map(str::to_owned).as_slice()) {
        return None;
    }
    if let Some(word) = words.iter().find(|word| is_software(word)) {
        return Some(software(word));
    }
    // What follows `of` or `for` says no more what it is.
    let part = |from: usize| words[from..].iter().take_while(|word| !is_after_noun(word));
    let signs = || {
        let signs = (0..words.len()).filter_map(|at| sign_at(words, at, sign));
        signs.filter(|(after, sign)| !with_code || is_noun(words, *after, sign))
    };
    let clear = signs().find(|(_, sign)| !sign.is_weak());
    match clear.or_else(|| signs().next()) {
        Some((after, sign)) => {
            let mut heads = part(after)
                .take(HEAD_WITHIN)
                .filter(|word| is_software_head(word))
                .map(software);
            let head = heads.find(|head| sign.is_weak() || !head.is_api());
            Some(head.unwrap_or(sign))
        }
        None => part(0)
            .last()
            .filter(|word| is_software_head(word))
            .map(software),
    }
}

/// Whether a sign is a noun there: what follows says no more what it is.
fn is_noun(words: &[String], after: usize, sign: &Sign) -> bool {
    let next = words.get(after);
    !sign.may_be_adjective()
        || next
            .is_none_or(|next| is_after_noun(next) || next.contains(|c: char| c.is_ascii_digit()))
}

/// The sign at a place, with the place behind it. The longer one says more.
fn sign_at(
    words: &[String],
    at: usize,
    sign: impl Fn(&str) -> Option<Sign>,
) -> Option<(usize, Sign)> {
    let three = words.get(at..at + 3).map(|three| (at + 3, three.join(" ")));
    let two = words.get(at..at + 2).map(|two| (at + 2, two.join(" ")));
    let one = (at + 1, words.get(at)?.clone());
    let mut candidates = three.into_iter().chain(two).chain([one]);
    candidates.find_map(|(after, word)| Some((after, sign(&word)?)))
}

/// The first sign in a text.
pub(super) fn mention(text: &str) -> Option<Sign> {
    let words = words(text);
    (0..words.len()).find_map(|at| Some(sign_at(&words, at, sign)?.1))
}

/// A sign that a text is about a publication.
pub(super) fn publication(text: &str) -> Option<Sign> {
    let text = text.to_lowercase();
    let is_whole = |at: usize, sign: &str| {
        let joins = |c: char| c.is_alphanumeric();
        !text[..at].ends_with(joins) && !text[at + sign.len()..].starts_with(joins)
    };
    let found = PUBLICATIONS
        .iter()
        .find(|(sign, _)| text.match_indices(*sign).any(|(at, _)| is_whole(at, sign)));
    found.map(|(word, kind)| Sign {
        kind: *kind,
        word: (*word).to_owned(),
    })
}

/// What a sentence says that the repository holds: `This repository contains the
/// documentation of the app`.
pub(super) fn contents(sentence: &str) -> Option<Sign> {
    let words = sentence_words(sentence);
    let is_subject =
        |word: &String| REPOSITORIES.contains(&word.as_str()) || PLACES.contains(&word.as_str());
    let subject = words.iter().take(10).position(is_subject)?;
    let is_repository = REPOSITORIES.contains(&words[subject].as_str());
    let is_this = |word: &String| DEMONSTRATIVES.contains(&word.as_str());
    if !(words[..subject].iter().any(is_this) || is_repository && subject == 0) {
        return None;
    }
    let rest = &words[subject + 1..];
    let rest = &rest[..rest.len().min(REACH)];
    let holds = |word: &String| {
        HOLDS.contains(&word.as_str()) || is_repository && LINKS.contains(&word.as_str())
    };
    // In Dutch the verb may come last, behind what is there.
    let (after, sign) = rest.iter().any(holds).then(|| first_at(rest))??;
    // The manual of the tooling is not the tooling, and the use of data no data.
    let is_of_something = rest[..after].iter().rposition(|word| is_after_noun(word)) > Some(1);
    (!sign.is_software() && !sign.is_faint() || !is_of_something).then_some(sign)
}

/// What a text calls its subject: `X is a standard for Y`, or `Documentation of
/// X`.
pub(super) fn definition(sentence: &str) -> Option<Sign> {
    let words = sentence_words(sentence);
    let is_link = |word: &String| matches!(word.as_str(), "is" | "are" | "zijn" | "vormt");
    if let Some(at) = words.iter().take(DEFINED_WITHIN).position(is_link) {
        let rest = &words[at + 1..];
        let (_, sign) = first_at(&rest[..rest.len().min(DEFINED_WITHIN)])?;
        return Some(sign).filter(|sign| !sign.is_faint() || sign.kind == Standard);
    }
    let start = &words[..words.len().min(START)];
    let (after, sign) = first_at(start)?;
    let begins = words.get(after).is_some_and(|next| is_after_noun(next));
    (begins && !sign.is_faint()).then_some(sign)
}

/// The first noun of either sort, with the place behind it. Of two side by side
/// the second says what it is: API documentation, a standards checker.
fn first_at(words: &[String]) -> Option<(usize, Sign)> {
    let noun_at = |at: usize| {
        let other = sign_at(words, at, held).filter(|(after, sign)| is_noun(words, *after, sign));
        other.or_else(|| sign_at(words, at, software_in_text))
    };
    let mut at = 0;
    while at < words.len() && !ENDS.contains(&words[at].as_str()) {
        if let Some(mut found) = noun_at(at) {
            while let Some(next) = noun_at(found.0)
                && (next.1.is_software() != found.1.is_software() || found.1.is_faint())
            {
                found = next;
            }
            return Some(found);
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests;
