//! The organisations that the register has: those of the registry that have an account or a
//! repository, each URI once. The registry does not change while it is open.

use std::collections::BTreeMap;

use bronwijzer_crawler::address::AccountUrl;
use bronwijzer_crawler::organisation::Organisation as Registered;
use bronwijzer_index::uuid_of_account;

use super::shapes::{GitOrganisation, Organisation};
use crate::CatalogueSchema;

/// The organisations, and the accounts that they have.
pub(super) struct Organisations {
    /// By label.
    pub(super) all: Vec<Organisation>,
    /// By the label of their organisation, and then by address.
    pub(super) accounts: Vec<GitOrganisation>,
    /// The slugs of everything in the registry that goes by a URI.
    slugs: BTreeMap<String, Vec<String>>,
    uris: BTreeMap<String, String>,
}

impl Organisations {
    pub(super) fn of(schema: &CatalogueSchema) -> Self {
        let registered = schema.reader().catalogue().organisations();
        let mut slugs: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut uris = BTreeMap::new();
        // What is shared by several is called by the shortest name, which adds nothing.
        let mut labels: BTreeMap<String, &str> = BTreeMap::new();
        let has_code = |one: &&Registered| one.sources().next().is_some();
        for organisation in registered {
            let uri = schema.operator().uri_of(organisation);
            let slug = organisation.slug.to_string();
            slugs.entry(uri.clone()).or_default().push(slug.clone());
            uris.insert(slug, uri.clone());
            if has_code(&organisation) {
                let label = labels.entry(uri).or_insert(&organisation.name);
                if organisation.name.len() < label.len() {
                    *label = &organisation.name;
                }
            }
        }
        let mut all: Vec<Organisation> = labels
            .into_iter()
            .map(|(uri, label)| Organisation {
                uri,
                label: label.to_owned(),
            })
            .collect();
        all.sort_by_cached_key(|one| one.label.to_lowercase());
        let mut accounts = Vec::new();
        for organisation in &all {
            let slugs = slugs.get(&organisation.uri).into_iter().flatten();
            let known = slugs.filter_map(|slug| schema.reader().catalogue().organisation(slug));
            let mut own: Vec<&AccountUrl> = known.flat_map(|known| &known.accounts).collect();
            own.sort_unstable_by_key(ToString::to_string);
            accounts.extend(own.into_iter().map(|account| GitOrganisation {
                id: uuid_of_account(account).to_string(),
                organisation: organisation.clone(),
                url: account.to_string(),
            }));
        }
        Self {
            all,
            accounts,
            slugs,
            uris,
        }
    }

    /// The slugs of those with a URI.
    pub(super) fn slugs(&self, uri: &str) -> &[String] {
        self.slugs.get(uri).map(Vec::as_slice).unwrap_or_default()
    }

    /// The organisation that stands for all with a URI.
    pub(super) fn by_uri(&self, uri: &str) -> Option<&Organisation> {
        self.all.iter().find(|one| one.uri == uri)
    }

    /// The one that stands for the one with a slug.
    pub(super) fn by_slug(&self, slug: &str) -> Option<&Organisation> {
        self.by_uri(self.uris.get(slug)?)
    }
}
