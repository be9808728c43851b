//! HTTP client for what answers by REST, or by GraphQL over plain POST: GitLab, Gitea, the
//! few questions that GitHub's GraphQL has no answer to, and sources that host no code.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{
    AUTHORIZATION, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH, LINK, RETRY_AFTER,
};
use reqwest::redirect::Policy;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::graphql_response::words;
use super::rate_limiter::{Budget, Failure, Pool, Probe, Quota, RateLimiter, Size};
use super::{Credential, ForgeConfig, ForgeError};
use crate::address::ForgeHost;
use crate::halt::Halt;
use crate::run::Spending;

/// The largest answer that is read, in bytes.
const MAX_ANSWER_BYTES: usize = 96 * 1024 * 1024;

/// How often a redirect is followed.
const MOST_REDIRECTS: usize = 5;

const USER_AGENT: &str = concat!("bronwijzer/", env!("CARGO_PKG_VERSION"));

/// How a forge wants its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenStyle {
    /// `Authorization: Bearer TOKEN`.
    Bearer,
    /// `Authorization: token TOKEN`, as Gitea has it.
    Token,
}

/// What an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    /// Any bytes, of which so many are read.
    Raw(usize),
}

/// Where somebody answers, with what they are asked, and within which bounds.
#[derive(Debug)]
pub(crate) struct Endpoint<'a> {
    pub(crate) host: &'a ForgeHost,
    /// The base address.
    pub(crate) api: &'a Url,
    pub(crate) tokens: Vec<&'a SecretString>,
    pub(crate) budget: &'a Budget,
    /// The largest answer that is read, in bytes.
    pub(crate) max_answer_bytes: usize,
    /// How long one request may take as a whole. Without one, it may go on for as long as
    /// something comes in.
    pub(crate) timeout: Option<Duration>,
}

/// A client for one forge or source.
#[derive(Debug)]
pub(crate) struct Rest {
    limiter: RateLimiter,
    http: reqwest::Client,
    base: Url,
    /// The header of each token.
    tokens: Vec<HeaderValue>,
    max_answer_bytes: usize,
}

/// An answer, whatever its status.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    /// 200 to 299, 304, or 400 to 499 where that is an answer and no refusal:
    /// 404, 410, 451 and such.
    pub(crate) status: u16,
    /// The address that answered: another than was asked after a redirect.
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// Whether the forge gave what was asked for.
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether the API itself says no: with an object that has its words. The
    /// page of a proxy, or of an address that is none of the API, tells nothing
    /// of what was asked for.
    pub(super) fn is_refusal_of_api(&self) -> bool {
        let value: Option<Value> = serde_json::from_slice(&self.body).ok();
        value.is_some_and(|value| value.get("message").is_some())
    }

    /// Whether it is as it was when the validator was given.
    pub(super) fn is_not_modified(&self) -> bool {
        self.status == 304
    }

    /// What tells this answer from a later one.
    pub(super) fn etag(&self) -> Option<String> {
        text_of(&self.headers, ETAG.as_str()).map(str::to_owned)
    }

    /// The address of the next page, as the forge gives it, at the host that
    /// answered: a forge behind a proxy writes the name that it believes to
    /// have, and a token must not go there.
    pub(super) fn next_page(&self) -> Option<Url> {
        let header = text_of(&self.headers, LINK.as_str())?;
        let links = parse_link_header::parse_with_rel(header).ok()?;
        let named = self.url.join(&links.get("next")?.raw_uri).ok()?;
        let mut next = self.url.clone();
        next.set_path(named.path());
        next.set_query(named.query());
        Some(next)
    }

    /// A number in a header.
    pub(super) fn number(&self, header: &str) -> Option<u64> {
        number(&self.headers, header)
    }

    /// What the forge says about a refusal, else its status.
    pub(crate) fn message(&self) -> String {
        let value: Option<Value> = serde_json::from_slice(&self.body).ok();
        let said = value.as_ref().and_then(|value| {
            ["message", "error_description", "error", "reason"]
                .iter()
                .find_map(|key| value.get(key)?.as_str())
        });
        match said {
            Some(said) => format!("HTTP {}: {}", self.status, words(said)),
            None => format!("HTTP {}", self.status),
        }
    }
}

fn too_large(max_bytes: usize) -> String {
    format!("the answer is larger than {max_bytes} bytes")
}

