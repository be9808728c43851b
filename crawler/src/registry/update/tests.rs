//! What becomes of the list when the register says something else.

use serde_json::{Value, json};

use super::*;

const HEADER: &str = "tooi,slug,name,type,province,ended,successors,former_slugs\n";
const ONTOLOGY: &str = "https://identifier.overheid.nl/tooi/def/ont/";

fn uri(code: &str) -> String {
    format!("https://identifier.overheid.nl/tooi/id/gemeente/{code}")
}

fn row(code: &str, slug: &str, name: &str) -> String {
    format!("{},{slug},{name},municipality,Utrecht,,,\n", uri(code))
}

/// An organisation as value lists have it.
fn node(code: &str, label: &str) -> Value {
    json!({
        "@id": uri(code),
        "@type": [format!("{ONTOLOGY}Gemeente")],
        "http://www.w3.org/2000/01/rdf-schema#label": [{ "@value": label }],
        format!("{ONTOLOGY}organisatiecode"): [{ "@value": code }],
        format!("{ONTOLOGY}ligtInProvincie"):
            [{ "@id": "https://identifier.overheid.nl/tooi/id/provincie/pv26" }],
    })
}

fn ended(code: &str, label: &str, last: &str) -> Value {
    let mut node = node(code, label);
    node[format!("{ONTOLOGY}einddatum")] =
        json!([{ "@type": "http://www.w3.org/2001/XMLSchema#date", "@value": last }]);
    node
}

/// What happened to organisations: these ended, and that came of them.
fn event(kind: &str, ended: &[&str], came: (&str, &str)) -> Value {
    let ids =
        |codes: &[&str]| Value::from_iter(codes.iter().map(|code| json!({ "@id": uri(code) })));
    json!({
        "@id": uri("wzg_00000001"),
        "@type": [format!("{ONTOLOGY}{kind}")],
        "http://www.w3.org/ns/prov#invalidated": ids(ended),
        format!("http://www.w3.org/ns/prov#{}", came.0): ids(&[came.1]),
    })
}

fn update_with(rows: &str, document: &Value) -> Result<Update, UpdateError> {
    let list = RegistryFile::new("bodies.csv", format!("{HEADER}{rows}"));
    let entries = RegistryFile::new(
        "organisations.toml",
        "[[organisations]]\nslug = \"gemeente-vijf\"\nname = \"Vijf\"\ntype = \"other\"\n",
    );
    let registry = Registry::of(Some(&list), &entries, &[]);
    let file = (
        "gemeenten.json".to_owned(),
        document.to_string().into_bytes(),
    );
    update(&list, &registry, &[file], "2026-11-29".parse().unwrap())
}

fn changes(update: &Update) -> Vec<String> {
    update.changes.iter().map(ToString::to_string).collect()
}

#[test]
fn body_is_founded_renamed_merged_and_ended() {
    let rows = [
        row("gm0001", "gemeente-een", "Gemeente Een"),
        row("gm0002", "gemeente-twee", "Gemeente Twee"),
        row("gm0003", "gemeente-drie", "Gemeente Drie"),
        row("gm0009", "gemeente-negen", "Gemeente Negen"),
    ];
    let document = json!([
        ended("gm0001", "gemeente Een", "2025-12-31"),
        ended("gm0002", "gemeente Twee", "2025-12-31"),
        node("gm0003", "gemeente Drie aan Zee"),
        node("gm0004", "gemeente Eén-Twee"),
        ended("gm0005", "gemeente Lang Geleden", "2005-12-31"),
        ended("gm0009", "gemeente Negen", "2026-12-31"),
        event(
            "Samenvoeging",
            &["gm0001", "gm0002"],
            ("generated", "gm0004")
        ),
        event("Uitbreiding", &["gm0002"], ("used", "gm0003")),
    ]);
    let updated = update_with(&rows.concat(), &document).unwrap();
    assert_eq!(
        changes(&updated),
        [
            "gemeente-een ended on 2026-01-01; after it came gemeente-een-twee",
            "gemeente-twee ended on 2026-01-01; after it came gemeente-een-twee, gemeente-drie",
            "gemeente-drie was Gemeente Drie, and is Gemeente Drie aan Zee",
            "gemeente-een-twee is new",
        ]
    );
    let expected = [
        HEADER.to_owned(),
        row("gm0001", "gemeente-een", "Gemeente Een")
            .replace(",,,", ",2026-01-01,gemeente-een-twee,"),
        row("gm0002", "gemeente-twee", "Gemeente Twee")
            .replace(",,,", ",2026-01-01,gemeente-een-twee gemeente-drie,"),
        row("gm0003", "gemeente-drie", "Gemeente Drie aan Zee"),
        row("gm0004", "gemeente-een-twee", "Gemeente Eén-Twee"),
        row("gm0009", "gemeente-negen", "Gemeente Negen"),
    ];
    assert_eq!(updated.list, expected.concat());
    assert_eq!(
        updated.hints,
        [
            "gemeente-twee has several successors: put the one that has its repositories now first in `successors`",
            "gemeente-negen ends on 2027-01-01: update the list again from then on",
        ]
    );
    // The same again changes nothing.
    let rows = updated.list.strip_prefix(HEADER).unwrap();
    let again = update_with(rows, &document).unwrap();
    assert_eq!((changes(&again), again.list), (vec![], updated.list));
}

