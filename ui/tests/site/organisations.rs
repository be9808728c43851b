//! The list of organisations, and the page of one.

use poem::http::StatusCode;

use crate::site::{Site, organisations, part};

#[tokio::test]
async fn organisations_are_listed_by_type_with_their_repositories() {
    let page = Site::sample().page("/organisations").await;
    assert_eq!(
        page.matches("class=\"bw-tile__link\"").count(),
        organisations().len()
    );
    insta::assert_snapshot!(part(&page, "<section class=\"bw-group\"", "</section>"));
}

#[tokio::test]
async fn an_organisation_shows_what_it_is_and_its_repositories() {
    let site = Site::sample();
    let page = site.page("/organisations/gemeente-amsterdam").await;
    insta::assert_snapshot!(part(&page, "<dl class=\"bw-facts\">", "</dl>"));
    assert!(page.contains("/repositories/github.com/Amsterdam/signals"));
    assert!(
        !page.contains("name=\"organisation\""),
        "its own facet is no choice"
    );
    let found = site
        .page("/organisations/gemeente-amsterdam?q=parkeerscans")
        .await;
    assert!(found.contains("action=\"/organisations/gemeente-amsterdam\""));
    assert!(
        found.contains("1 repository gevonden voor ‘parkeerscans’"),
        "{found}"
    );
}

#[tokio::test]
async fn an_organisation_tells_when_its_accounts_were_read() {
    let site = Site::with_runs().await;
    let accounts = |page: &str| part(page, "<ul class=\"bw-plain-list\">", "</ul>").to_owned();
    let read = site.page("/organisations/gemeente-amsterdam").await;
    assert!(
        accounts(&read).contains("laatst gelezen op 1 september 2026"),
        "{read}"
    );
    let failed = site.page("/organisations/gemeente-nijmegen").await;
    insta::assert_snapshot!("account_failed", accounts(&failed));
    let english = site.page("/en/organisations/gemeente-nijmegen").await;
    assert!(accounts(&english).contains("Since 1 September 2026 we can&#39;t read this account."));
}

#[tokio::test]
async fn every_organisation_has_a_page() {
    let site = Site::sample();
    for organisation in organisations() {
        for prefix in ["", "/en"] {
            let page = site
                .page(&format!("{prefix}/organisations/{}", organisation.slug))
                .await;
            assert!(!page.contains("Unknown localization key"));
        }
    }
    let answer = site.get("/organisations/gemeente-atlantis").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains("gemeente-atlantis"));
}

#[tokio::test]
async fn the_page_of_an_organisation_tells_its_short_name() {
    let site = Site::empty();
    let page = site
        .page("/organisations/volksgezondheid-welzijn-en-sport")
        .await;
    assert!(page.contains("<dt>Afkorting</dt><dd>VWS</dd>"));
    let page = site.page("/en/organisations/gemeente-delft").await;
    assert!(!page.contains("<dt>Abbreviation</dt>"));
}
