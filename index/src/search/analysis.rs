//! How texts become words. Dutch and English are stemmed in fields of their
//! own, beside a field with the words as they were written.

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RawTokenizer, RemoveLongFilter, SimpleTokenizer,
    Stemmer, StopWordFilter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer, TokenizerManager,
};

/// The longest word that is indexed, in bytes.
const LONGEST_WORD: usize = 60;

/// How a field is analysed. Letters lose their case and accents in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Analysis {
    /// The whole text is one word.
    Whole,
    /// Names as programmers write them: whole, and cut at hyphens, at changes
    /// of case and between letters and digits.
    Identifier,
    /// Words as they were written.
    Words,
    /// Stems of Dutch words, without stop words.
    Dutch,
    /// Stems of English words, without stop words.
    English,
}

impl Analysis {
    const ALL: &'static [Self] = &[
        Self::Whole,
        Self::Identifier,
        Self::Words,
        Self::Dutch,
        Self::English,
    ];

    /// The name of the tokenizer.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Identifier => "identifier",
            Self::Words => "words",
            Self::Dutch => "dutch",
            Self::English => "english",
        }
    }

    /// Whether phrases can be found in the field: stems don't keep positions.
    pub(super) fn has_phrases(self) -> bool {
        matches!(self, Self::Identifier | Self::Words)
    }

    /// The tokenizer.
    pub(super) fn analyzer(self) -> TextAnalyzer {
        match self {
            Self::Whole => TextAnalyzer::builder(RawTokenizer::default())
                .filter(LowerCaser)
                .filter(AsciiFoldingFilter)
                .build(),
            Self::Identifier | Self::Words => words().filter(AsciiFoldingFilter).build(),
            Self::Dutch => stemmed(Language::Dutch),
            Self::English => stemmed(Language::English),
        }
    }

    /// The text that the tokenizer gets.
    pub(super) fn prepare(self, text: &str) -> String {
        match self {
            Self::Identifier => with_parts(text),
            Self::Whole | Self::Words | Self::Dutch | Self::English => text.to_owned(),
        }
    }

    /// Makes every tokenizer known to an index.
    pub(super) fn register(tokenizers: &TokenizerManager) {
        for analysis in Self::ALL {
            tokenizers.register(analysis.name(), analysis.analyzer());
        }
    }
}

/// Words without stop words, as stems.
fn stemmed(language: Language) -> TextAnalyzer {
    let mut builder = words().dynamic();
    if let Some(stop_words) = StopWordFilter::new(language) {
        builder = builder.filter_dynamic(stop_words);
    }
    builder
        .filter_dynamic(Stemmer::new(language))
        .filter_dynamic(AsciiFoldingFilter)
        .build()
}

/// Runs of letters and digits, in lower case.
fn words() -> TextAnalyzerBuilder<impl Tokenizer> {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST_WORD))
        .filter(LowerCaser)
}

/// The words of a text as they were written, without case and accents.
pub(crate) fn plain_words(text: &str) -> Vec<String> {
    tokens(&mut Analysis::Words.analyzer(), text)
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

/// A name followed by the parts of those of its words that have any:
/// `irmaIssue-covid19` becomes `irmaIssue-covid19 irma Issue covid 19`.
fn with_parts(text: &str) -> String {
    let mut all = text.to_owned();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let parts = parts(word);
        if parts.len() > 1 {
            for part in parts {
                all.push(' ');
                all.push_str(part);
            }
        }
    }
    all
}

/// Cuts a word where a capital follows a small letter, and between letters and
/// digits.
fn parts(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in word.char_indices() {
        let cut = before.is_some_and(|before| {
            (before.is_lowercase() && c.is_uppercase()) || before.is_numeric() != c.is_numeric()
        });
        if cut {
            parts.push(&word[start..at]);
            start = at;
        }
        before = Some(c);
    }
    if start < word.len() {
        parts.push(&word[start..]);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(analysis: Analysis, text: &str) -> Vec<String> {
        tokens(&mut analysis.analyzer(), &analysis.prepare(text))
    }

    #[test]
    fn identifiers_are_found_by_their_parts() {
        assert_eq!(
            words(Analysis::Identifier, "nl-covid19-notificationApp"),
            [
                "nl",
                "covid19",
                "notificationapp",
                "covid",
                "19",
                "notification",
                "app"
            ]
        );
        assert_eq!(words(Analysis::Whole, "Open-Zaak"), ["open-zaak"]);
    }

    #[test]
    fn words_are_stemmed_and_folded() {
        assert_eq!(
            words(Analysis::Dutch, "De gemeenten en hun inwoners"),
            words(Analysis::Dutch, "gemeente inwoner")
        );
        assert_eq!(
            words(Analysis::English, "notifications"),
            words(Analysis::English, "notification")
        );
        assert_eq!(words(Analysis::Words, "Coöperatie"), ["cooperatie"]);
    }
}
