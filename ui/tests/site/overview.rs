//! The overview: searching, choosing, paging.

use crate::site::{Site, part};

#[tokio::test]
async fn the_overview_shows_the_sample_and_says_so() {
    let page = Site::sample().page("/").await;
    assert!(page.contains("<html lang=\"nl\">"));
    insta::assert_snapshot!("sample_notice", part(&page, "<aside", "</aside>"));
    insta::assert_snapshot!("first_card", part(&page, "<li class=\"bw-card\">", "</li>"));
    insta::assert_snapshot!("maintenance_facet", part(&page, "<fieldset", "</fieldset>"));
    insta::assert_snapshot!("menu", part(&page, "<header", "</header>"));
    insta::assert_snapshot!(
        "results_bar",
        part(&page, "<div class=\"bw-results-bar\">", "</div>\n</div>")
    );
}

#[tokio::test]
async fn the_same_page_stands_in_english_at_en() {
    let site = Site::sample();
    let page = site.page("/en?q=api&licence=EUPL-1.2").await;
    assert!(page.contains("<html lang=\"en\">"));
    assert!(
        page.contains("hreflang=\"nl\" href=\"/?q=api&#38;licence=EUPL-1.2\""),
        "{page}"
    );
    insta::assert_snapshot!(
        "first_card_english",
        part(&page, "<li class=\"bw-card\">", "</li>")
    );
    assert_eq!(
        part(&site.page("/en").await, "<ol", "</ol>"),
        part(&site.page("/en/").await, "<ol", "</ol>"),
    );
}

#[tokio::test]
async fn values_of_a_facet_add_up_and_facets_narrow_down() {
    let site = Site::sample();
    let count = |page: &str| -> u64 {
        let words = part(page, "role=\"status\">", "<");
        let words = words.trim_start_matches("role=\"status\">");
        let digits: String = words.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap()
    };
    let go = count(&site.page("/?language=Go").await);
    let rust = count(&site.page("/?language=Rust").await);
    assert!(go > 0 && rust > 0);
    assert_eq!(
        count(&site.page("/?language=Go&language=Rust").await),
        go + rust
    );
    let narrowed = site.page("/?language=Go&licence=EUPL-1.2&q=don").await;
    assert!(count(&narrowed) < go && count(&narrowed) > 0);
    insta::assert_snapshot!(
        "chosen_filters",
        part(&narrowed, "<ul class=\"bw-chosen__list\">", "</ul>")
    );
    assert!(narrowed.contains("name=\"language\" value=\"Go\" checked"));
}

#[tokio::test]
async fn result_pages_partition_the_results() {
    let site = Site::sample();
    let mut address = "/".to_owned();
    let mut links = Vec::new();
    loop {
        let page = site.page(&address).await;
        links.extend(
            page.match_indices("<h3 class=\"bw-card__title\">")
                .map(|(at, _)| part(&page[at..], "href=\"", "\">").to_owned()),
        );
        if !page.contains("rel=\"next\"") {
            assert!(page.contains("Terug naar het begin"));
            break;
        }
        let next = part(&page, "rel=\"next\" href=\"", "\">");
        let next = next.trim_start_matches("rel=\"next\" href=\"");
        address = next.trim_end_matches("\">").replace("&#38;", "&");
    }
    let found = links.len();
    links.sort();
    links.dedup();
    assert_eq!((found, links.len()), (73, 73));
}

#[tokio::test]
async fn empty_search_has_ways_out() {
    let page = Site::sample().page("/?q=xyzzyplugh&language=Go").await;
    insta::assert_snapshot!(part(&page, "<div class=\"bw-empty\">", "</div>"));
}

#[tokio::test]
async fn a_chosen_organisation_without_results_still_has_its_name() {
    let page = Site::sample()
        .page("/?q=xyzzyplugh&organisation=gemeente-amsterdam")
        .await;
    let chip = part(&page, "<a class=\"bw-chip\"", "</a>");
    assert!(chip.contains("Gemeente Amsterdam"), "{chip}");
}

#[tokio::test]
async fn an_empty_catalogue_says_what_to_do() {
    let page = Site::empty().page("/").await;
    assert!(page.contains("bronwijzer crawl"));
    assert!(!page.contains("<aside"));
}

#[tokio::test]
async fn pages_need_nothing_from_elsewhere() {
    let site = Site::sample();
    let answer = site.get("/").await;
    insta::assert_debug_snapshot!(answer.headers);
    for asset in answer.body.match_indices("/assets/") {
        let address = answer.body[asset.0..].split('"').next().unwrap();
        let asset = site.get(address).await;
        assert!(asset.status.is_success(), "{address}");
        assert_eq!(
            asset.headers["cache-control"],
            "public, max-age=31536000, immutable"
        );
    }
    for loads in ["src=\"http", "src=\"//", "<style", "style=\"", "onclick"] {
        assert!(!answer.body.contains(loads), "{loads}");
    }
    let stale = site.get("/assets/bronwijzer.css?v=0").await;
    assert_eq!(stale.headers["cache-control"], "no-cache");
}
