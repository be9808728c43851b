//! Lookup of organisations: which one of the registry a name means, and which hosts are forges.

use std::collections::{HashMap, HashSet};

use bronwijzer_crawler::address::{ForgeHost, looks_like_a_forge};
use bronwijzer_crawler::organisation::{Organisation, OrganisationType, Slug};

use crate::search;

/// The registry, as far as relations need it.
pub(crate) struct RegisteredOrganisations {
    /// By name, slug and TOOI URI. `None` where several organisations go by it.
    by_name: HashMap<String, Option<Slug>>,
    /// By the names that people say for short.
    by_short_name: HashMap<String, Option<Slug>>,
    hosts: HashSet<String>,
}

impl RegisteredOrganisations {
    /// The organisations of this registry.
    pub(crate) fn new(organisations: &[Organisation]) -> Self {
        let mut by_name = HashMap::new();
        let mut by_short_name = HashMap::new();
        let mut hosts = HashSet::new();
        for organisation in organisations {
            let slug = &organisation.slug;
            let name = in_words(&organisation.name);
            let known = organisation.short_names.iter().map(|short| in_words(short));
            for short in known.chain(short_names(&name, organisation.organisation_type)) {
                add(&mut by_short_name, short, slug);
            }
            add(&mut by_name, name, slug);
            add(&mut by_name, in_words(slug.as_str()), slug);
            if let Some(tooi) = &organisation.tooi {
                add(&mut by_name, in_words(tooi.as_str()), slug);
            }
            hosts.extend(organisation.sources().map(|url| url.host().to_string()));
        }
        Self {
            by_name,
            by_short_name,
            hosts,
        }
    }

    /// The organisation that goes by this name; `None` where none or several do.
    pub(crate) fn named(&self, name: &str) -> Option<&Slug> {
        let name = in_words(name);
        match self.by_name.get(&name) {
            Some(organisation) => organisation.as_ref(),
            None => self.by_short_name.get(&name)?.as_ref(),
        }
    }

    /// Whether an address on this host can be a repository's.
    pub(crate) fn is_forge(&self, host: &ForgeHost) -> bool {
        self.hosts.contains(host.as_str()) || looks_like_a_forge(host)
    }
}

fn add(names: &mut HashMap<String, Option<Slug>>, name: String, slug: &Slug) {
    names
        .entry(name)
        .and_modify(|known| {
            if known.as_ref() != Some(slug) {
                *known = None;
            }
        })
        .or_insert_with(|| Some(slug.clone()));
}

/// A name without its capitals, accents and punctuation.
fn in_words(name: &str) -> String {
    search::words(name).join(" ")
}

/// What people say for a name. A place stands for its municipality, unless a
/// province or water board of the registry has the same name.
fn short_names(name: &str, kind: OrganisationType) -> Vec<String> {
    let place = |kind: &str| name.strip_prefix(kind).map(str::to_owned);
    match kind {
        OrganisationType::Municipality => place("gemeente ")
            .into_iter()
            .flat_map(|place| {
                [
                    format!("municipality of {place}"),
                    format!("{place} gemeente"),
                    place,
                ]
            })
            .collect(),
        OrganisationType::Province => place("provincie ").into_iter().collect(),
        OrganisationType::WaterBoard => place("waterschap ").into_iter().collect(),
        _ => place("stichting ").into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn organisation(
        slug: &str,
        name: &str,
        kind: OrganisationType,
        tooi: Option<&str>,
    ) -> Organisation {
        Organisation {
            tooi: tooi.map(|code| {
                format!("https://identifier.overheid.nl/tooi/id/gemeente/{code}")
                    .parse()
                    .unwrap()
            }),
            accounts: vec![format!("https://github.com/{slug}").parse().unwrap()],
            ..Organisation::new(slug.parse().unwrap(), name, kind)
        }
    }

    #[test]
    fn unambiguous_names_resolve_to_an_organisation() {
        use OrganisationType::{Foundation, Ministry, Municipality, Province};
        let ministry = "Ministerie van Binnenlandse Zaken";
        let registered = RegisteredOrganisations::new(&[
            organisation(
                "gemeente-delft",
                "Gemeente Delft",
                Municipality,
                Some("gm0503"),
            ),
            organisation(
                "gemeente-sudwest-fryslan",
                "Gemeente Súdwest-Fryslân",
                Municipality,
                None,
            ),
            organisation(
                "gemeente-groningen",
                "Gemeente Groningen",
                Municipality,
                None,
            ),
            organisation("provincie-groningen", "Provincie Groningen", Province, None),
            organisation("stichting-ictu", "Stichting ICTU", Foundation, None),
            organisation("bzk", ministry, Ministry, Some("gm0001")),
            organisation(
                "developer",
                "developer.overheid.nl",
                Ministry,
                Some("gm0001"),
            ),
        ]);
        let cases = [
            ("Gemeente Delft", Some("gemeente-delft")),
            ("  delft ", Some("gemeente-delft")),
            ("Municipality of Delft", Some("gemeente-delft")),
            ("Delft (gemeente)", Some("gemeente-delft")),
            ("GEMEENTE SUDWEST FRYSLAN", Some("gemeente-sudwest-fryslan")),
            ("Súdwest-Fryslân", Some("gemeente-sudwest-fryslan")),
            ("Groningen", None),
            ("Provincie Groningen", Some("provincie-groningen")),
            ("ICTU", Some("stichting-ictu")),
            ("bzk", Some("bzk")),
            (
                "https://identifier.overheid.nl/tooi/id/gemeente/gm0503",
                Some("gemeente-delft"),
            ),
            // Two entries of the registry share it.
            (
                "https://identifier.overheid.nl/tooi/id/gemeente/gm0001",
                None,
            ),
            ("Gemeente Emmen", None),
            ("gemeente", None),
            ("", None),
        ];
        for (name, expected) in cases {
            let found = registered.named(name).map(Slug::as_str);
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn only_forges_have_repositories() {
        let registered = RegisteredOrganisations::new(&[]);
        for host in ["github.com", "git.example.nl", "gitlab.example.nl"] {
            assert!(registered.is_forge(&ForgeHost::new(host)), "{host}");
        }
        for host in ["www.overheid.nl", "digit.example.nl", "github.io"] {
            assert!(!registered.is_forge(&ForgeHost::new(host)), "{host}");
        }
    }
}
