//! The addresses of the pages: stable, shareable, and the same in every
//! language but for the prefix.

use url::Url;

use crate::language::Language;

/// A page, apart from the language it is shown in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Overview,
    /// `host/owner/name`; the owner may have slashes in it.
    Repository(String),
    Organisations,
    /// The organisation's slug.
    Organisation(String),
    Crawls,
    /// The report's global identifier.
    Crawl(String),
    Explanation,
    OpenByDefault,
    SeekingMaintainer,
    Check,
    /// No page: what the search field's script asks.
    Suggestions,
    /// Feeds, files and the API.
    Data,
}

impl Place {
    /// The page of the repository with this web address on its forge.
    pub(crate) fn of_repository(url: &str) -> Self {
        Self::Repository(without_scheme(url).to_owned())
    }

    /// The path in this language, percent-encoded.
    pub(crate) fn path(&self, language: Language) -> String {
        let prefix = language.prefix();
        match self {
            Self::Overview if prefix.is_empty() => "/".to_owned(),
            Self::Overview => prefix.to_owned(),
            Self::Repository(address) => {
                format!("{prefix}/repositories{}", encode(address.split('/')))
            }
            Self::Organisations => format!("{prefix}/organisations"),
            Self::Organisation(slug) => {
                format!("{prefix}/organisations{}", encode([slug.as_str()]))
            }
            Self::Suggestions => format!("{prefix}/suggestions"),
            Self::Crawls => format!("{prefix}/crawls"),
            Self::Crawl(id) => format!("{prefix}/crawls{}", encode([id.as_str()])),
            Self::Explanation => match language {
                Language::Dutch => "/uitleg".to_owned(),
                Language::English => "/en/explanation".to_owned(),
            },
            Self::OpenByDefault => match language {
                Language::Dutch => "/open-tenzij".to_owned(),
                Language::English => "/en/open-by-default".to_owned(),
            },
            Self::SeekingMaintainer => match language {
                Language::Dutch => "/zoekt-beheerder".to_owned(),
                Language::English => "/en/seeking-maintainer".to_owned(),
            },
            Self::Check => match language {
                Language::Dutch => "/controleer".to_owned(),
                Language::English => "/en/check".to_owned(),
            },
            Self::Data => match language {
                Language::Dutch => "/gegevens".to_owned(),
                Language::English => "/en/data".to_owned(),
            },
        }
    }
}

/// An address as people read it.
pub(crate) fn without_scheme(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, address)| address)
}

/// The segments as a path with a slash before each.
fn encode<'a>(segments: impl IntoIterator<Item = &'a str>) -> String {
    let mut url = Url::parse("https://localhost").expect("a constant that is a URL");
    if let Ok(mut path) = url.path_segments_mut() {
        path.clear().extend(segments);
    }
    url.path().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_the_same_path_in_every_language_but_for_the_prefix() {
        let repository = Place::of_repository("https://gitlab.com/commonground/nlx/nlx");
        assert_eq!(
            repository.path(Language::Dutch),
            "/repositories/gitlab.com/commonground/nlx/nlx"
        );
        assert_eq!(
            repository.path(Language::English),
            "/en/repositories/gitlab.com/commonground/nlx/nlx"
        );
        assert_eq!(Place::Overview.path(Language::English), "/en");
    }

    #[test]
    fn odd_characters_are_encoded() {
        let place = Place::Repository("github.com/a b/c?d".to_owned());
        assert_eq!(
            place.path(Language::Dutch),
            "/repositories/github.com/a%20b/c%3Fd"
        );
    }
}
