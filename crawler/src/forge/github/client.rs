//! Sends GraphQL documents to GitHub through octocrab and reads the answers.
//!
//! octocrab's own `graphql()` gives up partial data when an answer holds any
//! error, so the documents are posted to the path and both parts are kept.

use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::header::{ACCEPT, AUTHORIZATION};
use http::{HeaderMap, Method};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Limited};
use octocrab::models::{AppId, InstallationId};
use octocrab::{DefaultOctocrabBuilderConfig, EncodingKey, Octocrab, OctocrabBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

use crate::address::ForgeHost;
use crate::forge::graphql_response::{GraphQlError, GraphQlResponse, message_of};
use crate::forge::rate_limiter::{Failure, Pool, Probe, Quota, RateLimiter, Size};
use crate::forge::rest::{self, describe_body};
use crate::forge::{AppError, AppInstallation, Credential, ForgeConfig, ForgeError, innermost};
use crate::halt::Halt;
use crate::run::Spending;

/// The largest answer that is read, in bytes. Fifty repositories with the
/// largest texts that GitHub sends (512 KB each, three texts) stay below it.
const MAX_ANSWER_BYTES: usize = 96 * 1024 * 1024;

/// Errors of GraphQL, as their type says, that a smaller question may not meet.
const ABOUT_SIZE: &[&str] = &[
    "RESOURCE_LIMITS_EXCEEDED",
    "MAX_NODE_LIMIT_EXCEEDED",
    "TIMEDOUT",
];

/// Asks as little as can be asked, to learn whether GitHub answers at all.
const PROBE: &str = "query Probe { rateLimit { remaining } }";

/// A form of the hits of a search that has the text around each.
const TEXT_MATCHES: &str = "application/vnd.github.text-match+json";

pub(super) struct Client {
    base: String,
    graphql: String,
    /// One for each credential, and whether it is an app's.
    octocrabs: Vec<(Octocrab, bool)>,
    limiter: RateLimiter,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("graphql", &self.graphql)
            .finish_non_exhaustive()
    }
}

/// What is sent.
#[derive(Clone, Copy)]
struct Question<'a> {
    url: &'a str,
    /// Posted, where there is any.
    body: Option<&'a Value>,
    /// The form that the answer is to have, where it is not the usual one.
    form: Option<&'a str>,
}

impl<'a> Question<'a> {
    fn of(url: &'a str) -> Self {
        Self {
            url,
            body: None,
            form: None,
        }
    }
}

/// An answer of any status.
struct Reply {
    status: u16,
    headers: HeaderMap,
    quota: Quota,
    body: Vec<u8>,
}

/// What a client is made of before it is known who asks.
type Builder = OctocrabBuilder<
    octocrab::NoSvc,
    DefaultOctocrabBuilderConfig,
    octocrab::NoAuth,
    octocrab::NotLayerReady,
>;

/// A client of the API at `base`, as all of them begin.
fn builder(base: &str) -> octocrab::Result<Builder> {
    Ok(Octocrab::builder()
        .base_uri(base)?
        .set_connect_timeout(Some(Duration::from_secs(10)))
        .set_read_timeout(Some(Duration::from_secs(60))))
}

/// A client that asks as the installation of an app.
fn of_app(base: &str, app: &AppInstallation) -> Result<Octocrab, AppError> {
    let key =
        EncodingKey::from_rsa_pem(app.key.expose_secret().as_bytes()).map_err(|_| AppError::Key)?;
    let refused = |error: octocrab::Error| AppError::Refused(innermost(&error));
    let octocrab = builder(base).map_err(refused)?.app(AppId(app.app), key);
    let octocrab = octocrab.build().map_err(refused)?;
    octocrab
        .installation(InstallationId(app.installation))
        .map_err(refused)
}

impl AppInstallation {
    /// A token of the installation, as a crawl asks for one: it shows that the key is the
    /// app's and that the app is installed.
    ///
    /// # Errors
    /// When the key can't be read, or the forge at `api` gives no token.
    pub async fn token(&self, api: &Url) -> Result<SecretString, AppError> {
        let octocrab = of_app(api.as_str().trim_end_matches('/'), self)?;
        let token = octocrab.installation_token().await;
        token.map_err(|error| AppError::Refused(innermost(&error)))
    }
}

