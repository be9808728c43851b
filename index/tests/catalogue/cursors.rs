//! Pages follow each other while the catalogue changes under them.

use std::collections::{BTreeMap, BTreeSet};

use bronwijzer_crawler::observation::Observation;
use bronwijzer_index::{Catalogue, Cursor, SearchPage, SearchRequest, Sort};
use chrono::Days;
use proptest::prelude::*;

use crate::support::{depart, described, empty, fill, now, repository};

/// A repository, as far as lists are ordered by it. Few values, so that many
/// are equal.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Seen {
    days: u64,
    stars: u64,
    created: u64,
}

fn seen() -> impl Strategy<Value = Seen> {
    (0u64..4, 0u64..4, 0u64..4).prop_map(|(days, stars, created)| Seen {
        days: days * 200,
        stars,
        created,
    })
}

/// What happens between two pages. Numbers choose a repository.
#[derive(Debug, Clone)]
enum Change {
    /// It is seen again: other words, the same figures.
    Reworded(usize),
    /// It is seen again with other figures.
    Moved(usize, Seen),
    /// It left.
    Left(usize),
    /// One more.
    Added(Seen),
    /// The index is made anew.
    Reindexed,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        2 => (0usize..20).prop_map(Change::Reworded),
        2 => (0usize..20, seen()).prop_map(|(which, seen)| Change::Moved(which, seen)),
        2 => (0usize..20).prop_map(Change::Left),
        2 => seen().prop_map(Change::Added),
        1 => Just(Change::Reindexed),
    ]
}

fn observation(id: usize, seen: Seen, text: &str) -> Observation {
    let mut observation = repository(&id.to_string(), &format!("minvws/app-{id}"), seen.days);
    observation.counts.stars = Some(seen.stars);
    observation.created_at = Some(now() - Days::new(2_000 + seen.created));
    described(observation, text)
}

fn page(
    catalogue: &Catalogue,
    query: &str,
    sort: Sort,
    first: usize,
    after: Option<Cursor>,
) -> SearchPage {
    catalogue
        .search(&SearchRequest {
            query: query.to_owned(),
            sort: Some(sort),
            first,
            // As a client gives it back.
            after: after.map(|cursor| cursor.to_string().parse().unwrap()),
            ..SearchRequest::default()
        })
        .unwrap()
}

/// Reads all pages of a catalogue, with changes between them. Each entry that
/// stayed as it was must be seen once, and no entry that stayed in its place
/// twice.
async fn pages_follow_each_other(
    start: &[Seen],
    sort: Sort,
    first: usize,
    changes: Vec<Change>,
) -> Result<(), TestCaseError> {
    let (_dir, catalogue) = empty();
    let mut there: BTreeMap<usize, Seen> = start.iter().copied().enumerate().collect();
    fill(
        &catalogue,
        there
            .iter()
            .map(|(id, seen)| observation(*id, *seen, "Een app")),
    )
    .await;
    let mut stayed: BTreeSet<usize> = there.keys().copied().collect();
    let mut moved: BTreeSet<usize> = BTreeSet::new();
    let mut read: Vec<usize> = Vec::new();
    let mut after = None;
    let mut changes = changes.into_iter();
    loop {
        let page = page(&catalogue, "", sort, first, after);
        let ids = page.hits.iter().map(|hit| &hit.card.id);
        read.extend(ids.map(|id| id.forge_id().parse::<usize>().unwrap()));
        if !page.has_next {
            break;
        }
        after = page.hits.last().map(|hit| hit.cursor);
        match changes.next() {
            None => {}
            Some(Change::Reworded(which)) => {
                if let Some(seen) = there.get(&which) {
                    fill(&catalogue, [observation(which, *seen, "Anders verteld")]).await;
                }
            }
            Some(Change::Moved(which, seen)) => {
                if let Some(before) = there.get_mut(&which) {
                    if *before != seen {
                        stayed.remove(&which);
                        moved.insert(which);
                    }
                    *before = seen;
                    fill(&catalogue, [observation(which, seen, "Een app")]).await;
                }
            }
            Some(Change::Left(which)) => {
                there.remove(&which);
                stayed.remove(&which);
                depart(&catalogue, &[&which.to_string()]).await;
            }
            Some(Change::Added(seen)) => {
                let id = 100 + there.len() + moved.len() + read.len();
                if there.insert(id, seen).is_none() {
                    fill(&catalogue, [observation(id, seen, "Een app")]).await;
                }
            }
            Some(Change::Reindexed) => {
                catalogue.reindex().unwrap();
            }
        }
    }
    for id in &stayed {
        let times = read.iter().filter(|read| *read == id).count();
        prop_assert_eq!(times, 1, "app-{} of {:?}", id, read);
    }
    let distinct: BTreeSet<&usize> = read.iter().collect();
    let twice = read.len() - distinct.len();
    prop_assert!(twice <= moved.len(), "{:?}", read);
    Ok(())
}

