//! The organisations of the registry, with the ways in to each: made once, so that no
//! question goes through all of them.

use std::collections::{HashMap, HashSet};

use bronwijzer_crawler::organisation::{Organisation, Slug};

use super::Catalogue;
use super::states::exists_on;
use crate::search::words;

/// The registry, as readers ask for it. Places are positions in the registry.
pub(super) struct Directory {
    organisations: Vec<Organisation>,
    /// By slug, now or formerly.
    by_slug: HashMap<Slug, usize>,
    /// All of them, by name.
    by_name: Vec<usize>,
    /// The words of the names of each, at its place.
    words: Vec<Vec<String>>,
    /// Those that are part of one, by its place; by name.
    children: HashMap<usize, Vec<usize>>,
    /// Those that one works together in.
    member_of: HashMap<usize, Vec<usize>>,
    /// Those that one came after.
    predecessors: HashMap<usize, Vec<usize>>,
}

impl Directory {
    pub(super) fn new(organisations: Vec<Organisation>) -> Self {
        let mut by_slug = HashMap::new();
        for (place, organisation) in organisations.iter().enumerate() {
            by_slug.insert(organisation.slug.clone(), place);
        }
        for (place, organisation) in organisations.iter().enumerate() {
            for former in &organisation.former_slugs {
                // A slug that another one has now is that one's.
                by_slug.entry(former.clone()).or_insert(place);
            }
        }
        let mut by_name: Vec<usize> = (0..organisations.len()).collect();
        by_name.sort_by_cached_key(|place| {
            let organisation = &organisations[*place];
            (
                organisation.sort_name().to_lowercase(),
                organisation.slug.clone(),
            )
        });
        let words_of = |organisation: &Organisation| {
            let names = std::iter::once(&organisation.name).chain(&organisation.short_names);
            names.flat_map(|name| words(name)).collect()
        };
        let mut directory = Self {
            words: organisations.iter().map(words_of).collect(),
            by_name,
            by_slug,
            children: HashMap::new(),
            member_of: HashMap::new(),
            predecessors: HashMap::new(),
            organisations,
        };
        directory.children = directory.pointed_to(|one| one.parent.as_slice());
        directory.member_of = directory.pointed_to(|one| &one.members);
        directory.predecessors = directory.pointed_to(|one| match &one.ended {
            Some(ended) => &ended.successors,
            None => &[],
        });
        directory
    }

    /// Who points to each, by name; those that nobody points to are left out.
    fn pointed_to(
        &self,
        pointers: impl Fn(&Organisation) -> &[Slug],
    ) -> HashMap<usize, Vec<usize>> {
        let mut pointed: HashMap<usize, Vec<usize>> = HashMap::new();
        for place in &self.by_name {
            for slug in pointers(&self.organisations[*place]) {
                if let Some(target) = self.by_slug.get(slug).filter(|target| *target != place) {
                    pointed.entry(*target).or_default().push(*place);
                }
            }
        }
        pointed
    }

    /// All of them, in the order of the registry.
    pub(super) fn all(&self) -> &[Organisation] {
        &self.organisations
    }

    /// The places of all of them, by name.
    pub(super) fn by_name(&self) -> &[usize] {
        &self.by_name
    }

    /// Where one is that has or had a slug.
    pub(super) fn place(&self, slug: &Slug) -> Option<usize> {
        self.by_slug.get(slug).copied()
    }

    /// The one at a place.
    pub(super) fn at(&self, place: usize) -> &Organisation {
        &self.organisations[place]
    }

    /// Whether the one at a place has each of these words in a name, as a word or a part
    /// of one.
    pub(super) fn is_named(&self, place: usize, wanted: &[String]) -> bool {
        let own = &self.words[place];
        let mut wanted = wanted.iter();
        wanted.all(|wanted| own.iter().any(|word| word.contains(wanted.as_str())))
    }

    fn related(&self, by: &HashMap<usize, Vec<usize>>, slug: &Slug) -> Vec<&Organisation> {
        let places = self.place(slug).and_then(|place| by.get(&place));
        let places = places.into_iter().flatten();
        places.map(|place| self.at(*place)).collect()
    }

