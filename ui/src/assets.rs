//! Static assets, which are the stylesheet, the scripts and the icon: built in, named with the hash of
//! their content so that browsers may keep them for good.

use std::fmt::Write;

use bronwijzer_graphql::caching::{Caching, Reply};
use poem::http::StatusCode;
use poem::web::{Path, Query};
use poem::{IntoResponse, Response, handler};
use rust_embed::RustEmbed;
use serde::Deserialize;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/assets"]
struct Assets;

/// How many hexadecimal digits of the hash stand in an address.
const HASH_DIGITS: usize = 12;

/// The address of an asset, with its content's hash.
pub(crate) fn address(name: &str) -> String {
    match Assets::get(name) {
        Some(file) => format!("/assets/{name}?v={}", hash(&file)),
        None => format!("/assets/{name}"),
    }
}

fn hash(file: &rust_embed::EmbeddedFile) -> String {
    let mut digits = String::with_capacity(HASH_DIGITS);
    for byte in file.metadata.sha256_hash().iter().take(HASH_DIGITS / 2) {
        // Writing to a string does not fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

#[derive(Deserialize)]
struct Version {
    v: Option<String>,
}

#[handler]
pub(crate) fn asset(Path(name): Path<String>, Query(version): Query<Version>) -> Response {
    let Some(file) = Assets::get(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let content_type = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };
    let caching = if version.v.as_deref() == Some(&hash(&file)) {
        Caching::Immutable
    } else {
        Caching::Revalidated
    };
    let response = file
        .data
        .into_owned()
        .with_content_type(content_type)
        .into_response();
    Reply::Public(response, caching).into_response()
}
