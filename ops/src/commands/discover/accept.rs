//! `bronwijzer discover --accept`: puts accounts into the registry file.

use std::io::Write;

use anyhow::{Context, bail};
use bronwijzer_crawler::registry::RegistryFile;
use bronwijzer_crawler::registry::edit::{Acceptance, accept};

use crate::cli::DiscoverArguments;
use crate::config::{Config, Organisations};
use crate::{Ending, parts, whole_file};

/// The largest file of acceptances, in bytes.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

pub(super) fn run(config: &Config, arguments: &DiscoverArguments) -> anyhow::Result<Ending> {
    let accepted = match all(arguments) {
        Ok(accepted) => accepted,
        Err(problems) => return refuse(&problems),
    };
    let Organisations::File(path) = &config.settings.organisations.value else {
        bail!(
            "the registry that ships with the program can't be changed. Make one of your own: `bronwijzer organisations export --format toml organisations.toml`, and set `organisations = \"organisations.toml\"` in the configuration"
        );
    };
    let entries = RegistryFile::load(path, "organisations")?;
    let list = parts::list(config)?;
    let edited = match accept(list.as_ref(), &entries, &config.hosts(), &accepted) {
        Ok(edited) => edited,
        Err(refusals) => {
            let refusals: Vec<String> = refusals.iter().map(ToString::to_string).collect();
            return refuse(&refusals);
        }
    };
    if edited.text != entries.text {
        whole_file::write(path, &edited.text)
            .with_context(|| format!("{} can't be written; it is as it was", path.display()))?;
    }
    let mut out = crate::terminal::stdout();
    for one in &edited.added {
        writeln!(out, "{}: added {}", one.organisation, one.account)?;
    }
    for one in &edited.present {
        writeln!(out, "{}: already has {}", one.organisation, one.account)?;
    }
    Ok(Ending::Complete)
}

/// What is accepted on the command line and in the file, or all that is wrong with it.
fn all(arguments: &DiscoverArguments) -> Result<Vec<Acceptance>, Vec<String>> {
    let mut texts: Vec<(String, String)> = Vec::new();
    let written = arguments.accept.iter();
    texts.extend(written.map(|text| (String::new(), text.clone())));
    if let Some(path) = &arguments.accept_file {
        let name = path.display();
        let size = std::fs::metadata(path).map(|about| about.len());
        let text = match size {
            Ok(size) if size > MAX_BYTES => Err(format!("it is larger than {MAX_BYTES} bytes")),
            Ok(_) => std::fs::read_to_string(path).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        let text = text.map_err(|error| vec![format!("{name} can't be read: {error}")])?;
        let lines = text.lines().map(str::trim).zip(1..);
        let lines = lines.filter(|(line, _)| !line.is_empty() && !line.starts_with('#'));
        texts.extend(lines.map(|(line, number)| (format!("{name}:{number}: "), line.to_owned())));
    }
    let mut accepted = Vec::new();
    let mut problems = Vec::new();
    for (place, text) in texts {
        match text.parse() {
            Ok(one) => accepted.push(one),
            Err(error) => problems.push(format!("{place}{error}")),
        }
    }
    if problems.is_empty() {
        Ok(accepted)
    } else {
        Err(problems)
    }
}

fn refuse(problems: &[String]) -> anyhow::Result<Ending> {
    let mut err = std::io::stderr().lock();
    for problem in problems {
        writeln!(err, "bronwijzer: {problem}")?;
    }
    writeln!(err, "bronwijzer: nothing was written")?;
    Ok(Ending::Unreadable)
}
