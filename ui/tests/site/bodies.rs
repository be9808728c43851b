//! Figures over organisations: how many publish, by type and province, on the map, on a day
//! and as files.

use std::collections::BTreeMap;

use chrono::Days;
use poem::http::StatusCode;

use crate::organisation_life::site;
use crate::site::{now, part};

/// The table under a caption.
fn table<'a>(page: &'a str, caption: &str) -> &'a str {
    let caption = format!("<caption class=\"bw-visually-hidden\">{caption}</caption>");
    part(page, &caption, "</table>")
}

/// The row of a table, without what is for the eye or the ear alone.
fn row(table: &str, name: &str) -> Vec<String> {
    let row = part(table, &format!("<th scope=\"row\">{name}</th>"), "</tr>");
    let cells = row.split("<td ").skip(1);
    cells
        .map(|cell| {
            let cell = cell.split_once('>').unwrap().1;
            let cell = cell
                .strip_prefix("<a ")
                .map_or(cell, |link| link.split_once('>').unwrap().1);
            cell.split('<').next().unwrap().trim().to_owned()
        })
        .collect()
}

#[tokio::test]
async fn bodies_are_counted_by_type_and_each_number_leads_to_its_list() {
    let site = site().await;
    let page = site.page("/open-tenzij").await;
    assert!(page.contains("2 van de 8 organisaties van de overheid publiceren code"));
    assert!(page.contains("Van de 4 gemeenten zijn dat er 1."), "{page}");
    let types = table(&page, "Organisaties per soort");
    assert_eq!(row(types, "Gemeenten"), ["4", "1", "1", "1", "0", "1"]);
    assert_eq!(row(types, "Agentschappen"), ["2", "1", "0", "1", "0", "1"]);
    assert_eq!(
        row(types, "Alle soorten samen"),
        ["8", "2", "1", "2", "0", "3"]
    );
    for (list, count) in [
        ("type=municipality", 4),
        ("type=municipality&state=publishes", 1),
        ("type=municipality&has=open-licence", 1),
        ("has=upkeep", 2),
        ("state=no-account", 3),
    ] {
        let address = format!("/organisaties?{}\"", list.replace('&', "&#38;"));
        assert!(types.contains(&address), "{address}: {types}");
        let found = site.page(&format!("/organisaties?{list}")).await;
        let words = match count {
            1 => "1 organisatie gevonden".to_owned(),
            count => format!("{count} organisaties gevonden"),
        };
        assert!(found.contains(&words), "{list}: {found}");
    }
    let english = site.page("/en/open-by-default").await;
    assert!(english.contains("2 of 8 government organisations publish code"));
}

#[tokio::test]
async fn map_and_table_of_provinces_say_the_same() {
    let site = site().await;
    let page = site.page("/open-tenzij").await;
    let map = part(&page, "<svg class=\"bw-map__drawing\"", "</svg>");
    let tiles = map.split("class=\"bw-map__tile").skip(1);
    let tiles: BTreeMap<String, String> = tiles
        .map(|tile| {
            let text = |class: &str| {
                let text = part(tile, &format!("class=\"{class}\""), "<");
                let text = text.split_once('>').unwrap().1;
                text.trim_end_matches('<').to_owned()
            };
            (text("bw-map__name"), text("bw-map__number"))
        })
        .collect();
    assert_eq!(tiles.len(), 12);
    let provinces = table(&page, "Gemeenten per provincie");
    assert_eq!(provinces.matches("<th scope=\"row\">").count(), 12);
    for (name, number) in &tiles {
        let cells = row(provinces, name);
        assert_eq!(*number, format!("{} van {}", cells[1], cells[0]), "{name}");
    }
    assert_eq!(tiles["Gelderland"], "1 van 2");
    assert!(map.contains("aria-label=\"Gelderland: 1 van 2 gemeenten publiceren code\""));
    // A shade is never all that tells it, and each tile leads to its list.
    assert!(map.contains("bw-map__tile--3\" href=\"/organisaties?type=municipality&#38;province=gelderland&#38;state=publishes\""), "{map}");
}

