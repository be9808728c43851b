//! Feeds, as feed readers meet them: another crate reads what ours writes.

use bronwijzer_crawler::observation::Observation;
use chrono::{Days, TimeDelta};
use feed_rs::model::Feed;
use poem::http::StatusCode;

use crate::site::{Site, now, part, portal};

fn parse(xml: &str) -> Feed {
    feed_rs::parser::parse(xml.as_bytes()).unwrap_or_else(|error| panic!("{error}: {xml}"))
}

fn titles(feed: &Feed) -> Vec<&str> {
    feed.entries
        .iter()
        .map(|entry| entry.title.as_ref().unwrap().content.as_str())
        .collect()
}

/// The portal and another repository, of which the first was archived a day
/// later.
async fn with_a_change() -> Site {
    let site = Site::crawled().await;
    let mut other = portal();
    other.id = bronwijzer_crawler::address::RepositoryId::new(other.id.host().clone(), "43");
    other.url = "https://github.com/GemeenteNijmegen/formulieren"
        .parse()
        .unwrap();
    other.description = Some("Formulieren <en> \u{1b}[1mmeer".to_owned());
    other.observed_at = now() + TimeDelta::hours(1);
    site.accept(other).await;
    site.accept(archived(portal())).await;
    site
}

fn archived(mut observation: Observation) -> Observation {
    observation.flags.archived = Some(true);
    observation.observed_at = now() + Days::new(1);
    observation
}

#[tokio::test]
async fn feeds_tell_what_is_new_and_what_changed() {
    let site = with_a_change().await;
    for (name, address) in [
        ("new", "/feeds/new.atom"),
        ("status", "/feeds/status.atom"),
        ("status_english", "/en/feeds/status.atom"),
    ] {
        let xml = site.page(address).await;
        insta::assert_snapshot!(name, xml);
        let feed = parse(&xml);
        assert!(!feed.entries.is_empty());
        assert!(feed.updated.is_some() && feed.title.is_some());
    }
    let new = site.page("/feeds/new.atom").await;
    assert_eq!(
        titles(&parse(&new)),
        [
            "formulieren (Gemeente Nijmegen)",
            "Portaal (Gemeente Nijmegen)"
        ]
    );
}

#[tokio::test]
async fn a_feed_stays_the_same_wherever_the_site_stands() {
    let site = with_a_change().await;
    let at = |host: &'static str| [("host", host)];
    let here = site.get_with("/feeds/new.atom", &at("a.example")).await;
    let there = site.get_with("/feeds/new.atom", &at("b.example")).await;
    assert_ne!(here.body, there.body);
    let ids = |xml: &str| -> Vec<String> {
        let feed = parse(xml);
        let entries = feed.entries.iter().map(|entry| entry.id.clone());
        entries.chain([feed.id.clone()]).collect()
    };
    let known = ids(&here.body);
    assert_eq!(known, ids(&there.body));
    assert!(
        known.iter().all(|id| id.starts_with("urn:uuid:")),
        "{known:?}"
    );
    // Each piece of news in each language is another.
    let other = ids(&site.page("/en/feeds/new.atom").await);
    assert!(known.iter().all(|id| !other.contains(id)));
}

#[tokio::test]
async fn a_feed_follows_a_search_or_an_organisation() {
    let site = with_a_change().await;
    let feed = |address: &'static str| {
        let site = &site;
        async move { parse(&site.page(address).await) }
    };
    let found = feed("/feeds/new.atom?q=formulieren").await;
    assert_eq!(titles(&found), ["formulieren (Gemeente Nijmegen)"]);
    assert_eq!(
        found.title.unwrap().content,
        "Bronwijzer – Nieuwe repository's (‘formulieren’)"
    );
    let of = feed("/feeds/status.atom?organisation=gemeente-nijmegen").await;
    assert_eq!(titles(&of), ["Portaal: Gearchiveerd (Gemeente Nijmegen)"]);
    assert!(of.title.unwrap().content.ends_with("(Gemeente Nijmegen)"));
    let none = feed("/feeds/new.atom?organisation=gemeente-amsterdam").await;
    assert!(none.entries.is_empty());
    let page = site.page("/organisaties/gemeente-nijmegen").await;
    let link = "href=\"/feeds/new.atom?organisation=gemeente-nijmegen\"";
    assert!(page.contains(link), "{page}");
    let page = site.page("/en/search?q=formulieren&sort=stars").await;
    insta::assert_snapshot!(
        "links",
        part(
            &page,
            "<link rel=\"alternate\" type=\"application/atom",
            "<script"
        )
    );
}

#[tokio::test]
async fn seeking_verdict_has_its_reasons() {
    let site = Site::crawled().await;
    let mut seeking = portal();
    seeking.topics = Some(vec!["maintainer-wanted".to_owned()]);
    seeking.observed_at = now() + Days::new(2);
    site.accept(seeking).await;
    let xml = site.page("/en/feeds/seeking.atom").await;
    insta::assert_snapshot!("seeking", part(&xml, "<entry>", "</entry>"));
    // What is likely is told to who asks for it.
    let likely = site.page("/en/feeds/seeking.atom?seeking=likely").await;
    assert!(parse(&likely).entries.is_empty());
}

#[tokio::test]
async fn a_reader_that_has_the_feed_gets_nothing() {
    let site = Site::sample();
    let first = site.get("/feeds/new.atom").await;
    assert_eq!(
        first.headers["content-type"],
        "application/atom+xml; charset=utf-8"
    );
    assert!(
        first.headers["cache-control"]
            .to_str()
            .unwrap()
            .starts_with("public")
    );
    let tag = first.headers["etag"].to_str().unwrap().to_owned();
    let again = site
        .get_with("/feeds/new.atom", &[("if-none-match", &tag)])
        .await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert_eq!(again.body, "");
    assert_eq!(parse(&first.body).entries.len(), 50);
}

#[tokio::test]
async fn unknown_feed_gets_an_error_page() {
    let site = Site::sample();
    assert_eq!(
        site.get("/feeds/old.atom").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(site.get("/feeds/new").await.status, StatusCode::NOT_FOUND);
    let mistaken = site.get("/feeds/new.atom?maintenance=alive").await;
    assert_eq!(mistaken.status, StatusCode::BAD_REQUEST);
    for address in ["/feeds/status.atom", "/feeds/seeking.atom"] {
        let empty = Site::empty().page(address).await;
        assert!(parse(&empty).entries.is_empty());
    }
}
