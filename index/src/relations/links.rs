//! Provenance links: the repositories that one mirrors, is a variant of, or was forked from.

use std::collections::HashSet;

use bronwijzer_crawler::address::{self, RepositoryUrl};
use bronwijzer_crawler::observation::Observation;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::registered::RegisteredOrganisations;
use crate::assess::{Farewell, FarewellKind, Publiccode};
use crate::model::in_parts;

/// The most repositories that one is based on, as far as we look.
const MOST_ORIGINS: usize = 50;

/// How a repository goes back to another one, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum LinkKind {
    /// It is a copy that is kept in step.
    Mirror,
    /// It is offered as an alternative.
    Variant,
    /// It was made to work on the other.
    TechnicalFork,
    /// The forge says that it was forked.
    Fork,
    /// Its owner says that the other took its place.
    Successor,
}

impl LinkKind {
    fn prefix(self) -> &'static str {
        match self {
            Self::Mirror => "mirror",
            Self::Variant => "variant",
            Self::TechnicalFork => "technical_fork",
            Self::Fork => "fork",
            Self::Successor => "successor",
        }
    }

    /// What the search index knows such a link to an address by.
    pub(crate) fn term(self, address_key: &str) -> String {
        format!("{}:{address_key}", self.prefix())
    }
}

/// Why one repository goes back to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum LinkRule {
    ForgeMirror,
    MirrorWithPubliccodeUrl,
    PubliccodeUrlSameName,
    PubliccodeUrlElsewhere,
    PubliccodeBasedOn,
    ForgeParent,
    FarewellNamesSuccessor,
}

/// A link to another repository, and the rules that held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Link {
    pub(crate) kind: LinkKind,
    #[serde(with = "in_parts")]
    pub(crate) to: RepositoryUrl,
    pub(crate) rules: Vec<LinkRule>,
}

/// The addresses that are the repository's own.
pub(super) fn own_keys(observation: &Observation, former: &[RepositoryUrl]) -> HashSet<String> {
    let urls = former.iter().chain([&observation.url]);
    urls.map(RepositoryUrl::key).collect()
}

/// The `url` of a publiccode.yml, when it is the address of a repository.
pub(super) fn declared_url(
    file: &Publiccode,
    registered: &RegisteredOrganisations,
) -> Option<RepositoryUrl> {
    on_a_forge(file.url.as_ref()?, registered)
}

fn on_a_forge(url: &RepositoryUrl, registered: &RegisteredOrganisations) -> Option<RepositoryUrl> {
    let url = address::whole(url)?;
    registered.is_forge(url.host()).then_some(url)
}

/// The other repositories that it goes back to, one link for each; at most one
/// of them is a [`LinkKind::Mirror`].
///
/// Technical forks and variants as the publiccode.yml standard tells them
/// (`forks.rst`): a technical fork's `url` points elsewhere; a variant's own
/// `url` points to itself, and `isBasedOn` elsewhere.
pub(crate) fn links(
    observation: &Observation,
    former: &[RepositoryUrl],
    declared: Option<&Publiccode>,
    farewell: Option<&Farewell>,
    registered: &RegisteredOrganisations,
) -> Vec<Link> {
    let own = own_keys(observation, former);
    let url = declared.and_then(|file| declared_url(file, registered));
    let url_is_own = url.as_ref().is_some_and(|url| own.contains(&url.key()));
    let mut links = Links {
        own,
        found: Vec::new(),
    };
    let mirrored = observation.mirror_url.as_deref().and_then(address::of_git);
    let names_its_origin = mirrored.is_some();
    if let Some(origin) = mirrored {
        links.add(LinkKind::Mirror, origin, LinkRule::ForgeMirror);
    }
    if let Some(url) = url.filter(|_| !url_is_own) {
        let is_mirror = observation.flags.mirror == Some(true);
        let here = &observation.url;
        let forked = observation.flags.fork == Some(true) || observation.parent.is_some();
        let same_name = here.name().eq_ignore_ascii_case(url.name());
        if is_mirror && !names_its_origin {
            links.add(LinkKind::Mirror, url, LinkRule::MirrorWithPubliccodeUrl);
        } else if !names_its_origin && !forked && same_name && here.host() != url.host() {
            links.add(LinkKind::Mirror, url, LinkRule::PubliccodeUrlSameName);
        } else {
            links.add(
                LinkKind::TechnicalFork,
                url,
                LinkRule::PubliccodeUrlElsewhere,
            );
        }
    }
    if url_is_own {
        let based_on = declared.into_iter().flat_map(|file| &file.is_based_on);
        for origin in based_on.take(MOST_ORIGINS) {
            if let Some(origin) = on_a_forge(origin, registered) {
                links.add(LinkKind::Variant, origin, LinkRule::PubliccodeBasedOn);
            }
        }
    }
    if let Some(parent) = observation.parent.as_ref().and_then(address::plain) {
        links.add(LinkKind::Fork, parent, LinkRule::ForgeParent);
    }
    let after = farewell.filter(|farewell| farewell.kind != FarewellKind::Mirror);
    let after = after.and_then(|farewell| farewell.successor.as_ref()?.url.as_deref());
    if let Some(successor) = after.and_then(address::of_git)
        && let Some(successor) = on_a_forge(&successor, registered)
    {
        links.add(
            LinkKind::Successor,
            successor,
            LinkRule::FarewellNamesSuccessor,
        );
    }
    links.found
}

/// Collects links, one for each other repository.
struct Links {
    own: HashSet<String>,
    found: Vec<Link>,
}

impl Links {
    fn add(&mut self, kind: LinkKind, to: RepositoryUrl, rule: LinkRule) {
        if self.own.contains(&to.key()) {
            return;
        }
        let known = self.found.iter_mut().find(|link| link.to.key() == to.key());
        match known {
            Some(link) => {
                link.kind = link.kind.min(kind);
                if !link.rules.contains(&rule) {
                    link.rules.push(rule);
                }
            }
            None => self.found.push(Link {
                kind,
                to,
                rules: vec![rule],
            }),
        }
    }
}
