//! Single repositories: registered by themselves and not by account, or named on the command
//! line. The address must lead to what it led to before, under the same owner.

use std::collections::HashSet;

use super::{HostCrawl, ListedUnder};
use crate::address::{RepositoryId, RepositoryUrl};
use crate::crawl::TargetKind;
use crate::forge::{ForgeError, Listed, Located};
use crate::run::Problem;
use crate::sink::DepartureKind;

/// What an address leads to.
enum Resolution {
    /// The repository that is meant.
    There,
    /// That one, with an owner outside the registry.
    HandedOver,
    /// Another one.
    Elsewhere(ForgeError),
}

impl HostCrawl<'_> {
    /// Looks for the repositories that are asked for by themselves. Gives back
    /// which are there.
    pub(super) async fn resolve_single(&mut self, single: &[usize]) -> HashSet<RepositoryId> {
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
                Ok(Located::Here(listed)) => {
                    self.take_single(account, &url, once, *listed, &mut seen);
                }
                Ok(Located::Gone(_)) => {
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

    fn take_single(
        &mut self,
        account: usize,
        url: &RepositoryUrl,
        once: bool,
        listed: Listed,
        seen: &mut HashSet<RepositoryId>,
    ) {
        let belongs_to = self.belongs_to(&listed);
        let resolution = if once {
            match &belongs_to {
                Some(_) => Resolution::There,
                None => self.stray(account, &listed),
            }
        } else {
            self.check_single(account, url, &listed, belongs_to.is_some())
        };
        match resolution {
            Resolution::There => {
                let is_moved = listed.url.key() != url.key();
                if is_moved {
                    self.problem(Problem {
                        subject: url.to_string(),
                        what: format!("the repository is now at {}", listed.url),
                        instead: "it was read there".to_owned(),
                        advice: "Use the new address from now on".to_owned(),
                    });
                }
                if !once {
                    let id = listed.owner.as_ref().map(|owner| owner.id.clone());
                    self.accounts[account].forge_id = id;
                }
                seen.insert(listed.id.clone());
                let own = self.accounts[account].target.account.clone();
                self.listed_now.push(ListedUnder {
                    account,
                    belongs_to: belongs_to.unwrap_or(own),
                    listed,
                    in_any_case: once,
                });
            }
            Resolution::HandedOver => {
                self.report_transfer(url, &listed.url);
                seen.insert(listed.id.clone());
                let is_known = self
                    .known
                    .get(&listed.id)
                    .is_some_and(|under| !under.known.gone);
                if is_known {
                    let to = Some(listed.url);
                    self.record_departure(account, &listed.id, DepartureKind::Transferred, to);
                }
            }
            Resolution::Elsewhere(error) => self.accounts[account].error = Some(error),
        }
    }

    /// What it means that a repository, asked for once, is under no registered
    /// account.
    fn stray(&self, account: usize, listed: &Listed) -> Resolution {
        let target = &self.accounts[account].target.account;
        match &listed.owner {
            _ if !listed.url.is_under(target) => Resolution::HandedOver,
            Some(owner) => Resolution::Elsewhere(ForgeError::OtherAccount {
                account: target.clone(),
                known: self.expected_id(account),
                found: owner.id.clone(),
            }),
            None => Resolution::Elsewhere(ForgeError::NoSuchRepository {
                url: listed.url.clone(),
            }),
        }
    }

    /// Whether the address of a repository that is registered by itself leads to
    /// it. Its owner's id tells; where none was ever seen, its own.
    fn check_single(
        &self,
        account: usize,
        url: &RepositoryUrl,
        listed: &Listed,
        is_registered: bool,
    ) -> Resolution {
        let mut known = self.known.values().filter(|under| under.account == account);
        let is_same = known.any(|under| under.known.id == listed.id);
        let is_first = !self.known.values().any(|under| under.account == account);
        let same_place = listed.url.key() == url.key();
        let Some(owner) = &listed.owner else {
            return Resolution::There;
        };
        let expected = self.expected_id(account);
        match expected {
            Some(expected) if expected == owner.id => Resolution::There,
            Some(_) if is_same && !same_place => {
                if is_registered {
                    Resolution::There
                } else {
                    Resolution::HandedOver
                }
            }
            None if is_first || is_same => Resolution::There,
            known => Resolution::Elsewhere(ForgeError::OtherAccount {
                account: self.accounts[account].target.account.clone(),
                known,
                found: owner.id.clone(),
            }),
        }
    }
}
