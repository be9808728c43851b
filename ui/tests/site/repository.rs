//! The page of one repository.

use bronwijzer_crawler::observation::TextFile;
use bronwijzer_crawler::sink::DepartureKind;
use chrono::Days;
use poem::http::StatusCode;

use crate::site::{Site, now, part, portal};

const PORTAL: &str = "/repositories/github.com/GemeenteNijmegen/portaal";

#[tokio::test]
async fn repository_page_shows_facts_and_reasons() {
    let page = Site::crawled().await.page(PORTAL).await;
    for (name, start, end) in [
        (
            "head",
            "<nav class=\"utrecht-breadcrumb-nav\"",
            "</header>\n",
        ),
        ("verdicts", "<section class=\"bw-reuse\"", "</section>"),
        ("asking", "aria-labelledby=\"asking-title\"", "</section>"),
        ("usage", "id=\"we-use-this\"", "</details>"),
        ("activity", "<figure", "</figure>"),
        ("activity_table", "<table", "</table>"),
        ("brief", "aria-labelledby=\"brief-title\"", "</dl>"),
        ("facts", "id=\"facts\"", "</details>"),
        ("themes", "id=\"themes\"", "</details>"),
        ("files", "id=\"files\"", "</details>"),
        ("referrals", "id=\"referrals\"", "</details>"),
        ("vitality", "id=\"vitality\"", "</details>"),
        ("citing", "id=\"citing\"", "</details>"),
        ("mending", "id=\"mending\"", "</details>"),
    ] {
        insta::assert_snapshot!(name, part(&page, start, end));
    }
    insta::assert_snapshot!("readme", part(&page, "<div class=\"bw-readme\"", "</div>"));
    assert!(page.contains("publiccode: the file is no YAML"));
    assert!(page.contains("Portaal voor inwoners &#38; bedrijven &#60;b&#62;"));
}

