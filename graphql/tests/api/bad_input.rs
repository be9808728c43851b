//! Whatever is sent, there is an answer or an error that says what is wrong.

use async_graphql::{Request, Response, Variables};
use bronwijzer_graphql::ErrorCode;
use poem::http::StatusCode;
use poem::test::TestClient;
use serde_json::{Value, json};

use crate::support::{Fixture, fixture};

/// Numbers that look like chance and are the same each time (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % bound.max(1)
    }

    fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

/// Every error has a code, and none is our own failure.
fn check(response: &Response, asked: &str) {
    for error in &response.errors {
        let code = ErrorCode::of(error);
        let code = code.unwrap_or_else(|| panic!("no code: {error:?} for {asked}"));
        assert!(code.is_askers_mistake(), "{code:?} {error:?} for {asked}");
        assert!(!error.message.is_empty(), "{asked}");
    }
}

const WORDS: &[&str] = &[
    "quality",
    "time",
    "zaak",
    "é",
    "ß",
    "İ",
    "ﬀ",
    "👩‍👩‍👧",
    "\u{0}",
    "\u{feff}",
    "\u{202e}",
    "\u{300}",
    "\"",
    "'",
    "-",
    "--",
    "+",
    "*",
    "?",
    "~",
    "^",
    ":",
    "::",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\\",
    "/",
    "AND",
    "OR",
    "NOT",
    "licentie:",
    "org:",
    "EUPL-1.2",
    "a:b:c",
    "-\"",
    "<b>",
    "%00",
    "\n",
    "\t",
    "TO",
    "1e999",
    "-1",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
];

#[tokio::test]
async fn words_of_any_kind_are_searched() {
    let catalogue = fixture().await;
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let query = "query($q: String, $v: [String!]) {
        repositories(query: $q, first: 2, filter: { licence: $v }) { total } }";
    for _ in 0..3_000 {
        let mut words = String::new();
        for _ in 0..=chance.below(8) {
            words += chance.of(WORDS);
            words += chance.of(&["", " ", "  "]);
        }
        let mut asked = json!({ "q": words });
        if chance.below(4) == 0 {
            asked["v"] = json!([chance.of(WORDS), chance.of(WORDS)]);
        }
        let request = Request::new(query).variables(Variables::from_json(asked.clone()));
        let response = catalogue.schema.execute(request).await;
        assert!(response.errors.is_empty(), "{asked}: {:?}", response.errors);
    }
}

#[tokio::test]
async fn cursors_of_any_kind_are_refused_or_used() {
    let catalogue = fixture().await;
    let valid = catalogue
        .ask(
            "{ a: repositories(first: 1) { pageInfo { endCursor } }
               b: repositories(first: 1, sort: STARS) { pageInfo { endCursor } }
               c: crawlRuns(first: 1) { pageInfo { endCursor } }
               d: organisations(first: 1) { pageInfo { endCursor } }
               e: changes(first: 1) { pageInfo { endCursor } } }",
        )
        .await;
    let valid: Vec<String> = valid
        .as_object()
        .unwrap()
        .values()
        .map(|page| page["pageInfo"]["endCursor"].as_str().unwrap().to_owned())
        .collect();
    let lists = ["repositories", "crawlRuns", "organisations", "changes"];
    let mut chance = Chance(0x2545_f491_4f6c_dd1d);
    for _ in 0..3_000 {
        let mut letters: Vec<char> = valid[chance.below(valid.len())].chars().collect();
        for _ in 0..chance.below(4) {
            let at = chance.below(letters.len());
            match chance.below(4) {
                0 if !letters.is_empty() => drop(letters.remove(at)),
                1 => letters.insert(at, chance.of(WORDS).chars().next().unwrap()),
                2 => letters.truncate(at),
                _ if !letters.is_empty() => {
                    letters[at] = ['0', 'f', 'r', '-', 'Z'][chance.below(5)];
                }
                _ => {}
            }
        }
        let cursor: String = letters.into_iter().collect();
        let list = chance.of(&lists);
        let query =
            format!("query($c: String) {{ {list}(first: 2, after: $c) {{ nodes {{ id }} }} }}");
        let variables = Variables::from_json(json!({ "c": cursor }));
        let response = catalogue
            .schema
            .execute(Request::new(query).variables(variables))
            .await;
        check(&response, &cursor);
        let code = response.errors.first().and_then(ErrorCode::of);
        let expected = [
            None,
            Some(ErrorCode::BadCursor),
            Some(ErrorCode::CursorExpired),
        ];
        assert!(expected.contains(&code), "{cursor}: {code:?}");
    }
}

