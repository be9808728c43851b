//! The registry and the catalogue of a run, opened as the configuration says.

use anyhow::Context;
use bronwijzer_crawler::registry::{Registry, RegistryFile};
use bronwijzer_index::{Catalogue, Options};
use chrono::Utc;

use crate::config::{Config, Organisations};

/// The registry that ships with the program.
pub(crate) const BUILT_IN: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../data/organisations.toml"
));

/// The registry of organisations, with its problems in it.
pub(crate) fn registry(config: &Config) -> anyhow::Result<Registry> {
    let hosts = config.hosts();
    Ok(match &config.settings.organisations.value {
        Organisations::BuiltIn => Registry::parse("the built-in registry", BUILT_IN, &hosts),
        Organisations::File(path) => {
            Registry::of(&RegistryFile::load(path, "organisations")?, &hosts)
        }
    })
}

/// The registry; its problems are logged.
pub(crate) fn checked_registry(config: &Config) -> anyhow::Result<Registry> {
    let registry = registry(config)?;
    for problem in &registry.problems {
        tracing::warn!("{problem}");
    }
    Ok(registry)
}

/// The catalogue in the data folder; what had to be done to open it is logged.
pub(crate) fn catalogue(config: &Config, registry: &Registry) -> anyhow::Result<Catalogue> {
    let dir = &config.settings.data_dir.value;
    let options = Options {
        leave_out: config.settings.open_by_default_leave_out.value.clone(),
    };
    let organisations = registry.organisations.clone();
    let opened = Catalogue::open_with(dir, organisations, Utc::now(), options)
        .with_context(|| format!("the catalogue in {} can't be opened", dir.display()))?;
    for notice in &opened.notices {
        tracing::warn!("{notice}");
    }
    Ok(opened.catalogue)
}
