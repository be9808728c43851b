//! What a repository is about, as declared or guessed.

use super::answer::{Theme, Themes};
use crate::search::facet::key_of;
use crate::texts::{Texts, text};

/// A kind of theme and what is known of it.
pub(crate) struct ThemeView {
    pub(crate) label: String,
    /// Each theme in words; of a guess, how it came about.
    pub(crate) values: Vec<String>,
}

/// The kinds of theme of which something is known.
pub(super) fn rows(themes: &Themes, texts: Texts) -> Vec<ThemeView> {
    let kinds = [
        ("software-type", themes.software_type.as_slice()),
        ("category", &themes.categories),
        ("platform", &themes.platforms),
        ("audience", &themes.audience),
    ];
    kinds
        .into_iter()
        .filter(|(_, themes)| !themes.is_empty())
        .map(|(kind, themes)| ThemeView {
            label: texts.get(&format!("theme-{kind}")),
            values: themes
                .iter()
                .map(|theme| in_words(kind, theme, texts))
                .collect(),
        })
        .collect()
}

fn in_words(kind: &str, theme: &Theme, texts: Texts) -> String {
    let name = key_of(&theme.value)
        .and_then(|key| texts.find(&format!("{kind}-{key}")))
        .unwrap_or_else(|| theme.value.clone());
    if !theme.guessed {
        return name;
    }
    let guess = texts.with("theme-guess", [("theme", text(name))]);
    let reasons: Vec<String> = theme.reasons.iter().map(|one| one.words(texts)).collect();
    format!("{guess} ({})", reasons.join(", "))
}
