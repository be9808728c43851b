//! Missing repositories: known, and in no list. Absence from a list proves nothing, so each
//! is looked up by its id, and only that answer tells renamed from transferred from gone.
//! A lookup costs as little as a list; it is read only where there is reason to.

use std::collections::HashSet;

use chrono::Utc;

use super::{HostCrawl, KnownUnder, ListedUnder, enumerate};
use crate::address::{RepositoryId, RepositoryUrl};
use crate::crawl::TargetKind;
use crate::forge::{ForgeError, Listed, Located, RepositoryRequest};
use crate::run::Problem;
use crate::sink::{Departure, DepartureKind};

impl HostCrawl<'_> {
    /// Looks for the repositories of these accounts that are known and not
    /// `seen` in a list. An account that could not be listed for another reason
    /// than that it is not there tells nothing of what it holds.
    pub(super) async fn look_for_missing(
        &mut self,
        accounts: &[usize],
        seen: &mut HashSet<RepositoryId>,
    ) {
        for account in accounts.iter().copied() {
            let missing = self.missing(account, seen);
            if missing.is_empty() || self.must_end() {
                self.accounts[account].pending += missing.len() as u64;
                continue;
            }
            let located = self.locate(account, &missing).await;
            let is_gone = matches!(
                self.accounts[account].error,
                Some(ForgeError::NoSuchAccount { .. } | ForgeError::OtherAccount { .. })
            );
            if is_gone && self.accounts[account].target.what == TargetKind::Account {
                self.follow_renamed(account, &located, seen).await;
            }
            let mut left = Vec::new();
            for (before, listed) in located {
                if !seen.contains(&listed.id) && !self.place(account, &before, &listed) {
                    left.push(listed.url);
                }
            }
            self.report_elsewhere(account, &left);
        }
    }

    /// Tells where repositories are of which it is not certain whose they are
    /// now. The account itself may be called otherwise: nothing is changed
    /// before a person has looked.
    fn report_elsewhere(&mut self, account: usize, left: &[RepositoryUrl]) {
        let Some(first) = left.first() else { return };
        let owner = first.owner_account();
        self.problem(Problem {
            subject: self.accounts[account].target.account.to_string(),
            what: format!(
                "{} of its repositories are now elsewhere, among them {first}",
                left.len()
            ),
            instead: "the stored data is kept".to_owned(),
            advice: format!(
                "If the account is now called {}, correct it in the registry of organisations",
                owner.path()
            ),
        });
    }

    /// What is known of an account, should be there, and was not seen.
    fn missing(&self, account: usize, seen: &HashSet<RepositoryId>) -> Vec<RepositoryRequest> {
        let state = &self.accounts[account];
        let is_told = match &state.error {
            None => state.is_listed,
            Some(error) => matches!(
                error,
                ForgeError::NoSuchAccount { .. } | ForgeError::OtherAccount { .. }
            ),
        };
        if !is_told {
            return Vec::new();
        }
        let is_missing = |under: &&KnownUnder| {
            let known = &under.known;
            let is_asked = match &state.target.what {
                TargetKind::Account | TargetKind::Single(_) => true,
                TargetKind::Once(url) => known.url.key() == url.key(),
            };
            is_asked
                && under.account == account
                && !known.gone
                && !self.single.contains(&known.id)
                && !self.queued.contains(&known.id)
                && !seen.contains(&known.id)
        };
        let mut missing: Vec<RepositoryRequest> = self
            .known
            .values()
            .filter(is_missing)
            .filter_map(|under| {
                // Without a handle the forge can't be asked.
                Some(RepositoryRequest {
                    handle: under.known.handle.clone()?,
                    id: under.known.id.clone(),
                    url: under.known.url.clone(),
                })
            })
            .collect();
        missing.sort_by(|a, b| a.id.cmp(&b.id));
        missing
    }

    /// Asks where these are. What is gone is noted; gives back the others, each
    /// with the address that it had.
    async fn locate(
        &mut self,
        account: usize,
        missing: &[RepositoryRequest],
    ) -> Vec<(RepositoryUrl, Listed)> {
        let before = self.forge.spending();
        let is_taken = matches!(
            self.accounts[account].error,
            Some(ForgeError::OtherAccount { .. })
        );
        let is_certain = self.forge.locates_by_identity() || !is_taken;
        let answers = self.forge.locate(missing).await;
        self.charge(&before, std::iter::once(account));
        let mut located = Vec::new();
        let mut failed: Vec<(ForgeError, Vec<String>)> = Vec::new();
        for (wanted, answer) in missing.iter().zip(answers) {
            match answer {
                Ok(Located::Here(listed)) => located.push((wanted.url.clone(), *listed)),
                Ok(Located::Gone(kind)) if is_certain => {
                    self.record_departure(account, &wanted.id, kind, None);
                }
                // It may have gone along with the account.
                Ok(Located::Gone(_)) => {}
                Err(ForgeError::Halted(reason)) => {
                    self.accounts[account].pending += 1;
                    self.halted = Some(reason);
                }
                Err(error) => {
                    self.accounts[account].tally.failed += 1;
                    let subject = wanted.url.to_string();
                    match failed.iter_mut().find(|(known, _)| *known == error) {
                        Some((_, subjects)) => subjects.push(subject),
                        None => failed.push((error, vec![subject])),
                    }
                }
            }
        }
        for (error, subjects) in failed {
            let subjects: Vec<&str> = subjects.iter().map(String::as_str).collect();
            self.problem(Problem {
                subject: enumerate(&subjects),
                what: error.to_string(),
                instead: "the stored data is kept".to_owned(),
                advice: error.advice(),
            });
        }
        located
    }

    /// Finds out whose a repository is that was not in the list of its account.
    /// Gives back whether that is certain.
    fn place(&mut self, account: usize, before: &RepositoryUrl, listed: &Listed) -> bool {
        if let Some(belongs_to) = self.belongs_to(listed) {
            let mut states = self.accounts.iter();
            let state = states.find(|state| state.target.account.key() == belongs_to.key());
            let is_listed_later = state.is_some_and(|state| {
                state.target.what == TargetKind::Account
                    && !state.is_listed
                    && state.error.is_none()
            });
            // Its new account's list tells all of it.
            if !is_listed_later {
                self.listed_now.push(ListedUnder {
                    account,
                    belongs_to,
                    listed: listed.clone(),
                    in_any_case: false,
                });
            }
            return true;
        }
        let is_handed_over = self.has_another_owner(account, before, listed);
        if is_handed_over {
            if self.accounts[account].target.what != TargetKind::Account {
                self.report_transfer(before, &listed.url);
            }
            let to = Some(listed.url.clone());
            self.record_departure(account, &listed.id, DepartureKind::Transferred, to);
        }
        is_handed_over
    }

    /// Whether a repository that is under no registered account was handed over,
    /// as far as that is certain: an account that has another name itself took
    /// it along.
    fn has_another_owner(&self, account: usize, before: &RepositoryUrl, listed: &Listed) -> bool {
        let state = &self.accounts[account];
        let known_owner = listed.owner.as_ref().zip(self.expected_id(account));
        let has_other_id = known_owner.is_some_and(|(owner, known)| owner.id != known);
        let own = state.target.account.key();
        match state.target.what {
            TargetKind::Single(_) => has_other_id,
            // The account is there, and does not have it.
            _ if state.error.is_none() => true,
            _ => {
                let was_direct = before.owner_account().key() == own;
                was_direct && has_other_id && listed.url.owner_account().key() != own
            }
        }
    }

    /// Tells that a repository that is registered by itself was handed over.
    pub(super) fn report_transfer(&mut self, url: &RepositoryUrl, now: &RepositoryUrl) {
        self.problem(Problem {
            subject: url.to_string(),
            what: format!("the repository has another owner; it is now at {now}"),
            instead: "it left the organisation; its stored data is kept".to_owned(),
            advice: "If it is still the organisation's, put its new address in the registry of organisations"
                .to_owned(),
        });
    }

    /// Notes that a repository left.
    pub(super) fn record_departure(
        &mut self,
        account: usize,
        id: &RepositoryId,
        kind: DepartureKind,
        to: Option<RepositoryUrl>,
    ) {
        self.accounts[account].tally.gone += 1;
        self.changes.departures.push(Departure {
            id: id.clone(),
            kind,
            noticed_at: Utc::now(),
            to,
        });
    }
}
