//! Help, with the rules of every judgement, and where they stood before.

use std::collections::BTreeSet;

use poem::http::StatusCode;

use crate::site::{Site, part};

fn anchors(page: &str) -> BTreeSet<&str> {
    let ids = page.split(" id=\"").skip(1);
    ids.filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn contents_lead_to_each_part() {
    let site = Site::sample();
    for address in ["/hulp", "/en/help"] {
        let page = site.page(address).await;
        let contents = part(&page, "aria-labelledby=\"contents-title\"", "</nav>");
        let links: Vec<&str> = contents
            .split("href=\"#")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert_eq!(links.len(), 8);
        let anchors = anchors(&page);
        for link in links {
            assert!(anchors.contains(link), "{link}");
        }
        assert!(!page.contains("Unknown localization key"), "{address}");
    }
}

/// Links from elsewhere keep leading to the rule that they name: a browser keeps the fragment.
#[tokio::test]
async fn former_address_leads_to_the_same_anchors() {
    let site = Site::empty();
    for (former, address) in [("/uitleg", "/hulp"), ("/en/explanation", "/en/help")] {
        let answer = site.get(&format!("{former}?a=b")).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT);
        assert_eq!(answer.headers["location"], format!("{address}?a=b"));
        let page = site.page(address).await;
        let anchors = anchors(&page);
        for anchor in [
            "maintenance",
            "maintenance-active",
            "kind",
            "publishes-software",
            "risk",
            "risk-at-risk",
            "rhythm-regular",
            "vitality",
            "licence",
            "licence-open",
            "themes",
            "referrals",
            "open-by-default",
            "figure-open-licence",
            "open-by-default-left-out",
            "left-out-fork",
            "relations",
            "relation-used-by",
            "seeking",
            "openness",
            "openness-checks",
            "publiccode",
            "publiccode-invalid",
            "activity",
        ] {
            assert!(anchors.contains(anchor), "{anchor}");
        }
    }
}
