use super::*;
use crate::address::{RepositoryId, RepositoryUrl};
use crate::forge::tree::{Entry, EntryKind};
use crate::observation::Source;

const PLACES: Places = Places {
    folders: &["", "docs"],
    readmes: &["", "docs"],
};

fn listing(names: &[(&str, EntryKind)]) -> Listing {
    let entries = names.iter().map(|(name, kind)| Entry {
        name: (*name).to_owned(),
        kind: *kind,
    });
    Listing {
        entries: entries.collect(),
        is_cut: false,
    }
}

fn text(text: &str) -> Content {
    Content::Text {
        text: text.to_owned(),
        size: text.len() as u64,
        is_cut: false,
    }
}

fn finish(texts: Texts) -> (Observation, Findings) {
    let url: RepositoryUrl = "https://github.com/o/r".parse().unwrap();
    let id = RepositoryId::new(url.host().clone(), "1");
    let now = "2026-11-28T12:00:00Z".parse().unwrap();
    let mut observation = Observation::bare(id, url, now, Source::Sample);
    let mut found = Findings::about("o/r".to_owned());
    texts.finish(&mut found, &mut observation, true);
    (observation, found)
}

#[test]
fn chained_symlinks_are_resolved_step_by_step() {
    let mut texts = Texts::new(&PLACES);
    texts.list(
        "",
        listing(&[("README.md", EntryKind::Link), ("a", EntryKind::Folder)]),
    );
    let ask = |texts: &Texts, expected: Question| assert_eq!(texts.questions(), [expected]);
    ask(&texts, Question::File("README.md".to_owned()));
    texts.put("README.md", text("a/b.md"));
    ask(&texts, Question::Folder("a".to_owned()));
    texts.list(
        "a",
        listing(&[("b.md", EntryKind::Link), ("c.md", EntryKind::File)]),
    );
    ask(&texts, Question::File("a/b.md".to_owned()));
    texts.put("a/b.md", text("c.md"));
    ask(&texts, Question::File("a/c.md".to_owned()));
    texts.put("a/c.md", Content::NoText);
    ask(&texts, Question::Bytes("a/c.md".to_owned()));
    let bytes = b"Co\xf6peratie".to_vec();
    let size = bytes.len() as u64;
    texts.put(
        "a/c.md",
        Content::Bytes {
            bytes,
            size,
            is_cut: false,
        },
    );
    assert_eq!(texts.questions(), []);
    let (observation, found) = finish(texts);
    let readme = observation.readme.unwrap();
    assert_eq!(
        (readme.path.as_str(), readme.text.as_str()),
        ("README.md", "Coöperatie")
    );
    assert!(found.gaps.is_empty(), "{:?}", found.gaps);
}

#[test]
fn symlink_path_is_never_taken_for_text() {
    let mut texts = Texts::new(&PLACES);
    texts.list(
        "",
        listing(&[("README.md", EntryKind::Link), ("LICENSE", EntryKind::Link)]),
    );
    texts.put("README.md", text("nergens.md"));
    texts.put("LICENSE", text("../LICENSE"));
    assert_eq!(texts.questions(), []);
    let (observation, found) = finish(texts);
    assert_eq!((observation.readme, observation.licence_text), (None, None));
    let reasons: Vec<&str> = found.gaps.iter().map(|gap| gap.reason.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "README.md is a link that leads to nothing",
            "LICENSE is a link that leads out of the repository",
        ]
    );
}

#[test]
fn broken_symlink_falls_back_to_the_next_readme() {
    let mut texts = Texts::new(&PLACES);
    texts.list(
        "",
        listing(&[
            ("README.md", EntryKind::Link),
            ("README.rst", EntryKind::File),
        ]),
    );
    texts.put("README.md", text("nergens.md"));
    assert_eq!(texts.questions(), [Question::File("README.rst".to_owned())]);
    texts.put("README.rst", text("Titel"));
    let (observation, _) = finish(texts);
    assert_eq!(observation.readme.unwrap().path, "README.rst");
}

#[test]
fn every_licence_file_is_read_once() {
    let mut texts = Texts::new(&PLACES);
    texts.list(
        "",
        listing(&[
            ("COPYING", EntryKind::File),
            ("LICENSE", EntryKind::File),
            ("LICENSE-MIT", EntryKind::File),
            ("LICENSE.txt", EntryKind::Link),
            ("README.md", EntryKind::File),
        ]),
    );
    texts.put("README.md", text("Titel"));
    texts.put("LICENSE", text("See COPYING"));
    texts.put("LICENSE.txt", text("COPYING"));
    texts.put("COPYING", text("GNU GENERAL PUBLIC LICENSE"));
    texts.put("LICENSE-MIT", text("MIT License"));
    let (observation, found) = finish(texts);
    assert_eq!(observation.licence_text.as_ref().unwrap().path, "LICENSE");
    let paths: Vec<&str> = observation
        .licence_texts()
        .map(|file| file.path.as_str())
        .collect();
    assert_eq!(paths, ["LICENSE", "LICENSE.txt", "LICENSE-MIT"]);
    assert!(found.gaps.is_empty());
}

#[test]
fn file_beyond_a_truncated_list_is_not_missing() {
    let mut texts = Texts::new(&PLACES);
    let cut = Listing {
        is_cut: true,
        ..listing(&[("a.csv", EntryKind::File)])
    };
    texts.list("", cut);
    let (observation, found) = finish(texts);
    assert_eq!(found.gaps.len(), 1, "{:?}", found.gaps);
    assert_eq!(
        found.gaps[0].reason,
        "the root folder has more files than were read"
    );
    let mut observation = observation;
    assert!(observation.lists_all_files());
    observation.gaps = found.gaps;
    assert!(!observation.lists_all_files());
}
