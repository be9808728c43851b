//! `bronwijzer mcp`: the catalogue for an assistant on this machine, which starts the program and
//! talks to it over standard input and output.

use std::fs::File;
use std::io::{stdin, stdout};
use std::os::fd::AsFd;
use std::time::Duration;

use anyhow::Context;
use bronwijzer_graphql::mcp::{self, Source};
use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::{Value, json};
use url::Url;

use super::serve::fill_if_empty;
use crate::config::Config;
use crate::{Ending, parts};

pub(super) fn run(config: &Config, url: Option<Url>) -> anyhow::Result<Ending> {
    let runtime = tokio::runtime::Runtime::new()?;
    let served = if let Some(site) = url {
        let asked = Elsewhere::new(&site)?;
        runtime.block_on(serve(asked, Some(site)))
    } else {
        let registry = parts::checked_registry(config)?;
        let operator = config.operator(&registry)?;
        let catalogue = parts::catalogue(config, &registry).context(
            "no answers without the catalogue; where a server runs on it, ask that: \
             `bronwijzer mcp --url http://127.0.0.1:8080`",
        )?;
        fill_if_empty(&catalogue)?;
        let schema = bronwijzer_graphql::schema_run_by(operator, catalogue);
        let site = config.settings.public_url.value.clone();
        runtime.block_on(serve(schema, site))
    };
    // A read of standard input that nobody ends would keep the program from ending.
    runtime.shutdown_background();
    served?;
    Ok(Ending::Complete)
}

async fn serve(source: impl Source, site: Option<Url>) -> anyhow::Result<()> {
    let input = File::from(stdin().as_fd().try_clone_to_owned()?);
    let output = File::from(stdout().as_fd().try_clone_to_owned()?);
    let [input, output] = [input, output].map(tokio::fs::File::from_std);
    Ok(mcp::serve_lines(source, site, input, output).await?)
}

/// How long an answer of a server may take: longer than that server takes for any.
const PATIENCE: Duration = Duration::from_secs(20);

/// How large it may be, in bytes.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// The schema of a server that runs elsewhere.
struct Elsewhere {
    client: reqwest::Client,
    address: Url,
}

impl Elsewhere {
    fn new(site: &Url) -> anyhow::Result<Self> {
        Ok(Self {
            client: reqwest::Client::builder()
                .timeout(PATIENCE)
                .user_agent(concat!("bronwijzer/", env!("CARGO_PKG_VERSION")))
                .build()?,
            address: site.join("/graphql")?,
        })
    }

    async fn post(&self, query: &str, variables: &Value) -> reqwest::Result<Vec<u8>> {
        let body = json!({ "query": query, "variables": variables });
        let request = self.client.post(self.address.clone()).json(&body);
        let mut response = request.send().await?;
        let mut answer = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            answer.extend_from_slice(&chunk);
            if answer.len() > MAX_BYTES {
                // What is read so far is no JSON, and is told as such.
                break;
            }
        }
        Ok(answer)
    }
}

impl Source for Elsewhere {
    fn ask<'a>(&'a self, query: &'a str, variables: Value) -> BoxFuture<'a, Result<Value, String>> {
        async move {
            let answer = self.post(query, &variables).await.map_err(|error| {
                let at = &self.address;
                format!("The catalogue at {at} can't be reached ({error}); try again later.")
            })?;
            let answer: Value = serde_json::from_slice(&answer).unwrap_or_default();
            match answer["errors"][0]["message"].as_str() {
                Some(message) => Err(message.to_owned()),
                None if answer["data"].is_object() => Ok(answer["data"].clone()),
                None => Err(format!(
                    "{} does not answer as a catalogue does; check the address in --url.",
                    self.address
                )),
            }
        }
        .boxed()
    }
}
