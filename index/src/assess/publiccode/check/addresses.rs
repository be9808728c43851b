//! Addresses, URIs and files that a publiccode.yml names.

use url::Url;

use super::finding::Refuser::{self, Both, Nobody, Parser, Standard};
use super::formats::{Problem, problem, shown};
use super::{lists, oembed, reference};
use crate::assess::Fact;

/// Reads a web address as the standard means it: absolute, with a host, without
/// white space.
fn address(text: &str) -> Option<Url> {
    let spaced = text.chars().any(|c| c.is_whitespace() || c.is_control());
    // The parser mends what a file should not have.
    if spaced || !text.contains("://") {
        return None;
    }
    let url: Url = text.parse().ok()?;
    url.host_str()
        .is_some_and(|host| !host.is_empty())
        .then_some(url)
}

/// What is wrong with an address, and the address where it is one. A page is for
/// people to read in a browser, so its scheme can only be http or https; a
/// repository may be had in other ways.
pub(super) fn address_problems(text: &str, is_page: bool) -> (Option<Url>, Option<Problem>) {
    let url = address(text);
    let web = url
        .as_ref()
        .map(|url| matches!(url.scheme(), "http" | "https"));
    let accepted = if is_page {
        reference::page(text)
    } else {
        reference::repository(text)
    };
    let standard = if is_page {
        web == Some(true)
    } else {
        web.is_some()
    };
    let problem = match (Refuser::unless(accepted, accepted && standard), &url) {
        (Some(refused), Some(url)) if web == Some(false) => Some((
            "url_not_http",
            refused,
            vec![("scheme", shown(url.scheme()))],
        )),
        (Some(refused), _) => Some(problem("url_wrong", refused, text)),
        (None, Some(url)) if web == Some(false) => Some((
            "url_not_http",
            Nobody,
            vec![("scheme", shown(url.scheme()))],
        )),
        (None, Some(url)) if !url.username().is_empty() || url.password().is_some() => {
            Some(("url_with_user", Nobody, Vec::new()))
        }
        (None, _) => None,
    };
    (url.filter(|_| web == Some(true)), problem)
}

/// An address of a video with a provider of oEmbed.
pub(super) fn video(text: &str) -> Option<Problem> {
    let has_provider = address(text).is_some_and(|url| oembed::has_provider(&url));
    let refused = Refuser::unless(oembed::is_known(text), has_provider)?;
    // What the parser knows is a provider's.
    (refused != Standard).then(|| problem("video_not_oembed", refused, text))
}

pub(super) fn uri(text: &str) -> Option<Problem> {
    const ITALIAN: &str = "urn:x-italian-pa:";
    let code = text
        .get(..ITALIAN.len())
        .filter(|start| start.eq_ignore_ascii_case(ITALIAN));
    if code.is_some() && !reference::italian_code(&text[ITALIAN.len()..]) {
        return Some(problem("italian_code_wrong", Both, &text[ITALIAN.len()..]));
    }
    let refused = Refuser::unless(reference::uri(text), fluent_uri::Uri::parse(text).is_ok())?;
    Some(problem("uri_wrong", refused, text))
}

/// A code of an administration in the Italian register.
pub(super) fn italian_code(text: &str) -> Option<Problem> {
    (!reference::italian_code(text)).then(|| problem("italian_code_wrong", Both, text))
}

/// `alias:` with a name of the list, or a URI.
pub(super) fn id(text: &str) -> Option<Problem> {
    let Some(alias) = text.strip_prefix("alias:") else {
        return uri(text);
    };
    if lists::ALIASES.contains(&alias) {
        return None;
    }
    let facts = vec![
        ("value", shown(alias)),
        ("list", Fact::Text(lists::ALIASES.join(", "))),
    ];
    Some(("alias_unknown", Both, facts))
}

/// A file that is named: by a path, which is put in its shortest form, or by an
/// address.
pub(super) struct FileName {
    pub(super) path: Option<String>,
    pub(super) problem: Option<Problem>,
}

/// A path from the repository's root, or an address. What an address leads to
/// only the network can tell.
pub(super) fn file(text: &str, extensions: &[&str]) -> FileName {
    let named = |path, problem| FileName { path, problem };
    let outside = |refused| named(None, Some(problem("path_not_in_repository", refused, text)));
    if text.starts_with('/') || text.starts_with("file:") {
        return outside(Both);
    }
    let url = address(text);
    if url.is_none() && reference::is_address(text) {
        return outside(Standard);
    }
    let is_address = url.is_some();
    let path = match url {
        Some(url) => url.path().to_owned(),
        None => match within(text) {
            Some(path) => path,
            None => return outside(Both),
        },
    };
    let name = path.rsplit('/').next().unwrap_or_default();
    let extension = name
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_lowercase());
    let extension = extension.as_deref().unwrap_or_default();
    let problem = if extensions.is_empty() || extensions.contains(&extension) {
        // Logos alone may be vectors, and should be.
        let raster = extension == "png" && extensions.contains(&"svg");
        raster.then(|| ("logo_not_vector", Nobody, Vec::new()))
    } else {
        let refused = match extension {
            _ if is_address => Nobody,
            // JPG by the name of its format.
            "jpeg" if extensions.contains(&"jpg") => Parser,
            _ => Both,
        };
        let list = Fact::Text(extensions.join(", "));
        Some((
            "file_wrong_format",
            refused,
            vec![("value", shown(text)), ("list", list)],
        ))
    };
    named((!is_address).then_some(path), problem)
}

/// The path without `.` and `..`; `None` when it leaves the repository.
fn within(text: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in text.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!text.contains('\\')).then(|| parts.join("/"))
}
