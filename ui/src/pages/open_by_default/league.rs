//! The table of types and organisations, in the order that the visitor asks for.

use std::cmp::Ordering;

use super::answer::{Body, Row, RowFigure};
use super::chosen::{Chosen, Order};
use super::figures::Narrowed;
use crate::place::Place;
use crate::search::paging::Paging;
use crate::texts::Texts;

/// With fewer repositories that count one of them decides, and an organisation is not
/// ranked.
const ENOUGH_TO_RANK: u64 = 5;

/// A table of figures.
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    /// Those that can be compared.
    pub(crate) rows: Vec<RowView>,
    /// Those with too few repositories.
    pub(crate) few: Vec<RowView>,
    /// How many those are, on this page.
    pub(crate) few_are: String,
}

/// How many organisations are on a page of the table.
const PAGE: u64 = 100;

/// The head of a column, and the address that orders by it.
pub(crate) struct Column {
    pub(crate) label: String,
    pub(crate) href: String,
    /// The value of `aria-sort`, for the column that is ordered by.
    pub(crate) sorted: Option<&'static str>,
    /// Its arrow.
    pub(crate) arrow: &'static str,
}

/// An organisation or a type.
pub(crate) struct RowView {
    pub(crate) name: String,
    pub(crate) href: Option<String>,
    pub(crate) kind: Option<String>,
    /// How many repositories count.
    pub(crate) counted: String,
    pub(crate) cells: Vec<Cell>,
}

/// A share with its numbers.
pub(crate) struct Cell {
    pub(crate) label: String,
    pub(crate) share: String,
    /// Of how few it is known, where that is too little for a share: a word has to do in a table.
    pub(crate) unknown: Option<String>,
    pub(crate) width: Option<u64>,
    pub(crate) of: Option<String>,
    /// The list of those that pass.
    pub(crate) href: Option<String>,
    /// Too few repositories to compare.
    pub(crate) few: bool,
    pub(crate) chosen: bool,
}

impl Cell {
    fn new(figure: &RowFigure, narrowed: Narrowed<'_>, chosen: &str, texts: Texts) -> Self {
        let key = figure.figure.key();
        let of = figure.of_words(texts);
        let (of, unknown) = match figure.share {
            Some(_) => (of, None),
            None => (None, of),
        };
        Self {
            label: texts.get(&format!("figure-{key}")),
            share: figure.share_words(texts),
            width: figure.percent(),
            of,
            unknown,
            href: narrowed
                .href(&figure.passed_value, texts)
                .filter(|_| figure.passed > 0),
            few: figure.share.is_some() && !figure.enough,
            chosen: key == chosen,
        }
    }
}

impl Chosen {
    /// Puts organisations in order. Where a figure says too little it comes after all
    /// that can be compared, whichever way round.
    fn sort(&self, bodies: &mut [(Body, Row)]) {
        bodies.sort_by(|(a_body, a), (b_body, b)| {
            let names = || a_body.name.to_lowercase().cmp(&b_body.name.to_lowercase());
            let turned = |ordering: Ordering| match self.ascending {
                true => ordering,
                false => ordering.reverse(),
            };
            let ordered = match self.order {
                Order::Name => return turned(names()),
                Order::Type => turned(a_body.kind.0.cmp(&b_body.kind.0)),
                Order::Counted => turned(a.counted.cmp(&b.counted)),
                Order::Figure => {
                    let (a, b) = (find(a, &self.figure), find(b, &self.figure));
                    let shares = share(a).total_cmp(&share(b));
                    can_be_ranked(b).cmp(&can_be_ranked(a)).then(turned(shares))
                }
            };
            ordered.then_with(names)
        });
    }
}

fn find<'a>(row: &'a Row, key: &str) -> Option<&'a RowFigure> {
    let mut figures = row.figures.iter();
    figures.find(|figure| figure.figure.key() == key)
}

fn share(figure: Option<&RowFigure>) -> f64 {
    figure.and_then(|figure| figure.share).unwrap_or(-1.0)
}

fn can_be_ranked(figure: Option<&RowFigure>) -> bool {
    figure.is_some_and(|figure| figure.enough && figure.share.is_some())
}

impl Table {
    /// A page of the table of organisations that have code, as chosen, on the page at
    /// `path`, which may be of a day that is past; and the way to the other pages.
    pub(super) fn of_bodies(
        mut bodies: Vec<(Body, Row)>,
        chosen: &Chosen,
        figures: &[String],
        (path, is_past): (&str, bool),
        texts: Texts,
    ) -> (Self, Option<Paging>) {
        bodies.retain(|(body, row)| {
            let kind = chosen.kind.as_ref();
            row.repositories > 0 && kind.is_none_or(|kind| body.kind.key() == *kind)
        });
        chosen.sort(&mut bodies);
        let ranks = |(_, row): &(Body, Row)| row.counted >= ENOUGH_TO_RANK;
        let (ranked, few): (Vec<_>, Vec<_>) = bodies.into_iter().partition(ranks);
        let total = (ranked.len() + few.len()) as u64;
        let first = figures.first().map_or("", String::as_str);
        let href = |page| format!("{}#bodies", chosen.at_page(page).address(path, first));
        let paging = Paging::of(chosen.page, total, PAGE, href, texts);
        let mut table = Self {
            columns: columns(chosen, figures, path, texts),
            rows: Vec::new(),
            few: Vec::new(),
            few_are: String::new(),
        };
        let ranked = ranked.iter().map(|body| (body, true));
        let few = few.iter().map(|body| (body, false));
        let before = usize::try_from(chosen.page.saturating_mul(PAGE)).unwrap_or(usize::MAX);
        let shown = ranked.chain(few).skip(before).take(PAGE as usize);
        for ((body, row), is_ranked) in shown {
            let mut view = RowView::of_body(body, row, chosen, is_past, texts);
            if is_ranked {
                table.rows.push(view);
            } else {
                // Above them stands that of all of them.
                view.cells.iter_mut().for_each(|cell| cell.few = false);
                table.few.push(view);
            }
        }
        table.few_are = texts.count("league-few", table.few.len() as u64);
        (table, paging)
    }

