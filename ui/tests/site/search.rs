//! The page of results, and how a visitor gets there: searching, choosing, paging.

use std::collections::BTreeSet;

use bronwijzer_crawler::observation::TextFile;
use serde_json::Value;

use crate::site::{Site, part, portal};

/// How many were found, as the page says.
fn found(page: &str) -> u64 {
    let start = "aria-live=\"polite\">";
    let words = part(page, start, "<").trim_start_matches(start);
    let digits: String = words.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

/// The addresses of the repositories on a page of results, in order.
fn cards(page: &str) -> Vec<String> {
    let cards = page.match_indices("<h3 class=\"bw-card__title\">");
    let href = |(at, _): (usize, &str)| part(&page[at..], "href=\"", "\">").to_owned();
    cards.map(href).collect()
}

#[tokio::test]
async fn results_show_the_sample_and_say_so() {
    let page = Site::sample().page("/zoeken").await;
    assert!(page.contains("<html lang=\"nl\">"));
    insta::assert_snapshot!("sample_notice", part(&page, "<aside", "</aside>"));
    insta::assert_snapshot!("first_card", part(&page, "<li class=\"bw-card\">", "</li>"));
    insta::assert_snapshot!("first_facet", part(&page, "<fieldset", "</fieldset>"));
    insta::assert_snapshot!("menu", part(&page, "<header", "</header>"));
    insta::assert_snapshot!(
        "results_bar",
        part(&page, "<div class=\"bw-results-bar\">", "</a>\n</div>")
    );
}

#[tokio::test]
async fn home_tells_how_much_there_is_and_searches() {
    let site = Site::sample();
    let page = site.page("/").await;
    assert!(page.contains("341</strong> projecten"), "{page}");
    assert!(page.contains("action=\"/zoeken\""));
    assert!(site.page("/en").await.contains("action=\"/en/search\""));
}

/// Searches stood at the home page's address once.
#[tokio::test]
async fn old_search_addresses_lead_to_the_results_for_good() {
    let site = Site::sample();
    let cases = [
        ("/?q=zaak", Some("/zoeken?q=zaak")),
        ("/?q=", Some("/zoeken?q=")),
        (
            "/?licence=MIT&sort=stars",
            Some("/zoeken?licence=MIT&sort=stars"),
        ),
        ("/?after=r0", Some("/zoeken?after=r0")),
        (
            "/?utm_source=x&atRisk=%61",
            Some("/zoeken?utm_source=x&atRisk=%61"),
        ),
        ("/en?q=a+b", Some("/en/search?q=a+b")),
        ("/en/?q=a", Some("/en/search?q=a")),
        ("/?utm_source=x", None),
        ("/?", None),
    ];
    for (address, leads_to) in cases {
        let answer = site.get(address).await;
        let location = answer.headers.get("location");
        let location = location.map(|location| location.to_str().unwrap());
        assert_eq!(location, leads_to, "{address}");
        let status = if leads_to.is_some() { 301 } else { 200 };
        assert_eq!(answer.status.as_u16(), status, "{address}");
    }
}

#[tokio::test]
async fn the_same_page_stands_in_english_at_en() {
    let site = Site::sample();
    let page = site.page("/en/search?q=api&licence=EUPL-1.2").await;
    assert!(page.contains("<html lang=\"en\">"));
    assert!(
        page.contains("href=\"/zoeken?q=api&#38;licence=EUPL-1.2\" lang=\"nl\" hreflang=\"nl\""),
        "{page}"
    );
    insta::assert_snapshot!(
        "first_card_english",
        part(&page, "<li class=\"bw-card\">", "</li>")
    );
    assert_eq!(
        part(&site.page("/en").await, "<main", "</main>"),
        part(&site.page("/en/").await, "<main", "</main>"),
    );
}

#[tokio::test]
async fn values_of_a_facet_add_up_and_facets_narrow_down() {
    let site = Site::sample();
    let go = found(&site.page("/zoeken?language=Go").await);
    let rust = found(&site.page("/zoeken?language=Rust").await);
    assert!(go > 0 && rust > 0);
    assert_eq!(
        found(&site.page("/zoeken?language=Go&language=Rust").await),
        go + rust
    );
    let narrowed = site
        .page("/zoeken?language=Go&licence=EUPL-1.2&q=don")
        .await;
    assert!(found(&narrowed) < go && found(&narrowed) > 0);
    insta::assert_snapshot!(
        "chosen_filters",
        part(&narrowed, "<ul class=\"bw-chosen__list\">", "</ul>")
    );
    assert!(narrowed.contains("name=\"language\" value=\"Go\" checked"));
}

#[tokio::test]
async fn numbered_pages_partition_the_results() {
    let site = Site::sample();
    let total = found(&site.page("/zoeken").await);
    let mut address = "/zoeken".to_owned();
    let mut links = Vec::new();
    let mut pages = 0;
    loop {
        let page = site.page(&address).await;
        links.extend(cards(&page));
        pages += 1;
        let current = format!(
            "aria-current=\"page\"><span class=\"bw-visually-hidden\">Pagina </span>{pages}<"
        );
        assert!(page.contains(&current), "{address}");
        assert_eq!(page.contains("rel=\"prev\""), pages > 1);
        let Some((_, next)) = page.split_once("rel=\"next\" href=\"") else {
            break;
        };
        address = next.split('"').next().unwrap().replace("&#38;", "&");
    }
    assert_eq!(pages, total.div_ceil(20));
    let distinct: BTreeSet<&String> = links.iter().collect();
    assert_eq!(
        (links.len(), distinct.len()),
        (total as usize, total as usize)
    );
    let second = site.page("/zoeken?pagina=2").await;
    insta::assert_snapshot!(
        "paging",
        part(&second, "<nav class=\"bw-paging\"", "</nav>")
    );
    for gone in [
        "/zoeken?pagina=99",
        "/zoeken?pagina=0",
        "/zoeken?pagina=501",
    ] {
        let answer = site.get(gone).await;
        assert_eq!(answer.status.as_u16(), 400, "{gone}");
        assert!(answer.body.contains("Deze link werkt niet meer"), "{gone}");
    }
}

#[tokio::test]
async fn the_table_has_what_the_cards_have() {
    let site = Site::sample();
    let table = site.page("/zoeken?q=api&weergave=tabel").await;
    let list = site.page("/zoeken?q=api").await;
    let rows = table.match_indices("<tr><th scope=\"row\"><a href=\"");
    let rows = rows.map(|(at, _)| part(&table[at..], "href=\"", "\">").to_owned());
    assert_eq!(rows.collect::<Vec<_>>(), cards(&list));
    assert!(!cards(&list).is_empty());
    // The view stays while a visitor chooses on, and can be left.
    assert!(table.contains("<input type=\"hidden\" name=\"weergave\" value=\"tabel\">"));
    assert!(table.contains("<a class=\"bw-results-bar__view\" href=\"/zoeken?q=api\">"));
}

#[tokio::test]
async fn facets_that_tell_nothing_apart_are_hidden() {
    let site = Site::empty();
    site.accept(portal()).await;
    let page = site.page("/zoeken").await;
    assert!(
        !page.contains("<fieldset"),
        "one repository has one value of each"
    );
    let chosen = site.page("/zoeken?licence=EUPL-1.2").await;
    assert!(chosen.contains("value=\"EUPL-1.2\" checked"));
    let sample = Site::sample().page("/zoeken").await;
    let open = sample
        .split("<details class=\"bw-filters__more\"")
        .next()
        .unwrap();
    assert_eq!(open.matches("<fieldset").count(), 6);
    // Nothing is open but what a visitor opened: nothing moves while the page loads.
    assert!(!sample.contains("<details class=\"bw-filters\" open"));
}

#[tokio::test]
async fn picks_stay_through_searching_and_paging() {
    let site = Site::sample();
    let first = cards(&site.page("/zoeken").await).remove(0);
    let (_, address) = first
        .trim_end_matches("\">")
        .split_once("/repositories/")
        .unwrap();
    let page = site.page(&format!("/zoeken?pagina=2&met={address}")).await;
    let kept = format!("<input type=\"hidden\" name=\"met\" value=\"{address}\">");
    assert_eq!(
        page.matches(&kept).count(),
        2,
        "in the form of words and in that of picks"
    );
    let encoded = address.replace('/', "%2F");
    let next = part(&page, "rel=\"next\" href=\"", "\">");
    assert!(next.contains(&format!("met={encoded}")), "{next}");
    let here = site.page(&format!("/zoeken?met={address}")).await;
    assert!(here.contains(&format!("name=\"met\" value=\"{address}\" checked")));
}

#[tokio::test]
async fn a_search_comes_as_csv_and_json() {
    let site = Site::sample();
    let page = site
        .page("/zoeken?language=Go&sort=name&pagina=1&weergave=tabel")
        .await;
    let links = part(&page, "<div class=\"bw-results-end\">", "</div>");
    for form in ["csv", "json"] {
        let href = format!("href=\"/zoeken.{form}?language=Go&#38;sort=name\" download");
        assert!(links.contains(&href), "{links}");
    }
    let json = site.page("/zoeken.json?language=Go&sort=name").await;
    let json: Vec<Value> = serde_json::from_str(&json).unwrap();
    assert_eq!(json.len() as u64, found(&page));
    let titles: Vec<&str> = json
        .iter()
        .map(|one| one["title"].as_str().unwrap())
        .collect();
    assert!(
        titles.is_sorted_by_key(|title| title.to_lowercase()),
        "{titles:?}"
    );
    let csv = site.get("/zoeken.csv?language=Go&sort=name").await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    let mut rows = csv::Reader::from_reader(csv.body.as_bytes());
    assert_eq!(rows.records().count(), json.len());
    assert_eq!(site.page("/zoeken.json?q=xyzzyplugh").await, "[]\n");
    assert_eq!(site.get("/zoeken.csv?sort=size").await.status.as_u16(), 400);
}

#[tokio::test]
async fn a_compound_without_hits_leads_to_its_parts() {
    let site = Site::empty();
    let mut zaak = portal();
    zaak.description = Some("Behandelt een zaak".to_owned());
    site.accept(zaak).await;
    let page = site.page("/zoeken?q=zaaksysteem").await;
    assert_eq!(cards(&page), Vec::<String>::new());
    let empty = part(&page, "<div class=\"bw-empty\">", "</div>");
    let way = "<a href=\"/zoeken?q=zaak\">Zoek op ‘zaak’</a> <span class=\"bw-quiet\">(1 project)";
    assert!(empty.contains(way), "{empty}");
    assert!(!empty.contains("systeem’"), "{empty}");
}

#[tokio::test]
async fn hits_elsewhere_are_told_without_markup() {
    let site = Site::crawled().await;
    let card = |page: &str| part(page, "<li class=\"bw-card\">", "</li>").to_owned();
    let found = card(&site.page("/zoeken?q=handleiding").await);
    assert!(
        found.contains("Past op README: <span><bdi><mark>Handleiding</mark>"),
        "{found}"
    );
    assert!(!found.contains("http"), "{found}");
    let found = card(&site.page("/zoeken?q=inwoners").await);
    assert!(
        !found.contains("Past op"),
        "it stands in the summary: {found}"
    );
}

#[tokio::test]
async fn readme_excerpt_has_no_addresses_badges_or_markup() {
    let badge = "https://img.shields.io/badge/notificaties-groen";
    let readmes = [
        (
            "README.md",
            format!(
                "# Berichten\n\n[![notificaties]({badge})](https://example.org/notificaties)\n\
                 ![notificaties](https://example.org/refs/heads/main/.github/assets/open.png)\n\n\
                 Stuurt **notificaties** naar inwoners, zie https://example.org/notificaties/a.\n"
            ),
        ),
        (
            "README.rst",
            format!(
                "=========\nBerichten\n=========\n\n.. image:: {badge}\n   :alt: notificaties\n\n\
                 :Versie: 1.0\n\nStuurt ``notificaties`` naar `inwoners <{badge}>`_.\n"
            ),
        ),
    ];
    for (path, text) in readmes {
        let site = Site::empty();
        let mut observation = portal();
        observation.readme = Some(TextFile::capped(path, text, 1, false));
        site.accept(observation).await;
        let page = site.page("/zoeken?q=notificaties").await;
        let card = part(&page, "<li class=\"bw-card\">", "</li>");
        let excerpt = part(card, "Past op README: ", "</p>");
        assert!(
            excerpt.contains("Stuurt <mark>notificaties</mark> naar"),
            "{excerpt}"
        );
        for raw in ["http", "shields", "**", "``", "`_", "::", "===", "assets"] {
            assert!(!excerpt.contains(raw), "{path}, {raw}: {excerpt}");
        }
    }
}

#[tokio::test]
async fn what_lacks_words_stands_below_a_line() {
    let page = Site::sample().page("/zoeken?q=zaak+xyzzyplugh").await;
    let line = page.find("<li class=\"bw-cards__partial\">").unwrap();
    let first = page.find("<li class=\"bw-card\">").unwrap();
    assert!(line < first, "nothing has both words");
    assert!(page.contains("Geen enkel project heeft al uw woorden."));
}

#[tokio::test]
async fn titles_say_how_many_and_of_what() {
    let site = Site::sample();
    let page = site.page("/zoeken?q=corona").await;
    let total = found(&page);
    let title = format!("<title>{total} projecten voor ‘corona’ – Bronwijzer</title>");
    assert!(
        page.contains(&title),
        "{}",
        part(&page, "<title>", "</title>")
    );
    let announced = format!("data-announce=\"{total} projecten gevonden voor ‘corona’\"");
    assert!(page.contains(&announced));
    let page = site.page("/en/search?q=xyzzyplugh").await;
    assert!(page.contains("<title>Nothing found for ‘xyzzyplugh’ – Bronwijzer</title>"));
}

#[tokio::test]
async fn empty_search_has_ways_out() {
    let page = Site::sample()
        .page("/zoeken?q=xyzzyplugh&language=Go")
        .await;
    insta::assert_snapshot!(part(&page, "<div class=\"bw-empty\">", "</div>"));
}

#[tokio::test]
async fn a_chosen_organisation_without_results_still_has_its_name() {
    let page = Site::sample()
        .page("/zoeken?q=xyzzyplugh&organisation=gemeente-amsterdam")
        .await;
    let chip = part(&page, "<a class=\"bw-chip\"", "</a>");
    assert!(chip.contains("Gemeente Amsterdam"), "{chip}");
}

#[tokio::test]
async fn an_empty_catalogue_says_what_to_do() {
    let site = Site::empty();
    for address in ["/", "/zoeken"] {
        let page = site.page(address).await;
        assert!(page.contains("bronwijzer crawl"), "{address}");
        assert!(!page.contains("<aside"), "{address}");
    }
}

#[tokio::test]
async fn pages_need_nothing_from_elsewhere() {
    let site = Site::sample();
    let mut answer = site.get("/").await;
    // It follows from every word on the page.
    assert!(answer.headers.remove("etag").is_some());
    insta::assert_debug_snapshot!(answer.headers);
    for asset in answer.body.match_indices("/assets/") {
        let address = answer.body[asset.0..].split('"').next().unwrap();
        let asset = site.get(address).await;
        assert!(asset.status.is_success(), "{address}");
        assert_eq!(
            asset.headers["cache-control"],
            "public, max-age=31536000, immutable"
        );
    }
    for loads in ["src=\"http", "src=\"//", "<style", "style=\"", "onclick"] {
        assert!(!answer.body.contains(loads), "{loads}");
    }
    let stale = site.get("/assets/bronwijzer.css?v=0").await;
    assert_eq!(stale.headers["cache-control"], "no-cache");
}
