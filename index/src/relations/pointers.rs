//! Pointers: what the facts of one repository point to, which are other repositories, organisations
//! that use it, software that it depends on, and what a copy would share with it. Pure: whether the other end is in the catalogue is not known here.

use std::collections::HashSet;

use bronwijzer_crawler::address::RepositoryUrl;
use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::organisation::Slug;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::links::{Link, LinkKind, declared_url, links, own_keys};
use super::registered::RegisteredOrganisations;
use crate::model::Entry;
use crate::search;

/// The most names of one list in publiccode.yml that count.
const MOST_NAMES: usize = 200;

/// The longest name that counts, in bytes.
const LONGEST_NAME: usize = 200;

/// The shortest name that tells software from other software, in letters.
const SHORTEST_NAME: usize = 3;

/// A README with fewer words tells nothing of its own.
const TELLING_README_WORDS: usize = 50;

/// A description with fewer letters tells nothing of its own.
const TELLING_DESCRIPTION_LETTERS: usize = 20;

/// An organisation that uses the software.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct User {
    /// As publiccode.yml writes it.
    pub(crate) name: String,
    /// The organisation of the registry that it means.
    pub(crate) organisation: Option<Slug>,
}

/// Why two repositories look like the same software.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum TwinRule {
    SameReadme,
    SameDescription,
}

/// What the same software under another owner would share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Twin {
    pub(crate) rule: TwinRule,
    pub(crate) term: String,
}

/// Everything that one repository points to. The search index keeps it behind the card, so that
/// relations are told without reading and judging what is at their other ends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pointers {
    pub(crate) links: Vec<Link>,
    pub(crate) users: Vec<User>,
    /// Names of software, as publiccode.yml writes them.
    pub(crate) dependencies: Vec<String>,
    /// The names that it goes by itself, as [`name_key`] makes them.
    pub(crate) names: Vec<String>,
    pub(crate) twins: Vec<Twin>,
}

impl Pointers {
    /// What an entry points to.
    pub(crate) fn of(entry: &Entry, registered: &RegisteredOrganisations) -> Self {
        let observation = &entry.observation;
        let declared = entry.assessment.declared.as_deref();
        let links = links(
            observation,
            &entry.former_urls,
            declared,
            entry.assessment.farewell.as_deref(),
            registered,
        );
        // A copy of somebody's publiccode.yml speaks of their software.
        let own = declared.filter(|file| {
            let url = declared_url(file, registered);
            url.is_none_or(|url| own_keys(observation, &entry.former_urls).contains(&url.key()))
        });
        let is_copy = links
            .iter()
            .any(|link| !matches!(link.kind, LinkKind::Variant | LinkKind::Successor));
        let mut pointers = Self {
            links,
            twins: twins(observation),
            ..Self::default()
        };
        if let Some(own) = own {
            pointers.users = distinct(&own.used_by, |name| search::words(name).join(" "))
                .map(|name| User {
                    organisation: registered.named(&name).cloned(),
                    name,
                })
                .collect();
            pointers.dependencies = distinct(&own.open_dependencies(), name_key).collect();
        }
        if !is_copy {
            let declared = own.and_then(|file| file.name.as_deref());
            let names = declared.into_iter().chain([observation.url.name()]);
            for name in names.map(name_key) {
                if is_telling(&name) && !pointers.names.contains(&name) {
                    pointers.names.push(name);
                }
            }
        }
        pointers
    }

    /// What the search index knows it by.
    pub(crate) fn terms(&self, entry: &Entry) -> Vec<String> {
        let mut terms = vec![owner_term(&entry.observation.url)];
        terms.extend(
            entry
                .organisation
                .as_ref()
                .map(|organisation| organisation_term(&organisation.slug)),
        );
        let links = self.links.iter();
        terms.extend(links.map(|link| link.kind.term(&link.to.key())));
        let registered = self
            .users
            .iter()
            .filter_map(|user| user.organisation.as_ref());
        terms.extend(registered.map(used_by_term));
        let stated = entry.assessment.stated_users.iter();
        terms.extend(stated.map(used_by_term));
        let dependencies = self.dependencies.iter().map(|name| name_key(name));
        terms.extend(dependencies.map(|name| depends_term(&name)));
        terms.extend(self.names.iter().map(|name| named_term(name)));
        terms.extend(self.twins.iter().map(|twin| twin.term.clone()));
        terms
    }
}

/// Its owner on the forge.
pub(crate) fn owner_term(url: &RepositoryUrl) -> String {
    format!("owner:{}/{}", url.host(), url.owner().to_lowercase())
}

/// The organisation that owns it.
pub(crate) fn organisation_term(slug: &Slug) -> String {
    format!("organisation:{slug}")
}

/// An organisation that uses it.
pub(crate) fn used_by_term(slug: &Slug) -> String {
    format!("used_by:{slug}")
}

/// Software that it depends on, by [`name_key`].
pub(crate) fn depends_term(name: &str) -> String {
    format!("depends:{name}")
}

/// A name that it goes by, by [`name_key`].
pub(crate) fn named_term(name: &str) -> String {
    format!("named:{name}")
}

/// The same for every spelling of the name of software: `Open Zaak`,
/// `open-zaak` and `OpenZaak`.
pub(crate) fn name_key(name: &str) -> String {
    search::words(name).concat()
}

/// Whether a name, as [`name_key`] makes it, can stand for software.
pub(crate) fn is_telling(name: &str) -> bool {
    name.chars().count() >= SHORTEST_NAME
}

/// The names of a list, each once by its key.
fn distinct<'a>(
    names: &'a [String],
    key: impl Fn(&str) -> String + 'a,
) -> impl Iterator<Item = String> + 'a {
    let mut seen = HashSet::new();
    let names = names.iter().filter(|name| name.len() <= LONGEST_NAME);
    names
        .filter(move |name| {
            let key = key(name);
            is_telling(&key) && seen.insert(key)
        })
        .take(MOST_NAMES)
        .cloned()
}

/// The name stands in each term: a README from a template, or a description
/// that many have, is no sign by itself.
fn twins(observation: &Observation) -> Vec<Twin> {
    let name = name_key(observation.url.name());
    let mut twins = Vec::new();
    if name.is_empty() {
        return twins;
    }
    if let Some(readme) = &observation.readme {
        let (words, hash) = search::hash_of_words(&readme.text);
        if words >= TELLING_README_WORDS {
            twins.push(Twin {
                rule: TwinRule::SameReadme,
                term: format!("twin:readme:{name}:{hash:016x}"),
            });
        }
    }
    if let Some(description) = &observation.description {
        let words = search::words(description).join(" ");
        if words.chars().count() >= TELLING_DESCRIPTION_LETTERS {
            let hash = search::stable_hash(words.as_bytes());
            twins.push(Twin {
                rule: TwinRule::SameDescription,
                term: format!("twin:description:{name}:{hash:016x}"),
            });
        }
    }
    twins
}

#[cfg(test)]
pub(crate) mod tests;
