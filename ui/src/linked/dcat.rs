//! The catalogue itself by DCAT 3, with the European vocabularies that
//! DCAT-AP-DONL takes its values from. Publisher, contact and licence of the data are
//! in it as far as the organisation that runs the site says them.

use chrono::{DateTime, Utc};
use poem::web::Data;
use poem::{Request, Response, handler};
use serde_json::{Map, Value, json};

use super::JSON_LD;
use crate::cached;
use crate::exports::{self, european};
use crate::feeds;
use crate::language::Language;
use crate::operator::Operator;
use crate::place::Place;
use crate::schema;
use crate::search::parameters::SearchParameters;
use crate::site::{Problem, Site};
use crate::texts::Texts;

/// The path of the description.
pub(crate) const PATH: &str = "/catalogue.jsonld";

/// The European Union's authority tables.
const AUTHORITY: &str = "http://publications.europa.eu/resource/authority";

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct Answer {
    catalogue: Catalogue,
}

#[derive(cynic::QueryFragment)]
struct Catalogue {
    as_of: Option<DateTime<Utc>>,
    #[cynic(spread)]
    operator: Operator,
}

#[handler]
pub(crate) async fn serve(request: &Request, Data(site): Data<&Site>) -> poem::Result<Response> {
    let answer: Answer = site.api.query(()).await.map_err(Problem::from)?;
    let base_url = site.base_url.of(request);
    let document = document(&base_url, &answer.catalogue);
    let text = format!("{document:#}\n");
    Ok(cached::answer(request, JSON_LD, text))
}

fn document(base_url: &str, catalogue: &Catalogue) -> Value {
    let licence = licence(&catalogue.operator);
    let mut run_by = run_by(&catalogue.operator, base_url);
    run_by.extend(licence.clone());
    let at = |path: &str| format!("{base_url}{path}");
    let page =
        |place: Place| Language::ALL.map(|language| json!({ "@id": at(&place.path(language)) }));
    let dataset = at(&format!("{PATH}#repositories"));
    let service = at(&format!("{PATH}#graphql"));
    let themes =
        ["GOVE", "TECH"].map(|theme| json!({ "@id": format!("{AUTHORITY}/data-theme/{theme}") }));
    let distributions = [
        distribution(
            base_url,
            exports::NDJSON,
            "data-ndjson",
            "JSON",
            // There is no registered type for JSON by the line.
            None,
            Some("application/zstd"),
        ),
        distribution(
            base_url,
            exports::CSV,
            "data-csv",
            "CSV",
            Some("text/csv"),
            None,
        ),
        feed(base_url),
        distribution(
            base_url,
            european::SOFTWARE.path,
            "data-software",
            "JSON_LD",
            Some("application/ld+json"),
            None,
        ),
        json!({
            "@id": at(&format!("{PATH}#api")),
            "@type": "dcat:Distribution",
            "dct:title": in_both("data-api"),
            "dcat:accessURL": { "@id": at("/graphql") },
            "dcat:accessService": { "@id": service },
        }),
    ];
    let mut described = json!({
        "@id": dataset,
        "@type": "dcat:Dataset",
        "dct:title": in_both("dcat-repositories"),
        "dct:description": in_both("dcat-repositories-what"),
        "dct:identifier": dataset,
        "dct:language": languages(),
        "dct:accessRights": { "@id": format!("{AUTHORITY}/access-right/PUBLIC") },
        "dct:spatial": { "@id": format!("{AUTHORITY}/country/NLD") },
        "dcat:theme": themes,
        "dcat:landingPage": page(Place::Data),
        "dcat:distribution": distributions.map(|described| with(described, &licence)),
    });
    if let Some(as_of) = &catalogue.as_of {
        described["dct:modified"] =
            json!({ "@type": "xsd:dateTime", "@value": as_of.to_rfc3339() });
    }
    let offered = json!({
        "@id": service,
        "@type": "dcat:DataService",
        "dct:title": in_both("data-api"),
        "dcat:endpointURL": { "@id": at("/graphql") },
        "dcat:endpointDescription": { "@id": at("/graphql/schema") },
        "dcat:servesDataset": { "@id": dataset },
    });
    let document = json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "vcard": "http://www.w3.org/2006/vcard/ns#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": at(PATH),
        "@type": "dcat:Catalog",
        "dct:title": in_both("site-name"),
        "dct:description": in_both("site-what"),
        "dct:language": languages(),
        "foaf:homepage": { "@id": at("/") },
        "dcat:dataset": [with(described, &run_by)],
        "dcat:service": [with(offered, &run_by)],
    });
    with(document, &run_by)
}

/// What stands before the entries of all software: the words that they use, and the list.
pub(crate) const BEFORE_SOFTWARE: &str = r#"{"@context":{"dcat":"http://www.w3.org/ns/dcat#","dct":"http://purl.org/dc/terms/","foaf":"http://xmlns.com/foaf/0.1/","schema":"https://schema.org/","xsd":"http://www.w3.org/2001/XMLSchema#"},"@graph":["#;

