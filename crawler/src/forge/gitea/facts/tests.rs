//! Rows that forges give in states which a stand-in has not.

use serde_json::{Value, json};

use super::*;
use crate::address::{ForgeHost, RepositoryId};
use crate::observation::{Counts, KnownFile};

/// A row with these fields beside those that every row has.
fn row(fields: Value) -> Row {
    let mut row = json!({ "id": 7, "full_name": "minvws/rocky", "private": false });
    let (Value::Object(row_fields), Value::Object(fields)) = (&mut row, fields) else {
        panic!("fields are an object");
    };
    row_fields.extend(fields);
    serde_json::from_value(row).unwrap()
}

fn observation(row: Row) -> Observation {
    let host = ForgeHost::new("codeberg.org");
    let url = row.url(&host).unwrap();
    let id = RepositoryId::new(host, "7");
    let mut observation = Observation::bare(id, url, Utc::now(), Source::Sample);
    take_row(&mut observation, row, false);
    observation
}

#[test]
fn absent_counts_are_unknown_not_zero() {
    let facts = observation(row(json!({})));
    assert_eq!(facts.counts, Counts::default());
    assert_eq!(facts.flags, Flags::default());
    assert_eq!((facts.description, facts.topics), (None, None));
    assert_eq!((facts.created_at, facts.archived_at), (None, None));
}

#[test]
fn disabled_feature_has_no_count() {
    let facts = observation(row(json!({
        "has_issues": false, "open_issues_count": 0,
        "has_pull_requests": false, "open_pr_counter": 0,
        "stars_count": -1,
    })));
    assert_eq!(facts.counts, Counts::default());
    let facts = observation(row(json!({
        "has_issues": true, "open_issues_count": 3,
        "external_tracker": { "external_tracker_url": "https://issues.example.org" },
    })));
    assert_eq!(facts.counts.open_issues, None);
}

#[test]
fn placeholder_date_is_unknown() {
    let facts = observation(row(json!({
        "archived": false, "archived_at": "1970-01-01T01:00:00+01:00",
    })));
    assert_eq!(facts.archived_at, None);
    let facts = observation(row(json!({
        "archived": true, "archived_at": "1970-01-01T00:00:00Z",
    })));
    assert_eq!(
        (facts.archived_at, facts.flags.archived),
        (None, Some(true))
    );
}

#[test]
fn import_is_not_a_mirror() {
    let address = "https://github.com/minvws/rocky";
    for (is_mirror, expected) in [(false, None), (true, Some(address))] {
        let facts = observation(row(json!({ "mirror": is_mirror, "original_url": address })));
        assert_eq!(facts.mirror_url.as_deref(), expected);
    }
}

#[test]
fn internal_repository_is_hidden() {
    let hidden = [
        json!({ "private": true }),
        json!({ "internal": true }),
        json!({ "owner": { "login": "minvws", "visibility": "limited" } }),
        json!({ "owner": { "login": "minvws", "visibility": "private" } }),
    ];
    for fields in hidden {
        assert!(row(fields.clone()).is_hidden(), "{fields}");
    }
    for fields in [
        json!({}),
        json!({ "owner": { "login": "minvws", "visibility": "public" } }),
        json!({ "owner": { "login": "minvws" } }),
    ] {
        assert!(!row(fields.clone()).is_hidden(), "{fields}");
    }
    let of_a_secret = row(json!({ "parent": { "full_name": "a/secret", "private": true } }));
    let parent = of_a_secret.parent.unwrap();
    assert_eq!(parent.url(&ForgeHost::new("codeberg.org")), None);
}

#[test]
fn row_without_visibility_is_rejected() {
    let row = json!({ "id": 7, "full_name": "minvws/rocky" });
    assert!(serde_json::from_value::<Row>(row).is_err());
}

#[test]
fn licence_follows_what_the_forge_recognised() {
    let said = |ids: &[&str]| Some(ids.iter().map(ToString::to_string).collect());
    let spdx = |id: &str| Some(ForgeLicence::Spdx { id: id.to_owned() });
    let unlisted = observation(row(json!({})));
    let listed = |names: &[&str]| {
        let files = names.iter().map(|name| KnownFile {
            kind: FileKind::Licence,
            path: (*name).to_owned(),
        });
        Observation {
            files: Some(files.collect()),
            ..unlisted.clone()
        }
    };
    let none = listed(&[]);
    let whole = Findings::about(String::new());
    let mut cut = Findings::about(String::new());
    cut.note(
        "files",
        "the root folder has more files than were read",
        "",
        "",
    );
    assert_eq!(licence(None, &none, &whole), None);
    assert_eq!(licence(said(&[]), &unlisted, &whole), None);
    assert_eq!(
        licence(said(&[]), &none, &whole),
        Some(ForgeLicence::Missing)
    );
    assert_eq!(licence(said(&[]), &none, &cut), None);
    assert_eq!(
        licence(said(&[]), &listed(&["LICENSE"]), &cut),
        Some(ForgeLicence::Unrecognised)
    );
    assert_eq!(licence(said(&["MIT"]), &none, &whole), spdx("MIT"));
    assert_eq!(
        licence(said(&["MIT", "CC0-1.0"]), &none, &whole),
        spdx("MIT AND CC0-1.0")
    );
}
