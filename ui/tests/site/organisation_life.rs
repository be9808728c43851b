//! The page of an organisation through its life: who it belongs to, what became of it, whom
//! to ask, and what is told where no code is known.

use bronwijzer_crawler::organisation::{
    Contact, ContactKind, Ended, Organisation, OrganisationType, Province,
};
use poem::http::StatusCode;

use crate::site::{Site, part, portal, run};

/// An organisation with accounts on GitHub.
pub(crate) fn body(
    slug: &str,
    name: &str,
    kind: OrganisationType,
    logins: &[&str],
) -> Organisation {
    let account = |login: &&str| format!("https://github.com/{login}").parse().unwrap();
    Organisation {
        accounts: logins.iter().map(account).collect(),
        ..Organisation::new(slug.parse().unwrap(), name, kind)
    }
}

fn municipality(slug: &str, name: &str, province: Province, logins: &[&str]) -> Organisation {
    Organisation {
        province: Some(province),
        ..body(slug, name, OrganisationType::Municipality, logins)
    }
}

fn ended(organisation: Organisation, successors: &[&str]) -> Organisation {
    Organisation {
        ended: Some(Ended {
            on: "2026-01-01".parse().unwrap(),
            successors: successors
                .iter()
                .map(|slug| slug.parse().unwrap())
                .collect(),
        }),
        ..organisation
    }
}

/// A ministry with two agencies, municipalities in each state, a cooperation of two, and
/// three that ended.
pub(crate) fn registry() -> Vec<Organisation> {
    let slug = |slug: &str| slug.parse().unwrap();
    let agency = |name: &str, logins: &[&str]| Organisation {
        parent: Some(slug("ministerie-van-proef")),
        ..body(&name.to_lowercase(), name, OrganisationType::Agency, logins)
    };
    let contact = Contact {
        kind: ContactKind::Ospo,
        name: Some("Bureau Open".to_owned()),
        email: Some("open@example.org".to_owned()),
        url: Some("https://example.org/ospo".to_owned()),
        source: "https://example.org/contact".to_owned(),
        seen_on: "2026-08-30".parse().unwrap(),
    };
    let nijmegen = municipality(
        "gemeente-nijmegen",
        "gemeente Nijmegen",
        Province::Gelderland,
        &["GemeenteNijmegen"],
    );
    let delft = municipality(
        "gemeente-delft",
        "gemeente Delft",
        Province::ZuidHolland,
        &[],
    );
    vec![
        body(
            "ministerie-van-proef",
            "Ministerie van Proef",
            OrganisationType::Ministry,
            &["MinProef"],
        ),
        agency("Aldus", &["Aldus"]),
        agency("Boven", &[]),
        Organisation {
            websites: vec!["https://www.nijmegen.nl".to_owned()],
            contacts: vec![contact],
            ..nijmegen
        },
        Organisation {
            former_slugs: vec![slug("delft")],
            ..delft
        },
        municipality(
            "gemeente-ede",
            "gemeente Ede",
            Province::Gelderland,
            &["GemeenteEde"],
        ),
        municipality(
            "gemeente-amsterdam",
            "gemeente Amsterdam",
            Province::NoordHolland,
            &["Amsterdam"],
        ),
        Organisation {
            members: vec![slug("gemeente-ede"), slug("gemeente-nijmegen")],
            ..body(
                "regio-vallei",
                "Regio Vallei",
                OrganisationType::Cooperation,
                &[],
            )
        },
        ended(
            municipality("gemeente-oud", "gemeente Oud", Province::ZuidHolland, &[]),
            &["gemeente-delft"],
        ),
        ended(
            municipality("gemeente-deel", "gemeente Deel", Province::Gelderland, &[]),
            &["gemeente-ede", "gemeente-nijmegen"],
        ),
        ended(
            body(
                "stichting-weg",
                "Stichting Weg",
                OrganisationType::Foundation,
                &[],
            ),
            &[],
        ),
    ]
}

