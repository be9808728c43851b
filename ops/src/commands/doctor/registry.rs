//! The registry of organisations: whether its file can be read and what is wrong in it, and,
//! where that is asked for, whether each account still exists.

use bronwijzer_crawler::address::AccountUrl;
use bronwijzer_crawler::forge::{Credential, ForgeConfig, ForgeKind};
use futures::StreamExt;
use secrecy::ExposeSecret;

use super::finding::Findings;
use super::web::{Web, below};
use crate::config::Config;
use crate::parts;

/// Problems that are listed; the command `organisations` lists all.
const LISTED: usize = 10;

/// Accounts that are asked for at the same time.
const AT_ONCE: usize = 4;

pub(super) fn check(config: &Config, findings: &mut Findings) {
    let registry = match parts::registry(config) {
        Ok(registry) => registry,
        Err(error) => {
            return findings.error(
                "registry",
                "",
                format!("{error:#}"),
                "Correct `organisations` or `organisations_list`, or the file that it names",
            );
        }
    };
    let organisations = registry.organisations.len();
    let accounts: usize = registry
        .organisations
        .iter()
        .map(|one| one.accounts.len())
        .sum();
    let problems = registry.problems.len();
    let what = format!("{organisations} organisations with {accounts} accounts");
    if problems == 0 {
        return findings.ok("registry", "", what);
    }
    for problem in registry.problems.iter().take(LISTED) {
        let advice = "Correct the line; everything else in the file is used";
        findings.warning("registry", "", problem.to_string(), advice);
    }
    if problems > LISTED {
        let what = format!("{what}; {problems} problems");
        findings.warning(
            "registry",
            "",
            what,
            "`bronwijzer organisations` lists all of them",
        );
    }
}

/// Asks the forges for each account: one request for each.
pub(super) async fn check_accounts(config: &Config, web: &Web, findings: &mut Findings) {
    let Ok(registry) = parts::registry(config) else {
        return;
    };
    let accounts = registry.organisations.iter().flat_map(|one| &one.accounts);
    let asked = accounts.filter_map(|account| {
        let forges = config.forges.iter().map(|forge| &forge.config);
        let forge = forges
            .into_iter()
            .find(|forge| forge.host == *account.host())?;
        Some(async move { (account, exists(account, forge, web).await) })
    });
    let mut answers = futures::stream::iter(asked).buffered(AT_ONCE);
    let (mut there, mut unknown) = (0, 0);
    while let Some((account, exists)) = answers.next().await {
        match exists {
            Some(true) => there += 1,
            Some(false) => findings.warning(
                "account",
                &account.to_string(),
                "the forge has no such account",
                "It was renamed or deleted: correct the registry, or leave it out",
            ),
            None => unknown += 1,
        }
    }
    if unknown > 0 {
        let what = format!("{unknown} accounts could not be asked for");
        findings.skipped("account", "", what);
    }
    findings.ok("account", "", format!("{there} accounts exist"));
}

/// Whether a forge has an account; `None` where it does not say.
async fn exists(account: &AccountUrl, forge: &ForgeConfig, web: &Web) -> Option<bool> {
    let path = account.path();
    let encoded = percent_encoding::utf8_percent_encode(path, percent_encoding::NON_ALPHANUMERIC);
    let (scheme, question) = match forge.kind {
        ForgeKind::GitHub => ("Bearer", format!("users/{encoded}")),
        ForgeKind::GitLab => ("Bearer", format!("namespaces/{encoded}")),
        ForgeKind::Gitea => ("token", format!("users/{encoded}")),
    };
    let token = forge
        .credentials
        .iter()
        .find_map(|credential| match credential {
            Credential::Token(token) => Some(format!("{scheme} {}", token.expose_secret())),
            Credential::App(_) => None,
        });
    let answer = web
        .get(below(&forge.api, &question)?, token.as_deref(), &[])
        .await
        .ok()?;
    match answer.status {
        200..=399 => Some(true),
        404 | 410 => Some(false),
        _ => None,
    }
}
