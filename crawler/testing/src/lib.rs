//! Test fixtures: one builder of observations, for the tests of all crates.
//!
//! ```
//! use bronwijzer_testing::repository;
//!
//! let portal = repository("GemeenteNijmegen/portaal")
//!     .commits(&[(9, "somebody", 7), (1, "bot", 1)])
//!     .licence("EUPL-1.2")
//!     .readme("# Portaal")
//!     .build();
//! assert_eq!(portal.url.name(), "portaal");
//! ```

pub mod corpus;
pub mod postgres;

use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
use bronwijzer_crawler::commits::{Commit, CommitActivity};
use bronwijzer_crawler::observation::{
    FirstResponse, ForgeLicence, IssueFacts, LanguageSize, Observation, OpenIssue, Source, TextFile,
};
use bronwijzer_crawler::outside::{
    ArchiveState, Looked, OutsideFacts, Scorecard, ScorecardCheck, Snapshot, Visit, VisitStatus,
};
use chrono::{DateTime, Days, Utc};

/// The moment at which tests observe and judge, unless they say otherwise.
#[must_use]
pub fn now() -> DateTime<Utc> {
    moment("2026-09-01T12:00:00Z")
}

/// A moment as in `2026-09-01T12:00:00Z`, or noon of a day as in `2026-09-01`.
///
/// # Panics
/// When the text is neither.
#[must_use]
pub fn moment(text: &str) -> DateTime<Utc> {
    let noon = || format!("{text}T12:00:00Z").parse();
    let parsed = text.parse().or_else(|_| noon());
    parsed.unwrap_or_else(|error| panic!("`{text}` is not a moment: {error}"))
}

/// A repository of which a sample gave nothing but the identity: `owner/name` on github.com,
/// or a whole web address. Its id is 1.
///
/// # Panics
/// When it is not an address.
pub fn repository(address: &str) -> ObservationBuilder {
    let url = if address.contains("://") {
        address.to_owned()
    } else {
        format!("https://github.com/{address}")
    };
    let url: RepositoryUrl = url
        .parse()
        .unwrap_or_else(|error| panic!("`{address}` is not an address: {error}"));
    let id = RepositoryId::new(url.host().clone(), "1");
    ObservationBuilder(Observation::bare(id, url, now(), Source::Sample))
}

/// Builds an [`Observation`]. What no method was called for stays unknown; days count back
/// from the moment of the observation.
#[derive(Debug, Clone)]
#[must_use]
pub struct ObservationBuilder(Observation);

impl ObservationBuilder {
    /// The observation.
    #[must_use]
    pub fn build(self) -> Observation {
        self.0
    }

    /// The forge's number of the repository.
    pub fn id(mut self, id: &str) -> Self {
        self.0.id = RepositoryId::new(self.0.url.host().clone(), id);
        self
    }

    /// When it was observed; before methods that count days.
    pub fn observed_at(mut self, at: DateTime<Utc>) -> Self {
        self.0.observed_at = at;
        self
    }

    /// GitHub's API said it, and not a sample.
    pub fn from_github(mut self) -> Self {
        self.0.source = Source::Forge {
            api: "https://api.github.com/graphql".to_owned(),
        };
        self
    }

    /// Commits of the last two years, each as how many by whom so many days ago. The author
    /// `bot` is a program.
    pub fn commits(self, commits: &[(usize, &str, u64)]) -> Self {
        let commits = commits.iter().map(|(count, author, days)| {
            let merge = None;
            (*count, *author, *days, merge)
        });
        self.commits_and_merges(commits)
    }

    /// The same, where the forge says which of them merge.
    pub fn commits_and_merges<'a>(
        mut self,
        commits: impl IntoIterator<Item = (usize, &'a str, u64, Option<bool>)>,
    ) -> Self {
        let since = self.days_ago(730);
        let mut all: Vec<Commit> = Vec::new();
        for (count, author, days, merge) in commits {
            let commit = Commit {
                at: self.days_ago(days),
                author: author.to_owned(),
                bot: author == "bot",
                merge,
            };
            all.resize(all.len() + count, commit);
        }
        let last = all.iter().map(|commit| commit.at).max();
        all.retain(|commit| commit.at >= since);
        let total = all.len() as u64;
        let counted = CommitActivity::count(since, since, total, last, all);
        self.0.commits = Some(counted);
        self
    }

    /// One commit a week in ten weeks, the last of them `days` ago, which is also when it
    /// was pushed to and changed.
    pub fn weekly_commits(self, days: u64) -> Self {
        let weeks = (0..10).map(|week| {
            let author = if week % 2 == 0 {
                "author 0"
            } else {
                "author 1"
            };
            (1, author, days + 7 * week, None)
        });
        let mut built = self.commits_and_merges(weeks);
        let last = built.days_ago(days);
        built.0.pushed_at = Some(last);
        built.0.updated_at = Some(last);
        built
    }

    /// When it was made, in days ago.
    pub fn created(mut self, days: u64) -> Self {
        self.0.created_at = Some(self.days_ago(days));
        self
    }

    /// The licence that the forge recognised, by its SPDX identifier.
    pub fn licence(mut self, id: &str) -> Self {
        self.0.licence = Some(ForgeLicence::Spdx { id: id.to_owned() });
        self
    }

