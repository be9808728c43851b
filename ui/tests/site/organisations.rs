//! The list of organisations, and the page of one.

use std::collections::BTreeSet;

use poem::http::StatusCode;

use crate::organisation_life;
use crate::site::{Site, organisations, part};

/// The most that a page of the list may weigh, before compression.
const MOST_BYTES: usize = 60 * 1024;

/// The slugs that a page of the list leads to, in order.
fn listed(page: &str) -> Vec<String> {
    let lists = page.split("bw-organisations\">").skip(1);
    let links = lists.flat_map(|list| {
        let list = list.split("</ul>").next().unwrap();
        list.split("<li><a href=\"/organisaties/").skip(1)
    });
    links
        .map(|link| link.split('"').next().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn those_that_publish_come_first_a_page_at_a_time() {
    let site = Site::sample();
    let first = site.page("/organisaties").await;
    let start = part(&first, "<section class=\"bw-group\"", "<ul");
    assert!(start.contains("id=\"publishes\""), "{start}");
    for beyond in ["999", "18446744073709551615"] {
        let answer = site.get(&format!("/organisaties?page={beyond}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{beyond}");
    }
    let mut all = Vec::new();
    for number in 1.. {
        let answer = site.get(&format!("/organisaties?page={number}")).await;
        if answer.status == StatusCode::NOT_FOUND {
            break;
        }
        let lines = listed(&answer.body);
        assert!(
            (1..=100).contains(&lines.len()),
            "{number}: {}",
            lines.len()
        );
        assert!(answer.body.len() < MOST_BYTES, "{}", answer.body.len());
        all.extend(lines);
    }
    let once: BTreeSet<&String> = all.iter().collect();
    assert_eq!(once.len(), all.len());
    let known = organisations();
    let known = known.iter().filter(|one| one.ended.is_none());
    assert_eq!(all.len(), known.count());
}

#[tokio::test]
async fn each_count_of_a_state_leads_to_as_many() {
    let site = organisation_life::site().await;
    let page = site.page("/organisaties").await;
    let states = part(&page, "<ul class=\"bw-states\">", "</ul>");
    let mut all = 0;
    for (state, name) in [
        ("publishes", "Publiceert"),
        ("nothing-known", "Niets gevonden"),
        ("not-read", "Nog niet bekeken"),
        ("no-account", "Geen account bekend"),
    ] {
        let link = part(states, &format!("state={state}\""), "</li>");
        let count = part(link, "bw-states__count\">", "<");
        let count = count.trim_start_matches("bw-states__count\">");
        let count: usize = count.trim_end_matches('<').parse().unwrap();
        assert!(link.contains(name), "{link}");
        let list = site.page(&format!("/organisaties?state={state}")).await;
        assert_eq!(listed(&list).len(), count, "{state}");
        assert!(list.contains(&format!("id=\"{state}\"")) || count == 0);
        all += count;
    }
    // Ended ones are in none.
    assert_eq!(all, listed(&page).len());
    assert_eq!(all, 8);
    let kinds = part(&page, "<ul class=\"bw-purposes\">", "</ul>");
    assert!(
        kinds.contains("Gemeenten <span class=\"bw-quiet\">1 van 4"),
        "{kinds}"
    );
}

#[tokio::test]
async fn filters_narrow_the_list_and_chips_take_them_back() {
    let site = organisation_life::site().await;
    let slugs = async |query: &str| listed(&site.page(&format!("/organisaties?{query}")).await);
    let in_gelderland = slugs("type=municipality&province=gelderland").await;
    assert_eq!(in_gelderland, ["gemeente-nijmegen", "gemeente-ede"]);
    assert_eq!(slugs("has=open-licence").await, ["gemeente-nijmegen"]);
    assert_eq!(slugs("q=proef").await, ["ministerie-van-proef"]);
    let page = site
        .page("/organisaties?type=municipality&province=gelderland&has=upkeep")
        .await;
    let chips = part(&page, "aria-label=\"Gekozen filters\"", "</ul>");
    for without in [
        "/organisaties?province=gelderland&#38;has=upkeep\"",
        "/organisaties?type=municipality&#38;has=upkeep\"",
        "/organisaties?type=municipality&#38;province=gelderland\"",
    ] {
        assert!(chips.contains(without), "{without}: {chips}");
    }
    // A choice is no page of its own to search engines.
    assert!(page.contains("rel=\"canonical\" href=\"http://localhost/organisaties\""));
    let none = site.page("/organisaties?q=atlantis").await;
    assert!(
        none.contains("staat geen organisatie die hierbij past"),
        "{none}"
    );
}

#[tokio::test]
async fn names_are_filed_without_the_word_for_their_kind() {
    let site = organisation_life::site().await;
    let page = site.page("/organisaties?by=name").await;
    assert_eq!(
        listed(&page),
        [
            "aldus",
            "gemeente-amsterdam",
            "boven",
            "gemeente-delft",
            "gemeente-ede",
            "gemeente-nijmegen",
            "ministerie-van-proef",
            "regio-vallei",
        ]
    );
    let letters = part(&page, "<ul class=\"bw-letters\">", "</ul>");
    assert!(letters.contains("<a href=\"#letter-n\">N</a>"), "{letters}");
    assert!(page.contains("id=\"letter-n\""), "{page}");
    let sample = Site::sample().page("/en/organisations?by=name").await;
    assert!(sample.contains("bw-letters"), "{sample}");
}

#[tokio::test]
async fn an_organisation_shows_what_it_is_and_its_repositories() {
    let site = Site::sample();
    let page = site.page("/organisaties/gemeente-amsterdam").await;
    assert!(page.contains("https://identifier.overheid.nl/tooi/id/gemeente/gm0363"));
    assert!(page.contains("/repositories/github.com/Amsterdam/signals"));
    assert!(
        !page.contains("name=\"organisation\""),
        "its own facet is no choice"
    );
    let found = site
        .page("/organisaties/gemeente-amsterdam?q=parkeerscans")
        .await;
    assert!(found.contains("action=\"/organisaties/gemeente-amsterdam\""));
    assert!(
        found.contains("1 project gevonden voor ‘parkeerscans’"),
        "{found}"
    );
}

#[tokio::test]
async fn an_organisation_tells_when_its_accounts_were_read() {
    let site = Site::with_runs().await;
    let accounts =
        |page: &str| part(page, "<summary>Gegevens en accounts", "</details>").to_owned();
    let read = site.page("/organisaties/gemeente-amsterdam").await;
    assert!(
        accounts(&read).contains("laatst gelezen op 1 september 2026"),
        "{read}"
    );
    let failed = site.page("/organisaties/gemeente-nijmegen").await;
    let failed = accounts(&failed);
    assert!(failed.contains("Sinds 1 september 2026 kunnen we dit account niet lezen."));
    assert!(failed.contains("<span lang=\"en\">the forge answered 502</span>"));
    let english = site.page("/en/organisations/gemeente-nijmegen").await;
    assert!(english.contains("We have not been able to read this account since 1 September 2026."));
}

#[tokio::test]
async fn every_organisation_has_a_page_and_a_report() {
    let site = Site::sample();
    // There are many, and a part of them stands for all.
    for organisation in organisations().iter().step_by(7) {
        if organisation.ended.is_some() {
            continue;
        }
        let slug = &organisation.slug;
        for path in [
            format!("/organisaties/{slug}"),
            format!("/en/organisations/{slug}"),
            format!("/organisaties/{slug}/rapport"),
            format!("/en/organisations/{slug}/report"),
        ] {
            site.page(&path).await;
        }
    }
    for path in [
        "/organisaties/gemeente-atlantis",
        "/organisaties/gemeente-atlantis/rapport",
        "/organisaties/gemeente-atlantis/geschiedenis",
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body.contains("gemeente-atlantis"), "{path}");
    }
}

#[tokio::test]
async fn the_page_of_an_organisation_tells_its_short_name() {
    let site = Site::empty();
    let page = site
        .page("/organisaties/volksgezondheid-welzijn-en-sport")
        .await;
    assert!(part(&page, "<h1", "</h1>").contains("(VWS)"));
    let page = site.page("/en/organisations/gemeente-delft").await;
    assert!(!part(&page, "<h1", "</h1>").contains('('));
}
