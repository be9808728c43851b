//! Signing in and out, as a browser does: with a real provider of OpenID Connect, with a
//! stand-in for GitHub, and by an invitation.

mod faults;
mod github;
mod github_double;
mod invitations;
mod mail;
mod provider;
mod socket;
mod subscribing;
pub(crate) mod visitor;

use std::net::TcpListener;

use serde_json::{Value, json};

use crate::browser::{Browser, Page};
use crate::node::Program;
use crate::place::{Place, Server};

/// What the provider knows the catalogue by.
const SECRET: &str = "a-secret-of-the-client-0123456789";

/// The name of the cookie over plain http.
const SESSION: &str = "bronwijzer";
const BEGUN: &str = "bronwijzer-sign-in";

/// Organisations, of which one is shown by e-mail addresses and one by memberships.
const REGISTRY: &str = r#"
[[organisations]]
slug = "gemeente-delft"
name = "Gemeente Delft"
type = "municipality"
email_domains = ["delft.nl"]

[[organisations]]
slug = "kadaster"
name = "Kadaster"
type = "zbo"
members_of = ["https://github.com/PDOK", "https://gitlab.com/kadaster/open"]
"#;

/// A port of this machine that nobody listens on now.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// A place that listens on `port`, with this moderator and these providers.
fn place(port: u16, moderator: &str, providers: &str) -> Place {
    let place = Place::with_config(&format!(
        "listen = \"127.0.0.1:{port}\"
schedule = \"off\"
organisations = \"organisations.toml\"
\
         organisations_list = \"off\"
moderators = [\"{moderator}\"]
{providers}"
    ));
    std::fs::write(place.path("organisations.toml"), REGISTRY).unwrap();
    std::fs::write(place.path("secret"), format!("{SECRET}\n")).unwrap();
    place
}

/// The entry of a provider of OpenID Connect.
fn entry(issuer: &str) -> String {
    format!(
        "[[sign_in]]\nid = \"sso\"\nname = \"Rijks-SSO\"\nkind = \"oidc\"\nissuer = \"{issuer}\"\n\
         client_id = \"bronwijzer\"\nclient_secret_file = \"secret\"\nforge = \"gitlab.com\"\n"
    )
}

/// A real provider, and a place for a server that people sign in to with it.
struct Setup {
    place: Place,
    _provider: Program,
}

impl Setup {
    /// `None` where the machine has no Node.
    fn new() -> Option<Self> {
        let port = free_port();
        let world = json!({
            "redirectUri": format!("http://127.0.0.1:{port}/sign-in/sso/callback"),
            "secret": SECRET,
            "people": {
                "anna": { "name": "Anna", "email": "anna@delft.nl", "email_verified": true },
                "bob": { "name": "Bob", "email": "bob@delft.nl", "email_verified": false },
                "carla": { "name": "Carla", "groups": ["kadaster/open", 7] },
                "mo": { "preferred_username": "Mo", "groups": "none" },
            },
        });
        let variable = ("PROVIDER", &*world.to_string());
        let provider = Program::start("oidc", "provider.js", variable)?;
        let issuer = provider.line();
        Some(Self {
            place: place(port, "sso:mo", &entry(&issuer)),
            _provider: provider,
        })
    }
}

/// Goes to the provider, gives it a name, and comes back.
async fn sign_in(browser: &Browser, server: &Server, login: &str, next: &str) -> Page {
    let start = format!("{}/sign-in/sso?next={next}", server.address());
    let asked = browser.open(&start).await;
    if asked.url.as_str().starts_with(server.address()) {
        // The provider remembers who sits there.
        return asked;
    }
    let asked = log_in(browser, asked, login).await;
    browser.onwards(asked).await
}

/// Gives the provider a name at its own page, and stops at the redirect that leads back.
async fn log_in(browser: &Browser, mut page: Page, login: &str) -> Page {
    for form in [
        &[("prompt", "login"), ("login", login), ("password", "x")][..],
        &[("prompt", "consent")],
    ] {
        let url = page.url.to_string();
        page = browser.post_from(&url, &url, form).await;
        while let Some(location) = page.location.clone() {
            if location.path().ends_with("/callback") {
                return page;
            }
            page = browser.get(location.as_str()).await;
        }
    }
    panic!(
        "the provider does not lead back from {}: {}",
        page.url, page.text
    );
}

/// A line of `members list` without the identifier, by the name in it.
fn member(place: &Place, name: &str) -> Vec<String> {
    let listed = place.run(&["members", "list"]);
    assert_eq!(listed.status, Some(0), "{listed:?}");
    let mut lines = listed.stdout.lines().map(|line| line.split('\t'));
    let found = lines.find_map(|mut parts| {
        let _id = parts.next();
        let parts: Vec<String> = parts.map(str::to_owned).collect();
        (parts.first().map(String::as_str) == Some(name)).then_some(parts)
    });
    found.unwrap_or_else(|| panic!("no {name} in {}", listed.stdout))
}

/// Whether the session in a browser is one: a form without its secret is then refused.
async fn is_signed_in(browser: &Browser, server: &Server) -> bool {
    let url = format!("{}/sign-out", server.address());
    let page = browser.post_from(&url, &url, &[("csrf", "a guess")]).await;
    match page.status {
        403 => true,
        303 => false,
        status => panic!("signing out answers {status}"),
    }
}

/// What the schema tells of the providers.
async fn told(server: &Server) -> Value {
    let answer = server
        .ask("{ catalogue { signIn { id name } } }", json!({}))
        .await;
    answer["catalogue"]["signIn"].clone()
}
