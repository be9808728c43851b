//! The catalogue as a file.

use bronwijzer_crawler::sink::Sink;
use bronwijzer_index::{Contents, IndexError, StoreError};

use crate::support::{depart, described, empty, fill, names, now, repository, run, search};

const HEADER: &str = r#"{"format":"bronwijzer-catalogue","version":1,"contents":"crawled"}"#;

#[tokio::test]
async fn an_export_holds_everything_and_comes_back_the_same() {
    let (_dir, catalogue) = empty();
    fill(&catalogue, [repository("1", "minvws/old", 3)]).await;
    let observations = [repository("1", "minvws/a", 3), repository("2", "ICTU/b", 3)];
    fill(&catalogue, observations).await;
    depart(&catalogue, &["2"]).await;
    catalogue
        .sink()
        .finish(&run("20260901T020000.000Z", now()))
        .await
        .unwrap();
    let mut first = Vec::new();
    assert_eq!(catalogue.export(&mut first).unwrap(), 2);

    let (_other_dir, other) = empty();
    let report = other.import(first.as_slice(), Contents::Imported).unwrap();
    assert_eq!((report.repositories, report.runs), (2, 1));
    assert!(report.bad_lines.is_empty());
    let mut second = Vec::new();
    other.export(&mut second).unwrap();
    let lines = |file: &[u8]| {
        let text = String::from_utf8(zstd::decode_all(file).unwrap()).unwrap();
        text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(lines(&first), lines(&second));
    assert_eq!(other.summary().unwrap().contents, Contents::Imported);
    assert_eq!(search(&other, "").total, 1);
}

#[tokio::test]
async fn import_reports_bad_lines() {
    let (_dir, catalogue) = empty();
    fill(&catalogue, [repository("1", "minvws/a", 3)]).await;
    let mut compressed = Vec::new();
    catalogue.export(&mut compressed).unwrap();
    let text = String::from_utf8(zstd::decode_all(compressed.as_slice()).unwrap()).unwrap();
    let record = text.lines().nth(1).unwrap();
    let file = format!("{HEADER}\nnot json\n\n{{\"record\":{{}}}}\n{record}\n{{\"other\":1}}\n");

    let (_other_dir, other) = empty();
    let report = other.import(file.as_bytes(), Contents::Imported).unwrap();
    assert_eq!(report.repositories, 1);
    let numbers: Vec<&str> = report
        .bad_lines
        .iter()
        .map(|line| line.split(':').next().unwrap())
        .collect();
    assert_eq!(numbers, ["line 2", "line 4", "line 6"]);
    assert_eq!(search(&other, "").total, 1);
}

#[test]
fn file_of_bad_lines_is_told_of_in_few_words() {
    let (_dir, catalogue) = empty();
    let unknown = format!("{{\"{}\":1}}\n", "é".repeat(50_000));
    let file = format!("{HEADER}\n{}{}", unknown.repeat(3), "[\n".repeat(5_000));
    let compressed = zstd::encode_all(file.as_bytes(), 19).unwrap();
    let report = catalogue
        .import(compressed.as_slice(), Contents::Imported)
        .unwrap();
    assert_eq!(report.skipped, 5_003);
    assert_eq!(report.bad_lines.len(), 100);
    let letters: usize = report.bad_lines.iter().map(String::len).sum();
    assert!(letters < 100 * 700, "{letters}");
}

#[test]
fn line_without_end_stops_the_import() {
    let (_dir, catalogue) = empty();
    // 64 MB in a few kilobytes, and as deep as it is long.
    let mut bomb = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
    std::io::Write::write_all(&mut bomb, format!("{HEADER}\n").as_bytes()).unwrap();
    for _ in 0..64 {
        std::io::Write::write_all(&mut bomb, &vec![b'['; 1024 * 1024]).unwrap();
    }
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < 64 * 1024, "{}", bomb.len());
    let refused = catalogue.import(bomb.as_slice(), Contents::Imported);
    let Err(IndexError::Store(StoreError::NotACatalogue(why))) = refused else {
        panic!("{refused:?}");
    };
    assert!(why.contains("longer than"), "{why}");
}

#[tokio::test]
async fn import_of_other_files_is_rejected_without_changes() {
    let (_dir, catalogue) = empty();
    fill(&catalogue, [repository("1", "minvws/a", 3)]).await;
    let newer = HEADER.replace("\"version\":1", "\"version\":2");
    let files: [&[u8]; 6] = [
        b"",
        b"<html></html>",
        b"{}\n{}\n",
        b"\xff\xfe\x00",
        b"\x28\xb5\x2f\xfd broken",
        newer.as_bytes(),
    ];
    for file in files {
        let refused = catalogue.import(file, Contents::Imported);
        assert!(
            matches!(
                refused,
                Err(IndexError::Store(StoreError::NotACatalogue(_)))
            ),
            "{refused:?}"
        );
    }
    assert_eq!(search(&catalogue, "").total, 1);
}

#[tokio::test]
async fn a_file_that_breaks_off_gives_what_came_before() {
    let (_dir, catalogue) = empty();
    let observations = (0..2000).map(|n| repository(&n.to_string(), &format!("minvws/app-{n}"), n));
    fill(&catalogue, observations).await;
    let mut file = Vec::new();
    catalogue.export(&mut file).unwrap();
    file.truncate(file.len() - 1000);
    let (_other_dir, other) = empty();
    let report = other.import(file.as_slice(), Contents::Imported).unwrap();
    assert!(report.repositories > 0 && report.repositories < 2000);
    assert_eq!(report.bad_lines.len(), 1);
    assert_eq!(search(&other, "").total, report.repositories);
}

#[test]
fn a_report_of_any_year_is_taken() {
    let (_dir, catalogue) = empty();
    let mut old = serde_json::to_value(run("long-ago", now())).unwrap();
    old["started_at"] = "-262143-01-01T00:00:00Z".into();
    let file = format!("{HEADER}\n{}\n", serde_json::json!({ "run": old }));
    let report = catalogue
        .import(file.as_bytes(), Contents::Imported)
        .unwrap();
    assert_eq!((report.runs, report.bad_lines.len()), (1, 0));
}

#[tokio::test]
async fn a_few_repositories_are_taken_up_among_many() {
    let (_dir, catalogue) = empty();
    let many = (0..40).map(|n| repository(&n.to_string(), &format!("minvws/app-{n}"), n + 1));
    fill(&catalogue, many).await;
    let mut mirror = repository("100", "ICTU/spiegel", 2);
    mirror.flags.mirror = Some(true);
    mirror.mirror_url = Some("https://github.com/minvws/nieuw.git".to_owned());
    fill(&catalogue, [mirror]).await;
    assert_eq!(search(&catalogue, "").total, 41);

    let (_other_dir, other) = empty();
    let few = [
        described(repository("3", "minvws/app-3", 1), "vergunning"),
        described(repository("200", "minvws/nieuw", 1), "vergunning"),
    ];
    fill(&other, few).await;
    let mut file = Vec::new();
    other.export(&mut file).unwrap();
    let report = catalogue
        .import(file.as_slice(), Contents::Crawled)
        .unwrap();
    assert_eq!(report.repositories, 2);
    // The mirror is shown as what it mirrors, now that this is there.
    assert_eq!(search(&catalogue, "").total, 41);
    assert_eq!(search(&catalogue, "spiegel").total, 0);
    assert_eq!(names(&search(&catalogue, "vergunning")).len(), 2);
    assert_eq!(search(&catalogue, "app-7").total, 1);
}
