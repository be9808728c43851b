//! Lists of organisations: those that a filter asks for, in an order, a page at a time.

use bronwijzer_crawler::organisation::{Organisation, OrganisationType, Province, Slug};

use super::{Catalogue, States};
use crate::assess::open_by_default::Outcome;
use crate::assess::publishing::{BodyFigure, Publishing};
use crate::model::OrganisationState;
use crate::search::words;

/// Which organisations to find: all that fit everything here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct OrganisationFilter {
    /// Words, each of which is in a name, as a word or a part of one.
    pub query: String,
    /// Any of these types.
    pub types: Vec<OrganisationType>,
    /// Any of these provinces.
    pub provinces: Vec<Province>,
    /// Any of these states.
    pub publishing: Vec<Publishing>,
    /// All of these.
    pub has: Vec<BodyFigure>,
    /// Also those that ended.
    pub with_ended: bool,
}

/// In which order organisations are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum OrganisationOrder {
    /// By name.
    #[default]
    Name,
    /// By state, and by name among those of one.
    Publishing,
}

/// Organisations that were asked for.
#[derive(Debug)]
pub struct FoundOrganisations<'a> {
    /// How many there are in all.
    pub total: usize,
    /// How many come before those that are given.
    pub before: usize,
    /// The letters that they are filed under, all of them in order, each with how many
    /// there are; empty when they are not by name.
    pub initials: Vec<(char, usize)>,
    /// Each with its organisation in the registry; `None` when it left that.
    pub organisations: Vec<(&'a OrganisationState, Option<&'a Organisation>)>,
}

impl Catalogue {
    /// The organisations that are asked for, at most `first` of them: after the one with
    /// the slug `after`, or after so many. `None` when no organisation has that slug.
    #[must_use]
    pub fn find_organisations<'a>(
        &'a self,
        states: &'a States,
        filter: &OrganisationFilter,
        order: OrganisationOrder,
        first: usize,
        (after, offset): (Option<&Slug>, usize),
    ) -> Option<FoundOrganisations<'a>> {
        let directory = &self.0.directory;
        let wanted = words(&filter.query);
        let fits = |at: &usize| {
            let row = &states.rows[*at];
            let state = &row.state;
            let any = |province| filter.provinces.contains(&province);
            (row.counts || filter.with_ended)
                && is_among(&filter.types, &state.organisation_type)
                && (filter.provinces.is_empty() || state.province.is_some_and(any))
                && is_among(&filter.publishing, &state.publishing)
                && filter
                    .has
                    .iter()
                    .all(|figure| state.figure(*figure) == Outcome::Passed)
                && (wanted.is_empty()
                    || row
                        .place
                        .is_some_and(|place| directory.is_named(place, &wanted)))
        };
        let in_order = match order {
            OrganisationOrder::Publishing => &states.by_state,
            OrganisationOrder::Name => &states.by_name,
        };
        let before = match after {
            None => None,
            Some(slug) => {
                let at = states.by_slug.get(slug)?;
                Some(in_order.iter().position(|place| place == at)?)
            }
        };
        let mut total = 0;
        let mut passed = 0;
        let mut initials = Vec::new();
        let mut organisations = Vec::new();
        for (position, at) in in_order.iter().enumerate().filter(|(_, at)| fits(at)) {
            total += 1;
            if order == OrganisationOrder::Name {
                count_initial(&mut initials, states.rows[*at].initial(directory));
            }
            if before.is_some_and(|before| position <= before) || total <= offset {
                passed += 1;
            } else if organisations.len() < first {
                let row = &states.rows[*at];
                let organisation = row.place.map(|place| directory.at(place));
                organisations.push((&row.state, organisation));
            }
        }
        Some(FoundOrganisations {
            total,
            before: passed,
            initials,
            organisations,
        })
    }
}

/// Counts one more that begins with a letter, of names in order.
fn count_initial(initials: &mut Vec<(char, usize)>, initial: char) {
    match initials.last_mut().filter(|(last, _)| *last == initial) {
        Some((_, count)) => *count += 1,
        None => initials.push((initial, 1)),
    }
}

fn is_among<T: PartialEq>(wanted: &[T], one: &T) -> bool {
    wanted.is_empty() || wanted.contains(one)
}
