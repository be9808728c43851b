//! What sources beside the forge say, on the page of a repository.

use bronwijzer_crawler::outside::{
    Looked, OutsideFacts, SaveOutcome, SaveReason, SaveRequest, Scorecard,
};
use bronwijzer_crawler::sink::DepartureKind;
use bronwijzer_testing::outside_facts;
use chrono::Days;
use poem::http::StatusCode;

use crate::site::{Site, now, part, portal};

const PAGE: &str = "/repositories/github.com/GemeenteNijmegen/portaal";

fn facts() -> OutsideFacts {
    outside_facts(&portal().url, now())
}

async fn site(facts: OutsideFacts) -> Site {
    let site = Site::crawled().await;
    let kept = [(portal().id, facts)];
    site.catalogue.keep_outside(&kept).unwrap();
    site
}

#[tokio::test]
async fn page_says_nothing_of_sources_that_were_never_asked() {
    let page = Site::crawled().await.page(PAGE).await;
    for absent in ["Software Heritage", "Scorecard", "archive.svg"] {
        assert!(!page.contains(absent), "{absent}");
    }
}

#[tokio::test]
async fn page_shows_archive_and_scorecard_in_both_languages() {
    let save = SaveRequest {
        reason: SaveReason::QuietInUse,
        requested_at: now(),
        outcome: SaveOutcome::Rejected,
        note: Some("<b>It is blocked.</b>".to_owned()),
    };
    let facts = OutsideFacts {
        save: Some(save),
        ..facts()
    };
    let site = site(facts).await;
    for (language, prefix) in [("nl", ""), ("en", "/en")] {
        let page = site.page(&format!("{prefix}{PAGE}")).await;
        for id in ["archive", "scorecard", "citing", "badges"] {
            let start = format!("<details class=\"bw-fold\" id=\"{id}\"");
            insta::assert_snapshot!(
                format!("{id}_{language}"),
                part(&page, &start, "</details>")
            );
        }
        assert!(page.contains("swh:1:rev:94a9ed024d3859793618152ea559a168bbcbb5e2"));
        assert!(!page.contains("<b>It is blocked"));
    }
}

#[tokio::test]
async fn page_says_since_when_a_source_is_out_of_reach() {
    let mut facts = facts();
    let later = now() + Days::new(40);
    let why = || "HTTP 503".to_owned();
    facts.archive = Some(Looked::after(facts.archive, Err(why()), "", later));
    facts.scorecard = Some(Looked::after(None, Err(why()), "", later));
    let page = site(facts).await.page(&format!("/en{PAGE}")).await;
    let archive = part(&page, "id=\"archive\"", "</details>");
    assert!(
        archive.contains("Archived at Software Heritage on"),
        "{archive}"
    );
    assert!(
        archive.contains("We could not ask Software Heritage since"),
        "{archive}"
    );
    let scorecard = part(&page, "id=\"scorecard\"", "</details>");
    assert!(
        scorecard.contains("Scorecard (OpenSSF): not known"),
        "{scorecard}"
    );
    assert!(
        scorecard.contains("We could not ask OpenSSF since"),
        "{scorecard}"
    );
}

#[tokio::test]
async fn page_says_that_nothing_was_found() {
    let mut facts = facts();
    let archive = facts.archive.as_mut().and_then(|one| one.answer.as_mut());
    let archive = &mut archive.unwrap().found;
    archive.snapshot = None;
    archive.last_visit = None;
    facts.scorecard = Some(Looked::after(None, Ok(None::<Scorecard>), "", now()));
    let page = site(facts).await.page(PAGE).await;
    assert!(page.contains("Niet bewaard bij Software Heritage"));
    assert!(page.contains("Scorecard (OpenSSF): geen oordeel"));
    assert!(!part(&page, "id=\"citing\"", "</details>").contains("swh:"));
}

#[tokio::test]
async fn archive_has_a_badge() {
    let site = site(facts()).await;
    insta::assert_snapshot!("badge", site.page(&format!("{PAGE}/archive.svg")).await);
    let other = Site::crawled().await;
    let badge = other.page(&format!("/en{PAGE}/archive.svg")).await;
    assert!(
        badge.contains("<title>Software Heritage: unknown</title>"),
        "{badge}"
    );
}

#[tokio::test]
async fn page_of_what_left_leads_to_the_archive() {
    let site = site(facts()).await;
    site.depart(&portal(), DepartureKind::NotFound).await;
    let answer = site.get(PAGE).await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert!(
        answer
            .body
            .contains("Software Heritage bewaarde de code op")
    );
    assert!(
        answer
            .body
            .contains("https://archive.softwareheritage.org/swh:1:snp:")
    );
}
