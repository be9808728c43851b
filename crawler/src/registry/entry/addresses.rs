//! The accounts and repositories of an entry.

use std::str::FromStr;

use toml::Spanned;
use toml::de::DeValue;

use super::Entry;
use crate::address::{AccountUrl, AddressError, ForgeHost, RepositoryUrl};
use crate::organisation::{Organisation, Slug};
use crate::registry::Unconfirmed;
use crate::registry::parse::Reader;

/// What becomes of a mistake in one address.
const LEFT_OUT: &str = "This address is skipped until that is corrected";

/// An account, for advice.
const ACCOUNT: &str = "\"https://HOST/ACCOUNT\"";

impl Entry<'_, '_, '_, '_> {
    pub(super) fn addresses(&mut self, organisation: &mut Organisation) {
        let slug = organisation.slug.clone();
        organisation.accounts = self.accounts(&slug, "accounts");
        organisation.repositories = self.repositories(&slug);
        let unconfirmed = self.accounts(&slug, "unconfirmed").into_iter();
        let unconfirmed = unconfirmed.map(|account| Unconfirmed {
            organisation: slug.clone(),
            account,
        });
        self.reader.drafts.unconfirmed.extend(unconfirmed);
        self.account_ids(&organisation.accounts, &organisation.repositories);
    }

    fn accounts(&mut self, slug: &Slug, key: &str) -> Vec<AccountUrl> {
        let items = self.list(key, ACCOUNT).iter();
        let accounts = items.filter_map(|item| {
            let account: AccountUrl = self.address(item, "an account")?;
            let named = format!("the account {account}");
            self.claim(slug, item, account.host(), account.key(), &named)?;
            Some(account)
        });
        accounts.collect()
    }

    /// Repositories of its own under accounts that are not.
    fn repositories(&mut self, slug: &Slug) -> Vec<RepositoryUrl> {
        let items = self
            .list("repositories", "\"https://HOST/OWNER/NAME\"")
            .iter();
        let repositories = items.filter_map(|item| {
            let url: RepositoryUrl = self.address(item, "a repository")?;
            let named = format!("the repository {url}");
            self.claim(slug, item, url.host(), url.key(), &named)?;
            Some(url)
        });
        repositories.collect()
    }

    /// The forge's own ids of accounts, which a person confirmed.
    fn account_ids(&mut self, accounts: &[AccountUrl], repositories: &[RepositoryUrl]) {
        const FORM: &str = "Write account_ids = { \"https://HOST/ACCOUNT\" = \"ID\" }";
        let Some(value) = self.table.get("account_ids") else {
            return;
        };
        let Some(ids) = value.get_ref().as_table() else {
            let what = "`account_ids` is not a table".to_owned();
            return self.problem_at(value, what, FORM);
        };
        for (address, id) in ids {
            let address = address.get_ref().as_ref();
            let account = address
                .parse()
                .map(|account: AccountUrl| account.key())
                .ok();
            let mut own = accounts.iter().map(AccountUrl::key);
            let mut single = repositories.iter().map(RepositoryUrl::key);
            let Some(key) =
                account.filter(|key| own.any(|own| own == *key) || single.any(|own| own == *key))
            else {
                let what =
                    format!("`account_ids` has {address}, which is not among the addresses above");
                let advice = "Write the address as in `accounts` or `repositories`";
                self.problem_at(id, what, advice);
                continue;
            };
            let text = match id.get_ref() {
                DeValue::String(text) => text.trim().to_owned(),
                DeValue::Integer(number) => number.to_string(),
                _ => String::new(),
            };
            if text.is_empty() {
                let what = format!("the id of {address} is neither a text nor a number");
                self.problem_at(id, what, FORM);
            } else {
                self.reader.drafts.account_ids.insert(key, text);
            }
        }
    }

    /// Reads one address in a list. `None` after a problem.
    pub(super) fn address<T>(&mut self, item: &Spanned<DeValue<'_>>, kind: &str) -> Option<T>
    where
        T: FromStr<Err = AddressError>,
    {
        let text = self.text_in(item, kind, LEFT_OUT)?;
        match text.parse() {
            Ok(address) => Some(address),
            Err(error) => {
                self.problem_at(item, format!("{error}"), LEFT_OUT);
                None
            }
        }
    }

    /// Notes whose an address is. `None`, after a problem, when it is somebody
    /// else's already or on a forge that nobody configured.
    fn claim(
        &mut self,
        slug: &Slug,
        item: &Spanned<DeValue<'_>>,
        host: &ForgeHost,
        key: String,
        named: &str,
    ) -> Option<()> {
        self.on_forge(item, host, named)?;
        let drafts = &self.reader.drafts;
        let here = self.place_of(item);
        if let Some((owner, place)) = drafts.accounts.get(&key) {
            let place = drafts.seen_from(here, *place);
            let what = format!("{named} is already listed by `{owner}` {place}");
            self.problem_at(item, what, "Remove one of the two; the first is used");
            return None;
        }
        let owner = (slug.to_string(), here);
        self.reader.drafts.accounts.insert(key, owner);
        Some(())
    }

    /// `None`, after a problem, when nobody configured the forge that an account is on.
    pub(super) fn on_forge(
        &mut self,
        item: &Spanned<DeValue<'_>>,
        host: &ForgeHost,
        named: &str,
    ) -> Option<()> {
        let drafts = &self.reader.drafts;
        if drafts.forges.contains(host) {
            return Some(());
        }
        let hosts: Vec<&str> = drafts.forges.iter().map(ForgeHost::as_str).collect();
        let what = format!(
            "{named} is on {host}, which is not a configured forge (configured: {})",
            hosts.join(", ")
        );
        let advice = "Correct the address, or add a [[forges]] entry to the configuration";
        self.problem_at(item, what, advice);
        None
    }
}

/// Reads the accounts that are no government organisation's. What is in no
/// configured forge may be among them.
pub(in crate::registry) fn read_not_government(
    reader: &mut Reader<'_, '_>,
    value: &Spanned<DeValue<'_>>,
    start: usize,
) {
    let Some(items) = value.get_ref().as_array() else {
        let what = "`not_government` is not a list".to_owned();
        let advice = format!("Write not_government = [{ACCOUNT}]");
        return reader.problem(start + value.span().start, what, advice);
    };
    for item in items {
        let at = start + item.span().start;
        let text = item.get_ref().as_str().map(str::trim).unwrap_or_default();
        match text.parse::<AccountUrl>() {
            Ok(account) => reader.drafts.not_government.push(account),
            Err(error) => reader.problem(at, format!("{error}"), LEFT_OUT),
        }
    }
}
