//! A catalogue of texts that others wrote to cost as much as they can: the server takes them up,
//! shows what there is of each, and answers everybody else meanwhile.

use std::time::Duration;

use poem::http::StatusCode;
use reqwest::Client;
use serde_json::{Value, json};

use crate::place::{Place, Server};

/// How long each hostile text is, in bytes.
const LENGTH: usize = 24 * 1024;

/// READMEs of one construct over and over, by the name of their file.
fn readmes() -> Vec<(&'static str, String)> {
    let over = |text: &str| text.repeat(LENGTH / text.len());
    let half = |text: &str| text.repeat(LENGTH / 2 / text.len());
    let numbered = |from: &str, to: &str| -> String {
        let each = |number| format!("{from}{number}{to}");
        (0..LENGTH / (from.len() + to.len() + 5))
            .map(each)
            .collect()
    };
    let table = |columns: usize| {
        let (head, rule) = ("|a".repeat(columns), "|-".repeat(columns));
        format!("{head}\n{rule}\n{}", "a\n".repeat(LENGTH / 4))
    };
    vec![
        ("README.md", over("> ")),
        ("README.md", over("- ")),
        ("README.md", over("1. > ")),
        ("README.md", over("*a **b _c ")),
        ("README.md", half("[") + half("](b)").as_str()),
        ("README.md", over("<http://a")),
        ("README.md", over("www.a@b.")),
        ("README.md", over("[^a]: b\n[^a]")),
        (
            "README.md",
            numbered("[a", "]: b\n\n") + numbered("[a", "] ").as_str(),
        ),
        ("README.md", over("<ul><li><table><b>x")),
        ("README.md", format!("<a {}>", numbered(" a", "=b"))),
        ("README.md", over("<!-- <script> ")),
        ("README.md", table(LENGTH / 16)),
        ("README.md", over("`a ``b ")),
        ("README.md", over("e\u{301}\u{301}\u{202e}")),
        ("README.md", format!("---\n{}\n---\n", over("a: &a [*a, "))),
        ("README.rst", numbered(".. |a", "| replace:: |a1| |a2|\n")),
        ("README.rst", over("+-+\n| |\n")),
        ("README.rst", over("`a <b>`_ ``c *d ")),
        ("README.adoc", over("link:a[*b image:")),
        ("README.org", over("[[a][*b =c ")),
        ("README.mediawiki", over("[[a|'''[b ")),
        ("README.textile", over("*# h1. ")),
        ("README", over("\u{0}\u{1b}[2J")),
    ]
}

/// publiccode.yml files that YAML lets grow, nest or refer to themselves.
fn publiccodes() -> Vec<String> {
    let aliases: String = (1..40)
        .map(|n| format!("a{n}: &a{n} [{}]\n", format!("*a{}, ", n - 1).repeat(9)))
        .collect();
    let merged: String = (1..200)
        .map(|n| format!("a{n}: &a{n} {{<<: [*a{0}, *a{0}], b{n}: c}}\n", n - 1))
        .collect();
    let long = "x".repeat(LENGTH / 2);
    let anchors: String = (0..400)
        .map(|n| format!("- &b{n} x\n- *a\n- *a\n"))
        .collect();
    vec![
        format!("a0: &a0 [x]\n{aliases}"),
        format!("a0: &a0 {{b: c}}\n{merged}"),
        format!("name: &a {long}\nusedBy:\n{anchors}"),
        "[".repeat(LENGTH),
        "? ".repeat(LENGTH / 2),
        "- ".repeat(LENGTH / 2),
        format!("description: {}", "{a: ".repeat(LENGTH / 4)),
        format!("legal:\n  license: {}MIT", "(".repeat(LENGTH)),
        "k: v\n".repeat(LENGTH / 5),
    ]
}

/// Licence texts that are near many.
fn licences() -> Vec<String> {
    let words = "Permission is hereby granted, free of charge, to any person obtaining a copy ";
    vec![
        words.repeat(LENGTH / words.len()),
        "SPDX-License-Identifier: (MIT OR ".repeat(LENGTH / 33),
        "\u{a0}\u{301}EUPL ".repeat(LENGTH / 9),
    ]
}

fn record(number: usize, change: impl FnOnce(&mut Value)) -> Value {
    let mut observation = json!({
        "id": format!("github.com:{number}"),
        "url": format!("https://github.com/o/r{number}"),
        "observed_at": "2026-09-01T12:00:00Z",
        "source": { "kind": "sample" },
        "description": format!("register {number}\r\u{1b}[2J\n2026-01-01 ERROR forged \u{202e}"),
    });
    change(&mut observation);
    json!({ "record": {
        "observation": observation,
        "account": "https://github.com/o",
        "first_seen_at": "2026-09-01T12:00:00Z",
    } })
}

fn file(path: &str, text: &str) -> Value {
    json!({ "path": path, "text": text, "bytes": text.len() })
}

