//! The form that writes a publiccode.yml.

use bronwijzer_crawler::observation::TextFile;
use poem::http::StatusCode;

use crate::site::{Site, part, portal};

const FORM: &str = "/toolbox/publiccode";
const PORTAL: &str = "/toolbox/publiccode?repository=github.com/GemeenteNijmegen/portaal";

/// A form that makes a valid file.
const FILLED: &[(&str, &str)] = &[
    ("name", "Portaal: \"voor\" #inwoners"),
    ("url", "https://github.com/GemeenteNijmegen/portaal"),
    ("softwareType", "standalone/web"),
    ("developmentStatus", "stable"),
    ("platforms", "web"),
    ("platforms", "linux"),
    ("softwareVersion", "1.0"),
    (
        "description.nl.shortDescription",
        "Laat inwoners zelf zaken regelen.",
    ),
    (
        "description.nl.longDescription",
        "Met het portaal regelen inwoners hun zaken met de gemeente.\r\nZij zien hoe ver een \
         aanvraag is, sturen stukken op en maken een afspraak. De gemeente beheert alles op \
         één plek.",
    ),
    ("description.nl.features", "Zaken volgen\r\nAfspraken maken"),
    ("legal.license", "EUPL-1.2"),
    ("maintenance.type", "internal"),
    ("maintenance.contacts[0].name", "Team Portaal"),
    ("localisation.availableLanguages", "nl"),
    ("localisation.localisationReady", "false"),
];

/// The value that the field of this name begins with.
fn value<'a>(page: &'a str, name: &str) -> &'a str {
    let field = part(page, &format!("name=\"{name}\""), ">");
    field
        .split("value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
}

#[tokio::test]
async fn form_begins_with_what_is_known() {
    let site = Site::crawled().await;
    let page = site.page(PORTAL).await;
    assert_eq!(
        value(&page, "url"),
        "https://github.com/GemeenteNijmegen/portaal"
    );
    assert_eq!(value(&page, "legal.license"), "EUPL-1.2");
    assert_eq!(value(&page, "organisation.name"), "Gemeente Nijmegen");
    assert!(value(&page, "organisation.uri").starts_with("https://identifier.overheid.nl/tooi/"));
    let status = part(&page, "id=\"field-developmentStatus-proposal\"", "</span>");
    assert!(
        status.contains("Ons voorstel, want de status is"),
        "{status}"
    );
    assert!(
        page.contains("<option value=\"development\" selected>"),
        "{page}"
    );
    let elsewhere = site
        .page("/en/toolbox/publiccode?repository=github.com/a/b")
        .await;
    assert!(elsewhere.contains("This repository is not in Bronwijzer."));
}

#[tokio::test]
async fn form_begins_with_title_and_summary() {
    let site = Site::sample();
    let page = site
        .page("/toolbox/publiccode?repository=github.com/open-zaak/open-zaak")
        .await;
    assert_eq!(value(&page, "name"), "Open Zaak");
    let field = "description.nl.shortDescription";
    assert!(!value(&page, field).is_empty(), "{page}");
    assert!(
        page.contains("Ons voorstel: de zin die wij schreven."),
        "{page}"
    );
}

#[tokio::test]
async fn organisation_is_chosen_with_its_address_in_tooi() {
    let site = Site::empty();
    let name = "organisation.name";
    let uri = "organisation.uri";
    // Without scripts: search, and press one of the buttons.
    let searched = [
        ("url", "https://example.org"),
        (name, "nijm"),
        ("do", "organisation"),
    ];
    let page = site.send(FORM, &searched).await.body;
    let choice = "name=\"organisation\" value=\"gemeente-nijmegen\"";
    assert!(page.contains(choice), "{page}");
    assert!(!page.contains("role=\"alert\""));
    assert_eq!(value(&page, "url"), "https://example.org");
    let picked = [(name, "nijm"), ("organisation", "gemeente-nijmegen")];
    let page = site.send(FORM, &picked).await.body;
    assert_eq!(value(&page, name), "Gemeente Nijmegen");
    let address = "https://identifier.overheid.nl/tooi/id/gemeente/gm0268";
    assert_eq!(value(&page, uri), address);
    // With scripts a whole name is suggested, and is enough.
    let typed = site.send(FORM, &[(name, "Nijm")]).await.body;
    assert!(
        typed.contains("<option value=\"Gemeente Nijmegen\">"),
        "{typed}"
    );
    let other = "https://identifier.overheid.nl/tooi/id/gemeente/gm0363";
    let page = site
        .send(FORM, &[(name, "gemeente nijmegen"), (uri, other)])
        .await
        .body;
    assert_eq!(value(&page, uri), address);
    // What is no address in TOOI is somebody's own.
    let own = "https://example.org/nijmegen";
    let page = site
        .send(FORM, &[(name, "Gemeente Nijmegen"), (uri, own)])
        .await
        .body;
    assert_eq!(value(&page, uri), own);
    let unknown = site
        .send(FORM, &[(name, "Atlantis"), ("do", "organisation")])
        .await
        .body;
    assert!(unknown.contains("We kennen geen organisatie met deze naam."));
}

