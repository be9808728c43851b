//! Traces: whether the receiver takes them. What it is sent is a request without spans, which
//! every receiver takes and keeps nothing of.

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

use super::finding::Findings;
use super::web::Web;
use crate::config::Config;

pub(super) async fn check(config: &Config, web: &Web, findings: &mut Findings) {
    let Some(setting) = &config.traces else {
        return findings.skipped("traces", "", "none are sent: there is no [traces]");
    };
    let address = setting.address();
    let subject = address.to_string();
    let mut headers: HeaderMap = setting.header_list().into_iter().collect();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/x-protobuf"),
    );
    match web.post_nothing(address, headers).await {
        Ok(answer) if (200..300).contains(&answer.status) => {
            findings.ok("traces", &subject, "the receiver takes them");
        }
        Ok(answer) => findings.error(
            "traces",
            &subject,
            format!("the receiver answers with status {}", answer.status),
            "Check `endpoint`, which is the address of OTLP over HTTP without /v1/traces, and the headers",
        ),
        Err(error) => findings.error(
            "traces",
            &subject,
            format!("the receiver can't be reached: {error}"),
            "Start it, or correct `endpoint`; until then traces are lost, and nothing else",
        ),
    }
}