    /// An organisation, what is part of it and what is part of that, each once, also where
    /// the registry goes round in a circle.
    fn with_descendants(&self, slug: &Slug) -> Vec<&Organisation> {
        let mut found: Vec<usize> = self.place(slug).into_iter().collect();
        let mut seen: HashSet<usize> = found.iter().copied().collect();
        let mut next = 0;
        while let Some(place) = found.get(next) {
            let children = self.children.get(place).into_iter().flatten();
            let new: Vec<usize> = children
                .copied()
                .filter(|child| seen.insert(*child))
                .collect();
            found.extend(new);
            next += 1;
        }
        found.into_iter().map(|place| self.at(place)).collect()
    }
}

impl Catalogue {
    /// The organisations of the registry, also those that ended.
    #[must_use]
    pub fn organisations(&self) -> &[Organisation] {
        self.0.directory.all()
    }

    /// How many of them exist.
    pub(super) fn existing_organisations(&self) -> u64 {
        let today = self.assessed_at().date_naive();
        let all = self.organisations().iter();
        all.filter(|organisation| exists_on(organisation, today))
            .count() as u64
    }

    /// One organisation, by the slug that it has or had.
    #[must_use]
    pub fn organisation(&self, slug: &str) -> Option<&Organisation> {
        let place = self.0.directory.place(&slug.parse().ok()?)?;
        Some(self.0.directory.at(place))
    }

    /// What is part of an organisation, by name.
    #[must_use]
    pub fn children(&self, of: &Slug) -> Vec<&Organisation> {
        let directory = &self.0.directory;
        directory.related(&directory.children, of)
    }

    /// What an organisation works together with others in, by name.
    #[must_use]
    pub fn member_of(&self, member: &Slug) -> Vec<&Organisation> {
        let directory = &self.0.directory;
        directory.related(&directory.member_of, member)
    }

    /// The organisations that ended and that this one came after, by name.
    #[must_use]
    pub fn predecessors(&self, of: &Slug) -> Vec<&Organisation> {
        let directory = &self.0.directory;
        directory.related(&directory.predecessors, of)
    }

    /// An organisation first, then what is part of it and what is part of that: each once.
    /// Empty when there is no such organisation.
    #[must_use]
    pub fn with_descendants(&self, of: &Slug) -> Vec<&Organisation> {
        self.0.directory.with_descendants(of)
    }
}

#[cfg(test)]
mod tests {
    use bronwijzer_crawler::organisation::{Ended, OrganisationType};

    use super::*;

    fn slug(slug: &str) -> Slug {
        slug.parse().unwrap()
    }

    fn named(name: &str, parent: Option<&str>) -> Organisation {
        Organisation {
            parent: parent.map(slug),
            ..Organisation::new(slug(name), name, OrganisationType::Agency)
        }
    }

    fn slugs(organisations: &[&Organisation]) -> Vec<String> {
        let slugs = organisations.iter().map(|one| one.slug.to_string());
        slugs.collect()
    }

    #[test]
    fn a_circle_of_parents_counts_each_once() {
        let directory = Directory::new(vec![
            named("a", Some("c")),
            named("b", Some("a")),
            named("c", Some("b")),
            named("d", Some("a")),
            named("e", Some("e")),
            named("f", Some("nobody")),
        ]);
        assert_eq!(
            slugs(&directory.with_descendants(&slug("a"))),
            ["a", "b", "d", "c"]
        );
        assert_eq!(slugs(&directory.with_descendants(&slug("e"))), ["e"]);
        assert!(directory.with_descendants(&slug("nobody")).is_empty());
    }

    #[test]
    fn former_slugs_lead_to_who_has_them_now() {
        let renamed = Organisation {
            former_slugs: vec![slug("old"), slug("b")],
            ..named("new", None)
        };
        let ended = Organisation {
            ended: Some(Ended {
                on: "2026-01-01".parse().unwrap(),
                successors: vec![slug("old")],
            }),
            ..named("gone", None)
        };
        let directory = Directory::new(vec![renamed, named("b", None), ended]);
        let at = |name: &str| directory.place(&slug(name));
        assert_eq!((at("old"), at("new"), at("b")), (Some(0), Some(0), Some(1)));
        let predecessors = directory.related(&directory.predecessors, &slug("new"));
        assert_eq!(slugs(&predecessors), ["gone"]);
    }
}
