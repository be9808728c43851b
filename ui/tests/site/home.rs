//! The home page: from there a visitor finds the way.

use crate::site::{Site, part};

#[tokio::test]
async fn home_shows_search_figures_ways_and_lists() {
    let site = Site::sample();
    let page = site.page("/").await;
    for (what, count) in [
        ("<form id=\"search\"", 1),
        ("name=\"licenceVerdict\" value=\"open\"", 1),
        ("name=\"openByDefault\"", 1),
        ("class=\"bw-living__link\"", 3),
        ("class=\"bw-way", 3),
        ("id=\"released\"", 1),
        ("id=\"whose\"", 1),
    ] {
        assert!(page.matches(what).count() >= count, "{what}");
    }
    assert!(page.contains("Stand van "), "no day");
    // What leads on finds something.
    for address in page.split("href=\"/zoeken?").skip(1) {
        let query = address.split('"').next().unwrap().replace("&#38;", "&");
        let answer = site.get(&format!("/zoeken?{query}")).await;
        assert!(answer.status.is_success(), "{query}");
    }
}

#[tokio::test]
async fn home_gives_no_share_of_what_is_hardly_known() {
    let site = Site::crawled().await;
    let living = |page: &str| part(page, "<section class=\"bw-living\"", "</ul>").to_owned();
    assert!(living(&site.page("/").await).contains("100%"));
    let sample = living(&Site::sample().page("/en").await);
    assert!(!sample.contains("0%</strong> with"), "{sample}");
}

#[tokio::test]
async fn empty_catalogue_has_a_search_and_no_figures() {
    let page = Site::empty().page("/").await;
    assert!(page.contains("<form id=\"search\"") && page.contains("bronwijzer crawl"));
    assert!(!page.contains("bw-living"));
}
