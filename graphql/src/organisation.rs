//! Organisations of the Dutch government.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use bronwijzer_crawler::address::RepositoryUrl;
use bronwijzer_crawler::organisation::{self, ContactKind, OrganisationType, Province, Slug};
use bronwijzer_index::community::kinds::StatementKind;
use bronwijzer_index::community::statement::{StatementState, Subject};
use bronwijzer_index::{FacetName, Filter, ReadingState, Scope, Sort, StatementFilter};
use chrono::{DateTime, NaiveDate, Utc};

use crate::account::Account;
use crate::batch::Batched;
use crate::community::discussion::IsClosed;
use crate::community::list::{self, Replies, StatementConnection};
use crate::community::sayable::{self, SAYABLE, SayableKind};
use crate::node::GlobalId;
use crate::open_by_default::{HISTORY_WEIGHT, OpenByDefault};
use crate::operator::Operator;
use crate::organisation_state::{OrganisationState, OrganisationStatePeriod, PeriodsOf};
use crate::reader::Reader;
use crate::relation::{self, DEFAULT_RELATIONS, UsedBy};
use crate::repository::Repository;
use crate::repository_search::{
    DEFAULT_PAGE, RepositoryConnection, RepositoryFilter, SEARCH_COST, SearchArguments,
};

/// What a list of related organisations counts for: usual ones have fewer.
pub(crate) const RELATED: usize = 20;

/// An organisation, as it is or as it was counted on a day.
#[derive(Clone)]
pub(crate) struct Organisation(Box<organisation::Organisation>, Option<NaiveDate>);

impl From<organisation::Organisation> for Organisation {
    fn from(organisation: organisation::Organisation) -> Self {
        Self(Box::new(organisation), None)
    }
}

impl Organisation {
    /// The organisation as it was counted on a day, of which a state is kept.
    pub(crate) fn on(organisation: organisation::Organisation, day: NaiveDate) -> Self {
        Self(Box::new(organisation), Some(day))
    }

    /// Whether it is the one with this slug.
    pub(crate) fn slug_is(&self, slug: &Slug) -> bool {
        self.0.slug == *slug
    }
}

/// Those of the registry that have these slugs.
pub(crate) fn named(ctx: &Context<'_>, slugs: &[Slug]) -> Result<Vec<Organisation>> {
    let catalogue = Reader::of(ctx)?.catalogue();
    let known = slugs
        .iter()
        .map(|slug| catalogue.organisation(slug.as_str()));
    Ok(known.flatten().cloned().map(Into::into).collect())
}

