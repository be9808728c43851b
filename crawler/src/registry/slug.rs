//! The rule by which bodies of the long list get their slugs: their official name, which
//! begins with what kind of body it is, as ASCII.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::organisation::{Slug, TooiUri};

/// The longest slug, in letters.
const LONGEST: usize = 80;

/// A slug for a new body that nobody has. Where its name leads to one that is taken, the
/// code of its TOOI URI follows.
pub(super) fn slug_of(
    name: &str,
    tooi: &TooiUri,
    is_taken: impl Fn(&Slug) -> bool,
) -> Option<Slug> {
    let words = words(name);
    let plain = cut(&words, LONGEST).parse().ok();
    if let Some(slug) = plain.filter(|slug| !is_taken(slug)) {
        return Some(slug);
    }
    let code = tooi.code().replace('_', "-");
    let name = cut(&words, LONGEST.saturating_sub(code.len() + 1));
    let slug = format!("{name}-{code}")
        .trim_start_matches('-')
        .parse()
        .ok();
    slug.filter(|slug| !is_taken(slug))
}

/// The words of a name without case and accents, with hyphens between.
fn words(name: &str) -> String {
    let name = name
        .to_lowercase()
        .replace('&', " en ")
        .replace('+', " plus ");
    let letters = name.nfkd().filter(|letter| !is_combining_mark(*letter));
    let mut slug = String::new();
    for letter in letters {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// As many whole words as fit.
fn cut(words: &str, longest: usize) -> &str {
    if words.len() <= longest {
        return words;
    }
    // The words are ASCII; a hyphen right after the longest ends the last word.
    let end = words[..=longest].rfind('-').unwrap_or(longest);
    &words[..end]
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::registry::Registry;

    fn tooi() -> TooiUri {
        "https://identifier.overheid.nl/tooi/id/so/so0868"
            .parse()
            .unwrap()
    }

    #[test]
    fn slug_is_the_name_in_ascii() {
        let long = "Adviescommissie vroegefasefinanciering academische innovatieve starters, hbo-innovatieve starters";
        let cases = [
            ("gemeente Súdwest-Fryslân", "gemeente-sudwest-fryslan"),
            ("Gemeente 's-Hertogenbosch", "gemeente-s-hertogenbosch"),
            ("Duo+", "duo-plus"),
            ("Kampen & Dronten", "kampen-en-dronten"),
            (
                long,
                "adviescommissie-vroegefasefinanciering-academische-innovatieve-starters-hbo",
            ),
            ("", "so0868"),
        ];
        for (name, expected) in cases {
            let slug = slug_of(name, &tooi(), |_| false).unwrap();
            assert_eq!(slug.as_str(), expected);
        }
        let second = slug_of("Duo+", &tooi(), |slug| slug.as_str() == "duo-plus");
        assert_eq!(second.unwrap().as_str(), "duo-plus-so0868");
        let long = slug_of(long, &tooi(), |slug| slug.as_str().ends_with("hbo")).unwrap();
        assert!(long.as_str().len() <= LONGEST && long.as_str().ends_with("-starters-so0868"));
    }

    /// The slugs that stood in addresses before there was a rule.
    const BEFORE: usize = 13;

    #[test]
    fn slugs_of_the_list_follow_the_rule() {
        let mut taken = HashSet::new();
        let mut others = Vec::new();
        for body in Registry::built_in(&[]).organisations {
            let Some(tooi) = body.tooi else { continue };
            let slug = slug_of(&body.name, &tooi, |slug| taken.contains(slug)).unwrap();
            if slug != body.slug {
                others.push(body.slug.to_string());
            }
            taken.insert(body.slug);
        }
        assert_eq!(others.len(), BEFORE, "{others:?}");
    }
}
