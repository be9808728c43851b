//! What others wrote, as judgements take it: the times of their commits, and
//! the markup and the sentences of their READMEs.

use bronwijzer_crawler::commits::{Commit, CommitActivity};
use bronwijzer_crawler::observation::{Observation, TextFile};
use bronwijzer_crawler::sink::{Batch, Sink};
use chrono::{DateTime, Days, Utc};
use serde_json::{Value, json};

use crate::support::{Fixture, fixture, now, repository};

fn at(day: &str) -> DateTime<Utc> {
    format!("{day}T12:00:00Z").parse().unwrap()
}

async fn add(catalogue: &Fixture, observation: Observation) {
    let account = "https://github.com/minvws".parse().unwrap();
    let batch = Batch {
        observations: vec![(account, observation)],
        ..Batch::default()
    };
    catalogue.catalogue.sink().accept(batch).await.unwrap();
}

fn readme(path: &str, text: &str) -> Option<TextFile> {
    let bytes = text.len() as u64;
    Some(TextFile::capped(path, text.to_owned(), bytes, false))
}

#[tokio::test]
async fn a_commit_from_the_future_leads_no_list() {
    let catalogue = fixture().await;
    let mut dead = repository("9", "minvws/future-commit", 2000, "Nothing happens here");
    let since = now() - Days::new(730);
    let commit = Commit {
        at: at("2037-05-05"),
        author: "a".to_owned(),
        bot: false,
        merge: None,
    };
    dead.commits = Some(CommitActivity::count(
        since,
        since,
        1,
        Some(commit.at),
        [commit],
    ));
    dead.pushed_at = Some(at("2020-03-01"));
    add(&catalogue, dead).await;
    let answer = catalogue
        .ask(
            r#"{ repositories(sort: LAST_ACTIVITY, first: 4) { nodes { path } }
                repository(url: "https://github.com/minvws/future-commit") {
                    lastActivityAt maintenance { status reasons { rule facts { name value } } }
                    vitality { reasons { rule facts { value } } }
                    commits { lastHumanAt } } }"#,
        )
        .await;
    let paths: Vec<&str> = answer["repositories"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|node| node["path"].as_str())
        .collect();
    assert_eq!(paths.len(), 4);
    assert_eq!(paths.last(), Some(&"minvws/future-commit"));
    let found = &answer["repository"];
    assert_eq!(found["lastActivityAt"], json!("2020-03-01T12:00:00+00:00"));
    assert_eq!(found["maintenance"]["status"], json!("UNMAINTAINED"));
    assert_eq!(
        found["maintenance"]["reasons"][0]["rule"],
        json!("last_human_commit")
    );
    // The fact is what the forge said.
    assert_eq!(
        found["commits"]["lastHumanAt"],
        json!("2037-05-05T12:00:00+00:00")
    );
}

async fn outcomes(catalogue: &Fixture, path: &str) -> Value {
    let answer = catalogue
        .ask(&format!(
            r#"{{ repository(url: "https://github.com/{path}") {{
                openness {{ steps {{ checks {{ check {{ id }} outcome }} }} }}
                openByDefault {{ figures {{ figure outcome }} }} }} }}"#
        ))
        .await;
    let steps = answer["repository"]["openness"]["steps"]
        .as_array()
        .unwrap();
    let checks = steps.iter().filter_map(|step| step["checks"].as_array());
    let wanted = ["explained", "installation", "help"];
    let mut found: Vec<Value> = checks
        .flatten()
        .filter(|check| wanted.contains(&check["check"]["id"].as_str().unwrap()))
        .map(|check| check["outcome"].clone())
        .collect();
    let figures = answer["repository"]["openByDefault"]["figures"].as_array();
    let explains = figures.unwrap().iter();
    found.extend(
        explains
            .filter(|figure| figure["figure"] == json!("EXPLAINING_README"))
            .map(|figure| figure["outcome"].clone()),
    );
    Value::Array(found)
}

#[tokio::test]
async fn a_readme_explains_in_any_markup() {
    let catalogue = fixture().await;
    let prose = "woord ".repeat(110);
    let rst = |mark: &str, above: bool| {
        let title = |title: &str| {
            let line = mark.repeat(title.len());
            let over = if above {
                format!("{line}\n")
            } else {
                String::new()
            };
            format!("{over}{title}\n{line}\n\n")
        };
        let (install, contact) = (title("Installatie"), title("Contact"));
        format!("App\n===\n\n{install}{prose}\n\n{contact}Mail ons.\n")
    };
    let texts = [
        ("README.rst", rst("-", false)),
        ("README.rst", rst("~", false)),
        ("README.rst", rst("^", false)),
        ("README.rst", rst("*", true)),
        (
            "README.adoc",
            format!("= App\n\n== Installatie\n\n{prose}\n\n== Contact\n\nMail ons.\n"),
        ),
        (
            "README.org",
            format!("* App\n** Installatie\n{prose}\n** Contact\nMail ons.\n"),
        ),
        (
            "README.md",
            format!("---\n# App\n\n## Installatie\n\n{prose}\n\n## Contact\n\n---\n\nMeer.\n"),
        ),
    ];
    for (at, (path, text)) in texts.iter().enumerate() {
        let name = format!("minvws/in-markup-{at}");
        let mut observation =
            repository(&format!("9{at}"), &name, 3, "Een programma voor iedereen");
        observation.readme = readme(path, text);
        add(&catalogue, observation).await;
        assert_eq!(
            outcomes(&catalogue, &name).await,
            json!(["PASSED", "PASSED", "PASSED", "PASSED"]),
            "{path} {text:.60}"
        );
    }
}

#[tokio::test]
async fn only_repositories_seeking_maintainers_are_listed() {
    let catalogue = fixture().await;
    let texts = [
        "# App\n\nWe are not looking for a maintainer.",
        "# App\n\nWij zijn niet op zoek naar een beheerder.",
        "# App\n\nThis project is not maintained by Logius.",
        "# App\n\nThe old server is looking for a maintainer.",
        "# App\n\n```\nMaintainer wanted\n```",
        "# App\n\nWij zijn op zoek naar een nieuwe beheerder.",
    ];
    for (at, text) in texts.iter().enumerate() {
        let name = format!("minvws/seeking-{at}");
        let mut observation =
            repository(&format!("9{at}"), &name, 3, "Een programma voor iedereen");
        observation.readme = readme("README.md", text);
        add(&catalogue, observation).await;
    }
    let answer = catalogue
        .ask(r#"{ repositories(filter: { seeking: ["explicit"] }) { nodes { path } } }"#)
        .await;
    assert_eq!(
        answer["repositories"]["nodes"],
        json!([{ "path": "minvws/seeking-5" }])
    );
}
