//! `bronwijzer doctor`: what is wrong with a machine, a configuration and what it talks to is
//! found, beside a running server too, and nothing else is.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use base64::Engine;
use bronwijzer_double::github::{APP, GitHub};
use bronwijzer_double::world::World;
use poem::http::StatusCode;
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::web::Json;
use poem::{Endpoint, IntoResponse, Request, Response, Route, Server};
use serde_json::{Value, json};

use crate::place::{Ended, Place};

/// What stands in for everything that is asked, at an address of this machine.
async fn others() -> String {
    let acceptor = TcpListener::bind("127.0.0.1:0")
        .into_acceptor()
        .await
        .unwrap();
    let at = acceptor.local_addr()[0]
        .as_socket_addr()
        .unwrap()
        .to_string();
    let issuer = format!("http://{at}/oidc");
    let provider = json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
    });
    let discovery = poem::endpoint::make_sync(move |_| Json(provider.clone()));
    let routes = Route::new()
        .at(
            "/hub/rate_limit",
            poem::endpoint::make_sync(|request| hub(&request)),
        )
        .at(
            "/hub/users/:name",
            poem::endpoint::make_sync(|request| account(&request)),
        )
        .at(
            "/lab/personal_access_tokens/self",
            lab(json!({"scopes": ["api"], "expires_at": "2099-01-01"})),
        )
        .at(
            "/well/personal_access_tokens/self",
            lab(json!({"scopes": ["read_api"]})),
        )
        .at("/tea/version", poem::endpoint::make_sync(tea))
        .at("/oidc/.well-known/openid-configuration", discovery);
    tokio::spawn(Server::new_with_acceptor(acceptor).run(routes));
    format!("http://{at}")
}

/// As GitHub, with tokens that differ.
fn hub(request: &Request) -> Response {
    let quota = |remaining: u64| {
        Json(json!({"resources": {"graphql": {"limit": 5000, "remaining": remaining}}}))
    };
    match request.header("authorization") {
        Some("Bearer sound") => quota(4_000).into_response(),
        Some("Bearer wide") => quota(10)
            .with_header("x-oauth-scopes", "repo, admin:org")
            .with_header(
                "github-authentication-token-expiration",
                "2026-01-01 10:00:00 UTC",
            )
            .into_response(),
        _ => StatusCode::UNAUTHORIZED.into_response(),
    }
}

fn account(request: &Request) -> StatusCode {
    if request.uri().path().ends_with("PDOK") {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::OK
    }
}

fn lab(answer: Value) -> impl Endpoint {
    poem::endpoint::make_sync(move |_| Json(answer.clone()))
}

/// A forge whose clock is wrong.
fn tea(_: Request) -> Response {
    "{}".with_header("date", "Tue, 01 Jan 2019 00:00:00 GMT")
        .into_response()
}

fn forges(others: &str, hub_token: &str, lab: &str) -> String {
    format!(
        "listen = \"127.0.0.1:0\"\norganisations = \"organisations.toml\"\norganisations_list = \"off\"\n\
         [[forges]]\nhost = \"github.com\"\nkind = \"github\"\napi = \"{others}/hub\"\ntoken_file = \"{hub_token}\"\n\
         [[forges]]\nhost = \"gitlab.com\"\nkind = \"gitlab\"\napi = \"{others}/{lab}\"\ntoken_file = \"sound\"\n\
         [[forges]]\nhost = \"codeberg.org\"\nkind = \"gitea\"\napi = \"{others}/tea\"\n\
         [[forges]]\nhost = \"code.overheid.nl\"\nkind = \"gitea\"\napi = \"{others}/nobody\"\n"
    )
}

fn place(config: &str) -> Place {
    let mut place = Place::with_config(config);
    place.set_token(None);
    std::fs::write(place.path("organisations.toml"), crate::place::REGISTRY).unwrap();
    for token in ["sound", "wide", "wrong"] {
        std::fs::write(place.path(token), token).unwrap();
    }
    place
}

