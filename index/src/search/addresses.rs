//! Address terms: whoever pastes the address of a repository or account into the search box
//! finds what is there.

use bronwijzer_crawler::address::{AccountUrl, RepositoryUrl, of_git, whole};

use crate::model::Entry;

/// Stands before an address. No word has it.
const ADDRESS: char = '@';

/// The words that stand for the addresses of a repository, those it had before
/// and those of its account and the groups around it.
pub(super) fn of_entry(entry: &Entry) -> Vec<String> {
    let url = &entry.observation.url;
    let mut keys: Vec<String> = std::iter::once(url)
        .chain(&entry.former_urls)
        .map(RepositoryUrl::key)
        .collect();
    let owner = url.owner().to_lowercase();
    let ends = owner.match_indices('/').map(|(at, _)| at);
    for end in ends.chain([owner.len()]) {
        keys.push(format!("{}/{}", url.host(), &owner[..end]));
    }
    keys.sort_unstable();
    keys.dedup();
    keys.iter().map(|key| word(key)).collect()
}

/// The words that stand for what is typed, if that is an address: the one that
/// leads nearest first. A scheme may be missing.
pub(super) fn typed(text: &str) -> Vec<String> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || "<>()[],;.!?'".contains(c));
    let text = text.trim_end_matches([':', '"']);
    let has_scheme = text.contains("://") || text.contains('@');
    let with_scheme = if has_scheme {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    // A host has a dot, and a path follows it.
    let host_and_path = with_scheme.split_once("://").map_or(text, |(_, rest)| rest);
    let is_address = host_and_path
        .split_once(['/', ':'])
        .is_some_and(|(host, path)| host.contains('.') && !path.is_empty());
    if !is_address {
        return Vec::new();
    }
    let mut keys = Vec::new();
    if let Some(url) = of_git(&with_scheme) {
        keys.extend(whole(&url).map(|url| url.key()));
        keys.push(url.key());
    } else if let Ok(account) = with_scheme.parse::<AccountUrl>() {
        let key = account.key();
        keys.push(key.strip_prefix("www.").unwrap_or(&key).to_owned());
    }
    keys.dedup();
    keys.iter().map(|key| word(key)).collect()
}

fn word(key: &str) -> String {
    format!("{ADDRESS}{key}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_way_to_write_an_address_is_one_word() {
        let repository = "@github.com/minvws/nl-kat-rocky";
        for text in [
            "https://github.com/minvws/nl-kat-rocky",
            "http://www.github.com/MinVWS/nl-kat-rocky/",
            "https://github.com/minvws/nl-kat-rocky.git",
            "https://github.com/minvws/nl-kat-rocky/tree/main/docs",
            "https://github.com/minvws/nl-kat-rocky/issues?q=a#b",
            "<https://github.com/minvws/nl-kat-rocky>.",
            "git@github.com:minvws/nl-kat-rocky.git",
            "ssh://git@github.com/minvws/nl-kat-rocky",
            "git+ssh://git@github.com/minvws/nl-kat-rocky",
            "github.com/minvws/nl-kat-rocky",
            "www.github.com/minvws/nl-kat-rocky",
        ] {
            assert_eq!(typed(text)[0], repository, "{text}");
        }
        for text in [
            "https://github.com/MinVWS",
            "www.github.com/minvws/",
            "github.com/minvws",
        ] {
            assert_eq!(typed(text), ["@github.com/minvws"], "{text}");
        }
        assert_eq!(
            typed("https://gitlab.com/a/b/c/-/tree/x")[0],
            "@gitlab.com/a/b/c"
        );
        for text in [
            "",
            "zaak",
            "minvws/app",
            "a@b.nl",
            "https://github.com",
            "10:30",
            "std::vec",
            "open.zaak",
        ] {
            assert_eq!(typed(text), [""; 0], "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_parses_or_is_rejected(text in "\\PC{0,60}|[a-z@:/.]{0,30}") {
            typed(&text);
        }
    }
}