/// A catalogue file with a repository for each hostile text, a normal one, and lines that are none.
/// Gives back how many repositories it has.
fn catalogue() -> (usize, String) {
    let mut records = vec![record(0, |one| {
        one["readme"] = file("README.md", "# Gewoon\n\nEen gewone tekst.\n");
    })];
    for (path, text) in readmes() {
        records.push(record(records.len(), |one| {
            one["readme"] = file(path, &text);
        }));
    }
    for text in publiccodes() {
        let text = file("publiccode.yml", &text);
        records.push(record(records.len(), |one| one["publiccode"] = text));
    }
    for text in licences() {
        let text = file("LICENSE", &text);
        records.push(record(records.len(), |one| one["licence_text"] = text));
    }
    records.push(record(records.len(), |one| {
        one["topics"] = json!(vec!["é".repeat(900); 30]);
        one["homepage"] = json!(format!("https://{}.example/", "a-".repeat(LENGTH / 2)));
        one["handle"] = json!("x".repeat(LENGTH));
    }));
    let lines = records.iter().map(Value::to_string);
    let head = r#"{"format":"bronwijzer-catalogue","version":1,"contents":"crawled"}"#.to_owned();
    let deep = [
        "[".repeat(LENGTH),
        format!("{{\"{}\": 1}}", "\\u001b\\n".repeat(900)),
    ];
    let all: Vec<String> = [head].into_iter().chain(lines).chain(deep).collect();
    (records.len(), all.join("\n"))
}

async fn status(server: &Server, path: &str) -> StatusCode {
    let address = format!("{}{path}", server.address());
    Client::new().get(address).send().await.unwrap().status()
}

/// Asks as a browser's visitor does: a server that has too much to do says when to come back.
async fn patiently(address: &str) -> reqwest::Response {
    loop {
        let answer = Client::new().get(address).send().await.unwrap();
        if answer.status() != StatusCode::SERVICE_UNAVAILABLE {
            return answer;
        }
        assert!(answer.headers().contains_key("retry-after"), "{address}");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_texts_take_no_more_than_their_share() {
    let (count, file) = catalogue();
    // One client asks for all at once here, on a machine that may be slow.
    let place = Place::with_config("listen = \"127.0.0.1:0\"\nrate_limit = \"off\"\n");
    std::fs::write(place.path("catalogue.ndjson"), file).unwrap();
    let imported = place.run(&["import", "catalogue.ndjson"]);
    let expected = format!("imported {count} repositories");
    assert!(imported.stdout.contains(&expected), "{imported:?}");
    // What could not be read is told of, each in a line of its own.
    assert!(imported.stdout.contains("2 lines skipped"), "{imported:?}");
    assert!(!imported.stderr.contains("\u{1b}"), "{imported:?}");
    assert!(imported.stderr.lines().all(|line| line.len() < 1_000));

    let server = place.serve(&["--schedule", "off"]);
    let mut pages = tokio::task::JoinSet::new();
    let page = |number: usize| format!("/repositories/github.com/o/r{number}");
    let addresses = (0..count).map(page).chain(
        [
            "/?q=register",
            "/feeds/new.atom",
            "/data/repositories.csv",
            "/eu/publiccode.json",
        ]
        .map(str::to_owned),
    );
    let addresses: Vec<String> = addresses.collect();
    for path in &addresses {
        let address = format!("{}{path}", server.address());
        let path = path.clone();
        pages.spawn(async move {
            let answer = patiently(&address).await;
            (path, answer.status(), answer.text().await.unwrap().len())
        });
    }
    assert_eq!(status(&server, "/health/live").await, StatusCode::OK);
    let finished = std::iter::from_fn(|| pages.try_join_next()).map(Result::unwrap);
    let mut finished: Vec<_> = finished.collect();
    assert!(
        finished.len() < addresses.len(),
        "health waited for all pages"
    );
    let normal = patiently(&format!("{}{}", server.address(), page(0))).await;
    let normal = normal.text().await.unwrap();
    assert!(normal.contains("Een gewone tekst."));
    while let Some(answer) = pages.join_next().await {
        finished.push(answer.unwrap());
    }
    for (path, status, length) in finished {
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(length < 4 * 1024 * 1024, "{path}: {length}");
    }
    // What was too much is shown as it is, with a note, and the record is kept.
    let nested = server.page(&page(1)).await;
    assert!(
        nested.contains("We tonen de tekst zoals die is."),
        "{nested}"
    );
    assert!(nested.contains("&gt; &gt; &gt;") && nested.contains("register 1"));
    assert_eq!(server.find("register").await.len(), count);
    let first_address = server.address().to_owned();
    drop(server);

    let log = std::fs::read_to_string(place.path("serve.log")).unwrap();
    assert!(log.len() < 64 * 1024, "{} bytes of log", log.len());
    assert!(
        !log.contains('\u{1b}') && !log.lines().any(|line| line.starts_with("2026-01-01 ERROR"))
    );
    assert!(place.path("bronwijzer-data/rendered").is_dir());
    let again = place.serve(&["--schedule", "off"]);
    let kept = again.page(&page(1)).await;
    assert_eq!(kept.replace(again.address(), &first_address), nested);
}
