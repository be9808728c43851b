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
        part(&page, "<li class=\"bw-figure\">", "</li>\n<li")
    );
    insta::assert_snapshot!(
        "bodies",
        part(
            &page,
            "<table class=\"utrecht-table utrecht-table--html-table bw-table--wide bw-league\">",
            "</table>"
        )
    );
    assert!(
        page.contains("We tellen 6 van de 7 projecten. Er is 1 dat niet meetelt."),
        "{page}"
    );
    let failing = "/zoeken?openByDefault=named_owner_failed";
    assert!(
        page.contains(&format!("<a href=\"{failing}\">3 niet<")),
        "{page}"
    );
    let list = site.page(failing).await;
    assert_eq!(list.matches("class=\"bw-card\"").count(), 3, "{list}");
    let forks = "/zoeken?openByDefault=left_out_fork";
    assert!(page.contains(forks));
    let forks = site.page(forks).await;
    assert_eq!(forks.matches("class=\"bw-card\"").count(), 1);
}

#[tokio::test]
async fn figures_come_with_a_sentence_to_cite() {
    let site = site().await;
    let page = site.page("/open-tenzij").await;
    let cited = part(&page, "<blockquote", "</blockquote>");
    assert!(
        cited.contains("Op 1 september 2026 had 50% (3 van 6) van de openbare projecten van de overheid in de Bronwijzer een open licentie. http://"),
        "{cited}"
    );
    // Nothing was kept of this day, so no day is in the address.
    assert!(cited.contains("/open-tenzij<"), "{cited}");
    site.catalogue.take_snapshot(now()).unwrap();
    let page = site.page("/open-tenzij").await;
    let cited = part(&page, "<blockquote", "</blockquote>");
    assert!(cited.contains("/open-tenzij/2026-09-01<"), "{cited}");
    // Of three it is unknown who to tell of a leak.
    assert!(page.contains("Van 3 is het onbekend: 50–100%."), "{page}");
}

#[tokio::test]
async fn a_kept_day_shows_what_was_counted_then() {
    let site = site().await;
    let page = site.page("/open-tenzij/2026-07-23").await;
    assert!(page.contains("Stand van 23 juli 2026"), "{page}");
    assert!(page.contains("Hoe open was de overheid op 23 juli 2026?"));
    assert!(page.contains("href=\"http://localhost/open-tenzij/2026-07-23\""));
    assert!(page.contains("We tellen 4 projecten."), "{page}");
    assert!(page.contains("50%</strong> <span class=\"bw-quiet\">2 van 4</span>"));
    // The lists are those of now.
    assert!(!page.contains("openByDefault=open_licence"), "{page}");
    assert!(!page.contains("/organisaties?type="), "{page}");
    assert!(page.contains("/open-tenzij.csv?dag=2026-07-23"));
    assert!(page.contains("/bodies.csv?day=2026-07-23"));
    assert!(page.contains("/open-tenzij/2026-07-23?sort=name"), "{page}");
    // What came later does not change it.
    site.catalogue.take_snapshot(now()).unwrap();
    let again = site.page("/open-tenzij/2026-07-23").await;
    assert!(again.contains("We tellen 4 projecten."), "{again}");
    let english = site.page("/en/open-by-default/2026-07-23").await;
    assert!(english.contains("As of 23 July 2026"), "{english}");
    let file = site.get("/open-tenzij.csv?dag=2026-07-23").await;
    let line = file
        .body
        .lines()
        .find(|line| line.contains("gemeente-nijmegen"));
    assert!(
        line.unwrap().starts_with(
            "2026-07-23,gemeente-nijmegen,Gemeente Nijmegen,municipality,,,,4,4,2,2,0,0.5000,"
        ),
        "{line:?}"
    );
    // Of who had nothing then it is not known why.
    let delft = file
        .body
        .lines()
        .find(|line| line.contains("gemeente-delft"));
    assert!(
        delft
            .unwrap()
            .ends_with("municipality,,,,,,,,,,,,,,,,,,,,,,,,,,,,,"),
        "{delft:?}"
    );
}

