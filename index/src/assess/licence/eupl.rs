//! The language versions of the EUPL 1.2. All 23 have the same legal value
//! (Article 13), and SPDX has only the English text. The others are recognised
//! by their title and by ten phrases spread over the articles; what stands
//! between the phrases is not compared.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// The table; its head tells how it is written.
const VERSIONS: &str = include_str!("eupl.txt");

/// How many of a version's phrases have to be there, in per cent.
const ENOUGH: u8 = 90;

struct Versions {
    titles: Vec<&'static str>,
    /// The position of the version that each phrase is of.
    of_phrase: Vec<usize>,
    phrases: AhoCorasick,
}

static KNOWN: LazyLock<Option<Versions>> = LazyLock::new(|| {
    let (mut titles, mut of_phrase, mut phrases) = (Vec::new(), Vec::new(), Vec::new());
    for line in VERSIONS.lines() {
        if let Some((_, title)) = line
            .strip_prefix('[')
            .and_then(|line| line.split_once("] "))
        {
            titles.push(title);
        } else if !line.is_empty() && !line.starts_with('#') {
            of_phrase.push(titles.len().checked_sub(1)?);
            phrases.push(line);
        }
    }
    Some(Versions {
        titles,
        of_phrase,
        phrases: AhoCorasick::new(phrases).ok()?,
    })
});

/// How much of a language version other than the English one is in a text, in
/// per cent; `None` when that is too little.
pub(super) fn likeness(text: &str) -> Option<u8> {
    let known = KNOWN.as_ref()?;
    let text = words(text);
    let mut found = vec![false; known.of_phrase.len()];
    for hit in known.phrases.find_overlapping_iter(&text) {
        found[hit.pattern().as_usize()] = true;
    }
    let share = |version: usize| {
        let own = known.of_phrase.iter().zip(&found);
        let own = own.filter(|(of, _)| **of == version);
        let (count, all) = own.fold((0, 0), |(count, all), (_, found)| {
            (count + usize::from(*found), all + 1)
        });
        u8::try_from(100 * count / all.max(1)).unwrap_or(0)
    };
    let titled = known.titles.iter().enumerate();
    titled
        .filter(|(_, title)| text.contains(*title))
        .map(|(version, _)| share(version))
        .max()
        .filter(|share| *share >= ENOUGH)
}

/// Letters and digits in lower case, with one space between words.
fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
        } else if !words.ends_with(' ') {
            words.push(' ');
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_other_language_has_a_title_and_ten_phrases() {
        let known = KNOWN.as_ref().unwrap();
        assert_eq!(known.titles.len(), 22);
        assert_eq!(known.of_phrase.len(), 220);
        assert!(
            VERSIONS
                .lines()
                .all(|line| { line.starts_with(['#', '[']) || words(line).trim_end() == line })
        );
    }

    #[test]
    fn a_version_is_recognised_by_its_phrases() {
        for version in VERSIONS.split("\n[").skip(1) {
            let (_, version) = version.split_once("] ").unwrap();
            let lines: Vec<&str> = version.lines().filter(|line| !line.is_empty()).collect();
            let text = lines.join(" – ").to_uppercase();
            // Upper case and back changes a few letters of some languages.
            let whole = likeness(&lines.join(" – "));
            assert_eq!(whole, Some(100), "{}", lines[0]);
            assert!(likeness(&text).is_some() || !text.is_ascii(), "{text}");
            assert_eq!(likeness(&lines[1..].join(" ")), None, "without its title");
            assert_eq!(
                likeness(&lines[..9].join(" ")),
                None,
                "eight of ten phrases"
            );
        }
    }
}
