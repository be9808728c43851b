//! Traces, as a receiver of OTLP on this machine gets them: of requests, crawls and writes, and
//! what becomes of the server when nobody takes them.

use std::collections::{BTreeMap, VecDeque};
use std::net::TcpListener as Listener;
use std::sync::{Arc, Mutex};

use bronwijzer_double::github::GitHub;
use bronwijzer_double::world::{Repository, World};
use chrono::Utc;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Kind;
use opentelemetry_proto::tonic::trace::v1::Span;
use poem::http::{HeaderMap, StatusCode};
use poem::listener::{Acceptor, Listener as _, TcpListener};
use poem::web::Data;
use poem::{EndpointExt, Route, Server as Http, handler, post};
use prost::Message;
use serde_json::json;

use crate::place::{Place, TOKEN};

/// What a proxy began: version, trace, its span, and that it is sampled.
const TRACEPARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

/// What a receiver got.
#[derive(Clone, Default)]
struct Received(Arc<Mutex<Vec<(HeaderMap, ExportTraceServiceRequest)>>>);

/// A span with what it says.
#[derive(Debug)]
struct Seen {
    name: String,
    trace: String,
    id: String,
    parent: String,
    says: BTreeMap<String, String>,
    span: Span,
}

impl Received {
    /// Every span so far.
    fn spans(&self) -> Vec<Seen> {
        let requests = self.0.lock().unwrap();
        let resources = requests.iter().flat_map(|(_, got)| &got.resource_spans);
        let scopes = resources.flat_map(|resource| &resource.scope_spans);
        scopes
            .flat_map(|scope| scope.spans.clone())
            .map(Seen::from)
            .collect()
    }

    /// The one span with a name.
    fn span(&self, name: &str) -> Seen {
        let mut named = self.spans();
        named.retain(|span| span.name == name);
        assert_eq!(named.len(), 1, "{name}: {:?}", self.names());
        named.remove(0)
    }

    fn names(&self) -> Vec<String> {
        self.spans().into_iter().map(|span| span.name).collect()
    }
}

impl From<Span> for Seen {
    fn from(span: Span) -> Self {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let says = span.attributes.iter().map(|attribute| {
            let value = attribute.value.clone().and_then(|value| value.value);
            let value = match value {
                Some(Kind::StringValue(text)) => text,
                Some(Kind::IntValue(number)) => number.to_string(),
                other => format!("{other:?}"),
            };
            (attribute.key.clone(), value)
        });
        Self {
            name: span.name.clone(),
            trace: hex(&span.trace_id),
            id: hex(&span.span_id),
            parent: hex(&span.parent_span_id),
            says: says.collect(),
            span,
        }
    }
}

#[handler]
fn take(headers: &HeaderMap, body: Vec<u8>, Data(received): Data<&Received>) -> StatusCode {
    match ExportTraceServiceRequest::decode(VecDeque::from(body)) {
        Ok(request) => {
            received.0.lock().unwrap().push((headers.clone(), request));
            StatusCode::OK
        }
        Err(_) => StatusCode::BAD_REQUEST,
    }
}

/// A receiver, and its address.
async fn receiver() -> (Received, String) {
    let received = Received::default();
    let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor();
    let acceptor = acceptor.await.unwrap();
    let address = *acceptor.local_addr()[0].as_socket_addr().unwrap();
    let routes = Route::new().at("/otlp/v1/traces", post(take));
    let routes = routes.data(received.clone());
    tokio::spawn(Http::new_with_acceptor(acceptor).run(routes));
    (received, format!("http://{address}/otlp"))
}

fn world() -> World {
    World::with_organisations(&["Gemeente-Delft", "PDOK"]).with(Repository::new(
        1,
        "Gemeente-Delft",
        "kademuren",
        Utc::now(),
    ))
}

/// A place that sends traces to `endpoint`, with `settings` before the tables.
fn place(github: &GitHub, endpoint: &str, settings: &str) -> Place {
    let place = Place::asking(github);
    let file = place.path("bronwijzer.toml");
    std::fs::write(place.path("headers"), "x-tenant=delft,x-key=s3cr3t\n").unwrap();
    let config = std::fs::read_to_string(&file).unwrap();
    let traces = format!(
        "[traces]\nendpoint = \"{endpoint}\"\nheaders_file = \"headers\"\nservice_name = \"catalogue\"\n"
    );
    std::fs::write(file, format!("{settings}{config}{traces}")).unwrap();
    place
}

