//! Crawl plan: from the lists of a chunk of accounts to the repositories to read.
//!
//! Listing is cheap and reading is not, so a list must decide what to read. A repository
//! is read when it is new, when its list row differs from what the sink knows, when part of
//! it could not be read the last time, or when its refresh is due. Of all others only what
//! the row itself carries is taken over.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, TimeDelta, Utc};

use super::{HostCrawl, KnownUnder, ListedUnder, Task, store};
use crate::address::RepositoryId;
use crate::crawl::{Event, TargetKind};
use crate::forge::{
    ForgeError, HistoryRequest, IssuesRequest, ListRequest, Listed, Listing, RepositoryRequest,
};
use crate::run::Problem;
use crate::sink::{Known, ListedFacts, SinkError, Update};

impl HostCrawl<'_> {
    /// Looks for what is registered by itself, and plans what to read of it.
    pub(super) async fn plan_single(&mut self) -> Result<(), SinkError> {
        let single: Vec<usize> = (0..self.accounts.len())
            .filter(|at| self.accounts[*at].target.what != TargetKind::Account)
            .collect();
        if single.is_empty() || self.must_end() {
            return Ok(());
        }
        self.load_known(&single).await?;
        let mut seen = self.resolve_single(&single).await;
        self.single.extend(seen.iter().cloned());
        self.look_for_missing(&single, &mut seen).await;
        self.load_moved().await?;
        self.plan_listed();
        self.store_changes().await
    }

    /// Lists these accounts, and plans what to read of them.
    pub(super) async fn plan_accounts(&mut self, accounts: &[usize]) -> Result<(), SinkError> {
        self.load_known(accounts).await?;
        let mut seen = HashSet::new();
        // One request lists the whole chunk, where the forge can do that.
        let requests: Vec<ListRequest> = accounts.iter().map(|at| self.request(*at)).collect();
        let before = self.forge.spending();
        let results = self.forge.list(&requests).await;
        self.charge(&before, accounts.iter().copied());
        for (account, result) in accounts.iter().copied().zip(results) {
            match result {
                Ok(Some(listing)) => self.accept_listing(account, listing, &mut seen),
                // The validator of a conditional request still held.
                Ok(None) => self.take_unmodified(account, &mut seen),
                Err(ForgeError::Halted(reason)) => self.halted = Some(reason),
                Err(error) => self.accounts[account].error = Some(error),
            }
        }
        // Only when the whole chunk is listed: a repository that moved from one of its
        // accounts to another is in the other's list, and not missing.
        self.look_for_missing(accounts, &mut seen).await;
        self.load_moved().await?;
        self.plan_listed();
        self.store_changes().await
    }

    /// Stores the changes that need no reading.
    async fn store_changes(&mut self) -> Result<(), SinkError> {
        store(self.common, std::mem::take(&mut self.changes)).await
    }

    /// Loads what the sink knows of the repositories under these accounts, in place of the
    /// chunk before.
    async fn load_known(&mut self, accounts: &[usize]) -> Result<(), SinkError> {
        let queued = self.tasks.iter().chain(&self.retries);
        let queued = queued.chain(self.deferred.values());
        self.queued = queued.map(|task| task.wanted.id.clone()).collect();
        // What is still in a queue stays known: when it has been read, `take` asks whether it
        // was new.
        self.known.retain(|id, _| self.queued.contains(id));
        for account in accounts.iter().copied() {
            let url = self.accounts[account].target.account.clone();
            for known in self.common.sink.known(&url).await? {
                self.known
                    .insert(known.id.clone(), KnownUnder { account, known });
            }
        }
        Ok(())
    }

    /// Loads what the sink knows of listed repositories that were last seen under other
    /// accounts: they moved, and are not new.
    async fn load_moved(&mut self) -> Result<(), SinkError> {
        let unknown: Vec<RepositoryId> = self
            .listed_now
            .iter()
            .filter(|listed| !self.known.contains_key(&listed.listed.id))
            .map(|listed| listed.listed.id.clone())
            .collect();
        if unknown.is_empty() {
            return Ok(());
        }
        for known in self.common.sink.known_by_id(&unknown).await? {
            let id = known.id.clone();
            let account = self
                .listed_now
                .iter()
                .find(|listed| listed.listed.id == id)
                .map_or(0, |listed| listed.account);
            self.known.insert(id, KnownUnder { account, known });
        }
        Ok(())
    }

    fn request(&self, account: usize) -> ListRequest {
        let state = &self.accounts[account];
        let memory = state.memory.as_ref();
        // A conditional request is not made while the account's id is unknown: only a full
        // list has it, and without it nobody can tell whether the name was taken over.
        let is_known = self.expected_id(account).is_some();
        ListRequest {
            account: state.target.account.clone(),
            validator: memory
                .and_then(|memory| memory.validator.clone())
                .filter(|_| is_known && !self.common.options.full),
        }
    }

    /// Takes the list of one account.
    pub(super) fn take_listing(
        &mut self,
        account: usize,
        listing: Listing,
        seen: &mut HashSet<RepositoryId>,
    ) {
        let state = &mut self.accounts[account];
        state.is_listed = true;
        state.forge_id = listing.id.or_else(|| state.forge_id.take());
        state.path = Some(listing.path.clone());
        let url = state.target.account.clone();
        let is_renamed = !listing.path.eq_ignore_ascii_case(url.path());
        // The validator belongs to the list under the new name, and the next run asks for
        // the registered one.
        state.validator = listing.validator.filter(|_| !is_renamed);
        if is_renamed {
            self.problem(Problem {
                subject: url.to_string(),
                what: format!("the account is now called {}", listing.path),
                instead: "it was read under its new name".to_owned(),
                advice: "Correct the account in the registry of organisations".to_owned(),
            });
        }
        if let Some(incomplete) = listing.incomplete {
            self.accounts[account].tally.failed += incomplete.repositories;
            self.problem(Problem {
                subject: url.to_string(),
                what: format!(
                    "{} of its repositories are missing from its list: {}",
                    incomplete.repositories, incomplete.reason
                ),
                instead: "known repositories were looked up one by one".to_owned(),
                advice: "The next crawl tries again".to_owned(),
            });
        }
        self.accounts[account].listed = listing.repositories.len();
        self.listed += listing.repositories.len() as u64;
        for listed in listing.repositories {
            // A repository that is registered by itself is nobody else's.
            if !self.single.contains(&listed.id) && seen.insert(listed.id.clone()) {
                self.listed_now.push(ListedUnder {
                    account,
                    belongs_to: url.clone(),
                    listed,
                    in_any_case: false,
                });
            }
        }
    }

    /// Takes an unmodified list: rebuilds its rows from what the sink knows, so that refreshes
    /// that are due are planned as ever.
    fn take_unmodified(&mut self, account: usize, seen: &mut HashSet<RepositoryId>) {
        let state = &self.accounts[account];
        let listing = Listing {
            id: None,
            path: state.target.account.path().to_owned(),
            validator: state
                .memory
                .as_ref()
                .and_then(|memory| memory.validator.clone()),
            incomplete: None,
            repositories: self
                .known
                .values()
                .filter(|under| under.account == account && !under.known.gone)
                .filter_map(|under| {
                    let known = &under.known;
                    Some(Listed {
                        id: known.id.clone(),
                        handle: known.handle.clone()?,
                        url: known.url.clone(),
                        pushed_at: known.pushed_at,
                        updated_at: known.updated_at,
                        owner: None,
                        facts: ListedFacts::default(),
                    })
                })
                .collect(),
        };
        self.take_listing(account, listing, seen);
    }

    /// Plans to read what was listed now, where there is reason to.
    fn plan_listed(&mut self) {
        let options = self.common.options;
        let now = Utc::now();
        let mut to_read: HashMap<usize, usize> = HashMap::new();
        for listed_under in std::mem::take(&mut self.listed_now) {
            let account = listed_under.account;
            to_read.entry(account).or_default();
            if self.queued.contains(&listed_under.listed.id) {
                // It moved here from an account of an earlier chunk, which queued it.
                continue;
            }
            let known = self.known.get(&listed_under.listed.id);
            match known.map(|under| under.known.clone()) {
                // What could not be read the last time is asked for again only by a client
                // that reads everything: without a token GitHub never gives it.
                Some(known)
                    if !listed_under.in_any_case
                        && !options.full
                        && is_unchanged(&known, &listed_under.listed)
                        && (!known.has_unread || !self.forge.reads_whole())
                        && !is_due(&known, options.refresh_after, now) =>
                {
                    self.take_over(&known, listed_under);
                }
                _ => {
                    *to_read.entry(account).or_default() += 1;
                    self.accounts[account].pending += 1;
                    let listed = listed_under.listed;
                    self.tasks.push_back(Task {
                        wanted: RepositoryRequest {
                            id: listed.id,
                            handle: listed.handle,
                            url: listed.url,
                        },
                        account,
                        belongs_to: listed_under.belongs_to,
                    });
                }
            }
        }
        // In the order of the accounts, as a hash map has none.
        let mut accounts: Vec<(usize, usize)> = to_read.into_iter().collect();
        accounts.sort_unstable();
        for (account, to_read) in accounts {
            let state = &self.accounts[account];
            self.common.progress.event(Event::Listed {
                account: state.target.account.clone(),
                repositories: state.listed,
                to_read,
            });
        }
    }

    /// Takes over what the list row of a repository that is not read carries: a new address,
    /// and counts that change without a date.
    fn take_over(&mut self, known: &Known, listed_under: ListedUnder) {
        let ListedUnder {
            account,
            belongs_to,
            listed,
            ..
        } = listed_under;
        let has_moved = known.url != listed.url
            || known
                .account
                .as_ref()
                .is_some_and(|account| account.key() != belongs_to.key());
        let has_other_numbers = match &known.facts {
            Some(facts) => facts.differs_from(&listed.facts),
            None => true,
        };
        let tally = &mut self.accounts[account].tally;
        if has_moved {
            tally.changed += 1;
        } else {
            tally.unchanged += 1;
        }
        if let Some(commits) = known.uncounted_of {
            self.histories.push(HistoryRequest {
                id: listed.id.clone(),
                handle: listed.handle.clone(),
                url: listed.url.clone(),
                commits,
            });
        }
        let mut counts = known
            .facts
            .as_ref()
            .map(|facts| facts.counts.clone())
            .unwrap_or_default();
        counts.take(&listed.facts.counts);
        self.ask_for_issues(
            IssuesRequest {
                id: listed.id.clone(),
                handle: listed.handle.clone(),
                url: listed.url.clone(),
                counts,
                known: known.issues.clone(),
            },
            listed.pushed_at.or(listed.updated_at),
            known.archived,
        );
        if has_moved || has_other_numbers {
            self.changes.updates.push(Update {
                id: listed.id,
                account: belongs_to,
                url: listed.url,
                facts: listed.facts,
                noticed_at: Utc::now(),
            });
        }
    }
}

