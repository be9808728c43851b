//! Forges: whether each answers, whether its tokens are valid, what they may do beyond what is
//! needed, what is left of their quota, when they expire, and whether its clock is ours.

use bronwijzer_crawler::forge::{AppError, AppInstallation, Credential, ForgeConfig, ForgeKind};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::finding::Findings;
use super::web::{Answer, Web, below};
use crate::config::Config;

/// How far a clock may be from ours.
const FINE_SKEW: TimeDelta = TimeDelta::seconds(60);
const BAD_SKEW: TimeDelta = TimeDelta::minutes(5);

/// A token that expires within this is to be replaced.
const SOON: TimeDelta = TimeDelta::days(14);

/// What a token needs at most, by kind of forge.
fn needed(kind: ForgeKind) -> &'static [&'static str] {
    match kind {
        ForgeKind::GitHub => &[],
        ForgeKind::GitLab => &["read_api", "read_user", "read_repository"],
        ForgeKind::Gitea => &["read:repository", "read:user", "read:organization"],
    }
}

/// Where a forge says who asks, or else something that any of its kind answers.
fn question(kind: ForgeKind, with_token: bool) -> &'static str {
    match (kind, with_token) {
        // It costs nothing of the quota.
        (ForgeKind::GitHub, _) => "rate_limit",
        (ForgeKind::GitLab, true) => "personal_access_tokens/self",
        (ForgeKind::GitLab, false) => "projects?per_page=1&simple=true",
        (ForgeKind::Gitea, true) => "user",
        (ForgeKind::Gitea, false) => "version",
    }
}

pub(super) async fn check(config: &Config, web: &Web, findings: &mut Findings) {
    for forge in &config.forges {
        let forge = &forge.config;
        if forge.credentials.is_empty() {
            ask(forge, None, "", web, findings).await;
        }
        let several = forge.credentials.len() > 1;
        for (place, credential) in forge.credentials.iter().enumerate() {
            let which = if several {
                format!(" token {}", place + 1)
            } else {
                String::new()
            };
            match credential {
                Credential::Token(token) => ask(forge, Some(token), &which, web, findings).await,
                Credential::App(app) => ask_as_app(forge, app, &which, web, findings).await,
            }
        }
    }
}

/// Asks for a token of an app's installation, and with that what any token is asked for.
async fn ask_as_app(
    forge: &ForgeConfig,
    app: &AppInstallation,
    which: &str,
    web: &Web,
    findings: &mut Findings,
) {
    let host = format!("{}{which}", forge.host);
    match app.token(&forge.api).await {
        Ok(token) => ask(forge, Some(&token), which, web, findings).await,
        Err(error @ AppError::Key) => findings.error(
            "token",
            &host,
            error.to_string(),
            "Download a private key on the page of the app, and set app_key_file to that file",
        ),
        Err(error @ AppError::Refused(_)) => findings.error(
            "token",
            &host,
            error.to_string(),
            "See whether the forge can be reached, app_id and app_installation are those of the \
             app, its key was not revoked, and the clock is right",
        ),
    }
}

async fn ask(
    forge: &ForgeConfig,
    token: Option<&SecretString>,
    which: &str,
    web: &Web,
    findings: &mut Findings,
) {
    let host = format!("{}{which}", forge.host);
    let Some(url) = below(&forge.api, question(forge.kind, token.is_some())) else {
        return findings.error("forge", &host, "its `api` is no address", "Correct `api`");
    };
    let scheme = match forge.kind {
        ForgeKind::GitHub | ForgeKind::GitLab => "Bearer",
        ForgeKind::Gitea => "token",
    };
    let authorization = token.map(|token| format!("{scheme} {}", token.expose_secret()));
    let asked_at = Utc::now();
    let answer = match web.get(url, authorization.as_deref(), &[]).await {
        Ok(answer) => answer,
        Err(error) => {
            return findings.error(
                "forge",
                &host,
                format!("it can't be reached: {error}"),
                "Check the network, DNS, the proxy and the firewall of this machine, and `api`",
            );
        }
    };
    check_skew(&host, &answer, asked_at, findings);
    match answer.status {
        200..=299 => findings.ok("forge", &host, "it answers"),
        401 | 403 | 404 if token.is_some() => {}
        status => findings.warning(
            "forge",
            &host,
            format!("it answers with status {status}"),
            "Try again later; when it stays, check `api` and `kind`",
        ),
    }
    match token {
        Some(_) => check_token(forge.kind, &host, &answer, findings),
        None if forge.kind == ForgeKind::GitHub => findings.warning(
            "token",
            &host,
            "there is none, so that GitHub gives sixty requests an hour and basic facts alone",
            "Make a token without any scope and set BRONWIJZER_GITHUB_TOKEN, or token_file",
        ),
        None => findings.ok(
            "token",
            &host,
            "none, and none is needed for what is public",
        ),
    }
}