/// A site over them: Nijmegen and an agency publish, all of Amsterdam was read, and Ede was
/// not.
pub(crate) async fn site() -> Site {
    let site = Site::over(registry());
    site.accept(portal()).await;
    let mut own = portal();
    own.url = "https://github.com/Aldus/poort".parse().unwrap();
    own.id =
        bronwijzer_crawler::address::RepositoryId::new(own.url.host().clone(), "77".to_owned());
    own.licence = None;
    own.files = Some(Vec::new());
    site.accept_under("https://github.com/Aldus", own).await;
    let mut done = run("20260831T020000.000Z");
    done.full = true;
    done.halted = None;
    done.accounts.truncate(1);
    site.finish(&done).await;
    site
}

#[tokio::test]
async fn former_addresses_lead_to_the_page_of_now() {
    let site = site().await;
    for (former, address) in [
        ("/organisations", "/organisaties"),
        ("/organisations?type=zbo", "/organisaties?type=zbo"),
        (
            "/organisations/gemeente-delft",
            "/organisaties/gemeente-delft",
        ),
        ("/organisaties/delft", "/organisaties/gemeente-delft"),
        (
            "/en/organisations/delft",
            "/en/organisations/gemeente-delft",
        ),
        (
            "/organisaties/delft/rapport",
            "/organisaties/gemeente-delft/rapport",
        ),
        // Its work went to one other.
        ("/organisaties/gemeente-oud", "/organisaties/gemeente-delft"),
        (
            "/organisaties/gemeente-oud/rapport",
            "/organisaties/gemeente-delft",
        ),
    ] {
        let answer = site.get(former).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{former}");
        assert_eq!(answer.headers["location"], address, "{former}");
    }
}

#[tokio::test]
async fn history_of_one_that_ended_stays_reachable() {
    let site = site().await;
    let successor = site.page("/organisaties/gemeente-delft").await;
    let way = "<a href=\"/organisaties/gemeente-oud/geschiedenis\">gemeente Oud</a>";
    assert!(successor.contains(way), "{successor}");
    let history = site.page("/organisaties/gemeente-oud/geschiedenis").await;
    assert!(history.contains("gemeente Oud bestaat niet meer sinds 1 januari 2026."));
    assert!(history.contains("<a href=\"/organisaties/gemeente-delft\">gemeente Delft</a>"));
    assert!(history.contains("href=\"http://localhost/organisaties/gemeente-oud/geschiedenis\""));
    let english = site.page("/en/organisations/gemeente-oud/history").await;
    assert!(english.contains("gemeente Oud has not existed since 1 January 2026."));
    // With several successors, or none, its own address tells so.
    let several = site.page("/organisaties/gemeente-deel").await;
    for name in ["gemeente Ede</a>", "gemeente Nijmegen</a>"] {
        assert!(several.contains(name), "{several}");
    }
    let alone = site.page("/organisaties/stichting-weg").await;
    assert!(alone.contains("Stichting Weg bestaat niet meer sinds 1 januari 2026."));
    let there = site.get("/organisaties/gemeente-ede/geschiedenis").await;
    assert_eq!(there.status, StatusCode::TEMPORARY_REDIRECT);
}

#[tokio::test]
async fn states_come_with_reason_and_day() {
    let site = site().await;
    for (slug, label, reason) in [
        ("gemeente-nijmegen", "Publiceert", "1 project"),
        (
            "gemeente-amsterdam",
            "Niets gevonden",
            "Op 1 september 2026 lazen we github.com/Amsterdam. Daar stond toen geen openbare code.",
        ),
        (
            "gemeente-ede",
            "Nog niet bekeken",
            "We hebben github.com/GemeenteEde nog niet gelezen.",
        ),
        (
            "gemeente-delft",
            "Geen account bekend",
            "We kennen geen account van deze organisatie.",
        ),
    ] {
        let page = site.page(&format!("/organisaties/{slug}")).await;
        let standing = part(&page, "<p class=\"bw-standing\">", "</p>");
        assert!(standing.contains(label), "{slug}: {standing}");
        assert!(page.contains(reason), "{slug}: {page}");
        assert!(!page.to_lowercase().contains("gesloten"), "{slug}");
    }
}

#[tokio::test]
async fn since_when_a_state_holds_follows_from_snapshots() {
    let site = site().await;
    let day = crate::site::now() - chrono::Days::new(3);
    site.catalogue.take_snapshot(day).unwrap();
    site.catalogue.take_snapshot(crate::site::now()).unwrap();
    let page = site.page("/organisaties/gemeente-nijmegen").await;
    let standing = part(&page, "<p class=\"bw-standing\">", "</p>");
    assert!(standing.contains("zo sinds 29 augustus 2026"), "{standing}");
}

