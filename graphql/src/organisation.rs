//! Organisations of the Dutch government.

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use bronwijzer_crawler::organisation::{self, OrganisationType};
use bronwijzer_index::{FacetName, Filter, ReadingState, Scope, Sort};
use chrono::{DateTime, NaiveDate, Utc};

use crate::account::Account;
use crate::batch::Batched;
use crate::error;
use crate::node::GlobalId;
use crate::open_by_default::OpenByDefault;
use crate::reader::Reader;
use crate::relation::{self, DEFAULT_RELATIONS, UsedBy};
use crate::repository::Repository;
use crate::repository_search::{
    DEFAULT_PAGE, RepositoryConnection, RepositoryFilter, SEARCH_COST, SearchArguments,
};

#[derive(Clone)]
pub(crate) struct Organisation(organisation::Organisation);

impl From<organisation::Organisation> for Organisation {
    fn from(organisation: organisation::Organisation) -> Self {
        Self(organisation)
    }
}

/// A government organisation.
#[Object]
impl Organisation {
    /// Global identifier.
    pub(crate) async fn id(&self) -> ID {
        GlobalId::Organisation(self.0.slug.to_string()).encode()
    }

    /// Short name, unique in this catalogue; the value of the organisation
    /// facet.
    async fn slug(&self) -> &str {
        self.0.slug.as_str()
    }

    /// Official name, in Dutch.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What everybody calls it for short, as in `VWS`; none where the registry has
    /// none.
    async fn short_names(&self) -> &[String] {
        &self.0.short_names
    }

    /// What kind of organisation it is.
    async fn r#type(&self) -> OrganisationType {
        self.0.organisation_type
    }

    /// Its URI in the TOOI register of Dutch government organisations.
    async fn tooi(&self) -> Option<&str> {
        self.0.tooi.as_ref().map(organisation::TooiUri::as_str)
    }

    /// Its accounts on forges, and the repositories of its own under accounts
    /// that are not.
    async fn accounts(&self) -> Vec<Account> {
        let registered = |url| Account {
            url,
            registered: true,
        };
        self.0.sources().map(registered).collect()
    }

    /// How far its accounts were read, and how many repositories it is known to have.
    async fn reading(&self, ctx: &Context<'_>) -> Result<OrganisationReading> {
        let reading = Reader::of(ctx)?.catalogue().reading(&self.0);
        let scope = Scope::Organisation(self.0.slug.clone());
        let found = OpenByDefault::of(ctx, scope, None).await?;
        Ok(OrganisationReading {
            state: reading.state,
            complete_at: reading.complete_at,
            unreadable_since: reading.unreadable_since,
            repositories: reading.known(found.map_or(0, |found| found.found())),
        })
    }

    /// Its figures of open by default ("open, tenzij"); null for a day of which none are
    /// kept.
    async fn open_by_default(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "As they were kept on this day, one of `openByDefaultDays`; now when absent."
        )]
        day: Option<NaiveDate>,
    ) -> Result<Option<OpenByDefault>> {
        OpenByDefault::of(ctx, Scope::Organisation(self.0.slug.clone()), day).await
    }

    /// Its repositories.
    #[expect(
        clippy::too_many_arguments,
        reason = "each is an argument of the field in the schema"
    )]
    #[graphql(
        complexity = "SEARCH_COST + first.map_or(DEFAULT_PAGE, |n| n.max(0) as usize) * child_complexity"
    )]
    async fn repositories(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "What to search for, as for all repositories; absent or empty for everything."
        )]
        query: Option<String>,
        #[graphql(
            desc = "Whether only what has every word of the query is found. Absent or false: where fewer than three have all of it, what has any of its words follows."
        )]
        all_words: Option<bool>,
        #[graphql(desc = "Only these.")] filter: Option<RepositoryFilter>,
        #[graphql(desc = "Order; by relevance with a query, else by last activity.")] sort: Option<
            Sort,
        >,
        #[graphql(desc = "Entries on the page: 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "`endCursor` of the page before.")] after: Option<String>,
        #[graphql(
            desc = "In place of `after`: how many to pass over, for pages with a number; the page ends within the first 10,000."
        )]
        offset: Option<i32>,
    ) -> Result<RepositoryConnection> {
        let arguments = SearchArguments {
            query,
            all_words,
            filter,
            refers_to: None,
            sort,
            first,
            after,
            offset,
        };
        let mut filter = Filter::default();
        filter
            .0
            .insert(FacetName::Organisation, vec![self.0.slug.to_string()]);
        arguments.search(ctx, filter).await
    }

    /// Repositories of others that name it among those that use them
    /// (`usedBy` in publiccode.yml), by last activity.
    #[graphql(complexity = "relation::cost(1, first, DEFAULT_RELATIONS, child_complexity)")]
    async fn uses(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 50, 10 when absent.")] first: Option<i32>,
    ) -> Result<UsedRepositories> {
        let first = relation::bounded(first, DEFAULT_RELATIONS, relation::MOST_RELATIONS)?;
        let organisation = self.0.slug.clone();
        let asked = UsedBy {
            organisation,
            first,
        };
        let (total, nodes) = asked.load(ctx).await?;
        Ok(UsedRepositories { total, nodes })
    }
}

