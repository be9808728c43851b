//! Two servers on one PostgreSQL: what one writes shows on the other, one of them leads, and
//! neither a kill, nor a pause, nor a network that is cut loses what was acknowledged.

use std::future::Future;
use std::time::{Duration, Instant};

use bronwijzer_double::fault::Fault;
use bronwijzer_double::github::GitHub;
use bronwijzer_double::world::World;
use bronwijzer_testing::postgres;
use chrono::Utc;
use serde_json::{Value, json};

use crate::place::{Place, Server, TOKEN};
use crate::proxy::{Line, Proxy};

/// How long something is waited for: far longer than any machine needs.
const PATIENCE: Duration = Duration::from_secs(120);

/// At what a node crawls for a while that nobody waits for.
pub(crate) const AT_NIGHT: &str = "0 3 1 1 *";

/// Waits until something holds.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < PATIENCE, "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// A database over TCP, as servers on other machines reach it.
struct Database {
    port: u16,
    name: String,
}

impl Database {
    /// `None` where this machine has no PostgreSQL.
    fn new() -> Option<Self> {
        let server = postgres::server()?;
        let name = postgres::database_in(&server.database()).to_owned();
        Some(Self {
            port: server.port(),
            name,
        })
    }

    /// Its address, behind the proxy at a port or without one.
    fn at(&self, port: Option<u16>) -> String {
        let port = port.unwrap_or(self.port);
        format!("postgres://postgres@127.0.0.1:{port}/{}", self.name)
    }
}

/// A node with a data folder of its own.
pub(crate) fn node(github: &GitHub, store: &str, schedule: &str) -> Place {
    let settings = format!("store = \"{store}\"\nschedule = \"{schedule}\"\n");
    Place::asking_for_one_account(github, &settings)
}

pub(crate) fn log_of(place: &Place) -> String {
    std::fs::read_to_string(place.path("serve.log")).unwrap()
}

pub(crate) fn leads(place: &Place) -> bool {
    let log = log_of(place);
    let last = |what: &str| log.rfind(what);
    last("this node leads: ") > last("this node leads no more")
}

pub(crate) async fn total(server: &Server) -> u64 {
    let found = server.ask("{ repositories { total } }", json!({})).await;
    found["repositories"]["total"].as_u64().unwrap()
}

pub(crate) async fn get(server: &Server, path: &str) -> reqwest::Response {
    let address = format!("{}{path}", server.address());
    reqwest::get(address).await.unwrap()
}

pub(crate) async fn tag(server: &Server) -> String {
    let response = get(server, "/api/v1/repositories?first=5").await;
    assert_eq!(response.status(), 200);
    response.headers()["etag"].to_str().unwrap().to_owned()
}

/// A GitHub that falls silent after a few pages, so that a crawl hangs in the middle.
async fn silent_github() -> GitHub {
    let github = GitHub::start(World::generated(1, 1, 300, Utc::now()), Some(TOKEN)).await;
    let mut pages = 0;
    github.fail(move |asked| {
        pages += usize::from(asked.ids > 0);
        (pages > 4).then_some(Fault::Slow(Duration::from_secs(3600)))
    });
    github
}

/// Whether a server shows some of what is being crawled, and not the sample.
async fn is_in_the_middle(server: &Server) -> bool {
    let found = server.ask("{ catalogue { contents } }", json!({})).await;
    let shown = total(server).await;
    // The sample has more.
    found["catalogue"]["contents"] == "CRAWLED" && (1..300).contains(&shown)
}

/// Waits until two nodes have the same version of the catalogue.
pub(crate) async fn both_show_the_same(a: &Server, b: &Server) {
    until("both show the same", async || tag(a).await == tag(b).await).await;
}

/// Stops nodes, of which each ends well and has a search index that agrees with the store.
pub(crate) fn stopped_nodes_agree(nodes: [(Server, &Place); 2]) {
    for (server, place) in nodes {
        assert_eq!(server.stop(), Some(0));
        agrees(place);
    }
}

