//! Who runs the catalogue, as the API tells it.

use bronwijzer_graphql::{CatalogueSchema, Operator, SignInProvider, schema_run_by};
use poem::http::StatusCode;
use poem::test::TestClient;
use serde_json::{Value, json};

use crate::support::{Fixture, fixture};

const QUESTION: &str = "{ catalogue { publisher { slug name } contactEmail contactUrl dataLicence signIn { id name } sendsMail } }";

/// A schema that says all that can be said.
fn schema(fixture: &Fixture) -> CatalogueSchema {
    let mut organisations = fixture.catalogue.organisations().iter();
    let operator = Operator {
        publisher: organisations
            .find(|body| body.slug.as_str() == "stichting-ictu")
            .cloned(),
        contact_email: Some("broncode@broncode.example".to_owned()),
        contact_url: "https://broncode.example/contact".parse().ok(),
        data_licence: "https://creativecommons.org/publicdomain/zero/1.0/"
            .parse()
            .ok(),
        sign_in: vec![SignInProvider {
            id: "sso".to_owned(),
            name: "Rijks-SSO".to_owned(),
        }],
        sends_mail: true,
        ..Operator::default()
    };
    schema_run_by(operator, fixture.catalogue.clone())
}

#[tokio::test]
async fn the_catalogue_says_who_runs_it() {
    let fixture = fixture().await;
    let answer = schema(&fixture).execute(QUESTION).await.into_result();
    assert_eq!(
        answer.unwrap().data.into_json().unwrap()["catalogue"],
        json!({
            "publisher": { "slug": "stichting-ictu", "name": "Stichting ICTU" },
            "contactEmail": "broncode@broncode.example",
            "contactUrl": "https://broncode.example/contact",
            "dataLicence": "https://creativecommons.org/publicdomain/zero/1.0/",
            "signIn": [{ "id": "sso", "name": "Rijks-SSO" }],
            "sendsMail": true,
        })
    );
    let unsaid = fixture.ask(QUESTION).await;
    let mut unsaid = unsaid["catalogue"].as_object().unwrap().values();
    assert!(unsaid.all(|value| value.is_null() || *value == json!([]) || *value == json!(false)));
}

/// The catalogue's state is the same, and yet the answer is another.
#[tokio::test]
async fn cached_answer_is_revalidated_after_an_update() {
    let fixture = fixture().await;
    let ask = async |schema: CatalogueSchema, tag: &str| {
        let client = TestClient::new(bronwijzer_graphql::routes(schema));
        let question = client.get("/graphql").query("query", &QUESTION);
        question.header("if-none-match", tag).send().await.0
    };
    let before = ask(fixture.schema.clone(), "").await;
    let tag = before.headers()["etag"].to_str().unwrap();
    let unchanged = ask(fixture.schema.clone(), tag).await;
    assert_eq!(unchanged.status(), StatusCode::NOT_MODIFIED);
    let after = ask(schema(&fixture), tag).await;
    assert_eq!(after.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_description_of_rest_names_whom_to_ask() {
    let fixture = fixture().await;
    let contact = async |schema: CatalogueSchema| {
        let client = TestClient::new(bronwijzer_graphql::rest::routes(schema));
        let document = client.get("/api/v1/openapi.json").send().await;
        let document = document.0.into_body().into_json::<Value>().await.unwrap();
        document["info"]["contact"].clone()
    };
    assert_eq!(
        contact(schema(&fixture)).await,
        json!({
            "name": "Stichting ICTU",
            "url": "https://broncode.example/contact",
            "email": "broncode@broncode.example",
        })
    );
    let unsaid = contact(fixture.schema.clone()).await;
    assert_eq!(unsaid, json!({ "name": "Bronwijzer" }));
}
