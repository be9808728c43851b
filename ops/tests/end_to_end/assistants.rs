//! Assistants and language models: the official clients of the Model Context Protocol, over HTTP
//! and over standard input and output, and what llms.txt leads to.

use std::time::Duration;

use serde_json::{Value, json};

use crate::node::Program;
use crate::place::{Place, Server};

/// What each of both clients was answered to these calls.
fn answers(connection: &Value, calls: &[Value]) -> Option<Vec<Value>> {
    let mut client = Program::start("mcp", "client.js", ("MCP", &connection.to_string()))?;
    client.tell(&json!(calls).to_string());
    let lines = (0..2).map(|_| serde_json::from_str(&client.line()).unwrap());
    Some(lines.collect())
}

/// Calls that are answered, and then some that can't be.
fn calls(urls: &[&str], slug: &str) -> (Vec<Value>, Vec<Value>) {
    let call = |name: &str, arguments: Value| json!({ "name": name, "arguments": arguments });
    let answered = vec![
        call("search", json!({ "query": "formulieren", "first": 3 })),
        call(
            "search",
            json!({ "maintenance": ["active"], "sort": "STARS" }),
        ),
        call("repository", json!({ "url": urls[0] })),
        call("compare", json!({ "urls": urls })),
        call("organisation", json!({ "organisation": slug })),
        call("organisation", json!({ "organisation": "amsterdam" })),
        call("open_by_default", json!({ "type": "MINISTRY" })),
        call("looking_for_help", json!({ "first": 2 })),
        call(
            "check_publiccode",
            json!({ "text": "publiccodeYmlVersion: \"0.4\"\n" }),
        ),
    ];
    let refused = vec![
        call("search", json!({ "first": 21 })),
        call("search", json!({ "words": "formulieren" })),
        call("search", json!({ "sort": "BEST" })),
        call("search", json!({ "query": ["formulieren"] })),
        call("repository", json!({})),
        call(
            "repository",
            json!({ "url": "https://github.com/nobody/nothing" }),
        ),
        call("compare", json!({ "urls": [urls[0]] })),
        call("open_by_default", json!({ "day": "yesterday" })),
        call("check_publiccode", json!({ "text": "a".repeat(300_000) })),
    ];
    (answered, refused)
}

/// Checks what both clients were told, and gives the structured answers of the first.
fn check(answers: &[Value], answered: usize) -> Vec<Value> {
    let [first, second] = answers else {
        panic!("two clients, and not {}", answers.len());
    };
    assert_eq!(first["server"]["name"], "bronwijzer");
    assert!(first["instructions"].as_str().unwrap().contains("search"));
    for tools in [first, second].map(|answers| answers["tools"].as_array().unwrap()) {
        assert_eq!(tools.len(), 7);
        for tool in tools {
            assert_eq!(tool["annotations"]["readOnlyHint"], true, "{tool}");
            assert_eq!(tool["inputSchema"]["type"], "object", "{tool}");
            assert_eq!(tool["outputSchema"]["type"], "object", "{tool}");
        }
    }
    let results = |answers: &Value| answers["results"].as_array().unwrap().clone();
    let (results, others) = (results(first), results(second));
    // The order of keys in the text may differ, and how they word an error of the protocol.
    for (result, other) in results.iter().zip(&others) {
        assert_eq!(result["structuredContent"], other["structuredContent"]);
        assert_eq!(result["isError"], other["isError"]);
    }
    let (done, rest) = results.split_at(answered);
    for result in done {
        assert_eq!(result["isError"], false, "{result}");
        let text = result["content"][0]["text"].as_str().unwrap();
        let text: Value = serde_json::from_str(text).unwrap();
        let structured = &result["structuredContent"];
        assert_eq!(with_plain_numbers(&text), with_plain_numbers(structured));
    }
    let (unknown, refused) = rest.split_last().unwrap();
    for result in refused {
        assert_eq!(result["isError"], true, "{result}");
        let text = result["content"][0]["text"].as_str().unwrap();
        assert!((20..1_000).contains(&text.len()), "{text}");
    }
    assert_eq!(unknown["code"], -32602, "{unknown}");
    let answers = done.iter();
    answers
        .map(|result| result["structuredContent"].clone())
        .collect()
}

/// With all numbers in one form: JavaScript writes 2 for what is 2.0 here.
fn with_plain_numbers(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(items) => items.iter().map(with_plain_numbers).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), with_plain_numbers(value)))
            .collect(),
        other => other.clone(),
    }
}

/// Every address of a page in an answer.
fn pages(answer: &Value, found: &mut Vec<String>) {
    match answer {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(page) if name == "page" => found.push(page.clone()),
                    value => pages(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| pages(item, found)),
        _ => {}
    }
}

async fn status(address: &str) -> u16 {
    reqwest::get(address).await.unwrap().status().as_u16()
}

