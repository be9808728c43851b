//! Reading what was planned, page by page, into the sink, with backpressure: pages go through
//! a bounded channel, so a slow sink slows the crawl down and never fills memory.

use std::time::Duration;

use chrono::Utc;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use super::{Common, HostCrawl, Task, enumerate, store};
use crate::commits::CommitActivity;
use crate::forge::{Fetched, ForgeError, HistoryRequest, RepositoryRequest};
use crate::observation::Observation;
use crate::run::Problem;
use crate::sink::{Batch, Departure, SinkError};

/// Pages that may wait for the sink: the bound of the channel.
const CHANNEL_PAGES: usize = 8;

/// Repositories that are stored at once, about.
const STORED_AT_ONCE: usize = 300;

/// How many repositories wait for what is asked of several together.
const DEFERRED_AT_ONCE: usize = 200;

/// The time between two writes to the sink, unless there is much to write.
const BETWEEN_STORES: Duration = Duration::from_millis(500);

impl HostCrawl<'_> {
    /// Reads page after page, while the sink stores the pages before.
    /// With `more_to_come` only whole pages are read, and nothing is tried again
    /// yet.
    pub(super) async fn read(&mut self, more_to_come: bool) -> Result<(), SinkError> {
        self.has_read |= !self.tasks.is_empty();
        let common = self.common;
        let (pages, queued) = mpsc::channel(CHANNEL_PAGES);
        let (read, stored) = futures::future::join(
            async {
                self.read_all(&pages, more_to_come).await;
                // `store_all` ends when the last sender is dropped.
                drop(pages);
            },
            store_all(common, queued),
        )
        .await;
        let () = read;
        stored
    }

    async fn read_all(&mut self, pages: &mpsc::Sender<Batch>, more_to_come: bool) {
        let mut is_last_try = false;
        loop {
            let page = self.forge.repositories_per_fetch(usize::MAX);
            let is_done = self.tasks.is_empty() && self.retries.is_empty();
            let is_time = self.deferred.len() >= DEFERRED_AT_ONCE || (is_done && !more_to_come);
            if is_time && !self.read_deferred(pages, is_last_try).await {
                return;
            }
            // Not a whole page: the next accounts will fill it.
            if more_to_come && self.tasks.len() < page {
                return;
            }
            if self.tasks.is_empty() {
                if self.retries.is_empty() {
                    return;
                }
                // The first pass is over. What failed is tried once more, after everything
                // else: that is as late as can be, and a bad hour may be over.
                is_last_try = true;
                std::mem::swap(&mut self.tasks, &mut self.retries);
            }
            if self.must_end() {
                return;
            }
            let size = self
                .forge
                .repositories_per_fetch(self.tasks.len())
                .clamp(1, self.tasks.len());
            let page: Vec<Task> = self.tasks.drain(..size).collect();
            if !self.read_page(page, pages, is_last_try).await {
                return;
            }
        }
    }

    /// Reads one page. On the last try one that can't be read is read in halves,
    /// down to each repository by itself: one that the forge can't give must not
    /// take the others along. Gives back whether to go on.
    async fn read_page(
        &mut self,
        page: Vec<Task>,
        pages: &mpsc::Sender<Batch>,
        is_last_try: bool,
    ) -> bool {
        let mut left = vec![page];
        while let Some(mut page) = left.pop() {
            if self.must_end() {
                return false;
            }
            let wanted: Vec<RepositoryRequest> =
                page.iter().map(|task| task.wanted.clone()).collect();
            let before = self.forge.spending();
            let fetched = self.forge.fetch(&wanted).await;
            self.charge(&before, page.iter().map(|task| task.account));
            match fetched {
                Ok(fetched) => {
                    let batch = self.take(page, fetched, is_last_try);
                    // The receiver is gone only when the sink failed, and `store_all`
                    // returns that error.
                    if pages.send(batch).await.is_err() {
                        return false;
                    }
                }
                // The client has halved its page size: back to the front of the queue, so
                // that the next pages are smaller and the order stays.
                Err(ForgeError::TooLarge { .. }) if page.len() > 1 && left.is_empty() => {
                    for task in page.into_iter().rev() {
                        self.tasks.push_front(task);
                    }
                }
                Err(ForgeError::Halted(reason)) => {
                    self.halted = Some(reason);
                    return false;
                }
                Err(_) if !is_last_try => self.retries.extend(page),
                // A bisection: log2 of the page in requests, to find the one repository that
                // the forge fails at.
                Err(error) if page.len() > 1 && error.may_be_of_one() => {
                    let half = page.split_off(page.len() / 2);
                    left.extend([half, page]);
                }
                Err(error) => self.fail(&page, &error),
            }
        }
        true
    }

    /// Reads what waits to be asked of several repositories together. Gives
    /// back whether the crawl goes on.
    async fn read_deferred(&mut self, pages: &mpsc::Sender<Batch>, is_last_try: bool) -> bool {
        if self.deferred.is_empty() {
            return true;
        }
        if self.must_end() {
            return false;
        }
        let mut queued = std::mem::take(&mut self.deferred);
        let before = self.forge.spending();
        let completed = self.forge.complete().await;
        self.charge(&before, queued.values().map(|task| task.account));
        match completed {
            Ok(completed) => {
                let (mut page, mut fetched): (Vec<Task>, Vec<Fetched>) = completed
                    .into_iter()
                    .filter_map(|(id, fetched)| Some((queued.remove(&id)?, fetched)))
                    .unzip();
                for task in queued.into_values() {
                    fetched.push(Fetched::Failed(Problem {
                        subject: task.wanted.url.to_string(),
                        what: "the forge gave no answer for it".to_owned(),
                        instead: "the stored data is kept".to_owned(),
                        advice: "The next crawl tries again".to_owned(),
                    }));
                    page.push(task);
                }
                let batch = self.take(page, fetched, is_last_try);
                pages.send(batch).await.is_ok()
            }
            Err(ForgeError::Halted(reason)) => {
                self.halted = Some(reason);
                false
            }
            Err(error) => {
                let page: Vec<Task> = queued.into_values().collect();
                self.fail(&page, &error);
                true
            }
        }
    }

    /// Takes up the answers for one page.
    fn take(&mut self, page: Vec<Task>, fetched: Vec<Fetched>, is_last_try: bool) -> Batch {
        let mut batch = Batch::default();
        for (task, fetched) in page.into_iter().zip(fetched) {
            match fetched {
                Fetched::Failed(_) if !is_last_try => {
                    self.retries.push_back(task);
                    continue;
                }
                Fetched::Deferred => {
                    self.deferred.insert(task.wanted.id.clone(), task);
                    continue;
                }
                Fetched::Failed(problem) => {
                    self.accounts[task.account].tally.failed += 1;
                    self.problem(Problem {
                        subject: task.wanted.url.to_string(),
                        ..problem
                    });
                }
                Fetched::Seen(observation, problems) => {
                    for problem in problems {
                        self.problem(problem);
                    }
                    let owner = observation.url.owner_account().key();
                    if owner == task.wanted.url.owner_account().key() {
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
                        self.ask_for_issues_of(&task, &observation);
                        batch.observations.push((task.belongs_to, *observation));
                    } else {
                        self.moved_meanwhile(&task, &observation);
                    }
                }
                Fetched::Gone(kind) => {
                    if self.known.contains_key(&task.wanted.id) {
                        self.accounts[task.account].tally.gone += 1;
                        batch.departures.push(Departure {
                            id: task.wanted.id,
                            kind,
                            noticed_at: Utc::now(),
                            to: None,
                        });
                    }
                }
            }
            self.accounts[task.account].pending -= 1;
        }
        batch
    }

    /// It has another owner than when it was listed. Whose it is then, the next
    /// list tells.
    fn moved_meanwhile(&mut self, task: &Task, observation: &Observation) {
        self.accounts[task.account].tally.failed += 1;
        self.problem(Problem {
            subject: task.wanted.url.to_string(),
            what: format!("it moved to {} during the crawl", observation.url),
            instead: "the stored data is kept".to_owned(),
            advice: "The next crawl checks who owns it".to_owned(),
        });
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
            let state = &mut self.accounts[task.account];
            state.tally.failed += 1;
            state.pending -= 1;
        }
        let subjects: Vec<String> = page
            .iter()
            .map(|task| task.wanted.url.to_string())
            .collect();
        let subjects: Vec<&str> = subjects.iter().map(String::as_str).collect();
        self.problem(Problem {
            subject: enumerate(&subjects),
            what: error.to_string(),
            instead: "the stored data is kept".to_owned(),
            advice: error.advice(),
        });
    }
}

/// Stores pages as they come, and small ones together, as each write to the sink is a
/// transaction and a commit of the index.
async fn store_all(common: Common<'_>, mut pages: mpsc::Receiver<Batch>) -> Result<(), SinkError> {
    let mut not_before = Instant::now();
    while let Some(mut batch) = pages.recv().await {
        while batch.observations.len() < STORED_AT_ONCE {
            match timeout_at(not_before, pages.recv()).await {
                Ok(Some(page)) => batch.extend(page),
                // The crawl is done, or it is time.
                Ok(None) | Err(_) => break,
            }
        }
        store(common, batch).await?;
        not_before = Instant::now() + BETWEEN_STORES;
    }
    Ok(())
}
