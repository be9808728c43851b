//! Related software on the pages.

use bronwijzer_crawler::address::RepositoryUrl;
use bronwijzer_crawler::observation::{Observation, TextFile};
use bronwijzer_crawler::sink::DepartureKind;

use crate::site::{Site, part, portal};

const PORTAL: &str = "/repositories/github.com/GemeenteNijmegen/portaal";

fn at(id: &str, path: &str, description: &str) -> Observation {
    let mut observation = portal();
    let url: RepositoryUrl = format!("https://github.com/{path}").parse().unwrap();
    observation.id = format!("github.com:{id}").parse().unwrap();
    observation.url = url;
    observation.description = Some(description.to_owned());
    observation
}

fn with_publiccode(mut observation: Observation, text: &str) -> Observation {
    observation.publiccode = Some(TextFile::capped(
        "publiccode.yml",
        text.to_owned(),
        1,
        false,
    ));
    observation
}

/// A portal with a variant, a mirror and forks of others, of which one is gone.
async fn related() -> Site {
    let site = Site::empty();
    let portal = with_publiccode(
        portal(),
        "url: https://github.com/GemeenteNijmegen/portaal\n\
         isBasedOn: https://gitlab.com/elders/<b>portaal\n\
         usedBy: [Gemeente Utrecht, Gemeente Nijmegen, Gemeente Elders]\n\
         dependsOn: {open: [{name: PostgreSQL}]}",
    );
    site.accept(portal).await;
    let variant = with_publiccode(
        at("2", "Amsterdam/loket", "Loket"),
        "url: https://github.com/Amsterdam/loket\n\
         isBasedOn: https://github.com/GemeenteNijmegen/portaal",
    );
    let mut mirror = at("3", "Amsterdam/spiegel", "Spiegel");
    mirror.mirror_url = Some("https://github.com/GemeenteNijmegen/portaal.git".to_owned());
    let mut fork = at("4", "Amsterdam/fork", "Fork");
    fork.parent = Some(
        "https://github.com/GemeenteNijmegen/portaal"
            .parse()
            .unwrap(),
    );
    let alike = at(
        "5",
        "Amsterdam/inwoners",
        "Portaal voor inwoners en anderen",
    );
    for other in [variant, mirror, fork, alike] {
        site.accept_under("https://github.com/Amsterdam", other)
            .await;
    }
    site
}

#[tokio::test]
async fn a_repository_shows_what_it_relates_to_and_why() {
    let site = related().await;
    let page = site.page(PORTAL).await;
    let start = "<section class=\"bw-panel\" aria-labelledby=\"users-title\">";
    insta::assert_snapshot!("relations", part(&page, start, "</section>"));
    let english = site.page(&format!("/en{PORTAL}")).await;
    insta::assert_snapshot!("relations_english", part(&english, start, "</section>"));
    let explanation = site.page("/hulp").await;
    for anchor in page.split("/hulp#").skip(1) {
        let anchor = anchor.split('"').next().unwrap();
        assert!(
            explanation.contains(&format!("id=\"{anchor}\"")),
            "{anchor}"
        );
    }
}

#[tokio::test]
async fn a_mirror_keeps_its_page_and_says_what_it_is() {
    let site = related().await;
    let list = site.page("/organisaties/gemeente-amsterdam").await;
    assert!(!list.contains("/repositories/github.com/Amsterdam/spiegel"));
    let mirror = "/repositories/github.com/Amsterdam/spiegel";
    let page = site.page(mirror).await;
    insta::assert_snapshot!(
        "mirror",
        part(&page, "<div class=\"bw-problem\">", "</div>")
    );
    site.depart(&portal(), DepartureKind::NotFound).await;
    let page = site.page(mirror).await;
    assert!(!page.contains("<div class=\"bw-problem\">"));
    // What left is nobody's original any more.
    assert!(!page.contains("/repositories/github.com/GemeenteNijmegen/portaal"));
    let list = site.page("/organisaties/gemeente-amsterdam").await;
    assert!(list.contains(mirror));
}

#[tokio::test]
async fn an_organisation_shows_what_it_uses_of_others() {
    let site = related().await;
    let page = site.page("/organisaties/gemeente-utrecht").await;
    let start = "aria-labelledby=\"uses\"";
    insta::assert_snapshot!("organisation_uses", part(&page, start, "</section>"));
    // Its own software is no software of others.
    let page = site.page("/organisaties/gemeente-nijmegen").await;
    assert!(!page.contains(start));
}

#[tokio::test]
async fn use_by_its_owner_counts_nowhere() {
    let site = Site::empty();
    let card = |page: &str| part(page, "<li class=\"bw-card\">", "</li>").to_owned();
    let address = "/repositories/github.com/minvws/loket";
    for (users, others) in [
        (
            "[VWS, 'Ministerie van Volksgezondheid, Welzijn en Sport']",
            false,
        ),
        ("[VWS, Gemeente Utrecht]", true),
    ] {
        let file = format!("url: https://github.com/minvws/loket\nusedBy: {users}");
        let loket = with_publiccode(at("9", "minvws/loket", "Loket"), &file);
        site.accept_under("https://github.com/minvws", loket).await;
        let found = card(&site.page("/zoeken").await);
        assert_eq!(found.contains("gebruikt door 1 ander"), others, "{found}");
        let page = site.page(address).await;
        let answer = part(&page, "class=\"bw-reuse\"", "</section>");
        assert_eq!(answer.contains("gebruikt 1 organisatie het"), others);
        assert_eq!(answer.contains("Gebruikers onbekend"), !others);
    }
}
