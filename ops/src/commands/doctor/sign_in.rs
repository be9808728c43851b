//! The providers by which people sign in: whether each can be found, and is who it is said to be.

use super::finding::Findings;
use super::web::{Web, below};
use crate::config::{Config, ProviderKind, ProviderSetting};

/// What a provider has to name for anybody to sign in.
const ENDPOINTS: [&str; 3] = ["authorization_endpoint", "token_endpoint", "jwks_uri"];

pub(super) async fn check(config: &Config, web: &Web, findings: &mut Findings) {
    if config.sign_in.is_empty() {
        return findings.skipped("sign_in", "", "nobody can sign in: there is no [[sign_in]]");
    }
    if let Err(error) = config.check_providers() {
        findings.error(
            "sign_in",
            "",
            error.to_string(),
            "Correct the configuration",
        );
    }
    for provider in &config.sign_in {
        match provider.kind {
            ProviderKind::Oidc => discover(provider, web, findings).await,
            ProviderKind::GitHub => reach(provider, web, findings).await,
        }
    }
}

async fn discover(provider: &ProviderSetting, web: &Web, findings: &mut Findings) {
    let issuer = provider.issuer.as_str();
    let url = provider.issuer.url();
    let Some(url) = below(url, ".well-known/openid-configuration") else {
        return;
    };
    let id = &provider.id;
    let answer = match web.get(url, None, &[]).await {
        Ok(answer) if answer.status == 200 => answer,
        Ok(answer) => {
            let what = format!("its configuration has status {}", answer.status);
            return findings.error("sign_in", id, what, "Correct `issuer`");
        }
        Err(error) => {
            let what = format!("it can't be reached: {error}");
            let advice = "Check the network of this machine, and `issuer`";
            return findings.error("sign_in", id, what, advice);
        }
    };
    let said = answer.json();
    let lacks: Vec<&str> = ENDPOINTS
        .into_iter()
        .filter(|name| !said[*name].is_string())
        .collect();
    if said["issuer"].as_str() != Some(issuer) {
        let what = format!("it calls itself {}, and not {issuer}", said["issuer"]);
        let advice = "Write `issuer` exactly as the provider does, the slash at the end too";
        findings.error("sign_in", id, what, advice);
    } else if lacks.is_empty() {
        findings.ok("sign_in", id, "its configuration is found");
    } else {
        let what = format!("its configuration lacks {}", lacks.join(", "));
        findings.error("sign_in", id, what, "Ask whoever runs the provider");
    }
}

async fn reach(provider: &ProviderSetting, web: &Web, findings: &mut Findings) {
    let id = &provider.id;
    let url = provider.issuer.url();
    match web.get(url.clone(), None, &[]).await {
        Ok(_) => findings.ok("sign_in", id, "it answers"),
        Err(error) => {
            let what = format!("it can't be reached: {error}");
            findings.error("sign_in", id, what, "Check the network of this machine");
        }
    }
}
