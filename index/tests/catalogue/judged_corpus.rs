//! The verdicts on real repositories, for reading through: names, dates and
//! counts alone, no text. Whoever has no corpus beside the checkout skips it.

use std::path::Path;

use bronwijzer_crawler::observation::Source;
use bronwijzer_double::corpus;
use bronwijzer_index::Reason;
use bronwijzer_index::assess::{Assessment, CheckOutcome, OPENNESS_CHECKS, Openness, assess};
use bronwijzer_testing::corpus::with_texts;

use crate::sample::words;

/// The rules that held with their facts, without words out of a README.
fn because(reasons: &[Reason]) -> String {
    let mut reasons = reasons.to_vec();
    for reason in &mut reasons {
        reason.facts.retain(|(name, _)| *name != "words");
    }
    words(&reasons)
}

/// Which checks passed, failed and could not be judged.
fn checks(openness: &Openness) -> String {
    let of = |mark: char, is: fn(&CheckOutcome) -> bool| {
        let outcomes = OPENNESS_CHECKS.iter().zip(&openness.outcomes);
        let ids: Vec<&str> = outcomes
            .filter(|(_, outcome)| is(outcome))
            .map(|(check, _)| check.id)
            .collect();
        format!(" {mark}[{}]", ids.join(" "))
    };
    let passed = of('+', CheckOutcome::passes);
    let failed = of('-', |outcome| *outcome == CheckOutcome::Failed);
    let unknown = of('?', |outcome| *outcome == CheckOutcome::Unknown);
    passed + &failed + &unknown
}

fn verdicts(path: &str, assessed: &Assessment) -> String {
    let number = |number: Option<u32>| number.map_or("unknown".to_owned(), |n| n.to_string());
    let licence = &assessed.licence;
    let vitality = &assessed.vitality.score;
    let risk = &assessed.judgements.risk;
    let lines = [
        path.to_owned(),
        format!(
            "{} {}",
            assessed.maintenance.value.as_str(),
            because(&assessed.maintenance.reasons)
        ),
        format!("{} {}", risk.value.as_str(), because(&risk.reasons)),
        format!(
            "seeking {} {}",
            assessed.seeking.value.as_str(),
            because(&assessed.seeking.reasons)
        ),
        format!(
            "{} {}",
            assessed.kind.value.as_str(),
            because(&assessed.kind.reasons)
        ),
        format!(
            "licence {} {} {}",
            licence.verdict.value.as_str(),
            licence.spdx_id.as_deref().unwrap_or("-"),
            because(&licence.verdict.reasons)
        ),
        format!(
            "openness {}{}",
            number(assessed.openness.score),
            checks(&assessed.openness)
        ),
        format!(
            "vitality {} {}",
            number(vitality.value),
            because(&vitality.reasons)
        ),
    ];
    lines.join("\n  ")
}

#[test]
fn the_verdicts_on_the_corpus() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let Some(rows) = corpus::read(&shared) else {
        println!("skipped: {} is not on this machine", shared.display());
        return;
    };
    // Facts are judged as of the day on which they were gathered.
    let newest = rows.iter().map(|(row, _)| row.last_commit_at).max();
    let day = newest.unwrap();
    let lines: Vec<String> = rows
        .iter()
        .map(|(row, texts)| {
            let observation = with_texts(row, texts, day, Source::GitHistory);
            verdicts(&observation.url.path(), &assess(&observation, day))
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}
