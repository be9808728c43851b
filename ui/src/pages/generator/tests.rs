//! Whatever people fill in, the file is YAML that says just that, and the form shows each error of it.

use bronwijzer_index::assess::publiccode::{Severity, check};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::fields::{field_of, fields};
use super::values::Values;

/// Texts that YAML may take for something else, beside any other.
const ODD: &[&str] = &[
    "no",
    "null",
    "~",
    "1.0",
    "0x1f",
    "2026-01-01",
    "- a",
    "a: b",
    "# a",
    "'a",
    "\"a",
    "{a",
    "[a",
    "&a",
    "*a",
    "!a",
    "|",
    ">",
    "%a",
    "@a",
    "`a",
    "a #b",
    "---",
    "...",
    "\u{feff}a",
    "a\u{2028}b",
    "<<",
    "=",
    "true",
    "EUPL-1.2",
    "https://example.org",
    "nl",
    "web",
    "internal",
    "contract",
    "community",
    "stable",
    "standalone/web",
];

fn written() -> impl Strategy<Value = String> {
    prop_oneof![
        select(ODD).prop_map(str::to_owned),
        "\\PC{0,40}",
        "(?s).{0,60}",
        "[a-z ]{150,200}",
        "[a-z]{1,9}(\n *[-#:a-z]{1,9}){0,4}",
    ]
}

fn form() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let names: Vec<&str> = fields().map(|field| field.path).collect();
    vec((select(names), written()), 0..40)
}

proptest! {
    #[test]
    fn file_says_what_was_filled_in(form in form()) {
        let form = Serializer::new(String::new()).extend_pairs(form).finish();
        let values = Values::read(form.as_bytes());
        let file = values.to_yaml().unwrap();
        let read: Result<Value, _> = serde_saphyr::from_str(&file);
        prop_assert!(read.is_ok(), "{file}");
        let (back, others) = Values::of_file(&file);
        prop_assert!(others.is_empty(), "{others:?}");
        for field in fields() {
            prop_assert_eq!(back.of(field.path), values.of(field.path), "{}", &file);
        }
        let found = check(file.as_bytes(), "2026-11-29".parse().unwrap());
        for finding in found.findings {
            let is_error = finding.severity == Severity::Error;
            prop_assert!(!is_error || field_of(&finding.key).is_some(), "{finding:?}\n{file}");
        }
    }
}

#[test]
fn every_field_is_reached_by_findings_about_it() {
    for field in fields() {
        assert_eq!(field_of(field.path).unwrap().path, field.path);
    }
    let cases = [
        ("description", "description.nl.shortDescription"),
        ("description.*.features", "description.nl.features"),
        ("description.en.features[3]", "description.en.features"),
        ("maintenance.contacts", "maintenance.contacts[0].name"),
        ("legal", "legal.license"),
    ];
    for (key, path) in cases {
        assert_eq!(field_of(key).unwrap().path, path);
    }
}

#[test]
fn keys_that_the_form_lacks_are_named() {
    let file = "name: A\nlogo: a.svg\nusedBy: [B, C]\ndependsOn:\n  open:\n    - name: D\n";
    let (values, others) = Values::of_file(file);
    assert_eq!(values.one("name"), Some("A"));
    assert_eq!(values.of("usedBy"), ["B", "C"]);
    assert_eq!(others, ["logo", "dependsOn.open[0].name"]);
    assert_eq!(Values::of_file("a: [").1, Vec::<String>::new());
}
