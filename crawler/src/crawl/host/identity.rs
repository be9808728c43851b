//! Account identity: the forge's own id, not the name, because names are given up and taken
//! by others. Nothing under a name with another id than before gets into the catalogue.

use std::collections::HashSet;

use super::HostCrawl;
use crate::address::{AccountUrl, RepositoryId, RepositoryUrl};
use crate::crawl::TargetKind;
use crate::forge::{ForgeError, ListRequest, Listed, Listing, Owner};
use crate::organisation::Organisation;
use crate::run::Problem;

/// Names that are tried at most for an account that has another one now.
const MAX_NAMES: usize = 3;

impl HostCrawl<'_> {
    /// The forge's id that an account is known by: what a person confirmed, what
    /// this run accepted, or what earlier runs saw.
    pub(super) fn known_id(&self, account: &AccountUrl) -> Option<&str> {
        let key = account.key();
        let confirmed = self.common.registry.account_ids.get(&key);
        let of_state = || {
            let mut states = self.accounts.iter();
            let state = states.find(|state| state.target.account.key() == key)?;
            state.forge_id.as_ref()
        };
        let remembered = || self.common.memories.get(&key)?.forge_id.as_ref();
        confirmed
            .or_else(of_state)
            .or_else(remembered)
            .map(String::as_str)
    }

    /// The id that this account must have.
    pub(super) fn expected_id(&self, account: usize) -> Option<String> {
        let target = &self.accounts[account].target;
        let confirmed = target.confirmed_id.clone();
        confirmed.or_else(|| self.known_id(&target.account).map(str::to_owned))
    }

    /// Takes up what was listed under the name of an account, when it is the
    /// account that is meant. Else nothing of it is taken.
    pub(super) fn accept_listing(
        &mut self,
        account: usize,
        listing: Listing,
        seen: &mut HashSet<RepositoryId>,
    ) {
        match self.check_identity(account, &listing) {
            Ok(()) => self.take_listing(account, listing, seen),
            Err(error) => self.accounts[account].error = Some(error),
        }
    }

    /// Whether a listing is of the account that is meant. Of an account whose id
    /// nobody saw yet, the repositories that are known must be there, at least
    /// half of them: whoever takes a name brings others.
    fn check_identity(&self, account: usize, listing: &Listing) -> Result<(), ForgeError> {
        let Some(found) = &listing.id else {
            return Ok(());
        };
        let other = |known: Option<String>| ForgeError::OtherAccount {
            account: self.accounts[account].target.account.clone(),
            known,
            found: found.clone(),
        };
        if let Some(known) = self.expected_id(account) {
            return if known == *found {
                Ok(())
            } else {
                Err(other(Some(known)))
            };
        }
        let listed: HashSet<&RepositoryId> = listing
            .repositories
            .iter()
            .map(|listed| &listed.id)
            .collect();
        let (mut known, mut there) = (0_usize, 0_usize);
        for under in self.known.values() {
            if under.account == account && !under.known.gone {
                known += 1;
                there += usize::from(listed.contains(&under.known.id));
            }
        }
        if there * 2 >= known {
            Ok(())
        } else {
            Err(other(None))
        }
    }

    /// An account that is not there, or whose name another one has, may have
    /// another name now. Where its repositories are tells which names to try;
    /// only one with the account's own id is followed.
    pub(super) async fn follow_renamed(
        &mut self,
        account: usize,
        located: &[(RepositoryUrl, Listed)],
        seen: &mut HashSet<RepositoryId>,
    ) {
        let Some(expected) = self.expected_id(account) else {
            return;
        };
        let target = self.accounts[account].target.account.clone();
        for name in candidates(&target, &expected, located) {
            if self.must_end() {
                return;
            }
            if self.registered_by_path(&name).is_some() {
                self.problem(Problem {
                    subject: target.to_string(),
                    what: format!("the account is now called {}", name.path()),
                    instead: "it is read under that name, which is in the registry too".to_owned(),
                    advice: "Remove the former name from the registry of organisations".to_owned(),
                });
                return;
            }
            let before = self.forge.spending();
            let request = ListRequest {
                account: name,
                validator: None,
            };
            let listing = self.forge.list(&[request]).await.pop();
            self.charge(&before, std::iter::once(account));
            if let Some(Ok(Some(listing))) = listing
                && listing.id.as_deref() == Some(expected.as_str())
            {
                self.accounts[account].error = None;
                self.take_listing(account, listing, seen);
                return;
            }
        }
    }

    /// The registered account that a repository belongs to. The owner's id
    /// decides where it is known; the address where it is not.
    pub(super) fn belongs_to(&self, listed: &Listed) -> Option<AccountUrl> {
        let organisations = &self.common.registry.organisations;
        let accounts = || {
            organisations
                .iter()
                .flat_map(|organisation| &organisation.accounts)
        };
        let single = listed.url.as_account().key();
        let registered_single = organisations
            .iter()
            .flat_map(|organisation| &organisation.repositories)
            .map(RepositoryUrl::as_account)
            .find(|source| source.key() == single);
        if registered_single.is_some() {
            return registered_single;
        }
        let same_host = accounts().filter(|account| account.host() == listed.url.host());
        if let Some(owner) = &listed.owner {
            let is_owner = |account: &&AccountUrl| self.known_id(account) == Some(&owner.id);
            let mut owners = same_host.clone().filter(is_owner);
            // A former and the present name may both be registered.
            let is_named = |account: &&AccountUrl| listed.url.is_under(account);
            let named = owners.clone().find(is_named);
            if let Some(account) = named.or_else(|| owners.next()) {
                return Some(account.clone());
            }
        }
        let mut under = same_host.filter(|account| listed.url.is_under(account));
        if let Some(account) = under.find(|account| !self.is_taken_over(account, listed)) {
            return Some(account.clone());
        }
        // What is within an account that has another name now.
        let states = self.accounts.iter();
        let mut followed = states.filter(|state| state.target.what == TargetKind::Account);
        let renamed = followed.find(|state| {
            let path = state.path.as_deref();
            path.is_some_and(|path| {
                let host = listed.url.host().clone();
                listed.url.is_under(&AccountUrl::new(host, path))
            })
        });
        renamed.map(|state| state.target.account.clone())
    }

    /// Whether the repository is under the name of this account, and that name
    /// is another account's.
    fn is_taken_over(&self, account: &AccountUrl, listed: &Listed) -> bool {
        let states = self.accounts.iter();
        let mut answered = states.filter(|state| state.target.account.key() == account.key());
        let is_taken = answered.any(|state| {
            matches!(state.error, Some(ForgeError::OtherAccount { .. }))
                || state
                    .path
                    .as_deref()
                    .is_some_and(|path| !path.eq_ignore_ascii_case(account.path()))
        });
        let has_other_id = match (&listed.owner, self.known_id(account)) {
            // On GitLab the owner may be a group within the account.
            (Some(owner), Some(known)) if owner.path.eq_ignore_ascii_case(account.path()) => {
                owner.id != known
            }
            _ => false,
        };
        is_taken || has_other_id
    }

    fn registered_by_path(&self, name: &AccountUrl) -> Option<&AccountUrl> {
        let organisations = self.common.registry.organisations.iter();
        let mut accounts =
            organisations.flat_map(|organisation: &Organisation| &organisation.accounts);
        accounts.find(|account| account.key() == name.key())
    }
}

/// Names that an account may have now, the likeliest first: an owner with the
/// account's id, or, for what was in a group within it, what is left of the new
/// path without the groups below.
fn candidates(
    account: &AccountUrl,
    expected: &str,
    located: &[(RepositoryUrl, Listed)],
) -> Vec<AccountUrl> {
    let mut names: Vec<AccountUrl> = Vec::new();
    let mut add = |path: &str| {
        let name = AccountUrl::new(account.host().clone(), path);
        if !path.is_empty()
            && name.key() != account.key()
            && !names.iter().any(|known| known.key() == name.key())
        {
            names.push(name);
        }
    };
    let owners = located.iter().filter_map(|(_, now)| now.owner.as_ref());
    for owner in owners.filter(|owner: &&Owner| owner.id == expected) {
        add(&owner.path);
    }
    let depth = account.path().split('/').count();
    for (before, now) in located {
        let owner = before.owner();
        let below = owner.split('/').count().saturating_sub(depth);
        if below == 0 {
            continue;
        }
        let segments: Vec<&str> = now.url.owner().split('/').collect();
        if let Some(left) = segments.len().checked_sub(below) {
            add(&segments[..left].join("/"));
        }
    }
    names.truncate(MAX_NAMES);
    names
}