const DOCUMENTS: &[&str] = &[
    r#"query A($first: Int = 2, $after: String) { repositories(first: $first, after: $after, filter: { licence: ["EUPL-1.2"] }) {
        total edges { cursor node { id ...facts } } pageInfo { hasNextPage endCursor } } }
        fragment facts on Repository { url stars licence { verdict reasons { rule facts { name value } } } }"#,
    r#"{ node(id: "Zm9v") { __typename ... on Organisation { name repositories(first: 1) { nodes { path } } } } }"#,
    r#"{ organisation(slug: "stichting-ictu") { a: name b: name @include(if: true) accounts { url } openByDefault { counted } } }"#,
    r#"{ __schema { types { name fields { name type { name ofType { name } } } } } }"#,
    r#"{ checkPubliccode(text: """ name: "x" """) { verdict findings { rule line } } }"#,
    r#"{ changes(since: "2026-01-01T00:00:00Z", first: 3) { latestCursor nodes { kind at repository { path } } } }"#,
    r#"subscription { liveCrawl { stored } }"#,
];

const PIECES: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "...",
    "...a",
    ":",
    "!",
    "$",
    "$first",
    "@",
    "@skip(if: false)",
    "\"",
    "\"\"\"",
    "#",
    "\\",
    "\u{0}",
    "\u{feff}",
    "é",
    "0",
    "-1",
    "9999999999999999999999",
    "1e999",
    "null",
    "true",
    "on",
    "query",
    "mutation",
    "fragment a on Query { ...a }",
    "__typename",
    "__type(name: \"Query\") { fields { name } }",
    "first: 101",
    "after: \"\"",
    "sort: STARS",
    "{ a: {} }",
    "[[[[]]]]",
    "id",
    "nodes",
    ",,,",
];

#[tokio::test]
async fn damaged_documents_are_answered_or_refused() {
    let catalogue = fixture().await;
    for document in &DOCUMENTS[..6] {
        let response = catalogue.schema.execute(*document).await;
        assert!(
            response.errors.is_empty(),
            "{document}: {:?}",
            response.errors
        );
    }
    let mut chance = Chance(0xd6e8_feb8_6659_fd93);
    for _ in 0..4_000 {
        let mut letters: Vec<char> = chance.of(DOCUMENTS).chars().collect();
        for _ in 0..=chance.below(3) {
            let from = chance.below(letters.len());
            let to = (from + chance.below(12)).min(letters.len());
            match chance.below(4) {
                0 => drop(letters.drain(from..to)),
                1 => {
                    let copy = letters[from..to].to_vec();
                    let at = chance.below(letters.len());
                    letters.splice(at..at, copy);
                }
                _ => drop(letters.splice(from..from, chance.of(PIECES).chars())),
            }
        }
        let document: String = letters.into_iter().collect();
        check(&catalogue.schema.execute(&document).await, &document);
    }
}

#[tokio::test]
async fn deep_wide_and_circular_documents_are_refused() {
    let catalogue = fixture().await;
    let open = |text: &str, times: usize| text.repeat(times);
    let mut documents = vec![
        format!("{{ {} }}", open("a ", 16_000)),
        format!("{{ {} }}", open("a:", 16_000)),
        format!("query({}) {{ a }}", open("$a: Int ", 4_000)),
        format!("query($a: {}Int{}) {{ a }}", open("[", 60), open("]", 60)),
        format!("{{ a(b: \"{}\") }}", open("\\u0041", 5_000)),
        format!("{{ a(b: \"\"\"{}\"\"\") }}", open("\\\"\"\"", 5_000)),
        open("fragment a on Query { a }", 1_000),
        open("{ a }", 6_000),
        open("#", 32_000),
        open("\"\"\"", 9_999),
        (0..1_000).fold(String::new(), |text, at| {
            format!("{text}query q{at} {{ a }} ")
        }),
        (0..700).fold("{ ...f0 } ".to_owned(), |text, at| {
            format!(
                "{text}fragment f{at} on Query {{ ...f{} }} ",
                (at + 1) % 700
            )
        }),
        (0..100).fold("{ ...f0 } ".to_owned(), |text, at| {
            let next = open(&format!("...f{} ", at + 1), 20);
            format!("{text}fragment f{at} on Query {{ {next} }} ")
        }),
    ];
    for bracket in [
        "{",
        "(",
        "[",
        "{a",
        "{a(b:",
        "{a(b:[",
        "{a(b:{c:",
        "query($a:[",
        "{...{",
        "{...on Query{",
    ] {
        documents.extend([10, 60, 64, 65, 500, 6_000].map(|times| open(bracket, times)));
    }
    let values = |times| {
        format!(
            "{{ repositories(filter: {}1{}) {{ total }} }}",
            open("[", times),
            open("]", times)
        )
    };
    documents.extend([10, 59, 60, 61, 62, 15_000].map(values));
    documents.push(open("{ repositories ", 60) + &open("}", 60));
    for document in documents {
        let response = catalogue.schema.execute(&document).await;
        check(&response, &document[..document.len().min(100)]);
        assert!(!response.errors.is_empty(), "{document:.100}");
    }
}

