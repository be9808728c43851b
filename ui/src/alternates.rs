//! Alternates of a repository's page, for programs: its badges, its picture and its description as
//! linked data, at the page's address with an ending.

use poem::{Request, Response};

use crate::badges::Badge;
use crate::linked::codemeta;
use crate::preview;
use crate::site::{Problem, Site};

/// Answers for an address with such an ending; nothing for any other, and when
/// no repository has the address before it. A repository may itself be named
/// like an ending, so its page is tried next.
pub(crate) async fn serve(
    request: &Request,
    address: &str,
    site: &Site,
) -> Result<Option<Response>, Problem> {
    if let Some(address) = address.strip_suffix(codemeta::ENDING) {
        return codemeta::serve(request, address, site).await;
    }
    if let Some(address) = address.strip_suffix(preview::ENDING) {
        return preview::serve_repository(request, address, site).await;
    }
    for badge in Badge::ALL {
        if let Some(address) = address.strip_suffix(badge.ending()) {
            return badge.serve(request, address, site).await;
        }
    }
    Ok(None)
}
