//! Sends spans to a receiver of OTLP over HTTP, on the thread of the SDK alone: whatever becomes
//! of the receiver, nobody waits for it.

use std::error::Error;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use metrics::counter;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response, ResponseBodyTooLarge};
use opentelemetry_otlp::{Protocol, SpanExporter as Otlp, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SpanData, SpanExporter};
use tokio::runtime::{Builder, Runtime};

use crate::config::TraceSetting;
use crate::web;

/// How long one attempt, and all attempts to send the same spans, may take.
const TIMEOUT: Duration = Duration::from_secs(5);

/// How large an answer may be, in bytes.
const MAX_BYTES: usize = 64 * 1024;

/// How often it is logged that spans can't be sent.
const BETWEEN_WARNINGS: Duration = Duration::from_secs(600);

/// An exporter that counts what it sends, and says when it can't.
#[derive(Debug)]
pub(super) struct Counted {
    exporter: Otlp,
    address: String,
    warned: Mutex<Option<Instant>>,
}

impl Counted {
    pub(super) fn new(setting: &TraceSetting) -> anyhow::Result<Self> {
        let address = setting.address().to_string();
        let client = Client {
            web: web::client(TIMEOUT)
                // Nothing looks after a connection between two batches.
                .pool_max_idle_per_host(0)
                .default_headers(setting.header_list().into_iter().collect())
                .build()?,
            runtime: Builder::new_current_thread().enable_all().build()?,
        };
        let exporter = Otlp::builder()
            .with_http()
            .with_http_client(client)
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(&address)
            .with_timeout(TIMEOUT)
            .build()?;
        Ok(Self {
            exporter,
            address,
            warned: Mutex::new(None),
        })
    }

    fn warn(&self, error: &dyn fmt::Display) {
        let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        if warned.is_none_or(|warned| warned.elapsed() >= BETWEEN_WARNINGS) {
            *warned = Some(Instant::now());
            tracing::warn!(
                "traces can't be sent to {}: {error}; see whether the receiver answers, or correct \
                 [traces]. What could not be sent is lost, and nothing else",
                self.address
            );
        }
    }
}

impl SpanExporter for Counted {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = u64::try_from(batch.len()).unwrap_or(u64::MAX);
        let sent = self.exporter.export(batch).await;
        let result = match &sent {
            Ok(()) => {
                *self.warned.lock().unwrap_or_else(PoisonError::into_inner) = None;
                "sent"
            }
            Err(error) => {
                self.warn(error);
                "failed"
            }
        };
        counter!("bronwijzer_trace_spans_total", "result" => result).increment(spans);
        sent
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

/// The client that everything else has, with a runtime of its own: the SDK's thread has none.
struct Client {
    web: reqwest::Client,
    runtime: Runtime,
}

impl fmt::Debug for Client {
    /// Without the headers, which are secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client")
    }
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        // On a thread that does nothing else, so it may be blocked.
        self.runtime.block_on(self.send(request))
    }
}

impl Client {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let mut response = self.web.execute(request.try_into()?).await?;
        let body = web::body(&mut response, MAX_BYTES).await?;
        let body =
            body.ok_or_else(|| Box::<dyn Error + Send + Sync>::from(ResponseBodyTooLarge::new()))?;
        let mut answer = Response::builder().status(response.status());
        if let Some(after) = response.headers().get("retry-after") {
            answer = answer.header("retry-after", after);
        }
        Ok(answer.body(Bytes::from(body))?)
    }
}
