//! Searching repositories: arguments and the page that comes back.
//! The filter's fields and the facets' names follow from the index's table of
//! facets.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::connection::{Connection, Edge};
use async_graphql::{ComplexObject, Context, InputObject, InputType, Result, SimpleObject};
use bronwijzer_index::{
    Catalogue, Cursor, FacetName, Filter, IndexError, NoteCode, PageKey, SearchPage, SearchRequest,
    Sort, is_register,
};
use chrono::NaiveDate;

use crate::batch::{Batched, Unique};
use crate::error;
use crate::facet::Facet;
use crate::few_hits::{Spelling, WayOut};
use crate::highlight::{RepositoryEdgeFields, highlighter};
use crate::reader::Reader;
use crate::repository::Repository;

/// Entries on a page when the asker doesn't say.
pub(crate) const DEFAULT_PAGE: usize = 20;

/// The most entries on a page.
const MAX_PAGE: i32 = 100;

/// The last hit that a page with a number can hold: each before it has to be sorted.
const NUMBERED: usize = 10_000;

/// What a search counts for in a query's complexity beside the fields that are
/// asked of it: a query may have some hundreds, under aliases or below a list.
pub(crate) const SEARCH_COST: usize = 50;

/// Repositories that were found, in the order asked for.
pub(crate) type RepositoryConnection =
    Connection<String, Repository, RepositoryConnectionFields, RepositoryEdgeFields>;

/// What a search gives beside its page.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct RepositoryConnectionFields {
    /// How many repositories were found in all.
    total: u64,
    /// How many of them have all words of the query; they come first in the order of
    /// relevance. Null behind a cursor.
    all_words_total: Option<u64>,
    #[graphql(skip)]
    counted: Vec<Arc<bronwijzer_index::Facet>>,
    /// What of the query was taken in another way than it may be meant. A query
    /// is never an error: what can't be read is searched as words.
    notes: Vec<QueryNote>,
    /// Other spellings of the query that find more, the likeliest first. Only
    /// where the query finds fewer than three.
    did_you_mean: Vec<Spelling>,
    /// What finds something with one thing less: without what is asked of a
    /// facet, or with a part of a compound. Only where nothing was found.
    ways_out: Vec<WayOut>,
}

#[ComplexObject]
impl RepositoryConnectionFields {
    /// How many were found per facet and value. A facet's own selection does
    /// not narrow its counts. Each facet takes time to count: ask for those that
    /// you use.
    async fn facets(
        &self,
        #[graphql(desc = "Only these; absent for all.")] names: Option<Vec<FacetName>>,
    ) -> Vec<Facet> {
        let asked = |name| names.as_ref().is_none_or(|names| names.contains(&name));
        let counted = self.counted.iter().filter(|facet| asked(facet.name));
        counted.cloned().map(Facet::from).collect()
    }
}

/// The facets that a query asks for below the field that is being answered.
fn asked_facets(ctx: &Context<'_>) -> Vec<FacetName> {
    let fields = ctx.look_ahead().field("facets").selection_fields();
    let mut asked = BTreeSet::new();
    for field in fields {
        let arguments = field.arguments().unwrap_or_default();
        let names = arguments.into_iter().find(|(name, _)| name == "names");
        // What is no list of names is refused where the field is answered.
        let names = names.map(|(_, value)| Option::<Vec<FacetName>>::parse(Some(value)));
        match names {
            Some(Ok(Some(names))) => asked.extend(names),
            Some(Err(_)) => {}
            None | Some(Ok(None)) => asked.extend(FacetName::ALL),
        }
    }
    asked.into_iter().collect()
}

/// A piece of a query that may be meant otherwise than it was taken.
#[derive(SimpleObject)]
pub(crate) struct QueryNote {
    /// How it was taken.
    code: NoteCode,
    /// The piece, shortened where it is long.
    text: String,
}

impl From<bronwijzer_index::QueryNote> for QueryNote {
    fn from(note: bronwijzer_index::QueryNote) -> Self {
        Self {
            code: note.code,
            text: note.text,
        }
    }
}

