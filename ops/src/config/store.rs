//! Where the catalogue is stored, and a replica of that: as the settings say, or the files that
//! others name.

use std::path::PathBuf;

use bronwijzer_index::StoreConfig;

use super::settings::{Resolved, Settings, store};
use super::{ConfigProblem, Origin};

/// Puts what `store_file` and `store_replica_file` hold in the place of `store` and
/// `store_replica`, and says what they are without a password.
pub(super) fn resolve(settings: &mut Settings, problems: &mut Vec<ConfigProblem>) {
    let (value, file) = (&mut settings.store, &settings.store_file);
    from_file(value, "store", file, "store_file", store, problems);
    let (value, file) = (&mut settings.store_replica, &settings.store_replica_file);
    let parse = |text: &str| text.trim().parse().ok().map(Some);
    let keys = ("store_replica", "store_replica_file");
    from_file(value, keys.0, file, keys.1, parse, problems);
    settings.store.text = match &settings.store.value {
        StoreConfig::Sled => "sled".to_owned(),
        StoreConfig::Postgres(address) => address.to_string(),
    };
    let replica = &settings.store_replica;
    if replica.value.is_some() && settings.store.value == StoreConfig::Sled {
        problems.push(ConfigProblem {
            at: replica.origin.clone(),
            what: "`store_replica` is given, and the catalogue is not in PostgreSQL".to_owned(),
            advice: "Set `store` to the address of the database, or leave out the replica"
                .to_owned(),
        });
    }
    let shown = replica.value.as_ref().map(ToString::to_string);
    settings.store_replica.text = shown.unwrap_or_else(|| "off".to_owned());
}

/// Takes the value of a setting out of the file that another one names.
fn from_file<T>(
    setting: &mut Resolved<T>,
    key: &str,
    file: &Resolved<Option<PathBuf>>,
    file_key: &str,
    parse: impl Fn(&str) -> Option<T>,
    problems: &mut Vec<ConfigProblem>,
) {
    let Some(path) = &file.value else {
        return;
    };
    let mut problem = |what: String, advice: String| {
        problems.push(ConfigProblem {
            at: file.origin.clone(),
            what,
            advice,
        });
    };
    if setting.origin != Origin::Default {
        return problem(
            format!("`{file_key}` is given, and `{key}` too"),
            "Keep one of the two".to_owned(),
        );
    }
    let shown = path.display();
    let text = match super::text::read(path) {
        Ok(text) => text,
        Err(error) => {
            return problem(
                format!("the file {shown} can't be read: {error}"),
                format!("Correct {file_key}, or its permissions"),
            );
        }
    };
    let Some(value) = parse(&text) else {
        return problem(
            format!("the file {shown} holds no address of a store"),
            "Put postgres://USER:PASSWORD@HOST/DATABASE in it".to_owned(),
        );
    };
    setting.value = value;
    setting.origin = file.origin.clone();
}
