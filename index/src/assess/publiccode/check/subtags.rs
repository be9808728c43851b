//! The registered subtags of languages, of which BCP 47 makes its tags.

use std::collections::HashSet;
use std::sync::LazyLock;

use oxilangtag::LanguageTag;

/// The registry's subtags by kind; its head tells where it is from.
const REGISTRY: &str = include_str!("subtags.txt");

static SUBTAGS: LazyLock<HashSet<(&'static str, &'static str)>> = LazyLock::new(|| {
    let mut kind = "";
    let mut subtags = HashSet::new();
    for line in REGISTRY.lines().filter(|line| !line.starts_with('#')) {
        match line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            Some(name) => kind = name,
            None => subtags.extend(line.split_whitespace().map(|subtag| (kind, subtag))),
        }
    }
    subtags
});

/// Ranges that the registry keeps for private use: the kind, the first and the
/// last. Source: the registry, `qaa..qtz` and so on.
const PRIVATE: &[(&str, &str, &str)] = &[
    ("language", "qaa", "qtz"),
    ("script", "qaaa", "qabx"),
    ("region", "qm", "qz"),
    ("region", "xa", "xz"),
];

fn is_registered(kind: &str, subtag: &str) -> bool {
    let subtag = subtag.to_lowercase();
    let private = PRIVATE.iter().any(|(of, first, last)| {
        *of == kind && subtag.len() == first.len() && (*first..=*last).contains(&subtag.as_str())
    });
    private || SUBTAGS.contains(&(kind, subtag.as_str()))
}

/// Whether a tag is valid by RFC 5646, 2.2.9: well-formed, and made of
/// registered subtags.
pub(super) fn is_valid(tag: &str) -> bool {
    if SUBTAGS.contains(&("grandfathered", tag.to_lowercase().as_str())) {
        return true;
    }
    let Ok(parsed) = LanguageTag::parse(tag) else {
        return false;
    };
    let one = |kind, subtag: Option<&str>| subtag.is_none_or(|one| is_registered(kind, one));
    is_registered("language", parsed.primary_language())
        && parsed
            .extended_language_subtags()
            .all(|one| is_registered("extlang", one))
        && one("script", parsed.script())
        && one("region", parsed.region())
        && parsed
            .variant_subtags()
            .all(|one| is_registered("variant", one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_registered_subtags_make_a_tag() {
        for tag in [
            "nl",
            "NL",
            "nl-NL",
            "en-GB",
            "fy",
            "zh-Hant-TW",
            "zh-yue",
            "sr-Latn-RS",
            "de-CH-1996",
            "sl-rozaj-biske",
            "i-klingon",
            "es-419",
            "qaa",
            "nl-x-b1",
            "en-u-ca-gregory",
            "pap-AW",
        ] {
            assert!(is_valid(tag), "{tag}");
        }
        for tag in [
            "",
            "xx",
            "xxx",
            "Dutch",
            "English",
            "German",
            "Deutsch",
            "Nederlands",
            "nl_NL",
            "nl-XXX",
            "en-GBR",
            "en-UK",
            "nl-Abcd",
            "nl-vlaams",
            "x-eigen",
            "dutch-NL",
            "zh-abc",
        ] {
            assert!(!is_valid(tag), "{tag}");
        }
    }
}