#[tokio::test]
async fn former_parameter_leads_to_the_address_of_the_day() {
    let site = site().await;
    for (former, address) in [
        ("/open-tenzij?dag=2026-07-23", "/open-tenzij/2026-07-23"),
        (
            "/en/open-by-default?dag=2026-07-23&sort=name",
            "/en/open-by-default/2026-07-23?sort=name",
        ),
        ("/open-tenzij?dag=", "/open-tenzij"),
    ] {
        let answer = site.get(former).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{former}");
        assert_eq!(answer.headers["location"], address, "{former}");
    }
}

#[tokio::test]
async fn day_without_figures_names_the_nearest_and_text_is_no_day() {
    let site = site().await;
    let between = site.get("/open-tenzij/2026-08-02").await;
    assert_eq!(between.status, StatusCode::NOT_FOUND);
    let between = between.body;
    assert!(between.contains("Van 2 augustus 2026 hebben we geen cijfers bewaard."));
    for near in ["2026-07-23", "2026-08-31"] {
        let link = format!("<a href=\"/open-tenzij/{near}\">");
        assert!(between.contains(&link), "{near}: {between}");
    }
    assert!(between.contains("noindex"), "{between}");
    let before = site.get("/en/open-by-default/1975-01-01").await.body;
    assert!(
        before.contains("We kept no figures of 1 January 1975."),
        "{before}"
    );
    for text in ["gisteren", "2026-02-30", "2026-7-23", "20260723"] {
        let answer = site.get(&format!("/open-tenzij/{text}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{text}");
    }
}

#[tokio::test]
async fn an_organisation_shows_its_figures_changes_and_peers() {
    let site = site().await;
    let page = site.page("/organisaties/gemeente-nijmegen").await;
    let section = part(&page, "id=\"open-by-default\"", "</section>");
    for words in [
        "23 juli 2026: ook 50% (2 van 4).",
        "1 juli 2025: 50% (1 van 2), met andere regels.",
        "Van 3 projecten weten we dit niet: het is 50–100%.",
        "href=\"/zoeken?organisation=gemeente-nijmegen&#38;openByDefault=security_contact_passed\"",
        "forks: 1",
        "Toon de cijfers van eerder in een tabel",
    ] {
        assert!(section.contains(words), "{words} is not in {section}");
    }
    assert!(!section.contains("Gemeenten zonder deze"));
    let english = site.page("/en/organisations/gemeente-nijmegen").await;
    assert!(english.contains("23 July 2026: 50% (2 of 4) too."));
    // One without repositories has nothing to show.
    let empty = site.page("/organisaties/gemeente-amsterdam").await;
    assert!(!empty.contains("id=\"open-by-default\""));

    let mut peer = variant(9, true);
    peer.url = "https://github.com/Amsterdam/app-9".parse().unwrap();
    site.accept_under("https://github.com/Amsterdam", peer)
        .await;
    let page = site.page("/organisaties/gemeente-nijmegen").await;
    let section = part(&page, "id=\"open-by-default\"", "</section>");
    assert!(section.contains("Gemeenten zonder deze (1)"), "{section}");
    assert!(
        section.contains("100%</span> <span class=\"bw-league__of\">1 van 1</span> <span class=\"bw-quiet\">weinig</span>"),
        "{section}"
    );
}

/// What is known of fewer than half of what counts is no percentage, anywhere.
#[tokio::test]
async fn too_little_known_is_no_percentage_on_any_page() {
    let site = Site::empty();
    for number in 0..5 {
        let mut unread = variant(number, number < 2);
        if number >= 2 {
            unread.files = None;
        }
        unread.community_files.security = None;
        site.accept(unread).await;
    }
    site.catalogue.take_snapshot(now()).unwrap();
    for path in [
        "/open-tenzij",
        "/open-tenzij/2026-09-01",
        "/organisaties/gemeente-nijmegen",
    ] {
        let page = site.page(path).await;
        assert!(page.contains("niet genoeg bekend"), "{path}");
        assert!(page.contains("2 van 5 bekend"), "{path}: {page}");
        assert!(!page.contains("100% (2 van 2)"), "{path}");
    }
    let english = site.page("/en/open-by-default").await;
    assert!(english.contains("not enough known"));
    let file = site.get("/open-tenzij.csv").await.body;
    let line = file.lines().find(|line| line.contains("gemeente-nijmegen"));
    assert!(line.unwrap().contains(",2,0,3,,"), "{line:?}");
}

#[tokio::test]
async fn a_repository_tells_what_it_passes_and_why() {
    let site = site().await;
    let page = site
        .page("/repositories/github.com/GemeenteNijmegen/app-0")
        .await;
    insta::assert_snapshot!(
        "repository",
        part(&page, "id=\"open-by-default\"", "</details>")
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
            "?sort=projects",
            "?sort=type&order=desc",
            "?figure=upkeep&order=asc",
            "?sort=%3Cscript%3E",
        ] {
            let page = site.page(&format!("{language}{sort}")).await;
            assert_eq!(page.matches("aria-sort").count(), 1, "{sort}");
            assert!(!page.contains("Unknown localization key"));
            assert!(!page.contains("<script>"), "{sort}");
        }
    }
    let counted = async |query: &str| -> Vec<u64> {
        let page = site.page(&format!("/open-tenzij{query}")).await;
        let table = part(
            &page,
            "<table class=\"utrecht-table utrecht-table--html-table bw-table--wide bw-league\">",
            "</tbody>",
        );
        let cells = table.split("data-label=\"Projecten\">").skip(1);
        let numbers = cells.map(|rest| rest.split('<').next().unwrap().parse().unwrap());
        numbers.collect()
    };
    let most_first = counted("?sort=projects").await;
    assert!(most_first.len() > 3, "{most_first:?}");
    assert!(most_first.is_sorted_by(|a, b| a >= b), "{most_first:?}");
    let least_first = counted("?sort=projects&order=asc").await;
    assert!(least_first.is_sorted(), "{least_first:?}");
    // Those with few projects stand apart, whichever way round.
    assert!(least_first.iter().all(|count| *count >= 5));
}

