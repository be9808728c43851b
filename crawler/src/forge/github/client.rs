//! Sends GraphQL documents to GitHub through octocrab and reads the answers.
//!
//! octocrab's own `graphql()` gives up partial data when an answer holds any
//! error, so the documents are posted to the path and both parts are kept.

use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::header::AUTHORIZATION;
use http::{HeaderMap, Method};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Limited};
use octocrab::models::{AppId, InstallationId};
use octocrab::{EncodingKey, Octocrab, OctocrabBuilder};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::answer::{Answer, AnswerError, message_of};
use crate::address::ForgeHost;
use crate::forge::pace::{Failure, Pace, Size, Told};
use crate::forge::rest::{self, describe_body};
use crate::forge::{Credential, ForgeConfig, ForgeError, innermost};
use crate::halt::Halt;
use crate::run::Spending;

/// The largest answer that is read, in bytes. Fifty repositories with the
/// largest texts that GitHub sends (512 KB each, three texts) stay below it.
const MAX_ANSWER_BYTES: usize = 96 * 1024 * 1024;

/// The wait for a secondary limit without `retry-after`: a minute, as GitHub
/// asks.
const SECONDARY_WAIT: Duration = Duration::from_secs(60);

pub(super) struct Client {
    base: String,
    graphql: String,
    /// One for each credential, and whether it is an app's.
    octocrabs: Vec<(Octocrab, bool)>,
    pace: Pace,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("graphql", &self.graphql)
            .finish_non_exhaustive()
    }
}

/// An answer of any status.
struct Reply {
    status: u16,
    headers: HeaderMap,
    told: Told,
    body: Vec<u8>,
}

impl Client {
    pub(super) fn connect(config: &ForgeConfig, halt: &Halt) -> Result<Self, ForgeError> {
        let client_error = |message: String| ForgeError::Client {
            host: config.host.clone(),
            message,
        };
        let base = config.api.as_str().trim_end_matches('/');
        let builder = || -> Result<OctocrabBuilder<_, _, _, _>, ForgeError> {
            Ok(Octocrab::builder()
                .base_uri(base)
                .map_err(|error| client_error(error.to_string()))?
                .set_connect_timeout(Some(Duration::from_secs(10)))
                .set_read_timeout(Some(Duration::from_secs(60))))
        };
        let failed = |error: octocrab::Error| client_error(innermost(&error));
        let mut octocrabs = Vec::new();
        for credential in &config.credentials {
            octocrabs.push(match credential {
                Credential::Token(token) => {
                    let token = token.expose_secret().to_owned();
                    let octocrab = builder()?.personal_token(token).build();
                    (octocrab.map_err(failed)?, false)
                }
                Credential::App(app) => {
                    let key = EncodingKey::from_rsa_pem(app.key.expose_secret().as_bytes())
                        .map_err(|_| {
                            client_error("the key of the app is no RSA key as PEM".to_owned())
                        })?;
                    let octocrab = builder()?.app(AppId(app.app), key).build();
                    let octocrab = octocrab.and_then(|octocrab| {
                        octocrab.installation(InstallationId(app.installation))
                    });
                    (octocrab.map_err(failed)?, true)
                }
            });
        }
        if octocrabs.is_empty() {
            octocrabs.push((builder()?.build().map_err(failed)?, false));
        }
        // GitHub Enterprise has its REST API at /api/v3 and GraphQL beside it.
        let graphql = format!("{}/graphql", base.strip_suffix("/v3").unwrap_or(base));
        Ok(Self {
            base: base.to_owned(),
            graphql,
            pace: Pace::new(&config.host, &config.budget, halt, octocrabs.len()),
            octocrabs,
        })
    }

    pub(super) fn host(&self) -> &ForgeHost {
        self.pace.host()
    }

    /// The address that is asked, without credentials.
    pub(super) fn address(&self) -> &str {
        &self.graphql
    }

    pub(super) fn spending(&self) -> Spending {
        self.pace.spending()
    }