fn check_skew(host: &str, answer: &Answer, asked_at: DateTime<Utc>, findings: &mut Findings) {
    let said = answer.header("date");
    let said = said.and_then(|date| DateTime::parse_from_rfc2822(date).ok());
    let Some(said) = said else {
        return findings.skipped("clock", host, "the forge tells no time");
    };
    // It said so between the question and now; to the second.
    let waited = Utc::now() - asked_at;
    let skew = (said.with_timezone(&Utc) - asked_at).abs() - waited;
    let seconds = skew.num_seconds().max(0);
    let what = format!("its clock and ours differ by {seconds} s");
    let advice = "Have the clock kept by NTP (timedatectl set-ntp true)";
    if skew > BAD_SKEW {
        findings.error("clock", host, what, advice);
    } else if skew > FINE_SKEW {
        findings.warning("clock", host, what, advice);
    } else {
        findings.ok("clock", host, what);
    }
}

fn check_token(kind: ForgeKind, host: &str, answer: &Answer, findings: &mut Findings) {
    match answer.status {
        200..=299 => {}
        401 => {
            return findings.error(
                "token",
                host,
                "the forge refuses it: it is wrong, was revoked or has expired",
                "Make a new one, and put it where `bronwijzer config show` says that it comes from",
            );
        }
        403 if kind == ForgeKind::Gitea => {
            return findings.warning(
                "token",
                host,
                "it may not tell whose it is, so whether it works shows in a crawl",
                "Give it read:user, read:organization and read:repository",
            );
        }
        status => {
            return findings.warning(
                "token",
                host,
                format!("whether it is valid can't be told (status {status})"),
                "Look in the report of the next crawl",
            );
        }
    }
    let said = answer.json();
    let wide: Vec<String> = scopes(kind, answer, &said)
        .into_iter()
        .filter(|scope| !needed(kind).contains(&scope.as_str()))
        .collect();
    if wide.is_empty() {
        findings.ok("token", host, "the forge takes it");
    } else {
        let needed = match needed(kind) {
            [] => "without any scope".to_owned(),
            needed => format!("with no more than {}", needed.join(", ")),
        };
        findings.warning(
            "token",
            host,
            format!("it may do more than is needed: {}", wide.join(", ")),
            &format!("Make one {needed}: whoever gets hold of it can do no more than read"),
        );
    }
    check_expiry(host, expiry(answer, &said), Utc::now(), findings);
    check_quota(host, answer, &said, findings);
}

/// What a token may do, where the forge tells.
fn scopes(kind: ForgeKind, answer: &Answer, said: &Value) -> Vec<String> {
    match kind {
        ForgeKind::GitHub => {
            let scopes = answer.header("x-oauth-scopes").unwrap_or_default();
            let scopes = scopes.split(',').map(str::trim);
            scopes
                .filter(|scope| !scope.is_empty())
                .map(str::to_owned)
                .collect()
        }
        ForgeKind::GitLab => {
            let scopes = said["scopes"].as_array().into_iter().flatten();
            scopes
                .filter_map(|scope| scope.as_str().map(str::to_owned))
                .collect()
        }
        ForgeKind::Gitea => Vec::new(),
    }
}

/// When a token expires: GitHub says so in a header, as `2026-12-01 10:00:00 UTC` or with an
/// offset, GitLab as a day.
fn expiry(answer: &Answer, said: &Value) -> Option<DateTime<Utc>> {
    if let Some(text) = answer.header("github-authentication-token-expiration") {
        let text = text.replace(" UTC", " +0000");
        let moment = DateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S %z").ok()?;
        return Some(moment.with_timezone(&Utc));
    }
    let day: NaiveDate = said["expires_at"].as_str()?.parse().ok()?;
    Some(day.and_hms_opt(0, 0, 0)?.and_utc())
}

fn check_expiry(
    host: &str,
    expires: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    findings: &mut Findings,
) {
    let Some(expires) = expires else { return };
    let days = (expires - now).num_days();
    let what = format!("it expires at {}, in {days} days", expires.date_naive());
    if expires - now < SOON {
        let advice = "Make a new one now; a file of several lines takes the old and the new one";
        findings.warning("token", host, what, advice);
    } else {
        findings.ok("token", host, what);
    }
}

fn check_quota(host: &str, answer: &Answer, said: &Value, findings: &mut Findings) {
    let of_graphql = &said["resources"]["graphql"];
    let header = |names: [&str; 2]| {
        let text = names.into_iter().find_map(|name| answer.header(name))?;
        text.parse().ok()
    };
    let limit = of_graphql["limit"].as_u64();
    let limit: Option<u64> = limit.or_else(|| header(["ratelimit-limit", "x-ratelimit-limit"]));
    let left = of_graphql["remaining"].as_u64();
    let left: Option<u64> =
        left.or_else(|| header(["ratelimit-remaining", "x-ratelimit-remaining"]));
    let (Some(limit), Some(left)) = (limit, left) else {
        return findings.skipped("quota", host, "the forge tells none");
    };
    let what = format!("{left} of {limit} left");
    if left < limit / 10 {
        let advice = "A crawl waits until it begins anew. When that is often, give another token";
        findings.warning("quota", host, what, advice);
    } else {
        findings.ok("quota", host, what);
    }
}