#[tokio::test]
async fn the_table_can_have_one_type() {
    let site = Site::sample();
    let page = site.page("/open-tenzij?type=ministry").await;
    let table = part(
        &page,
        "<table class=\"utrecht-table utrecht-table--html-table bw-table--wide bw-league\">",
        "</table>",
    );
    assert!(table.contains(">Ministerie</td>"));
    assert!(!table.contains(">Gemeente</td>"), "{table}");
    assert_eq!(
        site.get("/open-tenzij?page=9").await.status,
        StatusCode::NOT_FOUND
    );
}

/// Nobody has read the accounts of a sample.
#[tokio::test]
async fn a_sample_says_of_nobody_that_there_is_none() {
    let site = Site::sample();
    let list = site.page("/organisaties?state=not-read").await;
    let unread = part(&list, "id=\"not-read\"", "</ul>");
    assert!(unread.contains("nog niet bekeken"), "{unread}");
    let slug = part(unread, "/organisaties/", "\"");
    let slug = slug
        .trim_start_matches("/organisaties/")
        .trim_end_matches('"');
    for path in [
        "/open-tenzij",
        "/organisaties",
        &format!("/organisaties/{slug}"),
    ] {
        let page = site.page(path).await;
        for words in ["geen openbare code gevonden", "zonder openbare code"] {
            assert!(!page.contains(words), "{path}: {words}");
        }
    }
    let file = site.get("/open-tenzij.csv").await.body;
    let line = file
        .lines()
        .find(|line| line.contains(&format!(",{slug},")));
    let line = line.unwrap();
    assert!(line.contains(",not_read,,,"), "{line}");
    assert!(!line.contains(",0"), "{line}");
    let excel = site.get("/open-tenzij.csv?format=excel").await.body;
    let line = excel
        .lines()
        .find(|line| line.contains(&format!(";{slug};")));
    assert!(line.unwrap().contains(";nog niet bekeken;"), "{line:?}");
}

