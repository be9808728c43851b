//! The one way in which providers are asked: bounded in time and size, over a connection that
//! nobody listens to, and no redirect is followed.

use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use serde::de::DeserializeOwned;
use url::Url;

use crate::config::is_safe;
use crate::web;

/// How long an answer may take, whole.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How large it may be, in bytes.
const MAX_BYTES: usize = 1024 * 1024;

/// Asks providers.
#[derive(Debug, Clone)]
pub(super) struct Client(reqwest::Client);

/// Why there is no answer to work with.
#[derive(Debug, thiserror::Error)]
pub(super) enum AskError {
    /// It did not come, or not in time.
    #[error("it can't be reached")]
    Unreachable(#[from] reqwest::Error),
    /// It came, and is useless.
    #[error("{0}")]
    Useless(String),
}

impl Client {
    pub(super) fn new() -> reqwest::Result<Self> {
        Ok(Self(web::client(TIMEOUT).build()?))
    }

    /// Sends a request.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, AskError> {
        let request = reqwest::Request::try_from(request)?;
        let url = request.url();
        if !is_safe(url) {
            // With a secret in it, or an answer that decides who somebody is.
            let what = format!("{url} is not https, so it is not asked");
            return Err(AskError::Useless(what));
        }
        let mut response = self.0.execute(request).await?;
        let mut answer = http::Response::builder().status(response.status());
        for (name, value) in response.headers() {
            answer = answer.header(name, value);
        }
        let body = web::body(&mut response, MAX_BYTES).await?;
        let too_large =
            || AskError::Useless(format!("its answer is larger than {MAX_BYTES} bytes"));
        let body = body.ok_or_else(too_large)?;
        let useless = |error: http::Error| AskError::Useless(error.to_string());
        answer.body(body).map_err(useless)
    }

    /// What is read from JSON with the status 200, or else the status.
    pub(super) async fn json<T: DeserializeOwned>(
        &self,
        request: HttpRequest,
    ) -> Result<Result<T, http::StatusCode>, AskError> {
        let response = self.send(request).await?;
        if response.status() != http::StatusCode::OK {
            return Ok(Err(response.status()));
        }
        let useless = |error: serde_json::Error| AskError::Useless(error.to_string());
        serde_json::from_slice(response.body())
            .map(Ok)
            .map_err(useless)
    }
}

/// As `openidconnect` asks.
impl<'c> AsyncHttpClient<'c> for Client {
    type Error = AskError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, AskError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// The address of `path` below the address of a provider, which may have a path of its own.
pub(super) fn below(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    let own = base.path().trim_end_matches('/');
    url.set_path(&format!("{own}{path}"));
    url
}
