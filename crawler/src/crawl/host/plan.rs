//! What to read: what is new, changed or due for a refresh, and what is
//! missing.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, TimeDelta, Utc};

use super::{HostCrawl, KnownUnder, ListedUnder, Task};
use crate::address::{AccountUrl, RepositoryId, RepositoryUrl};
use crate::crawl::{Event, TargetKind};
use crate::forge::{ForgeError, Found, HistoryRequest, ListRequest, Listed, Listing, Wanted};
use crate::run::Problem;
use crate::sink::{Known, ListedFacts, SinkError};

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
        let seen = self.find_single(&single).await;
        self.learn_elsewhere_known().await?;
        self.single.extend(seen.iter().cloned());
        self.plan_listed();
        self.plan_missing(&single, &seen);
        Ok(())
    }

    /// Lists these accounts, and plans what to read of them.
    pub(super) async fn plan_accounts(&mut self, accounts: &[usize]) -> Result<(), SinkError> {
        self.learn_known(accounts).await?;
        // A repository that is registered by itself is nobody else's.
        let mut seen = HashSet::new();
        let requests: Vec<ListRequest> = accounts.iter().map(|at| self.request(*at)).collect();
        let before = self.forge.spending();
        let results = self.forge.list(&requests).await;
        self.charge(&before, accounts.iter().copied());
        for (account, result) in accounts.iter().copied().zip(results) {
            match result {
                Ok(Some(listing)) => self.take_listing(account, listing, &mut seen),
                Ok(None) => self.take_as_before(account, &mut seen),
                Err(ForgeError::Halted(reason)) => self.halted = Some(reason),
                Err(error) => self.accounts[account].error = Some(error),
            }
        }
        self.follow_renamed_accounts(accounts, &mut seen).await;
        self.learn_elsewhere_known().await?;
        self.plan_listed();
        self.plan_missing(accounts, &seen);
        Ok(())
    }

    /// Learns what is known of the repositories under these accounts. What was
    /// known of others is forgotten.
    async fn learn_known(&mut self, accounts: &[usize]) -> Result<(), SinkError> {
        let waiting = self.tasks.iter().chain(&self.again);
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

    /// An account that is not there may have another name now: where one of its
    /// repositories is tells which.
    async fn follow_renamed_accounts(
        &mut self,
        accounts: &[usize],
        seen: &mut HashSet<RepositoryId>,
    ) {
        for account in accounts.iter().copied() {
            let error = &self.accounts[account].error;
            if !matches!(error, Some(ForgeError::NoSuchAccount { .. })) || self.must_end() {
                continue;
            }
            let known = self
                .known
                .values()
                .filter(|under| under.account == account && !under.known.gone)
                .map(|under| under.known.url.clone())
                .min();
            let Some(url) = known else { continue };
            let before = self.forge.spending();
            if let Some(Ok(Found::Here(listed))) = self.forge.find(&[url]).await.pop() {
                let new = AccountUrl::new(listed.url.host().clone(), listed.url.owner());
                let is_registered = self
                    .accounts
                    .iter()
                    .any(|state| state.target.account.key() == new.key());
                if !is_registered {
                    let request = ListRequest {
                        account: new,
                        validator: None,
                    };
                    if let Some(Ok(Some(listing))) = self.forge.list(&[request]).await.pop() {
                        self.accounts[account].error = None;
                        self.take_listing(account, listing, seen);
                    }
                }
            }
            self.charge(&before, std::iter::once(account));
        }
    }

    fn request(&self, account: usize) -> ListRequest {
        let state = &self.accounts[account];
        let memory = state.memory.as_ref();
        ListRequest {
            account: state.target.account.clone(),
            validator: memory
                .and_then(|memory| memory.validator.clone())
                .filter(|_| !self.common.options.full),
        }
    }

    /// Looks for the repositories that are asked for by themselves. Gives back
    /// which are there.
    async fn find_single(&mut self, single: &[usize]) -> HashSet<RepositoryId> {
        let mut seen = HashSet::new();
        let wanted: Vec<(usize, RepositoryUrl, bool)> = single
            .iter()
            .filter_map(|at| match &self.accounts[*at].target.what {
                TargetKind::Account => None,
                TargetKind::Single(url) => Some((*at, url.clone(), false)),
                TargetKind::Once(url) => Some((*at, url.clone(), true)),
            })
            .collect();
        let urls: Vec<RepositoryUrl> = wanted.iter().map(|(_, url, _)| url.clone()).collect();
        let before = self.forge.spending();
        let found = self.forge.find(&urls).await;
        self.charge(&before, wanted.iter().map(|(at, ..)| *at));
        for ((account, url, once), found) in wanted.into_iter().zip(found) {
            self.accounts[account].is_listed = true;
            match found {
                Ok(Found::Here(listed)) => {
                    if listed.url.key() != url.key() {
                        self.problem(Problem {
                            subject: url.to_string(),
                            what: format!("the repository is now at {}", listed.url),
                            instead: "it was read there".to_owned(),
                            advice: "Use the new address from now on".to_owned(),
                        });
                    }
                    seen.insert(listed.id.clone());
                    self.listed_now.push(ListedUnder {
                        account,
                        listed: *listed,
                        in_any_case: once,
                    });
                }
                Ok(Found::Gone(_)) => {
                    // Asked for by its identity it tells how it left.
                    let known = self.known.values().find(|under| {
                        under.account == account && (!once || under.known.url.key() == url.key())
                    });
                    if known.is_none_or(|under| under.known.handle.is_none()) {
                        self.accounts[account].error = Some(ForgeError::NoSuchRepository { url });
                    }
                }
                Err(ForgeError::Halted(reason)) => {
                    self.accounts[account].is_listed = false;
                    self.halted = Some(reason);
                }
                Err(error) => self.accounts[account].error = Some(error),
            }
        }
        seen
    }

    /// Takes up what one account holds.
    fn take_listing(&mut self, account: usize, listing: Listing, seen: &mut HashSet<RepositoryId>) {
        let state = &mut self.accounts[account];
        state.is_listed = true;
        state.validator = listing.validator;
        let url = state.target.account.clone();
        if !listing.path.eq_ignore_ascii_case(url.path()) {
            self.problem(Problem {
                subject: url.to_string(),
                what: format!("the account is now called {}", listing.path),
                instead: "it was read under its new name".to_owned(),
                advice: "Correct the account in the registry of organisations".to_owned(),
            });
        }
        self.accounts[account].listed = listing.repositories.len();
        self.listed += listing.repositories.len() as u64;
        for listed in listing.repositories {
            if !self.single.contains(&listed.id) && seen.insert(listed.id.clone()) {
                self.listed_now.push(ListedUnder {
                    account,
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
        for ListedUnder {
            account,
            listed,
            in_any_case,
        } in std::mem::take(&mut self.listed_now)
        {
            to_read.entry(account).or_default();
            if self.waiting.contains(&listed.id) {
                // It moved here from an account that came before.
                continue;
            }
            match self.known.get(&listed.id).map(|under| &under.known) {
                Some(known)
                    if !in_any_case
                        && !options.full
                        && is_unchanged(known, &listed)
                        && !is_due(known, options.refresh_after, now) =>
                {
                    self.accounts[account].tally.unchanged += 1;
                    if let Some(commits) = known.uncounted_of {
                        self.histories.push(HistoryRequest {
                            id: listed.id,
                            handle: listed.handle,
                            url: listed.url,
                            commits,
                        });
                    }
                }
                _ => {
                    *to_read.entry(account).or_default() += 1;
                    self.add_task(Task {
                        wanted: Wanted {
                            id: listed.id,
                            handle: listed.handle,
                            url: listed.url,
                        },
                        account,
                        missing: false,
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

    fn add_task(&mut self, task: Task) {
        self.accounts[task.account].pending += 1;
        self.tasks.push_back(task);
    }

    /// Plans to ask what became of repositories that were known and are in no
    /// listing. Accounts that could not be listed tell nothing.
    fn plan_missing(&mut self, accounts: &[usize], seen: &HashSet<RepositoryId>) {
        let mut missing: Vec<Task> = self
            .known
            .values()
            .filter(|under| {
                let state = &self.accounts[under.account];
                let is_asked = match &state.target.what {
                    TargetKind::Account | TargetKind::Single(_) => true,
                    TargetKind::Once(url) => under.known.url.key() == url.key(),
                };
                is_asked
                    && accounts.contains(&under.account)
                    && !self.single.contains(&under.known.id)
                    && !under.known.gone
                    && state.is_listed
                    && state.error.is_none()
                    && !seen.contains(&under.known.id)
            })
            .filter_map(|under| {
                // Without a handle the forge can't be asked.
                Some(Task {
                    wanted: Wanted {
                        handle: under.known.handle.clone()?,
                        id: under.known.id.clone(),
                        url: under.known.url.clone(),
                    },
                    account: under.account,
                    missing: true,
                })
            })
            .collect();
        missing.sort_by(|a, b| a.wanted.id.cmp(&b.wanted.id));
        for task in missing {
            self.add_task(task);
        }
    }
}

fn is_unchanged(known: &Known, listed: &Listed) -> bool {
    !known.gone
        && known.url == listed.url
        && known.pushed_at == listed.pushed_at
        && known.updated_at == listed.updated_at
        && known.handle.as_deref() == Some(listed.handle.as_str())
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
