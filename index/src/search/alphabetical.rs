//! Alphabetical order as numbers, which is what lists are ordered by: the letters and digits
//! of a name, without case and accents, packed so that a name that comes first is smaller.

use super::analysis::folded;
use super::engine::top_hits::UNKNOWN;
use crate::model::Card;

/// Symbols: what stands between words and at the end, ten digits, 26 letters.
const SYMBOLS: u64 = 37;

/// How many symbols a finite double holds: 37^12 is below the bits of infinity.
const IN_NUMBER: usize = 12;

/// How many symbols go into the upper half of the tie-breaker.
const IN_TIE: usize = 6;

/// The start of a name, as symbols.
pub(super) struct Alphabetical([u8; IN_NUMBER + IN_TIE]);

impl Alphabetical {
    /// That of the repository's title.
    pub(super) fn of(card: &Card) -> Self {
        Self::of_text(card.title())
    }

    fn of_text(text: &str) -> Self {
        let mut symbols = [0; IN_NUMBER + IN_TIE];
        let mut at = 0;
        for c in folded(text).chars() {
            let symbol = match c {
                '0'..='9' => c as u8 - b'0' + 1,
                'a'..='z' => c as u8 - b'a' + 11,
                // Marks between words count once, and none at the start.
                _ if at > 0 && symbols[at - 1] > 0 => 0,
                _ => continue,
            };
            symbols[at] = symbol;
            at += 1;
            if at == symbols.len() {
                break;
            }
        }
        Self(symbols)
    }

    /// The first symbols. Positive doubles are ordered as their bits are. A name without
    /// any letter or digit comes last.
    pub(super) fn number(&self) -> f64 {
        match packed(&self.0[..IN_NUMBER]) {
            0 => UNKNOWN,
            bits => f64::from_bits(bits),
        }
    }

    /// The next symbols, and behind them a part of the number that tells repositories
    /// of one name apart.
    pub(super) fn tie(&self, tie: u64) -> u64 {
        (packed(&self.0[IN_NUMBER..]) << 32) | (tie >> 32)
    }
}

fn packed(symbols: &[u8]) -> u64 {
    symbols
        .iter()
        .fold(0, |packed, symbol| packed * SYMBOLS + u64::from(*symbol))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_in_alphabetical_order() {
        let names = [
            "1password",
            "a",
            "A-b",
            "ab",
            "CoronaMelder Android",
            "coronamelder_iOS",
            "Écart",
            "ecart 2",
            "zzzzzzzzzzzzzzzzzzzz",
            "الحكومة",
        ];
        let keys = names.map(|name| {
            let name = Alphabetical::of_text(name);
            // As lists have it: unknown last.
            let number = name.number();
            let number = if number > UNKNOWN { number } else { f64::MAX };
            assert!(number.is_finite());
            (number, name.tie(0))
        });
        assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "{keys:?}");
    }

    #[test]
    fn repositories_of_one_name_have_ties_of_their_own() {
        let name = Alphabetical::of_text("docs");
        assert_ne!(name.tie(u64::MAX), name.tie(0));
    }
}