    /// Whether a cell says no more than that too little is known.
    pub(crate) fn has_unknown(&self) -> bool {
        let rows = self.rows.iter().chain(&self.few);
        let mut cells = rows.flat_map(|row| &row.cells);
        cells.any(|cell| cell.unknown.is_some())
    }

    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.few.is_empty()
    }
}

fn columns(chosen: &Chosen, figures: &[String], path: &str, texts: Texts) -> Vec<Column> {
    let first = figures.first().map_or("", String::as_str);
    let column = |label: String, order: Order, figure: Option<&str>| {
        let is_sorted =
            chosen.order == order && figure.is_none_or(|figure| figure == chosen.figure);
        let ordered = chosen.ordered_by(order, figure);
        Column {
            label,
            href: format!("{}#bodies", ordered.address(path, first)),
            sorted: is_sorted.then_some(match chosen.ascending {
                true => "ascending",
                false => "descending",
            }),
            arrow: match (is_sorted, chosen.ascending) {
                (false, _) => "",
                (true, true) => "▲",
                (true, false) => "▼",
            },
        }
    };
    let fixed = [
        ("league-organisation", Order::Name),
        ("league-type", Order::Type),
        ("league-counted", Order::Counted),
    ];
    let fixed = fixed.map(|(key, order)| column(texts.get(key), order, None));
    let figures = figures.iter().map(|figure| {
        column(
            texts.get(&format!("figure-{figure}")),
            Order::Figure,
            Some(figure.as_str()),
        )
    });
    fixed.into_iter().chain(figures).collect()
}

impl RowView {
    fn of_body(body: &Body, row: &Row, chosen: &Chosen, is_past: bool, texts: Texts) -> Self {
        let narrowed = match is_past {
            true => Narrowed::Past,
            false => Narrowed::Organisations(std::slice::from_ref(&body.slug)),
        };
        let place = Place::Organisation(body.slug.clone());
        Self {
            name: body.name.clone(),
            href: Some(place.path(texts.language())),
            kind: Some(
                texts
                    .find(&format!("type-{}", body.kind.key()))
                    .unwrap_or_else(|| body.kind.key()),
            ),
            counted: texts.number(row.counted),
            cells: cells(row, narrowed, &chosen.figure, texts),
        }
    }
}

/// The rows of types that have a repository.
pub(super) fn types(rows: Vec<Row>, chosen: &Chosen, is_past: bool, texts: Texts) -> Vec<RowView> {
    rows.into_iter()
        .filter(|row| row.repositories > 0)
        .filter_map(|row| {
            let kind = row.kind.as_ref()?;
            let facet = kind.0.to_lowercase();
            let narrowed = match is_past {
                true => Narrowed::Past,
                false => Narrowed::Type(&facet),
            };
            Some(RowView {
                name: texts
                    .find(&format!("type-heading-{}", kind.key()))
                    .unwrap_or_else(|| kind.key()),
                href: None,
                kind: None,
                counted: texts.number(row.counted),
                cells: cells(&row, narrowed, &chosen.figure, texts),
            })
        })
        .collect()
}

fn cells(row: &Row, narrowed: Narrowed<'_>, chosen: &str, texts: Texts) -> Vec<Cell> {
    row.figures
        .iter()
        .map(|figure| Cell::new(figure, narrowed, chosen, texts))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enums::{OpenByDefaultFigureName, OrganisationType};

    fn body(name: &str, passed: u64, failed: u64, unknown: u64) -> (Body, Row) {
        let known = passed + failed;
        let is_known = known > 0 && known >= unknown;
        let share = is_known.then(|| passed as f64 / known as f64);
        let figure = RowFigure {
            figure: OpenByDefaultFigureName("OPEN_LICENCE".to_owned()),
            passed,
            failed,
            unknown,
            share,
            enough: known >= 5,
            passed_value: String::new(),
        };
        let body = Body {
            slug: name.to_lowercase(),
            name: name.to_owned(),
            kind: OrganisationType("OTHER".to_owned()),
            open_by_default: None,
        };
        let row = Row {
            kind: None,
            repositories: known + unknown,
            counted: known + unknown,
            figures: vec![figure],
        };
        (body, row)
    }

    #[test]
    fn what_cannot_be_compared_comes_last_either_way() {
        let mut bodies = vec![
            body("b", 2, 0, 0),
            body("D", 0, 0, 0),
            body("a", 3, 3, 0),
            body("C", 9, 1, 0),
            body("E", 0, 9, 0),
            // Of too few it is known.
            body("f", 6, 0, 7),
        ];
        let figures = ["open-licence".to_owned()];
        let mut names = |query| {
            Chosen::read(query, &figures, &[]).sort(&mut bodies);
            let names = bodies.iter().map(|(body, _)| body.slug.clone());
            names.collect::<String>()
        };
        assert_eq!(names(""), "caebdf");
        assert_eq!(names("order=asc"), "eacdfb");
        assert_eq!(names("sort=projects"), "fceabd");
        assert_eq!(names("sort=name"), "abcdef");
        assert_eq!(names("sort=name&order=desc"), "fedcba");
    }
}
