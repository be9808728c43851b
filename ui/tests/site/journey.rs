//! Journeys with a real browser.

use std::path::Path;
use std::time::Duration;

use poem::EndpointExt;
use poem::endpoint::BoxEndpoint;
use thirtyfour::prelude::*;

use crate::browser::{Setup, with_browser};
use crate::site::Site;

/// The picture of the overview that the project's README shows.
const SCREENSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/overview.png");

fn endpoint(site: &Site) -> BoxEndpoint<'static> {
    bronwijzer_ui::routes(site.schema.clone()).boxed()
}

/// Waits until the address has `part` in it.
async fn arrive(browser: &WebDriver, part: &str) {
    for _ in 0..100 {
        if browser.current_url().await.unwrap().as_str().contains(part) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{part} is not in {}", browser.current_url().await.unwrap());
}

async fn find(browser: &WebDriver, css: &str) -> WebElement {
    browser
        .query(By::Css(css))
        .wait(Duration::from_secs(10), Duration::from_millis(100))
        .first()
        .await
        .unwrap_or_else(|error| panic!("{css}: {error}"))
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
    find(browser, go).await.click().await.unwrap();
    if !scripts {
        find(browser, ".bw-filters__apply")
            .await
            .click()
            .await
            .unwrap();
    }
    arrive(browser, "language=Go").await;
    let results = browser.current_url().await.unwrap();
    assert_eq!(results.as_str().contains("sort="), !scripts, "{results}");
    if scripts {
        let focused = browser.active_element().await.unwrap();
        assert_eq!(focused.attr("value").await.unwrap().as_deref(), Some("Go"));
    }
    let status = find(browser, "[role=status]").await.text().await.unwrap();
    assert!(status.contains("gevonden voor ‘don’"), "{status}");

    let card = find(browser, ".bw-card__title a").await;
    let name = card.text().await.unwrap();
    card.click().await.unwrap();
    arrive(browser, "/repositories/github.com/").await;
    assert_eq!(find(browser, "h1").await.text().await.unwrap(), name);

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
async fn a_visitor_searches_with_scripts_and_the_overview_is_pictured() {
    let site = Site::sample();
    with_browser(
        endpoint(&site),
        Setup::Scripts,
        |browser, address| async move {
            search_and_return(&browser, &address, true).await;
            let picture = Path::new(SCREENSHOT);
            if std::env::var_os("BRONWIJZER_SCREENSHOT").is_some() || !picture.exists() {
                browser.goto(format!("{address}/")).await.unwrap();
                find(&browser, ".bw-card").await;
                browser.set_window_rect(0, 0, 1280, 1250).await.unwrap();
                std::fs::create_dir_all(picture.parent().unwrap()).unwrap();
                browser.screenshot(picture).await.unwrap();
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
                .goto(format!("{address}/?maintenance=active"))
                .await
                .unwrap();
            let wanted = [
                "bw-skip-link",
                "bw-header__brand",
                "bw-nav__link",
                "bw-textbox",
                "bw-button bw-button--primary-action",
                "bw-choice__box",
                "bw-select",
                "bw-chip",
            ];
            let mut reached = Vec::new();
            for _ in 0..120 {
                browser
                    .action_chain()
                    .send_keys(Key::Tab)
                    .perform()
                    .await
                    .unwrap();
                let class = browser
                    .active_element()
                    .await
                    .unwrap()
                    .class_name()
                    .await
                    .unwrap();
                let class = class.unwrap_or_default();
                if !reached.contains(&class) {
                    reached.push(class);
                }
                if reached.iter().any(|class| class.contains("bw-status")) {
                    break;
                }
            }
            let order: Vec<_> = reached
                .iter()
                .filter(|class| wanted.contains(&class.as_str()))
                .collect();
            assert_eq!(order, wanted, "in {reached:?}");

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

#[tokio::test(flavor = "multi_thread")]
async fn every_page_fits_a_narrow_screen() {
    let site = Site::crawled().await;
    with_browser(
        endpoint(&site),
        Setup::Narrow,
        |browser, address| async move {
            for page in [
                "/",
                "/en?q=portaal&maintenance=active",
                "/?q=x&maintenance=alive",
                "/repositories/github.com/GemeenteNijmegen/portaal",
                "/organisations",
                "/organisations/gemeente-nijmegen",
                "/uitleg",
            ] {
                browser.goto(format!("{address}{page}")).await.unwrap();
                let script = "return [document.documentElement.scrollWidth, window.innerWidth]";
                let widths = browser.execute(script, []).await.unwrap();
                let (content, window): (u32, u32) = widths.convert().unwrap();
                assert!(
                    content <= 320 && window == 320,
                    "{page}: {content} of {window}"
                );
            }
        },
    )
    .await;
}
