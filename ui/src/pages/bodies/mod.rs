//! Figures over organisations: how many of each type and in each province publish code, as
//! a table, a map and over time. Each number leads to the list behind it.

pub(crate) mod answer;
pub(crate) mod files;
mod map;
mod table;
mod trend;

use chrono::NaiveDate;

use crate::pages::organisations::Chosen;
use crate::texts::{Texts, number, text};
use answer::Bodies;
use map::Map;
use table::Row;
use trend::Trend;

/// The figures as a page shows them.
pub(crate) struct BodiesView {
    /// Of how many organisations code is known, and of how many municipalities.
    pub(crate) coverage: String,
    pub(crate) municipalities: Option<String>,
    /// What can be cited, with the address of the day.
    pub(crate) citation: Option<String>,
    /// The heads of the columns.
    pub(crate) columns: Vec<String>,
    pub(crate) types: Vec<Row>,
    pub(crate) provinces: Vec<Row>,
    pub(crate) map: Map,
    pub(crate) trend: Trend,
    pub(crate) everything: String,
}

impl BodiesView {
    /// The figures of `day`, cited at `address`. Those of another day than now have no
    /// lists behind them: lists are of now.
    pub(crate) fn new(
        bodies: &Bodies,
        day: NaiveDate,
        is_past: bool,
        address: &str,
        texts: Texts,
    ) -> Option<Self> {
        let all = bodies.all.as_ref()?;
        let of = |key: &str, count, total| {
            let values = [
                ("count", number(count)),
                ("all", number(total)),
                ("when", text(if is_past { "then" } else { "now" })),
            ];
            texts.with(key, values)
        };
        let municipalities = bodies.municipalities();
        let types = bodies.types.as_deref().unwrap_or_default();
        let provinces = bodies.provinces.as_deref().unwrap_or_default();
        let citation = municipalities.map(|counts| {
            let values = [
                ("day", text(texts.date(day))),
                ("count", number(counts.publishes)),
                ("all", number(counts.total)),
                ("bodies", number(all.publishes)),
                ("everything", number(all.total)),
            ];
            format!("{} {address}", texts.with("cite-bodies", values))
        });
        Some(Self {
            coverage: of("bodies-coverage", all.publishes, all.total),
            municipalities: municipalities
                .map(|counts| of("bodies-municipalities", counts.publishes, counts.total)),
            citation,
            columns: table::columns(texts),
            types: table::types(types, all, is_past, texts),
            provinces: table::provinces(provinces, is_past, texts),
            map: Map::new(provinces, is_past, texts),
            trend: Trend::new(&bodies.history, texts),
            everything: Chosen::default().address(texts.language()),
        })
    }
}
