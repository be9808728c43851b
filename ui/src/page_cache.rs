//! Page cache: what is the same for everybody is rendered once for each state of the catalogue,
//! with conditional requests for it.

mod request_counts;
mod warmer;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bronwijzer_graphql::caching::{self, Caching, EntityTag};
use bronwijzer_graphql::headers::Kind;
use bronwijzer_graphql::{CatalogueSchema, version};
use bytes::Bytes;
use chrono::{NaiveDate, Utc};
use metrics::counter;
use poem::http::uri::PathAndQuery;
use poem::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use poem::{Endpoint, IntoResponse, PathPattern, Request, Response, Result};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::base_url::BaseUrl;
use crate::cached;
use request_counts::{PageAddress, RequestCounts};

pub use warmer::Warmer;

/// The pages that are kept, in bytes.
const CACHE_BYTES: u64 = 16 * 1024 * 1024;

/// How much a page is taken to have, to begin with.
const USUAL_BYTES: u64 = 32 * 1024;

/// No longer address is kept, in bytes.
const LONGEST_ADDRESS: usize = 512;

/// The media type of pages.
const HTML: &str = "text/html; charset=utf-8";

/// Marks a response as one of this very moment, which is not in the catalogue's state.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OfThisMoment;

/// Keeps pages. A visitor who may be signed in gets none of them.
#[derive(Clone)]
pub(crate) struct PageCache {
    schema: CatalogueSchema,
    base_url: BaseUrl,
    pages: Arc<Cache<Key, Arc<Page>, PageBytes>>,
    counts: Arc<RequestCounts>,
    rendering: Arc<AtomicUsize>,
}

/// Everything that a public page follows from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    state: State,
    page: PageAddress,
}

/// What all pages follow from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct State {
    version: u64,
    /// Pages tell how long ago something was.
    today: NaiveDate,
}

/// A page is being rendered for somebody who waits for it.
struct Rendering<'a>(&'a AtomicUsize);

impl<'a> Rendering<'a> {
    fn begin(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Rendering<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

struct Page {
    tag: EntityTag,
    html: Bytes,
    /// Which route made it: what is answered is counted by that.
    pattern: Option<PathPattern>,
}

#[derive(Clone)]
struct PageBytes;

impl Weighter<Key, Arc<Page>> for PageBytes {
    fn weight(&self, key: &Key, page: &Arc<Page>) -> u64 {
        (page.html.len() + key.page.origin.len() + key.page.address.len()) as u64
    }
}

impl PageCache {
    /// Keeps pages, and counts in `rendering` how many visitors wait for one.
    pub(crate) fn new(
        schema: CatalogueSchema,
        base_url: BaseUrl,
        rendering: Arc<AtomicUsize>,
    ) -> Self {
        let pages = usize::try_from(CACHE_BYTES / USUAL_BYTES).unwrap_or(usize::MAX);
        Self {
            schema,
            base_url,
            pages: Arc::new(Cache::with_weighter(pages, CACHE_BYTES, PageBytes)),
            counts: Arc::new(RequestCounts::new()),
            rendering,
        }
    }

    /// Answers from what is kept, or by `endpoint`.
    pub(crate) async fn serve<E>(self, endpoint: Arc<E>, request: Request) -> Result<Response>
    where
        E: Endpoint<Output = Response>,
    {
        let Some(key) = self.key(&request) else {
            let _rendering = Rendering::begin(&self.rendering);
            return endpoint.call(request).await;
        };
        let headers = request.headers().clone();
        if let Some(page) = self.pages.get(&key) {
            self.counts.count(&key.page);
            counter!("bronwijzer_cache_requests_total", "cache" => "page", "result" => "hit")
                .increment(1);
            return Ok(page.answer(&headers));
        }
        counter!("bronwijzer_cache_requests_total", "cache" => "page", "result" => "miss")
            .increment(1);
        let _rendering = Rendering::begin(&self.rendering);
        let mut response = endpoint.call(request).await?;
        let asked = key.page.clone();
        let Some(page) = self.keep(key, &mut response).await? else {
            return Ok(response);
        };
        self.counts.count(&asked);
        Ok(page.answer(&headers))
    }

    /// Keeps the page that is in a response, unless it is not for everybody.
    async fn keep(&self, key: Key, response: &mut Response) -> Result<Option<Arc<Page>>> {
        if !is_public_page(response) {
            return Ok(None);
        }
        let html = response.take_body().into_bytes().await?;
        // A page was written into more room than it takes in the end.
        let html = Bytes::copy_from_slice(&html);
        let page = Arc::new(Page {
            tag: cached::tag(&[&html]),
            html,
            pattern: response.data::<PathPattern>().cloned(),
        });
        self.pages.insert(key, Arc::clone(&page));
        Ok(Some(page))
    }

    /// What a page that is made from now on follows from, if nothing is written meanwhile.
    fn state(&self) -> State {
        State {
            version: version(&self.schema),
            today: Utc::now().date_naive(),
        }
    }

    /// What the page that is asked for is kept by; `None` where none is.
    fn key(&self, request: &Request) -> Option<Key> {
        let is_personal = [header::COOKIE, header::AUTHORIZATION]
            .map(|name| request.headers().contains_key(name));
        let address = request.uri().path_and_query().map(PathAndQuery::as_str)?;
        let fits = request.method() == Method::GET
            && is_personal == [false, false]
            && address.len() <= LONGEST_ADDRESS;
        fits.then(|| Key {
            // Before the page is made: what it shows is of this state or of a newer one.
            state: self.state(),
            page: PageAddress {
                origin: self.base_url.of(request),
                address: address.to_owned(),
            },
        })
    }
}

/// Whether a response is a page that everybody may see and that follows from the catalogue.
fn is_public_page(response: &Response) -> bool {
    let headers = response.headers();
    let revalidated = headers
        .get(header::CACHE_CONTROL)
        .map(HeaderValue::as_bytes);
    response.status() == StatusCode::OK
        && response.content_type() == Some(HTML)
        && revalidated == Some(b"no-cache")
        && headers.len() == 2
        && response.data::<OfThisMoment>().is_none()
}

impl Page {
    fn answer(&self, headers: &HeaderMap) -> Response {
        let caching = Caching::Revalidated;
        let not_modified = caching::not_modified(headers, &self.tag, caching);
        let not_modified = not_modified.map(|mut response| {
            // It has no type of its own, and browsers take the headers of the page from it.
            response.extensions_mut().insert(Kind::Page);
            response
        });
        let mut response = not_modified.unwrap_or_else(|| {
            let html = self.html.clone().with_content_type(HTML);
            caching::tagged(html.into_response(), &self.tag, caching)
        });
        if let Some(pattern) = &self.pattern {
            response.set_data(pattern.clone());
        }
        response
    }
}
