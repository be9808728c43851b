//! What WCAG asks that needs a browser: no page is wider than a narrow window, the spacing that
//! a reader sets loses nothing, the focus is seen and moves in the order of the page, and paper
//! holds all of it.

use std::collections::BTreeMap;

use poem::EndpointExt;
use poem::http::header;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::browser::{Setup, with_browser};
use crate::crawls::newest;
use crate::journey::{arrive, find};
use crate::site::Site;

const REPOSITORY: &str = "github.com/GemeenteNijmegen/portaal";

/// What stands for the parts of an address that are not fixed.
const PARTS: &[(&str, &str)] = &[
    ("*address", REPOSITORY),
    (":slug", "gemeente-nijmegen"),
    (":day", "2026-08-31"),
    (":secret", "x"),
    (":file", "x"),
    (":name", "x"),
];

/// Searches and forms that have been filled in, which the table of addresses does not have.
const ASKED: &[&str] = &[
    "/zoeken?q=a&weergave=tabel",
    "/zoeken?q=xyzzyplugh",
    "/zoeken?q=x&maintenance=alive",
    "/zoeken?q=portaal&maintenance=active",
    "/en/search?q=portaal&licenceVerdict=open",
    "/vergelijk?met=github.com/GemeenteNijmegen/portaal&met=github.com/a/b",
    "/organisaties?type=municipality&province=utrecht",
    "/organisaties?by=name&page=2",
    "/toolbox/publiccode?repository=github.com/GemeenteNijmegen/portaal",
];

/// Opens what is folded, and sets the spacing of WCAG 1.4.12 where that is wanted. A style sheet
/// that a script constructs is none that the page's policy forbids.
const PREPARE: &str = "
    for (const folded of document.querySelectorAll('details')) folded.open = true;
    if (!arguments[0]) return;
    const spacing = new CSSStyleSheet();
    spacing.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; '
        + 'word-spacing: 0.16em !important } p { margin-block-end: 2em !important }');
    document.adoptedStyleSheets = [spacing];";

/// Texts of which a part can't be seen: beyond the window, or cut by a box that can't be scrolled.
const LOST: &str = "
    const lost = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (texts.nextNode()) {
        const text = texts.currentNode;
        if (!text.textContent.trim() || !text.parentElement.checkVisibility()) continue;
        range.selectNodeContents(text);
        const place = range.getBoundingClientRect();
        let box = text.parentElement;
        let whole = place.right <= innerWidth + 1 || place.width === 0;
        for (; box !== document.body; box = box.parentElement) {
            const style = getComputedStyle(box);
            // For those who listen alone.
            if (style.clipPath !== 'none') { whole = true; break; }
            if (['auto', 'scroll'].includes(style.overflowX)) { whole = true; break; }
            if (!['hidden', 'clip'].includes(style.overflowX)) continue;
            const edge = box.getBoundingClientRect();
            if (place.right > edge.right + 1 || place.bottom > edge.bottom + 1) { whole = false; break; }
        }
        if (!whole) lost.push(text.textContent.trim().slice(0, 60));
    }
    return [document.documentElement.scrollWidth, innerWidth, lost];";

fn endpoint(site: &Site) -> poem::endpoint::BoxEndpoint<'static> {
    bronwijzer_ui::routes(site.schema.clone()).boxed()
}

/// A site with a repository, its organisation and the reports of crawls; and every page of it in
/// both languages, by the table of addresses.
async fn all_pages() -> (Site, Vec<String>) {
    let site = Site::with_runs().await;
    let mut parts: BTreeMap<&str, String> = PARTS
        .iter()
        .map(|(part, value)| (*part, (*value).to_owned()))
        .collect();
    let report = newest(&site.page("/crawls").await).to_owned();
    parts.insert(":id", report.rsplit('/').next().unwrap().to_owned());
    let mut pages: Vec<String> = ASKED.iter().map(|page| (*page).to_owned()).collect();
    for address in bronwijzer_ui::addresses() {
        let segments = address.split('/').map(|segment| match parts.get(segment) {
            Some(value) => value.as_str(),
            None => segment,
        });
        let address = segments.collect::<Vec<_>>().join("/");
        assert!(!address.contains([':', '*']), "what stands for {address}?");
        let answer = site.get(&address).await;
        let kind = answer.headers.get(header::CONTENT_TYPE);
        let is_page = kind.is_some_and(|kind| kind.to_str().unwrap().starts_with("text/html"));
        // Those that have nothing to show are pages too.
        if is_page {
            pages.push(address);
        }
    }
    assert!(pages.len() > 60, "{pages:?}");
    (site, pages)
}

