//! A server that answers twenty entries of twelve fields from memory, through
//! the same GraphQL engine and HTTP server: what a search is held against.

use std::io::Write;

use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema, SimpleObject};
use async_graphql_poem::GraphQL;
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::{Route, Server, post};

use crate::Ending;

/// Entries that are given.
const ENTRIES: usize = 20;

struct Query;

#[derive(Clone, SimpleObject)]
struct Entry {
    id: String,
    url: String,
    path: String,
    name: String,
    owner: String,
    description: String,
    topics: Vec<String>,
    primary_language: String,
    stars: u64,
    archived: bool,
    last_activity_at: String,
    observed_at: String,
}

#[Object]
impl Query {
    async fn total(&self) -> usize {
        ENTRIES
    }

    async fn nodes(&self) -> Vec<Entry> {
        (0..ENTRIES).map(entry).collect()
    }
}

fn entry(number: usize) -> Entry {
    let path = format!("gemeente/zaaksysteem-{number}");
    Entry {
        id: format!("github.com:{number}"),
        url: format!("https://github.com/{path}"),
        name: path.split('/').next_back().unwrap_or_default().to_owned(),
        owner: "gemeente".to_owned(),
        description: "Registreert zaken en wat ermee gebeurt, voor gemeenten.".to_owned(),
        topics: vec!["zaakgericht".to_owned(), "common-ground".to_owned()],
        primary_language: "Python".to_owned(),
        stars: 12,
        archived: false,
        last_activity_at: "2026-09-01T12:00:00Z".to_owned(),
        observed_at: "2026-09-02T02:15:00Z".to_owned(),
        path,
    }
}

pub(super) fn run() -> anyhow::Result<Ending> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let schema = Schema::build(Query, EmptyMutation, EmptySubscription).finish();
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
