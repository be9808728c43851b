//! Progress of the running crawl, published for everyone who watches.

use std::sync::atomic::{AtomicBool, Ordering};

use bronwijzer_crawler::crawl::{Event, Progress};
use bronwijzer_crawler::run::Problem;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// How far a running crawl has got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveRun {
    /// The id that its report will have.
    pub id: String,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// Accounts to crawl.
    pub accounts: u64,
    /// Accounts that were listed.
    pub listed: u64,
    /// Repositories in them.
    pub repositories: u64,
    /// Repositories that have to be read, as far as known.
    pub to_read: u64,
    /// Repositories that were read and stored.
    pub stored: u64,
    /// How many things went wrong.
    pub problems: u64,
    /// The last of them.
    pub last_problem: Option<Problem>,
}

/// Where a running crawl tells how far it has got; `None` when none runs.
pub(crate) struct Live {
    run: watch::Sender<Option<LiveRun>>,
    /// Whether a crawl of this process runs, and not one of another that shares the store.
    is_own: AtomicBool,
    /// Whether others were not yet shown what changed.
    is_unshown: AtomicBool,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            run: watch::Sender::new(None),
            is_own: AtomicBool::new(false),
            is_unshown: AtomicBool::new(false),
        }
    }
}

impl Live {
    pub(crate) fn now(&self) -> Option<LiveRun> {
        self.run.borrow().clone()
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Option<LiveRun>> {
        self.run.subscribe()
    }

    /// Whether a crawl of this process runs.
    pub(crate) fn is_own(&self) -> bool {
        self.is_own.load(Ordering::Acquire)
    }

    /// The crawl has ended.
    pub(crate) fn end(&self) {
        self.run.send_replace(None);
        self.is_own.store(false, Ordering::Release);
        self.is_unshown.store(true, Ordering::Release);
    }

    /// What others that share the store were not yet shown of a crawl of this process: how far it
    /// has got, or that it ended.
    pub(crate) fn unshown(&self) -> Option<Option<LiveRun>> {
        let is_unshown = self.is_unshown.swap(false, Ordering::AcqRel);
        is_unshown.then(|| self.now().filter(|_| self.is_own()))
    }

    /// They could not be shown it.
    pub(crate) fn show_again(&self) {
        self.is_unshown.store(true, Ordering::Release);
    }

    /// How far the crawl of another process has got, unless this one crawls.
    pub(crate) fn show_of_others(&self, run: Option<LiveRun>) {
        if self.is_own() {
            return;
        }
        self.run.send_if_modified(|known| {
            let changes = *known != run;
            *known = run;
            changes
        });
    }

    /// Takes up an event.
    pub(crate) fn take(&self, event: &Event) {
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        if let Event::Started { run, accounts } = event {
            self.is_own.store(true, Ordering::Release);
            self.run.send_replace(Some(LiveRun {
                id: run.clone(),
                started_at: Utc::now(),
                accounts: count(*accounts),
                listed: 0,
                repositories: 0,
                to_read: 0,
                stored: 0,
                problems: 0,
                last_problem: None,
            }));
            self.is_unshown.store(true, Ordering::Release);
            return;
        }
        self.run.send_if_modified(|live| {
            let Some(live) = live else { return false };
            match event {
                Event::Started { .. } => {}
                Event::Listed {
                    repositories,
                    to_read,
                    ..
                } => {
                    live.listed += 1;
                    live.repositories += count(*repositories);
                    live.to_read += count(*to_read);
                }
                Event::Stored { repositories } => live.stored += count(*repositories),
                Event::Problem(problem) => {
                    live.problems += 1;
                    live.last_problem = Some(problem.clone());
                }
            }
            true
        });
        self.is_unshown.store(true, Ordering::Release);
    }
}

/// Lets those who watch the catalogue see a crawl, and passes its events on.
pub struct LiveProgress<'a> {
    pub(crate) live: &'a Live,
    pub(crate) next: &'a dyn Progress,
}

impl Progress for LiveProgress<'_> {
    fn event(&self, event: Event) {
        self.live.take(&event);
        self.next.event(event);
    }
}

impl Drop for LiveProgress<'_> {
    fn drop(&mut self) {
        self.live.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crawl_progress_adds_up() {
        let live = Live::default();
        let mut watcher = live.watch();
        assert_eq!(live.now(), None);
        // Without a start there is nothing to add to.
        live.take(&Event::Stored { repositories: 1 });
        assert_eq!(live.now(), None);
        live.take(&Event::Started {
            run: "20261123T020000.000Z".to_owned(),
            accounts: 2,
        });
        for _ in 0..2 {
            live.take(&Event::Listed {
                account: "https://github.com/minvws".parse().unwrap(),
                repositories: 10,
                to_read: 4,
            });
            live.take(&Event::Stored { repositories: 4 });
        }
        assert!(watcher.has_changed().unwrap());
        let now = watcher.borrow_and_update().clone().unwrap();
        let counted = [now.listed, now.repositories, now.to_read, now.stored];
        assert_eq!(counted, [2, 20, 8, 8]);
        live.end();
        assert_eq!(*watcher.borrow_and_update(), None);
    }
}
