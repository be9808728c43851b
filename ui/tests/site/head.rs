//! What the head of a page tells search engines and networks, and what it wears.

use bronwijzer_ui::Theme;
use poem::EndpointExt;
use poem::test::TestClient;

use crate::site::{Site, part};

#[tokio::test]
async fn head_has_whole_addresses_and_what_networks_show() {
    let site = Site::sample();
    let page = site.page("/en/organisations?type=ministry").await;
    let head = part(&page, "<head>", "</head>");
    for line in [
        "<link rel=\"canonical\" href=\"http://localhost/en/organisations\">",
        "<link rel=\"alternate\" hreflang=\"nl\" href=\"http://localhost/organisaties\">",
        "<link rel=\"alternate\" hreflang=\"en\" href=\"http://localhost/en/organisations\">",
        "<link rel=\"alternate\" hreflang=\"x-default\" href=\"http://localhost/organisaties\">",
        "<meta property=\"og:url\" content=\"http://localhost/en/organisations\">",
        "<meta property=\"og:locale\" content=\"en_GB\">",
        "<meta property=\"og:image\" content=\"http://localhost/en/previews/bronwijzer.png?v=",
    ] {
        assert!(head.contains(line), "{line}: {head}");
    }
    assert!(!head.contains("noindex"));
    let missing = site.get("/organisaties/none").await.body;
    let head = part(&missing, "<head>", "</head>");
    assert!(
        head.contains("noindex") && !head.contains("canonical"),
        "{head}"
    );
}

#[tokio::test]
async fn pages_wear_the_theme_after_our_own_styles() {
    let site = Site::sample();
    assert!(!site.page("/").await.contains("theme.css"));
    let css = ":root { --basis-color-action-1-color-default: #154273; }";
    let theme = Theme::new(css.to_owned()).unwrap();
    let routes = bronwijzer_ui::routes_at(site.schema.clone(), None, Some(theme));
    let client = TestClient::new(routes.boxed());
    let page = client.get("/").send().await.0;
    let page = page.into_body().into_string().await.unwrap();
    let (_, after) = page.split_once("bronwijzer.css?v=").unwrap();
    let address = part(after, "/assets/theme.css", "\"").trim_end_matches('"');
    let answer = client.get(address).send().await;
    answer.assert_header("content-type", "text/css; charset=utf-8");
    answer.assert_header("cache-control", "public, max-age=31536000, immutable");
    answer.assert_text(css).await;
}
