//! About, privacy and accessibility, and the toolbox: pages of text.

use bronwijzer_graphql::Operator;

use crate::site::Site;

const PAGES: &[&str] = &[
    "/over",
    "/privacy",
    "/toegankelijkheid",
    "/toolbox",
    "/en/about",
    "/en/privacy",
    "/en/accessibility",
    "/en/toolbox",
];

#[tokio::test]
async fn every_link_of_the_texts_leads_somewhere() {
    let site = Site::sample();
    for address in PAGES {
        let page = site.page(address).await;
        assert!(!page.contains("Unknown localization key"), "{address}");
        for link in page.split("href=\"").skip(1) {
            let link = link.split('"').next().unwrap();
            let is_api = link.starts_with("/graphi") || link.starts_with("/api/");
            let (link, fragment) = link.split_once('#').unwrap_or((link, ""));
            if !link.starts_with('/') || is_api {
                continue;
            }
            let target = site.page(&link.replace("&#38;", "&")).await;
            assert!(
                fragment.is_empty() || target.contains(&format!("id=\"{fragment}\"")),
                "{address}: {link}#{fragment}"
            );
        }
    }
}

#[tokio::test]
async fn footer_leads_to_each_statement() {
    let page = Site::empty().page("/gegevens").await;
    for address in ["/over", "/privacy", "/toegankelijkheid", "/hulp"] {
        assert!(
            page.contains(&format!("<li><a href=\"{address}\">")),
            "{address}"
        );
    }
}

#[tokio::test]
async fn contact_is_given_when_there_is_one() {
    let none = Site::empty();
    let operator = Operator {
        contact_email: Some("vragen@example.nl".to_owned()),
        ..Operator::default()
    };
    let some = Site::run_by(operator);
    for address in ["/over", "/privacy", "/toegankelijkheid", "/hulp"] {
        let page = some.page(address).await;
        assert!(
            page.contains("href=\"mailto:vragen@example.nl\""),
            "{address}"
        );
        assert!(!none.page(address).await.contains("mailto:"), "{address}");
    }
}