#[tokio::test]
async fn own_file_of_a_repository_is_not_lost() {
    let site = Site::empty();
    let mut observation = portal();
    let text =
        "name: Het portaal\nlogo: logo.svg\nusedBy:\n  - Druten\nmaintenance:\n  type: internal\n";
    let file = TextFile::capped("publiccode.yml", text.to_owned(), 9, false);
    observation.publiccode = Some(file);
    site.accept(observation).await;
    let page = site.page(PORTAL).await;
    assert_eq!(value(&page, "name"), "Het portaal");
    assert!(part(&page, "name=\"usedBy\"", "</textarea>").contains("Druten"));
    assert!(page.contains("<code>logo</code>"), "{page}");
}

#[tokio::test]
async fn valid_form_gives_a_file_to_keep_and_to_add() {
    let site = Site::crawled().await;
    let page = site.send(FORM, FILLED).await.body;
    assert!(page.contains("Het bestand is geldig."), "{page}");
    insta::assert_snapshot!("file", part(&page, "<pre", "</pre>"));
    let editor = part(
        &page,
        "https://github.com/GemeenteNijmegen/portaal/new/main?",
        "\"",
    );
    assert!(
        editor.contains("filename=publiccode.yml&#38;value=publiccodeYmlVersion"),
        "{editor}"
    );

    let mut download = FILLED.to_vec();
    download.push(("do", "download"));
    let answer = site.send(FORM, &download).await;
    assert_eq!(answer.headers["cache-control"], "private, no-store");
    let disposition = answer.headers["content-disposition"].to_str().unwrap();
    assert_eq!(disposition, "attachment; filename=\"publiccode.yml\"");
    let again = site
        .send("/controleer", &[("text", &answer.body)])
        .await
        .body;
    assert!(
        again.contains("<strong>Geldig.</strong> Geen fouten"),
        "{again}"
    );
}

#[tokio::test]
async fn errors_are_told_at_the_field_and_at_the_top() {
    let site = Site::empty();
    let mut wrong = FILLED.to_vec();
    wrong.retain(|(name, _)| *name != "platforms" && *name != "maintenance.contacts[0].name");
    wrong.extend([
        ("landingURL", "hier"),
        ("do", "download"),
        ("description.en.features", "A"),
    ]);
    let page = site.send(FORM, &wrong).await.body;
    let summary = part(&page, "role=\"alert\"", "</div>");
    for field in [
        "field-platforms-0",
        "field-landingURL",
        "field-maintenance-contacts-0--name",
        "field-description-en-shortDescription",
    ] {
        assert!(
            summary.contains(&format!("href=\"#{field}\"")),
            "{field}: {summary}"
        );
        assert!(page.contains(&format!("id=\"{field}\"")), "{field}");
    }
    let field = part(&page, "name=\"landingURL\"", ">");
    assert!(field.contains("aria-invalid=\"true\""), "{field}");
    assert!(field.contains("field-landingURL-error"), "{field}");
    assert_eq!(value(&page, "landingURL"), "hier");
    assert!(!page.contains("/new/main"));
}

#[tokio::test]
async fn odd_forms_get_the_form_again() {
    let site = Site::empty();
    for fields in [
        vec![],
        vec![("name", "\u{0}<b>"), ("name", "b"), ("x", "y")],
    ] {
        let answer = site.send(FORM, &fields).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(!answer.body.contains("<b>"));
    }
    let long = "a".repeat(200_000);
    let answer = site
        .send("/en/toolbox/publiccode", &[("name", &long)])
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}