    /// Sends a document until it is answered, waiting where GitHub asks to.
    pub(super) async fn send(
        &self,
        document: &str,
        variables: Value,
        size: Size,
    ) -> Result<Answer, ForgeError> {
        let body = json!({ "query": document, "variables": variables });
        let body = &body;
        self.pace
            .run(|token| async move {
                let reply = self.reply(token, &self.graphql, Some(body)).await?;
                if reply.status == 200 {
                    self.read(token, &reply)
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
        self.pace
            .run(|token| async move {
                let reply = self.reply(token, url, None).await?;
                match reply.status {
                    401 | 429 | 500..600 => Err(self.refusal(&reply, Size::Fixed)),
                    403 if reply.told.remaining == Some(0)
                        || message_of(403, &reply.body).contains("rate limit") =>
                    {
                        Err(self.refusal(&reply, Size::Fixed))
                    }
                    status => Ok(status),
                }
            })
            .await
    }

    /// The pages of a search by the REST API: the JSON of one page.
    pub(super) async fn get_json(&self, path: &str) -> Result<Value, ForgeError> {
        let url = format!("{}{path}", self.base);
        let url = url.as_str();
        self.pace
            .run(|token| async move {
                let reply = self.reply(token, url, None).await?;
                if reply.status != 200 {
                    return Err(self.refusal(&reply, Size::Fixed));
                }
                serde_json::from_slice(&reply.body)
                    .map_err(|error| self.unreadable(describe_body(&reply.body, &error)))
            })
            .await
    }

    /// Sends a request, and reads the answer to its end, whatever its status.
    async fn reply(&self, token: usize, url: &str, body: Option<&Value>) -> Result<Reply, Failure> {
        self.pace.count_request();
        let response = self
            .exchange(token, url, body)
            .await
            .map_err(|error| self.unsent(&error))?;
        let (parts, body) = response.into_parts();
        let told = rest::told(&parts.headers);
        self.pace.learn(token, told);
        let body = Limited::new(body, MAX_ANSWER_BYTES)
            .collect()
            .await
            .map_err(|error| {
                Failure::Passing(self.unreachable(format!("the answer broke off: {error}")))
            })?
            .to_bytes()
            .to_vec();
        self.pace.count_bytes(body.len());
        Ok(Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            told,
            body,
        })
    }

    /// octocrab adds a personal token to every request to its base address, and
    /// the token of an installation only where that is api.github.com.
    async fn exchange(
        &self,
        token: usize,
        url: &str,
        body: Option<&Value>,
    ) -> octocrab::Result<http::Response<BoxBody<Bytes, octocrab::Error>>> {
        let method = body.map_or(Method::GET, |_| Method::POST);
        let mut request = http::Request::builder().method(method).uri(url);
        let (octocrab, is_app) = self.octocrabs.get(token).unwrap_or(&self.octocrabs[0]);
        if *is_app {
            let token = octocrab.installation_token().await?;
            let header = format!("Bearer {}", token.expose_secret());
            request = request.header(AUTHORIZATION, header);
        }
        let request = octocrab.build_request(request, body)?;
        octocrab.execute(request).await
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
        let told = reply.told;
        match reply.status {
            401 => Failure::Refused(ForgeError::Refused { host, message }),
            // Nobody without a token has an allowance for GraphQL.
            403 | 429 if told.limit == Some(0) => {
                Failure::Final(ForgeError::Refused { host, message })
            }
            403 | 429 => {
                let retry_after = reply.headers.get("retry-after");
                let seconds = retry_after.and_then(|value| value.to_str().ok()?.parse().ok());
                let error = self.unreachable(message.clone());
                if let Some(seconds) = seconds {
                    Failure::Wait(Duration::from_secs(seconds), error)
                } else if let (Some(0), Some(reset_at)) = (told.remaining, told.reset_at) {
                    Failure::Exhausted(reset_at)
                } else if reply.status == 429 || message.to_lowercase().contains("rate limit") {
                    Failure::Wait(SECONDARY_WAIT, error)
                } else {
                    Failure::Final(ForgeError::Refused { host, message })
                }
            }
            // GitHub gives up after ten seconds, so a smaller page may do.
            502 | 504 if size == Size::CanShrink => {
                Failure::Final(ForgeError::TooLarge { host, message })
            }
            500..=599 => Failure::Passing(ForgeError::Unreachable { host, message }),
            _ => Failure::Final(ForgeError::Unreadable { host, message }),
        }
    }

    /// Reads a body that came with 200.
    fn read(&self, token: usize, reply: &Reply) -> Result<Answer, Failure> {
        #[derive(Deserialize)]
        struct Body {
            data: Option<Map<String, Value>>,
            errors: Option<Vec<AnswerError>>,
            message: Option<String>,
        }
        let body: Body = serde_json::from_slice(&reply.body)
            .map_err(|error| self.unreadable(describe_body(&reply.body, &error)))?;
        let errors = body.errors.unwrap_or_default();
        let errors_of = |kinds: &[&str]| {
            errors.iter().find(|error| {
                error
                    .kind
                    .as_deref()
                    .is_some_and(|kind| kinds.contains(&kind))
            })
        };
        if let Some(error) = errors_of(&["RATE_LIMITED", "RATE_LIMIT"]) {
            return Err(match reply.told.reset_at {
                Some(reset_at) if reply.told.remaining == Some(0) => Failure::Exhausted(reset_at),
                _ => Failure::Wait(SECONDARY_WAIT, self.unreachable(error.message.clone())),
            });
        }
        if let Some(error) = errors_of(&[
            "RESOURCE_LIMITS_EXCEEDED",
            "MAX_NODE_LIMIT_EXCEEDED",
            "TIMEDOUT",
        ]) {
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
            // A time-out may have no type, only words.
            let timed_out = ["timedout", "couldn't respond", "timeout"]
                .iter()
                .any(|words| message.to_lowercase().contains(words));
            let host = self.host().clone();
            return Err(if timed_out {
                Failure::Final(ForgeError::TooLarge { host, message })
            } else if errors.is_empty() {
                self.unreadable(message)
            } else {
                Failure::Final(ForgeError::Unreadable { host, message })
            });
        };
        self.count_points(token, &data);
        Ok(Answer { data, errors })
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
        let told = data
            .get("rateLimit")
            .and_then(|value| RateLimit::deserialize(value).ok());
        if let Some(told) = told {
            self.pace.count_points(told.cost);
            let told = Told {
                limit: Some(told.limit),
                remaining: Some(told.remaining),
                reset_at: Some(told.reset_at),
            };
            self.pace.learn(token, told);
        }
    }
}