/// One repository as a resource of the catalogue at `base_url`.
pub(crate) fn software(repository: &Value, base_url: &str) -> Option<Value> {
    let url = repository["url"].as_str()?;
    let at = |place: Place| format!("{base_url}{}", place.path(Language::Dutch));
    let page = at(Place::of_repository(url));
    let moment = |at: &Value| json!({ "@type": "xsd:dateTime", "@value": at });
    let mut described = json!({
        "@id": page,
        "@type": ["dcat:Resource", "schema:SoftwareSourceCode"],
        "dct:title": repository["title"],
        "dct:identifier": url,
        "dcat:landingPage": { "@id": page },
        "dcat:inCatalog": { "@id": format!("{base_url}{PATH}") },
        "schema:codeRepository": { "@id": url },
        "dct:modified": moment(&repository["observedAt"]),
    });
    let fields = described.as_object_mut()?;
    let texts = repository["shortDescriptions"]
        .as_array()
        .into_iter()
        .flatten();
    let texts: Vec<Value> = texts
        .map(|text| json!({ "@language": text["language"], "@value": text["text"] }))
        .collect();
    let licence = repository["licence"]["spdxId"].as_str();
    // An expression of several has no address.
    let licence = licence.filter(|id| !id.contains(' '));
    let publisher = &repository["organisation"];
    let publisher = publisher.is_object().then(|| {
        let name = json!({ "@language": Language::Dutch.tag(), "@value": publisher["name"] });
        json!({ "@id": publisher["uri"], "@type": "foaf:Organization", "foaf:name": name })
    });
    let optional = [
        ("dct:description", (!texts.is_empty()).then(|| texts.into())),
        (
            "dct:issued",
            repository["createdAt"]
                .is_string()
                .then(|| moment(&repository["createdAt"])),
        ),
        (
            "dct:license",
            licence.map(|id| json!({ "@id": format!("https://spdx.org/licenses/{id}") })),
        ),
        ("dct:publisher", publisher),
        (
            "dcat:keyword",
            repository["topics"]
                .is_array()
                .then(|| repository["topics"].clone()),
        ),
        (
            "dcat:version",
            repository["latestRelease"]["name"]
                .as_str()
                .map(Value::from),
        ),
    ];
    let known = optional.into_iter();
    let known = known.filter_map(|(term, value)| Some((term.to_owned(), value?)));
    fields.extend(known);
    Some(described)
}

fn with(mut described: Value, more: &Map<String, Value>) -> Value {
    if let Some(fields) = described.as_object_mut() {
        fields.extend(more.clone());
    }
    described
}

fn licence(operator: &Operator) -> Map<String, Value> {
    let licence = operator.data_licence.as_ref();
    let term = licence.map(|url| ("dct:license".to_owned(), json!({ "@id": url })));
    term.into_iter().collect()
}

/// Who publishes, and whom to ask.
fn run_by(operator: &Operator, base_url: &str) -> Map<String, Value> {
    let publisher = operator.publisher.as_ref();
    let mut terms = Map::new();
    if let Some(publisher) = publisher {
        let its_page = || format!("{base_url}{}", publisher.place().path(Language::Dutch));
        let described = json!({
            "@id": publisher.tooi.clone().unwrap_or_else(its_page),
            "@type": "foaf:Organization",
            "foaf:name": { "@language": Language::Dutch.tag(), "@value": publisher.name },
        });
        terms.insert("dct:publisher".to_owned(), described);
    }
    let addresses = [
        ("vcard:hasEmail", operator.mailto()),
        ("vcard:hasURL", operator.contact_url.clone()),
    ];
    let addresses: Map<_, _> = addresses
        .into_iter()
        .filter_map(|(key, address)| Some((key.to_owned(), json!({ "@id": address? }))))
        .collect();
    if !addresses.is_empty() {
        let site = Texts::new(Language::Dutch).get("site-name");
        let contact = json!({
            "@type": "vcard:Organization",
            "vcard:fn": publisher.map_or(&site, |publisher| &publisher.name),
        });
        terms.insert("dcat:contactPoint".to_owned(), with(contact, &addresses));
    }
    terms
}

fn distribution(
    base_url: &str,
    path: &str,
    title: &str,
    file_type: &str,
    media_type: Option<&str>,
    compressed: Option<&str>,
) -> Value {
    let address = format!("{base_url}{path}");
    let media = |name: &str| json!({ "@id": format!("https://www.iana.org/assignments/media-types/{name}") });
    let mut described = json!({
        "@id": format!("{base_url}{PATH}#{}", path.rsplit('/').next().unwrap_or(path)),
        "@type": "dcat:Distribution",
        "dct:title": in_both(title),
        "dct:format": { "@id": format!("{AUTHORITY}/file-type/{file_type}") },
        "dcat:accessURL": { "@id": address },
        "dcat:downloadURL": { "@id": address },
    });
    if let Some(fields) = described.as_object_mut() {
        let types = [
            ("dcat:mediaType", media_type),
            ("dcat:compressFormat", compressed),
        ];
        let known = types
            .into_iter()
            .filter_map(|(key, name)| Some((key, name?)));
        fields.extend(known.map(|(key, name)| (key.to_owned(), media(name))));
    }
    described
}

/// The feed of all that is new.
fn feed(base_url: &str) -> Value {
    let texts = Texts::new(Language::Dutch);
    let newest = feeds::links(&SearchParameters::default(), texts)
        .into_iter()
        .next();
    let path = newest.map_or_else(String::new, |feed| feed.href);
    json!({
        "@id": format!("{base_url}{PATH}#feed"),
        "@type": "dcat:Distribution",
        "dct:title": in_both("feed-new"),
        "dct:format": { "@id": format!("{AUTHORITY}/file-type/ATOM") },
        "dcat:mediaType": {
            "@id": "https://www.iana.org/assignments/media-types/application/atom+xml",
        },
        "dcat:accessURL": { "@id": format!("{base_url}{path}") },
    })
}

fn in_both(key: &str) -> Vec<Value> {
    let word = |language: Language| json!({ "@language": language.tag(), "@value": Texts::new(language).get(key) });
    Language::ALL.map(word).into()
}

fn languages() -> Vec<Value> {
    let language = |name: &str| json!({ "@id": format!("{AUTHORITY}/language/{name}") });
    vec![language("NLD"), language("ENG")]
}
