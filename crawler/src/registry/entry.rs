//! One organisation of the registry file.

use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::parse::Reader;
use crate::address::{AccountUrl, AddressError, ForgeHost, RepositoryUrl};
use crate::organisation::{Organisation, OrganisationType, Slug, TooiUri};

/// Every key of an organisation, in the order to write them in.
pub(super) const KEYS: &[&str] = &[
    "slug",
    "name",
    "short_names",
    "tooi",
    "type",
    "accounts",
    "repositories",
    "account_ids",
];

/// The longest short name, in letters.
const LONGEST_SHORT_NAME: usize = 20;

/// What becomes of an organisation with a mistake in what identifies it.
const LEFT_OUT: &str = "This organisation is skipped until that is corrected";

/// What becomes of a mistake in one address.
const ADDRESS_LEFT_OUT: &str = "This address is skipped until that is corrected";

/// Reads one organisation whose header is at byte `at`; the spans inside
/// `table` count from byte `start`. `None` when it can't be used; the reader
/// then has the problem.
pub(super) fn read_entry(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    at: usize,
    start: usize,
) -> Option<Organisation> {
    let mut entry = Entry {
        reader,
        table,
        at,
        start,
    };
    entry.unknown_keys();
    // Each part is read before one of them may end it, so that every mistake
    // is told at once.
    let slug = entry.slug();
    let name = entry.name();
    let identity = entry.identity();
    let (slug, name, (tooi, organisation_type)) = (slug?, name?, identity?);
    let line = entry.reader.line(at);
    if let Some(first) = entry.reader.slugs.get(slug.as_str()) {
        let what = format!("the slug `{slug}` is already used on line {first}");
        entry.reader.problem(at, what, LEFT_OUT.to_owned());
        return None;
    }
    entry.reader.slugs.insert(slug.to_string(), line);
    let short_names = entry.short_names(&slug);
    let accounts = entry.accounts(&slug);
    let repositories = entry.repositories(&slug);
    entry.account_ids(&accounts, &repositories);
    Some(Organisation {
        short_names,
        tooi,
        accounts,
        repositories,
        ..Organisation::new(slug, name, organisation_type)
    })
}

struct Entry<'r, 'a, 't> {
    reader: &'r mut Reader<'a>,
    table: &'t DeTable<'t>,
    at: usize,
    start: usize,
}

impl<'t> Entry<'_, '_, 't> {
    fn problem_at(&mut self, value: &Spanned<DeValue<'_>>, what: String, advice: &str) {
        let at = self.start + value.span().start;
        self.reader.problem(at, what, advice.to_owned());
    }

    fn unknown_keys(&mut self) {
        for (key, _) in self.table {
            if !KEYS.contains(&key.get_ref().as_ref()) {
                self.reader.problem(
                    self.start + key.span().start,
                    format!("unknown key `{}`", key.get_ref()),
                    format!("Use one of: {}", KEYS.join(", ")),
                );
            }
        }
    }

    /// The text under `key`. `None` when it is absent or, which is a problem,
    /// no text.
    fn text(&mut self, key: &str) -> Option<(&'t Spanned<DeValue<'t>>, &'t str)> {
        let value = self.table.get(key)?;
        let text = value.get_ref().as_str().map(str::trim);
        if text.is_none() {
            let found = value.get_ref().type_str();
            let what = format!("`{key}` must be a text in quotes, but is of type {found}");
            self.problem_at(value, what, LEFT_OUT);
        }
        Some((value, text?))
    }

    fn missing(&mut self, what: &str) {
        let what = format!("an organisation without {what}");
        self.reader.problem(self.at, what, LEFT_OUT.to_owned());
    }

    fn slug(&mut self) -> Option<Slug> {
        if !self.table.contains_key("slug") {
            self.missing("`slug`");
        }
        let (value, text) = self.text("slug")?;
        match text.parse() {
            Ok(slug) => Some(slug),
            Err(error) => {
                self.problem_at(value, format!("{error}"), LEFT_OUT);
                None
            }
        }
    }

    fn name(&mut self) -> Option<String> {
        if !self.table.contains_key("name") {
            self.missing("`name`");
        }
        let (value, text) = self.text("name")?;
        if text.is_empty() {
            self.problem_at(value, "`name` is empty".to_owned(), LEFT_OUT);
            return None;
        }
        Some(text.to_owned())
    }

