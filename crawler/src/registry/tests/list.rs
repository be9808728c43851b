//! The long list, and what the small file adds to it.

use super::*;
use crate::organisation::TooiUri;

pub(super) const HEADER: &str = "tooi,slug,name,type,province,ended,successors,former_slugs\n";
const DELFT_ROW: &str = "https://identifier.overheid.nl/tooi/id/gemeente/gm0503,gemeente-delft,Gemeente Delft,municipality,Zuid-Holland,,,\n";
const EDE_ROW: &str = "https://identifier.overheid.nl/tooi/id/gemeente/gm0228,gemeente-ede,Gemeente Ede,municipality,Gelderland,,,\n";

pub(super) fn read(rows: &str, entries: &str) -> Registry {
    let list = RegistryFile::new("bodies.csv", format!("{HEADER}{rows}"));
    let entries = RegistryFile::new("organisations.toml", entries.to_owned());
    Registry::of(Some(&list), &entries, &forges())
}

fn messages(registry: &Registry) -> Vec<String> {
    registry.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn entry_adds_to_a_body_of_the_list() {
    let registry = read(
        &format!("{DELFT_ROW}{EDE_ROW}"),
        "[[organisations]]\nslug = \"gemeente-delft\"\naccounts = [\"https://github.com/Gemeente-Delft\"]\n\
         [[organisations]]\nslug = \"lab\"\nname = \"Lab\"\ntype = \"other\"\nparent = \"gemeente-ede\"\n",
    );
    assert_eq!(registry.problems, []);
    assert_eq!(slugs(&registry), ["gemeente-delft", "gemeente-ede", "lab"]);
    let delft = &registry.organisations[0];
    assert_eq!(delft.name, "Gemeente Delft");
    assert_eq!(delft.tooi.as_ref().unwrap().code(), "gm0503");
    assert_eq!(delft.province.unwrap().name(), "Zuid-Holland");
    assert_eq!(delft.accounts.len(), 1);
    let parent = registry.organisations[2].parent.as_ref();
    assert_eq!(parent.unwrap().as_str(), "gemeente-ede");
}

#[test]
fn entries_written_for_a_registry_without_list_still_hold() {
    let registry = read(DELFT_ROW, &DELFT.replace("Gemeente Delft", "Delft"));
    assert_eq!(registry.problems, []);
    assert_eq!(registry.organisations[0].name, "Delft");
    assert_eq!(registry.organisations[0].accounts.len(), 1);
}

#[test]
fn faulty_row_is_reported_and_the_rest_kept() {
    let tooi = "https://identifier.overheid.nl/tooi/id/gemeente/gm0001";
    // What is kept of the row comes after its problem: its slug, or nothing.
    let cases = [
        (
            format!("{tooi},x,\"X,municipality,,,,"),
            "a quote does not end",
            "",
        ),
        (
            "gm0001,x,X,,,,,".to_owned(),
            "`gm0001` is not a TOOI URI",
            "",
        ),
        (format!("{tooi},X,X,,,,,"), "`X` is not a valid slug", ""),
        (format!("{tooi},x,,,,,,"), "`name` is empty", ""),
        (
            format!("{tooi},gemeente-delft,X,,,,,"),
            "the slug `gemeente-delft` is already used on line 2",
            "",
        ),
        (
            DELFT_ROW.replace("gemeente-delft", "x"),
            "gm0503 is already used on line 2",
            "",
        ),
        (format!("{tooi},x,X,city,,,,"), "unknown type `city`", "x"),
        (
            format!("{tooi},x,X,,Brabant,,,"),
            "unknown province `Brabant`",
            "x",
        ),
        (format!("{tooi},x,X,,,soon,,"), "`soon` is not a day", "x"),
        (
            format!("{tooi},x,X,,,,gemeente-ede,"),
            "has not `ended`",
            "x",
        ),
        (
            format!("{tooi},x,X,,,2026-01-01,nobody,"),
            "the successor `nobody` is not in the registry",
            "x",
        ),
        (
            format!("{tooi},x,X,,,2026-01-01,x,"),
            "would come after itself",
            "x",
        ),
        (
            format!("{tooi},x,X,,,,,gemeente-ede"),
            "the former slug `gemeente-ede` is that of `gemeente-ede` on line 4",
            "x",
        ),
    ];
    for (row, part, kept) in cases {
        let row = row.trim_end();
        let registry = read(&format!("{DELFT_ROW}{row}\n{EDE_ROW}"), "");
        let mut expected = vec!["gemeente-delft", kept, "gemeente-ede"];
        expected.retain(|slug| !slug.is_empty());
        assert_eq!(slugs(&registry), expected, "{row}");
        let messages = messages(&registry);
        let [message] = &messages[..] else {
            panic!("one problem in {row}, found {messages:?}");
        };
        assert!(message.starts_with("bodies.csv:3: "), "{message}");
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn list_without_a_needed_column_is_skipped_whole() {
    let list = RegistryFile::new("bodies.csv", "tooi,name\nx,y\n");
    let entries = RegistryFile::new("organisations.toml", DELFT);
    let registry = Registry::of(Some(&list), &entries, &forges());
    assert_eq!(slugs(&registry), ["gemeente-delft"]);
    let messages = messages(&registry);
    assert!(
        matches!(&messages[..], [only] if only.starts_with("bodies.csv:1: the list of bodies has no column `slug`")),
        "{messages:?}"
    );
}

#[test]
fn identity_of_the_list_holds_against_an_entry() {
    let registry = read(
        &format!("{DELFT_ROW}{EDE_ROW}"),
        &format!(
            "{}{}",
            DELFT.replace("0503", "0001"),
            DELFT.replace("gemeente-delft", "delft")
        ),
    );
    assert_eq!(
        slugs(&registry),
        ["gemeente-delft", "gemeente-ede", "delft"]
    );
    let codes = registry
        .organisations
        .iter()
        .map(|o| o.tooi.as_ref().map(TooiUri::code));
    assert_eq!(
        Vec::from_iter(codes),
        [Some("gm0503"), Some("gm0228"), None]
    );
    let messages = messages(&registry);
    assert!(
        messages[0].contains("is not that of `gemeente-delft` in the list"),
        "{messages:?}"
    );
    assert!(
        messages[1].contains("is that of `gemeente-delft` on line 2 of bodies.csv. It is left out. Write slug = \"gemeente-delft\""),
        "{messages:?}"
    );
    // The account is still the first one's.
    assert!(
        messages[2].contains("already listed by `gemeente-delft`"),
        "{messages:?}"
    );
    assert_eq!(messages.len(), 3, "{messages:?}");
}

#[test]
fn arbitrary_list_never_panics() {
    for text in [
        "",
        "\n",
        "\"",
        ",,,\n,,",
        "tooi,slug,name\n\"\"\"\n",
        "\u{feff}tooi,slug,name\nx",
    ] {
        let list = RegistryFile::new("bodies.csv", text);
        let registry = Registry::of(Some(&list), &RegistryFile::new("o.toml", ""), &forges());
        assert_eq!(registry.organisations, []);
    }
}
