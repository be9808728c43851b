//! Highlights: where in a repository the words of a query were found.

use std::sync::{Arc, LazyLock};

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::observation::TextFile;
use bronwijzer_index::{Catalogue, Highlighter, IndexError, Piece};

use crate::batch::Batched;
use crate::reader::Reader;
use crate::repository::Repository;

/// What marking the texts of a repository costs, in fields: a README is parsed.
const HIGHLIGHT_COST: usize = 20;

/// Made when something is marked: to take a query apart costs as much as to look up
/// its words.
pub(crate) type LazyHighlighter = LazyLock<Highlighter, Box<dyn FnOnce() -> Highlighter + Send>>;

/// What marks the words of `query`.
pub(crate) fn highlighter(query: &str) -> Arc<LazyHighlighter> {
    let query = query.to_owned();
    Arc::new(LazyLock::new(Box::new(move || Highlighter::new(&query))))
}

pub(crate) struct RepositoryEdgeFields {
    pub(crate) repository: Repository,
    pub(crate) highlighter: Arc<LazyHighlighter>,
}

/// What a repository that was found has beside itself.
#[Object]
impl RepositoryEdgeFields {
    /// The texts in which words of the query stand, with those words marked, in
    /// any form: stems, and parts of compounds. Empty without a query.
    #[graphql(complexity = "HIGHLIGHT_COST + child_complexity")]
    async fn highlights(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only in these texts; absent for all. The README takes the most time.")]
        texts: Option<Vec<HighlightedText>>,
        #[graphql(
            desc = "Whether the README, too, is looked through where no other text has a word of the query. Of all others it is then not read."
        )]
        else_readme: Option<bool>,
    ) -> Result<Vec<Highlight>> {
        let asked = |text| texts.as_ref().is_none_or(|texts| texts.contains(&text));
        let card = self.repository.card();
        let mut highlights = Vec::new();
        let mut found = |text, language: Option<&str>, pieces: Option<Vec<Piece>>| {
            highlights.extend(pieces.map(|pieces| Highlight::new(text, language, pieces)));
        };
        if self.highlighter.is_empty() {
            return Ok(highlights);
        }
        if asked(HighlightedText::Name) {
            let name = self.highlighter.mark_name(card.url.name());
            found(HighlightedText::Name, None, name);
        }
        if asked(HighlightedText::AlsoKnownAs) {
            for name in card.title.iter().chain(&card.also_known_as) {
                let name = self.highlighter.mark_name(name);
                found(HighlightedText::AlsoKnownAs, None, name);
            }
        }
        if let Some(description) = &card.description
            && asked(HighlightedText::Description)
        {
            let description = self.highlighter.mark(description);
            let language = card.description_language.as_deref();
            found(HighlightedText::Description, language, description);
        }
        if asked(HighlightedText::ShortDescription) {
            for described in &card.short_descriptions {
                let text = self.highlighter.mark(&described.text);
                let language = Some(described.language.as_str());
                found(HighlightedText::ShortDescription, language, text);
            }
        }
        if asked(HighlightedText::FallbackSentence) {
            for fallback in &card.fallbacks {
                let text = self.highlighter.mark(&fallback.text);
                found(
                    HighlightedText::FallbackSentence,
                    fallback.language.as_deref(),
                    text,
                );
            }
        }
        let else_readme = else_readme.unwrap_or(false);
        let wants_readme = if else_readme {
            highlights.is_empty()
        } else {
            asked(HighlightedText::Readme)
        };
        if wants_readme {
            let readme = ReadmeOf(card.id.clone()).load(ctx).await?;
            let highlighter = Arc::clone(&self.highlighter);
            let excerpt = Reader::of(ctx)?
                .compute(move || Ok(readme.and_then(|readme| highlighter.excerpt(&readme))));
            let excerpt = excerpt.await?;
            highlights.extend(
                excerpt.map(|pieces| Highlight::new(HighlightedText::Readme, None, pieces)),
            );
        }
        Ok(highlights)
    }
}

/// The README of a repository, which is read without judging the rest.
#[derive(Clone, PartialEq, Eq, Hash)]
struct ReadmeOf(RepositoryId);

impl Batched for ReadmeOf {
    type Found = Option<Arc<TextFile>>;

    fn read(&self, catalogue: &Catalogue) -> Result<Self::Found, IndexError> {
        match catalogue.readme(&self.0) {
            // What was found is worth showing without an excerpt too.
            Err(error) if error.is_out_of_reach() => Ok(None),
            readme => Ok(readme?.map(Arc::new)),
        }
    }
}

/// A text in which words of a query stand.
#[derive(SimpleObject)]
pub(crate) struct Highlight {
    /// Which text.
    text: HighlightedText,
    /// The language that it is in, a tag of BCP 47; null where nobody says and the words
    /// don't tell.
    language: Option<String>,
    /// The text in pieces, one after the other: the whole of it, and of a README
    /// the part of some 200 letters that has most of the words.
    pieces: Vec<HighlightPiece>,
}

impl Highlight {
    fn new(text: HighlightedText, language: Option<&str>, pieces: Vec<Piece>) -> Self {
        Self {
            text,
            language: language.map(str::to_owned),
            pieces: pieces.into_iter().map(Into::into).collect(),
        }
    }
}

/// A text of a repository that can be highlighted.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HighlightedText {
    /// Its own name.
    Name,
    /// Its title where that is another, and the other names that it is known by.
    AlsoKnownAs,
    /// Its description on the forge.
    Description,
    /// Its short description in publiccode.yml.
    ShortDescription,
    /// A sentence for what its owner describes nowhere else: the catalogue's own, or the first
    /// of the README that says what it is.
    FallbackSentence,
    /// The prose of its README: without headings, code and addresses.
    Readme,
}

/// A piece of a text.
#[derive(SimpleObject)]
pub(crate) struct HighlightPiece {
    /// The piece, as plain text.
    text: String,
    /// Whether it is a word of the query.
    hit: bool,
}

impl From<Piece> for HighlightPiece {
    fn from(piece: Piece) -> Self {
        Self {
            text: piece.text,
            hit: piece.hit,
        }
    }
}