/// A segment of a path, percent-encoded.
pub(crate) fn segment(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

fn text_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    text_of(headers, name)?.trim().parse().ok()
}

/// What is wrong with a body that is no answer.
pub(super) fn describe_body(bytes: &[u8], error: &serde_json::Error) -> String {
    let start = bytes.trim_ascii_start();
    if start.is_empty() {
        "the response is empty".to_owned()
    } else if start.starts_with(b"<") {
        "the answer is a web page, not JSON".to_owned()
    } else if error.is_eof() {
        format!("the answer breaks off after {} bytes", bytes.len())
    } else {
        format!("the answer is not JSON of the expected form: {error}")
    }
}

impl Rest {
    /// Makes the client of a forge; nothing is sent yet. `probe` is a path that a sound
    /// forge always answers, for little; see [`Probe`].
    ///
    /// # Errors
    /// When a token can't be sent, or TLS can't be set up.
    pub(super) fn connect(
        config: &ForgeConfig,
        style: TokenStyle,
        probe: &str,
        halt: &Halt,
    ) -> Result<Self, ForgeError> {
        let mut tokens = Vec::new();
        for credential in &config.credentials {
            let Credential::Token(token) = credential else {
                return Err(ForgeError::Client {
                    host: config.host.clone(),
                    message: "an app installation is for GitHub only; use a token".to_owned(),
                });
            };
            tokens.push(token);
        }
        let endpoint = Endpoint {
            host: &config.host,
            api: &config.api,
            tokens,
            budget: &config.budget,
            max_answer_bytes: MAX_ANSWER_BYTES,
            timeout: None,
        };
        Self::to(&endpoint, style, probe, halt)
    }

    /// Makes the client of whoever answers there; nothing is sent yet.
    ///
    /// # Errors
    /// As of [`connect`](Self::connect).
    pub(crate) fn to(
        endpoint: &Endpoint<'_>,
        style: TokenStyle,
        probe: &str,
        halt: &Halt,
    ) -> Result<Self, ForgeError> {
        let client_error = |message: String| ForgeError::Client {
            host: endpoint.host.clone(),
            message,
        };
        let header = |token: &&SecretString| {
            header_of(style, token).ok_or_else(|| {
                client_error("the token has characters that no token has".to_owned())
            })
        };
        let tokens: Vec<HeaderValue> = endpoint
            .tokens
            .iter()
            .map(header)
            .collect::<Result<_, _>>()?;
        let mut http = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(Duration::from_secs(60))
            .redirect(same_host_only());
        if let Some(timeout) = endpoint.timeout {
            http = http.timeout(timeout);
        }
        let http = http
            .build()
            .map_err(|error| client_error(error.to_string()))?;
        let mut base = endpoint.api.clone();
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        let url = base
            .join(probe)
            .map_err(|error| client_error(error.to_string()))?;
        let limiter = RateLimiter::new(endpoint.host, endpoint.budget, halt, tokens.len());
        let max_answer_bytes = endpoint.max_answer_bytes;
        let probe = probe_of(http.clone(), url, tokens.clone(), max_answer_bytes);
        Ok(Self {
            limiter: limiter.with_probe(probe),
            http,
            base,
            tokens,
            max_answer_bytes,
        })
    }

    pub(crate) fn limiter(&self) -> &RateLimiter {
        &self.limiter
    }

    pub(crate) fn spending(&self) -> Spending {
        self.limiter.spending()
    }

