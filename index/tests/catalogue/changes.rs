//! Those who keep a copy of the catalogue, and read what changed.

use std::collections::BTreeMap;

use bronwijzer_index::{
    Catalogue, ChangeCursor, ChangeKind, Contents, CursorError, IndexError, SAMPLE,
};
use chrono::{DateTime, Days, Utc};
use proptest::prelude::*;

use crate::sample::IN_SAMPLE;
use crate::support::{depart, described, empty, fill, looked_at, now, open, repository};

/// What a follower keeps: the address of each repository that is there.
#[derive(Debug, Default, PartialEq)]
struct Copy {
    repositories: BTreeMap<String, String>,
    cursor: Option<ChangeCursor>,
}

impl Copy {
    /// Reads all that changed since the last time; what it was told.
    fn follow(&mut self, catalogue: &Catalogue, first: usize) -> Vec<(ChangeKind, String)> {
        let mut seen = Vec::new();
        loop {
            let page = catalogue
                .changes(self.cursor.as_ref(), None, first)
                .unwrap();
            for change in page.changes {
                let id = change.id.forge_id().to_owned();
                seen.push((change.kind, id.clone()));
                match change.kind {
                    ChangeKind::New | ChangeKind::Changed => {
                        self.repositories.insert(id, change.url.path());
                    }
                    ChangeKind::Gone => {
                        self.repositories.remove(&id);
                    }
                }
                self.cursor = Some(change.cursor.to_string().parse().unwrap());
            }
            if !page.has_next {
                return seen;
            }
        }
    }
}

fn seen(seen: &[(ChangeKind, &str)]) -> Vec<(ChangeKind, String)> {
    seen.iter()
        .map(|(kind, id)| (*kind, (*id).to_owned()))
        .collect()
}

#[tokio::test]
async fn change_feed_has_each_change_once() {
    use ChangeKind::{Changed, Gone, New};
    let (dir, catalogue) = empty();
    let mut copy = Copy::default();
    assert_eq!(copy.follow(&catalogue, 10), []);
    let both = [
        repository("1", "minvws/a", 3),
        repository("2", "minvws/b", 3),
    ];
    fill(&catalogue, both.clone()).await;
    assert_eq!(copy.follow(&catalogue, 10), seen(&[(New, "1"), (New, "2")]));

    // Looked at again, and the same.
    let mut again = both[0].clone();
    again.observed_at = now() + Days::new(1);
    fill(&catalogue, [again]).await;
    catalogue.reindex().unwrap();
    assert_eq!(copy.follow(&catalogue, 10), []);

    fill(&catalogue, [described(both[0].clone(), "Nieuw")]).await;
    assert_eq!(copy.follow(&catalogue, 10), seen(&[(Changed, "1")]));
    fill(&catalogue, [repository("2", "ICTU/b", 3)]).await;
    depart(&catalogue, &["1"]).await;
    depart(&catalogue, &["1"]).await;
    drop(catalogue);

    // Through a restart.
    let catalogue = open(&dir);
    assert_eq!(
        copy.follow(&catalogue, 1),
        seen(&[(Changed, "2"), (Gone, "1")])
    );
    assert_eq!(
        copy.repositories,
        BTreeMap::from([("2".to_owned(), "ICTU/b".to_owned())])
    );
    fill(&catalogue, [both[0].clone()]).await;
    assert_eq!(copy.follow(&catalogue, 10), seen(&[(New, "1")]));
    // Time alone: another status.
    let later = now() + Days::new(800);
    looked_at(&catalogue, &["minvws", "ICTU"], later).await;
    catalogue.reassess(later).unwrap();
    let kinds = copy.follow(&catalogue, 10);
    assert_eq!(kinds.len(), 2, "{kinds:?}");

    // From the beginning each repository is told once, as it is.
    let mut late = Copy::default();
    assert_eq!(late.follow(&catalogue, 1).len(), 2);
    assert_eq!(late, copy);
}

