//! Autocomplete: repositories, organisations and topics with a word
//! in their name that begins so.
//!
//! Repositories are found in the index by edge n-grams of each word, so that even one
//! letter is a single term, and by a prefix query over the dictionary of words from there
//! on. The names of organisations and the most used topics are few: they
//! are cached until the next commit.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use bronwijzer_crawler::address::AccountUrl;
use bronwijzer_crawler::organisation::Organisation;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::termdict::TermMerger;
use tantivy::tokenizer::{TokenStream, Tokenizer};
use tantivy::{Searcher, Term};

use super::analysis::folded;
use super::engine::segment_readers::WarmSearcher;
use super::engine::top_hits::{SortKey, TopHits};
use super::facets::FacetName;
use super::word_tokenizer::{TokenVariants, WordTokenizer};
use super::{SearchIndex, query};
use crate::error::IndexError;

/// The most letters of what was typed that count.
const MOST_LETTERS: usize = 100;

/// Edge n-grams up to this length are terms of their own.
const MAX_NGRAM: usize = 3;

/// The most topics that are suggested, by the number of repositories: memory is
/// bounded by it.
const MOST_TOPICS: usize = 20_000;

/// Of the suggestions this part at least is for organisations, and this for
/// topics, where there are any.
const PART_OF: usize = 4;

/// Something whose name has a word that begins as was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suggestion {
    /// A repository.
    Repository {
        /// Its name.
        name: String,
        /// Another name that it is known by, where that begins so and its own does not.
        known_as: Option<String>,
        /// Its web address on the forge.
        url: String,
    },
    /// An organisation of the registry.
    Organisation {
        /// Its name.
        name: String,
        /// Its short name.
        slug: String,
    },
    /// A topic that repositories have.
    Topic(String),
}

/// The cached names, and the commit that they are of.
#[derive(Default)]
pub(super) struct Names {
    /// Those with repositories, the ones with most first.
    organisations: Vec<Name>,
    /// Those without.
    without_repositories: Vec<Name>,
    topics: Vec<Name>,
}

#[derive(Clone)]
struct Name {
    /// What it is found by: words with a space before each.
    words: String,
    suggestion: Suggestion,
}

/// The edge n-grams of the words of a repository's names that are terms.
pub(super) fn edge_ngrams<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let words = names.flat_map(words_of_name);
    let ngrams = words.flat_map(|word| {
        let lengths = 1..=MAX_NGRAM;
        lengths.map(move |length| word.chars().take(length).collect::<String>())
    });
    ngrams.collect()
}

/// The words that a name is found by, in each way to write them.
fn words_of_name(name: &str) -> Vec<String> {
    let mut tokenizer = WordTokenizer::new(TokenVariants::JoinedIdentifiers);
    let mut stream = tokenizer.token_stream(name);
    let mut words = Vec::new();
    while stream.advance() {
        words.push(folded(&stream.token().text));
    }
    words
}

/// A name as it is compared: its words without case and accents, with a space
/// before each.
fn spaced(words: &[String]) -> String {
    words.iter().flat_map(|word| [" ", word]).collect()
}

/// An organisation as it is suggested.
pub(super) struct SuggestedOrganisation {
    name: Name,
    slug: String,
    has_ended: bool,
}

impl SuggestedOrganisation {
    fn of(organisation: &Organisation) -> Self {
        let slug = organisation.slug.to_string();
        let short_names = organisation.short_names.iter().map(String::as_str);
        let accounts = organisation.accounts.iter().map(AccountUrl::path);
        let called = std::iter::once(organisation.name.as_str()).chain(short_names);
        let called: Vec<&str> = called.chain(accounts).collect();
        Self {
            name: Name {
                words: spaced(&super::words(&called.join(" "))),
                suggestion: Suggestion::Organisation {
                    name: organisation.name.clone(),
                    slug: slug.clone(),
                },
            },
            slug,
            has_ended: organisation.ended.is_some(),
        }
    }
}

impl SearchIndex {
    /// What was typed may be the beginning of the names of these: repositories
    /// with the most stars first, organisations and topics with the most
    /// repositories first; organisations without any last, where there is room; at most
    /// `first` in all. None for what has no letter or digit.
    pub(crate) fn suggest(
        &self,
        typed: &str,
        first: usize,
        organisations: &[Organisation],
    ) -> Result<Vec<Suggestion>, IndexError> {
        let typed: String = typed.chars().take(MOST_LETTERS).collect();
        let words = super::words(&typed);
        let Some((last, before)) = words.split_last() else {
            return Ok(Vec::new());
        };
        let searcher = self.searcher();
        let names = self.names(&searcher, organisations)?;
        let wanted = spaced(&words);
        let found = |names: &[Name]| -> Vec<Suggestion> {
            let found = names.iter().filter(|name| name.words.contains(&wanted));
            found
                .take(first)
                .map(|name| name.suggestion.clone())
                .collect()
        };
        let (found_organisations, topics) = (found(&names.organisations), found(&names.topics));
        let mut all = self.repositories_called(&searcher, before, last, first)?;
        // Each kind has its part, and what it has no use for the others have.
        let part = first.div_ceil(PART_OF);
        let topics_given = topics
            .len()
            .min(part.max(first.saturating_sub(all.len() + found_organisations.len())));
        let organisations_given = found_organisations
            .len()
            .min(part.max(first.saturating_sub(all.len() + topics_given)));
        all.truncate(first.saturating_sub(organisations_given + topics_given));
        all.extend(found_organisations.into_iter().take(organisations_given));
        all.extend(topics.into_iter().take(topics_given));
        all.extend(found(&names.without_repositories));
        all.truncate(first);
        Ok(all)
    }

