//! Scans that programs hand in.

use bronwijzer_index::community::action::{Action, Rule};
use bronwijzer_index::community::member::Viewer;
use bronwijzer_index::community::scan::{Scan, ScanReport};
use bronwijzer_index::{CommunityError, Done};
use chrono::TimeDelta;
use serde_json::json;

use super::{Place, coming, place, profile};
use crate::support::{now, open};

/// A report on the commit whose hash is this digit, repeated.
pub(crate) fn report(digit: &str, vulnerabilities: usize) -> ScanReport {
    let vulnerability = |n| json!({ "package_id": "NPM::a:1", "id": format!("CVE-{n}") });
    let vulnerabilities: Vec<_> = (0..vulnerabilities).map(vulnerability).collect();
    let report = json!({
        "status": "completed",
        "repository": "https://github.com/minvws/app.git",
        "revision": digit.repeat(40),
        "vulnerabilities": vulnerabilities,
        "findings": [],
    });
    serde_json::from_value(report).unwrap()
}

pub(crate) fn scan(report: ScanReport, organisation: Option<&str>) -> Action {
    Action::Scan {
        repository: "github.com:1".parse().unwrap(),
        report,
        organisation: organisation.map(|slug| slug.parse().unwrap()),
    }
}

fn scans(place: &Place) -> Vec<Scan> {
    let repository = "github.com:1".parse().unwrap();
    place.catalogue.community().scans(&repository).unwrap()
}

fn at(place: &Place, viewer: &Viewer, hours: i64, action: Action) -> Scan {
    let now = now() + TimeDelta::hours(hours);
    match place.catalogue.community().act(viewer, action, now) {
        Ok(Done::Scan(scan)) => *scan,
        other => panic!("no scan: {other:?}"),
    }
}

#[tokio::test]
async fn newest_scan_of_each_source_is_kept() {
    let place = place().await;
    let ictu = place.speaking_for("ictu", "stichting-ictu");
    place.act(&ictu, profile(&ictu.member)).unwrap();
    let owner = place.speaking_for("owner", "ministerie-vws");
    let version = || place.catalogue.version();
    let before = version();

    let first = at(&place, &ictu, 0, scan(report("a", 2), None));
    assert_eq!(first.revisions, 1);
    assert_eq!(first.supplier.as_deref(), Some("Hosting BV"));
    assert_ne!(version(), before);
    // Sent again, as after an answer that was lost.
    let after = version();
    assert_eq!(at(&place, &ictu, 1, scan(report("a", 2), None)), first);
    assert_eq!(version(), after);
    // The same commit, of which more is known now.
    let again = at(&place, &ictu, 2, scan(report("a", 3), None));
    assert_eq!(
        (again.revisions, again.received_at),
        (1, now() + TimeDelta::hours(2))
    );
    let next = at(&place, &ictu, 3, scan(report("b", 0), None));
    assert_eq!(next.revisions, 2);
    let other = at(&place, &owner, 4, scan(report("a", 1), None));

    assert_eq!(scans(&place), [other, next]);
    let (kept, version) = (scans(&place), version());
    let Place { dir, catalogue } = place;
    drop(catalogue);
    let place = Place {
        catalogue: open(&dir),
        dir,
    };
    assert_eq!(scans(&place), kept);
    assert_eq!(place.catalogue.version(), version);
}

#[tokio::test]
async fn scan_is_for_an_organisation_that_its_member_speaks_for() {
    let place = place().await;
    let both = place.signed_in(&coming(
        "both",
        &["stichting-ictu", "ministerie-vws"],
        false,
    ));
    let organisation = |asked| {
        let scan = at(&place, &both, 0, scan(report("a", 0), asked));
        scan.organisation.to_string()
    };
    // The owner's own, unless they say otherwise.
    assert_eq!(organisation(None), "ministerie-vws");
    assert_eq!(organisation(Some("stichting-ictu")), "stichting-ictu");

    let supplier = place.member("supplier");
    place.act(&supplier, profile(&supplier.member)).unwrap();
    let ictu = place.speaking_for("ictu", "stichting-ictu");
    for (viewer, asked) in [
        (&supplier, None),
        (&place.moderator(), None),
        (&ictu, Some("ministerie-vws")),
    ] {
        let done = place.act(viewer, scan(report("a", 0), asked));
        assert!(
            matches!(done, Err(CommunityError::NotAllowed(Rule::Scan))),
            "{done:?}"
        );
    }
}

#[tokio::test]
async fn scan_of_another_repository_is_refused() {
    let place = place().await;
    let ictu = place.speaking_for("ictu", "stichting-ictu");
    for address in ["https://github.com/minvws/other", "file:///source", ""] {
        let other = ScanReport {
            repository: address.to_owned(),
            ..report("a", 0)
        };
        let done = place.act(&ictu, scan(other, None));
        let is_named = matches!(
            done,
            Err(CommunityError::Invalid {
                name: "scan.repository",
                ..
            })
        );
        assert!(is_named, "{address}: {done:?}");
    }
    let unknown = Action::Scan {
        repository: "github.com:2".parse().unwrap(),
        report: report("a", 0),
        organisation: None,
    };
    assert!(matches!(
        place.act(&ictu, unknown),
        Err(CommunityError::NoSubject)
    ));
    assert_eq!(scans(&place), []);
}

#[tokio::test]
async fn scans_go_with_their_source() {
    let place = place().await;
    let [anna, bea] = ["anna", "bea"].map(|name| place.speaking_for(name, "stichting-ictu"));
    at(&place, &anna, 0, scan(report("a", 0), None));
    at(&place, &bea, 1, scan(report("a", 0), None));
    assert_eq!(scans(&place).len(), 2);
    let own = place.catalogue.community().own(&anna).unwrap();
    assert_eq!(own.scans.len(), 1);
    // What somebody handed in is shown as long as they speak for the organisation.
    place.signed_in(&coming("bea", &[], false));
    assert_eq!(scans(&place).len(), 1);
    place.speaking_for("bea", "stichting-ictu");
    assert_eq!(scans(&place).len(), 2);
    let version = place.catalogue.version();
    place.act(&anna, Action::DeleteMe).unwrap();
    let left = scans(&place);
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].by, bea.member.id);
    assert_ne!(place.catalogue.version(), version);
}

#[tokio::test]
async fn member_hands_in_so_many_scans_an_hour() {
    let place = place().await;
    let ictu = place.speaking_for("ictu", "stichting-ictu");
    for _ in 0..1_000 {
        place.act(&ictu, scan(report("a", 0), None)).unwrap();
    }
    let done = place.act(&ictu, scan(report("a", 0), None));
    assert!(matches!(done, Err(CommunityError::TooMany(_))), "{done:?}");
}
