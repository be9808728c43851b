//! What to read: what is new or changed, and what is missing.

use std::collections::HashSet;

use super::{HostCrawl, KnownUnder, Task};
use crate::address::RepositoryId;
use crate::crawl::Event;
use crate::forge::{HistoryRequest, ListRequest, Listed, Listing, Wanted};
use crate::run::Problem;
use crate::sink::{Known, SinkError};

impl HostCrawl<'_> {
    /// Lists all accounts, and plans what to read.
    pub(super) async fn list(&mut self) -> Result<(), SinkError> {
        let mut seen: HashSet<RepositoryId> = HashSet::new();
        let mut listings: Vec<Option<Listing>> = Vec::new();
        let accounts: Vec<ListRequest> = self
            .accounts
            .iter()
            .map(|state| ListRequest {
                account: state.target.account.clone(),
                validator: None,
            })
            .collect();
        for chunk in accounts.chunks(self.forge.accounts_per_list().max(1)) {
            for result in self.forge.list(chunk).await {
                let account = listings.len();
                match result {
                    Ok(None) => listings.push(None),
                    Ok(Some(listing)) => {
                        seen.extend(listing.repositories.iter().map(|listed| listed.id.clone()));
                        listings.push(Some(listing));
                    }
                    Err(error) => {
                        self.accounts[account].error = Some(error);
                        listings.push(None);
                    }
                }
            }
        }
        for (account, request) in accounts.iter().enumerate() {
            for known in self.sink.known(&request.account).await? {
                self.known
                    .insert(known.id.clone(), KnownUnder { account, known });
            }
        }
        for (account, listing) in listings.into_iter().enumerate() {
            if let Some(listing) = listing {
                self.plan(account, listing);
            }
        }
        self.plan_missing(&seen);
        Ok(())
    }

    /// Plans what to read of one account.
    fn plan(&mut self, account: usize, listing: Listing) {
        let url = self.accounts[account].target.account.clone();
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
            match self.known.get(&listed.id).map(|under| &under.known) {
                Some(known) if is_unchanged(known, &listed) => {
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
        self.progress.event(Event::Listed {
            account: url,
            repositories,
            to_read: self.tasks.len() - before,
        });
    }

    /// Plans to ask what became of repositories that were known and are in no
    /// listing. Accounts that could not be listed tell nothing.
    fn plan_missing(&mut self, seen: &HashSet<RepositoryId>) {
        let mut missing: Vec<Task> = self
            .known
            .values()
            .filter(|under| {
                !under.known.gone
                    && self.accounts[under.account].error.is_none()
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
