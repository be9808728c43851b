//! `bronwijzer-bench crawl`: a first crawl of a made-up GitHub, a second one
//! with nothing changed, and one through faults.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::Context;
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

use super::forge::{How, TOKEN};
use super::measured::{Measured, crawl};
use crate::Ending;
use crate::compare::differing;

pub(super) fn run(repositories: usize, accounts: usize, faults: bool) -> anyhow::Result<Ending> {
    // A minute ago, so that no commit leaves the two years that are counted
    // between one crawl and the next.
    let now = Utc::now().trunc_subsecs(0) - TimeDelta::minutes(1);
    let sound = tempfile::tempdir()?;
    let mut table = Table::default();
    {
        let _forge = Forge::start(sound.path(), repositories, accounts, now, How::Sound, "")?;
        table.row("first crawl", repositories, &crawl(sound.path())?);
        table.row("nothing changed", repositories, &crawl(sound.path())?);
    }
    let mut equal = true;
    if faults {
        let faulty = tempfile::tempdir()?;
        let how = How::Faulty;
        let _forge = Forge::start(faulty.path(), repositories, accounts, now, how, "")?;
        let measured = crawl(faulty.path());
        let (different, all) = differing(sound.path(), faulty.path())?;
        equal = different.is_empty();
        table.row("first crawl through faults", repositories, &measured?);
        let _ = write!(
            table.0,
            "\nAfter the faults {} of {all} entries differ from those of the faultless crawl.\n",
            different.len(),
        );
        if let Some(first) = different.first() {
            let _ = writeln!(table.0, "The first is {first}.");
        }
    }
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{repositories} repositories of {accounts} accounts\n\n{}",
        table.0
    )?;
    Ok(if equal {
        Ending::Complete
    } else {
        Ending::Different
    })
}

/// The measurements as a table in Markdown.
struct Table(String);

impl Default for Table {
    fn default() -> Self {
        Self(
            "| | requests per 100 | points per 100 | crawl | repositories a second | whole process | peak memory |\n\
             |---|---|---|---|---|---|---|\n"
                .to_owned(),
        )
    }
}

impl Table {
    #[expect(clippy::cast_precision_loss, reason = "counts that are far below 2^53")]
    fn row(&mut self, what: &str, repositories: usize, measured: &Measured) {
        let of_all = |count: u64| count as f64 * 100.0 / repositories as f64;
        let (requests, points) = measured
            .run
            .spending
            .iter()
            .fold((0, 0), |(requests, points), spending| {
                (requests + spending.requests, points + spending.points)
            });
        let seconds = measured.crawling().as_secs_f64();
        let _ = writeln!(
            self.0,
            "| {what} | {:.2} | {:.2} | {seconds:.1} s | {:.0} | {:.1} s | {:.0} MiB |",
            of_all(requests),
            of_all(points),
            repositories as f64 / seconds,
            measured.whole.as_secs_f64(),
            measured.memory as f64 / f64::from(1 << 20),
        );
    }
}

/// A stand-in in a process of its own.
pub(crate) struct Forge(Child);

impl Forge {
    /// Starts the stand-in. Gives back its address too.
    fn spawn(
        repositories: usize,
        accounts: usize,
        now: DateTime<Utc>,
        how: How,
    ) -> anyhow::Result<(Self, String)> {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .arg("forge")
            .args(["--repositories", &repositories.to_string()])
            .args(["--accounts", &accounts.to_string()])
            .args(["--now", &now.to_rfc3339()])
            .args(["--how", how.name()]);
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let stdout = child
            .stdout
            .take()
            .context("the stand-in forge has no standard output")?;
        let forge = Self(child);
        let mut address = String::new();
        BufReader::new(stdout).read_line(&mut address)?;
        Ok((forge, address.trim().to_owned()))
    }

    /// The same, with the files in `dir` that let a crawl ask it. `settings` are more lines of
    /// the configuration.
    pub(crate) fn start(
        dir: &Path,
        repositories: usize,
        accounts: usize,
        now: DateTime<Utc>,
        how: How,
        settings: &str,
    ) -> anyhow::Result<Self> {
        let (forge, address) = Self::spawn(repositories, accounts, now, how)?;
        let mut registry = String::new();
        for account in 0..accounts {
            let _ = write!(
                registry,
                "[[organisations]]\nslug = \"organisatie-{account}\"\nname = \"Organisatie {account}\"\n\
                 type = \"other\"\naccounts = [\"https://github.com/organisatie-{account}\"]\n\n"
            );
        }
        let file = |name: &str| dir.join(name).display().to_string();
        std::fs::write(dir.join("organisations.toml"), registry)?;
        std::fs::write(dir.join("token"), TOKEN)?;
        let config = format!(
            "data_dir = {:?}\norganisations = {:?}\norganisations_list = \"off\"\n{settings}\n[[forges]]\nhost = \"github.com\"\nkind = \"github\"\napi = {:?}\ntoken_file = {:?}\n",
            file("data"),
            file("organisations.toml"),
            address,
            file("token"),
        );
        std::fs::write(dir.join("bronwijzer.toml"), config)?;
        Ok(forge)
    }
}

impl Drop for Forge {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing to save either way.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
