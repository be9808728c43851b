//! The stand-in for GitHub that a benchmark crawls, in a process of its own so
//! that its memory and its time are not ours.

use std::io::Write;
use std::time::Duration;

use bronwijzer_double::fault::{Fault, IncomingRequest};
use bronwijzer_double::github::GitHub;
use bronwijzer_double::world::World;
use bronwijzer_index::priority::step_back;
use chrono::{DateTime, Utc};
use clap::ValueEnum;

use crate::Ending;

/// The token that the stand-in takes.
pub(super) const TOKEN: &str = "benchmark";

/// The world is the same in every run.
const SEED: u64 = 20_261_123;

/// How long a slow answer takes.
const SLOW: Duration = Duration::from_millis(300);

/// For how many seconds a spent allowance lasts.
const DRY_SECONDS: u64 = 3;

/// How the stand-in answers, and what happens to what it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum How {
    /// At once, and nothing changes.
    Sound,
    /// Through faults.
    Faulty,
    /// People push to its repositories meanwhile.
    Changing,
    /// Slowly, and somebody pushes to each repository within a minute: a crawl is nearly always
    /// under way.
    Busy,
}

impl How {
    /// Its name on the command line.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::Faulty => "faulty",
            Self::Changing => "changing",
            Self::Busy => "busy",
        }
    }

    /// Whether it takes the cores only while nothing else does: where visitors are served
    /// meanwhile it stands for a machine of its own.
    fn gives_way(self) -> bool {
        matches!(self, Self::Changing)
    }

    /// How many repositories are pushed to at a time.
    fn pushed(self, repositories: usize) -> usize {
        match self {
            Self::Sound | Self::Faulty => 0,
            Self::Changing => 1,
            Self::Busy => repositories.div_ceil(PUSHES_A_MINUTE),
        }
    }
}

/// How often somebody pushes to a forge that changes, and how far apart the repositories are in
/// its list.
const PUSHED_EVERY: Duration = Duration::from_millis(100);
const PUSHED_APART: usize = 37;
const PUSHES_A_MINUTE: usize = 600;

pub(super) fn run(
    repositories: usize,
    accounts: usize,
    now: DateTime<Utc>,
    how: How,
) -> anyhow::Result<Ending> {
    if how.gives_way() {
        step_back();
    }
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let each = repositories.div_ceil(accounts.max(1));
        let mut world = World::generated(SEED, accounts, each, now);
        world.repositories.truncate(repositories);
        let github = GitHub::start(world, Some(TOKEN)).await;
        // A hundred thousand repositories cost more than an hour's points.
        github.set_allowance(1_000_000, 3600);
        match how {
            How::Faulty => github.fail(plan()),
            How::Busy => github.fail(|_| Some(Fault::Slow(SLOW))),
            How::Sound | How::Changing => {}
        }
        let mut out = std::io::stdout();
        writeln!(out, "{}", github.address())?;
        out.flush()?;
        // Ends with the process that reads what is written here.
        let mut at = 0;
        loop {
            tokio::time::sleep(PUSHED_EVERY).await;
            for _ in 0..how.pushed(repositories) {
                github.change(|world| {
                    let all = world.repositories.len().max(1);
                    if let Some(repository) = world.repositories.get_mut(at % all) {
                        repository.push(Utc::now());
                        repository.counts.0 += 1;
                    }
                    at += PUSHED_APART;
                });
            }
        }
    })
}

/// Of a hundred requests twenty get a 5xx, five break off, five are slow and
/// one is torn; and twice the allowance is spent.
fn plan() -> impl FnMut(&IncomingRequest) -> Option<Fault> + Send + 'static {
    let mut state = SEED;
    move |asked| {
        if asked.index == 30 || asked.index == 150 {
            return Some(Fault::RateLimited(DRY_SECONDS));
        }
        // xorshift: the same faults in every run.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        match state % 100 {
            0..5 => Some(Fault::Page(500)),
            5..10 => Some(Fault::Page(502)),
            10..15 => Some(Fault::Page(503)),
            15..20 => Some(Fault::Page(504)),
            20..25 => Some(Fault::Truncated),
            25..30 => Some(Fault::Slow(SLOW)),
            30 => Some(Fault::Reset),
            _ => None,
        }
    }
}
