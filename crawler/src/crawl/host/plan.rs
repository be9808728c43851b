//! What to read: what is new, changed or due for a refresh, and what is
//! missing.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, TimeDelta, Utc};

use super::{HostCrawl, KnownUnder, Task};
use crate::address::{AccountUrl, RepositoryId, RepositoryUrl};
use crate::crawl::{Event, TargetKind};
use crate::forge::{ForgeError, Found, HistoryRequest, ListRequest, Listed, Listing, Wanted};
use crate::run::Problem;
use crate::sink::{Known, SinkError};

impl HostCrawl<'_> {
    /// Lists all accounts, and plans what to read.
    pub(super) async fn list(&mut self) -> Result<(), SinkError> {
        for account in 0..self.accounts.len() {
            let url = self.accounts[account].target.account.clone();
            for known in self.common.sink.known(&url).await? {
                self.known
                    .insert(known.id.clone(), KnownUnder { account, known });
            }
        }
        let mut seen: HashSet<RepositoryId> = HashSet::new();
        // A repository that is registered by itself is nobody else's.
        self.find_single(&mut seen).await;
        let mut accounts: Vec<usize> = (0..self.accounts.len())
            .filter(|at| self.accounts[*at].target.what == TargetKind::Account)
            .collect();
        let width = self.forge.accounts_per_list().max(1);
        while !accounts.is_empty() && !self.must_end() {
            let chunk: Vec<usize> = accounts.drain(..width.min(accounts.len())).collect();
            let requests: Vec<ListRequest> = chunk.iter().map(|at| self.request(*at)).collect();
            let before = self.forge.spending();
            let results = self.forge.list(&requests).await;
            self.charge(&before, chunk.iter().copied());
            for (account, result) in chunk.into_iter().zip(results) {
                match result {
                    Ok(Some(listing)) => self.plan(account, listing, &mut seen),
                    Ok(None) => self.plan_as_before(account, &mut seen),
                    Err(ForgeError::Halted(reason)) => self.halted = Some(reason),
                    Err(error) => self.accounts[account].error = Some(error),
                }
            }
        }
        self.follow_renamed_accounts(&mut seen).await;
        self.plan_missing(&seen);
        for state in &mut self.accounts {
            state.pending = 0;
        }
        for task in &self.tasks {
            self.accounts[task.account].pending += 1;
        }
        Ok(())
    }

    /// An account that is not there may have another name now: where one of its
    /// repositories is tells which.
    async fn follow_renamed_accounts(&mut self, seen: &mut HashSet<RepositoryId>) {
        for account in 0..self.accounts.len() {
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
                        self.plan(account, listing, seen);
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

    /// Looks for the repositories that are asked for by themselves.
    async fn find_single(&mut self, seen: &mut HashSet<RepositoryId>) {
        let wanted: Vec<(usize, RepositoryUrl, bool)> = self
            .accounts
            .iter()
            .enumerate()
            .filter_map(|(at, state)| match &state.target.what {
                TargetKind::Account => None,
                TargetKind::Single(url) => Some((at, url.clone(), false)),
                TargetKind::Once(url) => Some((at, url.clone(), true)),
            })
            .collect();
        if wanted.is_empty() || self.must_end() {
            return;
        }
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
                    self.take_listed(account, listed, once, seen);
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
    }

    /// Plans what to read of one account.
    fn plan(&mut self, account: usize, listing: Listing, seen: &mut HashSet<RepositoryId>) {
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
        let before = self.tasks.len();
        let repositories = listing.repositories.len();
        self.listed += repositories as u64;
        for listed in listing.repositories {
            if !seen.contains(&listed.id) {
                self.take_listed(account, listed, false, seen);
            }
        }
        self.common.progress.event(Event::Listed {
            account: url,
            repositories,
            to_read: self.tasks.len() - before,
        });
    }

    /// Plans for an account of which the forge says that nothing changed.
    fn plan_as_before(&mut self, account: usize, seen: &mut HashSet<RepositoryId>) {
        let state = &self.accounts[account];
        let listing = Listing {
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
                    })
                })
                .collect(),
        };
        self.plan(account, listing, seen);
    }

    /// Plans to read a repository that is there, when there is reason to.
    fn take_listed(
        &mut self,
        account: usize,
        listed: Listed,
        in_any_case: bool,
        seen: &mut HashSet<RepositoryId>,
    ) {
        seen.insert(listed.id.clone());
        let options = self.common.options;
        match self.known.get(&listed.id).map(|under| &under.known) {
            Some(known)
                if !in_any_case
                    && !options.full
                    && is_unchanged(known, &listed)
                    && !is_due(known, options.refresh_after, Utc::now()) =>
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
            _ => self.tasks.push_back(Task {
                wanted: Wanted {
                    id: listed.id,
                    handle: listed.handle,
                    url: listed.url,
                },
                account,
                missing: false,
            }),
        }
    }

    /// Plans to ask what became of repositories that were known and are in no
    /// listing. Accounts that could not be listed tell nothing.
    fn plan_missing(&mut self, seen: &HashSet<RepositoryId>) {
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
        self.tasks.extend(missing);
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
