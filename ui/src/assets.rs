//! Static assets, which are the stylesheet, the scripts and the icon: built in, named with the hash of
//! their content so that browsers may keep them for good. The build puts them together.

pub(crate) mod version;

use std::borrow::Cow;

use bronwijzer_graphql::caching::{Caching, Reply};
use poem::http::StatusCode;
use poem::web::{Path, Query};
use poem::{IntoResponse, Response, handler};
use rust_embed::RustEmbed;
use serde::Deserialize;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/assets"]
struct Assets;

/// The address of an asset, with its content's hash.
pub(crate) fn address(name: &str) -> String {
    match Assets::get(name) {
        Some(file) => format!("/assets/{name}?v={}", hash(&file)),
        None => format!("/assets/{name}"),
    }
}

/// The content of an asset.
pub(crate) fn content(name: &str) -> Option<Cow<'static, [u8]>> {
    Some(Assets::get(name)?.data)
}

fn hash(file: &rust_embed::EmbeddedFile) -> String {
    version::of(&file.metadata.sha256_hash())
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
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
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
