//! From what the schema answers to what an assistant reads: bounded, and with the addresses of
//! pages in place.

use serde_json::Value;
use url::Url;

/// Characters of a text, at most.
const LONGEST_TEXT: usize = 1_000;

/// Items of a list, at most.
const LONGEST_LIST: usize = 40;

/// Bytes of an answer, at most.
const LONGEST_ANSWER: usize = 128 * 1024;

/// The name by which selections ask for an address on this site.
const PAGE: &str = "page";

/// Shortens what is long, and puts the address of its page in the place of what a page is found
/// by: an address on a forge, or a slug. Tells whether anything was shortened.
pub(super) fn finish(value: &mut Value, site: Option<&Url>) -> bool {
    match value {
        Value::Object(fields) => {
            let mut is_shortened = false;
            for (name, value) in fields {
                if name == PAGE {
                    *value = match (site, value.as_str()) {
                        (Some(site), Some(own)) => String::from(page_of(site, own)).into(),
                        _ => Value::Null,
                    };
                } else {
                    is_shortened |= finish(value, site);
                }
            }
            is_shortened
        }
        Value::Array(items) => {
            let is_long = items.len() > LONGEST_LIST;
            items.truncate(LONGEST_LIST);
            // Each of them, so no `any`.
            let inner = items.iter_mut().map(|item| finish(item, site));
            inner.fold(is_long, |all, one| all | one)
        }
        Value::String(text) => match text.char_indices().nth(LONGEST_TEXT) {
            Some((end, _)) => {
                text.truncate(end);
                text.push('…');
                true
            }
            None => false,
        },
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The answer, unless it is more than anybody reads.
///
/// # Errors
/// What to do about it.
pub(super) fn bounded(answer: Value) -> Result<Value, String> {
    if answer.to_string().len() > LONGEST_ANSWER {
        return Err(
            "The answer is too long. Ask for fewer entries with `first`, or for one of \
             them by itself."
                .to_owned(),
        );
    }
    Ok(answer)
}

/// A page of the site by its path; of a search with its words.
pub(super) fn page(site: &Url, path: &str, words: Option<&str>) -> Url {
    let mut page = site.clone();
    page.set_path(path);
    page.set_fragment(None);
    page.set_query(None);
    if let Some(words) = words {
        page.query_pairs_mut().append_pair("q", words);
    }
    page
}

/// The page of a repository, by its address on the forge, or of an organisation, by its slug.
fn page_of(site: &Url, own: &str) -> Url {
    let (path, segments) = match own.split_once("://") {
        Some((_, address)) => ("/en/repositories", address),
        None => ("/en/organisations", own),
    };
    let mut page = page(site, path, None);
    if let Ok(mut path) = page.path_segments_mut() {
        path.extend(segments.split('/'));
    }
    page
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn site() -> Url {
        "https://broncode.example/?x#y".parse().unwrap()
    }

    #[test]
    fn page_is_found_by_address_or_slug() {
        let mut answer = json!({
            "page": "https://github.com/a b/c",
            "of": [{ "page": "gemeente-delft" }, { "page": null }],
        });
        assert!(!finish(&mut answer, Some(&site())));
        let expected = json!({
            "page": "https://broncode.example/en/repositories/github.com/a%20b/c",
            "of": [
                { "page": "https://broncode.example/en/organisations/gemeente-delft" },
                { "page": null },
            ],
        });
        assert_eq!(answer, expected);
        assert_eq!(
            page(&site(), "/en/search", Some("zaak & co")).as_str(),
            "https://broncode.example/en/search?q=zaak+%26+co"
        );
    }

    #[test]
    fn long_texts_and_lists_are_shortened() {
        let mut answer = json!({ "a": ["é".repeat(1_001)], "b": vec![1; 41] });
        assert!(finish(&mut answer, None));
        let text = answer["a"][0].as_str().unwrap();
        assert_eq!(text.chars().count(), 1_001);
        assert!(text.ends_with("é…"));
        assert_eq!(answer["b"].as_array().unwrap().len(), 40);
        assert!(bounded(json!(vec!["a"; 100_000])).is_err());
    }
}