/// How far the accounts of an organisation were read. That nothing was found says
/// something only where all of them were.
#[derive(SimpleObject)]
pub(crate) struct OrganisationReading {
    /// How far.
    state: ReadingState,
    /// As of when all of it is known: the oldest of the last times that its accounts were
    /// read to the end; null when one never was.
    complete_at: Option<DateTime<Utc>>,
    /// Since when an account of it can't be read; null when all can.
    unreadable_since: Option<DateTime<Utc>>,
    /// Repositories in the catalogue; null when there are none and not all was read, which
    /// is not the same as none.
    repositories: Option<u64>,
}

/// Repositories that an organisation uses.
#[derive(SimpleObject)]
pub(crate) struct UsedRepositories {
    /// How many there are in all.
    total: u64,
    /// The first of them.
    nodes: Vec<Repository>,
}

/// Organisations, in the order of the registry.
pub(crate) type OrganisationConnection =
    Connection<String, Organisation, OrganisationConnectionFields>;

/// What a list of organisations has beside its page.
#[derive(SimpleObject)]
pub(crate) struct OrganisationConnectionFields {
    /// How many there are in all.
    total: usize,
}

/// One page of organisations of these types (all when empty) that have each word of
/// `query` in their names, by name.
pub(crate) fn page(
    reader: &Reader,
    types: &[OrganisationType],
    query: &str,
    first: usize,
    after: Option<String>,
) -> Result<OrganisationConnection> {
    let mut organisations = reader.catalogue().organisations_named(query);
    organisations
        .retain(|organisation| types.is_empty() || types.contains(&organisation.organisation_type));
    organisations
        .sort_by_key(|organisation| (organisation.name.to_lowercase(), organisation.slug.clone()));
    let total = organisations.len();
    let start = match after {
        None => 0,
        Some(cursor) => match GlobalId::decode(&ID(cursor)) {
            Some(GlobalId::Organisation(slug)) => organisations
                .iter()
                .position(|organisation| organisation.slug.as_str() == slug)
                .map(|position| position + 1)
                .ok_or_else(error::bad_cursor)?,
            _ => return Err(error::bad_cursor()),
        },
    };
    let has_next = total > start + first;
    let mut connection = Connection::with_additional_fields(
        start > 0,
        has_next,
        OrganisationConnectionFields { total },
    );
    connection
        .edges
        .extend(
            organisations
                .into_iter()
                .skip(start)
                .take(first)
                .map(|organisation| {
                    let cursor = GlobalId::Organisation(organisation.slug.to_string())
                        .encode()
                        .0;
                    Edge::with_additional_fields(
                        cursor,
                        Organisation(organisation.clone()),
                        EmptyFields,
                    )
                }),
        );
    Ok(connection)
}
