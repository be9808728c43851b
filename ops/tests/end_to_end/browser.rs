//! What a browser does for who signs in: keeps cookies, and follows redirects.

use std::collections::BTreeMap;
use std::sync::Mutex;

use reqwest::header::{COOKIE, LOCATION, RETRY_AFTER, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use url::{Url, form_urlencoded};

/// So many redirects are followed.
const MOST_REDIRECTS: usize = 20;

/// A browser with cookies of its own.
pub(crate) struct Browser {
    client: Client,
    /// Host and port, path and name of each.
    cookies: Mutex<BTreeMap<(String, String, String), String>>,
}

/// What came, with the redirects before it.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) url: Url,
    pub(crate) status: u16,
    pub(crate) location: Option<Url>,
    /// `Set-Cookie`, whole.
    pub(crate) set_cookies: Vec<String>,
    pub(crate) retry_after: Option<String>,
    pub(crate) text: String,
    /// The addresses that led here, with what each set.
    pub(crate) way: Vec<(Url, Vec<String>)>,
}

impl Page {
    /// Its path and query.
    pub(crate) fn path(&self) -> &str {
        &self.url[url::Position::BeforePath..]
    }
}

impl Browser {
    pub(crate) fn new() -> Self {
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        Self {
            client,
            cookies: Mutex::default(),
        }
    }

    /// The value of a cookie for all paths.
    pub(crate) fn cookie(&self, url: &str, name: &str) -> Option<String> {
        let key = (
            authority(&url.parse().unwrap()),
            "/".to_owned(),
            name.to_owned(),
        );
        self.cookies.lock().unwrap().get(&key).cloned()
    }

    pub(crate) fn set_cookie(&self, url: &str, name: &str, value: &str) {
        let key = (
            authority(&url.parse().unwrap()),
            "/".to_owned(),
            name.to_owned(),
        );
        self.cookies.lock().unwrap().insert(key, value.to_owned());
    }

    pub(crate) fn forget_cookies(&self) {
        self.cookies.lock().unwrap().clear();
    }

    /// One answer, whatever it is.
    pub(crate) async fn get(&self, url: &str) -> Page {
        let url: Url = url.parse().unwrap();
        self.send(self.client.get(url.clone()), url).await
    }

    /// Sends a form of the page at `from`, as browsers do, and gives the one answer.
    pub(crate) async fn post_from(&self, from: &str, url: &str, form: &[(&str, &str)]) -> Page {
        let url: Url = url.parse().unwrap();
        let from: Url = from.parse().unwrap();
        let request = self
            .client
            .post(url.clone())
            .header("origin", from.origin().ascii_serialization())
            .header("content-type", "application/x-www-form-urlencoded")
            .body(
                form_urlencoded::Serializer::new(String::new())
                    .extend_pairs(form)
                    .finish(),
            );
        self.send(request, url).await
    }

    /// Sends a form of the page that it goes to, and follows.
    pub(crate) async fn submit(&self, url: &str, form: &[(&str, &str)]) -> Page {
        let page = self.post_from(url, url, form).await;
        self.onwards(page).await
    }

    /// What an address leads to in the end.
    pub(crate) async fn open(&self, url: &str) -> Page {
        let page = self.get(url).await;
        self.onwards(page).await
    }

    /// What a page leads to in the end.
    pub(crate) async fn onwards(&self, mut page: Page) -> Page {
        for _ in 0..MOST_REDIRECTS {
            let Some(location) = page.location.take() else {
                return page;
            };
            let mut way = std::mem::take(&mut page.way);
            way.push((page.url, page.set_cookies));
            page = self.get(location.as_str()).await;
            page.way = way;
        }
        panic!("{} leads nowhere", page.url);
    }

    async fn send(&self, request: RequestBuilder, url: Url) -> Page {
        let cookies = self.cookies_for(&url);
        let request = match cookies.is_empty() {
            true => request,
            false => request.header(COOKIE, cookies),
        };
        let response = request.send().await.unwrap();
        let header = |name| {
            let values = response.headers().get_all(name).iter();
            let texts = values.map(|value| value.to_str().unwrap().to_owned());
            texts.collect::<Vec<String>>()
        };
        let set_cookies = header(SET_COOKIE);
        let location = header(LOCATION);
        let retry_after = header(RETRY_AFTER).pop();
        let location = location.first().map(|to| url.join(to).unwrap());
        for cookie in &set_cookies {
            self.keep(&url, cookie);
        }
        Page {
            status: response.status().as_u16(),
            location,
            set_cookies,
            retry_after,
            text: response.text().await.unwrap(),
            url,
            way: Vec::new(),
        }
    }

    fn cookies_for(&self, url: &Url) -> String {
        let cookies = self.cookies.lock().unwrap();
        let sent = cookies.iter().filter(|((host, path, _), _)| {
            *host == authority(url) && url.path().starts_with(path.as_str())
        });
        let sent = sent.map(|((_, _, name), value)| format!("{name}={value}"));
        sent.collect::<Vec<_>>().join("; ")
    }

    fn keep(&self, url: &Url, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
        let (name, value) = pair.split_once('=').unwrap();
        let attribute = |name: &str| {
            let mut all = attributes.split(';').map(str::trim);
            all.find_map(|one| {
                let (key, value) = one.split_once('=')?;
                key.eq_ignore_ascii_case(name).then(|| value.to_owned())
            })
        };
        let path = attribute("path").unwrap_or_else(|| "/".to_owned());
        let key = (authority(url), path, name.to_owned());
        let is_over = attribute("max-age").as_deref() == Some("0") || value.is_empty();
        let mut cookies = self.cookies.lock().unwrap();
        match is_over {
            true => cookies.remove(&key),
            false => cookies.insert(key, value.to_owned()),
        };
    }
}

fn authority(url: &Url) -> String {
    url.authority().to_owned()
}
