//! `bronwijzer check`: what owners and their build servers run before they
//! publish.

use std::io::Write;
use std::process::Stdio;

use bronwijzer_double::github::GitHub;
use bronwijzer_double::world::World;
use chrono::Utc;
use serde_json::Value;
use serde_sarif::sarif::{ResultLevel, Sarif};

use crate::place::{Ended, Place, TOKEN};

const BROKEN: &str = "publiccodeYmlVersion: \"0.4\"\nname: Loket\nurl: geen adres\n";

/// The file that we are held to ourselves.
const OURS: &str = include_str!("../../../publiccode.yml");

fn place(files: &[(&str, &str)]) -> Place {
    let place = Place::with_config("");
    for (name, text) in files {
        let path = place.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    place
}

#[test]
fn exit_status_is_that_of_the_worst_file() {
    let place = place(&[
        ("good.yml", OURS),
        ("bad.yml", BROKEN),
        ("folder/publiccode.yaml", OURS),
        ("empty/README.md", ""),
    ]);
    let cases: &[(&[&str], i32)] = &[
        (&["good.yml"], 0),
        (&["folder"], 0),
        (&["bad.yml"], 1),
        (&["good.yml", "bad.yml"], 1),
        (&["empty"], 2),
        (&["nowhere.yml"], 2),
        (&["bad.yml", "nowhere.yml", "good.yml"], 2),
        (&["http://127.0.0.1:1/publiccode.yml"], 2),
    ];
    for (targets, expected) in cases {
        for format in ["text", "json", "sarif"] {
            let arguments = [&["check", "--format", format], *targets].concat();
            let ended = place.run(&arguments);
            assert_eq!(ended.status, Some(*expected), "{arguments:?}: {ended:?}");
        }
    }
    assert_eq!(place.run(&["check"]).status, Some(2));
    let ended = place.run(&["check", "empty"]);
    assert!(
        ended
            .stderr
            .contains("empty: has no publiccode.yml; add one"),
        "{ended:?}"
    );
}

#[test]
fn folder_must_contain_the_named_files() {
    let with_logo = format!("{OURS}logo: img/logo.svg\n");
    let place = place(&[
        ("without/publiccode.yml", &with_logo),
        ("with/publiccode.yml", &with_logo),
        ("with/img/logo.svg", "<svg/>"),
        ("broken/publiccode.yml", &format!("{OURS}logo: logo.png\n")),
        ("broken/logo.png", "<svg/>"),
    ]);
    let broken = place.run(&["check", "broken"]);
    assert!(broken.stdout.contains("[file_not_png]"), "{broken:?}");
    let ended = place.run(&["check", "without"]);
    assert_eq!(ended.status, Some(1), "{ended:?}");
    assert!(ended.stdout.contains("[file_not_found]"), "{ended:?}");
    assert!(ended.stdout.contains("img/logo.svg"), "{ended:?}");
    assert_eq!(place.run(&["check", "with"]).status, Some(0));
    let file = place.run(&["check", "without/publiccode.yml"]);
    assert_eq!(
        file.status,
        Some(1),
        "it stands in its repository: {file:?}"
    );
}

#[test]
fn text_output_says_where_and_how_to_fix_it() {
    let place = place(&[("publiccode.yml", BROKEN)]);
    insta::assert_snapshot!("text", place.run(&["check", "."]).stdout);
    let dutch = place
        .run(&["check", "--lang", "nl", "publiccode.yml"])
        .stdout;
    assert!(
        dutch.contains("publiccode.yml:3:6: error: url: ‘geen adres’ is geen volledig webadres."),
        "{dutch}"
    );
}

#[test]
fn json_and_sarif_output_is_complete() {
    let place = place(&[("publiccode.yml", BROKEN)]);
    let ended = place.run(&["check", "--format", "json", "publiccode.yml", "nowhere.yml"]);
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    let file = &report["files"][0];
    assert_eq!(file["valid"], false);
    assert_eq!(file["checkedAs"], "0.4");
    let url = file["findings"].as_array().unwrap();
    let url = url.iter().find(|found| found["key"] == "url").unwrap();
    assert_eq!(url["rule"], "url_wrong");
    assert_eq!((&url["line"], &url["column"]), (&3.into(), &6.into()));
    assert!(!url["help"].as_str().unwrap().is_empty());
    let unread = &report["files"][1];
    assert_eq!(unread["valid"], Value::Null);
    assert!(
        unread["unreadable"]
            .as_str()
            .unwrap()
            .contains("can't be read")
    );

    let ended = place.run(&["check", "--format", "sarif", "publiccode.yml"]);
    let sarif: Sarif = serde_json::from_str(&ended.stdout).unwrap();
    let run = &sarif.runs[0];
    let results = run.results.as_ref().unwrap();
    let url = results
        .iter()
        .find(|result| result.rule_id.as_deref() == Some("url_wrong"))
        .unwrap();
    assert_eq!(url.level, Some(ResultLevel::Error));
    let at = url.locations.as_ref().unwrap()[0]
        .physical_location
        .as_ref();
    let region = at.unwrap().region.as_ref().unwrap();
    assert_eq!((region.start_line, region.start_column), (Some(3), Some(6)));
    let rules = run.tool.driver.rules.as_ref().unwrap();
    for result in results {
        assert!(
            rules
                .iter()
                .any(|rule| Some(&rule.id) == result.rule_id.as_ref())
        );
    }
}

#[test]
fn file_is_read_from_standard_input() {
    let place = place(&[]);
    for (bytes, status) in [(OURS.as_bytes(), 0), (b"\xff\xfe\x00", 1), (b"", 1)] {
        let mut child = place
            .command(&["check", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(bytes).unwrap();
        let ended = Ended::from(child.wait_with_output().unwrap());
        assert_eq!(ended.status, Some(status), "{ended:?}");
        assert!(ended.stdout.contains("<stdin>: "), "{ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn repository_is_read_from_its_forge() {
    let mut world = World::generated(7, 1, 3, Utc::now());
    for repository in &mut world.repositories {
        repository
            .files
            .retain(|path, _| !path.starts_with("publiccode"));
    }
    let files = &mut world.repositories[0].files;
    files.insert("publiccode.yml".to_owned(), BROKEN.as_bytes().into());
    let address = |at: usize| {
        let repository = &world.repositories[at];
        format!(
            "https://github.com/{}/{}",
            repository.owner, repository.name
        )
    };
    let (with, without) = (address(0), address(1));
    let github = GitHub::start(world.clone(), Some(TOKEN)).await;
    let place = Place::asking(&github);
    let ended = place.run(&["check", &with]);
    assert_eq!(ended.status, Some(1), "{ended:?}");
    assert!(ended.stdout.contains(&format!("{with}:3:6: error: url:")));
    let path = with.strip_prefix("https://github.com/").unwrap();
    for address in [
        format!("https://www.github.com/{path}"),
        format!("{with}/tree/main"),
        format!("{with}/blob/main/publiccode.yml"),
        format!("{with}/issues"),
        format!("git@github.com:{path}.git"),
    ] {
        let ended = place.run(&["check", &address]);
        assert_eq!(ended.status, Some(1), "{address}: {ended:?}");
        let found = format!("{address}:3:6: error: url:");
        assert!(ended.stdout.contains(&found), "{ended:?}");
    }
    let ended = place.run(&["check", &without]);
    assert_eq!(ended.status, Some(2), "{ended:?}");
    assert!(ended.stderr.contains("has no publiccode.yml in its root"));
    let ended = place.run(&["check", "https://github.com/niemand/niets"]);
    assert_eq!(ended.status, Some(2), "{ended:?}");
    assert!(
        ended
            .stderr
            .contains("no public repository at this address")
    );
}

#[test]
fn link_checks_are_opt_in_and_never_private() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let ours = format!("url: http://{}/loket", listener.local_addr().unwrap());
    let text: String = OURS
        .lines()
        .map(|line| {
            if line.starts_with("url:") {
                &ours
            } else {
                line
            }
        })
        .flat_map(|line| [line, "\n"])
        .collect();
    let place = place(&[("publiccode.yml", &text)]);
    let without = place.run(&["check", "publiccode.yml"]);
    assert!(!without.stdout.contains("[link_"), "{without:?}");
    let with = place.run(&["check", "--network", "publiccode.yml"]);
    assert_eq!(with.status, Some(0), "{with:?}");
    assert!(with.stdout.contains("[link_private]"), "{with:?}");
    assert!(listener.accept().is_err(), "somebody knocked");
}

#[test]
fn check_asks_nothing_inside_the_own_network() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let place = place(&[]);
    for host in [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "[::ffff:127.0.0.1]",
    ] {
        let ended = place.run(&["check", &format!("http://{host}:{port}/publiccode.yml")]);
        assert_eq!(ended.status, Some(2), "{host}: {ended:?}");
        assert!(
            ended.stderr.contains("internal network"),
            "{host}: {ended:?}"
        );
    }
    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_err(), "somebody knocked");
}

#[test]
fn owner_can_let_check_ask_inside() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        let _ = std::io::Read::read(&mut socket, &mut request).unwrap();
        let length = OURS.len();
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
        socket.write_all(head.as_bytes()).unwrap();
        socket.write_all(OURS.as_bytes()).unwrap();
    });
    let place = Place::with_config("internal_networks = [\"127.0.0.0/8\"]\n");
    let ended = place.run(&["check", &format!("http://{address}/publiccode.yml")]);
    assert_eq!(ended.status, Some(0), "{ended:?}");
}

#[test]
fn pipe_in_the_place_of_a_file_is_refused_at_once() {
    let place = place(&[("folder/publiccode.yml", &format!("{OURS}logo: logo.png\n"))]);
    for pipe in ["publiccode.yml", "folder/logo.png"] {
        let made = std::process::Command::new("mkfifo")
            .arg(place.path(pipe))
            .status();
        assert!(made.unwrap().success());
    }
    for target in ["publiccode.yml", "/dev/zero", "/dev/tty"] {
        let ended = place.run(&["check", target]);
        assert_eq!(ended.status, Some(2), "{target}: {ended:?}");
    }
    let refused = place.run(&["check", "publiccode.yml"]).stderr;
    assert!(
        refused.contains("is no ordinary file; give `-`"),
        "{refused}"
    );
    // Nor is it waited for where a file names it.
    assert!(place.run(&["check", "folder"]).status.is_some());
}