    /// The base address of the API, without credentials.
    pub(super) fn address(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// The address of `path` below the base address; `path` has its segments
    /// percent-encoded.
    ///
    /// # Errors
    /// When `path` makes no address.
    pub(crate) fn url(&self, path: &str) -> Result<Url, ForgeError> {
        self.base
            .join(path.trim_start_matches('/'))
            .map_err(|error| self.unreadable(format!("`{path}` makes no address: {error}")))
    }

    /// Asks for `url`. With `etag`, an answer that is still the same comes as
    /// 304 without a body.
    ///
    /// # Errors
    /// When the forge gave no answer, also after retries.
    pub(super) async fn get(&self, url: &Url, etag: Option<&str>) -> Result<Reply, ForgeError> {
        self.get_in(Pool::Main, url, etag).await
    }

    /// The same, for a request that takes from the quota `pool`.
    ///
    /// # Errors
    /// See [`get`](Self::get).
    pub(crate) async fn get_in(
        &self,
        pool: Pool,
        url: &Url,
        etag: Option<&str>,
    ) -> Result<Reply, ForgeError> {
        self.limiter
            .run_in(pool, |token| async move {
                let mut request = self.http.get(url.clone());
                if let Some(etag) = etag {
                    request = request.header(IF_NONE_MATCH, etag);
                }
                let (reply, quota) = self.receive_in(pool, token, request, Form::Json).await?;
                self.judge(reply, quota, Size::Fixed)
            })
            .await
    }

    /// Asks for a file as it is, and reads no more than its first `max_bytes` bytes.
    ///
    /// # Errors
    /// When the forge gave no answer, also after retries.
    pub(super) async fn get_raw(&self, url: &Url, max_bytes: usize) -> Result<Reply, ForgeError> {
        self.limiter
            .run(|token| async move {
                let request = self.http.get(url.clone());
                self.send(token, request, Size::Fixed, Form::Raw(max_bytes))
                    .await
            })
            .await
    }

    /// The same, where status 500 may be about what is asked for rather than
    /// about the forge, and another question is to tell: it is an error at once.
    ///
    /// # Errors
    /// See [`get`](Self::get).
    pub(super) async fn get_unsure(&self, url: &Url) -> Result<Reply, ForgeError> {
        self.limiter
            .run(|token| async move {
                let request = self.http.get(url.clone());
                let (reply, quota) = self.receive(token, request, Form::Json).await?;
                if reply.status == 500 && retry_after(&reply.headers, Utc::now()).is_none() {
                    let host = self.limiter.host().clone();
                    let message = reply.message();
                    return Err(Failure::Unsure(ForgeError::Unreachable { host, message }));
                }
                self.judge(reply, quota, Size::Fixed)
            })
            .await
    }

    /// Posts JSON to `url`, for GraphQL.
    ///
    /// # Errors
    /// When the forge gave no answer, also after retries;
    /// [`ForgeError::TooLarge`] when it took too long and can be made smaller.
    pub(super) async fn post(
        &self,
        url: &Url,
        body: &Value,
        size: Size,
    ) -> Result<Reply, ForgeError> {
        self.post_in(Pool::Main, url, body, size).await
    }

    /// The same, for a request that takes from the quota `pool`.
    ///
    /// # Errors
    /// See [`post`](Self::post).
    pub(crate) async fn post_in(
        &self,
        pool: Pool,
        url: &Url,
        body: &Value,
        size: Size,
    ) -> Result<Reply, ForgeError> {
        let text = body.to_string();
        let text = text.as_str();
        self.limiter
            .run_in(pool, |token| async move {
                let request = self.http.post(url.clone());
                let request = request.header(CONTENT_TYPE, "application/json");
                let request = request.body(text.to_owned());
                let (reply, quota) = self.receive_in(pool, token, request, Form::Json).await?;
                self.judge(reply, quota, size)
            })
            .await
    }

    /// Reads the body of an answer.
    ///
    /// # Errors
    /// [`ForgeError::Unreadable`] when it has another form.
    pub(crate) fn read<T: DeserializeOwned>(&self, reply: &Reply) -> Result<T, ForgeError> {
        serde_json::from_slice(&reply.body)
            .map_err(|error| self.unreadable(describe_body(&reply.body, &error)))
    }

    pub(crate) fn unreadable(&self, message: String) -> ForgeError {
        ForgeError::Unreadable {
            host: self.limiter.host().clone(),
            message,
        }
    }

    async fn send(
        &self,
        token: usize,
        request: reqwest::RequestBuilder,
        size: Size,
        form: Form,
    ) -> Result<Reply, Failure> {
        let (reply, quota) = self.receive(token, request, form).await?;
        if form != Form::Json && reply.is_success() {
            return Ok(reply);
        }
        self.judge(reply, quota, size)
    }

    /// Sends a request, and reads the answer to its end, whatever its status.
    async fn receive(
        &self,
        token: usize,
        request: reqwest::RequestBuilder,
        form: Form,
    ) -> Result<(Reply, Quota), Failure> {
        self.receive_in(Pool::Main, token, request, form).await
    }

    async fn receive_in(
        &self,
        pool: Pool,
        token: usize,
        mut request: reqwest::RequestBuilder,
        form: Form,
    ) -> Result<(Reply, Quota), Failure> {
        if let Some(header) = self.tokens.get(token) {
            request = request.header(AUTHORIZATION, header.clone());
        }
        self.limiter.count_request();
        let unreachable = |message: String| {
            Failure::Passing(ForgeError::Unreachable {
                host: self.limiter.host().clone(),
                message,
            })
        };
        let mut response = request
            .send()
            .await
            .map_err(|error| unreachable(super::innermost(&error)))?;
        let status = response.status().as_u16();
        let quota = quota_in(response.headers());
        self.limiter.learn(token, pool, quota);
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > self.max_answer_bytes => {
                    return Err(Failure::Final(
                        self.unreadable(too_large(self.max_answer_bytes)),
                    ));
                }
                Ok(Some(chunk)) => {
                    body.extend_from_slice(&chunk);
                    // What comes after is not read at all.
                    if let Form::Raw(max_bytes) = form
                        && status == 200
                        && body.len() >= max_bytes
                    {
                        body.truncate(max_bytes);
                        break;
                    }
                }
                Ok(None) => break,
                Err(error) => {
                    let what = format!("the answer broke off: {}", super::innermost(&error));
                    return Err(unreachable(what));
                }
            }
        }
        self.limiter.count_bytes(body.len());
        let reply = Reply {
            status,
            url: response.url().clone(),
            headers: std::mem::take(response.headers_mut()),
            body,
        };
        Ok((reply, quota))
    }

    /// Tells an answer from a refusal.
    fn judge(&self, reply: Reply, quota: Quota, size: Size) -> Result<Reply, Failure> {
        let host = self.limiter.host().clone();
        let error = |message: String| ForgeError::Unreachable {
            host: self.limiter.host().clone(),
            message,
        };
        let wait = retry_after(&reply.headers, Utc::now());
        match reply.status {
            // An answer that says JSON and is none was cut off or replaced on
            // its way.
            200..300 => match serde_json::from_slice::<serde::de::IgnoredAny>(&reply.body) {
                Ok(_) => Ok(reply),
                Err(problem) => Err(Failure::Passing(
                    self.unreadable(describe_body(&reply.body, &problem)),
                )),
            },
            401 => Err(Failure::Refused(ForgeError::Refused {
                host,
                message: reply.message(),
            })),
            403 | 429 => {
                let message = reply.message();
                let limited = reply.status == 429 || message.to_lowercase().contains("rate limit");
                if let Some(wait) = wait {
                    Err(Failure::Wait(wait, error(message)))
                } else if let (Some(0), Some(reset_at)) = (quota.remaining, quota.reset_at) {
                    Err(Failure::Exhausted(reset_at))
                } else if limited {
                    Err(Failure::Limited(error(message)))
                } else {
                    Ok(reply)
                }
            }
            500..600 if wait.is_some() => Err(Failure::Wait(
                wait.unwrap_or_default(),
                error(reply.message()),
            )),
            502 | 504 if size == Size::CanShrink => Err(Failure::Final(ForgeError::TooLarge {
                host,
                message: reply.message(),
            })),
            500..600 => Err(Failure::Passing(error(reply.message()))),
            _ => Ok(reply),
        }
    }
}