fn all(found: Vec<&organisation::Organisation>) -> Vec<Organisation> {
    found.into_iter().cloned().map(Into::into).collect()
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

    /// Its name as lists file it, without the word for its kind in front: `Almere` of
    /// `gemeente Almere`.
    async fn sort_name(&self) -> &str {
        self.0.sort_name()
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

    /// The URI that stands for it: that of TOOI, else the one that the registry has, else the
    /// address of its page here.
    async fn uri(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(ctx.data::<Arc<Operator>>()?.uri_of(&self.0))
    }

    /// Its accounts on forges, and the repositories of its own under accounts
    /// that are not.
    async fn accounts(&self, ctx: &Context<'_>) -> Result<Vec<Account>> {
        let registered = |url| Account {
            url,
            registered: true,
        };
        let sources = Reader::of(ctx)?.catalogue().sources_of(&self.0);
        Ok(sources.into_iter().map(registered).collect())
    }

    /// Which of `accounts` are single repositories, under accounts that are not its own; by
    /// their addresses.
    async fn single_repositories(&self) -> Vec<String> {
        let single = self.0.repositories.iter().map(RepositoryUrl::as_account);
        single.map(|url| url.to_string()).collect()
    }

    /// The province that it lies in; null for what lies in several, and where none is
    /// known.
    async fn province(&self) -> Option<Province> {
        self.0.province
    }

    /// What it is part of, as an agency of its ministry.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Self>> {
        Ok(named(ctx, self.0.parent.as_slice())?.pop())
    }

    /// What is part of it, by name.
    #[graphql(complexity = "RELATED * child_complexity")]
    async fn children(&self, ctx: &Context<'_>) -> Result<Vec<Self>> {
        Ok(all(Reader::of(ctx)?.catalogue().children(&self.0.slug)))
    }

    /// Who work together in it, as far as known.
    #[graphql(complexity = "RELATED * child_complexity")]
    async fn members(&self, ctx: &Context<'_>) -> Result<Vec<Self>> {
        named(ctx, &self.0.members)
    }

    /// What it works together with others in, as far as known; by name.
    #[graphql(complexity = "RELATED * child_complexity")]
    async fn member_of(&self, ctx: &Context<'_>) -> Result<Vec<Self>> {
        Ok(all(Reader::of(ctx)?.catalogue().member_of(&self.0.slug)))
    }

    /// Organisations that ended and that it came after, by name.
    #[graphql(complexity = "RELATED * child_complexity")]
    async fn predecessors(&self, ctx: &Context<'_>) -> Result<Vec<Self>> {
        Ok(all(Reader::of(ctx)?.catalogue().predecessors(&self.0.slug)))
    }

    /// When it ended, and who came after it; null while nothing is known of an end.
    async fn ended(&self) -> Option<OrganisationEnd> {
        self.0.ended.clone().map(OrganisationEnd)
    }

    /// Its own websites.
    async fn websites(&self) -> &[String] {
        &self.0.websites
    }

    /// Whom to ask about its code, where it published that.
    async fn contacts(&self) -> Vec<OrganisationContact> {
        self.0.contacts.iter().cloned().map(Into::into).collect()
    }

    /// Whether it publishes code, as far as is known: now, or on the day of the list that it
    /// stands in.
    async fn state(&self, ctx: &Context<'_>) -> Result<OrganisationState> {
        OrganisationState::known(ctx, &self.0.slug, self.1).await
    }

    /// Whether it published code, as it was kept on a day; null for a day of which no states
    /// are kept, one to come, and one on which it did not exist or was not known.
    async fn state_on(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One of `bodyDays`.")] day: NaiveDate,
    ) -> Result<Option<OrganisationState>> {
        OrganisationState::of(ctx, &self.0.slug, Some(day)).await
    }

    /// The states that it was in, the last first, as far back as the snapshots show it
    /// without a gap; at most 50. The last one may have changed since, as `state` tells.
    #[graphql(complexity = "HISTORY_WEIGHT * child_complexity")]
    async fn state_history(&self, ctx: &Context<'_>) -> Result<Vec<OrganisationStatePeriod>> {
        let periods = PeriodsOf(self.0.slug.clone()).load(ctx).await?;
        Ok(periods.into_iter().map(Into::into).collect())
    }

    /// How far its accounts were read, and how many repositories it is known to have.
    async fn reading(&self, ctx: &Context<'_>) -> Result<OrganisationReading> {
        let reading = Reader::of(ctx)?.catalogue().reading(&self.0);
        let scope = Scope::Organisation(self.0.slug.clone());
        let found = OpenByDefault::of(ctx, scope, None, false).await?;
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
            desc = "As they were kept on this day, one of `openByDefaultDays`. When absent: now, or the day of the list that it stands in."
        )]
        day: Option<NaiveDate>,
        #[graphql(desc = "Together with those of all that is part of it, each counted once.")]
        with_children: Option<bool>,
    ) -> Result<Option<OpenByDefault>> {
        let scope = Scope::Organisation(self.0.slug.clone());
        OpenByDefault::of(ctx, scope, day.or(self.1), with_children.unwrap_or(false)).await
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
        #[graphql(
            desc = "The facets of which all values that the filter names must hold, and not any of them."
        )]
        all_of: Option<Vec<FacetName>>,
        #[graphql(desc = "Only those with their last activity on this day (UTC) or later.")]
        last_activity_after: Option<NaiveDate>,
        #[graphql(desc = "Order; by relevance with a query, else by last activity.")] sort: Option<
            Sort,
        >,
        #[graphql(desc = "Entries on the page: 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "`endCursor` of the page before.")] after: Option<String>,
        #[graphql(
            desc = "How many to pass over, for pages with a number, behind `after` where that is given; the page ends within the next 10,000."
        )]
        offset: Option<i32>,
    ) -> Result<RepositoryConnection> {
        let arguments = SearchArguments {
            query,
            all_words,
            filter,
            all_of,
            last_activity_after,
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

    /// What is said about it, on its behalf and to it, the newest first. Replies stand below
    /// what they answer.
    #[graphql(
        complexity = "SEARCH_COST + first.map_or(DEFAULT_PAGE, |n| n.max(0) as usize) * child_complexity"
    )]
    async fn statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these kinds.")] kind: Option<Vec<StatementKind>>,
        #[graphql(desc = "Only those in one of these states.")] state: Option<Vec<StatementState>>,
        #[graphql(desc = "Entries on the page: 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "`endCursor` of the page before.")] after: Option<String>,
    ) -> Result<StatementConnection> {
        let filter = StatementFilter {
            kinds: kind.unwrap_or_default(),
            states: state.unwrap_or_default(),
            organisation: Some(self.0.slug.clone()),
            ..StatementFilter::default()
        };
        list::page(ctx, filter, Replies::Without, first, after).await
    }

    /// What can be said about it, and whether the viewer may.
    #[graphql(complexity = "SAYABLE * child_complexity")]
    async fn sayable(&self, ctx: &Context<'_>) -> Result<Vec<SayableKind>> {
        sayable::about(ctx, Subject::Organisation(self.0.slug.clone())).await
    }

    /// Whether a moderator closed the discussion about it.
    async fn discussion_closed(&self, ctx: &Context<'_>) -> Result<bool> {
        let subject = Subject::Organisation(self.0.slug.clone());
        IsClosed(subject).load(ctx).await
    }

    /// Repositories of others that it uses, as their publiccode.yml names it in `usedBy` and as it
    /// says itself, by last activity.
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

/// That an organisation exists no longer.
pub(crate) struct OrganisationEnd(organisation::Ended);

/// That an organisation exists no longer, or when it will not.
#[Object]
impl OrganisationEnd {
    /// The first day on which it did not exist.
    async fn on(&self) -> NaiveDate {
        self.0.on
    }

    /// Who came after it; the first one has its repositories. Empty when nobody did.
    #[graphql(complexity = "RELATED * child_complexity")]
    async fn successors(&self, ctx: &Context<'_>) -> Result<Vec<Organisation>> {
        named(ctx, &self.0.successors)
    }
}

/// Whom to ask about an organisation's code: a fact with its source and day.
#[derive(SimpleObject)]
pub(crate) struct OrganisationContact {
    /// What one can ask there.
    kind: ContactKind,
    /// Its name.
    name: Option<String>,
    /// E-mail address; never of a private person.
    email: Option<String>,
    /// Web page.
    url: Option<String>,
    /// Where the organisation published it: a web address.
    source: String,
    /// The day on which it was seen there.
    seen_on: NaiveDate,
}

impl From<organisation::Contact> for OrganisationContact {
    fn from(contact: organisation::Contact) -> Self {
        Self {
            kind: contact.kind,
            name: contact.name,
            email: contact.email,
            url: contact.url,
            source: contact.source,
            seen_on: contact.seen_on,
        }
    }
}
