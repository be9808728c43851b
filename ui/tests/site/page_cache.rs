//! Pages that are the same for everybody are made once for each state of the catalogue.

use bronwijzer_graphql::reads;
use chrono::Days;
use poem::http::StatusCode;

use crate::site::{Site, now, portal};

const REPOSITORY: &str = "/repositories/github.com/GemeenteNijmegen/portaal";

#[tokio::test]
async fn page_is_asked_for_again_by_its_tag() {
    let site = Site::sample();
    for address in [
        "/",
        "/zoeken?q=formulier",
        "/en/open-by-default",
        "/organisaties",
    ] {
        let first = site.get(address).await;
        assert_eq!(first.headers["cache-control"], "no-cache", "{address}");
        let tag = first.headers["etag"].to_str().unwrap().to_owned();
        let again = site.get_with(address, &[("if-none-match", &tag)]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{address}");
        assert_eq!(again.body, "");
        assert!(again.headers.contains_key("content-security-policy"));
        let other = site
            .get_with(address, &[("if-none-match", "W/\"1\"")])
            .await;
        assert_eq!(other.status, StatusCode::OK);
        assert_eq!(other.body, first.body);
    }
}

#[tokio::test]
async fn unchanged_page_reads_the_catalogue_once() {
    let site = Site::crawled().await;
    let first = site.page(REPOSITORY).await;
    let read = reads(&site.schema);
    assert_eq!(site.page(REPOSITORY).await, first);
    assert_eq!(reads(&site.schema), read);
    // Whoever may be signed in gets a page of their own.
    let signed_in = site.get_with(REPOSITORY, &[("cookie", "a=b")]).await;
    assert_eq!(signed_in.body, first);
    assert!(!signed_in.headers.contains_key("etag"));
    assert!(reads(&site.schema) > read);
}

#[tokio::test]
async fn page_follows_what_a_crawl_finds() {
    let site = Site::crawled().await;
    let before = site.page(REPOSITORY).await;
    assert!(before.contains("Portaal voor inwoners"));
    let mut changed = portal();
    changed.description = Some("Loket voor bedrijven".to_owned());
    changed.observed_at = now() + Days::new(1);
    site.accept(changed).await;
    let after = site.page(REPOSITORY).await;
    assert!(after.contains("Loket voor bedrijven"));
    assert!(!after.contains("Portaal voor inwoners"));
}

#[tokio::test]
async fn whole_addresses_are_those_of_each_request() {
    let site = Site::sample();
    for host in ["a.example", "b.example"] {
        let page = site.get_with("/", &[("host", host)]).await.body;
        assert!(page.contains(&format!("http://{host}/")), "{host}");
    }
}

#[tokio::test]
async fn page_of_this_moment_and_errors_are_not_kept() {
    let site = Site::with_runs().await;
    let crawls = site.get("/crawls").await;
    assert_eq!(crawls.status, StatusCode::OK);
    assert!(!crawls.headers.contains_key("etag"));
    let missing = site.get("/nergens").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert!(!missing.headers.contains_key("etag"));
}
