//! Accounts that catalogued repositories point to, and that look like those of government:
//! of whom they are is not known.

use std::collections::BTreeMap;

use bronwijzer_crawler::address::{AccountUrl, RepositoryUrl};
use bronwijzer_crawler::organisation::Organisation;

use super::Judged;
use crate::assess::publiccode;
use crate::catalogue::Catalogue;
use crate::error::IndexError;
use crate::model::Record;

/// Parts of names that hardly any other organisation has.
const TELLING_PARTS: &[&str] = &[
    "belastingdienst",
    "gemeente",
    "hoogheemraad",
    "kadaster",
    "ministerie",
    "omgevingsdienst",
    "overheid",
    "politie",
    "provincie",
    "rechtspraak",
    "rijks",
    "veiligheidsregio",
    "waterschap",
];

/// Whole words of names; they are too short to be looked for inside others.
const TELLING_WORDS: &[&str] = &[
    "dictu", "duo", "ggd", "gov", "ictu", "knmi", "logius", "minbzk", "minvws", "rivm", "rvo",
    "svb", "uwv", "vng",
];

/// An account to look at, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The account.
    pub account: AccountUrl,
    /// What points to it, the strongest first.
    pub clues: Vec<Clue>,
}

/// What points to an account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clue {
    /// A search on the forge found a publiccode.yml there that names a Dutch
    /// organisation.
    Search {
        /// The repository with that file.
        repository: RepositoryUrl,
    },
    /// The publiccode.yml of a catalogued repository points there.
    Publiccode {
        /// The repository with that file.
        repository: RepositoryUrl,
        /// The key that points there.
        key: &'static str,
    },
    /// A catalogued repository was forked from there, and the account's name
    /// sounds like a government organisation.
    ForkParent {
        /// The fork.
        repository: RepositoryUrl,
    },
}

/// Clues by account, for accounts that the registry lacks.
pub struct Candidates<'a> {
    organisations: &'a [Organisation],
    judged: &'a Judged,
    found: BTreeMap<String, Candidate>,
}

impl<'a> Candidates<'a> {
    /// None yet.
    #[must_use]
    pub fn new(organisations: &'a [Organisation], judged: &'a Judged) -> Self {
        Self {
            organisations,
            judged,
            found: BTreeMap::new(),
        }
    }

    /// Adds what points to the account of `url`, unless the registry has it or people found
    /// that it is not of government.
    pub fn add(&mut self, url: &RepositoryUrl, clue: Clue) {
        let sources = self.organisations.iter().flat_map(Organisation::sources);
        let single = url.as_account().key();
        let is_registered = sources
            .into_iter()
            .any(|source| url.is_under(&source) || source.key() == single);
        if is_registered {
            return;
        }
        // The top of a GitLab group stands for its subgroups.
        let top = url.owner().split('/').next().unwrap_or_default();
        let account = AccountUrl::new(url.host().clone(), top);
        if self.judged.not_government.contains(&account.key()) {
            return;
        }
        let candidate = self
            .found
            .entry(account.key())
            .or_insert_with(|| Candidate {
                account,
                clues: Vec::new(),
            });
        if !candidate.clues.contains(&clue) {
            candidate.clues.push(clue);
        }
    }

    /// The candidates, those with the strongest clues first.
    #[must_use]
    pub fn into_list(self) -> Vec<Candidate> {
        let mut list: Vec<Candidate> = self.found.into_values().collect();
        for candidate in &mut list {
            candidate.clues.sort();
        }
        list.sort_by(|a, b| {
            let strength = |candidate: &Candidate| match candidate.clues.first() {
                Some(Clue::Search { .. }) => 0,
                Some(Clue::Publiccode { .. }) => 1,
                Some(Clue::ForkParent { .. }) | None => 2,
            };
            (strength(a), b.clues.len(), a.account.key()).cmp(&(
                strength(b),
                a.clues.len(),
                b.account.key(),
            ))
        });
        list
    }
}

impl Catalogue {
    /// Adds to `candidates` what the catalogued repositories point to.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn point_to(&self, candidates: &mut Candidates<'_>) -> Result<(), IndexError> {
        for record in self.store().records() {
            point_from(&record?, candidates);
        }
        Ok(())
    }
}

fn point_from(record: &Record, candidates: &mut Candidates<'_>) {
    let observation = &record.observation;
    let repository = &observation.url;
    if let Some(parent) = &observation.parent
        && sounds_governmental(parent.owner())
    {
        let repository = repository.clone();
        candidates.add(parent, Clue::ForkParent { repository });
    }
    let text = observation.publiccode.as_ref();
    for (key, url) in text
        .map(|file| publiccode::links(&file.text))
        .unwrap_or_default()
    {
        let repository = repository.clone();
        candidates.add(&url, Clue::Publiccode { repository, key });
    }
}

/// Whether the name of an account sounds like a Dutch government organisation.
#[must_use]
pub fn sounds_governmental(name: &str) -> bool {
    let name = name.to_lowercase();
    has_telling_part(&name)
        || name
            .split(|letter: char| !letter.is_alphanumeric())
            .any(|word| TELLING_WORDS.contains(&word))
}

/// Whether a name has a word of government in it. Abbreviations are none: each is somebody
/// else's too.
pub(super) fn has_telling_part(name: &str) -> bool {
    let name = name.to_lowercase();
    TELLING_PARTS.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bronwijzer_crawler::organisation::OrganisationType;

    fn url(text: &str) -> RepositoryUrl {
        text.parse().unwrap()
    }

    #[test]
    fn names_of_government_organisations_are_recognised() {
        for name in [
            "Gemeente-Delft",
            "rijkswaterstaat",
            "RIVM-nl",
            "provincie-utrecht",
            "vng-realisatie",
        ] {
            assert!(sounds_governmental(name), "{name}");
        }
        for name in ["kubernetes", "facebook", "duolingo", "governance", "strivm"] {
            assert!(!sounds_governmental(name), "{name}");
        }
    }

    #[test]
    fn discovery_skips_registered_accounts_and_sorts_by_clue() {
        let slug = "vws".parse().unwrap();
        let organisations = [Organisation {
            accounts: vec!["https://github.com/minvws".parse().unwrap()],
            repositories: vec![url("https://gitlab.com/firm/own")],
            ..Organisation::new(slug, "VWS", OrganisationType::Ministry)
        }];
        let judged = Judged::default();
        let mut candidates = Candidates::new(&organisations, &judged);
        let fork = || Clue::ForkParent {
            repository: url("https://github.com/minvws/fork"),
        };
        candidates.add(&url("https://github.com/MinVWS/a"), fork());
        candidates.add(&url("https://gitlab.com/firm/own"), fork());
        candidates.add(&url("https://github.com/Gemeente-X/a"), fork());
        candidates.add(&url("https://github.com/gemeente-x/b"), fork());
        candidates.add(
            &url("https://gitlab.com/provincie/team/a"),
            Clue::Search {
                repository: url("https://gitlab.com/provincie/team/a"),
            },
        );
        let list = candidates.into_list();
        let names: Vec<(String, usize)> = list
            .iter()
            .map(|candidate| (candidate.account.to_string(), candidate.clues.len()))
            .collect();
        assert_eq!(
            names,
            [
                ("https://gitlab.com/provincie".to_owned(), 1),
                ("https://github.com/Gemeente-X".to_owned(), 1),
            ]
        );
    }
}