async fn ask(address: &str) -> reqwest::Response {
    let request = reqwest::Client::new().get(address);
    let request = request.header("traceparent", TRACEPARENT);
    request.send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn request_is_a_trace_with_route_and_operation() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let (received, endpoint) = receiver().await;
    let place = place(&github, &endpoint, "schedule = \"off\"\n");
    let server = place.serve(&[]);
    let answer = ask(&format!("{}/en/search?q=secret-words", server.address())).await;
    let id = answer.headers()["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    let query = "query Mine { repositories(query: \"secret-words\") { total } }";
    server.ask(query, json!({})).await;
    assert_eq!(server.stop(), Some(0));

    let page = received.span("GET /en/search");
    assert_eq!((page.trace.as_str(), page.parent.as_str()), (TRACE, PARENT));
    assert_eq!(page.span.kind, 2, "a server's");
    assert_eq!(page.says["http.route"], "/en/search");
    assert_eq!(page.says["http.request.method"], "GET");
    assert_eq!(page.says["http.response.status_code"], "200");
    assert_eq!(page.says["request.id"], id);

    let asked = received.span("POST /graphql");
    let mut operations = received.spans();
    operations.retain(|span| span.name == "query repositories" && span.parent == asked.id);
    assert_eq!(operations.len(), 1, "{:?}", received.names());
    let operation = operations.remove(0);
    assert_eq!(operation.trace, asked.trace);
    assert_ne!(operation.trace, TRACE, "who sends no header begins a trace");
    assert_eq!(operation.says["code"], "OK");
    let mut searches = received.spans().into_iter();
    assert!(searches.any(|span| span.name == "search" && span.trace == asked.trace));

    let spans = received.spans();
    assert!(!format!("{spans:?}").contains("secret-words"));
    let requests = received.0.lock().unwrap();
    assert!(!requests.is_empty());
    for (headers, request) in &*requests {
        assert_eq!(headers["x-tenant"], "delft");
        assert_eq!(headers["content-type"], "application/x-protobuf");
        let resource = format!("{:?}", request.resource_spans[0].resource);
        assert!(resource.contains("service.name") && resource.contains("catalogue"));
    }
    let log = std::fs::read_to_string(place.path("serve.log")).unwrap();
    assert!(
        !log.contains("s3cr3t") && !log.contains("bronwijzer_spans"),
        "{log}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn trace_of_a_stranger_is_not_continued() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let (received, endpoint) = receiver().await;
    let settings = "schedule = \"off\"\ntrusted_proxies = \"none\"\n";
    let place = place(&github, &endpoint, settings);
    let server = place.serve(&[]);
    assert_eq!(ask(&format!("{}/en", server.address())).await.status(), 200);
    assert_eq!(server.stop(), Some(0));

    let page = received.span("GET /en");
    assert_ne!(page.trace, TRACE);
    assert_eq!(page.parent, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn crawl_is_a_trace_with_requests_and_writes() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let (received, endpoint) = receiver().await;
    let place = place(&github, &endpoint, "");
    let crawl = place.run(&["crawl"]);
    assert_eq!(crawl.status, Some(0), "{crawl:?}");

    let whole = received.span("crawl");
    let forge = received.span("crawl forge");
    assert_eq!(forge.parent, whole.id);
    assert_eq!(forge.says["forge"], "github.com");
    let spans = received.spans();
    for name in ["forge request", "store write", "index write"] {
        let mut named = spans.iter().filter(|span| span.name == name);
        let all = format!("{name}: {:?}", received.names());
        assert!(named.any(|span| span.trace == whole.trace), "{all}");
    }
    let request = spans.iter().find(|span| span.name == "forge request");
    assert_eq!(request.unwrap().span.kind, 3, "a client's");
}

#[tokio::test(flavor = "multi_thread")]
async fn ratio_of_zero_traces_only_what_a_proxy_asks() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let (received, endpoint) = receiver().await;
    let place = place(&github, &endpoint, "schedule = \"off\"\n");
    let file = place.path("bronwijzer.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    std::fs::write(file, format!("{config}sample_ratio = 0\n")).unwrap();
    let server = place.serve(&[]);
    server.page("/").await;
    ask(&format!("{}/en", server.address())).await;
    assert_eq!(server.stop(), Some(0));
    assert!(!received.names().contains(&"GET /".to_owned()));
    assert_eq!(received.span("GET /en").trace, TRACE);
    let doctor = place.run(&["doctor"]);
    assert!(
        doctor.stdout.contains("the receiver takes them"),
        "{doctor:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn receiver_that_is_gone_or_silent_harms_nothing() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    // It takes connections and never answers; dropped, it refuses them.
    let listener = Listener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let place = place(
        &github,
        &endpoint,
        "schedule = \"off\"\nadmin_address = \"127.0.0.1:0\"\n",
    );
    let server = place.serve(&[]);
    for _ in 0..20 {
        server.page("/").await;
    }
    assert_eq!(server.stop(), Some(0), "it ends while nobody answers");

    drop(listener);
    let doctor = place.run(&["doctor"]);
    assert_eq!(doctor.status, Some(1), "{doctor:?}");
    assert!(doctor.stdout.contains("the receiver can't be reached"));
    let server = place.serve(&[]);
    let admin = crate::metrics::admin_of(&place).await;
    let failed = "bronwijzer_trace_spans_total{result=\"failed\"}";
    server.page("/").await;
    crate::metrics::wait_for(&admin, failed, |spans| spans > 0.0).await;
    let before = crate::metrics::wait_for(&admin, failed, |_| true).await;
    server.page("/en").await;
    let before = crate::metrics::value(&before, failed).unwrap();
    crate::metrics::wait_for(&admin, failed, |spans| spans > before).await;
    server.page("/").await;
    assert_eq!(server.stop(), Some(0));
    let log = std::fs::read_to_string(place.path("serve.log")).unwrap();
    let warnings = log.matches("traces can't be sent to").count();
    assert_eq!(warnings, 1, "{log}");
    assert!(log.contains(&format!("{endpoint}/v1/traces")), "{log}");
}
