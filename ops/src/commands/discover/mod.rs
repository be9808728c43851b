//! `bronwijzer discover`: accounts that may be those of organisations without one, for a
//! person to look at.

mod accept;
mod lists;
mod print;

use anyhow::{Context, bail};
use bronwijzer_crawler::address::AccountUrl;
use bronwijzer_crawler::discover::{ForgeProgress, Memory, MemoryError, Search, questions, search};
use bronwijzer_crawler::forge::{AccountProfile, ForgeConfig};
use bronwijzer_crawler::halt::Halt;
use bronwijzer_crawler::organisation::Organisation;
use bronwijzer_index::Catalogue;
use bronwijzer_index::discover::{Candidate, Candidates, Clue, Judged, Proposal, Proposals};
use chrono::{TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

use crate::cli::{DiscoverArguments, DiscoverFormat};
use crate::config::Config;
use crate::serving::stop_signal;
use crate::{Ending, parts};

/// What remembers the answers of forges, in the data folder.
const MEMORY: &str = "discover.json";

/// Everything that there is to look at.
struct Findings {
    /// Accounts that may be an organisation's.
    proposals: Vec<Proposal>,
    /// Accounts of which it is not known whose they may be.
    others: Vec<Candidate>,
    /// Accounts of lists that no forge was asked for yet.
    unseen: usize,
    /// How far the search came.
    forges: Vec<ForgeProgress>,
}

pub(super) fn run(config: &Config, arguments: &DiscoverArguments) -> anyhow::Result<Ending> {
    if !arguments.accept.is_empty() || arguments.accept_file.is_some() {
        return accept::run(config, arguments);
    }
    let registry = parts::checked_registry(config)?;
    let organisations = &registry.organisations;
    for slug in &arguments.organisation {
        if !organisations.iter().any(|one| one.slug == *slug) {
            bail!(
                "the registry has no organisation `{slug}`. `bronwijzer organisations` lists them"
            );
        }
    }
    let catalogue = parts::catalogue(config, &registry)?;
    let path = config.settings.data_dir.value.join(MEMORY);
    let (mut memory, begun_anew) = Memory::load(&path)?;
    if let Some(why) = begun_anew {
        tracing::warn!("{why}");
    }
    let listed = lists::read(&arguments.from, &registry)?;
    let guesses = registry.unconfirmed.iter();
    let judged = Judged {
        not_government: registry
            .not_government
            .iter()
            .map(AccountUrl::key)
            .collect(),
        unconfirmed: guesses
            .map(|guess| (guess.organisation.clone(), guess.account.clone()))
            .collect(),
    };
    let is_wanted = |one: &Organisation| {
        if arguments.organisation.is_empty() {
            one.ended.is_none() && one.sources().next().is_none()
        } else {
            arguments.organisation.contains(&one.slug)
        }
    };
    let mut proposals = Proposals::new(organisations, &judged, is_wanted);
    let forges = if arguments.offline {
        Vec::new()
    } else {
        let wanted = organisations.iter().filter(|one| is_wanted(one));
        let asked = questions_of(wanted);
        let may_be = |profile: &AccountProfile| proposals.may_be_of_any(profile);
        let accounts = listed.iter();
        let accounts: Vec<AccountUrl> = accounts
            .filter(|one| proposals.looks_for(&one.organisation))
            .map(|one| one.account.clone())
            .collect();
        let mut search = Search {
            questions: &asked,
            accounts: &accounts,
            requests: arguments.requests,
            again_after: TimeDelta::from_std(arguments.again_after).unwrap_or(TimeDelta::MAX),
            now: Utc::now(),
            keep: &may_be,
            halt: Halt::default(),
        };
        ask(
            &forges(config, arguments)?,
            &mut search,
            &mut memory,
            &|memory| memory.save(&path),
        )?
    };
    for (profile, _) in memory.profiles() {
        proposals.add_profile(profile);
    }
    let mut unseen = 0;
    for one in &listed {
        if !proposals.looks_for(&one.organisation) {
            continue;
        }
        match memory.is_organisation(&one.account) {
            Some(true) => {
                proposals.add_listed(&one.organisation, &one.account, &one.file, one.by_id);
            }
            Some(false) => tracing::info!(
                "{}: {} is not the account of an organisation, or not there",
                one.file,
                one.account
            ),
            // It may be a person's, so nothing is said of it yet.
            None => unseen += 1,
        }
    }
    let findings = Findings {
        unseen,
        others: others(&catalogue, organisations, &judged, &memory, &mut proposals)?,
        proposals: proposals.into_list(),
        forges,
    };
    match arguments.format {
        DiscoverFormat::Text => print::text(&findings, organisations)?,
        DiscoverFormat::Json => print::json(&findings, organisations)?,
    }
    let has_problems = findings
        .forges
        .iter()
        .any(|forge| !forge.problems.is_empty());
    Ok(if has_problems {
        Ending::Incomplete
    } else {
        Ending::Complete
    })
}

/// The questions for each organisation, the first of all before the second of any, so that
/// few requests tell something of many.
fn questions_of<'o>(
    organisations: impl Iterator<Item = &'o Organisation>,
) -> Vec<bronwijzer_crawler::forge::AccountQuestion> {
    let mut all: Vec<_> = organisations
        .flat_map(|organisation| questions(organisation).into_iter().enumerate())
        .collect();
    all.sort_by_key(|(rank, _)| *rank);
    all.into_iter().map(|(_, question)| question).collect()
}

