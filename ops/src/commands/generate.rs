//! `bronwijzer generate`: pages of the manual and completions of shells, which packages install.

use std::path::Path;

use anyhow::Context;
use clap::CommandFactory;
use clap_complete::Shell;

use crate::Ending;
use crate::cli::Cli;

/// The shells that there are completions for.
const SHELLS: [Shell; 3] = [Shell::Bash, Shell::Zsh, Shell::Fish];

pub(super) fn run(folder: &Path) -> anyhow::Result<Ending> {
    let failed = || format!("can't write to {}", folder.display());
    std::fs::create_dir_all(folder).with_context(failed)?;
    clap_mangen::generate_to(Cli::command(), folder).with_context(failed)?;
    let mut command = Cli::command();
    for shell in SHELLS {
        clap_complete::generate_to(shell, &mut command, "bronwijzer", folder)
            .with_context(failed)?;
    }
    Ok(Ending::Complete)
}
