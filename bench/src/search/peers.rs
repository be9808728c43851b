//! Other ways to serve the same catalogue, asked the same in the same run. The
//! scripts that start them and tell how they are asked are in
//! `bench/peers`.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Context;
use serde::Deserialize;
use serde_json::{Value, json};

use super::figures::Figures;
use super::server::Server;

/// The scripts.
const PEERS: [&str; 2] = ["postgraphile", "datasette"];

/// What a script tells when its server is ready.
#[derive(Deserialize)]
struct Ready {
    name: String,
    endpoint: String,
    load_seconds: f64,
    pids: Vec<u32>,
    search: String,
    search_with_facets: String,
}

/// Measures each peer whose script is in `scripts`, with the catalogue in `file`
/// and queries of two words. What they keep goes into `work`.
pub(super) async fn measure(
    scripts: &Path,
    file: &Path,
    work: &Path,
    words: &[String],
) -> anyhow::Result<Vec<(String, Figures)>> {
    let mut all = Vec::new();
    for peer in PEERS {
        let script = scripts.join(peer);
        let measured = one(&script, file, &work.join(peer), words).await;
        all.push(measured.with_context(|| format!("{} can't be measured", script.display()))?);
    }
    Ok(all)
}

async fn one(
    script: &Path,
    file: &Path,
    work: &Path,
    words: &[String],
) -> anyhow::Result<(String, Figures)> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut command = Command::new(script);
    command.args([file, work]).arg(port.to_string());
    let (server, line) = Server::start(&mut command)?;
    let ready: Ready = serde_json::from_str(&line).context("it did not start")?;
    let server = server.at(ready.endpoint, ready.pids);
    let asked = |document: &str| -> Vec<Value> {
        let words = words.iter();
        let bodies =
            words.map(|words| json!({ "query": document, "variables": { "words": words } }));
        bodies.collect()
    };
    let (search, with_facets) = (asked(&ready.search), asked(&ready.search_with_facets));
    let mut found = 0;
    for body in search.iter().take(Figures::COUNTED_HITS) {
        let answer = server.answer(body).await?;
        let total = &answer["data"]["search"]["totalCount"];
        found += total
            .as_u64()
            .context("it does not tell how many it found")?;
    }
    let figures = Figures {
        load: Some(Duration::from_secs_f64(ready.load_seconds)),
        search: server.times(&search).await?,
        with_facets: server.times(&with_facets).await?,
        rate: server.rate(&search).await?,
        memory: server.memory(),
        found,
    };
    Ok((ready.name, figures))
}
