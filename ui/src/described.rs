//! Which of the owner's texts a visitor reads: those in the visitor's language, else
//! in English, else in the first that there is.

use crate::enums::SummarySource;
use crate::language::Language;
use crate::schema;

/// A text and its language.
#[derive(Debug, Clone, PartialEq, Eq, cynic::QueryFragment)]
pub(crate) struct LocalisedText {
    pub(crate) language: String,
    pub(crate) text: String,
}

/// What a repository is, in a sentence.
#[derive(Debug, Clone, cynic::QueryFragment)]
pub(crate) struct Summary {
    pub(crate) text: String,
    pub(crate) language: Option<String>,
    pub(crate) source: SummarySource,
}

/// A text, and its language where somebody says which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Described {
    pub(crate) text: String,
    pub(crate) lang: Option<String>,
}

/// Whether a tag is of a language, or of one as spoken somewhere.
pub(crate) fn is_in(tag: &str, language: Language) -> bool {
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

/// What a repository may be described by, the best first: the owner's own
/// sentence in the visitor's language, what the forge has, and the owner's own
/// in another language.
fn descriptions(
    own: &[LocalisedText],
    on_forge: Option<&str>,
    language: Language,
) -> Vec<Described> {
    let own = best(own.iter(), |text| &text.language, language);
    let own = own.map(|text| Described {
        text: text.text.clone(),
        lang: Some(text.language.clone()),
    });
    let on_forge = on_forge.filter(|text| !text.trim().is_empty());
    let on_forge = on_forge.map(|text| Described {
        text: text.to_owned(),
        lang: None,
    });
    let translated = own.as_ref().and_then(|text| text.lang.as_deref());
    let order = match translated {
        Some(tag) if !is_in(tag, language) => [on_forge, own],
        _ => [own, on_forge],
    };
    order.into_iter().flatten().collect()
}

/// The first of [`descriptions`].
pub(crate) fn description(
    own: &[LocalisedText],
    on_forge: Option<&str>,
    language: Language,
) -> Option<Described> {
    descriptions(own, on_forge, language).into_iter().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_text_in_the_visitors_language_goes_first() {
        let text = |language: &str| LocalisedText {
            language: language.to_owned(),
            text: format!("in {language}"),
        };
        let chosen = |own: &[&str], on_forge, language| {
            let own: Vec<_> = own.iter().map(|language| text(language)).collect();
            description(&own, on_forge, language).map(|described| described.text)
        };
        let (dutch, english) = (Language::Dutch, Language::English);
        let forge = Some("on the forge");
        let cases = [
            (&["en", "nl"][..], forge, dutch, Some("in nl")),
            (&["nl", "en-GB"], forge, english, Some("in en-GB")),
            (&["en"], forge, dutch, forge),
            (&["en"], None, dutch, Some("in en")),
            (&["de", "EN"], Some(" "), dutch, Some("in EN")),
            (&["de", "fr"], None, dutch, Some("in de")),
            (&[], forge, dutch, forge),
            (&[], None, dutch, None),
        ];
        for (own, on_forge, language, expected) in cases {
            assert_eq!(
                chosen(own, on_forge, language).as_deref(),
                expected,
                "{own:?}"
            );
        }
    }
}
