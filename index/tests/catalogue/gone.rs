//! What left, or was removed by hand, leaves nothing but a tombstone.

use bronwijzer_crawler::observation::{MAX_TEXT_BYTES, Observation};
use bronwijzer_crawler::sink::DepartureKind;
use bronwijzer_index::{Catalogue, Contents, Entry, Members, Removed};
use chrono::Days;

use crate::support::{
    account, at, depart_by, described, empty, fill, now, open, repository, search, with_readme,
};

const SECRET: &str = "zeldzaamheid";

fn telling(id: &str, path: &str) -> Observation {
    let mut observation = described(repository(id, path, 3), SECRET);
    observation.homepage = Some(format!("https://{SECRET}.example"));
    observation.topics = Some(vec![SECRET.to_owned()]);
    with_readme(observation, SECRET)
}

fn exported(catalogue: &Catalogue) -> Vec<u8> {
    let mut file = Vec::new();
    catalogue.export(&mut file).unwrap();
    file
}

fn text(file: &[u8]) -> String {
    String::from_utf8(zstd::decode_all(file).unwrap()).unwrap()
}

fn assert_is_tombstone(entry: &Entry, kind: DepartureKind) {
    assert_eq!(entry.gone.unwrap().kind, kind);
    let seen = &entry.observation;
    let bare = Observation::bare(
        seen.id.clone(),
        seen.url.clone(),
        seen.observed_at,
        seen.source.clone(),
    );
    let handle = seen.handle.clone();
    assert_eq!(*seen, Observation { handle, ..bare });
}

#[tokio::test]
async fn texts_of_what_left_leave_the_store_and_backups() {
    for kind in [
        DepartureKind::NotFound,
        DepartureKind::MadePrivate,
        DepartureKind::Blocked,
    ] {
        let (dir, catalogue) = empty();
        fill(&catalogue, [telling("1", "minvws/old")]).await;
        fill(&catalogue, [telling("1", "minvws/a")]).await;
        assert!(text(&exported(&catalogue)).contains(SECRET));
        depart_by(&catalogue, &["1"], kind).await;
        assert!(!text(&exported(&catalogue)).contains(SECRET), "{kind:?}");
        let backup = std::fs::read(catalogue.backup().unwrap()).unwrap();
        assert!(!text(&backup).contains(SECRET), "{kind:?}");
        assert_eq!(search(&catalogue, SECRET).total, 0);
        assert!(catalogue.suggest(SECRET, 5).unwrap().is_empty());
        for path in ["minvws/a", "minvws/old"] {
            assert_is_tombstone(&at(&catalogue, path).unwrap(), kind);
        }
        // What was there stays told, and judging it anew makes no status of nothing.
        catalogue.reassess(now() + Days::new(900)).unwrap();
        let entry = at(&catalogue, "minvws/a").unwrap();
        assert_eq!(entry.history.len(), 3, "{:?}", entry.history);
        drop(catalogue);

        // Public again, it is read anew.
        let catalogue = open(&dir);
        let mut back = telling("1", "minvws/a");
        back.observed_at = now() + Days::new(1);
        fill(&catalogue, [back.clone()]).await;
        let entry = at(&catalogue, "minvws/old").unwrap();
        assert_eq!((entry.gone, entry.observation), (None, back));
        assert_eq!(entry.history.len(), 4, "{:?}", entry.history);
    }
}

#[tokio::test]
async fn file_from_before_it_left_brings_nothing_back() {
    let (_dir, catalogue) = empty();
    fill(
        &catalogue,
        [telling("1", "minvws/a"), telling("2", "minvws/b")],
    )
    .await;
    let before = exported(&catalogue);
    depart_by(&catalogue, &["1"], DepartureKind::MadePrivate).await;
    let report = catalogue.import(&before[..], Contents::Imported).unwrap();
    assert_eq!((report.repositories, report.stays_gone), (1, 1));
    assert_is_tombstone(
        &at(&catalogue, "minvws/a").unwrap(),
        DepartureKind::MadePrivate,
    );
    assert_eq!(search(&catalogue, "").total, 1);
    // An empty catalogue knows of no departure.
    let (_dir, other) = empty();
    other.import(&before[..], Contents::Imported).unwrap();
    assert_eq!(search(&other, "").total, 2);
}

#[tokio::test]
async fn removed_repository_stays_removed_unless_import_says_otherwise() {
    let (dir, catalogue) = empty();
    fill(
        &catalogue,
        [telling("1", "minvws/a"), telling("2", "ictu/b")],
    )
    .await;
    let before = exported(&catalogue);
    let url = "https://github.com/MinVWS/A".parse().unwrap();
    assert!(catalogue.remove_repository(&url, None, now()).unwrap());
    assert!(!catalogue.remove_repository(&url, None, now()).unwrap());
    let ictu = account("ICTU");
    assert_eq!(catalogue.remove_account(&ictu, None, now()).unwrap(), 1);
    assert!(!text(&exported(&catalogue)).contains(SECRET));
    drop(catalogue);

    let catalogue = open(&dir);
    let mut again = telling("1", "minvws/a");
    again.observed_at = now() + Days::new(1);
    fill(&catalogue, [again]).await;
    depart_by(&catalogue, &["1"], DepartureKind::NotFound).await;
    assert_is_tombstone(&at(&catalogue, "minvws/a").unwrap(), DepartureKind::Removed);
    let report = catalogue.import(&before[..], Contents::Imported).unwrap();
    assert_eq!((report.repositories, report.stays_gone), (0, 2));
    assert_eq!(search(&catalogue, "").total, 0);

    let report = catalogue
        .import_with(
            &before[..],
            Contents::Imported,
            Removed::ComeBack,
            Members::LeftOut,
        )
        .unwrap();
    assert_eq!((report.repositories, report.stays_gone), (2, 0));
    assert_eq!(search(&catalogue, SECRET).total, 2);
}

#[tokio::test]
async fn imported_texts_are_cut_as_crawled_ones_are() {
    let (_dir, catalogue) = empty();
    let mut large = telling("1", "minvws/a");
    if let Some(readme) = &mut large.readme {
        readme.text = "é".repeat(2_000_000);
    }
    large.description = Some("é".repeat(100_000));
    large.topics = Some(vec!["é".repeat(50_000); 20]);
    fill(&catalogue, [large]).await;
    let file = exported(&catalogue);
    let (_dir, catalogue) = empty();
    let report = catalogue.import(&file[..], Contents::Imported).unwrap();
    assert_eq!(report.repositories, 1, "{report:?}");
    let seen = at(&catalogue, "minvws/a").unwrap().observation;
    let readme = seen.readme.unwrap();
    assert_eq!(
        (readme.text.len(), readme.truncated),
        (MAX_TEXT_BYTES, true)
    );
    assert!(seen.description.unwrap().len() <= 16 * 1024);
    assert!(
        seen.topics
            .unwrap()
            .iter()
            .all(|topic| topic.len() <= 16 * 1024)
    );
}
