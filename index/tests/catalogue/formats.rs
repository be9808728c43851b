//! Files of earlier versions are taken up by this one.
//!
//! `formats` has a file of each form that a version of the program wrote: facts of repositories in
//! the sample alone. Whoever changes what a line looks like adds one that the version before
//! the change wrote.

use std::fs;
use std::path::{Path, PathBuf};

use bronwijzer_index::{Contents, SearchRequest};

use crate::support::empty;

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/catalogue/formats");
    let entries = fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn count(file: &[u8], kind: &str) -> u64 {
    let text = String::from_utf8(zstd::decode_all(file).unwrap()).unwrap();
    let lines = text.lines().filter(|line| line.starts_with(kind));
    lines.count() as u64
}

#[test]
fn files_of_every_version_are_imported_whole() {
    let files = files();
    assert!(files.len() >= 4, "{files:?}");
    for path in files {
        let file = fs::read(&path).unwrap();
        let (_dir, catalogue) = empty();
        let report = catalogue.import(&file[..], Contents::Imported).unwrap();
        assert_eq!(report.bad_lines, Vec::<String>::new(), "{path:?}");
        assert_eq!(
            report.repositories,
            count(&file, "{\"record\":"),
            "{path:?}"
        );
        assert_eq!(
            report.statements,
            count(&file, "{\"statement\":"),
            "{path:?}"
        );
        let found = catalogue.search(&SearchRequest::default()).unwrap();
        assert!(found.total > 0, "{path:?}");
        // And out again, in the form of today, with all that it had.
        let mut again = Vec::new();
        let exported = catalogue.export(&mut again).unwrap();
        assert_eq!(exported, report.repositories, "{path:?}");
        let (_dir, other) = empty();
        let second = other.import(&again[..], Contents::Imported).unwrap();
        assert_eq!(second.repositories, report.repositories, "{path:?}");
        assert_eq!(second.bad_lines, Vec::<String>::new(), "{path:?}");
    }
}

#[test]
fn files_of_every_version_are_restored() {
    for path in files() {
        let file = fs::read(&path).unwrap();
        let (dir, catalogue) = empty();
        let plan = catalogue.plan_restore(&file[..], None).unwrap();
        assert_eq!(plan.added, count(&file, "{\"record\":"), "{path:?}");
        let restored = catalogue
            .prepare_restore(dir.path(), &file[..], &plan, crate::support::now())
            .unwrap();
        drop(catalogue);
        restored.put_in_place().unwrap();
        let catalogue = crate::support::open(&dir);
        let again = catalogue.plan_restore(&file[..], None).unwrap();
        assert_eq!(again.same, plan.added, "{path:?}: {again:?}");
    }
}
