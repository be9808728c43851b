//! Organisation names in a query: `gemeente utrecht design` means what the municipality has.
//!
//! An official name is no text of each repository: `zaak` would lift all of Binnenlandse
//! Zaken, and `milieu` all of a national institute. Words name an organisation where they are
//! all of its name, without what kind of organisation it is, or where the whole query is how
//! it begins. A repository of the organisation then counts as having these words.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use bronwijzer_crawler::organisation::{Organisation, Slug};

use super::analysis::{plain_words, stems_of_query};

/// Stands before the short name of an organisation. No word has it.
const ORGANISATION: char = '^';

/// What kind of organisation it is, and legal forms: many names have it, and none needs it.
const KINDS: &[&str] = &[
    "agency",
    "agentschap",
    "cooperatie",
    "dienst",
    "foundation",
    "gemeente",
    "gemeenten",
    "koninklijk",
    "koninklijke",
    "lichaam",
    "ministerie",
    "ministry",
    "municipality",
    "openbaar",
    "province",
    "provincie",
    "stichting",
    "ua",
    "vereniging",
];

/// Of the words of a name a whole query must have one in so many, and two at least.
const PART_OF_NAME: usize = 2;

/// The term that all repositories of an organisation have.
pub(super) fn term(slug: &Slug) -> String {
    format!("{ORGANISATION}{slug}")
}

/// The words of official names, and whose they are; and what else organisations go by.
pub(super) struct OrganisationNames {
    /// What each is called, by its slug.
    labels: HashMap<String, String>,
    /// Each with its slug: slugs, names, short names and accounts.
    known_as: Vec<(String, String)>,
    /// Whose repositories are meant by a slug that an organisation had before, or that one had
    /// which has ended.
    leads_to: HashMap<String, String>,
    /// The telling words of each name, and the term of the organisation.
    names: Vec<(Vec<String>, String)>,
    /// Which names have a word.
    by_word: HashMap<String, Vec<usize>>,
}

/// An organisation that words of a query name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NamedOrganisation {
    /// The words of the query, by their numbers.
    pub(super) words: Range<usize>,
    /// The term of its repositories.
    pub(super) term: String,
}

impl OrganisationNames {
    pub(super) fn new(organisations: &[Organisation]) -> Self {
        let mut names = Vec::new();
        let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
        for organisation in organisations {
            let words = plain_words(&organisation.name);
            let mut telling: Vec<String> = words
                .iter()
                .filter(|word| is_telling(word))
                .cloned()
                .collect();
            if telling.is_empty() {
                telling = words;
            }
            let distinct: HashSet<&String> = telling.iter().collect();
            for word in distinct {
                by_word.entry(word.clone()).or_default().push(names.len());
            }
            names.push((telling, term(&organisation.slug)));
        }
        let label = |one: &Organisation| (one.slug.to_string(), one.name.clone());
        Self {
            labels: organisations.iter().map(label).collect(),
            known_as: organisations.iter().flat_map(known_as).collect(),
            leads_to: leads_to(organisations),
            names,
            by_word,
        }
    }

    /// What an organisation is called.
    pub(super) fn label(&self, slug: &str) -> Option<&str> {
        self.labels.get(slug).map(String::as_str)
    }

    /// What organisations go by, each with its slug.
    pub(super) fn known_as(&self) -> impl Iterator<Item = (&str, &str)> {
        let known_as = self.known_as.iter();
        known_as.map(|(name, slug)| (name.as_str(), slug.as_str()))
    }

    /// The slug that a slug leads to; itself where it is one's own.
    pub(super) fn current<'s>(&'s self, slug: &'s str) -> &'s str {
        self.leads_to.get(slug).map_or(slug, String::as_str)
    }

    /// The organisations that words of a query name, each word without case and accents;
    /// `None` stands for what is no word to look for.
    pub(super) fn named_in(&self, query: &[Option<String>]) -> Vec<NamedOrganisation> {
        let telling = query.iter().enumerate().filter_map(|(at, word)| {
            let word = word.as_deref().filter(|word| is_telling(word))?;
            Some((at, word))
        });
        let telling: Vec<(usize, &str)> = telling.collect();
        let mut named = Vec::new();
        for first in 0..telling.len() {
            for name in self.by_word.get(telling[first].1).into_iter().flatten() {
                let (words, term) = &self.names[*name];
                let typed = &telling[first..];
                let is_whole = typed.len() >= words.len()
                    && words
                        .iter()
                        .zip(typed)
                        .all(|(word, (_, typed))| word == typed);
                let is_part = first == 0
                    && query.iter().all(Option::is_some)
                    && typed.len() >= 2
                    && typed.len() <= words.len()
                    && typed.len() * PART_OF_NAME >= words.len()
                    && words
                        .iter()
                        .zip(typed)
                        .all(|(word, (_, typed))| word == typed);
                let last = if is_whole {
                    typed[words.len() - 1].0
                } else if is_part {
                    query.len() - 1
                } else {
                    continue;
                };
                named.push(NamedOrganisation {
                    words: self.with_kind(query, telling[first].0)..last + 1,
                    term: term.clone(),
                });
            }
        }
        named
    }

