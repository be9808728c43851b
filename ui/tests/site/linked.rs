//! Linked data, held to the words of its vocabularies.

use bronwijzer_graphql::Operator;
use serde_json::Value;

use crate::site::{Site, organisations, part, portal};

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

/// The words of DCAT 3 that are used, in the vocabularies of its specification,
/// <https://www.w3.org/TR/vocab-dcat-3/>, and in those that it names:
/// <https://www.w3.org/TR/vcard-rdf/> and <http://xmlns.com/foaf/spec/>.
const DCAT: &[&str] = &[
    "dcat:Catalog",
    "dcat:DataService",
    "dcat:Dataset",
    "dcat:Distribution",
    "dcat:accessService",
    "dcat:accessURL",
    "dcat:compressFormat",
    "dcat:contactPoint",
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
    "dct:license",
    "dct:modified",
    "dct:publisher",
    "dct:spatial",
    "dct:title",
    "foaf:Organization",
    "foaf:homepage",
    "foaf:name",
    "vcard:Organization",
    "vcard:fn",
    "vcard:hasEmail",
    "vcard:hasURL",
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

fn assert_dcat(document: &Value) {
    let mut used = Vec::new();
    words(document, &mut used);
    for word in used {
        let known = DCAT.contains(&word.as_str()) || word.starts_with('@');
        assert!(known, "{word}");
    }
}

#[tokio::test]
async fn the_catalogue_is_described_by_dcat() {
    let site = Site::crawled().await;
    let document = read(&site, "/catalogue.jsonld").await;
    assert_dcat(&document);
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

/// A body that says all that it can say of itself.
fn operator() -> Operator {
    Operator {
        publisher: organisations().into_iter().next(),
        contact_email: Some("bron?code@broncode.example".to_owned()),
        contact_url: "https://broncode.example/contact?a=1&b=2".parse().ok(),
        data_licence: "https://creativecommons.org/publicdomain/zero/1.0/"
            .parse()
            .ok(),
        ..Operator::default()
    }
}

#[tokio::test]
async fn the_description_tells_who_publishes_and_on_which_terms() {
    let site = Site::run_by(operator());
    let document = read(&site, "/catalogue.jsonld").await;
    assert_dcat(&document);
    let dataset = &document["dcat:dataset"][0];
    let service = &document["dcat:service"][0];
    let licence = &document["dct:license"];
    assert_eq!(licence["@id"], operator().data_licence.unwrap().as_str());
    for described in [&document, dataset, service] {
        insta::allow_duplicates! {
            insta::assert_json_snapshot!("dcat_run_by", [
                &described["dct:publisher"],
                &described["dcat:contactPoint"],
            ]);
        }
        assert_eq!(&described["dct:license"], licence);
    }
    for distribution in dataset["dcat:distribution"].as_array().unwrap() {
        assert_eq!(&distribution["dct:license"], licence);
    }
}

#[tokio::test]
async fn data_page_shows_publisher_and_terms() {
    let section = |page: &str| {
        let from = page.find("<section aria-labelledby=\"operator\">")?;
        Some(page[from..].split("</main>").next()?.to_owned())
    };
    let site = Site::run_by(operator());
    insta::assert_snapshot!(
        "data_run_by",
        section(&site.page("/gegevens").await).unwrap()
    );
    let english = section(&site.page("/en/data").await).unwrap();
    assert!(english.contains("You may use the data under this licence"));
    assert!(english.contains("href=\"/en/organisations/"), "{english}");
    // Nothing is said of what nobody said.
    assert_eq!(section(&Site::empty().page("/gegevens").await), None);
}

#[tokio::test]
async fn page_has_its_repository_by_schema_org() {
    let site = Site::empty();
    let mut odd = portal();
    odd.description = Some("</script><script>alert(1)</script>".to_owned());
    site.accept(odd).await;
    let page = site
        .page("/repositories/github.com/GemeenteNijmegen/portaal")
        .await;
    assert!(!page.contains("<script>"), "{page}");
    let data = part(&page, "<script type=\"application/ld+json\">", "</script>");
    let data = data
        .split_once('>')
        .unwrap()
        .1
        .trim_end_matches("</script>");
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["@context"], "https://schema.org");
    assert_eq!(data["@type"], "SoftwareSourceCode");
    assert_eq!(data["description"], "</script><script>alert(1)</script>");
    assert_eq!(data["license"], "https://spdx.org/licenses/EUPL-1.2");
    assert_eq!(data["producer"]["name"], "Gemeente Nijmegen");
}
