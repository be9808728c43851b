//! Judging a whole catalogue anew: how long it takes for each entry.

use std::io::{Seek, Write};
use std::time::{Duration, Instant};

use bronwijzer_index::{Catalogue, Contents};
use chrono::{Days, Utc};

use super::made_up::MadeUp;
use crate::Ending;

/// The seed of the made-up catalogue.
const SEED: u64 = 1;

pub(super) fn run(repositories: u64) -> anyhow::Result<Ending> {
    let dir = tempfile::tempdir()?;
    let mut file = tempfile::tempfile()?;
    MadeUp::new(SEED).write(repositories, &mut file)?;
    file.rewind()?;
    let catalogue = Catalogue::open(dir.path(), Vec::new(), Utc::now())?.catalogue;
    let started = Instant::now();
    let report = catalogue.import(file, Contents::Imported)?;
    let loading = started.elapsed();
    anyhow::ensure!(report.bad_lines.is_empty(), "{:?}", report.bad_lines);
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{repositories} repositories, loaded in {}\n",
        seconds(loading)
    )?;
    writeln!(
        out,
        "| | judged | time for each | other verdicts |\n|---|---|---|---|"
    )?;
    for (what, days) in [
        ("the same day", 0),
        ("a day later", 1),
        ("a year later", 365),
    ] {
        let now = Utc::now() + Days::new(days);
        let started = Instant::now();
        let reassessed = catalogue.reassess(now)?;
        let took = started.elapsed();
        let each = took.as_micros() / u128::from(repositories.max(1));
        let updated = reassessed.updated;
        writeln!(
            out,
            "| {what} | {} | {each} µs | {updated} |",
            seconds(took)
        )?;
    }
    Ok(Ending::Complete)
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
