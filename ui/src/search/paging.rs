//! Pages with numbers: which results a page shows, and the way to the others.

use super::parameters::{LAST_PAGE, PAGE, SearchParameters};
use crate::texts::{Texts, number};

/// How many numbers stand on either side of the page's own.
const AROUND: u64 = 2;

/// The way through the pages; nothing where there is one page.
pub(crate) struct Paging {
    /// Which results these are, of how many.
    pub(crate) shown: String,
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) pages: Vec<PageLink>,
    /// Whether there is more than pages with a number reach.
    pub(crate) is_cut: bool,
}

/// A page by its number.
pub(crate) struct PageLink {
    pub(crate) href: String,
    pub(crate) number: String,
    pub(crate) is_current: bool,
    /// Whether pages before it are left out.
    pub(crate) after_gap: bool,
}

impl Paging {
    /// The pages of `parameters` at `path`, of `total` results.
    pub(crate) fn new(
        parameters: &SearchParameters,
        total: u64,
        path: &str,
        texts: Texts,
    ) -> Option<Self> {
        let pages = total.div_ceil(PAGE);
        let href = |page| parameters.at_page(page).address(path);
        let mut paging = Self::among(
            parameters.page,
            pages.min(LAST_PAGE),
            PAGE,
            total,
            href,
            texts,
        )?;
        paging.is_cut = pages > LAST_PAGE;
        Some(paging)
    }

    /// All pages of `total` entries, `size` on a page, of which `current` is shown.
    pub(crate) fn of(
        current: u64,
        total: u64,
        size: u64,
        href: impl Fn(u64) -> String,
        texts: Texts,
    ) -> Option<Self> {
        Self::among(current, total.div_ceil(size), size, total, href, texts)
    }

    fn among(
        current: u64,
        pages: u64,
        size: u64,
        total: u64,
        href: impl Fn(u64) -> String,
        texts: Texts,
    ) -> Option<Self> {
        let last = pages.checked_sub(1).filter(|last| *last > 0)?;
        let current = current.min(last);
        let first = current * size;
        let mut before = None;
        let links = numbers(current, last).map(|page| {
            let after_gap = before.is_some_and(|before| page > before + 1);
            before = Some(page);
            PageLink {
                href: href(page),
                number: texts.number(page + 1),
                is_current: page == current,
                after_gap,
            }
        });
        let links = links.collect();
        Some(Self {
            pages: links,
            shown: texts.with(
                "paging-shown",
                [
                    ("first", number(first + 1)),
                    ("last", number((first + size).min(total))),
                    ("total", number(total)),
                ],
            ),
            previous: current.checked_sub(1).map(&href),
            next: (current < last).then(|| href(current + 1)),
            is_cut: false,
        })
    }
}

/// The first page, the last, and those around the current one.
fn numbers(current: u64, last: u64) -> impl Iterator<Item = u64> {
    let around = current.saturating_sub(AROUND)..=(current + AROUND).min(last);
    let first = (*around.start() > 0).then_some(0);
    let end = (*around.end() < last).then_some(last);
    first.into_iter().chain(around).chain(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    /// The numbers in a line, the current one in brackets, `…` for what is left out.
    fn line(page: u64, total: u64) -> String {
        let parameters = SearchParameters::default().at_page(page);
        let texts = Texts::new(Language::Dutch);
        let Some(paging) = Paging::new(&parameters, total, "/zoeken", texts) else {
            return String::new();
        };
        let pages = paging.pages.iter().map(|page| {
            let gap = if page.after_gap { "… " } else { "" };
            match page.is_current {
                true => format!("{gap}[{}]", page.number),
                false => format!("{gap}{}", page.number),
            }
        });
        let pages: Vec<String> = pages.collect();
        format!("{}: {}", paging.shown, pages.join(" "))
    }

    #[test]
    fn numbers_stand_around_the_page() {
        let cases = [
            (0, 0, ""),
            (0, 20, ""),
            (0, 21, "1–20 van 21: [1] 2"),
            (1, 21, "21–21 van 21: 1 [2]"),
            (9, 4_520, "181–200 van 4.520: 1 … 8 9 [10] 11 12 … 226"),
            (
                499,
                1_000_000,
                "9.981–10.000 van 1.000.000: 1 … 498 499 [500]",
            ),
        ];
        for (page, total, expected) in cases {
            assert_eq!(line(page, total), expected, "{page} of {total}");
        }
    }
}
