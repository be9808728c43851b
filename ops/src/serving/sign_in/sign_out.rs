//! Signing out, in this browser or everywhere.

use std::sync::Arc;

use bronwijzer_index::community::action::Action;
use bronwijzer_index::community::secrets::is_same;
use chrono::Utc;
use poem::http::StatusCode;
use poem::web::Data;
use poem::{Body, IntoResponse, Request, Response, handler};

use super::invitation::MAX_FORM;
use super::{Authentication, closed, path_of_site, see_other, value_of};

/// What who sends an old or foreign form reads.
const FOREIGN: &str = "Dit formulier is te oud of komt van een andere site. Ga terug en probeer \
    het opnieuw.\nThis form is too old or comes from another site. Go back and try again.\n";

/// What who can't be signed out reads.
const FAILED: &str = "Afmelden lukt nu niet. Probeer het later opnieuw.\nSigning out failed. Try \
    again later.\n";

/// Ends the session of this browser, or, with the field `everywhere`, all of the member's.
#[handler]
pub(super) async fn sign_out(
    request: &Request,
    body: Body,
    Data(authentication): Data<&Arc<Authentication>>,
) -> Response {
    let Some(desk) = &authentication.desk else {
        return closed();
    };
    let form = body.into_bytes_limit(MAX_FORM).await.unwrap_or_default();
    let next = path_of_site(&value_of(&form, "next").unwrap_or_default());
    let mut response = see_other(&next);
    let viewer = bronwijzer_graphql::viewer::of(request);
    if let (Some(viewer), Some(session)) = (viewer, desk.cookies.session(request)) {
        let sent = value_of(&form, "csrf").unwrap_or_default();
        let expected = viewer.csrf_token.clone().unwrap_or_default();
        if expected.is_empty() || !is_same(&sent, &expected) {
            return (StatusCode::FORBIDDEN, FOREIGN).into_response();
        }
        let everywhere = value_of(&form, "everywhere").is_some();
        let ended = authentication.community(move |community| {
            if everywhere {
                community.act(&viewer, Action::SignOutEverywhere, Utc::now())?;
            }
            community.end_session(&session)
        });
        if let Err(error) = ended.await {
            tracing::error!("a session could not be ended: {error}");
            return (StatusCode::SERVICE_UNAVAILABLE, FAILED).into_response();
        }
    }
    desk.cookies.drop_session(&mut response);
    response
}
