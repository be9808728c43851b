//! A server that answers the question of a search with twenty entries from
//! memory, through the same GraphQL engine and HTTP server: what a search is held
//! against.

use std::io::Write;

use anyhow::Context as _;
use async_graphql::{Context, EmptyMutation, EmptySubscription, Object, Schema, SimpleObject};
use async_graphql_poem::GraphQL;
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::{Route, Server, post};
use serde_json::Value;

use super::SEED;
use crate::Ending;
use crate::made_up::MadeUp;

/// Entries that are given.
const ENTRIES: u64 = 20;

struct Query;

#[derive(SimpleObject)]
struct RepositoryPage {
    total: usize,
    nodes: Vec<Entry>,
}

#[derive(SimpleObject)]
struct Entry {
    id: String,
    url: String,
    path: String,
    description: String,
    topics: Vec<String>,
    primary_language: String,
    stars: u64,
    archived: bool,
    last_activity_at: String,
    observed_at: String,
    licence: Licence,
    maintenance: Maintenance,
}

#[derive(SimpleObject)]
struct Licence {
    spdx_id: String,
}

#[derive(SimpleObject)]
struct Maintenance {
    status: String,
}

#[Object]
impl Query {
    async fn repositories<'a>(
        &self,
        context: &Context<'a>,
        #[graphql(name = "query")] _query: Option<String>,
        #[graphql(name = "first")] _first: i32,
    ) -> async_graphql::Result<&'a RepositoryPage> {
        context.data()
    }
}

/// The first entries of a made-up catalogue.
fn found() -> anyhow::Result<RepositoryPage> {
    let mut file = Vec::new();
    MadeUp::new(SEED).write(ENTRIES, &mut file)?;
    let nodes = String::from_utf8(file)?
        .lines()
        .skip(1)
        .map(|line| entry(&serde_json::from_str(line)?).context("a line is no repository"))
        .collect::<anyhow::Result<Vec<Entry>>>()?;
    Ok(RepositoryPage {
        total: nodes.len(),
        nodes,
    })
}

fn entry(line: &Value) -> Option<Entry> {
    let facts = line.pointer("/record/observation")?;
    let text = |name: &str| facts[name].as_str().map(str::to_owned);
    let url = text("url")?;
    let topics = facts["topics"].as_array();
    let topics = topics.map(|topics| topics.iter().filter_map(Value::as_str));
    Some(Entry {
        id: text("id")?,
        path: url.split('/').skip(3).collect::<Vec<_>>().join("/"),
        description: text("description").unwrap_or_default(),
        topics: topics.into_iter().flatten().map(str::to_owned).collect(),
        primary_language: "Python".to_owned(),
        stars: facts["counts"]["stars"].as_u64().unwrap_or_default(),
        archived: false,
        last_activity_at: text("observed_at")?,
        observed_at: text("observed_at")?,
        licence: Licence {
            spdx_id: "EUPL-1.2".to_owned(),
        },
        maintenance: Maintenance {
            status: "MAINTAINED".to_owned(),
        },
        url,
    })
}

pub(crate) fn run() -> anyhow::Result<Ending> {
    let found = found()?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let schema = Schema::build(Query, EmptyMutation, EmptySubscription)
            .data(found)
            .finish();
        let route = Route::new().at("/graphql", post(GraphQL::new(schema)));
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await?;
        let mut out = std::io::stdout();
        for address in acceptor.local_addr() {
            if let Some(address) = address.as_socket_addr() {
                writeln!(out, "http://{address}/")?;
            }
        }
        out.flush()?;
        Server::new_with_acceptor(acceptor).run(route).await?;
        Ok(Ending::Complete)
    })
}
