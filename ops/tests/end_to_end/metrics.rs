//! What those who watch over a server see: metrics by the names of the docs, its health, a
//! real Prometheus that reads it, and the id by which a request is found again.

use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bronwijzer_double::github::GitHub;
use bronwijzer_double::world::{Repository, World};
use chrono::Utc;
use serde_json::{Value, json};

use crate::place::{Place, Server, TOKEN};

const DOCS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/metrics.md"));

/// How often is looked for what has to come.
const LOOKS: usize = 1_200;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

fn world() -> World {
    let now = Utc::now();
    World::with_organisations(&["Gemeente-Delft", "PDOK"])
        .with(Repository::new(1, "Gemeente-Delft", "kademuren", now))
        .with(Repository::new(2, "PDOK", "viewer", now))
}

/// Where the admin address of a server is, as its log says.
pub(crate) async fn admin_of(place: &Place) -> String {
    for _ in 0..LOOKS {
        let log = std::fs::read_to_string(place.path("serve.log")).unwrap();
        if let Some((_, rest)) = log.split_once("metrics are at ") {
            return rest.split("/metrics").next().unwrap().to_owned();
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    panic!("the log has no admin address");
}

async fn text(address: &str) -> String {
    let answer = reqwest::get(address).await.unwrap();
    assert_eq!(answer.status().as_u16(), 200, "{address}");
    answer.text().await.unwrap()
}

/// The value of a series, which is written as `name{labels}`.
pub(crate) fn value(metrics: &str, series: &str) -> Option<f64> {
    let line = metrics.lines().find(|line| {
        line.strip_prefix(series)
            .is_some_and(|rest| rest.starts_with(' '))
    })?;
    line.rsplit(' ').next()?.parse().ok()
}

/// Waits until a series has a value that `is` what was waited for.
pub(crate) async fn wait_for(admin: &str, series: &str, is: impl Fn(f64) -> bool) -> String {
    let mut metrics = String::new();
    for _ in 0..LOOKS {
        metrics = text(&format!("{admin}/metrics")).await;
        if value(&metrics, series).is_some_and(&is) {
            return metrics;
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    panic!("{series} does not get there:\n{metrics}");
}

/// The names in the tables of the docs.
fn documented() -> BTreeSet<&'static str> {
    let names = DOCS.lines().filter_map(|line| line.strip_prefix("| `"));
    names.map(|name| name.split('`').next().unwrap()).collect()
}

async fn crawled(place: &Place) -> (Server, String) {
    let server = place.serve(&["--admin-address", "127.0.0.1:0"]);
    let admin = admin_of(place).await;
    let success = "bronwijzer_job_last_success_timestamp_seconds{job=\"crawl\"}";
    wait_for(&admin, success, |at| at > 0.0).await;
    (server, admin)
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_tell_what_happened_by_the_names_of_the_docs() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let place = Place::asking(&github);
    let (server, admin) = crawled(&place).await;
    for path in ["/", "/", "/zoeken?q=kademuren", "/en/search?q=secret-words"] {
        server.page(path).await;
    }
    server
        .page("/repositories/github.com/Gemeente-Delft/kademuren")
        .await;
    let missing = format!("{}/no-such-page/at-all", server.address());
    assert_eq!(reqwest::get(missing).await.unwrap().status(), 404);
    let query = "query Mine { repositories(query: \"viewer\") { total } }";
    server.ask(query, json!({})).await;

    let metrics = text(&format!("{admin}/metrics")).await;
    let exported: BTreeSet<&str> = metrics
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next())
        .collect();
    let documented = documented();
    let unknown: Vec<_> = exported.difference(&documented).collect();
    assert!(unknown.is_empty(), "docs/metrics.md lacks {unknown:?}");
    // Nothing failed.
    let rare = [
        "bronwijzer_forge_failures_total",
        "bronwijzer_forge_waited_seconds_total",
    ];
    let absent = documented.difference(&exported);
    let absent: Vec<_> = absent.filter(|name| !rare.contains(name)).collect();
    assert!(absent.is_empty(), "not exported: {absent:?}\n{metrics}");

    let is = |series: &str, expected: f64| {
        assert_eq!(
            value(&metrics, series),
            Some(expected),
            "{series}\n{metrics}"
        );
    };
    is("bronwijzer_repositories", 2.0);
    is("bronwijzer_index_lag", 0.0);
    is("bronwijzer_crawl_repositories_total{outcome=\"new\"}", 2.0);
    is("bronwijzer_crawl_accounts_total{outcome=\"complete\"}", 2.0);
    is("bronwijzer_job_failures_total{job=\"crawl\"}", 0.0);
    is("bronwijzer_backups", 1.0);
    let page = |route: &str, status: u16| {
        format!(
            "bronwijzer_http_requests_total{{route=\"{route}\",method=\"GET\",status=\"{status}\"}}"
        )
    };
    is(&page("/", 200), 2.0);
    is(&page("/zoeken", 200), 1.0);
    is(&page("none", 404), 1.0);
    is(
        "bronwijzer_graphql_client_operations_total{name=\"Mine\"}",
        1.0,
    );
    is(
        "bronwijzer_cache_requests_total{cache=\"page\",result=\"hit\"}",
        1.0,
    );
    let timed = "bronwijzer_search_duration_seconds_count{kind=\"search\"}";
    assert!(value(&metrics, timed).unwrap() >= 3.0, "{metrics}");
    assert!(metrics.contains("bronwijzer_forge_budget_remaining{forge=\"github.com\""));
    for private in ["secret-words", "no-such-page", "Gemeente-Delft"] {
        assert!(!metrics.contains(private), "{private} in\n{metrics}");
    }
    let ready = text(&format!("{admin}/health/ready")).await;
    assert!(ready.starts_with("ready\n"), "{ready}");
    let public = format!("{}/metrics", server.address());
    assert_eq!(reqwest::get(public).await.unwrap().status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restarted_server_still_knows_its_last_crawl() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let place = Place::asking(&github);
    let (server, _) = crawled(&place).await;
    assert_eq!(server.stop(), Some(0));
    let _server = place.serve(&["--admin-address", "127.0.0.1:0", "--schedule", "off"]);
    let admin = admin_of(&place).await;
    let metrics = text(&format!("{admin}/metrics")).await;
    let series = "bronwijzer_crawl_last_success_timestamp_seconds{forge=\"github.com\"}";
    assert!(
        value(&metrics, series).is_some_and(|at| at > 0.0),
        "{metrics}"
    );
    let backup = "bronwijzer_backup_last_success_timestamp_seconds";
    assert!(value(&metrics, backup).is_some_and(|at| at > 0.0));
}

/// A Prometheus that is ended when this is dropped.
struct Prometheus(Child);

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Whether a program of Debian's package `prometheus` is there. Where the tests decide about a
/// change it has to be.
fn is_there(program: &str) -> bool {
    let found = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if found.is_ok_and(|status| status.success()) {
        return true;
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "{program} is not installed: apt-get install prometheus"
    );
    eprintln!("skipped: {program} is not installed (Debian's package prometheus has it)");
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn prometheus_reads_the_server_and_its_rules() {
    if !is_there("prometheus") {
        return;
    }
    let mut place = Place::with_config("listen = \"127.0.0.1:0\"\n");
    place.set_token(None);
    let _server = place.serve(&["--admin-address", "127.0.0.1:0"]);
    let admin = admin_of(&place).await;
    let target = admin.strip_prefix("http://").unwrap();
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/monitoring/alerts.yml");
    let config = format!(
        "global: {{ scrape_interval: 1s }}\nrule_files: [{rules}]\nscrape_configs:\n\
         - job_name: bronwijzer\n  static_configs: [{{ targets: [\"{target}\"] }}]\n"
    );
    std::fs::write(place.path("prometheus.yml"), config).unwrap();
    // It tells no port that it chose by itself.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let own = port.local_addr().unwrap();
    drop(port);
    let log = std::fs::File::create(place.path("prometheus.log")).unwrap();
    let child = Command::new("prometheus")
        .arg(format!(
            "--config.file={}",
            place.path("prometheus.yml").display()
        ))
        .arg(format!(
            "--storage.tsdb.path={}",
            place.path("tsdb").display()
        ))
        .arg(format!("--web.listen-address={own}"))
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap();
    let _prometheus = Prometheus(child);
    for query in [
        "up{job=\"bronwijzer\"} == 1",
        "bronwijzer_repositories > 50",
        "histogram_quantile(0.99, sum by (le) (bronwijzer_search_duration_seconds_bucket)) > -1 or bronwijzer_records > 0",
        "bronwijzer_build_info == 1",
    ] {
        let found = asked(own, query).await;
        assert!(
            found,
            "{query}: {}",
            std::fs::read_to_string(place.path("prometheus.log")).unwrap()
        );
    }
    let rules = text(&format!("http://{own}/api/v1/rules")).await;
    let rules: Value = serde_json::from_str(&rules).unwrap();
    let rules = rules["data"]["groups"][0]["rules"].as_array().unwrap();
    assert!(rules.len() >= 15);
    let targets = text(&format!("http://{own}/api/v1/targets")).await;
    let targets: Value = serde_json::from_str(&targets).unwrap();
    assert_eq!(targets["data"]["activeTargets"][0]["lastError"], "");
}

/// Whether a query gets an answer before long.
async fn asked(prometheus: std::net::SocketAddr, query: &str) -> bool {
    let client = reqwest::Client::new();
    let mut address = reqwest::Url::parse(&format!("http://{prometheus}/api/v1/query")).unwrap();
    address.query_pairs_mut().append_pair("query", query);
    for _ in 0..LOOKS {
        if let Ok(answer) = client.get(address.clone()).send().await
            && let Ok(answer) = answer.json::<Value>().await
            && answer["data"]["result"]
                .as_array()
                .is_some_and(|found| !found.is_empty())
        {
            return true;
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    false
}

#[test]
fn alert_rules_go_off_when_they_should() {
    if !is_there("promtool") {
        return;
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/monitoring");
    for arguments in [
        ["check", "rules", "alerts.yml"],
        ["test", "rules", "alerts_test.yml"],
    ] {
        let done = Command::new("promtool")
            .args(arguments)
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
    }
}

/// The metrics that an expression names, without what histograms add.
fn metrics_in(expression: &str) -> Vec<&str> {
    let words = expression.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let ours = words.filter(|word| word.starts_with("bronwijzer_") || word.starts_with("process_"));
    let bare = |word| {
        let ends = ["_bucket", "_sum", "_count"];
        ends.iter()
            .find_map(|end| str::strip_suffix(word, end))
            .unwrap_or(word)
    };
    ours.map(bare).collect()
}

#[test]
fn dashboard_and_alerts_use_metrics_that_exist() {
    let documented = documented();
    let dashboard = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/monitoring/dashboard.json"
    ));
    let dashboard: Value = serde_json::from_str(dashboard).unwrap();
    let mut expressions: Vec<String> = Vec::new();
    for panel in dashboard["panels"].as_array().unwrap() {
        for target in panel["targets"].as_array().into_iter().flatten() {
            expressions.push(target["expr"].as_str().unwrap().to_owned());
        }
    }
    assert!(expressions.len() > 20, "{}", expressions.len());
    let alerts = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/monitoring/alerts.yml"
    ));
    expressions.push(alerts.to_owned());
    for expression in &expressions {
        let named = metrics_in(expression);
        assert!(!named.is_empty(), "{expression}");
        for metric in named {
            assert!(documented.contains(metric), "{metric} in {expression}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn request_id_is_in_the_answer_and_the_access_log() {
    let mut place = Place::with_config("listen = \"127.0.0.1:0\"\nlog_format = \"json\"\n");
    place.set_token(None);
    let server = place.serve(&["--access-log", "on", "--schedule", "off"]);
    let client = reqwest::Client::new();
    let asked = async |id: Option<&str>, path: &str| {
        let mut request = client.get(format!("{}{path}", server.address()));
        if let Some(id) = id {
            request = request.header("x-request-id", id);
        }
        let answer = request.send().await.unwrap();
        answer.headers()["x-request-id"]
            .to_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        asked(Some("of-the-proxy.1"), "/zoeken?q=secret-words").await,
        "of-the-proxy.1"
    );
    let odd = asked(Some("with space"), "/").await;
    assert_eq!(odd.len(), 32);
    assert_ne!(asked(None, "/").await, odd);
    drop(server);
    let log = std::fs::read_to_string(place.path("serve.log")).unwrap();
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let line = lines
        .iter()
        .find(|line| line["span"]["id"] == "of-the-proxy.1")
        .expect(&log);
    assert_eq!(line["target"], "bronwijzer::access");
    assert_eq!(line["fields"]["route"], "/zoeken");
    assert_eq!(line["fields"]["status"], 200);
    assert!(!log.contains("secret-words"), "{log}");
    let server = place.serve(&["--trusted-proxies", "none", "--schedule", "off"]);
    let answer = client
        .get(server.address())
        .header("x-request-id", "of-a-stranger")
        .send()
        .await
        .unwrap();
    assert_ne!(answer.headers()["x-request-id"], "of-a-stranger");
    drop(server);
    let log = std::fs::read_to_string(place.path("serve.log")).unwrap();
    assert!(!log.contains("bronwijzer::access"), "{log}");
}