impl Client {
    pub(super) fn connect(config: &ForgeConfig, halt: &Halt) -> Result<Self, ForgeError> {
        let base = config.api.as_str().trim_end_matches('/');
        let failed = |error: octocrab::Error| ForgeError::Client {
            host: config.host.clone(),
            message: innermost(&error),
        };
        let mut octocrabs = Vec::new();
        for credential in &config.credentials {
            octocrabs.push(match credential {
                Credential::Token(token) => {
                    let token = token.expose_secret().to_owned();
                    let octocrab = builder(base).map_err(failed)?.personal_token(token);
                    (octocrab.build().map_err(failed)?, false)
                }
                Credential::App(app) => {
                    let octocrab = of_app(base, app).map_err(|error| ForgeError::Client {
                        host: config.host.clone(),
                        message: error.to_string(),
                    })?;
                    (octocrab, true)
                }
            });
        }
        if octocrabs.is_empty() {
            let builder = builder(base).map_err(failed)?;
            octocrabs.push((builder.build().map_err(failed)?, false));
        }
        // GitHub Enterprise has its REST API at /api/v3 and GraphQL beside it.
        let graphql = format!("{}/graphql", base.strip_suffix("/v3").unwrap_or(base));
        let limiter = RateLimiter::new(&config.host, &config.budget, halt, octocrabs.len());
        Ok(Self {
            base: base.to_owned(),
            limiter: limiter.with_probe(probe(graphql.clone(), octocrabs.clone())),
            graphql,
            octocrabs,
        })
    }

    pub(super) fn host(&self) -> &ForgeHost {
        self.limiter.host()
    }

    /// The address that is asked, without credentials.
    pub(super) fn address(&self) -> &str {
        &self.graphql
    }

    pub(super) fn spending(&self) -> Spending {
        self.limiter.spending()
    }

    /// Sends a document until it is answered, waiting where GitHub asks to.
    pub(super) async fn send(
        &self,
        document: &str,
        variables: Value,
        size: Size,
    ) -> Result<GraphQlResponse, ForgeError> {
        let body = json!({ "query": document, "variables": variables });
        let body = &body;
        self.limiter
            .run(|token| async move {
                let question = Question {
                    body: Some(body),
                    ..Question::of(&self.graphql)
                };
                let reply = self.reply(token, Pool::Main, question).await?;
                if reply.status == 200 {
                    self.read(token, &reply, size)
                } else {
                    Err(self.refusal(&reply, size))
                }
            })
            .await
    }

    /// The status that the REST API gives for `path`; for what GraphQL does not
    /// tell.
    pub(super) async fn status_of(&self, path: &str) -> Result<u16, ForgeError> {
        let url = format!("{}{path}", self.base);
        let url = url.as_str();
        self.limiter
            .run_in(Pool::Rest, |token| async move {
                let question = Question::of(url);
                let reply = self.reply(token, Pool::Rest, question).await?;
                match reply.status {
                    // What is blocked by GitHub itself is told by 403, and what
                    // is blocked for legal reasons by 451.
                    403 if message_of(403, &reply.body).contains("access blocked") => Ok(451),
                    401 | 403 | 429 | 500..600 => Err(self.refusal(&reply, Size::Fixed)),
                    status => Ok(status),
                }
            })
            .await
    }

    /// What the REST API gives for `path`.
    pub(super) async fn get_json(&self, path: &str) -> Result<Value, ForgeError> {
        self.get_json_as(None, path).await
    }

    /// A page of a search by the REST API, with the text around each hit.
    pub(super) async fn search_page(&self, path: &str) -> Result<Value, ForgeError> {
        self.get_json_as(Some(TEXT_MATCHES), path).await
    }

    async fn get_json_as(&self, form: Option<&str>, path: &str) -> Result<Value, ForgeError> {
        let url = format!("{}{path}", self.base);
        let url = url.as_str();
        self.limiter
            .run_in(Pool::Search, |token| async move {
                let question = Question {
                    form,
                    ..Question::of(url)
                };
                let reply = self.reply(token, Pool::Search, question).await?;
                if reply.status != 200 {
                    return Err(self.refusal(&reply, Size::Fixed));
                }
                serde_json::from_slice(&reply.body)
                    .map_err(|error| self.unreadable(describe_body(&reply.body, &error)))
            })
            .await
    }

