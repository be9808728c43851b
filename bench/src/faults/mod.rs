//! `bronwijzer-bench faults`: the real program is killed in the middle of what it does, runs
//! into a full and a read-only disk, and finds its files damaged. Nothing that it
//! acknowledged may be lost by that, and `bronwijzer verify` has to find everything whole or
//! make it so.
//!
//! | file | what |
//! |---|---|
//! | `place.rs` | the folder in which the program runs |
//! | `ledger.rs` | what it acknowledged, and whether that is still there |
//! | `operations.rs` | what it is killed in |
//! | `members.rs` | who makes statements over the API |
//! | `damage.rs` | what happens to files |
//! | `disk.rs` | disks that are full or read-only |
//! | `tally.rs` | the table and the JSON |

mod damage;
mod disk;
pub(crate) mod ledger;
pub(crate) mod members;
mod operations;
pub(crate) mod place;
mod tally;

use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;
use fastrand::Rng;

use crate::Ending;
use damage::Damage;
use disk::Trouble;
use ledger::{Checked, Ledger};
use operations::{Operation, Typical};
use place::Place;
use tally::{Outcome, Tally};

/// How often a kill is tried at most, for each that is asked for.
const MOST_TRIES: usize = 4;

/// How much is done, and from which seed.
#[derive(Debug, Args)]
pub(crate) struct FaultsArguments {
    /// How often the program is killed
    #[arg(long, default_value_t = 200)]
    kills: usize,
    /// Kill it in these alone
    #[arg(long = "in", value_name = "OPERATION")]
    operations: Vec<Operation>,
    /// How often files are damaged
    #[arg(long, default_value_t = 100)]
    damages: usize,
    /// How often the disk is full, and how often it is read-only
    #[arg(long, default_value_t = 10)]
    disks: usize,
    /// The seed of what is done when: the same rounds in the same order
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many repositories there are, half of them crawled and half imported
    #[arg(long, default_value_t = 400)]
    repositories: usize,
    /// Also write what happened to this file, as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Keep what can't be repaired in this folder
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

pub(crate) fn run(arguments: &FaultsArguments) -> anyhow::Result<Ending> {
    let begun = Instant::now();
    let mut rng = Rng::with_seed(arguments.seed);
    let place = Place::new(arguments.repositories, arguments.kills, arguments.seed)?;
    let mut round = Rounds {
        ledger: Ledger::default(),
        tally: Tally::default(),
        typical: Typical::default(),
        keep: arguments.keep.clone(),
        place,
    };
    round.begin()?;
    let operations = match arguments.operations.as_slice() {
        [] => &Operation::ALL,
        some => some,
    };
    // What ended before it was to be killed does not count.
    for number in 0..arguments.kills * MOST_TRIES {
        let operation = operations[number % operations.len()];
        round.kill(operation, &mut rng)?;
        round.progress("kills", round.tally.killed(), arguments.kills);
        if round.tally.killed() >= arguments.kills {
            break;
        }
    }
    // All of it in two backups, so that one of them may be damaged too.
    for _ in 0..2 {
        round.place.succeed(&["backup"])?;
    }
    for number in 0..arguments.damages {
        let damage = Damage::ALL[number % Damage::ALL.len()];
        round.damage(damage, number % 2 == 0, &mut rng)?;
        round.progress("damages", number + 1, arguments.damages);
    }
    for number in 0..arguments.disks {
        for trouble in Trouble::ALL {
            round.disk(trouble, number, &mut rng)?;
        }
        round.progress("disks", number + 1, arguments.disks);
    }
    let mut out = std::io::stdout();
    let took = begun.elapsed();
    writeln!(out, "{}", round.tally.table(arguments.seed, took))?;
    if let Some(file) = &arguments.json {
        let json = round.tally.json(arguments.seed, took);
        std::fs::write(file, serde_json::to_vec_pretty(&json)?)
            .with_context(|| format!("{} can't be written", file.display()))?;
    }
    Ok(if round.tally.is_sound() {
        Ending::Complete
    } else {
        Ending::Different
    })
}

/// What goes on from round to round.
struct Rounds {
    place: Place,
    ledger: Ledger,
    tally: Tally,
    typical: Typical,
    keep: Option<PathBuf>,
}

impl Rounds {
    fn progress(&self, what: &str, done: usize, of: usize) {
        if done.is_multiple_of(10) || done == of {
            eprintln!("{what}: {done} of {of}; {}", self.tally.in_short());
        }
    }

