//! Commits as counts: per week, per kind of author. No name or e-mail address
//! leaves this file.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// How far back commits are counted, in days: two years.
pub const WINDOW_DAYS: u64 = 730;

/// Commits on the default branch within the last [`WINDOW_DAYS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitActivity {
    /// The first moment that the counts were asked for.
    pub since: DateTime<Utc>,
    /// The first moment from which every commit is counted. Later than `since`
    /// when the repository has more commits than were read.
    pub counted_since: DateTime<Utc>,
    /// Commits per week, oldest first; weeks without commits are left out.
    pub weeks: Vec<Week>,
    /// How many commits the forge has since `since`, people's and bots'. Where
    /// the forge does not count them and more follow than were read: one more
    /// than were read (GitLab), or those of all times (Gitea).
    pub total: u64,
    /// Human commits per author since `counted_since`, largest first, without
    /// saying whose they are. Its length is the number of distinct authors.
    pub per_author: Vec<u64>,
    /// The newest commit by a person since `counted_since`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_human_at: Option<DateTime<Utc>>,
    /// The newest commit of all, however old, when the source gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_at: Option<DateTime<Utc>>,
}

/// The commits of one week, by the time of committing in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Week {
    /// The Monday that the week begins with.
    pub monday: NaiveDate,
    /// Commits by people.
    pub human: u32,
    /// Commits by bots.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub bot: u32,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// One commit as a forge gives it; lives only while counting.
#[derive(Debug, Clone)]
pub struct Commit {
    /// When it was committed.
    pub at: DateTime<Utc>,
    /// The same for every commit of one author: a login, else an address.
    pub author: String,
    /// Whether the author is a program.
    pub bot: bool,
}

impl CommitActivity {
    /// Counts `commits`. `since` is what was asked for, `counted_since` from
    /// when on `commits` is whole, `total` how many the forge says there are.
    #[must_use]
    pub fn count(
        since: DateTime<Utc>,
        counted_since: DateTime<Utc>,
        total: u64,
        last_at: Option<DateTime<Utc>>,
        commits: impl IntoIterator<Item = Commit>,
    ) -> Self {
        let mut weeks: BTreeMap<NaiveDate, (u32, u32)> = BTreeMap::new();
        let mut authors: HashMap<String, u64> = HashMap::new();
        let mut last_human_at = None;
        for commit in commits {
            let week = weeks.entry(monday_of(commit.at)).or_default();
            if commit.bot {
                week.1 += 1;
            } else {
                week.0 += 1;
                *authors.entry(commit.author).or_default() += 1;
                last_human_at = last_human_at.max(Some(commit.at));
            }
        }
        let mut per_author: Vec<u64> = authors.into_values().collect();
        per_author.sort_unstable_by(|a, b| b.cmp(a));
        Self {
            since,
            counted_since,
            weeks: weeks
                .into_iter()
                .map(|(monday, (human, bot))| Week { monday, human, bot })
                .collect(),
            total,
            per_author,
            last_human_at,
            last_at,
        }
    }

    /// How many commits are counted.
    #[must_use]
    pub fn counted(&self) -> u64 {
        self.weeks
            .iter()
            .map(|week| u64::from(week.human) + u64::from(week.bot))
            .sum()
    }

    /// How many commits of the window are not counted.
    #[must_use]
    pub fn missing(&self) -> u64 {
        self.total.saturating_sub(self.counted())
    }

    /// How many commits the window has, when not all of them are counted.
    #[must_use]
    pub fn uncounted_of(&self) -> Option<u64> {
        (self.missing() > 0).then_some(self.total)
    }
}

/// The Monday of the week that `at` falls in, in UTC.
#[must_use]
pub fn monday_of(at: DateTime<Utc>) -> NaiveDate {
    let date = at.date_naive();
    date - Days::new(u64::from(date.weekday().num_days_from_monday()))
}

/// Programs that commit under a name of their own, in lower case. A name or
/// login that ends in `[bot]` needs no place here.
const BOTS: &[&str] = &[
    "allcontributors",
    "dependabot",
    "dependabot-preview",
    "github-actions",
    "github-classroom",
    "gitlab-bot",
    "greenkeeper",
    "imgbot",
    "pre-commit-ci",
    "pyup-bot",
    "renovate",
    "renovate-bot",
    "semantic-release-bot",
    "snyk-bot",
    "weblate",
    "web-flow",
];

/// Whether an author is a program, judged by login, name and e-mail address as
/// far as the forge gives them.
#[must_use]
pub fn is_bot(login: Option<&str>, name: Option<&str>, email: Option<&str>) -> bool {
    let named = |text: &str| {
        let text = text.trim().to_lowercase();
        text.ends_with("[bot]") || BOTS.contains(&text.as_str())
    };
    let mailbox = |address: &str| {
        let address = address.to_lowercase();
        let local = address.split('@').next().unwrap_or_default();
        // GitHub writes `49699333+dependabot[bot]@users.noreply.github.com`.
        let local = local.rsplit('+').next().unwrap_or_default();
        local.ends_with("[bot]") || BOTS.contains(&local) || is_gitlab_token(local)
    };
    login.is_some_and(named) || name.is_some_and(named) || email.is_some_and(mailbox)
}

/// Whether a mailbox is of an access token of a project or group, as GitLab
/// names them: `project_123_bot_4ffca233`.
fn is_gitlab_token(mailbox: &str) -> bool {
    let rest = mailbox
        .strip_prefix("project_")
        .or_else(|| mailbox.strip_prefix("group_"));
    rest.and_then(|rest| rest.split_once("_bot"))
        .is_some_and(|(id, _)| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn commit(when: &str, author: &str, bot: bool) -> Commit {
        Commit {
            at: at(when),
            author: author.to_owned(),
            bot,
        }
    }

    #[test]
    fn commits_are_counted_by_week_and_author() {
        let since = at("2024-11-23T00:00:00Z");
        let activity = CommitActivity::count(
            since,
            since,
            4,
            None,
            [
                commit("2026-08-17T00:00:00Z", "a", false), // a Monday
                commit("2026-08-23T23:59:59Z", "b", false), // the Sunday after
                commit("2026-08-23T10:00:00Z", "bot", true),
                commit("2026-08-24T00:00:00Z", "a", false), // the next Monday
            ],
        );
        assert_eq!(
            activity.weeks,
            [
                Week {
                    monday: "2026-08-17".parse().unwrap(),
                    human: 2,
                    bot: 1
                },
                Week {
                    monday: "2026-08-24".parse().unwrap(),
                    human: 1,
                    bot: 0
                },
            ]
        );
        assert_eq!(activity.per_author, [2, 1]);
        assert_eq!(activity.last_human_at, Some(at("2026-08-24T00:00:00Z")));
        assert_eq!((activity.counted(), activity.missing()), (4, 0));
    }

    #[test]
    fn bots_are_told_from_people() {
        let bots = [
            (Some("dependabot[bot]"), None, None),
            (None, Some("Renovate"), None),
            (
                None,
                None,
                Some("49699333+dependabot[bot]@users.noreply.github.com"),
            ),
            (None, Some("GitHub-Actions"), Some("x@example.org")),
            (None, None, Some("project_12_bot_4ffc@noreply.gitlab.com")),
        ];
        for (login, name, email) in bots {
            assert!(is_bot(login, name, email), "{login:?} {name:?} {email:?}");
        }
        assert!(!is_bot(
            Some("abbott"),
            Some("Bot Jansen"),
            Some("bot.jansen@example.org")
        ));
    }
}
