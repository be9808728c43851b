//! Writes accounts that a person accepted into the small file, and changes nothing else in
//! it: comments, order and layout stay, and so does every entry that has a mistake.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use toml_edit::{Array, DocumentMut, Item, Table, Value};

use super::parse::{HEADER, pieces};
use super::{Registry, RegistryFile};
use crate::address::{AccountUrl, AddressError, ForgeHost};
use crate::organisation::{Slug, SlugError};

/// That an account is an organisation's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// The organisation.
    pub organisation: Slug,
    /// The account.
    pub account: AccountUrl,
}

/// A text says not whose which account is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AcceptanceError {
    /// There is no `=` in it.
    #[error("`{0}` does not say whose which account is; write ORGANISATION=https://HOST/ACCOUNT")]
    Form(String),
    /// What stands before it is no slug.
    #[error("{0}")]
    Slug(#[from] SlugError),
    /// What stands after it is no address.
    #[error("{0}")]
    Account(#[from] AddressError),
}

impl FromStr for Acceptance {
    type Err = AcceptanceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split_once('=');
        let (slug, account) = parts.ok_or_else(|| AcceptanceError::Form(text.to_owned()))?;
        Ok(Self {
            organisation: slug.trim().parse()?,
            account: account.trim().parse()?,
        })
    }
}

impl fmt::Display for Acceptance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.organisation, self.account)
    }
}

/// Why an account is not written into the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The registry has no such organisation.
    #[error(
        "{0}: the registry has no organisation with this slug. `bronwijzer organisations` lists them"
    )]
    NoSuchOrganisation(Acceptance),
    /// The organisation exists no longer.
    #[error("{0}: this organisation has ended. Give the account to its successor")]
    Ended(Acceptance),
    /// Nobody configured the forge.
    #[error(
        "{0}: {host} is not a configured forge. Correct the address, or add a [[forges]] entry to the configuration",
        host = .0.account.host()
    )]
    NoSuchForge(Acceptance),
    /// It is another organisation's.
    #[error("{acceptance}: the account is already that of {owner}. Remove it there first")]
    OtherOrganisation {
        /// What was asked for.
        acceptance: Acceptance,
        /// Whose it is.
        owner: Slug,
    },
    /// Somebody found that it is not of government.
    #[error(
        "{0}: the registry lists the account under `not_government`. Remove it there first, if that is wrong"
    )]
    NotGovernment(Acceptance),
    /// The file has a form in which it can't be written.
    #[error("{0}: the file can't be changed for this organisation. Add the account by hand")]
    Unwritable(Acceptance),
}

/// The file with what was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The new text.
    pub text: String,
    /// What was added.
    pub added: Vec<Acceptance>,
    /// What the file had before.
    pub present: Vec<Acceptance>,
}

/// Puts accounts into the small file `entries`, which is read with `list` and for `forges`
/// as the registry is. An unconfirmed account is confirmed by it.
///
/// # Errors
/// All reasons why some can't be put there; then nothing is to be written.
pub fn accept(
    list: Option<&RegistryFile>,
    entries: &RegistryFile,
    forges: &[ForgeHost],
    accepted: &[Acceptance],
) -> Result<Edited, Vec<Refusal>> {
    let before = Registry::of(list, entries, forges);
    let mut refusals = Vec::new();
    let mut edited = Edited {
        text: entries.text.to_string(),
        added: Vec::new(),
        present: Vec::new(),
    };
    for acceptance in accepted {
        match check(&before, forges, &edited.added, acceptance) {
            Err(refusal) => refusals.push(refusal),
            Ok(false) => edited.present.push(acceptance.clone()),
            Ok(true) => match with_account(&edited.text, &before, acceptance) {
                Some(text) => {
                    edited.text = text;
                    edited.added.push(acceptance.clone());
                }
                None => refusals.push(Refusal::Unwritable(acceptance.clone())),
            },
        }
    }
    if refusals.is_empty() {
        refusals = unread(list, entries, forges, &before, &edited);
    }
    if refusals.is_empty() {
        Ok(edited)
    } else {
        Err(refusals)
    }
}

/// What the new text does not say although it was put there: the file has a form that
/// nobody thought of.
fn unread(
    list: Option<&RegistryFile>,
    entries: &RegistryFile,
    forges: &[ForgeHost],
    before: &Registry,
    edited: &Edited,
) -> Vec<Refusal> {
    let file = RegistryFile::new(&entries.name, edited.text.clone());
    let after = Registry::of(list, &file, forges);
    let has_more_problems = after.problems.len() > before.problems.len();
    let added = edited.added.iter();
    added
        .filter(|one| has_more_problems || owner(&after, &one.account) != Some(&one.organisation))
        .cloned()
        .map(Refusal::Unwritable)
        .collect()
}

/// Whether the account is still to be added.
fn check(
    registry: &Registry,
    forges: &[ForgeHost],
    added: &[Acceptance],
    acceptance: &Acceptance,
) -> Result<bool, Refusal> {
    let refused = || acceptance.clone();
    let mut organisations = registry.organisations.iter();
    let organisation = organisations.find(|one| one.slug == acceptance.organisation);
    let Some(organisation) = organisation else {
        return Err(Refusal::NoSuchOrganisation(refused()));
    };
    if organisation.ended.is_some() {
        return Err(Refusal::Ended(refused()));
    }
    let account = &acceptance.account;
    if !forges.contains(account.host()) {
        return Err(Refusal::NoSuchForge(refused()));
    }
    let key = account.key();
    if registry
        .not_government
        .iter()
        .any(|other| other.key() == key)
    {
        return Err(Refusal::NotGovernment(refused()));
    }
    let new = added.iter().find(|one| one.account.key() == key);
    let owner = new
        .map(|one| &one.organisation)
        .or(owner(registry, account));
    match owner {
        None => Ok(true),
        Some(owner) if *owner == acceptance.organisation => Ok(false),
        Some(owner) => Err(Refusal::OtherOrganisation {
            acceptance: refused(),
            owner: owner.clone(),
        }),
    }
}

