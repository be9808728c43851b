//! Dutch texts are easy to read: level B1, in so far as a formula can tell.
//!
//! The formula is Flesch's as Douma made it fit Dutch in 1960: 206.84, less 0.77 for each
//! syllable in a hundred words, less 0.93 for each word in a sentence. Over 60 counts as plain.

use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, Pattern, PatternElement};
use fluent_syntax::parser::parse;
use hypher::{Lang, hyphenate};

/// What all texts together have to reach.
const PLAIN: f64 = 65.0;

/// What each text has to reach. Terms of the field are long, and a text of few words may
/// be one of them.
const HARD: f64 = 30.0;

/// Texts of fewer words are labels, of which the formula says nothing.
const LABEL_WORDS: usize = 8;

#[derive(Default)]
struct Counts {
    sentences: usize,
    words: usize,
    syllables: usize,
}

impl Counts {
    fn of(text: &str) -> Self {
        let mut counts = Self::default();
        let ends = |c: char| matches!(c, '.' | '!' | '?' | ':' | ';' | '\n');
        for sentence in text.split_inclusive(ends) {
            let words = sentence
                .split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '’' | '\'' | '_'))
                .filter(|word| word.chars().any(char::is_alphabetic));
            let before = counts.words;
            for word in words {
                counts.words += 1;
                counts.syllables += hyphenate(word, Lang::Dutch).count().max(1);
            }
            counts.sentences += usize::from(counts.words > before);
        }
        counts
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of words are small")]
    fn score(&self) -> f64 {
        let per_hundred = 100.0 * self.syllables as f64 / self.words as f64;
        let per_sentence = self.words as f64 / self.sentences as f64;
        0.93f64.mul_add(-per_sentence, 0.77f64.mul_add(-per_hundred, 206.84))
    }
}

/// The wordings of a pattern: one, or one for each variant of a choice.
fn wordings(pattern: &Pattern<String>) -> Vec<String> {
    let mut wordings = vec![String::new()];
    for element in &pattern.elements {
        let parts = match element {
            PatternElement::TextElement { value } => vec![value.clone()],
            PatternElement::Placeable {
                expression: Expression::Select { variants, .. },
            } => variants
                .iter()
                .flat_map(|variant| self::wordings(&variant.value))
                .collect(),
            // A name, a number or a day.
            PatternElement::Placeable { .. } => vec!["dit".to_owned()],
        };
        wordings = parts
            .iter()
            .flat_map(|part| wordings.iter().map(move |before| format!("{before}{part}")))
            .collect();
    }
    wordings
}

/// Every wording with the key of its message.
fn dutch_texts() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/nl");
    let mut texts = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let source = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for entry in parse(source).expect("valid Fluent").body {
            if let Entry::Message(message) = entry {
                let key = message.id.name;
                let all = message.value.iter().flat_map(wordings);
                texts.extend(all.map(|text| (key.clone(), text)));
            }
        }
    }
    texts
}

#[test]
fn dutch_texts_are_plain() {
    let mut all = Counts::default();
    let mut scored = Vec::new();
    for (key, text) in dutch_texts() {
        let counts = Counts::of(&text);
        if counts.words < LABEL_WORDS {
            continue;
        }
        scored.push((counts.score(), key, text));
        all.sentences += counts.sentences;
        all.words += counts.words;
        all.syllables += counts.syllables;
    }
    assert!(scored.len() > 200);
    scored.sort_by(|one, other| one.0.total_cmp(&other.0));
    println!("all texts: {:.1}; the twenty hardest:", all.score());
    for (score, key, text) in scored.iter().take(20) {
        println!("{score:6.1} {key}: {text}");
    }
    assert!(all.score() >= PLAIN, "{:.1}", all.score());
    let hard: Vec<_> = scored.iter().filter(|(score, ..)| *score < HARD).collect();
    assert!(hard.is_empty(), "{hard:#?}");
}

#[test]
fn long_words_in_long_sentences_score_lower() {
    let plain = Counts::of("U ziet wat het is. U mag het ook zelf gebruiken.");
    let hard = Counts::of(
        "De verantwoordelijkheidsverdeling binnen de overheidsorganisaties bemoeilijkt \
         vanzelfsprekend de herbruikbaarheid van informatievoorzieningen.",
    );
    assert!(plain.score() > 80.0, "{}", plain.score());
    assert!(hard.score() < 0.0, "{}", hard.score());
}
