//! What visitors ask, mixed as on a working day: mostly pages, some searches and suggestions by
//! programs, now and then a feed, a badge or a file.

use fastrand::Rng;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use crate::made_up::MadeUp;

/// Visitors, each of whom the server sees as a client of its own.
const VISITORS: u8 = 250;

/// Searches by words that are asked in turn.
const WORDS: usize = 2_000;

/// A search as a program asks it.
const SEARCH: &str = "query($words: String) { repositories(query: $words, first: 20) { total \
    facets(names: [ORGANISATION, LICENCE, MAINTENANCE, LANGUAGE, OPENNESS, FORGE]) \
    { name values { value count } } nodes { id url path description stars archived \
    lastActivityAt licence { spdxId } maintenance { status } } } }";

/// Suggestions as the search box asks them.
const SUGGESTIONS: &str =
    "query($words: String!) { suggestions(prefix: $words) { kind text url slug } }";

/// A kind of request, and how many of a thousand are of it.
const MIX: [(Kind, u16); 13] = [
    (Kind::Results, 220),
    (Kind::Repository, 250),
    (Kind::Search, 150),
    (Kind::Suggestions, 120),
    (Kind::Home, 50),
    (Kind::Organisations, 40),
    (Kind::List, 60),
    (Kind::OpenByDefault, 20),
    (Kind::HelpOut, 20),
    (Kind::Badge, 40),
    (Kind::Feed, 15),
    (Kind::Health, 14),
    (Kind::Download, 1),
];

/// What can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The page with the results for two words.
    Results,
    /// The page of a repository.
    Repository,
    /// Two words and six facets by GraphQL.
    Search,
    /// Suggestions for the beginning of a word.
    Suggestions,
    /// The first page.
    Home,
    /// The page of all organisations.
    Organisations,
    /// A list by REST.
    List,
    /// The page of open by default.
    OpenByDefault,
    /// The page of tasks.
    HelpOut,
    /// A badge.
    Badge,
    /// A feed of what changed.
    Feed,
    /// Whether the server is ready.
    Health,
    /// The whole catalogue as CSV.
    Download,
}

/// Makes requests, the same for the same seed.
pub(crate) struct Traffic {
    address: String,
    client: Client,
    words: Vec<String>,
    /// Addresses of repositories on their forge, without scheme.
    repositories: Vec<String>,
    rng: Rng,
}

impl Traffic {
    pub(crate) fn new(address: String, client: Client, repositories: Vec<String>) -> Self {
        let mut made_up = MadeUp::new(super::SEED);
        Self {
            address,
            client,
            words: (0..WORDS).map(|_| made_up.query()).collect(),
            repositories,
            rng: Rng::with_seed(super::SEED),
        }
    }

    /// The same for a server at another address.
    pub(crate) fn at(mut self, address: String) -> Self {
        self.address = address;
        self
    }

    /// How long until the next visitor asks something, when so many do a second: the distances of
    /// visitors who don't know of each other.
    pub(crate) fn pause(&mut self, each_second: f64) -> std::time::Duration {
        // ln of what is never 0.
        let waited = -(1.0 - self.rng.f64()).ln() / each_second;
        std::time::Duration::from_secs_f64(waited)
    }

    /// The next request.
    pub(crate) fn next(&mut self) -> (Kind, RequestBuilder) {
        let kind = self.kind();
        let visitor = self.rng.u8(..VISITORS);
        let request = self.request(kind);
        (
            kind,
            request.header("x-forwarded-for", format!("198.51.100.{visitor}")),
        )
    }

    /// The answer to a question of ours.
    pub(crate) async fn query(&self, query: &str) -> anyhow::Result<Value> {
        let answer = self.post(query, "").send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }

    fn kind(&mut self) -> Kind {
        let all: u16 = MIX.iter().map(|(_, of)| of).sum();
        let mut drawn = self.rng.u16(..all);
        for (kind, of) in MIX {
            match drawn.checked_sub(of) {
                Some(rest) => drawn = rest,
                None => return kind,
            }
        }
        Kind::Home
    }

    fn request(&mut self, kind: Kind) -> RequestBuilder {
        let words = self.words[self.rng.usize(..self.words.len())].clone();
        let repository = &self.repositories[self.rng.usize(..self.repositories.len())];
        match kind {
            Kind::Results => self.get_with("zoeken", &[("q", &words)]),
            Kind::Repository => self.get(&format!("repositories/{repository}")),
            Kind::Search => self.post(SEARCH, &words),
            Kind::Suggestions => {
                let typed: String = words.chars().take(3).collect();
                self.post(SUGGESTIONS, &typed)
            }
            Kind::Home => self.get(""),
            Kind::Organisations => self.get("organisations"),
            Kind::List => {
                self.get_with("api/v1/repositories", &[("first", "20"), ("query", &words)])
            }
            Kind::OpenByDefault => self.get("open-tenzij"),
            Kind::HelpOut => self.get("doe-mee"),
            Kind::Badge => self.get(&format!("repositories/{repository}/status.svg")),
            Kind::Feed => self.get("feeds/new.atom"),
            Kind::Health => self.get("health/ready"),
            Kind::Download => self.get("data/repositories.csv"),
        }
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.address))
    }

    fn get_with(&self, path: &str, pairs: &[(&str, &str)]) -> RequestBuilder {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(pairs);
        self.get(&format!("{path}?{}", query.finish()))
    }

    fn post(&self, query: &str, words: &str) -> RequestBuilder {
        let body = json!({ "query": query, "variables": { "words": words } });
        self.client
            .post(format!("{}graphql", self.address))
            .json(&body)
    }
}
