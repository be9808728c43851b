//! `bronwijzer organisations export`: the registry for other programs.

use std::io::Write;

use anyhow::Context;

use crate::cli::{ExportArguments, ExportFormat};
use crate::config::Config;
use crate::exchange::Form;
use crate::{Ending, parts, whole_file};

pub(super) fn run(config: &Config, arguments: &ExportArguments) -> anyhow::Result<Ending> {
    let text = match arguments.format {
        ExportFormat::PublishersYml => {
            Form::PublishersYml.write(&parts::checked_registry(config)?)?
        }
        ExportFormat::Csv => Form::Csv.write(&parts::checked_registry(config)?)?,
        ExportFormat::Toml => parts::entries(config)?.text.into_owned(),
    };
    match &arguments.file {
        None => write!(std::io::stdout().lock(), "{text}")?,
        Some(path) => whole_file::write(path, &text)
            .with_context(|| format!("{} can't be written", path.display()))?,
    }
    Ok(Ending::Complete)
}
