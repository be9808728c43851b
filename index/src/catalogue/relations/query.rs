//! Relation query: the relations of one repository, kind by kind.

use std::cell::OnceCell;
use std::collections::HashSet;

use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
use bronwijzer_crawler::organisation::Slug;

use super::resolve::LINKS;
use crate::assess::{Fact, Reason};
use crate::catalogue::Catalogue;
use crate::error::IndexError;
use crate::model::{Card, Entry};
use crate::relations::{
    Link, LinkKind, LinkRule, Pointers, Relation, RelationKind, depends_term, name_key, named_term,
    owner_term,
};
use crate::search::Pointing;

/// How many there are, and the first of them.
pub(super) type RelationPage = (u64, Vec<Relation>);

/// How many repositories point somewhere, and the first of them with all that they point to.
type Found = (u64, Vec<(Card, Pointers)>);

/// A repository whose relations are asked for.
pub(super) struct RelationQuery<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) entry: &'a Entry,
    pub(super) pointers: Pointers,
    /// The keys of the addresses that lead to it, read when a kind needs them.
    pub(super) own_keys: OnceCell<Vec<String>>,
    /// How many of each kind to give.
    pub(super) first: usize,
}

impl RelationQuery<'_> {
    pub(super) fn of_kind(&self, kind: RelationKind) -> Result<RelationPage, IndexError> {
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

    fn own_keys(&self) -> Result<&[String], IndexError> {
        if let Some(keys) = self.own_keys.get() {
            return Ok(keys);
        }
        let keys = self.catalogue.own_keys(self.entry)?;
        Ok(self.own_keys.get_or_init(|| keys))
    }

    fn pointing(&self, any_of: &[String], first: usize) -> Result<Found, IndexError> {
        self.catalogue.search_index().pointing(&Pointing {
            any_of,
            except: std::slice::from_ref(self.id()),
            first,
            ..Pointing::default()
        })
    }

    fn links_to(&self, kind: LinkKind) -> Result<RelationPage, IndexError> {
        let links: Vec<&Link> = self
            .pointers
            .links
            .iter()
            .filter(|link| link.kind == kind)
            .collect();
        let keys: Vec<String> = links.iter().map(|link| link.to.key()).collect();
        let ids = self.catalogue.ids_at(&keys)?;
        let mut relations = Vec::new();
        let mut total = 0;
        let mut seen = HashSet::new();
        for (link, id) in links.into_iter().zip(ids) {
            // The index holds nothing that left: of that nothing is shown but what this one says.
            let other = match &id {
                Some(id) => self.catalogue.search_index().card_and_pointers(id)?,
                None => None,
            };
            let other = other.map(|(card, _)| card);
            let id = other.as_ref().map(|card| card.id.clone());
            if id.as_ref() == Some(self.id()) || !seen.insert(id.ok_or(link.to.key())) {
                continue;
            }
            total += 1;
            if relations.len() < self.first {
                let reasons = link_reasons(link, &self.entry.observation.url);
                relations.push(match other {
                    Some(other) => self.with(other, reasons),
                    None => outside(Some(link.to.clone()), link.to.path(), reasons),
                });
            }
        }
        Ok((total, relations))
    }

    fn linked_from(&self, kind: LinkKind) -> Result<RelationPage, IndexError> {
        let own_keys = self.own_keys()?;
        let terms: Vec<String> = own_keys.iter().map(|key| kind.term(key)).collect();
        let wanted = Pointing {
            any_of: &terms,
            except: std::slice::from_ref(self.id()),
            // A copy of a fork is not one more fork.
            hidden: kind == LinkKind::Mirror,
            first: self.first,
            ..Pointing::default()
        };
        let (total, others) = self.catalogue.search_index().pointing(&wanted)?;
        let relations = others.into_iter().filter_map(|(other, pointers)| {
            let mut links = pointers.links.iter();
            let link = links.find(|link| link.kind == kind && own_keys.contains(&link.to.key()))?;
            let reasons = link_reasons(link, &other.url);
            Some(self.with(other, reasons))
        });
        Ok((total, relations.collect()))
    }

    fn twins(&self) -> Result<RelationPage, IndexError> {
        let twins = &self.pointers.twins;
        let terms: Vec<String> = twins.iter().map(|twin| twin.term.clone()).collect();
        // What points to it, or it points to, is related by that.
        let mut none_of = vec![owner_term(&self.entry.observation.url)];
        for (kind, ..) in LINKS {
            none_of.extend(self.own_keys()?.iter().map(|key| kind.term(key)));
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
        let (total, others) = self.catalogue.search_index().pointing(&wanted)?;
        let relations = others.into_iter().map(|(other, pointers)| {
            let name = other.url.name().to_owned();
            let shared = twins.iter().filter(|twin| pointers.twins.contains(twin));
            let reasons = shared
                .map(|twin| Reason::new(twin.rule.into(), [("name", Fact::Text(name.clone()))]));
            let reasons = reasons.collect();
            self.with(other, reasons)
        });
        Ok((total, relations.collect()))
    }

    fn users(&self) -> RelationPage {
        let users = &self.pointers.users;
        let relations = users.iter().take(self.first).map(|user| {
            let organisation = user.organisation.as_ref();
            let organisation =
                organisation.and_then(|slug| self.catalogue.organisation(slug.as_str()).cloned());
            let rule = match organisation {
                Some(_) => "publiccode_used_by",
                None => "publiccode_used_by_unresolved",
            };
            let reason = Reason::new(rule, [("name", Fact::Text(user.name.clone()))]);
            let mut relation = outside(None, user.name.clone(), vec![reason]);
            relation.between_organisations =
                self.is_between(organisation.as_ref().map(|organisation| &organisation.slug));
            relation.organisation = organisation;
            relation
        });
        (users.len() as u64, relations.collect())
    }

    fn dependencies(&self) -> Result<RelationPage, IndexError> {
        let names = &self.pointers.dependencies;
        let mut relations = Vec::new();
        for name in names.iter().take(self.first) {
            let (total, mut others) = self.pointing(&[named_term(&name_key(name))], 1)?;
            // A name that several go by leads to none of them.
            let other = (total == 1).then(|| others.pop()).flatten();
            let reasons = dependency_reasons(name, &self.entry.observation.url, other.is_some());
            relations.push(match other {
                Some((other, _)) => self.with(other, reasons),
                None => outside(None, name.clone(), reasons),
            });
        }
        Ok((names.len() as u64, relations))
    }

    fn dependents(&self) -> Result<RelationPage, IndexError> {
        let mut terms = Vec::new();
        for name in &self.pointers.names {
            let (others, _) = self.pointing(&[named_term(name)], 0)?;
            if others == 0 {
                terms.push(depends_term(name));
            }
        }
        let (total, others) = self.pointing(&terms, self.first)?;
        let relations = others.into_iter().filter_map(|(other, pointers)| {
            let mut dependencies = pointers.dependencies.iter();
            let name = dependencies.find(|name| terms.contains(&depends_term(&name_key(name))))?;
            let reasons = dependency_reasons(name, &other.url, true);
            Some(self.with(other, reasons))
        });
        Ok((total, relations.collect()))
    }

    /// A relation with a repository of the catalogue.
    fn with(&self, other: Card, reasons: Vec<Reason>) -> Relation {
        let organisation = other.organisation.as_ref();
        Relation {
            between_organisations: self.is_between(organisation),
            organisation: organisation
                .and_then(|slug| self.catalogue.organisation(slug.as_str()).cloned()),
            url: Some(other.url.clone()),
            label: other.url.path(),
            repository: Some(other),
            reasons,
        }
    }

    fn is_between(&self, other: Option<&Slug>) -> bool {
        let own = self
            .entry
            .organisation
            .as_ref()
            .map(|organisation| &organisation.slug);
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
        between_organisations: false,
        reasons,
    }
}

fn link_reasons(link: &Link, from: &RepositoryUrl) -> Vec<Reason> {
    let reason = |rule: &LinkRule| {
        let from = Fact::Text(from.path());
        let to = Fact::Text(link.to.to_string());
        Reason::new((*rule).into(), [("from", from), ("to", to)])
    };
    link.rules.iter().map(reason).collect()
}

fn dependency_reasons(name: &str, from: &RepositoryUrl, resolved: bool) -> Vec<Reason> {
    let from = Fact::Text(from.path());
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
