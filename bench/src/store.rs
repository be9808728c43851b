//! What the store costs: the load of a made-up catalogue by the program, what it takes on the
//! disk, and how long it takes to be opened again and to be verified.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use bronwijzer_index::{Catalogue, StoreConfig};

use super::made_up::MadeUp;
use crate::Ending;
use crate::measured::{bronwijzer, watch};

/// The seed of the made-up catalogue.
const SEED: u64 = 1;

pub(super) fn run(repositories: u64) -> anyhow::Result<Ending> {
    let dir = tempfile::tempdir()?;
    let (data, file) = (dir.path().join("data"), dir.path().join("made-up.ndjson"));
    MadeUp::new(SEED).write(repositories, BufWriter::new(File::create(&file)?))?;
    let payload = file.metadata()?.len();
    let file = file.display().to_string();
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{repositories} repositories, {} as JSON\n",
        mib(payload)
    )?;
    writeln!(out, "| | time | peak memory |\n|---|---|---|")?;
    for (what, arguments) in [
        ("loaded into an empty catalogue", &["import", &file][..]),
        ("loaded once more", &["import", &file]),
        ("backed up", &["backup"]),
        ("verified", &["verify"]),
        ("index made anew", &["reindex"]),
    ] {
        let mut command = bronwijzer()?;
        let command = command.arg("--data-dir").arg(&data).args(arguments);
        let (took, memory) = timed(command)?;
        writeln!(out, "| {what} | {} | {} |", seconds(took), mib(memory))?;
    }
    // The program that is measured takes it from there too.
    let store = match std::env::var("BRONWIJZER_STORE") {
        Ok(address) => StoreConfig::Postgres(address.parse()?),
        Err(_) => StoreConfig::Sled,
    };
    let started = Instant::now();
    Catalogue::tidy_store(&data, &store)?;
    writeln!(
        out,
        "| store opened and closed | {} | |",
        seconds(started.elapsed())
    )?;
    writeln!(out, "\n| on the disk | |\n|---|---|")?;
    for folder in ["store", "index", "backups"] {
        if !data.join(folder).exists() {
            continue;
        }
        writeln!(out, "| {folder} | {} |", mib(size_of(&data.join(folder))?))?;
    }
    Ok(Ending::Complete)
}

/// Runs a command to its end, at which it has to succeed. Gives back how long it took, and the
/// most memory that it had, in bytes.
pub(super) fn timed(command: &mut Command) -> anyhow::Result<(Duration, u64)> {
    let started = Instant::now();
    let mut child = command
        .stdout(Stdio::null())
        .spawn()
        .with_context(|| format!("{command:?} can't be started"))?;
    let memory = watch(&mut child)?;
    let status = child.wait()?;
    anyhow::ensure!(status.success(), "{command:?} failed: {status}");
    Ok((started.elapsed(), memory))
}

fn size_of(folder: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        bytes += if about.is_dir() {
            size_of(&entry.path())?
        } else {
            about.len()
        };
    }
    Ok(bytes)
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn mib(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
}