    /// Sends a request, and reads the answer to its end, whatever its status.
    async fn reply(
        &self,
        token: usize,
        pool: Pool,
        question: Question<'_>,
    ) -> Result<Reply, Failure> {
        self.limiter.count_request();
        let credential = self.octocrabs.get(token).unwrap_or(&self.octocrabs[0]);
        let response = exchange(credential, question)
            .await
            .map_err(|error| self.unsent(&error))?;
        let (parts, body) = response.into_parts();
        let quota = rest::quota_in(&parts.headers);
        self.limiter.learn(token, pool, quota);
        let body = Limited::new(body, MAX_ANSWER_BYTES)
            .collect()
            .await
            .map_err(|error| {
                Failure::Passing(self.unreachable(format!("the answer broke off: {error}")))
            })?
            .to_bytes()
            .to_vec();
        self.limiter.count_bytes(body.len());
        Ok(Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            quota,
            body,
        })
    }

    /// What it means that octocrab has no answer.
    fn unsent(&self, error: &octocrab::Error) -> Failure {
        match error {
            // The token of an installation was refused.
            octocrab::Error::GitHub { source, .. } if source.status_code.is_client_error() => {
                Failure::Refused(ForgeError::Refused {
                    host: self.host().clone(),
                    message: source.message.clone(),
                })
            }
            error => Failure::Passing(self.unreachable(innermost(error))),
        }
    }

    fn unreachable(&self, message: String) -> ForgeError {
        ForgeError::Unreachable {
            host: self.host().clone(),
            message,
        }
    }

    fn unreadable(&self, message: String) -> Failure {
        Failure::Passing(ForgeError::Unreadable {
            host: self.host().clone(),
            message,
        })
    }

    /// What an answer other than 200 means.
    fn refusal(&self, reply: &Reply, size: Size) -> Failure {
        let host = self.host().clone();
        let message = message_of(reply.status, &reply.body);
        let quota = reply.quota;
        match reply.status {
            401 => Failure::Refused(ForgeError::Refused { host, message }),
            // Nobody without a token has an allowance for GraphQL.
            403 | 429 if quota.limit == Some(0) => {
                Failure::Final(ForgeError::Refused { host, message })
            }
            403 | 429 => {
                let is_limit = reply.status == 429 || is_about_pace(&message);
                if is_limit || reply.wait().is_some() || quota.remaining == Some(0) {
                    self.limited(reply, message)
                } else {
                    Failure::Final(ForgeError::Refused { host, message })
                }
            }
            500..=599 if reply.wait().is_some() => self.limited(reply, message),
            // GitHub gives up after ten seconds, so a smaller page may do.
            502 | 504 if size == Size::CanShrink => {
                Failure::Final(ForgeError::TooLarge { host, message })
            }
            500..=599 => Failure::Passing(ForgeError::Unreachable { host, message }),
            _ => Failure::Final(ForgeError::Unreadable { host, message }),
        }
    }

    /// How long a limit is waited for: as GitHub says, in the answer or by the
    /// end of the allowance's hour, else longer each time.
    fn limited(&self, reply: &Reply, message: String) -> Failure {
        let error = self.unreachable(message);
        match (reply.wait(), reply.quota.remaining, reply.quota.reset_at) {
            (Some(wait), ..) => Failure::Wait(wait, error),
            (None, Some(0), Some(reset_at)) => Failure::Exhausted(reset_at),
            _ => Failure::Limited(error),
        }
    }

    /// Reads a body that came with 200.
    fn read(&self, token: usize, reply: &Reply, size: Size) -> Result<GraphQlResponse, Failure> {
        #[derive(Deserialize)]
        struct Body {
            data: Option<Map<String, Value>>,
            errors: Option<Vec<GraphQlError>>,
            message: Option<String>,
        }
        let body: Body = serde_json::from_slice(&reply.body)
            .map_err(|error| self.unreadable(describe_body(&reply.body, &error)))?;
        let errors = body.errors.unwrap_or_default();
        let is_of = |error: &&GraphQlError, kinds: &[&str]| {
            let kind = error.kind.as_deref();
            kind.is_some_and(|kind| kinds.contains(&kind))
        };
        // A limit may come with any form of answer, with a type or without.
        let limit = errors
            .iter()
            .find(|error| {
                is_of(error, &["RATE_LIMITED", "RATE_LIMIT"]) || is_about_pace(&error.message)
            })
            .map(|error| &error.message)
            .or(body.message.as_ref().filter(|text| is_about_pace(text)));
        if let Some(message) = limit {
            return Err(self.limited(reply, message.clone()));
        }
        if let Some(error) = errors.iter().find(|error| is_of(error, ABOUT_SIZE)) {
            return Err(Failure::Final(ForgeError::TooLarge {
                host: self.host().clone(),
                message: error.message.clone(),
            }));
        }
        let Some(data) = body.data else {
            let message = errors
                .first()
                .map(|error| error.message.clone())
                .or(body.message)
                .unwrap_or_else(|| "no data and no error".to_owned());
            if reply.wait().is_some() {
                return Err(self.limited(reply, message));
            }
            let host = self.host().clone();
            return Err(if is_about_time(&message) && size == Size::CanShrink {
                Failure::Final(ForgeError::TooLarge { host, message })
            } else if errors.iter().any(GraphQlError::is_about_the_question) {
                Failure::Final(ForgeError::Unreadable { host, message })
            } else {
                self.unreadable(message)
            });
        };
        // An error that names no field may be of any; fewer repositories tell
        // which one it is of.
        if let Some(error) = errors.iter().find(|error| error.path.is_empty())
            && size == Size::CanShrink
        {
            return Err(Failure::Final(ForgeError::TooLarge {
                host: self.host().clone(),
                message: error.message.clone(),
            }));
        }
        self.count_points(token, &data);
        Ok(GraphQlResponse { data, errors })
    }

    fn count_points(&self, token: usize, data: &Map<String, Value>) {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct RateLimit {
            cost: u64,
            limit: u64,
            remaining: u64,
            reset_at: DateTime<Utc>,
        }
        let quota = data
            .get("rateLimit")
            .and_then(|value| RateLimit::deserialize(value).ok());
        if let Some(quota) = quota {
            self.limiter.count_points(quota.cost);
            let quota = Quota {
                limit: Some(quota.limit),
                remaining: Some(quota.remaining),
                reset_at: Some(quota.reset_at),
            };
            self.limiter.learn(token, Pool::Main, quota);
        }
    }
}

