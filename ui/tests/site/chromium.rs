//! Chromium, driven by chromedriver, on a free port of this machine.

use std::future::Future;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::json;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, WebDriver};

const CHROMIUM: &str = "/usr/bin/chromium";
const CHROMEDRIVER: &str = "/usr/bin/chromedriver";

/// Browsers are heavy: one at a time keeps them from waiting for each other.
static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// How a browser is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Setup {
    Scripts,
    NoScripts,
    /// With scripts, 320 pixels wide: what WCAG asks to fit without scrolling
    /// sideways.
    Narrow,
}

/// chromedriver, ended when this goes.
struct Driver {
    process: Child,
    address: String,
}

impl Driver {
    fn start() -> Self {
        for program in [CHROMIUM, CHROMEDRIVER] {
            assert!(
                Path::new(program).exists(),
                "{program} is missing: browser tests need Debian's packages; run \
                 `apt-get install chromium chromium-driver`"
            );
        }
        let mut process = Command::new(CHROMEDRIVER)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let port = output
            .lines()
            .map_while(Result::ok)
            .find_map(|line| {
                let port = line.split("successfully on port ").nth(1)?;
                port.trim_end_matches('.').parse::<u16>().ok()
            })
            .expect("chromedriver says on which port it listens");
        Self {
            process,
            address: format!("http://127.0.0.1:{port}"),
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Lets `visit` sit at a browser.
pub(crate) async fn visit<V, F>(setup: Setup, visit: V)
where
    V: FnOnce(WebDriver) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    let _turn = ONE_AT_A_TIME.lock().await;
    let driver = Driver::start();
    let profile = tempfile::tempdir().unwrap();
    let browser = WebDriver::new(&driver.address, capabilities(setup, profile.path()))
        .await
        .unwrap();
    // The browser ends before a failure is passed on.
    let visited = tokio::spawn(visit(browser.clone())).await;
    browser.quit().await.unwrap();
    if let Err(failure) = visited {
        std::panic::resume_unwind(failure.into_panic());
    }
}

fn capabilities(setup: Setup, profile: &Path) -> thirtyfour::ChromeCapabilities {
    let mut capabilities = DesiredCapabilities::chrome();
    capabilities.set_binary(CHROMIUM).unwrap();
    for argument in [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--window-size=1280,1000",
        &format!("--user-data-dir={}", profile.display()),
    ] {
        capabilities.add_arg(argument).unwrap();
    }
    match setup {
        Setup::Scripts => {}
        Setup::NoScripts => capabilities
            .add_experimental_option(
                "prefs",
                json!({ "profile.managed_default_content_settings.javascript": 2 }),
            )
            .unwrap(),
        Setup::Narrow => capabilities
            .add_experimental_option(
                "mobileEmulation",
                json!({ "deviceMetrics": { "width": 320, "height": 800, "pixelRatio": 1.0 } }),
            )
            .unwrap(),
    }
    capabilities
}
