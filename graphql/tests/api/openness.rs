//! Openness and the search for maintainers, as clients ask for them.

use bronwijzer_crawler::observation::TextFile;
use bronwijzer_crawler::sink::{Batch, Sink};
use serde_json::json;

use crate::support::{fixture, repository};

#[tokio::test]
async fn repository_has_openness_and_seeking_verdicts() {
    let catalogue = fixture().await;
    let mut asks = repository("9", "minvws/wallet", 3, "Een wallet voor alle burgers");
    let text = "usedBy: [Gemeente Delft]\nmaintenance: {type: none, contacts: [{name: Het team}]}";
    asks.publiccode = Some(TextFile::capped(
        "publiccode.yml",
        text.to_owned(),
        1,
        false,
    ));
    let account = "https://github.com/minvws".parse().unwrap();
    let batch = Batch {
        observations: vec![(account, asks)],
        ..Batch::default()
    };
    catalogue.catalogue.sink().accept(batch).await.unwrap();
    let answer = catalogue
        .ask(
            r#"{ repository(url: "https://github.com/minvws/wallet") {
                openness { score first { id } steps { step score checks { check { id weight } outcome evidence } } }
                maintainerSearch { seeking reasons { rule facts { name value } } contacts { name email } skills usedBy }
            } }"#,
        )
        .await;
    insta::with_settings!({ sort_maps => true }, { insta::assert_json_snapshot!(answer) });
    let answer = catalogue
        .ask(r#"{ repositories(filter: { seeking: ["explicit"] }) { nodes { path } } opennessChecks { id } }"#)
        .await;
    assert_eq!(
        answer["repositories"]["nodes"],
        json!([{ "path": "minvws/wallet" }])
    );
    assert!(answer["opennessChecks"].as_array().unwrap().len() >= 20);
}
