//! What a fuzzer calls: each reader of foreign bytes as a function that takes any. It is there in
//! tests, which run what is kept in `fuzz/corpus`, and for `cargo fuzz` (`docs/fuzzing.md`).

use std::str::FromStr;

use crate::address::{self, AccountUrl, ForgeHost, RepositoryId, RepositoryUrl};
use crate::forge;
use crate::observation::Observation;
use crate::registry::{Registry, RegistryFile};

/// A reader with its name, which is that of its folder in `fuzz/corpus` too.
pub type Target = (&'static str, fn(&[u8]));

/// Each reader.
pub const TARGETS: &[Target] = &[
    ("address", address),
    ("forge_github", forge::read_github),
    ("forge_gitlab", forge::read_gitlab),
    ("forge_gitea", forge::read_gitea),
    ("observation", observation),
    ("outside", crate::outside::read_any),
    ("registry_entries", registry_entries),
    ("registry_list", registry_list),
];

/// The target of this name.
///
/// # Panics
/// When there is none.
pub fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|(own, _)| *own == name);
    let (_, read) = target.expect("a name of the table");
    read(bytes);
}

/// Addresses of accounts and repositories, as people and forges write them. What is read is
/// written in the same way again.
fn address(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(url) = text.parse::<AccountUrl>() {
        assert_eq!(AccountUrl::from_str(&url.to_string()).as_ref(), Ok(&url));
    }
    if let Ok(url) = text.parse::<RepositoryUrl>() {
        let again = url.to_string().parse::<RepositoryUrl>();
        assert_eq!(again.map(|url| url.key()), Ok(url.key()));
        let _ = (address::plain(&url), address::whole(&url));
    }
    if let Ok(id) = text.parse::<RepositoryId>() {
        assert_eq!(id.to_string().parse().as_ref(), Ok(&id));
    }
    let _ = (address::of_git(&text), address::candidates(&text));
}

/// An observation of a file. Bounding it twice is bounding it once, and it can be written.
fn observation(bytes: &[u8]) {
    let Ok(mut observation) = serde_json::from_slice::<Observation>(bytes) else {
        return;
    };
    observation.bound();
    let once = observation.clone();
    observation.bound();
    assert_eq!(observation, once);
    let json = serde_json::to_vec(&once).expect("an observation can be written");
    assert_eq!(
        serde_json::from_slice::<Observation>(&json).ok(),
        Some(once)
    );
}

fn forges() -> [ForgeHost; 2] {
    ["github.com", "gitlab.com"].map(ForgeHost::new)
}

/// The registry's small file, in TOML.
fn registry_entries(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = Registry::parse("organisations.toml", &text, &forges());
}

/// The registry's long list, in CSV.
fn registry_list(bytes: &[u8]) {
    let list = RegistryFile::new("bodies.csv", String::from_utf8_lossy(bytes).into_owned());
    let entries = RegistryFile::new("organisations.toml", String::new());
    let _ = Registry::of(Some(&list), &entries, &forges());
}

#[cfg(test)]
#[path = "../../fuzz/kept.rs"]
mod kept;

#[cfg(test)]
#[test]
fn kept_inputs_and_what_is_near_them_are_read() {
    kept::run(TARGETS);
}