    /// Repositories with these words in their names or that of their owner, and
    /// one in their names that begins with `last`.
    fn repositories_called(
        &self,
        searcher: &Arc<WarmSearcher>,
        before: &[String],
        last: &str,
        first: usize,
    ) -> Result<Vec<Suggestion>, IndexError> {
        let names = ["name", "also_known_as"].into_iter();
        let names: Vec<Field> = names.filter_map(|name| self.fields.text(name)).collect();
        let owner = self.fields.text("owner");
        let begins: Box<dyn Query> = if last.chars().count() <= MAX_NGRAM {
            term(self.fields.edge_ngrams, last)
        } else {
            let begins = names.iter().map(|name| {
                let last = Term::from_field_text(*name, last);
                Box::new(FuzzyTermQuery::new_prefix(last, 0, false)) as Box<dyn Query>
            });
            Box::new(BooleanQuery::union(begins.collect()))
        };
        let hidden: Box<dyn Query> = Box::new(query::hidden(&self.fields));
        let mut clauses = vec![(Occur::Must, begins), (Occur::MustNot, hidden)];
        for word in before {
            let fields = names.iter().copied().chain(owner);
            let any = BooleanQuery::union(fields.map(|field| term(field, word)).collect());
            clauses.push((Occur::Must, Box::new(any)));
        }
        let page = TopHits {
            searcher: Arc::clone(searcher),
            key: SortKey::Descending("stars"),
            after: None,
            limit: first,
        };
        let found = self.in_parallel(searcher, &BooleanQuery::new(clauses), &page)?;
        let mut all = Vec::with_capacity(found.hits.len());
        for hit in found.hits {
            let card = searcher.card(hit.address)?;
            let begins = |name: &&str| {
                let words = words_of_name(name);
                words.iter().any(|word| word.starts_with(last))
            };
            let name = card.url.name();
            let others = card.title.iter().chain(&card.also_known_as);
            let mut others = others.map(String::as_str);
            let known_as = if begins(&name) {
                None
            } else {
                others.find(begins)
            };
            all.push(Suggestion::Repository {
                name: name.to_owned(),
                known_as: known_as.map(str::to_owned),
                url: card.url.to_string(),
            });
        }
        Ok(all)
    }

    /// The names of a commit, with organisations as they were given when it was first asked.
    pub(super) fn names(
        &self,
        searcher: &WarmSearcher,
        organisations: &[Organisation],
    ) -> Result<Arc<Names>, IndexError> {
        let suggested = || {
            organisations
                .iter()
                .map(SuggestedOrganisation::of)
                .collect()
        };
        let suggested = self.suggested.get_or_init(suggested);
        searcher.cache.names.get_or_make(|| {
            let (organisations, without_repositories) =
                self.names_of_organisations(searcher, suggested)?;
            Ok(Names {
                organisations,
                without_repositories,
                topics: self.names_of_topics(searcher)?,
            })
        })
    }

    /// Organisations with repositories, and those without.
    fn names_of_organisations(
        &self,
        searcher: &Searcher,
        organisations: &[SuggestedOrganisation],
    ) -> Result<(Vec<Name>, Vec<Name>), IndexError> {
        let field = self.fields.facet(FacetName::Organisation);
        let (mut names, mut without_repositories) = (Vec::new(), Vec::new());
        for organisation in organisations {
            let term = Term::from_field_text(field, &organisation.slug);
            let repositories = searcher.doc_freq(&term)?;
            let name = organisation.name.clone();
            if repositories > 0 {
                names.push((repositories, name));
            } else if !organisation.has_ended {
                without_repositories.push(name);
            }
        }
        names.sort_by_key(|(repositories, _)| Reverse(*repositories));
        let names = names.into_iter().map(|(_, name)| name);
        Ok((names.collect(), without_repositories))
    }

    fn names_of_topics(&self, searcher: &Searcher) -> Result<Vec<Name>, IndexError> {
        let readers = searcher.segment_readers().iter();
        let inverted = readers.map(|segment| segment.inverted_index(self.fields.topic));
        let inverted = inverted.collect::<tantivy::Result<Vec<_>>>()?;
        let streams = inverted.iter().map(|segment| segment.terms().stream());
        let streams = streams
            .collect::<std::io::Result<Vec<_>>>()
            .map_err(tantivy::TantivyError::from)?;
        let mut topics: Vec<(u32, String)> = Vec::new();
        let keep_most_used = |topics: &mut Vec<(u32, String)>| {
            topics.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
            topics.truncate(MOST_TOPICS);
        };
        let mut merged = TermMerger::new(streams);
        while merged.advance() {
            let infos = merged.current_segment_ords_and_term_infos();
            let repositories = infos.map(|(_, info)| info.doc_freq).sum();
            if let Ok(topic) = std::str::from_utf8(merged.key()) {
                topics.push((repositories, topic.to_owned()));
            }
            if topics.len() > 2 * MOST_TOPICS {
                keep_most_used(&mut topics);
            }
        }
        keep_most_used(&mut topics);
        let name = |(_, topic): (u32, String)| Name {
            words: spaced(&super::words(&topic)),
            suggestion: Suggestion::Topic(topic),
        };
        Ok(topics.into_iter().map(name).collect())
    }
}

fn term(field: Field, word: &str) -> Box<dyn Query> {
    let term = Term::from_field_text(field, word);
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_a_name_has_edge_ngrams() {
        let found = edge_ngrams(["nl-covid19-qualityTime-é"].into_iter());
        for ngram in [
            "n", "nl", "c", "co", "cov", "1", "19", "qua", "t", "tim", "e",
        ] {
            assert!(found.contains(ngram), "{ngram}");
        }
        assert!(!found.contains("covi") && !found.contains("ovi") && !found.contains(""));
    }
}
