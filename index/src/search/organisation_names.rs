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

/// The words of official names, and whose they are.
pub(super) struct OrganisationNames {
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
        Self { names, by_word }
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

/// Whether a word tells one organisation from others.
fn is_telling(word: &str) -> bool {
    !KINDS.contains(&word) && !stems_of_query(word).is_empty()
}

#[cfg(test)]
mod tests {
    use bronwijzer_crawler::organisation::OrganisationType;

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
}