    /// Where the words of a name begin with what stands before the first telling one:
    /// `ministerie van`.
    fn with_kind(&self, query: &[Option<String>], first: usize) -> usize {
        let before = query[..first].iter().rev();
        let before = before.take_while(|word| word.as_ref().is_some_and(|word| !is_telling(word)));
        first - before.count()
    }
}

/// What an organisation goes by in a query, each with its slug.
fn known_as(organisation: &Organisation) -> impl Iterator<Item = (String, String)> {
    let accounts = organisation.accounts.iter();
    let former = organisation.former_slugs.iter();
    let names = [organisation.slug.to_string(), organisation.name.clone()].into_iter();
    let names = names
        .chain(former.map(Slug::to_string))
        .chain(accounts.map(|account| account.path().to_owned()))
        .chain(organisation.short_names.iter().cloned());
    names.map(|name| (name, organisation.slug.to_string()))
}

/// Where the slugs lead that organisations had before, and those of organisations that ended:
/// to the first that came after them and has their repositories.
fn leads_to(organisations: &[Organisation]) -> HashMap<String, String> {
    let by_slug = organisations.iter().map(|one| (&one.slug, one));
    let by_slug: HashMap<&Slug, &Organisation> = by_slug.collect();
    let mut leads_to = HashMap::new();
    for organisation in organisations {
        let mut last = organisation;
        // The registry has no circles; a list that is none of its own may have.
        for _ in 0..organisations.len() {
            // One whose end is only announced has its accounts still.
            let ended = last.ended.as_ref();
            let ended = ended.filter(|_| last.sources().next().is_none());
            let next = ended.and_then(|ended| by_slug.get(ended.successors.first()?));
            let Some(next) = next else { break };
            last = next;
        }
        let former = organisation.former_slugs.iter();
        for slug in std::iter::once(&organisation.slug).chain(former) {
            if *slug != last.slug {
                leads_to.insert(slug.to_string(), last.slug.to_string());
            }
        }
    }
    leads_to
}

/// Whether a word tells one organisation from others.
fn is_telling(word: &str) -> bool {
    !KINDS.contains(&word) && !stems_of_query(word).is_empty()
}

#[cfg(test)]
mod tests {
    use bronwijzer_crawler::organisation::{Ended, OrganisationType};

    use super::*;

    fn names() -> OrganisationNames {
        let organisation = |slug: &str, name: &str| {
            Organisation::new(slug.parse().unwrap(), name, OrganisationType::Other)
        };
        OrganisationNames::new(&[
            organisation(
                "bzk",
                "Ministerie van Binnenlandse Zaken en Koninkrijksrelaties",
            ),
            organisation("rivm", "Rijksinstituut voor Volksgezondheid en Milieu"),
            organisation("utrecht", "Gemeente Utrecht"),
            organisation("kiesraad", "Kiesraad"),
        ])
    }

    #[test]
    fn words_name_an_organisation_when_they_are_its_name() {
        let names = names();
        let cases = [
            ("zaak", ""),
            ("zaken", ""),
            ("binnenlandse", ""),
            ("milieu", ""),
            ("binnenlandse zaken", "0..2 ^bzk"),
            ("ministerie van binnenlandse zaken", "0..4 ^bzk"),
            ("binnenlandse zaken en koninkrijksrelaties api", "0..4 ^bzk"),
            ("binnenlandse zaken register", ""),
            ("rijksinstituut volksgezondheid", "0..2 ^rivm"),
            // Words from its middle or end are a subject.
            ("volksgezondheid en milieu", ""),
            ("utrecht", "0..1 ^utrecht"),
            ("gemeente utrecht design", "0..2 ^utrecht"),
            ("kaart gemeente utrecht", "1..3 ^utrecht"),
            ("gemeente", ""),
            ("kiesraad", "0..1 ^kiesraad"),
        ];
        for (query, expected) in cases {
            let words = plain_words(query).into_iter().map(Some);
            let named = names.named_in(&Vec::from_iter(words)).into_iter();
            let named = named.map(|NamedOrganisation { words, term }| format!("{words:?} {term}"));
            assert_eq!(named.collect::<Vec<_>>().join(", "), expected, "{query}");
        }
    }

    #[test]
    fn slugs_of_ended_organisations_lead_to_the_last_successor() {
        let ended = |slug: &str, successors: &[&str]| {
            let successors = successors.iter().map(|slug| slug.parse().unwrap());
            Organisation {
                ended: Some(Ended {
                    on: "2026-01-01".parse().unwrap(),
                    successors: successors.collect(),
                }),
                former_slugs: vec![format!("old-{slug}").parse().unwrap()],
                ..Organisation::new(slug.parse().unwrap(), slug, OrganisationType::Other)
            }
        };
        let lives = Organisation {
            ended: None,
            ..ended("d", &[])
        };
        let names = OrganisationNames::new(&[
            ended("a", &["b", "d"]),
            ended("b", &["c"]),
            ended("c", &[]),
            lives,
            ended("x", &["y"]),
            ended("y", &["x"]),
        ]);
        let cases = [
            ("a", "c"),
            ("old-a", "c"),
            ("b", "c"),
            ("c", "c"),
            ("d", "d"),
            ("old-d", "d"),
            ("nobody", "nobody"),
        ];
        for (slug, expected) in cases {
            assert_eq!(names.current(slug), expected, "{slug}");
        }
    }
}
