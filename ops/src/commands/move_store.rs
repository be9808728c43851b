//! `bronwijzer move-store FROM TO`: all that is stored into another database, as it is.

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

use anyhow::Context;
use bronwijzer_index::{Address, MovedPart, StorePlace, move_store};

use crate::Ending;
use crate::serving::control;
use crate::terminal::complain;

/// Rows between two lines of progress.
const PACE: u64 = 50_000;

pub(super) fn run(from: &str, to: &str) -> anyhow::Result<Ending> {
    let (from, to) = (place(from)?, place(to)?);
    for place in [&from, &to] {
        if let StorePlace::Folder(dir) = place
            && control::is_served(dir)
        {
            anyhow::bail!("a server runs on {place}; stop it first");
        }
    }
    let watch = |part: MovedPart, is_comparing: bool, done: u64| {
        if done.is_multiple_of(PACE) {
            let doing = if is_comparing { "compared" } else { "moved" };
            complain(&format!("{doing} {done} {}", part.name()));
        }
    };
    let moved =
        move_store(&from, &to, &watch).with_context(|| format!("{from} was not moved to {to}"))?;
    let mut out = stdout().lock();
    for (part, rows) in &moved.rows {
        writeln!(out, "{rows:>9} {}", part.name())?;
    }
    writeln!(
        out,
        "moved {from} to {to}, and compared every row; set `store` to use it. The first start \
         makes the search index anew"
    )?;
    Ok(Ending::Complete)
}

/// A data folder, an address, or the address in a file.
fn place(text: &str) -> anyhow::Result<StorePlace> {
    let address = |text: &str| -> anyhow::Result<StorePlace> {
        Ok(StorePlace::Postgres(text.parse::<Address>()?))
    };
    if let Some(file) = text.strip_prefix('@') {
        let read = std::fs::read_to_string(Path::new(file));
        address(&read.with_context(|| format!("{file} can't be read"))?)
    } else if text.contains("://") {
        address(text)
    } else {
        Ok(StorePlace::Folder(PathBuf::from(text)))
    }
}
