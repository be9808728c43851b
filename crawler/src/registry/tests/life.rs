//! The life of a body: founded, publishes, merges, ends.

use super::list::{HEADER, read};
use super::*;

fn row(code: &str, slug: &str, end: &str) -> String {
    format!(
        "https://identifier.overheid.nl/tooi/id/gemeente/{code},{slug},Gemeente,municipality,,{end},\n"
    )
}

const ENTRY: &str = "[[organisations]]\nslug = \"gemeente-a\"\naccounts = [\"https://github.com/a\"]\n\
                     unconfirmed = [\"https://github.com/a-lab\"]\n\
                     account_ids = { \"https://github.com/a\" = \"7\" }\n";

#[test]
fn repositories_of_a_merged_body_go_to_its_successor() {
    let founded = read(&row("gm0001", "gemeente-a", ","), "");
    assert_eq!(founded.organisations[0].accounts, []);

    let publishes = read(&row("gm0001", "gemeente-a", ","), ENTRY);
    assert_eq!(publishes.organisations[0].accounts.len(), 1);
    assert_eq!(publishes.problems, []);

    // It merges into C by way of B, which ended too.
    let rows = [
        row("gm0001", "gemeente-a", "2026-01-01,gemeente-b gemeente-d"),
        row("gm0002", "gemeente-b", "2026-07-01,gemeente-c"),
        row("gm0003", "gemeente-c", ","),
        row("gm0004", "gemeente-d", ","),
    ];
    let merged = read(&rows.concat(), ENTRY);
    let of = |slug: &str| {
        let mut all = merged.organisations.iter();
        all.find(|o| o.slug.as_str() == slug).unwrap()
    };
    let ended = of("gemeente-a").ended.as_ref().unwrap();
    assert_eq!(ended.on.to_string(), "2026-01-01");
    let successors = ended.successors.iter().map(Slug::as_str);
    assert_eq!(Vec::from_iter(successors), ["gemeente-b", "gemeente-d"]);
    assert_eq!(of("gemeente-a").accounts, []);
    assert_eq!(of("gemeente-c").accounts.len(), 1);
    assert_eq!(merged.unconfirmed[0].organisation.as_str(), "gemeente-c");
    assert_eq!(merged.account_ids["github.com/a"], "7");
    let [problem] = &merged.problems[..] else {
        panic!("one problem, found {:?}", merged.problems);
    };
    assert_eq!(
        problem.to_string(),
        "organisations.toml:1: `gemeente-a` has ended, and has accounts or repositories. \
         They count as those of `gemeente-c`. Move them to its entry"
    );
}

#[test]
fn announced_end_changes_nothing_until_its_day() {
    let rows = [
        row("gm0001", "gemeente-a", "2027-01-01,gemeente-b"),
        row("gm0002", "gemeente-b", ","),
    ];
    let list = RegistryFile::new("bodies.csv", format!("{HEADER}{}", rows.concat()));
    let entries = RegistryFile::new("organisations.toml", ENTRY);
    for (today, owner) in [("2026-12-31", 0), ("2027-01-01", 1)] {
        let today = today.parse().unwrap();
        let registry = Registry::as_of(Some(&list), &entries, &forges(), today);
        assert_eq!(registry.organisations[owner].accounts.len(), 1, "{today}");
        assert_eq!(registry.problems.len(), owner, "{today}");
    }
}

#[test]
fn body_that_ends_without_successor_keeps_its_accounts() {
    let registry = read(&row("gm0001", "gemeente-a", "2026-01-01,"), ENTRY);
    assert_eq!(registry.problems, []);
    assert_eq!(registry.organisations[0].accounts.len(), 1);
    assert!(registry.organisations[0].ended.is_some());
}

#[test]
fn circles_are_opened_where_they_close() {
    let rows = [
        row("gm0001", "gemeente-a", "2026-01-01,gemeente-b"),
        row("gm0002", "gemeente-b", "2026-01-01,gemeente-c"),
        row("gm0003", "gemeente-c", "2026-01-01,gemeente-a"),
    ];
    let parts = [
        ("gemeente-a", "gemeente-b"),
        ("gemeente-b", "gemeente-c"),
        ("gemeente-c", "gemeente-a"),
    ];
    let entries = parts.map(|(slug, parent)| {
        format!("[[organisations]]\nslug = \"{slug}\"\nparent = \"{parent}\"\n")
    });
    let registry = read(&rows.concat(), &entries.concat());
    let messages: Vec<String> = registry.problems.iter().map(ToString::to_string).collect();
    assert!(
        messages[0].starts_with(
            "bodies.csv:4: with the successor `gemeente-a`, `gemeente-c` would come after itself"
        ),
        "{messages:?}"
    );
    assert!(messages[1].starts_with("organisations.toml:9: with the parent `gemeente-a`, `gemeente-c` would be a part of itself"), "{messages:?}");
    assert_eq!(messages.len(), 2);
    let parents = registry.organisations.iter().filter(|o| o.parent.is_some());
    assert_eq!(parents.count(), 2);
}
