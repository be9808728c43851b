//! What every stand-in has: a world, a server, tokens with allowances, faults on
//! purpose, and a record of what was asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Duration, Utc};
use poem::http::{StatusCode, header};
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::{Body, Endpoint, IntoEndpoint, IntoResponse, Response, Server};
use serde_json::{Value, json};

use crate::fault::{Fault, FaultPlan, IncomingRequest};
use crate::world::World;

/// What a proxy in front of a forge shows in place of an answer.
pub const PAGE: &str = "<!DOCTYPE html><html><body>Unicorn!</body></html>";

/// A request that was answered, one way or another.
#[derive(Debug, Clone)]
pub struct RecordedRequest {
    /// The token that it came with; empty without one, or with a refused one.
    pub token: String,
    /// The name of the query, or the method and path.
    pub operation: String,
    /// The body of the request; null where it has none.
    pub body: Value,
    /// What it cost.
    pub points: u64,
    /// The status of the answer.
    pub status: u16,
}

/// What is left of an allowance.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    /// How much there is in a window of time.
    pub limit: u64,
    /// How much is left.
    pub remaining: u64,
    /// When the next window begins.
    pub reset_at: DateTime<Utc>,
}

struct State {
    world: Arc<World>,
    /// The tokens that are accepted; whether each sees what is private.
    tokens: HashMap<String, bool>,
    /// What each token has left; the empty one is of those without.
    allowances: HashMap<String, Allowance>,
    limit: u64,
    window: Duration,
    seen: Vec<RecordedRequest>,
    asked: usize,
    faults: Option<FaultPlan>,
}

/// The side of a stand-in that its handlers see.
#[derive(Clone)]
pub struct Backstage(Arc<Mutex<State>>);

/// A running stand-in. It stops when it is dropped.
pub struct Stage {
    address: String,
    inside: Backstage,
    task: tokio::task::JoinHandle<()>,
}

impl Visitor {
    /// The token, as a record shows it.
    #[must_use]
    pub fn token(&self) -> String {
        match self {
            Self::Known(token) => token.clone(),
            Self::Refused | Self::Anybody => String::new(),
        }
    }
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visitor {
    /// With a token that is accepted.
    Known(String),
    /// With a token that is not.
    Refused,
    /// Without a token.
    Anybody,
}

impl Stage {
    /// Starts a server over `world`. With tokens, requests may be made with
    /// one of them; `limit` units of allowance are filled up every `window`.
    ///
    /// # Panics
    /// When no port can be had.
    pub async fn start<E>(
        world: World,
        tokens: &[&str],
        (limit, window): (u64, Duration),
        app: impl FnOnce(Backstage) -> E,
    ) -> Self
    where
        E: IntoEndpoint + Send + 'static,
        E::Endpoint: Endpoint + 'static,
    {
        let inside = Backstage(Arc::new(Mutex::new(State {
            world: Arc::new(world),
            tokens: tokens
                .iter()
                .map(|token| ((*token).to_owned(), false))
                .collect(),
            allowances: HashMap::new(),
            limit,
            window,
            seen: Vec::new(),
            asked: 0,
            faults: None,
        })));
        let acceptor = TcpListener::bind("127.0.0.1:0")
            .into_acceptor()
            .await
            .expect("this machine gives out a free port");
        let address = acceptor
            .local_addr()
            .first()
            .and_then(|address| address.as_socket_addr().copied())
            .expect("a TCP listener has an address");
        let app = app(inside.clone()).into_endpoint();
        let task = tokio::spawn(async move {
            // Ends with the task.
            let _ = Server::new_with_acceptor(acceptor).run(app).await;
        });
        Self {
            address: format!("http://{address}"),
            inside,
            task,
        }
    }

    /// The base address.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Changes the world between requests.
    pub fn change(&self, change: impl FnOnce(&mut World)) {
        let mut state = self.inside.state();
        let world = Arc::make_mut(&mut state.world);
        change(world);
        world.forget_lists();
    }

