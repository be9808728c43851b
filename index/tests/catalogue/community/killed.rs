//! A process that is killed while members act: what it had acknowledged is still there.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_index::community::action::{Action, NewStatement};
use bronwijzer_index::community::kinds::StatementKind;
use bronwijzer_index::community::scan::ScanReport;
use bronwijzer_index::community::statement::{Behalf, StatementId};
use bronwijzer_index::{Catalogue, FacetName};
use chrono::TimeDelta;

use super::{coming, new, on_behalf};
use crate::support::{empty, fill, now, open, organisations, repository, search};

/// Where the process that will be killed finds its folder.
const FOLDER: &str = "BRONWIJZER_TEST_KILLED_IN";

/// What the process says before the id of a repository whose scan was acknowledged.
const SCANNED: &str = "scanned ";

/// What the process says before the id of a statement that was acknowledged.
const ACKNOWLEDGED: &str = "acknowledged ";

/// Run by the next test in a process of its own; alone it has nothing to do.
#[test]
fn acts_until_it_is_killed() {
    let Some(dir) = std::env::var_os(FOLDER) else {
        return;
    };
    let opened = Catalogue::open(Path::new(&dir), organisations(), now()).unwrap();
    let community = opened.catalogue.community();
    let sign_in = coming("moderator", &["stichting-ictu"], true);
    let session = community.sign_in(&sign_in, now()).unwrap();
    let viewer = community
        .viewer_of_session(&session.token, now())
        .unwrap()
        .unwrap();
    // What the test's own harness writes on this line comes before.
    println!();
    for number in 1.. {
        let subject = format!("github.com:{number}");
        let uses = NewStatement {
            subject: bronwijzer_index::community::statement::Subject::Repository(
                subject.parse().unwrap(),
            ),
            ..new(StatementKind::Use, on_behalf("stichting-ictu"))
        };
        let other = new(StatementKind::Post, Behalf::Own);
        let scan = Action::Scan {
            repository: subject.parse().unwrap(),
            report: ScanReport {
                repository: format!("https://github.com/minvws/app-{number}"),
                ..super::scans::report("a", 3)
            },
            organisation: None,
        };
        let at = now() + TimeDelta::minutes(60 * number);
        // There is no repository behind the last.
        if community.act(&viewer, scan, at).is_ok() {
            println!("{SCANNED}{subject}");
        }
        for (minutes, statement) in [(0, uses), (30, other)] {
            let at = now() + TimeDelta::minutes(60 * number + minutes);
            if let Ok(done) = community.act(&viewer, Action::Make(statement), at) {
                println!("{ACKNOWLEDGED}{}", super::statement_of(done).id);
            }
        }
    }
}

#[tokio::test]
async fn kill_while_members_act_loses_nothing_acknowledged() {
    let (dir, catalogue) = empty();
    let many = (1..=100).map(|n| repository(&n.to_string(), &format!("minvws/app-{n}"), 3));
    fill(&catalogue, many).await;
    drop(catalogue);
    let mut acknowledged = Vec::new();
    let mut scanned: Vec<RepositoryId> = Vec::new();
    for round in 1..=3 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "community::killed::acts_until_it_is_killed",
                "--nocapture",
            ])
            .env(FOLDER, dir.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut left = 7 * round;
        for line in lines.map_while(Result::ok) {
            if let Some(id) = line.strip_prefix(ACKNOWLEDGED) {
                acknowledged.push(StatementId(id.to_owned()));
                left -= 1;
            } else if let Some(id) = line.strip_prefix(SCANNED) {
                scanned.push(id.parse().unwrap());
            }
            if left == 0 {
                break;
            }
        }
        // On Unix this is SIGKILL.
        child.kill().unwrap();
        child.wait().unwrap();
        let catalogue = open(&dir);
        let community = catalogue.community();
        assert!(!acknowledged.is_empty());
        for id in &acknowledged {
            assert!(community.statement(id, None).is_some(), "{id} is lost");
        }
        assert!(!scanned.is_empty());
        for id in &scanned {
            assert_eq!(community.scans(id).unwrap().len(), 1, "{id}");
        }
        // The search index has caught up with what was said before the end.
        let uses = |facet: &bronwijzer_index::Facet| {
            let ictu = facet
                .values
                .iter()
                .find(|value| value.value == "stichting-ictu");
            ictu.map_or(0, |value| value.count)
        };
        let page = search(&catalogue, "");
        let facet = page
            .facets
            .iter()
            .find(|facet| facet.name == FacetName::UsedBy)
            .unwrap();
        let said = bronwijzer_index::StatementFilter {
            kinds: vec![StatementKind::Use],
            ..Default::default()
        };
        assert_eq!(uses(facet), community.statements(&said, None).len() as u64);
    }
}