/// Whether a list row has nothing that must be read: the dates are the same, and the number
/// of releases, which changes no date on some forges. A new address alone is no reason.
fn is_unchanged(known: &Known, listed: &Listed) -> bool {
    let facts = known.facts.as_ref();
    !known.gone
        && known.pushed_at == listed.pushed_at
        && known.updated_at == listed.updated_at
        && known.handle.as_deref() == Some(listed.handle.as_str())
        && !facts.is_some_and(|facts| facts.has_other_releases(&listed.facts))
}

/// Whether a repository is refreshed although nothing seems to have changed. The interval
/// has a jitter of a quarter to either side, which follows from the id, so that what the
/// first crawl read in one night is not due in one night for ever.
fn is_due(known: &Known, after: TimeDelta, now: DateTime<Utc>) -> bool {
    let mut hasher = DefaultHasher::new();
    known.id.hash(&mut hasher);
    let spread = i32::try_from(hasher.finish() % 1000).unwrap_or(0);
    let after = after * (1500 + spread) / 2000;
    now - known.observed_at >= after
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::ForgeHost;

    #[test]
    fn refresh_is_due_within_its_jitter() {
        let now: DateTime<Utc> = "2026-11-23T00:00:00Z".parse().unwrap();
        let known = |id: u32, days: i64| Known {
            id: RepositoryId::new(ForgeHost::new("github.com"), id.to_string()),
            handle: None,
            url: "https://github.com/a/b".parse().unwrap(),
            pushed_at: None,
            updated_at: None,
            observed_at: now - TimeDelta::days(days),
            gone: false,
            uncounted_of: None,
            account: None,
            facts: None,
            has_unread: false,
            archived: false,
            issues: None,
        };
        let month = TimeDelta::days(30);
        let due = |days: i64| {
            (0..100)
                .filter(|id| is_due(&known(*id, days), month, now))
                .count()
        };
        assert_eq!((due(22), due(38)), (0, 100));
        let half = due(30);
        assert!((30..70).contains(&half), "{half}");
    }
}
