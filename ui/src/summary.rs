//! What a repository is, in a sentence; and which of its owner's texts a visitor reads: those in
//! the visitor's language, else in English, else in the first that there is.

use crate::language::Language;
use crate::schema;

/// What something is, in a sentence.
#[derive(Debug, Clone, cynic::QueryFragment)]
pub(crate) struct Summary {
    pub(crate) text: String,
    /// The language that it is in, where that is known.
    pub(crate) language: Option<String>,
}

/// Whether a tag is of a language, or of one as spoken somewhere.
fn is_in(tag: &str, language: Language) -> bool {
    let primary = tag.split('-').next().unwrap_or_default();
    primary.eq_ignore_ascii_case(language.tag())
}

/// The one of `texts` that a visitor reads, by the tag of each.
pub(crate) fn best<T>(
    texts: impl Iterator<Item = T>,
    tag: impl Fn(&T) -> &str,
    language: Language,
) -> Option<T> {
    // The first of those that are as good.
    texts.min_by_key(|text| match tag(text) {
        tag if is_in(tag, language) => 0,
        tag if is_in(tag, Language::English) => 1,
        _ => 2,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_the_visitors_language_goes_first() {
        let chosen =
            |tags: &[&'static str], language| best(tags.iter().copied(), |tag| tag, language);
        let (dutch, english) = (Language::Dutch, Language::English);
        let cases = [
            (&["en", "nl"][..], dutch, Some("nl")),
            (&["nl", "en-GB"], english, Some("en-GB")),
            (&["de", "EN"], dutch, Some("EN")),
            (&["de", "fr"], dutch, Some("de")),
            (&[], dutch, None),
        ];
        for (tags, language, expected) in cases {
            assert_eq!(chosen(tags, language), expected, "{tags:?}");
        }
    }
}
