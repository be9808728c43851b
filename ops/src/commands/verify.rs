//! `bronwijzer verify`: whether store, search index and backups are whole and agree; with
//! `--repair` what does not is healed.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write, stderr, stdout};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use anyhow::{Context, anyhow};
use bronwijzer_index::{Catalogue, Fault, Repair, Step, Verification};
use chrono::Utc;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::request::Request;
use super::session::{self, Local, Session};
use crate::cli::VerifyArguments;
use crate::config::Config;
use crate::logging::visible;
use crate::serving::control;
use crate::{Ending, parts};

pub(super) fn run(config: &Config, arguments: VerifyArguments) -> anyhow::Result<Ending> {
    let dir = &config.settings.data_dir.value;
    let verify = Request::Verify {
        json: arguments.json,
    };
    if !arguments.repair
        && let Some(ending) = control::ask(dir, &verify, &mut Local::new())?
    {
        return Ok(ending);
    }
    let registry = parts::checked_registry(config)?;
    let options = parts::options(config);
    let organisations = &registry.organisations;
    let progress = Progress::new();
    let watch = |step, done, of| progress.tell(step, done, of);
    let failed = || format!("the catalogue in {} can't be verified", dir.display());
    let (text, is_clean) = if arguments.repair {
        let repaired = Catalogue::repair_in(dir, organisations, Utc::now(), &options, &watch);
        progress.end();
        let repair = repaired.with_context(failed)?;
        let words = || in_words_of_repair(&repair);
        (
            in_form(arguments.json, &repair, words)?,
            repair.after.is_clean(),
        )
    } else {
        let verified = Catalogue::verify_in(dir, organisations, Utc::now(), &options, &watch);
        progress.end();
        let report = verified.with_context(failed)?;
        let words = || in_words(&report);
        (in_form(arguments.json, &report, words)?, report.is_clean())
    };
    stdout().write_all(text.as_bytes())?;
    Ok(ending(is_clean))
}

/// Has an open catalogue verify itself, for who asks.
pub(super) fn perform(
    catalogue: &Catalogue,
    json: bool,
    session: &mut dyn Session,
) -> anyhow::Result<Ending> {
    // Who asks can't be told from the threads that do the work.
    let (sender, steps) = mpsc::sync_channel(1);
    let verified = thread::scope(|scope| {
        let verifying = scope.spawn(move || {
            catalogue.verify(&|_, done, of| {
                // Where the last was not told yet the next one will be.
                let _ = sender.try_send(session::Progress { done, of });
            })
        });
        steps.iter().for_each(|progress| session.progress(progress));
        verifying.join()
    });
    let report = verified.map_err(|_| anyhow!("the verification broke off; see the log"))??;
    let text = in_form(json, &report, || in_words(&report))?;
    session.output(text.as_bytes())?;
    Ok(ending(report.is_clean()))
}

fn ending(is_clean: bool) -> Ending {
    if is_clean {
        Ending::Complete
    } else {
        Ending::Incomplete
    }
}

/// A report as it is printed.
fn in_form(
    json: bool,
    report: &impl Serialize,
    words: impl FnOnce() -> String,
) -> anyhow::Result<String> {
    Ok(if json {
        serde_json::to_string_pretty(report)? + "\n"
    } else {
        // Names of others may stand in it.
        visible(&words()).into_owned()
    })
}

/// A report for people.
fn in_words(report: &Verification) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = lines(report, &mut text);
    text
}

fn in_words_of_repair(repair: &Repair) -> String {
    let mut text = in_words(&repair.before);
    if repair.before.is_clean() {
        text.push_str("There was nothing to repair.\n");
        return text;
    }
    text.push_str("\nDone:\n");
    for done in &repair.done {
        let _ = writeln!(text, "  {done}");
    }
    text.push_str("\nAfter that:\n");
    text.push_str(&in_words(&repair.after));
    text
}

fn lines(report: &Verification, text: &mut String) -> std::fmt::Result {
    let rows = report.rows.iter();
    let rows: Vec<String> = rows.map(|(tree, rows)| format!("{tree} {rows}")).collect();
    let rows = rows.join(", ");
    let Verification {
        last_write,
        indexed_write,
        compared,
        indexed,
        ..
    } = report;
    writeln!(text, "store    last write {last_write}; rows read: {rows}")?;
    writeln!(
        text,
        "index    holds writes up to {indexed_write} and {indexed} repositories; {compared} records were compared"
    )?;
    let whole = report
        .backups
        .iter()
        .filter(|backup| backup.repositories.is_some());
    write!(
        text,
        "backups  {} of {} are whole",
        whole.clone().count(),
        report.backups.len()
    )?;
    match report.backups.first() {
        Some(newest) => writeln!(
            text,
            "; the newest is {} with {} repositories",
            newest.file,
            newest.repositories.unwrap_or_default()
        )?,
        None => writeln!(text)?,
    }
    if report.awaiting_reassessment > 0 {
        writeln!(
            text,
            "note     the verdicts of {} repositories wait for the reassessment that ends a crawl",
            report.awaiting_reassessment
        )?;
    }
    for remark in &report.remarks {
        writeln!(text, "note     {remark}")?;
    }
    if report.is_clean() {
        return writeln!(text, "All of it is whole and agrees.");
    }
    let faults = report.fault_count();
    let plural = if faults == 1 { "" } else { "s" };
    writeln!(text, "\n{faults} fault{plural}:")?;
    for Fault {
        part,
        kind,
        place,
        why,
    } in &report.faults
    {
        let (part, kind): (&str, &str) = (part.into(), kind.into());
        writeln!(text, "  {part:<8} {kind:<8}  {place}: {why}")?;
    }
    if report.more_faults > 0 {
        writeln!(text, "  and {} more", report.more_faults)?;
    }
    Ok(())
}

/// How far it is: a bar on a terminal, and a line of the log for each step elsewhere.
struct Progress {
    bar: Option<ProgressBar>,
    step: Mutex<Option<Step>>,
}

impl Progress {
    fn new() -> Self {
        let bar = stderr().is_terminal().then(|| {
            // The template is fixed; were it wrong, the plain bar would do.
            let style = ProgressStyle::with_template("{elapsed} {msg:8} {wide_bar} {pos}/{len}")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(0).with_style(style)
        });
        Self {
            bar,
            step: Mutex::default(),
        }
    }

    fn tell(&self, step: Step, done: u64, of: Option<u64>) {
        let name: &'static str = step.into();
        let mut current = self.step.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = current.replace(step) != Some(step);
        match &self.bar {
            Some(bar) => {
                bar.set_message(name);
                bar.set_length(of.unwrap_or(done));
                bar.set_position(done);
            }
            None if is_new => tracing::info!(step = name, "verifying"),
            None => {}
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
