//! A request with its query read: what the query asks of facets joins the
//! request's filter.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use bronwijzer_crawler::organisation::Organisation;
use tantivy::Searcher;

use super::counting::Counts;
use super::facets::{Facet, FacetName, Filter};
use super::field_names::meant;
use super::fields::Fields;
use super::syntax::{NoteCode, Part, QueryNote, Typed};
use super::{PageKey, SearchRequest, Sort};
use crate::error::IndexError;

/// The most values that one typed value stands for.
const MOST_VALUES: usize = 50;

/// How much of what was typed must be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Demand {
    /// Every word and phrase.
    All,
    /// One of them at least; what has all of them comes first.
    Any,
}

/// What is looked for.
#[derive(Clone)]
pub(super) struct Question<'a> {
    /// Words and phrases.
    pub(super) parts: Vec<Part>,
    pub(super) demand: Demand,
    all_words: bool,
    /// Only these.
    pub(super) filter: Filter,
    /// None of these.
    pub(super) without: Filter,
    /// What no facet counts beyond.
    pub(super) within: &'a Filter,
    pub(super) refers_to: Option<&'a PageKey>,
    sort: Option<Sort>,
    /// What to tell of how the query was read.
    pub(super) notes: Vec<QueryNote>,
    /// The bodies of the registry, for what they are called.
    pub(super) organisations: &'a [Organisation],
}

impl<'a> Question<'a> {
    /// Reads a request. Values are looked up among those of the index and, for
    /// organisations, in the registry.
    pub(super) fn new(
        request: &'a SearchRequest,
        searcher: &Searcher,
        fields: &Fields,
        organisations: &'a [Organisation],
    ) -> Result<Self, IndexError> {
        let mut typed = Typed::read(&request.query);
        let mut filter = request.filter.clone();
        let mut without = Filter::default();
        let mut known = BTreeMap::new();
        if !typed.fields.is_empty() || typed.parts.iter().any(Part::has_words) {
            // Beside anything else, punctuation says nothing.
            typed.parts.retain(Part::has_words);
        }
        for field in std::mem::take(&mut typed.fields) {
            let facet = field.facet;
            let names: &Vec<(String, String)> = match known.entry(facet) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    new.insert(values_of(facet, searcher, fields, organisations)?)
                }
            };
            let names = names
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()));
            let mut values = meant(facet, &field.value, names);
            values.truncate(MOST_VALUES);
            if values.is_empty() {
                typed.note(NoteCode::UnknownValue, &field.whole);
                values.push(field.value);
            }
            let side = if field.not { &mut without } else { &mut filter };
            let chosen = side.0.entry(facet).or_default();
            values.retain(|value| !chosen.contains(value));
            chosen.extend(values);
        }
        Ok(Self {
            parts: typed.parts,
            demand: Demand::All,
            all_words: request.all_words,
            filter,
            without,
            within: &request.within,
            refers_to: request.refers_to.as_ref(),
            sort: request.sort,
            notes: typed.notes,
            organisations,
        })
    }

    /// The order: without words to look for there is nothing to rank by.
    pub(super) fn order(&self) -> Sort {
        self.sort.unwrap_or(if self.parts.is_empty() {
            Sort::LastActivity
        } else {
            Sort::Relevance
        })
    }

    /// Whether there are words or phrases of which some may be missing.
    pub(super) fn may_demand_less(&self) -> bool {
        !self.all_words && self.parts.iter().filter(|part| part.is_demand()).count() > 1
    }

    /// Tells that not all of a query is found in what is given.
    pub(super) fn note_missing_words(&mut self, query: &str) {
        let mut typed = Typed::default();
        typed.note(NoteCode::MissingWords, query);
        self.notes.append(&mut typed.notes);
    }

    /// Whether it asks for all there is.
    pub(super) fn is_everything(&self) -> bool {
        self.parts.is_empty()
            && self.refers_to.is_none()
            && [&self.filter, &self.without, self.within]
                .iter()
                .all(|filter| filter.0.is_empty())
    }

    /// The same without what it asks of facets.
    pub(super) fn widened(&self) -> Self {
        Self {
            filter: Filter::default(),
            without: Filter::default(),
            ..self.clone()
        }
    }

    /// Whether it asks anything of any facet.
    pub(super) fn narrows_any(&self) -> bool {
        !self.filter.0.is_empty() || !self.without.0.is_empty()
    }

    /// Whether it asks anything of a facet, so that the facet is counted
    /// without that.
    pub(super) fn narrows(&self, facet: FacetName) -> bool {
        self.filter.0.contains_key(&facet) || self.without.0.contains_key(&facet)
    }

    /// The facets `asked` with these counts.
    pub(super) fn facets(&self, asked: &[FacetName], mut counts: Counts) -> Vec<Arc<Facet>> {
        let facets = FacetName::ALL.iter().filter(|name| asked.contains(name));
        facets
            .map(|name| {
                let selected = self.filter.0.get(name).map(Vec::as_slice);
                let counts = counts.remove(name).unwrap_or_default();
                let mut facet = Facet::new(*name, counts, selected.unwrap_or_default());
                if *name == FacetName::Organisation {
                    self.name_organisations(&mut facet);
                }
                Arc::new(facet)
            })
            .collect()
    }

    fn name_organisations(&self, facet: &mut Facet) {
        let bodies = self.organisations.iter();
        let names: HashMap<&str, &str> = bodies
            .map(|body| (body.slug.as_str(), body.name.as_str()))
            .collect();
        for value in &mut facet.values {
            if let Some(name) = names.get(value.value.as_str()) {
                (*name).clone_into(&mut value.label);
            }
        }
    }
}

/// The values of a facet that occur, each with what it is called.
fn values_of(
    facet: FacetName,
    searcher: &Searcher,
    fields: &Fields,
    organisations: &[Organisation],
) -> Result<Vec<(String, String)>, IndexError> {
    let mut known = Vec::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(fields.facet(facet))?;
        let mut terms = inverted
            .terms()
            .stream()
            .map_err(tantivy::TantivyError::from)?;
        while terms.advance() {
            if let Ok(value) = std::str::from_utf8(terms.key()) {
                known.push((value.to_owned(), value.to_owned()));
            }
        }
    }
    if facet == FacetName::Organisation {
        for body in organisations {
            let slug = body.slug.to_string();
            let logins = body
                .accounts
                .iter()
                .map(|account| account.path().to_owned());
            let names = [slug.clone(), body.name.clone()].into_iter().chain(logins);
            let names = names.chain(body.short_names.iter().cloned());
            known.extend(names.map(|name| (name, slug.clone())));
        }
    }
    Ok(known)
}
