//! How pages follow each other in each order.

use std::collections::BTreeSet;

use bronwijzer_index::{Catalogue, Cursor, IndexError, SearchRequest, Sort};

use crate::support::{depart, described, empty, fill, repository};

/// Pages through everything; `between` runs after the first page.
fn visit(
    catalogue: &Catalogue,
    sort: Sort,
    query: &str,
    first: usize,
    mut between: impl FnMut(),
) -> Vec<String> {
    let mut seen = Vec::new();
    let mut after: Option<Cursor> = None;
    loop {
        let page = catalogue
            .search(&SearchRequest {
                query: query.to_owned(),
                sort: Some(sort),
                first,
                after,
                ..SearchRequest::default()
            })
            .unwrap();
        let names = page.hits.iter().map(|hit| hit.card.url.name());
        seen.extend(names.map(str::to_owned));
        if !page.has_next {
            return seen;
        }
        if after.is_none() {
            between();
        }
        // As a client passes it on.
        after = page
            .hits
            .last()
            .map(|hit| hit.cursor.to_string().parse().unwrap());
    }
}

#[tokio::test]
async fn every_page_size_visits_everything_once_in_every_order() {
    let (_dir, catalogue) = empty();
    // Many ties: equal dates, equal stars, equal scores.
    let observations = (0..23).map(|n| {
        described(
            repository(&n.to_string(), &format!("minvws/app-{n}"), 3 + n % 3),
            "kaart",
        )
    });
    fill(&catalogue, observations).await;
    for sort in Sort::ALL {
        for first in [1, 2, 7, 22, 23, usize::MAX] {
            for query in ["", "kaart"] {
                let seen = visit(&catalogue, *sort, query, first, || {});
                let distinct: BTreeSet<&String> = seen.iter().collect();
                assert_eq!(
                    (seen.len(), distinct.len()),
                    (23, 23),
                    "{sort:?} {first} {query}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn insertions_between_pages_shift_nothing() {
    let (_dir, catalogue) = empty();
    let observations =
        (0..12_u64).map(|n| repository(&n.to_string(), &format!("minvws/app-{n:02}"), 10 + n));
    fill(&catalogue, observations).await;
    let handle = tokio::runtime::Handle::current();
    let seen = tokio::task::block_in_place(|| {
        visit(&catalogue, Sort::LastActivity, "", 5, || {
            handle.block_on(async {
                // One appears before the page that was seen, one disappears from it.
                fill(&catalogue, [repository("99", "minvws/newest", 1)]).await;
                depart(&catalogue, &["2"]).await;
                catalogue.reindex().unwrap();
            });
        })
    });
    let expected: Vec<String> = (0..12).map(|n| format!("app-{n:02}")).collect();
    assert_eq!(seen, expected);
}

/// What else there is changes how well each entry fits, and so the number that
/// a cursor of this order holds.
#[tokio::test(flavor = "multi_thread")]
async fn pages_by_relevance_go_on_while_other_repositories_come() {
    let (_dir, catalogue) = empty();
    let observations = (0..20_u64).map(|n| {
        let words = format!("kaart {}", "vulling ".repeat(usize::try_from(n).unwrap()));
        described(
            repository(&n.to_string(), &format!("minvws/app-{n:02}"), 3),
            &words,
        )
    });
    fill(&catalogue, observations).await;
    let handle = tokio::runtime::Handle::current();
    let visited = |between: &mut dyn FnMut()| {
        tokio::task::block_in_place(|| visit(&catalogue, Sort::Relevance, "kaart", 4, between))
    };
    let undisturbed = visited(&mut || {});
    let mut grow = || {
        let others = (0..30).map(|n| repository(&format!("x{n}"), &format!("ICTU/other-{n}"), 3));
        handle.block_on(fill(&catalogue, others));
    };
    assert_eq!(visited(&mut grow), undisturbed);
    assert_eq!(undisturbed.len(), 20);
}

#[tokio::test]
async fn a_cursor_of_another_order_is_refused() {
    let (_dir, catalogue) = empty();
    fill(
        &catalogue,
        [
            repository("1", "minvws/a", 3),
            repository("2", "minvws/b", 3),
        ],
    )
    .await;
    let mut request = SearchRequest {
        sort: Some(Sort::Stars),
        first: 1,
        ..SearchRequest::default()
    };
    let page = catalogue.search(&request).unwrap();
    request.after = Some(page.hits[0].cursor);
    request.sort = Some(Sort::Created);
    let refused = catalogue.search(&request);
    assert!(matches!(&refused, Err(error @ IndexError::Cursor(_)) if error.is_callers_mistake()));
}
