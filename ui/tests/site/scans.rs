//! What programs of others found in a repository, as visitors see it.

use bronwijzer_index::community::action::Action;
use bronwijzer_index::community::scan::ScanReport;
use chrono::Utc;
use serde_json::json;

use crate::community::{OWNER, PORTAL};
use crate::member::{As, Member};
use crate::site::{Site, part};

const PAGE: &str = "/en/repositories/github.com/GemeenteNijmegen/portaal";

fn report(status: &str) -> ScanReport {
    let vulnerability =
        |id, severity| json!({ "package_id": "NPM::a:1", "id": id, "severity": severity });
    let report = json!({
        "status": status,
        "repository": PORTAL,
        "revision": "0123456789".repeat(4),
        "finished_at": "2026-09-01T10:00:00Z",
        "ort_image": "ort:92.4.0",
        "vulnerabilities": match status {
            "failed" => json!([]),
            _ => json!([vulnerability("A", "LOW"), vulnerability("B", "CRITICAL"), vulnerability("C", "LOW")]),
        },
        "findings": [{ "rule": "NO_SECURITY", "severity": "ERROR", "message": "<b>None</b>" }],
    });
    serde_json::from_value(report).unwrap()
}

impl Site {
    fn scan(&self, member: &Member, report: ScanReport) {
        let community = self.catalogue.community();
        let viewer = community.viewer_of_session(&member.token, Utc::now());
        let repository = self.catalogue.entry_at(PORTAL).unwrap().unwrap();
        let scan = Action::Scan {
            repository: repository.observation.id.clone(),
            report,
            organisation: None,
        };
        let viewer = viewer.unwrap().unwrap();
        community.act(&viewer, scan, Utc::now()).unwrap();
    }
}

#[tokio::test]
async fn scans_stand_apart_with_source_and_day() {
    let site = Site::with_members().await;
    let before = site.page(PAGE).await;
    assert!(!before.contains("scans-title"));
    let member = site.sign_in("Scanner", &OWNER);
    site.scan(&member, report("completed"));
    let page = site.page(PAGE).await;
    let scans = part(&page, "aria-labelledby=\"scans-title\"", "</section>");
    for expected in [
        "Checked by Gemeente Nijmegen on 1 September 2026",
        "our own verdicts do not depend on them",
        "3 known ones found",
        "<dt>Critical</dt><dd>1</dd>",
        "<dt>Low</dt><dd>2</dd>",
        "1 broken",
        "<strong>Error:</strong> <bdi>NO_SECURITY</bdi> – <bdi>&#60;b&#62;None&#60;/b&#62;</bdi>",
        "Version of the code: 0123456789",
        "Program: ort:92.4.0",
        "Sent in by Scanner",
        "/scans\">",
    ] {
        assert!(scans.contains(expected), "{expected}: {scans}");
    }
    // Nothing else on the page is another.
    let (start, _) = page
        .split_once("<section class=\"bw-panel\" aria-labelledby=\"scans-title\"")
        .unwrap();
    assert!(before.starts_with(start));
}

#[tokio::test]
async fn failed_scan_says_nothing_of_what_it_did_not_find() {
    let site = Site::with_members().await;
    let member = site.sign_in("Scanner", &OWNER);
    site.scan(&member, report("failed"));
    let page = site
        .page("/repositories/github.com/GemeenteNijmegen/portaal")
        .await;
    let scans = part(&page, "aria-labelledby=\"scans-title\"", "</section>");
    assert!(scans.contains("De controle is mislukt."), "{scans}");
    assert!(scans.contains("Kwetsbaarheden: niet bekend."), "{scans}");
}

#[tokio::test]
async fn token_for_scans_is_for_who_speaks_for_an_organisation() {
    let site = Site::with_members().await;
    let option = "value=\"SCANS\"";
    let sam = site.sign_in("Sam", &As::default());
    assert!(!site.page_as(&sam, "/mijn").await.contains(option));
    let owner = site.sign_in("Anna", &OWNER);
    assert!(site.page_as(&owner, "/mijn").await.contains(option));
}
