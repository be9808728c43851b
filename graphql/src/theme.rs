//! What a repository is about, in the words of publiccode.yml.

use async_graphql::SimpleObject;
use bronwijzer_index::{Themed, Themes as IndexThemes};

use crate::verdict::{Reason, reasons};

/// What a repository is about: as its owner declares it in publiccode.yml, and
/// where that says nothing, a guess by words.
#[derive(SimpleObject)]
pub(crate) struct Themes {
    /// What kind of software it is, as in `standalone/web`.
    software_type: Option<Theme>,
    /// What it is for, as in `content-management`.
    categories: Vec<Theme>,
    /// Where users run it, as in `web`.
    platforms: Vec<Theme>,
    /// For which part of society, as in `local-authorities`. Never a guess.
    audience: Vec<Theme>,
}

impl From<&IndexThemes> for Themes {
    fn from(themes: &IndexThemes) -> Self {
        let all = |themes: &[Themed]| themes.iter().map(Theme::from).collect();
        Self {
            software_type: themes.software_type.as_ref().map(Theme::from),
            categories: all(&themes.categories),
            platforms: all(&themes.platforms),
            audience: all(&themes.audience),
        }
    }
}

/// A word of the publiccode.yml standard, and why it is given.
#[derive(SimpleObject)]
pub(crate) struct Theme {
    /// The word, as the standard writes it.
    value: String,
    /// Whether it is a guess of the catalogue, and nothing that the owner says.
    guessed: bool,
    /// The rules that held.
    reasons: Vec<Reason>,
}

impl From<&Themed> for Theme {
    fn from(theme: &Themed) -> Self {
        Self {
            value: theme.value.to_owned(),
            guessed: theme.guessed,
            reasons: reasons(std::slice::from_ref(&theme.reason)),
        }
    }
}