/// Makes the filter from the index's table.
macro_rules! facets {
    ($($field:ident: $variant:ident, $doc:literal, nl $dutch:tt, en $english:tt, $values:expr, $place:literal;)+) => {
        /// Narrows a search. Within a field: any of the values. Between fields:
        /// all of them. Values are as in the facet of that name.
        #[derive(InputObject, Default)]
        pub(crate) struct RepositoryFilter {
            $(#[doc = $doc] $field: Option<Vec<String>>,)+
        }

        impl RepositoryFilter {
            fn into_filter(self) -> Filter {
                let mut filter = Filter::default();
                $(if let Some(values) = self.$field.filter(|values| !values.is_empty()) {
                    filter.0.insert(FacetName::$variant, values);
                })+
                filter
            }
        }
    };
}
bronwijzer_index::with_facets!(facets);

/// The arguments that every list of repositories takes.
pub(crate) struct SearchArguments {
    pub(crate) query: Option<String>,
    pub(crate) all_words: Option<bool>,
    pub(crate) filter: Option<RepositoryFilter>,
    pub(crate) all_of: Option<Vec<FacetName>>,
    pub(crate) last_activity_after: Option<NaiveDate>,
    pub(crate) refers_to: Option<String>,
    pub(crate) sort: Option<Sort>,
    pub(crate) first: Option<i32>,
    pub(crate) after: Option<String>,
    pub(crate) offset: Option<i32>,
}

impl SearchArguments {
    /// Searches `within` a list. Facets are counted only when the query asks
    /// for them.
    pub(crate) async fn search(
        self,
        ctx: &Context<'_>,
        within: Filter,
    ) -> Result<RepositoryConnection> {
        let mut filter = self.filter.unwrap_or_default().into_filter();
        let after = self
            .after
            .map(|cursor| cursor.parse::<Cursor>().map_err(|_| error::bad_cursor()))
            .transpose()?;
        let mut refers_to = None;
        if let Some(asked) = self.refers_to {
            if is_register(&asked) {
                let chosen = filter.0.entry(FacetName::RefersTo).or_default();
                if !chosen.is_empty() {
                    return Err(error::bad_request(
                        "give a register either by `refersTo` or in the filter, and not both",
                    ));
                }
                chosen.push(asked);
            } else {
                refers_to = Some(PageKey::of(&asked).ok_or_else(|| {
                    error::bad_request(format!(
                        "`refersTo` is \u{2018}{asked}\u{2019}; use the name of a register, such as \
                         `data_register`, or a web address with https:// before it"
                    ))
                })?);
            }
        }
        let first = page_size(self.first)?;
        let request = SearchRequest {
            query: self.query.unwrap_or_default(),
            all_words: self.all_words.unwrap_or(false),
            filter,
            all_of: self.all_of.unwrap_or_default(),
            active_since: self.last_activity_after,
            first_written: None,
            within,
            refers_to,
            sort: self.sort,
            first,
            offset: passed_over(self.offset, first)?,
            after,
            facets: asked_facets(ctx),
            other_spellings: ctx.look_ahead().field("didYouMean").exists(),
            ways_out: ctx.look_ahead().field("waysOut").exists(),
        };
        let has_previous = request.after.is_some() || request.offset > 0;
        let highlighter = highlighter(&request.query);
        let page = find(ctx, request).await?;
        let mut connection = Connection::with_additional_fields(
            has_previous,
            page.has_next,
            RepositoryConnectionFields {
                total: page.total,
                all_words_total: page.all_words_total,
                counted: page.facets,
                notes: page.notes.into_iter().map(Into::into).collect(),
                did_you_mean: page.other_spellings.into_iter().map(Into::into).collect(),
                ways_out: page.ways_out.into_iter().map(Into::into).collect(),
            },
        );
        connection.edges.extend(page.hits.into_iter().map(|hit| {
            let repository = Repository::from(hit.card);
            let edge_fields = RepositoryEdgeFields {
                repository: repository.clone(),
                highlighter: Arc::clone(&highlighter),
            };
            Edge::with_additional_fields(hit.cursor.to_string(), repository, edge_fields)
        }));
        Ok(connection)
    }
}

/// Searches: at the root at once, below it together with the searches beside it.
async fn find(ctx: &Context<'_>, request: SearchRequest) -> Result<SearchPage> {
    let is_root = ctx.path_node.is_none_or(|node| node.parent.is_none());
    if is_root {
        return Reader::of(ctx)?
            .read(move |catalogue| catalogue.search(&request))
            .await;
    }
    let page = Unique::new(request).load(ctx).await?;
    Ok(Arc::unwrap_or_clone(page))
}

impl Batched for Unique<SearchRequest> {
    type Found = Arc<SearchPage>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        catalogue.search(&self.0).map(Arc::new)
    }
}

/// Checks how many entries are to be passed over.
pub(crate) fn passed_over(offset: Option<i32>, first: usize) -> Result<usize> {
    let Some(asked) = offset else {
        return Ok(0);
    };
    match usize::try_from(asked) {
        Ok(offset) if offset + first <= NUMBERED => Ok(offset),
        _ => Err(error::page_size(format!(
            "`offset` is {asked} and the page has {first} entries; ask for 0 or more, within the \
             first {NUMBERED}, and give `after` too beyond them"
        ))),
    }
}

/// Checks how many entries were asked for.
pub(crate) fn page_size(first: Option<i32>) -> Result<usize> {
    match first {
        None => Ok(DEFAULT_PAGE),
        Some(first @ 1..=MAX_PAGE) => Ok(usize::try_from(first).unwrap_or(DEFAULT_PAGE)),
        Some(first) => Err(error::page_size(format!(
            "`first` is {first}; ask for 1 to {MAX_PAGE} entries and use `after` for the next page"
        ))),
    }
}
