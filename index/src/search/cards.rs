//! The cards that the index keeps with its documents: a file for each segment,
//! out of which a card is read where it lies. tantivy's own store of documents
//! copies and searches for each that it gives, which takes longer than all the
//! rest of a list.
//!
//! A file has the cards one after another, and behind them where each begins and
//! the last ends, as little-endian numbers of 64 bits.

use std::any::Any;
use std::io::Write;

use tantivy::directory::{OwnedBytes, TerminatingWrite, WritePtr};
use tantivy::index::SegmentComponent;
use tantivy::indexer::DocIdMapping;
use tantivy::schema::document::ErasedDocument;
use tantivy::schema::{Field, Schema, Value};
use tantivy::{
    DocId, PluginMergeContext, PluginWriter, PluginWriterContext, Segment, SegmentPlugin,
    SegmentReader, TantivyDocument, TantivyError,
};

/// The field of a document that its card is handed over in.
pub(super) const CARD: &str = "card";

/// How the files' names end.
const EXTENSION: &str = "cards";

/// How many bytes tell where a card is.
const PLACE_BYTES: usize = size_of::<u64>();

/// Writes the files of cards.
pub(super) struct CardPlugin;

impl SegmentPlugin for CardPlugin {
    fn extensions(&self) -> &[&str] {
        &[EXTENSION]
    }

    fn create_writer(
        &self,
        context: &PluginWriterContext<'_>,
    ) -> tantivy::Result<Box<dyn PluginWriter>> {
        let field = context.segment.schema().get_field(CARD)?;
        Ok(Box::new(CardWriter {
            field,
            cards: Vec::new(),
            ends: Vec::new(),
        }))
    }

    fn merge(&self, context: PluginMergeContext<'_>) -> tantivy::Result<()> {
        let mut file = context.target_segment.open_write(component())?;
        let mut ends = Vec::new();
        let mut end = 0;
        // The index has no order of its own: segments are stacked as they come.
        for reader in context.readers {
            let cards = SegmentCards::open(reader)?;
            for document in reader.doc_ids_alive() {
                let card = cards.bytes_of(document)?;
                file.write_all(card)?;
                end += card.len() as u64;
                ends.push(end);
            }
        }
        finish(file, &ends)
    }
}

/// Writes where cards are behind them; `ends` has where each ends.
fn finish(mut file: WritePtr, ends: &[u64]) -> tantivy::Result<()> {
    for place in [0].iter().chain(ends) {
        file.write_all(&place.to_le_bytes())?;
    }
    file.terminate()?;
    Ok(())
}

pub(super) fn component() -> SegmentComponent {
    SegmentComponent::Custom(EXTENSION.to_owned())
}

/// The cards of the segment that is being written.
struct CardWriter {
    field: Field,
    /// One after another.
    cards: Vec<u8>,
    /// Where each ends.
    ends: Vec<u64>,
}

impl PluginWriter for CardWriter {
    fn add_document(
        &mut self,
        _: DocId,
        document: &dyn ErasedDocument,
        _: &Schema,
    ) -> tantivy::Result<()> {
        let document = document.as_any().downcast_ref::<TantivyDocument>();
        let value = document.and_then(|document| document.get_first(self.field));
        // Each has its place, also when it is empty.
        let card = value.and_then(|value| value.as_custom());
        self.cards.extend_from_slice(card.unwrap_or_default());
        self.ends.push(self.cards.len() as u64);
        Ok(())
    }

    fn serialize(
        self: Box<Self>,
        segment: &Segment,
        order: Option<&DocIdMapping>,
    ) -> tantivy::Result<()> {
        if order.is_some() {
            let why = "cards are written in the order of the documents alone";
            return Err(TantivyError::InternalError(why.to_owned()));
        }
        let mut file = segment.open_write(component())?;
        file.write_all(&self.cards)?;
        finish(file, &self.ends)
    }

    fn mem_usage(&self) -> usize {
        self.cards.capacity() + self.ends.capacity() * PLACE_BYTES
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

/// The cards of one segment.
pub(super) struct SegmentCards {
    file: OwnedBytes,
    /// Where the first place is told.
    places: usize,
}

impl SegmentCards {
    pub(super) fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let file = segment.open_read(component())?.read_bytes()?;
        let told = (segment.max_doc() as usize + 1) * PLACE_BYTES;
        let places = file.len().checked_sub(told).ok_or_else(broken)?;
        let cards = Self { file, places };
        // A segment of another size would have its places elsewhere.
        let last = cards.file.len() - PLACE_BYTES;
        if cards.place_at(places) != Some(0) || cards.place_at(last) != Some(places) {
            return Err(broken());
        }
        Ok(cards)
    }

    pub(super) fn bytes_of(&self, document: DocId) -> tantivy::Result<&[u8]> {
        let place = self.places + document as usize * PLACE_BYTES;
        let start = self.place_at(place);
        let end = self.place_at(place + PLACE_BYTES);
        let card = start.zip(end).and_then(|(start, end)| {
            let cards = &self.file[..self.places];
            cards.get(start..end)
        });
        card.ok_or_else(broken)
    }

    fn place_at(&self, at: usize) -> Option<usize> {
        let (place, _) = self.file.get(at..)?.split_first_chunk()?;
        usize::try_from(u64::from_le_bytes(*place)).ok()
    }
}

fn broken() -> TantivyError {
    let why = "a file of cards does not have the size that it should have";
    TantivyError::InternalError(why.to_owned())
}
