//! How texts become words: as they were written, and as stems.

use std::sync::LazyLock;

use tantivy::tokenizer::{
    AsciiFoldingFilter, LowerCaser, RawTokenizer, RemoveLongFilter, TextAnalyzer, TokenizerManager,
};

use super::stems::StemTokenizer;
use super::weighed_words::LevelTokenizer;
use super::word_tokenizer::{Beside, WordTokenizer};

/// The longest word that is indexed, in bytes.
pub(super) const LONGEST_WORD: usize = 60;

/// Lists of stop words are made once: a copy shares them.
static STEMS_OF_TEXTS: LazyLock<TextAnalyzer> =
    LazyLock::new(|| TextAnalyzer::builder(StemTokenizer::for_texts()).build());
static STEMS_OF_QUERIES: LazyLock<TextAnalyzer> =
    LazyLock::new(|| TextAnalyzer::builder(StemTokenizer::for_queries()).build());

/// How a text is analysed. Letters lose their case and accents in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Analysis {
    /// Names as programmers write them: whole, joined, and cut at hyphens, at
    /// changes of case and between letters and digits.
    Identifier,
    /// Words as they were written.
    Words,
    /// Dutch and English stems of words and of the parts of compounds and
    /// identifiers, without stop words.
    Stems,
}

impl Analysis {
    /// The name of the tokenizer.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Identifier => "identifier",
            Self::Words => "words",
            Self::Stems => "stems",
        }
    }

    /// What makes words of a text: several at one position where there are
    /// several ways to write it.
    pub(super) fn for_texts(self) -> TextAnalyzer {
        match self {
            Self::Identifier => words(Beside::JoinedIdentifiers),
            Self::Words => words(Beside::Parts),
            Self::Stems => STEMS_OF_TEXTS.clone(),
        }
    }

    /// What makes words of a query. Words at one position are ways to find one
    /// thing.
    pub(super) fn for_queries(self) -> TextAnalyzer {
        match self {
            Self::Identifier | Self::Words => words(Beside::Nothing),
            Self::Stems => STEMS_OF_QUERIES.clone(),
        }
    }
}

/// Makes every tokenizer known to an index.
pub(super) fn register(tokenizers: &TokenizerManager) {
    for analysis in [Analysis::Identifier, Analysis::Words] {
        tokenizers.register(analysis.name(), analysis.for_texts());
    }
    tokenizers.register(LevelTokenizer::NAME, LevelTokenizer::analyzer());
}

fn words(beside: Beside) -> TextAnalyzer {
    TextAnalyzer::builder(WordTokenizer::new(beside))
        .filter(RemoveLongFilter::limit(LONGEST_WORD))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build()
}

/// A text without case and accents.
pub(super) fn folded(text: &str) -> String {
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
    tokens(&mut Analysis::Words.for_queries(), text)
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

/// What an analyzer makes of a text, position by position.
pub(super) fn tokens_by_position(
    analyzer: &mut TextAnalyzer,
    text: &str,
) -> Vec<(usize, Vec<String>)> {
    let mut stream = analyzer.token_stream(text);
    let mut positions: Vec<(usize, Vec<String>)> = Vec::new();
    while let Some(token) = stream.next() {
        match positions.last_mut() {
            Some((position, words)) if *position == token.position => {
                words.push(token.text.clone());
            }
            _ => positions.push((token.position, vec![token.text.clone()])),
        }
    }
    positions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_text(analysis: Analysis, text: &str) -> String {
        tokens(&mut analysis.for_texts(), text).join(" ")
    }

    fn of_query(analysis: Analysis, text: &str) -> String {
        let positions = tokens_by_position(&mut analysis.for_queries(), text);
        let words = positions.into_iter().map(|(_, words)| words.join("|"));
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn identifiers_are_found_by_their_parts_and_joined() {
        assert_eq!(
            of_text(Analysis::Identifier, "nl-covid19-notificationApp"),
            "nl covid19 covid 19 notificationapp notification app nlcovid19notificationapp"
        );
        assert_eq!(of_query(Analysis::Identifier, "Covid19App"), "covid19app");
        assert_eq!(whole("Open-Zaak"), "openzaak");
    }

    #[test]
    fn words_are_stemmed_folded_and_cut() {
        let shares = |text: &str, query: &str| {
            let text = of_text(Analysis::Stems, text);
            let query = of_query(Analysis::Stems, query);
            query
                .split(['|', ' '])
                .any(|stem| text.split(' ').any(|its| its == stem))
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
        assert_eq!(of_text(Analysis::Stems, "de het the"), "");
        assert_eq!(of_text(Analysis::Words, "Coöperatie"), "cooperatie");
    }
}