#[tokio::test]
async fn sample_repositories_have_pages_in_both_languages() {
    let site = Site::sample();
    let query = "{ repositories(first: 100) { nodes { url maintenance { reasons { rule } } } } }";
    let response = site.schema.execute(query).await;
    let data = response.data.into_json().unwrap();
    let nodes = data["repositories"]["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), 100);
    for node in nodes {
        let address = node["url"].as_str().unwrap().trim_start_matches("https://");
        for prefix in ["", "/en"] {
            let page = site.page(&format!("{prefix}/repositories/{address}")).await;
            for broken in ["Unknown localization key", "regel ‘", "rule ‘", "{ $", "{$"] {
                assert!(!page.contains(broken), "{broken} on {address}");
            }
        }
    }
}

#[tokio::test]
async fn former_and_other_spellings_lead_to_the_current_address() {
    let site = Site::crawled().await;
    let mut renamed = portal();
    renamed.url = "https://github.com/GemeenteNijmegen/portaal-nieuw"
        .parse()
        .unwrap();
    site.accept(renamed).await;
    for old in ["GemeenteNijmegen/portaal", "gemeentenijmegen/PORTAAL-nieuw"] {
        let answer = site
            .get(&format!("/en/repositories/github.com/{old}"))
            .await;
        assert_eq!(answer.status, StatusCode::MOVED_PERMANENTLY, "{old}");
        assert_eq!(
            answer.headers["location"],
            "/en/repositories/github.com/GemeenteNijmegen/portaal-nieuw"
        );
    }
    let page = site
        .page("/repositories/github.com/GemeenteNijmegen/portaal-nieuw")
        .await;
    assert!(page.contains("https://github.com/GemeenteNijmegen/portaal<"));
}

#[tokio::test]
async fn repository_that_left_answers_gone_and_how_it_left() {
    let kinds = [
        (DepartureKind::NotFound, "niet meer te vinden"),
        (DepartureKind::MadePrivate, "niet-openbaar gemaakt"),
        (DepartureKind::Blocked, "juridische redenen geblokkeerd"),
        (DepartureKind::Removed, "uit de catalogus gehaald"),
    ];
    for (kind, words) in kinds {
        let site = Site::crawled().await;
        site.depart(&portal(), kind).await;
        let answer = site.get(PORTAL).await;
        assert_eq!(answer.status, StatusCode::GONE);
        assert!(answer.body.contains(words), "{}", answer.body);
        let description = portal().description.unwrap();
        assert!(!answer.body.contains(&description), "{}", answer.body);
        let linked = site.get(&format!("{PORTAL}/codemeta.jsonld")).await;
        assert_eq!(linked.status, StatusCode::GONE);
    }
}

#[tokio::test]
async fn a_repository_tells_what_happened_to_it() {
    let site = Site::empty();
    let seen = |days_ago, path: &str| {
        let mut portal = portal();
        portal.observed_at = now() - Days::new(days_ago);
        portal.url = format!("https://github.com/{path}").parse().unwrap();
        portal.flags.archived = Some(false);
        portal.flags.empty = Some(false);
        portal
    };
    site.accept(seen(3, "GemeenteNijmegen/portaal")).await;
    site.accept(seen(2, "GemeenteNijmegen/loket")).await;
    let mut archived = seen(1, "VNG/loket");
    archived.flags.archived = Some(true);
    archived.flags.empty = Some(true);
    site.accept(archived).await;
    for kind in [
        DepartureKind::NotFound,
        DepartureKind::MadePrivate,
        DepartureKind::Blocked,
        DepartureKind::Transferred,
    ] {
        site.depart(&portal(), kind).await;
    }
    site.accept(seen(0, "VNG/loket")).await;
    let page = site.page("/repositories/github.com/VNG/loket").await;
    let history = |page: &str| part(page, "<ol class=\"bw-plain-list", "</ol>").to_owned();
    insta::assert_snapshot!("history", history(&page));
    let page = site.page("/en/repositories/github.com/VNG/loket").await;
    insta::assert_snapshot!("history_english", history(&page));
}

#[tokio::test]
async fn a_repository_says_when_its_account_is_no_longer_read() {
    let site = Site::with_runs().await;
    let page = site.page(PORTAL).await;
    let notice = part(&page, "<div class=\"bw-problem\">", "</div>");
    insta::assert_snapshot!("account_unread", notice);
    site.accept_under("https://github.com/weg", portal()).await;
    let page = site.page(PORTAL).await;
    let notice = part(&page, "<div class=\"bw-problem\">", "</div>");
    insta::assert_snapshot!("account_unregistered", notice);
    let english = site.page(&format!("/en{PORTAL}")).await;
    assert!(english.contains("We have not updated the data below since 1 September 2026."));
}

#[tokio::test]
async fn headings_step_down_by_one_at_most() {
    let page = Site::crawled().await.page(PORTAL).await;
    let levels: Vec<u32> = page
        .match_indices("<h")
        .filter_map(|(at, _)| page[at + 2..].chars().next()?.to_digit(10))
        .collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    for pair in levels.windows(2) {
        assert!(pair[1] <= pair[0] + 1, "{levels:?}");
    }
}

#[tokio::test]
async fn costly_readme_is_shown_plain_with_a_note() {
    let site = Site::empty();
    let mut nested = portal();
    let text = "> ".repeat(100_000) + "diep";
    let bytes = text.len() as u64;
    nested.readme = Some(TextFile::capped("README.md", text, bytes, false));
    site.accept(nested).await;
    // One thread answers all: it is free while the README is rendered.
    let (page, other) = tokio::join!(site.page(PORTAL), site.get("/en/organisations"));
    assert_eq!(other.status, StatusCode::OK);
    assert!(page.contains("We tonen de tekst zoals die is."));
    assert!(page.contains("<pre>&gt; &gt; "));
    let english = site.page(&format!("/en{PORTAL}")).await;
    assert!(english.contains("We show the text as it is."));
    // Others are formatted.
    site.accept(portal()).await;
    let page = site.page(PORTAL).await;
    assert!(!page.contains("We tonen de tekst zoals die is."));
}

#[tokio::test]
async fn foreign_names_do_not_reverse_surrounding_text() {
    let site = Site::empty();
    let mut turned = portal();
    turned.description = Some("app\u{202e}gpj.exe\u{2066} \u{1b}[31m שלום".to_owned());
    turned.homepage = Some("https://user:word@\u{430}pple.com/".to_owned());
    site.accept(turned).await;
    for address in [PORTAL, "/en/search?q=portaal"] {
        let page = site.page(address).await;
        assert!(
            !page.contains(['\u{202e}', '\u{2066}', '\u{1b}']),
            "{address}"
        );
        assert!(page.contains("<bdi>app\u{fffd}gpj.exe\u{fffd} \u{fffd}[31m שלום</bdi>"));
    }
    let page = site.page(PORTAL).await;
    let link = "href=\"https://xn--pple-43d.com/\">https://xn--pple-43d.com/</a>";
    assert!(page.contains(link) && !page.contains("word@"));
}

#[tokio::test]
async fn farewell_is_quoted_and_links_to_the_successor() {
    let site = Site::crawled().await;
    let mut old = portal();
    let text = "# Portaal\n\nThis repository has moved to https://gitlab.com/nijmegen/portaal.";
    let bytes = text.len() as u64;
    old.readme = Some(TextFile::capped("README.md", text.to_owned(), bytes, false));
    // Nobody has worked on it in recent weeks.
    if let Some(commits) = &mut old.commits {
        commits.weeks.clear();
    }
    site.accept(old).await;
    for (path, says, successor) in [
        (
            "",
            "In de README staat ‘This repository has moved’",
            "Opvolger",
        ),
        (
            "/en",
            "The README says ‘This repository has moved’",
            "Successor",
        ),
    ] {
        let page = site
            .page(&format!(
                "{path}/repositories/github.com/GemeenteNijmegen/portaal"
            ))
            .await;
        let maintenance = part(&page, "class=\"bw-reuse\"", "</section>");
        for expected in [
            says,
            successor,
            "href=\"https://gitlab.com/nijmegen/portaal\"",
        ] {
            assert!(maintenance.contains(expected), "{expected}: {maintenance}");
        }
    }
}

#[tokio::test]
async fn ended_contract_does_not_outweigh_what_happens() {
    let site = Site::empty();
    let mut worked_on = portal();
    let file = "url: https://github.com/GemeenteNijmegen/portaal\n\
                maintenance: {type: contract, contractors: [{name: Bouwers, until: 2020-12-31}]}";
    worked_on.publiccode = Some(TextFile::capped(
        "publiccode.yml",
        file.to_owned(),
        1,
        false,
    ));
    site.accept(worked_on).await;
    let page = site.page(PORTAL).await;
    let answer = part(&page, "class=\"bw-reuse\"", "</section>");
    let warning = "Volgens publiccode.yml liep het onderhoudscontract af op 31 december 2020. \
                   Toch wordt er nog aan gewerkt.";
    assert!(answer.contains(warning), "{answer}");
    assert!(answer.contains("Druk aan gewerkt"), "{answer}");
    assert!(!answer.contains("Zoekt een beheerder"), "{answer}");
    let card = site.page("/zoeken?maintenance=active").await;
    assert!(card.contains("1 project gevonden"));
    assert!(!site.page("/doe-mee").await.contains(PORTAL));
}

#[tokio::test]
async fn restructuredtext_readme_is_shown_formatted_with_its_language() {
    let site = Site::empty();
    let mut written = portal();
    let text = "================\nWhat is OpenKAT?\n================\n\n\
        .. image:: https://example.org/logo.png\n   :alt: The logo\n\n\
        OpenKAT monitors systems and tells which of them are not safe for the people who use \
        them. Read `the manual <https://docs.example.org/>`_ before you begin with it.\n\n\
        Install\n-------\n\n* Download the package\n* Start the server\n";
    written.readme = Some(TextFile::capped("README.rst", text.to_owned(), 1, false));
    site.accept(written).await;
    let page = site.page(PORTAL).await;
    let readme = part(&page, "class=\"bw-readme\"", "</section>");
    for expected in [
        "lang=\"en\"",
        "What is OpenKAT?</h",
        "Install</h",
        "<ul>",
        "Download the package",
        "href=\"https://docs.example.org/\"",
        ">the manual</a>",
    ] {
        assert!(readme.contains(expected), "{expected}: {readme}");
    }
    for raw in ["====", "-----", ".. image", "`_", "<img", "<pre>"] {
        assert!(!readme.contains(raw), "{raw}: {readme}");
    }
}
