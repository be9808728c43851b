//! What no change to the ranking may fall below; docs/search.md names it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::*;

/// The corpus beside the checkout.
fn corpus() -> Option<PathBuf> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if corpus.exists() {
        return Some(corpus);
    }
    println!("skipped: no corpus beside the checkout");
    None
}

#[test]
fn intended_repository_ranks_first() {
    let Some(corpus) = corpus() else {
        return;
    };
    let world = World::undescribed(&corpus).unwrap();
    let asked = Asked::new(&world, OF_UNDESCRIBED).unwrap();
    let (ours, plain) = asked.mean(|_| true);
    println!("{}", asked.table(|_| true));
    assert!(ours.ndcg >= 0.93, "{ours:?}");
    assert!(ours.recall >= 0.90, "{ours:?}");
    assert!(ours.ndcg > plain.ndcg, "{ours:?} {plain:?}");
    assert!(ours.recall > plain.recall, "{ours:?} {plain:?}");
}

#[test]
fn either_language_finds_the_other() {
    let Some(corpus) = corpus() else {
        return;
    };
    let world = World::corpus(&corpus).unwrap();
    let asked = Asked::new(&world, OF_CORPUS).unwrap();
    println!("{}", asked.table(|answers| !answers.held_out));
    println!("held out\n\n{}", asked.table(|answers| answers.held_out));
    println!("{}", asked.misses());
    for held_out in [false, true] {
        let (ours, plain) = asked.mean(|answers| answers.held_out == held_out);
        assert!(ours.rank >= 0.80, "{ours:?}");
        assert!(ours.top_three >= 0.85, "{ours:?}");
        assert!(ours.rank > plain.rank, "{ours:?} {plain:?}");
    }
}

#[test]
fn sample_answers_by_the_catalogues_own_words() {
    let asked = Asked::of_sample().unwrap();
    let (ours, plain) = asked.mean(|_| true);
    println!("{}", asked.table(|_| true));
    println!("{}", asked.misses());
    assert!(ours.rank >= 0.80, "{ours:?}");
    assert!(ours.top_three >= 0.85, "{ours:?}");
    assert!(ours.rank > plain.rank, "{ours:?} {plain:?}");
}

#[test]
fn similar_repositories_begin_with_a_sensible_one() {
    let Some(corpus) = corpus() else {
        return;
    };
    let lists = Lists::of(&World::corpus(&corpus).unwrap()).unwrap();
    println!("{lists}");
    assert!(lists.precision_of_first() >= 0.70, "{lists}");
    assert!(lists.shown >= 150, "{lists}");
}

#[test]
fn judged_queries_are_unique_and_name_existing_repositories() {
    let corpus = corpus();
    let rows = corpus.and_then(|dir| bronwijzer_double::corpus::read(&dir));
    let rows = rows.unwrap_or_default().into_iter();
    let paths: BTreeSet<String> = rows
        .map(|(row, _)| format!("{}/{}", row.owner, row.name))
        .collect();
    for (judged, least) in [(OF_UNDESCRIBED, 60), (OF_CORPUS, 200)] {
        let judged: Judged = toml::from_str(judged).unwrap();
        assert!(judged.queries.len() >= least);
        let mut seen = BTreeSet::new();
        for judged in &judged.queries {
            assert!(seen.insert(&judged.query), "{}", judged.query);
            assert!(judged.grades.values().any(|grade| *grade == 3));
            for (path, grade) in &judged.grades {
                assert!((1..=3).contains(grade), "{path}");
                assert!(paths.is_empty() || paths.contains(path), "{path}");
            }
        }
    }
}
