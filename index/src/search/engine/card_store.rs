//! Card store: the stored fields of a document for result lists, in a file for each segment
//! that is memory-mapped and read in place, without decompression. tantivy's doc store
//! decompresses a block and searches it for each document, which took longer than all the
//! rest of a result page.
//!
//! A file has the cards one after another, in the order of doc ids, and behind them the
//! offsets: where each card begins and the last one ends, as little-endian `u64`.

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
pub(in crate::search) const CARD: &str = "card";

/// How the files' names end.
const EXTENSION: &str = "cards";

/// Bytes of an offset.
const OFFSET_BYTES: usize = size_of::<u64>();

/// Writes the files, as tantivy writes and merges segments.
pub(in crate::search) struct CardPlugin;

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
        // The index is not sorted, so tantivy stacks the segments in this order, and documents
        // that are deleted leave no gap.
        for reader in context.readers {
            let cards = SegmentCards::open(reader)?;
            for document in reader.doc_ids_alive() {
                let card = cards.bytes_of(document)?;
                file.write_all(card)?;
                end += card.len() as u64;
                ends.push(end);
            }
        }
        write_offsets(file, &ends)
    }
}

/// Writes the offsets behind the cards; `ends` has where each card ends.
fn write_offsets(mut file: WritePtr, ends: &[u64]) -> tantivy::Result<()> {
    for offset in [0].iter().chain(ends) {
        file.write_all(&offset.to_le_bytes())?;
    }
    file.terminate()?;
    Ok(())
}

pub(in crate::search) fn component() -> SegmentComponent {
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
        // A document without a card has an empty one: offsets go by doc id.
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
            let why = "the card store has no support for sorted indexes";
            return Err(TantivyError::InternalError(why.to_owned()));
        }
        let mut file = segment.open_write(component())?;
        file.write_all(&self.cards)?;
        write_offsets(file, &self.ends)
    }

    fn mem_usage(&self) -> usize {
        self.cards.capacity() + self.ends.capacity() * OFFSET_BYTES
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

/// The cards of one segment.
pub(in crate::search) struct SegmentCards {
    file: OwnedBytes,
    /// Where the offsets begin.
    offsets: usize,
}

impl SegmentCards {
    pub(in crate::search) fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let file = segment.open_read(component())?.read_bytes()?;
        let expected = (segment.max_doc() as usize + 1) * OFFSET_BYTES;
        let offsets = file.len().checked_sub(expected).ok_or_else(corrupt)?;
        let cards = Self { file, offsets };
        // The first offset is 0 and the last is where the offsets begin, so a file of another
        // segment or version is noticed here.
        let last = cards.file.len() - OFFSET_BYTES;
        if cards.offset_at(offsets) != Some(0) || cards.offset_at(last) != Some(offsets) {
            return Err(corrupt());
        }
        Ok(cards)
    }

    pub(in crate::search) fn bytes_of(&self, document: DocId) -> tantivy::Result<&[u8]> {
        let at = self.offsets + document as usize * OFFSET_BYTES;
        let start = self.offset_at(at);
        let end = self.offset_at(at + OFFSET_BYTES);
        let card = start.zip(end).and_then(|(start, end)| {
            let cards = &self.file[..self.offsets];
            cards.get(start..end)
        });
        card.ok_or_else(corrupt)
    }

    fn offset_at(&self, at: usize) -> Option<usize> {
        let (offset, _) = self.file.get(at..)?.split_first_chunk()?;
        usize::try_from(u64::from_le_bytes(*offset)).ok()
    }
}

fn corrupt() -> TantivyError {
    let why = "a card file has another size than its segment asks for";
    TantivyError::InternalError(why.to_owned())
}
