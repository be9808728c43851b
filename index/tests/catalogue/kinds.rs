//! How often the kind of a real repository is what a person calls it: the labels
//! of `kinds.txt` beside the verdicts. Whoever has no corpus beside the checkout
//! skips it.

use std::collections::HashMap;
use std::path::Path;

use bronwijzer_crawler::observation::Source;
use bronwijzer_double::corpus;
use bronwijzer_index::assess::assess;
use bronwijzer_testing::corpus::with_texts;

use crate::support::now;

/// Share of what is no software that is told from it, in per cent, at least.
const LEAST_RECOGNISED: usize = 85;
/// Software that is taken for something else, at most.
const MOST_LOST: usize = 1;

/// The labels, by owner and name; what has none is software.
fn labels() -> HashMap<&'static str, Vec<&'static str>> {
    include_str!("kinds.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.next()?, words.collect()))
        })
        .collect()
}

#[test]
fn kinds_of_real_repositories_are_what_people_say() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let Some(rows) = corpus::read(&shared) else {
        println!("skipped: {} is not on this machine", shared.display());
        return;
    };
    let labels = labels();
    let (mut others, mut recognised, mut exact, mut lost) = (0, 0, 0, 0);
    for (row, texts) in &rows {
        let name = format!("{}/{}", row.owner, row.name);
        let verdict = assess(&with_texts(row, texts, now(), Source::GitHistory), now()).kind;
        let kind = verdict.value.as_str();
        let rule = verdict.reasons[0].rule;
        match labels.get(name.as_str()) {
            Some(kinds) if kinds.contains(&"software") => {}
            Some(kinds) => {
                others += 1;
                recognised += usize::from(kind != "software");
                exact += usize::from(kinds.contains(&kind));
                if !kinds.contains(&kind) {
                    println!("{name}: {kind} by {rule}, and {kinds:?}");
                }
            }
            None if kind == "software" => {}
            None => {
                lost += 1;
                println!("{name}: {kind} by {rule}, and software");
            }
        }
    }
    println!("{recognised} of {others} told from software, {exact} exactly; {lost} software lost");
    assert!(100 * recognised >= LEAST_RECOGNISED * others);
    assert!(lost <= MOST_LOST);
}
