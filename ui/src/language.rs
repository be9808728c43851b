//! The languages of the pages.

use fluent_templates::{LanguageIdentifier, langid};

/// A language in which every page exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Dutch,
    English,
}

impl Language {
    /// Every language; the first is the one without a prefix in addresses.
    pub(crate) const ALL: [Self; 2] = [Self::Dutch, Self::English];

    /// The language tag for `lang` and `hreflang`.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
        }
    }

    /// The language and the country, as networks write them.
    pub(crate) fn locale(self) -> &'static str {
        match self {
            Self::Dutch => "nl_NL",
            Self::English => "en_GB",
        }
    }

    /// The language that the switch on each page leads to.
    pub(crate) fn other(self) -> Self {
        match self {
            Self::Dutch => Self::English,
            Self::English => Self::Dutch,
        }
    }

    /// What addresses of pages in this language start with.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Dutch => "",
            Self::English => "/en",
        }
    }

    pub(crate) fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::Dutch => langid!("nl"),
            Self::English => langid!("en"),
        }
    }

    /// What stands between the thousands of a number.
    pub(crate) fn thousands_separator(self) -> char {
        match self {
            Self::Dutch => '.',
            Self::English => ',',
        }
    }

    /// What stands between a number and its tenths.
    pub(crate) fn decimal_separator(self) -> char {
        match self {
            Self::Dutch => ',',
            Self::English => '.',
        }
    }
}