/// The forges that are to be asked.
fn forges(config: &Config, arguments: &DiscoverArguments) -> anyhow::Result<Vec<ForgeConfig>> {
    let mut forges = config.forge_configs();
    let hosts: Vec<String> = forges.iter().map(|forge| forge.host.to_string()).collect();
    for host in &arguments.forge {
        if !hosts.contains(&host.to_lowercase()) {
            bail!(
                "{host} is not a configured forge; use one of: {}",
                hosts.join(", ")
            );
        }
    }
    if !arguments.forge.is_empty() {
        let wanted: Vec<String> = arguments
            .forge
            .iter()
            .map(|host| host.to_lowercase())
            .collect();
        forges.retain(|forge| wanted.contains(&forge.host.to_string()));
    }
    Ok(forges)
}

/// Asks until it is done, or until somebody stops it.
fn ask(
    forges: &[ForgeConfig],
    search_for: &mut Search<'_>,
    memory: &mut Memory,
    save: &(dyn Fn(&Memory) -> Result<(), MemoryError> + Sync),
) -> anyhow::Result<Vec<ForgeProgress>> {
    let runtime = tokio::runtime::Runtime::new()?;
    let stop = CancellationToken::new();
    runtime.spawn({
        let stop = stop.clone();
        async move {
            stop_signal().await;
            tracing::info!("stopping after the current request");
            stop.cancel();
        }
    });
    search_for.halt = Halt::new(stop, None);
    let progress = runtime
        .block_on(search(forges, search_for, memory, save))
        .context("the search was stopped, as what was found can't be kept")?;
    Ok(progress.forges)
}

/// The accounts that a publiccode.yml of an organisation that is not known to be looked
/// for, or a catalogued repository, points to. Files that name one that is looked for go to
/// its proposals.
fn others(
    catalogue: &Catalogue,
    organisations: &[Organisation],
    judged: &Judged,
    memory: &Memory,
    proposals: &mut Proposals<'_>,
) -> anyhow::Result<Vec<Candidate>> {
    let mut candidates = Candidates::new(organisations, judged);
    for hit in memory.repositories() {
        if !proposals.add_publiccode(hit) {
            let repository = hit.repository.clone();
            candidates.add(&hit.repository, Clue::Search { repository });
        }
    }
    catalogue.point_to(&mut candidates)?;
    Ok(candidates.into_list())
}
