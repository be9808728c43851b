//! How much a member may do in an hour. Counted in memory, and in the store where several servers
//! share it; after a restart of a single one what they said in that hour is counted again, as the
//! statements tell it.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

use super::CommunityError;
use super::action::Rule;
use super::member::{Member, MemberId};
use super::statement::{Statement, StatementEventKind};

/// How many statements of a member a moderator lets through before the next ones need not
/// wait. Until then a member is new.
pub const FIRST_TEXTS: u32 = 3;

/// A row of the table: these rules count together.
struct Limit {
    /// What servers that share a store call them.
    name: &'static str,
    rules: &'static [Rule],
    /// Of a member whose first texts still wait.
    of_new: usize,
    /// Of any other.
    of_known: usize,
}

/// The limits for an hour. What is in no row counts in the last one.
const LIMITS: &[Limit] = &[
    Limit {
        name: "statements",
        rules: &[Rule::Make],
        of_new: 5,
        of_known: 20,
    },
    Limit {
        name: "messages",
        rules: &[Rule::Contact, Rule::Report],
        of_new: 5,
        of_known: 20,
    },
    Limit {
        name: "moderation",
        rules: &[
            Rule::Decide,
            Rule::RemoveText,
            Rule::Grant,
            Rule::CloseDiscussion,
        ],
        of_new: 1_000,
        of_known: 1_000,
    },
    // One program checks many repositories.
    Limit {
        name: "scans",
        rules: &[Rule::Scan],
        of_new: 1_000,
        of_known: 1_000,
    },
    // Each may send a mail to an address that is somebody else's.
    Limit {
        name: "profile",
        rules: &[Rule::ChangeProfile],
        of_new: 10,
        of_known: 20,
    },
    Limit {
        name: "others",
        rules: &[],
        of_new: 30,
        of_known: 120,
    },
];

/// What each member did in the last hour.
#[derive(Debug, Default)]
pub(crate) struct Limits(HashMap<(MemberId, usize), VecDeque<DateTime<Utc>>>);

impl Limits {
    /// What members did in the hour before `now`, as the statements tell it.
    pub(crate) fn after<'a>(
        statements: impl Iterator<Item = &'a Statement>,
        now: DateTime<Utc>,
    ) -> Self {
        let mut limits = Self::default();
        let mut events: Vec<_> = statements
            .flat_map(|statement| &statement.history)
            .filter(|event| now - TimeDelta::hours(1) < event.at && event.at <= now)
            .collect();
        events.sort_by_key(|event| event.at);
        for event in events {
            let Some(by) = &event.by else { continue };
            let row = match event.kind {
                StatementEventKind::Made => row_of(Rule::Make),
                _ => LIMITS.len() - 1,
            };
            let done = limits.0.entry((by.clone(), row)).or_default();
            done.push_back(event.at);
        }
        limits
    }

    /// Counts what members did elsewhere too in the hour before `now`: of what both know the
    /// larger number.
    pub(crate) fn join(&mut self, others: Self, now: DateTime<Utc>) {
        for (key, done) in others.0 {
            let known = self.0.entry(key).or_default();
            known.retain(|at| now - TimeDelta::hours(1) < *at);
            if known.len() < done.len() {
                *known = done;
            }
        }
    }

    /// Counts what a member did in the hour before `now` of what counts together with a rule,
    /// through whichever server; the oldest first.
    pub(crate) fn learn(
        &mut self,
        member: &MemberId,
        rule: Rule,
        done: Vec<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) {
        let key = (member.clone(), row_of(rule));
        self.join(Self([(key, done.into())].into()), now);
    }

    /// Counts one more.
    ///
    /// # Errors
    /// [`CommunityError::TooMany`] with the moment from which there is room again; then
    /// nothing is counted.
    pub(crate) fn count(
        &mut self,
        member: &Member,
        rule: Rule,
        now: DateTime<Utc>,
    ) -> Result<(), CommunityError> {
        let hour = TimeDelta::hours(1);
        let row = row_of(rule);
        let limit = if is_new(member) {
            LIMITS[row].of_new
        } else {
            LIMITS[row].of_known
        };
        self.0
            .retain(|_, done| done.back().is_some_and(|last| *last > now - hour));
        let done = self.0.entry((member.id.clone(), row)).or_default();
        while done.front().is_some_and(|first| *first <= now - hour) {
            done.pop_front();
        }
        if let Some(first) = done.front().filter(|_| done.len() >= limit) {
            return Err(CommunityError::TooMany(*first + hour));
        }
        done.push_back(now);
        Ok(())
    }

    /// Takes back the last one of a member, which came to nothing.
    pub(crate) fn take_back(&mut self, member: &Member, rule: Rule) {
        if let Some(done) = self.0.get_mut(&(member.id.clone(), row_of(rule))) {
            done.pop_back();
        }
    }
}

/// What counts together with a rule, as servers that share a store call it.
pub(crate) fn name_of(rule: Rule) -> &'static str {
    LIMITS[row_of(rule)].name
}

fn row_of(rule: Rule) -> usize {
    let row = LIMITS.iter().position(|limit| limit.rules.contains(&rule));
    row.unwrap_or(LIMITS.len() - 1)
}

/// Whether a member's texts still wait for a moderator.
#[must_use]
pub fn is_new(member: &Member) -> bool {
    member.accepted < FIRST_TEXTS && !member.is_moderator
}
