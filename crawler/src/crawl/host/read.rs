//! Reading what was planned, page by page, into the sink.

use chrono::Utc;

use super::{HostCrawl, Task, enumerate, store};
use crate::address::AccountUrl;
use crate::commits::CommitActivity;
use crate::forge::{Fetched, ForgeError, HistoryRequest, Wanted};
use crate::observation::Observation;
use crate::run::Problem;
use crate::sink::{Batch, Departure, SinkError};

impl HostCrawl<'_> {
    /// Reads page after page; while the forge answers one, the sink stores the
    /// one before.
    pub(super) async fn read(&mut self) -> Result<(), SinkError> {
        self.has_read = !self.tasks.is_empty();
        let mut stored = Batch::default();
        while !self.tasks.is_empty() {
            let size = self
                .forge
                .repositories_per_fetch()
                .clamp(1, self.tasks.len());
            let page: Vec<Task> = self.tasks.drain(..size).collect();
            let wanted: Vec<Wanted> = page.iter().map(|task| task.wanted.clone()).collect();
            let (fetched, accepted) = tokio::join!(
                self.forge.fetch(&wanted),
                store(self.sink, self.progress, std::mem::take(&mut stored))
            );
            accepted?;
            match fetched {
                Ok(fetched) => stored = self.take(page, fetched),
                Err(ForgeError::TooLarge { .. }) if page.len() > 1 => {
                    for task in page.into_iter().rev() {
                        self.tasks.push_front(task);
                    }
                }
                Err(error) => self.fail(&page, &error),
            }
        }
        store(self.sink, self.progress, stored).await
    }

    /// Takes up the answers for one page.
    fn take(&mut self, page: Vec<Task>, fetched: Vec<Fetched>) -> Batch {
        let mut batch = Batch::default();
        for (task, fetched) in page.into_iter().zip(fetched) {
            match fetched {
                Fetched::Seen(observation, problems) => {
                    for problem in problems {
                        self.problem(problem);
                    }
                    let account = self.account_of(&task, &observation);
                    let is_new = self
                        .known
                        .get(&observation.id)
                        .is_none_or(|under| under.known.gone);
                    let tally = &mut self.accounts[task.account].tally;
                    if is_new {
                        tally.new += 1;
                    } else {
                        tally.changed += 1;
                    }
                    self.ask_for_history(&task, &observation);
                    batch.observations.push((account, *observation));
                }
                Fetched::Gone(kind) => {
                    if self.known.contains_key(&task.wanted.id) {
                        self.accounts[task.account].tally.gone += 1;
                        batch.departures.push(Departure {
                            id: task.wanted.id,
                            kind,
                            noticed_at: Utc::now(),
                        });
                    }
                }
                Fetched::Failed(problem) => {
                    self.accounts[task.account].tally.failed += 1;
                    self.problem(Problem {
                        subject: task.wanted.url.to_string(),
                        ..problem
                    });
                }
            }
        }
        batch
    }

    /// The registered account that a repository belongs to now: after a
    /// transfer its new owner's, when that is in the registry too.
    fn account_of(&self, task: &Task, observation: &Observation) -> AccountUrl {
        let listed_under = &self.accounts[task.account].target.account;
        if !task.missing {
            return listed_under.clone();
        }
        let owner = AccountUrl::new(observation.url.host().clone(), observation.url.owner());
        self.registry
            .organisations
            .iter()
            .flat_map(|organisation| &organisation.accounts)
            .find(|account| account.key() == owner.key())
            .unwrap_or(listed_under)
            .clone()
    }

    fn ask_for_history(&mut self, task: &Task, observation: &Observation) {
        let commits = observation.commits.as_ref();
        if let Some(commits) = commits.and_then(CommitActivity::uncounted_of) {
            self.histories.push(HistoryRequest {
                id: observation.id.clone(),
                handle: task.wanted.handle.clone(),
                url: observation.url.clone(),
                commits,
            });
        }
    }

    /// A page that the forge could not answer: its repositories stay as they
    /// were stored.
    fn fail(&mut self, page: &[Task], error: &ForgeError) {
        for task in page {
            self.accounts[task.account].tally.failed += 1;
        }
        let subjects: Vec<String> = page
            .iter()
            .map(|task| task.wanted.url.to_string())
            .collect();
        let subjects: Vec<&str> = subjects.iter().map(String::as_str).collect();
        self.problem(Problem {
            subject: enumerate(&subjects),
            what: error.to_string(),
            instead: "what was stored stays as it was".to_owned(),
            advice: error.advice(),
        });
    }
}
