//! The reports of crawls, and the crawl that is running.

use bronwijzer_crawler::crawl::{Event, Progress};
use bronwijzer_crawler::halt::HaltReason;
use poem::http::StatusCode;

use crate::site::{Silent, Site, part, run};

/// The address of the newest report.
pub(crate) fn newest(list: &str) -> &str {
    let link = part(list, "row\"><a href=\"", "</th>");
    link.split('"').nth(2).unwrap()
}

#[tokio::test]
async fn crawls_are_listed_with_results_and_outcome() {
    let site = Site::with_runs().await;
    let page = site.page("/crawls").await;
    insta::assert_snapshot!("list", part(&page, "<p class=\"bw-quiet\">2", "</div>"));
    let english = site.page("/en/crawls").await;
    insta::assert_snapshot!(
        "list_english",
        part(&english, "<p class=\"bw-quiet\">2", "</div>")
    );
    assert!(page.contains("Er loopt nu geen ophaalronde."));
    assert!(page.contains("<div data-live-now hidden>"));
    assert!(page.contains("hreflang=\"en\" href=\"http://localhost/en/crawls\""));
}

#[tokio::test]
async fn report_lists_accounts_forges_and_problems() {
    let site = Site::with_runs().await;
    let list = site.page("/crawls").await;
    let page = site.page(newest(&list)).await;
    insta::assert_snapshot!("report", part(&page, "<main", "</main>"));
    let english = site.page(&format!("/en{}", newest(&list))).await;
    insta::assert_snapshot!("report_english", part(&english, "<main", "</main>"));
}

#[tokio::test]
async fn every_way_to_end_is_told_in_both_languages() {
    let site = Site::empty();
    let mut stopped = run("20260901T020000.000Z");
    stopped.halted = Some(HaltReason::Stopped);
    stopped.full = true;
    stopped.problems.clear();
    site.finish(&stopped).await;
    for (prefix, stopped, problems) in [
        ("", "door een mens of de computer", "geen problemen"),
        ("/en", "by a person or the computer", "no problems"),
    ] {
        let list = site.page(&format!("{prefix}/crawls")).await;
        assert!(list.contains(stopped), "{list}");
        let report = site.page(newest(&list)).await;
        for expected in [stopped, problems] {
            assert!(report.contains(expected), "{report}");
        }
        for page in [list, report] {
            assert!(!page.contains("Unknown localization key"), "{page}");
        }
    }
}

#[tokio::test]
async fn older_reports_stand_on_later_pages() {
    let site = Site::empty();
    assert!(site.page("/en/crawls").await.contains("no crawl yet"));
    for day in 1..=25 {
        site.finish(&run(&format!("202608{day:02}T020000.000Z")))
            .await;
    }
    let reports = |page: &str| part(page, "reports-title", "</section>").to_owned();
    let rows = |page: &str| reports(page).matches("<th scope=\"row\">").count();
    let first = site.page("/crawls").await;
    assert_eq!(rows(&first), 20);
    let next = part(&first, "rel=\"next\" href=\"", "\">");
    let second = site.page(next.split('"').nth(3).unwrap()).await;
    assert_eq!(rows(&second), 5);
    assert!(second.contains("href=\"/crawls\">Terug naar het begin"));
    let answer = site.get("/crawls?after=bogus").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.body.contains("<a href=\"/crawls\">"));
}

#[tokio::test]
async fn every_account_tells_when_it_was_read() {
    let site = Site::with_runs().await;
    let page = site.page("/crawls").await;
    let accounts = part(&page, "aria-labelledby=\"accounts\"", "</section>");
    let row = |account: &str| part(accounts, account, "</tr>").to_owned();
    assert!(
        row("github.com/Amsterdam").contains("laatst gelezen op"),
        "{accounts}"
    );
    assert!(row("github.com/GemeenteNijmegen").contains("kunnen we dit account niet lezen"));
    assert!(row("github.com/minvws").contains("nog niet gelezen"));
    assert!(
        !site
            .page("/crawls?after=")
            .await
            .contains("Unknown localization")
    );
}

#[tokio::test]
async fn unknown_report_has_no_page() {
    let site = Site::crawled().await;
    let query = "{ organisations(first: 1) { nodes { id } } }";
    let data = site.schema.execute(query).await.data.into_json().unwrap();
    let other = data["organisations"]["nodes"][0]["id"].as_str().unwrap();
    // The last is the identifier of a crawl that never was.
    for id in [other, "none", "%00", "Q3Jhd2xSdW46bm9uZQ"] {
        let answer = site.get(&format!("/crawls/{id}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}");
        assert!(answer.body.contains("geen verslag"), "{id}");
    }
}

#[tokio::test]
async fn a_running_crawl_shows_how_far_it_has_got() {
    let site = Site::crawled().await;
    let live = site.catalogue.show_live(&Silent);
    live.event(Event::Started {
        run: "20260901T020000.000Z".to_owned(),
        accounts: 51,
    });
    live.event(Event::Listed {
        account: "https://github.com/minvws".parse().unwrap(),
        repositories: 4321,
        to_read: 1200,
    });
    live.event(Event::Stored { repositories: 1100 });
    live.event(Event::Problem(run("x").problems.remove(0)));
    let page = site.page("/crawls").await;
    insta::assert_snapshot!("live", part(&page, "<p class=\"bw-live__bar\">", "</ul>"));
    assert!(page.contains("<div data-live-now>"));
    assert!(page.contains("Zo stond het op"));
    let english = site.page("/en/crawls").await;
    assert!(english.contains(">1,100 of 1,200</progress>"), "{english}");
}

#[tokio::test]
async fn every_page_leads_to_the_crawls() {
    let site = Site::sample();
    assert!(site.page("/").await.contains("<a href=\"/crawls\">"));
    assert!(
        site.page("/en/organisations")
            .await
            .contains("<a href=\"/en/crawls\">")
    );
}
