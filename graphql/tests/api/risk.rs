//! Kind, risk and vitality, asked for and filtered by.

use bronwijzer_crawler::commits::{Commit, CommitActivity};
use bronwijzer_crawler::observation::{LanguageSize, Release, Releases};
use bronwijzer_crawler::sink::{Batch, Sink};
use chrono::Days;

use crate::support::{fixture, now, repository};

#[tokio::test]
async fn risk_kind_and_vitality_come_with_their_reasons_and_filter() {
    let fixture = fixture().await;
    let mut alone = repository("4", "ICTU/alone", 3, "What one person makes");
    let since = now() - Days::new(730);
    let commits: Vec<Commit> = (0..20)
        .map(|day| Commit {
            at: now() - Days::new(day),
            author: format!("author {}", day / 17),
            bot: false,
            merge: Some(day == 0),
        })
        .collect();
    alone.commits = Some(CommitActivity::count(since, since, 20, None, commits));
    alone.pushed_at = Some(now());
    alone.tags = Some(Releases {
        total: 1,
        newest: vec![Release {
            name: "v1".to_owned(),
            at: Some(now() - Days::new(30)),
            ..Release::default()
        }],
    });
    let mut standard = repository("5", "ICTU/standaard", 900, "Een standaard");
    standard.languages = Some(vec![LanguageSize {
        name: "HTML".to_owned(),
        bytes: 5_000,
    }]);
    let account = "https://github.com/ICTU".parse().unwrap();
    let observations = [alone, standard].map(|observation| (Clone::clone(&account), observation));
    let batch = Batch {
        observations: observations.into(),
        ..Batch::default()
    };
    fixture.catalogue.sink().accept(batch).await.unwrap();
    let answer = fixture
        .ask(
            r#"{
                alone: repositories(filter: { atRisk: ["at_risk"] }) {
                    nodes {
                        name
                        kind { kind reasons { rule facts { name value } } }
                        risk { verdict reasons { rule facts { name value } } }
                        vitality {
                            score
                            parts { authors activity releases age }
                            from
                            until
                            days
                            reasons { rule facts { name value } }
                            newestRelease
                            newestReleaseDays
                        }
                    }
                }
                standards: repositories(filter: { kind: ["standard"] }) {
                    nodes { name maintenance { status reasons { rule } } risk { verdict } }
                }
            }"#,
        )
        .await;
    insta::with_settings!({ sort_maps => true }, {
        insta::assert_json_snapshot!(answer);
    });
}

/// What follows from a row of the table, by the newest one.
#[tokio::test]
async fn a_judgement_is_a_field_a_filter_and_in_the_list() {
    let fixture = fixture().await;
    let mut steady = repository("4", "ICTU/steady", 3, "What comes out each month");
    let version = |days| Release {
        name: format!("v1.{days}"),
        at: Some(now() - Days::new(days)),
        ..Release::default()
    };
    steady.releases = Some(Releases {
        total: 4,
        newest: [10, 40, 70, 100].map(version).into(),
    });
    let account = "https://github.com/ICTU".parse().unwrap();
    let batch = Batch {
        observations: vec![(account, steady)],
        ..Batch::default()
    };
    fixture.catalogue.sink().accept(batch).await.unwrap();
    let answer = fixture
        .ask(
            r#"{
                chosen: repositories(filter: { releaseRhythm: ["regular"] }) {
                    nodes {
                        name
                        releaseRhythm { verdict reasons { rule facts { name value } } }
                        judgements { name verdict reasons { rule } }
                    }
                }
                typed: repositories(query: "releaseritme:regelmatig") { total }
            }"#,
        )
        .await;
    insta::with_settings!({ sort_maps => true }, {
        insta::assert_json_snapshot!(answer);
    });
}