#[test]
fn paging_visits_stable_entries_exactly_once() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    // Relevance without a query goes by upkeep and licence.
    let sorts = [
        Sort::LastActivity,
        Sort::LongestQuiet,
        Sort::Name,
        Sort::NameDescending,
        Sort::Stars,
        Sort::Created,
        Sort::Oldest,
        Sort::LatestRelease,
        Sort::FirstSeen,
        Sort::EarliestSeen,
        Sort::Observed,
        Sort::EarliestObserved,
        Sort::StatusChanged,
        Sort::Relevance,
    ];
    let start = proptest::collection::vec(seen(), 3..16);
    let changes = proptest::collection::vec(change(), 0..6);
    proptest!(ProptestConfig::with_cases(40), |(
        start in start, changes in changes, first in 1usize..5, sort in 0..sorts.len()
    )| {
        runtime.block_on(pages_follow_each_other(&start, sorts[sort], first, changes))?;
    });
}

/// How well an entry fits a query depends on what else there is, so pages of
/// relevance are held to less: the index may be made anew.
#[test]
fn pages_of_relevance_follow_each_other_through_another_index() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let words = proptest::collection::vec("(kaart|zaak|app){1,4}", 2..12);
    proptest!(ProptestConfig::with_cases(12), |(words in words, first in 1usize..4)| {
        let (_dir, catalogue) = empty();
        let observations = words.iter().enumerate().map(|(id, text)| {
            let days = 3 + id as u64 % 2;
            described(repository(&id.to_string(), &format!("minvws/app-{id}"), days), text)
        });
        runtime.block_on(fill(&catalogue, observations));
        let mut read = Vec::new();
        let mut after = None;
        loop {
            let page = page(&catalogue, "app", Sort::Relevance, first, after);
            read.extend(page.hits.iter().map(|hit| hit.card.id.clone()));
            after = page.hits.last().map(|hit| hit.cursor);
            if !page.has_next {
                break;
            }
            catalogue.reindex().unwrap();
        }
        let distinct: BTreeSet<_> = read.iter().collect();
        prop_assert_eq!((read.len(), distinct.len()), (words.len(), words.len()));
    });
}

#[tokio::test]
async fn numbered_pages_hold_what_cursors_lead_to() {
    let (_dir, catalogue) = empty();
    let observations = (0..23_u64).map(|n| {
        let mut observation = repository(&n.to_string(), &format!("minvws/app-{n}"), 3 + n % 3);
        // Unknown comes last in either direction.
        observation.created_at = (n > 4).then(|| now() - Days::new(n));
        described(observation, "kaart")
    });
    fill(&catalogue, observations).await;
    for (sort, query) in Sort::ALL
        .iter()
        .flat_map(|sort| [(*sort, ""), (*sort, "kaart")])
    {
        let numbered = |offset: usize| {
            let request = SearchRequest {
                query: query.to_owned(),
                sort: Some(sort),
                first: 5,
                offset,
                ..SearchRequest::default()
            };
            catalogue.search(&request).unwrap()
        };
        let mut after = None;
        for offset in (0..25).step_by(5) {
            let by_cursor = page(&catalogue, query, sort, 5, after);
            let by_number = numbered(offset);
            assert_eq!(by_number.hits, by_cursor.hits, "{sort:?} {query} {offset}");
            assert_eq!(
                by_number.has_next, by_cursor.has_next,
                "{sort:?} {query} {offset}"
            );
            after = by_cursor.hits.last().map(|hit| hit.cursor);
        }
        let beyond = numbered(40);
        assert_eq!(
            (beyond.total, beyond.hits.len(), beyond.has_next),
            (23, 0, false)
        );
    }
}

