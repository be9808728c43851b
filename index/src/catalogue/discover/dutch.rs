//! Whether an account is of somebody in the Netherlands, by what it says of itself.

use std::fmt;

use bronwijzer_crawler::forge::AccountProfile;
use bronwijzer_crawler::organisation::Province;
use serde::Serialize;

use super::names::{domain_of, words};
use super::pointers::has_telling_part;
use crate::assess::language_of_text;

/// Words in a location that lie in the Netherlands.
const DUTCH_PLACES: &[&str] = &[
    "nederland",
    "netherlands",
    "nl",
    "holland",
    "amsterdam",
    "rotterdam",
    "hague",
    "haag",
    "utrecht",
    "eindhoven",
];

/// Words in a location that lie elsewhere, in places with Dutch names above all.
const FOREIGN_PLACES: &[&str] = &[
    "belgie",
    "belgium",
    "belgique",
    "brussel",
    "brussels",
    "vlaanderen",
    "flanders",
    "antwerpen",
    "antwerp",
    "gent",
    "ghent",
    "suriname",
    "germany",
    "deutschland",
    "france",
    "africa",
    "usa",
    "norway",
    "norge",
];

/// Ends of domains of the Netherlands, and of the places around it that share names.
const DUTCH_DOMAINS: &[&str] = &["nl", "frl", "amsterdam"];
const FOREIGN_DOMAINS: &[&str] = &[
    "be",
    "vlaanderen",
    "brussels",
    "gent",
    "de",
    "sr",
    "za",
    "no",
];

/// Words that no French or Spanish sentence has, where `de` and `en` are words too.
const DUTCH_ONLY: &[&str] = &[
    "bij", "door", "een", "het", "onze", "van", "voor", "wij", "worden", "zijn",
];

/// What an account says of where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "sign", content = "text", rename_all = "snake_case")]
pub enum DutchSign {
    /// The location that it gives.
    Location(String),
    /// The end of its website's or e-mail's domain.
    Domain(String),
    /// Its description is in Dutch.
    Language,
    /// Its name or login has a word of Dutch government.
    Name,
}

impl fmt::Display for DutchSign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Location(place) => write!(f, "it says to be in {place}"),
            Self::Domain(domain) => write!(f, "its domain is {domain}"),
            Self::Language => f.write_str("it describes itself in Dutch"),
            Self::Name => f.write_str("its name has a word of Dutch government"),
        }
    }
}

/// The first sign that an account is Dutch, where there is one and none against it.
pub(super) fn dutch(profile: &AccountProfile) -> Option<DutchSign> {
    if foreign(profile).is_some() {
        return None;
    }
    if let Some(location) = &profile.location {
        let mut place = words(location).into_iter();
        let is_province = Province::from_name(location.split(',').next().unwrap_or_default());
        if is_province.is_some() || place.any(|word| DUTCH_PLACES.contains(&word.as_str())) {
            return Some(DutchSign::Location(location.clone()));
        }
    }
    let mut domains = domains(profile);
    if let Some(domain) = domains.find(|domain| ends_in(domain, DUTCH_DOMAINS)) {
        return Some(DutchSign::Domain(domain));
    }
    if let Some(description) = &profile.description {
        let mut said = words(description).into_iter();
        let is_dutch = language_of_text(description) == Some("nl");
        if is_dutch && said.any(|word| DUTCH_ONLY.contains(&word.as_str())) {
            return Some(DutchSign::Language);
        }
    }
    let name = profile.name.as_deref().unwrap_or_default();
    let has_word = has_telling_part(profile.account.path()) || has_telling_part(name);
    has_word.then_some(DutchSign::Name)
}

/// What tells that an account is of somebody elsewhere.
pub(super) fn foreign(profile: &AccountProfile) -> Option<String> {
    let place = profile.location.as_ref().filter(|location| {
        let mut place = words(location).into_iter();
        place.any(|word| FOREIGN_PLACES.contains(&word.as_str()))
    });
    place.cloned().or_else(|| {
        let mut domains = domains(profile);
        domains.find(|domain| ends_in(domain, FOREIGN_DOMAINS))
    })
}

/// The domains of the website and of the e-mail address.
fn domains(profile: &AccountProfile) -> impl Iterator<Item = String> {
    let website = profile.website.as_deref().and_then(domain_of);
    let email = profile.email.as_deref().and_then(domain_of);
    website.into_iter().chain(email)
}

fn ends_in(domain: &str, ends: &[&str]) -> bool {
    let end = domain.rsplit('.').next().unwrap_or_default();
    ends.contains(&end)
}
