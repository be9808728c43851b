//! Commits as counts: per week, per kind of author. Names and e-mail addresses
//! of authors are numbers already (`people.rs`).

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike, Days, NaiveDate, Timelike, Utc};
use serde::{Deserialize, Serialize};

use crate::bots::BotList;

/// How far back commits are counted, in days: two years.
pub const WINDOW_DAYS: u64 = 730;

/// How many days at the end of the window are kept by the day: the 60 of the
/// vitality index, and the days on which it begins and ends.
const DAYS_KEPT: u64 = 62;

/// The most pairs of author and week that are kept; 4,000 take about 20 KB
/// before compression. The busiest of 73 repositories of Dutch government had
/// 1,023.
const MOST_AUTHOR_WEEKS: usize = 4_000;

/// The most weeks that are believed of the window, twice of what it has, and the most authors:
/// the largest repository that forges know has some ten thousand.
const MOST_WEEKS: usize = 2 * WINDOW_DAYS as usize / 7;
const MOST_AUTHORS: usize = 100_000;

/// How a forge counts commits.
#[derive(Debug, Clone)]
pub struct Counting {
    /// From when on; the same for a whole crawl.
    pub since: DateTime<Utc>,
    /// Whose commits are a program's.
    pub bots: BotList,
}

impl Counting {
    /// Counts the window that ends at `now`, from a whole second on.
    #[must_use]
    pub fn until(now: DateTime<Utc>, bots: BotList) -> Self {
        let since = now - Days::new(WINDOW_DAYS);
        Self {
            since: since.with_nanosecond(0).unwrap_or(since),
            bots,
        }
    }
}

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
    /// Human commits per author and week since `counted_since`, in the order of
    /// `per_author` and without saying whose they are: position in `weeks`, and
    /// commits. Of 4,000 pairs at most; the authors with the fewest commits fall
    /// out first. `None` in records from before this was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author_weeks: Option<Vec<Vec<(u16, u32)>>>,
    /// Commits per day of the last 62 days of the window, oldest first; days
    /// without commits are left out. `None` in records from before this was
    /// counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Vec<Day>>,
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

/// The commits of one day, by the time of committing in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// Which day.
    pub date: NaiveDate,
    /// Commits by people and bots.
    pub commits: u32,
    /// Those of them that merge others. `None` when the source does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merges: Option<u32>,
}

