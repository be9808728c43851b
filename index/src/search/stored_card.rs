//! The card that the index keeps with each document. It is read as it is: what
//! tantivy reads documents to takes longer than all the rest of a list.

use tantivy::schema::document::{
    DeserializeError, DocumentDeserialize, DocumentDeserializer, ValueDeserialize,
    ValueDeserializer,
};
use tantivy::{DocAddress, Searcher};

use crate::catalogue::Card;
use crate::error::IndexError;

/// The bytes of a card: the only thing that documents store.
struct StoredCard(Vec<u8>);

impl ValueDeserialize for StoredCard {
    fn deserialize<'de, D: ValueDeserializer<'de>>(value: D) -> Result<Self, DeserializeError> {
        value.deserialize_bytes().map(Self)
    }
}

impl DocumentDeserialize for StoredCard {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(
        mut document: D,
    ) -> Result<Self, DeserializeError> {
        let card = document.next_field::<Self>()?;
        let none = || DeserializeError::custom("a document has no card");
        card.map(|(_, card)| card).ok_or_else(none)
    }
}

/// What lists show of a document.
pub(super) fn card_at(searcher: &Searcher, address: DocAddress) -> Result<Card, IndexError> {
    let StoredCard(bytes) = searcher.doc(address)?;
    Card::from_bytes(&bytes)
}