impl Reply {
    /// How long GitHub asks to wait.
    fn wait(&self) -> Option<Duration> {
        rest::retry_after(&self.headers, Utc::now())
    }
}

/// Whether GitHub says that it is asked too fast, in whatever kind of answer.
fn is_about_pace(message: &str) -> bool {
    let message = message.to_lowercase();
    ["rate limit", "abuse detection"]
        .iter()
        .any(|words| message.contains(words))
}

/// Whether GitHub ran out of time. It may say so by words alone.
fn is_about_time(message: &str) -> bool {
    let message = message.to_lowercase();
    ["timedout", "couldn't respond", "timeout"]
        .iter()
        .any(|words| message.contains(words))
}

/// Sends a request. octocrab adds a personal token to every request to its base
/// address, and the token of an installation only where that is api.github.com.
async fn exchange(
    (octocrab, is_app): &(Octocrab, bool),
    question: Question<'_>,
) -> octocrab::Result<http::Response<BoxBody<Bytes, octocrab::Error>>> {
    let method = question.body.map_or(Method::GET, |_| Method::POST);
    let mut request = http::Request::builder().method(method).uri(question.url);
    if let Some(form) = question.form {
        request = request.header(ACCEPT, form);
    }
    if *is_app {
        let token = octocrab.installation_token().await?;
        let header = format!("Bearer {}", token.expose_secret());
        request = request.header(AUTHORIZATION, header);
    }
    let request = octocrab.build_request(request, question.body)?;
    octocrab.execute(request).await
}

fn probe(graphql: String, octocrabs: Vec<(Octocrab, bool)>) -> Probe {
    Box::new(move |token| {
        let credential = octocrabs.get(token).or(octocrabs.first()).cloned();
        let graphql = graphql.clone();
        Box::pin(async move {
            let Some(credential) = credential else {
                return Ok(());
            };
            let body = json!({ "query": PROBE });
            let question = Question {
                body: Some(&body),
                ..Question::of(&graphql)
            };
            let response = exchange(&credential, question).await;
            let response = response.map_err(|error| innermost(&error))?;
            let status = response.status().as_u16();
            let body = Limited::new(response.into_body(), MAX_ANSWER_BYTES);
            let body = body.collect().await.map_err(|error| error.to_string())?;
            rest::is_sound(status, &body.to_bytes())
        })
    })
}
