//! A crawl that is followed while it runs.

use bronwijzer_crawler::crawl::{Event, Progress};
use futures::StreamExt;
use serde_json::json;

use crate::support::fixture;

struct Silent;

impl Progress for Silent {
    fn event(&self, _: Event) {}
}

#[tokio::test]
async fn a_crawl_is_followed_from_its_start_to_its_end() {
    let fixture = fixture().await;
    let (schema, catalogue) = (&fixture.schema, &fixture.catalogue);
    let fields = "{ accounts listed repositories toRead stored problems }";
    let mut followed = schema.execute_stream(format!("subscription {{ liveCrawl {fields} }}"));
    let mut next = async || {
        let answer = followed.next().await.unwrap();
        assert!(answer.errors.is_empty(), "{:?}", answer.errors);
        answer.data.into_json().unwrap()["liveCrawl"].clone()
    };
    assert_eq!(next().await, json!(null));
    {
        let progress = catalogue.show_live(&Silent);
        progress.event(Event::Started {
            run: "20260901T020000.000Z".to_owned(),
            accounts: 1,
        });
        progress.event(Event::Listed {
            account: "https://github.com/ICTU".parse().unwrap(),
            repositories: 12,
            to_read: 5,
        });
        let running = json!({
            "accounts": 1, "listed": 1, "repositories": 12,
            "toRead": 5, "stored": 0, "problems": 0,
        });
        assert_eq!(next().await, running);
        let asked = schema.execute(format!("{{ liveCrawl {fields} }}")).await;
        assert_eq!(asked.data.into_json().unwrap()["liveCrawl"], running);
    }
    assert_eq!(next().await, json!(null));
}
