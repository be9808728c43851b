//! The sentence by which a README says what the software is.

use unicode_segmentation::UnicodeSegmentation;

use super::filler;

/// How long a sentence is, in characters and at least in words.
const MIN_CHARACTERS: usize = 20;
const MAX_CHARACTERS: usize = 300;
const MIN_WORDS: usize = 4;

/// Of a hundred characters so many are letters or spaces: else it is a list of names, a path
/// or a command.
const MIN_LETTERS: usize = 85;

/// Headings beneath which a README says what it is about, in lower case.
#[rustfmt::skip]
const INTRODUCTIONS: &[&str] = &[
    "about", "about this project", "achtergrond", "algemeen", "background", "beschrijving",
    "description", "doel", "inleiding", "introductie", "introduction", "over", "over dit project",
    "overview", "overzicht", "project description", "purpose", "samenvatting", "summary",
    "what is it", "what is this", "wat is dit", "wat is het", "project",
];

/// How a sentence begins that tells what to do and not what it is, in lower case.
#[rustfmt::skip]
const INSTRUCTIONS: &[&str] = &[
    "add", "after", "als", "before", "click", "clone", "copy", "copyright", "dank", "documentatie",
    "documentation", "download", "first", "follow", "gebruik", "ga", "go", "if", "in order",
    "install", "installeer", "klik", "let op", "licensed", "make", "maak", "meer", "more", "note",
    "om", "please", "run", "see", "since", "start", "thank", "thanks", "to", "use", "voeg", "voor",
    "waarschuwing", "warning", "welcome", "welkom", "when", "work in progress", "you", "zie",
];

/// Words of a sentence about the end of the software, about the file itself, or about where
/// else to look.
#[rustfmt::skip]
const ASIDES: &[&str] = &[
    "archived", "below", "deprecated", "gearchiveerd", "hieronder", "moved", "obsolete", "readme",
    "superseded", "todo", "unmaintained", "verhuisd", "verouderd", "verplaatst", "vervangen",
];

/// Whether what stands beneath a heading introduces the whole.
pub(super) fn is_introduction(heading: &str) -> bool {
    let plain = heading.trim_matches(|c: char| !c.is_alphanumeric());
    INTRODUCTIONS.contains(&plain.to_lowercase().as_str())
}

/// The first sentence of a paragraph, if it says what the software is: a whole sentence, or a
/// paragraph without a full stop, and no address, version, command or aside in it.
pub(super) fn sentence(paragraph: &str) -> Option<String> {
    let text = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    if filler::is_filler(&text) {
        return None;
    }
    let mut sentences = text.unicode_sentences();
    let sentence = sentences.next()?.trim();
    let ends_well = match sentence.chars().next_back()? {
        '.' | '!' => true,
        last => sentences.next().is_none() && last.is_alphanumeric(),
    };
    let is_good = ends_well
        && (MIN_CHARACTERS..=MAX_CHARACTERS).contains(&sentence.chars().count())
        && sentence.starts_with(char::is_alphanumeric)
        && is_prose(sentence);
    is_good.then(|| sentence.to_owned())
}

fn is_prose(sentence: &str) -> bool {
    let all = sentence.chars().count();
    let letters = sentence.chars().filter(|c| c.is_alphabetic() || *c == ' ');
    let words: Vec<&str> = sentence.split(' ').collect();
    let lower = sentence.to_lowercase();
    let plain: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let instructs = |start: &&str| {
        let rest = lower.strip_prefix(*start);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    words.len() >= MIN_WORDS
        && letters.count() * 100 >= all * MIN_LETTERS
        && !words
            .iter()
            .any(|word| is_address(word) || is_version(word))
        && !INSTRUCTIONS.iter().any(instructs)
        && !plain.iter().any(|word| ASIDES.contains(word))
}

fn is_address(word: &str) -> bool {
    ["://", "www.", "@", "\\", "{", "<", "=", "|"]
        .iter()
        .any(|sign| word.contains(sign))
}

/// `1.2`, `v3` or `2.0.1-beta`, with what stands around it.
fn is_version(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let number = word.strip_prefix(['v', 'V']).unwrap_or(word);
    let starts = number.starts_with(|c: char| c.is_ascii_digit());
    let has_parts = number.split_once('.').is_some_and(|(major, rest)| {
        major.chars().all(|c| c.is_ascii_digit()) && rest.starts_with(|c: char| c.is_ascii_digit())
    });
    starts && (has_parts || number.len() < word.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_sentence_about_the_software_opens() {
        let good = [
            (
                "Open Zaak is a platform for case management. It is\nmade by many.",
                "Open Zaak is a platform for case management.",
            ),
            (
                "Een app waarmee inwoners overlast melden",
                "Een app waarmee inwoners overlast melden",
            ),
            (
                "Tool for e.g. maps of the city. Run it.",
                "Tool for e.g. maps of the city.",
            ),
        ];
        for (paragraph, expected) in good {
            assert_eq!(sentence(paragraph).as_deref(), Some(expected));
        }
        for bad in [
            "",
            "Run the following command to start it.",
            "Version 2.1 of the tool for all municipalities.",
            "Read more at https://example.org about this tool.",
            "The following tools are in this repository:",
            "Docs | Demo | Chat with us | More",
            "This repository is archived, look elsewhere for it.",
            "================ What is OpenKAT?",
            "Short one.",
            "One Paragraph of project description goes here",
        ] {
            assert_eq!(sentence(bad), None, "{bad}");
        }
    }
}