/// Whose an account is.
fn owner<'r>(registry: &'r Registry, account: &AccountUrl) -> Option<&'r Slug> {
    let key = account.key();
    let mut organisations = registry.organisations.iter();
    let owner = organisations.find(|one| one.sources().any(|source| source.key() == key));
    owner.map(|owner| &owner.slug)
}

/// The text with one account more. `None` where that can't be written.
fn with_account(text: &str, registry: &Registry, acceptance: &Acceptance) -> Option<String> {
    let account = &acceptance.account;
    let mut text = text.to_owned();
    let guesses = registry.unconfirmed.iter();
    for guess in guesses.filter(|guess| guess.account.key() == account.key()) {
        if let Some(place) = entry_of(&text, &guess.organisation) {
            text = edit(&text, place, |entry| without(entry, "unconfirmed", account))?;
        }
    }
    if let Some(place) = entry_of(&text, &acceptance.organisation) {
        return edit(&text, place, |entry| with(entry, "accounts", account));
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    let newline = newline_of(&text);
    let slug = Value::from(acceptance.organisation.as_str());
    let address = Value::from(account.to_string());
    let lines = [
        "",
        HEADER,
        &format!("slug = {slug}"),
        &format!("accounts = [{address}]"),
    ];
    for line in lines {
        text.push_str(line);
        text.push_str(newline);
    }
    Some(text)
}

fn newline_of(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// Where the entry of an organisation stands: from its header to the next one.
fn entry_of(text: &str, slug: &Slug) -> Option<Range<usize>> {
    pieces(text).into_iter().find(|piece| {
        let document = text[piece.clone()].parse::<DocumentMut>();
        let table = document.as_ref().ok().and_then(|document| {
            let tables = document.get("organisations")?.as_array_of_tables()?;
            tables.get(0)
        });
        let written = table.and_then(|table| table.get("slug")?.as_str());
        written.is_some_and(|written| written.trim() == slug.as_str())
    })
}

/// Changes the one entry at this place of the text.
fn edit(
    text: &str,
    place: Range<usize>,
    change: impl FnOnce(&mut Table) -> Option<()>,
) -> Option<String> {
    let piece = &text[place.clone()];
    let mut document: DocumentMut = piece.parse().ok()?;
    let tables = document
        .get_mut("organisations")?
        .as_array_of_tables_mut()?;
    change(tables.get_mut(0)?)?;
    let mut changed = document.to_string();
    // The crate ends every line that it writes with a line feed alone.
    if newline_of(piece) == "\r\n" {
        changed = changed.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    Some([&text[..place.start], &changed, &text[place.end..]].concat())
}

fn with(entry: &mut Table, key: &str, account: &AccountUrl) -> Option<()> {
    let item = entry
        .entry(key)
        .or_insert_with(|| Item::Value(Value::Array(Array::new())));
    let array = item.as_array_mut()?;
    let value = Value::from(account.to_string());
    match lines(array) {
        None => array.push(value),
        Some(indent) => push_line(array, value, &indent),
    }
    Some(())
}

/// What each item of an array begins with, where each stands on a line of its own.
fn lines(array: &Array) -> Option<String> {
    let last = array.iter().last()?;
    let prefix = last.decor().prefix()?.as_str()?;
    let (_, indent) = prefix.rsplit_once('\n')?;
    Some(indent.to_owned())
}

/// Adds a line to an array, after the comment of the last one.
fn push_line(array: &mut Array, mut value: Value, indent: &str) {
    let end = if array.trailing_comma() {
        array.trailing().as_str().unwrap_or_default().to_owned()
    } else {
        let last = array
            .len()
            .checked_sub(1)
            .and_then(|last| array.get_mut(last));
        let decor = last.map(Value::decor_mut);
        let suffix = decor.as_ref().and_then(|decor| decor.suffix()?.as_str());
        let suffix = suffix.unwrap_or_default().to_owned();
        if let Some(decor) = decor {
            decor.set_suffix("");
        }
        suffix
    };
    let comments = end.rsplit_once('\n').map_or("", |(comments, _)| comments);
    let closing = end.rsplit_once('\n').map_or("", |(_, closing)| closing);
    value
        .decor_mut()
        .set_prefix(format!("{comments}\n{indent}"));
    array.push_formatted(value);
    array.set_trailing_comma(true);
    array.set_trailing(format!("\n{closing}"));
}

/// Takes an account out of a list, and the list with the last one.
fn without(entry: &mut Table, key: &str, account: &AccountUrl) -> Option<()> {
    let array = entry.get_mut(key)?.as_array_mut()?;
    let is_it = |value: &Value| {
        let written = value
            .as_str()
            .and_then(|text| text.parse::<AccountUrl>().ok());
        written.is_some_and(|written| written.key() == account.key())
    };
    array.retain(|value| !is_it(value));
    if array.is_empty() {
        entry.remove(key);
    }
    Some(())
}

#[cfg(test)]
mod tests;
