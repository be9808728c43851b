//! Badges, as READMEs elsewhere show them.

use bronwijzer_crawler::sink::DepartureKind;
use poem::EndpointExt;
use poem::http::StatusCode;

use crate::browser::{Setup, with_browser};
use crate::journey::find;
use crate::site::{Site, part, portal};

const PAGE: &str = "/repositories/github.com/GemeenteNijmegen/portaal";

#[tokio::test]
async fn repository_has_status_and_openness_badges() {
    let site = Site::crawled().await;
    insta::assert_snapshot!("status", site.page(&format!("{PAGE}/status.svg")).await);
    insta::assert_snapshot!(
        "openness",
        site.page(&format!("/en{PAGE}/openness.svg")).await
    );
    let answer = site.get(&format!("{PAGE}/status.svg")).await;
    assert_eq!(answer.headers["content-type"], "image/svg+xml");
    let tag = answer.headers["etag"].to_str().unwrap();
    let again = site
        .get_with(&format!("{PAGE}/status.svg"), &[("if-none-match", tag)])
        .await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn the_page_says_what_to_paste() {
    let site = Site::crawled().await;
    let page = site
        .get_with(
            PAGE,
            &[("host", "broncode.example"), ("x-forwarded-proto", "https")],
        )
        .await;
    insta::assert_snapshot!("to_paste", part(&page.body, "id=\"badges\"", "</details>"));
}

#[tokio::test]
async fn a_badge_says_what_its_repository_is_now() {
    let site = Site::crawled().await;
    site.depart(&portal(), DepartureKind::NotFound).await;
    let badge = site.page(&format!("{PAGE}/status.svg")).await;
    assert!(
        badge.contains("<title>status: niet meer te vinden</title>"),
        "{badge}"
    );
    let other = site.get("/repositories/github.com/a/b/status.svg").await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    assert_eq!(other.headers["content-type"], "text/html; charset=utf-8");
}

/// A group of GitLab may have a project of that name.
#[tokio::test]
async fn a_repository_named_like_a_badge_keeps_its_page() {
    let site = Site::empty();
    let mut odd = portal();
    odd.url = "https://gitlab.com/groep/deel/status.svg".parse().unwrap();
    site.accept_under("https://gitlab.com/groep", odd).await;
    let page = site
        .page("/repositories/gitlab.com/groep/deel/status.svg")
        .await;
    assert!(page.contains("<bdi>status.svg</bdi></h1>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_draws_the_badge() {
    let site = Site::crawled().await;
    let endpoint = bronwijzer_ui::routes(site.schema.clone()).boxed();
    with_browser(endpoint, Setup::NoScripts, |browser, address| async move {
        // The fragment unfolds what the part stands in.
        browser
            .goto(format!("{address}{PAGE}#badges"))
            .await
            .unwrap();
        find(&browser, "#badges > summary")
            .await
            .click()
            .await
            .unwrap();
        let image = find(&browser, "img[src$='/openness.svg']").await;
        let width = image.prop("naturalWidth").await.unwrap().unwrap();
        assert!(width.parse::<u32>().unwrap() > 100, "{width}");
        browser
            .goto(format!("{address}{PAGE}/status.svg"))
            .await
            .unwrap();
        let title = find(&browser, "title").await;
        assert_eq!(
            title.prop("textContent").await.unwrap().unwrap(),
            "status: Druk aan gewerkt"
        );
    })
    .await;
}
