//! Kills, damage and full disks on a small scale. It runs the `bronwijzer` beside it, which a
//! test of the whole workspace builds.

use std::process::Command;

use serde_json::Value;

#[test]
fn kills_and_damage_lose_nothing_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("faults.json");
    let ran = Command::new(env!("CARGO_BIN_EXE_bronwijzer-bench"))
        .args(["faults", "--kills", "12", "--damages", "6", "--disks", "1"])
        .args(["--repositories", "40", "--seed", "7", "--json"])
        .arg(&json)
        .output()
        .unwrap();
    assert!(ran.status.success(), "{ran:?}");
    let table = String::from_utf8(ran.stdout).unwrap();
    for row in [
        "| kill | import |",
        "| kill | statements |",
        "| kill | restore |",
        "| kill | repair |",
        "| damage | store: a byte flipped |",
    ] {
        assert!(table.contains(row), "{row} in {table}");
    }
    let json: Value = serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
    assert_eq!(json["lost"], 0);
    let rows = json["rows"].as_array().unwrap();
    let count = |what: &str| -> u64 {
        let counts = rows.iter().map(|row| row["counts"][what].as_u64().unwrap());
        counts.sum()
    };
    // Else nothing was proved: some of it hit the program in the middle.
    assert!(count("killed") > 0 && count("noticed") > 0, "{table}");
}
