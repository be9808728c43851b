//! Lenient list items: a forge may fail to return a single item, or return it in another form
//! than its neighbours, and that must not fail the list.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// An item, or why it can't be read.
#[derive(Debug, Clone)]
pub(super) struct Item<T>(pub(super) Result<T, String>);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Item<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(Self(if value.is_null() {
            Err("the forge gave null in its place".to_owned())
        } else {
            serde_json::from_value(value).map_err(|error| error.to_string())
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_item_does_not_affect_its_neighbours() {
        let items: Vec<Item<u64>> = serde_json::from_str(r#"[1, null, "two", 3]"#).unwrap();
        let read: Vec<Option<u64>> = items.iter().map(|item| item.0.clone().ok()).collect();
        assert_eq!(read, [Some(1), None, None, Some(3)]);
    }
}
