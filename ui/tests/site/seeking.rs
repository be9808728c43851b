//! What seeks a maintainer, and how open a repository is.

use bronwijzer_crawler::address::{RepositoryId, RepositoryUrl};
use bronwijzer_crawler::observation::{Observation, TextFile};
use poem::EndpointExt;

use crate::browser::{Setup, with_browser};
use crate::journey::find;
use crate::site::{Site, part, portal};

/// The portal under another name, with this publiccode.yml.
fn described(name: &str, publiccode: &str) -> Observation {
    let mut observation = portal();
    let url: RepositoryUrl = format!("https://github.com/GemeenteNijmegen/{name}")
        .parse()
        .unwrap();
    observation.id = RepositoryId::new(url.host().clone(), name);
    observation.url = url;
    let bytes = publiccode.len() as u64;
    let file = TextFile::capped("publiccode.yml", publiccode.to_owned(), bytes, false);
    observation.publiccode = Some(file);
    observation
}

/// Of three repositories one asks for a maintainer and names people, one is
/// used by others and quiet, and one needs nobody.
async fn site() -> Site {
    let site = Site::empty();
    let asks = "usedBy: [Gemeente Delft]\nmaintenance:\n  type: none\n  contacts:\n    \
        - {name: Het webteam, email: web@example.org, affiliation: Gemeente Nijmegen}\n    \
        - {email: 'javascript:alert(1)'}\n";
    site.accept(described("loket", asks)).await;
    let mut quiet = described("kaart", "usedBy: [Gemeente Delft, Gemeente Gouda]");
    quiet.commits = None;
    quiet.releases = None;
    quiet.tags = None;
    quiet.pushed_at = None;
    quiet.flags.archived = Some(false);
    quiet.commits = portal().commits.map(|mut commits| {
        commits.weeks.clear();
        commits.per_author.clear();
        commits.total = 0;
        commits.last_human_at = None;
        commits.last_at = Some("2023-05-01T00:00:00Z".parse().unwrap());
        commits
    });
    site.accept(quiet).await;
    site.accept(described("druk", "name: Druk")).await;
    site
}

#[tokio::test]
async fn maintainer_seekers_are_listed_with_contacts() {
    let site = site().await;
    let page = site.page("/zoekt-beheerder").await;
    insta::assert_snapshot!("list", part(&page, "<main", "</main>"));
    assert!(!page.contains("javascript:alert(1)\">"));
    let english = site.page("/en/seeking-maintainer").await;
    assert!(english.contains("The owner asks for a maintainer (1)"));
    // Each is in one group, and what needs nobody in none.
    assert!(part(&page, "id=\"quiet\"", "</section>").contains(">kaart</bdi></a>"));
    assert_eq!(page.matches(">kaart</bdi></a>").count(), 1);
    assert!(!page.contains(">druk</bdi></a>"), "{page}");
    // The search behind it lists the same.
    let found = site.page("/zoeken?seeking=explicit").await;
    assert!(found.contains(">loket<") && !found.contains(">kaart<"));
}

#[tokio::test]
async fn helpers_choose_a_language_and_an_organisation() {
    let site = site().await;
    let page = site.page("/zoekt-beheerder?language=TypeScript").await;
    assert!(
        page.contains("<option value=\"TypeScript\" selected>TypeScript (2)"),
        "{page}"
    );
    assert!(page.contains(">loket</bdi></a>") && page.contains(">kaart</bdi></a>"));
    let none = site
        .page("/zoekt-beheerder?language=TypeScript&organisation=gemeente-delft")
        .await;
    assert!(!none.contains(">loket</bdi></a>"), "{none}");
    assert!(none.contains("We kennen nu geen software die een beheerder zoekt"));
    let answer = site
        .get("/zoekt-beheerder?language=&maintenance=alive")
        .await;
    assert_eq!(answer.status, 400);
}

/// What is quiet is shown where nobody is known to need help.
#[tokio::test]
async fn the_page_is_never_empty() {
    for site in [Site::sample(), site().await] {
        let page = site.page("/zoekt-beheerder").await;
        assert!(page.contains("class=\"bw-card\""), "{page}");
        assert!(page.contains("id=\"how\""));
    }
}

#[tokio::test]
async fn repository_page_shows_openness_and_first_advice() {
    let site = site().await;
    let page = site
        .page("/repositories/github.com/GemeenteNijmegen/loket")
        .await;
    let openness = part(&page, "id=\"openness\"", "id=\"publiccode\"");
    insta::assert_snapshot!("openness", openness);
    let seeking = part(&page, "aria-labelledby=\"asking-title\"", "</section>");
    assert!(seeking.contains("mailto:web@example.org"));
    let explanation = site.page("/hulp").await;
    assert!(explanation.contains("id=\"openness\"") && explanation.contains("id=\"seeking\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_finds_who_needs_help() {
    let site = site().await;
    let endpoint = bronwijzer_ui::routes(site.schema.clone()).boxed();
    with_browser(endpoint, Setup::NoScripts, |browser, address| async move {
        browser.goto(&address).await.unwrap();
        let menu = find(&browser, "a[href='/zoekt-beheerder']").await;
        menu.click().await.unwrap();
        let first = find(&browser, ".bw-card__title a").await;
        assert_eq!(first.text().await.unwrap(), "loket");
        first.click().await.unwrap();
        // The fragment unfolds what the part stands in.
        let page = browser.current_url().await.unwrap();
        browser.goto(format!("{page}#openness")).await.unwrap();
        let openness = find(&browser, "#openness > summary").await;
        openness.click().await.unwrap();
        let step = find(&browser, "#openness details summary").await;
        step.click().await.unwrap();
        let check = find(&browser, "#openness details[open] .bw-check").await;
        assert!(check.is_displayed().await.unwrap());
    })
    .await;
}
