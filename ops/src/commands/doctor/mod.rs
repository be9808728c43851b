//! `bronwijzer doctor`: looks at the machine, the configuration and all that the server talks
//! to, and says what is wrong and what to do. It changes nothing and opens no catalogue, so that
//! it works beside a running server.

mod backups;
mod data;
mod finding;
mod forges;
mod machine;
mod mail;
mod registry;
mod sign_in;
mod site;
mod store;
mod traces;
mod web;

use std::io::Write;

use bronwijzer_index::StoreConfig;
use serde_json::json;

use crate::Ending;
use crate::cli::DoctorArguments;
use crate::config::Config;

use finding::{Findings, Status};
use web::Web;

pub(super) fn run(config: &Config, arguments: &DoctorArguments) -> anyhow::Result<Ending> {
    let mut findings = Findings::default();
    machine::check(config, &mut findings);
    data::check(config, &mut findings);
    backups::check(config, &mut findings);
    registry::check(config, &mut findings);
    site::check_settings(config, &mut findings);
    if arguments.offline {
        if config.settings.store.value != StoreConfig::Sled {
            findings.skipped("store", "", "asks others, and --offline was given");
            if config.settings.store_replica.value.is_some() {
                findings.skipped("store_replica", "", "asks others, and --offline was given");
            }
        }
        let others = [
            "forge",
            "public_url",
            "sign_in",
            "off_site",
            "mail",
            "traces",
        ];
        if config.index_snapshots.is_some() {
            findings.skipped(
                "index_snapshots",
                "",
                "asks others, and --offline was given",
            );
        }
        for check in others {
            findings.skipped(check, "", "asks others, and --offline was given");
        }
    } else {
        store::check(config, &mut findings);
        let runtime = tokio::runtime::Runtime::new()?;
        runtime.block_on(ask_others(config, arguments, &mut findings))?;
    }
    let mut out = std::io::stdout().lock();
    if arguments.json {
        let all = json!({ "status": findings.worst(), "findings": findings.all() });
        serde_json::to_writer_pretty(&mut out, &all)?;
        writeln!(out)?;
    } else {
        write!(out, "{findings}")?;
    }
    out.flush()?;
    Ok(match findings.worst() {
        Status::Error => Ending::Incomplete,
        Status::Ok | Status::Skipped | Status::Warning => Ending::Complete,
    })
}

async fn ask_others(
    config: &Config,
    arguments: &DoctorArguments,
    findings: &mut Findings,
) -> anyhow::Result<()> {
    let web = Web::new()?;
    forges::check(config, &web, findings).await;
    if arguments.accounts {
        registry::check_accounts(config, &web, findings).await;
    }
    site::check(config, &web, findings).await;
    sign_in::check(config, &web, findings).await;
    backups::check_off_site(config, findings).await;
    backups::check_index_snapshots(config, findings).await;
    mail::check(config, arguments.send_to.as_ref(), findings).await;
    traces::check(config, &web, findings).await;
    Ok(())
}
