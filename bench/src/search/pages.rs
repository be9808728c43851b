//! Single entries, the pages that people see, and the REST API: each kind asked many times,
//! and the memory that the server has of its own afterwards.

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::Context;
use serde_json::{Map, Value, json};

use super::figures::mebibytes;
use super::server::{Server, Times};
use super::{ASKED, milliseconds};

/// How many entries are asked for one by one: far more than any cache holds.
const ENTRIES: usize = 5_000;

/// Entries that a list holds at most.
const LIST: usize = 100;

/// What is known of the entries that are asked for.
struct Entry {
    id: String,
    /// The address on its forge, without scheme.
    address: String,
}

/// Asks for single entries, for lists by both APIs and for pages of each kind at
/// `address`, and writes a row of each.
pub(super) async fn measure(
    server: &Server,
    address: &str,
    words: &[String],
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let entries = entries(server).await?;
    let one = "query($id: ID!) { repository(id: $id) { id url path description topics stars \
        licence { spdxId verdict } maintenance { status } readme { text } \
        releases { total newest { name } } history { kind noticedAt } } }";
    let bodies = entries.iter();
    let bodies = bodies.map(|entry| json!({ "query": one, "variables": { "id": entry.id } }));
    row(
        out,
        "one entry",
        server.times(&bodies.collect::<Vec<_>>()).await?,
    )?;

    let by_words = |path: &str, parameter: &str| -> Vec<String> {
        let addresses = words.iter().map(|words| {
            let mut url = reqwest::Url::parse(address)?.join(path)?;
            url.query_pairs_mut().append_pair(parameter, words);
            anyhow::Ok(url.to_string())
        });
        addresses.filter_map(Result::ok).collect()
    };
    let rest = by_words("api/v1/repositories?first=20", "query");
    let shape: Value = serde_json::from_slice(&server.page(&rest[0]).await?)?;
    let fields = selection(&shape["items"]).context("the first list is empty")?;
    let list = format!(
        "query($words: String) {{ repositories(query: $words, first: 20) {{ total \
         pageInfo {{ endCursor hasNextPage }} nodes {fields} }} }}"
    );
    let bodies = words.iter();
    let bodies: Vec<Value> = bodies
        .map(|words| json!({ "query": list, "variables": { "words": words } }))
        .collect();
    row(out, "list of 20 by REST", server.page_times(&rest).await?)?;
    let took = server.times(&bodies).await?;
    row(out, "the same fields by GraphQL", took)?;

    // Each at an address of its own, as the server keeps pages by their address.
    let fresh = |path: &str| -> Vec<String> {
        let addresses = (0..ASKED).map(|number| format!("{address}{path}?n={number}"));
        addresses.collect()
    };
    let again = vec![format!("{address}open-tenzij"); ASKED];
    let repositories = entries.iter();
    let repositories = repositories.map(|entry| format!("{address}repositories/{}", entry.address));
    for (what, pages) in [
        (
            "OSS register: first page of 20",
            fresh("oss-register/v1/repositories"),
        ),
        (
            "OSS register: 20 for two words, without publiccode.yml",
            by_words("oss-register/v1/repositories?publiccode=false", "q"),
        ),
        (
            "OSS register: its filters",
            fresh("oss-register/v1/repositories/filters"),
        ),
        ("page: results for two words", by_words("zoeken", "q")),
        ("page: results for everything", fresh("zoeken")),
        ("page: a repository", repositories.collect()),
        ("page: home", fresh("")),
        ("page: organisations", fresh("organisations")),
        ("page: open by default", fresh("open-tenzij")),
        ("page: help out", fresh("doe-mee")),
        ("page: help", fresh("hulp")),
        ("page: open by default, asked again", again),
    ] {
        row(out, what, server.page_times(&pages).await?)?;
    }
    writeln!(
        out,
        "| the server's own memory after these | {:.0} MiB |",
        mebibytes(server.memory().own)
    )?;
    Ok(())
}

fn row(out: &mut impl Write, what: &str, times: Times) -> std::io::Result<()> {
    let (middle, worst) = (milliseconds(times.middle), milliseconds(times.worst));
    writeln!(out, "| {what}, p50 / p99 | {middle:.1} / {worst:.1} ms |")
}

/// The fields that an answer of the REST API has, for the same question by GraphQL;
/// `None` of what has none. What is null everywhere is left out, as it may have fields.
fn selection(answer: &Value) -> Option<String> {
    let objects: Vec<&Map<String, Value>> = match answer {
        Value::Object(fields) => vec![fields],
        Value::Array(values) => values.iter().filter_map(Value::as_object).collect(),
        _ => return None,
    };
    let mut fields = BTreeMap::new();
    let known = |(_, value): &(_, &Value)| !value.is_null();
    for (name, value) in objects.into_iter().flatten().filter(known) {
        let selected = selection(value);
        // Of one that has nothing, or nothing but nulls, nobody can tell which fields it has.
        if selected.is_none() && may_have_fields(value) {
            continue;
        }
        let selected = selected.unwrap_or_default();
        let best: &mut String = fields.entry(name.as_str()).or_default();
        if selected.len() > best.len() {
            *best = selected;
        }
    }
    let fields = fields.iter().map(|(name, of_it)| format!("{name} {of_it}"));
    let fields = fields.collect::<Vec<_>>().join(" ");
    (!fields.is_empty()).then(|| format!("{{ {fields} }}"))
}

/// Whether a value is an object or a list of them, which an empty list may be.
fn may_have_fields(value: &Value) -> bool {
    match value {
        Value::Array(values) => values.iter().all(Value::is_object),
        value => value.is_object(),
    }
}

/// The addresses of the first repositories on their forges, without scheme.
pub(crate) async fn addresses(server: &Server) -> anyhow::Result<Vec<String>> {
    let entries = entries(server).await?;
    Ok(entries.into_iter().map(|entry| entry.address).collect())
}

/// The first entries, in the order of the list.
async fn entries(server: &Server) -> anyhow::Result<Vec<Entry>> {
    let question = format!(
        "query($after: String) {{ repositories(first: {LIST}, after: $after) \
         {{ nodes {{ id url }} pageInfo {{ endCursor hasNextPage }} }} }}"
    );
    let mut entries = Vec::new();
    let mut after = Value::Null;
    while entries.len() < ENTRIES {
        let body = json!({ "query": question, "variables": { "after": after } });
        let answer = server.answer(&body).await?;
        let list = &answer["data"]["repositories"];
        for node in list["nodes"].as_array().into_iter().flatten() {
            let text = |field: &str| node[field].as_str().context("an entry lacks a field");
            let url = text("url")?;
            entries.push(Entry {
                id: text("id")?.to_owned(),
                address: url
                    .split_once("://")
                    .map_or(url, |(_, rest)| rest)
                    .to_owned(),
            });
        }
        if list["pageInfo"]["hasNextPage"] != true {
            break;
        }
        after = list["pageInfo"]["endCursor"].clone();
    }
    Ok(entries)
}
