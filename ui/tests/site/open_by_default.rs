//! The page on open by default, and its part of an organisation's page.

use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
use bronwijzer_crawler::observation::{FileKind, KnownFile, Observation};
use bronwijzer_index::Contents;
use chrono::Days;
use poem::EndpointExt;
use poem::http::StatusCode;
use thirtyfour::prelude::*;

use crate::browser::{Setup, with_browser};
use crate::journey::find;
use crate::site::{Site, now, part, portal};

/// The portal under another name; with a licence and files, or without.
fn variant(number: u64, good: bool) -> Observation {
    let mut variant = portal();
    let url: RepositoryUrl = format!("https://github.com/GemeenteNijmegen/app-{number}")
        .parse()
        .unwrap();
    variant.id = RepositoryId::new(url.host().clone(), number.to_string());
    variant.url = url;
    if good {
        variant.files.as_mut().unwrap().push(KnownFile {
            kind: FileKind::Codeowners,
            path: "CODEOWNERS".to_owned(),
        });
    } else {
        variant.licence = None;
        variant.files = Some(Vec::new());
    }
    variant
}

/// A municipality with six repositories that count and a fork; three of them
/// are good. A snapshot of 40 days ago has two fewer, one of 400 days ago is by
/// other rules.
async fn site() -> Site {
    let site = Site::empty();
    for number in 0..4 {
        site.accept(variant(number, number < 2)).await;
    }
    site.catalogue.take_snapshot(now() - Days::new(40)).unwrap();
    site.accept(variant(4, true)).await;
    site.accept(variant(5, false)).await;
    let mut fork = variant(6, true);
    fork.flags.fork = Some(true);
    site.accept(fork).await;
    site.catalogue.take_snapshot(now() - Days::new(1)).unwrap();
    let old = r#"{"format":"bronwijzer-catalogue","version":1,"contents":"crawled"}
{"snapshot":{"day":"2025-07-01","scope":"organisation:gemeente-nijmegen","taken_at":"2025-07-01T00:00:00Z","rules":0,"leave_out":["fork"],"tally":{"repositories":2,"figures":{"upkeep":{"passed":1,"failed":1,"unknown":0}}}}}
"#;
    let report = site
        .catalogue
        .import(old.as_bytes(), Contents::Crawled)
        .unwrap();
    assert_eq!((report.snapshots, report.bad_lines.len()), (1, 0));
    site
}

#[tokio::test]
async fn everything_is_counted_and_every_number_leads_to_its_list() {
    let site = site().await;
    let page = site.page("/open-tenzij").await;
    insta::assert_snapshot!(
        "figure",
        part(&page, "<li class=\"bw-figure\">", "</figure>")
    );
    insta::assert_snapshot!(
        "bodies",
        part(
            &page,
            "<h2 class=\"nl-heading nl-heading--level-2\" id=\"bodies\">",
            "</table>"
        )
    );
    assert!(
        page.contains("We tellen 6 van de 7 repository&#39;s. Er is 1 die niet meetelt."),
        "{page}"
    );
    let failing = "/zoeken?openByDefault=named_owner_failed";
    assert!(
        page.contains(&format!("<a href=\"{failing}\">3 niet<")),
        "{page}"
    );
    let list = site.page(failing).await;
    assert!(list.contains("3 repository&#39;s gevonden"), "{list}");
    let forks = site.page("/zoeken?openByDefault=left_out_fork").await;
    assert!(forks.contains("1 repository gevonden"));
}

#[tokio::test]
async fn an_organisation_shows_its_figures_changes_and_peers() {
    let site = site().await;
    let page = site.page("/organisations/gemeente-nijmegen").await;
    let section = part(&page, "id=\"open-by-default\"", "</section>");
    for words in [
        "Op 23 juli 2026 was dit ook 50% (2 van 4).",
        "Op 1 juli 2025 was dit 50% (1 van 2). De regels zijn sindsdien veranderd.",
        "Van 1 juli 2025 hebben we geen cijfer.",
        "Van 3 repository&#39;s weten we dit niet. Het echte cijfer ligt tussen 50% en 100%.",
        "Er zijn te weinig organisaties van dezelfde soort",
        "href=\"/zoeken?organisation=gemeente-nijmegen&#38;openByDefault=security_contact_passed\"",
        "forks: 1",
        "Toon de cijfers van eerder in een tabel",
    ] {
        assert!(section.contains(words), "{words} is not in {section}");
    }
    let english = site.page("/en/organisations/gemeente-nijmegen").await;
    assert!(english.contains("On 23 July 2026 this was 50% (2 of 4) too."));
    // One without repositories has nothing to show.
    let empty = site.page("/organisations/gemeente-amsterdam").await;
    assert!(!empty.contains("id=\"open-by-default\""));
}

#[tokio::test]
async fn a_repository_tells_what_it_passes_and_why() {
    let site = site().await;
    let page = site
        .page("/repositories/github.com/GemeenteNijmegen/app-0")
        .await;
    insta::assert_snapshot!(
        "repository",
        part(&page, "id=\"open-by-default-title\"", "</section>")
    );
    let fork = site
        .page("/repositories/github.com/GemeenteNijmegen/app-6")
        .await;
    assert!(fork.contains("Deze repository telt niet mee in de cijfers. Het is een kopie"));
}

