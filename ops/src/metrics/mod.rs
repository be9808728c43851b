//! Metrics for Prometheus: what every crate counts, under the names of one table.
//!
//! Nothing is counted, and no memory taken for it, while nobody listens: the facade that the
//! crates count by does nothing until [`Exporter::install`].

mod gauges;
mod process;
mod table;

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

pub(crate) use gauges::{Gauges, bytes_in, is_backup, number};
use table::{Kind, METRICS};

/// The media type of what is exported.
pub(crate) const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Renders what was counted since it was installed. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Exporter {
    handle: PrometheusHandle,
}

impl Exporter {
    /// From now on what is counted is kept. Once for each process.
    ///
    /// # Errors
    /// When another exporter was installed before.
    pub(crate) fn install() -> anyhow::Result<Self> {
        let mut builder = PrometheusBuilder::new();
        for metric in METRICS {
            if let Kind::Histogram(buckets) = metric.kind {
                builder = builder
                    .set_buckets_for_metric(Matcher::Full(metric.name.to_owned()), buckets)?;
            }
        }
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        metrics::set_global_recorder(recorder)
            .map_err(|_| anyhow::anyhow!("metrics are exported already"))?;
        describe();
        process::describe();
        Ok(Self { handle })
    }

    /// Everything, in the text format of Prometheus.
    pub(crate) fn render(&self) -> String {
        process::read();
        self.handle.render()
    }

    /// Takes up what histograms were given, which would take memory until the next
    /// [`Exporter::render`].
    pub(crate) fn tidy(&self) {
        self.handle.run_upkeep();
    }
}

/// Says what each metric is, and begins those at zero of which all labels are known: a rate
/// can't be told of what was not there before.
fn describe() {
    for metric in METRICS {
        let name = metric.name;
        match metric.kind {
            Kind::Counter => describe_counter!(name, metric.help),
            Kind::Gauge => describe_gauge!(name, metric.help),
            Kind::Histogram(_) => describe_histogram!(name, metric.help),
        }
        match (metric.kind, metric.labels) {
            (Kind::Counter, []) => counter!(name).increment(0),
            (Kind::Gauge, []) => gauge!(name).set(0.0),
            (Kind::Counter, [label]) => {
                for value in label.values {
                    counter!(name, label.name => *value).increment(0);
                }
            }
            _ => {}
        }
    }
    gauge!("bronwijzer_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
}