    /// Does everything once to its end: there is something to lose then, and it is known how
    /// long each takes.
    fn begin(&mut self) -> anyhow::Result<()> {
        for operation in Operation::ALL {
            let done = operation.run(&mut self.place, &mut self.ledger, None)?;
            anyhow::ensure!(!done.killed, "{} was not to be killed", operation.name());
            self.typical.set(operation, done.took);
        }
        let lost = self.check(&self.place.data())?.lost;
        anyhow::ensure!(lost.is_empty(), "without any fault this is lost: {lost:?}");
        let verified = self.place.verify(&self.place.data(), false)?;
        anyhow::ensure!(
            verified.is_clean,
            "without any fault there are some: {}",
            verified.text
        );
        Ok(())
    }

    fn kill(&mut self, operation: Operation, rng: &mut Rng) -> anyhow::Result<()> {
        let after = self.typical.of(operation).mul_f64(rng.f64());
        let after = after.max(Duration::from_millis(1));
        let done = operation.run(&mut self.place, &mut self.ledger, Some(after))?;
        let data = match &done.copy {
            Some(copy) => copy.path().to_owned(),
            None => self.place.data(),
        };
        let mut outcome = self.look_after(&data, true)?;
        outcome.killed = done.killed;
        self.tally.add("kill", operation.name(), outcome);
        Ok(())
    }

    fn damage(&mut self, damage: Damage, by_start: bool, rng: &mut Rng) -> anyhow::Result<()> {
        let data = self.place.copy_of_data()?;
        let what = damage.do_to(data.path(), rng)?;
        let before = place::state_of(data.path())?;
        let verified = self.place.verify(data.path(), false)?;
        let mut lost = Vec::new();
        if place::state_of(data.path())? != before {
            lost.push("verify changed something".to_owned());
        }
        let mut outcome = self.look_after(data.path(), by_start)?;
        outcome.noticed = !verified.is_clean;
        outcome.lost.append(&mut lost);
        for line in &mut outcome.lost {
            line.push_str(&format!(" ({what})"));
        }
        self.tally.add("damage", damage.name(), outcome);
        Ok(())
    }

    fn disk(&mut self, trouble: Trouble, number: usize, rng: &mut Rng) -> anyhow::Result<()> {
        let data = self.place.copy_of_data()?;
        let Some(met) =
            trouble.meet(&mut self.place, &mut self.ledger, data.path(), number, rng)?
        else {
            self.tally.skip("disk", trouble.name());
            return Ok(());
        };
        let mut outcome = self.look_after(data.path(), number.is_multiple_of(2))?;
        outcome.noticed = met.failed;
        outcome.lost.extend(met.wrong);
        self.tally.add("disk", trouble.name(), outcome);
        Ok(())
    }

    /// Starts the program on a data folder by having it export all, and looks for everything.
    fn check(&self, data: &std::path::Path) -> anyhow::Result<Checked> {
        self.ledger
            .check(&self.place.output(data, &["export", "-"])?)
    }

    /// Starts the program after a fault, or has it repair, and looks whether everything is
    /// there.
    fn look_after(&mut self, data: &std::path::Path, by_start: bool) -> anyhow::Result<Outcome> {
        let mut outcome = Outcome::default();
        if !by_start {
            let repaired = self.place.verify(data, true)?;
            outcome.repaired = repaired.has_done;
            if !repaired.is_clean {
                outcome
                    .lost
                    .push(format!("not repaired: {}", repaired.text));
            }
        }
        let checked = self.check(data)?;
        outcome.said |= checked.said;
        outcome.lost.extend(checked.lost);
        let mut verified = self.place.verify(data, false)?;
        if !verified.is_clean {
            outcome.faults_after_start = true;
            outcome.found = verified.text;
            verified = self.place.verify(data, true)?;
            outcome.repaired |= verified.has_done;
            let checked = self.check(data)?;
            outcome.lost.extend(checked.lost);
        }
        if !verified.is_clean {
            outcome
                .lost
                .push(format!("not repaired: {}", verified.text));
        }
        if !outcome.lost.is_empty()
            && let Some(keep) = &self.keep
        {
            let kept = keep.join(format!("lost-{}", self.tally.rounds()));
            place::copy(data, &kept)?;
        }
        Ok(outcome)
    }
}
