//! Loading a made-up registry: how long it takes from the texts of its files to organisations,
//! and to a catalogue that is open.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::{Duration, Instant};

use bronwijzer_crawler::address::ForgeHost;
use bronwijzer_crawler::registry::{Registry, RegistryFile};
use bronwijzer_index::Catalogue;
use chrono::Utc;

use crate::Ending;

/// How often the files are read; the middle one counts.
const TIMES: usize = 5;

pub(super) fn run(bodies: usize) -> anyhow::Result<Ending> {
    let (list, entries) = files(bodies)?;
    let forges = [ForgeHost::new("github.com")];
    let mut taken = Vec::new();
    let mut registry = Registry::default();
    for _ in 0..TIMES {
        let started = Instant::now();
        registry = Registry::of(Some(&list), &entries, &forges);
        taken.push(started.elapsed());
    }
    anyhow::ensure!(registry.problems.is_empty(), "{:?}", registry.problems);
    anyhow::ensure!(registry.organisations.len() == bodies, "bodies are lacking");
    taken.sort_unstable();
    let dir = tempfile::tempdir()?;
    let started = Instant::now();
    let opened = Catalogue::open(dir.path(), registry.organisations, Utc::now())?;
    let opening = started.elapsed();
    drop(opened);
    let mut out = std::io::stdout();
    writeln!(out, "{bodies} bodies, each with an entry and an account\n")?;
    writeln!(out, "| | time |\n|---|---|")?;
    writeln!(
        out,
        "| both files read | {} |",
        milliseconds(taken[TIMES / 2])
    )?;
    writeln!(
        out,
        "| an empty catalogue opened | {} |",
        milliseconds(opening)
    )?;
    Ok(Ending::Complete)
}

/// Bodies in a list, each with an entry that has an account, a short name, a parent and a
/// website.
fn files(bodies: usize) -> anyhow::Result<(RegistryFile, RegistryFile)> {
    let mut list = String::from("tooi,slug,name,type,province,ended,successors,former_slugs\n");
    let mut entries = String::new();
    for number in 0..bodies {
        writeln!(
            list,
            "https://identifier.overheid.nl/tooi/id/so/so{number:06},body-{number},Samenwerking nummer {number},cooperation,Utrecht,,,former-{number}"
        )?;
        writeln!(
            entries,
            "[[organisations]]\nslug = \"body-{number}\"\nshort_names = [\"S{number}\"]\nwebsites = [\"https://www.example.nl/{number}\"]\naccounts = [\"https://github.com/organisatie-{number}\"]"
        )?;
        if number > 0 {
            writeln!(entries, "parent = \"body-{}\"", number / 2)?;
        }
    }
    Ok((
        RegistryFile::new("bodies.csv", list),
        RegistryFile::new("organisations.toml", entries),
    ))
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1000.0)
}
