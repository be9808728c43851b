//! Journeys with a real browser.

use std::path::Path;
use std::time::Duration;

use bronwijzer_crawler::crawl::{Event, Progress};
use bronwijzer_index::{Catalogue, LiveProgress};
use poem::endpoint::BoxEndpoint;
use poem::{EndpointExt, Route};
use thirtyfour::prelude::*;

use crate::browser::{Setup, with_browser};
use crate::site::{Silent, Site, run};

/// The pictures of the first start that the project's README shows, and the pages that they
/// are of. They are taken again when they are missing, or with `BRONWIJZER_SCREENSHOT` set.
const SCREENSHOTS: &[(&str, &str)] = &[("home.png", "/en"), ("results.png", "/en/search?q=zaak")];
const SCREENSHOT_FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs");

fn endpoint(site: &Site) -> BoxEndpoint<'static> {
    bronwijzer_ui::routes(site.schema.clone()).boxed()
}

/// Waits until the address has `part` in it.
pub(crate) async fn arrive(browser: &WebDriver, part: &str) {
    for _ in 0..100 {
        if browser.current_url().await.unwrap().as_str().contains(part) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{part} is not in {}", browser.current_url().await.unwrap());
}

pub(crate) async fn find(browser: &WebDriver, css: &str) -> WebElement {
    browser
        .query(By::Css(css))
        .wait(Duration::from_secs(10), Duration::from_millis(100))
        .first()
        .await
        .unwrap_or_else(|error| panic!("{css}: {error}"))
}

/// Waits until what was found is read out.
async fn announced(browser: &WebDriver, words: &str) {
    for _ in 0..100 {
        let status = find(browser, "[data-announce]").await;
        if status.prop("textContent").await.unwrap().as_deref() == Some(words) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("`{words}` is not read out");
}

/// Clicks where something is shown. The panel of filters is open by style alone, and the
/// driver takes what is in a closed `details` for hidden.
async fn point_at(browser: &WebDriver, css: &str) {
    browser.set_window_rect(0, 0, 1280, 3000).await.unwrap();
    let element = find(browser, css).await;
    let pointer = browser.action_chain().move_to_element_center(&element);
    pointer.click().perform().await.unwrap();
}

/// Types a word, picks a facet, opens a repository, goes back.
async fn search_and_return(browser: &WebDriver, site: &str, scripts: bool) {
    browser.goto(format!("{site}/")).await.unwrap();
    find(browser, "#q").await.send_keys("don").await.unwrap();
    find(browser, ".bw-search button")
        .await
        .click()
        .await
        .unwrap();
    arrive(browser, "q=don").await;

    let go = "input[name=language][value=Go]";
    point_at(browser, go).await;
    // Nothing happens to the page before the visitor asks for it.
    let before = browser.current_url().await.unwrap();
    assert!(!before.as_str().contains("language"), "{before}");
    point_at(browser, ".bw-filters__bar button").await;
    arrive(browser, "language=Go").await;
    let results = browser.current_url().await.unwrap();
    assert_eq!(results.as_str().contains("sort="), !scripts, "{results}");
    let heading = find(browser, "h1").await.text().await.unwrap();
    assert!(heading.contains("gevonden voor ‘don’"), "{heading}");
    if scripts {
        announced(browser, &heading).await;
    }

    let card = find(browser, ".bw-card__title a").await;
    let name = card.text().await.unwrap();
    card.click().await.unwrap();
    arrive(browser, "/repositories/github.com/").await;
    // The page has the repository's own name behind another title.
    let title = find(browser, "h1").await.text().await.unwrap();
    assert!(title.starts_with(&name), "{title}");

    browser.back().await.unwrap();
    arrive(browser, "language=Go").await;
    assert_eq!(browser.current_url().await.unwrap(), results);
    assert!(find(browser, go).await.is_selected().await.unwrap());
    if scripts {
        // Without scripts a browser may show the page before as it was left,
        // with a choice that was not applied yet; the chosen filters above the
        // results say what holds.
        browser.back().await.unwrap();
        find(browser, "#q").await;
        assert!(!find(browser, go).await.is_selected().await.unwrap());
        browser.forward().await.unwrap();
        arrive(browser, "language=Go").await;
    }
    find(browser, ".bw-chip").await.click().await.unwrap();
    find(browser, "#q").await;
    assert!(
        !browser
            .current_url()
            .await
            .unwrap()
            .as_str()
            .contains("language")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_searches_without_scripts() {
    let site = Site::sample();
    with_browser(
        endpoint(&site),
        Setup::NoScripts,
        |browser, address| async move {
            search_and_return(&browser, &address, false).await;
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn search_works_with_scripts() {
    let site = Site::first_start();
    with_browser(
        endpoint(&site),
        Setup::Scripts,
        |browser, address| async move {
            search_and_return(&browser, &address, true).await;
            for (picture, page) in SCREENSHOTS {
                let picture = Path::new(SCREENSHOT_FOLDER).join(picture);
                if std::env::var_os("BRONWIJZER_SCREENSHOT").is_some() || !picture.exists() {
                    browser.goto(format!("{address}{page}")).await.unwrap();
                    find(&browser, "main h1").await;
                    browser.set_window_rect(0, 0, 1280, 1100).await.unwrap();
                    browser.screenshot(&picture).await.unwrap();
                }
            }
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_can_be_reached_by_keyboard() {
    let site = Site::sample();
    with_browser(
        endpoint(&site),
        Setup::Scripts,
        |browser, address| async move {
            browser
                .goto(format!("{address}/zoeken?maintenance=active"))
                .await
                .unwrap();
            // The link past the filters is one of the first things on the way.
            let mut tabs = 0;
            loop {
                press(&browser, Key::Tab).await;
                tabs += 1;
                let focused = browser.active_element().await.unwrap();
                if focused.attr("href").await.unwrap().as_deref() == Some("#results") {
                    break;
                }
                assert!(tabs < 20, "no way past the filters");
            }
            press(&browser, Key::Enter).await;
            arrive(&browser, "#results").await;
            for wanted in [
                "bw-chip",
                "",
                "utrecht-select",
                "nl-button",
                "bw-results-bar__view",
            ] {
                press(&browser, Key::Tab).await;
                let focused = browser.active_element().await.unwrap();
                let class = focused.class_name().await.unwrap().unwrap_or_default();
                assert!(class.starts_with(wanted), "{wanted}: {class}");
            }
            press(&browser, Key::Tab).await;
            let focused = browser.active_element().await.unwrap();
            let first = find(&browser, ".bw-card__title a").await;
            let href = |element: WebElement| async move { element.prop("href").await.unwrap() };
            assert_eq!(href(focused).await, href(first).await);
            press(&browser, Key::Tab).await;
            let focused = browser.active_element().await.unwrap();
            assert_eq!(focused.attr("name").await.unwrap().as_deref(), Some("met"));

            browser.refresh().await.unwrap();
            find(&browser, "#q").await;
            browser
                .action_chain()
                .send_keys(Key::Tab)
                .send_keys(Key::Enter)
                .perform()
                .await
                .unwrap();
            arrive(&browser, "#content").await;
            let focused = browser
                .active_element()
                .await
                .unwrap()
                .tag_name()
                .await
                .unwrap();
            assert_eq!(focused, "main");
        },
    )
    .await;
}

/// Whether the menu of a narrow window is open.
async fn menu_is_open(browser: &WebDriver) -> bool {
    let menu = find(browser, ".bw-nav__folded").await;
    menu.prop("open").await.unwrap().as_deref() == Some("true")
}

#[tokio::test(flavor = "multi_thread")]
async fn open_menu_folds_when_focus_leaves_it() {
    let site = Site::sample();
    with_browser(
        endpoint(&site),
        Setup::Narrow,
        |browser, address| async move {
            browser.goto(format!("{address}/")).await.unwrap();
            let button = find(&browser, ".bw-nav__button").await;
            button.click().await.unwrap();
            assert!(menu_is_open(&browser).await);
            // By way of its links into the page, which it would lie over.
            for tabs in 0.. {
                press(&browser, Key::Tab).await;
                let focused = browser.active_element().await.unwrap();
                let class = focused.class_name().await.unwrap().unwrap_or_default();
                if class != "bw-nav__link" {
                    break;
                }
                assert!(menu_is_open(&browser).await && tabs < 20, "{class}");
            }
            assert!(!menu_is_open(&browser).await);
            button.click().await.unwrap();
            press(&browser, Key::Tab).await;
            press(&browser, Key::Escape).await;
            assert!(!menu_is_open(&browser).await);
            let focused = browser.active_element().await.unwrap();
            let class = focused.class_name().await.unwrap().unwrap_or_default();
            assert_eq!(class, "bw-nav__button");
        },
    )
    .await;
}

async fn press(browser: &WebDriver, key: Key) {
    browser
        .action_chain()
        .send_keys(key)
        .perform()
        .await
        .unwrap();
}

/// The site with the part of the API at `path` beside it.
fn with_api(site: &Site, path: &str) -> BoxEndpoint<'static> {
    Route::new()
        .at(path, bronwijzer_graphql::routes(site.schema.clone()))
        .nest_no_strip("/", endpoint(site))
        .boxed()
}

/// Waits until the page shows `words` in the section on the running crawl.
async fn read_live(browser: &WebDriver, words: &str) {
    let mut shown = String::new();
    for _ in 0..150 {
        shown = find(browser, "[data-live]").await.text().await.unwrap();
        if shown.contains(words) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("`{words}` is not in `{shown}`");
}

/// One account of two was listed, and one repository of three read.
fn begin_crawl(catalogue: &Catalogue) -> LiveProgress<'_> {
    let live = catalogue.show_live(&Silent);
    live.event(Event::Started {
        run: "20260902T020000.000Z".to_owned(),
        accounts: 2,
    });
    live.event(Event::Listed {
        account: "https://github.com/GemeenteNijmegen".parse().unwrap(),
        repositories: 3,
        to_read: 3,
    });
    live.event(Event::Stored { repositories: 1 });
    live
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_crawl_is_shown_without_scripts() {
    let site = Site::with_runs().await;
    let catalogue = site.catalogue.clone();
    with_browser(
        endpoint(&site),
        Setup::NoScripts,
        |browser, address| async move {
            let live = begin_crawl(&catalogue);
            browser.goto(format!("{address}/crawls")).await.unwrap();
            read_live(&browser, "1 van 3").await;

            read_live(&browser, "Laad de pagina opnieuw").await;
            live.event(Event::Stored { repositories: 1 });
            browser.refresh().await.unwrap();
            read_live(&browser, "2 van 3").await;
            find(&browser, "tbody a").await.click().await.unwrap();
            arrive(&browser, "/crawls/").await;

            let title = find(&browser, "h1").await.text().await.unwrap();
            assert_eq!(title, "Ophaalronde van 1 september 2026 om 12.00 uur");
        },
    )
    .await;
}

/// Opens the page before a crawl begins, and sees it begin, get on and end.
async fn follow_a_crawl(api: &str) {
    let site = Site::with_runs().await;
    let catalogue = site.catalogue.clone();
    with_browser(
        with_api(&site, api),
        Setup::Scripts,
        |browser, address| async move {
            browser.goto(format!("{address}/en/crawls")).await.unwrap();
            read_live(&browser, "No crawl is running now.").await;
            let live = begin_crawl(&catalogue);
            read_live(&browser, "1 of 3").await;
            let bar = find(&browser, "progress[data-live-done=listed]").await;
            let value = |name| bar.prop(name);
            assert_eq!(value("value").await.unwrap().as_deref(), Some("1"));
            assert_eq!(value("max").await.unwrap().as_deref(), Some("2"));
            let mut problem = run("x").problems.remove(0);
            problem.what = "<b>odd</b>".to_owned();
            live.event(Event::Stored { repositories: 2 });
            live.event(Event::Problem(problem));
            read_live(&browser, "3 of 3").await;
            read_live(&browser, "Problems: 1").await;
            read_live(&browser, "<b>odd</b>").await;
            drop(live);
            read_live(&browser, "The crawl has ended.").await;
            find(&browser, "[data-live-ended] a")
                .await
                .click()
                .await
                .unwrap();
            read_live(&browser, "No crawl is running now.").await;
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_crawl_is_followed() {
    follow_a_crawl("/graphql/ws").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn running_crawl_is_polled_without_websockets() {
    follow_a_crawl("/graphql").await;
}
