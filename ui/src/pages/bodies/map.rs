//! The map of the provinces: a tile for each, about where it lies, with the share of its
//! municipalities that publish as a number and a shade. The table beside it has the same.

use super::answer::{Counts, CountsOfProvince};
use super::table::{in_province, municipalities, share};
use crate::pages::organisations::Chosen;
use crate::publishing::PUBLISHES;
use crate::texts::{Texts, number, text};

/// Each province with its column and row.
const TILES: &[(&str, u32, u32)] = &[
    ("fryslan", 1, 0),
    ("groningen", 2, 0),
    ("noord-holland", 0, 1),
    ("flevoland", 1, 1),
    ("drenthe", 2, 1),
    ("zuid-holland", 0, 2),
    ("utrecht", 1, 2),
    ("overijssel", 2, 2),
    ("zeeland", 0, 3),
    ("noord-brabant", 1, 3),
    ("gelderland", 2, 3),
    ("limburg", 2, 4),
];

/// The size of a tile and the space between two.
const WIDTH: u32 = 112;
const HEIGHT: u32 = 72;
const GAP: u32 = 4;

/// Up to which share each shade stands, but for the last; the first is for none at all.
/// They are fixed, so that maps of different days compare.
const SHADES: &[f64] = &[0.0, 0.1, 0.25, 0.5];

/// The map.
pub(crate) struct Map {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) says: String,
    pub(crate) tiles: Vec<Tile>,
    /// What each shade means, from the lightest.
    pub(crate) legend: Vec<String>,
}

/// A province.
pub(crate) struct Tile {
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) name: String,
    pub(crate) number: String,
    pub(crate) shade: usize,
    /// The list of those that publish, or of all where none does.
    pub(crate) href: Option<String>,
    /// The tile as people hear it.
    pub(crate) says: String,
}

impl Map {
    pub(super) fn new(provinces: &[CountsOfProvince], is_past: bool, texts: Texts) -> Self {
        let tile = |(province, column, row): &(&'static str, u32, u32)| {
            let counts = in_province(provinces, province)?;
            Some(Tile::new(province, (*column, *row), counts, is_past, texts))
        };
        let across = |(_, column, _): &(&str, u32, u32)| (column + 1) * (WIDTH + GAP) - GAP;
        let down = |(_, _, row): &(&str, u32, u32)| (row + 1) * (HEIGHT + GAP) - GAP;
        Self {
            width: TILES.iter().map(across).max().unwrap_or_default(),
            height: TILES.iter().map(down).max().unwrap_or_default(),
            says: texts.get("map-says"),
            tiles: TILES.iter().filter_map(tile).collect(),
            legend: legend(texts),
        }
    }
}

/// The texts of the shades.
fn legend(texts: Texts) -> Vec<String> {
    let ranges = SHADES.windows(2);
    // Shares are whole percents there.
    let percent = |share: f64| number((share * 100.0).round() as u64);
    let between = ranges.map(|range| {
        let from = if range[0] > 0.0 {
            range[0] + 0.01
        } else {
            0.01
        };
        let values = [("from", percent(from)), ("to", percent(range[1]))];
        texts.with("map-between", values)
    });
    let last = SHADES.last().copied().unwrap_or_default();
    std::iter::once(texts.get("map-none"))
        .chain(between)
        .chain([texts.with("map-more", [("from", percent(last))])])
        .collect()
}

impl Tile {
    fn new(
        province: &'static str,
        (column, row): (u32, u32),
        counts: &Counts,
        is_past: bool,
        texts: Texts,
    ) -> Self {
        let name = texts.get(&format!("province-{province}"));
        let of = [
            ("count", number(counts.publishes)),
            ("all", number(counts.total)),
        ];
        let [count, all] = of.clone();
        let behind = Chosen {
            state: (counts.publishes > 0).then_some(PUBLISHES),
            ..municipalities(province)
        };
        Self {
            x: column * (WIDTH + GAP),
            y: row * (HEIGHT + GAP),
            number: texts.with("bodies-of", of),
            says: texts.with("map-tile", [("province", text(&name)), count, all]),
            name,
            shade: shade(share(counts)),
            href: (!is_past).then(|| behind.address(texts.language())),
        }
    }

    /// The middle of it, where its texts stand.
    pub(crate) fn middle(&self) -> u32 {
        self.x + WIDTH / 2
    }

    pub(crate) fn name_at(&self) -> u32 {
        self.y + HEIGHT / 2 - 6
    }

    pub(crate) fn number_at(&self) -> u32 {
        self.y + HEIGHT / 2 + 18
    }

    pub(crate) fn width(&self) -> u32 {
        WIDTH
    }

    pub(crate) fn height(&self) -> u32 {
        HEIGHT
    }
}

/// The shade of a share, by whole percents as the legend tells them.
fn shade(share: f64) -> usize {
    let percent = |share: f64| crate::pages::open_by_default::answer::percent(share);
    let below = SHADES
        .iter()
        .filter(|limit| percent(share) > percent(**limit));
    below.count()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::language::Language;
    use crate::pages::organisations::PROVINCES;

    #[test]
    fn every_province_has_a_place_of_its_own() {
        let names: Vec<&str> = TILES.iter().map(|(name, ..)| *name).collect();
        assert_eq!(names, PROVINCES);
        let places: BTreeSet<_> = TILES.iter().map(|(_, x, y)| (x, y)).collect();
        assert_eq!(places.len(), 12);
    }

    #[test]
    fn shades_follow_the_legend() {
        let shares = [0.0, 0.001, 0.1, 0.104, 0.11, 0.25, 0.26, 0.5, 0.51, 1.0];
        let shades = shares.map(shade);
        assert_eq!(shades, [0, 1, 1, 1, 2, 2, 3, 3, 4, 4]);
        let legend = legend(Texts::new(Language::Dutch));
        assert_eq!(
            legend,
            ["geen", "1–10%", "11–25%", "26–50%", "meer dan 50%"]
        );
    }
}
