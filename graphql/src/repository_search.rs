//! Searching repositories: arguments, facets and the page that comes back.
//! The filter's fields and the facets' names follow from the index's table of
//! facets.

use std::sync::Arc;

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, Enum, InputObject, Result, SimpleObject};
use bronwijzer_index::{
    Catalogue, Cursor, FacetName as IndexFacet, Filter, IndexError, NoteCode, PageKey, SearchPage,
    SearchRequest, Sort, is_register,
};

use crate::batch::{Batched, Unique};
use crate::error;
use crate::reader::Reader;
use crate::repository::Repository;

/// Entries on a page when the asker doesn't say.
pub(crate) const DEFAULT_PAGE: usize = 20;

/// The most entries on a page.
const MAX_PAGE: i32 = 100;

/// Repositories that were found, in the order asked for.
pub(crate) type RepositoryConnection = Connection<String, Repository, RepositoryConnectionFields>;

/// What a search gives beside its page.
#[derive(SimpleObject)]
pub(crate) struct RepositoryConnectionFields {
    /// How many repositories were found in all.
    total: u64,
    /// How many were found per facet and value. A facet's own selection does
    /// not narrow its counts.
    facets: Vec<Facet>,
    /// What of the query was taken in another way than it may be meant. A query
    /// is never an error: what can't be read is searched as words.
    notes: Vec<QueryNote>,
}

/// A piece of a query that may be meant otherwise than it was taken.
#[derive(SimpleObject)]
pub(crate) struct QueryNote {
    /// How it was taken.
    code: QueryNoteCode,
    /// The piece, shortened where it is long.
    text: String,
}

/// How a piece of a query was taken.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "NoteCode")]
pub(crate) enum QueryNoteCode {
    /// It looks like a field and there is none of that name: it is searched as
    /// words.
    UnknownField,
    /// A field without a value: its name is searched as a word.
    EmptyValue,
    /// A quote that is not closed: what follows is searched as words.
    UnclosedQuote,
    /// No repository has this value in this field: it finds nothing.
    UnknownValue,
    /// What comes from here on is passed over, as the query is too long.
    TooLong,
}

impl From<bronwijzer_index::QueryNote> for QueryNote {
    fn from(note: bronwijzer_index::QueryNote) -> Self {
        Self {
            code: note.code.into(),
            text: note.text,
        }
    }
}

/// Makes the filter and the names of facets from the index's table.
macro_rules! facets {
    ($(($field:ident, $variant:ident, $doc:literal)),+ $(,)?) => {
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
                    filter.0.insert(IndexFacet::$variant, values);
                })+
                filter
            }
        }

        /// A property that repositories are counted by.
        #[derive(Enum, Clone, Copy, PartialEq, Eq)]
        #[graphql(remote = "IndexFacet")]
        pub(crate) enum FacetName {
            $(#[doc = $doc] $variant,)+
        }
    };
}
bronwijzer_index::with_facets!(facets);

/// A property, and how many of the repositories found have each value of it.
#[derive(SimpleObject)]
pub(crate) struct Facet {
    /// Which property.
    name: FacetName,
    /// The values, the most frequent first.
    values: Vec<FacetValue>,
}

/// One value of a facet.
#[derive(SimpleObject)]
pub(crate) struct FacetValue {
    /// The value, as the filter takes it; `none` for repositories without one.
    value: String,
    /// What to show: an organisation's name, else the value itself.
    label: String,
    /// How many repositories have it.
    count: u64,
    /// Whether the filter names it.
    selected: bool,
}

impl From<bronwijzer_index::Facet> for Facet {
    fn from(facet: bronwijzer_index::Facet) -> Self {
        Self {
            name: facet.name.into(),
            values: facet
                .values
                .into_iter()
                .map(|value| FacetValue {
                    value: value.value,
                    label: value.label,
                    count: value.count,
                    selected: value.selected,
                })
                .collect(),
        }
    }
}

/// The order of a list of repositories.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Sort")]
pub(crate) enum RepositorySort {
    /// What fits the query best; of two that fit as well, the one that is kept
    /// up and may be reused.
    Relevance,
    /// The latest activity first.
    LastActivity,
    /// The most stars first.
    Stars,
    /// The newest repository first.
    Created,
    /// What the catalogue saw for the first time most recently.
    FirstSeen,
    /// The latest change of maintenance status first. A change that came of
    /// other rules alone is none; what never changed comes last.
    StatusChanged,
}

/// The arguments that every list of repositories takes.
pub(crate) struct SearchArguments {
    pub(crate) query: Option<String>,
    pub(crate) filter: Option<RepositoryFilter>,
    pub(crate) refers_to: Option<String>,
    pub(crate) sort: Option<RepositorySort>,
    pub(crate) first: Option<i32>,
    pub(crate) after: Option<String>,
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
                let chosen = filter.0.entry(IndexFacet::RefersTo).or_default();
                if !chosen.is_empty() {
                    return Err(error::bad_request(
                        "give a register either by `refersTo` or in the filter, and not both",
                    ));
                }
                chosen.push(asked);
            } else {
                refers_to = Some(PageKey::of(&asked).ok_or_else(|| {
                    error::bad_request(format!(
                        "`refersTo` is \u{2018}{asked}\u{2019}; give the name of a register, as in \
                         `data_register`, or a web address with https:// before it"
                    ))
                })?);
            }
        }
        let request = SearchRequest {
            query: self.query.unwrap_or_default(),
            filter,
            within,
            refers_to,
            sort: self.sort.map(Into::into),
            first: page_size(self.first)?,
            after,
            facets: ctx.look_ahead().field("facets").exists(),
        };
        let has_previous = request.after.is_some();
        let page = find(ctx, request).await?;
        let mut connection = Connection::with_additional_fields(
            has_previous,
            page.has_next,
            RepositoryConnectionFields {
                total: page.total,
                facets: page.facets.into_iter().map(Into::into).collect(),
                notes: page.notes.into_iter().map(Into::into).collect(),
            },
        );
        connection
            .edges
            .extend(page.hits.into_iter().map(|(cursor, entry)| {
                Edge::with_additional_fields(
                    cursor.to_string(),
                    Repository::from(entry),
                    EmptyFields,
                )
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
