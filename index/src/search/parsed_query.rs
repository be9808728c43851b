//! Parsed query: a search request with its text read. Fields in the text, as in
//! `language:go`, join the request's facet filters.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use chrono::NaiveDate;
use tantivy::Searcher;

use super::engine::facet_counts::Counts;
use super::engine::segment_readers::WarmSearcher;
use super::facets::{Facet, FacetName, Filter};
use super::field_names::meant;
use super::fields::Fields;
use super::meanings::Meanings;
use super::organisation_names::OrganisationNames;
use super::request::FirstWritten;
use super::syntax::{NoteCode, Part, QueryNote, Typed};
use super::{PageKey, SearchRequest, Sort};
use crate::error::IndexError;

/// The most values that one typed value stands for.
const MAX_VALUES: usize = 50;

/// Match mode: whether a hit needs every word and phrase, or any of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MatchMode {
    /// Every one.
    All,
    /// One at least; those with all of them come first.
    Any,
}

/// What is searched for.
#[derive(Clone)]
pub(super) struct ParsedQuery<'a> {
    /// Words and phrases.
    pub(super) parts: Vec<Part>,
    pub(super) mode: MatchMode,
    all_words: bool,
    /// Facet values to include.
    pub(super) filter: Filter,
    /// Facet values to exclude.
    pub(super) without: Filter,
    /// What no facet counts beyond.
    pub(super) within: &'a Filter,
    pub(super) refers_to: Option<&'a PageKey>,
    pub(super) active_since: Option<NaiveDate>,
    pub(super) first_written: Option<FirstWritten>,
    /// The facets of which all values of `filter` must hold.
    all_of: &'a [FacetName],
    sort: Option<Sort>,
    /// Notes on how the text was read.
    pub(super) notes: Vec<QueryNote>,
    /// The names of the organisations in the registry.
    pub(super) names: &'a OrganisationNames,
    /// What else the words and phrases may mean.
    pub(super) meanings: Meanings,
}

