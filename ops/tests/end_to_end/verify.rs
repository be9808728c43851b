//! Who runs a catalogue proves that it is whole, and has it repaired.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::place::Place;

/// A place with the sample.
fn place() -> Place {
    let place = Place::with_config("listen = \"127.0.0.1:0\"\nschedule = \"off\"\n");
    let server = place.serve(&[]);
    assert_eq!(server.stop(), Some(0));
    place
}

/// The largest file of a folder.
fn largest(folder: PathBuf) -> PathBuf {
    let entries = fs::read_dir(folder).unwrap();
    let files = entries.map(|entry| entry.unwrap().path());
    files
        .max_by_key(|path| fs::metadata(path).unwrap().len())
        .unwrap()
}

#[test]
fn verify_names_what_is_damaged_and_repairs_it() {
    let place = place();
    let sound = place.run(&["verify"]);
    assert_eq!(sound.status, Some(0), "{sound:?}");
    assert!(sound.stdout.contains("All of it is whole"), "{sound:?}");

    let file = largest(place.path("bronwijzer-data/index"));
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).unwrap();
    let damaged = place.run(&["verify", "--json"]);
    assert_eq!(damaged.status, Some(1), "{damaged:?}");
    let report: Value = serde_json::from_str(&damaged.stdout).unwrap();
    let fault = &report["faults"][0];
    assert_eq!(fault["part"], "index", "{report}");
    assert_eq!(fault["kind"], "damaged", "{report}");
    let name = file.file_name().unwrap().to_str().unwrap();
    assert!(fault["why"].as_str().unwrap().contains(name), "{report}");

    let repaired = place.run(&["verify", "--repair"]);
    assert_eq!(repaired.status, Some(0), "{repaired:?}");
    assert!(repaired.stdout.contains("was rebuilt"), "{repaired:?}");
    let again = place.run(&["verify"]);
    assert_eq!(again.status, Some(0), "{again:?}");
}

#[test]
fn running_server_verifies_itself_and_refuses_a_repair() {
    let place = place();
    let server = place.serve(&[]);
    let sound = place.run(&["verify"]);
    assert_eq!(sound.status, Some(0), "{sound:?}");
    assert!(sound.stdout.contains("All of it is whole"), "{sound:?}");
    assert!(sound.stdout.contains("running server"), "{sound:?}");
    let report = place.run(&["verify", "--json"]);
    let report: Value = serde_json::from_str(&report.stdout).unwrap();
    assert!(report["compared"].as_u64().unwrap() > 0, "{report}");
    let refused = place.run(&["verify", "--repair"]);
    assert_eq!(refused.status, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("stop it first"), "{refused:?}");
    assert_eq!(server.stop(), Some(0));
    let done = place.run(&["verify", "--repair"]);
    assert_eq!(done.status, Some(0), "{done:?}");
    assert!(done.stdout.contains("nothing to repair"), "{done:?}");
}