#[tokio::test]
async fn orders_go_by_name_and_begin_with_the_oldest() {
    let (_dir, catalogue) = empty();
    let names = ["zaak", "Kaart", "een-kaart", "kaart-2", "2kaart"];
    let days = [30, 200, 9, 500, 1];
    let observations = names.iter().zip(days).map(|(name, days)| {
        let mut observation = repository(name, &format!("minvws/{name}"), days);
        observation.created_at = (days > 1).then(|| now() - Days::new(days));
        observation
    });
    fill(&catalogue, observations).await;
    let order = |sort| -> Vec<String> {
        let page = page(&catalogue, "", sort, 10, None);
        let names = page.hits.iter().map(|hit| hit.card.url.name().to_owned());
        names.collect()
    };
    let expected = ["2kaart", "een-kaart", "Kaart", "kaart-2", "zaak"];
    assert_eq!(order(Sort::Name), expected);
    let reversed: Vec<&str> = expected.into_iter().rev().collect();
    assert_eq!(order(Sort::NameDescending), reversed);
    let expected = ["kaart-2", "Kaart", "zaak", "een-kaart", "2kaart"];
    assert_eq!(order(Sort::LongestQuiet), expected);
    assert_eq!(order(Sort::Oldest), expected);
}

#[tokio::test]
async fn cursor_keeps_its_place_in_another_catalogue() {
    let stars = |id: usize| {
        let seen = Seen {
            days: 0,
            stars: 10 - id as u64,
            created: 0,
        };
        observation(id, seen, "Een app")
    };
    let (_dir, catalogue) = empty();
    fill(&catalogue, (0..10).map(stars)).await;
    let half = page(&catalogue, "", Sort::Stars, 5, None);
    let (_other_dir, other) = empty();
    fill(&other, (0..10).step_by(2).map(stars)).await;
    let after = half.hits.last().map(|hit| hit.cursor);
    let rest = page(&other, "", Sort::Stars, 10, after);
    let ids = rest.hits.iter().map(|hit| hit.card.id.forge_id());
    assert_eq!(ids.collect::<Vec<_>>(), ["6", "8"]);
}

#[tokio::test]
async fn reversed_cursor_leads_back() {
    let (_dir, catalogue) = empty();
    let day = |n: u64| now() - Days::new(n % 3);
    let observations = (0..23_u64).map(|n| {
        let mut observation = repository(&n.to_string(), &format!("minvws/app-{n}"), 3);
        observation.observed_at = day(n);
        described(observation, "kaart")
    });
    fill(&catalogue, observations).await;
    let pairs = [
        (Sort::EarliestSeen, Sort::FirstSeen),
        (Sort::EarliestObserved, Sort::Observed),
    ];
    for ((one, other), query) in pairs
        .into_iter()
        .flat_map(|(one, other)| [(one, other), (other, one)])
        .flat_map(|pair| [(pair, ""), (pair, "kaart")])
    {
        let ids = |sort: Sort, after: Option<Cursor>| -> Vec<String> {
            let hits = page(&catalogue, query, sort, 50, after).hits;
            hits.iter().map(|hit| hit.card.id.to_string()).collect()
        };
        let all = page(&catalogue, query, one, 50, None).hits;
        let mut backwards = ids(other, None);
        backwards.reverse();
        assert_eq!(ids(one, None), backwards, "{one:?}");
        let mut before = ids(other, all[9].cursor.reversed());
        before.reverse();
        assert_eq!(before, backwards[..9], "{one:?}");
        // Everything of the second itself is passed over.
        let behind = ids(one, Some(Cursor::behind(one, day(1))));
        let rest = all.iter().filter(|hit| match one {
            Sort::EarliestSeen | Sort::EarliestObserved => hit.card.observed_at > day(1),
            _ => hit.card.observed_at < day(1),
        });
        assert_eq!(behind.len(), rest.count(), "{one:?}");
    }
    let by_name = page(&catalogue, "", Sort::Name, 1, None).hits[0].cursor;
    assert_eq!(by_name.reversed(), None);
}
