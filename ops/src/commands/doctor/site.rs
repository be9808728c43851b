//! The site on the web: where it stands, whether it answers there with this program, and
//! whether the proxy in front of it passes on who asks.

use bronwijzer_graphql::RequestId;
use url::Url;

use super::finding::Findings;
use super::web::{Web, below};
use crate::config::Config;
use crate::serving::CLIENT_IS_KNOWN;

/// What can be told from the settings alone.
pub(super) fn check_settings(config: &Config, findings: &mut Findings) {
    let settings = &config.settings;
    let trusted = &settings.trusted_proxies;
    let listens_here = settings.listen.value.ip().is_loopback();
    if trusted.value.is_everybody() {
        findings.error(
            "trusted_proxies",
            "",
            format!(
                "`{}` are all addresses there are, so anybody can say who they are",
                trusted.text
            ),
            "Name the proxies alone: their addresses, or the network that only they are in",
        );
    } else if listens_here && !trusted.value.contains(settings.listen.value.ip()) {
        findings.warning(
            "trusted_proxies",
            "",
            "the server listens on the loopback and trusts no proxy there, so that all visitors \
             count as one",
            "Add 127.0.0.0/8 and ::1, where the proxy on this machine asks from",
        );
    } else {
        findings.ok("trusted_proxies", "", trusted.text.clone());
    }
    if let Some(address) = settings.admin_address.value
        && !address.ip().is_loopback()
    {
        findings.warning(
            "admin_address",
            "",
            format!("{address} can be reached from other machines"),
            "Let a firewall keep it to those who watch over the server: nobody has to sign in there",
        );
    }
    let rather = "Set public_url to the address that visitors use, with https://";
    match &settings.public_url.value {
        None => findings.warning(
            "public_url",
            "",
            "it is off: links in feeds and the sitemap follow the Host of each request",
            rather,
        ),
        Some(url) if url.scheme() != "https" && !is_here(url) => {
            findings.warning("public_url", "", format!("{url} is not https"), rather);
        }
        Some(url) => findings.ok("public_url", "", url.to_string()),
    }
}

fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Asks the site for its health, as a visitor comes to it.
pub(super) async fn check(config: &Config, web: &Web, findings: &mut Findings) {
    let Some(public) = &config.settings.public_url.value else {
        return;
    };
    let Some(url) = below(public, "health/live") else {
        return;
    };
    let name = public.host_str().unwrap_or_default().to_owned();
    let id = RequestId::from_bits(fastrand::u128(..));
    let answer = match web.get(url, None, &[("x-request-id", id.as_str())]).await {
        Ok(answer) => answer,
        Err(error) => {
            return findings.error(
                "public_url",
                &name,
                format!("nobody answers there: {error}"),
                "Start the server and the proxy, and check DNS and the certificate",
            );
        }
    };
    let Some(client_is_known) = answer.header(CLIENT_IS_KNOWN) else {
        let what = format!("something else answers there (status {})", answer.status);
        let advice = "Have the proxy pass everything to the address of `listen`, the path too";
        return findings.error("public_url", &name, what, advice);
    };
    findings.ok("public_url", &name, "this server answers there");
    if client_is_known == "yes" {
        findings.ok("proxy", &name, "it says who asks");
    } else {
        findings.warning(
            "proxy",
            &name,
            "it does not say who asks, so that no limit holds for single clients",
            "Have it add the client's address to X-Forwarded-For \
             (nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for)",
        );
    }
    if answer.header("x-request-id") == Some(id.as_str()) {
        findings.ok("request_id", &name, "the id of the proxy is taken over");
    } else {
        let what = "the proxy gives ids of its own, or is not in trusted_proxies";
        findings.ok("request_id", &name, what);
    }
}
