//! What the program acknowledged, and whether a start still has it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::process::Output;

use anyhow::Context;
use chrono::{DateTime, Utc};
use serde_json::Value;

/// So many losses are told one by one.
const TOLD: usize = 5;

/// Imported repositories, each with the descriptions that it may have.
pub(crate) type Imported = BTreeMap<String, Vec<String>>;

/// What has to be there.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// Imported repositories with the descriptions that they may have: the last that was
    /// acknowledged first, and after it those of imports that were cut off.
    imported: Imported,
    /// Of a restore that was cut off: what there was before it and what it restores. One of
    /// them is there, whole.
    either: Option<[Imported; 2]>,
    /// Statements, by their texts.
    pub(crate) statements: BTreeSet<String>,
    /// How many reports of crawls there are at least.
    pub(crate) runs: usize,
    /// How many snapshots there are at least.
    pub(crate) snapshots: usize,
    /// How many repositories were crawled at least.
    pub(crate) crawled: usize,
    /// How many were stored after a moment at least.
    pub(crate) seen_since: Option<(DateTime<Utc>, usize)>,
}

/// What a look gave.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// Whether the start said that it had to do something.
    pub(crate) said: bool,
    pub(crate) lost: Vec<String>,
}

impl Ledger {
    /// Takes down an import that was acknowledged, or that was cut off and may have stored any
    /// part of it.
    pub(crate) fn import(&mut self, described: Vec<(String, String)>, acknowledged: bool) {
        self.either = None;
        for (id, description) in described {
            let may_be = self.imported.entry(id).or_default();
            if acknowledged {
                *may_be = vec![description];
            } else if !may_be.is_empty() {
                may_be.push(description);
            }
        }
        // What was never acknowledged need not be there.
        self.imported.retain(|_, may_be| !may_be.is_empty());
    }

    /// What is imported now.
    pub(crate) fn imported(&self) -> Imported {
        self.imported.clone()
    }

    /// Takes down a restore of what was imported at an earlier moment, which was acknowledged,
    /// or cut off.
    pub(crate) fn restore(&mut self, earlier: Imported, acknowledged: bool) {
        let now = std::mem::replace(&mut self.imported, earlier);
        if acknowledged {
            return;
        }
        self.either = Some([now.clone(), self.imported.clone()]);
        for (id, may_be) in now {
            self.imported.entry(id).or_default().extend(may_be);
        }
    }

    /// Takes down an import into a copy that is thrown away, which may be there or not.
    pub(crate) fn tolerate(&mut self, described: &[(String, String)]) {
        self.either = None;
        for (id, description) in described {
            if let Some(may_be) = self.imported.get_mut(id)
                && !may_be.contains(description)
            {
                may_be.push(description.clone());
            }
        }
    }

    /// Looks for everything in what `export -` gave, by which the program was started.
    pub(crate) fn check(&self, output: &Output) -> anyhow::Result<Checked> {
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        let mut checked = Checked {
            said: log.contains("\"WARN\""),
            lost: Vec::new(),
        };
        if !output.status.success() {
            checked.lost.push(format!("it does not start: {log}"));
            return Ok(checked);
        }
        let found = Exported::read(&output.stdout)?;
        for loss in self.losses(&found) {
            checked.lost.push(loss);
        }
        Ok(checked)
    }

    fn losses(&self, found: &Exported) -> Vec<String> {
        let mut lost = Vec::new();
        let mut wrong = 0;
        for (id, may_be) in &self.imported {
            let is_there = found.described.get(id);
            if is_there.is_some_and(|description| may_be.contains(description)) {
                continue;
            }
            wrong += 1;
            if wrong <= TOLD {
                lost.push(format!("{id} is {is_there:?} instead of one of {may_be:?}"));
            }
        }
        if wrong > TOLD {
            lost.push(format!("{wrong} imported repositories in all"));
        }
        let is_there = |whole: &Imported| {
            whole.iter().all(|(id, may_be)| {
                let found = found.described.get(id);
                found.is_some_and(|description| may_be.contains(description))
            })
        };
        if let Some(either) = &self.either
            && !either.iter().any(is_there)
        {
            lost.push("neither what was restored nor what was there is whole".to_owned());
        }
        let statements: Vec<_> = self.statements.difference(&found.statements).collect();
        if !statements.is_empty() {
            lost.push(format!("statements: {statements:?}"));
        }
        let crawled = found.described.len() - found.imported();
        for (what, at_least, there) in [
            ("reports of crawls", self.runs, found.runs),
            ("snapshots", self.snapshots, found.snapshots),
            ("crawled repositories", self.crawled, crawled),
        ] {
            if there < at_least {
                lost.push(format!("{there} {what} instead of {at_least}"));
            }
        }
        if let Some((moment, at_least)) = self.seen_since {
            let there = found.seen.iter().filter(|seen| **seen >= moment).count();
            if there < at_least {
                lost.push(format!(
                    "{there} repositories of the last crawl instead of {at_least}"
                ));
            }
        }
        lost
    }
}

/// What an export has.
#[derive(Debug, Default)]
struct Exported {
    /// Ids with their descriptions.
    described: BTreeMap<String, String>,
    /// When each crawled repository was last read.
    seen: Vec<DateTime<Utc>>,
    statements: BTreeSet<String>,
    runs: usize,
    snapshots: usize,
}

impl Exported {
    fn read(export: &[u8]) -> anyhow::Result<Self> {
        let mut exported = Self::default();
        let lines = BufReader::new(zstd::stream::read::Decoder::new(export)?).lines();
        for line in lines.skip(1) {
            let line: Value = serde_json::from_str(&line?)?;
            let (kind, value) = line
                .as_object()
                .and_then(|line| line.iter().next())
                .context("a line of the export has nothing")?;
            match kind.as_str() {
                "record" => exported.record(&value["observation"]),
                "run" => exported.runs += 1,
                "snapshot" => exported.snapshots += 1,
                "statement" => {
                    let text = value["text"].as_str().unwrap_or_default();
                    exported.statements.insert(text.to_owned());
                }
                _ => {}
            }
        }
        Ok(exported)
    }

    fn record(&mut self, observation: &Value) {
        let text = |key: &str| observation[key].as_str().unwrap_or_default().to_owned();
        if !is_imported(&text("id"))
            && let Ok(seen) = text("observed_at").parse()
        {
            self.seen.push(seen);
        }
        self.described.insert(text("id"), text("description"));
    }

    fn imported(&self) -> usize {
        self.described.keys().filter(|id| is_imported(id)).count()
    }
}

/// Ids of imported repositories have seven digits and begin with a nine.
fn is_imported(id: &str) -> bool {
    let number = id.rsplit(':').next().unwrap_or_default();
    number.len() == 7 && number.starts_with('9')
}
