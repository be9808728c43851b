//! Suggestions while typing, and what few results or none give.

use std::time::Duration;

use poem::EndpointExt;
use thirtyfour::prelude::*;

use crate::browser::{Setup, with_browser};
use crate::journey::find;
use crate::site::{Site, part, portal};

async fn suggested(site: &Site, address: &str) -> serde_json::Value {
    let answer = site.get(address).await;
    assert!(answer.status.is_success(), "{address}: {}", answer.status);
    serde_json::from_str(&answer.body).unwrap()
}

#[tokio::test]
async fn suggestions_lead_to_pages_in_the_language_of_the_page() {
    let site = Site::sample();
    let dutch = suggested(&site, "/suggestions?q=over").await;
    insta::assert_json_snapshot!("suggestions", dutch);
    let english = suggested(&site, "/en/suggestions?q=OVER").await;
    let count = dutch["suggestions"].as_array().unwrap().len();
    assert_eq!(english["suggestions"].as_array().unwrap().len(), count);
    for suggestion in english["suggestions"].as_array().unwrap() {
        let href = suggestion["href"].as_str().unwrap();
        assert!(href.starts_with("/en"), "{href}");
        assert!(site.get(href).await.status.is_success(), "{href}");
    }
    for address in [
        "/suggestions",
        "/suggestions?q=",
        "/suggestions?q=-",
        "/suggestions?q=%F0",
    ] {
        assert_eq!(
            suggested(&site, address).await["suggestions"],
            serde_json::json!([])
        );
    }
}

#[tokio::test]
async fn a_topic_leads_to_what_has_it() {
    let site = Site::empty();
    let mut observation = portal();
    observation.topics = Some(vec!["common-ground: \"zaken\"".to_owned()]);
    site.accept(observation).await;
    let answer = suggested(&site, "/suggestions?q=common+gro").await;
    let topic = &answer["suggestions"][0];
    assert_eq!(topic["what"], "Onderwerp");
    let page = site.page(topic["href"].as_str().unwrap()).await;
    assert!(page.contains("<li class=\"bw-card\">"), "{topic}");
    assert!(!page.contains("bw-notes"), "{topic}");
}

#[tokio::test]
async fn a_slip_of_the_pen_has_another_spelling() {
    let site = Site::sample();
    let page = site.page("/zoeken?q=amstredam&language=Python").await;
    insta::assert_snapshot!(
        "other_spelling",
        part(&page, "<div class=\"bw-spellings\">", "</div>")
    );
    let page = site.page("/zoeken?q=amsterdam").await;
    assert!(!page.contains("bw-spellings"));
}

#[tokio::test]
async fn ways_out_count_results_without_each_filter() {
    let site = Site::sample();
    let page = site
        .page("/zoeken?q=amsterdam&language=Klingon&fork=yes&sort=stars")
        .await;
    let empty = part(&page, "<div class=\"bw-empty\">", "</div>");
    insta::assert_snapshot!("without_filters", empty);
    let (_, link) = empty.split_once("href=\"").unwrap();
    let href = link.split('"').next().unwrap().replace("&#38;", "&");
    assert!(
        site.page(&href).await.contains("<li class=\"bw-card\">"),
        "{href}"
    );
}

#[tokio::test]
async fn facets_that_few_use_are_folded_until_one_is_chosen() {
    let site = Site::sample();
    let folded = "<details class=\"bw-filters__folded\">\n<summary class=\"bw-filters__fold\">Laatste activiteit<";
    assert!(site.page("/zoeken").await.contains(folded));
    let page = site.page("/zoeken?activity=month").await;
    assert!(!page.contains(folded));
    assert!(page.contains("<details class=\"bw-filters__more\" open>"));
    assert!(page.contains("name=\"activity\" value=\"month\" checked"));
}

/// The option that is chosen, as assistive technology is told.
async fn chosen(browser: &WebDriver) -> Option<String> {
    let field = find(browser, "#q").await;
    let id = field.attr("aria-activedescendant").await.unwrap()?;
    let option = find(browser, &format!("#{id}[role=option][aria-selected=true]")).await;
    Some(option.text().await.unwrap())
}