/// Whether the store and the search index of a node that has stopped agree.
pub(crate) fn agrees(place: &Place) {
    let verified = place.run(&["verify", "--json"]);
    let report: Value = serde_json::from_str(&verified.stdout).unwrap();
    assert_eq!(report["faults"], json!([]), "{verified:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn crawl_goes_on_by_another_node_when_the_first_is_killed() {
    let Some(database) = Database::new() else {
        return;
    };
    let github = silent_github().await;
    let (first, second) = (
        node(&github, &database.at(None), AT_NIGHT),
        node(&github, &database.at(None), AT_NIGHT),
    );
    let a = first.serve(&[]);
    until("the first leads", async || leads(&first)).await;
    let b = second.serve(&[]);
    until("the second shows what the first stored", async || {
        is_in_the_middle(&b).await
    })
    .await;
    assert!(!leads(&second));
    // Progress shows on both.
    let running = "{ liveCrawl { accounts } }";
    until("the second shows the crawl", async || {
        let shown = b.ask(running, json!({})).await;
        shown["liveCrawl"]["accounts"] == 1
    })
    .await;
    // On Unix this is SIGKILL.
    drop(a);
    github.recover();
    until("the second leads", async || leads(&second)).await;
    until("the crawl is complete", async || total(&b).await == 300).await;
    until("the crawl has ended", async || {
        b.ask(running, json!({})).await["liveCrawl"].is_null()
    })
    .await;
    // One that comes back follows.
    let a = first.serve(&[]);
    both_show_the_same(&a, &b).await;
    assert_eq!(total(&a).await, 300);
    assert!(!log_of(&first).contains("this node leads: "));
    stopped_nodes_agree([(a, &first), (b, &second)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn crawl_goes_on_after_the_database_was_restarted() {
    let Some(server) = postgres::Server::start(&[]) else {
        return;
    };
    let github = silent_github().await;
    let place = node(&github, &server.database(), AT_NIGHT);
    let a = place.serve(&[]);
    until("the crawl is in the middle", async || {
        is_in_the_middle(&a).await
    })
    .await;
    server.stop("QUIT");
    until("the server noticed", async || !leads(&place)).await;
    github.recover();
    server.start_again();
    until("the crawl is complete", async || {
        let found = get(&a, "/api/v1/repositories?first=1").await;
        found.status() == 200 && total(&a).await == 300
    })
    .await;
    assert_eq!(a.stop(), Some(0));
    agrees(&place);
}

#[tokio::test(flavor = "multi_thread")]
async fn node_without_its_database_shows_what_it_has_and_heals() {
    let Some(database) = Database::new() else {
        return;
    };
    let github = GitHub::start(World::generated(1, 1, 40, Utc::now()), Some(TOKEN)).await;
    let proxy = Proxy::before(database.port).await;
    let first = node(&github, &database.at(None), "off");
    let second = node(&github, &database.at(Some(proxy.port())), "off");
    // A command has a data folder of its own too.
    let third = node(&github, &database.at(None), "off");
    let a = first.serve(&[]);
    let b = second.serve(&[]);
    for line in [Line::Cut, Line::Silent] {
        assert_eq!(get(&b, "/organisaties").await.status(), 200);
        let home = get(&b, "/").await;
        assert_eq!(home.status(), 200);
        assert!(!home.headers().contains_key("x-stale-since"));
        proxy.set(line);
        until("the second knows that it is cut off", async || {
            get(&b, "/").await.headers().contains_key("x-stale-since")
        })
        .await;
        // Pages that somebody asked for before, and what the index alone can tell.
        for path in ["/", "/organisaties", "/zoeken?q=repository"] {
            let page = get(&b, path).await;
            assert_eq!(page.status(), 200, "{path}");
            assert!(page.headers().contains_key("x-stale-since"), "{path}");
        }
        // What has to be asked of the store says when to come back.
        let runs = get(&b, "/crawls").await;
        assert_eq!(runs.status(), 503);
        assert!(runs.headers().contains_key("retry-after"));
        let ready = get(&b, "/health/ready").await;
        assert_eq!(ready.status(), 200);
        let detail = ready.text().await.unwrap();
        assert!(
            detail.contains("the store can't be reached since"),
            "{detail}"
        );
        // Nothing of the others is lost meanwhile.
        let crawl = third.run(&["crawl"]);
        assert_eq!(crawl.status, Some(0), "{crawl:?}");
        proxy.set(Line::Open);
        until("the second follows again", async || {
            let stale = get(&b, "/").await.headers().contains_key("x-stale-since");
            !stale && tag(&b).await == tag(&a).await
        })
        .await;
        assert_eq!(total(&b).await, 40);
    }
    stopped_nodes_agree([(a, &first), (b, &second)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn leader_that_was_paused_leads_no_more() {
    let Some(database) = Database::new() else {
        return;
    };
    let github = GitHub::start(World::generated(1, 1, 40, Utc::now()), Some(TOKEN)).await;
    let (first, second) = (
        node(&github, &database.at(None), "off"),
        node(&github, &database.at(None), "off"),
    );
    let a = first.serve(&[]);
    until("the first leads", async || leads(&first)).await;
    let b = second.serve(&[]);
    a.signal("STOP");
    until("the second leads", async || leads(&second)).await;
    a.signal("CONT");
    until("the first noticed", async || !leads(&first)).await;
    assert!(leads(&second));
    both_show_the_same(&a, &b).await;
    stopped_nodes_agree([(a, &first), (b, &second)]);
}
