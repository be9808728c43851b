//! The check of publiccode.yml, on its own page and on a repository's.

use bronwijzer_crawler::observation::TextFile;
use poem::http::StatusCode;

use crate::site::{Site, part, portal};

const BROKEN: &str =
    "publiccodeYmlVersion: \"0\"\r\nname: <b>Portaal</b>\r\ndevelopmentStatus: klaar\r\n";

#[tokio::test]
async fn checker_form_exists_in_both_languages_and_is_linked() {
    let site = Site::empty();
    for (overview, address) in [("/", "/controleer"), ("/en", "/en/check")] {
        let link = format!("<a href=\"{address}\">");
        assert!(site.page(overview).await.contains(&link));
        let page = site.page(address).await;
        assert!(page.contains(&format!("<form action=\"{address}\" method=\"post\">")));
        assert!(page.contains("<label class=\"bw-search__label\" for=\"text\">"));
        assert!(!page.contains("result-title"));
    }
}

#[tokio::test]
async fn checker_findings_say_how_to_fix_them() {
    let site = Site::empty();
    let answer = site.send("/controleer", &[("text", BROKEN)]).await;
    assert_eq!(answer.status, StatusCode::OK);
    let page = answer.body;
    assert!(
        page.contains("<strong>Niet geldig.</strong> 9 fouten, geen waarschuwingen."),
        "{page}"
    );
    let row = part(&page, "<tr><td>3</td>", "</tr>");
    insta::assert_snapshot!("row", row);
    // The text is there to be mended, as text.
    assert!(page.contains("&#60;b&#62;Portaal&#60;/b&#62;"));
    assert!(!page.contains("<b>Portaal"));
    let english = site.send("/en/check", &[("text", BROKEN)]).await.body;
    insta::assert_snapshot!("row_english", part(&english, "<tr><td>3</td>", "</tr>"));
    for page in [page, english] {
        for broken in ["Unknown localization key", "regel ‘", "rule ‘", "{ $"] {
            assert!(!page.contains(broken), "{broken}");
        }
    }
}

#[tokio::test]
async fn a_valid_text_is_said_to_be_valid() {
    let site = Site::empty();
    let ours = include_str!("../../../publiccode.yml");
    let page = site.send("/controleer", &[("text", ours)]).await.body;
    assert!(page.contains("<strong>Geldig.</strong> Geen fouten, geen waarschuwingen."));
    assert!(page.contains("We vonden niets om te verbeteren."));
}

#[tokio::test]
async fn odd_forms_get_a_page_too() {
    let site = Site::empty();
    for fields in [vec![], vec![("other", "x")], vec![("text", "")]] {
        let answer = site.send("/en/check", &fields).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.body.contains("There is nothing in the file."));
    }
    let long = "a".repeat(256 * 1024 + 1);
    let answer = site.send("/controleer", &[("text", &long)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.body.contains("262.144 tekens"), "{}", answer.body);
    let longer = "é".repeat(512 * 1024);
    let answer = site.send("/controleer", &[("text", &longer)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_repository_shows_the_verdict_and_the_findings() {
    let site = Site::empty();
    let mut observation = portal();
    let file = TextFile::capped("publiccode.yml", BROKEN.to_owned(), 9, false);
    observation.publiccode = Some(file);
    site.accept(observation).await;
    let page = site
        .page("/repositories/github.com/GemeenteNijmegen/portaal")
        .await;
    let section = part(&page, "aria-labelledby=\"publiccode-title\"", "</section>");
    assert!(
        section.contains("er zitten 9 fouten in het bestand"),
        "{section}"
    );
    assert!(
        section.contains("de eerste fout staat op regel 1, bij ‘url’"),
        "{section}"
    );
    assert!(
        section.contains("href=\"/uitleg#publiccode-invalid\""),
        "{section}"
    );
    assert!(section.contains("<details"), "{section}");
    assert!(section.contains("‘klaar’ mag hier niet staan"), "{section}");
    let explanation = site.page("/uitleg").await;
    assert!(explanation.contains("id=\"publiccode-invalid\""));
}
