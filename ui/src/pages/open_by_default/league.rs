//! The table of types and organisations, in the order that the visitor asks for.

use std::cmp::Ordering;

use super::answer::{Body, Counts, Row};
use crate::place::Place;
use crate::texts::Texts;

/// What the table is ordered by, as addresses name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Order {
    /// By name, from A.
    Name,
    /// By how many repositories count, the most first.
    Counted,
    /// By the share of a figure, the largest first; by its key.
    Figure(String),
}

/// A table of figures.
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<RowView>,
}

/// The head of a column, and the address that orders by it.
pub(crate) struct Column {
    pub(crate) label: String,
    pub(crate) href: String,
    /// The value of `aria-sort`, for the column that is ordered by.
    pub(crate) sorted: Option<&'static str>,
}

/// An organisation or a type.
pub(crate) struct RowView {
    pub(crate) name: String,
    pub(crate) href: Option<String>,
    pub(crate) counted: String,
    pub(crate) cells: Vec<Cell>,
}

/// A share with its numbers.
pub(crate) struct Cell {
    pub(crate) words: String,
    /// Too few repositories to compare.
    pub(crate) few: bool,
}

impl Cell {
    fn new(counts: &Counts, texts: Texts) -> Self {
        Self {
            words: counts.words(texts),
            few: !counts.enough && counts.known() > 0,
        }
    }
}

impl Order {
    /// The order that an address names. Figures have the keys of `all`; what is
    /// not known orders by name.
    pub(super) fn read(sort: Option<&str>, all: &[String]) -> Self {
        match sort {
            Some("counted") => Self::Counted,
            Some(sort) => match all.iter().find(|figure| *figure == sort) {
                Some(figure) => Self::Figure(figure.clone()),
                None => Self::Name,
            },
            None => Self::Name,
        }
    }

    /// Puts organisations in order. Where a figure says too little it comes after all
    /// that can be compared.
    pub(super) fn sort(&self, bodies: &mut [(Body, Row)]) {
        bodies.sort_by(|(a_body, a), (b_body, b)| {
            let names = || a_body.name.to_lowercase().cmp(&b_body.name.to_lowercase());
            let ordered = match self {
                Self::Name => Ordering::Equal,
                Self::Counted => b.counted.cmp(&a.counted),
                Self::Figure(key) => compare(find(b, key), find(a, key)),
            };
            ordered.then_with(names)
        });
    }
}

fn find<'a>(row: &'a Row, key: &str) -> Option<&'a Counts> {
    row.figures.iter().find(|counts| counts.figure.key() == key)
}

fn compare(a: Option<&Counts>, b: Option<&Counts>) -> Ordering {
    let key = |counts: Option<&Counts>| {
        counts.map_or((false, -1.0), |counts| {
            (counts.enough, counts.share.unwrap_or(-1.0))
        })
    };
    let (a, b) = (key(a), key(b));
    a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
}

impl Table {
    /// The table of organisations, ordered.
    pub(super) fn of_bodies(
        mut bodies: Vec<(Body, Row)>,
        order: &Order,
        figures: &[String],
        texts: Texts,
    ) -> Self {
        order.sort(&mut bodies);
        let path = Place::OpenByDefault.path(texts.language());
        let column = |label: String, sort: Option<&str>, by: Order, direction| Column {
            label,
            href: match sort {
                Some(sort) => format!("{path}?sort={sort}#bodies"),
                None => format!("{path}#bodies"),
            },
            sorted: (*order == by).then_some(direction),
        };
        let mut columns = vec![
            column(
                texts.get("league-organisation"),
                None,
                Order::Name,
                "ascending",
            ),
            column(
                texts.get("league-counted"),
                Some("counted"),
                Order::Counted,
                "descending",
            ),
        ];
        columns.extend(figures.iter().map(|figure| {
            column(
                texts.get(&format!("figure-{figure}")),
                Some(figure),
                Order::Figure(figure.clone()),
                "descending",
            )
        }));
        let rows = bodies.into_iter().map(|(body, row)| RowView {
            href: Some(format!(
                "{}#open-by-default",
                Place::Organisation(body.slug).path(texts.language())
            )),
            name: body.name,
            counted: texts.number(row.counted),
            cells: cells(&row, texts),
        });
        Self {
            columns,
            rows: rows.collect(),
        }
    }
}

/// The rows of types that have a repository.
pub(super) fn types(rows: Vec<Row>, texts: Texts) -> Vec<RowView> {
    rows.into_iter()
        .filter(|row| row.repositories > 0)
        .filter_map(|row| {
            let kind = row.kind.as_ref()?.key();
            Some(RowView {
                name: texts
                    .find(&format!("type-heading-{kind}"))
                    .unwrap_or_else(|| kind.clone()),
                href: None,
                counted: texts.number(row.counted),
                cells: cells(&row, texts),
            })
        })
        .collect()
}

fn cells(row: &Row, texts: Texts) -> Vec<Cell> {
    row.figures
        .iter()
        .map(|counts| Cell::new(counts, texts))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enums::{OpenByDefaultFigureName, OrganisationType};

    fn body(name: &str, passed: u64, failed: u64) -> (Body, Row) {
        let known = passed + failed;
        let counts = Counts {
            figure: OpenByDefaultFigureName("OPEN_LICENCE".to_owned()),
            passed,
            failed,
            unknown: 0,
            share: (known > 0).then(|| passed as f64 / known as f64),
            enough: known >= 5,
        };
        let body = Body {
            slug: name.to_lowercase(),
            name: name.to_owned(),
            kind: OrganisationType("OTHER".to_owned()),
            open_by_default: None,
        };
        let row = Row {
            kind: None,
            repositories: known,
            counted: known,
            figures: vec![counts],
        };
        (body, row)
    }

    #[test]
    fn few_repositories_come_after_those_that_can_be_compared() {
        let mut bodies = vec![
            body("b", 2, 0),
            body("D", 0, 0),
            body("a", 3, 3),
            body("C", 9, 1),
            body("E", 0, 9),
        ];
        let figures = ["open-licence".to_owned()];
        let mut names = |sort| {
            Order::read(sort, &figures).sort(&mut bodies);
            bodies
                .iter()
                .map(|(body, _)| body.slug.clone())
                .collect::<String>()
        };
        assert_eq!(names(Some("open-licence")), "caebd");
        assert_eq!(names(Some("counted")), "ceabd");
        assert_eq!(names(Some("<script>")), "abcde");
        assert_eq!(names(None), "abcde");
    }
}
