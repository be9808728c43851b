//! Of which organisations it is known what they publish.

use bronwijzer_crawler::run::{AccountOutcome, Cost, CrawlRun, Outcome, Tally};
use bronwijzer_crawler::sink::Sink;
use chrono::{Days, TimeDelta};
use serde_json::{Value, json};

use crate::support::{Fixture, fixture_beside, now, organisation};

async fn with_delft() -> Fixture {
    let delft = organisation(
        "gemeente-delft",
        "Gemeente Delft",
        None,
        "https://github.com/Gemeente-Delft",
    );
    fixture_beside(Some(delft)).await
}

/// Stores the report of a crawl so many days ago, in which the account of the
/// organisation without repositories went like this.
async fn crawl(catalogue: &Fixture, days_ago: u64, outcome: Outcome) {
    let started_at = now() - Days::new(days_ago);
    let run = CrawlRun {
        id: started_at.format("%Y%m%dT%H%M%S.000Z").to_string(),
        started_at,
        ended_at: started_at + TimeDelta::minutes(5),
        full: false,
        halted: None,
        accounts: vec![AccountOutcome {
            account: "https://github.com/Gemeente-Delft".parse().unwrap(),
            organisation: "gemeente-delft".parse().unwrap(),
            outcome,
            reason: None,
            tally: Tally::default(),
            cost: Cost::default(),
            ended_at: None,
            validator: None,
            forge_id: None,
        }],
        spending: Vec::new(),
        problems: Vec::new(),
    };
    catalogue.catalogue.sink().finish(&run).await.unwrap();
}

async fn reading(catalogue: &Fixture, slug: &str) -> Value {
    let question = format!(
        r#"{{ organisation(slug: "{slug}") {{ reading {{ state completeAt unreadableSince repositories }} }} }}"#
    );
    catalogue.ask(&question).await["organisation"]["reading"].clone()
}

#[tokio::test]
async fn nobody_read_is_not_the_same_as_nothing_found() {
    let catalogue = with_delft().await;
    let day = |value: &Value| value.as_str().map(|at| at[..10].to_owned());
    let steps = [
        (None, "NOT_READ", None, None, Value::Null),
        (
            Some((9, Outcome::Interrupted)),
            "NOT_READ",
            None,
            None,
            Value::Null,
        ),
        (
            Some((8, Outcome::Partial)),
            "NOT_READ",
            None,
            None,
            Value::Null,
        ),
        (
            Some((7, Outcome::Complete)),
            "READ",
            Some("2026-08-25"),
            None,
            json!(0),
        ),
        (
            Some((6, Outcome::Failed)),
            "UNREADABLE",
            Some("2026-08-25"),
            Some("2026-08-26"),
            Value::Null,
        ),
        (
            Some((5, Outcome::Failed)),
            "UNREADABLE",
            Some("2026-08-25"),
            Some("2026-08-26"),
            Value::Null,
        ),
        (
            Some((4, Outcome::Complete)),
            "READ",
            Some("2026-08-28"),
            None,
            json!(0),
        ),
    ];
    for (crawled, state, complete, unreadable, repositories) in steps {
        if let Some((days_ago, outcome)) = crawled {
            crawl(&catalogue, days_ago, outcome).await;
        }
        let found = reading(&catalogue, "gemeente-delft").await;
        assert_eq!(found["state"], state, "{crawled:?}");
        assert_eq!(
            day(&found["completeAt"]).as_deref(),
            complete,
            "{crawled:?}"
        );
        assert_eq!(
            day(&found["unreadableSince"]).as_deref(),
            unreadable,
            "{crawled:?}"
        );
        assert_eq!(found["repositories"], repositories, "{crawled:?}");
    }
    // What is there is counted, whoever read it.
    let nijmegen = reading(&catalogue, "gemeente-nijmegen").await;
    assert_eq!(nijmegen["state"], "NOT_READ");
    assert_eq!(nijmegen["repositories"], 2);
}

#[tokio::test]
async fn organisations_are_found_by_words_of_their_names() {
    let catalogue = with_delft().await;
    let cases = [
        ("", 3),
        ("-", 3),
        ("gemeente", 2),
        ("DELFT gemeente", 1),
        ("ictu", 1),
        ("ïctu", 1),
        ("meente", 2),
        ("utrecht", 0),
    ];
    for (query, expected) in cases {
        let question = format!(r#"{{ organisations(query: "{query}") {{ total }} }}"#);
        let answer = catalogue.ask(&question).await;
        assert_eq!(answer["organisations"]["total"], expected, "{query}");
    }
}