#[tokio::test]
async fn changes_since_a_moment_are_found() {
    let (_dir, catalogue) = empty();
    let mut moments = Vec::new();
    for at in 0..20 {
        fill(
            &catalogue,
            [repository(&at.to_string(), &format!("minvws/a{at}"), 3)],
        )
        .await;
        let last = catalogue
            .changes(None, None, 100)
            .unwrap()
            .changes
            .pop()
            .unwrap();
        moments.push(last.at);
    }
    // Leaves holes in the numbers.
    for at in [3, 4, 5, 12] {
        fill(
            &catalogue,
            [described(repository(&at.to_string(), "minvws/x", 3), "x")],
        )
        .await;
    }
    let all = catalogue.changes(None, None, 100).unwrap().changes;
    let far = [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC];
    for since in moments.iter().chain(&far) {
        let expected: Vec<_> = all
            .iter()
            .filter(|change| change.at >= *since)
            .cloned()
            .collect();
        let found = catalogue.changes(None, Some(*since), 100).unwrap().changes;
        assert_eq!(found, expected, "{since}");
    }
    // With a cursor too, what is after both.
    let cursor = &all[15].cursor;
    let found = catalogue
        .changes(Some(cursor), Some(moments[2]), 100)
        .unwrap();
    assert_eq!(found.changes, all[16..]);
    assert_eq!(catalogue.change(cursor).unwrap().as_ref(), Some(&all[15]));
    assert_eq!(catalogue.last_change().unwrap(), all[19].cursor);
    fill(
        &catalogue,
        [described(repository("15", "minvws/a15", 3), "y")],
    )
    .await;
    let moved = catalogue
        .changes(None, None, 100)
        .unwrap()
        .changes
        .pop()
        .unwrap();
    assert_eq!(moved.id.forge_id(), "15");
}

#[tokio::test]
async fn cursor_of_a_reset_list_is_rejected() {
    let (_dir, catalogue) = empty();
    catalogue.import(SAMPLE, Contents::Sample).unwrap();
    let mut copy = Copy::default();
    assert_eq!(copy.follow(&catalogue, 50).len() as u64, IN_SAMPLE);
    fill(&catalogue, [repository("1", "minvws/a", 3)]).await;
    let refused = |catalogue: &Catalogue| {
        let page = catalogue.changes(copy.cursor.as_ref(), None, 10);
        matches!(page, Err(IndexError::Cursor(CursorError::Expired)))
    };
    assert!(refused(&catalogue));
    let mut anew = Copy::default();
    assert_eq!(anew.follow(&catalogue, 10).len(), 1);

    // What an export carries elsewhere is a list of its own there.
    let mut file = Vec::new();
    catalogue.export(&mut file).unwrap();
    let (_other_dir, other) = empty();
    other.import(file.as_slice(), Contents::Imported).unwrap();
    let page = other.changes(anew.cursor.as_ref(), None, 10);
    assert!(matches!(
        page,
        Err(IndexError::Cursor(CursorError::Expired))
    ));
    let mut elsewhere = Copy::default();
    elsewhere.follow(&other, 10);
    assert_eq!(elsewhere.repositories, anew.repositories);
    // A number that was never given out.
    let ahead = format!("{}0", other.last_change().unwrap())
        .parse()
        .unwrap();
    let page = other.changes(Some(&ahead), None, 10);
    assert!(matches!(
        page,
        Err(IndexError::Cursor(CursorError::Expired))
    ));
}

#[tokio::test]
async fn a_store_from_before_there_were_lists_gets_one() {
    let (dir, catalogue) = empty();
    fill(
        &catalogue,
        (0..3).map(|at| repository(&at.to_string(), &format!("minvws/a{at}"), 3)),
    )
    .await;
    depart(&catalogue, &["1"]).await;
    drop(catalogue);
    {
        let db = sled::open(dir.path().join("store")).unwrap();
        for tree in ["changes", "places"] {
            db.drop_tree(tree).unwrap();
        }
        db.open_tree("meta").unwrap().remove("changes").unwrap();
        db.flush().unwrap();
    }
    let catalogue = open(&dir);
    let mut copy = Copy::default();
    assert_eq!(copy.follow(&catalogue, 10).len(), 3);
    assert_eq!(copy.repositories.len(), 2);
    depart(&catalogue, &["2"]).await;
    assert_eq!(
        copy.follow(&catalogue, 10),
        seen(&[(ChangeKind::Gone, "2")])
    );
}

#[test]
fn a_copy_becomes_the_catalogue_whenever_it_follows() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    // Which repository, what becomes of it, and how many changes are read then.
    let steps = proptest::collection::vec((0usize..6, 0u8..4, 0usize..4), 1..14);
    proptest!(ProptestConfig::with_cases(16), |(steps in steps)| {
        let (_dir, catalogue) = empty();
        let mut there: BTreeMap<String, String> = BTreeMap::new();
        let mut copy = Copy::default();
        for (step, (which, what, first)) in steps.into_iter().enumerate() {
            let id = which.to_string();
            if what == 0 {
                runtime.block_on(depart(&catalogue, &[&id]));
                there.remove(&id);
            } else {
                let path = format!("minvws/app-{which}-{}", what / 2);
                let seen = described(repository(&id, &path, 3), &format!("Stap {step}"));
                runtime.block_on(fill(&catalogue, [seen]));
                there.insert(id, path);
            }
            if first > 0 {
                copy.follow(&catalogue, first);
                prop_assert_eq!(&copy.repositories, &there);
            }
        }
        copy.follow(&catalogue, 3);
        prop_assert_eq!(&copy.repositories, &there);
    });
}