#[test]
fn nothing_is_removed_from_the_list() {
    let rows = row("gm0001", "gemeente-een", "Gemeente Een")
        + &row("gm0002", "gemeente-twee", "Gemeente Twee");
    let gone = json!([
        node("gm0001", "gemeente Een"),
        { "@id": "https://identifier.overheid.nl/tooi/id/waterschap/ws0001", "@type": "x" },
    ]);
    let updated = update_with(&rows, &gone).unwrap();
    assert_eq!(updated.changes, []);
    assert_eq!(updated.list, format!("{HEADER}{rows}"));
    assert_eq!(
        updated.hints,
        [
            "of the kind `gemeente` the value lists lack gemeente-twee: they stay in the list; write `ended` there by hand if they ended"
        ]
    );
    let ended = json!([
        ended("gm0001", "gemeente Een", "2025-12-31"),
        node("gm0002", "gemeente Twee")
    ]);
    let updated = update_with(&rows, &ended).unwrap();
    assert!(
        updated.hints[0].contains("does not say who came after it"),
        "{:?}",
        updated.hints
    );
}

#[test]
fn slug_that_is_taken_gets_the_code() {
    let updated = update_with("", &json!([node("gm0005", "gemeente Vijf")])).unwrap();
    assert_eq!(changes(&updated), ["gemeente-vijf-gm0005 is new"]);
}

#[test]
fn value_lists_come_in_several_forms() {
    let one = node("gm0001", "gemeente Een");
    let mut bare = node("gm0001", "gemeente Een");
    bare["http://www.w3.org/2000/01/rdf-schema#label"] = json!([
        { "@value": "municipality One", "@language": "en" },
        { "@value": "gemeente Een", "@language": "nl" },
    ]);
    bare[format!("{ONTOLOGY}ligtInProvincie")] =
        json!("https://identifier.overheid.nl/tooi/id/provincie/pv26");
    for document in [
        json!([one]),
        one.clone(),
        json!({ "@graph": [one] }),
        json!({ "@graph": one }),
        bare,
    ] {
        let updated = update_with("", &document).unwrap();
        let expected = format!("{HEADER}{}", row("gm0001", "gemeente-een", "Gemeente Een"));
        assert_eq!(updated.list, expected, "{document}");
    }
}

#[test]
fn what_is_no_sound_value_list_is_refused() {
    let mut nameless = node("gm0001", "x");
    nameless["http://www.w3.org/2000/01/rdf-schema#label"] = json!([]);
    let mut compact = node("gm0001", "x");
    compact["@context"] = json!({});
    let cases = [
        (json!([]).to_string(), "it has no organisation"),
        (json!([1]).to_string(), "not all in it are objects"),
        (json!("x").to_string(), "it has no objects"),
        (json!({ "a": 1 }).to_string(), "it has no organisation"),
        (compact.to_string(), "it is compacted JSON-LD"),
        (json!([nameless]).to_string(), "gm0001 in it has no name"),
        (
            json!([ended("gm0001", "x", "soon")]).to_string(),
            "has an end that is no date",
        ),
        (
            json!([node("xx", "x")]).to_string(),
            "an identifier of an unknown form",
        ),
        ("[{".to_owned(), "it is not valid JSON"),
        ("<rdf:RDF/>".to_owned(), "it is not valid JSON"),
        ("[".repeat(100_000), "it is not valid JSON"),
        (" ".repeat(LARGEST + 1), "it is larger than 10 MB"),
    ];
    for (text, expected) in cases {
        let list = RegistryFile::new("bodies.csv", HEADER);
        let file = ("x.json".to_owned(), text.into_bytes());
        let refused = update(&list, &Registry::default(), &[file], NaiveDate::MAX).unwrap_err();
        let message = refused.to_string();
        assert!(message.starts_with("x.json is refused: "), "{message}");
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn list_with_a_mistake_is_not_rewritten() {
    let refused = update_with("x,y,z,,,,,\n", &json!([node("gm0001", "x")])).unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("bodies.csv:2: `x` is not a TOOI URI"),
        "{refused}"
    );
}
