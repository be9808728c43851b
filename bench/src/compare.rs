//! Whether two catalogues hold the same, entry by entry.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde_json::Value;

use super::measured::catalogue;

/// What differs between two crawls of one world because they are not at the
/// same moment or address.
const OF_THE_CRAWL: &[&str] = &[
    "observed_at",
    "read_at",
    "first_seen_at",
    "judged",
    "noticed_at",
    "since",
    "counted_since",
    "source",
];

/// The entries that differ, or are in one catalogue alone; and how many there
/// are in both together.
pub(super) fn differing(one: &Path, other: &Path) -> anyhow::Result<(Vec<String>, usize)> {
    let (one, other) = (entries(one)?, entries(other)?);
    let ids: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let all = ids.len();
    let differing = ids
        .into_iter()
        .filter(|id| one.get(*id) != other.get(*id))
        .cloned();
    Ok((differing.collect(), all))
}

/// Every entry, by its identity, without what is of the crawl.
fn entries(dir: &Path) -> anyhow::Result<BTreeMap<String, Value>> {
    let mut file = tempfile::tempfile()?;
    catalogue(dir)?.export(&mut file)?;
    std::io::Seek::rewind(&mut file)?;
    let lines = BufReader::new(zstd::stream::read::Decoder::new(file)?).lines();
    let mut entries = BTreeMap::new();
    for line in lines {
        let mut value: Value = serde_json::from_str(&line?)?;
        let id = value
            .pointer("/record/observation/id")
            .and_then(Value::as_str);
        if let Some(id) = id.map(str::to_owned) {
            strip(&mut value);
            entries.insert(id, value);
        }
    }
    Ok(entries)
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|key, _| !OF_THE_CRAWL.contains(&key.as_str()));
            fields.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}
