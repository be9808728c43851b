//! Linked data, held to the words of its vocabularies.

use serde_json::Value;

use crate::site::Site;

const PAGE: &str = "/repositories/github.com/GemeenteNijmegen/portaal";

/// The words of CodeMeta 3.0 that are used, of `SoftwareSourceCode` and
/// `Organization`. Source: the context at <https://w3id.org/codemeta/3.0>.
const CODEMETA: &[&str] = &[
    "@context",
    "@id",
    "@type",
    "codeRepository",
    "dateCreated",
    "dateModified",
    "description",
    "developmentStatus",
    "identifier",
    "keywords",
    "license",
    "name",
    "producer",
    "programmingLanguage",
    "relatedLink",
    "url",
    "version",
];

/// Every key, and every type that is named.
fn words(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                found.push(key.clone());
                match value {
                    Value::String(name) if key == "@type" => found.push(name.clone()),
                    _ if key != "@context" => words(value, found),
                    _ => {}
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| words(value, found)),
        _ => {}
    }
}

async fn read(site: &Site, address: &str) -> Value {
    let answer = site
        .get_with(
            address,
            &[("host", "broncode.example"), ("x-forwarded-proto", "https")],
        )
        .await;
    assert_eq!(answer.headers["content-type"], "application/ld+json");
    serde_json::from_str(&answer.body).unwrap()
}

#[tokio::test]
async fn a_repository_is_described_by_codemeta() {
    let site = Site::crawled().await;
    let document = read(&site, &format!("{PAGE}/codemeta.jsonld")).await;
    let mut used = Vec::new();
    words(&document, &mut used);
    let types = ["SoftwareSourceCode", "Organization"];
    for word in used {
        let known = CODEMETA.contains(&word.as_str()) || types.contains(&word.as_str());
        assert!(known, "{word}");
    }
    insta::assert_json_snapshot!("codemeta", document);
    let link = format!(
        "<link rel=\"alternate\" type=\"application/ld+json\" href=\"{PAGE}/codemeta.jsonld\">"
    );
    assert!(site.page(PAGE).await.contains(&link));
}
