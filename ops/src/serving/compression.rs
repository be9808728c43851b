//! Compresses answers, as clients say that they can read them.
//!
//! poem has a middleware for it, which neither knows zstd by its name nor reads
//! `q=0`, and compresses what is compressed already; its encoders do the work
//! here.

use bronwijzer_graphql::caching;
use poem::http::{HeaderMap, StatusCode, header};
use poem::web::{Compress, CompressionAlgo};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};

/// What is offered, the best first.
const OFFERED: [(&str, CompressionAlgo); 3] = [
    ("zstd", CompressionAlgo::ZSTD),
    ("br", CompressionAlgo::BR),
    ("gzip", CompressionAlgo::GZIP),
];

/// Compresses texts (JSON, XML, HTML and the like) with zstd, brotli or gzip.
/// What is compressed already stays as it is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Compression;

impl<E: Endpoint> Middleware<E> for Compression {
    type Output = Compressed<E>;

    fn transform(&self, endpoint: E) -> Self::Output {
        Compressed(endpoint)
    }
}

/// An endpoint whose answers are compressed.
pub(crate) struct Compressed<E>(E);

impl<E: Endpoint> Endpoint for Compressed<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let wanted = wanted(request.headers());
        let mut response = self.0.get_response(request).await;
        if !can_be_compressed(&response) {
            return Ok(response);
        }
        // Also when it is not compressed: it would be for another.
        caching::varies_by(response.headers_mut(), &["Accept-Encoding"]);
        Ok(match wanted {
            Some(algorithm) => Compress::new(response, algorithm).into_response(),
            None => response,
        })
    }
}

fn can_be_compressed(response: &Response) -> bool {
    let kind = response.content_type().unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let is_text = kind.starts_with("text/")
        || ["json", "xml", "javascript", "yaml", "toml"]
            .iter()
            .any(|end| kind.ends_with(end));
    is_text
        && response.status() != StatusCode::NOT_MODIFIED
        && !response.headers().contains_key(header::CONTENT_ENCODING)
}

/// The best of what is offered among what the client prefers.
fn wanted(headers: &HeaderMap) -> Option<CompressionAlgo> {
    let accepted: Vec<(String, f32)> = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(weighed)
        .collect();
    let weight = |name: &str| {
        let named = |name: &str| accepted.iter().find(|(accepted, _)| accepted == name);
        named(name)
            .or_else(|| named("*"))
            .map(|(_, weight)| *weight)
    };
    let mut best: Option<(CompressionAlgo, f32)> = None;
    for (name, algorithm) in OFFERED {
        if let Some(weight) = weight(name)
            && weight > best.map_or(0.0, |(_, weight)| weight)
        {
            best = Some((algorithm, weight));
        }
    }
    best.map(|(algorithm, _)| algorithm)
}

/// One encoding of `Accept-Encoding`, and how much it is wanted.
fn weighed(text: &str) -> (String, f32) {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    let weight = parts
        .find_map(|part| part.strip_prefix("q="))
        .map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
    (name, weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferred_encoding_is_chosen() {
        let cases = [
            ("", None),
            ("identity", None),
            ("deflate", None),
            ("gzip", Some(CompressionAlgo::GZIP)),
            ("GZIP", Some(CompressionAlgo::GZIP)),
            ("gzip, deflate, br, zstd", Some(CompressionAlgo::ZSTD)),
            ("gzip;q=1.0, br;q=0.3", Some(CompressionAlgo::GZIP)),
            ("gzip ; q=0.2, br; q=0.8", Some(CompressionAlgo::BR)),
            ("gzip;q=0", None),
            ("*", Some(CompressionAlgo::ZSTD)),
            ("*, zstd;q=0", Some(CompressionAlgo::BR)),
            ("gzip;q=x", None),
        ];
        for (accepted, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, accepted.parse().unwrap());
            assert_eq!(wanted(&headers), expected, "{accepted}");
        }
    }
}
