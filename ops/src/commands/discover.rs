//! `bronwijzer discover`: accounts for a person to look at.

use std::io::Write;

use bronwijzer_crawler::discover::{Searched, search};
use bronwijzer_index::discover::{Candidates, Clue, Judged};

use crate::config::Config;
use crate::{Ending, parts};

/// Clues that are shown of one account.
const SHOWN: usize = 3;

pub(super) fn run(config: &Config, offline: bool) -> anyhow::Result<Ending> {
    let registry = parts::checked_registry(config)?;
    let catalogue = parts::catalogue(config, &registry)?;
    let searched = if offline {
        Searched::default()
    } else {
        let runtime = tokio::runtime::Runtime::new()?;
        let options = config.crawl_options(tokio_util::sync::CancellationToken::new());
        runtime.block_on(search(&config.forge_configs(), &options.halt))
    };
    let judged = Judged::default();
    let mut candidates = Candidates::new(&registry.organisations, &judged);
    for url in searched.repositories {
        let repository = url.clone();
        candidates.add(&url, Clue::Search { repository });
    }
    catalogue.point_to(&mut candidates)?;
    let list = candidates.into_list();

    let mut out = std::io::stdout();
    for candidate in &list {
        writeln!(out, "{}", candidate.account)?;
        for clue in candidate.clues.iter().take(SHOWN) {
            writeln!(out, "  {}", text(clue))?;
        }
        let more = candidate.clues.len().saturating_sub(SHOWN);
        if more > 0 {
            writeln!(out, "  and {more} more")?;
        }
    }
    let accounts = if list.len() == 1 {
        "account"
    } else {
        "accounts"
    };
    writeln!(
        out,
        "{} {accounts} to review. Add those that belong to a government organisation to the registry by hand.",
        list.len()
    )?;
    for problem in &searched.problems {
        writeln!(out, "problem  {problem}")?;
    }
    Ok(Ending::Complete)
}

fn text(clue: &Clue) -> String {
    match clue {
        Clue::Search { repository } => {
            format!("{repository} has a publiccode.yml that names a Dutch body")
        }
        Clue::Publiccode { repository, key } => {
            format!("the publiccode.yml of {repository} points there (`{key}`)")
        }
        Clue::ForkParent { repository } => format!("{repository} is a fork of its code"),
    }
}