    /// From now on each request asks `plan` whether it fails.
    pub fn fail(&self, plan: impl FnMut(&IncomingRequest) -> Option<Fault> + Send + 'static) {
        self.inside.state().faults = Some(Box::new(plan));
    }

    /// From now on nothing fails.
    pub fn recover(&self) {
        self.inside.state().faults = None;
    }

    /// Accepts another token; an insider's token sees what is private.
    pub fn accept_token(&self, token: &str, is_insider: bool) {
        let mut state = self.inside.state();
        state.tokens.insert(token.to_owned(), is_insider);
    }

    /// How much every token has left, and in how many seconds there is more.
    pub fn set_allowance(&self, remaining: u64, seconds: i64) {
        self.inside.set_allowance(remaining, seconds);
    }

    /// The requests since the start or the last call.
    #[must_use]
    pub fn take_seen(&self) -> Vec<RecordedRequest> {
        std::mem::take(&mut self.inside.state().seen)
    }

    /// How many requests came since the start, answered or not.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.inside.state().asked
    }

    /// Forgets the requests so far.
    pub fn forget_seen(&self) {
        self.inside.state().seen.clear();
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Backstage {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The world as it is now.
    #[must_use]
    pub fn world(&self) -> Arc<World> {
        Arc::clone(&self.state().world)
    }

    /// The world as this visitor sees it.
    #[must_use]
    pub fn world_for(&self, visitor: &Visitor) -> Arc<World> {
        let state = self.state();
        match visitor {
            Visitor::Known(token) if state.tokens.get(token) == Some(&true) => {
                let mut world = World::clone(&state.world);
                world.shows_private = true;
                world.forget_lists();
                Arc::new(world)
            }
            _ => Arc::clone(&state.world),
        }
    }

    /// Who asks, by the word and token of the `Authorization` header, in one of
    /// the ways that the forge takes (`bearer`, `token`).
    #[must_use]
    pub fn visitor(&self, request: &poem::Request, words: &[&str]) -> Visitor {
        let Some(value) = request.header(header::AUTHORIZATION) else {
            return Visitor::Anybody;
        };
        let token = value
            .split_once(' ')
            .filter(|(word, _)| words.contains(&word.to_lowercase().as_str()))
            .map(|(_, token)| token.to_owned());
        match token {
            Some(token) if self.state().tokens.contains_key(&token) => Visitor::Known(token),
            _ => Visitor::Refused,
        }
    }

    /// Whether any token is needed at all.
    #[must_use]
    pub fn wants_token(&self) -> bool {
        !self.state().tokens.is_empty()
    }

    /// Accepts another token.
    pub fn accept_token(&self, token: &str) {
        self.state().tokens.insert(token.to_owned(), false);
    }

    /// Counts a request and asks the plan for its fault. `ids` is how many
    /// repositories are asked for by id.
    #[must_use]
    pub fn arrive(&self, operation: &str, ids: usize, body: &[u8]) -> Option<Fault> {
        let mut state = self.state();
        let asked = IncomingRequest {
            index: state.asked,
            operation: operation.to_owned(),
            ids,
            body: String::from_utf8_lossy(body).into_owned(),
        };
        state.asked += 1;
        state.faults.as_mut().and_then(|plan| plan(&asked))
    }

    /// Records a request that was answered.
    pub fn record(&self, seen: RecordedRequest) {
        self.state().seen.push(seen);
    }

    /// Takes from a visitor's allowance.
    ///
    /// # Errors
    /// What the allowance is, when it holds too little.
    pub fn spend(&self, visitor: &Visitor, units: u64) -> Result<Allowance, Allowance> {
        let limit = self.state().limit;
        self.spend_of(visitor, units, limit)
    }

    /// Takes from a visitor's allowance of `limit` units, where nobody else has
    /// set it.
    ///
    /// # Errors
    /// What the allowance is, when it holds too little.
    pub fn spend_of(
        &self,
        visitor: &Visitor,
        units: u64,
        limit: u64,
    ) -> Result<Allowance, Allowance> {
        let mut state = self.state();
        let now = Utc::now();
        let full = Allowance {
            limit,
            remaining: limit,
            reset_at: now + state.window,
        };
        let allowance = state.allowances.entry(visitor.token()).or_insert(full);
        if now >= allowance.reset_at {
            *allowance = full;
        }
        match allowance.remaining.checked_sub(units) {
            Some(remaining) => {
                allowance.remaining = remaining;
                Ok(*allowance)
            }
            None => Err(*allowance),
        }
    }

    /// Takes one from a visitor's allowance of another kind: `limit` in each `window`.
    ///
    /// # Errors
    /// What the allowance is, when it is used up.
    pub fn spend_apart(
        &self,
        visitor: &Visitor,
        kind: &str,
        limit: u64,
        window: Duration,
    ) -> Result<Allowance, Allowance> {
        let mut state = self.state();
        let now = Utc::now();
        let full = Allowance {
            limit,
            remaining: limit,
            reset_at: now + window,
        };
        let name = format!("{} {kind}", visitor.token());
        let allowance = state.allowances.entry(name).or_insert(full);
        if now >= allowance.reset_at {
            *allowance = full;
        }
        match allowance.remaining.checked_sub(1) {
            Some(remaining) => {
                allowance.remaining = remaining;
                Ok(*allowance)
            }
            None => Err(*allowance),
        }
    }

    /// Sets what every token has left, and in how many seconds there is more.
    pub fn set_allowance(&self, remaining: u64, seconds: i64) {
        let mut state = self.state();
        state.limit = state.limit.max(remaining);
        let allowance = Allowance {
            limit: state.limit,
            remaining,
            reset_at: Utc::now() + Duration::seconds(seconds),
        };
        let mut tokens: Vec<String> = state.tokens.keys().cloned().collect();
        tokens.push(String::new());
        for token in tokens {
            state.allowances.insert(token, allowance);
        }
    }
}

/// What comes in place of an answer by a fault that no forge has a form of its
/// own for; `None` when the answer itself is to be changed, see [`spoil`].
#[must_use]
pub fn instead(fault: &Fault) -> Option<Response> {
    Some(match fault {
        Fault::Page(status) => PAGE
            .with_status(StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_GATEWAY))
            .with_content_type("text/html")
            .into_response(),
        Fault::Html => PAGE.with_content_type("text/html").into_response(),
        Fault::Nothing => StatusCode::OK.into_response(),
        Fault::Huge(bytes) => format!("\"{}\"", "x".repeat(*bytes))
            .with_content_type("application/json")
            .into_response(),
        Fault::OtherForm => {
            r#"{"a":[1,{"b":null}]}"#.with_content_type("application/json").into_response()
        }
        Fault::Reset => {
            // The server closes a connection when the body has less than the
            // header promises.
            let start = futures::stream::iter([Ok::<_, std::io::Error>("{")]);
            Response::builder()
                .content_type("application/json")
                .header(header::CONTENT_LENGTH, "4096")
                .body(Body::from_bytes_stream(start))
        }
        Fault::Truncated
        | Fault::ResourceLimits
        | Fault::Slow(_)
        | Fault::Secondary(_)
        | Fault::SecondaryUntold
        | Fault::SecondaryIn200(_)
        | Fault::SecondaryUntyped(_)
        | Fault::Beside(_)
        | Fault::Null(..)
        | Fault::Lost(_)
        | Fault::Omitted(_)
        | Fault::RateLimited(_) => return None,
        Fault::Errors(messages) => {
            let errors: Vec<Value> = messages
                .iter()
                .map(|message| json!({ "message": message }))
                .collect();
            json!({ "errors": errors })
                .to_string()
                .with_content_type("application/json")
                .into_response()
        }
    })
}

/// Cuts the text of an answer where the fault says so.
pub fn spoil(fault: Option<&Fault>, text: &mut String) {
    if matches!(fault, Some(Fault::Truncated)) {
        let middle = (0..=text.len() / 2)
            .rev()
            .find(|&at| text.is_char_boundary(at))
            .unwrap_or(0);
        text.truncate(middle);
    }
}
