//! The contract of the OSS register, as its clients meet it.

use bronwijzer_crawler::address::AccountUrl;
use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::organisation::{Organisation, OrganisationType};
use bronwijzer_crawler::sink::{Batch, Sink};
use bronwijzer_testing::moment;
use poem::http::{Method, StatusCode, header};
use poem::test::{TestClient, TestResponse};
use poem::{Endpoint, Response};
use serde_json::Value;

use crate::support::{Fixture, fixture_beside, repository};

const ROOT: &str = "/oss-register/v1";
const ICTU: &str = "https://www.ictu.example";

/// A publiccode.yml with these lines beside those that all have.
fn publiccode(name: &str, lines: &str) -> String {
    format!(
        "publiccodeYmlVersion: '0.5'\nname: {name}\ndevelopmentStatus: stable\n\
         softwareType: standalone/web\nlegal: {{license: EUPL-1.2}}\n{lines}"
    )
}

const WHOLE: &str = "url: https://github.com/ICTU/kade\nlandingURL: https://kade.example\n\
    platforms: [web, linux]\n\
    maintenance:\n  type: contract\n  contacts: [{name: A. B., email: a@b.example}]\n  \
    contractors: [{name: C, until: 2027-01-31}]\n\
    localisation: {localisationReady: true, availableLanguages: [nl-NL, en]}\n\
    organisation: {uri: 'https://www.ictu.example'}\n\
    dependsOn:\n  open: [{name: PostgreSQL}]\n  proprietary: [{name: X}]\n  hardware: [{name: Lezer}]\n\
    fundedBy: [{name: BZK}, {uri: 'https://x.example'}]\n\
    description:\n  en: {shortDescription: Walls}\n  \
    nl: {shortDescription: Kademuren, longDescription: Alles over kademuren., features: [Kaart]}\n";

/// Four with a publiccode.yml, one of them archived, beside three without.
async fn register() -> Fixture {
    let [shared, other] = ["een", "twee"].map(|slug| Organisation {
        uri: Some(ICTU.to_owned()),
        accounts: vec![format!("https://github.com/{slug}").parse().unwrap()],
        ..Organisation::new(
            slug.parse().unwrap(),
            format!("Stichting {slug}"),
            OrganisationType::Foundation,
        )
    });
    let catalogue = fixture_beside([shared, other]).await;
    let files = [
        ("een/kade", 10, WHOLE, "Kade"),
        (
            "een/brug",
            20,
            "platforms: [web]\nmaintenance: {type: none}\nisBasedOn: https://github.com/x/y\n\
             localisation: {availableLanguages: [nl]}\n",
            "brug",
        ),
        (
            "twee/sluis",
            800,
            "platforms: [none, web, linux, windows]\nlocalisation: {availableLanguages: [en, nl-NL]}\n",
            "Sluis",
        ),
        ("twee/oud", 900, "platforms: [web]\n", "Oud"),
    ];
    let observations = files
        .into_iter()
        .enumerate()
        .map(|(at, (path, days, lines, name))| {
            let account = path.split('/').next().unwrap();
            let account: AccountUrl = format!("https://github.com/{account}").parse().unwrap();
            let mut seen = repository(&format!("1{at}"), path, days, "Over water");
            seen.publiccode = Some(bronwijzer_testing::whole(
                "publiccode.yml",
                &publiccode(name, lines),
            ));
            seen.flags.archived = Some(path == "twee/oud");
            if path == "twee/sluis" {
                seen.flags.fork = Some(true);
                seen.flags.archived = None;
                seen.created_at = None;
            }
            (account, seen)
        });
    let observations: Vec<(AccountUrl, Observation)> = observations.collect();
    let batch = Batch {
        observations,
        ..Batch::default()
    };
    catalogue.catalogue.sink().accept(batch).await.unwrap();
    catalogue
}

