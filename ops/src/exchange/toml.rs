//! A list as a registry file.

use std::collections::BTreeMap;

use bronwijzer_crawler::organisation::{ContactKind, Organisation, Province, Slug, TooiUri};
use serde::Serialize;
use toml::value::Datetime;

use super::Row;

#[derive(Serialize)]
struct File<'a> {
    organisations: Vec<Entry<'a>>,
}

/// The keys of an entry; those of the registry are told in its own head.
#[derive(Serialize)]
struct Entry<'a> {
    slug: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    short_names: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tooi: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<&'a str>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    province: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    members: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<Datetime>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    successors: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    former_slugs: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    websites: Vec<String>,
    accounts: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unconfirmed: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    repositories: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    account_ids: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    email_domains: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    members_of: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contacts: Vec<Contact<'a>>,
}

#[derive(Serialize)]
struct Contact<'a> {
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    source: &'a str,
    seen_on: Datetime,
}

/// The text of a registry file with these organisations, that needs no long list.
pub(crate) fn registry_file(rows: &[Row]) -> anyhow::Result<String> {
    let organisations = rows.iter().map(entry).collect::<anyhow::Result<_>>()?;
    Ok(toml::to_string(&File { organisations })?)
}

fn entry(row: &Row) -> anyhow::Result<Entry<'_>> {
    fn texts<T: ToString>(all: &[T]) -> Vec<String> {
        all.iter().map(ToString::to_string).collect()
    }
    let organisation: &Organisation = &row.organisation;
    let ended = organisation.ended.as_ref();
    let mut contacts = Vec::new();
    for contact in &organisation.contacts {
        contacts.push(Contact {
            kind: ContactKind::as_str(contact.kind),
            name: contact.name.as_deref(),
            email: contact.email.as_deref(),
            url: contact.url.as_deref(),
            source: &contact.source,
            seen_on: contact.seen_on.to_string().parse()?,
        });
    }
    Ok(Entry {
        slug: organisation.slug.as_str(),
        name: &organisation.name,
        short_names: organisation
            .short_names
            .iter()
            .map(String::as_str)
            .collect(),
        tooi: organisation.tooi.as_ref().map(TooiUri::as_str),
        uri: organisation.uri.as_deref(),
        kind: organisation
            .tooi
            .is_none()
            .then(|| organisation.organisation_type.as_str()),
        province: organisation.province.map(Province::as_str),
        parent: organisation.parent.as_ref().map(Slug::as_str),
        members: texts(&organisation.members),
        ended: ended
            .map(|ended| ended.on.to_string().parse())
            .transpose()?,
        successors: ended
            .map(|ended| texts(&ended.successors))
            .unwrap_or_default(),
        former_slugs: texts(&organisation.former_slugs),
        websites: organisation.websites.clone(),
        accounts: texts(&organisation.accounts),
        unconfirmed: texts(&row.unconfirmed),
        repositories: texts(&organisation.repositories),
        account_ids: row
            .account_ids
            .iter()
            .map(|(address, id)| (address.as_str(), id.as_str()))
            .collect(),
        email_domains: organisation.email_domains.clone(),
        members_of: texts(&organisation.members_of),
        contacts,
    })
}
