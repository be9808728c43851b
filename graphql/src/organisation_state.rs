//! Whether an organisation publishes code, as far as is known: now, and as a snapshot of a
//! day has it.

use std::sync::Arc;

use async_graphql::{Context, Result, SimpleObject};
use bronwijzer_crawler::organisation::Slug;
use bronwijzer_index::{
    BodyFigure, Catalogue, IndexError, OrganisationState as IndexState, Outcome, Publishing,
    StatePeriod, States,
};
use chrono::{DateTime, NaiveDate, Utc};

use crate::batch::Batched;
use crate::error;
use crate::reader::Reader;

/// The states of all organisations: as they are now, or as they were kept on a day.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct StatesOf(pub(crate) Option<NaiveDate>);

impl Batched for StatesOf {
    type Found = Option<Arc<States>>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        match self.0 {
            None => catalogue.states().map(Some),
            Some(day) => catalogue.states_of(day),
        }
    }
}

/// The states that an organisation was in.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PeriodsOf(pub(crate) Slug);

impl Batched for PeriodsOf {
    type Found = Vec<StatePeriod>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        match catalogue.organisation(self.0.as_str()) {
            Some(organisation) => catalogue.state_periods(organisation),
            None => Ok(Vec::new()),
        }
    }
}

/// A time in which an organisation was in one state, as the snapshots show it.
#[derive(SimpleObject)]
pub(crate) struct OrganisationStatePeriod {
    /// The state.
    state: Publishing,
    /// The first day of a snapshot that shows it.
    from: NaiveDate,
    /// The last day of one.
    until: NaiveDate,
}

impl From<StatePeriod> for OrganisationStatePeriod {
    fn from(period: StatePeriod) -> Self {
        Self {
            state: period.publishing,
            from: period.from,
            until: period.until,
        }
    }
}

/// Whether an organisation publishes code, as far as is known. What was not looked at is
/// never counted as nothing.
#[derive(SimpleObject)]
pub(crate) struct OrganisationState {
    /// Whether it publishes.
    state: Publishing,
    /// The day from which on the snapshots show this state, one after another; null when
    /// none shows it.
    since: Option<NaiveDate>,
    /// As of when all of its accounts are known: the oldest of the last times that they were
    /// read to the end. Null when one never was, and for a day that was.
    as_of: Option<DateTime<Utc>>,
    /// Repositories in the catalogue; null when there are none and not all was read, which
    /// is not the same as none.
    repositories: Option<u64>,
    /// How many accounts of it, and repositories that are registered by themselves, are
    /// known.
    accounts: usize,
    /// What at least one of its repositories has. Repositories that open by default leaves
    /// out do not count.
    has: Vec<BodyFigure>,
    /// What none of its repositories is known to have while it is not known of some.
    unknown: Vec<BodyFigure>,
}

impl OrganisationState {
    fn new(state: &IndexState, as_of: Option<DateTime<Utc>>) -> Self {
        let with = |outcome| {
            let all = BodyFigure::ALL.iter().copied();
            all.filter(|figure| state.figure(*figure) == outcome)
                .collect()
        };
        Self {
            state: state.publishing,
            since: state.since,
            as_of,
            repositories: state.repositories,
            accounts: state.accounts,
            has: with(Outcome::Passed),
            unknown: with(Outcome::Unknown),
        }
    }

    /// That of an organisation on a day, or now. `None` when none was kept on that day, or
    /// the organisation was not counted then.
    pub(crate) async fn of(
        ctx: &Context<'_>,
        slug: &Slug,
        day: Option<NaiveDate>,
    ) -> Result<Option<Self>> {
        let states = StatesOf(day).load(ctx).await?;
        let state = states.as_ref().and_then(|states| states.of(slug));
        let catalogue = Reader::of(ctx)?.catalogue();
        let organisation = catalogue.organisation(slug.as_str());
        let as_of = organisation
            .filter(|_| day.is_none())
            .and_then(|organisation| catalogue.reading(organisation).complete_at);
        Ok(state.map(|state| Self::new(state, as_of)))
    }

    /// That of an organisation of which there has to be one.
    pub(crate) async fn known(
        ctx: &Context<'_>,
        slug: &Slug,
        day: Option<NaiveDate>,
    ) -> Result<Self> {
        let state = Self::of(ctx, slug, day).await?;
        state.ok_or_else(|| error::internal(&format!("{slug} has no state")))
    }
}
