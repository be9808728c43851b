//! Query relaxation: for a search without hits, what it finds with fewer filters, and with
//! a part of a compound in place of the whole.

use super::analysis::folded;
use super::compounds::Compounds;
use super::engine::segment_readers::WarmSearcher;
use super::facets::{FacetName, Filter};
use super::parsed_query::ParsedQuery;
use super::syntax::Typed;
use super::{SearchIndex, SearchRequest};
use crate::error::IndexError;

/// The most ways that are tried.
const MOST_TRIED: usize = 20;

/// A part of a compound with fewer letters says too little.
const SHORTEST_PART: usize = 3;

/// A search that asks less and finds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayOut {
    /// The facets that it asks nothing of. None where it asks less of a word.
    pub facets: Vec<FacetName>,
    /// What is left of the query: without a facet's fields, or with a part of a
    /// compound in place of the whole; in another spelling, where nothing is found
    /// with less.
    pub query: String,
    /// How many repositories it finds, as [`SearchPage::total`] counts; of another
    /// spelling, how many have all of it. At least one.
    ///
    /// [`SearchPage::total`]: super::SearchPage::total
    pub total: u64,
}

impl SearchIndex {
    /// What is found without one of the facets that `parsed` filters by
    /// of, and without all of them; with a part of a compound in place of the whole;
    /// and where that is nothing, in another spelling
    /// without all of them. Words need not be left out: where no repository has
    /// all of them, any will do already. Each is searched as it will be when it
    /// is taken.
    pub(super) fn ways_out(
        &self,
        searcher: &WarmSearcher,
        request: &SearchRequest,
        parsed: &ParsedQuery<'_>,
    ) -> Result<Vec<WayOut>, IndexError> {
        let mut ways = Vec::new();
        for mut way in ways_to_try(&request.query, parsed) {
            let mut request = SearchRequest {
                query: way.query.clone(),
                after: None,
                offset: 0,
                ..request.clone()
            };
            request
                .filter
                .0
                .retain(|facet, _| !way.facets.contains(facet));
            let mut left = self.parse(&request, searcher, parsed.names)?;
            let still_asked = way.facets.iter().any(|facet| left.filters(*facet));
            way.total = self.total(searcher, &mut left)?;
            if !still_asked && way.total > 0 {
                ways.push(way);
            }
        }
        if ways.is_empty()
            && let Some(way) = without_facets(&request.query, parsed)
        {
            ways = self.ways_by_spelling(searcher, request, parsed, &way)?;
        }
        Ok(ways)
    }

    /// Where nothing with less is found, other spellings with `less` may be.
    fn ways_by_spelling(
        &self,
        searcher: &WarmSearcher,
        request: &SearchRequest,
        parsed: &ParsedQuery<'_>,
        less: &WayOut,
    ) -> Result<Vec<WayOut>, IndexError> {
        let request = SearchRequest {
            query: less.query.clone(),
            filter: Filter::default(),
            ..request.clone()
        };
        let spellings = self.other_spellings(searcher, &request, parsed.names, 0)?;
        let ways = spellings.into_iter().map(|spelling| WayOut {
            query: spelling.query,
            total: spelling.total,
            ..less.clone()
        });
        Ok(ways.collect())
    }
}

/// A query without its facet filters, if it has any.
fn without_facets(query: &str, parsed: &ParsedQuery<'_>) -> Option<WayOut> {
    let ways = ways_to_try(query, parsed).into_iter();
    ways.max_by_key(|way| way.facets.len())
}

/// What may be left out of a query.
fn ways_to_try(query: &str, parsed: &ParsedQuery<'_>) -> Vec<WayOut> {
    let typed = Typed::read(query);
    let mut ways = Vec::new();
    let narrowed = FacetName::ALL.iter().copied();
    let narrowed: Vec<_> = narrowed.filter(|facet| parsed.filters(*facet)).collect();
    let mut lists: Vec<Vec<FacetName>> = narrowed.iter().map(|facet| vec![*facet]).collect();
    if narrowed.len() > 1 {
        lists.push(narrowed);
    }
    for facets in lists {
        let fields = typed.fields.iter();
        let left_out = fields.filter(|field| facets.contains(&field.facet));
        ways.push(WayOut {
            query: left_out.fold(query.to_owned(), |left, field| without(&left, &field.whole)),
            facets,
            total: 0,
        });
    }
    ways.extend(with_parts(query, &typed));
    ways.truncate(MOST_TRIED);
    ways
}

/// The query with each part of its compounds in place of the whole: nothing has
/// `zaaksysteem`, and much has `zaak`.
fn with_parts(query: &str, typed: &Typed) -> Vec<WayOut> {
    let mut compounds = Compounds::new();
    let mut ways = Vec::new();
    let words = typed.parts.iter();
    for word in words.filter(|part| !part.not && !part.is_phrase) {
        let lower = folded(&word.text);
        let mut parts = compounds.parts(&lower);
        parts.retain(|part| part.chars().count() >= SHORTEST_PART);
        ways.extend(parts.into_iter().map(|part| WayOut {
            facets: Vec::new(),
            query: replaced(query, &word.text, part),
            total: 0,
        }));
    }
    ways
}

/// A query without one of its parts, as far as that stands alone in it.
fn without(query: &str, part: &str) -> String {
    replaced(query, part, "")
}

/// A query with another text in the place of one of its parts.
fn replaced(query: &str, part: &str, by: &str) -> String {
    let is_boundary = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let alone = query.match_indices(part).find(|(at, part)| {
        is_boundary(query[..*at].chars().next_back())
            && is_boundary(query[at + part.len()..].chars().next())
    });
    let Some((at, part)) = alone else {
        return query.to_owned();
    };
    let (before, after) = (
        query[..at].trim_end(),
        query[at + part.len()..].trim_start(),
    );
    let pieces = [before, by, after].into_iter();
    let pieces: Vec<&str> = pieces.filter(|piece| !piece.is_empty()).collect();
    pieces.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Typed, with_parts, without};

    #[test]
    fn a_part_is_left_out_where_it_stands_alone() {
        let cases = [
            ("open zaak api", "zaak", "open api"),
            ("openzaak zaak", "zaak", "openzaak"),
            ("zaak  taal:go", "taal:go", "zaak"),
            ("\"open zaak\" api", "\"open zaak\"", "api"),
            ("zaak", "zaak", ""),
            ("zaak", "kaart", "zaak"),
            ("één zaak", "zaak", "één"),
        ];
        for (query, part, left) in cases {
            assert_eq!(without(query, part), left, "{query} without {part}");
        }
    }

    #[test]
    fn compounds_are_replaced_by_their_parts() {
        let queries = |query: &str| -> Vec<String> {
            let ways = with_parts(query, &Typed::read(query)).into_iter();
            ways.map(|way| way.query).collect()
        };
        assert_eq!(queries("open Zaaksysteem"), ["open zaak", "open systeem"]);
        for whole in [
            "zaak",
            "-zaaksysteem",
            "\"zaaksysteem\"",
            "taal:zaaksysteem",
        ] {
            assert_eq!(queries(whole), Vec::<String>::new(), "{whole}");
        }
    }
}