/// What is lost of a page, if anything is.
async fn lost(browser: &WebDriver, spaced: bool) -> Option<String> {
    browser.execute(PREPARE, [json!(spaced)]).await.unwrap();
    let found = browser.execute(LOST, []).await.unwrap();
    let (content, window, texts): (u32, u32, Vec<String>) = found.convert().unwrap();
    let is_whole = content <= window && texts.is_empty();
    (!is_whole).then(|| format!("{content} px in {window}, without {texts:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_fits_a_narrow_screen_with_any_spacing() {
    let (site, pages) = all_pages().await;
    with_browser(endpoint(&site), Setup::Narrow, |browser, at| async move {
        let mut faults = Vec::new();
        for page in pages {
            browser.goto(format!("{at}{page}")).await.unwrap();
            for spaced in [false, true] {
                if let Some(lost) = lost(&browser, spaced).await {
                    faults.push(format!("{page}, spaced {spaced}: {lost}"));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    })
    .await;
}

/// The address of a page that has one of its own, and what its foot on paper says.
const FOOT: &str = "
    const foot = document.querySelector('.bw-on-paper');
    return [document.querySelector('link[rel=canonical]')?.href ?? null,
        foot && foot.checkVisibility() ? decodeURI(foot.textContent) : ''];";

/// Sets what the browser says of its medium.
async fn emulate(browser: &WebDriver, medium: &str, features: Value) {
    let media = json!({ "media": medium, "features": features });
    let tools = browser.cdp();
    let set = tools.send_raw("Emulation.setEmulatedMedia", media);
    set.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_fits_paper_and_says_where_it_is_from() {
    let (site, pages) = all_pages().await;
    with_browser(endpoint(&site), Setup::Scripts, |browser, at| async move {
        // The width of A4 within margins of 15 mm.
        browser.set_window_rect(0, 0, 680, 960).await.unwrap();
        emulate(&browser, "print", json!([])).await;
        for page in pages {
            browser.goto(format!("{at}{page}")).await.unwrap();
            assert_eq!(lost(&browser, false).await, None, "{page}");
            let foot = browser.execute(FOOT, []).await.unwrap();
            let (canonical, foot): (Option<String>, String) = foot.convert().unwrap();
            let is_from = canonical.is_none_or(|canonical| foot.contains(&canonical));
            assert!(is_from, "{page}: {foot}");
            let header = find(&browser, ".bw-header").await;
            assert!(!header.is_displayed().await.unwrap(), "{page}");
        }
    })
    .await;
}

/// What has the focus: whether anything has, where in the page it is, whether it can be seen, and
/// whether it looks other than without.
const FOCUSED: &str = "
    const focused = document.activeElement;
    if (!focused || focused === document.body) return null;
    const order = [...document.querySelectorAll('*')].indexOf(focused);
    const shown = focused.closest('label') ?? focused;
    const place = shown.getBoundingClientRect();
    const middle = [place.left + place.width / 2, place.top + Math.min(place.height, innerHeight) / 2];
    const top = document.elementFromPoint(...middle);
    const seen = place.width > 0 && top !== null
        && (shown.contains(top) || top.contains(shown) || shown.control === top);
    const style = getComputedStyle(focused);
    const marked = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
        || style.boxShadow !== 'none'
        // A link within a drawing has a thick edge.
        || [...focused.children].some((part) => parseFloat(getComputedStyle(part).strokeWidth) >= 3);
    return [order, seen, marked, focused.outerHTML.slice(0, 120)];";

async fn press(browser: &WebDriver, keys: impl AsRef<str> + Send + Sync) {
    let chain = browser.action_chain();
    chain.send_keys(keys.as_ref()).perform().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn focus_is_seen_and_follows_the_page() {
    let site = Site::with_runs().await;
    with_browser(endpoint(&site), Setup::Scripts, |browser, at| async move {
        for page in [
            "/",
            "/zoeken",
            "/repositories/github.com/GemeenteNijmegen/portaal",
            "/organisaties/gemeente-nijmegen",
            "/open-tenzij",
            "/doe-mee",
            "/toolbox/publiccode",
            "/controleer",
            "/hulp",
        ] {
            browser.goto(format!("{at}{page}")).await.unwrap();
            find(&browser, "main").await;
            browser.execute(PREPARE, [json!(false)]).await.unwrap();
            let mut before: Option<u64> = None;
            let mut steps = 0;
            loop {
                press(&browser, Key::Tab.value().to_string()).await;
                let found = browser.execute(FOCUSED, []).await.unwrap();
                let found: Option<(u64, bool, bool, String)> = found.convert().unwrap();
                let Some((order, seen, marked, what)) = found else {
                    break;
                };
                // Round again: behind the last comes the first.
                if steps > 0 && what.contains("nl-skip-link") {
                    break;
                }
                steps += 1;
                assert!(steps < 600, "{page}: no way out of {what}");
                // A field for a day has parts of its own.
                if before == Some(order) {
                    continue;
                }
                assert!(seen, "{page}: {what} is hidden while it has the focus");
                assert!(marked, "{page}: nothing shows the focus on {what}");
                assert!(
                    before.is_none_or(|before| order > before),
                    "{page}: {what} comes too late"
                );
                before = Some(order);
            }
            assert!(steps > 10, "{page}: {steps}");
        }
    })
    .await;
}

/// Tabs until what matches `css` has the focus.
async fn tab_to(browser: &WebDriver, css: &str) {
    for _ in 0..200 {
        press(browser, Key::Tab.value().to_string()).await;
        let script = "return document.activeElement.matches(arguments[0])";
        let found = browser.execute(script, [json!(css)]).await.unwrap();
        if found.convert::<bool>().unwrap() {
            return;
        }
    }
    panic!("no way to {css} by keyboard");
}

#[tokio::test(flavor = "multi_thread")]
async fn keyboard_leads_from_home_to_a_form() {
    let site = Site::sample();
    with_browser(endpoint(&site), Setup::Scripts, |browser, at| async move {
        let enter = || Key::Enter.value().to_string();
        browser.goto(format!("{at}/")).await.unwrap();
        tab_to(&browser, "#q").await;
        press(&browser, "zaak").await;
        press(&browser, enter()).await;
        arrive(&browser, "q=zaak").await;
        tab_to(&browser, ".bw-filters input[type=checkbox]").await;
        press(&browser, " ").await;
        tab_to(&browser, ".bw-filters__bar button").await;
        press(&browser, enter()).await;
        find(&browser, ".bw-chip").await;
        tab_to(&browser, ".bw-card__title a").await;
        press(&browser, enter()).await;
        arrive(&browser, "/repositories/").await;
        tab_to(&browser, ".bw-repository__facts a").await;
        press(&browser, enter()).await;
        arrive(&browser, "/organisaties/").await;
        tab_to(&browser, "a[href='/toolbox']").await;
        press(&browser, enter()).await;
        arrive(&browser, "/toolbox").await;
        tab_to(&browser, "main a[href='/toolbox/publiccode']").await;
        press(&browser, enter()).await;
        arrive(&browser, "/toolbox/publiccode").await;
        tab_to(&browser, "main form input").await;
        press(&browser, REPOSITORY).await;
        press(&browser, enter()).await;
        arrive(&browser, "repository=").await;
        tab_to(&browser, "main form [name=name]").await;
    })
    .await;
}

/// The parts of a page that tell something by a colour of their own, and by what else that is told.
const FORCED: &str = "
    const edge = (css) => {
        const style = getComputedStyle(document.querySelector(css));
        return style.borderTopStyle !== 'none' && parseFloat(style.borderTopWidth) > 0;
    };
    const current = getComputedStyle(document.querySelector('.bw-nav [aria-current]'));
    return [edge('.bw-label'), edge('.bw-chip'), edge('.bw-search button'),
        current.borderBottomStyle !== 'none'
        || current.textDecorationLine !== 'none' || current.boxShadow !== 'none'
        || current.outlineStyle !== 'none'];";

#[tokio::test(flavor = "multi_thread")]
async fn forced_colours_leave_edges_and_marks() {
    let site = Site::with_runs().await;
    with_browser(endpoint(&site), Setup::Scripts, |browser, at| async move {
        emulate(
            &browser,
            "",
            json!([{ "name": "forced-colors", "value": "active" }]),
        )
        .await;
        let page = format!("{at}/zoeken?maintenance=active");
        browser.goto(page).await.unwrap();
        find(&browser, ".bw-card").await;
        let found = browser.execute(FORCED, []).await.unwrap();
        assert_eq!(found.json(), &json!([true, true, true, true]));
    })
    .await;
}
