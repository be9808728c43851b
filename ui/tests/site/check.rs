//! The check of publiccode.yml, on its own page and on a repository's.

use bronwijzer_crawler::observation::TextFile;
use poem::http::StatusCode;

use crate::site::{Site, part, portal};

const BROKEN: &str =
    "publiccodeYmlVersion: \"0\"\r\nname: <b>Portaal</b>\r\ndevelopmentStatus: klaar\r\n";

#[tokio::test]
async fn checker_form_exists_in_both_languages_and_is_linked() {
    let site = Site::empty();
    for (toolbox, address) in [("/toolbox", "/controleer"), ("/en/toolbox", "/en/check")] {
        let link = format!("<a href=\"{address}\">");
        assert!(site.page(toolbox).await.contains(&link));
        let page = site.page(address).await;
        assert!(page.contains(&format!("action=\"{address}\" method=\"post\">")));
        assert!(page.contains(&format!("action=\"{address}\" method=\"get\">")));
        for field in ["url", "text"] {
            assert!(page.contains(&format!("for=\"{field}\">")), "{field}");
        }
        assert!(!page.contains("result-title"));
    }
}

#[tokio::test]
async fn result_for_a_text_has_an_address() {
    let site = Site::empty();
    let answer = site.send("/controleer", &[("text", BROKEN)]).await;
    let share = part(&answer.body, "/controleer?content=", "\"");
    let shared = site.get(share.trim_end_matches('"')).await;
    assert_eq!(shared.status, StatusCode::OK);
    assert_eq!(shared.headers["cache-control"], "private, no-store");
    let findings = |page: &str| part(page, "<tbody>", "</tbody>").to_owned();
    assert_eq!(findings(&shared.body), findings(&answer.body));
    // Random words do not get shorter by compression.
    let words: String = (0..8_000_u64)
        .map(|n| format!("{:x} ", n.pow(3) * 40_503))
        .collect();
    let long = site.send("/controleer", &[("text", &words)]).await.body;
    assert!(long.contains("te lang voor een adres") && !long.contains("?content="));
    for broken in ["x", "KLUv_SAB", "%00"] {
        let page = site.page(&format!("/controleer?content={broken}")).await;
        assert!(page.contains("Dit adres is niet heel."), "{broken}");
    }
}

#[tokio::test]
async fn repository_of_the_catalogue_is_checked_by_its_address() {
    let site = Site::empty();
    let mut observation = portal();
    let file = TextFile::capped("publiccode.yml", BROKEN.to_owned(), 9, false);
    observation.publiccode = Some(file);
    site.accept(observation).await;
    let cases = [
        (
            "https://github.com/GemeenteNijmegen/portaal/tree/main/src",
            "‘klaar’ mag hier niet staan",
        ),
        (
            "github.com/GemeenteNijmegen/portaal",
            "‘klaar’ mag hier niet staan",
        ),
        (
            "https://github.com/GemeenteNijmegen/niets",
            "staat niet in de Bronwijzer",
        ),
        (
            "http://169.254.169.254/latest/meta-data",
            "staat niet in de Bronwijzer",
        ),
        ("niets", "geen adres van een repository"),
    ];
    for (url, expected) in cases {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("url", url)
            .finish();
        let page = site.page(&format!("/controleer?{query}")).await;
        assert!(page.contains(expected), "{url}: {page}");
        assert!(page.contains(&format!("value=\"{url}\"")), "{url}");
    }
}

#[tokio::test]
async fn repository_without_a_file_can_get_one() {
    let site = Site::crawled().await;
    let page = site
        .page("/controleer?url=github.com/GemeenteNijmegen/portaal")
        .await;
    let result = part(&page, "result-title", "</section>");
    assert!(
        result.contains("/toolbox/publiccode?repository=github.com%2FGemeenteNijmegen%2Fportaal"),
        "{result}"
    );
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
    let section = part(&page, "id=\"publiccode\"", "id=\"open-by-default\"");
    assert!(
        section.contains("Er zitten 9 fouten in het bestand"),
        "{section}"
    );
    assert!(
        section.contains("De eerste fout staat op regel 1, bij ‘url’"),
        "{section}"
    );
    assert!(
        section.contains("href=\"/hulp#publiccode-invalid\""),
        "{section}"
    );
    assert!(section.contains("<details"), "{section}");
    assert!(section.contains("‘klaar’ mag hier niet staan"), "{section}");
    let explanation = site.page("/hulp").await;
    assert!(explanation.contains("id=\"publiccode-invalid\""));
}
