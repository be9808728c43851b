//! From what repositories point to, to what is at the other end.

use std::collections::HashSet;

use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
use bronwijzer_crawler::organisation::Slug;

use super::pointers::{
    self, Link, LinkKind, body_term, depends_term, name_key, named_term, owner_term, used_by_term,
};
use super::{Pointers, Relation, RelationGroup, RelationKind};
use crate::assess::{Fact, Reason};
use crate::catalogue::{Catalogue, Entry};
use crate::error::IndexError;
use crate::search::Pointing;
use crate::store::Store;

/// Every kind of link, with what it makes of the one end and of the other.
const LINKS: &[(LinkKind, RelationKind, RelationKind)] = &[
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
        let asked = Asked {
            catalogue: self,
            entry,
            pointers: Pointers::of(entry, self.bodies()),
            own_keys: self.own_keys(entry)?,
            first,
        };
        let mut groups = Vec::new();
        for kind in RelationKind::ALL {
            if kinds.contains(kind) {
                let (total, relations) = asked.of_kind(*kind)?;
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
    pub fn similar(&self, entry: &Entry, first: usize) -> Result<Vec<Entry>, IndexError> {
        let pointers = Pointers::of(entry, self.bodies());
        let mut family: Vec<String> = Vec::new();
        let theirs = pointers.links.iter().map(|link| link.to.key());
        for key in theirs.chain(self.own_keys(entry)?) {
            family.extend(LINKS.iter().map(|(kind, ..)| kind.term(&key)));
        }
        family.extend(pointers.twins.iter().map(|twin| twin.term.clone()));
        let mut except = self.origins(entry, &pointers)?;
        except.push(entry.observation.id.clone());
        let ids = self
            .search_index()
            .similar(entry, &family, &except, first)?;
        self.entries(ids)
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
    ) -> Result<(u64, Vec<Entry>), IndexError> {
        let wanted = Pointing {
            any_of: &[used_by_term(organisation)],
            none_of: &[body_term(organisation)],
            first,
            ..Pointing::default()
        };
        let (total, ids) = self.search_index().pointing(&wanted)?;
        Ok((total, self.entries(ids)?))
    }

    fn entries(&self, ids: Vec<RepositoryId>) -> Result<Vec<Entry>, IndexError> {
        let entries = ids.into_iter().map(|id| self.entry(&id));
        entries.filter_map(Result::transpose).collect()
    }

    /// The addresses that lead to a repository, without those that another one
    /// has taken over.
    fn own_keys(&self, entry: &Entry) -> Result<Vec<String>, IndexError> {
        let urls = entry.former_urls.iter().chain([&entry.observation.url]);
        let mut keys = Vec::new();
        for key in urls.map(RepositoryUrl::key) {
            if self.store().id_at(&key)?.as_ref() == Some(&entry.observation.id) {
                keys.push(key);
            }
        }
        Ok(keys)
    }

    /// The repositories of the catalogue that this one goes back to.
    fn origins(&self, entry: &Entry, pointers: &Pointers) -> Result<Vec<RepositoryId>, IndexError> {
        let mut origins = Vec::new();
        for link in &pointers.links {
            let id = self.store().id_at(&link.to.key())?;
            origins.extend(id.filter(|id| *id != entry.observation.id));
        }
        Ok(origins)
    }
}

type Found = (u64, Vec<Relation>);

/// A repository whose relations are asked for.
struct Asked<'a> {
    catalogue: &'a Catalogue,
    entry: &'a Entry,
    pointers: Pointers,
    /// The keys of the addresses that lead to it.
    own_keys: Vec<String>,
    first: usize,
}

impl Asked<'_> {
    fn of_kind(&self, kind: RelationKind) -> Result<Found, IndexError> {
        for (link, forward, back) in LINKS {
            if kind == *forward {
                return self.links_to(*link);
            }
            if kind == *back {
                return self.linked_from(*link);
            }
        }
        match kind {
            RelationKind::SameSoftware => self.twins(),
            RelationKind::UsedBy => Ok(self.users()),
            RelationKind::DependsOn => self.dependencies(),
            RelationKind::DependencyOf => self.dependents(),
            _ => Ok((0, Vec::new())),
        }
    }

    fn id(&self) -> &RepositoryId {
        &self.entry.observation.id
    }

    fn pointing(&self, any_of: &[String], first: usize) -> Result<(u64, Vec<Entry>), IndexError> {
        let wanted = Pointing {
            any_of,
            except: std::slice::from_ref(self.id()),
            first,
            ..Pointing::default()
        };
        let (total, ids) = self.catalogue.search_index().pointing(&wanted)?;
        Ok((total, self.catalogue.entries(ids)?))
    }

    fn links_to(&self, kind: LinkKind) -> Result<Found, IndexError> {
        let mut relations = Vec::new();
        let mut total = 0;
        let mut seen = HashSet::new();
        for link in self.pointers.links.iter().filter(|link| link.kind == kind) {
            let other = self.catalogue.entry_by_url(&link.to)?;
            let id = other.as_ref().map(|other| other.observation.id.clone());
            if id.as_ref() == Some(self.id()) || !seen.insert(id.ok_or(link.to.key())) {
                continue;
            }
            total += 1;
            if relations.len() < self.first {
                let reasons = link_reasons(link, self.entry);
                relations.push(match other {
                    Some(other) => self.with(other, reasons),
                    None => outside(Some(link.to.clone()), link.to.path(), reasons),
                });
            }
        }
        Ok((total, relations))
    }

    fn linked_from(&self, kind: LinkKind) -> Result<Found, IndexError> {
        let terms: Vec<String> = self.own_keys.iter().map(|key| kind.term(key)).collect();
        let wanted = Pointing {
            any_of: &terms,
            except: std::slice::from_ref(self.id()),
            // A copy of a fork is not one more fork.
            hidden: kind == LinkKind::Mirror,
            first: self.first,
            ..Pointing::default()
        };
        let (total, ids) = self.catalogue.search_index().pointing(&wanted)?;
        let mut relations = Vec::new();
        for other in self.catalogue.entries(ids)? {
            let declared = other.assessment.declared.as_deref();
            let bodies = self.catalogue.bodies();
            let links = pointers::links(&other.observation, &other.former_urls, declared, bodies);
            let link = links
                .iter()
                .find(|link| link.kind == kind && self.own_keys.contains(&link.to.key()));
            // Between the search and this read it can have changed.
            if let Some(link) = link {
                let reasons = link_reasons(link, &other);
                relations.push(self.with(other, reasons));
            }
        }
        Ok((total, relations))
    }

    fn twins(&self) -> Result<Found, IndexError> {
        let twins = &self.pointers.twins;
        let terms: Vec<String> = twins.iter().map(|twin| twin.term.clone()).collect();
        // What points to it, or it points to, is related by that.
        let mut none_of = vec![owner_term(&self.entry.observation.url)];
        for (kind, ..) in LINKS {
            none_of.extend(self.own_keys.iter().map(|key| kind.term(key)));
        }
        let mut except = self.catalogue.origins(self.entry, &self.pointers)?;
        except.push(self.id().clone());
        let wanted = Pointing {
            any_of: &terms,
            none_of: &none_of,
            except: &except,
            first: self.first,
            ..Pointing::default()
        };
        let (total, ids) = self.catalogue.search_index().pointing(&wanted)?;
        let mut relations = Vec::new();
        for other in self.catalogue.entries(ids)? {
            let shared = Pointers::of(&other, self.catalogue.bodies()).twins;
            let name = other.observation.url.name().to_owned();
            let reasons: Vec<Reason> = twins
                .iter()
                .filter(|twin| shared.contains(twin))
                .map(|twin| Reason::new(twin.rule, [("name", Fact::Text(name.clone()))]))
                .collect();
            if !reasons.is_empty() {
                relations.push(self.with(other, reasons));
            }
        }
        Ok((total, relations))
    }

    fn users(&self) -> Found {
        let users = &self.pointers.users;
        let relations = users.iter().take(self.first).map(|user| {
            let body = user.body.as_ref();
            let organisation =
                body.and_then(|slug| self.catalogue.organisation(slug.as_str()).cloned());
            let rule = match organisation {
                Some(_) => "publiccode_used_by",
                None => "publiccode_used_by_unresolved",
            };
            let reason = Reason::new(rule, [("name", Fact::Text(user.name.clone()))]);
            let mut relation = outside(None, user.name.clone(), vec![reason]);
            relation.between_bodies = self.is_between(organisation.as_ref().map(|body| &body.slug));
            relation.organisation = organisation;
            relation
        });
        (users.len() as u64, relations.collect())
    }

    fn dependencies(&self) -> Result<Found, IndexError> {
        let names = &self.pointers.dependencies;
        let mut relations = Vec::new();
        for name in names.iter().take(self.first) {
            let (total, mut others) = self.pointing(&[named_term(&name_key(name))], 1)?;
            // A name that several go by leads to none of them.
            let other = (total == 1).then(|| others.pop()).flatten();
            let reasons = dependency_reasons(name, self.entry, other.is_some());
            relations.push(match other {
                Some(other) => self.with(other, reasons),
                None => outside(None, name.clone(), reasons),
            });
        }
        Ok((names.len() as u64, relations))
    }

    fn dependents(&self) -> Result<Found, IndexError> {
        let mut terms = Vec::new();
        for name in &self.pointers.names {
            let (others, _) = self.pointing(&[named_term(name)], 0)?;
            if others == 0 {
                terms.push(depends_term(name));
            }
        }
        let (total, others) = self.pointing(&terms, self.first)?;
        let mut relations = Vec::new();
        for other in others {
            let theirs = Pointers::of(&other, self.catalogue.bodies()).dependencies;
            let name = theirs
                .into_iter()
                .find(|name| terms.contains(&depends_term(&name_key(name))));
            if let Some(name) = name {
                let reasons = dependency_reasons(&name, &other, true);
                relations.push(self.with(other, reasons));
            }
        }
        Ok((total, relations))
    }

    /// A relation with a repository of the catalogue.
    fn with(&self, other: Entry, reasons: Vec<Reason>) -> Relation {
        let organisation = other.organisation.clone();
        Relation {
            between_bodies: self.is_between(organisation.as_ref().map(|body| &body.slug)),
            organisation,
            url: Some(other.observation.url.clone()),
            label: other.observation.url.path(),
            repository: Some(Box::new(other)),
            reasons,
        }
    }

    fn is_between(&self, other: Option<&Slug>) -> bool {
        let own = self.entry.organisation.as_ref().map(|body| &body.slug);
        own.is_some() && other.is_some() && own != other
    }
}

/// A relation with something that the catalogue does not have.
fn outside(url: Option<RepositoryUrl>, label: String, reasons: Vec<Reason>) -> Relation {
    Relation {
        repository: None,
        organisation: None,
        url,
        label,
        between_bodies: false,
        reasons,
    }
}

fn link_reasons(link: &Link, from: &Entry) -> Vec<Reason> {
    let reason = |rule: &&'static str| {
        let from = Fact::Text(from.observation.url.path());
        let to = Fact::Text(link.to.to_string());
        Reason::new(rule, [("from", from), ("to", to)])
    };
    link.rules.iter().map(reason).collect()
}

fn dependency_reasons(name: &str, from: &Entry, resolved: bool) -> Vec<Reason> {
    let from = Fact::Text(from.observation.url.path());
    let named = Fact::Text(name.to_owned());
    let mut reasons = vec![Reason::new(
        "publiccode_depends_on",
        [("from", from), ("name", named.clone())],
    )];
    if resolved {
        reasons.push(Reason::new("only_one_has_name", [("name", named)]));
    }
    reasons
}