#[tokio::test]
async fn an_empty_catalogue_and_a_sample_have_no_history() {
    for site in [Site::empty(), Site::sample()] {
        let page = site.page("/open-tenzij").await;
        assert!(page.contains("Er zijn nog geen cijfers van eerder."));
        assert!(!page.contains("bw-chart__line") && !page.contains("type=\"date\""));
    }
}

#[tokio::test]
async fn eight_kept_days_make_a_chart() {
    let site = site().await;
    let few = site.page("/open-tenzij").await;
    assert!(!few.contains("bw-chart__line"));
    assert!(few.contains("We houden dit bij sinds 23 juli 2026. Vanaf 23 augustus 2026"));
    for days in 2..9 {
        site.catalogue
            .take_snapshot(now() - Days::new(days))
            .unwrap();
    }
    let page = site.page("/open-tenzij").await;
    let history = page.split("id=\"history\"").nth(1).unwrap();
    let chart = part(history, "<figure", "</figure>");
    for words in [
        "100%</span><span>50%</span><span>0%",
        "23 juli 2026",
        "31 augustus 2026",
    ] {
        assert!(chart.contains(words), "{chart}");
    }
    assert!(!page.contains("We houden dit bij sinds"));
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
        lines[0].starts_with("day,organisation,name,type,reading,complete_at,unreadable_since,repositories,counted,open_licence_passed,open_licence_failed,open_licence_unknown,open_licence_share,"),
        "{}", lines[0]
    );
    let nijmegen = lines
        .iter()
        .find(|line| line.contains(",gemeente-nijmegen,"))
        .unwrap();
    assert!(
        nijmegen.starts_with("2026-09-01,gemeente-nijmegen,Gemeente Nijmegen,municipality,not_read,,,7,6,3,3,0,0.5000,"),
        "{nijmegen}"
    );
    let disposition = answer.headers["content-disposition"].to_str().unwrap();
    assert!(
        disposition.contains("open-by-default-2026-09-01.csv"),
        "{disposition}"
    );
    let columns = lines[0].split(',').count();
    for line in lines
        .iter()
        .filter(|line| !line.is_empty() && !line.contains('"'))
    {
        assert_eq!(line.split(',').count(), columns, "{line}");
    }
}

#[tokio::test]
async fn excel_gets_semicolons_a_mark_and_words() {
    let site = site().await;
    let dutch = site.get("/open-tenzij.csv?format=excel").await.body;
    assert!(
        dutch.starts_with("\u{feff}Dag;Naam in adressen;Organisatie;Soort;"),
        "{dutch}"
    );
    assert!(dutch.contains("Open licentie: percentage;"), "{dutch}");
    let nijmegen = dutch
        .lines()
        .find(|line| line.contains("gemeente-nijmegen"));
    assert!(
        nijmegen.unwrap().contains("Gemeente Nijmegen;Gemeente;"),
        "{nijmegen:?}"
    );
    assert!(nijmegen.unwrap().contains(";3;3;0;50%;"), "{nijmegen:?}");
    let english = site.get("/en/open-by-default.csv?format=excel").await.body;
    assert!(english.starts_with("\u{feff}Day;Name in addresses;Organisation;Kind;"));
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
        let sort = ".bw-league th:nth-child(3) a";
        find(&browser, sort).await.click().await.unwrap();
        let sorted = find(&browser, "th[aria-sort=descending]").await;
        assert_eq!(sorted.text().await.unwrap(), "Projecten ▼");
        find(&browser, sort).await.click().await.unwrap();
        find(&browser, "th[aria-sort=ascending]").await;
        let body = "a[href='/organisaties/gemeente-nijmegen']";
        find(&browser, body).await.click().await.unwrap();
        let failed = "a[href$='organisation=gemeente-nijmegen&openByDefault=open_licence_failed']";
        let failed = find(&browser, failed).await;
        assert!(failed.text().await.unwrap().starts_with("3 niet"));
        failed.click().await.unwrap();
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
            "/open-tenzij/2026-08-31",
            "/organisaties",
            "/organisaties?by=name",
            "/organisaties/gemeente-nijmegen",
            "/organisaties/gemeente-nijmegen/rapport",
            "/organisaties/gemeente-delft",
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
