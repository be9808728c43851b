//! Every kind of answer, whoever makes it, is safe to open in a browser and tells caches and
//! clients what they may do with it. The routes come from the tables that serve them, so that
//! none is forgotten.

use reqwest::{Client, Method, Response, redirect};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::place::{Place, Server};

const METHODS: [&str; 8] = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW",
];

/// Routes beside those of the pages and those that the APIs describe.
const OTHERS: [&str; 14] = [
    "/graphql",
    "/graphql/ws",
    "/graphql/schema",
    "/graphql/none",
    "/graphiql",
    "/graphiql/start.js",
    "/graphiql/none.js",
    "/mcp",
    "/health/live",
    "/health/ready",
    "/sign-in/sso",
    "/sign-out",
    "/.well-known/security.txt",
    "/security.txt",
];

const DESCRIBED: [&str; 3] = ["/api/v1", "/v1", "/oss-register/v1"];

/// Settings of a site that people can sign in to.
const SETTINGS: &str = "listen = \"127.0.0.1:0\"\nrate_limit = \"off\"\n\
    security_contact = \"security@broncode.example\"\nmoderators = [\"invite:Mo\"]\n";

fn place(more: &str) -> Place {
    let mut place = Place::with_config(&format!("{SETTINGS}{more}"));
    place.set_token(None);
    place
}