    /// What everybody calls it for short. A short name that can't be used is left
    /// out.
    fn short_names(&mut self, slug: &Slug) -> Vec<String> {
        const LEFT_OUT: &str = "This short name is skipped until that is corrected";
        let Some(value) = self.table.get("short_names") else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            let what = "`short_names` is not a list".to_owned();
            self.problem_at(value, what, "Write short_names = [\"VWS\"]");
            return Vec::new();
        };
        let mut names = Vec::new();
        for item in items {
            let Some(name) = item.get_ref().as_str().map(str::trim) else {
                let found = item.get_ref().type_str();
                let what = format!("a short name must be a text in quotes, but is of type {found}");
                self.problem_at(item, what, LEFT_OUT);
                continue;
            };
            let is_word = !name.is_empty() && name.chars().all(char::is_alphanumeric);
            if !is_word || name.chars().count() > LONGEST_SHORT_NAME {
                let what = format!(
                    "`{name}` is not a short name; use 1 to {LONGEST_SHORT_NAME} letters and digits, as in `VWS`"
                );
                self.problem_at(item, what, LEFT_OUT);
                continue;
            }
            let key = name.to_lowercase();
            if let Some((owner, line)) = self.reader.short_names.get(&key) {
                let what =
                    format!("the short name `{name}` is already that of `{owner}` on line {line}");
                self.problem_at(item, what, "Remove one of the two; the first is used");
                continue;
            }
            let line = self.reader.line(self.start + item.span().start);
            self.reader
                .short_names
                .insert(key, (slug.to_string(), line));
            names.push(name.to_owned());
        }
        names
    }

    /// The TOOI URI, and the type that follows from it or stands in its place.
    fn identity(&mut self) -> Option<(Option<TooiUri>, OrganisationType)> {
        let written = self.organisation_type();
        if !self.table.contains_key("tooi") {
            if !self.table.contains_key("type") {
                self.missing("`tooi` and without `type`");
            }
            return written.map(|organisation_type| (None, organisation_type));
        }
        let (value, text) = self.text("tooi")?;
        let tooi = match text.parse::<TooiUri>() {
            Ok(tooi) => tooi,
            Err(error) => {
                self.problem_at(value, format!("{error}"), LEFT_OUT);
                return None;
            }
        };
        let derived = tooi.organisation_type();
        if let (Some(written), Some(value)) = (written, self.table.get("type"))
            && written != derived
        {
            let what = format!(
                "the type `{}` contradicts the TOOI URI, which says `{}`",
                written.as_str(),
                derived.as_str()
            );
            self.problem_at(value, what, "Remove `type`; the TOOI URI is used");
        }
        Some((Some(tooi), derived))
    }

    fn organisation_type(&mut self) -> Option<OrganisationType> {
        let (value, text) = self.text("type")?;
        let found = OrganisationType::from_name(text);
        if found.is_none() {
            let allowed: Vec<&str> = OrganisationType::ALL.iter().map(|t| t.as_str()).collect();
            let advice = format!("Use one of: {}", allowed.join(", "));
            self.problem_at(value, format!("unknown type `{text}`"), &advice);
        }
        found
    }

    fn accounts(&mut self, slug: &Slug) -> Vec<AccountUrl> {
        let Some(value) = self.table.get("accounts") else {
            let what = format!("the organisation `{slug}` has no `accounts`");
            let advice = "Write accounts = [\"https://HOST/ACCOUNT\"], or an empty list";
            self.reader.problem(self.at, what, advice.to_owned());
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            let what = "`accounts` is not a list".to_owned();
            self.problem_at(value, what, "Write accounts = [\"https://HOST/ACCOUNT\"]");
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| {
                let account: AccountUrl = self.address(item, "an account")?;
                let host = account.host().clone();
                self.claim(
                    slug,
                    item,
                    &host,
                    account.key(),
                    &format!("the account {account}"),
                )?;
                Some(account)
            })
            .collect()
    }

    /// Repositories of its own under accounts that are not.
    fn repositories(&mut self, slug: &Slug) -> Vec<RepositoryUrl> {
        let Some(value) = self.table.get("repositories") else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            let what = "`repositories` is not a list".to_owned();
            let advice = "Write repositories = [\"https://HOST/OWNER/NAME\"]";
            self.problem_at(value, what, advice);
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| {
                let url: RepositoryUrl = self.address(item, "a repository")?;
                let host = url.host().clone();
                self.claim(
                    slug,
                    item,
                    &host,
                    url.key(),
                    &format!("the repository {url}"),
                )?;
                Some(url)
            })
            .collect()
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
                self.reader.registry.account_ids.insert(key, text);
            }
        }
    }

    /// Reads one address in a list. `None` after a problem.
    fn address<T>(&mut self, item: &Spanned<DeValue<'_>>, kind: &str) -> Option<T>
    where
        T: FromStr<Err = AddressError>,
    {
        let Some(text) = item.get_ref().as_str() else {
            let found = item.get_ref().type_str();
            let what = format!("{kind} must be a text in quotes, but is of type {found}");
            self.problem_at(item, what, ADDRESS_LEFT_OUT);
            return None;
        };
        match text.parse() {
            Ok(address) => Some(address),
            Err(error) => {
                self.problem_at(item, format!("{error}"), ADDRESS_LEFT_OUT);
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
        if !self.reader.forges.contains(host) {
            let hosts: Vec<&str> = self.reader.forges.iter().map(ForgeHost::as_str).collect();
            let what = format!(
                "{named} is on {host}, which is not a configured forge (configured: {})",
                hosts.join(", ")
            );
            let advice = "Correct the address, or add a [[forges]] entry to the configuration";
            self.problem_at(item, what, advice);
            return None;
        }
        if let Some((owner, line)) = self.reader.accounts.get(&key) {
            let what = format!("{named} is already listed by `{owner}` on line {line}");
            self.problem_at(item, what, "Remove one of the two; the first is used");
            return None;
        }
        let line = self.reader.line(self.start + item.span().start);
        self.reader.accounts.insert(key, (slug.to_string(), line));
        Some(())
    }
}
