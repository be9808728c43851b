//! How often pages are asked for, since the server started.

use std::cmp::Reverse;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use poem::Request;
use poem::http::{Uri, header};
use quick_cache::sync::Cache;

/// So many pages are counted. Those asked for again and again stay, however many others somebody
/// walks through.
const COUNTED: usize = 256;

/// Where a page is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct PageAddress {
    /// What whole addresses on it begin with.
    pub(super) origin: String,
    /// Path and query.
    pub(super) address: String,
}

impl PageAddress {
    /// How a visitor without a session asks for it; `None` where nobody could.
    pub(super) fn request(&self) -> Option<Request> {
        let (scheme, host) = self.origin.split_once("://")?;
        let uri: Uri = self.address.parse().ok()?;
        let request = Request::builder().uri(uri);
        let request = request.header(header::HOST, host);
        Some(request.header("x-forwarded-proto", scheme).finish())
    }
}

/// Counts what is asked for.
pub(super) struct RequestCounts(Cache<PageAddress, Arc<AtomicU64>>);

impl RequestCounts {
    pub(super) fn new() -> Self {
        Self(Cache::new(COUNTED))
    }

    pub(super) fn count(&self, page: &PageAddress) {
        let new = || Ok::<_, Infallible>(Arc::default());
        let Ok(count) = self.0.get_or_insert_with(page, new);
        count.fetch_add(1, Ordering::Relaxed);
    }

    /// The pages that were asked for at least `times`, those asked for most first, and no more
    /// than `limit`.
    pub(super) fn most_asked(&self, times: u64, limit: usize) -> Vec<PageAddress> {
        let counts = self.0.iter();
        let counts = counts.map(|(page, count)| (Reverse(count.load(Ordering::Relaxed)), page));
        let mut often: Vec<_> = counts
            .filter(|(Reverse(count), _)| *count >= times)
            .collect();
        often.sort_unstable();
        let often = often.into_iter().take(limit);
        often.map(|(_, page)| page).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(address: &str) -> PageAddress {
        PageAddress {
            origin: "http://localhost".to_owned(),
            address: address.to_owned(),
        }
    }

    #[test]
    fn pages_asked_for_most_come_first() {
        let asked = RequestCounts::new();
        for (address, times) in [("/a", 2), ("/b", 5), ("/c", 3), ("/d", 1)] {
            for _ in 0..times {
                asked.count(&page(address));
            }
        }
        assert_eq!(asked.most_asked(2, 2), [page("/b"), page("/c")]);
        assert_eq!(asked.most_asked(2, 9), ["/b", "/c", "/a"].map(page));
    }

    #[test]
    fn walking_through_everything_displaces_no_popular_page() {
        let asked = RequestCounts::new();
        for walked in 0..20_000 {
            asked.count(&page(&format!("/repositories/{walked}")));
            if walked % 20 == 0 {
                asked.count(&page("/"));
            }
        }
        assert_eq!(asked.most_asked(3, 9), [page("/")]);
        assert!(asked.0.len() <= COUNTED);
    }
}
