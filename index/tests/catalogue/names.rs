//! What repositories are called and what they are, in a sentence: whose words those are, and
//! that they are found by them.

use bronwijzer_crawler::observation::{Catalogued, Observation, Sentence};
use bronwijzer_index::{Card, Suggestion, SummarySource};
use bronwijzer_testing::whole;

use crate::support::{described, empty, fill, repository, search, with_readme};

/// What the catalogue says of a repository in its own words.
fn catalogued(mut observation: Observation, names: &[&str]) -> Observation {
    let sentences = [
        ("nl", "Waarschuwt na contact"),
        ("en", "Warns after contact"),
    ];
    let sentences = sentences.map(|(language, text)| Sentence {
        language: language.to_owned(),
        text: text.to_owned(),
    });
    observation.catalogued = Some(Catalogued {
        also_known_as: names.iter().map(|name| (*name).to_owned()).collect(),
        sentences: sentences.into(),
        topics: vec!["corona".to_owned()],
    });
    observation
}

fn with_publiccode(mut observation: Observation, text: &str) -> Observation {
    observation.publiccode = Some(whole("publiccode.yml", text));
    observation
}

async fn card(observation: Observation) -> Card {
    let (_dir, catalogue) = empty();
    fill(&catalogue, [observation]).await;
    search(&catalogue, "").hits.remove(0).card
}

fn plain() -> Observation {
    repository("1", "minvws/open-zaak", 3)
}

#[tokio::test]
async fn title_and_other_names_come_from_their_sources() {
    let publiccode = "name: Zaak Open\napplicationSuite: Common Ground\n\
        description:\n  nl:\n    localisedName: Zaken Open\n";
    let cases = [
        (plain(), "open-zaak", ""),
        (with_readme(plain(), "# Open Zaak\nText"), "Open Zaak", ""),
        (
            with_readme(plain(), "# ZGW: the APIs\n"),
            "open-zaak",
            "ZGW",
        ),
        (with_readme(plain(), "# Installatie\n"), "open-zaak", ""),
        (catalogued(plain(), &["OpenZaak", "ZGW"]), "OpenZaak", "ZGW"),
        (
            with_readme(
                with_publiccode(catalogued(plain(), &["ZGW"]), publiccode),
                "# zgw!",
            ),
            "Zaak Open",
            "Zaken Open, ZGW, Common Ground",
        ),
        (with_publiccode(plain(), "name: open-zaak"), "open-zaak", ""),
        (with_publiccode(plain(), "name: '---'"), "open-zaak", ""),
    ];
    for (observation, title, others) in cases {
        let card = card(observation).await;
        assert_eq!(card.title(), title);
        assert_eq!(card.also_known_as.join(", "), others, "{title}");
    }
}

#[tokio::test]
async fn long_lists_of_names_are_bounded() {
    let names: Vec<String> = (0..50).map(|number| format!("name {number}")).collect();
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    let long = "x".repeat(81);
    names.insert(0, &long);
    let card = card(catalogued(plain(), &names)).await;
    assert_eq!(card.also_known_as.len(), 10);
    assert_eq!(card.also_known_as[0], "name 0");
}

#[tokio::test]
async fn other_names_are_found_like_the_name() {
    let (_dir, catalogue) = empty();
    let app = repository("1", "minvws/nl-covid19-notification-app-android", 3);
    let other = described(
        repository("2", "minvws/other", 3),
        "About the CoronaMelder app",
    );
    fill(&catalogue, [catalogued(app, &["CoronaMelder"]), other]).await;
    for query in ["CoronaMelder", "coronamelder", "corona-melder", "coronam"] {
        let page = search(&catalogue, query);
        let first = page.hits.first().map(|hit| hit.card.url.name());
        assert_eq!(
            first,
            Some("nl-covid19-notification-app-android"),
            "{query}"
        );
    }
    for typed in ["co", "coronam", "melder"] {
        let suggested = catalogue.suggest(typed, 5).unwrap();
        let known_as = suggested
            .into_iter()
            .find_map(|suggestion| match suggestion {
                Suggestion::Repository { known_as, .. } => known_as,
                _ => None,
            });
        let expected = (typed != "co").then_some("CoronaMelder");
        // `covid19` of its own name begins so.
        assert_eq!(known_as.as_deref(), expected, "{typed}");
    }
}

#[tokio::test]
async fn summary_is_the_best_sentence_in_the_language() {
    use SummarySource::{Catalogue, Forge, Publiccode, Readme};

    let readme =
        "# Zaak\n[![b](c)](d)\n\nOpen Zaak is een platform voor het werken met zaken. En meer.";
    let publiccode = |languages: &[&str]| {
        let text = languages
            .iter()
            .map(|language| format!("  {language}:\n    shortDescription: Short in {language}\n"));
        format!("description:\n{}", text.collect::<String>())
    };
    let forge = described(plain(), "Software for the city");
    let cases = [
        (plain(), "nl", None),
        (
            forge.clone(),
            "nl",
            Some(("Software for the city", Some("en"), Forge)),
        ),
        (
            with_publiccode(forge.clone(), &publiccode(&["en", "nl"])),
            "nl",
            Some(("Short in nl", Some("nl"), Publiccode)),
        ),
        (
            with_publiccode(forge.clone(), &publiccode(&["en-GB"])),
            "en",
            Some(("Short in en-GB", Some("en-GB"), Publiccode)),
        ),
        (
            with_publiccode(forge, &publiccode(&["en"])),
            "nl",
            Some(("Software for the city", Some("en"), Forge)),
        ),
        (
            with_publiccode(catalogued(plain(), &[]), &publiccode(&["en"])),
            "nl",
            Some(("Waarschuwt na contact", Some("nl"), Catalogue)),
        ),
        (
            with_publiccode(catalogued(plain(), &[]), &publiccode(&["en"])),
            "de",
            Some(("Short in en", Some("en"), Publiccode)),
        ),
        (
            with_readme(plain(), readme),
            "en",
            Some((
                "Open Zaak is een platform voor het werken met zaken.",
                Some("nl"),
                Readme,
            )),
        ),
        (
            with_readme(described(plain(), " "), readme),
            "nl",
            Some((
                "Open Zaak is een platform voor het werken met zaken.",
                Some("nl"),
                Readme,
            )),
        ),
        (
            with_readme(
                plain(),
                "# Zaak\n\n## Installation\n\nThe software is easy to install for all.",
            ),
            "en",
            None,
        ),
    ];
    for (observation, language, expected) in cases {
        let summary = card(observation).await.summary(Some(language));
        let summary = summary.as_ref().map(|summary| {
            (
                summary.text.as_str(),
                summary.language.as_deref(),
                summary.source,
            )
        });
        assert_eq!(summary, expected, "{language}");
    }
    let any = with_publiccode(described(plain(), "On the forge"), &publiccode(&["de"]));
    let any = card(any).await.summary(None).unwrap();
    assert_eq!((any.text.as_str(), any.source), ("Short in de", Publiccode));
}

#[tokio::test]
async fn what_a_forge_says_replaces_the_catalogues_words() {
    let (_dir, catalogue) = empty();
    fill(&catalogue, [catalogued(plain(), &["CoronaMelder"])]).await;
    assert_eq!(search(&catalogue, "coronamelder").total, 1);
    fill(&catalogue, [described(plain(), "Zaken")]).await;
    assert_eq!(search(&catalogue, "coronamelder").total, 0);
    let card = search(&catalogue, "").hits.remove(0).card;
    assert_eq!(card.summary(Some("nl")).unwrap().text, "Zaken");
    assert_eq!(card.also_known_as, [""; 0]);
}
