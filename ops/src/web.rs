//! How this crate asks others over HTTP: within a time and a size, and following nobody
//! elsewhere.

use std::time::Duration;

use reqwest::redirect::Policy;

/// A client whose requests may take `timeout` each, whole.
pub(crate) fn client(timeout: Duration) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(Policy::none())
        .timeout(timeout)
        .user_agent(concat!("bronwijzer/", env!("CARGO_PKG_VERSION")))
}

/// The rest of an answer; `None` where it is larger than so many bytes.
///
/// # Errors
/// When it does not come whole, or not in time.
pub(crate) async fn body(
    response: &mut reqwest::Response,
    max_bytes: usize,
) -> reqwest::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > max_bytes {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}
