//! Traces for OpenTelemetry, where `[traces]` says whom they are sent to: what a request, a
//! crawl or a write consists of, and how long each part took (docs/administration.md).
//!
//! A span is part of a trace when its target is [`TARGET`]; log lines know nothing of those.
//! Without `[traces]` they cost a comparison each.

mod exporter;

use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{Status, TraceContextExt, TracerProvider};
use opentelemetry_http::HeaderExtractor;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, Sampler, SdkTracerProvider, SpanLimits,
};
use poem::http::HeaderMap;
use tracing::level_filters::LevelFilter;
use tracing::{Level, Metadata, Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::Layer;
use tracing_subscriber::registry::LookupSpan;

use crate::config::TraceSetting;
use exporter::Counted;

/// The target of spans that traces are made of, in every crate.
pub(crate) const TARGET: &str = "bronwijzer_spans";

/// How often spans are sent.
const BETWEEN_EXPORTS: Duration = Duration::from_secs(2);

/// How many spans wait to be sent at most, and how many go together. What comes when as many
/// wait is left out: about 4 MB of memory, whatever the receiver does.
const QUEUE: usize = 4_096;
const TOGETHER: usize = 512;

/// How long the last spans may take when the program ends.
const FLUSH: Duration = Duration::from_secs(5);

/// Bounds of one span: a long crawl warns of much.
const LIMITS: SpanLimits = SpanLimits {
    max_events_per_span: 64,
    max_attributes_per_span: 32,
    max_links_per_span: 8,
    max_attributes_per_event: 16,
    max_attributes_per_link: 8,
};

/// Sends spans until it is dropped, which waits [`FLUSH`] at most for the last of them.
pub(crate) struct Traces(SdkTracerProvider);

impl Traces {
    /// Begins to send what the setting says.
    ///
    /// # Errors
    /// When the client or the exporter can't be made.
    pub(crate) fn begin(setting: &TraceSetting) -> anyhow::Result<Self> {
        let batches = BatchConfigBuilder::default()
            .with_max_queue_size(QUEUE)
            .with_max_export_batch_size(TOGETHER)
            .with_scheduled_delay(BETWEEN_EXPORTS)
            .build();
        let processor = BatchSpanProcessor::builder(Counted::new(setting)?)
            .with_batch_config(batches)
            .build();
        let sampled = Sampler::TraceIdRatioBased(setting.sample_ratio);
        let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
        let resource = Resource::builder_empty()
            .with_service_name(setting.service_name.clone())
            .with_attribute(version)
            .build();
        let provider = SdkTracerProvider::builder()
            .with_span_processor(processor)
            .with_sampler(Sampler::ParentBased(Box::new(sampled)))
            .with_span_limits(LIMITS)
            .with_resource(resource)
            .build();
        Ok(Self(provider))
    }

    /// Takes spans from the subscriber, and the warnings that are logged within them.
    pub(crate) fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer("bronwijzer"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_filter(filter_fn(is_traced).with_max_level_hint(LevelFilter::INFO))
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        // The exporter has said already when nothing can be sent.
        let _ = self.0.shutdown_with_timeout(FLUSH);
    }
}

fn is_traced(metadata: &Metadata<'_>) -> bool {
    if metadata.is_span() {
        return metadata.target() == TARGET;
    }
    metadata.target().starts_with("bronwijzer") && *metadata.level() <= Level::WARN
}

/// Makes a span part of the trace that a proxy began, by `traceparent`
/// (<https://www.w3.org/TR/trace-context/>). Whom nobody trusts must not get here.
pub(crate) fn continue_from(span: &Span, headers: &HeaderMap) {
    let began = TraceContextPropagator::new().extract(&HeaderExtractor(headers));
    if began.span().span_context().is_valid() {
        // Fails where nothing is traced.
        let _ = span.set_parent(began);
    }
}

/// Says what came of a request: its route, which is known only afterwards, and its status.
pub(crate) fn answered(span: &Span, method: &'static str, route: &str, status: u16) {
    if span.is_disabled() {
        return;
    }
    let context = span.context();
    let traced = context.span();
    traced.update_name(format!("{method} {route}"));
    traced.set_attribute(KeyValue::new("http.route", route.to_owned()));
    traced.set_attribute(KeyValue::new(
        "http.response.status_code",
        i64::from(status),
    ));
    if status >= 500 {
        traced.set_status(Status::error(""));
    }
}
