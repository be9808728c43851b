//! How sensible the lists of similar repositories are: of those that a page would show, how
//! many begin with a repository that people put in one group with it.

use std::collections::{BTreeSet, HashSet};
use std::fmt;

use serde::Deserialize;

use super::worlds::World;

/// Groups of repositories that belong beside each other.
const ALIKE: &str = include_str!("../../relevance/alike.toml");

/// How many similar repositories a page shows.
const SHOWN: usize = 5;

#[derive(Deserialize)]
struct Alike {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    repositories: Vec<String>,
}

/// The pairs that are sensible, in both directions.
pub(super) fn sensible_pairs() -> anyhow::Result<HashSet<(String, String)>> {
    let alike: Alike = toml::from_str(ALIKE)?;
    let mut pairs = HashSet::new();
    for group in &alike.groups {
        for one in &group.repositories {
            let others = group.repositories.iter().filter(|other| *other != one);
            pairs.extend(others.map(|other| (one.clone(), other.clone())));
        }
    }
    Ok(pairs)
}

/// What the lists of all repositories are worth.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// How many repositories are in a group: those that could have a list.
    pub(super) grouped: usize,
    /// How many have a list.
    pub(super) shown: usize,
    /// How many of these begin with a sensible one.
    pub(super) first_sensible: usize,
    /// How many entries all lists have, and how many of them are sensible.
    pub(super) entries: usize,
    pub(super) sensible: usize,
    /// The lists that begin with another one: the repository and what came first.
    pub(super) wrong: Vec<(String, String)>,
}

impl Lists {
    /// Asks for the list of every repository.
    pub(super) fn of(world: &World) -> anyhow::Result<Self> {
        let pairs = sensible_pairs()?;
        let grouped: BTreeSet<&String> = pairs.iter().map(|(one, _)| one).collect();
        let mut lists = Self {
            grouped: grouped.len(),
            ..Self::default()
        };
        for path in world.paths()? {
            let Some(entry) = world
                .catalogue
                .entry_at(&format!("https://github.com/{path}"))?
            else {
                continue;
            };
            let found = world.catalogue.similar(&entry, SHOWN)?;
            let own = entry.observation.url.path();
            let found = found.iter().map(|other| other.url.path());
            let found: Vec<String> = found.collect();
            let is_sensible = |other: &String| pairs.contains(&(own.clone(), other.clone()));
            let Some(first) = found.first() else {
                continue;
            };
            lists.shown += 1;
            lists.entries += found.len();
            lists.sensible += found.iter().filter(|other| is_sensible(other)).count();
            if is_sensible(first) {
                lists.first_sensible += 1;
            } else {
                lists.wrong.push((own.clone(), first.clone()));
            }
        }
        Ok(lists)
    }

    /// The share of lists that begin with a sensible repository.
    #[expect(clippy::cast_precision_loss, reason = "hundreds")]
    pub(super) fn precision_of_first(&self) -> f64 {
        self.first_sensible as f64 / self.shown.max(1) as f64
    }

    /// The share of sensible entries of all.
    #[expect(clippy::cast_precision_loss, reason = "hundreds")]
    pub(super) fn precision(&self) -> f64 {
        self.sensible as f64 / self.entries.max(1) as f64
    }
}

impl fmt::Display for Lists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} lists, of {} repositories that are in a group; {:.1}% of the lists begin with a \
             sensible repository, and {:.1}% of all entries are sensible",
            self.shown,
            self.grouped,
            self.precision_of_first() * 100.0,
            self.precision() * 100.0,
        )
    }
}
