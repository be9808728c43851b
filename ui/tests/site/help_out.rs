//! What others can do, what seeks a maintainer, and how open a repository is.

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
    let page = site.page("/doe-mee").await;
    insta::assert_snapshot!("list", part(&page, "<main", "</main>"));
    assert!(!page.contains("javascript:alert(1)\">"));
    let english = site.page("/en/help-out").await;
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
    let page = site.page("/doe-mee?language=TypeScript").await;
    assert!(
        page.contains("<option value=\"TypeScript\" selected>TypeScript</option>"),
        "{page}"
    );
    assert!(page.contains(">loket</bdi></a>") && page.contains(">kaart</bdi></a>"));
    let none = site
        .page("/doe-mee?language=TypeScript&organisation=gemeente-delft")
        .await;
    assert!(!none.contains(">loket</bdi></a>"), "{none}");
    assert!(none.contains("We vinden nu niets dat bij deze keuze past."));
    let answer = site.get("/doe-mee?language=&maintenance=alive").await;
    assert_eq!(answer.status, 400);
}

/// A repository with tasks of two kinds and a question; beside those of [`site`].
async fn with_tasks() -> Site {
    let site = site().await;
    let mut helpful = described("helpful", "name: Hulpvaardig");
    let made = bronwijzer_testing::repository("GemeenteNijmegen/helpful")
        .tasks(&[
            ("De knop werkt niet op een <b>telefoon</b>", "bug", 5),
            ("Write a manual for the new form", "documentation", 9),
        ])
        .questions(&[("How do I start with this?", 40)])
        .answers(&[Some(1), Some(2), Some(3), Some(20), None]);
    helpful.issues = made.build().issues;
    site.accept(helpful).await;
    site
}

#[tokio::test]
async fn tasks_and_questions_are_listed_with_their_repository() {
    let site = with_tasks().await;
    let page = site.page("/doe-mee").await;
    insta::assert_snapshot!(
        "tasks",
        part(&page, "aria-labelledby=\"tasks\"", "id=\"quiet\"")
    );
    // What its owner asks for goes first, and what others can do before what may need help.
    let place = |id: &str| page.find(&format!("id=\"{id}\"")).unwrap();
    assert!(place("explicit") < place("tasks") && place("questions") < place("quiet"));
    assert!(!page.contains("<b>telefoon"), "{page}");
}

#[tokio::test]
async fn kind_of_help_narrows_tasks_for_who_does_not_program() {
    let site = with_tasks().await;
    let texts = site.page("/doe-mee?help=text").await;
    assert!(texts.contains("Write a manual") && !texts.contains("De knop werkt niet"));
    assert!(!texts.contains("id=\"quiet\"") && !texts.contains("id=\"questions\""));
    let questions = site.page("/doe-mee?help=questions").await;
    assert!(questions.contains("How do I start") && !questions.contains("Write a manual"));
    let design = site.page("/doe-mee?help=design").await;
    assert!(design.contains("We vinden nu niets dat bij deze keuze past."));
    // The search behind the list shows the repository.
    let found = site.page("/zoeken?help=text").await;
    assert!(found.contains(">Hulpvaardig<"), "{found}");
}

#[tokio::test]
async fn repository_page_shows_its_tasks_and_response_time() {
    let site = with_tasks().await;
    let page = site
        .page("/en/repositories/github.com/GemeenteNijmegen/helpful")
        .await;
    let asking = part(&page, "aria-labelledby=\"asking-title\"", "</section>");
    assert!(
        asking.contains("id=\"tasks\"") && asking.contains("Write a manual"),
        "{asking}"
    );
    assert!(asking.contains("Waiting for an answer"));
    assert!(
        page.contains("half got a first answer within 3 days; 1 is still waiting"),
        "{page}"
    );
}

#[tokio::test]
async fn former_address_leads_to_the_page_with_its_choice() {
    let site = site().await;
    for (former, now) in [
        (
            "/zoekt-beheerder?language=TypeScript",
            "/doe-mee?language=TypeScript",
        ),
        ("/en/seeking-maintainer", "/en/help-out"),
    ] {
        let answer = site.get(former).await;
        assert_eq!(answer.headers["location"], now);
    }
}

/// What is quiet is shown where nobody is known to need help.
#[tokio::test]
async fn the_page_is_never_empty() {
    for site in [Site::sample(), site().await] {
        let page = site.page("/doe-mee").await;
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
        let menu = find(&browser, "a[href='/doe-mee']").await;
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
