//! How the doctor asks others: within a time and a size, and never for long.

use std::time::Duration;

use reqwest::RequestBuilder;
use reqwest::header::{self, HeaderMap, HeaderValue};
use serde_json::Value;
use url::Url;

use crate::web;

/// How long an answer may take, whole.
const TIMEOUT: Duration = Duration::from_secs(15);

/// How much of an answer is read, in bytes.
const MAX_BYTES: usize = 1024 * 1024;

/// Asks others.
pub(super) struct Web(reqwest::Client);

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// The body, where it is JSON.
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A header as text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl Web {
    pub(super) fn new() -> reqwest::Result<Self> {
        Ok(Self(web::client(TIMEOUT).build()?))
    }

    /// Gets an address, with the value of `Authorization` where there is one. An error says
    /// why nothing came, without the address, which may be private.
    pub(super) async fn get(
        &self,
        url: Url,
        authorization: Option<&str>,
        more: &[(&str, &str)],
    ) -> Result<Answer, String> {
        let mut request = self.0.get(url);
        if let Some(authorization) = authorization {
            let mut value = HeaderValue::from_str(authorization)
                .map_err(|_| "the token has a character that no header may have".to_owned())?;
            value.set_sensitive(true);
            request = request.header(header::AUTHORIZATION, value);
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        answer(request).await
    }

    /// Posts nothing to an address, with these headers. An error says why nothing came.
    pub(super) async fn post_nothing(
        &self,
        url: Url,
        headers: HeaderMap,
    ) -> Result<Answer, String> {
        answer(self.0.post(url).headers(headers)).await
    }
}

/// What comes back.
async fn answer(request: RequestBuilder) -> Result<Answer, String> {
    let mut response = request.send().await.map_err(|error| in_words(&error))?;
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let body = web::body(&mut response, MAX_BYTES).await;
    let body = body.map_err(|error| in_words(&error))?;
    let body = body.ok_or_else(|| "the answer is too long".to_owned())?;
    Ok(Answer {
        status,
        headers,
        body,
    })
}

/// The causes of an error, the last of which says what happened.
fn in_words(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

/// An address below another, as `rate_limit` below `https://api.github.com`.
pub(super) fn below(base: &Url, path: &str) -> Option<Url> {
    let base = base.as_str().trim_end_matches('/');
    Url::parse(&format!("{base}/{path}")).ok()
}
