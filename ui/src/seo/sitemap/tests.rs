//! Parts, smaller than those that are served.

use bronwijzer_crawler::address::AccountUrl;
use bronwijzer_crawler::observation::Observation;
use bronwijzer_crawler::sink::{Batch, Sink};
use bronwijzer_index::{Catalogue, Contents};
use bronwijzer_testing::repository;
use chrono::DateTime;
use futures::TryStreamExt;

use super::{Part, Parts};
use crate::api::Api;

fn numbered(number: usize) -> (AccountUrl, Observation) {
    let account = "https://github.com/minvws".parse().unwrap();
    let repository = repository(&format!("minvws/app-{number}")).id(&number.to_string());
    (
        account,
        repository.observed_at(DateTime::UNIX_EPOCH).build(),
    )
}

fn empty() -> (tempfile::TempDir, Catalogue) {
    let folder = tempfile::tempdir().unwrap();
    let opened = Catalogue::open(folder.path(), Vec::new(), DateTime::UNIX_EPOCH).unwrap();
    (folder, opened.catalogue)
}

async fn fill(catalogue: &Catalogue, repositories: usize) {
    let batch = Batch {
        observations: (0..repositories).map(numbered).collect(),
        ..Batch::default()
    };
    catalogue.sink().accept(batch).await.unwrap();
}

#[tokio::test]
async fn parts_together_hold_every_repository_once() {
    let (_folder, catalogue) = empty();
    let api = Api::new(bronwijzer_graphql::schema(catalogue.clone()));
    let parts = Parts::of(100);
    assert_eq!(parts.begins(&api).await.unwrap(), [None]);

    fill(&catalogue, 250).await;
    // What comes in is in the last part until the parts are made anew.
    assert_eq!(parts.begins(&api).await.unwrap(), [None]);
    let parts = Parts::of(100);
    let begins = parts.begins(&api).await.unwrap();
    assert_eq!(begins.len(), 3);
    let mut found = Vec::new();
    for after in begins {
        let part = Part {
            api: api.clone(),
            base_url: "https://broncode.example".to_owned(),
            next: Some(after),
            left: parts.size,
        };
        let xml: String = part.stream().try_collect().await.unwrap();
        let addresses = xml.split("<loc>").skip(1);
        let addresses: Vec<String> = addresses
            .map(|rest| rest.split("</loc>").next().unwrap().to_owned())
            .collect();
        assert!(addresses.len() <= 200);
        found.extend(addresses);
    }
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 500);
}

/// A crawl replaces a sample whole, and another list of changes begins.
#[tokio::test]
async fn sitemap_parts_of_a_reset_list_are_rebuilt() {
    let (_folder, catalogue) = empty();
    fill(&catalogue, 250).await;
    let mut file = Vec::new();
    catalogue.export(&mut file).unwrap();

    let (_folder, catalogue) = empty();
    catalogue.import(file.as_slice(), Contents::Sample).unwrap();
    let api = Api::new(bronwijzer_graphql::schema(catalogue.clone()));
    let parts = Parts::of(100);
    assert_eq!(parts.begins(&api).await.unwrap().len(), 3);
    fill(&catalogue, 1).await;
    assert_eq!(parts.begins(&api).await.unwrap(), [None]);
}
