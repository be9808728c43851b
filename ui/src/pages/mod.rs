//! The pages: one file each, with what all of them share here.

pub(crate) mod account;
pub(crate) mod bodies;
mod catalogue;
pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod confirm;
pub(crate) mod crawls;
pub(crate) mod data;
pub(crate) mod european_feed;
pub(crate) mod farewells;
pub(crate) mod frame;
pub(crate) mod generator;
pub(crate) mod help;
pub(crate) mod help_out;
pub(crate) mod home;
pub(crate) mod maintainer_search;
pub(crate) mod moderation;
pub(crate) mod open_by_default;
pub(crate) mod organisation;
pub(crate) mod organisations;
pub(crate) mod own;
pub(crate) mod problem;
pub(crate) mod release_requests;
pub(crate) mod report;
pub(crate) mod repository;
pub(crate) mod said;
pub(crate) mod saying;
pub(crate) mod search;
pub(crate) mod sign_in;
pub(crate) mod statement;
pub(crate) mod suggestions;
pub(crate) mod toolbox;

use askama::Template;
use bronwijzer_graphql::caching::{Caching, Reply};
use poem::http::StatusCode;
use poem::{IntoResponse, Response};

use crate::site::Problem;

/// The page, or why there is none.
fn show<T: Template>(page: Result<T, Problem>) -> poem::Result<Response> {
    Ok(render(StatusCode::OK, &page?))
}

/// Shows what would change the order or the look of the text around it as what
/// it is, a character that does not belong there: names and texts of others may
/// have overrides of the writing direction and control characters.
fn harmless(html: String) -> String {
    let is_harmful = |c: char| {
        matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            || c.is_control() && !matches!(c, '\t' | '\n' | '\r')
    };
    if html.contains(is_harmful) {
        html.replace(is_harmful, "\u{fffd}")
    } else {
        html
    }
}

fn render(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => {
            let html = harmless(html).with_content_type("text/html; charset=utf-8");
            let response = html.with_status(status).into_response();
            Reply::Public(response, Caching::of(status)).into_response()
        }
        Err(error) => {
            tracing::error!("a page could not be rendered: {error}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
