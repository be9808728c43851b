//! Several servers on one PostgreSQL, on a small scale. It runs the `bronwijzer` beside it, which
//! a test of the whole workspace builds.

use std::process::Command;

use bronwijzer_testing::postgres;

#[test]
fn kills_of_nodes_and_database_lose_nothing_acknowledged() {
    if !postgres::is_installed() {
        return;
    }
    let ran = Command::new(env!("CARGO_BIN_EXE_bronwijzer-bench"))
        .args(["nodes", "--only", "takeover,kills", "--takeovers", "1"])
        .args(["--kills", "3", "--crawled", "300", "--seed", "7"])
        .output()
        .unwrap();
    let tables = String::from_utf8(ran.stdout).unwrap();
    let log = String::from_utf8_lossy(&ran.stderr);
    // How long things took is no matter here.
    for (row, end) in [
        ("| killed (`kill -9`) | 1 |", ""),
        ("| paused (`SIGSTOP`) | 1 |", ""),
        ("| the node that leads | 1 |", "| 0 |  |"),
        ("| the node that follows | 1 |", "| 0 |  |"),
        ("| PostgreSQL | 1 |", "| 0 |  |"),
        ("| at the end, both started once more | 3 |", "| 0 | 0 |"),
    ] {
        let mut lines = tables.lines();
        let is_there = lines.any(|line| line.starts_with(row) && line.ends_with(end));
        assert!(is_there, "{row} … {end} in {tables}{log}");
    }
    assert!(!tables.contains(" are lost after "), "{tables}{log}");
    // Else nothing was proved.
    assert!(
        !tables.contains("\n0 statements were acknowledged"),
        "{tables}"
    );
}

#[test]
fn measures_of_nodes_give_a_row_for_each_store() {
    if !postgres::is_installed() {
        return;
    }
    let ran = Command::new(env!("CARGO_BIN_EXE_bronwijzer-bench"))
        .args(["nodes", "--only", "reads,balanced,crawl,import,lag"])
        .args(["--repositories", "60", "--crawled", "60", "--import", "60"])
        .args(["--seconds", "1", "--writes", "4"])
        .output()
        .unwrap();
    let tables = String::from_utf8(ran.stdout).unwrap();
    let log = String::from_utf8_lossy(&ran.stderr);
    for row in [
        "| on sled | ",
        "| on PostgreSQL | ",
        "| one node | ",
        "| two nodes | ",
        "| first crawl, repositories a second | ",
        "| imported once more | ",
        "| restored | ",
        "| written on the one that leads, until the other shows it | 2 |",
        "| the same, as `bronwijzer_index_lag` counts it | ",
    ] {
        assert!(tables.contains(row), "{row} in {tables}{log}");
    }
    assert!(!tables.contains("requests failed"), "{tables}");
}
