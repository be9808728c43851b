//! Repositories side by side.

use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::sink::DepartureKind;

use crate::site::{Site, part, portal};

const PORTAL: &str = "github.com/GemeenteNijmegen/portaal";
const OTHER: &str = "github.com/GemeenteNijmegen/balie";

/// Two repositories that are the same but for name, licence and stars.
async fn two() -> Site {
    let site = Site::crawled().await;
    let mut other = portal();
    other.id = RepositoryId::new(other.id.host().clone(), "43");
    other.url = format!("https://{OTHER}").parse().unwrap();
    other.licence = None;
    other.counts.stars = Some(7);
    site.accept(other).await;
    site
}

fn row<'a>(page: &'a str, title: &str) -> &'a str {
    let end = format!("<th scope=\"row\">{title}");
    let at = page.find(&end).unwrap_or_else(|| panic!("{title}: {page}"));
    let start = page[..at].rfind("<tr").unwrap();
    part(&page[start..], "<tr", "</tr>")
}

#[tokio::test]
async fn differences_are_marked_in_words() {
    let site = two().await;
    let page = site
        .page(&format!("/vergelijk?met={PORTAL}&met={OTHER}"))
        .await;
    insta::assert_snapshot!("stars", row(&page, "Sterren"));
    assert!(row(&page, "Sterren").contains("verschilt"));
    assert!(!row(&page, "Organisatie").contains("verschilt"));
    let marks = page.matches("<span class=\"bw-compare__mark\"").count();
    assert!(
        page.contains(&format!("Er zijn {marks} verschillen.")),
        "{marks}"
    );
    assert!(page.contains("<title>Vergelijking: "));
}

#[tokio::test]
async fn the_same_ones_have_one_address_in_any_order() {
    let site = two().await;
    let link = "hreflang=\"en\" href=\"";
    let elsewhere = |page: &str| part(page, link, "\">").to_owned();
    let one = site
        .page(&format!("/vergelijk?met={PORTAL}&met={OTHER}"))
        .await;
    let other = site
        .page(&format!(
            "/vergelijk?met=https://{OTHER}&met=https://{PORTAL}/"
        ))
        .await;
    assert_eq!(elsewhere(&one), elsewhere(&other));
    assert!(
        site.page("/robots.txt")
            .await
            .contains("Disallow: /vergelijk?")
    );
}

#[tokio::test]
async fn what_cannot_be_compared_is_told() {
    let site = two().await;
    let gone = {
        let mut gone = portal();
        gone.id = RepositoryId::new(gone.id.host().clone(), "44");
        gone.url = "https://github.com/GemeenteNijmegen/weg".parse().unwrap();
        gone
    };
    site.accept(gone.clone()).await;
    site.depart(&gone, DepartureKind::NotFound).await;
    let many: String = (0..6).map(|n| format!("&met=github.com/a/b{n}")).collect();
    let cases = [
        ("", "Kies 2 tot 4 projecten"),
        ("?met=", "Kies 2 tot 4 projecten"),
        (
            "?met=github.com/a/b",
            "staat niet in de catalogus: github.com/a/b",
        ),
        ("?met=%3Cb%3E", "staat niet in de catalogus: &#60;b&#62;"),
        (
            &format!("?met={PORTAL}"),
            "Kies er nog minstens één project bij",
        ),
        (&format!("?met={PORTAL}&met={PORTAL}"), "meer dan één keer"),
        (
            &format!("?met={PORTAL}&met=http://GitHub.com/gemeentenijmegen/PORTAAL"),
            "meer dan één keer",
        ),
        ("?met=github.com/GemeenteNijmegen/weg", "niet meer openbaar"),
        (
            &format!("?met={PORTAL}{many}"),
            "U koos 7 projecten. We vergelijken de eerste 4.",
        ),
    ];
    for (query, expected) in cases {
        let page = site.page(&format!("/vergelijk{query}")).await;
        assert!(page.contains(expected), "{query}: {page}");
    }
    let long = format!("/vergelijk?met={}", "a".repeat(2_000));
    assert!(
        site.page(&long)
            .await
            .contains("staat niet in de catalogus")
    );
}

#[tokio::test]
async fn picking_goes_on_from_a_comparison() {
    let site = two().await;
    let page = site
        .page(&format!("/en/compare?met={PORTAL}&met={OTHER}"))
        .await;
    let search = "/en/search?met=github.com%2FGemeenteNijmegen%2Fportaal";
    assert!(page.contains(search), "{page}");
    let kept = format!("<input type=\"hidden\" name=\"met\" value=\"{PORTAL}\">");
    assert!(page.contains(&kept));
    let without = "/en/compare?met=github.com%2FGemeenteNijmegen%2Fbalie\">Remove";
    assert!(page.contains(without), "{page}");
}
