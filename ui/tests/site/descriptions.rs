//! What owners say in publiccode.yml, in the visitor's language.

use bronwijzer_crawler::observation::TextFile;

use crate::site::{Site, part, portal};

const PAGE: &str = "/repositories/github.com/GemeenteNijmegen/portaal";

const DECLARED: &str = "\
description:
  nl:
    localisedName: Mijn Nijmegen
    genericName: Portaal
    shortDescription: Regelt zaken <b>online</b>
    longDescription: |
      # Voor inwoners

      Zie [de site](https://example.org/nl). <script>alert(1)</script>
    features:
      - Een afspraak maken
      - 'Betalen <img src=x onerror=alert(1)>'
  en-GB:
    shortDescription: Handles matters online
    features: [Making an appointment]
";

async fn site(declared: &str) -> Site {
    let site = Site::empty();
    let mut observation = portal();
    let file = TextFile::capped("publiccode.yml", declared.to_owned(), 9, false);
    observation.publiccode = Some(file);
    site.accept(observation).await;
    site
}

#[tokio::test]
async fn owners_texts_are_shown_in_the_visitors_language() {
    let site = site(DECLARED).await;
    let dutch = site.page(PAGE).await;
    let lead =
        "<p class=\"bw-repository__summary\" lang=\"nl\"><bdi>Regelt zaken &#60;b&#62;online";
    assert!(dutch.contains(lead), "{dutch}");
    let about = part(&dutch, "aria-labelledby=\"about-title\"", "</section>");
    assert!(about.contains("Voor inwoners</h3>"), "{about}");
    assert!(about.contains("<div class=\"bw-readme\" lang=\"nl\">"));
    assert!(about.contains("href=\"https://example.org/nl\""));
    assert!(about.contains("<ul lang=\"nl\">\n<li><bdi>Een afspraak maken</bdi></li>"));
    assert!(
        !about.contains("<script") && !about.contains("<img"),
        "{about}"
    );
    assert!(dutch.contains("<dd>Mijn Nijmegen</dd>"));
    assert!(dutch.contains("<dd>Portaal</dd>"));
    let english = site.page(&format!("/en{PAGE}")).await;
    assert!(english.contains("lang=\"en-GB\"><bdi>Handles matters online"));
    let about = part(&english, "aria-labelledby=\"about-title\"", "</section>");
    assert!(about.contains("<ul lang=\"en-GB\">\n<li><bdi>Making an appointment"));
    // There is a long text in Dutch alone.
    assert!(about.contains("<div class=\"bw-readme\" lang=\"nl\">"));
}

#[tokio::test]
async fn cards_and_files_have_the_owners_sentence() {
    let site = site(DECLARED).await;
    let card = |page: &str| part(page, "<li class=\"bw-card\">", "</li>").to_owned();
    let found = card(&site.page("/en/search?q=appointment").await);
    assert!(found.contains("lang=\"en-GB\""), "{found}");
    assert!(found.contains("Handles matters online"), "{found}");
    let found = card(&site.page("/zoeken?q=online").await);
    assert!(found.contains("lang=\"nl\""), "{found}");
    assert!(found.contains("<mark>online</mark>"), "{found}");
    // The forge's own has the word that was asked for.
    let found = card(&site.page("/zoeken?q=bedrijven").await);
    assert!(found.contains("<mark>bedrijven</mark>"), "{found}");
    let document = site.get(&format!("{PAGE}/codemeta.jsonld")).await.body;
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["description"], "Regelt zaken <b>online</b>");
    assert_eq!(document["schema:featureList"][0], "Een afspraak maken");
    let rows = site.page("/data/repositories.csv").await;
    assert!(rows.contains("# Voor inwoners\n"), "{rows}");
    assert!(rows.contains("Making an appointment"), "{rows}");
}

#[tokio::test]
async fn the_forges_sentence_is_shown_without_one_in_the_language() {
    let english = "description: {en: {shortDescription: In English}}\n";
    let page = site(english).await.page(PAGE).await;
    assert!(page.contains("<bdi>Portaal voor inwoners"));
    assert!(!page.contains("Dit zegt de eigenaar in publiccode.yml."));
    let wrong = "description: {Dutch: {shortDescription: a}, nl: none}\n";
    let page = site(wrong).await.page(PAGE).await;
    assert!(page.contains("<bdi>Portaal voor inwoners"));
}
