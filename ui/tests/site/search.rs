//! The page of results, and how a visitor gets there: searching, choosing, paging.

use crate::site::{Site, part};

#[tokio::test]
async fn results_show_the_sample_and_say_so() {
    let page = Site::sample().page("/zoeken").await;
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
async fn home_tells_how_much_there_is_and_searches() {
    let site = Site::sample();
    let page = site.page("/").await;
    assert!(page.contains("73</strong> projecten"), "{page}");
    assert!(page.contains("action=\"/zoeken\""));
    assert!(site.page("/en").await.contains("action=\"/en/search\""));
}

/// Searches stood at the home page's address once.
#[tokio::test]
async fn old_search_addresses_lead_to_the_results_for_good() {
    let site = Site::sample();
    let cases = [
        ("/?q=zaak", Some("/zoeken?q=zaak")),
        ("/?q=", Some("/zoeken?q=")),
        (
            "/?licence=MIT&sort=stars",
            Some("/zoeken?licence=MIT&sort=stars"),
        ),
        ("/?after=r0", Some("/zoeken?after=r0")),
        (
            "/?utm_source=x&atRisk=%61",
            Some("/zoeken?utm_source=x&atRisk=%61"),
        ),
        ("/en?q=a+b", Some("/en/search?q=a+b")),
        ("/en/?q=a", Some("/en/search?q=a")),
        ("/?utm_source=x", None),
        ("/?", None),
    ];
    for (address, leads_to) in cases {
        let answer = site.get(address).await;
        let location = answer.headers.get("location");
        let location = location.map(|location| location.to_str().unwrap());
        assert_eq!(location, leads_to, "{address}");
        let status = if leads_to.is_some() { 301 } else { 200 };
        assert_eq!(answer.status.as_u16(), status, "{address}");
    }
}

#[tokio::test]
async fn the_same_page_stands_in_english_at_en() {
    let site = Site::sample();
    let page = site.page("/en/search?q=api&licence=EUPL-1.2").await;
    assert!(page.contains("<html lang=\"en\">"));
    assert!(
        page.contains("href=\"/zoeken?q=api&#38;licence=EUPL-1.2\" lang=\"nl\" hreflang=\"nl\""),
        "{page}"
    );
    insta::assert_snapshot!(
        "first_card_english",
        part(&page, "<li class=\"bw-card\">", "</li>")
    );
    assert_eq!(
        part(&site.page("/en").await, "<main", "</main>"),
        part(&site.page("/en/").await, "<main", "</main>"),
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
    let go = count(&site.page("/zoeken?language=Go").await);
    let rust = count(&site.page("/zoeken?language=Rust").await);
    assert!(go > 0 && rust > 0);
    assert_eq!(
        count(&site.page("/zoeken?language=Go&language=Rust").await),
        go + rust
    );
    let narrowed = site
        .page("/zoeken?language=Go&licence=EUPL-1.2&q=don")
        .await;
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
    let mut address = "/zoeken".to_owned();
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
    let page = Site::sample()
        .page("/zoeken?q=xyzzyplugh&language=Go")
        .await;
    insta::assert_snapshot!(part(&page, "<div class=\"bw-empty\">", "</div>"));
}

#[tokio::test]
async fn a_chosen_organisation_without_results_still_has_its_name() {
    let page = Site::sample()
        .page("/zoeken?q=xyzzyplugh&organisation=gemeente-amsterdam")
        .await;
    let chip = part(&page, "<a class=\"bw-chip\"", "</a>");
    assert!(chip.contains("Gemeente Amsterdam"), "{chip}");
}

#[tokio::test]
async fn an_empty_catalogue_says_what_to_do() {
    let site = Site::empty();
    for address in ["/", "/zoeken"] {
        let page = site.page(address).await;
        assert!(page.contains("bronwijzer crawl"), "{address}");
        assert!(!page.contains("<aside"), "{address}");
    }
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
