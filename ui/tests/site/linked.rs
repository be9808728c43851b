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

/// The words of DCAT 3 that are used, in the vocabularies of its specification:
/// <https://www.w3.org/TR/vocab-dcat-3/>.
const DCAT: &[&str] = &[
    "dcat:Catalog",
    "dcat:DataService",
    "dcat:Dataset",
    "dcat:Distribution",
    "dcat:accessService",
    "dcat:accessURL",
    "dcat:compressFormat",
    "dcat:dataset",
    "dcat:distribution",
    "dcat:downloadURL",
    "dcat:endpointDescription",
    "dcat:endpointURL",
    "dcat:landingPage",
    "dcat:mediaType",
    "dcat:servesDataset",
    "dcat:service",
    "dcat:theme",
    "dct:accessRights",
    "dct:description",
    "dct:format",
    "dct:identifier",
    "dct:language",
    "dct:modified",
    "dct:spatial",
    "dct:title",
    "foaf:homepage",
    "xsd:dateTime",
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

#[tokio::test]
async fn the_catalogue_is_described_by_dcat() {
    let site = Site::crawled().await;
    let document = read(&site, "/catalogue.jsonld").await;
    let mut used = Vec::new();
    words(&document, &mut used);
    for word in used {
        let known = DCAT.contains(&word.as_str()) || word.starts_with('@');
        assert!(known, "{word}");
    }
    insta::assert_json_snapshot!("dcat", document);
    // What can be downloaded is there.
    for distribution in document["dcat:dataset"][0]["dcat:distribution"]
        .as_array()
        .unwrap()
    {
        if let Some(address) = distribution["dcat:downloadURL"]["@id"].as_str() {
            site.bytes(address.strip_prefix("https://broncode.example").unwrap())
                .await;
        }
    }
}