fn header_of(style: TokenStyle, token: &SecretString) -> Option<HeaderValue> {
    let word = match style {
        TokenStyle::Bearer => "Bearer",
        TokenStyle::Token => "token",
    };
    let text = format!("{word} {}", token.expose_secret());
    let mut header = HeaderValue::from_str(&text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

/// How long the forge asks to wait, in whatever answer it says so: seconds, or a
/// moment, by RFC 9110, section 10.2.3.
pub(super) fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let text = text_of(headers, RETRY_AFTER.as_str())?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at = DateTime::parse_from_rfc2822(text).ok()?;
    Some((at.with_timezone(&Utc) - now).to_std().unwrap_or_default())
}

/// Asks `url`: any answer but a failure of the server is one of a sound forge.
fn probe_of(
    http: reqwest::Client,
    url: Url,
    tokens: Vec<HeaderValue>,
    max_answer_bytes: usize,
) -> Probe {
    Box::new(move |token| {
        let mut request = http.get(url.clone());
        if let Some(header) = tokens.get(token) {
            request = request.header(AUTHORIZATION, header.clone());
        }
        Box::pin(async move {
            let response = request.send().await;
            let mut response = response.map_err(|error| super::innermost(&error))?;
            let status = response.status();
            let mut body = Vec::new();
            while let Some(chunk) = response
                .chunk()
                .await
                .map_err(|error| super::innermost(&error))?
            {
                if body.len() + chunk.len() > max_answer_bytes {
                    return Err(too_large(max_answer_bytes));
                }
                body.extend_from_slice(&chunk);
            }
            is_sound(status.as_u16(), &body)
        })
    })
}

/// Whether an answer is one of a sound forge; an error says what is wrong.
pub(super) fn is_sound(status: u16, body: &[u8]) -> Result<(), String> {
    match status {
        500.. => Err(format!("HTTP {status}")),
        200..300 => serde_json::from_slice::<serde::de::IgnoredAny>(body)
            .map(|_| ())
            .map_err(|error| describe_body(body, &error)),
        _ => Ok(()),
    }
}

/// A token must never reach another host, and another host's word is no answer.
fn same_host_only() -> Policy {
    Policy::custom(|attempt| {
        let before = attempt.previous();
        let same = before.first().is_some_and(|first| {
            first.host_str() == attempt.url().host_str()
                && first.port_or_known_default() == attempt.url().port_or_known_default()
        });
        if same && before.len() <= MOST_REDIRECTS {
            attempt.follow()
        } else {
            attempt.stop()
        }
    })
}

/// The allowance, as the headers of any forge tell it: `x-ratelimit-*` (GitHub,
/// some Gitea proxies) or `ratelimit-*` (GitLab).
pub(super) fn quota_in(headers: &HeaderMap) -> Quota {
    let number = |name: &str| {
        number(headers, &format!("x-ratelimit-{name}"))
            .or_else(|| number(headers, &format!("ratelimit-{name}")))
    };
    Quota {
        limit: number("limit"),
        remaining: number("remaining"),
        reset_at: number("reset")
            .and_then(|seconds| i64::try_from(seconds).ok())
            .and_then(|seconds| DateTime::<Utc>::from_timestamp(seconds, 0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(header: &str, value: &str) -> Reply {
        let mut headers = HeaderMap::new();
        headers.insert(
            reqwest::header::HeaderName::from_bytes(header.as_bytes()).unwrap(),
            HeaderValue::from_str(value).unwrap(),
        );
        Reply {
            status: 200,
            url: "https://example.org/api/v4/projects?page=1"
                .parse()
                .unwrap(),
            headers,
            body: br#"{"message":"404 Project Not Found"}"#.to_vec(),
        }
    }

    #[test]
    fn next_page_follows_the_link_header() {
        let link = "<https://example.org/api/v4/projects?page=2&per_page=100>; rel=\"next\", <https://example.org/api/v4/projects?page=9>; rel=\"last\"";
        let next = reply("link", link).next_page().unwrap();
        assert_eq!(
            next.as_str(),
            "https://example.org/api/v4/projects?page=2&per_page=100"
        );
        let elsewhere = "<http://intern.lan:3000/api/v4/projects?page=2>; rel=\"next\"";
        let next = reply("link", elsewhere).next_page().unwrap();
        assert_eq!(next.as_str(), "https://example.org/api/v4/projects?page=2");
        assert_eq!(reply("link", "nonsense").next_page(), None);
        assert_eq!(reply("x-total", "3").next_page(), None);
        assert_eq!(reply("x-total", "3").number("x-total"), Some(3));
    }

    #[test]
    fn retry_after_is_read_as_seconds_or_date() {
        let now: DateTime<Utc> = "2026-11-29T10:00:00Z".parse().unwrap();
        let wait = |value: &str| retry_after(&reply("retry-after", value).headers, now);
        assert_eq!(wait("60"), Some(Duration::from_secs(60)));
        let moment = "Sun, 29 Nov 2026 10:02:00 GMT";
        assert_eq!(wait(moment), Some(Duration::from_secs(120)));
        // In the past, by a clock that is ahead.
        let past = "Sun, 29 Nov 2026 09:59:00 GMT";
        assert_eq!(wait(past), Some(Duration::ZERO));
        assert_eq!(wait("soon"), None);
    }

    #[test]
    fn refusal_quotes_the_forge() {
        assert_eq!(reply("x", "y").message(), "HTTP 200: 404 Project Not Found");
    }
}