fn client(catalogue: &Fixture) -> TestClient<impl Endpoint<Output = Response>> {
    TestClient::new(bronwijzer_graphql::oss_register::routes(
        catalogue.schema.clone(),
    ))
}

async fn json(response: TestResponse) -> Value {
    let bytes = response.0.into_body().into_bytes().await.unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

async fn ask(catalogue: &Fixture, path: &str) -> Value {
    let response = client(catalogue).get(format!("{ROOT}{path}")).send().await;
    assert_eq!(response.0.status(), StatusCode::OK, "{path}");
    assert_eq!(header_of(&response, "api-version"), "1.0.0");
    json(response).await
}

fn header_of(response: &TestResponse, name: &str) -> String {
    let value = response.0.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap()).to_owned()
}

fn names(page: &Value) -> Vec<&str> {
    let all = page.as_array().unwrap().iter();
    all.map(|one| one["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn lists_are_narrowed_and_ordered_as_the_register_does() {
    let catalogue = register().await;
    let cases: &[(&str, &[&str])] = &[
        // With a file and not archived, by title.
        ("", &["brug", "Kade", "Sluis"]),
        (
            "?utm_source=x&q=&organisation=&license=&page=0&perPage=0",
            &["brug", "Kade", "Sluis"],
        ),
        ("?sortOrder=desc", &["Sluis", "Kade", "brug"]),
        ("?sortBy=lastActivity", &["Sluis", "brug", "Kade"]),
        (
            "?sortBy=lastActivity&sortOrder=desc",
            &["Kade", "brug", "Sluis"],
        ),
        ("?perPage=2&page=2", &["Sluis"]),
        ("?page=9999", &[]),
        ("?page=999999999&perPage=100", &[]),
        ("?archived=true", &["Oud"]),
        (
            "?publiccode=f",
            &["irma-issue-app", "mijn-nijmegen", "quality-time"],
        ),
        ("?q=kademuren", &["Kade"]),
        ("?platforms=web&platforms=linux", &["Kade", "Sluis"]),
        ("?platforms=web,linux", &[]),
        ("?platforms=none", &[]),
        (
            "?availableLanguages=nl-NL&availableLanguages=en",
            &["Kade", "Sluis"],
        ),
        ("?availableLanguages=nl", &["brug"]),
        (
            "?maintenanceType=none&maintenanceType=contract",
            &["brug", "Kade"],
        ),
        ("?maintenanceType=nobody", &[]),
        ("?developmentStatus=none", &[]),
        (
            "?softwareType=standalone/web&license=EUPL-1.2&license=MIT",
            &["brug", "Kade", "Sluis"],
        ),
        ("?license=EUPL-1.2,MIT", &[]),
        (
            "?organisation=https://www.ictu.example",
            &["brug", "Kade", "Sluis"],
        ),
        ("?organisation=https://nobody.example", &[]),
        ("/_search?q=water", &["brug", "Kade", "Oud", "Sluis"]),
    ];
    for (asked, expected) in cases {
        let page = ask(&catalogue, &format!("/repositories{asked}")).await;
        assert_eq!(names(&page), *expected, "{asked}");
    }
    let day = |days| (moment("2026-09-01T00:00:00Z") - chrono::Days::new(days)).date_naive();
    for (days, expected) in [(5, 0), (15, 1), (30, 2), (1000, 3)] {
        let path = format!("/repositories?lastActivityAfter={}", day(days));
        let page = ask(&catalogue, &path).await;
        assert_eq!(names(&page).len(), expected, "{path}");
    }
}

#[tokio::test]
async fn entries_have_the_shape_of_the_register() {
    let catalogue = register().await;
    let page = ask(&catalogue, "/repositories").await;
    insta::assert_json_snapshot!("register_list", page);
    let id = page[1]["id"].as_str().unwrap();
    let whole = ask(&catalogue, &format!("/repositories/{id}")).await;
    insta::assert_json_snapshot!("register_one", whole);
    // An unknown day is sent as the register sends it.
    assert_eq!(page[2]["createdAt"], "0001-01-01T00:00:00Z");
    assert_eq!(page[2]["forkType"], "GIT_FORK");
    assert_eq!(page[0]["forkType"], "VARIANT_FORK");
}

#[tokio::test]
async fn keys_stand_in_the_order_of_the_register() {
    let catalogue = register().await;
    let response = client(&catalogue)
        .get(format!("{ROOT}/repositories?perPage=1&q=brug"))
        .send()
        .await;
    let text = response.0.into_body().into_string().await.unwrap();
    let places: Vec<Option<usize>> = [
        "id",
        "url",
        "forkType",
        "organisation",
        "publicCodeUrl",
        "shortDescription",
        "name",
        "createdAt",
        "lastCrawledAt",
        "lastActivityAt",
        "archived",
    ]
    .iter()
    .map(|key| text.find(&format!("\"{key}\":")))
    .collect();
    assert!(places.iter().all(Option::is_some), "{text}");
    assert!(places.is_sorted(), "{text}");
}

#[tokio::test]
async fn filters_count_without_their_own_choice() {
    let catalogue = register().await;
    let groups = ask(&catalogue, "/repositories/filters").await;
    insta::assert_json_snapshot!("register_filters", groups);
    let asked = "?platforms=linux&platforms=windows&license=MIT,ISC&organisation=https://nobody.example\
                 &lastActivityAfter=2020-01-01&archived=1";
    let groups = ask(&catalogue, &format!("/repositories/filters{asked}")).await;
    let group = |key: &str| {
        let all = groups.as_array().unwrap().iter();
        all.clone().find(|group| group["key"] == key).unwrap()
    };
    let chosen = |key: &str| {
        let options = group(key)["options"].as_array().unwrap().iter();
        let chosen = options.filter(|option| option["selected"] == true);
        chosen
            .map(|option| format!("{} {}", option["label"].as_str().unwrap(), option["count"]))
            .collect::<Vec<_>>()
    };
    assert_eq!(chosen("platforms"), ["Linux 0", "Windows 0"]);
    assert_eq!(chosen("license"), ["ISC 0", "MIT 0"]);
    assert_eq!(chosen("organisation"), ["https://nobody.example 0"]);
    assert_eq!(group("archived")["value"], true);
    let active = group("lastActivityAfter");
    assert_eq!(
        (&active["value"], &active["count"]),
        (&"2020-01-01".into(), &0.into())
    );
    // Without a file there is nothing that it says.
    let groups = ask(&catalogue, "/repositories/filters?publiccode=false").await;
    let keys = groups
        .as_array()
        .unwrap()
        .iter()
        .map(|group| group["key"].clone());
    let keys: Vec<Value> = keys.collect();
    assert_eq!(keys, ["publiccode", "archived", "organisation"]);
    assert_eq!(groups[0]["value"], false);
    assert_eq!(groups[0]["count"], 3);
}

#[tokio::test]
async fn organisations_come_once_for_each_uri() {
    let catalogue = register().await;
    let all = ask(&catalogue, "/organisations?perPage=1").await;
    let uris: Vec<&str> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["uri"].as_str().unwrap())
        .collect();
    let nijmegen = "https://identifier.overheid.nl/tooi/id/gemeente/gm0268";
    let ictu = "urn:bronwijzer:organisation:stichting-ictu";
    assert_eq!(uris, [nijmegen, ICTU, ictu]);
    let accounts = ask(&catalogue, "/git-organisations").await;
    assert_eq!(accounts.as_array().unwrap().len(), 4);
    let own = ask(
        &catalogue,
        &format!("/git-organisations?organisation={ICTU}&perPage=1"),
    )
    .await;
    assert_eq!(own[0]["url"], "https://github.com/een");
    assert_eq!(own[0]["organisation"]["label"], "Stichting een");
    assert_eq!(own.as_array().unwrap().len(), 1);
    let none = ask(&catalogue, "/git-organisations?organisation=x").await;
    assert_eq!(none, Value::Array(Vec::new()));
}

#[tokio::test]
async fn pages_are_told_in_headers() {
    let catalogue = register().await;
    let client = client(&catalogue);
    let cases = [
        (
            "/repositories?perPage=2&page=2&x=1",
            "3 2 2 2",
            "rel=\"prev\"",
        ),
        ("/repositories?q=zzzzzzzz", "0 0 20 1", ""),
        ("/organisations?perPage=5", "3 1 100 1", "rel=\"last\""),
        (
            "//repositories?page=7",
            "3 1 20 7",
            "page=6&perPage=20>; rel=\"prev\"",
        ),
    ];
    for (path, numbers, link) in cases {
        let response = client.get(format!("{ROOT}{path}")).send().await;
        assert_eq!(response.0.status(), StatusCode::OK, "{path}");
        let found = ["total-count", "total-pages", "per-page", "current-page"];
        let found = found.map(|name| header_of(&response, name)).join(" ");
        assert_eq!(found, numbers, "{path}");
        let found = header_of(&response, "link");
        assert!(
            found.contains(link) && found.is_empty() == link.is_empty(),
            "{path}: {found}"
        );
    }
}

#[tokio::test]
async fn bad_input_is_a_problem_that_names_its_parameter() {
    let catalogue = register().await;
    let client = client(&catalogue);
    let invalid = "Request validation failed";
    let cases = [
        ("/repositories?page=-1", 400, invalid, "#/page"),
        ("/repositories?page=abc", 400, invalid, "#/page"),
        ("/repositories?perPage=101", 400, invalid, "#/perPage"),
        (
            "/repositories?publiccode=misschien",
            400,
            invalid,
            "#/publiccode",
        ),
        (
            "/repositories?lastActivityAfter=gisteren",
            400,
            invalid,
            "#/lastActivityAfter",
        ),
        (
            "/repositories/filters?archived=ja",
            400,
            invalid,
            "#/archived",
        ),
        (
            "/repositories?organisation=a&organisation=b",
            400,
            invalid,
            "#/organisation",
        ),
        ("/repositories?sortBy=stars", 400, invalid, "#/sortBy"),
        ("/repositories?sortOrder=up", 400, invalid, "#/sortOrder"),
        ("/organisations?page=-1", 400, invalid, "#/page"),
        ("/git-organisations?perPage=x", 400, invalid, "#/perPage"),
        ("/repositories/_search", 400, "Invalid input", "#/q"),
        ("/repositories/_search?q=+", 400, "Invalid input", "#/q"),
        ("/repositories/%00", 400, "Invalid input", "#/id"),
        ("/repositories/onbekend", 404, "Resource does not exist", ""),
        ("/repositories/a/b", 404, "Resource does not exist", ""),
        ("/nothing", 404, "Resource does not exist", ""),
        ("", 404, "Resource does not exist", ""),
        (
            "/repositories/00000000-0000-0000-0000-000000000000",
            404,
            "Resource does not exist",
            "",
        ),
    ];
    for (path, status, title, location) in cases {
        let response = client.get(format!("{ROOT}{path}")).send().await;
        assert_eq!(response.0.status().as_u16(), status, "{path}");
        assert_eq!(header_of(&response, "api-version"), "1.0.0", "{path}");
        assert_eq!(
            header_of(&response, "content-type"),
            "application/problem+json"
        );
        let problem = json(response).await;
        assert_eq!(
            (&problem["status"], &problem["title"]),
            (&status.into(), &title.into())
        );
        let found = problem["errors"][0]["location"]
            .as_str()
            .unwrap_or_default();
        assert_eq!(found, location, "{path}");
    }
}

#[tokio::test]
async fn only_reading_is_allowed_and_answers_are_kept() {
    let catalogue = register().await;
    let client = client(&catalogue);
    let address = format!("{ROOT}/repositories");
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        let response = client.request(method, &address).send().await;
        assert_eq!(response.0.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(header_of(&response, "allow"), "GET, HEAD, OPTIONS");
        assert_eq!(json(response).await["title"], "Method not allowed");
    }
    let response = client.options(&address).send().await;
    let allowed = header_of(&response, "access-control-allow-headers");
    assert!(allowed.contains("X-Api-Key"), "{allowed}");
    let response = client.head(&address).send().await;
    assert_eq!(response.0.status(), StatusCode::OK);
    let response = client.get(&address).header("x-api-key", "any").send().await;
    assert_eq!(header_of(&response, "access-control-allow-origin"), "*");
    let exposed = header_of(&response, "access-control-expose-headers");
    assert!(exposed.contains("Total-Count"), "{exposed}");
    let tag = header_of(&response, "etag");
    let again = client
        .get(&address)
        .header(header::IF_NONE_MATCH, &tag)
        .send()
        .await;
    assert_eq!(again.0.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(header_of(&again, "api-version"), "1.0.0");
}

/// Whether a value has the form that a schema says, as far as the document uses JSON Schema.
fn check(value: &Value, schema: &Value, document: &Value, at: &str) {
    if let Some(reference) = schema["$ref"].as_str() {
        let schema = document.pointer(&reference[1..]);
        return check(value, schema.unwrap(), document, at);
    }
    let types = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(some) => some.iter().map(|one| one.as_str().unwrap()).collect(),
        _ => Vec::new(),
    };
    let own = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    assert!(types.contains(&own), "{at}: {value} is not {types:?}");
    if let Some(all) = schema["enum"].as_array() {
        assert!(all.contains(value), "{at}: {value}");
    }
    for (number, item) in value.as_array().into_iter().flatten().enumerate() {
        check(item, &schema["items"], document, &format!("{at}/{number}"));
    }
    let Some(fields) = value.as_object() else {
        return;
    };
    for name in schema["required"].as_array().into_iter().flatten() {
        assert!(
            fields.contains_key(name.as_str().unwrap()),
            "{at}: no {name}"
        );
    }
    for (name, field) in fields {
        let known = schema["properties"].get(name);
        let other = &schema["additionalProperties"];
        let schema = known.or(other.is_object().then_some(other));
        let at = format!("{at}/{name}");
        check(
            field,
            schema.unwrap_or_else(|| panic!("{at} is not in the document")),
            document,
            &at,
        );
    }
}

#[tokio::test]
async fn answers_keep_to_the_openapi_document() {
    let catalogue = register().await;
    let document = ask(&catalogue, "/openapi.json").await;
    let text = document.to_string();
    for reference in text.split("\"#/").skip(1) {
        let pointer = format!("/{}", reference.split('"').next().unwrap());
        assert!(document.pointer(&pointer).is_some(), "{pointer}");
    }
    let page = ask(&catalogue, "/repositories").await;
    let id = page[1]["id"].as_str().unwrap();
    let whole = format!("/repositories/{id}");
    for (path, declared) in [
        ("/repositories", "/repositories"),
        ("/repositories?publiccode=0", "/repositories"),
        (
            "/repositories/filters?platforms=web",
            "/repositories/filters",
        ),
        ("/repositories/_search?q=water", "/repositories/_search"),
        (whole.as_str(), "/repositories/{id}"),
        ("/organisations", "/organisations"),
        ("/git-organisations", "/git-organisations"),
    ] {
        let schema = &document["paths"][declared]["get"]["responses"]["200"]["content"]["application/json"]
            ["schema"];
        check(&ask(&catalogue, path).await, schema, &document, path);
    }
    let response = client(&catalogue)
        .get(format!("{ROOT}/repositories?page=x"))
        .send()
        .await;
    let schema = &document["components"]["schemas"]["ProblemJson"];
    check(&json(response).await, schema, &document, "problem");
}
