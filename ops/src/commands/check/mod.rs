//! `bronwijzer check`: publiccode.yml by the standard, before it is published.

mod links;
mod page;
mod print;
mod source;

use std::io::{Write, stdout};
use std::time::Duration;

use bronwijzer_crawler::outbound::Outbound;
use bronwijzer_index::assess::publiccode::{self, Check};
use chrono::Utc;

use crate::Ending;
use crate::cli::{CheckArguments, CheckFormat};
use crate::config::Config;
use crate::terminal;
use source::Unreadable;

/// How long an address may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A file, and what the check found in it.
struct Checked {
    /// Where it was read.
    name: String,
    result: Result<Check, Unreadable>,
}

pub(super) fn run(config: &Config, arguments: &CheckArguments) -> anyhow::Result<Ending> {
    let runtime = tokio::runtime::Runtime::new()?;
    let today = Utc::now().date_naive();
    let internal = config.settings.internal_networks.value.clone();
    let outbound = Outbound::new(internal, PATIENCE)?;
    let mut files = Vec::new();
    for target in &arguments.targets {
        let source = runtime.block_on(source::read(config, &outbound, target));
        let mut result = source.content.map(|bytes| publiccode::check(&bytes, today));
        if let Ok(check) = &mut result {
            runtime.block_on(source::look_for_files(check, &outbound, &source.files));
            if arguments.network {
                runtime.block_on(links::look_up(check, &outbound));
            }
        }
        files.push(Checked {
            name: source.name,
            result,
        });
    }
    let language = arguments.lang.tag();
    let printed = match arguments.format {
        CheckFormat::Text => print::text(&files, language),
        CheckFormat::Json => print::json(&files, language)?,
        CheckFormat::Sarif => print::sarif(&files, language)?,
    };
    match arguments.format {
        CheckFormat::Text => terminal::stdout().write_all(printed.as_bytes())?,
        CheckFormat::Json | CheckFormat::Sarif => stdout().write_all(printed.as_bytes())?,
    }
    for file in &files {
        if let Err(unreadable) = &file.result {
            terminal::complain(&format!("bronwijzer: {}: {unreadable}", file.name));
        }
    }
    Ok(ending(&files))
}

/// The worst of all.
fn ending(files: &[Checked]) -> Ending {
    if files.iter().any(|file| file.result.is_err()) {
        Ending::Unreadable
    } else if files
        .iter()
        .any(|file| file.result.as_ref().is_ok_and(|check| !check.is_valid()))
    {
        Ending::Incomplete
    } else {
        Ending::Complete
    }
}
