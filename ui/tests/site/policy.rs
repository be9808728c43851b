//! No page does what its policy forbids, as far as a browser can tell.

use poem::EndpointExt;
use thirtyfour::WebDriver;

use crate::browser::{Setup, with_browser};
use crate::site::Site;

/// Gives back what the browser refused on the page since it was opened. Reports come in order, so
/// all are there when the one of a picture comes that every policy of ours refuses.
const REFUSED: &str = "\
    const done = arguments[arguments.length - 1];\
    const refused = [];\
    const observer = new ReportingObserver((reports) => {\
        for (const { body } of reports) {\
            if (body.blockedURL.includes('elsewhere.invalid')) return done(refused);\
            refused.push(`${body.effectiveDirective} ${body.blockedURL}`);\
        }\
    }, { types: ['csp-violation'], buffered: true });\
    observer.observe();\
    const picture = document.createElement('img');\
    picture.src = 'https://elsewhere.invalid/' + Math.random();\
    document.body.append(picture);";

async fn refused(browser: &WebDriver) -> Vec<String> {
    let reports = browser.execute_async(REFUSED, Vec::new()).await.unwrap();
    reports.convert().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_breaks_its_policy() {
    let site = Site::crawled().await;
    let endpoint = bronwijzer_ui::routes(site.schema.clone()).boxed();
    with_browser(endpoint, Setup::Scripts, |browser, site| async move {
        let mut looked_at = 0;
        for address in bronwijzer_ui::addresses() {
            // Files are not looked at as pages, and what is of one thing needs that.
            if address.contains([':', '*', '.']) {
                continue;
            }
            browser.goto(format!("{site}{address}")).await.unwrap();
            assert_eq!(refused(&browser).await, [""; 0], "{address}");
            looked_at += 1;
        }
        assert!(looked_at > 40, "{looked_at}");
        for address in ["/repositories/github.com/minvws/portaal", "/nergens"] {
            browser.goto(format!("{site}{address}")).await.unwrap();
            assert_eq!(refused(&browser).await, [""; 0], "{address}");
        }
        // What a page does that it may not is seen.
        browser.goto(format!("{site}/nergens")).await.unwrap();
        let inline = "document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">')";
        browser.execute(inline, Vec::new()).await.unwrap();
        assert_eq!(refused(&browser).await, ["style-src-attr inline"]);
    })
    .await;
}
