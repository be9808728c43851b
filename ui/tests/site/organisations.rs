//! The list of organisations, and the page of one.

use poem::http::StatusCode;

use crate::site::{Site, organisations, part};

#[tokio::test]
async fn organisations_are_listed_by_type_and_the_others_apart() {
    let page = Site::sample().page("/organisations").await;
    let lists = page.split("bw-organisations").skip(1);
    let listed: usize = lists
        .map(|list| list.split("</ul>").next().unwrap().matches("<li>").count())
        .sum();
    assert_eq!(listed, organisations().len());
    insta::assert_snapshot!(part(&page, "<section class=\"bw-group\"", "</section>"));
    // Nobody read a sample.
    assert!(part(&page, "id=\"not-read\"", "</section>").contains("nog niet bekeken"));
    assert!(!page.contains("id=\"nothing-found\"") && !page.contains("id=\"unreadable\""));
}

#[tokio::test]
async fn organisations_are_found_by_name_type_and_letter() {
    let site = Site::sample();
    let found = site.page("/organisations?q=vws").await;
    assert!(found.contains("1 organisatie gevonden"), "{found}");
    assert!(found.contains("/organisations/volksgezondheid-welzijn-en-sport"));
    let provinces = site.page("/organisations?type=province&by=name").await;
    assert!(provinces.contains("/organisations/provincie-zeeland"));
    assert!(!provinces.contains("/organisations/gemeente-amsterdam"));
    let letters = site.page("/en/organisations?by=name").await;
    assert!(letters.contains("id=\"letter-g\""), "{letters}");
    let none = site.page("/organisations?q=atlantis").await;
    assert!(
        none.contains("staat geen organisatie die hierbij past"),
        "{none}"
    );
}

#[tokio::test]
async fn three_states_are_told_in_words() {
    let site = Site::with_runs().await;
    let list = site.page("/organisations").await;
    let nothing = part(&list, "id=\"nothing-found\"", "</section>");
    assert!(nothing.contains("Gemeente Amsterdam</a>"), "{nothing}");
    assert!(nothing.contains("geen openbare code gevonden op 1 september 2026"));
    let not_read = part(&list, "id=\"not-read\"", "</section>");
    assert!(not_read.contains("Gemeente Ede</a>"), "{not_read}");
    let nijmegen = part(&list, "/organisations/gemeente-nijmegen", "</li>");
    assert!(
        nijmegen.contains("1 project, niet te lezen sinds 1 september 2026"),
        "{nijmegen}"
    );
    let read = site.page("/organisations/gemeente-amsterdam").await;
    assert!(
        read.contains(
            "Op 1 september 2026 lazen we github.com/Amsterdam. Daar stond toen geen openbare code."
        ),
        "{read}"
    );
    let unread = site.page("/organisations/gemeente-ede").await;
    assert!(
        unread.contains("We hebben github.com/GemeenteEde nog niet gelezen."),
        "{unread}"
    );
    for page in [read, unread] {
        assert!(!page.contains("type=\"checkbox\""), "no filters of nothing");
        assert!(!page.contains("0 projecten") && !page.contains("id=\"open-by-default\""));
    }
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
        found.contains("1 project gevonden voor ‘parkeerscans’"),
        "{found}"
    );
}

#[tokio::test]
async fn an_organisation_tells_when_its_accounts_were_read() {
    let site = Site::with_runs().await;
    let accounts = |page: &str| part(page, "<dl class=\"bw-facts\">", "</dl>").to_owned();
    let read = site.page("/organisations/gemeente-amsterdam").await;
    assert!(
        accounts(&read).contains("laatst gelezen op 1 september 2026"),
        "{read}"
    );
    let failed = site.page("/organisations/gemeente-nijmegen").await;
    insta::assert_snapshot!("account_failed", accounts(&failed));
    let english = site.page("/en/organisations/gemeente-nijmegen").await;
    assert!(
        accounts(&english)
            .contains("We have not been able to read this account since 1 September 2026.")
    );
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
    assert!(part(&page, "<h1", "</h1>").contains("(VWS)"));
    let page = site.page("/en/organisations/gemeente-delft").await;
    assert!(!part(&page, "<h1", "</h1>").contains('('));
}
