//! A crawl that meets trouble: it says what and what to do, and what was stored
//! stays.

use bronwijzer_double::fault::Fault;
use bronwijzer_double::github::GitHub;
use bronwijzer_double::world::{Repository, World};
use chrono::Utc;

use crate::place::{Place, TOKEN};

fn world() -> World {
    World::with_organisations(&["Gemeente-Delft", "PDOK"])
        .with(Repository::new(
            1,
            "Gemeente-Delft",
            "kademuren",
            Utc::now(),
        ))
        .with(Repository::new(2, "PDOK", "viewer", Utc::now()))
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_token_fails_accounts_and_stays_hidden() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let mut place = Place::asking(&github);
    assert_eq!(place.run(&["crawl"]).status, Some(0));

    let wrong = "ghp_wrongwrongwrongwrongwrongwrong";
    place.set_token(Some(wrong));
    let crawl = place.run(&["crawl", "--log", "trace"]);
    assert_eq!(crawl.status, Some(1), "{crawl:?}");
    assert!(crawl.stdout.contains("2 failed"), "{}", crawl.stdout);
    let mut lines = crawl.stdout.lines();
    let failed = lines.find(|line| line.starts_with("failed ")).unwrap();
    assert!(
        failed.contains("https://github.com/Gemeente-Delft"),
        "{failed}"
    );
    assert!(
        crawl.stdout.contains("Check the token for github.com"),
        "{}",
        crawl.stdout
    );
    assert!(!crawl.stdout.contains(wrong), "{}", crawl.stdout);
    assert!(!crawl.stderr.contains(wrong), "{}", crawl.stderr);
    // Without any token the lists are read as everybody may, and nothing that
    // was read before is lost.
    place.set_token(None);
    let crawl = place.run(&["crawl", "--full"]);
    assert_eq!(crawl.status, Some(0), "{crawl:?}");
    assert!(
        crawl.stdout.contains("GitHub was asked without a token"),
        "{}",
        crawl.stdout
    );
    let server = place.serve(&[]);
    assert_eq!(server.find("kademuren").await, ["Gemeente-Delft/kademuren"]);
    let query =
        "{ repository(url: \"https://github.com/Gemeente-Delft/kademuren\") { readme { text } } }";
    let kept = server.ask(query, serde_json::json!({})).await;
    assert!(kept["repository"]["readme"]["text"].is_string(), "{kept}");
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_account_affects_no_other() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let place = Place::asking(&github);
    let registry = std::fs::read_to_string(place.path("organisations.toml")).unwrap();
    let registry = registry.replace(
        "github.com/PDOK\"",
        "github.com/atlantis\", \"https://github.com/PDOK\"",
    );
    std::fs::write(place.path("organisations.toml"), registry).unwrap();

    let crawl = place.run(&["crawl"]);
    assert_eq!(crawl.status, Some(1), "{crawl:?}");
    assert!(
        crawl.stdout.contains("3: 2 complete, 0 partial, 1 failed"),
        "{}",
        crawl.stdout
    );
    assert!(
        crawl
            .stdout
            .contains("https://github.com/atlantis does not exist"),
        "{}",
        crawl.stdout
    );
    assert!(crawl.stdout.contains("2 new"), "{}", crawl.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn web_pages_instead_of_responses_lose_nothing() {
    let github = GitHub::start(world(), Some(TOKEN)).await;
    let place = Place::asking(&github);
    assert_eq!(place.run(&["crawl"]).status, Some(0));

    github.fail(|_| Some(Fault::Html));
    // With more of them the forge counts as down, and is waited for.
    let one = ["crawl", "--organisation", "gemeente-delft"];
    let crawl = place.run(&one);
    assert_eq!(crawl.status, Some(1), "{crawl:?}");
    assert!(crawl.stdout.contains("1 failed"), "{}", crawl.stdout);
    assert!(crawl.stdout.contains("0 gone"), "{}", crawl.stdout);
    assert!(
        crawl.stdout.contains("Check that `api` of github.com"),
        "{}",
        crawl.stdout
    );

    github.recover();
    let again = place.run(&["crawl"]);
    assert_eq!(again.status, Some(0), "{again:?}");
    assert!(
        again
            .stdout
            .contains("0 new, 0 changed, 2 unchanged, 0 gone"),
        "{}",
        again.stdout
    );
}

#[cfg(target_os = "linux")]
#[test]
fn exit_status_is_told_where_standard_error_is_full() {
    let place = Place::with_config("");
    let full = || {
        let full = std::fs::File::options().write(true).open("/dev/full");
        full.unwrap()
    };
    for (arguments, status) in [(["import", "missing"], 1), (["check", "missing"], 2)] {
        let mut command = place.command(&arguments);
        let ended = command.stderr(full()).status().unwrap();
        assert_eq!(ended.code(), Some(status), "{arguments:?}");
    }
}
