//! Pages that are the same for everybody are made once for each state of the catalogue.

use std::time::Duration;

use bronwijzer_crawler::observation::Observation;
use bronwijzer_graphql::reads;
use bronwijzer_ui::Renderer;
use chrono::Days;
use poem::EndpointExt;
use poem::http::StatusCode;
use poem::test::TestClient;

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

/// A site whose pages are warmed. Its clock is tokio's, which the tests stop.
fn warmed(mut site: Site) -> Site {
    let schema = site.schema.clone();
    let (routes, warmer) = bronwijzer_ui::routes_and_warmer(schema, None, None, Renderer::new());
    site.client = TestClient::new(routes.boxed());
    tokio::spawn(warmer.run());
    site
}

fn changed(description: &str) -> Observation {
    let mut changed = portal();
    changed.description = Some(description.to_owned());
    changed.observed_at = now() + Days::new(1);
    changed
}

async fn ask_often(site: &Site, address: &str) {
    for _ in 0..3 {
        site.page(address).await;
    }
}

#[tokio::test(start_paused = true)]
async fn page_asked_for_often_is_ready_after_a_write() {
    let site = warmed(Site::crawled().await);
    let asked = ["/", "/en", "/zoeken", "/open-tenzij", REPOSITORY];
    for address in asked {
        ask_often(&site, address).await;
    }
    site.page("/organisaties").await;
    site.accept(changed("Loket voor bedrijven")).await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    let read = reads(&site.schema);
    for address in asked {
        site.page(address).await;
    }
    assert!(site.page(REPOSITORY).await.contains("Loket voor bedrijven"));
    assert_eq!(reads(&site.schema), read);
    // Nobody asks for it often.
    site.page("/organisaties").await;
    assert!(reads(&site.schema) > read);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_warmed_while_writes_follow_each_other() {
    let site = warmed(Site::crawled().await);
    ask_often(&site, "/").await;
    let read = reads(&site.schema);
    for second in 0..30 {
        site.accept(changed(&format!("Versie {second}"))).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert_eq!(reads(&site.schema), read);
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert!(reads(&site.schema) > read);
}

#[tokio::test(start_paused = true)]
async fn warming_is_bounded_and_ends() {
    let site = warmed(Site::crawled().await);
    let addresses: Vec<_> = (0..40).map(|word| format!("/zoeken?q=a{word}")).collect();
    for address in &addresses {
        ask_often(&site, address).await;
    }
    site.accept(changed("Loket")).await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    let read = reads(&site.schema);
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(reads(&site.schema), read);
    let mut rendered = 0;
    for address in &addresses {
        let before = reads(&site.schema);
        site.page(address).await;
        rendered += usize::from(reads(&site.schema) > before);
    }
    assert_eq!(rendered, addresses.len() - 16);
}
