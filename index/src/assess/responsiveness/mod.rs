//! How soon do questions and changes get a first answer? From the issues and merge requests of
//! the half year before the forge was asked. The rules stand in
//! `docs/judgements/responsiveness.md` under the letter W.

use async_graphql::Enum;
use bronwijzer_crawler::observation::{FirstResponse, IssueFacts};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use super::{Fact, Facts, MaintenanceStatus, Reason, Verdict};

/// With fewer issues and requests the time says nothing.
const LEAST: usize = 5;

/// What waits for up to so many days is not held against anybody yet.
const GRACE_DAYS: i64 = 7;

/// A first answer within so many days is quick.
const QUICK_DAYS: i64 = 7;

/// A first answer within so many days takes weeks, and beyond it is slow.
const WEEKS_DAYS: i64 = 30;

/// What was read longer ago, in days, tells nothing of now.
const READ_WITHIN: i64 = 182;

/// How soon questions and changes get a first answer.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Enum,
    IntoStaticStr,
    VariantNames,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ResponsivenessVerdict {
    /// Half of them get one within a week.
    Quick,
    /// Half of them get one within a month.
    Weeks,
    /// Half of them wait longer, or for good.
    Slow,
    /// Fewer than five are known.
    TooFew,
    /// Archived, or the source does not tell.
    Unknown,
}
bronwijzer_crawler::named!(ResponsivenessVerdict);

use ResponsivenessVerdict::{Quick, Slow, TooFew, Unknown, Weeks};

/// Judges how soon answers come.
pub(super) fn judge(facts: &Facts<'_>) -> Verdict<ResponsivenessVerdict> {
    let (value, reason) = decide(facts);
    Verdict {
        value,
        reasons: vec![reason],
    }
}

fn decide(facts: &Facts<'_>) -> (ResponsivenessVerdict, Reason) {
    if facts.status == MaintenanceStatus::Archived {
        return (Unknown, Reason::new("answers_of_archived", []));
    }
    let issues = facts.observation.issues.as_ref();
    let is_fresh = |issues: &&IssueFacts| {
        issues.read_at <= facts.now && facts.now - issues.read_at <= TimeDelta::days(READ_WITHIN)
    };
    let questions = issues
        .filter(is_fresh)
        .and_then(|issues| Some((issues.read_at, issues.asked.as_ref()?)));
    let Some((read_at, asked)) = questions else {
        return (Unknown, Reason::new("answers_not_told", []));
    };
    let waits = waits(asked, read_at);
    let (count, answered) = (waits.len(), waits.iter().flatten().count());
    let counted = ("count", number(count));
    if count < LEAST {
        let least = ("least", number(LEAST));
        return (TooFew, Reason::new("too_few_asked", [counted, least]));
    }
    let unanswered = ("waiting", number(count - answered));
    // The middle one, of two the longer; `None`, no answer, is the longest.
    match waits[count / 2] {
        Some(days) => {
            let verdict = if days <= QUICK_DAYS {
                Quick
            } else if days <= WEEKS_DAYS {
                Weeks
            } else {
                Slow
            };
            let facts = [counted, unanswered, ("days", Fact::Number(days))];
            (verdict, Reason::new("first_answer_within", facts))
        }
        None => (Slow, Reason::new("most_wait", [counted, unanswered])),
    }
}

/// How many days each waited, shortest first and those without an answer last.
fn waits(asked: &[FirstResponse], read_at: DateTime<Utc>) -> Vec<Option<i64>> {
    let since = IssueFacts::since(read_at);
    let counts = |one: &&FirstResponse| {
        let grace = TimeDelta::days(GRACE_DAYS);
        one.at >= since
            && one.at <= read_at
            && (one.answered_at.is_some() || read_at - one.at > grace)
    };
    let mut waits: Vec<Option<i64>> = asked
        .iter()
        .filter(counts)
        .map(|one| Some((one.answered_at? - one.at).num_days().max(0)))
        .collect();
    waits.sort_unstable_by_key(|days| (days.is_none(), *days));
    waits
}

fn number(count: usize) -> Fact {
    Fact::Number(i64::try_from(count).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests;
