//! What came of each round: a table for people, JSON for programs.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

/// What came of one round.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Whether the program was killed, rather than that it ended first.
    pub(super) killed: bool,
    /// Whether the fault was noticed at all: by verify, or by the operation that failed.
    pub(super) noticed: bool,
    /// Whether the start said what it had to do.
    pub(super) said: bool,
    /// Whether something was left after a start that verify found.
    pub(super) faults_after_start: bool,
    /// What verify found then.
    pub(super) found: String,
    /// Whether `verify --repair` had anything to do.
    pub(super) repaired: bool,
    /// What is not there any more, or not whole; nothing where all is well.
    pub(super) lost: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct Row {
    rounds: usize,
    killed: usize,
    noticed: usize,
    said: usize,
    faults_after_start: usize,
    repaired: usize,
    lost: usize,
    skipped: usize,
    /// What verify found after a start, for who wants to know.
    found: Vec<String>,
    /// What was lost, in words.
    losses: Vec<String>,
}

/// All rounds.
#[derive(Debug, Default)]
pub(super) struct Tally(BTreeMap<(&'static str, &'static str), Row>);

impl Tally {
    pub(super) fn add(&mut self, class: &'static str, what: &'static str, outcome: Outcome) {
        let row = self.0.entry((class, what)).or_default();
        row.rounds += 1;
        row.killed += usize::from(outcome.killed);
        row.noticed += usize::from(outcome.noticed);
        row.said += usize::from(outcome.said);
        row.faults_after_start += usize::from(outcome.faults_after_start);
        row.repaired += usize::from(outcome.repaired);
        row.lost += usize::from(!outcome.lost.is_empty());
        if !outcome.found.is_empty() {
            row.found.push(outcome.found);
        }
        for loss in outcome.lost {
            eprintln!("LOST after {class} {what}: {loss}");
            row.losses.push(loss);
        }
    }

    /// A round that this machine has no means for.
    pub(super) fn skip(&mut self, class: &'static str, what: &'static str) {
        self.0.entry((class, what)).or_default().skipped += 1;
    }

    pub(super) fn rounds(&self) -> usize {
        self.0.values().map(|row| row.rounds).sum()
    }

    /// How often the program was killed before it ended.
    pub(super) fn killed(&self) -> usize {
        self.0.values().map(|row| row.killed).sum()
    }

    /// Whether nothing was lost.
    pub(super) fn is_sound(&self) -> bool {
        self.0.values().all(|row| row.lost == 0)
    }

    pub(super) fn in_short(&self) -> String {
        let sum = |count: fn(&Row) -> usize| self.0.values().map(count).sum::<usize>();
        format!(
            "{} killed, {} repaired, {} lost",
            sum(|row| row.killed),
            sum(|row| row.repaired),
            sum(|row| row.lost)
        )
    }

    /// Markdown.
    pub(super) fn table(&self, seed: u64, took: Duration) -> String {
        let mut text = format!(
            "Seed {seed}, {} rounds in {:.0} s, {} build\n\n\
             | fault | in or of | rounds | killed | noticed | said at the start | left after it | repaired | lost |\n\
             |---|---|---|---|---|---|---|---|---|\n",
            self.rounds(),
            took.as_secs_f64(),
            build()
        );
        for ((class, what), row) in &self.0 {
            let rounds = if row.skipped > 0 {
                format!("{} ({} not possible here)", row.rounds, row.skipped)
            } else {
                row.rounds.to_string()
            };
            // Writing to a string does not fail.
            let _ = writeln!(
                text,
                "| {class} | {what} | {rounds} | {} | {} | {} | {} | {} | {} |",
                row.killed, row.noticed, row.said, row.faults_after_start, row.repaired, row.lost
            );
        }
        let _ = write!(text, "\n{}", self.in_short());
        text
    }

    pub(super) fn json(&self, seed: u64, took: Duration) -> Value {
        let rows = self
            .0
            .iter()
            .map(|((class, what), row)| json!({ "fault": class, "what": what, "counts": row }));
        json!({
            "seed": seed,
            "build": build(),
            "seconds": took.as_secs(),
            "rounds": self.rounds(),
            "lost": self.0.values().map(|row| row.lost).sum::<usize>(),
            "rows": rows.collect::<Vec<_>>(),
        })
    }
}

fn build() -> &'static str {
    if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    }
}
