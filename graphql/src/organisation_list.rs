//! Pages of organisations.

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, Enum, ID, Result, SimpleObject};
use bronwijzer_crawler::organisation::{self, Slug};
use bronwijzer_index::{OrganisationFilter, OrganisationOrder, OrganisationState};
use chrono::NaiveDate;

use crate::batch::Batched as _;
use crate::error;
use crate::node::GlobalId;
use crate::organisation::Organisation;
use crate::organisation_state::StatesOf;
use crate::reader::Reader;
use crate::repository_search::passed_over;

/// The order of a list of organisations.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OrganisationSort {
    /// By name, without the word for the kind: see `sortName`.
    Name,
    /// By state, those that publish first; by name among those of one state.
    Publishing,
}

/// Organisations, by name unless asked otherwise.
pub(crate) type OrganisationConnection =
    Connection<String, Organisation, OrganisationConnectionFields>;

/// What a list of organisations has beside its page.
#[derive(SimpleObject)]
pub(crate) struct OrganisationConnectionFields {
    /// How many there are in all.
    total: usize,
    /// The letters that all of them are filed under, in order; empty when they are not by
    /// name.
    initials: Vec<OrganisationInitial>,
}

/// A letter, or a digit, that organisations are filed under by their `sortName`.
#[derive(SimpleObject)]
pub(crate) struct OrganisationInitial {
    /// The letter, a capital.
    letter: String,
    /// How many organisations.
    organisations: usize,
}

/// What a list of organisations is asked with.
pub(crate) struct ListArguments {
    pub(crate) filter: OrganisationFilter,
    pub(crate) sort: Option<OrganisationSort>,
    pub(crate) day: Option<NaiveDate>,
    pub(crate) first: usize,
    pub(crate) after: Option<String>,
    pub(crate) offset: Option<i32>,
}

impl ListArguments {
    /// One page.
    pub(crate) async fn page(self, ctx: &Context<'_>) -> Result<OrganisationConnection> {
        if self.day.is_some() && self.filter.with_ended {
            return Err(error::bad_request(
                "`includeEnded` is for the list of now: one of a day has those that existed on it",
            ));
        }
        let after = match self.after {
            None => None,
            Some(cursor) => match GlobalId::decode(&ID(cursor)) {
                Some(GlobalId::Organisation(slug)) => {
                    Some(slug.parse::<Slug>().map_err(|_| error::bad_cursor())?)
                }
                _ => return Err(error::bad_cursor()),
            },
        };
        if after.is_some() && self.offset.is_some() {
            return Err(error::bad_request(
                "give either `after` or `offset`, and not both",
            ));
        }
        let offset = passed_over(self.offset, self.first)?;
        let Some(states) = StatesOf(self.day).load(ctx).await? else {
            let day = self.day.unwrap_or_default();
            return Err(error::bad_request(format!(
                "no states of organisations are kept of {day}; `bodyDays` tells the days"
            )));
        };
        let catalogue = Reader::of(ctx)?.catalogue();
        let order = match self.sort {
            None | Some(OrganisationSort::Name) => OrganisationOrder::Name,
            Some(OrganisationSort::Publishing) => OrganisationOrder::Publishing,
        };
        let place = (after.as_ref(), offset);
        let found = catalogue
            .find_organisations(&states, &self.filter, order, self.first, place)
            .ok_or_else(error::bad_cursor)?;
        let end = found.before + found.organisations.len();
        let initials = found.initials.into_iter();
        let initials = initials.map(|(letter, organisations)| OrganisationInitial {
            letter: letter.to_string(),
            organisations,
        });
        let mut connection = Connection::with_additional_fields(
            found.before > 0,
            end < found.total,
            OrganisationConnectionFields {
                total: found.total,
                initials: initials.collect(),
            },
        );
        let edges = found.organisations.into_iter().map(|(state, registered)| {
            let cursor = GlobalId::Organisation(state.slug.to_string()).encode().0;
            let organisation = match self.day {
                None => registered.cloned().map(Organisation::from),
                Some(day) => Some(on_day(state, registered, day)),
            };
            organisation
                .map(|organisation| Edge::with_additional_fields(cursor, organisation, EmptyFields))
        });
        connection.edges.extend(edges.flatten());
        Ok(connection)
    }
}

/// An organisation as it was counted on a day. Of one that left the registry since no more
/// is known than what was kept.
fn on_day(
    state: &OrganisationState,
    registered: Option<&organisation::Organisation>,
    day: NaiveDate,
) -> Organisation {
    let known = registered.cloned().unwrap_or_else(|| {
        let (slug, kind) = (state.slug.clone(), state.organisation_type);
        organisation::Organisation::new(slug, state.slug.as_str(), kind)
    });
    let known = organisation::Organisation {
        organisation_type: state.organisation_type,
        province: state.province,
        ..known
    };
    Organisation::on(known, day)
}