fn client() -> Client {
    let client = Client::builder().redirect(redirect::Policy::none());
    client.build().unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

/// What must hold for an answer, whatever it is.
fn assert_safe(response: &Response, what: &str) {
    let status = response.status().as_u16();
    let what = format!("{what}: {status} {:?}", response.headers());
    let policy = header(response, "content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{what}");
    assert!(policy.contains("frame-ancestors 'none'"), "{what}");
    assert!(policy.contains("base-uri 'none'"), "{what}");
    assert!(
        !policy.contains("unsafe") && !policy.contains('*'),
        "{what}"
    );
    let is_page = header(response, "content-type").starts_with("text/html");
    assert_eq!(
        policy.contains("script-src"),
        is_page || status == 304,
        "{what}"
    );
    assert_eq!(
        header(response, "x-content-type-options"),
        "nosniff",
        "{what}"
    );
    assert_eq!(header(response, "x-frame-options"), "DENY", "{what}");
    assert!(
        header(response, "permissions-policy").contains("camera=()"),
        "{what}"
    );
    let referrer = header(response, "referrer-policy");
    assert!(["same-origin", "no-referrer"].contains(&referrer), "{what}");
    assert_eq!(
        header(response, "cross-origin-opener-policy"),
        "same-origin",
        "{what}"
    );
    let embedding = header(response, "cross-origin-resource-policy");
    let may_be_open = !is_page && !header(response, "cache-control").contains("private");
    assert!(
        embedding == "same-origin" || (embedding == "cross-origin" && may_be_open),
        "{what}"
    );
    assert!(!header(response, "cache-control").is_empty(), "{what}");
    if status >= 400 {
        let caching = header(response, "cache-control");
        assert!(caching.contains("no-store"), "{what}");
    }
    if status == 405 {
        assert!(!header(response, "allow").is_empty(), "{what}");
    }
    if status == 503 || status == 429 {
        assert!(!header(response, "retry-after").is_empty(), "{what}");
    }
    assert_eq!(
        response
            .headers()
            .get_all("x-content-type-options")
            .iter()
            .count(),
        1,
        "{what}"
    );
}

/// Every address of the route tables, with something in each of their gaps.
async fn addresses(server: &Server) -> Vec<String> {
    let mut all = bronwijzer_ui::addresses();
    for api in DESCRIBED {
        let document = server.page(&format!("{api}/openapi.json")).await;
        let document: Value = serde_json::from_str(&document).unwrap();
        let base = document.pointer("/servers/0/url").and_then(Value::as_str);
        let base = base.filter(|base| base.starts_with('/')).unwrap_or(api);
        let paths = document["paths"].as_object().unwrap().keys();
        all.extend(paths.map(|path| match path.starts_with(api) {
            true => path.clone(),
            false => format!("{}{path}", base.trim_end_matches('/')),
        }));
    }
    all.extend(OTHERS.map(str::to_owned));
    let filled = all.into_iter().map(|address| {
        let parts = address.split('/').map(|part| match part.chars().next() {
            Some(':' | '*' | '{') => "x",
            _ => part,
        });
        parts.collect::<Vec<_>>().join("/")
    });
    filled.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_answers_every_method_with_strict_headers() {
    let place = place("");
    let server = place.serve(&["--schedule", "off"]);
    let client = client();
    let addresses = addresses(&server).await;
    assert!(addresses.len() > 100, "{}", addresses.len());
    let mut refused = 0;
    for address in &addresses {
        for method in METHODS {
            let request = client.request(
                Method::from_bytes(method.as_bytes()).unwrap(),
                format!("{}{address}", server.address()),
            );
            let response = request.send().await.unwrap();
            refused += usize::from(response.status() == 405);
            assert_safe(&response, &format!("{method} {address}"));
        }
    }
    assert!(refused > addresses.len(), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_answer_has_strict_headers() {
    let place = place("");
    let server = place.serve(&["--schedule", "off"]);
    let client = client();
    let found = server.ask("{ repositories(first: 1) { nodes { url } } }", Value::Null);
    let found = found.await;
    let url = found["repositories"]["nodes"][0]["url"].as_str().unwrap();
    let repository = format!("/repositories/{}", url.trim_start_matches("https://"));
    let page = server.page(&repository).await;
    let linked = |start: &str| {
        let at = page
            .find(start)
            .unwrap_or_else(|| panic!("no {start} in {repository}"));
        page[at..].split(['"', '&']).next().unwrap().to_owned()
    };
    let css = linked("/assets/bronwijzer.css");
    let long = format!("/zoeken?q={}", "x".repeat(2_000));
    // What is asked for, with what, and what comes: status, type, and who may embed it.
    let same = "same-origin";
    let cross = "cross-origin";
    let cases: Vec<(&str, &str, u16, &str, &str)> = vec![
        ("GET", "/", 200, "text/html", same),
        ("GET", &repository, 200, "text/html", same),
        ("GET", "/graphiql", 200, "text/html", same),
        ("GET", &css, 200, "text/css", same),
        ("GET", "/graphql/schema", 200, "text/plain", cross),
        (
            "GET",
            "/graphql?query={__typename}",
            200,
            "application/json",
            cross,
        ),
        (
            "GET",
            "/api/v1/repositories",
            200,
            "application/json",
            cross,
        ),
        ("GET", "/data/repositories.csv", 200, "text/csv", cross),
        (
            "GET",
            "/data/repositories.ndjson.zst",
            200,
            "application/",
            cross,
        ),
        (
            "GET",
            "/catalogue.jsonld",
            200,
            "application/ld+json",
            cross,
        ),
        ("GET", "/feeds/new.atom", 200, "application/atom+xml", cross),
        ("GET", "/sitemap.xml", 200, "application/xml", cross),
        ("GET", "/robots.txt", 200, "text/plain", cross),
        ("GET", "/.well-known/security.txt", 200, "text/plain", cross),
        ("GET", "/security.txt", 308, "", cross),
        ("GET", "/health/live", 200, "text/plain", same),
        ("GET", "/nergens", 404, "text/html", same),
        (
            "GET",
            "/api/v1/nothing",
            404,
            "application/problem+json",
            cross,
        ),
        ("GET", "/assets/none.css", 404, "", same),
        ("GET", &long, 400, "text/html", same),
        ("POST", "/", 405, "text/html", same),
        ("PUT", "/graphql", 405, "text/plain", same),
        (
            "DELETE",
            "/api/v1/repositories",
            405,
            "application/problem+json",
            cross,
        ),
        ("GET", "/graphql/ws", 400, "", same),
        ("GET", "/mijn", 303, "", same),
    ];
    for (method, address, status, kind, embedding) in cases {
        let request = client.request(
            method.parse().unwrap(),
            format!("{}{address}", server.address()),
        );
        let response = request.send().await.unwrap();
        let what = format!("{method} {address}");
        assert_safe(&response, &what);
        assert_eq!(response.status(), status, "{what}");
        assert!(
            header(&response, "content-type").starts_with(kind),
            "{what}"
        );
        assert_eq!(
            header(&response, "cross-origin-resource-policy"),
            embedding,
            "{what}"
        );
    }
    let badge = page
        .split('"')
        .find(|part| part.ends_with(".svg") && part.contains("badge"));
    if let Some(badge) = badge {
        let address = badge.replacen("http://localhost", "", 1);
        let path = address.strip_prefix(server.address()).unwrap_or(&address);
        let response = client.get(format!("{}{path}", server.address()));
        let response = response.send().await.unwrap();
        assert_safe(&response, path);
        assert_eq!(
            header(&response, "cross-origin-resource-policy"),
            cross,
            "{path}"
        );
    }
    let large = client.post(format!("{}/graphql", server.address()));
    let large = large.body("x".repeat(1024 * 1024)).send().await.unwrap();
    assert_eq!(large.status(), 413);
    assert_eq!(header(&large, "connection"), "close");
    assert_safe(&large, "a body that is too large");
    for address in ["/", "/robots.txt", "/api/v1/repositories", &css] {
        let again = client.get(format!("{}{address}", server.address()));
        let again = again.header("if-none-match", "*").send().await.unwrap();
        assert_eq!(again.status(), 304, "{address}");
        assert_eq!(
            header(&again, "x-content-type-options"),
            "nosniff",
            "{address}"
        );
    }
}

/// What comes back for these bytes.
async fn answer_to(server: &Server, request: &str) -> String {
    let address = server.address().strip_prefix("http://").unwrap();
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A connection that is reset has told all that it had to.
    let _ = socket.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).to_lowercase()
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_below_the_routes_have_strict_headers_too() {
    let place = place("");
    let server = place.serve(&["--schedule", "off"]);
    let wide = format!(
        "GET / HTTP/1.1\r\nhost: a\r\nx: {}\r\n\r\n",
        "y".repeat(900_000)
    );
    let many: String = (0..300).map(|number| format!("x{number}: y\r\n")).collect();
    let long = format!("GET /{} HTTP/1.1\r\nhost: a\r\n\r\n", "z".repeat(70_000));
    let close = "connection: close\r\n\r\n";
    let two_hosts = format!("GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n{close}");
    let no_host = format!("GET / HTTP/1.1\r\n{close}");
    let cases = [
        ("NONSENSE\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nbad header\r\n\r\n", "400"),
        (&wide, "431"),
        (&format!("GET / HTTP/1.1\r\nhost: a\r\n{many}\r\n"), "431"),
        (&long, "414"),
        (&two_hosts, "400"),
        (&no_host, "400"),
    ];
    for (request, status) in cases {
        let start: String = request.chars().take(40).collect();
        let answer = answer_to(&server, request).await;
        assert!(
            answer.starts_with(&format!("http/1.1 {status}")),
            "{start}: {answer}"
        );
        for expected in [
            "content-security-policy: default-src 'none'",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "permissions-policy: ",
            "cross-origin-resource-policy: same-origin",
            "cache-control: ",
        ] {
            assert_eq!(answer.matches(expected).count(), 1, "{start}: {answer}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_hosts_of_the_site_are_answered_once_it_is_known() {
    let place =
        place("public_url = \"https://broncode.example\"\nallowed_hosts = [\"intern.example\"]\n");
    let server = place.serve(&["--schedule", "off"]);
    let client = client();
    let asked = async |address: &str, host: &str| {
        let request = client.get(format!("{}{address}", server.address()));
        let forged = request
            .header("host", host)
            .header("x-forwarded-host", "evil.example")
            .header("x-forwarded-proto", "https");
        forged.send().await.unwrap()
    };
    for address in [
        "/",
        "/robots.txt",
        "/graphql/schema",
        "/api/v1",
        "/assets/bronwijzer.css",
    ] {
        for host in ["broncode.example", "broncode.example:443", "intern.example"] {
            let answer = asked(address, host).await;
            assert_eq!(answer.status(), 200, "{address} {host}");
            assert_eq!(
                header(&answer, "strict-transport-security"),
                "max-age=31536000"
            );
            assert!(!header(&answer, "vary").contains("Host"), "{address}");
            let text = answer.text().await.unwrap();
            assert!(!text.contains("evil.example"), "{address}");
        }
        let answer = asked(address, "evil.example").await;
        assert_eq!(answer.status(), 421, "{address}");
        assert_safe(&answer, address);
    }
    assert_eq!(
        asked("/health/live", "198.51.100.7:8080").await.status(),
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_follows_from_the_host_says_so_where_the_site_is_unknown() {
    let place = place("trusted_proxies = \"none\"\n");
    let server = place.serve(&["--schedule", "off"]);
    let log = std::fs::read_to_string(place.path("serve.log")).unwrap();
    assert!(log.contains("public_url is off"), "{log}");
    let client = client();
    for address in [
        "/",
        "/feeds/new.atom",
        "/sitemap.xml",
        "/robots.txt",
        "/catalogue.jsonld",
    ] {
        let request = client.get(format!("{}{address}", server.address()));
        let request = request.header("x-forwarded-proto", "https");
        let answer = request.header("x-forwarded-host", "evil.example").send();
        let answer = answer.await.unwrap();
        let vary: Vec<&str> = answer
            .headers()
            .get_all("vary")
            .iter()
            .map(|value| value.to_str().unwrap())
            .collect();
        assert!(
            vary.join(", ").contains("Host, X-Forwarded-Proto"),
            "{address}: {vary:?}"
        );
        // Nobody that can be believed says that there is TLS.
        assert_eq!(
            header(&answer, "strict-transport-security"),
            "",
            "{address}"
        );
        let text = answer.text().await.unwrap();
        assert!(!text.contains("evil.example"), "{address}");
        let secure = server.address().replacen("http", "https", 1);
        assert!(!text.contains(&secure), "{address}");
    }
}
