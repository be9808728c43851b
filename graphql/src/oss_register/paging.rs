//! Paging in headers, as the register does it. `Link` never gets longer than its own site
//! can read.

use poem::Response;
use poem::http::{HeaderMap, HeaderName, HeaderValue, header};
use url::form_urlencoded;

use super::parameters::{PAGE, PER_PAGE, QueryParameters};

/// The longest `Link`, in bytes: of a longer one the parser of the register's site makes an
/// error.
const LONGEST: usize = 2_000;

/// A page with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Paging {
    pub(super) page: usize,
    pub(super) per_page: usize,
}

impl Paging {
    pub(super) fn of(parameters: &QueryParameters) -> Self {
        Self {
            page: parameters.number(PAGE),
            per_page: parameters.number(PER_PAGE),
        }
    }

    /// How many entries come before it.
    pub(super) fn skip(self) -> usize {
        (self.page - 1).saturating_mul(self.per_page)
    }

    /// Adds the headers of a list of `total` entries at the address with this path and query.
    pub(super) fn add_to(self, response: &mut Response, total: usize, path: &str, query: &str) {
        let pages = total.div_ceil(self.per_page);
        let headers = response.headers_mut();
        for (name, number) in [
            ("total-count", total),
            ("total-pages", pages),
            ("per-page", self.per_page),
            ("current-page", self.page),
        ] {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(number));
        }
        if pages > 0 {
            self.link(headers, pages, path, query);
        }
    }

    fn link(self, headers: &mut HeaderMap, pages: usize, path: &str, query: &str) {
        let mut others: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .filter(|(name, _)| name != PAGE && name != PER_PAGE)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        others.push((PER_PAGE.to_owned(), self.per_page.to_string()));
        let link = |relation: &str, page: usize| {
            let mut pairs = others.clone();
            pairs.push((PAGE.to_owned(), page.to_string()));
            // Of one name the order of the values stays.
            pairs.sort_by(|a, b| a.0.cmp(&b.0));
            let mut query = form_urlencoded::Serializer::new(String::new());
            let query = query.extend_pairs(pairs).finish();
            format!("<{path}?{query}>; rel=\"{relation}\"")
        };
        let places = [
            ("first", Some(1)),
            ("prev", self.page.checked_sub(1).filter(|page| *page > 0)),
            ("self", Some(self.page)),
            ("next", Some(self.page + 1).filter(|page| *page <= pages)),
            ("last", Some(pages)),
        ];
        // Without the one that tells least where all are too long, and none where the others are.
        for left_out in ["", "self"] {
            let links = places.iter().filter(|(relation, _)| *relation != left_out);
            let links = links.filter_map(|(relation, page)| Some(link(relation, (*page)?)));
            let links = links.collect::<Vec<_>>().join(", ");
            if links.len() <= LONGEST
                && let Ok(value) = HeaderValue::from_str(&links)
            {
                headers.insert(header::LINK, value);
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(page: usize, total: usize, query: &str) -> Option<String> {
        let mut response = Response::default();
        let paging = Paging { page, per_page: 20 };
        paging.add_to(&mut response, total, "/v1/repositories", query);
        let link = response.headers().get("link")?.to_str().unwrap();
        Some(link.to_owned())
    }

    #[test]
    fn links_lead_to_the_pages_around() {
        let found = link(2, 50, "q=a b&page=2&a=%26&license=b&license=a").unwrap();
        let query = "license=b&license=a";
        let at = |page, relation| {
            format!(
                "</v1/repositories?a=%26&{query}&page={page}&perPage=20&q=a+b>; rel=\"{relation}\""
            )
        };
        let expected = [
            at(1, "first"),
            at(1, "prev"),
            at(2, "self"),
            at(3, "next"),
            at(3, "last"),
        ];
        assert_eq!(found, expected.join(", "));
        assert_eq!(link(1, 0, ""), None);
        assert!(!link(3, 50, "").unwrap().contains("next"));
        let beyond = link(9_999, 50, "").unwrap();
        assert!(beyond.contains("page=9998&perPage=20>; rel=\"prev\""));
        assert!(!beyond.contains("next"));
    }

    #[test]
    fn links_are_never_longer_than_the_site_can_read() {
        let mut seen = [false; 3];
        for length in 0..600 {
            let found = link(2, 5_000, &format!("q={}", "x".repeat(length)));
            let found = found.unwrap_or_default();
            assert!(found.len() <= LONGEST, "{length}");
            let kind = match (found.is_empty(), found.contains("self")) {
                (true, _) => 2,
                (false, true) => 0,
                (false, false) => 1,
            };
            seen[kind] = true;
        }
        assert_eq!(seen, [true; 3]);
    }
}
