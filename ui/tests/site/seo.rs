//! How search engines and browsers find the pages.

use std::collections::BTreeSet;

use crate::site::Site;

fn addresses(xml: &str) -> Vec<String> {
    let found = xml.split("<loc>").skip(1);
    found
        .map(|rest| rest.split("</loc>").next().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn the_sitemap_leads_to_every_page_once() {
    let site = Site::sample();
    let index = site.page("/sitemap.xml").await;
    insta::assert_snapshot!("index", index);
    let mut all = Vec::new();
    for part in addresses(&index) {
        let path = part.strip_prefix("http://localhost").unwrap();
        let xml = site.page(path).await;
        assert!(
            xml.starts_with("<?xml") && xml.ends_with("</urlset>\n"),
            "{xml}"
        );
        all.extend(addresses(&xml));
    }
    let once: BTreeSet<&String> = all.iter().collect();
    assert_eq!(once.len(), all.len());
    let repositories: Vec<&String> = all
        .iter()
        .filter(|address| address.contains("/repositories/"))
        .collect();
    let known = site.catalogue.summary().unwrap().repositories;
    assert!(repositories.len() as u64 >= 2 * known && known > 0);
    let of_organisation =
        |it: &&String| it.contains("/organisations/") || it.contains("/organisaties/");
    let organisations = all.iter().filter(of_organisation).count();
    assert!(organisations > 100);
    // Each leads to a page; a handful stands for all.
    for address in all
        .iter()
        .step_by(97)
        .chain(repositories.into_iter().step_by(31))
    {
        site.page(address.strip_prefix("http://localhost").unwrap())
            .await;
    }
    assert_eq!(site.get("/sitemaps/2.xml").await.status, 404);
    assert_eq!(site.get("/sitemaps/0.xml").await.status, 404);
}

#[tokio::test]
async fn sitemap_part_has_each_page_in_every_language() {
    let site = Site::crawled().await;
    let xml = site.page("/sitemaps/1.xml").await;
    let without_time = without_moments(&xml);
    insta::assert_snapshot!("part", without_time);
}

/// The moment at which the catalogue took it up is that of the test.
fn without_moments(xml: &str) -> String {
    let mut parts = xml.split("<lastmod>");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (moment, rest) = part.split_once("</lastmod>").unwrap();
        assert!(
            moment.parse::<chrono::DateTime<chrono::Utc>>().is_ok(),
            "{moment}"
        );
        text.push_str("<lastmod>…</lastmod>");
        text.push_str(rest);
    }
    text
}

#[tokio::test]
async fn robots_and_browsers_are_told_what_there_is() {
    let site = Site::sample();
    let at = [("host", "broncode.example"), ("x-forwarded-proto", "https")];
    insta::assert_snapshot!("robots", site.get_with("/robots.txt", &at).await.body);
    let answer = site.get_with("/en/opensearch.xml", &at).await;
    assert_eq!(
        answer.headers["content-type"],
        "application/opensearchdescription+xml"
    );
    insta::assert_snapshot!("opensearch", answer.body);
    assert!(site.page("/").await.contains("<link rel=\"search\""));
}