impl<'a> ParsedQuery<'a> {
    /// Reads a request. Values are looked up among those of the index and, for
    /// organisations, in the registry.
    pub(super) fn new(
        request: &'a SearchRequest,
        searcher: &WarmSearcher,
        fields: &Fields,
        names: &'a OrganisationNames,
    ) -> Result<Self, IndexError> {
        let mut typed = Typed::read(&request.query);
        let mut filter = request.filter.clone();
        for slug in filter
            .0
            .get_mut(&FacetName::Organisation)
            .into_iter()
            .flatten()
        {
            *slug = names.current(slug).to_owned();
        }
        let mut without = Filter::default();
        let mut known = BTreeMap::new();
        if !typed.fields.is_empty() || typed.parts.iter().any(Part::has_words) {
            // Beside anything else, punctuation says nothing.
            typed.parts.retain(Part::has_words);
        }
        for field in std::mem::take(&mut typed.fields) {
            let facet = field.facet;
            let occurring: &Vec<String> = match known.entry(facet) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(values_of(facet, searcher, fields)?),
            };
            let mut values = meant_values(facet, &field.value, occurring, names);
            values.truncate(MAX_VALUES);
            if values.is_empty() {
                typed.note(NoteCode::UnknownValue, &field.whole);
                values.push(field.value);
            }
            let side = if field.not { &mut without } else { &mut filter };
            let chosen = side.0.entry(facet).or_default();
            values.retain(|value| !chosen.contains(value));
            chosen.extend(values);
        }
        let mut meanings = Meanings::of(&typed.parts, names, fields, searcher)?;
        if request.all_words {
            // A synonym is not the word that was asked for.
            meanings = meanings.without_synonyms();
        }
        Ok(Self {
            meanings,
            parts: typed.parts,
            mode: MatchMode::All,
            all_words: request.all_words,
            filter,
            without,
            within: &request.within,
            refers_to: request.refers_to.as_ref(),
            active_since: request.active_since,
            first_written: request.first_written,
            all_of: &request.all_of,
            sort: request.sort,
            notes: typed.notes,
            names,
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

    /// Whether the match mode may be relaxed to any word.
    pub(super) fn may_relax(&self) -> bool {
        !self.all_words && self.parts.iter().filter(|part| part.is_required()).count() > 1
    }

    /// Adds the note that hits need not have all words.
    pub(super) fn note_missing_words(&mut self, query: &str) {
        let mut typed = Typed::default();
        typed.note(NoteCode::MissingWords, query);
        self.notes.append(&mut typed.notes);
    }

    /// Adds the note that synonyms are searched too.
    pub(super) fn note_synonyms(&mut self) {
        let synonyms = self.meanings.shown();
        if !synonyms.is_empty() {
            let mut typed = Typed::default();
            typed.note(NoteCode::AlsoSearched, &synonyms);
            self.notes.append(&mut typed.notes);
        }
    }

    /// Whether it matches everything.
    pub(super) fn is_match_all(&self) -> bool {
        self.parts.is_empty()
            && self.refers_to.is_none()
            && self.active_since.is_none()
            && self.first_written.is_none()
            && [&self.filter, &self.without, self.within]
                .iter()
                .all(|filter| filter.0.is_empty())
    }

    /// The same without its facet filters.
    pub(super) fn without_filters(&self) -> Self {
        Self {
            filter: Filter::default(),
            without: Filter::default(),
            ..self.clone()
        }
    }

    /// The same without synonyms of its words.
    pub(super) fn without_synonyms(&self) -> Self {
        Self {
            meanings: self.meanings.without_synonyms(),
            ..self.clone()
        }
    }

    /// Whether it filters by any facet.
    pub(super) fn has_filters(&self) -> bool {
        !self.filter.0.is_empty() || !self.without.0.is_empty()
    }

    /// Whether all values of a facet's filter must hold, and not any of them.
    pub(super) fn needs_all(&self, facet: FacetName) -> bool {
        self.all_of.contains(&facet)
    }

    /// Whether it filters by a facet, which is then counted without that filter.
    pub(super) fn filters(&self, facet: FacetName) -> bool {
        self.filter.0.contains_key(&facet) || self.without.0.contains_key(&facet)
    }

    /// The facets `wanted` with these counts.
    pub(super) fn facets(&self, wanted: &[FacetName], mut counts: Counts) -> Vec<Arc<Facet>> {
        let facets = FacetName::ALL.iter().filter(|name| wanted.contains(name));
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
        for value in &mut facet.values {
            if let Some(name) = self.names.label(&value.value) {
                name.clone_into(&mut value.label);
            }
        }
    }
}

/// The values of a facet that are meant by what was typed. An organisation without a
/// repository is meant only where no other is.
fn meant_values(
    facet: FacetName,
    typed: &str,
    occurring: &[String],
    names: &OrganisationNames,
) -> Vec<String> {
    let values = occurring
        .iter()
        .map(|value| (value.as_str(), value.as_str()));
    if facet != FacetName::Organisation {
        return meant(facet, typed, values);
    }
    let names = names
        .known_as()
        .map(|(name, slug)| (name, names.current(slug)));
    let meant = meant(facet, typed, values.chain(names));
    let with_repositories = meant.iter().filter(|slug| occurring.contains(slug));
    let with_repositories: Vec<String> = with_repositories.cloned().collect();
    if with_repositories.is_empty() {
        meant
    } else {
        with_repositories
    }
}

/// The values of a facet that occur.
fn values_of(
    facet: FacetName,
    searcher: &Searcher,
    fields: &Fields,
) -> Result<Vec<String>, IndexError> {
    let mut values = Vec::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(fields.facet(facet))?;
        let mut terms = inverted
            .terms()
            .stream()
            .map_err(tantivy::TantivyError::from)?;
        while terms.advance() {
            if let Ok(value) = std::str::from_utf8(terms.key()) {
                values.push(value.to_owned());
            }
        }
    }
    Ok(values)
}
