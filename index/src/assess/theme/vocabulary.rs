//! The words that publiccode.yml has for themes: the lists by which it is checked,
//! without what says nothing and what should not be used any more.

use std::sync::LazyLock;

use crate::assess::publiccode::{Allowed, lists};

/// A category that says that there is none.
const SAYS_NOTHING: &str = "other";

fn usable(list: &[Allowed]) -> Vec<&'static str> {
    let values = list.iter().filter(|value| value.deprecated.is_none());
    values
        .map(|value| value.value)
        .filter(|value| *value != SAYS_NOTHING)
        .collect()
}

/// `categories`.
pub(super) static CATEGORIES: LazyLock<Vec<&str>> = LazyLock::new(|| usable(lists::CATEGORIES));

/// `intendedAudience.scope`.
pub(super) static SCOPES: LazyLock<Vec<&str>> = LazyLock::new(|| usable(lists::SCOPES));

/// `softwareType`.
pub(super) static SOFTWARE_TYPES: LazyLock<Vec<&str>> =
    LazyLock::new(|| usable(lists::SOFTWARE_TYPE));

/// `platforms`; the standard lets others stand there too.
pub(super) const PLATFORMS: &[&str] = lists::PLATFORMS;
