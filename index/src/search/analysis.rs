//! Text analysis: how texts become terms, as they were written and as stems.

use std::sync::{LazyLock, Mutex, PoisonError};

use tantivy::tokenizer::{
    AsciiFoldingFilter, LowerCaser, RawTokenizer, RemoveLongFilter, TextAnalyzer, TokenStream,
    Tokenizer, TokenizerManager,
};

use super::engine::impacts::ImpactTokenizer;
use super::fields::StableHash;
use super::stems::Stems;
use super::word_tokenizer::{TokenVariants, WordTokenizer};

/// Words of so many bytes and more are no words, and are not indexed.
pub(super) const LONGEST_WORD: usize = 60;

/// How a text is analysed in a field of its own. Letters lose their case and
/// accents in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Analysis {
    /// Names as programmers write them: whole, joined, and cut at hyphens, at
    /// changes of case and between letters and digits.
    Identifier,
    /// Words as they were written.
    Words,
}

impl Analysis {
    /// The name of the tokenizer.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Identifier => "identifier",
            Self::Words => "words",
        }
    }

    /// What makes words of a text: several at one position where there are
    /// several ways to write it.
    pub(super) fn for_texts(self) -> TextAnalyzer {
        let variants = match self {
            Self::Identifier => TokenVariants::JoinedIdentifiers,
            Self::Words => TokenVariants::Parts,
        };
        TextAnalyzer::builder(WordTokenizer::new(variants))
            .filter(RemoveLongFilter::limit(LONGEST_WORD))
            .filter(LowerCaser)
            .filter(AsciiFoldingFilter)
            .build()
    }
}

/// Makes every tokenizer known to an index.
pub(super) fn register(tokenizers: &TokenizerManager) {
    for analysis in [Analysis::Identifier, Analysis::Words] {
        tokenizers.register(analysis.name(), analysis.for_texts());
    }
    tokenizers.register(ImpactTokenizer::NAME, ImpactTokenizer::analyzer());
}

/// How many words a text has, and the hash of all of them as they were written, without
/// case and accents, with a space between them.
pub(crate) fn hash_of_words(text: &str) -> (usize, u64) {
    let (mut count, mut hash) = (0, StableHash::new());
    for_each_word(text, TokenVariants::None, |_, word| {
        if count > 0 {
            hash.add(b" ");
        }
        count += 1;
        hash.add(folded(word).as_bytes());
    });
    (count, hash.0)
}

/// A text without case and accents.
pub(crate) fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut analyzer = TextAnalyzer::builder(RawTokenizer::default())
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build();
    tokens(&mut analyzer, text).concat()
}

/// The letters and digits of a text as one word, without case and accents.
pub(super) fn whole(text: &str) -> String {
    plain_words(text).concat()
}

/// The words of a text as they were written, without case and accents.
pub(crate) fn plain_words(text: &str) -> Vec<String> {
    let words = words_of_query(text).into_iter();
    words.map(|(_, word)| word).collect()
}

/// The words of a query as they were written, with their positions.
pub(super) fn words_of_query(text: &str) -> Vec<(usize, String)> {
    let mut words = Vec::new();
    for_each_word(text, TokenVariants::None, |position, word| {
        words.push((position, folded(word)));
    });
    words
}

/// The stems of the words of a query, with their positions: of each word those that
/// are ways to find one thing. Stop words have none.
pub(super) fn stems_of_query(text: &str) -> Vec<(usize, Vec<String>)> {
    static STEMS: LazyLock<Mutex<Stems>> = LazyLock::new(|| Mutex::new(Stems::new(false)));
    let mut known = STEMS.lock().unwrap_or_else(PoisonError::into_inner);
    let mut stems = Vec::new();
    for_each_word(text, TokenVariants::None, |position, word| {
        let of_word = known.of(word);
        if !of_word.is_empty() {
            stems.push((position, of_word.to_vec()));
        }
    });
    stems
}

fn for_each_word(text: &str, variants: TokenVariants, mut take: impl FnMut(usize, &str)) {
    let mut tokenizer = WordTokenizer::new(variants);
    let mut words = tokenizer.token_stream(text);
    while words.advance() {
        let word = words.token();
        if word.text.len() < LONGEST_WORD {
            take(word.position, &word.text);
        }
    }
}

/// What an analyzer makes of a text.
pub(super) fn tokens(analyzer: &mut TextAnalyzer, text: &str) -> Vec<String> {
    let mut stream = analyzer.token_stream(text);
    let mut tokens = Vec::new();
    while let Some(token) = stream.next() {
        tokens.push(token.text.clone());
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::super::stable_hash;
    use super::*;

    fn of_text(analysis: Analysis, text: &str) -> String {
        tokens(&mut analysis.for_texts(), text).join(" ")
    }

    /// The stems that a text is found by.
    fn stems_of_text(text: &str) -> Vec<String> {
        let mut known = Stems::new(true);
        let mut stems = Vec::new();
        for_each_word(text, TokenVariants::Identifiers, |_, word| {
            stems.extend_from_slice(known.of(word));
        });
        stems
    }

    #[test]
    fn identifiers_are_found_by_their_parts_and_joined() {
        assert_eq!(
            of_text(Analysis::Identifier, "nl-covid19-notificationApp"),
            "nl covid19 covid 19 notificationapp notification app nlcovid19notificationapp"
        );
        assert_eq!(plain_words("Covid19App"), ["covid19app"]);
        assert_eq!(whole("Open-Zaak"), "openzaak");
    }

    #[test]
    fn the_same_words_have_the_same_hash() {
        let (count, hash) = hash_of_words("Één  Open-Zaak, 2 W.O.O.");
        assert_eq!((count, hash), (5, stable_hash(b"een open zaak 2 woo")));
        assert_eq!(hash_of_words(" - "), (0, stable_hash(b"")));
    }

    #[test]
    fn words_are_stemmed_folded_and_cut() {
        let shares = |text: &str, query: &str| {
            let text = stems_of_text(text);
            let mut query = stems_of_query(query)
                .into_iter()
                .flat_map(|(_, stems)| stems);
            query.any(|stem| text.contains(&stem))
        };
        let found = [
            ("De gemeenten en hun inwoners", "inwoner"),
            ("gemeenten", "gemeente"),
            ("zaaksystemen", "zaak"),
            ("zaaksysteem", "zaken"),
            ("zaaksystemen", "systeem"),
            ("notifications", "notification"),
            ("Coördinatie", "coordinatie"),
            ("qualityTime", "times"),
        ];
        for (text, query) in found {
            assert!(shares(text, query), "{text}: {query}");
        }
        // What is looked for is what was typed, and not its parts.
        assert!(!shares("zaak", "zaaksysteem"));
        assert!(stems_of_query("de het the").is_empty());
        assert_eq!(of_text(Analysis::Words, "Coöperatie"), "cooperatie");
    }
}
