use std::collections::BTreeSet;

use super::*;

fn lines() -> impl Iterator<Item = &'static str> {
    let lines = FILES.iter().flat_map(|file| file.lines());
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// What else is looked for, in one line: `election elections: verkiezing`.
fn synonyms(query: &str) -> String {
    let words = plain_words(query).into_iter().map(Some);
    let words: Vec<_> = words.collect();
    let found = CONCEPTS.synonyms(&words).into_iter().map(|synonyms| {
        let words: Vec<&str> = words[synonyms.words]
            .iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let others = synonyms.expressions.iter();
        let others: Vec<&str> = others.map(|expression| expression.text).collect();
        format!("{}: {}", words.join(" "), others.join(", "))
    });
    found.collect::<Vec<_>>().join("; ")
}

#[test]
fn every_concept_has_words_in_both_languages() {
    assert!(lines().count() >= 1_200, "{}", lines().count());
    let mut seen = BTreeSet::new();
    for line in lines() {
        assert!(seen.insert(line), "twice: {line}");
        let (dutch, english) = line.split_once(" = ").unwrap_or_else(|| panic!("{line}"));
        for side in [dutch, english] {
            for text in side.split(',') {
                let words = plain_words(text).len();
                assert!((1..=MOST_WORDS).contains(&words), "{line}");
                assert_eq!(text.to_lowercase(), text, "{line}");
            }
        }
    }
}

#[test]
fn either_language_gives_the_words_of_the_other() {
    let cases = [
        ("verkiezingen", "election"),
        ("elections", "verkiezing"),
        ("wet open overheid", "freedom of information"),
        ("freedom of information", "woo"),
        ("schuldhulpverlening", "debt relief"),
        ("building permit", "omgevingsvergunning"),
        ("zaakgericht werken", "case management"),
    ];
    for (query, expected) in cases {
        let found = synonyms(query);
        let (words, others) = found.split_once(": ").unwrap();
        assert_eq!(words, query);
        assert!(others.split(", ").any(|other| other == expected), "{found}");
    }
}

#[test]
fn longest_expression_counts_and_compounds_by_their_parts() {
    assert!(synonyms("open source register").starts_with("open source register: "));
    assert!(!synonyms("open source register").contains("; "));
    assert!(synonyms("verkiezingskaart").contains("election"));
    assert_eq!(synonyms("nijmegen"), "");
    // What stands between words keeps them apart.
    let [open, source] = ["open", "source"].map(|word| Some(word.to_owned()));
    let words = [open, None, source];
    let found = CONCEPTS.synonyms(&words);
    assert!(
        found.iter().all(|synonyms| synonyms.words.len() == 1),
        "{found:?}"
    );
}

#[test]
fn expressions_of_several_words_are_found_in_texts() {
    let phrases = |text: &str| {
        let mut stems = Stems::new(true);
        let mut reader = PhraseReader::default();
        let words = plain_words(text).into_iter().enumerate();
        let found = words.flat_map(|(position, word)| {
            let word = phrase_word(&word, stems.of(&word));
            reader.read(position, word)
        });
        found.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(phrases("Handles freedom of information requests"), {
        "freedom of inform, freedom of inform request, inform request"
    });
    assert_eq!(phrases("Freedom and information"), "");
    assert_eq!(phrases("bouw van het sociaal domein"), "sociaal domein");
}
