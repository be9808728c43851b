//! First tasks, questions that wait, and how soon answers come.

use bronwijzer_crawler::sink::{Batch, Sink};

use crate::support::{Fixture, fixture, repository};

async fn with_tasks() -> Fixture {
    let fixture = fixture().await;
    let mut helpful = repository("4", "ICTU/helpful", 3, "What others can help with");
    let made = bronwijzer_testing::repository("ICTU/helpful")
        .tasks(&[
            ("De knop werkt niet op een telefoon", "bug", 5),
            ("Write a manual", "documentation", 9),
            ("Anything", "", 2),
        ])
        .questions(&[("How do I start?", 40)])
        .answers(&[Some(1), Some(2), Some(3), Some(20), None]);
    helpful.issues = made.build().issues;
    let account = "https://github.com/ICTU".parse().unwrap();
    let batch = Batch {
        observations: vec![(account, helpful)],
        ..Batch::default()
    };
    fixture.catalogue.sink().accept(batch).await.unwrap();
    fixture
}

#[tokio::test]
async fn tasks_and_questions_come_with_their_repository() {
    let answer = with_tasks()
        .await
        .ask(
            r#"{
                firstTasks(first: 2) {
                    total
                    pageInfo { hasNextPage }
                    nodes { title language url labels help createdAt repository { name } }
                }
                texts: firstTasks(help: [TEXT, DESIGN], organisation: ["stichting-ictu"]) { nodes { title } }
                elsewhere: firstTasks(language: ["COBOL"], theme: ["it-management"]) { total }
                waitingQuestions { total nodes { title url createdAt repository { name } } }
                repository(url: "https://github.com/ICTU/helpful") {
                    firstTasks { title help }
                    waitingQuestions { title }
                    responsiveness { verdict reasons { rule facts { name value } } }
                    issuesReadAt
                }
                untold: repository(url: "https://github.com/ICTU/quality-time") {
                    firstTasks { title }
                    waitingQuestions { title }
                    responsiveness { verdict reasons { rule } }
                    issuesReadAt
                }
            }"#,
        )
        .await;
    insta::with_settings!({ sort_maps => true }, {
        insta::assert_json_snapshot!(answer);
    });
}

#[tokio::test]
async fn every_task_is_on_one_page() {
    let fixture = with_tasks().await;
    let mut titles = Vec::new();
    let mut after = String::from("null");
    loop {
        let query = format!(
            "{{ firstTasks(first: 1, after: {after}) {{ nodes {{ title }} pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let answer = fixture.ask(&query).await;
        let tasks = &answer["firstTasks"];
        titles.push(tasks["nodes"][0]["title"].as_str().unwrap().to_owned());
        if tasks["pageInfo"]["hasNextPage"] != true {
            break;
        }
        after = tasks["pageInfo"]["endCursor"].to_string();
    }
    assert_eq!(
        titles,
        [
            "Anything",
            "De knop werkt niet op een telefoon",
            "Write a manual"
        ]
    );
}
