//! The whole catalogue as files, and the page that tells of them.

use std::collections::BTreeSet;
use std::io::Read;

use bronwijzer_crawler::address::RepositoryId;
use bronwijzer_crawler::sink::DepartureKind;
use bronwijzer_graphql::reads;
use futures::StreamExt;
use poem::http::StatusCode;
use serde_json::Value;

use crate::site::{Site, part, portal};

const NDJSON: &str = "/data/repositories.ndjson.zst";
const CSV: &str = "/data/repositories.csv";

async fn lines(site: &Site) -> Vec<Value> {
    let mut text = String::new();
    let bytes = site.bytes(NDJSON).await;
    zstd::Decoder::new(bytes.as_slice())
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn rows(csv: &str) -> (Vec<String>, Vec<csv::StringRecord>) {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let headers = reader.headers().unwrap().iter().map(str::to_owned);
    let headers = headers.collect();
    (headers, reader.records().map(Result::unwrap).collect())
}

#[tokio::test]
async fn the_files_hold_every_repository_once() {
    let site = Site::sample();
    let total = site.catalogue.summary().unwrap().repositories;
    let lines = lines(&site).await;
    let ids: BTreeSet<&str> = lines
        .iter()
        .map(|line| line["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), lines.len());
    assert!(ids.len() as u64 >= total && total > 0);
    let (headers, rows) = rows(&site.page(CSV).await);
    assert_eq!(rows.len(), lines.len());
    assert_eq!(headers[0], "id");
    let listed: BTreeSet<&str> = rows.iter().map(|row| &row[0]).collect();
    assert_eq!(listed, ids);
}

#[tokio::test]
async fn a_repository_is_written_with_all_its_facts() {
    let site = Site::crawled().await;
    let mut odd = portal();
    odd.id = RepositoryId::new(odd.id.host().clone(), "43");
    odd.url = "https://github.com/GemeenteNijmegen/formules"
        .parse()
        .unwrap();
    odd.description = Some("=HYPERLINK(\"https://example.org\")\nen, meer".to_owned());
    site.accept(odd.clone()).await;
    let lines = lines(&site).await;
    assert_eq!(lines.len(), 2);
    insta::assert_json_snapshot!("line", lines[0]);
    let (headers, rows) = rows(&site.page(CSV).await);
    let written: Vec<String> = headers
        .iter()
        .zip(&rows[0])
        .map(|(header, cell)| format!("{header}: {cell}"))
        .collect();
    insta::assert_snapshot!("row", written.join("\n"));
    let of = |name: &str| {
        let at = headers.iter().position(|header| header == name).unwrap();
        &rows[1][at]
    };
    // As text, with what is after it whole.
    assert_eq!(
        of("description"),
        "'=HYPERLINK(\"https://example.org\")\nen, meer"
    );
    assert_eq!(lines[1]["description"], odd.description.clone().unwrap());

    site.depart(&odd, DepartureKind::NotFound).await;
    assert_eq!(self::lines(&site).await.len(), 1);
}

#[tokio::test]
async fn excel_gets_semicolons_and_a_byte_order_mark() {
    let site = Site::crawled().await;
    for plain in [CSV.to_owned(), "/zoeken.csv?q=portaal".to_owned()] {
        let mark = if plain.contains('?') { '&' } else { '?' };
        let answer = site.get(&format!("{plain}{mark}format=excel")).await;
        let file = answer.body.strip_prefix('\u{feff}').unwrap();
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.delimiter(b';').from_reader(file.as_bytes());
        let headers = reader.headers().unwrap().clone();
        let (names, rows) = rows(&site.page(&plain).await);
        assert!(headers.iter().eq(&names), "{plain}");
        assert_eq!(reader.records().count(), rows.len());
        assert_ne!(
            answer.headers["etag"],
            site.get(&plain).await.headers["etag"]
        );
    }
    let page = site.page("/zoeken?q=portaal").await;
    assert!(
        page.contains("/zoeken.csv?q=portaal&#38;format=excel"),
        "{page}"
    );
}

#[tokio::test]
async fn unchanged_export_gets_not_modified() {
    let site = Site::crawled().await;
    let first = site.get(CSV).await;
    let tag = first.headers["etag"].to_str().unwrap();
    assert!(
        first.headers["content-disposition"]
            .to_str()
            .unwrap()
            .contains("repositories.csv")
    );
    let again = site.get_with(CSV, &[("if-none-match", tag)]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    let mut changed = portal();
    changed.counts.stars = Some(1235);
    site.accept(changed).await;
    let again = site.get_with(CSV, &[("if-none-match", tag)]).await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(again.body.contains(",1235,"));
}

#[tokio::test]
async fn unchanged_catalogue_is_written_once() {
    let site = Site::crawled().await;
    for file in [CSV, NDJSON, "/repositories.txt", "/repositories.json"] {
        let first = site.bytes(file).await;
        let before = reads(&site.schema);
        assert_eq!(site.bytes(file).await, first, "{file}");
        // Only what the state is.
        let tag = site.get(file).await.headers["etag"].clone();
        let of_state = {
            let before = reads(&site.schema);
            let tag = tag.to_str().unwrap();
            let again = site.get_with(file, &[("if-none-match", tag)]).await;
            assert_eq!(again.status, StatusCode::NOT_MODIFIED);
            reads(&site.schema) - before
        };
        assert_eq!(reads(&site.schema) - before, 3 * of_state, "{file}");
    }
    let mut changed = portal();
    changed.counts.stars = Some(1235);
    site.accept(changed).await;
    assert!(site.page(CSV).await.contains(",1235,"));
}

#[tokio::test]
async fn export_spans_all_pages() {
    let site = Site::empty();
    let numbered = |number: u64| {
        let mut one = portal();
        one.id = RepositoryId::new(one.id.host().clone(), number.to_string());
        let url = format!("https://github.com/GemeenteNijmegen/deel-{number}");
        one.url = url.parse().unwrap();
        one.readme = None;
        one
    };
    let account = "https://github.com/GemeenteNijmegen";
    site.accept_all(account, (0..201).map(numbered).collect())
        .await;
    let lines = lines(&site).await;
    let urls: BTreeSet<&str> = lines
        .iter()
        .map(|line| line["url"].as_str().unwrap())
        .collect();
    assert_eq!((lines.len(), urls.len()), (201, 201));
    assert_eq!(rows(&site.page(CSV).await).1.len(), 201);
}

/// A crawl that writes faster than a file is read keeps it neither from ending nor whole.
#[tokio::test]
async fn export_ends_while_everything_changes_all_the_time() {
    let site = Site::empty();
    let account = "https://github.com/GemeenteNijmegen";
    let numbered = |number: u64, stars: u64| {
        let mut one = portal();
        one.id = RepositoryId::new(one.id.host().clone(), number.to_string());
        let url = format!("https://github.com/GemeenteNijmegen/deel-{number}");
        one.url = url.parse().unwrap();
        one.readme = None;
        one.counts.stars = Some(stars);
        one
    };
    let crawl = async |stars: u64, found: u64| {
        let all = (0..found).map(|number| numbered(number, stars));
        site.accept_all(account, all.collect()).await;
    };
    crawl(0, 350).await;
    let response = site.open(CSV).await;
    let mut file = response.into_body().into_bytes_stream();
    let mut bytes = Vec::new();
    let mut parts = 0;
    while let Some(part) = file.next().await {
        bytes.extend_from_slice(&part.unwrap());
        parts += 1;
        // After each page of 100 all 350 change, and some come in.
        crawl(parts, 350 + parts).await;
        assert!(parts < 20, "it does not end");
    }
    let text = String::from_utf8(bytes).unwrap();
    let (_, rows) = rows(&text);
    let urls: BTreeSet<&str> = rows.iter().map(|row| &row[1]).collect();
    for number in 0..350 {
        let url = format!("https://github.com/GemeenteNijmegen/deel-{number}");
        assert!(urls.contains(url.as_str()), "{url}");
    }
    // No more than once as it was, and once as it changed.
    assert!(rows.len() <= 2 * urls.len(), "{} rows", rows.len());
}

#[tokio::test]
async fn concurrent_exports_are_limited() {
    let site = Site::sample();
    let mut open = Vec::new();
    for _ in 0..16 {
        open.push(site.open(CSV).await);
    }
    let refused = site.get(NDJSON).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.headers["retry-after"], "60");
    // Who waits holds nobody up, and who leaves makes room.
    let body = open.pop().unwrap().into_body();
    assert!(body.into_string().await.unwrap().ends_with("\r\n"));
    site.bytes(NDJSON).await;
}

#[tokio::test]
async fn an_empty_catalogue_is_an_empty_file() {
    let site = Site::empty();
    assert!(lines(&site).await.is_empty());
    let (headers, rows) = rows(&site.page(CSV).await);
    assert!(headers.len() > 50 && rows.is_empty());
}

#[tokio::test]
async fn a_page_tells_of_all_there_is() {
    let site = Site::sample();
    for (name, address) in [("data", "/gegevens"), ("data_english", "/en/data")] {
        let page = site.page(address).await;
        insta::assert_snapshot!(name, part(&page, "<main", "</main>"));
        // Every address of it answers.
        for link in page.split("href=\"").skip(1) {
            let link = link.split('"').next().unwrap();
            let is_file = link.ends_with(".zst");
            // The program serves the API beside the pages.
            let is_api = ["/graphi", "/api/", "/v1/"]
                .iter()
                .any(|api| link.starts_with(api));
            if link.starts_with('/') && !is_api && !is_file {
                site.page(&link.replace("&#38;", "&")).await;
            }
        }
    }
}

#[tokio::test]
async fn crawlers_get_every_address_once() {
    let site = Site::sample();
    let text = site.page("/repositories.txt").await;
    let lines: BTreeSet<&str> = text.lines().collect();
    let total = site.catalogue.summary().unwrap().repositories;
    assert_eq!(
        (lines.len() as u64, text.lines().count() as u64),
        (total, total)
    );
    let json: Value = serde_json::from_str(&site.page("/repositories.json").await).unwrap();
    let urls = json["data"].as_array().unwrap().iter();
    let urls: BTreeSet<&str> = urls.map(|one| one["url"].as_str().unwrap()).collect();
    assert_eq!(urls, lines);
}

#[tokio::test]
async fn publishers_are_listed_for_crawlers() {
    let site = Site::crawled().await;
    let list = site.page("/publishers.yml").await;
    assert!(list.starts_with("---\n- id: \""), "{list}");
    assert!(
        list.contains("    - \"https://github.com/GemeenteNijmegen\"\n"),
        "{list}"
    );
}
