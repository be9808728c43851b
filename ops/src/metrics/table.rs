//! Every metric, declared once: its kind, labels and help, and the row of `docs/metrics.md`.
//! Those of the process come from a crate and are named as everywhere.

/// Upper bounds of the buckets of times, in seconds: from an answer that was kept to the limit
/// of a query.
const SECONDS: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// One metric.
pub(super) struct Metric {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) labels: &'static [Label],
    pub(super) help: &'static str,
}

/// What a metric is.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// Only grows.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Counts by these upper bounds.
    Histogram(&'static [f64]),
}

/// What tells the series of a metric apart.
pub(super) struct Label {
    pub(super) name: &'static str,
    /// All values, where they are known before anything happens; none where they are not.
    pub(super) values: &'static [&'static str],
}

const fn label(name: &'static str) -> Label {
    Label { name, values: &[] }
}

const fn one_of(name: &'static str, values: &'static [&'static str]) -> Label {
    Label { name, values }
}

/// The metrics of this program.
#[rustfmt::skip]
pub(super) const METRICS: &[Metric] = &[
    Metric {
        name: "bronwijzer_build_info",
        kind: Kind::Gauge,
        labels: &[label("version")],
        help: "1; the version of the program is in the label",
    },
    Metric {
        name: "bronwijzer_http_requests_total",
        kind: Kind::Counter,
        labels: &[label("route"), label("method"), label("status")],
        help: "Requests that were answered, by the route that matched: never by the address itself",
    },
    Metric {
        name: "bronwijzer_http_request_duration_seconds",
        kind: Kind::Histogram(SECONDS),
        labels: &[label("route"), label("method")],
        help: "Time until the head of the answer",
    },
    Metric {
        name: "bronwijzer_connections",
        kind: Kind::Gauge,
        labels: &[],
        help: "Connections that are open",
    },
    Metric {
        name: "bronwijzer_connections_limit",
        kind: Kind::Gauge,
        labels: &[],
        help: "Most connections at the same time",
    },
    Metric {
        name: "bronwijzer_connection_errors_total",
        kind: Kind::Counter,
        labels: &[],
        help: "Connections that could not be accepted, as when no files are left",
    },
    Metric {
        name: "bronwijzer_websockets",
        kind: Kind::Gauge,
        labels: &[],
        help: "Websockets that are open",
    },
    Metric {
        name: "bronwijzer_subscriptions",
        kind: Kind::Gauge,
        labels: &[],
        help: "Subscriptions that are followed",
    },
    Metric {
        name: "bronwijzer_shed_total",
        kind: Kind::Counter,
        labels: &[one_of("reason", &["connections", "graphql", "graphql_timeout", "rate_limit", "subscriptions", "visitors", "websockets"])],
        help: "Requests that were refused because too much was asked",
    },
    Metric {
        name: "bronwijzer_graphql_operations_total",
        kind: Kind::Counter,
        labels: &[label("kind"), label("field"), label("code")],
        help: "Operations that were answered, those of the pages too: by the root field that they begin with, and `OK` or the code of the first error",
    },
    Metric {
        name: "bronwijzer_graphql_duration_seconds",
        kind: Kind::Histogram(SECONDS),
        labels: &[label("kind")],
        help: "Time of an operation, the wait for its turn too",
    },
    Metric {
        name: "bronwijzer_graphql_client_operations_total",
        kind: Kind::Counter,
        labels: &[label("name")],
        help: "Operations of clients, by the name that they give them: the first 100 names, then `other`",
    },
    Metric {
        name: "bronwijzer_search_duration_seconds",
        kind: Kind::Histogram(SECONDS),
        labels: &[label("kind")],
        help: "Time of a search (`search`) or of suggestions (`suggest`) in the index",
    },
    Metric {
        name: "bronwijzer_search_failures_total",
        kind: Kind::Counter,
        labels: &[],
        help: "Searches that failed because of the index",
    },
    Metric {
        name: "bronwijzer_cache_requests_total",
        kind: Kind::Counter,
        labels: &[label("cache"), label("result")],
        help: "What was looked up in a cache (`entry`, `page`, `preview`, `query`, `readme`), and whether it was there (`hit`, `miss`)",
    },
    Metric {
        name: "bronwijzer_pages_warmed_total",
        kind: Kind::Counter,
        labels: &[],
        help: "Pages that were rendered anew after a write because they are asked for often, before anybody asked",
    },
    Metric {
        name: "bronwijzer_records",
        kind: Kind::Gauge,
        labels: &[],
        help: "Repositories in the search index, those that are not shown too",
    },
    Metric {
        name: "bronwijzer_repositories",
        kind: Kind::Gauge,
        labels: &[],
        help: "Repositories that can be found",
    },
    Metric {
        name: "bronwijzer_store_sequence",
        kind: Kind::Gauge,
        labels: &[],
        help: "Number of the last write to the store",
    },
    Metric {
        name: "bronwijzer_index_sequence",
        kind: Kind::Gauge,
        labels: &[],
        help: "Number of the last write that the search index holds",
    },
    Metric {
        name: "bronwijzer_index_lag",
        kind: Kind::Gauge,
        labels: &[],
        help: "Writes that the search index is behind the store",
    },
    Metric {
        name: "bronwijzer_leads",
        kind: Kind::Gauge,
        labels: &[],
        help: "1 while this server does what one does for all that share the store: crawls, judges and mails",
    },
    Metric {
        name: "bronwijzer_replica_reads_total",
        kind: Kind::Counter,
        labels: &[one_of("answer", &["replica", "behind", "away"])],
        help: "Reads that a replica of the database may answer: whether it did, or the database was asked as the replica was behind or away",
    },
    Metric {
        name: "bronwijzer_store_out_of_reach",
        kind: Kind::Gauge,
        labels: &[],
        help: "1 while the store that servers share can't be reached and answers are as of before",
    },
    Metric {
        name: "bronwijzer_node_disagrees",
        kind: Kind::Gauge,
        labels: &[],
        help: "1 while this server has other rules or organisations than the one that judged last",
    },
    Metric {
        name: "bronwijzer_index_damaged",
        kind: Kind::Gauge,
        labels: &[],
        help: "1 while the search index is damaged and is being rebuilt",
    },
    Metric {
        name: "bronwijzer_notices",
        kind: Kind::Gauge,
        labels: &[],
        help: "Things that had to be done to open the catalogue; `/health/ready` says which",
    },
    Metric {
        name: "bronwijzer_data_bytes",
        kind: Kind::Gauge,
        labels: &[label("part")],
        help: "Size on disk, in the data folder: `store`, `index`, `backups`",
    },
    Metric {
        name: "bronwijzer_data_free_bytes",
        kind: Kind::Gauge,
        labels: &[],
        help: "Room that is left on the disk of the data folder",
    },
    Metric {
        name: "bronwijzer_backup_last_success_timestamp_seconds",
        kind: Kind::Gauge,
        labels: &[],
        help: "When the newest backup was written; 0 when there is none",
    },
    Metric {
        name: "bronwijzer_backup_size_bytes",
        kind: Kind::Gauge,
        labels: &[],
        help: "Size of the newest backup",
    },
    Metric {
        name: "bronwijzer_backups",
        kind: Kind::Gauge,
        labels: &[],
        help: "Backups in the data folder",
    },
    Metric {
        name: "bronwijzer_index_snapshot_last_success_timestamp_seconds",
        kind: Kind::Gauge,
        labels: &[],
        help: "When this server last put a snapshot of the search index where new servers find it",
    },
    Metric {
        name: "bronwijzer_index_snapshot_failures_total",
        kind: Kind::Counter,
        labels: &[],
        help: "Snapshots of the search index that could not be made or put there",
    },
    Metric {
        name: "bronwijzer_off_site_backup_last_success_timestamp_seconds",
        kind: Kind::Gauge,
        labels: &[],
        help: "When a backup off this machine was last written and read back, since the start of the server; 0 before the first",
    },
    Metric {
        name: "bronwijzer_off_site_backup_failures_total",
        kind: Kind::Counter,
        labels: &[],
        help: "How often a backup off this machine failed, each try of one",
    },
    Metric {
        name: "bronwijzer_crawl_running",
        kind: Kind::Gauge,
        labels: &[],
        help: "1 while a crawl runs",
    },
    Metric {
        name: "bronwijzer_crawl_repositories_total",
        kind: Kind::Counter,
        labels: &[one_of("outcome", &["changed", "failed", "gone", "new", "unchanged"])],
        help: "Repositories, by what crawls found",
    },
    Metric {
        name: "bronwijzer_crawl_accounts_total",
        kind: Kind::Counter,
        labels: &[one_of("outcome", &["complete", "failed", "interrupted", "partial", "skipped"])],
        help: "Accounts, by how crawls ended for them",
    },
    Metric {
        name: "bronwijzer_crawl_duration_seconds",
        kind: Kind::Gauge,
        labels: &[],
        help: "Time that the last crawl took",
    },
    Metric {
        name: "bronwijzer_crawl_last_end_timestamp_seconds",
        kind: Kind::Gauge,
        labels: &[],
        help: "When the last crawl ended, however",
    },
    Metric {
        name: "bronwijzer_crawl_last_success_timestamp_seconds",
        kind: Kind::Gauge,
        labels: &[label("forge")],
        help: "When a crawl last ended in which every account of the forge was complete",
    },
    Metric {
        name: "bronwijzer_forge_requests_total",
        kind: Kind::Counter,
        labels: &[label("forge")],
        help: "Requests to a forge or another source",
    },
    Metric {
        name: "bronwijzer_forge_received_bytes_total",
        kind: Kind::Counter,
        labels: &[label("forge")],
        help: "Bytes that it sent",
    },
    Metric {
        name: "bronwijzer_forge_waited_seconds_total",
        kind: Kind::Counter,
        labels: &[label("forge")],
        help: "Time spent waiting for its quota, or before another try",
    },
    Metric {
        name: "bronwijzer_forge_failures_total",
        kind: Kind::Counter,
        labels: &[label("forge"), label("kind")],
        help: "Attempts that gave no answer: `passing`, `unsure`, `limited`, `exhausted`, `refused` (the token), `final`",
    },
    Metric {
        name: "bronwijzer_forge_budget_limit",
        kind: Kind::Gauge,
        labels: &[label("forge"), label("pool")],
        help: "Quota of all tokens together, as the forge last said",
    },
    Metric {
        name: "bronwijzer_forge_budget_remaining",
        kind: Kind::Gauge,
        labels: &[label("forge"), label("pool")],
        help: "What was left of it then",
    },
    Metric {
        name: "bronwijzer_forge_budget_reset_timestamp_seconds",
        kind: Kind::Gauge,
        labels: &[label("forge"), label("pool")],
        help: "When it begins anew",
    },
    Metric {
        name: "bronwijzer_job_running",
        kind: Kind::Gauge,
        labels: &[label("job")],
        help: "1 while a job runs: `backup`, `crawl`, `reassess`",
    },
    Metric {
        name: "bronwijzer_job_last_run_timestamp_seconds",
        kind: Kind::Gauge,
        labels: &[label("job")],
        help: "When it last began, since the start of the server",
    },
    Metric {
        name: "bronwijzer_job_last_success_timestamp_seconds",
        kind: Kind::Gauge,
        labels: &[label("job")],
        help: "When it last ended well, since the start of the server",
    },
    Metric {
        name: "bronwijzer_job_duration_seconds",
        kind: Kind::Gauge,
        labels: &[label("job")],
        help: "Time that it last took",
    },
    Metric {
        name: "bronwijzer_job_failures_total",
        kind: Kind::Counter,
        labels: &[one_of("job", &["backup", "crawl", "reassess"])],
        help: "How often it failed",
    },
    Metric {
        name: "bronwijzer_mail_sent_total",
        kind: Kind::Counter,
        labels: &[],
        help: "Mail that the mail server took",
    },
    Metric {
        name: "bronwijzer_mail_failed_total",
        kind: Kind::Counter,
        labels: &[one_of("reason", &["refused", "unknown", "unreachable"])],
        help: "Mail that was not sent: refused, unknown because the connection broke, or no mail server",
    },
    Metric {
        name: "bronwijzer_mail_queued",
        kind: Kind::Gauge,
        labels: &[],
        help: "Members whose mail was refused and is tried again",
    },
    Metric {
        name: "bronwijzer_trace_spans_total",
        kind: Kind::Counter,
        labels: &[one_of("result", &["failed", "sent"])],
        help: "Spans of traces, by whether the receiver took them; what failed is lost",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    const DOCS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/metrics.md"));

    fn row(metric: &Metric) -> String {
        let kind = match metric.kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram(_) => "histogram",
        };
        let labels: Vec<String> = metric
            .labels
            .iter()
            .map(|label| match label.values {
                [] => format!("`{}`", label.name),
                values => format!("`{}`: {}", label.name, values.join(", ")),
            })
            .collect();
        let (name, labels, help) = (metric.name, labels.join("; "), metric.help);
        format!("| `{name}` | {kind} | {labels} | {help} |")
    }

    #[test]
    fn docs_have_the_row_of_each_metric_and_no_other() {
        for metric in METRICS {
            let row = row(metric);
            assert!(
                DOCS.lines().any(|line| line == row),
                "docs/metrics.md lacks: {row}"
            );
        }
        let written = DOCS
            .lines()
            .filter(|line| line.starts_with("| `bronwijzer_"));
        assert_eq!(written.count(), METRICS.len());
    }

    #[test]
    fn names_follow_the_conventions_of_prometheus() {
        for metric in METRICS {
            let name = metric.name;
            let is_counter = matches!(metric.kind, Kind::Counter);
            assert!(name.starts_with("bronwijzer_"), "{name}");
            assert_eq!(name.ends_with("_total"), is_counter, "{name}");
            let is_time = matches!(metric.kind, Kind::Histogram(_)) || name.contains("timestamp");
            assert!(!is_time || name.ends_with("_seconds"), "{name}");
        }
    }
}