#[tokio::test]
async fn page_without_account_says_how_to_be_listed_and_who_publishes() {
    let page = site().await.page("/organisaties/gemeente-delft").await;
    let listed = part(&page, "aria-labelledby=\"listed\"", "</section>");
    assert!(listed.contains("We zochten in ons register van accounts"));
    assert!(listed.contains("href=\"/toolbox#listed\""), "{listed}");
    let alike = part(&page, "aria-labelledby=\"alike\"", "</section>");
    assert!(alike.contains("/organisaties/gemeente-nijmegen"), "{alike}");
    assert!(alike.contains("/organisaties?type=municipality&#38;state=publishes"));
    let description = part(&page, "<meta name=\"description\"", ">");
    assert!(
        description.contains("we kennen geen account"),
        "{description}"
    );
    assert!(!page.contains("noindex"));
}

#[tokio::test]
async fn ministry_shows_its_agencies_and_their_figures() {
    let site = site().await;
    let page = site.page("/organisaties/ministerie-van-proef").await;
    let children = part(&page, "aria-labelledby=\"children\"", "</section>");
    assert!(children.contains("Onderdelen (2)"), "{children}");
    assert!(children.contains("href=\"/organisaties/aldus\">Aldus</a>"));
    let switch = part(&page, "<nav class=\"bw-switch\"", "</nav>");
    let with = "/organisaties/ministerie-van-proef?with=children";
    assert!(switch.contains(&format!("href=\"{with}\">samen met 2 onderdelen")));
    assert!(
        !page.contains("id=\"at-a-glance\""),
        "it has no code itself"
    );
    let together = site.page(with).await;
    let figures = part(&together, "id=\"at-a-glance\"", "</ul>");
    assert!(figures.contains("0 van 1"), "{figures}");
    let failed = "organisation=aldus&#38;organisation=boven&#38;openByDefault=open_licence_failed";
    assert!(together.contains(failed), "{together}");
    let child = site.page("/organisaties/aldus").await;
    let parent = "Hoort bij <a href=\"/organisaties/ministerie-van-proef\">";
    assert!(child.contains(parent), "{child}");
    let region = site.page("/organisaties/regio-vallei").await;
    assert!(region.contains("Wie erin samenwerken (2)"), "{region}");
    let member = site.page("/organisaties/gemeente-ede").await;
    assert!(member.contains("Werkt samen in (1)"), "{member}");
}

#[tokio::test]
async fn contacts_come_with_source_and_day_and_are_asked_for() {
    let site = site().await;
    let page = site.page("/organisaties/gemeente-nijmegen").await;
    insta::assert_snapshot!(part(&page, "aria-labelledby=\"contact\"", "</section>"));
    let without = site.page("/organisaties/gemeente-ede").await;
    let contact = part(&without, "aria-labelledby=\"contact\"", "</section>");
    assert!(contact.contains("Geef het door."), "{contact}");
}

#[tokio::test]
async fn page_describes_the_organisation_by_schema_org() {
    let site = site().await;
    let page = site.page("/organisaties/gemeente-nijmegen").await;
    let start = "<script type=\"application/ld+json\">";
    let document = part(&page, start, "</script>");
    let document = document
        .trim_start_matches(start)
        .trim_end_matches("</script>");
    let document: serde_json::Value = serde_json::from_str(document).unwrap();
    assert_eq!(document["@type"], "GovernmentOrganization");
    assert_eq!(document["url"][0], "https://www.nijmegen.nl");
    assert_eq!(document["sameAs"][0], "https://github.com/GemeenteNijmegen");
    assert_eq!(document["contactPoint"][0]["email"], "open@example.org");
    let ended = site.page("/organisaties/gemeente-oud/geschiedenis").await;
    assert!(
        ended.contains("\"dissolutionDate\":\"2026-01-01\""),
        "{ended}"
    );
}

#[tokio::test]
async fn sitemap_has_every_organisation_that_exists() {
    let site = site().await;
    let map = site.page("/sitemaps/pages.xml").await;
    for organisation in registry() {
        let page = format!("/organisaties/{}<", organisation.slug);
        assert_eq!(map.contains(&page), organisation.ended.is_none(), "{page}");
    }
}