/// Human commits per author in some weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorCounts {
    /// One number for each author who committed, largest first.
    pub commits: Vec<u64>,
    /// Human commits whose author is not known apart.
    pub of_others: u64,
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
    /// The same for every commit of one author.
    pub author: String,
    /// Whether the author is a program.
    pub bot: bool,
    /// Whether it merges others: it has more than one parent. `None` when the
    /// source does not tell.
    pub merge: Option<bool>,
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
        let first_day = (since + Days::new(WINDOW_DAYS - DAYS_KEPT)).date_naive();
        let mut weeks: BTreeMap<NaiveDate, (u32, u32)> = BTreeMap::new();
        let mut days: BTreeMap<NaiveDate, Day> = BTreeMap::new();
        let mut authors: HashMap<String, BTreeMap<NaiveDate, u32>> = HashMap::new();
        let mut last_human_at = None;
        for commit in commits {
            let (date, monday) = (commit.at.date_naive(), monday_of(commit.at));
            let week = weeks.entry(monday).or_default();
            if commit.bot {
                week.1 += 1;
            } else {
                week.0 += 1;
                *authors
                    .entry(commit.author)
                    .or_default()
                    .entry(monday)
                    .or_default() += 1;
                last_human_at = last_human_at.max(Some(commit.at));
            }
            if date >= first_day {
                let day = days.entry(date).or_insert(Day {
                    date,
                    commits: 0,
                    merges: Some(0),
                });
                day.commits += 1;
                day.merges = day
                    .merges
                    .zip(commit.merge)
                    .map(|(merges, merge)| merges + u32::from(merge));
            }
        }
        let weeks: Vec<Week> = weeks
            .into_iter()
            .map(|(monday, (human, bot))| Week { monday, human, bot })
            .collect();
        let (per_author, author_weeks) = by_author(authors, &weeks);
        Self {
            since,
            counted_since,
            weeks,
            total,
            per_author,
            author_weeks: Some(author_weeks),
            days: Some(days.into_values().collect()),
            last_human_at,
            last_at,
        }
    }

    /// Human commits in the weeks that begin from `first` on and before
    /// `before`.
    #[must_use]
    pub fn human_between(&self, first: NaiveDate, before: NaiveDate) -> u64 {
        let within = |week: &&Week| first <= week.monday && week.monday < before;
        self.weeks
            .iter()
            .filter(within)
            .map(|week| u64::from(week.human))
            .sum()
    }

    /// Human commits per author in the weeks that begin from `first` on and
    /// before `before`. `None` when that can't be told: a record from before
    /// this was counted tells it only where one person made all of them, or
    /// where there are none outside these weeks.
    #[must_use]
    pub fn authors_between(&self, first: NaiveDate, before: NaiveDate) -> Option<AuthorCounts> {
        let human = self.human_between(first, before);
        let Some(author_weeks) = &self.author_weeks else {
            let whole: u64 = self.weeks.iter().map(|week| u64::from(week.human)).sum();
            let commits = match self.per_author.as_slice() {
                _ if human == 0 => Vec::new(),
                [_] => vec![human],
                all if human == whole => all.to_vec(),
                _ => return None,
            };
            return Some(AuthorCounts {
                commits,
                of_others: 0,
            });
        };
        let is_within = |at: u16| {
            let week = self.weeks.get(usize::from(at));
            week.is_some_and(|week| first <= week.monday && week.monday < before)
        };
        let mut commits: Vec<u64> = author_weeks
            .iter()
            .map(|weeks| {
                let within = weeks.iter().filter(|(at, _)| is_within(*at));
                within.map(|(_, commits)| u64::from(*commits)).sum()
            })
            .filter(|commits| *commits > 0)
            .collect();
        commits.sort_unstable_by(|a, b| b.cmp(a));
        Some(AuthorCounts {
            of_others: human.saturating_sub(commits.iter().sum()),
            commits,
        })
    }

    /// How many authors are known to have committed before the end of `day`, to
    /// the week: those of its week count as before it. `None` in records from
    /// before this was counted.
    #[must_use]
    pub fn authors_until(&self, day: NaiveDate) -> Option<u64> {
        let author_weeks = self.author_weeks.as_ref()?;
        let began = |weeks: &&Vec<(u16, u32)>| {
            let first = weeks.iter().map(|(at, _)| *at).min();
            let first = first.and_then(|at| self.weeks.get(usize::from(at)));
            first.is_some_and(|week| week.monday <= day)
        };
        let listed = author_weeks.iter().filter(began).count();
        // Those that fell out of the list may have begun at any time.
        let unlisted = self.per_author.len().saturating_sub(author_weeks.len());
        u64::try_from(listed + unlisted).ok()
    }

    /// Whether it has no more than counts of the window can have.
    pub(crate) fn is_bounded(&self) -> bool {
        let pairs = self
            .author_weeks
            .iter()
            .flatten()
            .map(Vec::len)
            .sum::<usize>();
        self.weeks.len() <= MOST_WEEKS
            && self.per_author.len() <= MOST_AUTHORS
            && self
                .author_weeks
                .as_ref()
                .is_none_or(|all| all.len() <= MOST_AUTHORS)
            && pairs <= MOST_AUTHOR_WEEKS
            && self
                .days
                .as_ref()
                .is_none_or(|days| days.len() <= WINDOW_DAYS as usize)
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

/// Commits per author, largest first: how many, and how many in which week.
fn by_author(
    authors: HashMap<String, BTreeMap<NaiveDate, u32>>,
    weeks: &[Week],
) -> (Vec<u64>, Vec<Vec<(u16, u32)>>) {
    let positions: HashMap<NaiveDate, u16> =
        weeks.iter().map(|week| week.monday).zip(0..).collect();
    let mut authors: Vec<(u64, Vec<(u16, u32)>)> = authors
        .into_values()
        .map(|weeks| {
            let total = weeks.values().map(|commits| u64::from(*commits)).sum();
            let weeks = weeks
                .into_iter()
                .filter_map(|(monday, commits)| Some((*positions.get(&monday)?, commits)))
                .collect();
            (total, weeks)
        })
        .collect();
    // The second part makes the order the same each time.
    authors.sort_unstable_by(|a, b| b.cmp(a));
    let mut room = MOST_AUTHOR_WEEKS;
    let mut kept = Vec::new();
    let mut totals = Vec::with_capacity(authors.len());
    for (total, weeks) in authors {
        totals.push(total);
        room = room.saturating_sub(weeks.len());
        if room > 0 {
            kept.push(weeks);
        }
    }
    (totals, kept)
}

/// The Monday of the week that `at` falls in, in UTC. The first week that there
/// are dates of has no Monday, and begins with the first date.
#[must_use]
pub fn monday_of(at: DateTime<Utc>) -> NaiveDate {
    let date = at.date_naive();
    let days = Days::new(u64::from(date.weekday().num_days_from_monday()));
    date.checked_sub_days(days).unwrap_or(NaiveDate::MIN)
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
            merge: None,
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
    fn authors_are_counted_per_week_without_names() {
        let since = at("2024-11-23T00:00:00Z");
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let mut activity = CommitActivity::count(
            since,
            since,
            6,
            None,
            [
                commit("2025-02-03T10:00:00Z", "a", false),
                commit("2025-02-04T10:00:00Z", "a", false),
                commit("2025-02-05T10:00:00Z", "a", false),
                commit("2026-08-17T10:00:00Z", "b", false),
                commit("2026-08-18T10:00:00Z", "b", false),
                commit("2026-08-18T11:00:00Z", "a", false),
            ],
        );
        assert_eq!(activity.per_author, [4, 2]);
        assert_eq!(
            activity.author_weeks,
            Some(vec![vec![(0, 3), (1, 1)], vec![(1, 2)]])
        );
        let (first, before) = (day("2025-08-01"), day("2026-09-01"));
        let last_year = |activity: &CommitActivity| activity.authors_between(first, before);
        assert_eq!(
            last_year(&activity),
            Some(AuthorCounts {
                commits: vec![2, 1],
                of_others: 0
            })
        );
        assert_eq!(activity.authors_until(day("2026-08-16")), Some(1));
        assert_eq!(activity.authors_until(day("2026-08-17")), Some(2));
        let text = serde_json::to_string(&activity).unwrap();
        assert!(!text.contains("\"a\"") && !text.contains("\"b\""));

        // A list that was cut says what it leaves out.
        activity.author_weeks.as_mut().unwrap().pop();
        let others = last_year(&activity).unwrap();
        assert_eq!((others.commits, others.of_others), (vec![1], 2));
        // A record from before tells it only where nothing else can be.
        activity.author_weeks = None;
        assert_eq!(last_year(&activity), None);
        assert_eq!(
            activity
                .authors_between(day("2024-01-01"), before)
                .unwrap()
                .commits,
            [4, 2]
        );
        activity.per_author = vec![6];
        assert_eq!(last_year(&activity).unwrap().commits, [3]);
    }

    #[test]
    fn data_per_author_is_bounded() {
        let since = at("2024-11-23T00:00:00Z");
        let commits = (0..200u64).flat_map(|author| {
            (0..100u64).map(move |week| Commit {
                at: at("2024-12-02T00:00:00Z") + Days::new(7 * week),
                author: author.to_string(),
                bot: false,
                merge: None,
            })
        });
        let activity = CommitActivity::count(since, since, 20_000, None, commits);
        assert_eq!(activity.per_author.len(), 200);
        let kept: usize = activity.author_weeks.iter().flatten().map(Vec::len).sum();
        assert!((MOST_AUTHOR_WEEKS - 100..MOST_AUTHOR_WEEKS).contains(&kept));
    }

    #[test]
    fn recent_days_keep_daily_commits_and_merges() {
        let since = at("2024-11-23T00:00:00Z");
        let mut merge = commit("2026-11-20T10:00:00Z", "a", false);
        merge.merge = Some(true);
        let mut bot = commit("2026-11-20T11:00:00Z", "bot", true);
        bot.merge = Some(false);
        let old = commit("2026-09-01T10:00:00Z", "a", false);
        let silent = commit("2026-11-21T10:00:00Z", "a", false);
        let activity = CommitActivity::count(since, since, 4, None, [merge, bot, old, silent]);
        let days: Vec<_> = activity
            .days
            .iter()
            .flatten()
            .map(|day| (day.date.to_string(), day.commits, day.merges))
            .collect();
        assert_eq!(
            days,
            [
                ("2026-11-20".to_owned(), 2, Some(1)),
                ("2026-11-21".to_owned(), 1, None)
            ]
        );
    }
}