async fn answer(client: &TestClient<poem::Route>, body: Vec<u8>) -> (StatusCode, Value) {
    let request = client.post("/graphql").content_type("application/json");
    let response = request.body(body).send().await;
    let status = response.0.status();
    let bytes = response.0.into_body().into_bytes().await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap())
}

fn client(catalogue: &Fixture) -> TestClient<poem::Route> {
    TestClient::new(bronwijzer_graphql::routes(catalogue.schema.clone()))
}

#[tokio::test]
async fn bodies_of_any_kind_are_answered_in_json() {
    let catalogue = fixture().await;
    let client = client(&catalogue);
    let query = |text: &str| json!({ "query": text }).to_string().into_bytes();
    let deep = |times: usize| {
        let (open, close) = ("[".repeat(times), "]".repeat(times));
        format!("{{\"query\": \"{{ catalogue {{ contents }} }}\", \"variables\": {{\"a\": {open}{close}}}}}").into_bytes()
    };
    let bodies = [
        (b"\xff\xfe{\"query\":1}".to_vec(), "BAD_REQUEST"),
        (b"{\"query\": \"{ a\xff\xfe }\"}".to_vec(), "BAD_REQUEST"),
        (b"{\"query\": \"\\ud800\"}".to_vec(), "BAD_REQUEST"),
        (b"null".to_vec(), "BAD_REQUEST"),
        (b"{\"query\": null}".to_vec(), "BAD_REQUEST"),
        (
            b"{\"query\": \"{a}\", \"variables\": []}".to_vec(),
            "BAD_REQUEST",
        ),
        (
            b"{\"query\": \"{a}\", \"extensions\": 1}".to_vec(),
            "BAD_REQUEST",
        ),
        (b" \n[".to_vec(), "BATCH_NOT_SUPPORTED"),
        (query(&"a".repeat(1_000_000)), "QUERY_TOO_LARGE"),
        (query(&"{".repeat(300_000)), "QUERY_TOO_LARGE"),
        (query(&"{".repeat(30_000)), "QUERY_TOO_DEEP"),
        (deep(100_000), "BAD_REQUEST"),
    ];
    for (body, expected) in bodies {
        let start = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        let (_, answer) = answer(&client, body).await;
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], expected,
            "{start}: {answer}"
        );
    }
    // Variables that nobody asked for, and a long one that somebody did.
    let unused: Value = (0..5_000)
        .map(|at| (format!("v{at}"), json!([at, { "a": "b" }])))
        .collect();
    let words = "woord ".repeat(60_000);
    let asked = json!({ "query": "query($q: String) { repositories(query: $q) { total } }", "variables": { "q": words } });
    let bodies = [
        json!({ "query": "{ catalogue { contents } }", "variables": unused }).to_string(),
        asked.to_string(),
    ];
    for body in bodies {
        let (status, answer) = answer(&client, body.into_bytes()).await;
        assert_eq!((status, &answer["errors"]), (StatusCode::OK, &Value::Null));
    }
}

#[tokio::test]
async fn damaged_bodies_and_addresses_are_answered_in_json() {
    let catalogue = fixture().await;
    let client = client(&catalogue);
    let body = json!({
        "query": "query A($n: Int) { repositories(first: $n) { total } }",
        "variables": { "n": 1 }, "operationName": "A",
        "extensions": { "persistedQuery": { "version": 1, "sha256Hash": "00" } }
    })
    .to_string();
    let mut chance = Chance(0xa076_1d64_78bd_642f);
    for _ in 0..1_000 {
        let mut bytes = body.clone().into_bytes();
        for _ in 0..=chance.below(4) {
            let at = chance.below(bytes.len());
            match chance.below(3) {
                0 => drop(bytes.remove(at)),
                1 => bytes[at] = u8::try_from(chance.below(256)).unwrap(),
                _ => bytes.insert(at, u8::try_from(chance.below(256)).unwrap()),
            }
        }
        let (status, answered) = answer(&client, bytes.clone()).await;
        assert!(
            !status.is_server_error(),
            "{}",
            String::from_utf8_lossy(&bytes)
        );
        assert!(
            answered["errors"][0]["extensions"]["code"].is_string() || !answered["data"].is_null()
        );
    }
    for address in [
        "?",
        "?query",
        "?query=",
        "?query=%ff%fe",
        "?query=%",
        "?a=b",
        "?query={a}&query={b}",
        "?variables=%7B",
    ] {
        let response = client.get(format!("/graphql{address}")).send().await;
        let bytes = response.0.into_body().into_bytes().await.unwrap();
        let answered: Value = serde_json::from_slice(&bytes).unwrap();
        assert!(
            answered["errors"][0]["extensions"]["code"].is_string(),
            "{address}: {answered}"
        );
    }
}
