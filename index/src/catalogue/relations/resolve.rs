//! Resolves pointers: from what repositories point to, to the entries at the other end.

use std::cell::OnceCell;

use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
use bronwijzer_crawler::organisation::Slug;

use super::query::RelationQuery;
use crate::catalogue::Catalogue;
use crate::error::IndexError;
use crate::model::{Card, Entry};
use crate::relations::{
    LinkKind, Pointers, RelationGroup, RelationKind, organisation_term, used_by_term,
};
use crate::search::Pointing;

/// Every kind of link, with what it makes of the one end and of the other.
pub(super) const LINKS: &[(LinkKind, RelationKind, RelationKind)] = &[
    (
        LinkKind::Mirror,
        RelationKind::MirrorOf,
        RelationKind::MirroredBy,
    ),
    (
        LinkKind::Variant,
        RelationKind::VariantOf,
        RelationKind::HasVariant,
    ),
    (
        LinkKind::TechnicalFork,
        RelationKind::TechnicalForkOf,
        RelationKind::HasTechnicalFork,
    ),
    (LinkKind::Fork, RelationKind::ForkOf, RelationKind::ForkedBy),
    (
        LinkKind::Successor,
        RelationKind::SupersededBy,
        RelationKind::Supersedes,
    ),
];

impl Catalogue {
    /// How a repository relates to others: a group for each kind of `kinds` in
    /// which there are any, with at most `first` relations each.
    ///
    /// # Errors
    /// When the store or the index fails.
    pub fn relations(
        &self,
        entry: &Entry,
        kinds: &[RelationKind],
        first: usize,
    ) -> Result<Vec<RelationGroup>, IndexError> {
        let query = RelationQuery {
            catalogue: self,
            entry,
            pointers: self.pointers(entry)?,
            own_keys: OnceCell::new(),
            first,
        };
        let mut groups = Vec::new();
        for kind in RelationKind::ALL {
            if kinds.contains(kind) {
                let (total, relations) = query.of_kind(*kind)?;
                if total > 0 {
                    groups.push(RelationGroup {
                        kind: *kind,
                        total,
                        relations,
                    });
                }
            }
        }
        Ok(groups)
    }

    /// At most `first` repositories that are like this one, the most alike
    /// first; without its forks, variants, mirrors and twins, and theirs.
    ///
    /// # Errors
    /// When the store or the index fails.
    pub fn similar(&self, entry: &Entry, first: usize) -> Result<Vec<Card>, IndexError> {
        let pointers = self.pointers(entry)?;
        let mut family: Vec<String> = Vec::new();
        let linked = pointers.links.iter().map(|link| link.to.key());
        for key in linked.chain(self.own_keys(entry)?) {
            family.extend(LINKS.iter().map(|(kind, ..)| kind.term(&key)));
        }
        family.extend(pointers.twins.iter().map(|twin| twin.term.clone()));
        let mut except = self.origins(entry, &pointers)?;
        except.push(entry.observation.id.clone());
        self.search_index().similar(entry, &family, &except, first)
    }

    /// How many repositories of others name this organisation among those that
    /// use them, and the first of these, by last activity.
    ///
    /// # Errors
    /// When the store or the index fails.
    pub fn used_by(
        &self,
        organisation: &Slug,
        first: usize,
    ) -> Result<(u64, Vec<Card>), IndexError> {
        let wanted = Pointing {
            any_of: &[used_by_term(organisation)],
            none_of: &[organisation_term(organisation)],
            first,
            ..Pointing::default()
        };
        let (total, others) = self.search_index().pointing(&wanted)?;
        Ok((total, others.into_iter().map(|(card, _)| card).collect()))
    }

    /// What a repository points to, from the index: to compare its README with others it would
    /// have to be read word by word.
    fn pointers(&self, entry: &Entry) -> Result<Pointers, IndexError> {
        let held = self
            .search_index()
            .card_and_pointers(&entry.observation.id)?;
        let held = held.map(|(_, pointers)| pointers);
        Ok(held.unwrap_or_else(|| Pointers::of(entry, self.registered())))
    }

    /// The addresses that lead to a repository, without those that another one
    /// has taken over.
    pub(super) fn own_keys(&self, entry: &Entry) -> Result<Vec<String>, IndexError> {
        let urls = entry.former_urls.iter().chain([&entry.observation.url]);
        let keys: Vec<String> = urls.map(RepositoryUrl::key).collect();
        let ids = self.ids_at(&keys)?;
        let led = keys.into_iter().zip(ids);
        let own = led.filter(|(_, id)| id.as_ref() == Some(&entry.observation.id));
        Ok(own.map(|(key, _)| key).collect())
    }

    /// The repositories of the catalogue that this one goes back to.
    pub(super) fn origins(
        &self,
        entry: &Entry,
        pointers: &Pointers,
    ) -> Result<Vec<RepositoryId>, IndexError> {
        let keys: Vec<String> = pointers.links.iter().map(|link| link.to.key()).collect();
        let mut origins: Vec<RepositoryId> = self.ids_at(&keys)?.into_iter().flatten().collect();
        origins.retain(|id| *id != entry.observation.id);
        Ok(origins)
    }
}