/// The status and text of each finding about something.
fn findings(done: &Ended, check: &str, subject: &str) -> Vec<(String, String)> {
    let said: Value = serde_json::from_str(&done.stdout).unwrap_or_else(|_| panic!("{done:?}"));
    let all = said["findings"].as_array().unwrap().iter();
    let about = all.filter(|one| one["check"] == check && one["subject"] == subject);
    about
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap().to_owned();
            assert!(
                !["warning", "error"].contains(&text("status").as_str())
                    || !text("advice").is_empty(),
                "{one}"
            );
            (text("status"), text("what"))
        })
        .collect()
}

#[track_caller]
fn expect(done: &Ended, check: &str, subject: &str, status: &str, word: &str) {
    let found = findings(done, check, subject);
    let is_there = found
        .iter()
        .any(|(found, what)| found == status && what.contains(word));
    assert!(
        is_there,
        "{check} {subject} {status} {word}: {found:?}\n{}",
        done.stdout
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_and_clocks_of_forges_are_looked_at() {
    let others = others().await;
    let config = format!(
        "{}[[sign_in]]\nid = \"x\"\nname = \"X\"\nkind = \"oidc\"\nissuer = \"{others}/oidc\"\nclient_id = \"c\"\n\
         [mail]\nserver = \"smtp://localhost:1\"\nfrom = \"b@example.nl\"\n",
        forges(&others, "wide", "lab")
    );
    let place = place(&config);
    let done = place.run(&["doctor", "--json", "--accounts"]);
    assert_eq!(done.status, Some(1), "{done:?}");
    expect(&done, "forge", "github.com", "ok", "answers");
    expect(&done, "token", "github.com", "warning", "repo, admin:org");
    expect(
        &done,
        "token",
        "github.com",
        "warning",
        "expires at 2026-01-01",
    );
    expect(&done, "quota", "github.com", "warning", "10 of 5000");
    expect(&done, "token", "gitlab.com", "warning", "api");
    expect(&done, "token", "gitlab.com", "ok", "2099-01-01");
    expect(&done, "clock", "github.com", "ok", "differ by 0 s");
    expect(&done, "clock", "codeberg.org", "error", "differ");
    expect(&done, "forge", "code.overheid.nl", "warning", "404");
    expect(
        &done,
        "account",
        "https://github.com/PDOK",
        "warning",
        "no such account",
    );
    expect(&done, "sign_in", "x", "ok", "found");
    expect(&done, "mail", "smtp://localhost:1", "error", "");
    expect(&done, "public_url", "", "warning", "off");
    assert!(!done.stdout.contains("Bearer"), "{done:?}");
    let text = place.run(&["doctor"]);
    assert_eq!(text.status, Some(1));
    assert!(
        text.stdout.contains("→ Make one without any scope"),
        "{}",
        text.stdout
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_token_is_told_from_one_that_is_refused() {
    let others = others().await;
    let sound = place(&forges(&others, "sound", "well")).run(&["doctor", "--json"]);
    expect(&sound, "token", "github.com", "ok", "takes it");
    expect(&sound, "quota", "github.com", "ok", "4000 of 5000");
    expect(&sound, "token", "gitlab.com", "ok", "takes it");
    let refused = place(&forges(&others, "wrong", "well")).run(&["doctor", "--json"]);
    assert_eq!(refused.status, Some(1), "{refused:?}");
    expect(&refused, "token", "github.com", "error", "refuses");
}

/// A new private key of RSA, as PEM.
fn key() -> String {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der = pair.as_der().unwrap();
    let text = base64::engine::general_purpose::STANDARD.encode(der.as_ref());
    format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn app_is_told_from_one_that_has_no_installation() {
    let github = GitHub::start(World::with_organisations(&["PDOK"]), Some("other")).await;
    let done = |app: u64, key: &str| {
        let place = place(&format!(
            "organisations = \"organisations.toml\"\norganisations_list = \"off\"\n\
             [[forges]]\nhost = \"github.com\"\nkind = \"github\"\napi = \"{}\"\n\
             app_id = {app}\napp_installation = 7\napp_key_file = \"app.pem\"\n",
            github.address()
        ));
        std::fs::write(place.path("app.pem"), key).unwrap();
        place.run(&["doctor", "--json"])
    };
    let sound = done(APP, &key());
    expect(&sound, "token", "github.com", "ok", "the forge takes it");
    let another = done(1, &key());
    assert_eq!(another.status, Some(1), "{another:?}");
    expect(
        &another,
        "token",
        "github.com",
        "error",
        "could not be decoded",
    );
    let unreadable = done(APP, "-----BEGIN PRIVATE KEY-----\n");
    expect(
        &unreadable,
        "token",
        "github.com",
        "error",
        "not an RSA key",
    );
}

#[test]
fn offline_asks_nobody_and_finds_what_this_machine_lacks() {
    let mut place = place("organisations = \"organisations.toml\"\norganisations_list = \"off\"\n");
    let done = place.run(&["doctor", "--offline", "--json"]);
    assert_eq!(done.status, Some(0), "{done:?}");
    expect(&done, "forge", "", "skipped", "--offline");
    expect(&done, "registry", "", "ok", "2 organisations");
    expect(&done, "schedule", "", "warning", "no forge has a token");
    expect(&done, "backup", "", "skipped", "nothing");
    assert!(!place.path("bronwijzer-data").exists());
    std::fs::write(
        place.path("organisations.toml"),
        "[[organisations]]\nslug = 3\n",
    )
    .unwrap();
    place.set_token(Some("sound"));
    let done = place.run(&[
        "doctor",
        "--offline",
        "--json",
        "--trusted-proxies",
        "0.0.0.0/0",
        "--admin-address",
        "0.0.0.0:9",
    ]);
    expect(&done, "registry", "", "warning", "organisations.toml");
    expect(&done, "schedule", "", "ok", "UTC");
    expect(&done, "trusted_proxies", "", "error", "anybody");
    expect(&done, "admin_address", "", "warning", "other machines");
    assert_eq!(done.status, Some(1));
    assert_eq!(
        place.run(&["doctor", "--listen", "nowhere"]).status,
        Some(2)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_works_beside_a_running_server() {
    let others = others().await;
    let place = place(&forges(&others, "sound", "well").replace("token_file = \"sound\"\n", ""));
    let server = place.serve(&["--schedule", "off"]);
    let public = ["doctor", "--json", "--public-url", server.address()];
    let done = place.run(&public);
    expect(
        &done,
        "data",
        "bronwijzer-data",
        "ok",
        "a server runs on it",
    );
    expect(
        &done,
        "public_url",
        "127.0.0.1",
        "ok",
        "this server answers",
    );
    // Nobody stands between who would say who asks.
    expect(
        &done,
        "proxy",
        "127.0.0.1",
        "warning",
        "does not say who asks",
    );
    expect(&done, "request_id", "127.0.0.1", "ok", "taken over");
    expect(&done, "backup", "", "warning", "there is none");
    let elsewhere = place.run(&["doctor", "--json", "--public-url", &others]);
    expect(
        &elsewhere,
        "public_url",
        "127.0.0.1",
        "error",
        "something else",
    );
    assert_eq!(
        place
            .run(&[
                "health",
                "--listen",
                server.address().strip_prefix("http://").unwrap()
            ])
            .status,
        Some(0)
    );
    assert_eq!(server.stop(), Some(0));
    assert_eq!(
        place.run(&["health", "--listen", "127.0.0.1:9"]).status,
        Some(1)
    );
    let done = place.run(&["doctor", "--offline", "--json"]);
    let backup = std::fs::read_dir(place.path("bronwijzer-data/backups"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    let name = backup.file_name().into_string().unwrap();
    expect(&done, "backup", &name, "ok", "whole");
    let whole = std::fs::read(backup.path()).unwrap();
    std::fs::write(backup.path(), &whole[..whole.len() / 2]).unwrap();
    let done = place.run(&["doctor", "--offline", "--json"]);
    expect(&done, "backup", &name, "error", "read to its end");
}

#[test]
fn manual_and_completions_are_written() {
    let place = place("");
    let done = place.run(&["generate", "made"]);
    assert_eq!(done.status, Some(0), "{done:?}");
    let manual = std::fs::read_to_string(place.path("made/bronwijzer.1")).unwrap();
    assert!(manual.contains(".TH bronwijzer 1"), "{manual}");
    for file in [
        "bronwijzer-doctor.1",
        "bronwijzer.bash",
        "_bronwijzer",
        "bronwijzer.fish",
    ] {
        assert!(place.path("made").join(file).is_file(), "{file}");
    }
}
