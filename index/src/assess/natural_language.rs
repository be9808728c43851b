//! The language that a text is written in, told by words that texts in it are full of and that
//! the other language does not have.
//!
//! Most texts are one sentence, in which counts of letters tell too little; those counts are
//! what the crates go by that know many languages.

/// The tags of the two languages of government here.
const DUTCH: &str = "nl";
const ENGLISH: &str = "en";

#[rustfmt::skip]
const DUTCH_WORDS: &[&str] = &[
    "aan", "alle", "als", "bij", "binnen", "dat", "de", "dit", "door", "deze", "die", "een", "en",
    "gebruikt", "het", "hoe", "je", "kan", "kunnen", "maakt", "met", "naar", "niet", "om", "ook",
    "op", "te", "tot", "tussen", "uit", "van", "vanuit", "via", "voor", "waarmee", "wat", "wordt",
    "worden", "zijn", "zoals",
];

#[rustfmt::skip]
const ENGLISH_WORDS: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "based", "be", "been", "by", "can", "for", "from", "how",
    "into", "it", "its", "not", "on", "that", "the", "these", "this", "to", "used", "using",
    "which", "with", "written", "you", "your",
];

/// How many words of each language were seen.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    dutch: usize,
    english: usize,
}

impl Tally {
    /// Takes a text into account.
    pub(super) fn add(&mut self, text: &str) {
        for word in text.split(|c: char| !c.is_alphabetic()) {
            // The longest of the words has eight letters.
            if (1..=8).contains(&word.len()) {
                let word = word.to_lowercase();
                self.dutch += usize::from(DUTCH_WORDS.contains(&word.as_str()));
                self.english += usize::from(ENGLISH_WORDS.contains(&word.as_str()));
            }
        }
    }

    /// The language, where one is seen and more than twice as often as the other.
    pub(super) fn language(self) -> Option<&'static str> {
        if self.dutch > 2 * self.english {
            Some(DUTCH)
        } else if self.english > 2 * self.dutch {
            Some(ENGLISH)
        } else {
            None
        }
    }
}

/// The language of a text, a tag of BCP 47; `None` where it can't be told.
pub(crate) fn language_of_text(text: &str) -> Option<&'static str> {
    let mut tally = Tally::default();
    tally.add(text);
    tally.language()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_tell_the_language() {
        let cases = [
            (
                "Bouwsteen voor Django om kaartgegevens aan te bieden.",
                Some("nl"),
            ),
            (
                "Building block for Django that serves map data.",
                Some("en"),
            ),
            ("Frontend van Signalen, based on React", None),
            ("React frontend", None),
            ("", None),
        ];
        for (text, language) in cases {
            assert_eq!(language_of_text(text), language, "{text}");
        }
    }
}
