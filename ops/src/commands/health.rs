//! `bronwijzer health`: whether the server of this configuration answers, for what starts
//! containers and has no other program to ask with.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, ensure};

use crate::Ending;
use crate::config::Config;

/// How long the answer may take.
const TIMEOUT: Duration = Duration::from_secs(5);

pub(super) fn run(config: &Config) -> anyhow::Result<Ending> {
    let address = reachable(config.settings.listen.value);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let text = runtime.block_on(async {
        // A proxy of the environment is for other hosts.
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(TIMEOUT)
            .build()?;
        let url = format!("http://{address}/health/ready");
        let answer = client.get(url).send().await;
        let answer = answer.with_context(|| format!("nobody answers at {address}"))?;
        let status = answer.status();
        let text = answer.text().await?;
        ensure!(
            status.is_success(),
            "the server is not ready: {}",
            text.trim()
        );
        Ok(text)
    })?;
    print!("{text}");
    Ok(Ending::Complete)
}

/// Where this machine reaches an address: what listens everywhere does so on the loopback too.
fn reachable(listens: SocketAddr) -> SocketAddr {
    let ip = match listens.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listens.port())
}
