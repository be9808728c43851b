//! What to read: what is new, changed or due for a refresh, and what is
//! missing.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, TimeDelta, Utc};

use super::{HostCrawl, KnownUnder, ListedUnder, Task, store};
use crate::address::RepositoryId;
use crate::crawl::{Event, TargetKind};
use crate::forge::{ForgeError, HistoryRequest, ListRequest, Listed, Listing, RepositoryRequest};
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
        self.learn_known(&single).await?;
        let mut seen = self.find_single(&single).await;
        self.single.extend(seen.iter().cloned());
        self.look_for_missing(&single, &mut seen).await;
        self.learn_elsewhere_known().await?;
        self.plan_listed();
        self.store_noticed().await
    }

    /// Lists these accounts, and plans what to read of them.
    pub(super) async fn plan_accounts(&mut self, accounts: &[usize]) -> Result<(), SinkError> {
        self.learn_known(accounts).await?;
        let mut seen = HashSet::new();
        let requests: Vec<ListRequest> = accounts.iter().map(|at| self.request(*at)).collect();
        let before = self.forge.spending();
        let results = self.forge.list(&requests).await;
        self.charge(&before, accounts.iter().copied());
        for (account, result) in accounts.iter().copied().zip(results) {
            match result {
                Ok(Some(listing)) => self.admit(account, listing, &mut seen),
                Ok(None) => self.take_as_before(account, &mut seen),
                Err(ForgeError::Halted(reason)) => self.halted = Some(reason),
                Err(error) => self.accounts[account].error = Some(error),
            }
        }
        self.look_for_missing(accounts, &mut seen).await;
        self.learn_elsewhere_known().await?;
        self.plan_listed();
        self.store_noticed().await
    }

    /// Stores what was noticed of repositories that need no reading.
    async fn store_noticed(&mut self) -> Result<(), SinkError> {
        store(self.common, std::mem::take(&mut self.noticed)).await
    }

    /// Learns what is known of the repositories under these accounts. What was
    /// known of others is forgotten.
    async fn learn_known(&mut self, accounts: &[usize]) -> Result<(), SinkError> {
        let waiting = self.tasks.iter().chain(&self.again);
        let waiting = waiting.chain(self.later.values());
        self.waiting = waiting.map(|task| task.wanted.id.clone()).collect();
        self.known.retain(|id, _| self.waiting.contains(id));
        for account in accounts.iter().copied() {
            let url = self.accounts[account].target.account.clone();
            for known in self.common.sink.known(&url).await? {
                self.known
                    .insert(known.id.clone(), KnownUnder { account, known });
            }
        }
        Ok(())
    }

    /// Learns what is known of listed repositories that were last seen under
    /// other accounts: they moved, and are not new.
    async fn learn_elsewhere_known(&mut self) -> Result<(), SinkError> {
        let strangers: Vec<RepositoryId> = self
            .listed_now
            .iter()
            .filter(|listed| !self.known.contains_key(&listed.listed.id))
            .map(|listed| listed.listed.id.clone())
            .collect();
        if strangers.is_empty() {
            return Ok(());
        }
        for known in self.common.sink.known_by_id(&strangers).await? {
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
        // Without an id the list has to come, which tells it.
        let is_known = self.expected_id(account).is_some();
        ListRequest {
            account: state.target.account.clone(),
            validator: memory
                .and_then(|memory| memory.validator.clone())
                .filter(|_| is_known && !self.common.options.full),
        }
    }

    /// Takes up what one account holds.
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
        // A validator is of the list of one name; the registered one is to be
        // asked again next time.
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
                    "its list came without {} of its repositories: {}",
                    incomplete.repositories, incomplete.reason
                ),
                instead: "those that are known were asked for one by one".to_owned(),
                advice: "The next run tries again".to_owned(),
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

    /// Takes up that the forge says that nothing changed in an account.
    fn take_as_before(&mut self, account: usize, seen: &mut HashSet<RepositoryId>) {
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
            if self.waiting.contains(&listed_under.listed.id) {
                // It moved here from an account that came before.
                continue;
            }
            let known = self.known.get(&listed_under.listed.id);
            match known.map(|under| under.known.clone()) {
                Some(known)
                    if !listed_under.in_any_case
                        && !options.full
                        && is_unchanged(&known, &listed_under.listed)
                        && (!known.has_unread || !self.forge.reads_whole())
                        && !is_due(&known, options.refresh_after, now) =>
                {
                    self.take_unread(&known, listed_under);
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

    /// Takes up what a list tells of a repository that need not be read: a new
    /// place, and numbers that move no date.
    fn take_unread(&mut self, known: &Known, listed_under: ListedUnder) {
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
        if has_moved || has_other_numbers {
            self.noticed.updates.push(Update {
                id: listed.id,
                account: belongs_to,
                url: listed.url,
                facts: listed.facts,
                noticed_at: Utc::now(),
            });
        }
    }
}

/// Whether a list tells of nothing that has to be read: no new date, and as many
/// releases as there were, which move no date on some forges. A new address
/// alone is no reason.
fn is_unchanged(known: &Known, listed: &Listed) -> bool {
    let facts = known.facts.as_ref();
    !known.gone
        && known.pushed_at == listed.pushed_at
        && known.updated_at == listed.updated_at
        && known.handle.as_deref() == Some(listed.handle.as_str())
        && !facts.is_some_and(|facts| facts.has_other_releases(&listed.facts))
}

/// Whether a repository is read again although nothing seems to have changed.
/// The time is spread by a quarter to either side, by its identity, so that what
/// was read in one night is not due in one night.
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
    fn a_refresh_is_due_in_the_half_around_its_time() {
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