    /// Its programming languages, in bytes.
    pub fn languages(mut self, languages: &[(&str, u64)]) -> Self {
        let sizes = languages.iter().map(|(name, bytes)| LanguageSize {
            name: (*name).to_owned(),
            bytes: *bytes,
        });
        self.0.languages = Some(sizes.collect());
        self
    }

    /// Its description.
    pub fn description(mut self, text: &str) -> Self {
        self.0.description = Some(text.to_owned());
        self
    }

    /// The text of `README.md`, whole.
    pub fn readme(mut self, text: &str) -> Self {
        self.0.readme = Some(whole("README.md", text));
        self
    }

    /// The text of `publiccode.yml`, whole.
    pub fn publiccode(mut self, text: &str) -> Self {
        self.0.publiccode = Some(whole("publiccode.yml", text));
        self
    }

    /// How many people starred it.
    pub fn stars(mut self, stars: u64) -> Self {
        self.0.counts.stars = Some(stars);
        self
    }

    /// How many forks others made.
    pub fn forks(mut self, forks: u64) -> Self {
        self.0.counts.forks = Some(forks);
        self
    }

    /// First tasks, each with its title, one label beside `good first issue` and how many days
    /// ago it was opened.
    pub fn tasks(mut self, tasks: &[(&str, &str, u64)]) -> Self {
        let tasks = tasks.iter().zip(1..).map(|((title, label, days), number)| {
            let labels = ["good first issue", label].into_iter();
            let labels = labels.filter(|label| !label.is_empty());
            OpenIssue {
                labels: labels.map(str::to_owned).collect(),
                ..self.issue(title, number, *days)
            }
        });
        let tasks = tasks.collect();
        self.issues().first_tasks = Some(tasks);
        self
    }

    /// Questions that wait, each with its title and how many days ago it was opened.
    pub fn questions(mut self, questions: &[(&str, u64)]) -> Self {
        let questions = questions.iter().zip(100..);
        let questions = questions.map(|((title, days), number)| self.issue(title, number, *days));
        let questions = questions.collect();
        self.issues().waiting = Some(questions);
        self
    }

    /// Issues of 60 days ago, each with how many days later somebody answered.
    pub fn answers(mut self, answers: &[Option<i64>]) -> Self {
        let at = self.days_ago(60);
        let asked = answers.iter().zip(1..).map(|(days, number)| FirstResponse {
            number,
            request: false,
            at,
            answered_at: days.map(|days| at + chrono::TimeDelta::days(days)),
        });
        self.issues().asked = Some(asked.collect());
        self
    }

    fn issue(&self, title: &str, number: u64, days: u64) -> OpenIssue {
        OpenIssue {
            title: title.to_owned(),
            url: format!("{}/issues/{number}", self.0.url),
            labels: Vec::new(),
            created_at: self.days_ago(days),
        }
    }

    fn issues(&mut self) -> &mut IssueFacts {
        let read_at = self.0.observed_at;
        self.0.issues.get_or_insert(IssueFacts {
            read_at,
            first_tasks: None,
            waiting: None,
            asked: None,
        })
    }

    /// Any other fact.
    pub fn with(mut self, change: impl FnOnce(&mut Observation)) -> Self {
        change(&mut self.0);
        self
    }

    fn days_ago(&self, days: u64) -> DateTime<Utc> {
        self.0.observed_at - Days::new(days)
    }
}

/// A text file that was read whole.
#[must_use]
pub fn whole(path: &str, text: &str) -> TextFile {
    TextFile::capped(path, text.to_owned(), text.len() as u64, false)
}

/// What outside sources say of a repository that was archived at this moment, and that scored
/// 6.3 on that day.
#[must_use]
pub fn outside_facts(url: &RepositoryUrl, at: DateTime<Utc>) -> OutsideFacts {
    let id = |kind: &str| format!("swh:1:{kind}:94a9ed024d3859793618152ea559a168bbcbb5e2");
    let archive = ArchiveState {
        origin: url.to_string(),
        last_visit: Some(Visit {
            at,
            status: VisitStatus::Full,
        }),
        snapshot: Some(Snapshot {
            id: id("snp").parse().expect("this is a SWHID"),
            visited_at: at,
            head: id("rev").parse().ok(),
        }),
    };
    let check = |name: &str, score| ScorecardCheck {
        name: name.to_owned(),
        score,
        reason: Some("30 commit(s) in the last 90 days".to_owned()),
        url: Some("https://github.com/ossf/scorecard".to_owned()),
    };
    let scorecard = Scorecard {
        score: Some(6.3),
        day: at.date_naive(),
        commit: Some("94a9ed024d3859793618152ea559a168bbcbb5e2".to_owned()),
        version: Some("v5.3.0".to_owned()),
        checks: vec![check("Maintained", Some(10)), check("Packaging", None)],
    };
    let archive_of = "https://archive.softwareheritage.org";
    OutsideFacts {
        archive: Some(Looked::after(None, Ok(archive), archive_of, at)),
        save: None,
        scorecard: Some(Looked::after(
            None,
            Ok(Some(scorecard)),
            "https://api.scorecard.dev",
            at,
        )),
    }
}
