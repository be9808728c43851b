//! What docs/threat-model.md promises is there: each measure has its tests, and nobody goes around
//! the one client for addresses that come from data.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

const CRATES: [&str; 6] = ["bench", "crawler", "graphql", "index", "ops", "ui"];

/// Who may make a client, because the configuration says whom it asks, or because it is the guard.
const MAKERS: [&str; 8] = [
    "crawler/src/forge/rest.rs",
    "crawler/src/outbound/mod.rs",
    "ops/src/commands/doctor/web.rs",
    "ops/src/commands/health.rs",
    "ops/src/commands/mcp.rs",
    "ops/src/serving/sign_in/bounded_http.rs",
    "ops/src/traces/exporter.rs",
    "ops/src/web.rs",
];

/// Every file of Rust below a folder, with its text.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("target") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

/// The tests among these: functions below an attribute of one.
fn tests_in(text: &str) -> impl Iterator<Item = &str> {
    let is_test = |lines: &str| lines.contains("test") && lines.contains("#[");
    let functions = text.match_indices("fn ").filter(move |(at, _)| {
        let before = text[..*at].trim_end_matches("async ").trim_end();
        let attributes = before.rsplit("\n\n").next().unwrap_or_default();
        // Those of proptest stand within its macro.
        is_test(attributes)
    });
    functions.map(|(at, found)| {
        let name = &text[at + found.len()..];
        let end = name.find(|c: char| !c.is_alphanumeric() && c != '_');
        &name[..end.unwrap_or(name.len())]
    })
}

#[test]
fn every_measure_names_tests_that_exist() {
    let root = Path::new(ROOT);
    let sources: Vec<_> = CRATES
        .iter()
        .flat_map(|name| sources(&root.join(name)))
        .collect();
    let texts = sources.iter().map(|(_, text)| text.as_str());
    let tests: BTreeSet<&str> = texts.flat_map(tests_in).collect();
    let model = std::fs::read_to_string(root.join("docs/threat-model.md")).unwrap();
    let mut measures = 0;
    for row in model.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [way, _, shown] = cells.as_slice() else {
            panic!("three cells: {row}");
        };
        let named: Vec<&str> = shown.split('`').skip(1).step_by(2).collect();
        let is_head =
            *shown == "shown by" || *shown == "what would be lost" || way.starts_with('A');
        assert!(is_head || !named.is_empty(), "no test shows: {way}");
        for name in &named {
            assert!(tests.contains(name), "`{name}` is no test, for: {way}");
        }
        measures += usize::from(!named.is_empty());
    }
    assert!(measures > 20, "{measures}");
    assert!(!tests.contains("every_measure_names_tests_that_are_not_there"));
}

#[test]
fn outbound_clients_are_made_in_known_places_alone() {
    let root = Path::new(ROOT);
    let mut makers = BTreeSet::new();
    for name in CRATES.iter().filter(|name| **name != "bench") {
        for (path, text) in sources(&root.join(name).join("src")) {
            let path = path.strip_prefix(root).unwrap().display().to_string();
            let code = text.split("#[cfg(test)]").next().unwrap();
            let makes = [
                "Client::builder()",
                "Client::new()",
                "reqwest::get(",
                "reqwest::blocking",
                "web::client(",
            ]
            .iter()
            .any(|call| code.contains(call));
            // Those that only wrap one of the makers.
            let is_own = path == "ops/src/serving/sign_in/mod.rs";
            if makes && !is_own && !path.contains("tests") && !path.starts_with("crawler/double") {
                makers.insert(path);
            }
        }
    }
    assert_eq!(makers, MAKERS.map(str::to_owned).into());
}