#[tokio::test]
async fn a_day_keeps_what_was_known_of_bodies() {
    let site = site().await;
    let day = now() - Days::new(2);
    site.catalogue.take_snapshot(day).unwrap();
    let mut later = crate::site::portal();
    later.url = "https://github.com/GemeenteEde/nieuw".parse().unwrap();
    later.id =
        bronwijzer_crawler::address::RepositoryId::new(later.url.host().clone(), "99".to_owned());
    site.accept_under("https://github.com/GemeenteEde", later)
        .await;
    let now = site.page("/open-tenzij").await;
    assert_eq!(
        row(table(&now, "Organisaties per soort"), "Gemeenten")[1],
        "2"
    );
    let then = site.page("/open-tenzij/2026-08-30").await;
    assert!(
        then.contains("Op deze dag publiceerden 2 van de 8 organisaties"),
        "{then}"
    );
    assert_eq!(
        row(table(&then, "Organisaties per soort"), "Gemeenten")[1],
        "1"
    );
    assert!(!part(&then, "<svg class=\"bw-map__drawing\"", "</svg>").contains("href"));
    assert!(!part(&then, "bw-table--wide bw-league\">", "</table>").contains("gemeente Ede"));

    let file = site.get("/bodies.csv?day=2026-08-30").await;
    let ede = file.body.lines().find(|line| line.contains("gemeente-ede"));
    let ede = ede.unwrap();
    assert!(
        ede.starts_with(
            "2026-08-30,gemeente-ede,gemeente Ede,MUNICIPALITY,GELDERLAND,NOT_READ,2026-08-30,,1,,"
        ),
        "{ede}"
    );
}

#[tokio::test]
async fn eight_days_make_a_trend_with_its_table() {
    let site = site().await;
    for days in 1..9 {
        site.catalogue
            .take_snapshot(now() - Days::new(days))
            .unwrap();
    }
    let page = site.page("/open-tenzij").await;
    let section = part(
        &page,
        "aria-labelledby=\"organisations\"",
        "</section>\n<section",
    );
    assert!(
        section.contains("<span>2</span><span>1</span><span>0</span>"),
        "{section}"
    );
    assert!(section.contains("<a href=\"/open-tenzij/2026-08-31\">31 augustus 2026</a>"));
}

#[tokio::test]
async fn bodies_come_as_csv_and_json_with_their_day() {
    let site = site().await;
    let csv = site.get("/bodies.csv").await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(csv.headers["access-control-allow-origin"], "*");
    let lines: Vec<&str> = csv.body.trim_end().split("\r\n").collect();
    assert!(
        lines[0].starts_with("day,slug,name,type,province,state_state,state_since,state_as_of,state_accounts,state_repositories,state_has,state_unknown,open_by_default_counted,tooi,"),
        "{}",
        lines[0]
    );
    assert!(lines[0].ends_with("upkeep_passed,upkeep_failed,upkeep_unknown,upkeep_share"));
    assert_eq!(lines.len(), 9);
    let mut reader = csv::Reader::from_reader(csv.body.as_bytes());
    let columns = reader.headers().unwrap().clone();
    for record in reader.records() {
        let record = record.unwrap();
        assert_eq!(record.len(), columns.len());
        assert_eq!(&record[0], "2026-09-01");
    }
    let json = site.get("/bodies.json").await;
    let document: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(document["day"], "2026-09-01");
    let rows = document["organisations"].as_array().unwrap();
    assert_eq!(rows.len(), 8);
    let nijmegen = rows.iter().find(|row| row["slug"] == "gemeente-nijmegen");
    let nijmegen = nijmegen.unwrap();
    assert_eq!(nijmegen["day"], "2026-09-01");
    assert_eq!(nijmegen["state"]["state"], "PUBLISHES");
    assert_eq!(nijmegen["contacts"][0]["email"], "open@example.org");
    assert_eq!(nijmegen["openByDefault"]["figures"][0]["passed"], 1);
    for address in [
        "/bodies.csv?day=2020-01-01",
        "/bodies.json?day=gisteren",
        "/bodies.json?day=",
    ] {
        assert_eq!(
            site.get(address).await.status,
            StatusCode::NOT_FOUND,
            "{address}"
        );
    }
}
