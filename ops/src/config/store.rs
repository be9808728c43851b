//! Where the catalogue is stored: as the setting says, or the file that another one names.

use bronwijzer_index::StoreConfig;

use super::settings::{Settings, store};
use super::{ConfigProblem, Origin};

/// Puts what `store_file` holds in the place of `store`, and says what it is without a password.
pub(super) fn resolve(settings: &mut Settings, problems: &mut Vec<ConfigProblem>) {
    if let Some(file) = settings.store_file.value.clone() {
        let at = settings.store_file.origin.clone();
        let mut problem = |what: String, advice: &str| {
            problems.push(ConfigProblem {
                at: at.clone(),
                what,
                advice: advice.to_owned(),
            });
        };
        if settings.store.origin != Origin::Default {
            return problem(
                "`store_file` is given, and `store` too".to_owned(),
                "Keep one of the two",
            );
        }
        let path = file.display();
        let text = match super::text::read(&file) {
            Ok(text) => text,
            Err(error) => {
                return problem(
                    format!("the file {path} can't be read: {error}"),
                    "Correct store_file, or its permissions",
                );
            }
        };
        let Some(value) = store(&text) else {
            return problem(
                format!("the file {path} holds no address of a store"),
                "Put postgres://USER:PASSWORD@HOST/DATABASE in it",
            );
        };
        settings.store.value = value;
        settings.store.origin = at;
    }
    settings.store.text = match &settings.store.value {
        StoreConfig::Sled => "sled".to_owned(),
        StoreConfig::Postgres(address) => address.to_string(),
    };
}
