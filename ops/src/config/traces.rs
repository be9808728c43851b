//! Where traces go, for who looks at requests one by one.

use http::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use strum::{IntoStaticStr, VariantArray};
use url::Url;

use super::entry::{Entry, Form, Key, Secret, SecretSource};
use super::sign_in::{is_safe, one_line};
use super::{ConfigProblem, Environment};

/// The keys of the table `[traces]`, in the order to write them in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum TraceKey {
    Endpoint,
    HeadersEnv,
    HeadersFile,
    ServiceName,
    SampleRatio,
}

impl Key for TraceKey {
    const OF: &'static str = "traces";

    fn form(self) -> Form {
        match self {
            Self::SampleRatio => Form::Number,
            _ => Form::Text,
        }
    }
}

const HEADERS: Secret<TraceKey, SecretString> = Secret {
    env: TraceKey::HeadersEnv,
    file: TraceKey::HeadersFile,
    noun: "list of headers",
    parse: |text| one_line(text).filter(|text| headers(text.expose_secret()).is_some()),
};

/// What the server is called when nothing else is said.
const SERVICE_NAME: &str = "bronwijzer";

/// Traces.
#[derive(Debug, Clone)]
pub(crate) struct TraceSetting {
    /// The receiver, as it was written.
    pub(crate) endpoint: Url,
    /// What each request to it carries: `NAME=VALUE` with commas between. `None` where there
    /// are none, or the variable is not set.
    pub(crate) headers: Option<SecretString>,
    /// Where these come from.
    pub(crate) headers_source: SecretSource,
    /// What the server is called there.
    pub(crate) service_name: String,
    /// Of how many traces one is kept, from 0 to 1.
    pub(crate) sample_ratio: f64,
    /// Where the table stands.
    pub(crate) origin: super::Origin,
}

impl TraceSetting {
    /// Where spans are sent to.
    pub(crate) fn address(&self) -> Url {
        let mut url = self.endpoint.clone();
        let own = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{own}/v1/traces"));
        url
    }

    /// What each request carries.
    pub(crate) fn header_list(&self) -> Vec<(HeaderName, HeaderValue)> {
        let text = self.headers.as_ref().map(ExposeSecret::expose_secret);
        text.and_then(headers).unwrap_or_default()
    }
}

/// Takes the table from the file. `None` when there is none, or after a problem.
pub(super) fn resolve(
    entry: Option<&Entry<TraceKey>>,
    environment: &Environment<'_>,
    problems: &mut Vec<ConfigProblem>,
) -> Option<TraceSetting> {
    let entry = entry?;
    let endpoint = entry.value(
        TraceKey::Endpoint,
        problems,
        endpoint,
        "the address of a receiver of OTLP over HTTP, as in http://127.0.0.1:4318",
    );
    let service_name = entry.optional(
        TraceKey::ServiceName,
        problems,
        |text| (!text.is_empty()).then(|| text.to_owned()),
        "the name by which the receiver knows the server",
    )?;
    let sample_ratio = entry.optional(
        TraceKey::SampleRatio,
        problems,
        |text| {
            text.parse()
                .ok()
                .filter(|ratio| (0.0..=1.0).contains(ratio))
        },
        "a number from 0 to 1: the share of the requests that are traced",
    )?;
    let (headers_source, headers) = entry.secret(&HEADERS, environment, problems)?;
    let endpoint = endpoint?;
    if headers_source != SecretSource::None && !is_safe(&endpoint) {
        problems.push(ConfigProblem {
            at: entry.origin.clone(),
            what: "traces with headers, which anybody on the way can read".to_owned(),
            advice: "Give `endpoint` an address with https, or one on this machine".to_owned(),
        });
        return None;
    }
    Some(TraceSetting {
        endpoint,
        headers,
        headers_source,
        service_name: service_name.unwrap_or_else(|| SERVICE_NAME.to_owned()),
        sample_ratio: sample_ratio.unwrap_or(1.0),
        origin: entry.origin.clone(),
    })
}

fn endpoint(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    let is_bare = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    (is_web && is_bare).then_some(url)
}

/// `NAME=VALUE` with commas between, as OpenTelemetry writes headers.
fn headers(text: &str) -> Option<Vec<(HeaderName, HeaderValue)>> {
    let pairs = text.split(',').map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let mut value = HeaderValue::from_str(value.trim()).ok()?;
        value.set_sensitive(true);
        Some((name.trim().parse().ok()?, value))
    });
    pairs.collect()
}
