//! Writes into PostgreSQL beside those into sled: a crawl, and the import of a file.

use std::time::Duration;

use anyhow::Context;

use super::NodesArguments;
use super::site::{Database, Site, Store, made_up};
use super::table::{Aim, Table, percent};
use crate::forge::How;
use crate::measured::{Measured, crawl_by};
use crate::store::timed;

/// How often each store is crawled into; the middle one counts.
const TURNS: usize = 3;

/// Of the repositories a second that a crawl stores in sled, what one into PostgreSQL should at
/// least.
const OF_SLED: f64 = 0.5;

/// How many times as long an import into PostgreSQL may take.
const TIMES_SLED: f64 = 2.0;

pub(super) fn crawls(
    arguments: &NodesArguments,
    database: impl Fn() -> Database,
) -> anyhow::Result<Table> {
    let site = Site::new(arguments.crawled, How::Sound, "")?;
    let crawl = |store: &Store, data: &str| {
        let mut command = site.quiet_command(store, data)?;
        crawl_by(command.arg("crawl"), || site.catalogue(store, data))
    };
    let mut table = Table::new(
        format!(
            "A crawl of {} repositories, the middle one of {TURNS}",
            arguments.crawled
        ),
        &["", "sled", "PostgreSQL", "ratio", "aim"],
    );
    let mut first = <[Vec<f64>; 2]>::default();
    let mut again = <[Vec<f64>; 2]>::default();
    for turn in 0..TURNS {
        for place in [turn % 2, 1 - turn % 2] {
            let store = match place {
                0 => Store::Sled,
                _ => Store::Postgres(database()),
            };
            let data = format!("{}-{turn}", store.name());
            first[place].push(rate(arguments.crawled, &crawl(&store, &data)?));
            again[place].push(crawl(&store, &data)?.crawling().as_secs_f64());
        }
    }
    let [sled, postgres] = first.map(middle);
    let ratio = postgres / sled.max(f64::EPSILON);
    let aim = table.aim(ratio, Aim::AtLeast(OF_SLED), None);
    table.row([
        "first crawl, repositories a second".to_owned(),
        format!("{sled:.0}"),
        format!("{postgres:.0}"),
        percent(ratio),
        aim,
    ]);
    let [sled, postgres] = again.map(middle);
    table.row([
        "nothing changed".to_owned(),
        format!("{sled:.1} s"),
        format!("{postgres:.1} s"),
        format!("{:.1} ×", postgres / sled.max(f64::EPSILON)),
        String::new(),
    ]);
    Ok(table)
}

/// Repositories a second.
#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn rate(repositories: usize, measured: &Measured) -> f64 {
    repositories as f64 / measured.crawling().as_secs_f64().max(f64::EPSILON)
}

fn middle(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

pub(super) fn imports(
    arguments: &NodesArguments,
    database: impl Fn() -> Database,
) -> anyhow::Result<Table> {
    let site = Site::new(1, How::Sound, "")?;
    let file = made_up(&site, arguments.seed, arguments.import)?;
    let file = file.display().to_string();
    let mut took = <[Vec<Duration>; 2]>::default();
    for (took, store) in took
        .iter_mut()
        .zip([Store::Sled, Store::Postgres(database())])
    {
        let data = store.name();
        let mut run = |arguments: &[&str]| -> anyhow::Result<()> {
            let mut command = site.quiet_command(&store, data)?;
            took.push(timed(command.args(arguments))?.0);
            Ok(())
        };
        run(&["import", &file])?;
        if arguments.once {
            continue;
        }
        run(&["import", &file])?;
        run(&["backup"])?;
        let backups = std::fs::read_dir(site.path(data).join("backups"))?;
        let backups: Vec<_> = backups.collect::<Result<_, _>>()?;
        let newest = backups.iter().map(std::fs::DirEntry::path).max();
        let newest = newest.context("there is no backup")?;
        // It makes one too, and the oldest of them goes.
        let backup = site.path("backup.ndjson.zst");
        std::fs::copy(newest, &backup)?;
        run(&["restore", &backup.display().to_string()])?;
    }
    let mut table = Table::new(
        format!("A file of {} repositories", arguments.import),
        &["", "sled", "PostgreSQL", "ratio", "aim"],
    );
    let [sled, postgres] = took;
    let rows = [
        ("imported into an empty catalogue", Some(TIMES_SLED)),
        ("imported once more", Some(TIMES_SLED)),
        ("backed up", None),
        ("restored", None),
    ];
    for ((what, aim), (sled, postgres)) in rows.into_iter().zip(sled.iter().zip(&postgres)) {
        let (sled, postgres) = (sled.as_secs_f64(), postgres.as_secs_f64());
        let ratio = postgres / sled.max(f64::EPSILON);
        let aim = aim.map_or_else(String::new, |times| {
            table.aim(ratio, Aim::AtMost(times), Some("×"))
        });
        table.row([
            what.to_owned(),
            format!("{sled:.1} s"),
            format!("{postgres:.1} s"),
            format!("{ratio:.1} ×"),
            aim,
        ]);
    }
    Ok(table)
}
