//! The benchmark of crawls on a small scale. It runs the `bronwijzer` beside it,
//! which a test of the whole workspace builds.

use std::process::Command;

#[test]
fn small_benchmark_finds_the_same_despite_faults() {
    let measured = Command::new(env!("CARGO_BIN_EXE_bronwijzer-bench"))
        .args([
            "crawl",
            "--repositories",
            "60",
            "--accounts",
            "2",
            "--faults",
        ])
        .output()
        .unwrap();
    assert!(measured.status.success(), "{measured:?}");
    let stdout = String::from_utf8(measured.stdout).unwrap();
    for row in [
        "| first crawl |",
        "| nothing changed |",
        "| first crawl through faults |",
        "0 of 60 entries differ",
    ] {
        assert!(stdout.contains(row), "{row} in {stdout}");
    }
}
