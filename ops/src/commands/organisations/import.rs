//! `bronwijzer organisations import`: a registry file from a list of others.

use std::io::Write;

use anyhow::{Context, ensure};

use crate::cli::ImportArguments;
use crate::exchange::{List, registry_file};
use crate::{Ending, whole_file};

pub(super) fn run(arguments: &ImportArguments) -> anyhow::Result<Ending> {
    let list = List::read(&arguments.file, arguments.format)?;
    let text = registry_file(&list.rows)?;
    match &arguments.out {
        None => write!(std::io::stdout().lock(), "{text}")?,
        Some(path) => {
            ensure!(
                !path.exists(),
                "{} exists already. Name another file, or remove it first",
                path.display()
            );
            whole_file::write(path, &text)
                .with_context(|| format!("{} can't be written", path.display()))?;
        }
    }
    let mut err = std::io::stderr().lock();
    for problem in &list.problems {
        writeln!(err, "{problem}")?;
    }
    let (rows, problems) = (list.rows.len(), list.problems.len());
    writeln!(err, "{rows} organisations, {problems} problems")?;
    Ok(if list.problems.is_empty() {
        Ending::Complete
    } else {
        Ending::Incomplete
    })
}
