//! The tables of the documentation that follow from tables of the program.

use std::collections::HashSet;
use std::fmt::Write;
use std::path::Path;

use bronwijzer_index::{FacetName, FacetRow, FacetValues};

/// Compares the table between the marks of `name` in a document with what it should be;
/// writes it when snapshots are to be written too.
fn check(document: &str, name: &str, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs")
        .join(document);
    let written = std::fs::read_to_string(&path).unwrap();
    let (begin, end) = (
        format!("<!-- {name} -->\n"),
        format!("<!-- end of {name} -->"),
    );
    let (before, rest) = written.split_once(&begin).unwrap();
    let (_, after) = rest.split_once(&end).unwrap();
    let right = format!("{before}{begin}\n{table}\n{end}{after}");
    if written != right {
        let writes = std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always");
        assert!(
            writes,
            "docs/{document} has another table of {name}; run this test with INSTA_UPDATE=always"
        );
        std::fs::write(&path, right).unwrap();
    }
}

/// The table's rows in the order of pages.
fn rows() -> Vec<&'static FacetRow> {
    let mut rows: Vec<&FacetRow> = FacetName::ALL.iter().map(|facet| facet.row()).collect();
    rows.sort_by_key(|row| row.place);
    rows
}

#[test]
fn every_facet_is_in_the_documentation() {
    let mut table = String::from("| facet | what it is |\n|---|---|\n");
    for row in rows() {
        writeln!(table, "| `{}` | {} |", row.parameter(), row.description).unwrap();
    }
    check("facets.md", "facets", &table);
}

#[test]
fn every_field_of_a_query_is_in_the_documentation() {
    let mut table =
        String::from("| facet | Dutch | English | other words for values |\n|---|---|---|---|\n");
    for row in rows() {
        let typed = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}:`")).collect();
            names.join(" ")
        };
        let words = match row.values {
            FacetValues::Open | FacetValues::Listed(_) => &[][..],
            FacetValues::Named(_, words) | FacetValues::Closed(_, words) => words,
        };
        let mut words: Vec<String> = words
            .iter()
            .flat_map(|(_, words)| words.iter())
            .map(|word| format!("`{word}`"))
            .collect();
        let mut seen = HashSet::new();
        words.retain(|word| seen.insert(word.clone()));
        let (name, dutch, english) = (row.parameter(), typed(row.dutch), typed(row.english));
        let words = words.join(", ");
        writeln!(table, "| `{name}` | {dutch} | {english} | {words} |").unwrap();
    }
    check("search.md", "fields", &table);
}
