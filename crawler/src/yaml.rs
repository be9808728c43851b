//! YAML of others, read within bounds.
//!
//! serde-saphyr counts what a file has with its aliases written out, and by default lets a file of
//! 100 KB become 64 MB. No honest file grows like that: what is read here becomes little more than it
//! is long.

use serde::de::DeserializeOwned;
use serde_saphyr::{budget, options};

pub use serde_saphyr::Error;

/// How deep lists and mappings may nest.
const MAX_DEPTH: usize = 64;

/// How many values a file may have, with aliases written out: as many as the check of
/// publiccode.yml takes.
const MAX_NODES: usize = 50_000;

/// How many bytes of text a file may have, with aliases written out: four times the longest that is
/// kept.
const MAX_TEXT_BYTES: usize = 1024 * 1024;

/// Reads one document.
///
/// # Errors
/// When it is no YAML, has another form than asked for, or exceeds the bounds.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    read_within(text, MAX_NODES, MAX_TEXT_BYTES)
}

/// The same with bounds of one's own, for a file that is larger by right.
///
/// # Errors
/// As [`read`].
pub fn read_within<T: DeserializeOwned>(
    text: &str,
    max_nodes: usize,
    max_text_bytes: usize,
) -> Result<T, Error> {
    let options = options! {
        budget: budget! {
            max_depth: MAX_DEPTH,
            max_nodes: max_nodes,
            max_total_scalar_bytes: max_text_bytes,
        },
    };
    serde_saphyr::from_str_with_options(text, options)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::read;

    #[test]
    fn file_that_grows_by_its_aliases_is_refused() {
        let long = "x".repeat(100_000);
        let anchors: String = (0..20).map(|n| format!("- &b{n} x\n")).collect();
        let often = format!("a: &a {long}\nb:\n{anchors}{}", "- *a\n".repeat(190));
        let doubled: String = (1..30)
            .map(|n| format!("a{n}: &a{n} [*a{0}, *a{0}]\n", n - 1))
            .collect();
        let merged: String = (1..30)
            .map(|n| {
                format!(
                    "a{n}: &a{n} {{<<: [*a{0}, *a{0}], b{n}: [*a{0}, *a{0}]}}\n",
                    n - 1
                )
            })
            .collect();
        for (text, within) in [
            (format!("a: &a {long}\nb: [*a, *a, *a]\n"), true),
            (often, false),
            (format!("a0: &a0 x\n{doubled}"), false),
            (format!("a0: &a0 {{c: d}}\n{merged}"), false),
            ("[".repeat(100), false),
            (format!("{}a{}", "[".repeat(60), "]".repeat(60)), true),
        ] {
            let read: Result<Value, _> = read(&text);
            assert_eq!(read.is_ok(), within, "{}", &text[..20]);
        }
    }
}