#[tokio::test]
async fn the_table_is_sorted_by_what_the_address_says() {
    let site = Site::sample();
    for language in ["/open-tenzij", "/en/open-by-default"] {
        for sort in [
            "",
            "?sort=counted",
            "?sort=open-licence",
            "?sort=upkeep",
            "?sort=%3Cscript%3E",
        ] {
            let page = site.page(&format!("{language}{sort}")).await;
            assert_eq!(page.matches("aria-sort").count(), 1, "{sort}");
            assert!(!page.contains("Unknown localization key"));
            assert!(!page.contains("<script>"), "{sort}");
        }
    }
    let page = site.page("/open-tenzij?sort=counted").await;
    let rows = part(&page, "id=\"bodies\"", "</table>");
    let counted: Vec<u64> = rows
        .split("</th><td>")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap().parse().unwrap())
        .collect();
    assert!(
        counted.len() > 5 && counted.is_sorted_by(|a, b| a >= b),
        "{counted:?}"
    );
}

#[tokio::test]
async fn an_empty_catalogue_and_a_sample_have_no_history() {
    for site in [Site::empty(), Site::sample()] {
        let page = site.page("/open-tenzij").await;
        assert!(page.contains("Er is nog geen geschiedenis."));
        assert!(!page.contains("bw-chart__line"));
    }
}

#[tokio::test]
async fn the_page_leads_to_the_same_figures_as_json() {
    let site = site().await;
    let page = site.page("/open-tenzij").await;
    let address = part(&page, "/graphql?query=", "\"").trim_end_matches('"');
    let query = address.split_once("query=").unwrap().1;
    let decoded = url_decoded(query);
    let answer = site.schema.execute(decoded.as_str()).await;
    assert!(answer.errors.is_empty(), "{:?}", answer.errors);
    let answer = answer.data.into_json().unwrap();
    assert_eq!(answer["openByDefault"]["counted"], 6);
}

fn url_decoded(text: &str) -> String {
    let url: url::Url = format!("http://localhost/?q={text}").parse().unwrap();
    let (_, value) = url.query_pairs().next().unwrap();
    value.into_owned()
}

#[tokio::test]
async fn the_table_comes_as_csv() {
    let site = site().await;
    let answer = site.get("/open-tenzij.csv").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
    let lines: Vec<&str> = answer.body.split("\r\n").collect();
    assert!(
        lines[0].starts_with("organisation,name,type,repositories,counted,open_licence_passed,")
    );
    let nijmegen = lines
        .iter()
        .find(|line| line.starts_with("gemeente-nijmegen,"))
        .unwrap();
    assert!(
        nijmegen.starts_with("gemeente-nijmegen,Gemeente Nijmegen,municipality,7,6,3,3,0,"),
        "{nijmegen}"
    );
    let columns = lines[0].split(',').count();
    for line in lines
        .iter()
        .filter(|line| !line.is_empty() && !line.contains('"'))
    {
        assert_eq!(line.split(',').count(), columns, "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_link_to_their_entries_without_scripts() {
    let site = site().await;
    let endpoint = bronwijzer_ui::routes(site.schema.clone()).boxed();
    with_browser(endpoint, Setup::NoScripts, |browser, address| async move {
        browser
            .goto(format!("{address}/open-tenzij"))
            .await
            .unwrap();
        let sort = "#bodies ~ .bw-table-scroll th:nth-child(3) a";
        find(&browser, sort).await.click().await.unwrap();
        let sorted = find(&browser, "th[aria-sort=descending]").await;
        assert_eq!(sorted.text().await.unwrap(), "Open licentie");
        let body = "a[href='/organisations/gemeente-nijmegen#open-by-default']";
        find(&browser, body).await.click().await.unwrap();
        let failed = "a[href$='organisation=gemeente-nijmegen&openByDefault=open_licence_failed']";
        let failed = find(&browser, failed).await;
        assert!(failed.text().await.unwrap().starts_with("3 niet"));
        failed.click().await.unwrap();
        let status = find(&browser, "[role=status]").await.text().await.unwrap();
        assert!(status.contains("3 repository's gevonden"), "{status}");
        let cards = browser.find_all(By::Css(".bw-card")).await.unwrap();
        assert_eq!(cards.len(), 3);
    })
    .await;
}

/// Wide tables scroll in their own frame, and the page does not.
#[tokio::test(flavor = "multi_thread")]
async fn the_figures_fit_a_narrow_screen() {
    let site = site().await;
    let endpoint = bronwijzer_ui::routes(site.schema.clone()).boxed();
    with_browser(endpoint, Setup::Narrow, |browser, address| async move {
        for path in [
            "/open-tenzij",
            "/organisations/gemeente-nijmegen",
            "/repositories/github.com/GemeenteNijmegen/app-0",
        ] {
            browser.goto(format!("{address}{path}")).await.unwrap();
            find(&browser, "h1").await;
            let width = "return document.documentElement.scrollWidth - window.innerWidth";
            let too_wide = browser.execute(width, vec![]).await.unwrap();
            assert_eq!(*too_wide.json(), 0, "{path}");
        }
    })
    .await;
}
