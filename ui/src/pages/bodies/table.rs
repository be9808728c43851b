//! The tables of figures over organisations: a row for each type, and for each province.

use super::answer::{Counts, CountsOfProvince, CountsOfType};
use crate::pages::open_by_default::answer::{percent, percent_words};
use crate::pages::organisations::{Chosen, FIGURES, PROVINCES, TYPES};
use crate::publishing::PUBLISHES;
use crate::texts::Texts;

/// The states that have a column of their own, beside what organisations have.
const STATE_COLUMNS: &[&str] = &[PUBLISHES];
const LAST_STATE_COLUMN: &str = "no-account";

/// A type or a province.
pub(crate) struct Row {
    pub(crate) name: String,
    /// In the order of the columns.
    pub(crate) cells: Vec<Cell>,
    /// Whether it adds up the others.
    pub(crate) is_total: bool,
}

/// A number with the list behind it.
pub(crate) struct Cell {
    pub(crate) label: String,
    pub(crate) number: String,
    /// The share of all, of those that publish.
    pub(crate) share: Option<String>,
    pub(crate) href: Option<String>,
}

/// What a column counts.
#[derive(Debug, Clone, Copy)]
enum Column {
    All,
    State(&'static str),
    Has(&'static str),
}

fn all_columns() -> impl Iterator<Item = Column> {
    let states = STATE_COLUMNS.iter().copied().map(Column::State);
    let figures = FIGURES.iter().copied().map(Column::Has);
    std::iter::once(Column::All)
        .chain(states)
        .chain(figures)
        .chain(std::iter::once(Column::State(LAST_STATE_COLUMN)))
}

impl Column {
    fn label(self, texts: Texts) -> String {
        match self {
            Self::All => texts.get("bodies-all"),
            Self::State(state) => texts.get(&format!("state-{state}")),
            Self::Has(figure) => texts.get(&format!("figure-{figure}")),
        }
    }

    fn cell(self, counts: &Counts, among: &Chosen, is_past: bool, texts: Texts) -> Cell {
        let mut behind = among.clone();
        let count = match self {
            Self::All => counts.total,
            Self::State(state) => {
                behind.state = Some(state);
                counts.in_state(state)
            }
            Self::Has(figure) => {
                behind.has = vec![figure];
                counts.with(figure)
            }
        };
        let shares = matches!(self, Self::State(PUBLISHES)) && counts.total > 0;
        Cell {
            label: self.label(texts),
            number: texts.number(count),
            share: shares.then(|| percent_words(percent(share(counts)))),
            href: (count > 0 && !is_past).then(|| behind.address(texts.language())),
        }
    }
}

/// The part of all that publishes, from 0 to 1; 0 of none.
pub(super) fn share(counts: &Counts) -> f64 {
    match counts.total {
        0 => 0.0,
        // Counts of organisations are small, so the casts keep them.
        total => counts.publishes as f64 / total as f64,
    }
}

/// The heads of the columns.
pub(super) fn columns(texts: Texts) -> Vec<String> {
    all_columns().map(|column| column.label(texts)).collect()
}

fn row(name: String, counts: &Counts, among: &Chosen, is_past: bool, texts: Texts) -> Row {
    Row {
        name,
        cells: all_columns()
            .map(|column| column.cell(counts, among, is_past, texts))
            .collect(),
        is_total: false,
    }
}

/// A row for each type that has organisations, and one for all.
pub(super) fn types(types: &[CountsOfType], all: &Counts, is_past: bool, texts: Texts) -> Vec<Row> {
    let of_type = |kind: &&'static str| {
        let counts = &types.iter().find(|row| row.kind.key() == **kind)?.counts;
        let among = Chosen {
            kind: Some(*kind),
            ..Chosen::default()
        };
        let name = texts.get(&format!("type-heading-{kind}"));
        (counts.total > 0).then(|| row(name, counts, &among, is_past, texts))
    };
    let name = texts.get("bodies-total");
    let total = Row {
        is_total: true,
        ..row(name, all, &Chosen::default(), is_past, texts)
    };
    let rows = TYPES.iter().filter_map(of_type);
    rows.chain(std::iter::once(total)).collect()
}

/// A row for the municipalities of each province.
pub(super) fn provinces(provinces: &[CountsOfProvince], is_past: bool, texts: Texts) -> Vec<Row> {
    let of_province = |province: &&'static str| {
        let counts = in_province(provinces, province)?;
        let name = texts.get(&format!("province-{province}"));
        Some(row(name, counts, &municipalities(province), is_past, texts))
    };
    PROVINCES.iter().filter_map(of_province).collect()
}

/// The counts of a province, by its key.
pub(super) fn in_province<'a>(
    provinces: &'a [CountsOfProvince],
    province: &str,
) -> Option<&'a Counts> {
    let mut rows = provinces.iter();
    let is_this = |row: &&CountsOfProvince| {
        row.province
            .as_ref()
            .is_some_and(|one| one.key() == province)
    };
    let row = rows.find(is_this)?;
    Some(&row.counts)
}

/// The list of the municipalities in a province.
pub(super) fn municipalities(province: &'static str) -> Chosen {
    Chosen {
        kind: Some("municipality"),
        province: Some(province),
        ..Chosen::default()
    }
}