async fn first_two(server: &Server) -> (Vec<String>, String) {
    let query = "{ repositories(first: 2) { nodes { url organisation { slug } } } }";
    let found = server.ask(query, json!({})).await;
    let nodes = found["repositories"]["nodes"].as_array().unwrap();
    let urls = nodes.iter().map(|node| node["url"].as_str().unwrap());
    let slug = nodes[0]["organisation"]["slug"].as_str().unwrap();
    (urls.map(str::to_owned).collect(), slug.to_owned())
}

/// So often is looked before a server that judges no end of the sample fails the test.
const LOOKS: usize = 2_000;

/// Waits until the server has judged what it holds as of today: then answers stay the same.
async fn has_judged(place: &Place) {
    for _ in 0..LOOKS {
        let log = std::fs::read_to_string(place.path("serve.log")).unwrap();
        if log.contains("assessments are up to date") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the server did not judge the sample");
}

#[tokio::test(flavor = "multi_thread")]
async fn assistants_are_answered_over_http_and_stdio() {
    let place = Place::with_config("listen = \"127.0.0.1:0\"\nschedule = \"off\"\n");
    let server = place.serve(&[]);
    has_judged(&place).await;
    let (urls, slug) = first_two(&server).await;
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let (answered, refused) = calls(&urls, &slug);
    let count = answered.len();
    let unknown = json!({ "name": "delete", "arguments": {} });
    let calls: Vec<Value> = [answered, refused, vec![unknown]].concat();

    let url = format!("{}/mcp", server.address());
    let Some(by_http) = answers(&json!({ "url": url }), &calls) else {
        return;
    };
    let by_http = check(&by_http, count);
    let hits = by_http[0]["repositories"]["nodes"].as_array().unwrap();
    assert!(!hits.is_empty());
    for hit in hits {
        assert!(
            hit["maintenance"]["reasons"][0]["rule"].is_string(),
            "{hit}"
        );
        assert!(hit["observedAt"].is_string(), "{hit}");
    }
    assert_eq!(by_http[2]["repository"]["url"], urls[0]);
    assert_eq!(by_http[3]["compared"][1]["repository"]["url"], urls[1]);
    assert_eq!(by_http[4]["organisation"]["slug"], *slug);
    assert!(by_http[5]["alike"]["total"].as_u64().unwrap() > 0);
    assert_eq!(by_http[8]["checkPubliccode"]["verdict"], "INVALID");
    let mut found = Vec::new();
    by_http.iter().for_each(|answer| pages(answer, &mut found));
    found.sort_unstable();
    found.dedup();
    assert!(found.len() > 10, "{found:?}");
    for page in found {
        assert_eq!(status(&page).await, 200, "{page}");
    }

    let program = |arguments: &[&str]| {
        let binary = env!("CARGO_BIN_EXE_bronwijzer");
        answers(
            &json!({ "command": binary, "args": arguments, "cwd": place.path("") }),
            &calls,
        )
    };
    // A server holds the folder: it is asked, or the program says so.
    let asked = program(&["mcp", "--url", server.address()]).unwrap();
    assert_eq!(check(&asked, count), by_http);
    let held = place.run(&["mcp"]);
    assert_eq!(held.status, Some(1), "{held:?}");
    assert!(held.stderr.contains("bronwijzer mcp --url"), "{held:?}");

    server.stop();
    let read = check(&program(&["mcp"]).unwrap(), count);
    assert_eq!(read[2]["repository"]["url"], urls[0]);
    // Nobody said where the pages are.
    assert_eq!(read[2]["repository"]["page"], Value::Null);
    assert_eq!(
        read[0]["repositories"]["total"],
        by_http[0]["repositories"]["total"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_in_llms_txt_answers() {
    let place = Place::with_config(
        "listen = \"127.0.0.1:0\"\nschedule = \"off\"\npublisher = \"logius\"\n\
         contact_email = \"vragen@example.nl\"\ncontact_url = \"https://example.nl/contact\"\n\
         data_licence = \"https://creativecommons.org/publicdomain/zero/1.0/\"\n",
    );
    let server = place.serve(&[]);
    let file = server.page("/llms.txt").await;
    assert!(file.starts_with("# Bronwijzer\n\n> "), "{file}");
    for said in [
        "/en/organisations/logius",
        "vragen@example.nl",
        "https://example.nl/contact",
        "publicdomain/zero/1.0/",
    ] {
        assert!(file.contains(said), "{said}: {file}");
    }
    let links = file.split("](").skip(1);
    let links = links.map(|rest| rest.split(')').next().unwrap());
    let own: Vec<&str> = links
        .filter(|link| link.starts_with(server.address()))
        .collect();
    assert!(own.len() > 15, "{own:?}");
    for link in own {
        // It takes messages alone.
        let expected = if link.ends_with("/mcp") { 405 } else { 200 };
        let asked = match link.strip_suffix("/graphql") {
            Some(_) => format!("{link}?query=%7B__typename%7D"),
            None => link.to_owned(),
        };
        assert_eq!(status(&asked).await, expected, "{link}");
    }
}
