//! The registry and the catalogue of a run, opened as the configuration says.

use anyhow::Context;
use bronwijzer_crawler::registry::{Registry, RegistryFile};
use bronwijzer_index::{Catalogue, IndexError, Options};
use chrono::Utc;

use crate::config::{Config, Organisations, OrganisationsList};
use crate::index_snapshots::Found;

/// The long list of bodies that is configured, if any.
pub(crate) fn list(config: &Config) -> anyhow::Result<Option<RegistryFile>> {
    Ok(match &config.settings.organisations_list.value {
        OrganisationsList::BuiltIn => Some(RegistryFile::built_in_list()),
        OrganisationsList::Off => None,
        OrganisationsList::File(path) => Some(RegistryFile::load(path, "organisations_list")?),
    })
}

/// The small file that is configured.
pub(crate) fn entries(config: &Config) -> anyhow::Result<RegistryFile> {
    Ok(match &config.settings.organisations.value {
        Organisations::BuiltIn => RegistryFile::built_in_entries(),
        Organisations::File(path) => RegistryFile::load(path, "organisations")?,
    })
}

/// The registry of organisations, with its problems in it.
pub(crate) fn registry(config: &Config) -> anyhow::Result<Registry> {
    let (list, entries) = (list(config)?, entries(config)?);
    Ok(Registry::of(list.as_ref(), &entries, &config.hosts()))
}

/// The registry; its problems are logged.
pub(crate) fn checked_registry(config: &Config) -> anyhow::Result<Registry> {
    let registry = registry(config)?;
    for problem in &registry.problems {
        tracing::warn!("{problem}");
    }
    Ok(registry)
}

/// The registry with what moderators accepted as missing from it: accounts on the configured
/// forges are crawled as if it had them.
pub(crate) fn with_corrections(
    config: &Config,
    registry: &Registry,
    catalogue: &Catalogue,
) -> Registry {
    let mut registry = registry.clone();
    let hosts = config.hosts();
    for (slug, account) in catalogue.community().accepted_accounts() {
        let mut organisations = registry.organisations.iter_mut();
        let organisation = organisations.find(|one| one.slug == slug);
        if let Some(organisation) = organisation.filter(|_| hosts.contains(account.host())) {
            organisation.accounts.push(account);
        } else {
            tracing::warn!("{account} of {slug} is not crawled: no such forge is known");
        }
    }
    registry
}

/// What the configuration chooses of the catalogue.
pub(crate) fn options(config: &Config) -> Options {
    Options {
        store: config.settings.store.value.clone(),
        replica: config.settings.store_replica.value.clone(),
        max_lag: config.settings.max_lag.value,
        leave_out: config.settings.open_by_default_leave_out.value.clone(),
    }
}

/// The catalogue of the data folder; what had to be done to open it is logged.
pub(crate) fn catalogue(config: &Config, registry: &Registry) -> anyhow::Result<Catalogue> {
    let dir = &config.settings.data_dir.value;
    let organisations = registry.organisations.clone();
    let (now, options) = (Utc::now(), options(config));
    let opened = match &config.index_snapshots {
        Some(setting) => Catalogue::open_from(dir, organisations, now, options, &Found(setting)),
        None => Catalogue::open_with(dir, organisations, now, options),
    };
    let opened =
        opened.with_context(|| format!("the catalogue in {} can't be opened", dir.display()))?;
    for notice in &opened.notices {
        tracing::warn!("{notice}");
    }
    Ok(opened.catalogue)
}

/// Works with the catalogue on a thread that may block.
pub(crate) async fn blocking<T, F>(catalogue: &Catalogue, work: F) -> anyhow::Result<T>
where
    F: FnOnce(&Catalogue) -> Result<T, IndexError> + Send + 'static,
    T: Send + 'static,
{
    let catalogue = catalogue.clone();
    tokio::task::spawn_blocking(move || work(&catalogue))
        .await
        .context("the catalogue task did not finish")?
        .map_err(Into::into)
}
