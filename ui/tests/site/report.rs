//! The report of an organisation.

use crate::organisation_life;
use crate::site::{Site, part};

#[tokio::test]
async fn report_tells_what_is_published_and_what_to_do_first() {
    let site = organisation_life::site().await;
    let page = site.page("/organisaties/aldus/rapport").await;
    assert!(page.contains("Rapport over open broncode: Aldus"), "{page}");
    assert!(page.contains("Stand van "), "{page}");
    let first = part(&page, "aria-labelledby=\"first\"", "</section>");
    assert_eq!(first.matches("<li>").count(), 3, "{first}");
    // Each step names the projects that it is about.
    assert_eq!(first.matches("<bdi>poort</bdi>").count(), 3, "{first}");
    assert!(
        first.contains("1 project heeft geen open licentie"),
        "{first}"
    );
    let sources = part(&page, "aria-labelledby=\"sources\"", "</section>");
    assert!(
        sources.contains("http://localhost/organisaties/aldus"),
        "{sources}"
    );
    assert!(
        page.contains("noindex"),
        "it repeats the page of the organisation"
    );
    let english = site.page("/en/organisations/aldus/report").await;
    assert!(english.contains("Report on open source code: Aldus"));
}

#[tokio::test]
async fn report_on_one_without_code_says_how_to_begin() {
    let site = organisation_life::site().await;
    for slug in ["gemeente-delft", "gemeente-ede"] {
        let page = site.page(&format!("/organisaties/{slug}/rapport")).await;
        let begin = part(&page, "aria-labelledby=\"begin\"", "</section>");
        assert_eq!(begin.matches("<li>").count(), 3, "{begin}");
        assert!(page.contains("gemeente Nijmegen</a>: 1 project"), "{page}");
        assert!(!page.contains("aria-labelledby=\"standing\""));
    }
}

#[tokio::test]
async fn report_stands_beside_others_of_the_same_kind() {
    let page = Site::sample()
        .page("/organisaties/gemeente-amsterdam/rapport")
        .await;
    let standing = part(&page, "aria-labelledby=\"standing\"", "</section>");
    assert!(
        standing.contains("We vergelijken met anderen van dezelfde soort"),
        "{standing}"
    );
    assert_eq!(standing.matches("<tr><th scope=\"row\">").count(), 6);
}
