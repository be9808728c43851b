//! What visitors get wrong is answered with what they can do, never with 500.

use poem::http::StatusCode;

use crate::site::{Site, part};

#[tokio::test]
async fn bad_queries_get_errors_with_advice() {
    let site = Site::sample();
    let long = format!("/zoeken?q={}", "a".repeat(201));
    let many: String = (0..60).map(|n| format!("&language=L{n}")).collect();
    let cases = [
        (long.as_str(), 400, "hoogstens 200"),
        (&format!("/zoeken?q=x{many}"), 400, "hoogstens 50"),
        (
            "/zoeken?maintenance=alive",
            400,
            "‘alive’ is geen keuze bij het filter ‘Onderhoud’",
        ),
        (
            "/zoeken?organisationType=kingdom",
            400,
            "‘kingdom’ is geen keuze",
        ),
        (
            "/zoeken?organisation=gemeente-atlantis",
            400,
            "‘gemeente-atlantis’ is geen keuze",
        ),
        (
            "/zoeken?sort=size",
            400,
            "Deze volgorde bestaat niet. U kunt kiezen uit: Past het best, Laatste activiteit,",
        ),
        ("/zoeken?pagina=bogus", 400, "werkt niet meer"),
        (
            "/zoeken?pagina=%F0%28%8C%28&q=%00%ff",
            400,
            "werkt niet meer",
        ),
        (
            "/organisaties/gemeente-amsterdam?pagina=400",
            400,
            "werkt niet meer",
        ),
        (
            "/organisaties/gemeente-amsterdam?sort=size",
            400,
            "volgorde bestaat niet",
        ),
        (
            "/repositories/github.com/minvws/none",
            404,
            "github.com/minvws/none",
        ),
        ("/repositories/github.com", 404, "geen repository"),
        ("/repositories", 404, "geen pagina"),
        (
            "/organisaties?type=municipality&page=99",
            404,
            "href=\"/organisaties?type=municipality\"",
        ),
        ("/repositories/%3Cscript%3E/a/b", 404, "geen repository"),
        ("/repositories/github.com/a/../../b", 404, "geen repository"),
        ("/organisaties/%3Cscript%3E", 404, "geen organisatie"),
        ("/nergens", 404, "geen pagina"),
        ("/en/nowhere", 404, "nothing at this address"),
        ("/assets/none.css", 404, ""),
    ];
    for (address, status, expected) in cases {
        let answer = site.get(address).await;
        assert_eq!(answer.status.as_u16(), status, "{address}: {}", answer.body);
        assert!(answer.body.contains(expected), "{address}: {}", answer.body);
        assert!(!answer.body.contains("<script>"), "{address}");
        assert!(
            answer.headers.contains_key("content-security-policy"),
            "{address}"
        );
    }
}

#[tokio::test]
async fn what_may_be_meant_is_offered() {
    let site = Site::crawled().await;
    for address in [
        "/repositories/github.com/elders/portaal",
        "/repositories/github.com/GemeenteNijmegen/portaal-oud",
        "/portaal",
    ] {
        let page = site.get(address).await.body;
        let alike = part(&page, "id=\"alike\"", "</ul>");
        assert!(
            alike.contains("href=\"/repositories/github.com/GemeenteNijmegen/portaal\""),
            "{address}: {alike}"
        );
    }
    for address in ["/organisaties/xyzzy", "/feeds/x", "/nl"] {
        let nothing = site.get(address).await.body;
        assert!(!nothing.contains("id=\"alike\""), "{address}");
    }
}

#[tokio::test]
async fn other_spellings_of_addresses_lead_to_the_page() {
    let site = Site::crawled().await;
    for (address, location) in [
        ("/zoeken/?q=portaal", "/zoeken?q=portaal"),
        ("/en/organisations/", "/en/organisations"),
        (
            "/organisaties/Gemeente-Nijmegen",
            "/organisaties/gemeente-nijmegen",
        ),
        (
            "/repositories/https://github.com/GemeenteNijmegen/portaal",
            "/repositories/github.com/GemeenteNijmegen/portaal",
        ),
    ] {
        let answer = site.get(address).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{address}");
        assert_eq!(answer.headers["location"], location, "{address}");
        site.page(location).await;
    }
    // Addresses of other sites are no spelling of ours.
    for address in ["//example.org/", "/\\example.org/", "/nergens", "///"] {
        let answer = site.get(address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
    }
}

#[tokio::test]
async fn beginning_of_a_long_search_stays_in_the_field() {
    let site = Site::crawled().await;
    let address = format!("/zoeken?q=portaal+{}", "a".repeat(300));
    let page = site.get(&address).await.body;
    assert!(page.contains("value=\"portaal aaa"), "{page}");
}

#[tokio::test]
async fn odd_queries_are_searched_for_like_any_other() {
    let site = Site::sample();
    for query in [
        "%22",
        "%22%22",
        "a%22b",
        "%28%29",
        "*",
        "%2B-%26%7C",
        "name%3A",
        "%5B1+TO",
        "%F0%9F%A6%80",
        "AND+OR+NOT",
        "%00",
        "%ff",
    ] {
        let answer = site.get(&format!("/zoeken?q={query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.body);
    }
}

#[tokio::test]
async fn visitor_input_is_escaped() {
    let site = Site::sample();
    let page = site
        .page("/zoeken?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
        .await;
    assert!(!page.contains("<script>alert"));
    let answer = site.get("/zoeken?maintenance=%3Cimg+src%3Dx%3E").await;
    assert!(!answer.body.contains("<img"));
}

#[tokio::test]
async fn a_mistake_leaves_the_rest_of_the_question() {
    let answer = Site::sample()
        .get("/en/search?q=api&maintenance=alive&licence=MIT")
        .await;
    insta::assert_snapshot!(part(&answer.body, "<main", "</main>"));
}
