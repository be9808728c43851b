//! UUIDs of repositories, through all that happens to them.

use bronwijzer_index::{Catalogue, Contents, Uuid, uuid_of_uri};

use crate::support::{at, depart, empty, fill, open, repository};

fn uuid_at(catalogue: &Catalogue, path: &str) -> Uuid {
    at(catalogue, path).unwrap().uuid
}

/// The current path of the repository with a UUID.
fn path_of(catalogue: &Catalogue, uuid: Uuid) -> Option<String> {
    let entry = catalogue.entry_by_uuid(uuid).unwrap()?;
    Some(entry.observation.url.path())
}

/// A repository that moved twice, others that came to each of its addresses, and one that
/// went back to where it began. Gives back all paths.
async fn moved_about(catalogue: &Catalogue) -> [&'static str; 4] {
    for path in ["minvws/Old", "minvws/new", "ICTU/new"] {
        fill(catalogue, [repository("1", path, 3)]).await;
    }
    for (id, path) in [("2", "minvws/old"), ("3", "minvws/new")] {
        fill(catalogue, [repository(id, path, 3)]).await;
    }
    for path in ["ICTU/a", "ICTU/b", "ICTU/a"] {
        fill(catalogue, [repository("4", path, 3)]).await;
    }
    ["ICTU/new", "minvws/old", "minvws/new", "ICTU/a"]
}

#[tokio::test]
async fn uuid_stays_when_a_repository_moves() {
    let (dir, catalogue) = empty();
    let paths = moved_about(&catalogue).await;
    // The rule is public: others may make the same.
    let expected = [
        uuid_of_uri("https://github.com/minvws/old"),
        uuid_of_uri("https://github.com/minvws/old#2"),
        uuid_of_uri("https://github.com/minvws/new"),
        uuid_of_uri("https://github.com/ictu/a"),
    ];
    assert_eq!(paths.map(|path| uuid_at(&catalogue, path)), expected);
    for (path, uuid) in paths.into_iter().zip(expected) {
        assert_eq!(path_of(&catalogue, uuid).as_deref(), Some(path));
    }
    drop(catalogue);
    let catalogue = open(&dir);
    assert_eq!(paths.map(|path| uuid_at(&catalogue, path)), expected);
    depart(&catalogue, &["1"]).await;
    let gone = catalogue.entry_by_uuid(expected[0]).unwrap().unwrap();
    assert!(gone.gone.is_some());
    assert_eq!(path_of(&catalogue, Uuid::nil()), None);
}

#[tokio::test]
async fn uuid_stays_through_export_and_import() {
    let (_dir, catalogue) = empty();
    let paths = moved_about(&catalogue).await;
    let expected = paths.map(|path| uuid_at(&catalogue, path));
    let mut file = Vec::new();
    catalogue.export(&mut file).unwrap();
    let (_other_dir, other) = empty();
    other.import(file.as_slice(), Contents::Imported).unwrap();
    assert_eq!(paths.map(|path| uuid_at(&other, path)), expected);

    // What was given out here stays, though the file knows it by another.
    let (_third_dir, third) = empty();
    fill(&third, [repository("1", "ICTU/new", 3)]).await;
    let given = uuid_at(&third, "ICTU/new");
    assert_ne!(given, expected[0]);
    third.import(file.as_slice(), Contents::Imported).unwrap();
    assert_eq!(uuid_at(&third, "ICTU/new"), given);
}