async fn press(browser: &WebDriver, key: Key) {
    browser
        .action_chain()
        .send_keys(key)
        .perform()
        .await
        .unwrap();
}

async fn type_and_wait(browser: &WebDriver, text: &str) {
    find(browser, "#q").await.send_keys(text).await.unwrap();
    find(browser, "#q[aria-expanded=true]").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_chooses_a_suggestion_by_keyboard_and_by_mouse() {
    let site = Site::sample();
    let endpoint = bronwijzer_ui::routes(site.schema.clone()).boxed();
    with_browser(endpoint, Setup::Scripts, |browser, address| async move {
        browser.goto(format!("{address}/")).await.unwrap();
        let field = find(&browser, "#q[role=combobox][aria-autocomplete=list]").await;
        assert_eq!(
            field.attr("aria-expanded").await.unwrap().as_deref(),
            Some("false")
        );

        type_and_wait(&browser, "covid").await;
        let list = field.attr("aria-controls").await.unwrap().unwrap();
        find(&browser, &format!("#{list}[role=listbox][aria-label]")).await;
        let options = browser.find_all(By::Css("[role=option]")).await.unwrap();
        assert!(options.len() > 1);
        // Nothing is chosen for the visitor; past the last nothing is again.
        assert_eq!(chosen(&browser).await, None);
        press(&browser, Key::Down).await;
        let first = chosen(&browser).await.unwrap();
        press(&browser, Key::Up).await;
        assert_eq!(chosen(&browser).await, None);
        press(&browser, Key::Up).await;
        let last = chosen(&browser).await.unwrap();
        assert_ne!(first, last);
        press(&browser, Key::Down).await;
        assert_eq!(chosen(&browser).await, None);

        // Escape closes the list and leaves the text, and once more clears it.
        press(&browser, Key::Escape).await;
        find(&browser, "#q[aria-expanded=false]").await;
        assert_eq!(field.prop("value").await.unwrap().as_deref(), Some("covid"));
        press(&browser, Key::Escape).await;
        assert_eq!(field.prop("value").await.unwrap().as_deref(), Some(""));

        // Enter without a choice searches for what was typed.
        type_and_wait(&browser, "covid").await;
        press(&browser, Key::Enter).await;
        find(&browser, "#q[value=covid]").await;

        // Down asks again; Enter opens what is chosen.
        find(&browser, "#q").await.click().await.unwrap();
        press(&browser, Key::Down).await;
        find(&browser, "#q[aria-expanded=true]").await;
        press(&browser, Key::Down).await;
        let name = chosen(&browser).await.unwrap();
        let name = name.lines().next().unwrap().trim().to_owned();
        press(&browser, Key::Enter).await;
        find(&browser, ".bw-repository__main").await;
        assert_eq!(find(&browser, "h1").await.text().await.unwrap(), name);

        // And so does a click.
        browser.goto(format!("{address}/en")).await.unwrap();
        type_and_wait(&browser, "gemeente amster").await;
        find(&browser, "[role=option]").await.click().await.unwrap();
        find(&browser, ".bw-facts").await;
        let here = browser.current_url().await.unwrap();
        assert_eq!(here.path(), "/en/organisations/gemeente-amsterdam");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn suggestions_fit_a_narrow_screen_and_are_told() {
    let site = Site::sample();
    let endpoint = bronwijzer_ui::routes(site.schema.clone()).boxed();
    with_browser(endpoint, Setup::Narrow, |browser, address| async move {
        browser.goto(format!("{address}/")).await.unwrap();
        type_and_wait(&browser, "a").await;
        let status = find(&browser, ".bw-search__field [role=status]").await;
        let announced = status.prop("textContent").await.unwrap().unwrap();
        assert!(announced.contains("suggesties"), "{announced}");
        let width = browser
            .execute("return document.documentElement.scrollWidth", Vec::new())
            .await
            .unwrap();
        assert_eq!(width.convert::<u64>().unwrap(), 320);
        // Leaving the field closes the list.
        press(&browser, Key::Tab).await;
        find(&browser, "#q[aria-expanded=false]").await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        let lists = browser
            .find_all(By::Css(".bw-suggestions:not([hidden])"))
            .await
            .unwrap();
        assert!(lists.is_empty());
    })
    .await;
}
