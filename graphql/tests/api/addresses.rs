//! Addresses that owners write: of the software's page, and of its home.

use bronwijzer_crawler::observation::{Observation, TextFile};
use bronwijzer_crawler::sink::{Batch, Sink};
use serde_json::{Value, json};

use crate::support::{Fixture, fixture, repository};

async fn store(catalogue: &Fixture, observation: Observation) {
    let account = "https://github.com/minvws".parse().unwrap();
    let batch = Batch {
        observations: vec![(account, observation)],
        ..Batch::default()
    };
    catalogue.catalogue.sink().accept(batch).await.unwrap();
}

#[tokio::test]
async fn a_homepage_is_read_alike_by_all_who_use_it() {
    let catalogue = fixture().await;
    for (written, page, outcome) in [
        (
            "data.overheid.nl/dataset/bomen",
            Some("http://data.overheid.nl/dataset/bomen"),
            "PASSED",
        ),
        (
            " https://data.overheid.nl/x ",
            Some("https://data.overheid.nl/x"),
            "PASSED",
        ),
        (
            "https://data.overheid.nl/x, https://b.example",
            Some("https://data.overheid.nl/x"),
            "PASSED",
        ),
        ("javascript://data.overheid.nl/x", None, "FAILED"),
    ] {
        let mut observation = repository("9", "minvws/wallet", 3, "Een wallet voor alle burgers");
        observation.homepage = Some(written.to_owned());
        store(&catalogue, observation).await;
        let answer = catalogue
            .ask(
                r#"{ repository(url: "https://github.com/minvws/wallet") {
                    homepageUrl referrals { url foundIn }
                    openness { steps { checks { check { id } outcome } } }
                } }"#,
            )
            .await;
        let seen = &answer["repository"];
        assert_eq!(seen["homepageUrl"], json!(page), "{written}");
        let referrals = seen["referrals"].as_array().unwrap();
        let referred: Vec<&Value> = referrals.iter().map(|one| &one["url"]).collect();
        assert_eq!(
            referred,
            page.map(|page| json!(page)).iter().collect::<Vec<_>>()
        );
        let steps = seen["openness"]["steps"].as_array().unwrap();
        let mut checks = steps
            .iter()
            .flat_map(|step| step["checks"].as_array().unwrap());
        let homepage = checks.find(|check| check["check"]["id"] == "homepage");
        assert_eq!(homepage.unwrap()["outcome"], outcome, "{written}");
    }
}

#[tokio::test]
async fn only_another_repository_is_another_home() {
    let catalogue = fixture().await;
    // It is renamed afterwards.
    let old = repository("9", "minvws/oude-naam", 3, "Een wallet voor alle burgers");
    store(&catalogue, old).await;
    for (url, elsewhere) in [
        ("https://github.com/minvws/wallet", false),
        ("https://github.com/minvws/wallet/tree/main", false),
        ("https://www.github.com/MinVWS/wallet.git", false),
        (
            "https://github.com/minvws/wallet/blob/main/publiccode.yml",
            false,
        ),
        ("git@github.com:minvws/wallet.git", false),
        ("https://github.com/minvws/oude-naam", false),
        ("https://github.com/minvws/oude-naam/tree/main", false),
        ("https://wallet.example.nl/over/ons", false),
        ("https://gitlab.com/minvws/wallet", true),
        ("https://github.com/minvws/wallet-2/tree/main", true),
    ] {
        let mut observation = repository("9", "minvws/wallet", 3, "Een wallet voor alle burgers");
        let text = format!("url: {url}\n");
        observation.publiccode = Some(TextFile::capped("publiccode.yml", text, 1, false));
        store(&catalogue, observation).await;
        let answer = catalogue
            .ask(
                r#"{ repository(url: "https://github.com/minvws/wallet") {
                    formerUrls maintenance { reasons { rule } }
                } }"#,
            )
            .await;
        let seen = &answer["repository"];
        assert_eq!(
            seen["formerUrls"],
            json!(["https://github.com/minvws/oude-naam"])
        );
        let reasons = seen["maintenance"]["reasons"].as_array().unwrap();
        let named = reasons
            .iter()
            .any(|reason| reason["rule"] == "publiccode_names_other_home");
        assert_eq!(named, elsewhere, "{url}");
    }
}
